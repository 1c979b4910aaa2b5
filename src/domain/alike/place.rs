//! Places folded so that the same one written twice is the same.

use crate::text::halfwidth;

/// Where the part of an address that many share ends.
const VILLAGE_ENDS: &[&str] = &["村", "社区", "嘎查", "居委会"];

/// What stands before the village and is left out as often as not.
const ABOVE: &[&str] = &["省", "市", "县", "街道", "镇", "乡", "苏木"];

/// What a house is told by, where nothing below the village is a number alone.
const HOUSE: &[char] = &['号', '室', '户', '栋', '幢', '弄'];

/// Folds an address: narrow, without blanks and marks, Chinese numerals as digits.
fn folded(place: &str) -> String {
    const DIGITS: &str = "〇一二三四五六七八九";
    let mut out = String::new();
    for c in place.chars().map(halfwidth).filter(|c| c.is_alphanumeric()) {
        match DIGITS.chars().position(|digit| digit == c) {
            Some(value) => out.push_str(&value.to_string()),
            None if c == '零' => out.push('0'),
            // 十二 is 12, 三十 is 30: good enough for house numbers.
            None if c == '十' => out.push_str(if out.ends_with(|c: char| c.is_ascii_digit()) { "" } else { "1" }),
            None => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// Returns the village or community of an address without what stands above it: `陇城县文苑镇柳林村三社` is `柳林村`.
pub fn village(place: &str) -> Option<String> {
    let place = folded(place);
    let end = VILLAGE_ENDS.iter().filter_map(|end| place.find(end).map(|at| at + end.len())).min()?;
    let up_to = &place[..end];
    let start = ABOVE.iter().filter_map(|end| up_to.rfind(end).map(|at| at + end.len())).filter(|at| *at < up_to.len());
    let name = &up_to[start.max().unwrap_or(0)..];
    (name.chars().count() > 1).then(|| name.to_owned())
}

/// Returns the whole address from the village or street down, if it is one house's.
pub fn household(place: &str) -> Option<String> {
    let place = folded(place);
    let start = ABOVE.iter().filter_map(|end| place.find(end).map(|at| at + end.len())).filter(|at| *at < place.len());
    let house = &place[start.max().unwrap_or(0)..];
    let numbers = house.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).count();
    let named = house.ends_with(HOUSE) && numbers > 0;
    (named || numbers > 1).then(|| house.trim_end_matches(HOUSE).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_is_the_same_however_much_stands_above_and_below_it() {
        for place in ["柳林村", "文苑镇柳林村", "陇城县文苑镇柳林村三社", "文苑镇 柳林村3社12号"]
        {
            assert_eq!(village(place).as_deref(), Some("柳林村"), "{place}");
        }
        assert_eq!(village("城关街道东街社区5栋").as_deref(), Some("东街社区"));
        assert_eq!(village("滨河路9号"), None);
    }

    #[test]
    fn a_household_is_told_from_a_hamlet() {
        assert_eq!(household("文苑镇柳林村三社12号"), household("柳林村3社１２号"));
        assert!(household("文苑镇柳林村三社12号").is_some());
        assert_eq!(household("文苑镇柳林村三社"), None);
        assert!(household("滨河路9号").is_some());
        assert_eq!(household("柳林村"), None);
    }
}
