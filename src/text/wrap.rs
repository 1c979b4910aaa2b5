//! Breaking text into lines by the Unicode rules (UAX 14), which know that no line begins with ，or 。.

use super::cells::{head, width};
use unicode_linebreak::{BreakOpportunity, linebreaks};

/// Breaks a text into lines of at most `cells` cells.
///
/// Line ends in the text are kept. Blanks at a break are dropped, nothing else ever is; a run without a
/// place to break (an identity number, an address) is broken where the room ends. Always returns at least
/// one line.
///
/// ```
/// assert_eq!(yichuang::text::wrap("宅基地边界，已调解", 10), ["宅基地边", "界，已调解"]);
/// ```
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(2);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        wrap_paragraph(paragraph.trim_end_matches('\r'), cells, &mut lines);
    }
    lines
}

fn wrap_paragraph(text: &str, cells: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    let mut room = cells;
    let mut from = 0;
    for (to, opportunity) in linebreaks(text) {
        debug_assert!(matches!(opportunity, BreakOpportunity::Allowed | BreakOpportunity::Mandatory));
        let piece = &text[from..to];
        from = to;
        let solid = width(piece.trim_end_matches(' '));
        if solid > room && !line.is_empty() {
            push_line(&mut line, lines);
            room = cells;
        }
        let mut rest = piece;
        while width(rest.trim_end_matches(' ')) > room {
            let first = head(rest, room);
            // A character wider than a whole line still has to go somewhere.
            let first = if first.is_empty() { rest } else { first };
            lines.push(first.to_owned());
            rest = &rest[first.len()..];
            room = cells;
        }
        line.push_str(rest);
        room = room.saturating_sub(width(rest));
    }
    lines.push(line.trim_end_matches(' ').to_owned());
}

fn push_line(line: &mut String, lines: &mut Vec<String>) {
    lines.push(line.trim_end_matches(' ').to_owned());
    line.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_line_begins_with_a_closing_mark() {
        let text = "张三反映，映月小区（三期）楼上漏水，物业不管。要求赔偿！";
        for cells in 4..40 {
            for line in wrap(text, cells) {
                assert!(!line.starts_with(['，', '。', '）', '！']), "{cells}: {line}");
                assert!(width(&line) <= cells, "{cells}: {line}");
            }
        }
    }

    #[test]
    fn numbers_stay_whole_where_they_can() {
        assert_eq!(wrap("证号 110101199003078515 已核", 20), ["证号", "110101199003078515", "已核"]);
    }

    #[test]
    fn a_run_without_a_break_is_broken_where_the_room_ends() {
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    }

    #[test]
    fn line_ends_and_empty_lines_are_kept() {
        assert_eq!(wrap("甲\n\n乙", 10), ["甲", "", "乙"]);
        assert_eq!(wrap("", 10), [""]);
    }

    proptest! {
        #[test]
        fn wrapping_loses_nothing_but_blanks(text in "[a-z 张王李宅基地，。（）0-9\n]{0,80}", cells in 2usize..30) {
            let strip = |s: &str| s.chars().filter(|c| !matches!(c, ' ' | '\n')).collect::<String>();
            let lines = wrap(&text, cells);
            prop_assert_eq!(strip(&lines.concat()), strip(&text));
            prop_assert!(lines.iter().all(|line| width(line) <= cells));
        }
    }
}
