//! Times of day as officers type them: `9点`, `下午3点半`, `14:30`, `晚上八点一刻`.

use chrono::{NaiveTime, Timelike};

/// A part of the day, when no hour is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayPart {
    /// 凌晨.
    Night,
    /// 上午, 早上.
    Morning,
    /// 中午.
    Noon,
    /// 下午.
    Afternoon,
    /// 晚上.
    Evening,
}

impl DayPart {
    /// Returns whether a time lies in this part.
    pub fn contains(self, time: NaiveTime) -> bool {
        let hour = time.hour();
        match self {
            Self::Night => hour < 6,
            Self::Morning => (6..12).contains(&hour),
            Self::Noon => (11..14).contains(&hour),
            Self::Afternoon => (12..18).contains(&hour),
            Self::Evening => hour >= 18,
        }
    }

    /// Returns an hour on the dial of 24 for an hour said in this part: three in the afternoon is 15.
    fn on_dial(self, hour: u32) -> Option<u32> {
        match (self, hour) {
            (Self::Night | Self::Morning, 12) => Some(if self == Self::Night { 0 } else { 12 }),
            (Self::Night | Self::Morning, 0..=11)
            | (Self::Noon, 10..=12)
            | (Self::Afternoon, 12..=18)
            | (Self::Evening, 17..=23) => Some(hour),
            (Self::Noon, 1..=2) | (Self::Afternoon, 1..=7) | (Self::Evening, 5..=11) => Some(hour + 12),
            _ => None,
        }
    }
}

const PARTS: &[(&str, DayPart)] = &[
    ("凌晨", DayPart::Night),
    ("早上", DayPart::Morning),
    ("早晨", DayPart::Morning),
    ("上午", DayPart::Morning),
    ("中午", DayPart::Noon),
    ("下午", DayPart::Afternoon),
    ("傍晚", DayPart::Evening),
    ("晚上", DayPart::Evening),
    ("今晚", DayPart::Evening),
    ("am", DayPart::Morning),
    ("pm", DayPart::Afternoon),
];

/// Reads a time from the beginning of a text, and returns it with what is left; nothing read is not an
/// error, an impossible time is.
pub(super) fn read(text: &str) -> Result<(Option<NaiveTime>, Option<DayPart>, &str), ()> {
    let (mut part, mut rest) = strip_part(text);
    let Some((hour, after)) = number(rest) else { return Ok((None, part, rest)) };
    let (minute, after) = if let Some(after) = after.strip_prefix([':', '.']) {
        let (minute, left) = number(after).ok_or(())?;
        // Seconds may be pasted along; they do not matter here.
        let left = left.strip_prefix(':').and_then(number).map_or(left, |(_, left)| left);
        (minute, left)
    } else if let Some(after) = after.strip_prefix("点").or_else(|| after.strip_prefix("时")) {
        let after = after.strip_prefix("钟").or_else(|| after.strip_prefix("整")).unwrap_or(after);
        if let Some(left) = after.strip_prefix("半") {
            (30, left)
        } else if let Some(left) = after.strip_prefix("1刻") {
            (15, left)
        } else if let Some(left) = after.strip_prefix("3刻") {
            (45, left)
        } else if let Some((minute, left)) = number(after) {
            (minute, left.strip_prefix("分").unwrap_or(left))
        } else {
            (0, after)
        }
    } else if after.trim_start().starts_with("am") || after.trim_start().starts_with("pm") {
        (0, after)
    } else {
        return Ok((None, part, rest));
    };
    rest = after.trim();
    if part.is_none() {
        (part, rest) = match rest {
            "am" => (Some(DayPart::Morning), ""),
            "pm" => (Some(DayPart::Afternoon), ""),
            _ => (None, rest),
        };
        // English afternoons run to midnight.
        if part == Some(DayPart::Afternoon) && (8..=11).contains(&hour) {
            part = Some(DayPart::Evening);
        }
    }
    let hour = part.map_or(Some(hour), |part| part.on_dial(hour)).ok_or(())?;
    let time = NaiveTime::from_hms_opt(hour, minute, 0).ok_or(())?;
    Ok((Some(time), None, rest))
}

fn strip_part(text: &str) -> (Option<DayPart>, &str) {
    for (word, part) in PARTS {
        if let Some(rest) = text.strip_prefix(word) {
            return (Some(*part), rest.trim_start());
        }
    }
    (None, text)
}

fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (1..=2).contains(&end).then(|| text.split_at(end)).and_then(|(digits, rest)| Some((digits.parse().ok()?, rest)))
}

/// Spells runs of Chinese numerals up to 99 in digits: `十一点二十五` becomes `11点25`.
pub(super) fn spell_digits(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if numeral(c).is_none() {
            out.push(c);
            continue;
        }
        let mut run = vec![c];
        while let Some(next) = chars.next_if(|next| numeral(*next).is_some()) {
            run.push(next);
        }
        out.push_str(&spelled(&run));
    }
    out
}

fn numeral(c: char) -> Option<u32> {
    "〇一二三四五六七八九十".chars().position(|known| known == c).and_then(|at| u32::try_from(at).ok()).or(match c {
        '零' => Some(0),
        _ => None,
    })
}

fn spelled(run: &[char]) -> String {
    let values: Vec<u32> = run.iter().filter_map(|c| numeral(*c)).collect();
    match values.as_slice() {
        [10] => "10".to_owned(),
        [10, ones @ 1..=9] => (10 + ones).to_string(),
        [tens @ 1..=9, 10] => (tens * 10).to_string(),
        [tens @ 1..=9, 10, ones @ 1..=9] => (tens * 10 + ones).to_string(),
        // 二〇二六, 零五: digit by digit.
        digits => digits.iter().map(ToString::to_string).collect(),
    }
}
