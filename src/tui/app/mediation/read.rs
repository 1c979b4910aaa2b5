//! Lines an officer types for what repeats: instalments and guests.

use super::super::App;
use crate::domain::calendar::Calendar;
use crate::domain::dates;
use crate::domain::mediation::GuestRole;
use crate::domain::time::{Day, Moment};
use crate::text::halfwidth;
use crate::words::{self, say, say_with, term};
use serde_json::{Map, Value, json};

/// An instalment as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The last day for it.
    pub due: Day,
    /// The amount in fen.
    pub fen: Option<i64>,
    /// What is to be done.
    pub what: Option<String>,
}

/// Reads lines such as `2026-12-01 5000元 首期工资`, one instalment each; `月底 修好围墙` needs no amount.
///
/// # Errors
/// Says which line could not be read and why, in the officer's language.
pub fn instalments(typed: &str, now: Moment, calendar: &Calendar) -> Result<Vec<Read>, String> {
    let numbered = typed.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(at, line)| {
            instalment(line, now, calendar)
                .map_err(|why| say_with("app.mediation.line", &[("line", &(at + 1).to_string()), ("why", &why)]))
        })
        .collect()
}

fn instalment(line: &str, now: Moment, calendar: &Calendar) -> Result<Read, String> {
    let line = line.trim();
    let (day, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let due = dates::parse_when(day, now, calendar).map_err(|it| words::refusal(&it))?.day;
    let rest = rest.trim();
    let (first, more) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let (fen, what) = match money(first) {
        // `5000 元` is written apart as often as not.
        Some((fen, unit)) => match more.trim().split_once(char::is_whitespace).unwrap_or((more.trim(), "")) {
            ("元", what) if unit == 100 => (Some(fen), what),
            ("万元" | "万", what) if unit == 100 => (Some(fen * 10_000), what),
            _ => (Some(fen), more),
        },
        None => (None, rest),
    };
    let what = Some(what.trim().to_owned()).filter(|what| !what.is_empty());
    if fen.is_none() && what.is_none() {
        return Err(say("app.mediation.nothing_due"));
    }
    Ok(Read { due, fen, what })
}

/// Reads an amount such as `5000`, `5,000元`, `1.5万`: in fen, with the fen of its unit.
fn money(typed: &str) -> Option<(i64, i64)> {
    let half: String = typed.chars().map(halfwidth).filter(|c| !matches!(c, ',' | '¥' | '￥')).collect();
    let half = half.strip_suffix('元').unwrap_or(&half);
    let (number, unit) = match half.strip_suffix('万') {
        Some(number) => (number, 1_000_000),
        None => (half, 100),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let are_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !are_digits(whole) || !are_digits(part) || part.len() > 6 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let scale = 10_i64.pow(u32::try_from(part.len()).ok()?);
    let part: i64 = if part.is_empty() { 0 } else { part.parse().ok()? };
    Some((whole.checked_mul(unit)?.checked_add(part * unit / scale)?, unit))
}

/// Writes an amount of fen as yuan: `5000`, `0.50`.
pub fn yuan(fen: i64) -> String {
    let (whole, part) = (fen / 100, (fen % 100).abs());
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:02}") }
}

/// Returns instalments in the command's shape.
pub fn instalments_json(read: &[Read]) -> Value {
    let one = |it: &Read| {
        let mut object = Map::from_iter([("due".to_owned(), json!(it.due))]);
        object.extend(it.fen.map(|fen| ("amount_fen".to_owned(), json!(fen))));
        object.extend(it.what.as_ref().map(|what| ("what".to_owned(), json!(what))));
        Value::Object(object)
    };
    Value::Array(read.iter().map(one).collect())
}

/// Reads lines such as `律师 钱正明`, one guest each; a name alone is an observer's.
pub fn guests(typed: &str) -> Vec<Value> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (first, rest) = line.split_once(char::is_whitespace).unwrap_or(("", line));
            let role =
                GuestRole::ALL.iter().find(|role| term(GuestRole::AREA, role.key()) == first || role.key() == first);
            match role {
                Some(role) => json!({"role": role.key(), "name": rest.trim()}),
                None => json!({"role": GuestRole::Observer.key(), "name": line}),
            }
        })
        .collect()
}

/// Reads a day as typed.
///
/// # Errors
/// Says why it is no day, in the officer's language.
pub fn day(typed: &str, app: &App) -> Result<Day, String> {
    let when = dates::parse_when(typed, app.now, &app.centre.calendar).map_err(|it| words::refusal(&it))?;
    Ok(when.day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::at;

    fn read(typed: &str) -> Result<Vec<Read>, String> {
        let now = at(Day::from_ymd_opt(2026, 11, 9).unwrap(), 9, 0);
        instalments(typed, now, &Calendar::embedded())
    }

    #[test]
    fn instalments_are_read_as_people_write_them() {
        let day = |month, day| Day::from_ymd_opt(2026, month, day).unwrap();
        let lines = "2026-12-01 5000 元 首期\n12-15 1.5万元\n\n月底 修好围墙 恢复原状\n１２月２０日 ２，０００元";
        let expected = [
            (day(12, 1), Some(500_000), Some("首期")),
            (day(12, 15), Some(1_500_000), None),
            (day(11, 30), None, Some("修好围墙 恢复原状")),
            (day(12, 20), Some(200_000), None),
        ];
        let found = read(lines).unwrap();
        let found: Vec<_> = found.iter().map(|it| (it.due, it.fen, it.what.as_deref())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_line_that_says_nothing_is_named() {
        assert!(read("2026-12-01 5000\n2026-12-02").unwrap_err().contains('2'));
        assert!(read("有空 5000").unwrap_err().contains('1'));
    }

    #[test]
    fn yuan_are_written_without_needless_zeros() {
        assert_eq!((yuan(500_000), yuan(1_050)), ("5000".to_owned(), "10.50".to_owned()));
    }

    #[test]
    fn a_guest_has_a_capacity_or_watches() {
        let read = guests("律师 钱正明\n孙旁听");
        assert_eq!(read[0], json!({"role": "lawyer", "name": "钱正明"}));
        assert_eq!(read[1], json!({"role": "observer", "name": "孙旁听"}));
    }
}
