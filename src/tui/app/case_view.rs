//! A case in full: who, what, whose move, every clock with its reason, every step so far.

use super::grading::{grading_lines, ladder_lines};
use super::mediation::{PANE, mediation_lines};
use super::{App, Heard};
use crate::desk::views::CaseView;
use crate::domain::case::{Case, CaseEvent, due_of};
use crate::domain::ids::CaseNo;
use crate::domain::party::Party;
use crate::domain::vocabulary::{AssignmentRole, AssignmentStatus, LinkKind, Side, Stage};
use crate::term::Key;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Piece, ScrollText};
use crate::words::{self, say, say_with, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Returns the lines of a case, the most wanted first.
pub fn case_lines(view: &CaseView, app: &App) -> Vec<Piece> {
    let case = &view.case;
    let mut lines = vec![(Meaning::Title, format!("{} {}", case.no, case.title))];
    lines.extend(super::sealed::banner(case, app));
    lines.push(ball(case, app));
    lines.push((Meaning::Muted, facts(case, app)));
    lines.extend(grading_lines(case, app));
    lines.extend(super::case_file::meter_line(case, app));
    for party in &case.parties {
        lines.push((Meaning::Text, party_line(party)));
    }
    // Where sessions are planned and held, they come before the matter.
    let mediates = app.pane == PANE;
    if mediates {
        lines.extend(mediation_lines(case, app));
    }
    heading(&mut lines, "app.heading.matter");
    lines.push((Meaning::Text, case.narrative.clone()));
    for demand in &case.demands {
        lines.push((Meaning::Text, say_with("app.demand", &[("text", demand)])));
    }
    lines.extend(super::supervision::about_case(&view.directives, app));
    clocks(case, app, &mut lines);
    assignments(case, app, &mut lines);
    lines.extend(ladder_lines(case, app));
    if !mediates {
        lines.extend(mediation_lines(case, app));
    }
    if let Some(result) = &case.result {
        heading(&mut lines, "app.heading.result");
        lines.push((Meaning::Text, result.clone()));
    }
    related(view, &mut lines);
    heading(&mut lines, "app.heading.timeline");
    // When clocks start and end is the clocks' own story, told by F9.
    let told = |event: &CaseEvent| {
        use CaseEvent::{ClockMet, ClockStarted, ClockStopped, ClockUnmet};
        !matches!(event, ClockStarted { .. } | ClockMet { .. } | ClockStopped { .. } | ClockUnmet { .. })
    };
    for line in view.timeline.iter().rev().filter(|line| told(&line.event)) {
        let at = line.at.format("%m-%d %H:%M");
        let moved = line.moved_to.as_ref();
        let said = words::event_of(&line.event, view.case_of(line), &app.centre, line.no.as_ref(), moved);
        let meaning = if moved.is_some() { Meaning::Muted } else { Meaning::Text };
        lines.push((meaning, format!("{at} {} {said}", line.who)));
    }
    lines.push((Meaning::Text, String::new()));
    lines.push((Meaning::Muted, seen_by(app)));
    lines
}

/// Says who looks and when (水印), so that a picture of the screen says whose it was.
fn seen_by(app: &App) -> String {
    let at = app.now.format("%Y-%m-%d %H:%M").to_string();
    let facts = [("officer", app.officer.name.as_str()), ("id", app.officer.id.as_str()), ("at", &at)];
    say_with(if app.revealed { "app.seen_revealed" } else { "app.seen" }, &facts)
}

/// Says what it is merged with and linked with.
fn related(view: &CaseView, lines: &mut Vec<Piece>) {
    let case = &view.case;
    if case.merged_into.is_none() && case.absorbed.is_empty() && view.related.is_empty() {
        return;
    }
    let named = |no: &CaseNo| {
        let other = view.others.iter().find(|other| other.no == *no);
        other.map_or_else(|| no.to_string(), |other| format!("{no} {}", other.names(Side::Applicant)))
    };
    heading(lines, "app.heading.related");
    if let Some(target) = &case.merged_into {
        lines.push((Meaning::Warning, say_with("app.merged_into", &[("no", &named(target))])));
    }
    for absorbed in &case.absorbed {
        lines.push((Meaning::Warning, say_with("app.absorbed", &[("no", &named(&absorbed.no))])));
    }
    for it in &view.related {
        let how = term(LinkKind::AREA, it.kind.key());
        let state = term(Stage::AREA, it.state.key());
        let line = [how.as_str(), it.no.as_str(), &it.parties, &it.title, &state, &it.note];
        let meaning = if it.direct { Meaning::Text } else { Meaning::Muted };
        lines.push((meaning, line.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")));
    }
}

fn heading(lines: &mut Vec<Piece>, key: &str) {
    lines.push((Meaning::Text, String::new()));
    lines.push((Meaning::Title, say(key)));
}

/// Says whose move it is, since when, and by when.
fn ball(case: &Case, app: &App) -> Piece {
    let holder = case.holder().map_or_else(|| app.centre.short_name(), |unit| app.centre.unit_short(unit));
    let since = case.held_since.format("%m-%d %H:%M").to_string();
    let words = say_with("app.ball", &[("ball", &term("ball", case.ball())), ("holder", holder), ("since", &since)]);
    match due_of(case) {
        Some(clock) => {
            let left = super::list::time_left(clock.due, app);
            let due = say_with("app.due", &[("due", &words::clock::moment(clock.due)), ("left", &left.text)]);
            (left.meaning, format!("{words} · {due}"))
        }
        None => (Meaning::Text, words),
    }
}

fn facts(case: &Case, app: &App) -> String {
    let rules = app.centre.rulebook_of(&case.rulebook);
    let category = case.category.as_ref().and_then(|id| rules.category_name(id));
    let facts = [
        Some(term("kind", case.kind.key())),
        Some(term("channel", case.channel.key())),
        category,
        case.grade.map(|grade| term("grade", grade.key())),
        case.risk.map(|risk| say_with("app.risk", &[("risk", &term("risk", risk.key()))])),
        case.place.clone(),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn party_line(party: &Party) -> String {
    let side = term(Side::AREA, party.side.key());
    let more = [party.phone.clone(), party.id_no.clone(), party.place.clone()];
    let count = party.head_count.map(|count| say_with("app.head_count", &[("count", &count.to_string())]));
    let more: Vec<_> = more.into_iter().chain([count]).flatten().collect();
    format!("{side} {} {}", party.name, more.join(" "))
}

fn clocks(case: &Case, app: &App, lines: &mut Vec<Piece>) {
    let running: Vec<_> = case.clocks.iter().filter(|clock| clock.is_running()).collect();
    if running.is_empty() {
        return;
    }
    heading(lines, "app.heading.clocks");
    for clock in running {
        let left = super::list::time_left(clock.due, app);
        let unit = clock.unit.as_ref().map(|unit| format!(" {}", app.centre.unit_short(unit))).unwrap_or_default();
        let paused = if clock.is_paused() { format!(" {}", say("app.paused")) } else { String::new() };
        let due = words::clock::moment(clock.due);
        let name = words::clock::name(clock);
        lines.push((left.meaning, format!("{name}{unit} {due} {}{paused}", left.text)));
    }
}

fn assignments(case: &Case, app: &App, lines: &mut Vec<Piece>) {
    let live: Vec<_> = case.assignments.iter().filter(|it| it.is_live()).collect();
    if live.is_empty() {
        return;
    }
    heading(lines, "app.heading.assignments");
    for it in live {
        let role = term(AssignmentRole::AREA, it.role.key());
        let status = term(AssignmentStatus::AREA, it.status.key());
        let designated = if it.designated { say("app.designated") } else { String::new() };
        lines.push((Meaning::Text, format!("{role} {} {status} {designated}", app.centre.unit_name(&it.unit))));
        if let Some(result) = &it.result {
            lines.push((Meaning::Muted, format!("  {result}")));
        }
    }
}

/// The case on screen, over the whole body: for screens without room beside the list.
#[derive(Default)]
pub struct CaseLayer {
    text: ScrollText,
}

impl Layer<App> for CaseLayer {
    fn scopes(&self) -> &'static [&'static str] {
        &["detail", "case", "mediate", "desk", "global"]
    }

    fn is_full(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        crate::tui::paint::clear(buffer, area, app.look.style(Meaning::Text));
        let lines = app.current.as_ref().map(|view| case_lines(view, app)).unwrap_or_default();
        self.text.set(lines);
        self.text.draw(area, buffer, &app.look);
    }

    fn key(&mut self, key: Key, _: &mut App) -> Outcome<App> {
        if self.text.key(key) { Outcome::taken() } else { Outcome::ignored() }
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "tui.back" => Outcome::taken().close(),
            "case.people" => super::person::choose(true, app),
            // What the lists below do, they do once one is back there.
            _ if id.starts_with("pane.") || id.starts_with("search.") => Outcome::taken().close().run(id),
            _ => Outcome::ignored(),
        }
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        if id == "case.open" {
            return Err("app.refused.open_already");
        }
        super::actions::available(id, app)
    }

    fn answer(&mut self, _: &Heard, _: &mut App) -> Outcome<App> {
        Outcome::ignored()
    }

    fn caret(&self) -> Option<Position> {
        self.text.caret()
    }
}
