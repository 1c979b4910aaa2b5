//! What words may mean besides themselves: units, mediators, categories by name, and the words of fields.

use super::{Facet, fold};
use crate::text::pinyin::{self, Fit};

/// A field that a word may name: `unit:司法局`, `due:<3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// 单位: a unit that has or had the case.
    Unit,
    /// 调解员: a mediator of one of its sessions.
    Mediator,
    /// 类别: the category.
    Category,
    /// 等级: the grade.
    Grade,
    /// 风险: the risk.
    Risk,
    /// 事项: the kind of matter.
    Kind,
    /// 来源: the channel.
    Channel,
    /// 登记人: the officer who registered it.
    By,
    /// 年份: the year of registration.
    Year,
    /// 人员: somebody of the directory, by number or by any name.
    Person,
    /// 到期: when it is due.
    Due,
    /// 状态: a condition, see [`Is`].
    Is,
}

impl Field {
    /// Every field.
    pub const ALL: &[Self] = &[
        Self::Unit,
        Self::Mediator,
        Self::Category,
        Self::Grade,
        Self::Risk,
        Self::Kind,
        Self::Channel,
        Self::By,
        Self::Year,
        Self::Person,
        Self::Due,
        Self::Is,
    ];

    /// Returns the name of the field that is the same in every language.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Mediator => "mediator",
            Self::Category => "category",
            Self::Grade => "grade",
            Self::Risk => "risk",
            Self::Kind => "kind",
            Self::Channel => "channel",
            Self::By => "by",
            Self::Year => "year",
            Self::Person => "person",
            Self::Due => "due",
            Self::Is => "is",
        }
    }
}

/// What `is:` may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    /// 超期.
    Overdue,
    /// 在办: its life goes on.
    Open,
    /// 已结: its life has ended.
    Closed,
    /// 已并案: merged into another.
    Merged,
    /// 本人登记.
    Mine,
}

impl Is {
    /// Every condition.
    pub const ALL: &[Self] = &[Self::Overdue, Self::Open, Self::Closed, Self::Merged, Self::Mine];

    /// Returns the name of the condition that is the same in every language.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Merged => "merged",
            Self::Mine => "mine",
        }
    }
}

/// The words of one centre in one language, as the engine understands them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// The officer who asks, for `is:mine`.
    pub officer: String,
    /// Names of fields beside their keys.
    pub fields: Vec<(Field, String)>,
    /// Names of conditions beside their keys.
    pub conditions: Vec<(Is, String)>,
    /// What the values of a field are called: the facet, then its names, the first of which is shown.
    pub values: Vec<(Field, Facet, Vec<String>)>,
}

impl Vocabulary {
    /// Returns the field a word names.
    pub(super) fn field(&self, word: &str) -> Option<Field> {
        let by_key = Field::ALL.iter().copied().find(|field| field.key() == word);
        by_key.or_else(|| self.fields.iter().find(|(_, name)| same(name, word)).map(|(field, _)| *field))
    }

    /// Returns what a field is called.
    pub(super) fn name(&self, field: Field) -> &str {
        self.fields.iter().find(|(of, _)| *of == field).map_or(field.key(), |(_, name)| name)
    }

    /// Returns the condition a word names.
    pub(super) fn condition(&self, word: &str) -> Option<Is> {
        let by_key = Is::ALL.iter().copied().find(|condition| condition.key() == word);
        by_key.or_else(|| self.conditions.iter().find(|(_, name)| same(name, word)).map(|(condition, _)| *condition))
    }

    /// Returns the facets of a field that a word fits, by name, part of a name or pinyin; a whole name stands alone.
    pub(super) fn values(&self, field: Field, word: &str) -> Vec<&Facet> {
        let of_field = || self.values.iter().filter(move |(of, ..)| *of == field);
        let whole: Vec<&Facet> = of_field()
            .filter(|(_, _, names)| names.iter().any(|name| same(name, word)))
            .map(|(_, facet, _)| facet)
            .collect();
        if !whole.is_empty() {
            return whole;
        }
        of_field()
            .filter(|(_, _, names)| names.iter().any(|name| pinyin::matches(word, name)))
            .map(|(_, facet, _)| facet)
            .collect()
    }

    /// Returns what a plain word may mean besides itself: a unit, a mediator, a category, or somebody known by it.
    pub(super) fn meant(&self, word: &str) -> Vec<&Facet> {
        // One letter or character fits half the county.
        if word.chars().count() < 2 {
            return Vec::new();
        }
        // Initials are those of its beginning: `zj` is 张军 rather than something about 民政局.
        let spelled = word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let begins = |facet: &&Facet| {
            let mut names = self.values.iter().filter(|(_, of, _)| of == *facet).flat_map(|(.., names)| names);
            !spelled || names.any(|name| matches!(pinyin::fit(word, name), Some(Fit::Start | Fit::PinyinStart)))
        };
        let fields = [Field::Unit, Field::Mediator, Field::Category, Field::Person];
        fields.into_iter().flat_map(|field| self.values(field, word)).filter(begins).collect()
    }

    /// Returns how the word under the caret could go on: each with what replaces it, most fitting first.
    ///
    /// Before a colon these are fields, after it the values of that field.
    pub fn complete(&self, word: &str) -> Vec<String> {
        let folded: String = fold(word).collect();
        let Some((name, value)) = folded.split_once([':', '：']) else {
            // Its name as it is spoken, else as it is in every language.
            let fits = Field::ALL.iter().filter_map(|field| {
                let named = self.fields.iter().filter(|(of, _)| of == field).map(|(_, name)| name.as_str());
                let begins = |name: &&str| matches!(pinyin::fit(&folded, name), Some(Fit::Start | Fit::PinyinStart));
                named.chain([field.key()]).filter(|_| !folded.is_empty()).find(begins)
            });
            return fits.map(|name| format!("{name}:")).collect();
        };
        let head = &word[..word.find([':', '：']).map_or(0, |at| at)];
        match self.field(name) {
            Some(Field::Is) => {
                let named = self.conditions.iter().map(|(_, name)| name.as_str());
                let fits = named.filter(|name| value.is_empty() || pinyin::matches(value, name));
                fits.map(|name| format!("{head}:{name}")).collect()
            }
            Some(Field::Due) => {
                let fits = ["<0", "<1", "<3", "<7"].into_iter().filter(|it| it.starts_with(value));
                fits.map(|it| format!("{head}:{it}")).collect()
            }
            Some(field) => {
                let fit = |names: &[String]| names.iter().filter_map(|name| pinyin::fit(value, name)).min();
                let of_field = self.values.iter().filter(|(of, ..)| *of == field);
                let mut fits: Vec<_> =
                    of_field.filter_map(|(_, _, names)| Some((fit(names)?, names.first()?))).collect();
                fits.sort_by_key(|(fit, _)| *fit);
                fits.into_iter().map(|(_, name)| format!("{head}:{name}")).collect()
            }
            None => Vec::new(),
        }
    }
}

fn same(name: &str, word: &str) -> bool {
    fold(name).eq(word.chars())
}
