//! A practice database with a made-up county: what the desk looks like after eight busy weeks.
//!
//! Every matter goes through the same door as at a real desk ([`Desk::perform`]), with moments before
//! `now`; nothing is written past the rules. A county of more matters than eight weeks bring has taken the
//! older ones over from earlier registers ([`Desk::take_over`]). Nobody and nothing in it is real.

mod county;
mod crowd;
mod diary;
mod life;
mod past;
mod people;
mod rota;
mod service;
mod showcase;
pub mod stories;
mod supervision;

pub use people::People;

use crate::desk::{Desk, DeskError, Order};
use crate::domain::case::{CaseCommand, Register};
use crate::domain::centre::{Centre, CentreCommand};
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseNo, OfficerId, UnitId};
use crate::domain::rulebook::BUILTIN;
use crate::domain::time::{Moment, at};
use crate::domain::unit::CENTRE;
use crate::domain::vocabulary::Role;
use crate::refuse;
use crate::store::{Mode, StoreError};
use county::County;
use life::{Act, Script, Step};
use past::Past;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What the made-up county is to be like.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How many cases.
    pub cases: usize,
    /// The seed: the same seed and moment give the same county.
    pub seed: u64,
    /// When the desk is opened.
    pub now: Moment,
}

impl Options {
    /// Returns the usual county at a moment.
    pub const fn at(now: Moment) -> Self {
        Self { cases: 120, seed: 1, now }
    }
}

/// What was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// How many cases.
    pub cases: usize,
    /// How many officers.
    pub officers: usize,
    /// How many of the cases were taken over from earlier registers.
    pub taken_over: usize,
    /// How many orders were performed.
    pub orders: usize,
    /// What the rules refused, which a good script avoids.
    pub refused: Vec<String>,
}

/// The administrator who founds the made-up centre.
const FOUNDER: &str = "jianzx";

/// The duty officer as whom the demonstration opens.
pub const OFFICER: &str = "wenjy";

/// How many cases are all played as lives; a county of more has taken the older ones over.
const LIVE: usize = 3_000;

/// How many of a larger county's cases are lives of its last weeks.
const LAST_WEEKS: usize = 1_000;

/// Creates the practice database and plays the county's last weeks into it.
///
/// # Errors
/// What the file could not do. A step that the rules refuse is skipped and named in the summary.
pub fn create(path: &Path, options: &Options) -> Result<Summary, DeskError> {
    create_watched(path, options, |_| true)
}

/// Creates the practice database like [`create`]; `go_on` hears how many cases are made and ends it by saying no.
///
/// The file appears when it is whole, and not at all otherwise.
///
/// # Errors
/// What the file could not do, or that it was ended.
pub fn create_watched(
    path: &Path,
    options: &Options,
    mut go_on: impl FnMut(usize) -> bool,
) -> Result<Summary, DeskError> {
    if std::fs::metadata(path).is_ok_and(|file| file.len() > 0 || !file.is_file()) {
        return Err(StoreError::AlreadyThere { path: path.display().to_string() }.into());
    }
    let workshop = Workshop::beside(path).map_err(|error| StoreError::io(path, &error))?;
    let making = workshop.folder.join("county.db");
    let mut desk = Desk::open(&making, Mode::Create)?;
    let mut summary = Summary::default();
    desk.set_durable(false)?;
    found(&mut desk, options, &mut summary)?;
    let centre = Centre::clone(desk.centre()?);
    // A life is some thirty orders, each a write of its own: the last weeks of a large county are enough of them.
    let live = if options.cases > LIVE { LAST_WEEKS } else { options.cases };
    let older = options.cases - live;
    if older > 0 {
        let opened = opened(options.now);
        let past = Past::new(&centre, options.seed, opened, older as u64);
        let going = |made: u64| go_on(usize::try_from(made).unwrap_or(usize::MAX));
        let taken = desk.take_over(opened + chrono::Duration::hours(1), past, going)?;
        summary.taken_over = usize::try_from(taken).unwrap_or(usize::MAX);
        summary.cases = summary.taken_over;
        desk.set_durable(false)?;
    }
    let mut county = County::new(&centre, options.seed, options.now);
    showcase::plan(&mut county, live);
    while county.scripts.len() < live {
        county.ordinary();
    }
    play(&mut desk, &centre, county.scripts, options.now, &mut summary, &mut go_on)?;
    supervision::play(&mut desk, options.now, &mut summary)?;
    service::play(&mut desk, options.now, &mut summary)?;
    if let Some((at, by, order)) = rota::taking_over(&centre, options.now) {
        desk.perform(&by, at, &order)?;
    }
    desk.set_durable(true)?;
    drop(desk);
    std::fs::rename(&making, path).map_err(|error| StoreError::io(path, &error))?;
    Ok(summary)
}

/// A folder in which a database is made; it is gone afterwards, with whatever is left in it.
struct Workshop {
    folder: PathBuf,
}

impl Workshop {
    fn beside(path: &Path) -> std::io::Result<Self> {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".making-{}", std::process::id()));
        let folder = PathBuf::from(name);
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        Ok(Self { folder })
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Returns when the made-up centre opened its doors.
fn opened(now: Moment) -> Moment {
    at(now.date_naive() - chrono::Duration::days(70), 8, 0)
}

fn found(desk: &mut Desk, options: &Options, summary: &mut Summary) -> Result<(), DeskError> {
    let opened = opened(options.now);
    let founder = OfficerId::from(FOUNDER);
    let (_, rulebook) = BUILTIN[0];
    let mut officers = officers(&[]);
    let first = officers.remove(0);
    let name = "陇城县社会治安综合治理中心".to_owned();
    let found = CentreCommand::Found { name, rulebook: rulebook.to_owned(), officer: first, training: true };
    desk.perform(&founder, opened, &Order::centre(found))?;
    let units: Vec<UnitId> = desk.centre()?.units.iter().map(|unit| unit.id.clone()).collect();
    officers = self::officers(&units);
    summary.officers = officers.len();
    for officer in officers.into_iter().skip(1) {
        desk.perform(&founder, opened, &Order::centre(CentreCommand::SaveOfficer { officer }))?;
    }
    Ok(())
}

/// Returns the centre's people, and somebody who answers for each unit.
fn officers(units: &[UnitId]) -> Vec<Officer> {
    let of_centre = people::OFFICERS.iter().map(|(id, name, unit, roles)| Officer {
        id: OfficerId::from(*id),
        name: (*name).to_owned(),
        unit: (!unit.is_empty()).then(|| UnitId::from(*unit)),
        roles: roles.iter().filter_map(|key| Role::from_key(key)).collect(),
        os_user: None,
    });
    let mut names = People::new(7);
    let handlers = units.iter().filter(|unit| unit.as_str() != CENTRE).map(|unit| Officer {
        id: life::handler(unit),
        name: names.name().0,
        unit: Some(unit.clone()),
        roles: vec![Role::Handler],
        os_user: None,
    });
    of_centre.chain(handlers).collect()
}

/// Something that is to happen at a moment.
#[allow(clippy::large_enum_variant)] // played once and forgotten
enum What {
    Register(OfficerId, Box<Register>),
    Step(Step),
    Order(OfficerId, Order),
    Escalate,
}

/// Plays every life in the order of time, with the ladder climbing twice a working day.
fn play(
    desk: &mut Desk,
    centre: &Centre,
    scripts: Vec<Script>,
    now: Moment,
    summary: &mut Summary,
    go_on: &mut impl FnMut(usize) -> bool,
) -> Result<(), DeskError> {
    let mut numbers: Vec<Option<CaseNo>> = vec![None; scripts.len()];
    let mut all: Vec<(Moment, usize, What)> = Vec::new();
    for (index, script) in scripts.into_iter().enumerate() {
        all.push((script.at, index, What::Register(script.by, Box::new(script.register))));
        all.extend(script.steps.into_iter().map(|step| (step.at, index, What::Step(step))));
    }
    if let Some(first) = all.iter().map(|(at, ..)| at.date_naive()).min() {
        for day in first.iter_days().take_while(|day| *day <= now.date_naive()) {
            if centre.calendar.is_working(day) {
                all.push((at(day, 8, 31), usize::MAX, What::Escalate));
                all.push((at(day, 14, 31), usize::MAX, What::Escalate));
            }
        }
    }
    all.extend(rota::orders(centre, now).into_iter().map(|(at, by, order)| (at, usize::MAX, What::Order(by, order))));
    all.push((now, usize::MAX, What::Escalate));
    all.retain(|(at, ..)| *at <= now);
    // Stable: what one life does in the same minute stays in order.
    all.sort_by_key(|(at, index, _)| (*at, *index));
    for (at, index, what) in all {
        if !go_on(summary.cases) {
            return Err(refuse!("interrupted").into());
        }
        let by;
        let orders = match what {
            What::Escalate => {
                by = OfficerId::from(OFFICER);
                vec![Order::escalate()]
            }
            What::Order(officer, order) => {
                by = officer;
                vec![order]
            }
            What::Register(officer, register) => {
                by = officer;
                vec![Order::register(*register)]
            }
            What::Step(step) => {
                by = step.by;
                match &numbers[index] {
                    Some(no) => orders(desk, no, step.act)?,
                    None => Vec::new(),
                }
            }
        };
        for order in orders {
            match desk.perform(&by, at, &order) {
                Ok(receipt) => {
                    summary.orders += 1;
                    if index < numbers.len() && numbers[index].is_none() {
                        numbers[index] = receipt.no;
                        summary.cases += 1;
                    }
                }
                Err(refused @ (DeskError::Refused(_) | DeskError::NotPermitted(_))) => {
                    let line = order.to_value().map(|value| value.to_string()).unwrap_or_default();
                    summary.refused.push(format!("{at} {} {}: {line}", refused.kind(), refused.message()));
                }
                Err(fault) => return Err(fault),
            }
        }
    }
    Ok(())
}

/// Turns an act into orders, looking up what only the case knows.
fn orders(desk: &Desk, no: &CaseNo, act: Act) -> Result<Vec<Order>, DeskError> {
    let command = match act {
        Act::Do(command) => return Ok(vec![Order::on(no, command)]),
        Act::Acknowledge { note } => {
            let case = desk.case(no)?;
            let waiting = case.clocks.iter().filter(|clock| clock.is_running()).filter_map(|clock| {
                let raised = clock.raised.iter().filter(|raised| raised.acknowledged.is_none());
                let level = raised.map(|raised| raised.level).max()?;
                Some(CaseCommand::Acknowledge { clock: clock.id, level, note: note.to_owned() })
            });
            return Ok(waiting.map(|command| Order::on(no, command)).collect());
        }
        Act::Extend { kind, unit, amount, reason, approver } => {
            let case = desk.case(no)?;
            let clock = case.running(kind, unit.as_ref()).map(|clock| clock.id);
            clock.map(|clock| CaseCommand::Extend { clock, amount, reason: reason.to_owned(), approver })
        }
        Act::Keep { note } => {
            let case = desk.case(no)?;
            let open = case.promises().find(|clock| clock.is_running()).map(|clock| clock.id);
            open.map(|clock| CaseCommand::KeepPromise { clock, note: note.to_owned() })
        }
        Act::Pause { kind, reason } => {
            let clock = desk.case(no)?.running(kind, None).map(|clock| clock.id);
            clock.map(|clock| CaseCommand::Pause { clock, reason: reason.to_owned() })
        }
    };
    Ok(command.map(|command| Order::on(no, command)).into_iter().collect())
}

#[cfg(test)]
mod tests;
