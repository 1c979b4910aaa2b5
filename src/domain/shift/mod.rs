//! A shift (班次): who took it over, what was written into its log, how it was handed over (交接班).

use super::centre::Centre;
use super::folio::{Folio, OpenTo, Standing, block};
use super::ids::{OfficerId, ShiftKey};
use super::refusal::Refusal;
use super::time::Moment;
use crate::refuse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ops::Range;

/// A command on a shift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum ShiftCommand {
    /// Writes something into the log of the shift (值班日志).
    LogEntry {
        /// What.
        text: String,
    },
}

/// Something that happened in a shift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ShiftEvent {
    /// It began to be kept.
    ShiftOpened {
        /// What it is called.
        shift: ShiftKey,
    },
    /// Something was written into its log.
    Logged {
        /// What.
        text: String,
    },
}

/// A line of a shift's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: OfficerId,
    /// What.
    pub text: String,
}

/// A shift as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// How many events it has.
    pub rev: u64,
    /// What it is called.
    pub shift: ShiftKey,
    /// When it began to be kept.
    pub opened_at: Moment,
    /// What was written into its log.
    pub log: Vec<LogLine>,
}

impl Folio for Shift {
    type Event = ShiftEvent;

    const KIND: &'static str = "shift";
    const STREAMS: Range<i64> = block(1);

    fn name(event: &ShiftEvent) -> &'static str {
        match event {
            ShiftEvent::ShiftOpened { .. } => "shift_opened",
            ShiftEvent::Logged { .. } => "logged",
        }
    }

    fn begin(at: Moment, _by: &OfficerId, event: &ShiftEvent) -> Option<Self> {
        match event {
            ShiftEvent::ShiftOpened { shift } => {
                Some(Self { rev: 1, shift: shift.clone(), opened_at: at, log: Vec::new() })
            }
            ShiftEvent::Logged { .. } => None,
        }
    }

    fn apply(&mut self, at: Moment, by: &OfficerId, event: &ShiftEvent) {
        self.rev += 1;
        match event {
            ShiftEvent::ShiftOpened { .. } => {}
            ShiftEvent::Logged { text } => self.log.push(LogLine { at, by: by.clone(), text: text.clone() }),
        }
    }

    fn rev(&self) -> u64 {
        self.rev
    }

    fn key(&self) -> String {
        self.shift.to_string()
    }

    fn standing(&self, _centre: &Centre) -> Standing {
        Standing {
            sort: self.opened_at,
            status: "open",
            open: true,
            unit: None,
            due: None,
            next_alarm: None,
            level: None,
            cases: Vec::new(),
            open_to: OpenTo::Some(BTreeSet::new()),
        }
    }
}

/// Decides a command on a shift; `None` for one that nothing was written about yet.
pub fn decide(shift: Option<&Shift>, key: &ShiftKey, command: &ShiftCommand) -> Result<Vec<ShiftEvent>, Refusal> {
    let opened = shift.is_none().then(|| ShiftEvent::ShiftOpened { shift: key.clone() });
    match command {
        ShiftCommand::LogEntry { text } if text.is_empty() => Err(refuse!("words_missing", field = "text")),
        ShiftCommand::LogEntry { text } => {
            Ok(opened.into_iter().chain([ShiftEvent::Logged { text: text.clone() }]).collect())
        }
    }
}
