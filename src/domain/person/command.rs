//! What an officer can want of a person in the directory, and what came of it.

use crate::domain::ids::{CaseId, PersonId};
use crate::domain::party::Sex;
use crate::domain::time::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is to stand in the directory from now on; what is absent stays, what is empty is wiped out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The identity number (15 or 18 places), another document, or an organisation's unified code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_no: Option<String>,
    /// The telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where they live or sit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The day of birth, where no identity number gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<Day>,
    /// The sex, where no identity number gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
}

/// A command on a person; cases in which the person stands are never rewritten by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum PersonCommand {
    /// Corrects what the directory says (更正).
    CorrectPerson {
        /// What changes.
        #[serde(flatten)]
        to: Correction,
        /// Why.
        reason: String,
    },
    /// Adds another name the person is known by (曾用名、别名).
    AddAlias {
        /// The name.
        alias: String,
    },
    /// Takes a name away by which the person is not known.
    RemoveAlias {
        /// The name.
        alias: String,
    },
    /// Puts the person into the household of another (同户).
    JoinHousehold {
        /// Anybody of that household.
        with: PersonId,
        /// What the person is to them: 配偶, 子, 母.
        #[serde(default)]
        relation: String,
    },
    /// Takes the person out of the household.
    LeaveHousehold {},
    /// Says that this person and another are one and the same (同一人); the other one's card is the one that stays.
    SamePerson {
        /// The other.
        other: PersonId,
        /// How it is known.
        reason: String,
    },
    /// Takes back that the person is the same as another.
    PartPerson {
        /// How it is known.
        reason: String,
    },
    /// Notes that an officer looked at what is masked.
    RevealPerson {},
}

/// Something that happened to a person's entry in the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum PersonEvent {
    /// What the directory says was corrected.
    PersonCorrected {
        /// What changed.
        #[serde(flatten)]
        to: Correction,
        /// Why.
        reason: String,
        /// The newest case of the person at that time: what later cases say is newer than this correction.
        after: CaseId,
    },
    /// Another name was added.
    AliasAdded {
        /// The name.
        alias: String,
    },
    /// A name was taken away.
    AliasRemoved {
        /// The name.
        alias: String,
    },
    /// The person was put into a household.
    HouseholdJoined {
        /// The household, by whoever was first in it.
        household: PersonId,
        /// Who it was that the officer named.
        with: PersonId,
        /// What the person is to them.
        #[serde(default)]
        relation: String,
    },
    /// The person was taken out of the household.
    HouseholdLeft,
    /// The person turned out to be the same as another.
    PersonJoined {
        /// The other.
        into: PersonId,
        /// How it is known.
        reason: String,
    },
    /// The person turned out not to be the same.
    PersonParted {
        /// How it is known.
        reason: String,
    },
    /// Somebody looked at what is masked.
    PersonRevealed,
}

impl PersonEvent {
    /// Returns the stable name of the event, as the log and receipts show it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::PersonCorrected { .. } => "person_corrected",
            Self::AliasAdded { .. } => "alias_added",
            Self::AliasRemoved { .. } => "alias_removed",
            Self::HouseholdJoined { .. } => "household_joined",
            Self::HouseholdLeft => "household_left",
            Self::PersonJoined { .. } => "person_joined",
            Self::PersonParted { .. } => "person_parted",
            Self::PersonRevealed => "person_revealed",
        }
    }
}
