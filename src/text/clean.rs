//! Cleaning text at the boundary: paste, import, files, another program's output.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// How many marks may stand on one character: more than any script needs, fewer than reach the row above.
const MARKS: usize = 4;

/// Cleans a text that must stand on one line: line ends and tabs become a blank, the ends are trimmed.
///
/// ```
/// assert_eq!(yichuang::text::sanitise_line(" 张三\u{202e}\r\n住映月\u{1b}[31m小区 "), "张三 住映月小区");
/// ```
pub fn sanitise_line(text: &str) -> String {
    let cleaned = clean(text, false);
    let mut out = String::with_capacity(cleaned.len());
    for word in cleaned.split(' ').filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Cleans a text of several lines: every kind of line end becomes `\n`, a tab a blank.
///
/// Removes control characters, whole terminal escape sequences, overrides of the writing direction,
/// zero-width characters and byte-order marks, and brings the rest to Unicode's NFC, so that what looks
/// the same is found as the same.
pub fn sanitise_text(text: &str) -> String {
    clean(text, true)
}

/// Returns a text as it may be shown: itself where nothing in it steers a terminal, else cleaned like
/// [`sanitise_text`].
///
/// For whatever is told of the world outside: file names, arguments, settings, what other programs answered.
pub fn harmless(text: &str) -> Cow<'_, str> {
    let mut thinner = Thinner::default();
    let is_harmless =
        text.chars().all(|c| thinner.keeps(c) && (c == '\n' || is_usual(c) || !(c.is_control() || steers(c))));
    if is_harmless { Cow::Borrowed(text) } else { Cow::Owned(sanitise_text(text)) }
}

/// Tells whether a character acts on a terminal or on how others are shown, a line end included.
pub fn steers(c: char) -> bool {
    !is_usual(c) && (c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// Thins out marks: so many on one character, and none on nothing, where it would stand on what comes before.
#[derive(Debug)]
struct Thinner {
    marks: usize,
}

impl Default for Thinner {
    fn default() -> Self {
        Self { marks: MARKS }
    }
}

impl Thinner {
    fn keeps(&mut self, c: char) -> bool {
        self.marks = match c {
            c if is_usual(c) && c != ' ' => 0,
            c if c.is_whitespace() => MARKS,
            c if is_mark(c) => (self.marks + 1).min(MARKS + 1),
            _ => 0,
        };
        self.marks <= MARKS || !is_mark(c)
    }
}

/// Tells whether a character is a mark that stands on the one before it.
pub fn is_mark(c: char) -> bool {
    c > '\u{2ff}' && !is_usual(c) && is_combining_mark(c)
}

/// Tells at once of nearly every character that it is only itself.
const fn is_usual(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='〩' | '！'..='｠')
}

fn clean(text: &str, keep_lines: bool) -> String {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => skip_escape(&mut chars),
            '\u{9b}' => skip_control_sequence(&mut chars),
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => skip_string(&mut chars),
            '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => {
                if c == '\r' && chars.peek() == Some(&'\n') {
                    chars.next();
                }
                out.push(if keep_lines { '\n' } else { ' ' });
            }
            '\t' | '\u{a0}' => out.push(' '),
            c if c.is_control() || is_invisible(c) => {}
            c => out.push(c),
        }
    }
    let mut thinner = Thinner::default();
    out.nfc().filter(|c| thinner.keeps(*c)).collect()
}

/// Tells whether a character changes how others are shown without being seen itself: what Unicode says may be
/// ignored, with the selectors of variants, whose width terminals do not agree on, and annotations.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn skip_escape(chars: &mut Chars<'_>) {
    match chars.peek() {
        Some('[') => {
            chars.next();
            skip_control_sequence(chars);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            chars.next();
            skip_string(chars);
        }
        // ESC, intermediate bytes, one final byte.
        Some(' '..='/') => {
            while chars.next_if(|c| (' '..='/').contains(c)).is_some() {}
            chars.next_if(|c| ('0'..='~').contains(c));
        }
        Some('0'..='~') => {
            chars.next();
        }
        _ => {}
    }
}

fn skip_control_sequence(chars: &mut Chars<'_>) {
    while chars.next_if(|c| (' '..='?').contains(c)).is_some() {}
    chars.next_if(|c| ('@'..='~').contains(c));
}

/// Skips the text of an operating-system command up to its end. Stops at a line end, so that a stray
/// introducer cannot swallow a whole paste.
fn skip_string(chars: &mut Chars<'_>) {
    while let Some(&c) = chars.peek() {
        if c == '\n' || c == '\r' {
            return;
        }
        chars.next();
        match c {
            '\u{7}' | '\u{9c}' => return,
            '\u{1b}' => {
                chars.next_if_eq(&'\\');
                return;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escape_sequences_go_whole() {
        assert_eq!(sanitise_line("\u{1b}[1;31m红\u{1b}[0m"), "红");
        assert_eq!(sanitise_line("\u{1b}]0;标题\u{7}张三"), "张三");
        assert_eq!(sanitise_line("\u{1b}]52;c;QUJD\u{1b}\\张三"), "张三");
        assert_eq!(sanitise_line("\u{9b}2J张\u{8}三"), "张三");
        assert_eq!(sanitise_line("\u{1b}(0张三"), "张三");
    }

    #[test]
    fn direction_overrides_and_zero_width_go() {
        assert_eq!(sanitise_line("\u{feff}张\u{200b}三\u{202e}\u{2066}李\u{200d}四"), "张三李四");
    }

    #[test]
    fn what_only_picks_a_variant_or_fills_a_place_goes_too() {
        assert_eq!(sanitise_line("葛\u{e0100}\u{fe0f}某\u{3164}\u{115f}\u{34f}"), "葛某");
    }

    #[test]
    fn a_flood_of_marks_is_thinned() {
        let flood = format!("张{}三", "\u{489}\u{36b}".repeat(500));
        assert_eq!(sanitise_line(&flood).chars().count(), 2 + MARKS);
        assert_eq!(harmless(&flood).chars().count(), 2 + MARKS);
        assert_eq!(sanitise_line("ลำปำ ཀྵུཾ"), "ลำปำ ཀྵུཾ", "scripts that need several keep them");
    }

    #[test]
    fn a_mark_stands_on_something() {
        assert_eq!(sanitise_text("\u{301}张 \u{489}三\n\u{489}李"), "张 三\n李");
    }

    #[test]
    fn a_harmless_text_is_left_as_it_is() {
        assert!(matches!(harmless("/home/王/desk.db\n第二行"), Cow::Borrowed(_)));
        assert_eq!(harmless("\u{1b}]0;x\u{7}desk\u{9b}2J.db"), "desk.db");
    }

    #[test]
    fn line_ends_become_one_kind() {
        assert_eq!(sanitise_text("甲\r\n乙\r丙\u{2028}丁"), "甲\n乙\n丙\n丁");
    }

    #[test]
    fn composed_and_decomposed_become_the_same() {
        assert_eq!(sanitise_line("e\u{301}"), sanitise_line("é"));
    }

    proptest! {
        #[test]
        fn nothing_that_steers_a_terminal_remains(text in any::<String>()) {
            let line = sanitise_line(&text);
            prop_assert!(!line.chars().any(|c| c.is_control() || is_invisible(c)));
            prop_assert_eq!(sanitise_line(&line), line.clone());
            let lines = sanitise_text(&text);
            prop_assert!(!lines.chars().any(|c| (c.is_control() && c != '\n') || is_invisible(c)));
            prop_assert_eq!(harmless(&lines), lines.as_str());
            prop_assert!(!harmless(&text).chars().any(|c| c != '\n' && steers(c)));
        }
    }
}
