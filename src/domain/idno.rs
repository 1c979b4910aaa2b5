//! Citizens' identity numbers (公民身份号码, GB 11643) and organisations' codes (统一社会信用代码, GB 32100).

use super::party::Sex;
use super::refusal::Refusal;
use super::time::Day;
use crate::refuse;
use chrono::Datelike;
use unicode_normalization::UnicodeNormalization;

/// What a valid identity number says about its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdNo {
    /// The number in eighteen places, the last a digit or `X`.
    pub number: String,
    /// The day of birth written in it.
    pub birth: Day,
    /// The sex written in it.
    pub sex: Sex,
    /// The six-digit code of the place of first registration (GB/T 2260).
    pub region: String,
}

/// How old a holder may be at most; a birth date beyond it is a slip of the pen.
const OLDEST: i32 = 130;

/// The provinces of GB/T 2260, and the first digits of permits issued to people from elsewhere.
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
];

/// Returns a code as people mean it: narrow characters, capitals, no blanks or hyphens.
pub fn normalise(raw: &str) -> String {
    raw.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Reads an identity number of eighteen places, or of fifteen, which it brings up to eighteen.
///
/// `today` bounds the date of birth.
///
/// # Errors
/// Refuses with what is wrong: length, characters, region, date of birth, or check digit.
pub fn parse(raw: &str, today: Day) -> Result<IdNo, Refusal> {
    let mut number = normalise(raw);
    let length = number.chars().count();
    if length != 15 && length != 18 {
        return Err(refuse!("id_length", length = length));
    }
    let (body, last) = number.split_at_checked(if length == 18 { 17 } else { 15 }).unwrap_or(("", ""));
    let good_last = last.is_empty() || last == "X" || last.bytes().all(|b| b.is_ascii_digit());
    if body.is_empty() || !body.bytes().all(|b| b.is_ascii_digit()) || !good_last {
        return Err(refuse!("id_characters"));
    }
    if length == 15 {
        number.insert_str(6, "19");
        number.push(check_digit(&number));
    }
    let region = number[..6].to_owned();
    if !region.starts_with('9') && !PROVINCES.contains(&&region[..2]) {
        return Err(refuse!("id_region", region = region));
    }
    let birth = Day::parse_from_str(&number[6..14], "%Y%m%d")
        .ok()
        .filter(|birth| *birth <= today && today.year() - birth.year() <= OLDEST)
        .ok_or_else(|| refuse!("id_birth", birth = &number[6..14]))?;
    let expected = check_digit(&number);
    // Which digit would fit is not said: a number is to be read again, not made to pass.
    if !number.ends_with(expected) {
        return Err(refuse!("id_check_digit"));
    }
    let sex = if (number.as_bytes()[16] - b'0') % 2 == 1 { Sex::Male } else { Sex::Female };
    Ok(IdNo { number, birth, sex, region })
}

/// Tells whether digits are laid out as an identity number of eighteen or fifteen places: region, then a day of birth.
/// Whether the check digit fits is not asked: a number with a slip in it is somebody's all the same.
pub(super) fn is_laid_out(digits: &str) -> bool {
    let province = |code: &str| code.starts_with('9') || PROVINCES.contains(&code);
    let born = match digits.len() {
        15 => digits.get(6..12).map(|short| format!("19{short}")),
        17 | 18 => digits.get(6..14).map(str::to_owned),
        _ => None,
    };
    digits.get(..2).is_some_and(province)
        && born.is_some_and(|born| Day::parse_from_str(&born, "%Y%m%d").is_ok_and(|day| day.year() >= 1880))
}

/// Reads a number that was checked when it was written down; other documents and codes say nothing of their holder.
pub fn holder(checked: &str) -> Option<IdNo> {
    let born = Day::parse_from_str(checked.get(6..14)?, "%Y%m%d").ok()?;
    parse(checked, born).ok()
}

/// Returns the check digit (ISO 7064 MOD 11-2) of the first seventeen digits.
pub fn check_digit(digits: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const MARKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let sum: u32 = digits.chars().zip(WEIGHTS).map(|(c, weight)| c.to_digit(10).unwrap_or(0) * weight).sum();
    MARKS[(sum % 11) as usize]
}

/// Reads another identity document of a person, such as a passport: a letter, then letters and digits.
pub fn other_document(raw: &str) -> Option<String> {
    let code = normalise(raw);
    let fits = (6..=14).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_alphanumeric())
        && code.starts_with(|c: char| c.is_ascii_alphabetic())
        && code.bytes().any(|b| b.is_ascii_digit());
    fits.then_some(code)
}

/// Reads an organisation's unified code of eighteen places and verifies its check mark.
///
/// # Errors
/// Refuses a code of another length, with a letter the standard leaves out, or with a wrong check mark.
pub fn parse_organisation(raw: &str) -> Result<String, Refusal> {
    const MARKS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let code = normalise(raw);
    let values: Option<Vec<usize>> = code.chars().map(|c| MARKS.find(c)).collect();
    let values = values.filter(|v| v.len() == 18).ok_or_else(|| refuse!("organisation_code_wrong", code = code))?;
    let mut weight = 1;
    let mut sum = 0;
    for value in &values[..17] {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    if values[17] == (31 - sum % 31) % 31 { Ok(code) } else { Err(refuse!("organisation_code_wrong", code = code)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> Day {
        Day::from_ymd_opt(2026, 11, 20).unwrap()
    }

    fn made_up(body: &str) -> String {
        format!("{body}{}", check_digit(body))
    }

    fn code_of(raw: &str) -> &'static str {
        parse(raw, today()).unwrap_err().code
    }

    #[test]
    fn a_number_gives_birth_sex_and_region() {
        let id = parse(&made_up("62242119650230001".replace("0230", "0228").as_str()), today()).unwrap();
        assert_eq!(id.birth, Day::from_ymd_opt(1965, 2, 28).unwrap());
        assert_eq!((id.sex, id.region.as_str()), (Sex::Male, "622421"));
        assert_eq!(parse(&made_up("62242119650228002"), today()).unwrap().sex, Sex::Female);
    }

    #[test]
    fn a_wide_and_spaced_number_is_read_as_written() {
        let number = made_up("62242119650228001");
        let spaced = format!("{} {} {}", &number[..6], &number[6..14], &number[14..]);
        let wide: String = number.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect();
        assert_eq!(parse(&spaced, today()).unwrap().number, number);
        assert_eq!(parse(&wide, today()).unwrap().number, number);
    }

    #[test]
    fn an_old_number_of_fifteen_places_is_brought_up_to_eighteen() {
        let id = parse("622421650228001", today()).unwrap();
        assert_eq!(id.number, made_up("62242119650228001"));
    }

    #[test]
    fn each_fault_has_its_own_reason() {
        assert_eq!(code_of("6224211965"), "id_length");
        assert_eq!(code_of("62242119650228O01X"), "id_characters");
        assert_eq!(code_of("一二三四五六七八九十一二三四五六七八"), "id_characters");
        assert_eq!(code_of(&made_up("02242119650228001")), "id_region");
        assert_eq!(code_of(&made_up("62242119650230001")), "id_birth");
        assert_eq!(code_of(&made_up("62242120261121001")), "id_birth");
        assert_eq!(code_of(&made_up("62242118650228001")), "id_birth");
    }

    #[test]
    fn a_passport_is_a_document_without_check_digit() {
        assert_eq!(other_document(" e1234 5678"), Some("E12345678".to_owned()));
        assert_eq!(other_document("12345678"), None);
        assert_eq!(other_document("ABCDEFGH"), None);
    }

    #[test]
    fn an_organisation_code_needs_its_check_mark() {
        // A body of zeros but for the region: made up.
        assert_eq!(parse_organisation("91620000MA0000001B").map_err(|r| r.code), Err("organisation_code_wrong"));
        let good = "0123456789ABCDEFGHJKLMNPQRTUWXY"
            .chars()
            .map(|mark| format!("91620000MA0000001{mark}"))
            .filter(|code| parse_organisation(code).is_ok())
            .count();
        assert_eq!(good, 1);
        assert!(parse_organisation("91620000MI0000001B").is_err());
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_noticed(sequence in 0u32..1000, place in 14usize..17, shift in 1u8..10) {
            let number = made_up(&format!("62242119650228{sequence:03}"));
            let mut bytes = number.into_bytes();
            bytes[place] = b'0' + (bytes[place] - b'0' + shift) % 10;
            let wrong = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(code_of(&wrong), "id_check_digit");
        }

        #[test]
        fn no_text_whatever_makes_it_panic(raw in "\\PC{0,24}") {
            let _ = parse(&raw, today());
            let _ = parse_organisation(&raw);
            let _ = other_document(&raw);
        }
    }
}
