//! Folios (专卷) at the desk: how what is no case is loaded, committed, verified and made anew, whatever its kind.

use super::eyes::Eyes;
use super::{DeskError, Receipt, append, parse, stamp, unstamp, write_out};
use crate::domain::centre::Centre;
use crate::domain::directive::Directive;
use crate::domain::evaluation::Evaluation;
use crate::domain::figures::report::FiledReport;
use crate::domain::folio::{Folio, OpenTo, Standing};
use crate::domain::ids::OfficerId;
use crate::domain::incoming::Incoming;
use crate::domain::review::ReviewRound;
use crate::domain::roster::Roster;
use crate::domain::shift::Shift;
use crate::domain::subsidy::Subsidy;
use crate::domain::supervision::night::NightCheck;
use crate::domain::time::Moment;
use crate::store::{FolioRow, FolioRows, Problem, Reads, StoredEvent, Tx};

/// A folio with the stream it lies in.
#[derive(Debug, Clone)]
pub(super) struct Kept<F> {
    pub stream: i64,
    pub folio: F,
}

/// Loads the folio that people call so, as far as it is in sight.
pub(super) fn load<F: Folio>(reads: &Reads, eyes: &Eyes, key: &str) -> Result<Option<Kept<F>>, DeskError> {
    match reads.folio(F::KIND, key)? {
        Some(row) if eyes.folio(reads, row.stream)? => Ok(Some(read(&row)?)),
        _ => Ok(None),
    }
}

/// Reads a folio from its row.
pub(super) fn read<F: Folio>(row: &FolioRow) -> Result<Kept<F>, DeskError> {
    Ok(Kept { stream: row.stream, folio: parse(&row.state)? })
}

/// Appends what happened to a folio, new where there was none, and writes its rows.
pub(super) fn commit<F: Folio>(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &OfficerId,
    now: Moment,
    before: Option<Kept<F>>,
    events: &[F::Event],
) -> Result<(F, Receipt), DeskError> {
    let (stream, mut folio) = match before {
        Some(Kept { stream, folio }) => (stream, Some(folio)),
        None => (tx.next_folio(&F::STREAMS)?, None),
    };
    let first = folio.as_ref().map_or(0, Folio::rev) + 1;
    let named: Vec<_> = events.iter().map(|event| (F::name(event).to_owned(), event)).collect();
    append(tx, stream, first, now, officer, &named)?;
    for event in events {
        folio = fold(folio, now, officer, event);
    }
    let folio = folio.ok_or_else(|| broken(stream))?;
    tx.put_folio(&rows(stream, &folio, centre)?)?;
    let events = named.into_iter().map(|(kind, _)| kind).collect();
    let receipt = Receipt { rev: folio.rev(), events, key: Some(folio.key()), ..Receipt::default() };
    Ok((folio, receipt))
}

fn fold<F: Folio>(folio: Option<F>, at: Moment, by: &OfficerId, event: &F::Event) -> Option<F> {
    match folio {
        None => F::begin(at, by, event),
        Some(mut folio) => {
            folio.apply(at, by, event);
            Some(folio)
        }
    }
}

fn broken(stream: i64) -> DeskError {
    DeskError::Unreadable { what: format!("stream {stream}: begins in the middle") }
}

fn rows<F: Folio>(stream: i64, folio: &F, centre: &Centre) -> Result<FolioRows, DeskError> {
    let Standing { sort, status, open, unit, due, next_alarm, level, cases, open_to } = folio.standing(centre);
    let mut cases: Vec<_> = cases.into_iter().map(|no| no.0).collect();
    cases.sort();
    cases.dedup();
    let mut sights: Vec<_> = match open_to {
        OpenTo::Everybody => vec!["*".to_owned()],
        OpenTo::Some(open_to) => open_to.iter().map(ToString::to_string).collect(),
    };
    sights.sort();
    let row = FolioRow {
        stream,
        kind: F::KIND.to_owned(),
        key: folio.key(),
        rev: i64::try_from(folio.rev()).unwrap_or(i64::MAX),
        sort: stamp(sort),
        status: status.to_owned(),
        open,
        unit: unit.map(|unit| unit.0),
        due: due.map(stamp),
        next_alarm: next_alarm.map(stamp),
        level: level.map(|(level, _)| level.key().to_owned()),
        acknowledged: level.is_some_and(|(_, acknowledged)| acknowledged),
        state: write_out(folio)?,
    };
    Ok(FolioRows { folio: row, cases, sights })
}

fn replayed<F: Folio>(stream: i64, stored: &[StoredEvent], centre: &Centre) -> Result<FolioRows, DeskError> {
    let mut folio = None;
    for event in stored {
        let (at, by) = (unstamp(&event.at)?, OfficerId(event.officer.clone()));
        folio = fold::<F>(folio, at, &by, &parse(&event.body)?);
    }
    rows(stream, &folio.ok_or_else(|| broken(stream))?, centre)
}

/// Returns the rows that the events of a stream amount to: here stands every kind of folio there is.
fn shown(stream: i64, stored: &[StoredEvent], centre: &Centre) -> Result<FolioRows, DeskError> {
    match stream {
        _ if Roster::STREAMS.contains(&stream) => replayed::<Roster>(stream, stored, centre),
        _ if Shift::STREAMS.contains(&stream) => replayed::<Shift>(stream, stored, centre),
        _ if Directive::STREAMS.contains(&stream) => replayed::<Directive>(stream, stored, centre),
        _ if ReviewRound::STREAMS.contains(&stream) => replayed::<ReviewRound>(stream, stored, centre),
        _ if FiledReport::STREAMS.contains(&stream) => replayed::<FiledReport>(stream, stored, centre),
        _ if Evaluation::STREAMS.contains(&stream) => replayed::<Evaluation>(stream, stored, centre),
        _ if Subsidy::STREAMS.contains(&stream) => replayed::<Subsidy>(stream, stored, centre),
        _ if Incoming::STREAMS.contains(&stream) => replayed::<Incoming>(stream, stored, centre),
        _ if NightCheck::STREAMS.contains(&stream) => replayed::<NightCheck>(stream, stored, centre),
        _ => Err(DeskError::Unreadable { what: format!("stream {stream}") }),
    }
}

/// Makes the rows of every folio anew.
pub(super) fn rebuild(tx: &Tx<'_>, centre: &Centre) -> Result<(), DeskError> {
    for stream in tx.every_folio()? {
        tx.put_folio(&shown(stream, &tx.events(stream, 1)?, centre)?)?;
    }
    Ok(())
}

/// Compares the rows of every folio with what the log makes of it.
pub(super) fn compare(reads: &Reads, centre: &Centre) -> Result<Vec<Problem>, DeskError> {
    let mut problems = Vec::new();
    for stream in reads.every_folio()? {
        let events = reads.events(stream, 1)?;
        let fresh = if events.is_empty() { None } else { Some(shown(stream, &events, centre)?) };
        if fresh != reads.folio_rows(stream)? {
            problems.push(Problem::Projection { case_id: stream, part: "folio" });
        }
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use crate::desk::bench::{founded, wang};
    use crate::desk::{Desk, Order};
    use crate::domain::time::{Moment, at};
    use chrono::NaiveDate;

    fn now() -> Moment {
        at(NaiveDate::from_ymd_opt(2026, 11, 3).unwrap(), 9, 0)
    }

    fn desk() -> (tempfile::TempDir, Desk) {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = founded(folder.path().join("desk.db"), &wang(), now(), true);
        for order in [
            r#"{"command":"absent","officer":"wang","from":"2026-11-09","until":"2026-11-10","reason":"培训"}"#,
            r#"{"command":"log_entry","shift":"2026-11-03/day","text":"大厅电子屏报修"}"#,
            r#"{"command":"log_entry","shift":"2026-11-03/day","text":"已修好"}"#,
            r#"{"command":"issue","kind":"project","subject":"排查整治","to":"ldjc","due":"2026-12-01"}"#,
        ] {
            desk.perform(&"wang".into(), now(), &Order::from_json(order).unwrap()).unwrap();
        }
        (folder, desk)
    }

    #[test]
    fn every_kind_is_verified_and_made_anew_from_the_log() {
        let (_folder, mut desk) = desk();
        let before = desk.store.every_folio().unwrap();
        assert_eq!(before.len(), 3);
        assert!(desk.verify().unwrap().ok);
        let rows = |desk: &Desk| before.iter().map(|it| desk.store.folio_rows(*it).unwrap()).collect::<Vec<_>>();
        let kept = rows(&desk);
        desk.rebuild().unwrap();
        assert_eq!(rows(&desk), kept);
    }

    #[test]
    fn a_row_that_the_log_does_not_know_of_is_found() {
        let (_folder, mut desk) = desk();
        desk.store
            .write(|tx| {
                let mut rows = tx.folio_rows(tx.folio("directive", "DB2026-0001")?.unwrap().stream)?.unwrap();
                rows.folio.status = "closed".into();
                tx.put_folio(&rows)
            })
            .unwrap();
        assert!(!desk.verify().unwrap().ok);
    }
}
