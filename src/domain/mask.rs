//! Masks (脱敏) for what identifies a person, of the same display width as what they cover, so that columns
//! stay straight when a value is revealed.

mod numbers;

pub use numbers::{in_text, restored};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Masks an identity number or code: `110101********1234`.
pub fn mask_id(id: &str) -> String {
    if id.chars().count() >= 15 { cover(id, 6, 4) } else { cover(id, 2, 2) }
}

/// Masks a telephone number: `139****0001`, `0932-***0001`.
pub fn mask_phone(phone: &str) -> String {
    match phone.split_once('-') {
        Some((area, local)) => format!("{area}-{}", cover(local, 0, 4)),
        None => cover(phone, 3, 4),
    }
}

/// Masks an address below the village, street or community: `巩昌镇东关村********`.
pub fn mask_place(place: &str) -> String {
    const ENDINGS: [&str; 9] = ["街道", "社区", "村", "镇", "乡", "苏木", "嘎查", "县", "区"];
    let ends = ENDINGS.iter().filter_map(|ending| place.rfind(ending).map(|at| at + ending.len()));
    match ends.max() {
        Some(end) => format!("{}{}", &place[..end], "*".repeat(place[end..].width())),
        None => cover(place, 3, 0),
    }
}

/// Masks a name but for its first character: `王某某`, `S****`.
pub fn mask_name(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(String::from).unwrap_or_default();
    chars.fold(first, |mut masked, c| {
        masked.push_str(match c.width() {
            Some(2) => "某",
            Some(0) | None => "",
            _ => "*",
        });
        masked
    })
}

/// Covers all but the first `head` and last `tail` characters; a text too short to hide anything is covered whole.
fn cover(text: &str, head: usize, tail: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (head, tail) = if chars.len() > head + tail { (head, tail) } else { (0, 0) };
    let middle: String = chars[head..chars.len() - tail].iter().collect();
    let start = chars[..head].iter().collect::<String>();
    let end = chars[chars.len() - tail..].iter().collect::<String>();
    format!("{start}{}{end}", "*".repeat(middle.width()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_kind_is_masked_the_way_officers_know_it() {
        assert_eq!(mask_id("110101190001011234"), "110101********1234");
        assert_eq!(mask_id("E12345678"), "E1*****78");
        assert_eq!(mask_phone("13900000001"), "139****0001");
        assert_eq!(mask_phone("0932-6620001"), "0932-***0001");
        assert_eq!(mask_place("巩昌镇东关村三社12号"), "巩昌镇东关村********");
        assert_eq!(mask_place("滨河路9号"), "滨河路***");
        assert_eq!(mask_name("王小明"), "王某某");
        assert_eq!(mask_name("Smith"), "S****");
    }

    #[test]
    fn what_is_too_short_to_hide_in_is_covered_whole() {
        assert_eq!(mask_id("1234"), "****");
        assert_eq!(mask_phone("12345"), "*****");
    }

    proptest! {
        #[test]
        fn a_mask_is_as_wide_as_what_it_covers(text in "[0-9A-Za-z一-龥-]{0,20}") {
            prop_assert_eq!(mask_id(&text).width(), text.width());
            prop_assert_eq!(mask_phone(&text).width(), text.width());
            prop_assert_eq!(mask_place(&text).width(), text.width());
            prop_assert_eq!(mask_name(&text).width(), text.width());
        }
    }
}
