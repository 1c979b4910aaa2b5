//! Keeping the file true: what changed since, what a calendar moves, verifying, rebuilding.

use super::snapshot::{self, load_centre};
use super::viewer::covered;
use super::{CENTRE_STREAM, Desk, DeskError, append, commit, folio, parse, persons, project, sealed, unstamp};
use crate::domain::case::{Case, CaseEvent, Decision, moved_by_calendar};
use crate::domain::centre::Centre;
use crate::domain::filekey::FileKey;
use crate::domain::ids::{CaseId, CaseNo, OfficerId, PersonId};
use crate::domain::time::Moment;
use crate::domain::vocabulary::ClockKind;
use crate::refuse;
use crate::store::{BackupReport, Problem, Reads, Rotated, Rotation, StoredEvent, Tx};
use serde::Serialize;
use std::sync::Arc;

/// A due date that a new calendar would move.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// The case.
    pub no: CaseNo,
    /// Which of its clocks.
    pub clock: ClockKind,
    /// The due date as it stands.
    pub from: Moment,
    /// The due date under the new calendar.
    pub to: Moment,
}

/// What `verify` found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct VerifyReport {
    /// Whether nothing is wrong.
    pub ok: bool,
    /// How many events the log has.
    pub events: u64,
    /// The hash at the head of the chain.
    pub head: String,
    /// What is wrong, in the officer's language.
    pub problems: Vec<String>,
    /// How many cases' index rows were compared with the log; none where the log itself is not sound.
    pub cases: u64,
    /// Whether the log itself is sound, so that `rebuild` mends the rest.
    pub log_ok: bool,
}

/// What `rebuild` did; sealed cases are made anew too, and not counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RebuildReport {
    /// How many cases were projected anew.
    pub cases: u64,
}

/// Folds the stored events of one case.
pub(super) fn replay(id: CaseId, stored: &[StoredEvent]) -> Result<Option<Case>, DeskError> {
    let mut history = Vec::with_capacity(stored.len());
    for event in stored {
        history.push((unstamp(&event.at)?, OfficerId(event.officer.clone()), parse::<CaseEvent>(&event.body)?));
    }
    let borrowed = history.iter().map(|(at, by, event)| (*at, by, event));
    Case::replay(id, borrowed).map_err(|broken| DeskError::Unreadable { what: broken.to_string() })
}

/// Says what changed about a case since a revision, field by field.
pub(super) fn stale(reads: &Reads, centre: &Centre, case: &Case, seen: u64) -> Result<DeskError, DeskError> {
    let stored = reads.events(case.id.0, 1)?;
    let cut = usize::try_from(seen).unwrap_or(usize::MAX).min(stored.len());
    let before = replay(case.id, &stored[..cut])?.map(|case| case.facts()).unwrap_or_default();
    let changes = case
        .facts()
        .into_iter()
        .filter_map(|(field, after)| {
            let old = before.iter().find(|(name, _)| *name == field).map_or("", |(_, old)| old.as_str());
            (old != after).then(|| {
                let shown = |value: &str| covered(&named(centre, case, field, value));
                (field.to_owned(), shown(old), shown(&after))
            })
        })
        .collect();
    let by = stored.last().map(|event| OfficerId(event.officer.clone()));
    let by = by.map_or_else(String::new, |by| centre.officer(&by).map_or_else(|| by.to_string(), |it| it.name.clone()));
    Ok(DeskError::Stale { seen, now: case.rev, changes, by })
}

/// Returns a fact with the codes in it replaced by the names people know.
fn named(centre: &Centre, case: &Case, field: &str, value: &str) -> String {
    match field {
        "category" => {
            let named = centre.rulebook_of(&case.rulebook).category_name(&value.into());
            named.unwrap_or_else(|| value.to_owned())
        }
        "assignments" => {
            let units = value.split('\u{3001}').map(|part| match part.split_once(' ') {
                Some((unit, status)) => format!("{} {status}", centre.unit_short(&unit.into())),
                None => part.to_owned(),
            });
            units.collect::<Vec<_>>().join("\u{3001}")
        }
        _ => value.to_owned(),
    }
}

/// Moves the clocks of every open case to what the centre's calendar now says.
pub(super) fn move_clocks(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &OfficerId,
    now: Moment,
) -> Result<Vec<String>, DeskError> {
    let mut kinds = Vec::new();
    for mut case in open_cases(tx)?.into_iter().chain(sealed::open_cases(tx)?) {
        let events = moved_by_calendar(&case, &centre.calendar);
        let first = case.rev + 1;
        for event in &events {
            case.apply(now, officer, event);
        }
        let named: Vec<_> = events.iter().map(|event| (event.kind(), event)).collect();
        append(tx, case.id.0, first, now, officer, &named)?;
        // The steps of the ladder are counted in working days too, so they may move where no due date does.
        tx.show(&project::shown(&case, centre)?)?;
        // Whoever imports the calendar is not told of what is sealed.
        if case.sealed.is_none() {
            kinds.extend(named.into_iter().map(|(kind, _)| kind));
        }
    }
    Ok(kinds)
}

fn open_cases(reads: &Reads) -> Result<Vec<Case>, DeskError> {
    let mut cases = Vec::new();
    for id in reads.open_cases()? {
        if let Some(row) = reads.case_by_id(id)? {
            cases.push(super::case_of(reads, &row)?);
        }
    }
    Ok(cases)
}

/// Makes every index row anew. Returns how many cases there are, and the centre.
fn rebuild(tx: &Tx<'_>) -> Result<(RebuildReport, Option<Arc<Centre>>), DeskError> {
    let mut report = RebuildReport::default();
    let Some(centre) = load_centre(tx, None)? else { return Ok((report, None)) };
    tx.for_each_stream(|stream, events| -> Result<(), DeskError> {
        if stream == CENTRE_STREAM || stream > PersonId::STREAMS {
            return Ok(());
        }
        if let Some(case) = replay(CaseId(stream), events)? {
            tx.show(&project::shown(&case, &centre)?)?;
            report.cases += u64::from(case.sealed.is_none());
        }
        Ok(())
    })?;
    persons::rebuild(tx)?;
    folio::rebuild(tx, &centre)?;
    snapshot::put(tx, &centre)?;
    Ok((report, Some(centre)))
}

impl Desk {
    /// Lists every open due date that a calendar file would move, before anything is done.
    pub fn rehearse_calendar(&self, text: &str) -> Result<Vec<Moved>, DeskError> {
        let year = crate::domain::calendar::parse_holiday_json(text)?;
        let calendar = self.centre()?.calendar.clone().with_year(year);
        let mut moved = Vec::new();
        for case in open_cases(self.store())? {
            for event in moved_by_calendar(&case, &calendar) {
                let CaseEvent::ClockMoved { clock, due, .. } = event else { continue };
                let Some(old) = case.clock(clock).filter(|old| old.due != due) else { continue };
                moved.push(Moved { no: case.no.clone(), clock: old.kind, from: old.due, to: due });
            }
        }
        moved.sort_by(|a, b| (a.to, &a.no).cmp(&(b.to, &b.no)));
        Ok(moved)
    }

    /// Checks the file, the hash chain, and that every index row is what the log says.
    pub fn verify(&self) -> Result<VerifyReport, DeskError> {
        let checked = self.store.verify()?;
        let mut problems: Vec<String> = checked.problems.iter().map(|problem| self.told(problem)).collect();
        let mut cases = 0;
        if problems.is_empty() {
            // What the log makes of the centre, not what its snapshot says.
            let rules = &load_centre(&self.store, None)?.ok_or_else(|| refuse!("not_founded"))?;
            let differing = self.store.compare_projections(|stream, events| -> Result<_, DeskError> {
                match replay(CaseId(stream), events)? {
                    Some(case) => {
                        // Sealed cases are compared too, and not counted.
                        cases += u64::from(case.sealed.is_none());
                        Ok(Some(project::shown(&case, rules)?))
                    }
                    None => Ok(None),
                }
            })?;
            let centre = snapshot::compare(&self.store, rules)?;
            let persons = self.store.snapshot(persons::compare)?;
            let folios = self.store.snapshot(|reads| folio::compare(reads, rules))?;
            let found = differing.iter().chain(&centre).chain(&persons).chain(&folios);
            problems.extend(found.map(|problem| self.told(problem)));
        }
        let damage = checked.problems.iter().find(|problem| problem.is_damage());
        let log_ok = damage.is_none();
        if let Some(damage) = damage {
            self.store.found_damaged(damage.code());
        } else if problems.is_empty() {
            self.store.found_whole();
        }
        let (ok, events, head) = (problems.is_empty(), checked.events, checked.head.hex());
        Ok(VerifyReport { ok, events, head, problems, cases, log_ok })
    }

    /// Tells a problem, with the number of the case it is about.
    fn told(&self, problem: &Problem) -> String {
        let words = crate::words::problem(problem);
        let stream = match problem {
            Problem::Altered { stream, .. } | Problem::MissingNumbers { stream, .. } => *stream,
            Problem::Projection { case_id, .. } => *case_id,
            _ => 0,
        };
        // In a damaged file the number may be out of reach too.
        match self.store.case_by_id(stream) {
            Ok(Some(row)) if stream > 0 => {
                crate::words::say_with("store.problem_of", &[("what", &words), ("no", &row.no)])
            }
            _ => words,
        }
    }

    /// Makes a copy if one is due by the calendar.
    pub fn rotate(&self, plan: &Rotation, now: Moment) -> Result<Rotated, DeskError> {
        Ok(self.store.rotate(plan, now)?)
    }

    /// Checks the file and the hash chain alone: whether anything that happened was changed afterwards.
    pub fn check_log(&self) -> Result<VerifyReport, DeskError> {
        let checked = self.store.verify()?;
        let problems: Vec<String> = checked.problems.iter().map(crate::words::problem).collect();
        let (ok, events, head) = (problems.is_empty(), checked.events, checked.head.hex());
        Ok(VerifyReport { ok, events, head, problems, cases: 0, log_ok: ok })
    }

    /// Recreates every index row from the log.
    pub fn rebuild(&mut self) -> Result<RebuildReport, DeskError> {
        self.store.rebuild(|tx| rebuild(tx).map(|(report, _)| report))
    }

    /// Makes every index row of a file from an earlier release, and enters the parties written down there in the
    /// directory of persons, in the order in which they came.
    pub(super) fn bring_up(&mut self) -> Result<(), DeskError> {
        self.store.rebuild(|tx| -> Result<(), DeskError> {
            let (_, Some(centre)) = rebuild(tx)? else { return Ok(()) };
            for id in tx.every_case()? {
                let Some(mut case) = replay(CaseId(id), &tx.events(id, 1)?)? else { continue };
                let who = persons::recognise(tx, &case)?;
                if who.is_empty() {
                    continue;
                }
                // Nobody orders this: it belongs to the registration, and disturbs nothing that came after it.
                let (event, by, at) = (CaseEvent::Identified { who }, case.registered_by.clone(), case.registered_at);
                case.apply(at, &by, &event);
                commit(tx, &centre, &by, at, Decision { case, events: vec![event], warnings: Vec::new() })?;
            }
            Ok(())
        })
    }

    /// Copies the database to a new file while desks go on working.
    pub fn backup(&self, to: &std::path::Path) -> Result<(), DeskError> {
        self.store.backup(to)?;
        Ok(())
    }

    /// Returns the key by which the file was opened; nothing for one that is not encrypted.
    pub fn key(&self) -> Option<&FileKey> {
        self.store.key()
    }

    /// Makes a checked copy that is encrypted with a key, or with none.
    pub fn convert(&self, to: &std::path::Path, key: Option<&FileKey>) -> Result<BackupReport, DeskError> {
        Ok(self.store.convert(to, key)?)
    }
}

#[cfg(test)]
mod tests;
