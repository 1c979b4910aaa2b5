//! Pinyin: how Chinese text is found with a Latin keyboard.
//!
//! `ü` is written `v`, as on every keyboard in use. A character with several readings is found by any of
//! them; where one reading has to be chosen ([`full`], [`initials`]), a table of words, places and
//! surnames goes before the commonest reading.

use super::halfwidth;
use pinyin::{ToPinyin as _, ToPinyinMulti as _};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Words and places whose reading is not the commonest one of their characters.
const WORDS: &[(&str, &[&str])] = &[
    ("重庆", &["chong", "qing"]),
    ("重阳", &["chong", "yang"]),
    ("宕昌", &["tan", "chang"]),
    ("会宁", &["hui", "ning"]),
    ("两当", &["liang", "dang"]),
    ("单县", &["shan", "xian"]),
    ("莘县", &["shen", "xian"]),
    ("歙县", &["she", "xian"]),
    ("任县", &["ren", "xian"]),
    ("任丘", &["ren", "qiu"]),
    ("大城县", &["dai", "cheng", "xian"]),
    ("乐陵", &["lao", "ling"]),
    ("吴堡", &["wu", "bu"]),
    ("柞水", &["zha", "shui"]),
    ("泌阳", &["bi", "yang"]),
    ("渑池", &["mian", "chi"]),
    ("荥经", &["ying", "jing"]),
    ("犍为", &["qian", "wei"]),
    ("筠连", &["jun", "lian"]),
    ("什邡", &["shi", "fang"]),
    ("繁峙", &["fan", "shi"]),
    ("都江堰", &["du", "jiang", "yan"]),
    ("朝阳", &["chao", "yang"]),
    ("阿克塞", &["a", "ke", "sai"]),
    ("重婚", &["chong", "hun"]),
    ("重复", &["chong", "fu"]),
    ("重新", &["chong", "xin"]),
    ("六安", &["lu", "an"]),
    ("六合", &["lu", "he"]),
    ("亳州", &["bo", "zhou"]),
    ("蚌埠", &["beng", "bu"]),
    ("厦门", &["xia", "men"]),
    ("台州", &["tai", "zhou"]),
    ("丽水", &["li", "shui"]),
    ("乐清", &["yue", "qing"]),
    ("乐亭", &["lao", "ting"]),
    ("大埔", &["da", "bu"]),
    ("东莞", &["dong", "guan"]),
    ("番禺", &["pan", "yu"]),
    ("涡阳", &["guo", "yang"]),
    ("井陉", &["jing", "xing"]),
    ("蔚县", &["yu", "xian"]),
    ("尉犁", &["yu", "li"]),
    ("铅山", &["yan", "shan"]),
    ("枞阳", &["zong", "yang"]),
    ("浚县", &["xun", "xian"]),
    ("洪洞", &["hong", "tong"]),
    ("长子县", &["zhang", "zi", "xian"]),
    ("长垣", &["chang", "yuan"]),
    ("长沙", &["chang", "sha"]),
    ("长春", &["chang", "chun"]),
    ("成长", &["cheng", "zhang"]),
    ("村长", &["cun", "zhang"]),
    ("组长", &["zu", "zhang"]),
    ("局长", &["ju", "zhang"]),
    ("主任", &["zhu", "ren"]),
    ("调解", &["tiao", "jie"]),
    ("调处", &["tiao", "chu"]),
    ("调查", &["diao", "cha"]),
    ("银行", &["yin", "hang"]),
    ("行业", &["hang", "ye"]),
    ("会计", &["kuai", "ji"]),
    ("供给", &["gong", "ji"]),
    ("传达", &["chuan", "da"]),
    ("宅基地", &["zhai", "ji", "di"]),
    ("土地", &["tu", "di"]),
    ("承包地", &["cheng", "bao", "di"]),
    ("还款", &["huan", "kuan"]),
    ("归还", &["gui", "huan"]),
    ("参差", &["cen", "ci"]),
    ("差额", &["cha", "e"]),
    ("出差", &["chu", "chai"]),
    ("卡车", &["ka", "che"]),
    ("关卡", &["guan", "qia"]),
    ("都市", &["du", "shi"]),
    ("首都", &["shou", "du"]),
    ("音乐", &["yin", "yue"]),
    ("赡养", &["shan", "yang"]),
    ("服务", &["fu", "wu"]),
];

/// Surnames read otherwise than the same characters elsewhere.
const SURNAMES: &[(&str, &[&str])] = &[
    ("尉迟", &["yu", "chi"]),
    ("长孙", &["zhang", "sun"]),
    ("万俟", &["mo", "qi"]),
    ("澹台", &["tan", "tai"]),
    ("单于", &["chan", "yu"]),
    ("单", &["shan"]),
    ("曾", &["zeng"]),
    ("仇", &["qiu"]),
    ("解", &["xie"]),
    ("查", &["zha"]),
    ("区", &["ou"]),
    ("任", &["ren"]),
    ("华", &["hua"]),
    ("盖", &["ge"]),
    ("朴", &["piao"]),
    ("冼", &["xian"]),
    ("洗", &["xian"]),
    ("乐", &["yue"]),
    ("缪", &["miao"]),
    ("翟", &["zhai"]),
    ("召", &["shao"]),
    ("员", &["yun"]),
    ("种", &["chong"]),
    ("折", &["she"]),
    ("覃", &["qin"]),
    ("秘", &["bi"]),
    ("燕", &["yan"]),
    ("宁", &["ning"]),
    ("逄", &["pang"]),
    ("繁", &["po"]),
    ("郗", &["xi"]),
    ("那", &["na"]),
    ("尹", &["yin"]),
    ("葛", &["ge"]),
    ("哈", &["ha"]),
    ("过", &["guo"]),
    ("纪", &["ji"]),
    ("曲", &["qu"]),
    ("晁", &["chao"]),
    ("教", &["jiao"]),
    ("车", &["che"]),
    ("石", &["shi"]),
    ("沈", &["shen"]),
    ("贾", &["jia"]),
    ("薄", &["bo"]),
    ("臧", &["zang"]),
    ("卜", &["bu"]),
    ("柏", &["bai"]),
    ("吕", &["lv"]),
    ("谌", &["chen"]),
    ("黑", &["he"]),
    ("祭", &["zhai"]),
    ("藏", &["zang"]),
    ("句", &["gou"]),
    ("牟", &["mou"]),
    ("隗", &["wei"]),
    ("应", &["ying"]),
    ("相", &["xiang"]),
    ("费", &["fei"]),
    ("盛", &["sheng"]),
    ("都", &["du"]),
    ("宿", &["su"]),
    ("强", &["qiang"]),
];

/// Characters that are read in more than one way today. Of all others the dictionary's further readings are
/// old ones: nobody looks for 董 under `zhong`, and every one of them would find strangers.
const POLYPHONES: &str = "长重单曾乐行还会给传解调差都卡参朝车处当倒得地弹大待度恶发分干更观冠好号喝和荷华划几济系假间将降\
角结尽禁劲卷觉看空了累量率落没闷模难宁泡屏铺切亲曲圈任散扫色塞扎折沈什识似说宿提挑吐为尾相削校兴血咽要应与晕载脏择炸占\
涨着正只中种转作仇查区盖薄柏翟尉万员召覃秘燕繁那葛哈过纪教石贾朴洗省番埔蚌垣洞场把背便藏称盛澄冲创答担弄奇强巷厦堡蔚六丽\
台铅浚涡牟费隗句祭黑谌茜莘娜佛伽阿尺叉刹泊埋囊炮漂撇仆戏鲜吓旋钥殷尹予仔综钻咀拾伺遂";

/// Returns the whole pinyin of a text, without tones or blanks; what is not Chinese stays, in lower case.
///
/// ```
/// assert_eq!(yichuang::text::pinyin::full("重庆2024"), "chongqing2024");
/// assert_eq!(yichuang::text::pinyin::full("绿地"), "lvdi");
/// ```
pub fn full(text: &str) -> String {
    syllables(text, false).concat()
}

/// Returns the first letter of each character's reading.
///
/// ```
/// assert_eq!(yichuang::text::pinyin::initials("张三"), "zs");
/// ```
pub fn initials(text: &str) -> String {
    syllables(text, false).iter().filter_map(|syllable| syllable.chars().next()).collect()
}

/// Returns the whole pinyin of a person's name, whose surname may have a reading of its own (单 shan).
pub fn name_full(name: &str) -> String {
    syllables(name, true).concat()
}

/// Returns the initials of a person's name: `name_initials("单田") == "st"`.
pub fn name_initials(name: &str) -> String {
    syllables(name, true).iter().filter_map(|syllable| syllable.chars().next()).collect()
}

/// Returns the reading of each character of a name.
pub fn name_syllables(name: &str) -> Vec<String> {
    syllables(name, true)
}

/// Returns the reading of each character of a text; what is not Chinese stays, in lower case.
pub fn syllables_of(text: &str) -> Vec<String> {
    syllables(text, false)
}

/// Returns the readings by which a name is looked for, the likeliest first: every character may have one of its
/// other readings, and `v` is also written `u`.
pub fn name_readings(name: &str) -> Vec<Vec<String>> {
    /// Names of people have up to four characters; of longer ones the likeliest reading has to do.
    const LONGEST: usize = 4;
    const MOST: usize = 8;
    let likeliest = syllables(name, true);
    let mut all = vec![likeliest.clone()];
    let chars: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).collect();
    if chars.len() == likeliest.len() && chars.len() <= LONGEST {
        for (at, c) in chars.iter().enumerate() {
            for reading in readings(*c) {
                let mut other = likeliest.clone();
                other[at] = reading;
                if !all.contains(&other) {
                    all.push(other);
                }
            }
        }
    }
    all.truncate(MOST);
    for at in 0..all.len() {
        let with_u: Vec<String> = all[at].iter().map(|reading| reading.replace('v', "u")).collect();
        if !all.contains(&with_u) {
            all.push(with_u);
        }
    }
    all
}

fn syllables(text: &str, is_name: bool) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut first = true;
    while let Some(c) = rest.chars().next() {
        let word = if first && is_name { find(&BY_SURNAME, rest) } else { None }.or_else(|| find(&BY_WORD, rest));
        if let Some((word, readings)) = word {
            out.extend(readings.iter().map(|&reading| reading.to_owned()));
            rest = &rest[word.len()..];
        } else {
            if let Some(reading) = c.to_pinyin() {
                out.push(plain(reading.plain()));
            } else if !c.is_whitespace() {
                out.push(halfwidth(c).to_lowercase().collect());
            }
            rest = &rest[c.len_utf8()..];
        }
        first = false;
    }
    out
}

/// A table of words by their first character, so that the many texts without any cost one look each.
type Table = LazyLock<HashMap<char, Vec<(&'static str, &'static [&'static str])>>>;

static BY_WORD: Table = LazyLock::new(|| by_first(WORDS));
static BY_SURNAME: Table = LazyLock::new(|| by_first(SURNAMES));

fn by_first(
    table: &'static [(&'static str, &'static [&'static str])],
) -> HashMap<char, Vec<(&'static str, &'static [&'static str])>> {
    let mut map: HashMap<char, Vec<_>> = HashMap::new();
    for &(word, readings) in table {
        map.entry(word.chars().next().unwrap_or_default()).or_default().push((word, readings));
    }
    map
}

fn find(table: &Table, text: &str) -> Option<(&'static str, &'static [&'static str])> {
    table.get(&text.chars().next()?)?.iter().find(|(word, _)| text.starts_with(word)).copied()
}

fn plain(reading: &str) -> String {
    reading.replace('ü', "v").replace('ê', "e")
}

/// How well a query fits a text; better fits sort first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The text begins with the query as typed.
    Start,
    /// The query as typed stands somewhere in the text.
    Inside,
    /// The text's pinyin begins with the query.
    PinyinStart,
    /// The query is pinyin for something inside the text.
    PinyinInside,
}

/// Tells whether a query finds a text: as it stands, by initials, by pinyin, or by a mix of them.
///
/// ```
/// use yichuang::text::pinyin::matches;
/// assert!(matches("hyjt", "婚姻家庭"));
/// assert!(matches("hunyin", "婚姻家庭"));
/// assert!(matches("家庭", "婚姻家庭"));
/// assert!(matches("chongq", "重庆路"));
/// ```
pub fn matches(query: &str, text: &str) -> bool {
    fit(query, text).is_some()
}

/// Tells how a query finds a text, or `None` if it does not. An empty query finds everything.
pub fn fit(query: &str, text: &str) -> Option<Fit> {
    let query: Vec<char> = fold(query).filter(|c| *c != '\'').collect();
    if query.is_empty() {
        return Some(Fit::Start);
    }
    let text: Vec<char> = fold(text).collect();
    if let Some(at) = text.windows(query.len()).position(|window| window == query) {
        return Some(if at == 0 { Fit::Start } else { Fit::Inside });
    }
    if !query.iter().any(char::is_ascii_alphabetic) {
        return None;
    }
    let readings: Vec<Vec<String>> = text.iter().map(|&c| readings(c)).collect();
    let at = (0..text.len()).find(|&start| consumes(&query, &text[start..], &readings[start..]))?;
    Some(if at == 0 { Fit::PinyinStart } else { Fit::PinyinInside })
}

/// Lower case, half width, without blanks.
fn fold(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(|c| {
        let folded = if c.is_ascii() || ('\u{ff01}'..='\u{ff5e}').contains(&c) { halfwidth(c) } else { c };
        folded.to_lowercase()
    })
}

/// Every reading of a character in use today, surnames' own ones included.
fn readings(c: char) -> Vec<String> {
    let mut out: Vec<String> = sounds(c).map(plain).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The same as the dictionary writes them, some perhaps twice.
fn sounds(c: char) -> impl Iterator<Item = &'static str> {
    let others = if POLYPHONES.contains(c) { c.to_pinyin_multi() } else { None };
    let surname = SURNAMES.iter().find(|(word, _)| word.chars().eq([c])).map(|(_, readings)| readings[0]);
    let others = others.into_iter().flatten().map(pinyin::Pinyin::plain);
    c.to_pinyin().map(pinyin::Pinyin::plain).into_iter().chain(others).chain(surname)
}

/// Tells whether a query is used up by characters from the start of the text, each taking itself or a
/// beginning of one of its readings.
fn consumes(query: &[char], text: &[char], readings: &[Vec<String>]) -> bool {
    let Some(&first) = query.first() else { return true };
    let Some(&c) = text.first() else { return false };
    if c == first && consumes(&query[1..], &text[1..], &readings[1..]) {
        return true;
    }
    readings[0].iter().any(|reading| {
        let shared = reading.chars().zip(query).take_while(|(a, b)| same_letter(*a, **b)).count();
        (1..=shared).rev().any(|taken| consumes(&query[taken..], &text[1..], &readings[1..]))
    })
}

/// Returns how many characters from the beginning of a text letters spell: each by its initial or by a whole
/// reading, the last one as far as it was typed; `None` if they do not.
pub fn spells(letters: &[char], text: &[char]) -> Option<usize> {
    if letters.is_empty() {
        return Some(0);
    }
    let (&c, rest) = text.split_first()?;
    sounds(c).filter_map(|reading| spells_as(reading, letters, rest)).max()
}

fn spells_as(reading: &str, letters: &[char], rest: &[char]) -> Option<usize> {
    let plain = |c| if c == 'ü' { 'v' } else { c };
    let length = reading.chars().count();
    let shared = reading.chars().zip(letters).take_while(|(a, b)| same_letter(plain(*a), **b)).count();
    let beginnings = [shared, length, 1]
        .into_iter()
        .filter(|taken| *taken > 0 && *taken <= shared && (*taken == length || *taken == 1 || *taken == letters.len()));
    beginnings.filter_map(|taken| Some(1 + spells(&letters[taken..], rest)?)).max()
}

/// `u` is accepted for `v`, since many people type `lu` for 吕.
fn same_letter(reading: char, typed: char) -> bool {
    reading == typed || (reading == 'v' && typed == 'u')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_surnames_have_their_own_reading() {
        assert_eq!(full("重庆"), "chongqing");
        assert_eq!(name_full("单田芳"), "shantianfang");
        assert_eq!(name_initials("曾国"), "zg");
        assert_eq!(name_initials("仇英"), "qy");
        assert_eq!(full("单位"), "danwei");
        assert_eq!(initials("调解室"), "tjs");
    }

    #[test]
    fn u_umlaut_is_written_v() {
        assert_eq!(full("吕"), "lv");
        assert_eq!(full("女"), "nv");
        assert!(matches("lu", "吕家村"));
    }

    #[test]
    fn any_reading_of_a_character_finds_it() {
        for query in ["shan", "dan", "s", "d"] {
            assert!(matches(query, "单某"), "{query}");
        }
        assert!(!matches("zhan", "单某"));
    }

    #[test]
    fn nobody_is_found_by_a_reading_of_old() {
        for (query, text) in [("zhong", "董"), ("yu", "王"), ("shan", "邓"), ("fan", "潘"), ("hong", "汪")] {
            assert!(!matches(query, text), "{query} {text}");
        }
        for (query, text) in [("bao", "薄"), ("hui", "会宁"), ("tanc", "宕昌"), ("wub", "吴堡"), ("jh", "金华")]
        {
            let read = full(text);
            assert!(matches(query, text) || read.starts_with(query), "{query} {text}");
        }
        for (name, read) in [("谌龙", "chenlong"), ("盛夏", "shengxia"), ("应红", "yinghong"), ("隗军", "weijun")]
        {
            assert_eq!(name_full(name), read);
            assert!(matches(read, name), "{name}");
        }
    }

    #[test]
    fn queries_may_mix_characters_initials_and_syllables() {
        for query in ["hyjt", "hunyin", "huny", "hyjiat", "婚yin", "家庭", "jt", "HYJT", "ｈｙ", "hun yin", "xi'an"]
        {
            let text = if query == "xi'an" { "西安" } else { "婚姻家庭" };
            assert!(matches(query, text), "{query}");
        }
        for query in ["hyjj", "tj", "庭家", "x"] {
            assert!(!matches(query, "婚姻家庭"), "{query}");
        }
    }

    #[test]
    fn letters_spell_by_initials_and_whole_readings_only() {
        let spelled =
            |letters: &str, text: &str| spells(&letters.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>());
        for letters in ["zs", "zhangs", "zhangsan", "zhsan"] {
            assert_eq!(spelled(letters, "张三丰"), (letters != "zhsan").then_some(2), "{letters}");
        }
        assert_eq!(spelled("zhan", "张三"), Some(1));
        assert_eq!(spelled("shant", "单田芳"), Some(2));
        assert_eq!(spelled("zsx", "张三"), None);
        assert_eq!(spelled("lu", "吕"), Some(1));
    }

    #[test]
    fn better_fits_sort_first() {
        assert!(fit("ab", "abc") < fit("ab", "xab"));
        assert!(fit("hy", "婚姻") < fit("jt", "婚姻家庭"));
        assert_eq!(fit("", "任何"), Some(Fit::Start));
    }
}
