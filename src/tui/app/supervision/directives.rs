//! The section of directives: what waits for the officer first, then by due date; one in full beside the list.

use super::super::alerts::level_sign;
use super::super::explain::explanation;
use super::super::list::time_left;
use super::super::panes::Pane;
use super::super::sections::Section;
use super::super::{App, CaseLayer, Effect, Heard};
use super::deeds::{ISSUING, ON_DIRECTIVE};
use super::lines::{lines, meaning};
use crate::desk::service::{Answer, Query};
use crate::desk::{DirectiveFilter, DirectiveLine};
use crate::domain::directive::DirectiveStatus as Status;
use crate::domain::ids::DirectiveNo;
use crate::domain::time::end_of;
use crate::domain::vocabulary::DirectiveKind;
use crate::term::Key;
use crate::tui::dialogs::Reader;
use crate::tui::frame::split;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{clear, rule};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Column, Message, Row, Rows, ScrollText, Table};
use crate::words::{clock as said, say, say_with, term};
use chrono::Datelike as _;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A directive as the list shows it.
#[derive(Debug, Clone)]
struct Entry {
    line: DirectiveLine,
    due: String,
    left: Cell,
}

impl Entry {
    fn new(line: &DirectiveLine, app: &App) -> Self {
        let due = line.due.map(|due| {
            let form = if due.year() == app.now.year() { "%m-%d" } else { "%Y-%m-%d" };
            let form = if due == end_of(due.date_naive()) { form.to_owned() } else { format!("{form} %H:%M") };
            due.format(&form).to_string()
        });
        let left = line.due.map_or_else(|| Cell::new("", Meaning::Muted), |due| time_left(due, app));
        Self { line: line.clone(), due: due.unwrap_or_default(), left }
    }

    fn state(&self) -> Cell {
        let status = term(Status::AREA, self.line.status.key());
        match &self.line.awaits {
            Some(what) => Cell::new(say(&format!("directive.awaits_short.{what}")), Meaning::Warning),
            None => Cell::new(status, meaning(self.line.status)),
        }
    }

    fn level(&self) -> Cell {
        match self.line.level {
            Some(level) => {
                let (sign, meaning) = level_sign(level);
                Cell::new(sign, if self.line.acknowledged { Meaning::Muted } else { meaning })
            }
            None => Cell::new("", Meaning::Muted),
        }
    }

    fn meter(&self) -> Cell {
        match &self.line.meter {
            Some(meter) if meter.missing.is_empty() => Cell::new(format!("{}/{}", meter.met, meter.of), Meaning::Good),
            Some(meter) => Cell::new(format!("{}/{}", meter.met, meter.of), Meaning::Warning),
            None => Cell::new("", Meaning::Muted),
        }
    }
}

impl Row for Entry {
    fn id(&self) -> u64 {
        // Year and running number.
        self.line.no.as_str().chars().filter_map(|c| c.to_digit(10)).fold(0, |id, digit| id * 10 + u64::from(digit))
    }
}

const COLUMNS: &[Column<Entry>] = &[
    Column::new("directive.column.level", 3, 3, 0, |it: &Entry| it.level()),
    Column::new("directive.column.kind", 8, 8, 0, |it: &Entry| term(DirectiveKind::AREA, it.line.kind.key()).into()),
    Column::new("directive.column.state", 8, 8, 0, |it: &Entry| it.state()),
    Column::new("directive.column.unit", 8, 10, 0, |it: &Entry| it.line.unit.clone().into()),
    Column::new("directive.column.subject", 10, 16, 4, |it: &Entry| it.line.subject.clone().into()).fill(),
    Column::new("directive.column.meter", 4, 4, 5, |it: &Entry| it.meter()),
    Column::new("directive.column.due", 5, 10, 3, |it: &Entry| it.due.clone().into()),
    Column::new("directive.column.left", 8, 9, 1, |it: &Entry| it.left.clone()).right(),
];

/// The section of directives.
#[derive(Default)]
pub struct Directives {
    read: Vec<DirectiveLine>,
    all: bool,
    rows: Rows<Entry>,
    table: Table,
    text: ScrollText,
    shown: Option<(DirectiveNo, u64, i64)>,
    loaded: bool,
}

impl Directives {
    fn make(&mut self, app: &App) {
        let fits = |line: &&DirectiveLine| {
            let kind = term(DirectiveKind::AREA, line.kind.key());
            let text = format!("{} {kind} {} {}", line.no, line.unit, line.subject).to_lowercase();
            app.filter.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
        };
        self.rows = Rows::whole(self.read.iter().filter(fits).map(|line| Entry::new(line, app)).collect());
        self.table.refreshed(&self.rows);
    }

    fn follow(&self, app: &mut App) -> Outcome<App> {
        if app.covered || app.pane != super::PANE {
            return Outcome::taken();
        }
        let chosen = self.table.current(&self.rows).map(|it| it.line.no.clone());
        // The case of another pane is not what one looks at here; one opened from here stays.
        if chosen != app.looked.wanted {
            (app.wanted, app.clock) = (None, None);
        }
        app.looked.wanted = chosen;
        match app.looked.wanted.clone() {
            Some(no) => {
                let effect = app.ask(Query::Directive { no });
                Outcome::taken().effect(effect)
            }
            None => Outcome::taken(),
        }
    }

    fn query(&self) -> Query {
        Query::Directives(DirectiveFilter { open: !self.all, ..DirectiveFilter::default() })
    }

    fn empty(&self, app: &App) -> String {
        say(match () {
            () if !self.loaded => app.loading(),
            () if !app.filter.is_empty() => "directive.empty.filtered",
            () if self.all => "directive.empty.all",
            () => "directive.empty.open",
        })
    }
}

impl Pane for Directives {
    fn queries(&self, _: &App) -> Vec<Query> {
        vec![self.query()]
    }
}

impl Section for Directives {
    fn name(&self, _: &App) -> String {
        let waiting = self.read.iter().filter(|line| line.awaits.is_some()).count();
        if waiting == 0 {
            say("directive.section")
        } else {
            say_with("directive.section_waiting", &[("count", &waiting.to_string())])
        }
    }
}

impl Layer<App> for Directives {
    fn scopes(&self) -> &'static [&'static str] {
        &["list", "directives", "directive", "sections", "desk", "global"]
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let (list, detail) = split(area);
        self.table.draw(list, buffer, COLUMNS, &self.rows, &self.empty(app), &app.look);
        if let Some(detail) = detail {
            rule(buffer, detail.x - 1, detail, &app.look);
            let view = app.looked.current();
            let made = view.map(|view| (view.line.no.clone(), view.line.rev, app.now.timestamp() / 60));
            if made != self.shown {
                if made.as_ref().map(|it| &it.0) != self.shown.as_ref().map(|it| &it.0) {
                    self.text.rewind();
                }
                self.text.set(view.map(|view| lines(view, app)).unwrap_or_default());
                self.shown = made;
            }
            self.text.draw(detail, buffer, &app.look);
        }
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        if self.table.key(key, &self.rows) { self.follow(app) } else { Outcome::ignored() }
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "directive.open" if app.looked.current().is_some() => Outcome::taken().open(DirectiveLayer::default()),
            "directives.all" => {
                self.all = !self.all;
                let effect = app.ask(self.query());
                Outcome::taken().effect(effect)
            }
            _ => run(id, app),
        }
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        available(id, app)
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(Answer::Directives(read)) => {
                self.read.clone_from(read);
                self.loaded = true;
                self.make(app);
                // Whoever comes from the list of alerts wants the one that stood there.
                if app.pane == super::PANE
                    && let Some((_, key)) = app.pressing.take()
                    && let Some(line) = self.rows.items.iter().find(|it| it.line.no.as_str() == key)
                {
                    self.table.go_to(line.id(), &self.rows);
                }
                self.follow(app)
            }
            Heard::Answer(Answer::Directive(view)) => {
                app.looked.view = Some(view.clone());
                Outcome::taken()
            }
            Heard::Filtered if self.loaded => {
                self.make(app);
                self.follow(app)
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.table.caret()
    }
}

/// Returns what most likely comes next for this officer.
fn next(app: &App) -> Option<&'static str> {
    let view = app.looked.current()?;
    let likely: &[&str] = match view.line.status {
        _ if view.line.awaits.as_deref() == Some("extension") => &["directive.extend_directive"],
        Status::Proposed => &["directive.sign_off_directive"],
        Status::Issued => &["directive.receive_directive", "directive.close_out"],
        Status::Received | Status::Returned => {
            &["directive.reply_directive", "directive.hold_meeting", "directive.close_out"]
        }
        Status::Replied => &["directive.close_out"],
        Status::ClosedOut | Status::Withdrawn => &[],
    };
    likely.iter().copied().find(|id| super::super::rights::permits(id, app).is_ok() && available(id, app).is_ok())
}

/// Tells whether a command of directives can be run now.
fn available(id: &str, app: &App) -> Result<(), &'static str> {
    let view = app.looked.current();
    if let Some(answer) = ISSUING.available(id, Some(&None), app) {
        return answer;
    }
    if let Some(answer) = ON_DIRECTIVE.available(id, view, app) {
        return answer;
    }
    match (id, view) {
        ("directive.open" | "directive.explain" | "directive.case" | "directive.next", None) => {
            Err("app.refused.nothing_chosen")
        }
        ("directive.next", _) => next(app).map(|_| ()).ok_or("app.refused.nothing_next"),
        ("directive.explain", Some(view)) if view.directive.next_clock().is_none() => Err("app.refused.no_clock"),
        ("directive.case", Some(view)) if case_of(view).is_none() => Err("directive.refused.no_case"),
        _ => Ok(()),
    }
}

fn case_of(view: &crate::desk::DirectiveView) -> Option<&crate::domain::ids::CaseNo> {
    view.line.case.as_ref().filter(|no| no.as_str() != crate::domain::sight::OUT_OF_SIGHT)
}

/// Opens a directive over whatever is on screen.
pub fn open_directive(no: DirectiveNo, app: &mut App) -> Outcome<App> {
    app.looked.wanted = Some(no.clone());
    let effect = app.ask(Query::Directive { no });
    Outcome::taken().effect(effect).open(DirectiveLayer::default())
}

/// Issues one on the case on screen.
pub fn on_case(app: &mut App) -> Outcome<App> {
    let case = app.case().map(|case| case.no.clone());
    ISSUING.begin("directive.issue", Some(&case), app).unwrap_or_else(Outcome::ignored)
}

/// Runs a command on the directive on screen, or issues one.
pub(super) fn run(id: &'static str, app: &mut App) -> Outcome<App> {
    if let Err(reason) = available(id, app) {
        app.message = Some(Message::error(&say(reason)));
        return Outcome::taken();
    }
    match id {
        "directive.next" => match next(app) {
            Some(id) => run(id, app),
            None => Outcome::taken(),
        },
        "directive.issue" => ISSUING.begin(id, Some(&None), app).unwrap_or_else(Outcome::ignored),
        "directive.explain" => match app.looked.current().and_then(|view| view.directive.next_clock()) {
            Some(clock) => {
                let reader = Reader::new(&said::name(clock), explanation(clock, app));
                Outcome::taken().open(reader)
            }
            None => Outcome::taken(),
        },
        "directive.case" => match app.looked.current().and_then(case_of).cloned() {
            Some(no) => {
                let asked: Option<Effect> = app.look_at(&no);
                Outcome::taken().effects(asked).open(CaseLayer::default())
            }
            None => Outcome::taken(),
        },
        _ => {
            let view = app.looked.current().cloned();
            ON_DIRECTIVE.begin(id, view.as_ref(), app).unwrap_or_else(Outcome::ignored)
        }
    }
}

/// The directive on screen, over the whole body: for screens without room beside the list.
#[derive(Default)]
pub struct DirectiveLayer {
    text: ScrollText,
}

impl Layer<App> for DirectiveLayer {
    fn scopes(&self) -> &'static [&'static str] {
        &["detail", "directive", "desk", "global"]
    }

    fn is_full(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        clear(buffer, area, app.look.style(Meaning::Text));
        self.text.set(app.looked.current().map(|view| lines(view, app)).unwrap_or_default());
        self.text.draw(area, buffer, &app.look);
    }

    fn key(&mut self, key: Key, _: &mut App) -> Outcome<App> {
        if self.text.key(key) { Outcome::taken() } else { Outcome::ignored() }
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "tui.back" => Outcome::taken().close(),
            _ if id.starts_with("pane.") || id.starts_with("search.") => Outcome::taken().close().run(id),
            _ if id.starts_with("directive.") => run(id, app),
            _ => Outcome::ignored(),
        }
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        if id == "directive.open" {
            return Err("app.refused.open_already");
        }
        available(id, app)
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match (heard, app.looked.wanted.clone()) {
            (Heard::Answer(Answer::Directive(view)), _) => {
                app.looked.view = Some(view.clone());
                Outcome::taken()
            }
            // It may lie over a pane that does not ask for it.
            (Heard::Changed, Some(no)) => {
                let effect = app.ask(Query::Directive { no });
                Outcome::taken().effect(effect)
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.text.caret()
    }
}
