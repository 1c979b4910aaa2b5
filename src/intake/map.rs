//! Which column of a register is which field (列对应): by what it is called, as it was said before, or as a file says.

use super::table::{Known, Table, squeezed};
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::{CaseKind, Channel, vocabulary};
use crate::refuse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

vocabulary! {
    /// What a column of a register can be.
    Field as "import_field" {
        /// 不导入.
        Ignore = "ignore",
        /// 编号: by which the entry is known again.
        Entry = "entry",
        /// 登记时间.
        RegisteredAt = "registered_at",
        /// 事项类型.
        Kind = "kind",
        /// 来源渠道.
        Channel = "channel",
        /// 标题.
        Title = "title",
        /// 诉求.
        Narrative = "narrative",
        /// 请求事项.
        Demands = "demands",
        /// 发生地.
        Place = "place",
        /// 网格.
        Grid = "grid",
        /// 发生时间.
        OccurredOn = "occurred_on",
        /// 涉及人数.
        PeopleInvolved = "people_involved",
        /// 涉及金额.
        Amount = "amount",
        /// 类别.
        Category = "category",
        /// 等级.
        Grade = "grade",
        /// 风险.
        Risk = "risk",
        /// 申请人.
        ApplicantName = "applicant_name",
        /// 申请人电话.
        ApplicantPhone = "applicant_phone",
        /// 申请人证件号.
        ApplicantId = "applicant_id",
        /// 申请人住址.
        ApplicantPlace = "applicant_place",
        /// 申请人性别.
        ApplicantSex = "applicant_sex",
        /// 申请人工作单位.
        ApplicantEmployer = "applicant_employer",
        /// 被申请人.
        RespondentName = "respondent_name",
        /// 被申请人电话.
        RespondentPhone = "respondent_phone",
        /// 被申请人证件号.
        RespondentId = "respondent_id",
        /// 被申请人住址.
        RespondentPlace = "respondent_place",
        /// 承办单位.
        Unit = "unit",
        /// 办理状态.
        Status = "status",
        /// 处理结果.
        Result = "result",
        /// 办结时间.
        ClosedAt = "closed_at",
        /// 附记: kept in words at the end of the narrative.
        Remark = "remark",
        /// Of an error sheet: the register the row is from.
        OriginRegister = "origin_register",
        /// Of an error sheet: the entry of that register.
        OriginEntry = "origin_entry",
        /// Of an error sheet: what the officer decided about it.
        Decision = "decision",
    }
}

impl Field {
    /// Tells whether several columns may be it.
    fn may_repeat(self) -> bool {
        matches!(self, Self::Ignore | Self::Remark)
    }

    /// Tells whether it is a column that only error sheets have.
    pub fn is_ours(self) -> bool {
        matches!(self, Self::OriginRegister | Self::OriginEntry | Self::Decision)
    }
}

/// What registers usually call things.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Usual {
    columns: BTreeMap<Field, Vec<String>>,
    values: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    messages: BTreeMap<String, Vec<String>>,
}

static USUAL: LazyLock<Usual> = LazyLock::new(|| {
    toml::from_str(include_str!("../../intake/headers.toml")).expect("the usual names are checked by a test")
});

/// Every usual name of a column with its field, the first field that has it.
static NAMES: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for (field, usual) in &USUAL.columns {
        for name in usual {
            names.entry(squeezed(name)).or_insert(*field);
        }
    }
    names
});

/// A map as it is kept in a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// What the register is called, by which its entries are known again; the name of the file when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
    /// What is meant where no column says it.
    #[serde(skip_serializing_if = "Defaults::is_empty")]
    pub defaults: Defaults,
    /// Which column is which field, by the name of the column.
    pub columns: BTreeMap<String, Field>,
    /// What stands in the columns of closed lists: the list, what is written, the member's key, code or name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// What is meant where no column of a register says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Defaults {
    /// The kind of matter; a dispute when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<CaseKind>,
    /// The channel; a visit when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Whether a closed matter without a day of closing was closed on the day it was registered (当日办结).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub closed_same_day: bool,
    /// The lists of which a value that is not understood is kept in words instead of holding the row up.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keep_in_words: Vec<Field>,
}

impl Defaults {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Returns the names of columns by which a head is found: the usual ones and a map's own.
pub fn known(mapping: Option<&Mapping>) -> Known {
    let own = mapping.into_iter().flat_map(|mapping| mapping.columns.keys().map(String::as_str));
    Known::new(NAMES.keys().map(String::as_str).chain(own))
}

/// A map laid over a table: which field each of its columns is.
#[derive(Debug, Clone)]
pub struct Columns {
    /// The field of each column; nothing for one that nobody could name.
    pub fields: Vec<Option<Field>>,
    /// What the columns are called.
    pub names: Vec<String>,
    /// Where the first column of each field is.
    at: HashMap<Field, usize>,
    /// The map, with every column of this table in it.
    pub mapping: Mapping,
}

impl Columns {
    /// Lays a map over a table; what the map does not name goes by the usual names.
    ///
    /// # Errors
    /// Refuses a map that names one field twice, and a table without anybody who applies or anything that happened.
    pub fn of(table: &Table, mapping: &Mapping) -> Result<Self, Refusal> {
        let own: HashMap<String, Field> =
            mapping.columns.iter().map(|(name, field)| (squeezed(name), *field)).collect();
        let mut fields = vec![None; table.header.len()];
        let mut at: HashMap<Field, usize> = HashMap::new();
        // What was said goes before what is guessed, whatever the order of the columns.
        for said in [true, false] {
            for (column, name) in table.header.iter().enumerate() {
                let name = squeezed(name);
                if name.is_empty() || fields[column].is_some() || own.contains_key(&name) != said {
                    continue;
                }
                let Some(field) = (if said { own.get(&name) } else { NAMES.get(&name) }).copied() else { continue };
                if !field.may_repeat()
                    && let Some(other) = at.get(&field).copied()
                {
                    let numbered = field == Field::Entry && !said;
                    if numbered && squeezed(table.header[other].as_str()) == squeezed("序号") {
                        // A number of its own is more than a running one.
                        fields[other] = Some(Field::Ignore);
                    } else if said {
                        return Err(refuse!(
                            "map_field_twice",
                            import_field = field.key(),
                            first = table.header[other],
                            second = table.header[column]
                        ));
                    } else {
                        fields[column] = Some(if numbered { Field::Ignore } else { Field::Remark });
                        continue;
                    }
                }
                fields[column] = Some(field);
                at.insert(field, column);
            }
        }
        if !at.contains_key(&Field::ApplicantName) {
            return Err(refuse!("map_no_applicant", columns = table.header.join("、"), row = table.head_row));
        }
        if !at.contains_key(&Field::Narrative) && !at.contains_key(&Field::Title) {
            return Err(refuse!("map_no_narrative", columns = table.header.join("、"), row = table.head_row));
        }
        let mut mapping = mapping.clone();
        for (name, field) in table.header.iter().zip(&fields) {
            let field = field.unwrap_or(Field::Ignore);
            if !name.is_empty() && !is_ours(name) {
                mapping.columns.entry(name.clone()).or_insert(field);
            }
        }
        Ok(Self { fields, names: table.header.clone(), at, mapping })
    }

    /// Returns the column of a field.
    pub fn at(&self, field: Field) -> Option<usize> {
        self.at.get(&field).copied()
    }

    /// Returns the name of the column of a field.
    pub fn name(&self, field: Field) -> &str {
        self.at(field).and_then(|column| self.names.get(column)).map_or("", String::as_str)
    }

    /// Returns the columns that nobody could name.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        let all = self.names.iter().zip(&self.fields);
        all.filter(|(name, field)| field.is_none() && !name.is_empty() && !is_ours(name)).map(|(name, _)| name.as_str())
    }

    /// Returns the columns that are kept in words.
    pub fn remarks(&self) -> impl Iterator<Item = usize> {
        self.fields.iter().enumerate().filter(|(_, field)| **field == Some(Field::Remark)).map(|(column, _)| column)
    }

    /// Returns what a written value of a closed list stands for, as the map or usage says.
    pub fn value(&self, field: Field, written: &str) -> Option<String> {
        let written = squeezed(written);
        let own = self.mapping.values.get(field.key());
        let own =
            own.and_then(|list| list.iter().find(|(said, _)| squeezed(said) == written).map(|(_, key)| key.clone()));
        own.or_else(|| usual(field.key(), &written))
    }
}

/// Tells whether a column is one that an error sheet was given.
pub(super) fn is_ours(name: &str) -> bool {
    let name = squeezed(name);
    name.starts_with("导入") || name.starts_with("import")
}

/// Returns the member of a closed list that is usually written so.
pub fn usual(list: &str, written: &str) -> Option<String> {
    let members = USUAL.values.get(list)?;
    members.iter().find(|(_, said)| said.iter().any(|it| squeezed(it) == written)).map(|(key, _)| key.clone())
}

/// Returns which part of a message a column or key is.
pub(super) fn part_of_message(name: &str) -> Option<&'static str> {
    let name = squeezed(name);
    let mut parts = USUAL.messages.iter();
    parts.find(|(_, names)| names.iter().any(|it| squeezed(it) == name)).map(|(part, _)| part.as_str())
}

/// Returns the names by which the head of an export of messages is found.
pub(super) fn known_of_messages() -> Known {
    Known::new(USUAL.messages.values().flatten().map(String::as_str))
}

/// Returns what a head goes by, whatever the order of its columns and what an error sheet added.
pub fn fingerprint(header: &[String]) -> String {
    let mut names: Vec<String> = header.iter().map(|name| squeezed(name)).collect();
    names.retain(|name| !name.is_empty() && !is_ours(name));
    names.sort();
    blake3::hash(names.join("\n").as_bytes()).to_hex()[..16].to_owned()
}

impl Mapping {
    /// Reads a map from a file.
    ///
    /// # Errors
    /// What the file says that no map can say, with the line.
    pub fn read(path: &Path) -> Result<Self, Refusal> {
        let wrong = |why: &dyn fmt::Display| refuse!("map_unreadable", path = path.display(), why = why);
        let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
        toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|fault| {
            let line = fault.span().map_or(0, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            wrong(&format!("{line}: {}", fault.message()))
        })
    }

    /// Returns the map as a file has it.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_default()
    }

    /// Writes it to a file, wholly or not at all.
    ///
    /// # Errors
    /// What the disk could not do.
    pub fn write(&self, path: &Path) -> Result<(), Refusal> {
        let failed = |error: std::io::Error| refuse!("map_not_written", path = path.display(), why = error);
        let beside = path.with_extension("toml.new");
        std::fs::write(&beside, self.to_toml()).map_err(failed)?;
        std::fs::rename(&beside, path).map_err(failed)
    }
}

/// The maps that were used before, one a head, in the officer's own configuration.
#[derive(Debug, Clone)]
pub struct Memory {
    folder: PathBuf,
}

impl Memory {
    /// Remembers in a folder, which need not be there yet.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, header: &[String]) -> PathBuf {
        self.folder.join(format!("{}.toml", fingerprint(header)))
    }

    /// Returns the map that was last used for a head.
    ///
    /// # Errors
    /// A file that somebody has spoilt.
    pub fn recall(&self, header: &[String]) -> Result<Option<Mapping>, Refusal> {
        let path = self.path(header);
        if path.exists() { Mapping::read(&path).map(Some) } else { Ok(None) }
    }

    /// Keeps the map for the next register with the same head.
    ///
    /// # Errors
    /// What the disk could not do.
    pub fn keep(&self, header: &[String], mapping: &Mapping) -> Result<(), Refusal> {
        let failed = |error: std::io::Error| refuse!("map_not_written", path = self.folder.display(), why = error);
        std::fs::create_dir_all(&self.folder).map_err(failed)?;
        // Which register it was differs the next time.
        Mapping { register: None, ..mapping.clone() }.write(&self.path(header))
    }
}

#[cfg(test)]
mod tests;
