//! One case: where it stands, who has it, every date with its reason, everything that happened.

mod ladder;

use super::directive::line_json;
use super::fail::Fail;
use super::lookup::{left, short_moment};
use super::out::{Cell, Column, Table};
use super::{App, Session};
use crate::desk::views::{CaseView, Line, leading_clock};
use crate::domain::case::{Assignment, Case};
use crate::domain::centre::Centre;
use crate::domain::clock::Clock;
use crate::domain::mediation::Session as Sitting;
use crate::domain::party::Party;
use crate::domain::time::Moment;
use crate::domain::vocabulary::Side;
use crate::words::clock::{Origin, day, days, name, reason};
use crate::words::{self, say, say_with, term};
use serde_json::{Value, json};

/// Shows a case; with `why`, every date is counted day by day.
pub(super) fn show(app: &App<'_>, no: &str, why: bool) -> Result<(), Fail> {
    let mut session = app.session()?;
    let no = session.case_no(app, no)?;
    let view = session.desk.case_view(&no, &session.viewer()).map_err(|error| session.refused(app, "show", error))?;
    page(app, &session, &view, why)
}

/// Shows a case that was read.
pub(super) fn page(app: &App<'_>, session: &Session, view: &CaseView, why: bool) -> Result<(), Fail> {
    let page = Page { app, session, centre: session.centre()?, case: &view.case, now: session.now(app)? };
    if app.out.json { app.out.json(&page.json(view)) } else { page.print(view, why) }
}

struct Page<'a> {
    app: &'a App<'a>,
    session: &'a Session,
    centre: &'a Centre,
    case: &'a Case,
    now: Moment,
}

impl Page<'_> {
    fn print(&self, view: &CaseView, why: bool) -> Result<(), Fail> {
        let (out, case) = (&self.app.out, self.case);
        out.line(&out.paint("1", &format!("{}  {}", case.no, case.title)))?;
        self.facts()?;
        out.line(&self.head("parties"))?;
        self.parties()?;
        if !case.narrative.is_empty() {
            out.line(&self.head("narrative"))?;
            out.paragraph(2, &case.narrative)?;
        }
        if let Some(result) = &case.result {
            out.line(&self.head("result"))?;
            out.paragraph(2, result)?;
        }
        if !case.assignments.is_empty() {
            out.line(&self.head("assignments"))?;
            self.assignments()?;
        }
        if !case.clocks.is_empty() {
            out.line(&self.head("clocks"))?;
            if why { self.proofs()? } else { self.clocks()? }
        }
        self.ladder()?;
        if !case.mediation.sessions.is_empty() {
            out.line(&self.head("sessions"))?;
            self.sessions()?;
        }
        if !view.directives.is_empty() {
            out.line(&self.head("directives"))?;
            let columns = [Column::Fixed, Column::Fixed, Column::Fixed, Column::Fixed, Column::Gives(10)];
            let mut table = Table::bare(2, columns);
            for line in &view.directives {
                table.row(super::directive::cells(line, self.now));
            }
            out.table(&table)?;
        }
        if !view.related.is_empty() {
            out.line(&self.head("related"))?;
            self.related(view)?;
        }
        out.line(&self.head("timeline"))?;
        let mut table = Table::bare(2, [Column::Fixed, Column::Fixed, Column::Gives(20)]);
        for line in &view.timeline {
            table.row([
                Cell::plain(line.at.format("%Y-%m-%d %H:%M").to_string()),
                Cell::plain(line.who.as_str()),
                Cell::plain(self.said(view, line)),
            ]);
        }
        out.table(&table)
    }

    /// Tells a line of the history, with its case when it is another one.
    fn said(&self, view: &CaseView, line: &Line) -> String {
        let said =
            words::event_of(&line.event, view.case_of(line), self.centre, line.no.as_ref(), line.moved_to.as_ref());
        // What `unmerge` can take back is called by its number.
        let back = view.can_take_back().any(|it| it.no == line.no && it.rev == line.rev);
        if back { format!("{said} #{}", line.rev) } else { said }
    }

    fn related(&self, view: &CaseView) -> Result<(), Fail> {
        let mut table =
            Table::bare(2, [Column::Fixed, Column::Fixed, Column::Gives(8), Column::Gives(8), Column::Fixed]);
        for it in &view.related {
            table.row([
                Cell::plain(term("link", it.kind.key())),
                Cell::plain(it.no.as_str()),
                Cell::plain(it.parties.as_str()),
                Cell::plain(if it.note.is_empty() { it.title.as_str() } else { it.note.as_str() }),
                Cell::plain(term("stage", it.state.key())),
            ]);
        }
        self.app.out.table(&table)
    }

    fn head(&self, part: &str) -> String {
        self.app.out.paint("1", &say(&format!("cli.show.{part}")))
    }

    fn facts(&self) -> Result<(), Fail> {
        let case = self.case;
        let holder = case.holder().map_or_else(|| self.centre.short_name(), |unit| self.centre.unit_short(unit));
        let ball = term("ball", case.ball());
        let since = short_moment(case.held_since, self.now);
        let mut kind = vec![term("kind", case.kind.key())];
        kind.extend(case.category.as_ref().and_then(|id| self.centre.rulebook().category_name(id)));
        kind.extend(case.grade.map(|grade| term("grade", grade.key())));
        kind.extend(case.risk.map(|risk| say_with("cli.show.risk", &[("risk", &term("risk", risk.key()))])));
        let by = self.centre.officer(&case.registered_by).map_or(case.registered_by.as_str(), |it| it.name.as_str());
        let at = format!("{} {}", day(case.registered_at.date_naive()), case.registered_at.format("%H:%M"));
        let channel = term("channel", case.channel.key());
        let due = leading_clock(case).map(|clock| {
            let words =
                [("due", short_moment(clock.due, self.now)), ("clock", name(clock)), ("left", self.left(clock))];
            say_with("cli.show.due_line", &words.each_ref().map(|(name, value)| (*name, value.as_str())))
        });
        let money = case.amount_fen.map(|fen| format!("{}.{:02}", fen / 100, fen % 100));
        let mut table = Table::bare(2, [Column::Fixed, Column::Gives(20)]);
        let mut add = |key: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                table.row([Cell::plain(say(&format!("cli.show.{key}"))), Cell::plain(value)]);
            }
        };
        add(
            "stands",
            Some(say_with("cli.show.stands_line", &[("ball", &ball), ("holder", holder), ("since", &since)])),
        );
        add("merged_into", case.merged_into.as_ref().map(ToString::to_string));
        add("absorbed", Some(case.absorbed_names()));
        add("due", due);
        add("kind", Some(kind.join(" · ")));
        add("grading", words::ladder::confirmation(case, self.centre));
        add("responsible", words::ladder::responsible(case, self.centre));
        add("visits", words::ladder::visits(case, self.centre));
        add("came", Some(say_with("cli.show.came_line", &[("at", &at), ("channel", &channel), ("by", by)])));
        add("place", case.place.clone());
        add("people", case.people_involved.map(|people| people.to_string()));
        add("amount", money.map(|amount| say_with("cli.show.amount_line", &[("amount", &amount)])));
        add("demands", Some(case.demands.join("; ")));
        self.app.out.table(&table)
    }

    fn parties(&self) -> Result<(), Fail> {
        let mut table = Table::bare(2, [Column::Fixed, Column::Fixed, Column::Fixed, Column::Fixed, Column::Gives(8)]);
        for side in Side::ALL {
            for party in self.case.parties.iter().filter(|party| party.side == *side) {
                let text = |value: &Option<String>| Cell::plain(value.clone().unwrap_or_default());
                table.row([
                    Cell::plain(term("side", side.key())),
                    Cell::plain(party.name.as_str()),
                    text(&party.phone),
                    text(&party.id_no),
                    text(&party.place),
                ]);
            }
        }
        self.app.out.table(&table)
    }

    fn assignments(&self) -> Result<(), Fail> {
        let mut table = Table::bare(2, [Column::Fixed, Column::Fixed, Column::Fixed, Column::Fixed, Column::Gives(10)]);
        for it in &self.case.assignments {
            table.row([
                Cell::plain(term("assignment_role", it.role.key())),
                Cell::plain(self.centre.unit_short(&it.unit)),
                Cell::plain(term("assignment", it.status.key())),
                Cell::plain(short_moment(it.assigned_at, self.now)),
                Cell::plain(it.result.as_deref().unwrap_or(&it.instruction)),
            ]);
        }
        self.app.out.table(&table)
    }

    fn left(&self, clock: &Clock) -> String {
        if let Some(met) = clock.met {
            let key = if met > clock.due { "cli.show.met_late" } else { "cli.show.met" };
            return say_with(key, &[("at", &short_moment(met, self.now))]);
        }
        if clock.stopped.is_some() {
            return say("cli.show.stopped");
        }
        if clock.is_paused() {
            return say("cli.show.paused");
        }
        left((clock.due.date_naive() - self.now.date_naive()).num_days(), clock.is_overdue(self.now))
    }

    fn colour(&self, clock: &Clock) -> &'static str {
        if clock.is_overdue(self.now) { "31" } else { "" }
    }

    fn clocks(&self) -> Result<(), Fail> {
        let mut table = Table::bare(2, [Column::Fixed, Column::Fixed, Column::Fixed, Column::Fixed, Column::Gives(10)]);
        for clock in &self.case.clocks {
            let unit =
                clock.unit.as_ref().map_or_else(|| self.centre.short_name(), |unit| self.centre.unit_short(unit));
            table.row([
                Cell::plain(name(clock)),
                Cell::plain(unit),
                Cell::coloured(self.colour(clock), short_moment(clock.due, self.now)),
                Cell::coloured(self.colour(clock), self.left(clock)),
                Cell::plain(self.source(clock)),
            ]);
        }
        self.app.out.table(&table)?;
        self.app.out.paragraph(2, &say("cli.show.why_hint"))
    }

    fn source(&self, clock: &Clock) -> String {
        let rule = self.centre.rulebook_of(&clock.rulebook).rule(&clock.rule);
        let source = rule.map_or("", |rule| rule.source.as_str());
        format!("{} {source}", clock.rule)
    }

    fn proofs(&self) -> Result<(), Fail> {
        let out = &self.app.out;
        for clock in &self.case.clocks {
            let head = format!("{} · {}", name(clock), self.left(clock));
            out.line(&format!("  {}", out.paint(self.colour(clock), &head)))?;
            out.paragraph(4, &self.reason(clock))?;
            for line in days(&clock.compute(&self.centre.calendar).days) {
                out.paragraph(6, &line)?;
            }
        }
        Ok(())
    }

    fn reason(&self, clock: &Clock) -> String {
        let rule = self.centre.rulebook_of(&clock.rulebook).rule(&clock.rule);
        reason(clock, rule.map(|rule| Origin { from: &rule.from, source: &rule.source }))
    }

    fn sessions(&self) -> Result<(), Fail> {
        let mut table = Table::bare(2, [Column::Fixed, Column::Fixed, Column::Fixed, Column::Gives(8)]);
        for session in &self.case.mediation.sessions {
            let (starts, ends) = (session.plan.starts, session.plan.ends);
            let mediators: Vec<&str> = session
                .plan
                .mediators
                .iter()
                .map(|id| self.centre.mediator(id).map_or(id.as_str(), |mediator| mediator.name.as_str()))
                .collect();
            table.row([
                Cell::plain(format!("{}-{}", short_moment(starts, self.now), ends.format("%H:%M"))),
                Cell::plain(self.centre.room(&session.plan.room).map_or("", |room| room.name.as_str())),
                Cell::plain(term("session", session.status.key())),
                Cell::plain(mediators.join("、")),
            ]);
        }
        self.app.out.table(&table)
    }

    fn json(&self, view: &CaseView) -> Value {
        let case = self.case;
        let due = leading_clock(case).map(|clock| clock.due);
        let mut value = json!({
            "no": case.no,
            "title": case.title,
            "parties": case.parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>(),
            "kind": case.kind,
            "category": case.category.as_ref().and_then(|id| self.centre.rulebook().category_name(id)),
            "category_id": case.category,
            "state": case.stage,
            "ball": case.ball(),
            "holder": case.holder(),
            "due": due,
            "overdue": case.is_open() && due.is_some_and(|due| self.now > due),
            "rev": case.rev,
        });
        let more = json!({
            "channel": case.channel,
            "grade": case.grade,
            "risk": case.risk,
            "place": case.place,
            "narrative": case.narrative,
            "demands": case.demands,
            "occurred_on": case.occurred_on,
            "people_involved": case.people_involved,
            "amount_fen": case.amount_fen,
            "registered_at": case.registered_at,
            "registered_by": case.registered_by,
            "result": case.result,
            "persons": case.parties.iter().map(person_json).collect::<Vec<_>>(),
            "assignments": case.assignments.iter().map(|it| self.assignment_json(it)).collect::<Vec<_>>(),
            "clocks": case.clocks.iter().map(|clock| self.clock_json(clock)).collect::<Vec<_>>(),
            "sessions": case.mediation.sessions.iter().map(session_json).collect::<Vec<_>>(),
            "directives": view.directives.iter().map(|it| line_json(it, self.now)).collect::<Vec<_>>(),
            "related": view.related,
            "merged_into": case.merged_into,
            "absorbed": case.absorbed.iter().map(|it| &it.no).collect::<Vec<_>>(),
            "timeline": view.timeline.iter().map(|line| json!({
                "at": line.at,
                "who": line.who,
                "what": words::event(&line.event, view.case_of(line), self.centre),
                "kind": line.kind,
                "no": line.no.as_ref().unwrap_or(&case.no),
                "entry": line.rev,
                "moved_to": line.moved_to,
            })).collect::<Vec<_>>(),
            "viewer": self.session.officer.id,
        });
        for more in [more, self.supervised_json()] {
            if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
                value.extend(more);
            }
        }
        value
    }

    fn assignment_json(&self, it: &Assignment) -> Value {
        json!({
            "unit": it.unit,
            "name": self.centre.unit_name(&it.unit),
            "role": it.role,
            "status": it.status,
            "designated": it.designated,
            "assigned_at": it.assigned_at,
            "signed_at": it.signed_at,
            "instruction": it.instruction,
            "result": it.result,
        })
    }

    fn clock_json(&self, clock: &Clock) -> Value {
        let computed = clock.compute(&self.centre.calendar);
        let rule = self.centre.rulebook_of(&clock.rulebook).rule(&clock.rule);
        json!({
            "id": clock.id,
            "kind": clock.kind,
            "unit": clock.unit,
            "label": clock.label,
            "start": clock.start,
            "due": clock.due,
            "met": clock.met,
            "stopped": clock.stopped,
            "paused": clock.is_paused(),
            "overdue": clock.is_overdue(self.now),
            "late_since": clock.late_since,
            "level": clock.level(),
            "rule": clock.rule,
            "rulebook": clock.rulebook,
            "source": rule.map(|rule| rule.source.as_str()),
            "why": self.reason(clock),
            "days": computed.days,
            "assumed_years": computed.assumed_years,
        })
    }
}

fn person_json(party: &Party) -> Value {
    json!({
        "id": party.id,
        "person": party.person,
        "side": party.side,
        "nature": party.nature,
        "name": party.name,
        "phone": party.phone,
        "id_no": party.id_no,
        "place": party.place,
    })
}

fn session_json(session: &Sitting) -> Value {
    json!({
        "id": session.id,
        "status": session.status,
        "room": session.plan.room,
        "starts": session.plan.starts,
        "ends": session.plan.ends,
        "mediators": session.plan.mediators,
        "units": session.plan.seats,
        "parties": session.plan.parties,
    })
}
