//! Routing (分流建议): which unit should handle a matter, and why, by the rulebook's data.
//!
//! Every rule that holds adds its score to the units it points at; who is on the floor today and whose
//! duty names the matter exactly adds a little more. Every point has its reason, so that an officer can
//! overrule the suggestion knowingly.

use super::ids::{CategoryId, RuleId, UnitId};
use super::roster::{FloorLine, Presence};
use super::rulebook::{Handling, RoutingRule, Rulebook, Target, covers};
use super::unit::{CENTRE, Unit};
use super::vocabulary::{CaseKind, UnitKind, UnitLevel};
use serde::Serialize;
use std::collections::BTreeMap;

/// What routing asks of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingFacts {
    /// The category, once assessed.
    pub category: Option<CategoryId>,
    /// The kind.
    pub kind: CaseKind,
    /// Where it happened, as written; when empty, places are looked for in the narrative.
    pub place: String,
    /// Units that are themselves party to the matter; they are never asked to handle it.
    pub party_units: Vec<UnitId>,
    /// The narrative.
    pub narrative: String,
    /// Where the parties live or work, as written.
    pub parties_places: Vec<String>,
    /// Who is on the floor today.
    pub floor: Vec<FloorLine>,
}

/// Why a unit is suggested; its words stand in `locales/routing.*.toml` under `routing.reason.<key>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// A routing rule of the rulebook.
    Rule {
        /// The rule.
        rule: RuleId,
        /// What it says.
        source: String,
    },
    /// The category is among its duties.
    Duty {
        /// The category's name.
        category: String,
    },
    /// A word of the narrative points at it.
    Word {
        /// The word.
        word: String,
    },
    /// The place lies in its area.
    Area {
        /// The area as named.
        area: String,
    },
    /// Several departments are concerned.
    Sectors {
        /// Their short names.
        units: String,
    },
    /// Several townships are concerned.
    Townships {
        /// Their short names.
        units: String,
    },
    /// Its people are on the floor of the centre today.
    OnFloor,
    /// It rotates, and today is not its day.
    NotToday,
    /// It should be on the floor today and is not.
    Away,
    /// It comes when called.
    OnCall,
    /// No rule points anywhere, so the centre looks at it first.
    Nobody,
}

impl Reason {
    /// Returns the key under `routing.reason` in the locales.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Rule { .. } => "rule",
            Self::Duty { .. } => "duty",
            Self::Word { .. } => "word",
            Self::Area { .. } => "area",
            Self::Sectors { .. } => "sectors",
            Self::Townships { .. } => "townships",
            Self::OnFloor => "on_floor",
            Self::NotToday => "not_today",
            Self::Away => "away",
            Self::OnCall => "on_call",
            Self::Nobody => "nobody",
        }
    }

    /// Returns the facts the words mention, by name.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Rule { rule, source } => vec![("rule", rule.to_string()), ("source", source.clone())],
            Self::Duty { category } => vec![("category", category.clone())],
            Self::Word { word } => vec![("word", word.clone())],
            Self::Area { area } => vec![("area", area.clone())],
            Self::Sectors { units } | Self::Townships { units } => vec![("units", units.clone())],
            Self::OnFloor | Self::NotToday | Self::Away | Self::OnCall | Self::Nobody => Vec::new(),
        }
    }
}

/// A unit to ask, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// Who should lead.
    pub unit: UnitId,
    /// Who should help.
    pub co: Vec<UnitId>,
    /// How it would be handled: by the weightiest rule that points here.
    pub handling: Handling,
    /// How much speaks for it.
    pub score: u32,
    /// What speaks for it, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// Returns the units to suggest, the best first; never empty while the directory has the centre.
pub fn suggest(facts: &RoutingFacts, units: &[Unit], book: &Rulebook) -> Vec<Suggestion> {
    let mut routing = Routing::new(facts, units, book);
    // What several units have in common is known once it is known whom the other rules point at.
    let (joint, single): (Vec<_>, Vec<_>) = book.routing.iter().partition(|rule| is_joint(rule));
    for rule in single.into_iter().chain(joint) {
        routing.apply(rule);
    }
    routing.finish()
}

const fn is_joint(rule: &RoutingRule) -> bool {
    rule.when.sectors_from.is_some() || rule.when.townships_from.is_some()
}

struct Candidate {
    co: Vec<UnitId>,
    weightiest: u32,
    handling: Handling,
    score: u32,
    reasons: Vec<(u32, Reason)>,
}

struct Routing<'a> {
    facts: &'a RoutingFacts,
    units: &'a [Unit],
    book: &'a Rulebook,
    /// Units whose area some place lies in, with the area: the most precise first.
    here: Vec<(&'a Unit, &'a str)>,
    townships: Vec<UnitId>,
    sectors: Vec<UnitId>,
    candidates: BTreeMap<UnitId, Candidate>,
}

impl<'a> Routing<'a> {
    fn new(facts: &'a RoutingFacts, units: &'a [Unit], book: &'a Rulebook) -> Self {
        let place = if facts.place.trim().is_empty() { &facts.narrative } else { &facts.place };
        let mut townships: Vec<UnitId> = Vec::new();
        for text in std::iter::once(place).chain(&facts.parties_places) {
            for (unit, _) in located(units, text) {
                if let Some(township) = lifted(units, unit, UnitLevel::Township)
                    && !townships.contains(&township.id)
                {
                    townships.push(township.id.clone());
                }
            }
        }
        let mut here = located(units, place);
        if here.is_empty() {
            here =
                facts.parties_places.iter().map(|text| located(units, text)).find(|at| !at.is_empty()).unwrap_or(here);
        }
        let is_sector = |unit: &&Unit| !matches!(unit.kind, UnitKind::Centre | UnitKind::Territory);
        let sectors = units
            .iter()
            .filter(is_sector)
            .filter(|unit| facts.party_units.contains(&unit.id))
            .map(|unit| unit.id.clone())
            .collect();
        Self { facts, units, book, here, townships, sectors, candidates: BTreeMap::new() }
    }

    fn unit(&self, id: &UnitId) -> Option<&'a Unit> {
        self.units.iter().find(|unit| unit.id == *id)
    }

    fn apply(&mut self, rule: &RoutingRule) {
        let when = &rule.when;
        let enough = |from: Option<u32>, found: &[UnitId]| from.is_none_or(|from| found.len() >= from as usize);
        let word = when.words.iter().find(|word| self.facts.narrative.contains(word.as_str()));
        if !(when.kind.is_empty() || when.kind.contains(&self.facts.kind))
            || !covers(&when.category, self.facts.category.as_ref())
            || (!when.words.is_empty() && word.is_none())
            || !enough(when.sectors_from, &self.sectors)
            || !enough(when.townships_from, &self.townships)
        {
            return;
        }
        let mut because: Vec<Reason> = word.map(|word| Reason::Word { word: word.clone() }).into_iter().collect();
        if when.sectors_from.is_some() {
            because.push(Reason::Sectors { units: self.names(&self.sectors) });
        }
        if when.townships_from.is_some() {
            because.push(Reason::Townships { units: self.names(&self.townships) });
        }
        let co = if is_joint(rule) { [self.sectors.clone(), self.townships.clone()].concat() } else { Vec::new() };
        match &rule.to {
            Target::Units(ids) => {
                for id in ids {
                    let Some(unit) = self.unit(id) else { continue };
                    self.point(rule, unit, 0, because.clone(), &co);
                    let department = !matches!(unit.kind, UnitKind::Centre | UnitKind::Territory);
                    if word.is_some() && department && !self.sectors.contains(&unit.id) {
                        self.sectors.push(unit.id.clone());
                    }
                }
            }
            Target::Duty(kinds) => {
                let Some(category) = &self.facts.category else { return };
                for unit in self.units.iter().filter(|unit| kinds.contains(&unit.kind)) {
                    let Some(duty) = unit.duty_for(category) else { continue };
                    let exact = if duty.as_str().len() == 4 { self.book.triage.exact_bonus } else { 0 };
                    let name = self.book.category_name(duty).unwrap_or_else(|| duty.to_string());
                    let because = [because.clone(), vec![Reason::Duty { category: name }]].concat();
                    self.point(rule, unit, exact, because, &co);
                }
            }
            Target::Territory(levels) => {
                for (nearest, area) in self.here.clone() {
                    let Some(unit) = levels.iter().find_map(|level| lifted(self.units, nearest, *level)) else {
                        continue;
                    };
                    let because = [because.clone(), vec![Reason::Area { area: area.to_owned() }]].concat();
                    let below: Vec<_> = (unit.id != nearest.id).then(|| nearest.id.clone()).into_iter().collect();
                    self.point(rule, unit, 0, because, &[co.clone(), below].concat());
                }
            }
        }
    }

    /// Adds a rule's weight and reasons to a unit, unless the unit is party to the matter.
    fn point(&mut self, rule: &RoutingRule, unit: &Unit, bonus: u32, because: Vec<Reason>, co: &[UnitId]) {
        if self.facts.party_units.contains(&unit.id) {
            return;
        }
        let candidate = self.candidates.entry(unit.id.clone()).or_insert_with(|| Candidate {
            co: Vec::new(),
            weightiest: 0,
            handling: rule.handling,
            score: 0,
            reasons: Vec::new(),
        });
        candidate.score += rule.score + bonus;
        if rule.score > candidate.weightiest {
            candidate.weightiest = rule.score;
            candidate.handling = rule.handling;
        }
        let told = Reason::Rule { rule: rule.id.clone(), source: rule.source.clone() };
        for reason in because.into_iter().chain([told]) {
            if !candidate.reasons.iter().any(|(_, known)| *known == reason) {
                candidate.reasons.push((rule.score, reason));
            }
        }
        for helper in co {
            if *helper != unit.id && !candidate.co.contains(helper) && !self.facts.party_units.contains(helper) {
                candidate.co.push(helper.clone());
            }
        }
    }

    fn names(&self, ids: &[UnitId]) -> String {
        ids.iter().filter_map(|id| self.unit(id)).map(|unit| unit.short.as_str()).collect::<Vec<_>>().join("、")
    }

    fn finish(mut self) -> Vec<Suggestion> {
        let mut suggestions = Vec::new();
        for (id, mut candidate) in std::mem::take(&mut self.candidates) {
            let unit = self.unit(&id);
            let (bonus, presence) = unit.map_or((0, None), |unit| self.presence(unit));
            candidate.reasons.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
            let mut reasons: Vec<_> = candidate.reasons.into_iter().map(|(_, reason)| reason).collect();
            reasons.extend(presence);
            let (co, handling, score) = (candidate.co, candidate.handling, candidate.score + bonus);
            suggestions.push(Suggestion { unit: id, co, handling, score, reasons });
        }
        // The directory's order decides between equals.
        let order = |id: &UnitId| self.units.iter().position(|unit| unit.id == *id);
        suggestions.sort_by_key(|suggestion| (std::cmp::Reverse(suggestion.score), order(&suggestion.unit)));
        suggestions.truncate(self.book.triage.suggestions);
        let centre = UnitId::from(CENTRE);
        if suggestions.is_empty() && self.unit(&centre).is_some() {
            let (handling, reasons) = (Handling::InCentre, vec![Reason::Nobody]);
            suggestions.push(Suggestion { unit: centre, co: Vec::new(), handling, score: 0, reasons });
        }
        suggestions
    }

    fn presence(&self, unit: &Unit) -> (u32, Option<Reason>) {
        let line = self.facts.floor.iter().find(|line| line.unit == unit.id);
        let absent = match line.map(|line| line.presence) {
            Some(Presence::Here | Presence::CalledIn) => {
                return (self.book.triage.floor_bonus, Some(Reason::OnFloor));
            }
            Some(Presence::Away) => Some(Reason::Away),
            Some(Presence::OnCall) => Some(Reason::OnCall),
            Some(Presence::NotToday) => Some(Reason::NotToday),
            Some(Presence::Closed) | None => None,
        };
        (0, absent)
    }
}

/// Returns the units whose area a text mentions, without those above one that is mentioned too.
fn located<'a>(units: &'a [Unit], text: &str) -> Vec<(&'a Unit, &'a str)> {
    let found: Vec<_> = units.iter().filter_map(|unit| Some((unit, unit.area_in(text)?))).collect();
    let is_above = |unit: &Unit| {
        found.iter().any(|(other, _)| {
            other.id != unit.id && lifted(units, other, unit.level).is_some_and(|above| above.id == unit.id)
        })
    };
    found.iter().copied().filter(|(unit, _)| !is_above(unit)).collect()
}

/// Follows the parents of a unit up to a level; the unit itself counts.
fn lifted<'a>(units: &'a [Unit], unit: &'a Unit, level: UnitLevel) -> Option<&'a Unit> {
    let mut at = unit;
    for _ in 0..units.len() {
        if at.level == level {
            return Some(at);
        }
        let parent = at.parent.as_ref()?;
        at = units.iter().find(|unit| unit.id == *parent)?;
    }
    None
}

#[cfg(test)]
mod tests;
