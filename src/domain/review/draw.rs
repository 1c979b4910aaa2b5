//! Drawing (抽样): by rule or by chance, so that anybody who knows the seed gets the same cases.

use crate::domain::ids::CaseNo;
use crate::domain::vocabulary::{Grade, vocabulary};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

vocabulary! {
    /// How cases are drawn for review (抽样方式).
    Sampling as "sampling" {
        /// 重大疑难: every one of the heaviest grade.
        Major = "major",
        /// 不满意: every one whose resident was ever dissatisfied.
        Dissatisfied = "dissatisfied",
        /// 超期: every one that was ever late.
        Overdue = "overdue",
        /// 随机.
        Chance = "chance",
    }
}

/// A closed case that may be drawn. Sealed ones are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The case.
    pub no: CaseNo,
    /// Its grade.
    pub grade: Option<Grade>,
    /// Whether the resident was ever dissatisfied.
    pub dissatisfied: bool,
    /// Whether any of its limits was ever late.
    pub overdue: bool,
}

impl Candidate {
    fn fits(&self, sampling: Sampling) -> bool {
        match sampling {
            Sampling::Major => self.grade == Some(Grade::Major),
            Sampling::Dissatisfied => self.dissatisfied,
            Sampling::Overdue => self.overdue,
            Sampling::Chance => false,
        }
    }
}

/// A case that was drawn, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The case.
    pub no: CaseNo,
    /// By what.
    pub by: Sampling,
}

/// Draws cases: all that a rule wants, then so many of the others by chance; none that were drawn already.
///
/// By chance the numbers are put in the order of their digest with the seed, and the first are taken: neither the order in
/// which candidates come nor anything else but seed and numbers decides.
pub fn draw(candidates: &[Candidate], by: &[Sampling], count: usize, seed: &str, drawn: &BTreeSet<CaseNo>) -> Vec<Why> {
    let mut ordered: Vec<_> = candidates.iter().filter(|it| !drawn.contains(&it.no)).collect();
    ordered.sort_by(|a, b| a.no.cmp(&b.no));
    ordered.dedup_by(|a, b| a.no == b.no);
    let rule = |it: &Candidate| by.iter().copied().find(|sampling| it.fits(*sampling));
    let (wanted, mut others): (Vec<_>, Vec<_>) = ordered.into_iter().partition(|it| rule(it).is_some());
    let mut all: Vec<_> = wanted.into_iter().filter_map(|it| Some(Why { no: it.no.clone(), by: rule(it)? })).collect();
    if by.contains(&Sampling::Chance) {
        others.sort_by_cached_key(|it| {
            let mut hash = blake3::Hasher::new();
            hash.update(seed.as_bytes()).update(b"\n").update(it.no.as_str().as_bytes());
            *hash.finalize().as_bytes()
        });
        all.extend(others.into_iter().take(count).map(|it| Why { no: it.no.clone(), by: Sampling::Chance }));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates() -> Vec<Candidate> {
        (1..=40)
            .map(|n| Candidate {
                no: CaseNo(format!("ZZ2026-{n:05}")),
                grade: (n % 10 == 0).then_some(Grade::Major),
                dissatisfied: n % 20 == 0 || n == 3,
                overdue: n == 3 || n == 7,
            })
            .collect()
    }

    fn numbers(drawn: &[Why]) -> Vec<&str> {
        drawn.iter().map(|it| it.no.as_str()).collect()
    }

    #[test]
    fn a_rule_takes_all_it_wants_each_once_under_the_first_rule_that_fits() {
        let by = [Sampling::Major, Sampling::Dissatisfied, Sampling::Overdue];
        let drawn = draw(&candidates(), &by, 5, "x", &BTreeSet::new());
        let told: Vec<_> = drawn.iter().map(|it| (it.no.as_str().trim_start_matches("ZZ2026-000"), it.by)).collect();
        let expected = [
            ("03", Sampling::Dissatisfied),
            ("07", Sampling::Overdue),
            ("10", Sampling::Major),
            ("20", Sampling::Major),
            ("30", Sampling::Major),
            ("40", Sampling::Major),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn chance_is_the_same_for_the_same_seed_whatever_the_order_and_another_for_another() {
        let mut backwards = candidates();
        backwards.reverse();
        let of = |from: &[Candidate], seed: &str| draw(from, &[Sampling::Chance], 6, seed, &BTreeSet::new());
        assert_eq!(of(&candidates(), "2026-11"), of(&backwards, "2026-11"));
        assert_ne!(of(&candidates(), "2026-11"), of(&candidates(), "2026-12"));
        assert_eq!(of(&candidates(), "2026-11").len(), 6);
    }

    #[test]
    fn what_was_drawn_is_not_drawn_again_until_nothing_is_left() {
        let mut drawn = BTreeSet::new();
        let mut rounds = 0;
        loop {
            let next = draw(&candidates(), &[Sampling::Chance], 7, "again", &drawn);
            if next.is_empty() {
                break;
            }
            assert!(next.iter().all(|it| drawn.insert(it.no.clone())), "{:?}", numbers(&next));
            rounds += 1;
        }
        assert_eq!((drawn.len(), rounds), (40, 6));
    }

    #[test]
    fn every_case_has_the_same_chance() {
        let mut counts = std::collections::BTreeMap::new();
        for seed in 0..2000 {
            for it in draw(&candidates(), &[Sampling::Chance], 4, &seed.to_string(), &BTreeSet::new()) {
                *counts.entry(it.no).or_insert(0_u32) += 1;
            }
        }
        // Two hundred each are expected; five standard deviations are about seventy.
        assert!(counts.len() == 40 && counts.values().all(|count| (130..270).contains(count)), "{counts:?}");
    }
}
