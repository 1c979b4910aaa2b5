//! Masks for numbers that somebody typed into a sentence: telephones, identity numbers, bank cards.

use crate::domain::{idno, phone};
use std::borrow::Cow;
use unicode_width::UnicodeWidthChar;

/// The least number of digits that anything masked here has.
const FEWEST: usize = 10;

/// The most digits that groups set apart by blanks or hyphens may have together.
const MOST: usize = 20;

/// How many separators may stand between two groups of one number.
const GAP: usize = 3;

/// Returns a text with the private numbers in it masked, as wide as it was.
///
/// Numbers are found however they are written: in wide digits, in groups, with a country's prefix. What only looks like
/// one, such as a long file number that has a mobile number in it, is masked too: better one too many.
///
/// ```
/// use yichuang::domain::mask::in_text;
/// assert_eq!(in_text("他的电话是139 0000 0001。"), "他的电话是139 **** 0001。");
/// assert_eq!(in_text("2026年11月23日欠款12345.60元"), "2026年11月23日欠款12345.60元");
/// ```
pub fn in_text(text: &str) -> Cow<'_, str> {
    let found = numbers(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut covered = vec![false; text.chars().count()];
    for place in found.iter().flat_map(Number::hidden) {
        covered[place] = true;
    }
    let mut out = String::with_capacity(text.len());
    for (c, covered) in text.chars().zip(covered) {
        if covered {
            out.extend(std::iter::repeat_n('*', c.width().unwrap_or(1)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Returns an edited text with the numbers that were left masked in it as they stood in the text before.
///
/// Whoever corrects a masked text changes what they see, and what they did not see stays.
pub fn restored(edited: &str, before: &str) -> String {
    let mut out = String::with_capacity(edited.len());
    let mut rest = edited;
    let chars: Vec<char> = before.chars().collect();
    for number in numbers(before) {
        let plain: String = chars[number.start()..number.end()].iter().collect();
        let masked = in_text(&plain);
        // A number in the company of others may be masked differently than alone: then it was not left as it was.
        if let Some(at) = rest.find(masked.as_ref()).filter(|_| masked != plain) {
            out.push_str(&rest[..at]);
            out.push_str(&plain);
            rest = &rest[at + masked.len()..];
        }
    }
    out + rest
}

/// The digits of a number by their places among the characters of the text, and how many stay readable.
#[derive(Debug, Clone)]
struct Number {
    places: Vec<usize>,
    head: usize,
    tail: usize,
}

impl Number {
    fn start(&self) -> usize {
        self.places.first().copied().unwrap_or_default()
    }

    fn end(&self) -> usize {
        self.places.last().map_or(0, |last| last + 1)
    }

    fn hidden(&self) -> impl Iterator<Item = usize> {
        let count = self.places.len().saturating_sub(self.head + self.tail);
        self.places.iter().copied().skip(self.head).take(count)
    }
}

/// A run of digits: where it begins, and the digits.
struct Group {
    start: usize,
    digits: String,
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => None,
    }
}

fn separates(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '.' | '·' | '—' | '–' | '‐' | '－' | '/' | '(' | ')' | '（' | '）' | '_')
}

/// Returns every number to be masked, in the order of the text; where two overlap, the longer covers.
fn numbers(text: &str) -> Vec<Number> {
    if text.chars().filter(|c| digit(*c).is_some()).count() < FEWEST {
        return Vec::new();
    }
    let chars: Vec<char> = text.chars().collect();
    let groups = groups(&chars);
    let mut found = Vec::new();
    for first in 0..groups.len() {
        let mut digits = String::new();
        let mut places = Vec::new();
        for last in first..groups.len() {
            let group = &groups[last];
            if last > first && !joined(&groups[last - 1], group, &chars) {
                break;
            }
            digits.push_str(&group.digits);
            places.extend(group.start..group.start + group.digits.len());
            if last > first && digits.len() > MOST {
                break;
            }
            let end = group.start + group.digits.len();
            let mark = chars.get(end).filter(|c| matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ')).map(|_| end);
            let whole = &groups[first..=last];
            if let Some((head, tail)) = kind(&digits, whole, mark.is_some()) {
                let mut places = places.clone();
                places.extend(mark.filter(|_| digits.len() == 17));
                found.push(Number { places, head, tail });
            }
        }
    }
    found
}

fn groups(chars: &[char]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let Some(digit) = digit(*c) else { continue };
        match groups.last_mut() {
            Some(group) if group.start + group.digits.len() == at => group.digits.push(digit),
            _ => groups.push(Group { start: at, digits: digit.to_string() }),
        }
    }
    groups
}

fn joined(before: &Group, after: &Group, chars: &[char]) -> bool {
    let gap = &chars[before.start + before.digits.len()..after.start];
    gap.len() <= GAP && gap.iter().all(|c| separates(*c))
}

/// Tells what digits are, by how many of them may be read at both ends.
fn kind(digits: &str, groups: &[Group], marked: bool) -> Option<(usize, usize)> {
    const PERSON: Option<(usize, usize)> = Some((6, 4));
    const OTHER: Option<(usize, usize)> = Some((3, 4));
    let (length, alone) = (digits.len(), groups.len() == 1);
    if phone::is_mobile(digits) || country(digits).is_some_and(phone::is_mobile) {
        return Some((length - 8, 4));
    }
    if length == 18 && (alone || idno::is_laid_out(digits)) || length == 17 && marked {
        return PERSON;
    }
    if length == 15 && idno::is_laid_out(digits) {
        return PERSON;
    }
    if let Some((area, _)) = phone::split_area(digits)
        && (alone || groups.len() == 2 && groups[0].digits == area)
    {
        return Some((area.len(), 4));
    }
    let in_fours = groups.iter().rev().skip(1).all(|group| group.digits.len() == 4);
    if (16..=19).contains(&length) && in_fours && is_card(digits) {
        return OTHER;
    }
    let holds_mobile = (0..length.saturating_sub(10)).any(|at| phone::is_mobile(&digits[at..at + 11]));
    if alone && length > 11 && (holds_mobile || length > 18) { OTHER } else { None }
}

fn country(digits: &str) -> Option<&str> {
    digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")).or_else(|| digits.strip_prefix('0'))
}

/// Tells whether the last digit is the check digit of a bank card (ISO/IEC 7812).
fn is_card(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, b)| {
            let value = u32::from(b - b'0') << (at % 2);
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::idno::check_digit;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    fn made_up(body: &str) -> String {
        format!("{body}{}", check_digit(body))
    }

    #[test]
    fn numbers_are_masked_however_they_are_written() {
        for (text, masked) in [
            ("电话13900000001，", "电话139****0001，"),
            ("139-0000-0001", "139-****-0001"),
            ("+86 139 0000 0001", "+86 139 **** 0001"),
            ("8613900000001", "86139****0001"),
            ("１３９００００００01", "１３９********００01"),
            ("固话0932-6620001转3", "固话0932-***0001转3"),
            ("(0932)6620001", "(0932)***0001"),
            ("622421196502280011", "622421********0011"),
            ("62242119650228001X有误", "622421********001X有误"),
            ("622421 19650228 0011", "622421 ******** 0011"),
            ("旧证622421650228001", "旧证622421*****8001"),
            ("卡号6222 0000 0000 0009", "卡号622* **** **** 0009"),
            ("139000000011380000000", "139**************0000"),
        ] {
            assert_eq!(in_text(text), masked);
        }
    }

    #[test]
    fn what_is_nobodys_number_stays() {
        for text in [
            "2026-11-23 09:00至2026-11-30 18:00",
            "欠款1234567.89元，共12人，ZZ2026-00123",
            "（2026）陇0101民初12345号",
            "工单20261122000123",
            "拨打12345、12348",
            "第10条第2款2026.1.5",
        ] {
            assert_eq!(in_text(text), text);
        }
    }

    #[test]
    fn what_was_left_masked_comes_back_as_it_was() {
        let before = "张三13900000001，李四13911110001，证622421196502280011";
        let edited = in_text(before).replace("李四", "李四（弟）");
        assert_eq!(restored(&edited, before), before.replace("李四", "李四（弟）"));
        assert_eq!(restored("换号13800000000", before), "换号13800000000");
        let without = in_text(before).replace("张三139****0001，", "");
        assert_eq!(restored(&without, "李四13911110001"), "李四13911110001，证622421********0011");
    }

    /// Tells whether a mobile number or eighteen digits in a row can be read in a text.
    fn readable(text: &str) -> bool {
        let digits: String = text.chars().map(|c| digit(c).unwrap_or('|')).collect();
        digits.split('|').any(|run| {
            run.len() >= 18 || (0..run.len().saturating_sub(10)).any(|at| phone::is_mobile(&run[at..at + 11]))
        })
    }

    proptest! {
        #[test]
        fn no_mobile_and_no_identity_number_stays_readable(
            before in "\\PC{0,8}", after in "\\PC{0,8}", mobile in "1[3-9][0-9]{9}", sequence in 0u32..1000,
        ) {
            for number in [mobile, made_up(&format!("62242119650228{sequence:03}"))] {
                let text = format!("{before}{number}{after}");
                let masked = in_text(&text);
                prop_assert!(!masked.contains(&number) && !readable(&masked), "{} became {}", text, masked);
            }
        }

        #[test]
        fn groups_and_wide_digits_hide_nothing(mobile in "1[3-9][0-9]{9}", gap in "[ .·-]", wide in any::<bool>()) {
            let widen = |c: char| if wide { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c };
            let number: String = mobile.chars().map(widen).collect();
            let chars: Vec<char> = number.chars().collect();
            let grouped = [&chars[..3], &chars[3..7], &chars[7..]].map(|part| part.iter().collect::<String>()).join(&gap);
            for text in [number, grouped.clone()] {
                prop_assert!(in_text(&text).contains("****"), "{}", text);
            }
            prop_assert_eq!(restored(&in_text(&grouped), &grouped), grouped);
        }

        #[test]
        fn a_masked_text_is_as_wide_as_it_was(text in "[0-9０-９ xX.年月电话-]{0,60}") {
            let masked = in_text(&text);
            prop_assert_eq!(masked.width(), text.width());
            prop_assert!(!readable(&masked), "{}", masked);
            prop_assert_eq!(in_text(&masked).width(), text.width());
        }

        #[test]
        fn no_text_whatever_makes_it_panic(text in "\\PC{0,60}", before in "[0-9 *]{0,40}") {
            let _ = restored(&text, &before);
            let _ = in_text(&text);
        }
    }
}
