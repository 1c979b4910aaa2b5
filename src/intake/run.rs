//! A register goes in: row by row through the desk's door, each wholly or not at all, some rows to a write.
//!
//! What is in already is passed over by its entry, so whoever was interrupted runs it again. What cannot go in is kept with
//! its reasons, to be corrected on a sheet of its own.

use super::map::{Columns, Field};
use super::row::{Made, Reader, Trouble};
use super::table::{Row, Table};
use crate::desk::{Desk, DeskError, Order};
use crate::domain::alike::{Likeness, Matter, Probe, Verdict};
use crate::domain::case::{self, Context, Origin};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseId, CaseNo};
use crate::domain::permission::{self, Right};
use crate::domain::table as sheet;
use crate::domain::time::Moment;
use crate::domain::vocabulary::vocabulary;
use crate::refuse;
use crate::words;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

vocabulary! {
    /// What becomes of a row that looks like a case there is.
    LookAlike as "look_alike" {
        /// It is kept for the officer to decide.
        Hold = "hold",
        /// It is passed over.
        Skip = "skip",
        /// It is taken like any other.
        Take = "take",
    }
}

/// How many rows go in with one write; other desks wait so long.
const BATCH: usize = 40;

/// What is wanted of an import.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// What becomes of a row that looks like a case there is.
    pub alike: LookAlike,
    /// Whether it is only tried.
    pub dry_run: bool,
    /// How many rows at most.
    pub limit: Option<u32>,
}

/// A row that did not go in.
#[derive(Debug, Clone)]
pub struct Bad {
    /// The row as it stands on the sheet.
    pub row: Row,
    /// Which entry it is.
    pub origin: Origin,
    /// Why not, column by column.
    pub troubles: Vec<Trouble>,
    /// Whether it is sound and only looks like another.
    pub held: bool,
}

/// What came of an import.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many rows were looked at.
    pub rows: u32,
    /// How many became open cases.
    pub registered: u32,
    /// How many were taken over as closed ones.
    pub taken_over: u32,
    /// How many were in already.
    pub already: u32,
    /// How many were passed over because they look like a case there is.
    pub skipped: u32,
    /// How many are no entries: sums, signatures.
    pub footers: u32,
    /// Those that did not go in.
    pub bad: Vec<Bad>,
    /// The first rows as they are taken, with their numbers.
    pub first: Vec<(u32, Made)>,
    /// What ended it early.
    pub broken: Option<DeskError>,
}

/// How many rows are kept to be shown.
const SHOWN: usize = 5;

/// Lets a table in; `go_on` hears how many rows have been looked at.
///
/// # Errors
/// Only what keeps all of it out; what ends it in the middle stands in the outcome.
pub fn run(
    desk: &mut Desk,
    officer: &Officer,
    now: Moment,
    (table, columns, register): (&Table, &Columns, &str),
    options: Options,
    go_on: &mut dyn FnMut(u32),
) -> Result<Outcome, DeskError> {
    permission::check(officer, Right::Intake).map_err(DeskError::NotPermitted)?;
    let centre = Arc::clone(desk.centre()?);
    let reader = Reader::new(columns, register.to_owned(), &centre, now.date_naive());
    let mut import = Import {
        desk,
        officer,
        now,
        centre: &centre,
        options,
        reader,
        waiting: Vec::new(),
        outcome: Outcome::default(),
    };
    let most = options.limit.unwrap_or(u32::MAX);
    for row in table.rows() {
        if import.outcome.rows >= most {
            break;
        }
        let done = import.row(row).and_then(|()| if import.waiting.len() < BATCH { Ok(()) } else { import.flush() });
        if let Err(error) = done {
            import.outcome.broken = Some(error);
            return Ok(import.outcome);
        }
        go_on(import.outcome.rows);
    }
    if let Err(error) = import.flush() {
        import.outcome.broken = Some(error);
    }
    import.outcome.bad.sort_by_key(|bad| bad.row.number);
    Ok(import.outcome)
}

/// A row on its way in.
struct Waiting {
    row: Row,
    origin: Origin,
    over: bool,
    order: Order,
    matter: Matter,
}

struct Import<'a> {
    desk: &'a mut Desk,
    officer: &'a Officer,
    now: Moment,
    centre: &'a Centre,
    options: Options,
    reader: Reader<'a>,
    waiting: Vec<Waiting>,
    outcome: Outcome,
}

impl Import<'_> {
    fn row(&mut self, row: Row) -> Result<(), DeskError> {
        if self.reader.is_footer(&row) {
            self.outcome.footers += 1;
            return Ok(());
        }
        self.outcome.rows += 1;
        let (origin, twice) = self.reader.origin(&row);
        if self.desk.made_of(&origin)?.is_some() {
            self.outcome.already += 1;
            return Ok(());
        }
        if let Some(trouble) = twice {
            self.bad(row, origin, vec![trouble], false);
            return Ok(());
        }
        let made = match self.reader.read(&row, origin.clone()) {
            Ok(made) => made,
            Err(troubles) => {
                self.bad(row, origin, troubles, false);
                return Ok(());
            }
        };
        let matter = Matter::from(made.register());
        if self.options.alike != LookAlike::Take
            && !self.reader.is_let_in(&row)
            && let Some((no, likeness)) = self.look_alike(&matter)?
        {
            if self.options.alike == LookAlike::Skip {
                self.outcome.skipped += 1;
            } else {
                let (verdict, why) = (words::alike::verdict(&likeness), words::alike::reasons(&likeness));
                let refusal = refuse!("row_alike", no = no, verdict = verdict, why = why);
                self.bad(row, origin, vec![refusal.into()], true);
            }
            return Ok(());
        }
        if self.outcome.first.len() < SHOWN {
            self.outcome.first.push((row.number, made.clone()));
        }
        let over = matches!(made, Made::Over(_));
        if self.options.dry_run {
            match self.would(&made) {
                Ok(()) => self.count(over),
                Err(refusal) => self.bad(row, origin, vec![refusal.into()], false),
            }
            return Ok(());
        }
        self.waiting.push(Waiting { row, origin, over, order: made.order(), matter });
        Ok(())
    }

    /// Finds the case that a matter is, as far as can be told.
    fn look_alike(&mut self, matter: &Matter) -> Result<Option<(CaseNo, Likeness)>, DeskError> {
        let is_it = |likeness: &Likeness| matches!(likeness.verdict, Verdict::RepeatVisit | Verdict::SameMatter);
        let probe = Probe::new(matter);
        let waits = self.waiting.iter().any(|it| {
            probe.ties(&it.matter).is_some() && probe.compare(&it.matter).is_some_and(|likeness| is_it(&likeness))
        });
        if waits {
            // Then it is a case by the time it is named.
            self.flush()?;
        }
        let hits = self.desk.alike(matter, None, self.now)?;
        Ok(hits.into_iter().find(|hit| is_it(&hit.likeness)).map(|hit| (hit.row.no, hit.likeness)))
    }

    /// Tells what the door would say.
    fn would(&self, made: &Made) -> Result<(), crate::domain::refusal::Refusal> {
        let ctx =
            Context { now: self.now, officer: self.officer, centre: self.centre, bookings: &[], earlier_sides: &[] };
        let (id, no) = (CaseId(0), CaseNo(String::new()));
        match made {
            Made::Open(register) => case::register(id, no, register, &ctx),
            Made::Over(matter) => case::take_over(id, no, &matter.intake, &matter.earlier, &ctx),
        }
        .map(drop)
    }

    fn flush(&mut self) -> Result<(), DeskError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        let orders: Vec<Order> = waiting.iter().map(|it| it.order.clone()).collect();
        let answers = self.desk.perform_all(&self.officer.id, self.now, &orders)?;
        for (Waiting { row, origin, over, .. }, answer) in waiting.into_iter().zip(answers) {
            match answer {
                Ok(_) => self.count(over),
                // Another desk was quicker, or it is a case that is not in sight here.
                Err(DeskError::Refused(refusal)) if refusal.code == "origin_already" => self.outcome.already += 1,
                Err(DeskError::Refused(refusal)) => self.bad(row, origin, vec![refusal.into()], false),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn count(&mut self, over: bool) {
        if over {
            self.outcome.taken_over += 1;
        } else {
            self.outcome.registered += 1;
        }
    }

    fn bad(&mut self, row: Row, origin: Origin, troubles: Vec<Trouble>, held: bool) {
        self.outcome.bad.push(Bad { row, origin, troubles, held });
    }
}

/// Returns the rows that did not go in as a table to correct: the columns they had, which entries they are, and why.
///
/// Everything is text, so that no spreadsheet makes anything else of it.
pub fn to_correct(columns: &Columns, bad: &[Bad], title: &str) -> sheet::Table {
    let own: Vec<usize> = (0..columns.names.len())
        .filter(|at| !columns.fields[*at].is_some_and(Field::is_ours) && !super::map::is_ours(&columns.names[*at]))
        .collect();
    let beyond = bad.iter().map(|bad| bad.row.cells.len()).max().unwrap_or(0).max(columns.names.len());
    let word = |key: &str| words::say(&format!("import.sheet.{key}"));
    let head = |text: String| sheet::Head { text, kind: sheet::Kind::Text };
    let mut heads: Vec<_> = own.iter().map(|at| head(columns.names[*at].clone())).collect();
    let more = columns.names.len()..beyond;
    heads.extend(more.clone().enumerate().map(|(nth, _)| head(format!("{}{}", word("beyond"), nth + 1))));
    heads.extend(["reason", "next", "decision", "register", "entry"].map(|key| head(word(key))));
    let rows = bad.iter().map(|bad| {
        let cells = own.iter().copied().chain(more.clone()).map(|at| bad.row.cell(at).text());
        let (reasons, next) = said(&bad.troubles);
        let ours = [reasons, next, String::new(), bad.origin.register.clone(), bad.origin.entry.clone()];
        cells.chain(ours).map(sheet::Cell::text).collect()
    });
    sheet::Table {
        name: "import_errors".to_owned(),
        title: title.to_owned(),
        columns: heads,
        rows: rows.collect(),
        ..sheet::Table::default()
    }
}

/// Says what is wrong, and what to do.
pub fn said(troubles: &[Trouble]) -> (String, String) {
    let reason = |it: &Trouble| match &it.column {
        Some(column) => format!("{column}：{}", words::refusal(&it.refusal)),
        None => words::refusal(&it.refusal),
    };
    let mut hints: Vec<String> = troubles.iter().map(|it| words::next_step(&it.refusal)).collect();
    hints.dedup();
    (troubles.iter().map(reason).collect::<Vec<_>>().join("\n"), hints.join("\n"))
}
