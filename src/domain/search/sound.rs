//! How a name sounds, with sounds that are often taken for each other as one.

use crate::text::pinyin;

/// Returns how a name sounds: its reading without tones, in which flat and curled tongue (z/zh), front and back
/// nasal (in/ing) and n/l are one, as they are in the dialects of most counties.
///
/// ```
/// use yichuang::domain::search::sound;
/// assert_eq!(sound("王晓明"), sound("王小明"));
/// assert_eq!(sound("陈宁"), sound("程林"));
/// ```
pub fn sound(name: &str) -> String {
    let mut out = String::with_capacity(16);
    for syllable in pinyin::name_syllables(name) {
        let near = syllable.strip_suffix('g').filter(|rest| rest.ends_with('n')).unwrap_or(&syllable);
        let mut letters = near.chars();
        match letters.next() {
            Some(first @ ('z' | 'c' | 's')) => {
                out.push(first);
                out.push_str(letters.as_str().strip_prefix('h').unwrap_or(letters.as_str()));
            }
            Some('n') => {
                out.push('l');
                out.push_str(letters.as_str());
            }
            _ => out.push_str(near),
        }
    }
    out.retain(char::is_alphanumeric);
    out
}
