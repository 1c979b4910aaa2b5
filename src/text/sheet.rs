//! Text for spreadsheets: what people wrote stays text and never becomes a formula.

use super::clean::harmless;
use std::borrow::Cow;

/// Returns a text for a cell of a spreadsheet: one that a spreadsheet would take for a formula gets an apostrophe in
/// front, by which spreadsheets know text.
///
/// For text only: a number that is meant as one is written as a number.
///
/// ```
/// use yichuang::text::as_cell;
/// assert_eq!(as_cell("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
/// assert_eq!(as_cell("宅基地纠纷"), "宅基地纠纷");
/// ```
pub fn as_cell(text: &str) -> Cow<'_, str> {
    let text = harmless(text);
    // Spreadsheets in East Asian settings read the full-width signs like the others, some skip blanks first, and a
    // careless reader of CSV takes quotation marks off.
    let first = text.trim_start_matches(|c: char| c.is_whitespace() || c == '"').chars().next();
    let is_formula = matches!(first, Some('=' | '+' | '-' | '@' | '|' | '%' | '＝' | '＋' | '－' | '＠'))
        || text.starts_with(['\t', '\r', '\n']);
    if is_formula { Cow::Owned(format!("'{text}")) } else { text }
}

/// Returns a text as one field of a CSV file: as a cell, in quotation marks where it must be.
pub fn csv_field(text: &str) -> String {
    let cell = as_cell(text);
    if cell.contains(['"', ',', ';', '\n', '\r', '\t']) || cell.starts_with([' ', '\'']) || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whatever_begins_a_formula_is_kept_as_text() {
        for text in [
            "=1+1",
            "+8613900001111",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "\"=1",
            "＝1＋1",
            "\u{feff}=1",
            "\n=1",
        ] {
            assert!(as_cell(text).starts_with('\''), "{text:?} became {:?}", as_cell(text));
        }
        for text in ["", "1-2", "张三", "a=b", "（2026）"] {
            assert_eq!(as_cell(text), text);
        }
    }

    #[test]
    fn a_field_of_a_csv_file_stays_one_field() {
        assert_eq!(csv_field("甲,乙"), "\"甲,乙\"");
        assert_eq!(csv_field("他说\"好\"\n走了"), "\"他说\"\"好\"\"\n走了\"");
        assert_eq!(csv_field("=1"), "\"'=1\"");
        assert_eq!(csv_field("张三"), "张三");
    }

    proptest! {
        #[test]
        fn no_field_begins_a_formula_or_steers_a_terminal(text in any::<String>(), first in "[=+@\t\r\n -]{0,3}") {
            let field = csv_field(&format!("{first}{text}"));
            let inner = field.trim_start_matches('"');
            prop_assert!(!inner.starts_with(['=', '+', '-', '@', '\t', '\r']), "{:?}", field);
            prop_assert!(!field.chars().any(|c| c != '\n' && crate::text::steers(c)));
            prop_assert_eq!(field.matches('"').count() % 2, 0);
        }
    }
}
