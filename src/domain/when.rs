//! Moments as scripts write them: `2026-11-23 09:00` at the centre, or in full with an offset.
//!
//! For fields of commands: `#[serde(with = "when")] #[schemars(with = "String")]`, and `when::optional`.

use super::time::{Moment, cst, local};
use chrono::{DateTime, Datelike, NaiveDateTime};
use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// Reads a moment; one without an offset is meant at China Standard Time.
pub fn parse(text: &str) -> Option<Moment> {
    const SHORT: [&str; 4] = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"];
    let text = text.trim();
    let moment = match DateTime::parse_from_rfc3339(text) {
        Ok(moment) => Some(moment.with_timezone(&cst())),
        Err(_) => SHORT.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()).map(local),
    };
    // Far from the ends of the calendar, so that adding hours and days cannot overflow.
    moment.filter(|moment| (1900..=9999).contains(&moment.year()))
}

/// Writes a moment in full.
pub fn serialize<S: Serializer>(moment: &Moment, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&moment.to_rfc3339())
}

/// Reads a moment, short or in full.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom(format!("no date and time like 2026-11-23 09:00: {text:?}")))
}

/// The same for fields that may be absent.
pub mod optional {
    use super::{D, Deserialize, Deserializer, Moment, Serializer};

    /// Writes a moment in full.
    #[allow(clippy::ref_option)] // serde's `with` hands over the field by reference
    pub fn serialize<S: Serializer>(moment: &Option<Moment>, serializer: S) -> Result<S::Ok, S::Error> {
        match moment {
            Some(moment) => super::serialize(moment, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a moment, short or in full.
    pub fn deserialize<'de, De: Deserializer<'de>>(deserializer: De) -> Result<Option<Moment>, De::Error> {
        Ok(Option::<D>::deserialize(deserializer)?.map(|D(moment)| moment))
    }
}

#[derive(Deserialize)]
struct D(#[serde(deserialize_with = "deserialize")] Moment);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_short_and_in_full() {
        let nine = Some(crate::domain::time::at(chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(), 9, 0));
        for text in ["2026-11-23 09:00", "2026-11-23T09:00", "2026-11-23T09:00:00+08:00", "2026-11-23T01:00:00Z"] {
            assert_eq!(parse(text), nine, "{text}");
        }
        assert_eq!(parse("2026-11-31 09:00"), None);
        assert_eq!(parse("明天九点"), None);
        assert_eq!(parse("+262142-12-31 23:59"), None);
    }
}
