//! A directive in full, and the directives in the words of a case.

use super::super::App;
use super::super::list::time_left;
use crate::desk::{DirectiveLine, DirectiveView};
use crate::domain::directive::{DirectiveEvent, DirectiveStatus, Every};
use crate::domain::vocabulary::{DirectiveKind, Level};
use crate::tui::theme::Meaning;
use crate::tui::widgets::Piece;
use crate::words::{self, clock as said, say, say_with, term};

fn heading(lines: &mut Vec<Piece>, key: &str) {
    lines.push((Meaning::Text, String::new()));
    lines.push((Meaning::Title, say(key)));
}

/// Says what a status means to the eye.
pub(super) const fn meaning(status: DirectiveStatus) -> Meaning {
    match status {
        DirectiveStatus::Proposed | DirectiveStatus::Replied => Meaning::Soon,
        DirectiveStatus::Issued | DirectiveStatus::Returned => Meaning::Today,
        DirectiveStatus::Received => Meaning::Text,
        DirectiveStatus::ClosedOut => Meaning::Good,
        DirectiveStatus::Withdrawn => Meaning::Muted,
    }
}

/// Returns the lines of a directive: whose move it is, what is required, what is still missing, the dates, the history.
pub(super) fn lines(view: &DirectiveView, app: &App) -> Vec<Piece> {
    let (line, it) = (&view.line, &view.directive);
    let kind = term(DirectiveKind::AREA, line.kind.key());
    let mut lines = vec![(Meaning::Title, format!("{} {kind} {}", line.no, line.subject))];
    let status = term(DirectiveStatus::AREA, line.status.key());
    let facts = [("status", status.as_str()), ("unit", &line.unit), ("supervisor", &line.supervisor)];
    lines.push((meaning(line.status), say_with("directive.stands", &facts)));
    if let Some(what) = &line.awaits {
        lines.push((Meaning::Warning, say(&format!("directive.awaits.{what}"))));
    }
    if let Some(level) = line.level {
        let key = if line.acknowledged { "directive.level_seen" } else { "directive.level" };
        lines.push((Meaning::Overdue, say_with(key, &[("level", &term(Level::AREA, level.key()))])));
    }
    if let Some(cause) = &it.cause {
        lines.push((Meaning::Muted, words::directive_cause(cause)));
    }
    if let Some(no) = &line.case {
        lines.push((Meaning::Text, say_with("directive.of_case", &[("no", &shown(no.as_str()))])));
    }
    if !it.text.is_empty() {
        heading(&mut lines, "directive.heading.text");
        lines.push((Meaning::Text, it.text.clone()));
    }
    responsible(view, app, &mut lines);
    dates(view, app, &mut lines);
    if let Some(reply) = it.replies.last() {
        heading(&mut lines, "directive.heading.reply");
        lines.push((Meaning::Text, reply.said.text.clone()));
        if let Some(returned) = &reply.returned {
            lines.push((Meaning::Warning, say_with("directive.returned", &[("reason", &returned.text)])));
        }
    }
    heading(&mut lines, "app.heading.timeline");
    for step in view.timeline.iter().rev() {
        let at = step.at.format("%m-%d %H:%M");
        let meaning = match step.event {
            DirectiveEvent::DirectiveEscalated { .. } => Meaning::Muted,
            _ => Meaning::Text,
        };
        lines.push((meaning, format!("{at} {} {}", step.who, words::directive_event(&step.event, &app.centre))));
    }
    lines
}

/// Says a number, or that it is another one out of sight.
fn shown(no: &str) -> String {
    if no == crate::domain::sight::OUT_OF_SIGHT { say("sight.other") } else { no.to_owned() }
}

/// Says who leads, who handles, who assists, and how, with the meter of the "five ones".
fn responsible(view: &DirectiveView, app: &App, lines: &mut Vec<Piece>) {
    let it = &view.directive;
    let names: Vec<_> = it.assists.iter().map(|id| app.centre.unit_short(id).to_owned()).collect();
    let units: Vec<_> = it.units.iter().map(|id| app.centre.unit_short(id).to_owned()).collect();
    let leader = it.leader.as_ref().map(|id| app.centre.officer(id).map_or(id.as_str(), |it| it.name.as_str()));
    let parts = [
        ("leader", leader.map(str::to_owned)),
        ("handles", Some(app.centre.unit_name(&it.to).to_owned())),
        ("assists", Some(words::list(&names)).filter(|_| !names.is_empty())),
        ("units", Some(words::list(&units)).filter(|_| !units.is_empty())),
        ("team", Some(words::list(&it.team)).filter(|_| !it.team.is_empty())),
        ("plan", Some(it.plan.clone()).filter(|plan| !plan.is_empty())),
        ("every", it.every.map(|every| term(Every::AREA, every.key()))),
    ];
    heading(lines, "directive.heading.who");
    if let Some(meter) = &view.line.meter {
        let meaning = if meter.missing.is_empty() { Meaning::Good } else { Meaning::Warning };
        lines.push((meaning, words::directive_meter(meter)));
    }
    for (key, value) in parts {
        if let Some(value) = value {
            lines.push((Meaning::Text, format!("{} {value}", say(&format!("directive.field.{key}")))));
        }
    }
}

fn dates(view: &DirectiveView, app: &App, lines: &mut Vec<Piece>) {
    let it = &view.directive;
    if it.clocks.is_empty() {
        return;
    }
    heading(lines, "directive.heading.dates");
    if let Some(asked) = words::directive_asked(it) {
        lines.push((if it.asking().is_some() { Meaning::Warning } else { Meaning::Muted }, asked));
    }
    for clock in &it.clocks {
        let due = said::moment(clock.due);
        let words = if clock.is_running() {
            let left = time_left(clock.due, app);
            (left.meaning, format!("{} {due} {}", said::name(clock), left.text))
        } else {
            let met = clock.met.map(|at| say_with("directive.met", &[("at", &said::moment(at))]));
            (Meaning::Muted, format!("{} {due} {}", said::name(clock), met.unwrap_or_default()))
        };
        lines.push(words);
        if let Some(since) = clock.late_since {
            lines.push((Meaning::Overdue, say_with("explain.late", &[("since", &said::moment(since))])));
        }
        if clock.is_running() {
            lines.push((Meaning::Muted, said::reason(clock, said::origin(clock, &app.centre))));
        }
    }
}

/// Returns the section of a case's own words about the directives on it.
pub fn about_case(directives: &[DirectiveLine], app: &App) -> Vec<Piece> {
    let mut lines = Vec::new();
    if directives.is_empty() {
        return lines;
    }
    heading(&mut lines, "directive.heading.case");
    for it in directives {
        let due = it.due.map(said::moment).unwrap_or_default();
        let parts = [
            term(DirectiveKind::AREA, it.kind.key()),
            it.no.to_string(),
            it.unit.clone(),
            term(DirectiveStatus::AREA, it.status.key()),
            due,
        ];
        let overdue = it.is_overdue(app.now) || it.late;
        let meaning = if overdue && it.open { Meaning::Overdue } else { meaning(it.status) };
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        lines.push((meaning, parts.join(" ")));
    }
    lines
}
