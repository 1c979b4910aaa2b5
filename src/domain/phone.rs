//! Telephone numbers as they are dialled in China: mobile, landline with area code, and 400/800 lines.

use super::refusal::Refusal;
use crate::refuse;
use unicode_normalization::UnicodeNormalization;

/// Reads a telephone number and returns it in one form: `13900000000`, `0932-6620000`, `0932-6620000转801`.
///
/// Wide digits, blanks, dots, brackets, hyphens and the country prefix are accepted.
///
/// # Errors
/// Refuses what is no number that can be dialled from anywhere, such as a landline without its area code.
pub fn parse(raw: &str) -> Result<String, Refusal> {
    let narrow: String = raw.nfkc().collect();
    let (main, extension) = match narrow.split_once('转') {
        Some((main, extension)) => (main, Some(extension)),
        None => (narrow.as_str(), None),
    };
    let digits = digits_of(main).ok_or_else(|| refuse!("phone_wrong", phone = raw))?;
    let extension = match extension.map(|text| digits_of(text).filter(|d| (1..=6).contains(&d.len()))) {
        Some(None) => return Err(refuse!("phone_wrong", phone = raw)),
        Some(found) => found,
        None => None,
    };
    let digits = without_country(&digits);
    let whole = if is_mobile(digits) || is_service(digits) {
        digits.to_owned()
    } else if let Some((area, local)) = split_area(digits) {
        format!("{area}-{local}")
    } else if matches!(digits.len(), 7 | 8) {
        return Err(refuse!("phone_area_code_missing", phone = raw));
    } else {
        return Err(refuse!("phone_wrong", phone = raw));
    };
    Ok(match extension {
        Some(extension) => format!("{whole}转{extension}"),
        None => whole,
    })
}

fn digits_of(text: &str) -> Option<String> {
    let mut digits = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
        } else if !(c.is_whitespace() || matches!(c, '-' | '+' | '(' | ')' | '.' | '·' | '—' | '–' | '‐' | '/'))
        {
            return None;
        }
    }
    Some(digits)
}

fn without_country(digits: &str) -> &str {
    let bare = digits.strip_prefix("00").unwrap_or(digits);
    match bare.strip_prefix("86") {
        Some(rest) if is_mobile(rest) => rest,
        _ => digits,
    }
}

pub(super) fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes()[1], b'3'..=b'9')
}

fn is_service(digits: &str) -> bool {
    digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"))
}

/// Splits a landline into area code and local number: 010 and 02x have three digits, the others four.
pub(super) fn split_area(digits: &str) -> Option<(&str, &str)> {
    let length = match digits.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => return None,
    };
    let (area, local) = digits.split_at_checked(length)?;
    let fits = matches!(local.len(), 7 | 8) && matches!(local.as_bytes()[0], b'2'..=b'9');
    fits.then_some((area, local))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mobile_number_is_read_however_it_is_written() {
        for raw in [
            "13900000001",
            "139-0000-0001",
            " 139 0000 0001",
            "１３９００００００１".replace("００００００１", "0000 0001").as_str(),
            "+86 139 0000 0001",
            "008613900000001",
        ] {
            assert_eq!(parse(raw).as_deref(), Ok("13900000001"), "{raw}");
        }
    }

    #[test]
    fn a_landline_needs_its_area_code() {
        assert_eq!(parse("(0932) 6620001").as_deref(), Ok("0932-6620001"));
        assert_eq!(parse("010—66200001").as_deref(), Ok("010-66200001"));
        assert_eq!(parse("0932-6620001转801").as_deref(), Ok("0932-6620001转801"));
        assert_eq!(parse("6620001").unwrap_err().code, "phone_area_code_missing");
    }

    #[test]
    fn a_service_line_is_a_number_too() {
        assert_eq!(parse("400-000-1234").as_deref(), Ok("4000001234"));
    }

    #[test]
    fn what_cannot_be_dialled_is_refused() {
        for raw in
            ["1390000000", "139000000012", "12900000001", "电话不详", "0932-66", "13900000001转", "13900000001转内线"]
        {
            assert_eq!(parse(raw).unwrap_err().code, "phone_wrong", "{raw}");
        }
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(raw in "[0-9+() -]{5,18}") {
            if let Ok(phone) = parse(&raw) {
                prop_assert_eq!(parse(&phone), Ok(phone.clone()));
            }
        }

        #[test]
        fn no_text_whatever_makes_it_panic(raw in "\\PC{0,24}") {
            let _ = parse(&raw);
        }
    }
}
