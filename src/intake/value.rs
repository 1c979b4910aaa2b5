//! What officials write into cells: dates in seven ways, sums in words, numbers that a spreadsheet has spoilt.

use super::table::Cell;
use crate::domain::refusal::Refusal;
use crate::domain::time::Day;
use crate::refuse;
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use unicode_normalization::UnicodeNormalization as _;

/// Spreadsheets keep fifteen digits of a number; what stands behind them is made up.
const EXACT: f64 = 1e15;

/// What people write where there is nothing to write.
const NOTHING: &[&str] =
    &["无", "/", "\\", "-", "--", "—", "——", "空", "不详", "未知", "暂无", "n/a", "na", "null", "none", "nil"];

/// Returns a text in narrow characters, without blanks around it.
pub fn narrow(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_owned()
}

/// Returns what a cell says, or nothing where it says that there is nothing.
///
/// # Errors
/// Refuses what a formula failed to give, and text that could not be decoded.
pub fn said(cell: &Cell) -> Result<Option<String>, Refusal> {
    match cell {
        Cell::Fault(error) => return Err(refuse!("cell_formula", value = error)),
        Cell::Text(text) if text.contains('\u{fffd}') => return Err(refuse!("cell_garbled", value = shown(text))),
        _ => {}
    }
    let text = cell.text();
    let bare = narrow(&text).to_lowercase();
    Ok((!bare.is_empty() && !NOTHING.contains(&bare.as_str())).then_some(text))
}

/// Returns the beginning of a text, as it is quoted in a reason.
pub fn shown(text: &str) -> String {
    const LONGEST: usize = 30;
    let text = crate::text::sanitise_line(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Reads a telephone or identity number, which a spreadsheet may have made a number of.
///
/// # Errors
/// Refuses one of which digits were lost.
pub fn digits(cell: &Cell) -> Result<Option<String>, Refusal> {
    let lost = |text: &str| Err(refuse!("cell_digits_lost", value = shown(text)));
    if let Cell::Number(number) = cell {
        return if number.abs() < EXACT && number.fract() == 0.0 && *number >= 0.0 {
            Ok((*number > 0.0).then(|| format!("{number}")))
        } else {
            lost(&format!("{number:e}"))
        };
    }
    let Some(text) = said(cell)? else { return Ok(None) };
    let bare: String = narrow(&text).chars().filter(|c| !c.is_whitespace()).collect();
    if is_scientific(&bare) {
        return lost(&bare);
    }
    // A number that became a decimal on its way through another program.
    let whole = bare.strip_suffix(".0").or_else(|| bare.strip_suffix(".00"));
    let whole = whole.filter(|it| it.bytes().all(|byte| byte.is_ascii_digit()));
    Ok(Some(whole.unwrap_or(text.trim().trim_start_matches(['\'', '‘', '’'])).to_owned()))
}

/// Tells whether a text is a number as `1.39E+10`.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_number(mantissa) && is_number(exponent.trim_start_matches('+'))
}

/// Reads a day or moment: a date of the spreadsheet, its serial number, or any of the ways it is written:
/// `2026.3.5`, `2026-03-05 09:30`, `2026/3/5`, `2026年3月5日`, `20260305`, `26.3.5`; and `3/5` or `3月5日`, which is the last
/// such day up to `today`.
///
/// # Errors
/// Refuses what is no day.
pub fn moment(cell: &Cell, today: Day) -> Result<Option<NaiveDateTime>, Refusal> {
    let wrong = |text: &str| refuse!("cell_date", value = shown(text));
    match cell {
        Cell::Date(at) => return Ok(Some(*at)),
        Cell::Number(number) => {
            return of_number(*number).map(Some).ok_or_else(|| wrong(&cell.text()));
        }
        _ => {}
    }
    let Some(text) = said(cell)? else { return Ok(None) };
    read_moment(&narrow(&text), today).map(Some).ok_or_else(|| wrong(&text))
}

#[allow(clippy::cast_possible_truncation)] // compared with its bounds before
fn of_number(number: f64) -> Option<NaiveDateTime> {
    if number.fract() == 0.0 && (19_000_101.0..=29_991_231.0).contains(&number) {
        let number = number as i32;
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        return NaiveDate::from_ymd_opt(year, month.try_into().ok()?, day.try_into().ok()?)?.and_hms_opt(0, 0, 0);
    }
    // From 1900 to 2199 as a spreadsheet counts days.
    if !(1.0..=109_575.0).contains(&number) || number < 10_000.0 {
        return None;
    }
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_hms_opt(0, 0, 0)?;
    let seconds = (number * 86_400.0).round() as i64;
    Some(start + chrono::TimeDelta::seconds(seconds))
}

fn read_moment(text: &str, today: Day) -> Option<NaiveDateTime> {
    let numbers = numbers(text);
    let strange =
        text.chars().any(|c| !(c.is_ascii_digit() || c.is_whitespace() || ".-/年月日号时点分秒:T,，".contains(c)));
    if strange || numbers.is_empty() {
        return None;
    }
    // The date is at the beginning; what is left is the time of day.
    let (date, rest) = match numbers.as_slice() {
        [(packed, 8), rest @ ..] => ((Some(packed / 10_000), packed / 100 % 100, packed % 100), rest),
        [(year, 4), (month, 1 | 2), (day, 1 | 2), rest @ ..] => ((Some(*year), *month, *day), rest),
        [(year, 2), (month, 1 | 2), (day, 1 | 2), rest @ ..] if !text.contains(':') || !rest.is_empty() => {
            ((Some(2000 + year), *month, *day), rest)
        }
        [(month, 1 | 2), (day, 1 | 2)] if !text.contains([':', '年', '时', '点']) => ((None, *month, *day), &[][..]),
        _ => return None,
    };
    let (month, day) = (u32::try_from(date.1).ok()?, u32::try_from(date.2).ok()?);
    let day = match date.0 {
        Some(year) => NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?,
        None => last_such_day(month, day, today)?,
    };
    let part = |at: usize| rest.get(at).map_or(Some(0), |(number, _)| u32::try_from(*number).ok());
    if rest.len() > 3 {
        return None;
    }
    Some(day.and_time(NaiveTime::from_hms_opt(part(0)?, part(1)?, part(2)?)?))
}

/// Returns the numbers of a text with how many digits each has.
fn numbers(text: &str) -> Vec<(i64, usize)> {
    let runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    runs.map(|run| (run.parse().unwrap_or(i64::MAX), run.len())).collect()
}

fn last_such_day(month: u32, day: u32, today: Day) -> Option<Day> {
    (0..=8).filter_map(|back| NaiveDate::from_ymd_opt(today.year() - back, month, day)).find(|it| *it <= today)
}

/// Reads a sum and returns it in fen: `3500`, `12,000元`, `￥3,500.50`, `1.2万`, `约3万余元`, `0.5亿`; `unit` is what the head says
/// the numbers are in, in yuan.
///
/// # Errors
/// Refuses what is no sum.
pub fn amount(cell: &Cell, unit: i64) -> Result<Option<i64>, Refusal> {
    let wrong = |text: &str| refuse!("cell_amount", value = shown(text));
    if let Cell::Number(number) = cell {
        return fen(*number, unit).map(Some).ok_or_else(|| wrong(&cell.text()));
    }
    let Some(text) = said(cell)? else { return Ok(None) };
    let bare: String = narrow(&text).chars().filter(|c| !(c.is_whitespace() || ",，¥￥约".contains(*c))).collect();
    let bare = bare.trim_start_matches("人民币").trim_start_matches("rmb").trim_start_matches("RMB");
    let bare =
        bare.trim_end_matches("整").trim_end_matches("人民币").trim_end_matches('元').trim_end_matches(['余', '多']);
    let (number, unit) = match bare.trim_end_matches(['余', '多']).strip_suffix('万') {
        Some(number) => (number, 10_000),
        None => match bare.strip_suffix('亿') {
            Some(number) => (number, 100_000_000),
            // A unit beside the number is the whole truth about it.
            None if narrow(&text).contains('元') => (bare, 1),
            None => (bare, unit),
        },
    };
    let number = number.trim_end_matches(['余', '多']);
    let is_plain =
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    let number = number.parse::<f64>().ok().filter(|_| is_plain);
    number.and_then(|number| fen(number, unit)).map(Some).ok_or_else(|| wrong(&text))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // compared with its bounds before
fn fen(number: f64, unit: i64) -> Option<i64> {
    let fen = (number * unit as f64 * 100.0).round();
    (fen.abs() < EXACT).then_some(fen as i64)
}

/// Reads how many people: `12`, `12人`, `约30余人`.
///
/// # Errors
/// Refuses what is no number of people.
pub fn people(cell: &Cell) -> Result<Option<u32>, Refusal> {
    let wrong = |text: &str| refuse!("cell_count", value = shown(text));
    let Some(text) = said(cell)? else { return Ok(None) };
    let bare: String = narrow(&text).chars().filter(|c| !(c.is_whitespace() || "约余多人名户".contains(*c))).collect();
    let bare = bare.strip_suffix(".0").unwrap_or(&bare);
    bare.parse().map(Some).map_err(|_| wrong(&text))
}

/// Returns the day after which nothing can have happened, a day ahead for the clocks of other machines.
pub fn latest(today: Day) -> Day {
    today.checked_add_days(Days::new(1)).unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> Day {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    fn read(cell: &Cell) -> String {
        match moment(cell, today()) {
            Ok(Some(at)) => at.format("%Y-%m-%d %H:%M").to_string(),
            Ok(None) => "nothing".to_owned(),
            Err(refusal) => refusal.code.to_owned(),
        }
    }

    #[test]
    fn a_day_is_read_in_every_way_that_officials_write_it() {
        for written in [
            "2026.3.5",
            "2026-03-05",
            "2026/3/5",
            "2026年3月5日",
            "2026年03月05号",
            "20260305",
            "26.3.5",
            "3/5",
            "3月5日",
            "03-05",
            "２０２６．３．５",
            " 2026.3.5 ",
        ] {
            assert_eq!(read(&text(written)), "2026-03-05 00:00", "{written}");
        }
        for written in
            ["2026-03-05 09:30", "2026.3.5 9:30:15", "2026年3月5日9时30分", "2026-03-05T09:30:00", "20260305 09:30"]
        {
            assert_eq!(read(&text(written)), "2026-03-05 09:30", "{written}");
        }
        assert_eq!(read(&Cell::Number(46_086.0)), "2026-03-05 00:00");
        assert_eq!(read(&Cell::Number(20_260_305.0)), "2026-03-05 00:00");
        assert_eq!(read(&Cell::Number(46_086.395_833_333_336)), "2026-03-05 09:30");
        assert_eq!(read(&text("12/5")), "2025-12-05 00:00", "the last such day");
        for nothing in ["", "无", "/", "——"] {
            assert_eq!(read(&text(nothing)), "nothing", "{nothing}");
        }
        for wrong in ["2026.13.5", "2026.2.30", "2026.3", "三月", "昨天", "9:30", "2026.3.5.6.7.8.9", "1", "二〇二六年"]
        {
            assert_eq!(read(&text(wrong)), "cell_date", "{wrong}");
        }
        assert_eq!(read(&Cell::Number(12.0)), "cell_date");
    }

    #[test]
    fn a_sum_is_read_with_its_unit_wherever_that_stands() {
        let fen = |cell: &Cell, unit: i64| amount(cell, unit).map_err(|refusal| refusal.code);
        for (written, expected) in [
            ("3500", 350_000),
            ("12,000元", 1_200_000),
            ("￥3,500.50", 350_050),
            ("1.2万", 1_200_000),
            ("1.2万元", 1_200_000),
            ("约3万余元", 3_000_000),
            ("0.5亿元", 5_000_000_000),
            ("１２００元整", 120_000),
        ] {
            assert_eq!(fen(&text(written), 1), Ok(Some(expected)), "{written}");
        }
        assert_eq!(fen(&Cell::Number(1.2), 10_000), Ok(Some(1_200_000)), "the head says it is in ten thousands");
        assert_eq!(fen(&text("800元"), 10_000), Ok(Some(80_000)), "the cell knows better");
        assert_eq!(fen(&text("无"), 1), Ok(None));
        for wrong in ["三千", "1.2.3", "一头牛", "12e5"] {
            assert_eq!(fen(&text(wrong), 1), Err("cell_amount"), "{wrong}");
        }
    }

    #[test]
    fn numbers_of_people_and_papers_stay_text_and_lost_digits_are_said() {
        let read = |cell: &Cell| digits(cell).map_err(|refusal| refusal.code);
        let is = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(read(&Cell::Number(13_900_000_001.0)), is("13900000001"));
        assert_eq!(read(&text("13900000001.0")), is("13900000001"));
        assert_eq!(read(&text("'0932-6620001")), is("0932-6620001"));
        assert_eq!(read(&Cell::Number(6.224_211_965_022_8e17)), Err("cell_digits_lost"));
        for lost in ["1.39E+10", "6.22421E+17", "1.39e10"] {
            assert_eq!(read(&text(lost)), Err("cell_digits_lost"), "{lost}");
        }
        assert_eq!(read(&text("甘E12345")), is("甘E12345"), "other papers have letters");
        assert_eq!(people(&text("约30余人")).unwrap(), Some(30));
        assert_eq!(people(&Cell::Number(12.0)).unwrap(), Some(12));
    }

    proptest! {
        #[test]
        fn no_text_whatever_makes_it_panic(written in "\\PC{0,24}|[0-9.,/年月日:E+万元 -]{0,20}") {
            let cell = text(&written);
            let _ = (moment(&cell, today()), amount(&cell, 1), digits(&cell), people(&cell));
        }

        #[test]
        fn no_number_whatever_makes_it_panic(number: f64) {
            let cell = Cell::Number(number);
            let _ = (moment(&cell, today()), amount(&cell, 10_000), digits(&cell), people(&cell));
        }
    }
}
