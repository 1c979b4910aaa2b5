//! A report as it was filed (上报数): the figures with the cases behind them, kept as they were.

use super::{Ask, Report};
use crate::domain::centre::Centre;
use crate::domain::figures::{Period, ReportKind, Span};
use crate::domain::folio::{Folio, Standing, block};
use crate::domain::ids::{OfficerId, UnitId};
use crate::domain::refusal::Refusal;
use crate::domain::time::{Day, Moment};
use crate::refuse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A command on reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum ReportCommand {
    /// Files a report: keeps its figures as they are known now (报表归档).
    FileReport {
        /// The report.
        report: ReportKind,
        /// A day of the period it is about; today when missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<Day>,
        /// The kind of period, where the report can be about several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        span: Option<Span>,
        /// Only what this unit and those below it have.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<UnitId>,
        /// To whom it goes, or another remark.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
}

/// Something that happened to a filed report; there is one thing only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ReportEvent {
    /// It was filed.
    ReportFiled {
        /// Its number.
        key: String,
        /// What was asked for.
        ask: Ask,
        /// How many events the log had.
        place: i64,
        /// The log's last hash.
        head: String,
        /// The figures.
        report: Box<Report>,
        /// A remark.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
}

/// A report as it was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledReport {
    /// How many events it has.
    pub rev: u64,
    /// Its number: `BB2026-001`.
    pub key: String,
    /// What was asked for.
    pub ask: Ask,
    /// When it was filed.
    pub filed_at: Moment,
    /// By whom.
    pub filed_by: OfficerId,
    /// How many events the log had.
    pub place: i64,
    /// The log's last hash.
    pub head: String,
    /// The figures.
    pub report: Report,
    /// A remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Folio for FiledReport {
    type Event = ReportEvent;

    const KIND: &'static str = "report";
    const STREAMS: Range<i64> = block(6);

    fn name(event: &ReportEvent) -> &'static str {
        match event {
            ReportEvent::ReportFiled { .. } => "report_filed",
        }
    }

    fn begin(at: Moment, by: &OfficerId, event: &ReportEvent) -> Option<Self> {
        let ReportEvent::ReportFiled { key, ask, place, head, report, note } = event.clone();
        Some(Self { rev: 1, key, ask, filed_at: at, filed_by: by.clone(), place, head, report: *report, note })
    }

    fn apply(&mut self, _at: Moment, _by: &OfficerId, _event: &ReportEvent) {
        self.rev += 1;
    }

    fn rev(&self) -> u64 {
        self.rev
    }

    fn key(&self) -> String {
        self.key.clone()
    }

    fn standing(&self, _centre: &Centre) -> Standing {
        Standing::at_rest(self.filed_at, "filed")
    }
}

/// Decides what a report is asked for that is to be filed.
///
/// # Errors
/// A unit nobody knows, or a period that has not begun.
pub fn decide(command: &ReportCommand, centre: &Centre, now: Moment) -> Result<Ask, Refusal> {
    let ReportCommand::FileReport { report, date, span, unit, .. } = command;
    if let Some(unit) = unit.as_ref().filter(|unit| centre.unit(unit).is_none()) {
        return Err(refuse!("unknown_unit", unit = unit));
    }
    let ask = Ask::new(*report, *span, date.unwrap_or(now.date_naive()), unit.clone());
    let Period { from, .. } = ask.period;
    if now < ask.period.starts() {
        return Err(refuse!("report_not_begun", from = from));
    }
    Ok(ask)
}
