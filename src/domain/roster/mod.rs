//! The roster (值班表): who is on duty when, by pattern and as published.

use super::centre::Centre;
use super::folio::{Folio, OpenTo, Standing, block};
use super::ids::OfficerId;
use super::refusal::Refusal;
use super::time::{Day, Moment};
use crate::refuse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A command on the roster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum RosterCommand {
    /// Says that an officer is away (请假), so that gaps can be named.
    Absent {
        /// Who.
        officer: OfficerId,
        /// The first day.
        from: Day,
        /// The last day.
        until: Day,
        /// Why.
        reason: String,
    },
}

/// Something that happened to the roster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RosterEvent {
    /// An officer will be away.
    AbsenceNoted {
        /// The absence.
        absence: Absence,
    },
}

/// An officer's absence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Who.
    pub officer: OfficerId,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// Why.
    pub reason: String,
}

/// The roster as it stands; there is one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Roster {
    /// How many events it has.
    pub rev: u64,
    /// Who is away.
    pub absences: Vec<Absence>,
}

impl Roster {
    /// What the one roster is called.
    pub const KEY: &'static str = "roster";
}

impl Folio for Roster {
    type Event = RosterEvent;

    const KIND: &'static str = "roster";
    const STREAMS: Range<i64> = block(0);

    fn name(event: &RosterEvent) -> &'static str {
        match event {
            RosterEvent::AbsenceNoted { .. } => "absence_noted",
        }
    }

    fn begin(at: Moment, by: &OfficerId, event: &RosterEvent) -> Option<Self> {
        let mut roster = Self::default();
        roster.apply(at, by, event);
        Some(roster)
    }

    fn apply(&mut self, _at: Moment, _by: &OfficerId, event: &RosterEvent) {
        self.rev += 1;
        match event {
            RosterEvent::AbsenceNoted { absence } => self.absences.push(absence.clone()),
        }
    }

    fn rev(&self) -> u64 {
        self.rev
    }

    fn key(&self) -> String {
        Self::KEY.to_owned()
    }

    fn standing(&self, _centre: &Centre) -> Standing {
        Standing {
            sort: Moment::default(),
            status: "standing",
            open: true,
            unit: None,
            due: None,
            next_alarm: None,
            level: None,
            cases: Vec::new(),
            open_to: OpenTo::Everybody,
        }
    }
}

/// Decides a command on the roster; `None` before anything was ever said of it.
pub fn decide(_roster: Option<&Roster>, command: &RosterCommand, centre: &Centre) -> Result<Vec<RosterEvent>, Refusal> {
    match command {
        RosterCommand::Absent { officer, from, until, reason } => {
            let known = centre.officer(officer).ok_or_else(|| refuse!("unknown_officer", officer = officer))?;
            if until < from {
                return Err(refuse!("period_backwards", from = from, until = until));
            }
            let absence = Absence { officer: known.id.clone(), from: *from, until: *until, reason: reason.clone() };
            Ok(vec![RosterEvent::AbsenceNoted { absence }])
        }
    }
}
