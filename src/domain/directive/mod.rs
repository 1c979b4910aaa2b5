//! A directive (督办件): what somebody is told to do by a leader or supervisor, with a date, until it is closed out.
//!
//! Reminders, supervision orders, instructions, listed cases, projects and findings of a review are one mechanism; the
//! kinds differ in the rulebook and in one table, not in code.

use super::centre::Centre;
use super::folio::{Folio, OpenTo, Standing, block};
use super::ids::{CaseNo, DirectiveNo, OfficerId, UnitId};
use super::refusal::Refusal;
use super::sight::Principal;
use super::time::{Day, Moment, end_of};
use super::vocabulary::DirectiveKind;
use crate::refuse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A command on a directive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum DirectiveCommand {
    /// Issues one (下达).
    Issue {
        /// Its kind.
        kind: DirectiveKind,
        /// What it is about.
        subject: String,
        /// What is required.
        #[serde(default)]
        text: String,
        /// The unit that has to do it.
        to: UnitId,
        /// The case it is about; nothing for a project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<CaseNo>,
        /// The day it is due.
        due: Day,
    },
}

/// Something that happened to a directive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum DirectiveEvent {
    /// It was issued.
    DirectiveIssued {
        /// Its number.
        no: DirectiveNo,
        /// Its kind.
        kind: DirectiveKind,
        /// What it is about.
        subject: String,
        /// What is required.
        text: String,
        /// The unit that has to do it.
        to: UnitId,
        /// The case it is about.
        case: Option<CaseNo>,
        /// When it is due.
        due: Day,
    },
}

/// A directive as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Directive {
    /// How many events it has.
    pub rev: u64,
    /// Its number.
    pub no: DirectiveNo,
    /// Its kind.
    pub kind: DirectiveKind,
    /// What it is about.
    pub subject: String,
    /// What is required.
    pub text: String,
    /// The unit that has to do it.
    pub to: UnitId,
    /// The case it is about.
    pub case: Option<CaseNo>,
    /// When it is due.
    pub due: Day,
    /// When it was issued.
    pub issued_at: Moment,
    /// By whom.
    pub issued_by: OfficerId,
}

impl Folio for Directive {
    type Event = DirectiveEvent;

    const KIND: &'static str = "directive";
    const STREAMS: Range<i64> = block(2);

    fn name(event: &DirectiveEvent) -> &'static str {
        match event {
            DirectiveEvent::DirectiveIssued { .. } => "directive_issued",
        }
    }

    fn begin(at: Moment, by: &OfficerId, event: &DirectiveEvent) -> Option<Self> {
        let DirectiveEvent::DirectiveIssued { no, kind, subject, text, to, case, due } = event.clone();
        Some(Self { rev: 1, no, kind, subject, text, to, case, due, issued_at: at, issued_by: by.clone() })
    }

    fn apply(&mut self, _at: Moment, _by: &OfficerId, _event: &DirectiveEvent) {
        self.rev += 1;
    }

    fn rev(&self) -> u64 {
        self.rev
    }

    fn key(&self) -> String {
        self.no.to_string()
    }

    fn standing(&self, _centre: &Centre) -> Standing {
        let open_to = [Principal::Unit(self.to.clone()), Principal::Officer(self.issued_by.clone())];
        Standing {
            sort: self.issued_at,
            status: "issued",
            open: true,
            unit: Some(self.to.clone()),
            due: Some(end_of(self.due)),
            next_alarm: None,
            level: None,
            cases: self.case.iter().cloned().collect(),
            open_to: OpenTo::Some(open_to.into()),
        }
    }
}

/// Decides a command on a directive; `None` and the number it would get for one that is only now issued.
pub fn decide(
    directive: Option<&Directive>,
    no: &DirectiveNo,
    command: &DirectiveCommand,
    centre: &Centre,
) -> Result<Vec<DirectiveEvent>, Refusal> {
    match (directive, command) {
        (Some(known), DirectiveCommand::Issue { .. }) => Err(refuse!("directive_issued_already", no = known.no)),
        (None, DirectiveCommand::Issue { kind, subject, text, to, case, due }) => {
            if centre.unit(to).is_none() {
                return Err(refuse!("unknown_unit", unit = to));
            }
            Ok(vec![DirectiveEvent::DirectiveIssued {
                no: no.clone(),
                kind: *kind,
                subject: subject.clone(),
                text: text.clone(),
                to: to.clone(),
                case: case.clone(),
                due: *due,
            }])
        }
    }
}
