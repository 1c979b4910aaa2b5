//! Made-up people: names, identity numbers of a region that does not exist, telephone numbers nobody has.

use crate::domain::idno;
use crate::domain::party::{NewParty, Representative};
use crate::domain::time::Day;
use crate::domain::vocabulary::Side;
use chrono::Datelike;
use fastrand::Rng;

/// The first six digits of the made-up identity numbers: a province's, then a prefecture and county never given out.
const REGION: &str = "629921";

/// The first seven digits of the made-up mobile numbers.
const MOBILE: &str = "1990000";

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "马", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "罗",
    "梁", "宋", "郑", "谢", "韩", "唐", "冯", "董", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏",
    "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎", "余", "潘", "杜", "戴", "夏", "汪", "田", "任", "姜", "石",
    "姚", "谭", "廖", "邹", "熊", "陆", "郝", "孔", "白", "崔", "康", "毛", "邱", "秦", "史", "顾", "侯", "邵", "孟",
    "龙", "万", "段", "漆", "尚", "牛", "焦", "景", "车", "权", "甄",
];

const MEN: &[&str] = &[
    "建军", "志强", "文斌", "国栋", "永福", "海龙", "双全", "宝山", "小平", "俊杰", "万里", "成才", "占魁", "生荣",
    "进财", "振华", "世昌", "克勤", "凯旋", "天佑", "铁柱", "根生", "立新", "广田", "耀祖", "明德", "春来", "伟东",
    "向前", "富贵", "思远", "庆丰", "旭东", "守义", "长林", "浩然", "子健", "得福",
];

const WOMEN: &[&str] = &[
    "秀英", "桂兰", "春梅", "玉珍", "翠花", "彩霞", "爱琴", "淑芳", "红霞", "小燕", "晓丽", "雪梅", "菊香", "凤莲",
    "巧云", "桃花", "金莲", "月娥", "婷婷", "欣怡", "佳慧", "雅琴", "慧敏", "银环", "改过", "喜莲", "娟娟", "静", "倩",
    "素芬", "腊梅", "转弟", "玲玲", "艳红", "芳芳", "海棠", "丹", "如意",
];

/// A source of made-up people; the same seed gives the same people.
#[derive(Debug)]
pub struct People {
    rng: Rng,
    phones: u32,
}

impl People {
    /// Makes a source.
    pub fn new(seed: u64) -> Self {
        Self { rng: Rng::with_seed(seed ^ 0x9e37_79b9), phones: 0 }
    }

    /// Returns a name and whether it is a man's.
    pub fn name(&mut self) -> (String, bool) {
        let man = self.rng.bool();
        let given = if man { MEN } else { WOMEN };
        let surname = SURNAMES[self.rng.usize(..SURNAMES.len())];
        (format!("{surname}{}", given[self.rng.usize(..given.len())]), man)
    }

    /// Returns a mobile number; they repeat only after ten thousand.
    pub fn phone(&mut self) -> String {
        self.phones += 1;
        // A stride without a common divisor: neighbours in the register have unlike numbers.
        format!("{MOBILE}{:04}", self.phones * 7_919 % 10_000)
    }

    /// Returns an identity number with a right check digit.
    pub fn id_no(&mut self, man: bool, today: Day) -> String {
        let year = today.year() - self.rng.i32(21..79);
        let (month, day) = (self.rng.u32(1..=12), self.rng.u32(1..=28));
        let order = self.rng.u32(0..500) * 2 + u32::from(man);
        let body = format!("{REGION}{year}{month:02}{day:02}{order:03}");
        let check = idno::check_digit(&body);
        format!("{body}{check}")
    }

    /// Returns a person on a side, with telephone, most with an identity number.
    pub fn person(&mut self, side: Side, place: &str, today: Day) -> NewParty {
        let (name, man) = self.name();
        let mut party = NewParty::new(side, name);
        party.place = Some(place.to_owned());
        let known = if side == Side::Applicant { 9 } else { 5 };
        if self.rng.u32(..10) < known {
            party.phone = Some(self.phone());
        }
        if self.rng.u32(..10) < known - 2 {
            party.id_no = Some(self.id_no(man, today));
        }
        party
    }

    /// Returns somebody who speaks for a group.
    pub fn representative(&mut self, today: Day) -> Representative {
        let (name, man) = self.name();
        let id_no = self.rng.bool().then(|| self.id_no(man, today));
        Representative { name, phone: Some(self.phone()), id_no, person: None }
    }
}

/// The officers of the made-up centre: code, name, unit (the centre when empty) and roles by key. The last sit
/// at the windows of townships.
pub const OFFICERS: &[(&str, &str, &str, &[&str])] = &[
    ("jianzx", "简知行", "", &["administrator"]),
    ("wenjy", "文静怡", "", &["duty_officer"]),
    ("luyuan", "路远", "", &["duty_officer"]),
    ("baixh", "白小禾", "", &["duty_officer"]),
    ("liuqz", "柳青舟", "", &["coordinator"]),
    ("gaowc", "高望川", "", &["leader"]),
    ("jiangyf", "江一帆", "", &["leader"]),
    ("yanmq", "严明岐", "", &["supervisor"]),
    ("jiqy", "计清源", "", &["auditor"]),
    ("zhenhp", "甄和平", "fw", &["mediator"]),
    ("quanjy", "全解忧", "fw", &["mediator"]),
    ("jiaym", "家永睦", "fl", &["mediator"]),
    ("shenxy", "沈心怡", "", &["duty_officer"]),
    ("hean", "何安", "", &["duty_officer"]),
    ("xusz", "许守中", "", &["duty_officer"]),
    ("qinye", "秦夜", "", &["duty_officer"]),
    ("sushi", "苏时", "", &["duty_officer"]),
    ("luming", "陆明", "", &["duty_officer"]),
    ("tianwen", "田问", "", &["coordinator"]),
    ("fengzy", "冯致远", "", &["leader"]),
    ("chengsy", "程守业", "cg", &["duty_officer"]),
    ("wendz", "闻道正", "wy", &["duty_officer"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::phone;

    #[test]
    fn made_up_numbers_pass_the_checks_and_do_not_repeat() {
        let today = Day::from_ymd_opt(2026, 11, 20).unwrap();
        let mut people = People::new(1);
        let mut phones = std::collections::BTreeSet::new();
        for _ in 0..2_000 {
            let (_, man) = people.name();
            let id = people.id_no(man, today);
            assert_eq!(idno::parse(&id, today).unwrap().region, REGION);
            let number = people.phone();
            assert_eq!(phone::parse(&number).as_deref(), Ok(number.as_str()));
            assert!(phones.insert(number));
        }
    }
}
