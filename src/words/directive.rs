//! Words about directives: what happened to one, why it came about, what it still lacks.

use super::clock::moment;
use super::{list, say, say_with, term};
use crate::domain::centre::Centre;
use crate::domain::directive::{Cause, Directive, DirectiveEvent, Matter, Meter, Need, Occasion, Supervisor};
use crate::domain::ids::{OfficerId, UnitId};
use crate::domain::vocabulary::{ClockKind, DirectiveKind, Level};

/// Says what happened to a directive, in one sentence.
pub fn directive_event(event: &DirectiveEvent, centre: &Centre) -> String {
    let tell = |facts: &[(&str, &str)]| say_with(&format!("event.{}", event.kind()), facts);
    match event {
        DirectiveEvent::DirectiveProposed { what, .. } | DirectiveEvent::DirectiveIssued { what, .. } => {
            let Matter { issue, by, cause, .. } = &**what;
            let kind = term(DirectiveKind::AREA, issue.kind.key());
            let why = cause.as_ref().map(directive_cause).unwrap_or_default();
            let supervisor = supervising(by, centre);
            tell(&[("kind", &kind), ("unit", centre.unit_name(&issue.to)), ("supervisor", &supervisor), ("why", &why)])
        }
        DirectiveEvent::DirectiveReported { text, .. } | DirectiveEvent::DirectiveReplied { text } => {
            tell(&[("text", text)])
        }
        DirectiveEvent::ReplyReturned { reason }
        | DirectiveEvent::DirectiveWithdrawn { reason }
        | DirectiveEvent::ExtensionRefused { reason } => tell(&[("reason", reason)]),
        DirectiveEvent::ExtensionAsked { until, reason, progress } => {
            tell(&[("until", &until.to_string()), ("reason", reason), ("progress", progress)])
        }
        DirectiveEvent::DirectiveClosedOut { opinion } => tell(&[("opinion", opinion)]),
        DirectiveEvent::DirectiveExtended { extension, progress, due, .. } => tell(&[
            ("before", &moment(extension.due_before)),
            ("due", &moment(*due)),
            ("reason", &extension.reason),
            ("progress", progress),
            ("approver", &officer(&extension.approver, centre)),
        ]),
        DirectiveEvent::DirectivePlanned { leader, team, plan, assists, supervisor } => {
            let part = |key: &str, value: String| format!("{} {value}", say(&format!("directive.field.{key}")));
            let parts: Vec<String> = [
                leader.as_ref().map(|it| part("leader", officer(it, centre))),
                team.as_ref().map(|it| part("team", list(it))),
                plan.as_ref().map(|it| part("plan", it.clone())),
                assists.as_ref().map(|it| part("assists", units(it, centre))),
                supervisor.as_ref().map(|it| part("supervisor", supervising(it, centre))),
            ]
            .into_iter()
            .flatten()
            .collect();
            tell(&[("changes", &list(&parts))])
        }
        DirectiveEvent::MeetingHeld { on, text, .. } => {
            tell(&[("on", &on.format("%Y-%m-%d").to_string()), ("text", text)])
        }
        DirectiveEvent::DirectiveEscalated { level, .. } => tell(&[("level", &term(Level::AREA, level.key()))]),
        DirectiveEvent::DirectiveAcknowledged { level, note, .. } => {
            tell(&[("level", &term(Level::AREA, level.key())), ("note", note)])
        }
        DirectiveEvent::PeriodBegun { clock } => {
            tell(&[("clock", &term(ClockKind::AREA, clock.kind.key())), ("due", &moment(clock.due))])
        }
        DirectiveEvent::DirectiveMoved { due, .. } => tell(&[("due", &moment(*due))]),
        DirectiveEvent::DirectiveSigned { .. }
        | DirectiveEvent::DirectiveReceived
        | DirectiveEvent::DirectiveHushed => tell(&[]),
    }
}

/// Says what more time the unit asked for, and what it was answered; nothing where it asked for none, or got it.
pub fn directive_asked(directive: &Directive) -> Option<String> {
    let asked = directive.asked.as_ref()?;
    let (until, reason, progress) = (asked.until.to_string(), asked.said.text.as_str(), asked.progress.as_str());
    let at = moment(asked.said.at);
    let facts = [("until", until.as_str()), ("reason", reason), ("progress", progress), ("at", &at)];
    Some(match &asked.refused {
        None => say_with("directive.asked", &facts),
        Some(refused) => say_with("directive.asked_refused", &[&facts[..], &[("why", &refused.text)]].concat()),
    })
}

/// Says why a directive came about by itself.
pub fn directive_cause(cause: &Cause) -> String {
    match (cause.measures, cause.due, cause.level, cause.occasion) {
        (Some(clock), Some(due), Some(level), _) => say_with(
            "directive.cause.late",
            &[
                ("clock", &term(ClockKind::AREA, clock.key())),
                ("due", &moment(due)),
                ("level", &term(Level::AREA, level.key())),
            ],
        ),
        (.., Some(occasion)) => say_with(
            "directive.cause.occasion",
            &[("occasion", &term(Occasion::AREA, occasion.key())), ("times", &cause.times.to_string())],
        ),
        _ => String::new(),
    }
}

/// Says how much of what a directive must have is there, and what is missing.
pub fn directive_meter(meter: &Meter) -> String {
    let missing: Vec<_> = meter.missing.iter().map(|need| term(Need::AREA, need.key())).collect();
    let (met, of) = (meter.met.to_string(), meter.of.to_string());
    let key = if missing.is_empty() { "directive.meter.whole" } else { "directive.meter.missing" };
    say_with(key, &[("met", &met), ("of", &of), ("missing", &list(&missing))])
}

/// Names the body that supervises a directive.
pub fn supervising(supervisor: &Supervisor, centre: &Centre) -> String {
    match supervisor {
        Supervisor::Unit(unit) => centre.unit_short(unit).to_owned(),
        Supervisor::Officer(id) => officer(id, centre),
    }
}

fn officer(id: &OfficerId, centre: &Centre) -> String {
    centre.officer(id).map_or_else(|| id.to_string(), |officer| officer.name.clone())
}

fn units(ids: &[UnitId], centre: &Centre) -> String {
    list(&ids.iter().map(|id| centre.unit_short(id).to_owned()).collect::<Vec<_>>())
}
