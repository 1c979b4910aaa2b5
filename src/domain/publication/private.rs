//! What of the parties may not be public, how it is taken out of a text, and how a text is looked through for it.

use crate::domain::mask::mask_name;
use crate::domain::party::{Nature, Party};
use crate::text::halfwidth;
use serde::Serialize;
use std::collections::BTreeSet;

/// From how many digits on a number is somebody's.
const LONG: usize = 7;

/// The least characters of an exact address that is looked for by itself.
const EXACT: usize = 3;

/// What was found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// Somebody's name.
    Name,
    /// Somebody's telephone.
    Phone,
    /// Somebody's identity number or code.
    Identity,
    /// Somebody's exact address.
    Place,
    /// A long number, whosever it is.
    Number,
}

/// Something that may not be public, and what stands for it.
struct Secret {
    what: Found,
    text: String,
    alias: String,
}

/// What organisations are called when they are not named, by how their names end.
const ENDINGS: &[&str] = &[
    "公司",
    "合作社",
    "村委会",
    "居委会",
    "学校",
    "小学",
    "中学",
    "医院",
    "银行",
    "超市",
    "饭店",
    "工厂",
    "厂",
    "店",
    "局",
    "所",
];

/// Returns what a party is called in public: 张某, 某公司.
pub fn alias(party: &Party) -> String {
    match party.nature {
        Nature::Person => mask_one(&party.name),
        Nature::Organisation => organisation(&party.name),
        Nature::Group => "群众".to_owned(),
    }
}

fn mask_one(name: &str) -> String {
    let masked = mask_name(name);
    let first = masked.chars().next().map(String::from).unwrap_or_default();
    format!("{first}某")
}

fn organisation(name: &str) -> String {
    let ending = ENDINGS.iter().find(|ending| name.ends_with(**ending));
    format!("某{}", ending.unwrap_or(&"单位"))
}

/// Returns an address down to the village, street or community; nothing where it names none of these.
pub fn coarse(place: &str) -> String {
    const ENDINGS: [&str; 9] = ["街道", "社区", "村", "镇", "乡", "苏木", "嘎查", "县", "区"];
    let end = ENDINGS
        .iter()
        .filter_map(|ending| {
            let at = place.rfind(ending)?;
            // 小区 is an address, not a district.
            (!(*ending == "区" && place[..at].ends_with('小'))).then_some(at + ending.len())
        })
        .max();
    end.map(|end| place[..end].to_owned()).unwrap_or_default()
}

/// Returns a text without blanks, in narrow digits, as it is looked through.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(halfwidth).collect()
}

fn digits(text: &str) -> String {
    squeezed(text).chars().filter(char::is_ascii_alphanumeric).collect()
}

fn secrets(parties: &[Party]) -> Vec<Secret> {
    let mut all = Vec::new();
    let mut add = |what, text: &str, alias: String| {
        let text = squeezed(text);
        let is_named = what != Found::Name || (text.chars().count() >= 2 && !text.contains('某'));
        if !text.is_empty() && is_named {
            all.push(Secret { what, text, alias });
        }
    };
    for party in parties {
        add(Found::Name, &party.name, alias(party));
        for one in &party.representatives {
            add(Found::Name, &one.name, mask_one(&one.name));
        }
        if let Some(agent) = &party.agent {
            add(Found::Name, agent, mask_one(agent));
        }
        if let Some(employer) = &party.employer {
            add(Found::Name, employer, organisation(employer));
        }
        let people = party.representatives.iter().flat_map(|one| [one.phone.as_deref(), one.id_no.as_deref()]);
        for number in people.chain([party.phone.as_deref(), party.id_no.as_deref()]).flatten() {
            add(Found::Identity, number, "×".to_owned());
        }
        if let Some(place) = &party.place {
            let near = coarse(place);
            let exact = place.get(near.len()..).unwrap_or_default();
            if !exact.is_empty() {
                add(Found::Place, place, near);
            }
            if squeezed(exact).chars().count() >= EXACT {
                add(Found::Place, exact, String::new());
            }
        }
    }
    all.sort_by_key(|secret| std::cmp::Reverse(secret.text.chars().count()));
    all
}

fn numbers(parties: &[Party]) -> Vec<(Found, String)> {
    let people = parties.iter().flat_map(|party| {
        let own = [(Found::Phone, party.phone.as_deref()), (Found::Identity, party.id_no.as_deref())];
        let others = party
            .representatives
            .iter()
            .flat_map(|one| [(Found::Phone, one.phone.as_deref()), (Found::Identity, one.id_no.as_deref())]);
        own.into_iter().chain(others)
    });
    people.filter_map(|(what, number)| Some((what, digits(number?)))).filter(|(_, it)| it.len() >= 4).collect()
}

/// Returns the runs of digits of a text with what sets groups of one number apart, as places of characters.
fn runs(chars: &[char]) -> Vec<(usize, usize, usize)> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !halfwidth(chars[at]).is_ascii_digit() {
            at += 1;
            continue;
        }
        let (start, mut end, mut count) = (at, at, 0);
        while at < chars.len() {
            let c = halfwidth(chars[at]);
            if c.is_ascii_digit() {
                count += 1;
                at += 1;
                end = at;
            } else if (c.is_whitespace() || "-—–.·".contains(c)) && at - end < 3 {
                at += 1;
            } else {
                break;
            }
        }
        all.push((start, end, count));
    }
    all
}

/// Looks a text through for what may not be public of the parties of a case.
pub fn found(text: &str, parties: &[Party]) -> Vec<Found> {
    let narrow = squeezed(text);
    let mut all: BTreeSet<Found> =
        secrets(parties).iter().filter(|secret| narrow.contains(&secret.text)).map(|secret| secret.what).collect();
    let only = digits(text);
    all.extend(numbers(parties).into_iter().filter(|(_, number)| only.contains(number.as_str())).map(|(what, _)| what));
    let chars: Vec<char> = text.chars().collect();
    if runs(&chars).iter().any(|(_, _, count)| *count >= LONG) {
        all.insert(Found::Number);
    }
    all.into_iter().collect()
}

/// Returns a text with whatever may not be public replaced; an empty one where that did not succeed.
pub fn anonymised(text: &str, parties: &[Party]) -> String {
    let mut text = replaced(text, parties);
    // A name may have been written with blanks in it, or come about where something else was taken out.
    for _ in 0..4 {
        if found(&text, parties).is_empty() {
            return text;
        }
        text = replaced(&squeezed(&text), parties);
    }
    if found(&text, parties).is_empty() { text } else { String::new() }
}

fn replaced(text: &str, parties: &[Party]) -> String {
    let mut text = text.to_owned();
    for secret in secrets(parties) {
        text = text.replace(&secret.text, &secret.alias);
    }
    let mine = numbers(parties);
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end, count) in runs(&chars) {
        out.extend(&chars[at..start]);
        let run: String = chars[start..end].iter().collect();
        let own = mine.iter().any(|(_, number)| digits(&run).contains(number.as_str()));
        let house = chars.get(end).is_some_and(|next| "号栋幢室户".contains(*next));
        if count >= LONG || own || house {
            out.push('×');
        } else {
            out.push_str(&run);
        }
        at = end;
    }
    out.extend(&chars[at..]);
    out
}
