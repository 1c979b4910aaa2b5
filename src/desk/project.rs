//! Projecting: the index rows of a case, computed from its state and nothing else.

use super::{DeskError, stamp, write_out};
use crate::domain::case::{Case, due_of, next_alarm};
use crate::domain::centre::Centre;
use crate::domain::clock::Clock;
use crate::domain::escalation;
use crate::domain::figures::Fact;
use crate::domain::ids::{CaseNo, CategoryId, UnitId};
use crate::domain::party::{Nature, Party};
use crate::domain::person::Capacity;
use crate::domain::search::{Document, Facet, Known};
use crate::domain::sight;
use crate::domain::vocabulary::{ClockKind, Level, Side};
use crate::store::{
    AssignmentRow, BookingRow, CaseRow, CaseText, ClockRow, FactRow, LinkRow, OriginRow, PartyRow, Projection,
    SealedRow, SessionRow, Shown, SightRow,
};
use chrono::Datelike;

/// Returns what the index rows hold of a case: of a sealed one nothing that anybody else could come upon.
pub(super) fn shown(case: &Case, centre: &Centre) -> Result<Shown, DeskError> {
    if case.sealed.is_none() {
        return Ok(Shown::Open(Box::new(rows(case, centre)?)));
    }
    let clocks = case.clocks.iter().filter_map(|clock| clock_row(case, clock, centre).next_alarm);
    Ok(Shown::Sealed(SealedRow {
        case_id: case.id.0,
        no: case.no.to_string(),
        rev: i64::try_from(case.rev).unwrap_or(i64::MAX),
        next_alarm: clocks.chain(hold_expiry(case)).min(),
        state: write_out(case)?,
    }))
}

/// Returns the rows of a case that is not sealed.
pub(super) fn rows(case: &Case, centre: &Centre) -> Result<Projection, DeskError> {
    let id = case.id.0;
    let clocks: Vec<_> = case.clocks.iter().map(|clock| clock_row(case, clock, centre)).collect();
    let year = case.registered_at.year();
    let bookings = case.mediation.booked(&case.no, &case.parties, None);
    Ok(Projection {
        parties: case.parties.iter().flat_map(|party| party_rows(id, party)).collect(),
        links: case
            .links
            .iter()
            .map(|link| LinkRow {
                case_id: id,
                other: link.other.to_string(),
                kind: link.kind.key().to_owned(),
                at: stamp(link.at),
            })
            .collect(),
        sights: sight::principals(case).iter().map(|who| SightRow { case_id: id, who: who.to_string() }).collect(),
        facts: vec![FactRow {
            case_id: id,
            registered_at: stamp(case.registered_at),
            closed_at: case.closed_at.map(stamp),
            body: write_out(&Fact::of(case))?,
        }],
        origins: case
            .origin
            .iter()
            .map(|it| OriginRow { case_id: id, register: it.register.clone(), entry: it.entry.clone() })
            .collect(),
        text: CaseText::of(document(case)),
        assignments: case
            .assignments
            .iter()
            .map(|it| AssignmentRow {
                case_id: id,
                assignment: it.id.0,
                unit: it.unit.to_string(),
                role: it.role.key().to_owned(),
                status: it.status.key().to_owned(),
                assigned_at: stamp(it.assigned_at),
                due: case.running(ClockKind::Unit, Some(&it.unit)).map(|clock| stamp(clock.due)),
                sent_back: it.sent_back,
                objected: u32::from(it.objection.is_some()),
            })
            .collect(),
        sessions: case
            .mediation
            .sessions
            .iter()
            .map(|session| SessionRow {
                case_id: id,
                session: session.id.0,
                room: Some(session.plan.room.to_string()),
                starts: Some(stamp(session.plan.starts)),
                ends: Some(stamp(session.plan.ends)),
                status: session.status.key().to_owned(),
                title: label(case),
            })
            .collect(),
        bookings: bookings
            .into_iter()
            .map(|booking| BookingRow {
                case_id: id,
                session: booking.session.0,
                resource: booking.resource,
                starts: stamp(booking.starts),
                ends: stamp(booking.ends),
                held_until: booking.held_until.map(stamp),
                label: booking.label,
            })
            .collect(),
        case: CaseRow {
            id,
            no: case.no.to_string(),
            year,
            seq_of_year: centre
                .rulebook_of(&case.rulebook)
                .read_case_no(case.no.as_str())
                .map_or(-id, |(_, seq)| seq.into()),
            rev: i64::try_from(case.rev).unwrap_or(i64::MAX),
            kind: case.kind.key().to_owned(),
            channel: case.channel.key().to_owned(),
            title: case.title.clone(),
            category: case.category.as_ref().map(CategoryId::to_string),
            grade: case.grade.map(|grade| grade.key().to_owned()),
            risk: case.risk.map(|risk| risk.key().to_owned()),
            stage: case.stage.key().to_owned(),
            place: case.place.clone(),
            holder: case.holder().map(UnitId::to_string),
            ball: case.ball().to_owned(),
            since: stamp(case.held_since),
            registered_at: stamp(case.registered_at),
            registered_by: case.registered_by.to_string(),
            closed_at: case.closed_at.map(stamp),
            due: due_of(case).map(|clock| stamp(clock.due)),
            next_alarm: clocks.iter().filter_map(|clock| clock.next_alarm.clone()).chain(hold_expiry(case)).min(),
            level: standing_level(case, centre).map(|level| level.key().to_owned()),
            parties: label(case),
            merged_into: case.merged_into.as_ref().map(CaseNo::to_string),
            call_back: case.call_backs.last().map(|call| call.answer.key().to_owned()),
            dissatisfied: case.dissatisfied,
            // A case at rest is read seldom and lies here for decades: its events are enough.
            state: case.is_open().then(|| write_out(case)).transpose()?,
        },
        clocks,
    })
}

/// Returns when a held session's hold runs out: that too is something the ladder's run has to look at.
fn hold_expiry(case: &Case) -> Option<String> {
    let held = case.mediation.sessions.iter().filter(|session| session.is_open());
    held.filter_map(|session| session.held_until).min().map(stamp)
}

fn clock_row(case: &Case, clock: &Clock, centre: &Centre) -> ClockRow {
    let rules = centre.rulebook_of(&case.rulebook);
    let running = clock.is_running() && !clock.is_paused();
    let standing = escalation::standing(clock, &rules.escalation, &centre.calendar);
    ClockRow {
        case_id: case.id.0,
        clock: clock.id.0,
        kind: clock.kind.key().to_owned(),
        unit: clock.unit.as_ref().map(UnitId::to_string),
        rule: clock.rule.to_string(),
        start: stamp(clock.start),
        due: stamp(clock.due),
        running,
        met: clock.met.map(stamp),
        late: clock.late_since.map(stamp),
        next_alarm: running.then(|| next_alarm(clock, &rules.escalation, &centre.calendar)).flatten().map(stamp),
        level: standing.map(|raised| raised.level.key().to_owned()),
        acknowledged: standing.is_some_and(|raised| raised.acknowledged.is_some()),
    }
}

pub(super) fn standing_level(case: &Case, centre: &Centre) -> Option<Level> {
    let ladder = &centre.rulebook_of(&case.rulebook).escalation;
    let running = case.clocks.iter().filter(|clock| clock.is_running());
    running.filter_map(|clock| escalation::standing(clock, ladder, &centre.calendar)).map(|raised| raised.level).max()
}

/// Names the parties the way a list shows them: applicants against respondents.
pub(super) fn label(case: &Case) -> String {
    let (applicants, respondents) = (case.names(Side::Applicant), case.names(Side::Respondent));
    if respondents.is_empty() { applicants } else { format!("{applicants} / {respondents}") }
}

/// Returns the rows of a party and of those who speak for it.
fn party_rows(case_id: i64, party: &Party) -> Vec<PartyRow> {
    let own = PartyRow {
        case_id,
        party: party.id.0,
        nth: 0,
        capacity: Capacity::from(party.side).key().to_owned(),
        nature: party.nature.key().to_owned(),
        name: party.name.clone(),
        id_no: party.id_no.clone(),
        phone: party.phone.clone(),
        place: party.place.clone(),
        person: party.person.map(|person| person.0),
    };
    let speakers = (1..).zip(&party.representatives).map(|(nth, person)| PartyRow {
        case_id,
        party: party.id.0,
        nth,
        capacity: Capacity::Representative.key().to_owned(),
        nature: Nature::Person.key().to_owned(),
        name: person.name.clone(),
        id_no: person.id_no.clone(),
        phone: person.phone.clone(),
        place: None,
        person: person.person.map(|person| person.0),
    });
    std::iter::once(own).chain(speakers).collect()
}

/// Returns what a case is found by.
pub(super) fn document(case: &Case) -> Document {
    let mut people = Vec::new();
    for party in &case.parties {
        people.push(Known {
            name: party.name.clone(),
            phones: party.phone.iter().cloned().collect(),
            id_no: party.id_no.clone(),
            place: party.place.clone(),
            person: party.person.map(|person| person.0),
            ..Known::default()
        });
        people.extend(party.representatives.iter().map(|person| Known {
            name: person.name.clone(),
            phones: person.phone.iter().cloned().collect(),
            id_no: person.id_no.clone(),
            person: person.person.map(|person| person.0),
            ..Known::default()
        }));
        people.extend(party.agent.iter().map(|agent| Known { name: agent.clone(), ..Known::default() }));
    }
    let mut narrative = case.narrative.clone();
    for demand in &case.demands {
        narrative.push('\n');
        narrative.push_str(demand);
    }
    Document {
        no: case.no.to_string(),
        title: case.title.clone(),
        narrative,
        place: case.place.clone(),
        people,
        facets: facets(case),
    }
}

fn facets(case: &Case) -> Vec<Facet> {
    let mut facets = vec![
        Facet::Kind(case.kind.key().to_owned()),
        Facet::Channel(case.channel.key().to_owned()),
        Facet::Officer(case.registered_by.to_string()),
        Facet::Window(case.window.as_ref().map(UnitId::to_string).unwrap_or_default()),
        Facet::Year(case.registered_at.year()),
        if case.is_open() { Facet::Open } else { Facet::Ended(case.stage.key().to_owned()) },
    ];
    facets.extend(case.grade.map(|grade| Facet::Grade(grade.key().to_owned())));
    facets.extend(case.offline.as_ref().map(|book| Facet::Slip(book.no.clone())));
    facets.extend(case.merged_into.is_some().then_some(Facet::Merged));
    facets.extend(case.risk.map(|risk| Facet::Risk(risk.key().to_owned())));
    facets.extend(case.category.as_ref().map(|id| Facet::Category(id.to_string())));
    // What a unit once had it is asked about later, too.
    facets.extend(case.assignments.iter().map(|it| Facet::Unit(it.unit.to_string())));
    let mediators = case.mediation.sessions.iter().flat_map(|session| &session.plan.mediators);
    facets.extend(mediators.map(|id| Facet::Mediator(id.to_string())));
    facets.sort();
    facets.dedup();
    facets
}
