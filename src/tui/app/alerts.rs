//! Pane 4 预警: every running time limit by urgency, in bands, the most urgent first; among them the directives that are
//! due and the handovers that are late.

use super::detail::Detail;
use super::fields::text;
use super::list::time_left;
use super::panes::{NAMES, Pane};
use super::search::parted;
use super::{App, Heard, case_lines};
use crate::desk::pressing::FolioAlert;
use crate::desk::service::{Answer, Query};
use crate::desk::views::{Alert, Band, CaseView};
use crate::desk::{DeskError, Order};
use crate::domain::ids::{CaseNo, ClockId, UnitId};
use crate::domain::time::{Moment, end_of};
use crate::domain::vocabulary::{ClockKind, Level};
use crate::term::Key;
use crate::tui::dialogs::{Chooser, Reader};
use crate::tui::form::{Form, FormEvent, FormLayer};
use crate::tui::frame::split;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::put;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Choice, Column, Piece, Row, Rows, ScrollText, Table};
use crate::words::{self as say_it, Lang, say, say_with, term};
use chrono::Datelike;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The name of this pane among the panes' names.
const NAME: &str = "app.pane.alerts";

/// How many time limits are read at most.
const MOST: u32 = 2000;

/// The choice that shows the limits of every unit again; no unit's code has such a sign.
const EVERY_UNIT: &str = "*";

/// A line of the list: a time limit, or the heading of a band.
#[derive(Debug, Clone)]
enum Line {
    Band(Band, usize),
    Limit(Box<Limit>),
}

/// What a row is about.
#[derive(Debug, Clone)]
enum About {
    Clock { no: CaseNo, clock: ClockId },
    Folio { kind: String, key: String },
}

/// The kind of folio that a directive is.
const DIRECTIVE: &str = "directive";

#[derive(Debug, Clone)]
struct Limit {
    id: u64,
    about: About,
    no: String,
    at: Moment,
    /// The level that waits for somebody to acknowledge it.
    waits: Option<Level>,
    level: Cell,
    name: String,
    against: String,
    parties: String,
    due: String,
    left: Cell,
    acknowledged: Cell,
}

impl Row for Line {
    fn id(&self) -> u64 {
        match self {
            // No limit has such a high number.
            Self::Band(band, _) => u64::MAX - *band as u64,
            Self::Limit(limit) => limit.id,
        }
    }

    fn heading(&self) -> Option<Cell> {
        let Self::Band(band, count) = self else { return None };
        let meaning = match band {
            Band::Overdue => Meaning::Overdue,
            Band::Today => Meaning::Today,
            Band::Soon => Meaning::Soon,
            Band::Later => Meaning::Title,
        };
        let words = [("band", term("band", band.key())), ("count", count.to_string())];
        Some(Cell::new(
            say_with("alerts.band", &words.each_ref().map(|(name, value)| (*name, value.as_str()))),
            meaning,
        ))
    }
}

impl Line {
    fn cell(&self, cell: fn(&Limit) -> Cell) -> Cell {
        match self {
            Self::Band(..) => String::new().into(),
            Self::Limit(limit) => cell(limit),
        }
    }
}

const COLUMNS: &[Column<Line>] = &[
    Column::new("alerts.column.level", 8, 8, 0, |it: &Line| it.cell(|it| it.level.clone())),
    Column::new("alerts.column.clock", 8, 10, 0, |it: &Line| it.cell(|it| it.name.clone().into())),
    Column::new("alerts.column.against", 8, 8, 3, |it: &Line| it.cell(|it| it.against.clone().into())),
    Column::new("app.column.no", 12, 12, 0, |it: &Line| it.cell(|it| it.no.clone().into())),
    Column::new("app.column.parties", 8, 16, 4, |it: &Line| it.cell(|it| it.parties.clone().into())).fill(),
    Column::new("alerts.column.due", 5, 11, 5, |it: &Line| it.cell(|it| it.due.clone().into())),
    Column::new("alerts.column.left", 8, 9, 1, |it: &Line| it.cell(|it| it.left.clone())).right(),
    Column::new("alerts.column.acknowledged", 6, 6, 2, |it: &Line| it.cell(|it| it.acknowledged.clone())),
];

/// Returns a level's sign, so that colour is not needed, and what it means.
pub fn level_sign(level: Level) -> (&'static str, Meaning) {
    match level {
        Level::Remind => ("i", Meaning::Soon),
        Level::Yellow => ("!", Meaning::Today),
        Level::Red => ("!!", Meaning::Overdue),
        Level::Supervision | Level::Leader => ("!!!", Meaning::Overdue),
    }
}

fn level_cell(level: Option<Level>) -> Cell {
    let Some(level) = level else { return Cell::new("", Meaning::Muted) };
    let (sign, meaning) = level_sign(level);
    Cell::new(format!("{sign} {}", say(&format!("alerts.level.{}", level.key()))), meaning)
}

fn acknowledged(raised: Option<Level>, acknowledged: bool) -> Cell {
    match (raised, acknowledged) {
        (None, _) => Cell::new("", Meaning::Muted),
        (Some(_), true) => Cell::new(say("alerts.acknowledged"), Meaning::Good),
        (Some(_), false) => Cell::new(say("alerts.unacknowledged"), Meaning::Warning),
    }
}

/// Says a due date as short as it is clear: without the year when it is this one, without the hour at a day's end.
fn short(due: Moment, now: Moment) -> String {
    let day = if due.year() == now.year() { "%m-%d" } else { "%Y-%m-%d" };
    let form = if due == end_of(due.date_naive()) { day.to_owned() } else { format!("{day} %H:%M") };
    due.format(&form).to_string()
}

impl Limit {
    fn new(alert: &Alert, app: &App) -> Self {
        Self {
            id: (alert.case.id.0.unsigned_abs() << 16) | u64::from(alert.clock_id),
            about: About::Clock { no: alert.case.no.clone(), clock: ClockId(alert.clock_id) },
            no: alert.case.no.to_string(),
            at: alert.clock_due,
            waits: alert.raised.filter(|_| !alert.acknowledged),
            level: level_cell(alert.raised),
            name: term("clock", alert.clock.key()),
            against: alert.against.clone(),
            parties: alert.case.parties.join(" "),
            due: short(alert.clock_due, app.now),
            left: time_left(alert.clock_due, app),
            acknowledged: acknowledged(alert.raised, alert.acknowledged),
        }
    }

    fn of_folio(alert: &FolioAlert, app: &App) -> Self {
        Self {
            // The streams of folios lie above those of cases.
            id: alert.stream.unsigned_abs() << 16,
            about: About::Folio { kind: alert.folio.clone(), key: alert.no.clone() },
            no: alert.no.clone(),
            at: alert.due,
            waits: alert.raised.filter(|_| !alert.acknowledged),
            level: level_cell(alert.raised),
            name: alert.what.clone(),
            against: alert.against.clone(),
            parties: alert.title.clone(),
            due: short(alert.due, app.now),
            left: time_left(alert.due, app),
            acknowledged: acknowledged(alert.raised, alert.acknowledged),
        }
    }

    /// Makes the order that acknowledges the level which waits.
    fn acknowledge(&self, note: &str) -> Option<Result<Order, DeskError>> {
        let level = self.waits?;
        let order = match &self.about {
            About::Clock { no, clock } => {
                json!({"command": "acknowledge", "no": no, "clock": clock, "level": level, "note": note})
            }
            About::Folio { kind, key } if kind == DIRECTIVE => {
                json!({"command": "acknowledge_directive", "directive": key, "level": level, "note": note})
            }
            About::Folio { key, .. } => json!({"command": "ack_late", "shift": key, "note": note}),
        };
        Some(Order::from_json(&order.to_string()))
    }

    /// Tells whether it is one of the kinds of time limit that words name.
    fn is_named(&self, words: &[String]) -> bool {
        words.iter().all(|word| names(&self.name, word))
    }
}

/// What the words on screen were made for; anything else, and they are made again.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Made {
    minute: i64,
    filter: String,
    lang: Lang,
}

/// Pane 4 预警.
#[derive(Default)]
pub struct Alerts {
    read: Vec<Alert>,
    folios: Vec<FolioAlert>,
    unit: Option<UnitId>,
    rows: Rows<Line>,
    table: Table,
    detail: Detail,
    folio: ScrollText,
    loaded: bool,
    made: Option<Made>,
}

impl Alerts {
    /// Makes the lines from what was read last; time and filter may have moved on since.
    fn make(&mut self, app: &App) {
        self.made = Some(made(app));
        let soon = Band::soon(app.now, &app.centre.calendar);
        let (words, _) = parted(app, names_limit);
        let mut lines: Vec<Line> = Vec::new();
        for band in Band::ALL {
            let within = |due: Moment| Band::of(due, app.now, soon) == *band;
            let cases = self.read.iter().filter(|alert| within(alert.clock_due)).map(|alert| Limit::new(alert, app));
            let folios = self.folios.iter().filter(|alert| within(alert.due)).map(|alert| Limit::of_folio(alert, app));
            let mut limits: Vec<_> = cases.chain(folios).filter(|limit| limit.is_named(&words)).collect();
            limits.sort_by_key(|limit| limit.at);
            let limits: Vec<Line> = limits.into_iter().map(|limit| Line::Limit(Box::new(limit))).collect();
            if !limits.is_empty() {
                lines.push(Line::Band(*band, limits.len()));
                lines.extend(limits);
            }
        }
        self.rows = Rows::whole(lines);
        self.table.refreshed(&self.rows);
    }

    fn current(&self) -> Option<&Limit> {
        match self.table.current(&self.rows)? {
            Line::Limit(limit) => Some(limit),
            Line::Band(..) => None,
        }
    }

    /// Looks at the case of the row under the cursor, and in it at the row's own limit.
    fn follow(&mut self, app: &mut App) -> Outcome<App> {
        if app.covered || !is_on_screen(app) {
            return Outcome::taken();
        }
        app.alerts_marked = self.table.marked();
        app.pressing = None;
        match self.current().map(|limit| limit.about.clone()) {
            Some(About::Clock { no, clock }) => {
                let asked = app.follow(&no);
                app.clock = Some(clock);
                return Outcome::taken().effects(asked);
            }
            Some(About::Folio { kind, key }) => app.pressing = Some((kind, key)),
            None => {}
        }
        (app.wanted, app.clock) = (None, None);
        Outcome::taken()
    }

    /// Asks for one note and acknowledges with it every marked alert that waits, or the one under the cursor.
    fn acknowledge(&mut self) -> Outcome<App> {
        let chosen = self.table.chosen();
        let limits = self.rows.items.iter().filter_map(|line| match line {
            Line::Limit(limit) if limit.waits.is_some() && chosen.contains(&limit.id) => Some(limit.clone()),
            _ => None,
        });
        let limits: Vec<Box<Limit>> = limits.collect();
        let title = match &limits[..] {
            [] => {
                return Outcome::taken()
                    .open(Reader::new(&say("alerts.nothing"), vec![(Meaning::Text, say("alerts.nothing_waits"))]));
            }
            [one] => format!("{} {} {}", say("command.case.acknowledge"), one.no, one.name),
            several => say_with("alerts.several", &[("count", &several.len().to_string())]),
        };
        let react = move |event, _: &mut Form, app: &mut App| match event {
            FormEvent::Save(values) => give(&limits, &values, app),
            FormEvent::Leave => Outcome::taken().close(),
            _ => Outcome::taken(),
        };
        self.table.unmark();
        let form = Form::new(vec![text("note", 2)]);
        let rows = form.rows() + 4;
        Outcome::taken().open(FormLayer::new(&title, form, react).boxed(72, rows))
    }

    /// Tells of a folio under the cursor what the list has no room for.
    fn folio_lines(&self, app: &App) -> Option<Vec<Piece>> {
        let (kind, key) = app.pressing.as_ref()?;
        let alert = self.folios.iter().find(|alert| alert.folio == *kind && alert.no == *key)?;
        let left = time_left(alert.due, app);
        Some(vec![
            (left.meaning, format!("{} {} {}", alert.what, alert.no, left.text)),
            (Meaning::Title, alert.title.clone()),
            (Meaning::Text, say_with("alerts.against", &[("unit", &alert.against)])),
            (Meaning::Muted, say(if kind == DIRECTIVE { "alerts.open_directive" } else { "alerts.open_shift" })),
        ])
    }

    fn empty(&self, app: &App) -> String {
        say(match () {
            () if !self.loaded => app.loading(),
            () if !app.filter.is_empty() => "alerts.empty.filtered",
            () if self.unit.is_some() => "alerts.empty.unit",
            () => "alerts.empty.all",
        })
    }

    /// Asks of which unit; those with most to do first.
    fn choose_unit(app: &App, alerts: &[Alert]) -> Chooser<App> {
        let mut counts: BTreeMap<&UnitId, usize> = BTreeMap::new();
        for unit in alerts.iter().filter_map(|alert| alert.unit.as_ref()) {
            *counts.entry(unit).or_default() += 1;
        }
        let mut units: Vec<_> = app.centre.units.iter().filter(|unit| !unit.is_centre()).collect();
        units.sort_by_key(|unit| std::cmp::Reverse(counts.get(&unit.id).copied().unwrap_or_default()));
        let mut choices = vec![Choice::new(EVERY_UNIT, &say("alerts.every_unit"))];
        choices.extend(units.into_iter().map(|unit| {
            let hint = counts.get(&unit.id).map(|count| say_with("alerts.count", &[("count", &count.to_string())]));
            let choice = Choice::new(unit.id.as_str(), &unit.name).hint(&hint.unwrap_or_default());
            choice.search(&format!("{} {}", unit.name, unit.short))
        }));
        Chooser::one(&say("command.alerts.unit"), choices, |ids, app: &mut App| {
            let unit = ids.into_iter().next().filter(|id| id != EVERY_UNIT).map(|id| UnitId::from(id.as_str()));
            app.alerts_of = unit;
            Outcome::taken().effect(app.ask_alerts())
        })
    }

    fn detail(view: &CaseView, app: &App) -> Vec<Piece> {
        let mut lines = Vec::new();
        if let Some(clock) = app.clock_of(&view.case) {
            let left = time_left(clock.due, app);
            lines.push((left.meaning, format!("{} {}", say_it::clock::name(clock), left.text)));
            let origin = say_it::clock::origin(clock, &app.centre);
            lines.push((Meaning::Muted, say_it::clock::reason(clock, origin)));
            lines.push((Meaning::Text, String::new()));
        }
        lines.extend(case_lines(view, app));
        lines
    }
}

fn is_on_screen(app: &App) -> bool {
    NAMES.get(app.pane).is_some_and(|(_, name)| *name == NAME)
}

/// Tells whether pane 4 answers a command on a case with what it shows: where the cursor stands on no case, or rows are
/// marked.
pub fn answers(command: &str, app: &App) -> bool {
    is_on_screen(app)
        && match command {
            "acknowledge" => app.pressing.is_some() || app.alerts_marked > 0,
            "open" => app.pressing.is_some(),
            _ => false,
        }
}

/// Gives the orders that acknowledge; how many is said with the first, so that what is refused stays to be read.
fn give(limits: &[Box<Limit>], values: &Map<String, Value>, app: &mut App) -> Outcome<App> {
    let note = values.get("note").and_then(Value::as_str).unwrap_or_default();
    let mut outcome = Outcome::taken().close();
    let mut said = match limits.len() {
        1 => say("command.case.acknowledge"),
        count => say_with("alerts.several", &[("count", &count.to_string())]),
    };
    for order in limits.iter().filter_map(|limit| limit.acknowledge(note)) {
        match order {
            Ok(order) => outcome = outcome.effect(app.order(order, &std::mem::take(&mut said)).1),
            Err(error) => app.complain(&error),
        }
    }
    outcome
}

fn names(name: &str, word: &str) -> bool {
    name.to_lowercase().contains(word)
}

/// Tells whether a word of the filter is about the limit rather than about its case: the name of a kind of limit.
fn names_limit(word: &str) -> bool {
    word.chars().count() > 1 && ClockKind::ALL.iter().any(|kind| names(&term(ClockKind::AREA, kind.key()), word))
}

fn made(app: &App) -> Made {
    Made { minute: app.now.timestamp() / 60, filter: app.filter.clone(), lang: Lang::current() }
}

impl App {
    /// Asks for the running time limits, of the unit chosen or of all.
    fn ask_alerts(&mut self) -> super::Effect {
        self.ask(query(self))
    }
}

fn query(app: &App) -> Query {
    let (_, typed) = parted(app, names_limit);
    Query::Alerts { unit: app.alerts_of.clone(), limit: MOST, typed }
}

impl Pane for Alerts {
    fn queries(&self, app: &App) -> Vec<Query> {
        vec![query(app)]
    }
}

impl Layer<App> for Alerts {
    fn scopes(&self) -> &'static [&'static str] {
        &["list", "alerts", "case", "desk", "global"]
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        if self.loaded && self.made.as_ref() != Some(&made(app)) {
            self.make(app);
        }
        let (list, detail) = split(area);
        self.table.draw(list, buffer, COLUMNS, &self.rows, &self.empty(app), &app.look);
        if let Some(unit) = &self.unit {
            let words = say_with("alerts.of_unit", &[("unit", app.centre.unit_name(unit))]);
            put(buffer, list.x + 2, list.bottom() - 1, list.width / 2, &words, app.look.style(Meaning::Warning));
        }
        if let Some(detail) = detail {
            self.detail.draw(detail, buffer, app, Self::detail);
            self.folio.set(self.folio_lines(app).unwrap_or_default());
            self.folio.draw(detail, buffer, &app.look);
        }
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        if self.table.key(key, &self.rows) { self.follow(app) } else { Outcome::ignored() }
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "case.acknowledge" if answers("acknowledge", app) => self.acknowledge(),
            "case.open" => match &app.pressing {
                Some((kind, _)) => Outcome::taken().run(if kind == DIRECTIVE { "pane.6" } else { "pane.5" }),
                None => Outcome::ignored(),
            },
            "tui.back" if self.table.unmark() => self.follow(app),
            "alerts.unit" => Outcome::taken().open(Self::choose_unit(app, &self.read)),
            "tui.back" if app.alerts_of.is_some() => {
                app.alerts_of = None;
                Outcome::taken().effect(app.ask_alerts())
            }
            _ => Outcome::ignored(),
        }
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(Answer::Alerts(alerts, folios)) => {
                self.read.clone_from(alerts);
                self.folios.clone_from(folios);
                self.unit.clone_from(&app.alerts_of);
                self.loaded = true;
                self.make(app);
                self.follow(app)
            }
            // The names of limits are tried on what is here already; about the cases the desk is asked.
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
