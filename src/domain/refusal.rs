//! Refusals: what a rule says no to, with the facts needed to say why in the officer's language.

use serde::Serialize;
use std::fmt;

/// Why a rule refused a command.
///
/// The words live in `locales/` under `refusal.<code>.message` and `refusal.<code>.hint`, with the
/// arguments standing there as `%{name}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The stable name of the reason, such as `objection_too_late`; scripts see it as `error.kind`.
    pub code: &'static str,
    /// The facts that the words mention, by name.
    pub args: Vec<(&'static str, String)>,
    /// Every single reason, where there may be several at once, such as all clashes of a booking.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Refusal>,
    /// What would be possible instead, such as the next free slots.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
}

/// Something possible instead of what was refused; its words stand under `refusal.<code>.message` too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// The stable name of the kind of offer, such as `slot`.
    pub code: &'static str,
    /// The facts that the words mention, by name.
    pub args: Vec<(&'static str, String)>,
}

impl Refusal {
    /// Makes a refusal without arguments.
    pub fn new(code: &'static str) -> Self {
        Self { code, args: Vec::new(), causes: Vec::new(), offers: Vec::new() }
    }

    /// Adds a fact that the words mention.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Adds the single reasons behind it.
    #[must_use]
    pub fn because(mut self, causes: impl IntoIterator<Item = Refusal>) -> Self {
        self.causes.extend(causes);
        self
    }

    /// Adds what would be possible instead.
    #[must_use]
    pub fn offering(mut self, offers: impl IntoIterator<Item = Offer>) -> Self {
        self.offers.extend(offers);
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        for (name, value) in &self.args {
            write!(f, " {name}={value}")?;
        }
        for cause in &self.causes {
            write!(f, "; {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

/// Makes a [`Refusal`]: `refuse!("objection_too_late", due = due)`.
#[macro_export]
macro_rules! refuse {
    ($code:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::domain::refusal::Refusal::new($code)$(.with(stringify!($name), &$value))*
    };
}
