//! Whether two people are one, as far as names, numbers and places tell.

use super::weights::WEIGHTS;
use super::{Reason, ReasonKind, Somebody, place};
use crate::domain::idno;
use crate::domain::vocabulary::Side;
use pinyin::{ToPinyin as _, ToPinyinMulti as _};

/// How near two names of persons are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Near {
    /// Written the same.
    Written,
    /// Read the same.
    Heard,
    /// Read nearly the same.
    Likewise,
    /// Of three or more characters all but one the same.
    OneCharacter,
}

/// Tells how near two names of persons are, if at all.
pub fn near_name(ours: &str, theirs: &str) -> Option<Near> {
    if ours == theirs {
        return Some(Near::Written);
    }
    let length = ours.chars().count();
    if length < 2 || length != theirs.chars().count() {
        return None;
    }
    let (mut other, mut heard) = (0, Near::Heard);
    for (a, b) in ours.chars().zip(theirs.chars()).filter(|(a, b)| a != b) {
        match alike_in_sound(a, b) {
            Some(Near::Heard) => {}
            Some(_) => heard = Near::Likewise,
            None => other += 1,
        }
    }
    match other {
        0 => Some(heard),
        1 if length > 2 && ours.chars().next() == theirs.chars().next() => Some(Near::OneCharacter),
        _ => None,
    }
}

fn alike_in_sound(a: char, b: char) -> Option<Near> {
    let readings = |c: char| -> Vec<&'static str> {
        c.to_pinyin_multi().map_or_else(
            || c.to_pinyin().map(pinyin::Pinyin::plain).into_iter().collect(),
            |multi| multi.into_iter().map(pinyin::Pinyin::plain).collect(),
        )
    };
    let (ours, theirs) = (readings(a), readings(b));
    if ours.iter().any(|it| theirs.contains(it)) {
        return Some(Near::Heard);
    }
    let theirs: Vec<String> = theirs.iter().map(|it| blurred(it)).collect();
    ours.iter().any(|it| theirs.contains(&blurred(it))).then_some(Near::Likewise)
}

/// Folds the sounds that many people do not tell apart: zh/z, ch/c, sh/s, n/l, ang/an, eng/en, ing/in.
fn blurred(reading: &str) -> String {
    let flat = match reading.get(..2) {
        Some("zh" | "ch" | "sh") => format!("{}{}", &reading[..1], &reading[2..]),
        _ => reading.to_owned(),
    };
    let flat = flat.strip_prefix('n').map_or_else(|| flat.clone(), |rest| format!("l{rest}"));
    flat.strip_suffix('g').filter(|rest| rest.ends_with('n')).map_or_else(|| flat.clone(), str::to_owned)
}

/// Returns what an organisation's name comes down to when region and form are left out: `陇城县宏远建筑有限公司`
/// is `宏远建筑`.
pub fn core_of_organisation(name: &str) -> &str {
    const FORMS: &[&str] = &["有限责任公司", "股份有限公司", "有限公司", "分公司", "公司", "工程", "服务"];
    let start = ["省", "市", "县"].iter().filter_map(|end| name.find(end).map(|at| at + end.len())).max().unwrap_or(0);
    let mut core = name.get(start..).filter(|rest| rest.chars().count() > 1).unwrap_or(name);
    for form in FORMS {
        core = core.strip_suffix(form).filter(|rest| rest.chars().count() > 1).unwrap_or(core);
    }
    core
}

/// Tells whether a name is an organisation's by the look of it: it is not always said.
pub fn looks_like_organisation(name: &str) -> bool {
    const ENDS: &[char] = &[
        '司', '厂', '店', '行', '社', '会', '院', '校', '园', '局', '站', '所', '府', '部', '馆', '场', '队', '业',
        '心', '处',
    ];
    let count = name.chars().count();
    let many = name.ends_with('人') && name.contains('等');
    !many && (count > 6 || count > 3 && name.ends_with(ENDS))
}

fn same_organisation(ours: &str, theirs: &str) -> bool {
    if ours == theirs {
        return true;
    }
    let (ours, theirs) = (core_of_organisation(ours), core_of_organisation(theirs));
    let (short, long) = if ours.len() < theirs.len() { (ours, theirs) } else { (theirs, ours) };
    short.chars().count() > 1 && long.starts_with(short)
}

/// What ties somebody to somebody of an earlier matter.
#[derive(Debug, Clone, Default)]
pub(super) struct Tie {
    /// What speaks for one and the same less what speaks against it.
    pub points: i32,
    /// Whether the names say so too, or an identity number does.
    pub named: bool,
    /// Whether they share a house or a telephone and are two.
    pub kin: bool,
    /// Whether it is an organisation on both sides.
    pub organisations: bool,
    /// Why.
    pub reasons: Vec<(ReasonKind, i32)>,
}

impl Tie {
    /// Tells whether it may be the same.
    pub fn may_be_same(&self) -> bool {
        self.named && self.points >= WEIGHTS.maybe_a_person
    }

    /// Turns the reasons into sentences' facts.
    pub fn told<'a>(&'a self, ours: &'a str, theirs: &'a str) -> impl Iterator<Item = Reason> + 'a {
        self.reasons.iter().map(move |(kind, points)| Reason {
            kind: *kind,
            ours: ours.to_owned(),
            theirs: theirs.to_owned(),
            points: *points,
        })
    }
}

/// Somebody with what is worked out of the address once for many comparisons.
#[derive(Debug)]
pub(super) struct Known {
    pub who: Somebody,
    is_organisation: bool,
    pub village: Option<String>,
    household: Option<String>,
    /// Whether the village is only that of the matter.
    assumed: bool,
}

impl Known {
    /// Takes an applicant whose address is not written down for one of the village it happened in.
    pub fn assume(&mut self, village: Option<&String>) {
        if self.village.is_none() && self.who.side == Some(Side::Applicant) {
            self.village = village.cloned();
            self.assumed = true;
        }
    }

    pub fn of(who: &Somebody) -> Self {
        let (village, household) = if who.place.is_empty() {
            (None, None)
        } else {
            (place::village(&who.place), place::household(&who.place))
        };
        let is_organisation = who.is_organisation || looks_like_organisation(&who.name);
        Self { who: who.clone(), is_organisation, village, household, assumed: false }
    }
}

/// Tells what ties two people to each other.
pub(super) fn tie(here: &Known, there: &Known) -> Tie {
    let (ours, theirs) = (&here.who, &there.who);
    let w = &WEIGHTS;
    let mut tie = Tie { organisations: here.is_organisation && there.is_organisation, ..Tie::default() };
    let add = |tie: &mut Tie, kind, points| {
        tie.points += points;
        tie.reasons.push((kind, points));
    };
    let both = |a: &str, b: &str| !a.is_empty() && !b.is_empty();
    let mut other_person = false;
    if both(&ours.id_no, &theirs.id_no) {
        if ours.id_no == theirs.id_no {
            add(&mut tie, ReasonKind::SameId, w.same_id);
            tie.named = true;
        } else if is_sound(&ours.id_no) && is_sound(&theirs.id_no) {
            tie.points += w.other_id;
            other_person = true;
        }
    }
    if both(&ours.phone, &theirs.phone) && ours.phone == theirs.phone {
        add(&mut tie, ReasonKind::SamePhone, w.same_phone);
        tie.kin = true;
    }
    if both(&ours.name, &theirs.name) {
        if here.is_organisation || there.is_organisation {
            if same_organisation(&ours.name, &theirs.name) {
                add(&mut tie, ReasonKind::SameName, w.same_organisation);
                tie.organisations = true;
                tie.named = true;
            }
        } else if let Some(near) = near_name(&ours.name, &theirs.name) {
            let (kind, points) = match near {
                Near::Written => (ReasonKind::SameName, w.same_name),
                Near::Heard => (ReasonKind::NearName, w.same_sound),
                Near::Likewise => (ReasonKind::NearName, w.near_sound),
                Near::OneCharacter => (ReasonKind::NearName, w.one_character),
            };
            add(&mut tie, kind, points);
            // 王小明 and 王小红 are sister and brother as often as a slip of the pen.
            tie.named |= near != Near::OneCharacter;
        }
    }
    if tie.organisations {
        return tie;
    }
    if here.household.is_some() && here.household == there.household {
        add(&mut tie, ReasonKind::SameHousehold, w.same_household);
        tie.kin = true;
    }
    match (&here.village, &there.village) {
        (Some(here), Some(there)) if here == there => {
            // Of the same house, they are of the same village: that need not be said.
            if tie.reasons.iter().all(|(kind, _)| *kind != ReasonKind::SameHousehold) {
                tie.reasons.push((ReasonKind::SameVillage, w.same_village));
            }
            tie.points += w.same_village;
        }
        // Whoever has moved has the same number still.
        (Some(_), Some(_)) if !tie.kin && tie.named && !here.assumed && !there.assumed => tie.points += w.other_village,
        _ => {}
    }
    tie.named &= !other_person;
    tie.kin &= !tie.named || other_person;
    tie
}

fn is_sound(number: &str) -> bool {
    number.len() == 18 && number.is_ascii() && number.ends_with(idno::check_digit(&number[..17]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_sound_alike_are_near_and_others_are_not() {
        assert_eq!(near_name("王晓明", "王小明"), Some(Near::Heard));
        assert_eq!(near_name("张伟", "章伟"), Some(Near::Heard));
        assert_eq!(near_name("李珍", "李增"), Some(Near::Likewise));
        assert_eq!(near_name("刘宁", "牛林"), Some(Near::Likewise));
        assert_eq!(near_name("陈建国", "陈建军"), Some(Near::OneCharacter));
        assert_eq!(near_name("张伟", "张强"), None);
        assert_eq!(near_name("王小明", "王明"), None);
        assert_eq!(near_name("单田芳", "山田芳"), Some(Near::Heard), "any reading of a character");
    }

    #[test]
    fn an_organisation_is_known_by_its_core() {
        assert_eq!(core_of_organisation("陇城县宏远建筑有限公司"), "宏远建筑");
        assert!(same_organisation("宏远建筑公司", "陇城县宏远建筑有限责任公司"));
        assert!(!same_organisation("陇城县广厦房地产开发公司", "陇城县宏远建筑公司"));
        assert_eq!(core_of_organisation("公司"), "公司");
    }
}
