//! The log of the shift (值班日志): what happened in it, grouped, and what is open; from here shifts are handed over.

use super::shift_deeds::DEEDS;
use super::shift_sheet::{Handover, Mode, meaning};
use crate::desk::service::{Answer, Query};
use crate::desk::shift::{LogEntryLine, ShiftDesk, ShiftView, StandingItem};
use crate::domain::ids::{CaseNo, DirectiveNo};
use crate::domain::shift::{EntryKind, Heading, Section as Part};
use crate::domain::sight::out_of_sight;
use crate::term::Key;
use crate::tui::app::panes::Pane;
use crate::tui::app::sections::Section;
use crate::tui::app::supervision::open_directive;
use crate::tui::app::{App, CaseLayer, Heard};
use crate::tui::frame::SPLIT_FROM;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::rule;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Entries, Paragraph, Piece, ScrollText};
use crate::words::shift::{changes, counts, paper, short, span};
use crate::words::{list, say, say_with, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The section of the shift that is on.
#[derive(Default)]
pub struct Log {
    desk: Option<Box<ShiftDesk>>,
    text: Entries,
    beside: ScrollText,
}

impl Log {
    fn shown(&self) -> Option<&ShiftView> {
        self.desk.as_ref().and_then(|desk| desk.shown.as_ref())
    }

    /// Returns what the line under the cursor speaks of.
    fn chosen(&self) -> Option<Of> {
        let (desk, at) = (self.desk.as_deref()?, self.text.current()?);
        let told = desk.shown.iter().flat_map(|view| &view.log).find(|line| id_of(line) == at);
        let refused = || desk.refused.iter().find(|it| id_of_refused(it) == at).and_then(|it| it.item.no.clone());
        match told {
            Some(LogEntryLine { directive: Some(no), .. }) => Some(Of::Directive(no.clone())),
            Some(line) => line.no.clone().map(Of::Case),
            None => refused().filter(|no| *no != out_of_sight()).map(Of::Case),
        }
    }

    fn open(&self, mode: Mode) -> Outcome<App> {
        let Some(desk) = &self.desk else { return Outcome::taken() };
        Handover::new(mode, desk).map_or_else(Outcome::taken, |layer| Outcome::taken().open(layer))
    }
}

/// What a line of the log speaks of.
enum Of {
    Case(CaseNo),
    Directive(DirectiveNo),
}

fn digest(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

fn id_of(line: &LogEntryLine) -> u64 {
    let LogEntryLine { at, who, heading, no, directive, text, .. } = line;
    digest(&(at.timestamp_micros(), who, heading.key(), no, directive, text))
}

fn id_of_refused(it: &StandingItem) -> u64 {
    digest(&(&it.shift, &it.item.item))
}

/// Says how the shift stands, and what happened in it: a heading with its lines each, the newest last.
fn lines(desk: &ShiftDesk, app: &App) -> Vec<Paragraph> {
    let mut lines = Vec::new();
    match &desk.shown {
        None => lines.push((Meaning::Text, say("shift.nobody_on"))),
        Some(view) => standing(view, app, &mut lines),
    }
    let mut all: Vec<Paragraph> = lines.into_iter().map(|piece| (piece, None)).collect();
    all.extend(desk.shown.iter().flat_map(happened));
    all.extend(coming(desk, app).into_iter().map(|piece| (piece, None)));
    if !desk.refused.is_empty() {
        let heading = [(Meaning::Text, String::new()), (Meaning::Title, say("shift.refused_items"))];
        all.extend(heading.map(|piece| (piece, None)));
    }
    for it in &desk.refused {
        let (what, leader, at) = (crate::words::shift::head(&it.item), name(&it.leader, app), short(it.at));
        let facts = [("item", it.item.item.as_str()), ("what", &what), ("leader", &leader), ("reason", &it.reason)];
        let facts = [&facts[..], &[("at", &at), ("shift", it.shift.as_str())]].concat();
        let words = format!("  {}", say_with("shift.refused_item", &facts));
        all.push(((Meaning::Warning, words), Some(id_of_refused(it))));
    }
    all
}

/// Says which shift can be taken over, and which is late.
fn coming(desk: &ShiftDesk, app: &App) -> Vec<Piece> {
    let mut lines = Vec::new();
    if let Some((plan, crew)) = &desk.next {
        let names: Vec<_> = crew.people.iter().map(|id| name(id, app)).collect();
        let people = if names.is_empty() { say("shift.no_roster") } else { list(&names) };
        let span = span(&plan.name, plan.from, plan.until);
        let facts = [("shift", plan.shift.as_str()), ("span", &span), ("people", &people)];
        lines.push((Meaning::Text, String::new()));
        lines.push((Meaning::Warning, say_with("shift.due_now", &facts)));
    }
    for late in desk.lines.iter().filter(|line| line.status == "late") {
        let span = span(&late.name, late.from, late.until);
        lines.push((Meaning::Overdue, say_with("app.shift.late", &[("span", &span)])));
    }
    lines
}

fn name(id: &crate::domain::ids::OfficerId, app: &App) -> String {
    app.centre.officer(id).map_or_else(|| id.to_string(), |officer| officer.name.clone())
}

fn standing(view: &ShiftView, app: &App, lines: &mut Vec<Piece>) {
    let plan = &view.shift.plan;
    let status = say(&format!("shift.status.{}", view.shift.status()));
    let is_on = view.shift.signed.is_none() && view.shift.is_on();
    let mut head = span(&plan.name, plan.from, plan.until);
    // Whoever is on says that somebody is.
    if !is_on || view.shift.taken.is_none() {
        head = format!("{head}  {status}");
    }
    if let Some(taken) = &view.shift.taken {
        let facts = [("who", name(&taken.by, app)), ("at", short(taken.at))];
        let facts = facts.each_ref().map(|(key, value)| (*key, value.as_str()));
        head = format!("{head}  {}", say_with("shift.paper.taken", &facts));
    }
    lines.push((Meaning::Title, head));
    if let Some(sheet) = &view.sheet {
        let of = |section| sheet.of(section).count();
        let facts = [("red", of(Part::Red)), ("yellow", of(Part::Yellow)), ("all", sheet.items.len())];
        let facts = facts.map(|(key, count)| (key, count.to_string()));
        let facts = facts.each_ref().map(|(key, value)| (*key, value.as_str()));
        let meaning = if sheet.red().next().is_some() { Meaning::Overdue } else { Meaning::Text };
        let words =
            if sheet.items.is_empty() { say("app.shift.all_clear") } else { say_with("shift.open_items", &facts) };
        lines.push((meaning, words));
    }
    if let Some(since) = view.changes.as_ref().filter(|changes| !changes.is_empty()) {
        lines.push((Meaning::Warning, say("shift.changes.since")));
        lines.extend(changes(since).into_iter().map(|line| (Meaning::Text, format!("  {}", line.text))));
    }
    let counted = counts(&view.counts);
    if !counted.is_empty() {
        lines.push((Meaning::Muted, counted));
    }
}

fn happened(view: &ShiftView) -> Vec<Paragraph> {
    let mut lines = Vec::new();
    if view.log.is_empty() {
        let key = if view.shift.taken.is_some() { "shift.empty_log" } else { "shift.not_taken" };
        lines.push(((Meaning::Muted, say(key)), None));
    }
    for heading in Heading::ALL {
        let of: Vec<_> = view.log.iter().filter(|line| line.heading == *heading).collect();
        if of.is_empty() {
            continue;
        }
        let words = format!("{}（{}）", term(Heading::AREA, heading.key()), of.len());
        lines.push(((Meaning::Title, words), None));
        for line in of {
            let kind = line.entry.map(|it| format!("[{}] ", term(EntryKind::AREA, it.key()))).unwrap_or_default();
            let no = line.no.as_ref().map(|no| format!("{no} ")).unwrap_or_default();
            let words = format!("  {} {} {kind}{no}{}", line.at.format("%H:%M"), line.who, line.text);
            lines.push(((Meaning::Text, words), Some(id_of(line))));
        }
    }
    lines
}

impl Pane for Log {
    fn queries(&self, _app: &App) -> Vec<Query> {
        vec![Query::Shift { shift: None }]
    }
}

impl Section for Log {
    fn name(&self, _app: &App) -> String {
        match self.shown().and_then(|view| view.sheet.as_ref()).map(|sheet| sheet.red().count()) {
            None | Some(0) => say("app.shift.name"),
            Some(red) => say_with("app.shift.name_red", &[("count", &red.to_string())]),
        }
    }
}

impl Layer<App> for Log {
    fn scopes(&self) -> &'static [&'static str] {
        &["shift", "sections", "desk", "global"]
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let Some(desk) = &self.desk else {
            self.text.set(vec![((Meaning::Muted, say(app.loading())), None)]);
            return self.text.draw(area, buffer, &app.look);
        };
        self.text.set(lines(desk, app));
        let sheet = desk.shown.as_ref().and_then(|view| Some((view, view.sheet.as_ref()?)));
        let Some((view, sheet)) = sheet.filter(|_| area.width >= SPLIT_FROM) else {
            return self.text.draw(area, buffer, &app.look);
        };
        let half = area.width / 2;
        let right = Rect { x: area.x + half + 1, width: area.width - half - 1, ..area };
        let pieces = paper(&view.shift, sheet, None, &app.centre);
        let piece = |line: &crate::words::shift::PaperLine| {
            (meaning(line.tone), format!("{:1$}{2}", "", line.indent, line.text))
        };
        self.beside.set(pieces.iter().map(piece).collect());
        self.text.draw(Rect { width: half - 1, ..area }, buffer, &app.look);
        rule(buffer, right.x - 1, right, &app.look);
        self.beside.draw(right, buffer, &app.look);
    }

    fn key(&mut self, key: Key, _app: &mut App) -> Outcome<App> {
        if self.text.key(key) { Outcome::taken() } else { Outcome::ignored() }
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "shift.open" => match self.chosen() {
                Some(Of::Case(no)) => {
                    let asked = app.look_at(&no);
                    Outcome::taken().effects(asked).open(CaseLayer::default())
                }
                Some(Of::Directive(no)) => open_directive(no, app),
                None => Outcome::taken(),
            },
            "shift.hand_over" => self.open(Mode::Sign),
            "shift.take_over" if self.shown().is_some() => self.open(Mode::Take),
            "shift.sheet" => self.open(Mode::Look),
            _ => DEEDS.begin(id, self.desk.as_deref(), app).unwrap_or_else(Outcome::ignored),
        }
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        let Some(desk) = &self.desk else { return Ok(()) };
        match id {
            "shift.open" if self.chosen().is_none() => Err("app.shift.why.opens_nothing"),
            "shift.hand_over" => match &desk.shown {
                Some(view) if view.shift.signed.is_some() => Err("app.shift.why.signed"),
                Some(view) if view.shift.is_on() => Ok(()),
                _ => Err("app.shift.why.nobody_on"),
            },
            "shift.take_over" if desk.next.is_none() => Err("app.shift.why.none_due"),
            "shift.sheet" if desk.shown.is_none() => Err("app.shift.why.nobody_on"),
            "shift.open" | "shift.take_over" | "shift.sheet" => Ok(()),
            _ => DEEDS.available(id, Some(desk), app).unwrap_or(Ok(())),
        }
    }

    fn answer(&mut self, heard: &Heard, _app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(Answer::Shift(desk)) => {
                self.desk = Some(desk.clone());
                Outcome::taken()
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.text.caret()
    }
}
