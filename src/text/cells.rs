//! Measuring, cutting and padding in terminal cells.

use ratatui::buffer::CellWidth as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// What stands at the end of a text that was cut: two dots, since `…` is one cell in some terminals
/// and two in others.
const CUT_MARK: &str = "..";

/// Returns how many cells a text takes on the screen.
///
/// Measures grapheme by grapheme with the very rule the drawing uses, so that what is computed here
/// is what stands there.
pub fn width(text: &str) -> usize {
    plain_width(text).unwrap_or_else(|| text.graphemes(true).map(grapheme_width).sum())
}

/// Returns the cells of a character that stands for itself whatever its neighbours are, which is nearly all
/// that is ever shown; `None` where only the tables know.
pub const fn plain(c: char) -> Option<usize> {
    match c {
        ' '..='~' | '·' | '─'..='╿' => Some(1),
        '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='〩' | '！'..='｠' => Some(2),
        _ => None,
    }
}

/// Returns the cells of a text in which every character is a [`plain`] one.
pub fn plain_width(text: &str) -> Option<usize> {
    let mut cells = 0;
    for c in text.chars() {
        cells += plain(c)?;
    }
    Some(cells)
}

/// Returns the cells one grapheme takes; controls take none because they are never drawn.
pub(super) fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) { 0 } else { usize::from(grapheme.cell_width()) }
}

/// Cuts a text to at most `cells` cells; a text that had to be cut ends in `..` where that fits.
///
/// ```
/// assert_eq!(yichuang::text::cut("宅基地边界纠纷", 8), "宅基地..");
/// assert_eq!(yichuang::text::cut("宅基地", 6), "宅基地");
/// ```
pub fn cut(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    if cells < CUT_MARK.len() {
        return ".".repeat(cells);
    }
    let mut out = head(text, cells - CUT_MARK.len()).to_owned();
    out.push_str(CUT_MARK);
    out
}

/// Cuts a text from its start, keeping the end: `..` and then what still fits.
pub fn cut_start(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    if cells < CUT_MARK.len() {
        return ".".repeat(cells);
    }
    let mut room = cells - CUT_MARK.len();
    let mut from = text.len();
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        let wide = grapheme_width(grapheme);
        if wide > room {
            break;
        }
        room -= wide;
        from = at;
    }
    format!("{CUT_MARK}{}", &text[from..])
}

/// Returns the longest beginning of a text that fits into `cells`.
pub(super) fn head(text: &str, cells: usize) -> &str {
    let mut room = cells;
    if plain_width(text).is_some() {
        for (at, c) in text.char_indices() {
            let wide = plain(c).unwrap_or_default();
            if wide > room {
                return &text[..at];
            }
            room -= wide;
        }
        return text;
    }
    for (at, grapheme) in text.grapheme_indices(true) {
        let wide = grapheme_width(grapheme);
        if wide > room {
            return &text[..at];
        }
        room -= wide;
    }
    text
}

/// Fills a text with blanks on its right to `cells`, cutting it when it is wider.
pub fn pad_right(text: &str, cells: usize) -> String {
    let wide = width(text);
    if wide <= cells {
        let mut out = String::with_capacity(text.len() + cells - wide);
        out.push_str(text);
        out.extend(std::iter::repeat_n(' ', cells - wide));
        return out;
    }
    let mut out = cut(text, cells);
    let wide = width(&out);
    out.extend(std::iter::repeat_n(' ', cells - wide));
    out
}

/// Fills a text with blanks on its left to `cells`, cutting it when it is wider: for numbers.
pub fn pad_left(text: &str, cells: usize) -> String {
    let out = cut(text, cells);
    let wide = width(&out);
    format!("{}{out}", " ".repeat(cells - wide))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chinese_and_full_width_punctuation_take_two_cells() {
        assert_eq!(width("张三，ok"), 8);
        assert_eq!(width("（三期）"), 8);
        assert_eq!(width("é"), 1);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("·—…"), 3);
    }

    #[test]
    fn a_cut_never_splits_a_character() {
        assert_eq!(cut("张三李四", 7), "张三..");
        assert_eq!(cut("张三李四", 3), "..");
        assert_eq!(cut("张三李四", 1), ".");
        assert_eq!(cut("张三李四", 0), "");
        assert_eq!(cut_start("张三李四", 7), "..李四");
    }

    #[test]
    fn padding_is_by_cells() {
        assert_eq!(pad_right("张三", 6), "张三  ");
        assert_eq!(pad_left("12", 4), "  12");
        assert_eq!(pad_right("张三李", 5), "张.. ".trim_end().to_owned() + " ");
    }

    #[test]
    fn a_plain_character_is_as_wide_as_the_drawing_has_it_and_a_grapheme_of_its_own() {
        for c in ('\u{1}'..='\u{ffff}').filter(|c| plain(*c).is_some()) {
            let text = format!("张{c}{c}a");
            assert_eq!(plain(c), Some(grapheme_width(&c.to_string())), "{c:?}");
            assert_eq!(text.graphemes(true).count(), 4, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn a_cut_is_never_wider_than_asked(text in "[ -~张王李宅基地，。·é\u{301}😀]{0,40}", cells in 0usize..30) {
            prop_assert!(width(&cut(&text, cells)) <= cells);
            prop_assert!(width(&cut_start(&text, cells)) <= cells);
            prop_assert_eq!(width(&pad_right(&text, cells)), cells);
            prop_assert_eq!(width(&pad_left(&text, cells)), cells);
        }
    }
}
