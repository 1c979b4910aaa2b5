//! Full-width command characters, as they come when the input method is left on.

/// Returns the half-width twin of a full-width character, or the character itself.
///
/// Used only in command position: `：` opens the palette as `:` does, `２` goes to the second pane. In a
/// field the officer's characters stay as typed.
///
/// ```
/// assert_eq!(yichuang::text::halfwidth('？'), '?');
/// assert_eq!(yichuang::text::halfwidth('、'), '/');
/// ```
pub fn halfwidth(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        // A Chinese keyboard gives these on the keys / . [ ] \ ^ _ ` and the quotes.
        '、' => '/',
        '。' => '.',
        '【' | '「' => '[',
        '】' | '」' => ']',
        '《' => '<',
        '》' => '>',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '·' => '`',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_letters_digits_and_marks_have_twins() {
        for (full, half) in
            [('：', ':'), ('／', '/'), ('？', '?'), ('；', ';'), ('１', '1'), ('２', '2'), ('ａ', 'a'), ('　', ' ')]
        {
            assert_eq!(halfwidth(full), half);
        }
        assert_eq!(halfwidth('张'), '张');
        assert_eq!(halfwidth('x'), 'x');
    }
}
