//! The way from key to screen, through a real pseudo-terminal: caret, bytes, resizing, endings.
//!
//! The program under test is a form in this very test binary, started again in a terminal.

use crate::pty::Terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::time::Duration;
use yichuang::term::{Canvas, Capability, Code, Event, Guard, Key, events};
use yichuang::tui::form::{Field, Form, FormEvent};
use yichuang::tui::paint::shade;
use yichuang::tui::run::{Program, Step, Wish, run};
use yichuang::tui::theme::{Look, Meaning};
use yichuang::tui::widgets::Choice;

/// Where the program under test leaves its draft when it is ended from outside.
const DRAFT: &str = "YICHUANG_TEST_DRAFT";

struct Note {
    form: Form,
    look: Look,
    over: bool,
    wishes: Vec<Wish>,
}

impl Program for Note {
    type Effect = ();
    type Answer = ();

    fn event(&mut self, event: Event, _at: Duration) -> Step<()> {
        match event {
            Event::Key(key) if key == Key::ctrl('c') => self.over = true,
            Event::Key(key) if key == Key::plain(Code::F(9)) => panic!("asked to"),
            Event::Key(key) if key == Key::ctrl('l') => self.wishes.push(Wish::Repaint),
            Event::Key(key) => {
                if let FormEvent::Save(_) = self.form.key(key) {
                    self.wishes.push(Wish::Copy(self.form.text("name")));
                }
            }
            Event::Paste(text) => {
                self.form.paste(&text);
            }
            Event::Hangup | Event::Terminate => {
                let path = std::env::var(DRAFT).expect("a place for the draft");
                std::fs::write(path, self.form.to_draft().to_string()).expect("the draft is kept");
                self.over = true;
            }
            Event::Resize(..) | Event::Focus(_) => {}
        }
        Step::draw(Vec::new())
    }

    fn answer(&mut self, (): (), _at: Duration) -> Step<()> {
        Step::nothing()
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        shade(buffer, area, self.look.style(Meaning::Text));
        self.form.draw(area, buffer, &self.look);
        self.form.caret()
    }

    fn next_alarm(&self) -> Option<Duration> {
        None
    }

    fn alarm(&mut self, _at: Duration) -> Step<()> {
        Step::nothing()
    }

    fn wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.wishes)
    }

    fn is_over(&self) -> bool {
        self.over
    }
}

#[test]
#[ignore = "the program under test, started by the other tests in a terminal"]
fn child() {
    let places = vec![Choice::new("land", "土地山林"), Choice::new("family", "婚姻家庭")];
    let form = Form::new(vec![
        Field::text_line("name", "姓名").required(),
        Field::pick("place", "类别", places),
        Field::area("story", "事由", 5),
    ]);
    let look = Look::load("night", Capability::detect().depth).expect("a theme");
    let mut note = Note { form, look, over: false, wishes: Vec::new() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let guard = Guard::take().expect("a terminal");
    let (columns, rows) = guard.size().expect("a size");
    let mut canvas = Canvas::new(guard.output().expect("a way out"), columns, rows);
    // A dropped line cannot be written to; that is no failure of the test.
    let (_sender, answers) = tokio::sync::mpsc::unbounded_channel();
    runtime
        .block_on(async { run(&mut note, &mut canvas, &mut events().expect("events"), answers, |()| {}).await })
        .ok();
}

fn open(environment: &[(&str, &str)], columns: u16, rows: u16) -> Terminal {
    let program = std::env::current_exe().expect("this test binary");
    let arguments = ["terminal::child", "--exact", "--ignored", "--nocapture", "--test-threads=1"];
    let terminal = Terminal::open(program.to_str().expect("a path in UTF-8"), &arguments, environment, columns, rows);
    terminal.wait_for("姓名");
    terminal
}

/// The column the fields begin at: sign, label of four cells, a blank.
const FIELD: u16 = 6;

#[test]
fn the_caret_follows_chinese_in_a_field_a_list_and_wrapped_text() {
    let mut terminal = open(&[], 60, 16);
    terminal.wait_for_cursor(FIELD, 0);
    for (typed, column) in [("张", 2), ("三", 4), ("ok", 6), ("\x1b[D", 5), ("\x7f", 4)] {
        terminal.send(typed);
        terminal.wait_for_cursor(FIELD + column, 0);
    }
    terminal.send("\t");
    terminal.wait_for_cursor(FIELD, 1);
    terminal.send("hy");
    terminal.wait("the list's filter with the caret after it", |rows, (x, y)| {
        rows[usize::from(y)].contains("hy") && x == FIELD + 2 + 2 && y > 1
    });
    // Enter by itself: right after a character of an input method it would be taken for its confirmation.
    terminal.send("\r");
    terminal.wait_for_cursor(FIELD, 2);
    assert!(terminal.rows()[1].contains("婚姻家庭"));
    terminal.send("楼上漏水，物业不管，要求修复并赔偿损失。");
    terminal.wait("wrapped text with the caret after it", |rows, (x, y)| y == 3 && x > FIELD && rows[3].contains('。'));
    assert!(terminal.cursor_is_visible());
}

#[test]
fn typing_costs_few_bytes_and_a_commit_of_eight_is_one_frame() {
    let mut terminal = open(&[], 120, 36);
    terminal.send("张");
    terminal.wait_for_cursor(FIELD + 2, 0);
    let before = terminal.bytes();
    terminal.send("三");
    terminal.wait_for_cursor(FIELD + 4, 0);
    assert!(terminal.bytes() - before <= 30, "{} bytes", terminal.bytes() - before);
    let before = terminal.bytes();
    terminal.send("住在映月小区三期");
    terminal.wait_for_cursor(FIELD + 20, 0);
    assert!(terminal.bytes() - before <= 30 + 8 * 3, "{} bytes", terminal.bytes() - before);
    std::thread::sleep(Duration::from_millis(50));
    let idle = terminal.bytes();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(terminal.bytes(), idle, "an idle screen is silent");
}

#[test]
fn a_paste_comes_in_whole_and_clean() {
    let mut terminal = open(&[], 60, 16);
    terminal.send("\t\t");
    terminal.wait_for_cursor(FIELD, 2);
    terminal.paste("第一行\u{202e}\r第二行\u{7}");
    terminal.wait_for("第二行");
    let rows = terminal.rows();
    assert!(rows[2].contains("第一行") && rows[3].contains("第二行"), "{rows:#?}");
}

#[test]
fn a_new_size_is_drawn_at_once() {
    let mut terminal = open(&[], 60, 16);
    terminal.send("张三");
    terminal.wait_for_cursor(FIELD + 4, 0);
    terminal.resize(100, 30);
    terminal.wait("the last row's hint", |rows, _| rows.len() == 30 && rows[29].contains("Ctrl-S"));
    assert_eq!(terminal.cursor(), (FIELD + 4, 0));
    terminal.resize(40, 12);
    terminal.wait("the smaller screen", |rows, _| rows.len() == 12 && rows[11].contains("Tab"));
    terminal.send("\x0c");
    terminal.wait_for_cursor(FIELD + 4, 0);
}

#[test]
fn leaving_gives_the_terminal_back() {
    let mut terminal = open(&[], 60, 16);
    assert!(terminal.is_on_alternate_screen());
    terminal.send("\x03");
    assert_eq!(terminal.wait_for_end(), 0);
    assert!(!terminal.is_on_alternate_screen());
    assert!(terminal.cursor_is_visible());
    let raw = terminal.raw();
    for (on, off) in [("\x1b[?2004h", "\x1b[?2004l"), ("\x1b[>1u", "\x1b[<1u")] {
        assert!(raw.contains(on) && raw.contains(off), "{raw:?}");
    }
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_speaks() {
    let mut terminal = open(&[], 60, 16);
    terminal.send("\x1b[20~");
    assert_ne!(terminal.wait_for_end(), 0);
    assert!(!terminal.is_on_alternate_screen());
    let raw = terminal.raw();
    let (back, said) = (raw.find("\x1b[?1049l"), raw.find("asked to"));
    assert!(back.is_some() && back < said, "{raw:?}");
}

#[test]
fn ended_from_outside_it_keeps_what_was_typed_and_gives_the_terminal_back() {
    for signal in ["HUP", "TERM"] {
        let folder = tempfile::tempdir().expect("a folder");
        let draft = folder.path().join("draft.json");
        let mut terminal = open(&[(DRAFT, draft.to_str().expect("a path in UTF-8"))], 60, 16);
        terminal.send("欧阳建国");
        terminal.wait_for_cursor(FIELD + 8, 0);
        terminal.signal(signal);
        assert_eq!(terminal.wait_for_end(), 0, "{signal}");
        let kept = std::fs::read_to_string(draft).expect("the draft was kept");
        assert!(kept.contains("欧阳建国"), "{signal}: {kept}");
    }
}

#[test]
fn without_colour_only_weights_are_sent() {
    let terminal = open(&[("NO_COLOR", "1")], 60, 16);
    let raw = terminal.raw();
    let screen = &raw[raw.find("\x1b[?1049h").expect("the screen")..];
    assert!(!["\x1b[38", ";38;", "\x1b[48", ";48;"].iter().any(|colour| screen.contains(colour)), "{screen:?}");
    assert!(screen.contains("\x1b[4m"), "a field is underlined: {screen:?}");
    let colourful = open(&[("COLORTERM", "truecolor")], 60, 16);
    assert!(colourful.raw().contains("48;2;"));
}

#[test]
fn copying_goes_through_the_terminal() {
    let mut terminal = open(&[], 60, 16);
    terminal.send("张三");
    terminal.wait_for_cursor(FIELD + 4, 0);
    terminal.send("\x13");
    terminal.wait("the clipboard's sequence", |_, _| true);
    let deadline = std::time::Instant::now() + Duration::from_secs(5);
    while !terminal.raw().contains("\x1b]52;c;5byg5LiJ") {
        assert!(std::time::Instant::now() < deadline, "{:?}", terminal.raw());
        std::thread::sleep(Duration::from_millis(5));
    }
}
