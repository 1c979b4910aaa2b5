//! How alike two tellings are, for narratives of some thirty to a hundred and fifty characters.
//!
//! Tellings are folded first: words for the same thing become one word, and what stands in every second narrative
//! counts little. Then the pairs and triples of characters they share are weighed, and set against the shorter
//! telling rather than the longer, because the second telling of a matter is seldom as full as the first.

use crate::text::halfwidth;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Words for the same thing; the first is what the others are read as.
const SYNONYMS: &[&[&str]] = &[
    &["工资", "工钱", "薪水", "薪资", "劳务费", "劳动报酬", "血汗钱", "薪酬"],
    &["欠", "拖欠", "拖着不给", "没有给", "没给", "不给", "未支付", "没付", "未付", "克扣"],
    &["宅基地", "庄基地", "庄基", "宅院地", "庄子"],
    &["邻居", "隔壁", "邻家", "左邻"],
    &["打", "殴打", "动手打", "打伤", "推搡"],
    &["骂", "辱骂", "谩骂", "恶语相向"],
    &["占", "侵占", "占用", "强占", "霸占", "多占"],
    &["建房", "盖房", "修房", "翻修", "起房"],
    &["漏水", "渗水", "滴水"],
    &["噪音", "噪声", "吵闹"],
    &["赔", "赔偿", "赔付", "补偿"],
    &["还", "归还", "偿还", "退还", "返还", "退"],
    &["钱", "款", "款项", "现金"],
    &["土地", "承包地", "耕地", "田地", "地块"],
    &["医药费", "医疗费", "治疗费", "看病钱"],
    &["赡养", "养老", "供养"],
    &["抚养", "抚育"],
    &["水渠", "渠道", "水沟", "沟渠", "明沟"],
    &["道路", "巷道", "便道", "通路"],
    &["物业", "物业公司", "物管"],
    &["老板", "负责人", "包工头", "雇主"],
    &["房子", "房屋", "住房", "住宅"],
    &["墙", "院墙", "围墙", "墙体"],
    &["损坏", "毁坏", "弄坏", "砸坏"],
    &["合同", "协议", "约定"],
    &["离婚", "离异"],
    &["彩礼", "聘礼", "礼金"],
    &["丈夫", "老公", "男人"],
    &["妻子", "老婆", "媳妇"],
    &["父亲", "爸爸"],
    &["母亲", "妈妈"],
    &["解决", "处理", "办理"],
];

/// What stands in every second narrative and so tells little.
const STOCK: &[&str] = &[
    "反映人",
    "来访人",
    "当事人",
    "反映",
    "要求",
    "希望",
    "请求",
    "多次",
    "至今",
    "一直",
    "双方",
    "对方",
    "村委会",
    "居委会",
    "调解",
    "协商",
    "解决",
    "没有",
    "中心",
    "求助",
    "今年",
    "去年",
    "前年",
    "月初",
    "月底",
    "中旬",
    "为此",
    "经常",
    "因为",
    "所以",
    "但是",
    "现在",
    "目前",
    "后来",
    "当时",
    "认为",
    "表示",
    "答应",
    "承诺",
    "拒绝",
    "不愿",
    "不肯",
    "不同意",
    "情况",
    "问题",
    "有关",
    "部门",
    "出面",
    "上门",
    "联系",
    "电话",
    "微信",
    "推脱",
    "派出所",
    "司法所",
    "报过警",
    "笔录",
    "建议",
    "都没",
    "谈拢",
    "两次",
    "几次",
    "三次",
    "每次",
    "再等等",
    "热线",
    "回复",
    "答复",
    "自行",
    "了解",
    "现场",
    "签字",
    "合同",
    "复印件",
    "带来",
    "去过",
    "经办人",
    "通知",
    "材料",
    "书面",
    "递交",
    "归乡",
    "乡上",
    "村里",
    "部门管",
    "接访",
    "记录",
    "下文",
    "依据",
    "清楚",
    "接受",
    "亲戚",
    "说和",
    "反悔",
    "网格员",
    "社长",
    "不认账",
    "口头",
    "意见",
    "落实",
    "打官司",
    "和气",
    "吵过",
    "邻里",
    "劝说",
    "没有用",
    "约好",
    "日子",
    "没有来",
    "消协",
    "到场",
    "客服",
    "登记",
    "负责人",
    "主管",
    "正在",
    "元",
    "万元",
    "年",
    "月",
    "日",
];

/// In hundredths: a pair, a triple, a character few narratives have, a number; and what is left of the first two where
/// they lie in stock words.
const PAIR: u32 = 100;
const TRIPLE: u32 = 60;
const SINGLE: u32 = 50;
const NUMBER: u32 = 250;
const STOCK_SHARE: u32 = 12;

/// Narratives with fewer characters than this say too little to be compared.
const SHORTEST: usize = 6;

/// A hash for keys that are mixed already.
#[derive(Default)]
pub struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }
}

/// A narrative as weighed grams.
#[derive(Debug, Default)]
pub struct Grams {
    weights: HashMap<u64, u32, BuildHasherDefault<Mixed>>,
    total: u64,
    characters: usize,
}

impl Grams {
    /// Folds and weighs a narrative.
    pub fn of(narrative: &str) -> Self {
        let text = folded(narrative);
        let mut grams = Self { characters: text.len(), ..Self::default() };
        each(&text, |key, weight| {
            if grams.weights.insert(key, weight).is_none() {
                grams.total += u64::from(weight);
            }
        });
        grams
    }

    /// Tells whether there is enough to compare.
    pub fn tells(&self) -> bool {
        self.characters >= SHORTEST
    }

    /// Returns how alike another narrative is, in hundredths; nothing where one of them says too little.
    pub fn likeness(&self, other: &str) -> Option<i32> {
        let other = Self::of(other);
        if !self.tells() || !other.tells() {
            return None;
        }
        let (small, large) = if self.weights.len() < other.weights.len() { (self, &other) } else { (&other, self) };
        let shared = small.weights.iter().filter(|(key, _)| large.weights.contains_key(key));
        let shared: u64 = shared.map(|(_, weight)| u64::from(*weight)).sum();
        let (least, most) = (self.total.min(other.total), self.total.max(other.total));
        // Three parts the shorter telling, one part the longer: a few common words are not a matter.
        let against = (least * 3 + most) / 4;
        i32::try_from((shared * 100).checked_div(against)?).ok().map(|like| like.min(100))
    }
}

/// Brings a narrative to the characters that are compared, each with whether it lies in a stock word.
fn folded(narrative: &str) -> Vec<(char, bool)> {
    let mut out: Vec<(char, bool)> = Vec::with_capacity(narrative.len() / 3);
    let mut rest = narrative;
    while let Some(c) = rest.chars().next() {
        if let Some((word, first)) = synonym(rest) {
            let stock = first.chars().count() > 1 && STOCK.contains(&first);
            out.extend(first.chars().map(|c| (c, stock)));
            rest = &rest[word.len()..];
        } else if let Some(word) = stock(rest) {
            out.extend(word.chars().map(|c| (c, true)));
            rest = &rest[word.len()..];
        } else {
            let narrow = halfwidth(c);
            if narrow.is_alphanumeric() || narrow == '.' {
                out.push((narrow.to_ascii_lowercase(), false));
            } else if out.last().is_some_and(|(last, _)| *last != ' ') {
                out.push((' ', false));
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// The words by their first characters, so that folding looks at few of them.
struct Words {
    synonyms: HashMap<char, Vec<(&'static str, &'static str)>, BuildHasherDefault<Mixed>>,
    stock: HashMap<char, Vec<&'static str>, BuildHasherDefault<Mixed>>,
}

static WORDS: std::sync::LazyLock<Words> = std::sync::LazyLock::new(|| {
    let mut words = Words { synonyms: HashMap::default(), stock: HashMap::default() };
    for group in SYNONYMS {
        for word in *group {
            if let (Some(c), Some(first)) = (word.chars().next(), group.first()) {
                words.synonyms.entry(c).or_default().push((word, first));
            }
        }
    }
    for word in STOCK {
        if let Some(c) = word.chars().next() {
            words.stock.entry(c).or_default().push(word);
        }
    }
    // The longest first: 物业公司 before 物业.
    words.synonyms.values_mut().for_each(|list| list.sort_by_key(|(word, _)| std::cmp::Reverse(word.len())));
    words.stock.values_mut().for_each(|list| list.sort_by_key(|word| std::cmp::Reverse(word.len())));
    words
});

fn synonym(text: &str) -> Option<(&'static str, &'static str)> {
    let list = WORDS.synonyms.get(&text.chars().next()?)?;
    list.iter().find(|(word, _)| text.starts_with(word)).copied()
}

fn stock(text: &str) -> Option<&'static str> {
    let list = WORDS.stock.get(&text.chars().next()?)?;
    list.iter().find(|word| text.starts_with(**word)).copied()
}

/// Gives every gram with its weight in hundredths.
fn each(text: &[(char, bool)], mut give: impl FnMut(u64, u32)) {
    let code = |at: usize| u64::from(u32::from(text[at].0));
    let word = |at: usize| text.get(at).is_some_and(|(c, _)| !c.is_ascii() && *c != ' ');
    let stock = |from: usize, to: usize| text[from..to].iter().all(|(_, stock)| *stock);
    let weigh = |weight: u32, stock: bool| if stock { weight * STOCK_SHARE / 100 } else { weight };
    let mut at = 0;
    while at < text.len() {
        let digits = text[at..].iter().take_while(|(c, _)| c.is_ascii_digit() || *c == '.').count();
        if digits > 0 {
            // Sums and areas tell matters apart; a single figure does not.
            if digits > 1 {
                let mix = |key: u64, c: &(char, bool)| key.wrapping_mul(131).wrapping_add(u64::from(u32::from(c.0)));
                let key = text[at..at + digits].iter().fold(7, mix);
                give(key | 1 << 63, NUMBER);
            }
            at += digits;
            continue;
        }
        if word(at) && !text[at].1 && !is_common(text[at].0) {
            give(code(at), SINGLE);
        }
        if word(at) && word(at + 1) {
            give(code(at) << 21 | code(at + 1), weigh(PAIR, stock(at, at + 2)));
            if word(at + 2) {
                let key = (code(at) << 42) | code(at + 1) << 21 | code(at + 2);
                give(key, weigh(TRIPLE, stock(at, at + 3)));
            }
        }
        at += 1;
    }
}

/// Returns up to `most` triples of characters of a narrative that are likely to be rare, as they are typed: by
/// these an earlier telling is found in the index.
pub fn rare_trigrams(narrative: &str, most: usize) -> Vec<String> {
    let chars: Vec<char> = narrative.chars().map(halfwidth).collect();
    let mut plain: Vec<(usize, String)> = Vec::new();
    let mut rest = 0;
    while rest + 3 <= chars.len() {
        let triple: String = chars[rest..rest + 3].iter().collect();
        let han = triple.chars().all(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
        let telling = triple.chars().filter(|c| !is_common(*c)).count();
        if han
            && telling >= 2
            && !STOCK.iter().any(|word| word.contains(&triple) || triple.contains(word) && word.chars().count() > 1)
        {
            plain.push((telling, triple));
        }
        rest += 1;
    }
    // The sort is stable: of equals the earlier in the text, and neighbours not both.
    plain.sort_by_key(|(telling, _)| std::cmp::Reverse(*telling));
    let mut taken: Vec<String> = Vec::new();
    for (_, triple) in plain {
        let overlaps = |known: &String| known.chars().filter(|c| triple.contains(*c)).count() > 1;
        if taken.len() < most && !taken.iter().any(overlaps) {
            taken.push(triple);
        }
    }
    taken
}

/// Characters that stand in most narratives.
const COMMON: &str = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行\
    所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日者意无力它与长把机十民第公此已工\
    使情明性知全三又关点正业外将两高间由问很最重并物手应向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次\
    度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接\
    必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类";

fn is_common(c: char) -> bool {
    static SET: std::sync::LazyLock<std::collections::HashSet<char, BuildHasherDefault<Mixed>>> =
        std::sync::LazyLock::new(|| COMMON.chars().collect());
    SET.contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> i32 {
        Grams::of(a).likeness(b).unwrap_or(0)
    }

    #[test]
    fn the_same_matter_told_in_other_words_is_liker_than_another_matter() {
        let first = "邻居张强翻修院墙时多占宅基地约三十公分，滴水落在我家后墙根，多次协商不成";
        let again = "隔壁张强盖墙侵占庄基三十公分，雨水滴到我家后墙根，希望解决";
        let other = "包工头李四拖欠去年工地工资三万元，多次协商不成，希望解决";
        assert!(likeness(first, again) > 25, "{}", likeness(first, again));
        assert!(likeness(first, other) < 15, "{}", likeness(first, other));
        assert_eq!(likeness(first, first), 100);
    }

    #[test]
    fn a_short_telling_is_measured_by_itself_and_too_short_a_one_not_at_all() {
        let long = "反映人家拴养的耕牛挣脱后踩坏李四家胡麻约三分地，李四扣下牛绳要赔，反映人认为要价太高";
        assert!(likeness("耕牛踩坏胡麻三分地", long) > 30, "{}", likeness("耕牛踩坏胡麻三分地", long));
        assert_eq!(likeness("耕牛", long), 0);
        assert_eq!(likeness("", ""), 0);
        assert_eq!(likeness("电话13900000001身份证629921196503020017", "账号6222000011112222333344445555"), 0);
    }

    #[test]
    fn trigrams_for_the_index_avoid_stock_words() {
        let found = rare_trigrams("反映人要求解决，耕牛踩坏胡麻约三分地", 4);
        assert!(found.iter().any(|it| it.contains("牛踩") || it.contains("胡麻")), "{found:?}");
        assert!(found.iter().all(|it| !it.contains("反映")), "{found:?}");
        assert!(found.len() <= 4);
    }
}
