//! Dates as officers type them: `今天`, `明天 9点`, `周三下午`, `+3工作日`, `11-25 14:30`.

use super::calendar::Calendar;
use super::refusal::Refusal;
use super::rulebook::Opening;
use super::time::{Day, Moment, local};
use crate::refuse;
use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta};

mod clock_time;

pub use clock_time::DayPart;

/// What was meant: a day, and a time or part of the day if one was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The day.
    pub day: Day,
    /// The time, if one was said.
    pub time: Option<NaiveTime>,
    /// The part of the day, if only that was said: `周三下午`.
    pub part: Option<DayPart>,
    /// The years counted Monday to Friday because their notice is not loaded.
    pub assumed_years: Vec<i32>,
}

impl When {
    /// Returns the moment: the time said, else the first opening hour in the part of the day said, else
    /// the first opening hour at all, else midnight.
    pub fn moment(&self, opening: &[Opening]) -> Moment {
        let in_part = |opening: &&Opening| self.part.is_none_or(|part| part.contains(opening.from));
        let time = self
            .time
            .or_else(|| opening.iter().find(in_part).or(opening.first()).map(|opening| opening.from))
            .unwrap_or(NaiveTime::MIN);
        local(self.day.and_time(time))
    }
}

/// Reads a date, with or without a time, as an officer types it.
///
/// Understood are, in full- or half-width: `今天 明天 后天 大后天 昨天 前天`; `周三`, `星期三` (the next one,
/// today included), `本周三 下周一 上周五`; `+3`, `3天后`, `+3工作日`, `2周后`, `1个月后`, `+2小时`; `11-25`,
/// `11月25日` (the one nearest to today), `25日` (this month's, or next month's once past), `下月5日`,
/// `月底`, `2026-11-25`, `20261125`, `2026年11月25日`; then a time such as `9点`, `下午3点半`, `14:30`, or
/// a part of the day, `上午`. A time alone means today.
pub fn parse_when(text: &str, now: Moment, calendar: &Calendar) -> Result<When, Refusal> {
    let plain = normalise(text);
    let mut reading = Reading { rest: &plain, text, today: now.date_naive(), now, calendar };
    if plain.is_empty() {
        return Err(reading.unknown());
    }
    let (day, sure, assumed_years) = match reading.date()? {
        Some(Found { day, time: Some(time), .. }) => {
            return if reading.rest.is_empty() {
                Ok(When { day, time: Some(time), part: None, assumed_years: Vec::new() })
            } else {
                Err(reading.unknown())
            };
        }
        Some(Found { day, assumed_years, .. }) => (day, true, assumed_years),
        None => (reading.today, false, Vec::new()),
    };
    reading.skip_joint();
    let (time, part, rest) = clock_time::read(reading.rest).map_err(|()| refuse!("time_impossible", text = text))?;
    if !rest.is_empty() || (!sure && time.is_none() && part.is_none()) {
        return Err(reading.unknown());
    }
    Ok(When { day, time, part, assumed_years })
}

/// Makes half-width and small, spells Chinese numbers in digits, and takes blanks out of either end.
fn normalise(text: &str) -> String {
    let half: String = text
        .chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '—' | '–' => '-',
            '。' => '.',
            '两' => '二',
            '號' => '号',
            '點' => '点',
            '週' => '周',
            '後' => '后',
            _ => c,
        })
        .collect();
    let small = half.trim().to_lowercase();
    clock_time::spell_digits(&small)
}

struct Found {
    day: Day,
    time: Option<NaiveTime>,
    assumed_years: Vec<i32>,
}

impl From<Day> for Found {
    fn from(day: Day) -> Self {
        Self { day, time: None, assumed_years: Vec::new() }
    }
}

struct Reading<'a> {
    rest: &'a str,
    text: &'a str,
    today: Day,
    now: Moment,
    calendar: &'a Calendar,
}

impl<'a> Reading<'a> {
    fn unknown(&self) -> Refusal {
        refuse!("date_not_understood", text = self.text)
    }

    fn impossible(&self) -> Refusal {
        refuse!("date_impossible", text = self.text)
    }

    /// Takes one of these words, if the rest begins with it; longer words must come first.
    fn word(&mut self, words: &[&str]) -> bool {
        let taken = words.iter().find_map(|word| self.rest.strip_prefix(word));
        if let Some(rest) = taken {
            self.rest = rest;
        }
        taken.is_some()
    }

    /// Takes digits, if the rest begins with any.
    fn digits(&mut self) -> Option<&'a str> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!digits.is_empty()).then_some(digits)
    }

    /// Skips what may stand between day and time.
    fn skip_joint(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', ',', '、', 't', '的']);
    }

    /// Reads the day, or leaves everything in place when the text begins with a time.
    fn date(&mut self) -> Result<Option<Found>, Refusal> {
        const NAMED: [(&[&str], i64); 6] = [
            (&["大后天"], 3),
            (&["后天"], 2),
            (&["明天", "明日", "明早", "tomorrow"], 1),
            (&["今天", "今日", "today"], 0),
            (&["昨天", "昨日", "yesterday"], -1),
            (&["前天"], -2),
        ];
        for (words, offset) in NAMED {
            if self.word(words) {
                return self.plus_days(offset).map(Found::from).map(Some);
            }
        }
        if self.word(&["月底", "月末", "本月底"]) {
            return Ok(Some(month_end(self.today).into()));
        }
        if let Some(day) = self.weekday()? {
            return Ok(Some(day.into()));
        }
        if self.word(&["下个月", "下月"]) {
            let first = self.today.with_day(1).and_then(|day| day.checked_add_months(Months::new(1)));
            let first = first.ok_or_else(|| self.impossible())?;
            if self.word(&["底", "末"]) {
                return Ok(Some(month_end(first).into()));
            }
            let day = self.number()?.and_then(|day| first.with_day(day)).ok_or_else(|| self.impossible())?;
            self.word(&["日", "号"]);
            return Ok(Some(day.into()));
        }
        if self.rest.starts_with(['+', '-']) {
            let sign = if self.rest.starts_with('-') { -1 } else { 1 };
            self.rest = self.rest[1..].trim_start();
            let amount = self.number()?.ok_or_else(|| self.unknown())?;
            return self.after(sign * i64::from(amount)).map(Some);
        }
        self.numbers()
    }

    fn number(&mut self) -> Result<Option<u32>, Refusal> {
        match self.digits() {
            Some(digits) => digits.parse().map(Some).map_err(|_| self.impossible()),
            None => Ok(None),
        }
    }

    /// Reads `周三`, `本周三`, `下周一`, `上周五`, `下下周日`.
    fn weekday(&mut self) -> Result<Option<Day>, Refusal> {
        let before = self.rest;
        let week = if self.word(&["下下个", "下下"]) {
            Some(2)
        } else if self.word(&["下个", "下"]) {
            Some(1)
        } else if self.word(&["上个", "上"]) {
            Some(-1)
        } else if self.word(&["这个", "这", "本"]) {
            Some(0)
        } else {
            None
        };
        let named = self.word(&["星期", "礼拜", "周"]);
        let number = match self.rest.chars().next() {
            Some(c @ '1'..='7') if named => c.to_digit(10),
            Some('日' | '天' | '末') if named => Some(7),
            _ => None,
        };
        let Some(number) = number else {
            self.rest = before;
            return Ok(None);
        };
        self.rest = &self.rest[self.rest.chars().next().map_or(0, char::len_utf8)..];
        let monday = i64::from(self.today.weekday().num_days_from_monday());
        let in_this_week = i64::from(number) - 1 - monday;
        let offset = match week {
            Some(week) => in_this_week + 7 * week,
            None => in_this_week.rem_euclid(7),
        };
        self.plus_days(offset).map(Some)
    }

    /// Reads the unit of an amount: `+3工作日`, `3天后`, `2周后`.
    fn after(&mut self, amount: i64) -> Result<Found, Refusal> {
        if amount.abs() > 4000 {
            return Err(self.impossible());
        }
        let found = if self.word(&["个工作日", "工作日", "wd"]) {
            let day = self.calendar.step_workdays(self.today, amount);
            let (first, last) = (self.today.min(day), self.today.max(day));
            let counted = first.iter_days().skip(1).take_while(|day| *day <= last);
            let assumed_years = self.calendar.not_loaded(counted);
            Found { day, time: None, assumed_years }
        } else if self.word(&["个星期", "星期", "礼拜", "周", "w"]) {
            self.plus_days(amount * 7)?.into()
        } else if self.word(&["个月", "月"]) {
            let months = Months::new(u32::try_from(amount.abs()).unwrap_or(u32::MAX));
            let day =
                if amount < 0 { self.today.checked_sub_months(months) } else { self.today.checked_add_months(months) };
            day.ok_or_else(|| self.impossible())?.into()
        } else if self.word(&["个小时", "小时", "h"]) {
            let moment = self.now.naive_local() + TimeDelta::hours(amount);
            Found { day: moment.date(), time: Some(moment.time()), assumed_years: Vec::new() }
        } else if self.word(&["分钟", "min"]) {
            let moment = self.now.naive_local() + TimeDelta::minutes(amount);
            Found { day: moment.date(), time: Some(moment.time()), assumed_years: Vec::new() }
        } else {
            self.word(&["天", "日", "d"]);
            self.plus_days(amount)?.into()
        };
        self.word(&["之后", "以后", "后"]);
        Ok(found)
    }

    /// Reads what begins with a number: a full date, month and day, a day of the month, `3天后`.
    fn numbers(&mut self) -> Result<Option<Found>, Refusal> {
        let before = self.rest;
        let Some(first) = self.digits() else { return Ok(None) };
        if first.len() == 8 {
            let day = NaiveDate::parse_from_str(first, "%Y%m%d").map_err(|_| self.impossible())?;
            return Ok(Some(day.into()));
        }
        let Ok(number) = first.parse::<u32>() else { return Err(self.impossible()) };
        if first.len() == 4 && self.word(&["-", "/", ".", "年"]) {
            let month = self.number()?.ok_or_else(|| self.unknown())?;
            if !self.word(&["-", "/", ".", "月"]) {
                return Err(self.unknown());
            }
            let day = self.number()?.ok_or_else(|| self.unknown())?;
            self.word(&["日", "号"]);
            let year = i32::try_from(number).map_err(|_| self.impossible())?;
            let day = NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| self.impossible())?;
            return Ok(Some(day.into()));
        }
        let ahead = [
            "个工作日",
            "工作日",
            "wd",
            "天后",
            "日后",
            "周后",
            "个星期后",
            "星期后",
            "个月后",
            "月后",
            "个小时后",
            "小时后",
            "分钟后",
            "天之后",
            "天以后",
        ];
        if ahead.iter().any(|unit| self.rest.starts_with(unit)) {
            return self.after(i64::from(number)).map(Some);
        }
        if self.word(&["-", "/", "月", "."]) {
            let day = self.number()?.ok_or_else(|| self.unknown())?;
            self.word(&["日", "号"]);
            return self.nearest(number, day).map(Found::from).map(Some);
        }
        if self.word(&["日", "号"]) {
            return self.day_of_month(number).map(Found::from).map(Some);
        }
        // A number with nothing of a date about it: perhaps a time.
        self.rest = before;
        Ok(None)
    }

    /// Returns month and day in the year that brings them nearest to today.
    fn nearest(&self, month: u32, day: u32) -> Result<Day, Refusal> {
        let year = self.today.year();
        let candidates =
            [year, year + 1, year - 1].into_iter().filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
        candidates.min_by_key(|day| (*day - self.today).num_days().abs()).ok_or_else(|| self.impossible())
    }

    /// Returns a day of this month, or of the next that has it once it is past.
    fn day_of_month(&self, number: u32) -> Result<Day, Refusal> {
        let first = self.today.with_day(1).ok_or_else(|| self.impossible())?;
        (0..3)
            .filter_map(|months| first.checked_add_months(Months::new(months))?.with_day(number))
            .find(|day| *day >= self.today)
            .ok_or_else(|| self.impossible())
    }

    fn plus_days(&self, days: i64) -> Result<Day, Refusal> {
        self.today.checked_add_signed(TimeDelta::days(days)).ok_or_else(|| self.impossible())
    }
}

fn month_end(day: Day) -> Day {
    let next = day.with_day(1).and_then(|first| first.checked_add_months(Months::new(1)));
    next.and_then(|next| next.checked_sub_days(Days::new(1))).unwrap_or(day)
}

#[cfg(test)]
mod tests;
