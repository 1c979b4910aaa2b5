//! How a question of the screen is answered.

use super::{Answer, Query, Week};
use crate::desk::views::{Filter, Row, Viewer};
use crate::desk::{Desk, DeskError, acting};
use crate::domain::case::{Case, Seal, Sealing, sealing};
use crate::domain::centre::Centre;
use crate::domain::ids::{OfficerId, UnitId};
use crate::domain::mediation::MediationStatus;
use crate::domain::permission::{self, Right};
use crate::domain::roster::FloorLine;
use crate::domain::routing::{self, RoutingFacts, Suggestion};
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::{CaseKind, Stage};
use crate::refuse;

/// How many messages are shown at most.
const WAITING: u32 = 500;

/// Answers one question.
///
/// # Errors
/// What the file could not do, or a case that is not there.
pub fn answer(desk: &mut Desk, query: &Query, officer: &OfficerId, now: Moment) -> Result<Answer, DeskError> {
    desk.refresh()?;
    let centre = desk.centre()?.clone();
    if officer.as_str().is_empty() && !matches!(query, Query::Centre | Query::Way { .. }) {
        return Err(DeskError::NotPermitted(refuse!("not_signed_in")));
    }
    Ok(match query {
        Query::Way { officer: whose, seat, back } => {
            Answer::Way(whose.clone(), desk.way(&acting(&centre, whose)?, seat, *back)?)
        }
        Query::Centre => Answer::Centre(centre),
        Query::Counters => Answer::Counters(desk.counters(now)?),
        Query::Reds => Answer::Reds(desk.reds()?),
        Query::Incoming => Answer::Incoming(desk.incoming(false, WAITING)?),
        Query::Sealed => Answer::Sealed(desk.sealed(officer, now)?),
        Query::Rows { list, listing } => Answer::Rows(*list, desk.page(listing, now)?),
        Query::Find(search) => {
            let viewer = Viewer { officer: acting(&centre, officer)?, revealed: false };
            Answer::Found(search.clone(), Box::new(desk.find(&viewer, search, now)?))
        }
        Query::Alerts { unit, limit, typed } => {
            let mut alerts = desk.alerts(None, unit.as_ref(), *limit, now)?;
            if let Some(fitting) = desk.fitting(typed, officer, alerts.iter().map(|alert| alert.case.id), now)? {
                alerts.retain(|alert| fitting.contains(&alert.case.id));
            }
            let mut folios = desk.folio_alerts(None, unit.as_ref(), *limit, now)?;
            folios.retain(|folio| folio.fits(typed));
            Answer::Alerts(alerts, folios)
        }
        Query::Week { from, typed } => {
            let mut week = week(desk, *from, now)?;
            let sessions = week.sessions.iter().map(|line| line.id);
            let waiting = week.waiting.iter().map(|row| row.id);
            let all = sessions.chain(waiting).chain(week.performing.iter().map(|alert| alert.case.id));
            week.fitting = desk.fitting(typed, officer, all, now)?;
            Answer::Week(week)
        }
        Query::Case { no, revealed } => {
            let viewer = Viewer::of(acting(&centre, officer)?, *revealed);
            Answer::Case(Box::new(desk.view_for(no, &viewer, now)?))
        }
        Query::Person { id, revealed } => {
            let viewer = Viewer::of(acting(&centre, officer)?, *revealed);
            Answer::Person(Box::new(desk.person(*id, &viewer, now)?))
        }
        Query::Audit(filter) => Answer::Audit(desk.audit(&acting(&centre, officer)?, filter)?),
        Query::People { typed, limit } => {
            Answer::People(desk.people(typed, &Viewer::masked(&acting(&centre, officer)?), *limit)?)
        }
        Query::Alike(typed) => Answer::Alike(desk.alike(typed, None, now)?),
        Query::Try { no, command } => Answer::Tried(desk.consider(officer, now, no, command)),
        Query::TryRoster(command) => Answer::Tried(desk.consider_roster(officer, now, command)),
        Query::Directives(filter) => {
            Answer::Directives(desk.directives(filter, &Viewer::masked(&acting(&centre, officer)?))?)
        }
        Query::Directive { no } => {
            Answer::Directive(Box::new(desk.directive(no, &Viewer::masked(&acting(&centre, officer)?))?))
        }
        Query::Shift { shift } => {
            let viewer = Viewer::masked(&acting(&centre, officer)?);
            Answer::Shift(Box::new(desk.shift_desk(shift.as_ref(), &viewer, now)?))
        }
        Query::Checks => Answer::Checks(desk.checks(now)?),
        Query::Standings { from, to } => Answer::Standings(desk.standings(*from, *to, None, now)?),
        Query::BehindFigure { from, to, unit, figure } => {
            let lines = desk.behind_figure(*from, *to, unit, *figure, now)?;
            Answer::BehindFigure(unit.clone(), *figure, lines)
        }
        Query::Leader => {
            let viewer = Viewer::masked(&acting(&centre, officer)?);
            Answer::Leader(Box::new(desk.leader(&viewer, now)?))
        }
        Query::Evaluations => Answer::Evaluations(desk.evaluations(None)?),
        Query::Subsidies => Answer::Subsidies(desk.subsidies(None)?),
        Query::CallBacks => Answer::CallBacks(Box::new(desk.call_backs(None, now)?)),
        Query::Reviews => Answer::Reviews(desk.review_rounds(None)?),
        Query::Overview(_) | Query::Cross { .. } | Query::Hours(_) | Query::Peace(_) | Query::Behind { .. } => {
            permission::check(&acting(&centre, officer)?, Right::Statistics).map_err(DeskError::NotPermitted)?;
            statistics(desk, query, now)?
        }
        Query::Report { ask, as_of } => {
            let viewer = Viewer::masked(&acting(&centre, officer)?);
            Answer::Report(Box::new(desk.report(ask, *as_of, &viewer, now)?))
        }
        Query::Duty => Answer::Duty(Box::new(desk.duty(now)?)),
        Query::Roster { from } => Answer::Roster(Box::new(desk.roster_week(*from, &acting(&centre, officer)?, now)?)),
        Query::Suggest { no } => {
            let case = desk.case_for(no, officer, now)?;
            Answer::Suggest(suggest(&case, &centre, &desk.floor(now.date_naive())?, now))
        }
        Query::LongPending => {
            let viewer = Viewer::masked(&acting(&centre, officer)?);
            Answer::LongPending(desk.long_pending(&viewer, now)?)
        }
        // Only a desk with a book of its own has one to look through.
        Query::Book => Answer::Book(Vec::new(), Vec::new()),
    })
}

/// Answers what the pane of statistics asks; any other question is about no figure.
fn statistics(desk: &Desk, query: &Query, now: Moment) -> Result<Answer, DeskError> {
    Ok(match query {
        Query::Cross { over, measure, by, across } => {
            Answer::Cross(Box::new(desk.cross(*over, *measure, *by, *across, now)?))
        }
        Query::Hours(over) => Answer::Hours(Box::new(desk.hours(*over, now)?)),
        Query::Peace(over) => Answer::Peace(Box::new(desk.peace(*over, now)?)),
        Query::Behind { part, rest } => Answer::Behind(Box::new(desk.behind(part, rest, now)?)),
        Query::Overview(over) => Answer::Overview(Box::new(desk.overview(*over, now)?)),
        _ => Answer::Behind(Box::default()),
    })
}

fn week(desk: &Desk, from: Day, now: Moment) -> Result<Week, DeskError> {
    let performing = desk
        .alerts(None, None, 2000, now)?
        .into_iter()
        .filter(|alert| {
            use crate::domain::vocabulary::ClockKind::{JudicialConfirmation, Performance};
            matches!(alert.clock, Performance | JudicialConfirmation)
        })
        .collect();
    let at_work = Filter {
        stages: vec![Stage::Accepted, Stage::Conference, Stage::Handling],
        by_due: true,
        limit: 200,
        ..Filter::default()
    };
    // Whether a mediation is over, or a hold has run out, stands in the case only.
    let waits = |row: &Row| {
        desk.case(&row.no).is_ok_and(|case| {
            case.mediation.status == MediationStatus::Open && !case.mediation.sessions.iter().any(|it| it.is_live(now))
        })
    };
    let waiting =
        desk.rows(&at_work, now)?.into_iter().filter(|row| row.kind == CaseKind::Dispute).filter(waits).collect();
    let sessions = desk.sessions(from, from + chrono::Duration::days(7))?;
    Ok(Week { from: Some(from), sessions, waiting, performing, fitting: None })
}

/// Suggests units for a case, with reasons, by who is on the floor.
pub fn suggest(case: &Case, centre: &Centre, floor: &[FloorLine], now: Moment) -> Vec<Suggestion> {
    let names: Vec<&str> = case.parties.iter().map(|party| party.name.as_str()).collect();
    let is_party =
        |unit: &&crate::domain::unit::Unit| names.iter().any(|name| *name == unit.name || *name == unit.short);
    // Nor is whoever is complained of, or any unit below.
    let complained_of = match &case.sealed {
        Some(sealing) => sealing.accused.clone(),
        None if case.kind == CaseKind::Complaint => sealing::complained_of(case, centre),
        None => Vec::new(),
    };
    let sealing = Sealing::of(&Seal { accused: complained_of, ..Seal::default() }, now);
    let accused = |unit: &UnitId| sealing.accuses_unit(unit, centre);
    let facts = RoutingFacts {
        category: case.category.clone(),
        kind: case.kind,
        place: case.place.clone().unwrap_or_default(),
        party_units: centre
            .units
            .iter()
            .filter(|unit| is_party(unit) || accused(&unit.id))
            .map(|unit| unit.id.clone())
            .collect(),
        narrative: case.narrative.clone(),
        parties_places: case.parties.iter().filter_map(|party| party.place.clone()).collect(),
        floor: floor.to_vec(),
    };
    routing::suggest(&facts, &centre.units, centre.rulebook_of(&case.rulebook))
}
