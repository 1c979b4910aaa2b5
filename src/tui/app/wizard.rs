//! The first start on a machine without a database: a few questions, then the centre is founded.
//!
//! Nothing is made before the officer says so; Esc leaves the machine as it was.

use super::start::{StartError, look};
use crate::desk::{Desk, DeskError, Mode, Order, Site, first_officer};
use crate::domain::centre::CentreCommand;
use crate::domain::directory::Officer;
use crate::domain::rulebook::{BUILTIN, Rulebook};
use crate::domain::time::Moment;
use crate::term::{Canvas, Capability, Code, Event, Guard, Key, events};
use crate::text::{pinyin, wrap};
use crate::tui::form::{Field, Form, FormEvent};
use crate::tui::paint::{clear, frame, put, shade};
use crate::tui::run::{Program, Step, Wish, run};
use crate::tui::theme::{Look, Meaning};
use crate::tui::widgets::{Choice, Message};
use crate::words::{say, say_with, sentences};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc::unbounded_channel;

/// The choice of a rulebook that stands in a file.
const FILE: &str = "file";

/// What the wizard begins with.
#[derive(Debug, Clone)]
pub struct WizardOptions {
    /// Where the database will be.
    pub database: PathBuf,
    /// The time at which the centre is founded.
    pub now: Moment,
    /// The operating system's account, to which the first officer is bound.
    pub account: Option<String>,
    /// The theme's name.
    pub theme: Option<String>,
    /// What is declared about the file.
    pub site: Site,
}

/// Asks what is needed, founds the centre, and returns its first officer; nothing when the officer left.
///
/// # Errors
/// When the terminal cannot be used. What the file could not do is said on the screen.
pub fn wizard(options: &WizardOptions) -> Result<Option<Officer>, StartError> {
    let look = look(options.theme.as_deref(), Capability::detect());
    let mut program = Wizard::new(options, look);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let guard = Guard::take()?;
        let (columns, rows) = guard.size()?;
        let mut canvas = Canvas::new(guard.output()?, columns, rows);
        let (told, heard) = unbounded_channel();
        let (path, now, site) = (options.database.clone(), options.now, options.site.clone());
        let perform = |founding: Founding| {
            let (told, path, site) = (told.clone(), path.clone(), site.clone());
            // The screen goes on while the file is made.
            std::thread::spawn(move || drop(told.send(found(&path, &site, now, &founding))));
        };
        let ended = run(&mut program, &mut canvas, &mut events()?, heard, perform).await;
        drop(guard);
        ended.map_err(StartError::Io)
    })?;
    Ok(program.founded)
}

/// What is to be founded, and by whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Founding {
    officer: Officer,
    command: CentreCommand,
}

/// Makes the file and founds the centre in it; a file whose founding was cut short is used.
///
/// # Errors
/// A refusal, or what the file could not do.
pub fn found(path: &Path, site: &Site, now: Moment, founding: &Founding) -> Result<(), DeskError> {
    let unusable = |fault: std::io::Error| DeskError::Unreadable { what: format!("{}: {fault}", path.display()) };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(unusable)?;
    }
    let mode = if path.exists() { Mode::ReadWrite } else { Mode::Create };
    let mut desk = Desk::open_at(path, mode, site)?;
    desk.perform(&founding.officer.id, now, &Order::centre(founding.command.clone())).map(drop)
}

/// How far the officer has come in leaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaving {
    No,
    /// They were asked whether they mean it.
    Asked,
    Over,
}

/// The wizard's screen.
pub struct Wizard {
    look: Look,
    form: Form,
    path: String,
    account: Option<String>,
    message: Option<Message>,
    /// What is being founded just now.
    asked: Option<Founding>,
    founded: Option<Officer>,
    is_touched: bool,
    /// Whether somebody typed a code, so that none is suggested any more.
    has_code: bool,
    leaving: Leaving,
    wishes: Vec<Wish>,
}

impl Wizard {
    /// Makes the screen with nothing typed.
    pub fn new(options: &WizardOptions, look: Look) -> Self {
        Self {
            look,
            form: form(),
            path: options.database.display().to_string(),
            account: options.account.clone(),
            message: None,
            asked: None,
            founded: None,
            is_touched: false,
            has_code: false,
            leaving: Leaving::No,
            wishes: Vec::new(),
        }
    }

    fn leave(&mut self) {
        // While the file is made, leaving would leave it half made.
        if self.asked.is_some() {
            return;
        }
        if self.is_touched && self.leaving == Leaving::No {
            self.leaving = Leaving::Asked;
            self.message = Some(Message::warning(&say("wizard.leave")));
        } else {
            self.leaving = Leaving::Over;
        }
    }

    fn save(&mut self, values: &Map<String, Value>) -> Vec<Founding> {
        if self.asked.is_some() {
            return Vec::new();
        }
        let text = |id: &str| values.get(id).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
        let rulebook = match text("rulebook").as_str() {
            FILE => std::fs::read_to_string(text("file")).map_err(|fault| fault.to_string()),
            named => {
                Ok(BUILTIN.iter().find(|(name, _)| *name == named).map(|(_, it)| (*it).to_owned()).unwrap_or_default())
            }
        };
        let rulebook = match rulebook {
            Ok(text) => text,
            Err(fault) => {
                self.form.refuse("file", &fault);
                return Vec::new();
            }
        };
        let mut officer = first_officer(&text("code"), &text("officer"));
        officer.os_user.clone_from(&self.account);
        let training = values.get("training").and_then(Value::as_bool).unwrap_or_default();
        let command = CentreCommand::Found { name: text("name"), rulebook, officer: officer.clone(), training };
        let founding = Founding { officer, command };
        self.asked = Some(founding.clone());
        self.message = Some(Message::info(&say("wizard.founding")));
        vec![founding]
    }

    fn react(&mut self, event: FormEvent) -> Vec<Founding> {
        match event {
            FormEvent::Leave => self.leave(),
            FormEvent::Save(values) => return self.save(&values),
            FormEvent::Pressed(_) => {
                if self.form.check() {
                    let values = self.form.values();
                    return self.save(&values);
                }
            }
            FormEvent::Changed(field) => {
                self.is_touched = true;
                self.has_code |= field == "code";
                if field == "officer" && !self.has_code {
                    self.suggest_code();
                }
            }
            FormEvent::Ignored | FormEvent::Handled => {}
        }
        Vec::new()
    }

    /// A code follows the name until somebody types one.
    fn suggest_code(&mut self) {
        let mut code = pinyin::name_full(&self.form.text("officer")).to_lowercase();
        code.retain(|c| c.is_ascii_alphanumeric());
        if let Some(field) = self.form.field_mut("code") {
            *field = code_field().with(&json!(code));
        }
    }
}

fn code_field() -> Field {
    Field::text_line("code", "wizard.field.code").required().hint("wizard.hint.code").check(|code| {
        let fits = code.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if fits { Ok(String::new()) } else { Err(say("wizard.refused.code")) }
    })
}

fn form() -> Form {
    let mut books: Vec<Choice> = BUILTIN
        .iter()
        .map(|(id, text)| {
            let book = Rulebook::parse(text).ok();
            let (name, version) = book.map_or_else(|| ((*id).to_owned(), String::new()), |it| (it.name, it.version));
            Choice::new(id, &name).hint(&version)
        })
        .collect();
    let first = books.first().map(|choice| choice.id.clone());
    books.push(Choice::new(FILE, &say("wizard.rulebook_file")));
    Form::new(vec![
        Field::text_line("name", "wizard.field.name").required().hint("wizard.hint.name"),
        Field::pick("rulebook", "wizard.field.rulebook", books).required().with(&json!(first)),
        Field::text_line("file", "wizard.field.file").hint("wizard.hint.file").check(read_rulebook),
        Field::text_line("officer", "wizard.field.officer").required().hint("wizard.hint.officer"),
        code_field(),
        Field::yes_no("training", "wizard.field.training", false),
        Field::button("found", "wizard.field.found"),
    ])
}

/// Says which rulebook a file holds, or what is wrong with it.
fn read_rulebook(path: &str) -> Result<String, String> {
    let text = std::fs::read_to_string(path).map_err(|fault| fault.to_string())?;
    match Rulebook::parse(&text) {
        Ok(book) => Ok(format!("{} {}", book.name, book.version)),
        Err(faults) => Err(faults.first().map(ToString::to_string).unwrap_or_default()),
    }
}

impl Program for Wizard {
    type Effect = Founding;
    type Answer = Result<(), DeskError>;

    fn event(&mut self, event: Event, _: Duration) -> Step<Founding> {
        let effects = match event {
            Event::Key(key) => {
                if key != Key::plain(Code::Esc) && key != Key::ctrl('c') {
                    self.message = self.message.take().filter(|_| self.asked.is_some());
                    self.leaving = Leaving::No;
                }
                match key {
                    key if key == Key::ctrl('l') => {
                        self.wishes.push(Wish::Repaint);
                        Vec::new()
                    }
                    key if key == Key::ctrl('c') || key == Key::ctrl('q') => {
                        self.leave();
                        Vec::new()
                    }
                    key => {
                        let event = self.form.key(key);
                        self.react(event)
                    }
                }
            }
            Event::Paste(text) => {
                let event = self.form.paste(&text);
                self.react(event)
            }
            Event::Hangup | Event::Terminate => {
                self.leaving = Leaving::Over;
                Vec::new()
            }
            _ => Vec::new(),
        };
        Step::draw(effects)
    }

    fn answer(&mut self, answer: Result<(), DeskError>, _: Duration) -> Step<Founding> {
        let asked = self.asked.take();
        match answer {
            Ok(()) => {
                self.founded = asked.map(|founding| founding.officer);
                self.leaving = Leaving::Over;
            }
            Err(error) => {
                self.message = Some(Message::error(&sentences(&error.message(), &error.hint())));
            }
        }
        Step::draw(Vec::new())
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        shade(buffer, area, self.look.style(Meaning::Text));
        if area.height < 14 || area.width < 40 {
            put(buffer, area.x, area.y, area.width, &say("wizard.title"), self.look.style(Meaning::Warning));
            return None;
        }
        let bar = Rect { height: 1, ..area };
        shade(buffer, bar, self.look.style(Meaning::Bar));
        put(buffer, bar.x + 1, bar.y, bar.width, &say("wizard.title"), self.look.style(Meaning::Bar));
        let about = say_with("wizard.about", &[("path", &self.path)]);
        let mut y = area.y + 2;
        for line in wrap(&about, usize::from(area.width) - 4) {
            if y + 11 >= area.bottom() {
                break;
            }
            y += 1;
            put(buffer, area.x + 2, y - 1, area.width - 4, &line, self.look.style(Meaning::Text));
        }
        y += 1;
        let height = (area.bottom() - y).saturating_sub(2);
        let room = frame(buffer, Rect { y, height, ..area }, &say("wizard.form"), true, &self.look);
        let inner = Rect { x: room.x + 1, width: room.width.saturating_sub(2), ..room };
        self.form.draw(inner, buffer, &self.look);
        // What a form says of its keys is not so here: there is no draft to come back to.
        if self.form.focused().is_some_and(|field| field.error.is_none() && field.note.is_none()) {
            clear(buffer, Rect { y: inner.bottom() - 1, height: 1, ..inner }, self.look.style(Meaning::Text));
        }
        if let Some(message) = &self.message {
            message.draw(Rect { y: area.bottom() - 2, height: 1, ..area }, buffer, &self.look);
        }
        let keys = say("wizard.keys");
        put(buffer, area.x + 1, area.bottom() - 1, area.width - 2, &keys, self.look.style(Meaning::Key));
        self.form.caret()
    }

    fn next_alarm(&self) -> Option<Duration> {
        None
    }

    fn alarm(&mut self, _: Duration) -> Step<Founding> {
        Step::nothing()
    }

    fn wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.wishes)
    }

    fn is_over(&self) -> bool {
        self.leaving == Leaving::Over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::at;
    use crate::tui::testing::drawn;
    use crate::words::Lang;
    use chrono::NaiveDate;

    struct Bench {
        wizard: Wizard,
        folder: tempfile::TempDir,
        at: Duration,
    }

    impl Bench {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let options = WizardOptions {
                database: folder.path().join("data").join("yichuang.db"),
                now: at(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(), 9, 0),
                account: Some("duty".into()),
                theme: None,
                site: Site::default(),
            };
            let mut wizard = Wizard::new(&options, Look::mono());
            wizard.path = "/home/duty/.local/share/yichuang/yichuang.db".into();
            Self { wizard, folder, at: Duration::ZERO }
        }

        fn database(&self) -> PathBuf {
            self.folder.path().join("data").join("yichuang.db")
        }

        fn press(&mut self, key: Key) -> &mut Self {
            self.at += Duration::from_millis(100);
            let step = self.wizard.event(Event::Key(key), self.at);
            for founding in step.effects {
                let now = at(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(), 9, 0);
                let result = found(&self.database(), &Site::default(), now, &founding);
                self.wizard.answer(result, self.at);
            }
            self
        }

        fn keys(&mut self, names: &str) -> &mut Self {
            for name in names.split_whitespace() {
                self.press(name.parse().unwrap());
            }
            self
        }

        fn text(&mut self, text: &str) -> &mut Self {
            for c in text.chars() {
                self.press(Key::char(c));
            }
            self
        }

        fn shown(&mut self, columns: u16, rows: u16) -> String {
            drawn(columns, rows, |area, buffer| self.wizard.draw(area, buffer))
        }
    }

    #[test]
    fn a_centre_is_founded_by_a_few_answers() {
        Lang::ZhCn.speaking(|| {
            let mut bench = Bench::new();
            insta::assert_snapshot!("wizard_80x24", bench.shown(80, 24));
            bench.text("陇城县综治中心").keys("tab tab tab").text("王值班").keys("tab");
            insta::assert_snapshot!("wizard_filled_120x36", bench.shown(120, 36));
            bench.keys("ctrl-s");
            let officer = bench.wizard.founded.clone().expect("an officer");
            assert!(bench.wizard.is_over());
            assert_eq!((officer.id.as_str(), officer.os_user.as_deref()), ("wangzhiban", Some("duty")));
            let desk = Desk::open(bench.database(), Mode::ReadWrite).unwrap();
            let centre = desk.centre().unwrap();
            assert_eq!(centre.name, "陇城县综治中心");
            assert!(!centre.training && !centre.units.is_empty());
        });
    }

    #[test]
    fn esc_leaves_without_a_trace_and_asks_once_when_something_was_typed() {
        Lang::ZhCn.speaking(|| {
            let mut bench = Bench::new();
            bench.keys("esc");
            assert!(bench.wizard.is_over() && bench.wizard.founded.is_none());
            let mut bench = Bench::new();
            bench.text("陇").keys("esc");
            assert!(!bench.wizard.is_over());
            assert!(bench.shown(80, 24).contains("再按一次"));
            bench.keys("esc");
            assert!(bench.wizard.is_over() && bench.wizard.founded.is_none());
            assert!(!bench.database().exists() && !bench.folder.path().join("data").exists());
        });
    }

    #[test]
    fn what_is_missing_is_said_beside_the_field_and_enter_never_founds() {
        Lang::ZhCn.speaking(|| {
            let mut bench = Bench::new();
            bench.text("陇城县综治中心").keys("enter enter enter ctrl-s");
            assert!(!bench.wizard.is_over() && !bench.database().exists());
            assert!(bench.shown(80, 24).contains("必填"));
        });
    }

    #[test]
    fn a_rulebook_of_ones_own_is_checked_as_it_is_named() {
        Lang::ZhCn.speaking(|| {
            let mut bench = Bench::new();
            let file = bench.folder.path().join("own.toml");
            std::fs::write(&file, "broken = ").unwrap();
            bench.text("陇城").keys("tab space end down down enter").text(&file.display().to_string()).keys("tab");
            assert!(bench.wizard.form.field("file").unwrap().error.is_some());
        });
    }
}
