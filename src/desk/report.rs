//! Reports (报表) at the desk: what they are made of now and at any moment, filing them, and why what is known now differs
//! from what was filed.

use super::eyes::Eyes;
use super::viewer::Viewer;
use super::{CENTRE_STREAM, Desk, DeskError, Receipt, case_of, folio, keep, parse, stamp, unstamp};
use crate::domain::case::Case;
use crate::domain::centre::{Centre, CentreEvent};
use crate::domain::directive::{Directive, Supervisor};
use crate::domain::directory::Officer;
use crate::domain::figures::report::{Ask, FiledReport, Known, Report, ReportCommand, ReportEvent, decide};
use crate::domain::figures::{Fact, Mark, Period};
use crate::domain::folio::Folio as _;
use crate::domain::ids::{CaseId, CaseNo, OfficerId};
use crate::domain::mask::mask_name;
use crate::domain::permission::{self, View};
use crate::domain::sight::{self, Reach};
use crate::domain::time::{Day, Moment, end_of};
use crate::domain::vocabulary::Side;
use crate::refuse;
use crate::store::{FactHead, FolioQuery, Reads, StoredEvent, Tx};
use crate::words;
use chrono::Datelike as _;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A report as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportView {
    /// What was asked for.
    pub ask: Ask,
    /// As known when.
    pub at: Moment,
    /// Whether that is not now.
    pub earlier: bool,
    /// The figures.
    #[serde(flatten)]
    pub report: Report,
}

/// A filed report in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FiledLine {
    /// Its number.
    pub key: String,
    /// What was asked for.
    pub ask: Ask,
    /// When it was filed.
    pub filed_at: Moment,
    /// By whom, by name.
    pub filed_by: String,
    /// A remark.
    pub note: String,
}

/// Why a case stands elsewhere in a report than it did when the report was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Cause {
    /// Something happened to it.
    Event {
        /// The number of the event within the case.
        rev: i64,
        /// When.
        at: Moment,
        /// Who wrote it down, by name.
        by: String,
        /// The stable name of the event.
        kind: String,
        /// What it was.
        said: String,
    },
    /// Time went by: a limit was exceeded.
    Time,
    /// A directive about it was issued.
    Directive,
    /// Categories, units or their order are not what they were.
    Rules,
}

/// What became different about a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The case.
    pub no: CaseNo,
    /// Where it stood.
    pub left: Vec<Mark>,
    /// Where it stands now.
    pub entered: Vec<Mark>,
    /// Why.
    pub cause: Cause,
}

/// A filed report beside what is known now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Differences {
    /// As it was filed.
    pub filed: FiledReport,
    /// As it is known now.
    pub known: ReportView,
    /// Every difference, by case.
    pub cases: Vec<Difference>,
    /// How many cases of the filed report are out of sight by now.
    pub out_of_sight: usize,
}

/// A place in the log, as of which it is looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct AsOf {
    /// How many events the log had.
    place: i64,
    /// When that was.
    at: Moment,
}

/// Replays a case's events up to a place; nothing if there was no such case, or it was sealed then.
fn state_at(reads: &Reads, id: i64, place: i64) -> Result<Option<Case>, DeskError> {
    let events = reads.events_until(id, place)?;
    if events.is_empty() {
        return Ok(None);
    }
    Ok(keep::replay(CaseId(id), &events)?.filter(|case| case.sealed.is_none()))
}

/// Who brought a case, as reports name them.
fn who(case: &Case) -> String {
    let masked = |party: &crate::domain::party::Party| mask_name(&party.name);
    case.parties.iter().filter(|party| party.side == Side::Applicant).map(masked).collect::<Vec<_>>().join("、")
}

fn supervisors(reads: &Reads, as_of: Option<AsOf>) -> Result<BTreeMap<CaseNo, Supervisor>, DeskError> {
    let mut rows = reads.folios(&FolioQuery { kind: Directive::KIND, ..FolioQuery::default() })?;
    rows.sort_by_key(|row| row.stream);
    let mut found = BTreeMap::new();
    for row in rows {
        let it = folio::read::<Directive>(&row)?.folio;
        let Some((no, (issued, _))) = it.case.zip(it.issued) else { continue };
        if let Some(as_of) = as_of {
            let begun = reads.place_of_first(row.stream)?;
            if issued > as_of.at || begun.is_none_or(|place| place > as_of.place) {
                continue;
            }
        }
        found.insert(no, it.supervisor);
    }
    Ok(found)
}

/// Returns what is known for a report, now or as of a place in the log: each case whose history went on since is
/// replayed up to there.
fn known(reads: &Reads, ask: &Ask, as_of: Option<AsOf>, now: Moment) -> Result<Known, DeskError> {
    let periods = ask.periods();
    let from = periods.iter().map(|it| it.starts()).chain(as_of.map(|it| it.at)).min().unwrap_or(now);
    let until = periods.iter().map(|it| it.ends()).max().unwrap_or(now);
    let mut known = Known {
        now: as_of.map_or(now, |it| it.at),
        facts: Vec::new(),
        people: BTreeMap::new(),
        supervisors: supervisors(reads, as_of)?,
    };
    for FactHead { case_id, body, last } in reads.fact_heads(&stamp(from), &stamp(until))? {
        let earlier = as_of.filter(|it| last > it.place);
        let (fact, case) = match earlier {
            Some(as_of) => match state_at(reads, case_id, as_of.place)? {
                Some(case) => (Fact::of(&case), Some(case)),
                None => continue,
            },
            None => (parse::<Fact>(&body)?, None),
        };
        if ask.names_people() && ask.period.has(fact.registered_at) {
            let case = match case {
                Some(case) => Some(case),
                None => reads.case_by_id(case_id)?.map(|row| case_of(reads, &row)).transpose()?,
            };
            known.people.extend(case.map(|case| (fact.no.clone(), who(&case))));
        }
        let lived = |period: &Period| {
            fact.registered_at < period.ends() && fact.closed_at.is_none_or(|at| at >= period.starts())
        };
        if periods.iter().any(lived) {
            known.facts.push(fact);
        }
    }
    Ok(known)
}

/// Returns the centre as it was at a place in the log.
fn centre_at(reads: &Reads, centre: &Arc<Centre>, as_of: Option<AsOf>) -> Result<Arc<Centre>, DeskError> {
    let Some(as_of) = as_of else { return Ok(Arc::clone(centre)) };
    let last = reads.end_of(CENTRE_STREAM)?.map_or(0, |(_, head)| head.gid);
    if last <= as_of.place {
        return Ok(Arc::clone(centre));
    }
    let events = reads.events_until(CENTRE_STREAM, as_of.place)?;
    let events = events.iter().map(|it| parse::<CentreEvent>(&it.body)).collect::<Result<Vec<_>, _>>()?;
    Ok(Centre::replay(&events)?.map_or_else(|| Arc::clone(centre), Arc::new))
}

/// Does what an officer orders about reports.
pub(super) fn perform(
    tx: &Tx<'_>,
    centre: &Arc<Centre>,
    officer: &Officer,
    now: Moment,
    command: &ReportCommand,
) -> Result<Receipt, DeskError> {
    permission::check(officer, permission::report(command)).map_err(DeskError::NotPermitted)?;
    // What goes out of the house is the house's, not what one unit of it can see.
    if sight::reach(officer, centre) != Reach::Centre {
        return Err(DeskError::NotPermitted(refuse!("report_centre_only")));
    }
    let ask = decide(command, centre, now)?;
    let report = Report::of(&ask, &known(tx, &ask, None, now)?, centre);
    let ReportCommand::FileReport { note, .. } = command;
    let beginning = format!("BB{}-", now.year());
    let key = format!("{beginning}{:03}", tx.folios_called(FiledReport::KIND, &beginning)? + 1);
    let head = tx.head()?;
    let event = ReportEvent::ReportFiled {
        key,
        ask,
        place: head.gid,
        head: head.hex(),
        report: Box::new(report),
        note: note.clone().unwrap_or_default(),
    };
    Ok(folio::commit::<FiledReport>(tx, centre, &officer.id, now, None, &[event])?.1)
}

/// A case on its way from where it stood when a report was filed to where it stands now.
struct Life<'d> {
    desk: &'d Desk,
    ask: &'d Ask,
    filed: AsOf,
    /// The centre as it was then, and as it is.
    centres: [Arc<Centre>; 2],
    /// Who supervised what then, and who does.
    supervisors: [BTreeMap<CaseNo, Supervisor>; 2],
}

impl Life<'_> {
    fn marks(&self, case: Option<&Case>, at: Moment, supervised: usize, centre: usize) -> BTreeSet<Mark> {
        let Some(case) = case.filter(|case| case.sealed.is_none()) else { return BTreeSet::new() };
        let supervisor = self.supervisors[supervised].get(&case.no);
        let known = Known {
            now: at,
            facts: vec![Fact::of(case)],
            people: BTreeMap::from([(case.no.clone(), who(case))]),
            supervisors: supervisor.map(|it| (case.no.clone(), it.clone())).into_iter().collect(),
        };
        Report::of(self.ask, &known, &self.centres[centre]).marks()
    }

    /// Returns what became different about a case, each difference with what made it.
    fn differences(&self, id: i64, viewer: &Viewer, now: Moment) -> Result<Vec<Difference>, DeskError> {
        let reads = self.desk.store();
        let events = reads.events(id, 1)?;
        let (before, after): (Vec<&StoredEvent>, Vec<_>) = events.iter().partition(|it| it.gid <= self.filed.place);
        let replay = |upto: usize| keep::replay(CaseId(id), &events[..upto]);
        let first = if before.is_empty() { None } else { replay(before.len())? };
        let Some(last) = replay(events.len())? else { return Ok(Vec::new()) };
        let filed = self.marks(first.as_ref(), self.filed.at, 0, 0);
        // Step by step: what happened, and between two events what the time did.
        let mut steps: Vec<(Option<&StoredEvent>, BTreeSet<Mark>)> = Vec::new();
        let mut case = first;
        for (nth, event) in after.into_iter().enumerate() {
            let at = unstamp(&event.at)?;
            steps.push((None, self.marks(case.as_ref(), at, 0, 0)));
            case = replay(before.len() + nth + 1)?;
            steps.push((Some(event), self.marks(case.as_ref(), at, 0, 0)));
        }
        let time = self.marks(case.as_ref(), now, 0, 0);
        let directive = self.marks(case.as_ref(), now, 1, 0);
        let known = self.marks(case.as_ref(), now, 1, 1);
        let made_by = |mark: &Mark| -> Result<Cause, DeskError> {
            let stands = known.contains(mark);
            if directive.contains(mark) != stands {
                return Ok(Cause::Rules);
            }
            if time.contains(mark) != stands {
                return Ok(Cause::Directive);
            }
            // The last step before which it was not yet as it is now.
            let is_otherwise = |(_, marks): &(Option<&StoredEvent>, BTreeSet<Mark>)| marks.contains(mark) != stands;
            let made = steps.iter().rposition(is_otherwise).map_or(0, |at| at + 1);
            let Some((Some(event), _)) = steps.get(made) else { return Ok(Cause::Time) };
            let centre = self.desk.centre()?;
            // What it says of a case that is out of sight is not told.
            let what = Eyes::default().event(reads, viewer.cover(parse(&event.body)?)?)?;
            let by = OfficerId(event.officer.clone());
            Ok(Cause::Event {
                rev: event.seq,
                at: unstamp(&event.at)?,
                by: centre.officer(&by).map_or_else(|| by.to_string(), |officer| officer.name.clone()),
                kind: event.kind.clone(),
                said: what.map(|what| words::event_of(&what, &last, centre, None, None)).unwrap_or_default(),
            })
        };
        let mut found: Vec<Difference> = Vec::new();
        let marks = filed.symmetric_difference(&known);
        for mark in marks {
            let why = made_by(mark)?;
            let at = found.iter().position(|it| it.cause == why).unwrap_or_else(|| {
                let no = last.no.clone();
                found.push(Difference { no, left: Vec::new(), entered: Vec::new(), cause: why });
                found.len() - 1
            });
            let side = if known.contains(mark) { &mut found[at].entered } else { &mut found[at].left };
            side.push(mark.clone());
        }
        Ok(found)
    }
}

impl Desk {
    fn as_of(&self, at: Option<Moment>) -> Result<Option<AsOf>, DeskError> {
        let Some(at) = at else { return Ok(None) };
        Ok(Some(AsOf { place: self.store().place_at(&stamp(at))?, at }))
    }

    /// Returns a report of what the viewer may see, as it is known now or was known at a moment.
    ///
    /// # Errors
    /// When the viewer may not look at figures, or what the file could not do.
    pub fn report(
        &self,
        ask: &Ask,
        as_of: Option<Moment>,
        viewer: &Viewer,
        now: Moment,
    ) -> Result<ReportView, DeskError> {
        permission::check(&viewer.officer, permission::view(&View::Statistics)).map_err(DeskError::NotPermitted)?;
        let as_of = self.as_of(as_of.filter(|at| *at < now))?;
        let centre = centre_at(self.store(), self.centre()?, as_of)?;
        let known = known(self.store(), ask, as_of, now)?;
        let at = known.now;
        Ok(ReportView { ask: ask.clone(), at, earlier: as_of.is_some(), report: Report::of(ask, &known, &centre) })
    }

    /// Returns a filed report made again of what was known when it was filed.
    pub fn report_again(&self, filed: &FiledReport) -> Result<Report, DeskError> {
        let as_of = Some(AsOf { place: filed.place, at: filed.filed_at });
        let centre = centre_at(self.store(), self.centre()?, as_of)?;
        Ok(Report::of(&filed.ask, &known(self.store(), &filed.ask, as_of, filed.filed_at)?, &centre))
    }

    /// Lists the filed reports in sight, the last first.
    pub fn filed_reports(&self) -> Result<Vec<FiledLine>, DeskError> {
        let centre = self.centre()?;
        let rows = self.store().folios(&FolioQuery { kind: FiledReport::KIND, ..FolioQuery::default() })?;
        let line = |row| {
            let FiledReport { key, ask, filed_at, filed_by, note, .. } = folio::read::<FiledReport>(row)?.folio;
            let filed_by = centre.officer(&filed_by).map_or_else(|| filed_by.to_string(), |it| it.name.clone());
            Ok(FiledLine { key, ask, filed_at, filed_by, note: super::viewer::covered(&note) })
        };
        rows.iter().map(line).collect()
    }

    /// Returns a filed report as it was filed. Cases that are sealed or out of sight by now are named nowhere in it.
    ///
    /// # Errors
    /// A number nobody knows; the viewer may not look at figures.
    pub fn filed_report(&self, key: &str, viewer: &Viewer) -> Result<FiledReport, DeskError> {
        permission::check(&viewer.officer, permission::view(&View::Statistics)).map_err(DeskError::NotPermitted)?;
        let kept = folio::load::<FiledReport>(self.store(), &Eyes::default(), key)?;
        let mut filed = kept.ok_or_else(|| refuse!("unknown_report", key = key))?.folio;
        let cases = filed.report.pages.iter().flat_map(|page| &page.lines).flat_map(|line| {
            let listed = line.case.then(|| CaseNo(line.id.clone()));
            let counted = line.cells.iter().flat_map(|it| it.cases().iter().chain(it.others()).cloned());
            listed.into_iter().chain(counted)
        });
        let mut seen = BTreeMap::new();
        for no in cases.collect::<BTreeSet<_>>() {
            let is_seen = self.store().has_case(no.as_str())?;
            seen.insert(no, is_seen);
        }
        filed.report.veil(&|no| seen.get(no) == Some(&true));
        filed.note = super::viewer::covered(&filed.note);
        Ok(filed)
    }

    /// Compares a filed report with what is known now, and says case by case what made the difference.
    ///
    /// # Errors
    /// As for [`Desk::filed_report`].
    pub fn report_differences(&self, key: &str, viewer: &Viewer, now: Moment) -> Result<Differences, DeskError> {
        let filed = self.filed_report(key, viewer)?;
        let known = self.report(&filed.ask, None, viewer, now)?;
        let as_of = AsOf { place: filed.place, at: filed.filed_at };
        let centre = self.centre()?;
        let life = Life {
            desk: self,
            ask: &filed.ask,
            filed: as_of,
            centres: [centre_at(self.store(), centre, Some(as_of))?, Arc::clone(centre)],
            supervisors: [supervisors(self.store(), Some(as_of))?, supervisors(self.store(), None)?],
        };
        let periods = filed.ask.periods();
        let from = periods.iter().map(|it| it.starts()).min().unwrap_or(now).min(as_of.at);
        let until = periods.iter().map(|it| it.ends()).max().unwrap_or(now);
        let mut cases = Vec::new();
        for head in self.store().fact_heads(&stamp(from), &stamp(until))? {
            let fact: Fact = parse(&head.body)?;
            // Nothing happened to it, and nothing of it is late or can get late: it stands where it stood.
            let is_still =
                head.last <= as_of.place && life.supervisors[0].get(&fact.no) == life.supervisors[1].get(&fact.no);
            if is_still && !fact.is_open() && Arc::ptr_eq(&life.centres[0], &life.centres[1]) {
                continue;
            }
            cases.extend(life.differences(head.case_id, viewer, now)?);
        }
        let hidden = filed.report.pages.iter().flat_map(|page| &page.lines).flat_map(|line| &line.cells);
        let out_of_sight = hidden
            .map(|entry| entry.cases().iter().filter(|no| no.as_str() == sight::OUT_OF_SIGHT).count())
            .max()
            .unwrap_or(0);
        Ok(Differences { filed, known, cases, out_of_sight })
    }
}

/// Reads the moment as of which it is looked: a day means its end.
pub fn as_of(text: &str) -> Option<Moment> {
    text.parse::<Day>().map(end_of).ok().or_else(|| crate::domain::when::parse(text))
}
