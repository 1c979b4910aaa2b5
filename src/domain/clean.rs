//! Form fields as rules take them: cleaned by [`crate::text`], trimmed, and empty ones gone.

use crate::text::{sanitise_line, sanitise_text};

/// Returns a field of one line.
pub fn line(raw: &str) -> String {
    sanitise_line(raw).trim().to_owned()
}

/// Returns a field of several lines, without blanks at its ends.
pub fn text(raw: &str) -> String {
    sanitise_text(raw).trim().to_owned()
}

/// Returns a field of one line, or nothing if nothing is left of it.
pub fn optional(raw: Option<&str>) -> Option<String> {
    raw.map(line).filter(|line| !line.is_empty())
}

/// Returns a field of several lines, or nothing if nothing is left of it.
pub fn optional_text(raw: Option<&str>) -> Option<String> {
    raw.map(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_blanks_and_invisible_marks_is_no_field() {
        assert_eq!(optional(Some(" \u{200b}\u{3000}\t")), None);
        assert_eq!(optional_text(Some("\n \n")), None);
        assert_eq!(optional(Some("\u{feff} 王\u{202e}小明\t东关村\n")), Some("王小明 东关村".to_owned()));
    }
}
