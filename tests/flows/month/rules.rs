//! The rulebook's numbers, read as plain TOML.

/// A limit: what it is for, and how long it is.
pub struct Limit {
    clock: String,
    when: toml::Table,
    /// How many.
    pub amount: i64,
    /// Of what.
    pub unit: String,
}

/// What the test needs of the rulebook.
pub struct Rules {
    table: toml::Table,
    limits: Vec<Limit>,
    /// The ladder: levels and how many working days from the due day they are.
    pub ladder: Vec<(String, i64)>,
}

/// What limits may depend on.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// What kind of matter it is.
    pub kind: String,
    /// How it came.
    pub channel: String,
    /// How grave it is, once somebody said.
    pub grade: Option<String>,
    /// At which step of the ladder it is, if it is.
    pub step: Option<String>,
}

impl Rules {
    /// Reads the default rulebook.
    pub fn new() -> Self {
        let table: toml::Table = include_str!("../../../rulebooks/longxi.toml").parse().unwrap();
        let text = |value: &toml::Value| value.as_str().unwrap().to_owned();
        let limits = table["limit"].as_array().unwrap().iter().map(|limit| Limit {
            clock: text(&limit["clock"]),
            when: limit.get("when").map(|it| it.as_table().unwrap().clone()).unwrap_or_default(),
            amount: limit["amount"].as_integer().unwrap(),
            unit: text(&limit["unit"]),
        });
        let limits = limits.collect();
        let steps = table["escalation"].as_array().unwrap().iter();
        let ladder = steps.map(|it| (text(&it["level"]), it["offset"].as_integer().unwrap())).collect();
        Self { table, limits, ladder }
    }

    /// Returns the first limit for a clock that suits.
    pub fn limit(&self, clock: &str, facts: &Facts) -> Option<&Limit> {
        self.limits.iter().find(|limit| limit.clock == clock && suits(&limit.when, facts))
    }

    /// Returns a number of a section.
    pub fn number(&self, section: &str, name: &str) -> i64 {
        self.table[section][name].as_integer().unwrap()
    }

    /// Returns the tables of a section.
    pub fn tables(&self, section: &str) -> Vec<&toml::Table> {
        self.table
            .get(section)
            .and_then(|it| it.as_array())
            .into_iter()
            .flatten()
            .map(|it| it.as_table().unwrap())
            .collect()
    }
}

fn suits(when: &toml::Table, facts: &Facts) -> bool {
    when.iter().all(|(name, values)| {
        let has = |fact: &str| values.as_array().unwrap().iter().any(|value| value.as_str() == Some(fact));
        match name.as_str() {
            "kind" => has(&facts.kind),
            "channel" => has(&facts.channel),
            "grade" => facts.grade.as_deref().is_some_and(has),
            "step" => facts.step.as_deref().is_some_and(has),
            other => panic!("a limit that depends on {other}"),
        }
    })
}
