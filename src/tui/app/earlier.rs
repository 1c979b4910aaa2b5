//! The new-case form with the earlier cases that look alike (查重): beside it from 110 columns on, on a key below.
//!
//! F8 goes into the list; there each case is opened to be read, linked, merged, or told apart with a reason. What
//! is chosen is kept with the draft and goes into the registration.

use super::case_view::case_lines;
use super::{App, Heard};
use crate::desk::alike::Hit;
use crate::desk::service::{Answer, Query};
use crate::desk::views::CaseView;
use crate::domain::alike::{Matter, Verdict};
use crate::domain::case::Related;
use crate::domain::ids::CaseNo;
use crate::domain::vocabulary::RelatedHow;
use crate::term::{Code, Key};
use crate::tui::dialogs::Chooser;
use crate::tui::form::{Field, Form, FormEvent, FormLayer};
use crate::tui::frame::SPLIT_FROM;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{clear, frame};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Choice, Piece, ScrollText};
use crate::words::{alike, say, say_with, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;

/// What the officer makes of earlier cases, shared by the form that saves it and the list that changes it.
pub(super) type Chosen = Rc<RefCell<Choices>>;

/// The choices, and where the cursor is.
#[derive(Debug, Default)]
pub(super) struct Choices {
    /// What is chosen.
    pub related: Vec<Related>,
    /// The hit under the cursor while it is in the list.
    at: Option<usize>,
    /// Whether it was asked about hits without a choice.
    asked: bool,
}

impl Choices {
    /// Takes up what a draft has.
    pub fn of(draft: Option<&Value>) -> Chosen {
        let related = draft.and_then(|draft| draft.get("related")).cloned();
        let related = related.and_then(|related| serde_json::from_value(related).ok()).unwrap_or_default();
        Rc::new(RefCell::new(Self { related, ..Self::default() }))
    }

    fn how(&self, no: &CaseNo) -> Option<RelatedHow> {
        self.related.iter().find(|it| it.no == *no).map(|it| it.how)
    }

    fn choose(&mut self, no: &CaseNo, how: Option<RelatedHow>, note: &str) {
        self.related.retain(|it| it.no != *no);
        self.related.extend(how.map(|how| Related { no: no.clone(), how, note: note.to_owned() }));
    }

    fn undecided<'a>(&self, hits: &'a [Hit]) -> impl Iterator<Item = &'a Hit> {
        hits.iter().filter(|hit| hit.likeness.verdict.is_strong() && self.how(&hit.row.no).is_none())
    }
}

/// The form for a new case with what looks like it.
pub(super) struct NewCase {
    form: FormLayer<App>,
    chosen: Chosen,
    list: ScrollText,
    caret: Option<Position>,
}

impl NewCase {
    /// Puts the list beside the form.
    pub fn new(form: FormLayer<App>, chosen: Chosen) -> Self {
        let beside = Rc::clone(&chosen);
        let form = form.beside(move |app| lines(app, &beside.borrow()));
        Self { form, chosen, list: ScrollText::default(), caret: None }
    }

    fn is_in_list(&self) -> bool {
        self.chosen.borrow().at.is_some()
    }

    fn hit(&self, app: &App) -> Option<Hit> {
        self.chosen.borrow().at.and_then(|at| app.earlier.get(at)).cloned()
    }

    fn step(&mut self, by: isize, app: &App) {
        let mut chosen = self.chosen.borrow_mut();
        let last = app.earlier.len().saturating_sub(1);
        chosen.at = chosen.at.map(|at| at.saturating_add_signed(by).min(last));
    }

    fn enter(&mut self, app: &mut App) -> Outcome<App> {
        if app.earlier.is_empty() {
            app.tell(&say("alike.none"));
        } else {
            let mut chosen = self.chosen.borrow_mut();
            let first =
                chosen.undecided(&app.earlier).next().and_then(|hit| app.earlier.iter().position(|it| it == hit));
            chosen.at = Some(first.unwrap_or(0));
        }
        Outcome::taken()
    }

    /// Links the case under the cursor, or asks first for the reason that a choice needs.
    fn choose(&mut self, how: Option<RelatedHow>, app: &App) -> Outcome<App> {
        let Some(hit) = self.hit(app) else { return Outcome::taken() };
        let no = hit.row.no;
        match how {
            Some(how @ (RelatedHow::Merge | RelatedHow::Apart)) => {
                let chosen = Rc::clone(&self.chosen);
                Outcome::taken().open(reason(how, no, chosen))
            }
            how => {
                self.chosen.borrow_mut().choose(&no, how, "");
                Outcome::taken()
            }
        }
    }

    /// Asks once about strong hits that nothing was chosen for.
    fn ask(&mut self, app: &App) -> Option<Outcome<App>> {
        let mut chosen = self.chosen.borrow_mut();
        let count = chosen.undecided(&app.earlier).count();
        if count == 0 || chosen.asked {
            return None;
        }
        chosen.asked = true;
        let choices = vec![Choice::new("look", &say("alike.ask_look")), Choice::new("save", &say("alike.ask_save"))];
        let title = say_with("alike.ask", &[("count", &count.to_string())]);
        Some(Outcome::taken().open(Chooser::one(&title, choices, |ids, _: &mut App| {
            let saves = ids.first().is_some_and(|id| id == "save");
            Outcome::taken().run(if saves { "form.save" } else { "earlier.look" })
        })))
    }
}

/// The question for the reason of a merger or of another matter.
fn reason(how: RelatedHow, no: CaseNo, chosen: Chosen) -> FormLayer<App> {
    let title = say_with("alike.note_title", &[("how", &term(RelatedHow::AREA, how.key())), ("no", no.as_str())]);
    let form = Form::new(vec![Field::text_line("note", "alike.note").required()]);
    FormLayer::new(&title, form, move |event, form, _: &mut App| match event {
        FormEvent::Save(_) => {
            chosen.borrow_mut().choose(&no, Some(how), &form.text("note"));
            Outcome::taken().close()
        }
        FormEvent::Leave => Outcome::taken().close(),
        _ => Outcome::taken(),
    })
    .boxed(70, 5)
}

impl Layer<App> for NewCase {
    fn scopes(&self) -> &'static [&'static str] {
        if self.is_in_list() { &["earlier", "global"] } else { self.form.scopes() }
    }

    fn is_typing(&self) -> bool {
        !self.is_in_list() && self.form.is_typing()
    }

    fn enter_is_text(&self) -> bool {
        !self.is_in_list() && self.form.enter_is_text()
    }

    fn is_full(&self) -> bool {
        self.form.is_full()
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        if self.is_in_list() && area.width < SPLIT_FROM {
            clear(buffer, area, app.look.style(Meaning::Text));
            let inner = frame(buffer, area, &say("command.earlier.look"), true, &app.look);
            self.list.set(lines(app, &self.chosen.borrow()));
            self.list.draw(inner, buffer, &app.look);
            self.caret = Some(Position::new(inner.x, inner.y + 1));
            return;
        }
        self.form.draw(area, buffer, app);
        self.caret = match self.form.aside() {
            Some(aside) if self.is_in_list() => Some(Position::new(aside.x, aside.y + 1)),
            _ => self.form.caret(),
        };
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        if !self.is_in_list() {
            if key == Key::ctrl('s')
                && let Some(question) = self.ask(app)
            {
                return question;
            }
            return self.form.key(key, app);
        }
        match (key.code, key.mods.ctrl) {
            (Code::Up | Code::Char('k'), false) => self.step(-1, app),
            (Code::Down | Code::Char('j'), false) => self.step(1, app),
            (Code::Home | Code::Char('g'), false) => self.step(isize::MIN + 1, app),
            (Code::End | Code::Char('G'), false) => self.step(isize::MAX, app),
            _ => return Outcome::ignored(),
        }
        Outcome::taken()
    }

    fn paste(&mut self, text: &str, app: &mut App) -> Outcome<App> {
        if self.is_in_list() { Outcome::taken() } else { self.form.paste(text, app) }
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        let how = match id {
            "earlier.look" => return self.enter(app),
            "earlier.back" => {
                self.chosen.borrow_mut().at = None;
                return Outcome::taken();
            }
            "earlier.open" => {
                return match self.hit(app) {
                    Some(hit) => Glance::open(hit.row.no, app),
                    None => Outcome::taken(),
                };
            }
            "form.save" => return self.ask(app).unwrap_or_else(|| self.form.command(id, app)),
            "earlier.repeat_visit" => Some(RelatedHow::RepeatVisit),
            "earlier.same_matter" => Some(RelatedHow::SameMatter),
            "earlier.series" => Some(RelatedHow::Series),
            "earlier.merge" => Some(RelatedHow::Merge),
            "earlier.apart" => Some(RelatedHow::Apart),
            "earlier.none" => None,
            _ => return self.form.command(id, app),
        };
        self.choose(how, app)
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        if id == "earlier.look" && app.earlier.is_empty() { Err("alike.none") } else { self.form.available(id, app) }
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        if let Heard::Answer(Answer::Alike(hits)) = heard {
            let mut chosen = self.chosen.borrow_mut();
            // What the cursor stood on stays under it as far as it is still there.
            chosen.at = chosen.at.filter(|_| !hits.is_empty()).map(|at| at.min(hits.len().saturating_sub(1)));
        }
        self.form.answer(heard, app)
    }

    fn caret(&self) -> Option<Position> {
        self.caret
    }

    fn draft(&self) -> Option<(String, Value)> {
        let (name, mut draft) = self.form.draft()?;
        let related = &self.chosen.borrow().related;
        if let (Value::Object(draft), false) = (&mut draft, related.is_empty()) {
            draft.insert("related".into(), json!(related));
        }
        Some((name, draft))
    }
}

/// Makes the question for cases like what stands in a form.
pub(super) fn ask(matter: Matter, app: &mut App) -> crate::tui::app::Effect {
    app.ask(Query::Alike(Box::new(matter)))
}

/// Says which earlier cases look alike, why, where they stand and what was answered; from the cursor on, when it is
/// among them.
fn lines(app: &App, chosen: &Choices) -> Vec<Piece> {
    let hits = &app.earlier;
    if hits.is_empty() && chosen.related.is_empty() {
        return Vec::new();
    }
    let count = hits.len().to_string();
    let title = say_with("alike.title", &[("count", &count)]);
    let mut lines = match chosen.at {
        None => vec![(Meaning::Warning, format!("{title} · {}", say("alike.look")))],
        Some(at) => {
            let place = say_with("alike.place", &[("at", &(at + 1).to_string()), ("count", &count)]);
            vec![(Meaning::Title, format!("{title} · {place}"))]
        }
    };
    for (index, hit) in hits.iter().enumerate().skip(chosen.at.unwrap_or(0)) {
        lines.extend(hit_lines(hit, chosen, chosen.at == Some(index), app));
    }
    let gone: Vec<String> = chosen
        .related
        .iter()
        .filter(|it| !hits.iter().any(|hit| hit.row.no == it.no))
        .map(|it| format!("{} {}", it.no, term(RelatedHow::AREA, it.how.key())))
        .collect();
    if !gone.is_empty() {
        lines.push((Meaning::Muted, say_with("alike.elsewhere", &[("cases", &gone.join(&say("alike.and")))])));
    }
    lines
}

/// Says in short which earlier cases look alike, for where there is only a sentence yet.
pub(super) fn brief(app: &App) -> Vec<Piece> {
    if app.earlier.is_empty() {
        return Vec::new();
    }
    let title = say_with("alike.title", &[("count", &app.earlier.len().to_string())]);
    let mut lines = vec![(Meaning::Warning, title)];
    for hit in &app.earlier {
        lines.extend(hit_lines(hit, &Choices::default(), false, app).into_iter().take(2));
    }
    lines
}

fn hit_lines(hit: &Hit, chosen: &Choices, is_current: bool, app: &App) -> Vec<Piece> {
    let row = &hit.row;
    let verdict = alike::verdict(&hit.likeness);
    let sign = if is_current {
        "> "
    } else if hit.likeness.verdict.is_strong() {
        "! "
    } else {
        "  "
    };
    let meaning = match hit.likeness.verdict {
        _ if is_current => Meaning::Selected,
        Verdict::RepeatVisit | Verdict::SameMatter => Meaning::Warning,
        Verdict::Series => Meaning::Title,
        Verdict::BeenHere => Meaning::Text,
    };
    let head = format!("{sign}{} {verdict} · {} · {}", row.no, term("ball", &row.ball), row.holder_name);
    let mut lines = vec![(meaning, head)];
    if let Some(how) = chosen.how(&row.no) {
        let how = say_with("alike.chosen", &[("how", &term(RelatedHow::AREA, how.key()))]);
        lines.push((Meaning::Good, format!("  √ {how}")));
    }
    lines.push((Meaning::Text, format!("  {}", say_with("alike.why", &[("reasons", &alike::reasons(&hit.likeness))]))));
    let date = row.registered_at.format("%Y-%m-%d").to_string();
    lines.push((Meaning::Muted, format!("  {}", say_with("alike.line", &[("date", &date), ("title", &row.title)]))));
    let last = match &hit.last {
        Some(said) => {
            let at =
                if said.at.format("%Y").to_string() == app.now.format("%Y").to_string() { "%m-%d" } else { "%Y-%m-%d" };
            let text = crate::text::cut(&said.text.replace('\n', " "), 120);
            say_with("alike.last", &[("date", &said.at.format(at).to_string()), ("text", &text)])
        }
        None => say("alike.no_answer"),
    };
    lines.push((Meaning::Muted, format!("  {last}")));
    if is_current {
        lines.push((Meaning::Muted, format!("  {}", say("alike.keys"))));
    }
    lines
}

/// An earlier case to be read over the form; what the lists below look at stays as it is.
struct Glance {
    no: CaseNo,
    view: Option<Box<CaseView>>,
    text: ScrollText,
}

impl Glance {
    fn open(no: CaseNo, app: &mut App) -> Outcome<App> {
        let effect = app.ask(Query::Case { no: no.clone(), revealed: false });
        Outcome::taken().open(Self { no, view: None, text: ScrollText::default() }).effect(effect)
    }
}

impl Layer<App> for Glance {
    fn scopes(&self) -> &'static [&'static str] {
        &["reader", "global"]
    }

    fn command(&mut self, id: &'static str, _: &mut App) -> Outcome<App> {
        if id == "reader.close" { Outcome::taken().close() } else { Outcome::ignored() }
    }

    fn is_full(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        clear(buffer, area, app.look.style(Meaning::Text));
        let title = say_with("alike.glance", &[("no", self.no.as_str())]);
        let inner = frame(buffer, area, &title, true, &app.look);
        let waiting = || vec![(Meaning::Muted, say_with("alike.reading", &[("no", self.no.as_str())]))];
        self.text.set(self.view.as_ref().map_or_else(waiting, |view| case_lines(view, app)));
        self.text.draw(inner, buffer, &app.look);
    }

    fn key(&mut self, key: Key, _: &mut App) -> Outcome<App> {
        if matches!(key.code, Code::Esc | Code::Enter) {
            return Outcome::taken().close();
        }
        if self.text.key(key) { Outcome::taken() } else { Outcome::ignored() }
    }

    fn answer(&mut self, heard: &Heard, _: &mut App) -> Outcome<App> {
        if let Heard::Answer(Answer::Case(view)) = heard
            && view.case.no == self.no
        {
            self.view = Some(view.clone());
        }
        Outcome::ignored()
    }

    fn caret(&self) -> Option<Position> {
        self.text.caret()
    }
}
