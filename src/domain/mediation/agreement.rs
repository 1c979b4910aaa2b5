//! What the parties agreed (调解协议), in writing or by word of mouth, and its instalments (分期履行).

use super::words::AgreementForm;
use crate::domain::ids::{InstalmentId, OfficerId, SessionId};
use crate::domain::time::{Day, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An agreement as filled in; whether it is written or oral is said by the outcome it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgreement {
    /// The main facts and what was in dispute; may be left out of an oral agreement.
    #[serde(default)]
    pub facts: String,
    /// What was agreed.
    pub terms: String,
    /// How it is performed (履行方式), such as cash, transfer, repair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Where it is performed (履行地点).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What is due and when; each day becomes a clock.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instalments: Vec<NewInstalment>,
    /// The day it took effect; the day of the session unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<Day>,
    /// How many copies were made; one for each party and one for the file unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copies: Option<u32>,
}

/// An instalment as filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInstalment {
    /// The last day for it.
    pub due: Day,
    /// The amount in fen (0.01 yuan), where it is money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
    /// What is to be done; money needs no words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
}

/// An agreement as it was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Written or oral.
    pub form: AgreementForm,
    /// The main facts and what was in dispute.
    pub facts: String,
    /// What was agreed.
    pub terms: String,
    /// How it is performed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Where it is performed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What is due and when, by day; numbers run on through all agreements of the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instalments: Vec<Instalment>,
    /// The day it took effect: judicial confirmation counts from here.
    pub effective_on: Day,
    /// How many copies were made.
    pub copies: u32,
}

/// One instalment of an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    /// Its number within the case.
    pub id: InstalmentId,
    /// The last day for it.
    pub due: Day,
    /// The amount in fen, where it is money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
    /// What is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// That it was done, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performed: Option<Performed>,
    /// That it was not done when due, as often as it was noted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaches: Vec<Breach>,
}

/// The note that an instalment was performed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performed {
    /// The day it was done.
    pub on: Day,
    /// What the officer noted, such as the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who noted it.
    pub by: OfficerId,
    /// When it was noted.
    pub at: Moment,
}

/// The note that an instalment was not performed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    /// What the officer noted.
    pub note: String,
    /// Who noted it.
    pub by: OfficerId,
    /// When it was noted.
    pub at: Moment,
}

/// An agreement with the session it was reached in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// The session.
    pub session: SessionId,
    /// When it was recorded.
    pub at: Moment,
    /// Who recorded it.
    pub by: OfficerId,
    /// What was agreed, with how its instalments stand.
    pub agreement: Agreement,
}

impl Agreement {
    /// Tells whether nothing is left to perform.
    pub fn is_performed(&self) -> bool {
        self.instalments.iter().all(|instalment| instalment.performed.is_some())
    }

    /// Returns the instalments still to be performed, by day.
    pub fn open_instalments(&self) -> impl Iterator<Item = &Instalment> {
        self.instalments.iter().filter(|instalment| instalment.performed.is_none())
    }

    /// Returns the last day on which anything is due: the end of the term of performance (履行期满).
    pub fn last_due(&self) -> Option<Day> {
        self.instalments.iter().map(|instalment| instalment.due).max()
    }
}
