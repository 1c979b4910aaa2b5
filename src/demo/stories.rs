//! Made-up matters: what people of the made-up county come to the window with, by category.
//!
//! The scenarios are data (`county/stories-*.toml`); a telling fills one in with people, place, dates and sums.

use super::people::People;
use crate::domain::case::Register;
use crate::domain::ids::{CategoryId, UnitId};
use crate::domain::party::{Nature, NewParty};
use crate::domain::time::Day;
use crate::domain::unit::Unit;
use crate::domain::vocabulary::{CaseKind, Channel, Grade, Risk, Side, UnitKind, UnitLevel};
use chrono::{Datelike, Days};
use fastrand::Rng;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Whom a matter is brought against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// Another person.
    Person,
    /// A firm.
    Company,
    /// A public body.
    Unit,
    /// Nobody.
    None,
}

/// Who brings a matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum From {
    /// One person.
    #[default]
    Person,
    /// A group with representatives.
    Group,
}

/// A scenario of the county's life.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// The category.
    pub category: CategoryId,
    /// The kind; a dispute unless said otherwise.
    #[serde(default = "dispute")]
    pub kind: CaseKind,
    /// Whom it is brought against.
    pub against: Against,
    /// Which list of made-up organisations the other side comes from; one a text, parted by commas.
    #[serde(default)]
    pub org: String,
    /// Who brings it.
    #[serde(default)]
    pub from: From,
    /// The units that answer for it, the lead first; `@township` and `@village` are the place's own.
    pub units: Vec<String>,
    /// Whether the second unit helps from the start.
    #[serde(default)]
    pub co: bool,
    /// The grade.
    #[serde(default)]
    pub grade: Option<Grade>,
    /// The risk.
    #[serde(default)]
    pub risk: Option<Risk>,
    /// The sum in dispute, from and to, in yuan.
    #[serde(default)]
    pub sum: Option<[i64; 2]>,
    /// Ways to tell it.
    pub texts: Vec<String>,
    /// What is asked for: one a text where there are as many of them, else all.
    pub demands: Vec<String>,
    /// How it may end well: one a text where there are as many of them, else any.
    pub results: Vec<String>,
}

fn dispute() -> CaseKind {
    CaseKind::Dispute
}

#[derive(Deserialize)]
struct Shelf {
    story: Vec<Story>,
}

/// Every scenario, in the order of the categories.
pub static STORIES: LazyLock<Vec<Story>> = LazyLock::new(|| {
    let shelves = [
        include_str!("county/stories-1.toml"),
        include_str!("county/stories-2.toml"),
        include_str!("county/stories-3.toml"),
    ];
    let read = |text| toml::from_str::<Shelf>(text).expect("the scenarios are part of the program, and tested").story;
    shelves.into_iter().flat_map(read).collect()
});

/// The made-up organisations and turns of speech.
#[derive(Debug, Deserialize)]
struct Words {
    org: BTreeMap<String, Vec<String>>,
    tried: BTreeMap<String, Vec<String>>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("county/words.toml")).expect("the words are part of the program, and tested")
});

/// A village of the county with its township.
#[derive(Debug, Clone)]
pub struct Village {
    /// The village's unit.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// The township's unit.
    pub township: UnitId,
    /// The township's name.
    pub township_name: String,
}

/// Returns the villages among the units.
pub fn villages(units: &[Unit]) -> Vec<Village> {
    let village = |unit: &&Unit| unit.kind == UnitKind::Territory && unit.level == UnitLevel::Village;
    let with_parent = |unit: &Unit| {
        let parent = unit.parent.as_ref()?;
        let township = units.iter().find(|it| it.id == *parent)?;
        Some(Village {
            id: unit.id.clone(),
            name: unit.short.clone(),
            township: township.id.clone(),
            township_name: township.short.clone(),
        })
    };
    units.iter().filter(village).filter_map(with_parent).collect()
}

/// A scenario filled in: what is written down, and what may become of it.
#[derive(Debug, Clone)]
pub struct Telling {
    /// What is written down.
    pub register: Register,
    /// The units that answer for it, the lead first.
    pub units: Vec<UnitId>,
    /// Whether the second unit helps from the start.
    pub co: bool,
    /// The grade it will get.
    pub grade: Grade,
    /// The risk it will get.
    pub risk: Risk,
    /// How it may end well.
    pub result: String,
    /// The sum in dispute, in fen.
    pub amount_fen: Option<i64>,
}

/// Tells a scenario as if on a day: `variant` picks among its texts.
pub fn tell(
    story: &Story,
    variant: usize,
    villages: &[Village],
    people: &mut People,
    rng: &mut Rng,
    today: Day,
) -> Telling {
    let village = &villages[rng.usize(..villages.len())];
    let place = format!("{}{}", village.township_name, village.name);
    let heads = rng.u32(6..58);
    let applicant = match story.from {
        From::Person => people.person(Side::Applicant, &place, today),
        From::Group => group(people, rng, &place, heads, today),
    };
    let respondent = respondent(story, variant, village, people, rng, &place, today);
    let amount = story.sum.map(|[from, to]| round(rng.i64(from..=to)));
    let filled = Slots {
        pairs: vec![
            ("{甲}", applicant.name.clone()),
            ("{乙}", respondent.as_ref().map(|party| party.name.clone()).unwrap_or_default()),
            ("{地}", place.clone()),
            ("{村}", village.name.clone()),
            ("{额}", amount.map_or_else(|| "数千元".to_owned(), yuan)),
            ("{时}", month(rng, today)),
            ("{日}", day(rng, today)),
            ("{年}", ["两", "三", "四", "五", "六", "八", "十"][rng.usize(..7)].to_owned()),
            ("{数}", rng.u32(3..10).to_string()),
            ("{亩}", format!("{}.{}亩", rng.u32(1..7), rng.u32(1..10))),
            ("{试}", tried(story, rng)),
        ],
    };
    let text = variant % story.texts.len();
    let paired = |list: &[String]| list.len() == story.texts.len();
    let result = if paired(&story.results) { text } else { rng.usize(..story.results.len()) };
    let result = filled.fill(&story.results[result]);
    let demands = if paired(&story.demands) { &story.demands[text..=text] } else { &story.demands };
    let units = story.units.iter().map(|unit| match unit.as_str() {
        "@township" => village.township.clone(),
        "@village" => village.id.clone(),
        code => UnitId::from(code),
    });
    let register = Register {
        kind: story.kind,
        channel: channel(rng, story.from),
        title: Some(filled.fill(&demands[0])),
        narrative: filled.fill(&story.texts[text]),
        demands: demands.iter().map(|demand| filled.fill(demand)).collect(),
        parties: std::iter::once(applicant).chain(respondent).collect(),
        place: Some(place),
        grid: Some(format!("{}第{}网格", village.name, rng.u32(1..=6))),
        occurred_on: today.checked_sub_days(Days::new(rng.u64(2..90))),
        people_involved: (story.from == From::Group).then_some(heads),
        amount_fen: amount.map(|yuan| yuan * 100),
        category: Some(story.category.clone()),
        grade: None,
        risk: None,
        attachments: Vec::new(),
        accept: true,
        related: Vec::new(),
        offline: None,
        origin: None,
        sealed: None,
    };
    Telling {
        amount_fen: register.amount_fen,
        register,
        units: units.collect(),
        co: story.co,
        grade: story.grade.unwrap_or(Grade::General),
        risk: story.risk.unwrap_or(if rng.u32(..6) == 0 { Risk::Medium } else { Risk::Low }),
        result,
    }
}

struct Slots {
    pairs: Vec<(&'static str, String)>,
}

impl Slots {
    fn fill(&self, text: &str) -> String {
        self.pairs.iter().fold(text.to_owned(), |text, (slot, word)| text.replace(slot, word))
    }
}

fn group(people: &mut People, rng: &mut Rng, place: &str, heads: u32, today: Day) -> NewParty {
    let representatives: Vec<_> = (0..rng.usize(2..=5)).map(|_| people.representative(today)).collect();
    let mut party = NewParty::new(Side::Applicant, format!("{}等{heads}人", representatives[0].name));
    party.nature = Nature::Group;
    party.head_count = Some(heads);
    party.place = Some(place.to_owned());
    party.representatives = representatives;
    party
}

fn respondent(
    story: &Story,
    variant: usize,
    village: &Village,
    people: &mut People,
    rng: &mut Rng,
    place: &str,
    today: Day,
) -> Option<NewParty> {
    match story.against {
        Against::None => None,
        Against::Person => Some(people.person(Side::Respondent, place, today)),
        Against::Company | Against::Unit => {
            let mut party = NewParty::new(Side::Respondent, organisation(story, variant, village, rng)?);
            party.nature = Nature::Organisation;
            party.place = Some(place.to_owned());
            Some(party)
        }
    }
}

/// Names an organisation that a scenario may be brought against.
pub(super) fn organisation(story: &Story, variant: usize, village: &Village, rng: &mut Rng) -> Option<String> {
    let lists: Vec<&str> = story.org.split(',').collect();
    let names = WORDS.org.get(lists[variant % story.texts.len() % lists.len()]).map_or(&[][..], Vec::as_slice);
    let name = names.get(rng.usize(..names.len().max(1)))?;
    Some(name.replace("{村}", &village.name).replace("{镇}", &village.township_name))
}

pub(super) fn tried(story: &Story, rng: &mut Rng) -> String {
    let list = match story.against {
        Against::Person => "person",
        Against::Company => "company",
        Against::Unit => "unit",
        Against::None => "none",
    };
    let list = &WORDS.tried[list];
    list[rng.usize(..list.len())].clone()
}

pub(super) fn channel(rng: &mut Rng, from: From) -> Channel {
    if from == From::Group {
        return [Channel::WalkIn, Channel::WalkIn, Channel::Referral, Channel::Leader][rng.usize(..4)];
    }
    match rng.u32(..100) {
        0..=44 => Channel::WalkIn,
        45..=64 => Channel::Phone,
        65..=76 => Channel::Grid,
        77..=84 => Channel::Mailbox,
        85..=89 => Channel::Referral,
        90..=92 => Channel::Letter,
        93..=95 => Channel::Sms,
        96..=97 => Channel::Radio,
        _ => Channel::Leader,
    }
}

/// Rounds a sum the way people name one.
pub(super) fn round(yuan: i64) -> i64 {
    match yuan {
        ..1_000 => yuan / 10 * 10,
        1_000..20_000 => yuan / 100 * 100,
        20_000..200_000 => yuan / 1_000 * 1_000,
        _ => yuan / 10_000 * 10_000,
    }
}

/// Writes a sum the way people say it: `8600元`, `3.2万元`.
pub(super) fn yuan(amount: i64) -> String {
    if amount < 10_000 {
        format!("{amount}元")
    } else if amount % 10_000 == 0 {
        format!("{}万元", amount / 10_000)
    } else {
        let text = format!("{}.{:04}", amount / 10_000, amount % 10_000);
        format!("{}万元", text.trim_end_matches('0'))
    }
}

pub(super) fn month(rng: &mut Rng, today: Day) -> String {
    let then = today.checked_sub_months(chrono::Months::new(rng.u32(2..10))).unwrap_or(today);
    let year = if then.year() == today.year() { "今年" } else { "去年" };
    let part = ["初", "中旬", "底", ""][rng.usize(..4)];
    format!("{year}{}月{part}", then.month())
}

pub(super) fn day(rng: &mut Rng, today: Day) -> String {
    let then = today.checked_sub_days(Days::new(rng.u64(2..40))).unwrap_or(today);
    format!("{}月{}日", then.month(), then.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rulebook::Rulebook;
    use std::collections::BTreeSet;

    #[test]
    fn every_scenario_fills_in_wholly_and_knows_its_units_and_category() {
        let rules = Rulebook::builtin("longxi").unwrap();
        let villages = villages(&rules.units);
        assert!(villages.len() > 10);
        let today = Day::from_ymd_opt(2026, 11, 20).unwrap();
        let (mut people, mut rng) = (People::new(1), Rng::with_seed(1));
        for story in STORIES.iter() {
            assert!(rules.category(&story.category).is_some(), "{}", story.category);
            for variant in 0..story.texts.len() {
                let told = tell(story, variant, &villages, &mut people, &mut rng, today);
                let text = format!("{}{:?}{}", told.register.narrative, told.register.demands, told.result);
                assert!(!text.contains(['{', '}']), "{text}");
                let length = told.register.narrative.chars().count();
                assert!((40..=200).contains(&length), "{length}: {}", told.register.narrative);
                for unit in &told.units {
                    assert!(rules.units.iter().any(|known| known.id == *unit), "{unit}");
                }
                assert_eq!(story.against == Against::None, told.register.parties.len() == 1, "{}", story.category);
            }
        }
    }

    #[test]
    fn all_top_categories_and_kinds_have_scenarios() {
        let rules = Rulebook::builtin("longxi").unwrap();
        let told: BTreeSet<_> = STORIES.iter().map(|story| &story.category.as_str()[..2]).collect();
        assert!(rules.categories.iter().all(|category| told.contains(category.id.as_str())), "{told:?}");
        let kinds: BTreeSet<_> = STORIES.iter().map(|story| story.kind).collect();
        assert_eq!(kinds.len(), CaseKind::ALL.len());
    }

    #[test]
    fn sums_are_said_the_way_people_say_them() {
        assert_eq!(yuan(8_600), "8600元");
        assert_eq!(yuan(32_000), "3.2万元");
        assert_eq!(yuan(860_000), "86万元");
        assert_eq!(yuan(16_500), "1.65万元");
    }
}
