//! Where what was looked for stands in a text, so that it can be shown why something was found.

use super::query::pieces;
use super::{fold, is_han};
use crate::text::pinyin::spells;
use std::ops::Range;

/// From this many letters on, initials are marked inside a word too; fewer are by chance in every other sentence.
const SURE: usize = 3;

/// Up to this many characters a word is taken for a name, whose given part is found by itself.
const NAME: usize = 4;

/// Returns where any of the words stands in a text: ranges of characters in order, none touching another.
///
/// Chinese stands as it was typed, letters and digits at the edge of theirs, readings where they begin a name or
/// word. What is masked is never marked, and what stands beside a mask is not taken for an edge.
///
/// ```
/// use yichuang::domain::search::spans;
/// assert_eq!(spans("张三 李四", &["zs".into()]), [0..2]);
/// assert_eq!(spans("侵占宅基地", &["zjd".into()]), [2..5]);
/// ```
pub fn spans(text: &str, marks: &[String]) -> Vec<Range<usize>> {
    let text: Vec<char> = fold(text).collect();
    let mut found: Vec<Range<usize>> = marks.iter().flat_map(|mark| places(&text, mark)).collect();
    found.sort_unstable_by_key(|span| (span.start, span.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for span in found {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

fn places(text: &[char], mark: &str) -> Vec<Range<usize>> {
    let folded: String = fold(mark).collect();
    let parts = pieces(&folded);
    let mut found = Vec::new();
    for (piece, han) in &parts {
        let piece: Vec<char> = piece.chars().collect();
        if *han {
            found.extend(standing(text, &piece));
            continue;
        }
        let letters = piece.iter().all(char::is_ascii_alphabetic);
        if !letters || piece.len() > 1 {
            found.extend(standing(text, &piece).filter(|span| is_edge(text, span, letters)));
        }
        if letters {
            found.extend(spoken(text, &piece));
        }
    }
    found
}

fn standing<'t>(text: &'t [char], piece: &'t [char]) -> impl Iterator<Item = Range<usize>> + 't {
    let windows = text.windows(piece.len()).enumerate();
    windows.filter(move |(_, window)| *window == piece).map(|(at, _)| at..at + piece.len())
}

/// Tells whether letters begin where they stand; digits may also end there, as the last of a telephone number do.
fn is_edge(text: &[char], span: &Range<usize>, letters: bool) -> bool {
    let free = |c: Option<&char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && *c != '*');
    free(span.start.checked_sub(1).and_then(|at| text.get(at))) || !letters && free(text.get(span.end))
}

/// Returns where letters spell what stands there.
fn spoken(text: &[char], letters: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split_inclusive(|c| !is_han(*c)) {
        let han = word.iter().take_while(|c| is_han(**c)).count();
        for at in 0..han {
            let begins = at == 0 || at == 1 && han <= NAME && letters.len() > 1 || letters.len() >= SURE;
            if begins && let Some(count) = spells(letters, &word[at..han]) {
                found.push(start + at..start + at + count);
            }
        }
        start += word.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows what is marked between brackets.
    fn shown(text: &str, typed: &str) -> String {
        let marks: Vec<String> = typed.split_whitespace().map(str::to_owned).collect();
        let spans = spans(text, &marks);
        let mut out = String::new();
        for (at, c) in text.chars().enumerate() {
            if spans.iter().any(|span| span.start == at) {
                out.push('[');
            }
            out.push(c);
            if spans.iter().any(|span| span.end == at + 1) {
                out.push(']');
            }
        }
        out
    }

    #[test]
    fn chinese_is_marked_wherever_it_stands() {
        assert_eq!(shown("邻居占宅基地建房，宅基地未批", "宅基地"), "邻居占[宅基地]建房，[宅基地]未批");
        assert_eq!(shown("张三 李张", "张"), "[张]三 李[张]");
        assert_eq!(shown("拖欠工资", "欠工 工资"), "拖[欠工资]");
    }

    #[test]
    fn a_name_is_marked_by_initials_by_beginnings_and_in_full() {
        for typed in ["zs", "zhangs", "zhangsan", "ZS", "zhang'san"] {
            assert_eq!(shown("王五 张三", typed), "王五 [张三]", "{typed}");
        }
        assert_eq!(shown("王五 张三", "zhang san"), "王五 [张三]");
        assert_eq!(shown("王小明", "xm"), "王[小明]", "the given name by itself");
        assert_eq!(shown("单田芳 曾国", "stf zg"), "[单田芳] [曾国]");
        assert_eq!(shown("吕布", "lvb"), "[吕布]");
        assert_eq!(shown("吕布", "lub"), "[吕布]");
    }

    #[test]
    fn few_letters_do_not_mark_half_a_sentence() {
        assert_eq!(shown("关于在上街争水的事", "zs"), "关于在上街争水的事");
        assert_eq!(shown("侵占宅基地", "zjd"), "侵占[宅基地]");
        assert_eq!(shown("ZZ2026-00007 张三", "z"), "ZZ2026-00007 [张]三");
        assert_eq!(shown("王五 张三", "zl"), "王五 张三");
    }

    #[test]
    fn numbers_are_marked_at_their_edges() {
        assert_eq!(shown("ZZ2026-00123", "zz2026-00123"), "[ZZ2026]-[00123]");
        assert_eq!(shown("ZZ2026-00123", "123"), "ZZ2026-00[123]");
        assert_eq!(shown("13812345678", "138 5678"), "[138]1234[5678]");
        assert_eq!(shown("13812345678", "1234"), "13812345678", "the middle finds nobody");
    }

    #[test]
    fn nothing_is_marked_under_a_mask_or_beside_one_by_its_edge() {
        assert_eq!(shown("138****5678", "13812345678"), "138****5678");
        assert_eq!(shown("138****5678", "5678"), "138****[5678]");
        assert_eq!(shown("138****5678", "38"), "138****5678");
        assert_eq!(shown("138****5678", "138****5678"), "[138]****[5678]");
        assert_eq!(shown("张*", "zs"), "张*");
    }

    #[test]
    fn half_and_full_width_are_the_same() {
        assert_eq!(shown("ＡＢ公司", "ab"), "[ＡＢ]公司");
        assert_eq!(shown("", "a"), "");
        assert_eq!(shown("张三", ""), "张三");
    }
}
