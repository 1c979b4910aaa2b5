//! A labelled set: earlier matters of a made-up county, and what people come with now, each with what it really is.
//!
//! Planted are pairs of every kind the check must find, and hard negatives it must not take for the same. How a
//! telling is re-worded here is written without looking at the check's own tables of words; some words are in both
//! because people use them.

use fastrand::Rng;
use yichuang::demo::People;
use yichuang::demo::stories::{self, STORIES, Village};
use yichuang::domain::alike::{Matter, Somebody, Verdict};
use yichuang::domain::rulebook::Rulebook;
use yichuang::domain::time::Day;
use yichuang::domain::vocabulary::Side;

/// What somebody comes with now, really.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The same person again, numbers and all.
    Again,
    /// The same person under a name that sounds the same.
    Homophone,
    /// The same person with a new telephone and no papers.
    NewPhone,
    /// The same person, name and village only, the matter told in other words.
    Reworded,
    /// The same person, the matter in a line.
    Short,
    /// The group again, other words, the same representatives.
    Group,
    /// Whom the earlier matter was against.
    Swapped,
    /// Another of the household.
    Family,
    /// Another applicant, the same opponent, the like.
    Series,
    /// A namesake elsewhere with the like.
    Namesake,
    /// Another of the village with another matter.
    Neighbour,
    /// The same words about other people of the same village.
    Template,
    /// The same organisation, another dispute.
    OtherDispute,
    /// The same person, another matter against somebody else.
    OtherMatter,
    /// Another of the household with another matter.
    OtherKin,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Again,
        Self::Homophone,
        Self::NewPhone,
        Self::Reworded,
        Self::Short,
        Self::Group,
        Self::Swapped,
        Self::Family,
        Self::Series,
        Self::Namesake,
        Self::Neighbour,
        Self::Template,
        Self::OtherDispute,
        Self::OtherMatter,
        Self::OtherKin,
    ];

    /// Returns the verdict that is right, if any link is.
    pub fn wanted(self) -> Option<Verdict> {
        match self {
            Self::Again | Self::Homophone | Self::NewPhone | Self::Reworded | Self::Short | Self::Group => {
                Some(Verdict::RepeatVisit)
            }
            Self::Swapped | Self::Family => Some(Verdict::SameMatter),
            Self::Series => Some(Verdict::Series),
            _ => None,
        }
    }
}

/// What somebody comes with now.
#[derive(Debug)]
pub struct Visit {
    /// What is written down.
    pub matter: Matter,
    /// What it really is to that matter.
    pub kind: Kind,
    /// The earlier matter it was made from.
    pub of: usize,
    /// Which scenario it tells.
    pub story: usize,
}

/// Earlier matters and visits.
#[derive(Debug)]
pub struct Labelled {
    /// The earlier matters.
    pub earlier: Vec<Matter>,
    /// Which scenario each of them tells.
    pub stories: Vec<usize>,
    /// The visits.
    pub visits: Vec<Visit>,
}

struct Maker {
    rng: Rng,
    people: People,
    villages: Vec<Village>,
    today: Day,
    told: usize,
    /// The scenario told last.
    story: usize,
}

/// Makes so many earlier matters and so many visits of every kind.
pub fn labelled(cases: usize, each: usize, seed: u64) -> Labelled {
    let rules = Rulebook::builtin("longxi").expect("the rulebook is part of the program");
    let today = Day::from_ymd_opt(2026, 11, 20).expect("a day");
    let villages = stories::villages(&rules.units);
    let mut maker = Maker { rng: Rng::with_seed(seed), people: People::new(seed), villages, today, told: 0, story: 0 };
    let (mut earlier, mut stories) = (Vec::new(), Vec::new());
    for _ in 0..cases {
        earlier.push(maker.matter());
        stories.push(maker.story);
    }
    let mut visits = Vec::new();
    for kind in Kind::ALL {
        let mut made = 0;
        for _ in 0..each * 60 {
            if made == each {
                break;
            }
            let of = maker.rng.usize(..earlier.len());
            maker.story = stories[of];
            if let Some(matter) = maker.visit(*kind, &earlier[of]) {
                visits.push(Visit { matter, kind: *kind, of, story: maker.story });
                made += 1;
            }
        }
    }
    Labelled { earlier, stories, visits }
}

fn on(matter: &Matter, side: Side) -> Option<usize> {
    matter.people.iter().position(|it| it.side == Some(side) && !it.speaks)
}

impl Maker {
    fn matter(&mut self) -> Matter {
        self.told += 1;
        self.story = self.rng.usize(..STORIES.len());
        let story = &STORIES[self.story];
        let told =
            stories::tell(story, self.told, &self.villages, &mut self.people, &mut self.rng, self.today).register;
        let mut matter = Matter::from(&told);
        let house = format!("{}社{}号", ["一", "二", "三", "四"][self.rng.usize(..4)], self.rng.u32(1..60));
        let detailed = self.rng.u32(..10) < 6;
        for person in matter.people.iter_mut().filter(|it| !it.is_organisation && !it.place.is_empty()) {
            if detailed && person.side == Some(Side::Applicant) {
                person.place.push_str(&house);
            }
        }
        matter
    }

    /// Makes a visit of a kind from an earlier matter, if that matter allows it.
    fn visit(&mut self, kind: Kind, earlier: &Matter) -> Option<Matter> {
        let mut now = earlier.clone();
        let who = on(&now, Side::Applicant)?;
        let group = now.people[who].name.contains('等');
        if group != (kind == Kind::Group) && kind != Kind::Neighbour {
            return None;
        }
        match kind {
            Kind::Again => {
                if now.people[who].phone.is_empty() && now.people[who].id_no.is_empty() {
                    return None;
                }
                now.narrative = self.reworded(&now.narrative, 2);
            }
            Kind::Homophone => {
                now.people[who].name = self.homophone(&now.people[who].name.clone())?;
                now.people[who].id_no.clear();
                if self.rng.bool() {
                    now.people[who].phone = self.people.phone();
                }
                now.narrative = self.reworded(&now.narrative, 2);
            }
            Kind::NewPhone => {
                now.people[who].id_no.clear();
                now.people[who].phone = self.people.phone();
                now.narrative = self.reworded(&now.narrative, 2);
            }
            Kind::Reworded => {
                let person = &mut now.people[who];
                (person.id_no, person.phone) = (String::new(), String::new());
                person.place.clone_from(&earlier.place);
                now.narrative = self.reworded(&now.narrative, 3);
            }
            Kind::Short => {
                now.people[who].id_no.clear();
                let clauses: Vec<&str> = clauses(&now.narrative);
                let first = self.rng.usize(..2.min(clauses.len()));
                let short = clauses[first..].iter().take(2).copied().collect::<Vec<_>>().join("，");
                now.narrative = short.replace("反映人", "").chars().take(38).collect();
            }
            Kind::Group => {
                now.narrative = self.reworded(&now.narrative, 2);
                let heads = self.rng.u32(6..58);
                let first = now.people.iter().find(|it| it.speaks)?.name.clone();
                now.people[who].name = format!("{first}等{heads}人");
            }
            Kind::Swapped => {
                let other = on(&now, Side::Respondent).filter(|other| !now.people[*other].is_organisation)?;
                now.people[who].side = Some(Side::Respondent);
                now.people[other].side = Some(Side::Applicant);
                now.people[other].phone = self.people.phone();
                now.people[who].id_no.clear();
                now.people[who].phone.clear();
                let told = self.reworded(&now.narrative, 3);
                let kept: Vec<&str> = clauses(&told);
                let told = kept[..kept.len().div_ceil(2).max(2).min(kept.len())].join("，");
                let retort = ["对方所说与事实不符，", "听说对方先来反映了，", "反映人不服对方的说法，", ""];
                now.narrative = format!("{}{told}", retort[self.rng.usize(..retort.len())]);
            }
            Kind::Family => {
                on(&now, Side::Respondent)?;
                let shares_house = now.people[who].place.ends_with('号');
                if !shares_house && now.people[who].phone.is_empty() {
                    return None;
                }
                let kin = self.kin(&now.people[who]);
                now.people[who].name = kin;
                now.people[who].id_no.clear();
                if shares_house && self.rng.bool() {
                    now.people[who].phone = self.people.phone();
                }
                now.narrative = self.reworded(&now.narrative, 2);
            }
            Kind::Series => {
                on(&now, Side::Respondent)?;
                now.people[who] = self.stranger(&earlier.place);
                now.narrative = self.reworded(&now.narrative, 1);
            }
            Kind::Namesake => {
                let place = self.elsewhere(&earlier.place);
                let person = &mut now.people[who];
                (person.id_no, person.phone, person.place) = (String::new(), self.people.phone(), place.clone());
                if let Some(other) = on(&now, Side::Respondent) {
                    now.people[other].name = self.people.name().0;
                    now.people[other].is_organisation = false;
                    now.people[other].id_no.clear();
                    now.people[other].phone.clear();
                    now.people[other].place.clone_from(&place);
                }
                now.place = place;
                now.narrative = self.reworded(&now.narrative, 1);
            }
            Kind::Neighbour => {
                let told = self.matter();
                let place = earlier.place.clone();
                now = told;
                now.people.iter_mut().for_each(|it| it.place.clone_from(&place));
                now.place = place;
                if related(&now, earlier) {
                    return None;
                }
            }
            Kind::Template => {
                let other = on(&now, Side::Respondent).filter(|other| !now.people[*other].is_organisation)?;
                now.people[who] = self.stranger(&earlier.place);
                let mut against = self.stranger(&earlier.place);
                against.side = Some(Side::Respondent);
                let (old, new) = (now.people[other].name.clone(), against.name.clone());
                now.people[other] = against;
                now.narrative = now.narrative.replace(&old, &new);
            }
            Kind::OtherDispute => {
                let other = on(&now, Side::Respondent).filter(|other| now.people[*other].is_organisation)?;
                let against = now.people[other].clone();
                now = self.other_story(earlier)?;
                let other = on(&now, Side::Respondent)?;
                let old = std::mem::replace(&mut now.people[other], against);
                now.narrative = now.narrative.replace(&old.name, &now.people[other].name);
                if related(&now, earlier) {
                    return None;
                }
            }
            Kind::OtherMatter => {
                let person = now.people[who].clone();
                now = self.other_story(earlier)?;
                let who = on(&now, Side::Applicant)?;
                now.people[who] = person;
            }
            Kind::OtherKin => {
                if !now.people[who].place.ends_with('号') {
                    return None;
                }
                let mut person = now.people[who].clone();
                person.name = self.kin(&person);
                person.id_no.clear();
                now = self.other_story(earlier)?;
                let who = on(&now, Side::Applicant)?;
                now.people[who] = person;
            }
        }
        if kind.wanted().is_some() {
            self.opponent_as_typed(kind, &mut now);
        }
        Some(now)
    }

    /// Writes the opponent down as it is written the second time: short, misheard, or not at all.
    fn opponent_as_typed(&mut self, kind: Kind, now: &mut Matter) {
        let Some(other) = on(now, Side::Respondent) else { return };
        let luck = self.rng.u32(..100);
        if now.people[other].is_organisation {
            if luck < 40 {
                let name = now.people[other].name.replace("陇城县", "").replace("有限公司", "公司");
                now.people[other].name = name;
            }
        } else if luck < 15 {
            if let Some(name) = self.homophone(&now.people[other].name.clone()) {
                now.people[other].name = name;
            }
            now.people[other].id_no.clear();
        } else if luck < 35 {
            now.people[other].place.clear();
            now.people[other].phone.clear();
            now.people[other].id_no.clear();
        }
        if luck >= 85 && !matches!(kind, Kind::Series | Kind::Family | Kind::Swapped) {
            now.people.remove(other);
        }
    }

    /// Tells something else, against somebody else.
    fn other_story(&mut self, earlier: &Matter) -> Option<Matter> {
        let first =
            |matter: &Matter| matter.narrative.chars().filter(|c| !c.is_ascii()).skip(4).take(8).collect::<String>();
        let told = self.matter();
        let same_story = earlier.narrative.contains(&first(&told)) || told.narrative.contains(&first(earlier));
        let group = told.people.iter().any(|it| it.speaks);
        (!same_story && !group && on(&told, Side::Respondent).is_some()).then_some(told)
    }

    fn stranger(&mut self, place: &str) -> Somebody {
        let house = format!("五社{}号", self.rng.u32(1..60));
        Somebody {
            side: Some(Side::Applicant),
            name: self.people.name().0,
            phone: self.people.phone(),
            place: format!("{place}{house}"),
            ..Somebody::default()
        }
    }

    fn elsewhere(&mut self, place: &str) -> String {
        loop {
            let village = &self.villages[self.rng.usize(..self.villages.len())];
            let other = format!("{}{}", village.township_name, village.name);
            if other != place {
                return other;
            }
        }
    }

    /// Names another of the household: a child or brother of the same surname, or whoever married in.
    fn kin(&mut self, person: &Somebody) -> String {
        let surname: String = person.name.chars().take(1).collect();
        loop {
            let name = self.people.name().0;
            let name =
                if self.rng.bool() { format!("{surname}{}", name.chars().skip(1).collect::<String>()) } else { name };
            if name != person.name {
                return name;
            }
        }
    }

    fn homophone(&mut self, name: &str) -> Option<String> {
        const SOUNDS: &[&str] = &[
            "建健剑",
            "军君均",
            "强墙",
            "志智治",
            "文雯闻",
            "国",
            "福富付",
            "海",
            "龙隆",
            "明名鸣",
            "华花",
            "小晓筱",
            "平萍苹",
            "英瑛莹",
            "秀绣",
            "兰岚蓝",
            "梅媒眉",
            "玉裕育",
            "珍真贞",
            "霞侠",
            "琴勤秦",
            "芳方",
            "红宏虹洪",
            "燕艳雁",
            "丽莉力",
            "雪学",
            "菊局",
            "凤奉",
            "云芸",
            "月悦",
            "婷廷",
            "欣新心",
            "怡宜",
            "佳嘉家",
            "慧惠会",
            "敏民",
            "静敬",
            "倩欠",
            "春椿",
            "来莱",
            "伟伪纬",
            "东冬",
            "向象",
            "生升声",
            "荣容",
            "成诚程",
            "才财",
            "振震镇",
            "世士",
            "昌常",
            "克客",
            "立力",
            "新心",
            "广光",
            "耀要",
            "德得",
            "守首",
            "义意",
            "长常",
            "林临",
            "浩号",
            "子紫",
            "健建",
            "俊骏",
            "杰洁",
            "万",
            "里理",
            "永勇",
            "双霜",
            "全泉",
            "宝保",
            "山珊",
            "根跟",
            "田甜",
            "张章",
            "王汪",
            "李黎",
            "刘留",
            "杨羊",
            "徐许",
            "余于",
            "程成",
            "爱艾",
            "淑书",
            "巧",
            "桃",
            "金今",
            "莲连",
            "娥",
            "雅",
            "素",
            "芬分",
            "腊",
            "玲灵铃",
            "海",
            "棠唐",
            "如茹",
        ];
        let mut chars: Vec<char> = name.chars().collect();
        let places: Vec<usize> = (1..chars.len()).collect();
        for at in places.into_iter().rev() {
            for group in SOUNDS {
                let others: Vec<char> = group.chars().filter(|c| *c != chars[at]).collect();
                if group.contains(chars[at]) && !others.is_empty() {
                    chars[at] = others[self.rng.usize(..others.len())];
                    return Some(chars.into_iter().collect());
                }
            }
        }
        None
    }

    /// Tells it again: `hard` 1 changes some words, 2 also leaves clauses out and turns others around, 3 does more of
    /// all of it and puts in slips of the pen.
    fn reworded(&mut self, text: &str, hard: usize) -> String {
        const WORDS: &[(&str, &[&str])] = &[
            ("反映人", &["我", "来访人", "本人", "我家"]),
            ("要求", &["请求", "想让", "希望", "盼着"]),
            ("希望", &["要求", "请中心"]),
            ("拖欠", &["欠着", "一直没给", "没有结清", "欠下"]),
            ("工资", &["工钱", "劳务费", "血汗钱"]),
            ("宅基地", &["庄基", "院子地"]),
            ("邻居", &["隔壁", "邻家"]),
            ("归还", &["还", "退回"]),
            ("退还", &["退", "还"]),
            ("赔偿", &["赔", "补偿"]),
            ("损失", &["损害", "受的损"]),
            ("承包地", &["地", "责任田"]),
            ("房屋", &["房子", "住房"]),
            ("卧室", &["睡房", "房间"]),
            ("多次", &["几次", "好几回", "反复"]),
            ("至今", &["到现在", "直到今天"]),
            ("双方", &["两家", "两个人"]),
            ("协商", &["商量", "谈"]),
            ("未", &["没有", "没"]),
            ("争吵", &["吵架", "吵嘴"]),
            ("孩子", &["娃", "娃娃"]),
            ("老人", &["老汉", "老人家"]),
            ("丈夫", &["男人", "老公"]),
            ("妻子", &["媳妇", "老婆"]),
            ("父亲", &["爸爸", "老父亲"]),
            ("母亲", &["妈妈", "老母亲"]),
            ("医疗费", &["看病的钱", "医药费"]),
            ("道路", &["路", "便道"]),
            ("水渠", &["渠", "水沟"]),
            ("公司", &["公司", "单位"]),
            ("合同", &["协议", "合约"]),
            ("认为", &["觉得", "说"]),
            ("拒绝", &["不肯", "不答应"]),
            ("门口", &["门前", "大门外"]),
            ("院内", &["院里", "院子里"]),
            ("影响", &["妨碍", "耽误"]),
            ("维修", &["修理", "修"]),
            ("施工", &["干活", "动工"]),
            ("费用", &["钱", "花费"]),
            ("严重", &["厉害", "很重"]),
        ];
        const FILLER: &[&str] = &[
            "上次来过一次没有结果",
            "这次又来反映",
            "事情还是没解决",
            "前面登记过",
            "家里人很着急",
            "再不管就要出事了",
        ];
        let mut parts: Vec<String> = clauses(text).into_iter().map(str::to_owned).collect();
        let share = [0, 4, 6, 9][hard.min(3)];
        for (word, others) in WORDS {
            for part in parts.iter_mut().filter(|part| part.contains(word)) {
                if self.rng.u32(..10) < share {
                    *part = part.replace(word, others[self.rng.usize(..others.len())]);
                }
            }
        }
        if hard > 1 {
            let out = if hard > 2 { parts.len() * 2 / 5 } else { parts.len() / 4 };
            for _ in 0..out {
                if parts.len() > 3 {
                    let at = self.rng.usize(..parts.len());
                    parts.remove(at);
                }
            }
            let (a, b) = (self.rng.usize(..parts.len()), self.rng.usize(..parts.len()));
            parts.swap(a, b);
            parts.insert(self.rng.usize(..=parts.len()), FILLER[self.rng.usize(..FILLER.len())].to_owned());
        }
        let mut text = parts.join("，");
        if hard > 2 {
            text = self.slips(&text);
        }
        text
    }

    /// Puts in slips of the pen: a character lost, doubled, or taken for one that sounds the same.
    fn slips(&mut self, text: &str) -> String {
        const SAME: &[&str] =
            &["的地得", "在再", "做作", "到道", "是事", "已以", "园院", "座坐", "他她", "那哪", "租祖", "帐账"];
        let mut out = String::new();
        for c in text.chars() {
            match self.rng.u32(..40) {
                0 if !c.is_ascii_digit() => {}
                1 if !c.is_ascii_digit() => out.extend([c, c]),
                2..=6 => match SAME.iter().find(|group| group.contains(c)) {
                    Some(group) => out.extend(group.chars().find(|other| *other != c)),
                    None => out.push(c),
                },
                _ => out.push(c),
            }
        }
        out
    }
}

fn clauses(text: &str) -> Vec<&str> {
    text.split(['，', '。', '；', '、']).filter(|part| !part.is_empty()).collect()
}

/// Tells whether two matters that should have nothing to do with each other have by chance.
fn related(a: &Matter, b: &Matter) -> bool {
    let names = |matter: &Matter| -> Vec<String> {
        matter.people.iter().filter(|it| !it.is_organisation).map(|it| it.name.clone()).collect()
    };
    let other = names(b);
    let head = |matter: &Matter| matter.narrative.chars().skip(8).take(8).collect::<String>();
    names(a).iter().any(|name| other.contains(name)) || a.narrative.contains(&head(b)) || b.narrative.contains(&head(a))
}
