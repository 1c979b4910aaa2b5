//! A form (文书): an official paper as data, a TOML file in `forms/` with its layout as a list of blocks.
//!
//! Texts hold `{{字段}}`, by Chinese name or English key; `{{#名单}}…{{/名单}}` repeats what lies between for each item of
//! a list and shows it at all only where a field is there; `{{^字段}}…{{/字段}}` only where it is not. What may be named
//! stands in [`super::fields`].

use super::fields::{self, Fields};
use serde::Deserialize;

/// The forms that the program carries, in the order a matter needs them: name and text.
#[rustfmt::skip]
const CARRIED: &[(&str, &str)] = &[
    ("receipt", include_str!("../../forms/receipt.toml")),
    ("registration-sheet", include_str!("../../forms/registration-sheet.toml")),
    ("acceptance-notice", include_str!("../../forms/acceptance-notice.toml")),
    ("decline-notice", include_str!("../../forms/decline-notice.toml")),
    ("rights-notice", include_str!("../../forms/rights-notice.toml")),
    ("mediation-application", include_str!("../../forms/mediation-application.toml")),
    ("dispatch-sheet", include_str!("../../forms/dispatch-sheet.toml")),
    ("objection-ruling", include_str!("../../forms/objection-ruling.toml")),
    ("extension-notice", include_str!("../../forms/extension-notice.toml")),
    ("investigation-record", include_str!("../../forms/investigation-record.toml")),
    ("mediation-notice", include_str!("../../forms/mediation-notice.toml")),
    ("mediation-record", include_str!("../../forms/mediation-record.toml")),
    ("agreement", include_str!("../../forms/agreement.toml")),
    ("oral-agreement", include_str!("../../forms/oral-agreement.toml")),
    ("termination-notice", include_str!("../../forms/termination-notice.toml")),
    ("judicial-confirmation", include_str!("../../forms/judicial-confirmation.toml")),
    ("call-back-record", include_str!("../../forms/call-back-record.toml")),
    ("supervision-order", include_str!("../../forms/supervision-order.toml")),
    ("instruction-sheet", include_str!("../../forms/instruction-sheet.toml")),
    ("handover-sheet", include_str!("../../forms/handover-sheet.toml")),
    ("file-cover", include_str!("../../forms/file-cover.toml")),
    ("file-contents", include_str!("../../forms/file-contents.toml")),
    ("file-back", include_str!("../../forms/file-back.toml")),
    ("file-remarks", include_str!("../../forms/file-remarks.toml")),
];

/// What a form is about: what has to be named to print it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A case.
    Case,
    /// A mediation session of a case.
    Session,
    /// A unit's part in a case.
    Assignment,
    /// A directive.
    Directive,
    /// A shift.
    Shift,
}

impl About {
    /// Everything a form can be about.
    pub const ALL: [Self; 5] = [Self::Case, Self::Session, Self::Assignment, Self::Directive, Self::Shift];

    /// Returns the key under which `term.form_about.*` names it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Session => "session",
            Self::Assignment => "assignment",
            Self::Directive => "directive",
            Self::Shift => "shift",
        }
    }
}

/// A form as its file describes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its name, that of its file.
    #[serde(skip)]
    pub name: String,
    /// Its title, as officials call it.
    pub title: String,
    /// What it is about.
    pub about: About,
    /// The fields that must be there for it to be offered.
    #[serde(default)]
    pub when: Vec<String>,
    /// The fields that must not be there for it to be offered.
    #[serde(default)]
    pub unless: Vec<String>,
    /// The fields without which it is not printed; `名单.字段` must be there in every item, and one item at least.
    #[serde(default)]
    pub required: Vec<String>,
    /// Its layout, from the top.
    #[serde(rename = "block")]
    pub blocks: Vec<Block>,
}

/// A piece of the layout; in a TOML file a `[[block]]` with one key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// The title (小标宋, 二号), centred.
    Title(String),
    /// A number or a date under the title (仿宋), centred.
    Number(String),
    /// A line to the right, such as the day a sheet was filled in.
    Right(String),
    /// A line without indent, such as whom a notice is addressed to.
    Left(String),
    /// A heading (黑体).
    Head(String),
    /// Paragraphs (仿宋, 三号) with the first line indented, one a line.
    Text(String),
    /// A table.
    Table(Table),
    /// Lines to sign, one below the other, never parted by the end of a page.
    Sign(Vec<String>),
    /// Who issues it and when (落款), to the right, never parted by the end of a page.
    Seal(Vec<String>),
    /// A small remark at the end.
    Note(String),
    /// Goes on on a new page.
    NewPage(bool),
}

/// A table of labels and values.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The widths of its columns in millimetres; the page has 156.
    pub widths: Vec<u32>,
    /// Its rows. A row from a cell beginning with `{{#名单}}` to one ending with `{{/名单}}` is repeated for each item.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell: a text alone, or with how it lies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// A text: with a field in it a value, to the left; else a label, in the middle.
    Plain(String),
    /// A text with how it lies.
    Laid(Laid),
}

/// A cell that says how it lies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Laid {
    /// The text, one paragraph a line.
    pub text: String,
    /// Over how many columns.
    #[serde(default = "one")]
    pub span: u32,
    /// Over how many rows; the rows below have one cell less.
    #[serde(default = "one")]
    pub down: u32,
    /// How high at least, in millimetres.
    #[serde(default)]
    pub high: u32,
    /// Where the text lies in it.
    #[serde(default)]
    pub align: Option<Align>,
}

const fn one() -> u32 {
    1
}

/// Where a text lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// To the left.
    Left,
    /// In the middle.
    Centre,
    /// To the right.
    Right,
}

impl Cell {
    /// Returns its text and how it lies.
    pub fn laid(&self) -> Laid {
        match self {
            Self::Laid(laid) => laid.clone(),
            Self::Plain(text) => Laid { text: text.clone(), span: 1, down: 1, high: 0, align: None },
        }
    }
}

impl Form {
    /// Reads a form.
    ///
    /// # Errors
    /// Says what is wrong with the text, and in which line.
    pub fn read(name: &str, text: &str) -> Result<Self, String> {
        let form: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        Ok(Self { name: name.to_owned(), ..form })
    }

    /// Returns the forms that the program carries.
    pub fn carried() -> Vec<Self> {
        // That each can be read is what a test sees to.
        CARRIED.iter().filter_map(|(name, text)| Self::read(name, text).ok()).collect()
    }

    /// Finds a carried form by its name or its title.
    pub fn find(named: &str) -> Option<Self> {
        Self::carried().into_iter().find(|form| form.name == named || form.title == named)
    }

    /// Tells whether it is offered for something with these fields.
    pub fn is_offered(&self, fields: &Fields) -> bool {
        self.when.iter().all(|name| fields.has(name)) && !self.unless.iter().any(|name| fields.has(name))
    }

    /// Returns the keys of the required fields that are missing, each once.
    pub fn missing(&self, fields: &Fields) -> Vec<&'static str> {
        let mut missing = Vec::new();
        for path in &self.required {
            let lacking = match path.split_once('.') {
                None => Some(path.as_str()).filter(|name| !fields.has(name)),
                Some((list, name)) => match fields.items(list) {
                    None | Some([]) => Some(list),
                    Some(items) => Some(name).filter(|name| !items.iter().all(|item| item.has(name))),
                },
            };
            let key = lacking.and_then(fields::key_of);
            missing.extend(key.filter(|key| !missing.contains(key)));
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_carried_form_can_be_read_and_names_only_known_fields() {
        for (name, text) in CARRIED {
            let form = Form::read(name, text).unwrap_or_else(|fault| panic!("forms/{name}.toml: {fault}"));
            for path in form.when.iter().chain(&form.unless).chain(&form.required) {
                for part in path.split('.') {
                    assert!(fields::key_of(part).is_some(), "forms/{name}.toml: no field is called {part}");
                }
            }
        }
    }

    #[test]
    fn papers_are_punctuated_as_chinese_is() {
        for (name, text) in CARRIED {
            let chars: Vec<char> = text.chars().collect();
            for pair in chars.windows(2) {
                let chinese = |char: char| ('\u{4e00}'..='\u{9fff}').contains(&char);
                let (before, after) = (pair[0], pair[1]);
                let wrong = chinese(before) && ",:;()".contains(after) || "(:".contains(before) && chinese(after);
                assert!(!wrong, "forms/{name}.toml: {before}{after}");
            }
        }
    }

    #[test]
    fn every_table_fits_on_the_page_and_every_row_into_its_table() {
        for form in Form::carried() {
            for block in &form.blocks {
                let Block::Table(table) = block else { continue };
                assert!(table.widths.iter().sum::<u32>() <= 156, "{}: a table is too wide", form.name);
                let mut below = vec![0_u32; table.rows.len()];
                for (at, row) in table.rows.iter().enumerate() {
                    for cell in row.iter().map(Cell::laid) {
                        for covered in below.iter_mut().skip(at + 1).take(cell.down as usize - 1) {
                            *covered += cell.span;
                        }
                    }
                    let columns = row.iter().map(|cell| cell.laid().span).sum::<u32>() + below[at];
                    assert_eq!(columns as usize, table.widths.len(), "{}: row {} of a table", form.name, at + 1);
                }
            }
        }
    }
}
