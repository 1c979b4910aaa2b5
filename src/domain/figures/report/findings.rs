//! What can be said of a period in words: facts with their numbers, no judgement.

use super::Ground;
use crate::domain::figures::{Line, Measure, Name, Page};
use crate::domain::ids::CaseNo;
use serde::{Deserialize, Serialize};

/// How many are named of what there is most of.
const NAMED: usize = 3;

/// A sentence about a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The key of its words under `figures.finding`.
    pub key: String,
    /// The numbers in it, by name.
    pub numbers: Vec<(String, usize)>,
    /// What it names, each with how many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<(Name, usize)>,
    /// The cases behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<CaseNo>,
}

fn finding(key: &str, numbers: &[(&str, usize)], cases: Vec<CaseNo>) -> Finding {
    let numbers = numbers.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect();
    Finding { key: key.to_owned(), numbers, named: Vec::new(), cases }
}

/// Names what a page has most of in its own period; what is nowhere is not named.
fn most(key: &str, page: &Page) -> Option<Finding> {
    let here = |line: &Line| line.cells.first().map(|it| it.cases().to_vec()).unwrap_or_default();
    let mut lines: Vec<_> = page.lines.iter().filter(|it| it.id != "none" && !it.id.is_empty()).collect();
    // Sorting is stable: among equals the order of the page holds.
    lines.sort_by_key(|line| std::cmp::Reverse(here(line).len()));
    lines.retain(|line| !here(line).is_empty());
    lines.truncate(NAMED);
    let named = lines.iter().map(|line| (line.name.clone(), here(line).len())).collect();
    let cases = lines.iter().flat_map(|line| here(line)).collect();
    (!lines.is_empty()).then(|| Finding { named, ..finding(key, &[], cases) })
}

impl Ground<'_> {
    /// Says what the period came to.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let of = |measure| self.count(measure, self.ask.period);
        let beside = |id: &str| {
            let period = self.ask.beside().into_iter().find(|(name, _)| *name == id);
            period.map(|(_, period)| self.count(Measure::Registered, period).number())
        };
        let registered = of(Measure::Registered);
        let mut found = vec![match (beside("before"), beside("year_ago")) {
            (before, Some(year_ago)) => finding(
                "registered_with_year",
                &[("count", registered.number()), ("before", before.unwrap_or(0)), ("year_ago", year_ago)],
                registered.part,
            ),
            (before, None) => finding(
                "registered",
                &[("count", registered.number()), ("before", before.unwrap_or(0))],
                registered.part,
            ),
        }];
        let pages = self.elements();
        let page = |id: &str| pages.iter().find(|page| page.id == id);
        found.extend(page("category").and_then(|page| most("categories", page)));
        found.extend(most("places", &self.places()));
        let rates = [
            ("repeat", Measure::Repeat),
            ("on_time", Measure::OnTime),
            ("overdue", Measure::Overdue),
            ("mediated", Measure::Mediated),
            ("called_back", Measure::CalledBack),
            ("satisfied", Measure::Satisfied),
        ];
        for (key, measure) in rates {
            let counted = of(measure);
            if counted.of() > 0 {
                found.push(finding(key, &[("count", counted.number()), ("of", counted.of())], counted.part));
            }
        }
        found
    }
}
