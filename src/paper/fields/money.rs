//! Sums of money as papers have them: in figures, and in the words that cannot be altered (大写金额).

use crate::words::{say, say_with};

/// Writes a sum in yuan: `3000元`, `12.5元`.
pub fn amount(fen: i64) -> String {
    let (yuan, rest) = (fen / 100, fen.unsigned_abs() % 100);
    let yuan = match rest {
        0 => yuan.to_string(),
        _ => format!("{yuan}.{rest:02}"),
    };
    say_with("form.yuan", &[("yuan", &yuan)])
}

/// Writes a sum in words (大写): `人民币叁仟元整`. Nothing is said of less than nothing.
pub fn in_words(fen: i64) -> Option<String> {
    let fen = u64::try_from(fen).ok()?;
    let letters = |key: &str| say(&format!("form.money.{key}")).chars().collect::<Vec<char>>();
    let (digits, places, groups) = (letters("digits"), letters("places"), letters("groups"));
    let [yuan, whole, jiao, cent] = ["yuan", "whole", "jiao", "fen"].map(|key| say(&format!("form.money.{key}")));
    let digit = |of: u64| usize::try_from(of).ok().and_then(|of| digits.get(of)).copied().unwrap_or_default();
    let mut said = String::new();
    // Groups of four, the highest first; a gap between figures is one zero.
    let mut gap = false;
    for group in (0..3_u32).rev() {
        let part = fen / 100 / 10_u64.pow(group * 4) % 10_000;
        for place in (0..4_u32).rev() {
            let of = part / 10_u64.pow(place) % 10;
            if of == 0 {
                gap = !said.is_empty();
                continue;
            }
            said.extend(gap.then(|| digit(0)));
            gap = false;
            said.push(digit(of));
            said.extend(usize::try_from(place).ok().and_then(|place| places.get(place.checked_sub(1)?)).copied());
        }
        if part > 0 {
            said.extend(usize::try_from(group).ok().and_then(|group| groups.get(group.checked_sub(1)?)).copied());
        }
    }
    let (tenths, hundredths) = (fen / 10 % 10, fen % 10);
    if !said.is_empty() {
        said.push_str(&yuan);
    } else if fen == 0 {
        said = format!("{}{yuan}", digit(0));
    }
    match (tenths, hundredths) {
        (0, 0) => said.push_str(&whole),
        (0, of) => {
            said.extend((said.chars().count() > 0).then(|| digit(0)));
            said.push(digit(of));
            said.push_str(&cent);
        }
        (of, rest) => {
            said.push(digit(of));
            said.push_str(&jiao);
            if rest > 0 {
                said.push(digit(rest));
                said.push_str(&cent);
            } else {
                said.push_str(&whole);
            }
        }
    }
    Some(say_with("form.money.of", &[("sum", &said)]))
}
