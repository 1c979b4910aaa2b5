//! The crosswalk (类别对照): which row of a return a category of ours is counted in, so that one entry feeds them all.

use super::Rulebook;
use crate::domain::ids::CategoryId;
use serde::{Deserialize, Serialize};

/// A return that has categories of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Return {
    /// 人民调解统计表.
    Mediation,
    /// 信访事项分类统计表.
    Petition,
}

/// A row of a return, and which categories are counted in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrosswalkRule {
    /// The return.
    pub table: Return,
    /// What the row is called there.
    pub row: String,
    /// These categories and what stands below them; of two that fit the longer code wins.
    #[serde(default)]
    pub category: Vec<CategoryId>,
}

impl Rulebook {
    /// Returns the row of a return in which a category is counted; nothing if it is mapped to none.
    pub fn mapped(&self, table: Return, category: Option<&CategoryId>) -> Option<&str> {
        let category = category?;
        let fits = |rule: &CrosswalkRule| {
            let fitting = rule.category.iter().filter(|it| category.as_str().starts_with(it.as_str()));
            fitting.map(|it| it.as_str().len()).max()
        };
        let rules = self.crosswalk.iter().filter(|rule| rule.table == table);
        let best = rules.filter_map(|rule| Some((fits(rule)?, rule))).max_by_key(|(length, _)| *length);
        best.map(|(_, rule)| rule.row.as_str())
    }

    /// Returns the rows of a return, in the order of the rulebook.
    pub fn mapped_rows(&self, table: Return) -> Vec<&str> {
        self.crosswalk.iter().filter(|rule| rule.table == table).map(|rule| rule.row.as_str()).collect()
    }
}
