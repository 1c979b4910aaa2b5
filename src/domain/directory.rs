//! The directory of the centre beside its units: rooms, mediators and officers.

use super::ids::{CategoryId, MediatorId, OfficerId, RoomId, UnitId};
use super::vocabulary::Role;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A mediation room (调解室).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// The code.
    pub id: RoomId,
    /// The name on the door.
    pub name: String,
    /// How many people it seats.
    pub seats: u32,
}

/// A mediator (调解员), with what is needed to see a reason for recusal (回避).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mediator {
    /// The code.
    pub id: MediatorId,
    /// The name.
    pub name: String,
    /// The unit the mediator sits with, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The kind in the county's own words: 人民调解员, 行业调解员, 律师, 心理咨询师.
    #[serde(default)]
    pub kind: String,
    /// The categories the mediator is good at.
    #[serde(default)]
    pub specialities: Vec<CategoryId>,
    /// The phone, empty if unknown.
    #[serde(default)]
    pub phone: String,
    /// The employer, empty if none; being a party's employer is a reason for recusal.
    #[serde(default)]
    pub employer: String,
    /// Names or ID numbers of near relatives; being kin of a party is a reason for recusal.
    #[serde(default)]
    pub kin: Vec<String>,
}

/// An officer (经办人) of the centre or of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// The code.
    pub id: OfficerId,
    /// The name.
    pub name: String,
    /// The unit the officer works for; nothing means the centre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// What the officer may be.
    pub roles: Vec<Role>,
    /// The operating-system account that is this officer, if one is bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os_user: Option<String>,
}

impl Officer {
    /// Returns nobody: whoever sits at a desk before signing in, with no name and no role.
    pub fn nobody() -> Self {
        Self { id: OfficerId::from(""), name: String::new(), unit: None, roles: Vec::new(), os_user: None }
    }

    /// Tells whether this is nobody.
    pub fn is_nobody(&self) -> bool {
        self.id.as_str().is_empty()
    }

    /// Returns whether the officer holds a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
