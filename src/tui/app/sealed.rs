//! Sealed cases (密件) on screen: the list of those who may know of them (Alt-X), asking and agreeing to open one, and
//! what is inside while it is open. To everybody else the list is empty, and nothing else speaks of it.

use super::ordering::ordering;
use super::{App, CaseLayer, Effect, Heard, list};
use crate::desk::service::{Answer, Query};
use crate::desk::{Order, SealedLine, Standing};
use crate::domain::case::sealing::Accused;
use crate::domain::case::{Case, CaseCommand, Sealing, sealing};
use crate::domain::directory::Officer;
use crate::domain::ids::CaseNo;
use crate::domain::permission::{self, Right};
use crate::domain::vocabulary::{CaseKind, Level};
use crate::term::{Code, Key};
use crate::text::pad_right;
use crate::tui::form::{Field, Form};
use crate::tui::frame::Counter;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{centred, put, put_right, shade};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Choice, Message, Piece, popup};
use crate::words::{say, say_with, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::{Map, Value, json};

/// Returns the figure of the top line: only those have one who may know of a sealed case.
pub fn counter(lines: &[SealedLine]) -> Option<Counter> {
    let grave = |line: &SealedLine| line.overdue || line.level.is_some_and(|level| level >= Level::Red);
    let meaning = if lines.iter().any(grave) { Meaning::Overdue } else { Meaning::Text };
    (!lines.is_empty()).then_some(Counter { words: "app.counter.sealed", count: lines.len(), meaning })
}

/// Says of a sealed case who opened it and until when, whom it is about, and who may know of it.
pub fn banner(case: &Case, app: &App) -> Vec<Piece> {
    let Some(sealing) = &case.sealed else { return Vec::new() };
    let name = |id| app.centre.officer(id).map_or_else(|| id.to_string(), |officer| officer.name.clone());
    let mut lines = Vec::new();
    if let Some(opening) = sealing.open_at(app.now) {
        let (by, granted) = (name(&opening.asked.by), name(&opening.granted_by));
        let from = opening.from.format("%m-%d %H:%M").to_string();
        let until = opening.until.format("%m-%d %H:%M").to_string();
        let facts = [("by", by.as_str()), ("granted", &granted), ("from", &from), ("until", &until)];
        lines.push((Meaning::Warning, say_with("sealed.banner", &facts)));
    }
    let accused: Vec<_> = sealing.accused.iter().map(|it| accused(it, app)).collect();
    let keepers: Vec<_> = sealing.keepers.iter().map(name).collect();
    let facts = [("accused", crate::words::list(&accused)), ("keepers", crate::words::list(&keepers))];
    let facts: Vec<_> = facts.iter().map(|(key, value)| (*key, value.as_str())).collect();
    lines.push((Meaning::Muted, say_with("sealed.about", &facts)));
    lines
}

/// Names somebody complained of, with the unit where the name alone does not tell it.
fn accused(accused: &Accused, app: &App) -> String {
    match &accused.unit {
        Some(unit) if app.centre.unit_name(unit) != accused.name => {
            let facts = [("name", accused.name.as_str()), ("unit", app.centre.unit_short(unit))];
            say_with("sealed.accused_of", &facts)
        }
        _ => accused.name.clone(),
    }
}

/// Tells whether somebody must not be offered in a form on the case on screen.
pub fn is_accused(app: &App, unit: Option<&crate::domain::ids::UnitId>, officer: Option<&Officer>) -> bool {
    let Some(sealing) = app.case().and_then(|case| case.sealed.as_ref()) else { return false };
    unit.is_some_and(|unit| sealing.accuses_unit(unit, &app.centre))
        || officer.is_some_and(|officer| sealing.accuses(officer, &app.centre))
}

/// Tells whether a leader may give a command on the sealed case on screen that is otherwise others'.
pub fn entrusts(app: &App, right: Right) -> bool {
    app.case().is_some_and(|case| case.sealed.is_some()) && permission::entrusts(&app.officer, right)
}

/// Returns officers who could know of a sealed case, as choices.
fn officer_choices(app: &App) -> Vec<Choice> {
    let fit =
        app.centre.officers.iter().filter(|it| permission::may(it, Right::Note) && !is_accused(app, None, Some(it)));
    fit.map(|officer| {
        let unit = officer.unit.as_ref().map_or_else(|| app.centre.short_name(), |unit| app.centre.unit_short(unit));
        Choice::new(officer.id.as_str(), &officer.name).hint(unit).search(&officer.name)
    })
    .collect()
}

/// Makes a field for an officer who is to know of the case.
pub fn officer(id: &str, app: &App) -> Field {
    Field::pick(id, &format!("app.field.{id}"), officer_choices(app))
}

/// Makes the fields that say who is complained of and who may know of it; what the case says already is filled in.
pub fn fields(case: Option<&Case>, app: &App) -> Vec<Field> {
    let known = case.map(|case| sealing::complained_of(case, &app.centre)).unwrap_or_default();
    let first = known.first();
    let rules = &app.centre.rulebook().sealing;
    let proposed = Sealing::of(&sealing::Seal { accused: known.clone(), ..sealing::Seal::default() }, app.now);
    let keepers = app.centre.officers.iter().filter(|it| rules.is_keeper(it) && !proposed.accuses(it, &app.centre));
    let keepers: Vec<_> = keepers.map(|it| it.id.as_str()).collect();
    let filled = |field: Field, value: Option<Value>| match value {
        Some(value) => field.with(&value),
        None => field,
    };
    vec![
        filled(super::fields::units("accused_unit", app), first.and_then(|it| it.unit.as_ref()).map(|it| json!(it))),
        filled(officer("accused_officer", app), first.and_then(|it| it.officer.as_ref()).map(|it| json!(it))),
        filled(super::fields::line("accused_name"), first.map(|it| json!(it.name))),
        Field::many("keepers", "app.field.keepers", officer_choices(app)).with(&json!(keepers)),
    ]
}

/// Takes what was typed into those fields and makes of it what a case is sealed with.
pub fn shaped(values: &mut Map<String, Value>) -> Map<String, Value> {
    let mut accused = Map::new();
    for (field, key) in [("accused_unit", "unit"), ("accused_officer", "officer"), ("accused_name", "name")] {
        let typed = values.remove(field).filter(|value| !value.is_null() && value.as_str() != Some(""));
        accused.extend(typed.map(|value| (key.to_owned(), value)));
    }
    let mut seal = Map::new();
    let accused: Vec<Value> = (!accused.is_empty()).then_some(Value::Object(accused)).into_iter().collect();
    seal.insert("accused".into(), Value::Array(accused));
    seal.extend(values.remove("keepers").filter(|it| !it.is_null()).map(|it| ("keepers".to_owned(), it)));
    seal
}

/// Shows the fields of sealing in the form for a new case while it is a complaint, and takes them away otherwise.
pub fn offer(form: &mut Form, app: &App) {
    let is_complaint = form.field("kind").is_some_and(|it| it.value() == json!(CaseKind::Complaint.key()));
    let seals = form.field("sealed").is_some_and(|it| it.value() == json!(true));
    if !is_complaint {
        form.remove_group("sealed");
    } else if form.field("sealed").is_none() {
        form.insert_after("kind", vec![Field::yes_no("sealed", "app.field.sealed", false)]);
    }
    if !(is_complaint && seals) {
        form.remove_group("accused_");
        form.remove_group("keepers");
    } else if form.field("keepers").is_none() {
        let mut more = fields(None, app);
        let name = form.text("r.name");
        if let Some(field) = more.iter_mut().find(|field| field.id == "accused_name") {
            field.restore(&json!(name));
        }
        form.insert_after("sealed", more);
    }
}

/// Turns away from a sealed case: nothing of it stays on screen. Tells whether one was there.
pub fn forget(app: &mut App) -> bool {
    let was_shown = app.current.as_ref().is_some_and(|view| view.case.sealed.is_some());
    if was_shown {
        app.current = None;
        app.read += 1;
    }
    was_shown
}

/// Writes down that the officer looks into the sealed case that is wanted; what is inside is asked for after that.
pub fn look(app: &mut App) -> Option<Effect> {
    let no = app.wanted.clone()?;
    Some(app.order(Order::on(&no, CaseCommand::Look {}), "").1)
}

/// The list of sealed cases.
pub struct SealedList {
    at: usize,
    top: usize,
    caret: Option<Position>,
}

impl SealedList {
    /// Opens the list and asks for it.
    pub fn open(app: &mut App) -> Outcome<App> {
        let effect = app.ask(Query::Sealed);
        Outcome::taken().open(Self { at: 0, top: 0, caret: None }).effect(effect)
    }

    fn line<'a>(&self, app: &'a App) -> Option<&'a SealedLine> {
        app.sealed.get(self.at)
    }

    fn go_in(&self, app: &mut App) -> Outcome<App> {
        let Some(line) = self.line(app) else { return Outcome::taken() };
        match &line.opening {
            Standing::Open { .. } => {
                let no = line.no.clone();
                app.covered = true;
                app.current = None;
                app.turn_to(&no);
                let effect = look(app);
                Outcome::taken().effects(effect).open(SealedCase { no, inside: CaseLayer::default() })
            }
            Standing::Asked { yours: true, .. } => {
                app.message = Some(Message::warning(&say("sealed.agree_first")));
                Outcome::taken()
            }
            Standing::Asked { .. } => {
                app.message = Some(Message::warning(&say("sealed.wait_for_second")));
                Outcome::taken()
            }
            Standing::Closed => self.ask(app),
        }
    }

    fn ask(&self, app: &mut App) -> Outcome<App> {
        let Some(no) = self.line(app).map(|line| line.no.clone()) else { return Outcome::taken() };
        let said = say("command.case.ask_opening");
        let title = format!("{said} {no}");
        let draft = format!("ask_opening {no}");
        let make = move |values: Map<String, Value>, _: &mut App| {
            let reason = values.get("reason").and_then(Value::as_str).unwrap_or_default().to_owned();
            Ok((Order::on(&no, CaseCommand::AskOpening { reason }), said.clone()))
        };
        Outcome::taken().open(ordering(&title, Form::new(vec![super::fields::reason()]), &draft, app, make))
    }

    fn grant(&self, app: &mut App) -> Outcome<App> {
        let Some(no) = self.line(app).map(|line| line.no.clone()) else { return Outcome::taken() };
        let said = say("command.sealed.grant");
        let (_, effect) = app.order(Order::on(&no, CaseCommand::GrantOpening {}), &said);
        Outcome::taken().effect(effect)
    }

    fn draw_line(line: &SealedLine, row: Rect, is_current: bool, buffer: &mut Buffer, app: &App) {
        let sign = if is_current { "> " } else { "  " };
        let since = line.since.format("%m-%d");
        let level = line.level.map(|level| term("level", level.key())).unwrap_or_default();
        let ball = pad_right(&term("ball", &line.ball), 8);
        let words = format!("{sign}{} {since} {ball} {} {level}", line.no, standing(line));
        let (left, meaning) = match line.due {
            Some(due) => {
                let left = list::time_left(due, app);
                (left.text, left.meaning)
            }
            None => (String::new(), Meaning::Muted),
        };
        let room = row.width.saturating_sub(u16::try_from(crate::text::width(&left)).unwrap_or(0) + 1);
        put(buffer, row.x, row.y, room, words.trim_end(), app.look.style(Meaning::Text));
        put_right(buffer, row, row.y, &left, app.look.style(meaning));
        if is_current {
            shade(buffer, row, app.look.style(Meaning::Selected));
        }
    }
}

/// Says in few words how it stands with opening a case.
fn standing(line: &SealedLine) -> String {
    match &line.opening {
        Standing::Closed => say("sealed.closed"),
        Standing::Asked { .. } => say("sealed.asked"),
        Standing::Open { until, .. } => {
            say_with("sealed.open_until", &[("until", &until.format("%m-%d %H:%M").to_string())])
        }
    }
}

/// Says what to know of the line under the cursor: who asked and why, or what the next key does.
fn next_step(line: &SealedLine) -> String {
    match &line.opening {
        Standing::Closed => say("sealed.next.closed"),
        Standing::Asked { by, at, reason, yours } => {
            let at = at.format("%m-%d %H:%M").to_string();
            let facts = [("by", by.as_str()), ("at", &at), ("reason", reason)];
            say_with(if *yours { "sealed.next.yours" } else { "sealed.next.theirs" }, &facts)
        }
        Standing::Open { by, granted_by, .. } => say_with("sealed.next.open", &[("by", by), ("granted", granted_by)]),
    }
}

impl Layer<App> for SealedList {
    fn scopes(&self) -> &'static [&'static str] {
        &["sealed", "global"]
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let rows = u16::try_from(app.sealed.len()).unwrap_or(u16::MAX).saturating_add(6).clamp(8, 20);
        let area = centred(area, 96, rows);
        let inner = popup(buffer, area, &say("sealed.title"), &app.look);
        self.caret = Some(Position::new(inner.x, inner.y));
        self.at = self.at.min(app.sealed.len().saturating_sub(1));
        if app.sealed.is_empty() {
            put(buffer, inner.x, inner.y, inner.width, &say("sealed.none"), app.look.style(Meaning::Muted));
            return;
        }
        let height = usize::from(inner.height.saturating_sub(3)).max(1);
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(height));
        for (y, (index, line)) in (inner.y..).zip(app.sealed.iter().enumerate().skip(self.top).take(height)) {
            let row = Rect { y, height: 1, ..inner };
            Self::draw_line(line, row, index == self.at, buffer, app);
            if index == self.at {
                self.caret = Some(Position::new(inner.x, y));
            }
        }
        if let Some(line) = self.line(app) {
            let said = crate::text::wrap(&next_step(line), usize::from(inner.width));
            for (y, words) in (inner.bottom().saturating_sub(2)..inner.bottom()).zip(&said) {
                put(buffer, inner.x, y, inner.width, words, app.look.style(Meaning::Muted));
            }
        }
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        let last = app.sealed.len().saturating_sub(1);
        self.at = match (key.code, key.mods.ctrl || key.mods.alt) {
            (Code::Up | Code::Char('k'), false) => self.at.saturating_sub(1),
            (Code::Down | Code::Char('j'), false) => (self.at + 1).min(last),
            (Code::Home, _) => 0,
            (Code::End, _) => last,
            _ => return Outcome::ignored(),
        };
        Outcome::taken()
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "sealed.close" | "tui.back" => Outcome::taken().close(),
            "sealed.open" => self.go_in(app),
            "sealed.ask" => self.ask(app),
            "sealed.grant" => self.grant(app),
            _ => Outcome::ignored(),
        }
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        let line = self.line(app);
        match id {
            "sealed.open" | "sealed.ask" | "sealed.grant" if line.is_none() => Err("sealed.none"),
            "sealed.ask" if line.is_some_and(|it| it.opening != Standing::Closed) => Err("sealed.not_closed"),
            "sealed.grant" if !line.is_some_and(|it| matches!(it.opening, Standing::Asked { yours: true, .. })) => {
                Err("sealed.nobody_asks")
            }
            _ => Ok(()),
        }
    }

    fn answer(&mut self, heard: &Heard, _: &mut App) -> Outcome<App> {
        if matches!(heard, Heard::Answer(Answer::Sealed(_))) { Outcome::taken() } else { Outcome::ignored() }
    }

    fn caret(&self) -> Option<Position> {
        self.caret
    }
}

/// What is inside a sealed case, while it is open; nothing once it has closed.
struct SealedCase {
    no: CaseNo,
    inside: CaseLayer,
}

impl SealedCase {
    fn leave(app: &mut App) {
        forget(app);
        app.wanted = None;
        app.covered = false;
    }
}

impl Layer<App> for SealedCase {
    fn scopes(&self) -> &'static [&'static str] {
        self.inside.scopes()
    }

    fn is_full(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        self.inside.draw(area, buffer, app);
        if app.case().is_none() {
            let words = say_with("sealed.nothing_shown", &[("no", self.no.as_str())]);
            put(buffer, area.x, area.y, area.width, &words, app.look.style(Meaning::Muted));
        }
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        self.inside.key(key, app)
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "tui.back" => {
                Self::leave(app);
                Outcome::taken().close()
            }
            _ if id.starts_with("pane.") || id.starts_with("search.") || id == "sealed.list" => {
                Self::leave(app);
                self.inside.command(id, app).close()
            }
            _ => self.inside.command(id, app),
        }
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        self.inside.available(id, app)
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        self.inside.answer(heard, app)
    }

    fn caret(&self) -> Option<Position> {
        self.inside.caret()
    }
}
