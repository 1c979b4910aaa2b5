//! The pattern of case numbers: `ZZ{year}-{seq:05}`.

use crate::domain::ids::CaseNo;
use crate::domain::refusal::Refusal;
use crate::refuse;

/// A pattern of case numbers, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPattern {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Year,
    Seq { digits: usize },
}

/// Writes the low bits of a random number as a code without letters that are taken for figures (Crockford's base 32).
fn code(mut draw: u64) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const LENGTH: usize = 6;
    let mut out = String::with_capacity(LENGTH);
    for _ in 0..LENGTH {
        out.push(char::from(LETTERS[usize::try_from(draw % 32).unwrap_or(0)]));
        draw /= 32;
    }
    out
}

impl NumberPattern {
    /// Takes a pattern apart; refused unless it has `{year}` and `{seq}` once each and nothing between
    /// braces but those, and no blanks.
    pub fn parse(pattern: &str) -> Result<Self, Refusal> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some(open) = rest.find('{') {
            if open > 0 {
                parts.push(Part::Text(rest[..open].to_owned()));
            }
            let close = rest[open..].find('}').ok_or_else(|| refuse!("rulebook_pattern_brace", pattern = pattern))?;
            let inside = &rest[open + 1..open + close];
            parts.push(match inside.split_once(":0") {
                _ if inside == "year" => Part::Year,
                _ if inside == "seq" => Part::Seq { digits: 0 },
                Some(("seq", digits)) => match digits.parse() {
                    Ok(digits @ 1..=9) => Part::Seq { digits },
                    _ => return Err(refuse!("rulebook_pattern_unknown", part = inside)),
                },
                _ => return Err(refuse!("rulebook_pattern_unknown", part = inside)),
            });
            rest = &rest[open + close + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        let count = |wanted: fn(&Part) -> bool| parts.iter().filter(|part| wanted(part)).count();
        if count(|part| matches!(part, Part::Seq { .. })) != 1 {
            return Err(refuse!("rulebook_pattern_seq", pattern = pattern));
        }
        if count(|part| matches!(part, Part::Year)) != 1 {
            return Err(refuse!("rulebook_pattern_year", pattern = pattern));
        }
        let digits_meet = parts.windows(2).any(|pair| !pair.iter().any(|part| matches!(part, Part::Text(_))));
        let text_ok = parts.iter().all(|part| match part {
            Part::Text(text) => !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '}'),
            _ => true,
        });
        if digits_meet || !text_ok {
            return Err(refuse!("rulebook_pattern_text", pattern = pattern));
        }
        Ok(Self { parts })
    }

    /// Returns the number of the `seq`-th case of a year.
    pub fn format(&self, year: i32, seq: u32) -> CaseNo {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(words) => words.clone(),
            Part::Year => year.to_string(),
            Part::Seq { digits } => format!("{seq:0digits$}"),
        });
        CaseNo(parts.collect())
    }

    /// Returns a number of the sealed series of the same look: `ZZM2026-4F7K2Q`.
    pub fn drawn(&self, year: i32, draw: u64) -> CaseNo {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(words) => words.clone(),
            Part::Year => format!("M{year}"),
            Part::Seq { .. } => code(draw),
        });
        CaseNo(parts.collect())
    }

    /// Reads year and running number back; letters may be written small.
    pub fn read(&self, text: &str) -> Option<(i32, u32)> {
        let (mut year, mut seq, mut rest) = (None, None, text);
        for part in &self.parts {
            let taken = match part {
                Part::Text(words) => rest.get(..words.len()).filter(|head| head.eq_ignore_ascii_case(words))?.len(),
                Part::Year | Part::Seq { .. } => rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()),
            };
            match part {
                Part::Text(_) => {}
                Part::Year => year = Some(rest[..taken].parse().ok()?),
                Part::Seq { .. } => seq = Some(rest[..taken].parse().ok()?),
            }
            rest = &rest[taken..];
        }
        rest.is_empty().then_some((year?, seq?))
    }
}
