//! The made-up county's earlier years: closed matters by the hundred thousand, as they stand in older registers.

use super::crowd::{Crowd, Ranked, Soul, WORDS};
use super::stories::{self, Against, From, STORIES, Story};
use crate::desk::OldMatter;
use crate::domain::case::{Earlier, Register};
use crate::domain::centre::Centre;
use crate::domain::ids::{OfficerId, UnitId};
use crate::domain::party::{Nature, NewParty, Representative};
use crate::domain::time::{Day, Moment, at};
use crate::domain::vocabulary::Side;
use chrono::{Datelike, Duration};
use fastrand::Rng;

/// The officers who entered the older registers.
const CLERKS: [&str; 4] = ["wenjy", "luyuan", "baixh", "wenjy"];

/// How many matters back somebody may come again about the same.
const REMEMBERED: usize = 4_096;

/// A piece of a text: words as they are, or a slot to be filled.
enum Piece {
    Words(&'static str),
    Slot(&'static str),
}

/// Takes a text with slots in braces apart.
fn pieces(text: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, tail)) = rest.split_once('{') {
        let (slot, tail) = tail.split_once('}').unwrap_or((tail, ""));
        pieces.extend([Piece::Words(words), Piece::Slot(slot)]);
        rest = tail;
    }
    pieces.push(Piece::Words(rest));
    pieces
}

fn lines(text: &'static str) -> Vec<Vec<Piece>> {
    text.lines().map(pieces).collect()
}

/// A scenario taken apart.
struct Tale {
    story: &'static Story,
    texts: Vec<Vec<Piece>>,
    demands: Vec<Vec<Piece>>,
    results: Vec<Vec<Piece>>,
    topics: Vec<String>,
}

/// Who fell out with whom over what; somebody may come again about it.
#[derive(Clone, Copy)]
struct Quarrel {
    applicant: u64,
    respondent: u64,
    tale: usize,
}

/// The closed matters of the earlier years, oldest first.
pub struct Past<'a> {
    centre: &'a Centre,
    crowd: Crowd,
    rng: Rng,
    tales: Vec<Tale>,
    order: Ranked<usize>,
    turns: Vec<Vec<Piece>>,
    ends: Vec<Vec<Piece>>,
    results: Vec<Vec<Piece>>,
    recent: Vec<Quarrel>,
    first: Day,
    days: u64,
    until: Moment,
    made: u64,
    count: u64,
}

impl<'a> Past<'a> {
    /// Plans so many matters, all closed before a moment; many need more years than few.
    pub fn new(centre: &'a Centre, seed: u64, until: Moment, count: u64) -> Self {
        let tales: Vec<_> = STORIES
            .iter()
            .map(|story| {
                let all = |texts: &'static [String]| texts.iter().map(|text| pieces(text)).collect::<Vec<_>>();
                let known = centre.rulebook().category(&story.category);
                let item = known.and_then(|(_, item)| item);
                let topics = item.map(|item| item.words.clone()).unwrap_or_default();
                let (texts, demands, results) = (all(&story.texts), all(&story.demands), all(&story.results));
                Tale { story, texts, demands, results, topics }
            })
            .collect();
        let mut rng = Rng::with_seed(seed ^ 0x7061_7374);
        let mut order: Vec<usize> = (0..tales.len()).collect();
        rng.shuffle(&mut order);
        let years = (count.isqrt() / 48).clamp(2, 25);
        let last = until.date_naive() - Duration::days(1);
        let days = years * 365;
        Self {
            crowd: Crowd::new(seed, count * 4 / 5 + 600, until.year(), stories::villages(&centre.units)),
            tales,
            order: Ranked::new(order),
            turns: lines(include_str!("words/turns.txt")),
            ends: lines(include_str!("words/ends.txt")),
            results: lines(include_str!("words/results.txt")),
            recent: Vec::with_capacity(REMEMBERED),
            first: last - Duration::days(i64::try_from(days).unwrap_or(0) - 1),
            days,
            until,
            made: 0,
            count,
            centre,
            rng,
        }
    }

    /// When the next matter was written down: evenly over the years, in office hours.
    fn next_moment(&self) -> Moment {
        const MINUTES: u64 = 9 * 60;
        let minute = self.made * (self.days * MINUTES) / self.count.max(1);
        let day = self.first + Duration::days(i64::try_from(minute / MINUTES).unwrap_or(0));
        at(day, 8, 30) + Duration::minutes(i64::try_from(minute % MINUTES).unwrap_or(0))
    }

    fn quarrel(&mut self) -> Quarrel {
        if self.recent.len() > 64 && self.rng.u32(..100) < 12 {
            return self.recent[self.rng.usize(..self.recent.len())];
        }
        let share = self.rng.f64();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        // Some come far more often than others.
        let applicant = (share * share.sqrt() * self.crowd.size() as f64) as u64;
        let respondent = match self.rng.u32(..10) {
            // Most quarrels are between people who live within sight.
            0..=6 => (applicant + self.rng.u64(1..240)) % self.crowd.size(),
            _ => self.rng.u64(..self.crowd.size()),
        };
        let quarrel = Quarrel { applicant, respondent, tale: *self.order.pick(&mut self.rng) };
        if self.recent.len() < REMEMBERED {
            self.recent.push(quarrel);
        } else {
            let place = self.rng.usize(..REMEMBERED);
            self.recent[place] = quarrel;
        }
        quarrel
    }

    fn matter(&mut self) -> OldMatter {
        let moment = self.next_moment();
        let quarrel = self.quarrel();
        let applicant = self.crowd.soul(quarrel.applicant);
        let tale = &self.tales[quarrel.tale];
        let story = tale.story;
        let rng = &mut self.rng;
        let village = self.crowd.village(applicant.village);
        let respondent = match story.against {
            Against::None => None,
            Against::Person => Some(person(Side::Respondent, self.crowd.soul(quarrel.respondent), rng, 5)),
            Against::Company | Against::Unit => {
                let mut firm = NewParty::new(Side::Respondent, firm(story, rng, village));
                firm.nature = Nature::Organisation;
                Some(firm)
            }
        };
        let amount = story.sum.map(|[from, to]| stories::round(rng.i64(from..=to)));
        let spot = self.crowd.spot(rng, applicant.village);
        let heads = (story.from == From::Group).then(|| rng.u32(6..58));
        let mut fill = Filling {
            rng,
            story,
            day: moment.date_naive(),
            applicant: &applicant.name,
            respondent: respondent.as_ref().map_or("", |party| party.name.as_str()),
            village,
            spot: &spot,
            amount,
            thing: "",
        };
        fill.thing = match tale.topics.len() {
            0 => WORDS.things.pick(fill.rng),
            many if fill.rng.u32(..10) < 6 => &tale.topics[fill.rng.usize(..many)],
            _ => WORDS.things.pick(fill.rng),
        };
        let told = fill.rng.u32(..20) < 9;
        let (mut title, mut narrative, mut result) =
            (String::with_capacity(64), String::with_capacity(480), String::with_capacity(160));
        let which = fill.rng.usize(..tale.texts.len());
        if told {
            title.push_str(&village.name);
            fill.put(&tale.demands[which.min(tale.demands.len() - 1)], &mut title);
            fill.put(&tale.texts[which], &mut narrative);
            fill.put(&tale.results[which.min(tale.results.len() - 1)], &mut result);
        } else {
            title.push_str(&spot);
            title.push_str(fill.thing);
            title.push_str(["纠纷", "争议", "问题", "损失赔偿", "补偿", "诉求", "欠款"][fill.rng.usize(..7)]);
            for _ in 0..fill.rng.usize(2..4) {
                let turn = fill.rng.usize(..self.turns.len());
                fill.put(&self.turns[turn], &mut narrative);
            }
            let end = fill.rng.usize(..self.ends.len());
            fill.put(&self.ends[end], &mut narrative);
            let end = fill.rng.usize(..self.results.len());
            fill.put(&self.results[end], &mut result);
        }
        if let Some((end, _)) = title.char_indices().nth(20) {
            title.truncate(end);
        }
        let mut demand = String::new();
        fill.put(&tale.demands[0], &mut demand);
        let unit = unit_of(story, village, rng);
        let place = applicant.place.clone();
        let mut parties = vec![match heads {
            Some(heads) => group(applicant, &self.crowd, quarrel.applicant, heads, rng),
            None => person(Side::Applicant, applicant, rng, 9),
        }];
        if heads.is_none() && rng.u32(..12) == 0 {
            // A husband or wife comes along.
            parties.push(person(Side::Applicant, self.crowd.soul(quarrel.applicant ^ 1), rng, 4));
        }
        parties.extend(respondent);
        let took = Duration::days(rng.i64(1..40)) + Duration::minutes(rng.i64(0..300));
        let intake = Register {
            kind: story.kind,
            channel: stories::channel(rng, story.from),
            title: Some(title),
            narrative,
            demands: vec![demand],
            parties,
            place: Some(place),
            grid: None,
            occurred_on: Some(moment.date_naive() - Duration::days(rng.i64(1..90))),
            people_involved: heads,
            amount_fen: amount.map(|yuan| yuan * 100),
            category: Some(story.category.clone()),
            grade: story.grade,
            risk: story.risk,
            attachments: Vec::new(),
            related: Vec::new(),
            offline: None,
            origin: None,
            sealed: None,
            accept: false,
        };
        let earlier = Earlier {
            registered_at: moment,
            closed_at: (moment + took).min(self.until),
            unit: self.centre.unit(&unit).map(|unit| unit.id.clone()),
            result,
            source: format!("{}年台账", moment.year()),
        };
        OldMatter { by: OfficerId::from(CLERKS[rng.usize(..CLERKS.len())]), intake, earlier }
    }
}

impl Iterator for Past<'_> {
    type Item = OldMatter;

    fn next(&mut self) -> Option<OldMatter> {
        (self.made < self.count).then(|| {
            let matter = self.matter();
            self.made += 1;
            matter
        })
    }
}

/// What fills the slots of one matter's texts.
struct Filling<'f> {
    rng: &'f mut Rng,
    story: &'f Story,
    day: Day,
    applicant: &'f str,
    respondent: &'f str,
    village: &'f stories::Village,
    spot: &'f str,
    amount: Option<i64>,
    thing: &'f str,
}

impl Filling<'_> {
    fn put(&mut self, pieces: &[Piece], out: &mut String) {
        for piece in pieces {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Slot(slot) => self.slot(slot, out),
            }
        }
    }

    fn slot(&mut self, slot: &str, out: &mut String) {
        let rng = &mut *self.rng;
        match slot {
            "甲" => out.push_str(self.applicant),
            "乙" => out.push_str(if self.respondent.is_empty() { "对方" } else { self.respondent }),
            "地" => {
                out.push_str(&self.village.township_name);
                out.push_str(&self.village.name);
            }
            "村" => out.push_str(&self.village.name),
            "处" => out.push_str(self.spot),
            "额" => match self.amount {
                Some(amount) => out.push_str(&stories::yuan(amount)),
                None => out.push_str(&stories::yuan(stories::round(rng.i64(120..60_000)))),
            },
            "时" => out.push_str(&stories::month(rng, self.day)),
            "日" => out.push_str(&stories::day(rng, self.day)),
            "年" => out.push_str(["两", "三", "四", "五", "六", "八", "十"][rng.usize(..7)]),
            "数" => out.push_str(["2", "3", "4", "5", "6", "7", "8", "9"][rng.usize(..8)]),
            "米" => out.push_str(["两", "三", "五", "十", "一", "二十"][rng.usize(..6)]),
            "亩" => out.extend([digit(rng, 1..7), '.', digit(rng, 1..10), '亩']),
            "试" => out.push_str(&stories::tried(self.story, rng)),
            "物" => out.push_str(self.thing),
            "物二" => out.push_str(WORDS.things.pick(rng)),
            "系" => out.push_str(WORDS.ties.pick(rng)),
            "号" => shop(rng, out),
            "限" => out.push_str(["三天", "一周", "半个月", "月底", "年前"][rng.usize(..5)]),
            "单" => out.push_str(["镇司法所", "村委会", "派出所", "中心", "主管部门", "驻村干部"][rng.usize(..6)]),
            other => debug_assert!(false, "nothing fills {other}"),
        }
    }
}

fn digit(rng: &mut Rng, range: std::ops::Range<u32>) -> char {
    char::from_digit(rng.u32(range), 10).unwrap_or('0')
}

/// Names a shop; most names stand over one or two doors only.
fn shop(rng: &mut Rng, out: &mut String) {
    const TRADES: [&str; 12] =
        ["商行", "建材店", "农资部", "粮油店", "汽修厂", "饭馆", "药店", "超市", "家具城", "五金店", "砂厂", "合作社"];
    out.push(*WORDS.marks.pick(rng));
    out.push(*WORDS.marks.pick(rng));
    out.push_str(TRADES[rng.usize(..TRADES.len())]);
}

fn firm(story: &Story, rng: &mut Rng, village: &stories::Village) -> String {
    if story.against == Against::Unit || rng.bool() {
        let variant = rng.usize(..story.texts.len());
        if let Some(name) = stories::organisation(story, variant, village, rng) {
            return name;
        }
    }
    let mut name = "陇城县".to_owned();
    shop(rng, &mut name);
    name
}

/// Writes a person down: of ten on their side, so many leave their telephone.
fn person(side: Side, soul: Soul, rng: &mut Rng, known: u32) -> NewParty {
    let mut party = NewParty::new(side, soul.name);
    party.place = (rng.u32(..10) < known.max(7)).then_some(soul.place);
    party.phone = (rng.u32(..10) < known).then_some(soul.phone);
    party.id_no = (rng.u32(..10) < known - 2).then_some(soul.id_no);
    party
}

fn group(soul: Soul, crowd: &Crowd, number: u64, heads: u32, rng: &mut Rng) -> NewParty {
    let mut party = NewParty::new(Side::Applicant, format!("{}等{heads}人", soul.name));
    party.nature = Nature::Group;
    party.head_count = Some(heads);
    party.place = Some(soul.place.clone());
    let others = (1..rng.u64(2..=5)).map(|nth| crowd.soul((number + nth * 3) % crowd.size()));
    party.representatives = std::iter::once(soul)
        .chain(others)
        .map(|soul| Representative { name: soul.name, phone: Some(soul.phone), id_no: None, person: None })
        .collect();
    party
}

fn unit_of(story: &Story, village: &stories::Village, rng: &mut Rng) -> UnitId {
    let unit = &story.units[rng.usize(..story.units.len())];
    match unit.as_str() {
        "@township" => village.township.clone(),
        "@village" => village.id.clone(),
        code => UnitId::from(code),
    }
}
