//! Numbers in a sentence: identity numbers, telephones, sums, people, days.

use crate::domain::time::Day;
use chrono::{Datelike, Days, NaiveDate};
use std::ops::Range;

/// Tells whether the character at a place stands between two digits.
pub(super) fn between_digits(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back().is_some_and(|c| c.is_ascii_digit());
    let after = text[at..].chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    before && after
}

/// Returns every run of digits, with whether it is wholly inside a word of letters.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() {
            match runs.last_mut() {
                Some(run) if run.end == at => run.end = at + 1,
                _ => runs.push(at..at + 1),
            }
        }
    }
    runs
}

/// Returns where identity numbers stand, sound or not.
pub(super) fn identity_numbers(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    runs(text)
        .into_iter()
        .filter_map(|run| match run.len() {
            17 if matches!(bytes.get(run.end), Some(b'X' | b'x')) => Some(run.start..run.end + 1),
            // One digit too few or too many is a slip of the pen in a number, not something else.
            15 | 17..=19 => Some(run),
            _ => None,
        })
        .collect()
}

/// Returns where telephone numbers stand, sound or not: `13900000001`, `139 0000 0001`, `0932-6620001`.
pub(super) fn telephones(text: &str) -> Vec<Range<usize>> {
    let runs = runs(text);
    let bytes = text.as_bytes();
    let joined =
        |a: &Range<usize>, b: &Range<usize>| b.start == a.end + 1 && matches!(bytes.get(a.end), Some(b'-' | b' '));
    let mut found = Vec::new();
    let mut index = 0;
    while let Some(run) = runs.get(index) {
        let (second, third) = (runs.get(index + 1), runs.get(index + 2));
        let digit = |run: &Range<usize>, n: usize| bytes.get(run.start + n).copied().unwrap_or(0);
        let in_groups = run.len() == 3
            && digit(run, 0) == b'1'
            && second.is_some_and(|it| it.len() == 4 && joined(run, it))
            && third.is_some_and(|it| it.len() == 4 && second.is_some_and(|second| joined(second, it)));
        let landline = matches!(run.len(), 3 | 4)
            && digit(run, 0) == b'0'
            && second.is_some_and(|it| matches!(it.len(), 7 | 8) && joined(run, it));
        let mobile = matches!(run.len(), 10..=12) && digit(run, 0) == b'1' && digit(run, 1) != b'0';
        let service = run.len() == 10 && (text[run.clone()].starts_with("400") || text[run.clone()].starts_with("800"));
        let plain_landline = matches!(run.len(), 10..=12) && digit(run, 0) == b'0';
        match (second, third) {
            (Some(_), Some(third)) if in_groups => {
                found.push(run.start..third.end);
                index += 2;
            }
            (Some(second), _) if landline => {
                found.push(run.start..second.end);
                index += 1;
            }
            _ if mobile || service || plain_landline => found.push(run.clone()),
            _ => {}
        }
        index += 1;
    }
    found
}

const CHINESE_DIGITS: &[(char, i64)] = &[
    ('零', 0),
    ('〇', 0),
    ('一', 1),
    ('二', 2),
    ('两', 2),
    ('三', 3),
    ('四', 4),
    ('五', 5),
    ('六', 6),
    ('七', 7),
    ('八', 8),
    ('九', 9),
];

fn chinese_digit(c: char) -> Option<i64> {
    CHINESE_DIGITS.iter().find(|(digit, _)| *digit == c).map(|(_, value)| *value)
}

fn unit_of(c: char) -> Option<i64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        '万' => Some(10_000),
        _ => None,
    }
}

/// Reads `三万五千`, `十二`, `两百`, `三万五` (the last digit counts in the next lower unit).
fn chinese_number(text: &str) -> Option<i64> {
    let (mut total, mut section, mut digit, mut last_unit) = (0, 0, None, 1);
    for c in text.chars() {
        if let Some(value) = chinese_digit(c) {
            digit = Some(value);
            if value == 0 {
                last_unit = 1;
            }
        } else {
            let unit = unit_of(c)?;
            if unit == 10_000 {
                total += (section + digit.unwrap_or(0)) * unit;
                section = 0;
            } else {
                section += digit.unwrap_or(1) * unit;
            }
            digit = None;
            last_unit = unit;
        }
    }
    let tail = if last_unit >= 100 { last_unit / 10 } else { 1 };
    Some(total + section + digit.unwrap_or(0) * tail)
}

/// A number in digits or in Chinese, in thousandths, and where it stands.
fn quantities(text: &str) -> Vec<(i64, Range<usize>)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(c) = text[rest..].chars().next() {
        let here = &text[rest..];
        let digits = here.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(here.len());
        let chinese = here.find(|c: char| chinese_digit(c).is_none() && unit_of(c).is_none()).unwrap_or(here.len());
        if c.is_ascii_digit() {
            let plain = here[..digits].replace(',', "");
            let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
            let thousandths = format!("{:0<3}", &part[..part.len().min(3)]);
            if let (Ok(whole), Ok(part), true) = (whole.parse::<i64>(), thousandths.parse::<i64>(), whole.len() <= 12) {
                found.push((whole * 1000 + part, rest..rest + digits));
            }
            rest += digits;
        } else if chinese > 0 && c != '零' {
            if let Some(value) = chinese_number(&here[..chinese]) {
                found.push((value * 1000, rest..rest + chinese));
            }
            rest += chinese;
        } else {
            rest += c.len_utf8();
        }
    }
    found
}

/// Returns the first sum of money in fen, where it stands, and whether its unit is written.
pub(super) fn amount(text: &str, free: impl Fn(&Range<usize>) -> bool) -> Option<(i64, Range<usize>, bool)> {
    quantities(text).into_iter().filter(|(_, range)| free(range)).find_map(|(thousandths, range)| {
        let mut end = range.end;
        let mut fen = thousandths / 10;
        let in_digits = text[range.clone()].starts_with(|c: char| c.is_ascii_digit());
        while let Some((c, unit)) = text[end..].chars().next().and_then(|c| Some((c, unit_of(c)?))) {
            fen = fen.checked_mul(unit)?;
            end += c.len_utf8();
        }
        let after = text[end..].trim_start_matches(['余', '多', '来']);
        let money = ["元", "块", "人民币"].iter().find(|word| after.starts_with(**word));
        let large = in_digits && text[range.end..end].contains('万');
        let counted = after.starts_with(['人', '名', '户', '亩', '斤', '棵', '只', '头', '次', '年', '个', '平', '株']);
        match money {
            Some(word) => Some((fen, range.start..text.len() - after.len() + word.len(), true)),
            None if large && !counted => Some((fen, range.start..end, false)),
            None => None,
        }
    })
}

/// Returns how many people it says are concerned: `12名`, `等五人`; households only hint at it.
pub(super) fn people(text: &str) -> Option<(u32, Range<usize>, bool)> {
    quantities(text).into_iter().find_map(|(thousandths, range)| {
        let after = text[range.end..].trim_start_matches(['余', '多']);
        let people = u32::try_from(thousandths / 1000).ok().filter(|people| (2..100_000).contains(people))?;
        let end = |word: &str| text.len() - after.len() + word.len();
        if after.starts_with('人') || after.starts_with('名') {
            return Some((people, range.start..end("人"), true));
        }
        after.starts_with('户').then(|| (people, range.start..end("户"), false))
    })
}

/// Returns the day it says it happened on: `昨天`, `11月3日`, `2026-11-03`.
pub(super) fn day(text: &str, today: Day, free: impl Fn(&Range<usize>) -> bool) -> Option<(Day, Range<usize>, bool)> {
    for (word, back) in [("大前天", 3), ("前天", 2), ("昨天", 1), ("昨晚", 1), ("昨日", 1), ("今天", 0), ("今早", 0)]
    {
        if let Some(at) = text.find(word) {
            return Some((today.checked_sub_days(Days::new(back))?, at..at + word.len(), true));
        }
    }
    for (at, _) in text.match_indices(|c: char| c.is_ascii_digit()) {
        if text[..at].ends_with(|c: char| c.is_ascii_digit()) || !free(&(at..at + 1)) {
            continue;
        }
        if let Some((day, length, certain)) = day_here(&text[at..], today).filter(|(day, ..)| *day <= today) {
            return Some((day, at..at + length, certain));
        }
    }
    None
}

/// Reads `2026年11月3日`, `2026-11-03`, `11月3日`: the last such day when the year is not said.
fn day_here(text: &str, today: Day) -> Option<(Day, usize, bool)> {
    let number = |text: &str| {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text[..digits].parse::<u32>().ok().map(|value| (value, digits))
    };
    let (first, mut at) = number(text)?;
    let separator = text[at..].chars().next()?;
    let year = (1900..2200).contains(&first) && matches!(separator, '年' | '-' | '/' | '.');
    let (year, month) = if year {
        at += separator.len_utf8();
        let (month, digits) = number(&text[at..])?;
        at += digits;
        (i32::try_from(first).ok(), month)
    } else if separator == '月' {
        (None, first)
    } else {
        return None;
    };
    let separator = text[at..].chars().next().filter(|c| matches!(c, '月' | '-' | '/' | '.'))?;
    at += separator.len_utf8();
    let (day, digits) = number(&text[at..])?;
    at += digits;
    at += text[at..].chars().next().filter(|c| matches!(c, '日' | '号')).map_or(0, char::len_utf8);
    if let Some(year) = year {
        return Some((NaiveDate::from_ymd_opt(year, month, day)?, at, true));
    }
    let this_year = NaiveDate::from_ymd_opt(today.year(), month, day).filter(|day| *day <= today);
    let found = this_year.or_else(|| NaiveDate::from_ymd_opt(today.year() - 1, month, day))?;
    Some((found, at, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numbers_are_read_as_they_are_said() {
        for (text, value) in [
            ("三万五千", 35_000),
            ("十二", 12),
            ("两百", 200),
            ("三万五", 35_000),
            ("二百零五", 205),
            ("一万零三十", 10_030),
        ] {
            assert_eq!(chinese_number(text), Some(value), "{text}");
        }
    }

    #[test]
    fn sums_of_money_are_told_from_other_numbers() {
        fn fen(text: &str) -> Option<(i64, &str, bool)> {
            amount(text, |_| true).map(|(fen, range, certain)| (fen, &text[range], certain))
        }
        assert_eq!(fen("拖欠3.5万元工资"), Some((3_500_000, "3.5万元", true)));
        assert_eq!(fen("欠他12,800块"), Some((1_280_000, "12,800块", true)));
        assert_eq!(fen("欠三千元没给"), Some((300_000, "三千元", true)));
        assert_eq!(fen("欠2万不还"), Some((2_000_000, "2万", false)));
        assert_eq!(fen("5人的工资"), None);
        assert_eq!(fen("承包地3亩"), None);
        assert_eq!(fen("三番五次"), None);
    }

    #[test]
    fn people_are_counted_from_two_on() {
        let count = |text: &str| people(text).map(|(people, _, certain)| (people, certain));
        assert_eq!(count("王五等12名农民工"), Some((12, true)));
        assert_eq!(count("十五人来访"), Some((15, true)));
        assert_eq!(count("涉及8户"), Some((8, false)));
        assert_eq!(count("1人来访"), None);
    }

    #[test]
    fn telephones_and_identity_numbers_are_not_mixed_up() {
        let text = "张三 110101199003070000 139 0000 0001 0932-6620001";
        assert_eq!(identity_numbers(text).into_iter().map(|at| &text[at]).collect::<Vec<_>>(), ["110101199003070000"]);
        let phones: Vec<_> = telephones(text).into_iter().map(|at| &text[at]).collect();
        assert_eq!(phones, ["139 0000 0001", "0932-6620001"]);
    }
}
