//! Names and places in a sentence: who comes, against whom, from where.

use std::ops::Range;

/// A name found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    /// Where it stands.
    pub range: Range<usize>,
    /// Whether it is an organisation's.
    pub organisation: bool,
    /// Whether it is written so that nothing else can be meant.
    pub certain: bool,
}

/// The surnames that cover nearly everybody; whoever has another is read from a label (`姓名:`).
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任\
    卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖\
    文樊兰殷施洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂焦邢路岳齐梅庄辛管祝左涂谷祁耿牟卜柳詹关苗凌费纪靳盛童欧甄项裴席卫\
    屈鲍覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边净阴冷蒲焉仇鄢边米戚";

/// Surnames of two characters.
const COMPOUND: &[&str] =
    &["欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒"];

/// Characters that hardly ever stand in a given name but often right after one.
const STOPS: &str = "不没欠拖打骂说把将被给在住的因为已曾向对借占用要未拒是有让找堵砍挖种盖养到去来等之于从与和跟同反诉告称想请问\
    咨投举求说:、，。；,;.()（） 就家女儿儿了没又也还都却几以我他她你它们该此这那后前时上下间发产存出入过";

/// Characters that do not stand in a name even where nothing else does.
const NEVER: &str = "不没欠被的了说把因已向拖";

/// Words that begin like a name and are none.
const WORDS: &[&str] = &[
    "包工头",
    "房东",
    "房租",
    "房屋",
    "车祸",
    "车位",
    "安全",
    "安置",
    "高速",
    "金额",
    "成功",
    "和解",
    "毛病",
    "时间",
    "常年",
    "白天",
    "包地",
    "管道",
    "纪委",
    "解决",
    "单位",
    "施工",
    "石头",
    "相邻",
    "项目",
    "钱款",
    "方便",
    "温泉",
    "农民工",
    "水费",
    "水渠",
];

/// How names of organisations end.
const ORGANISATIONS: &[&str] = &[
    "有限责任公司",
    "有限公司",
    "分公司",
    "公司",
    "项目部",
    "合作社",
    "村委会",
    "居委会",
    "业委会",
    "管委会",
    "卫生院",
    "卫生所",
    "医院",
    "学校",
    "小学",
    "中学",
    "幼儿园",
    "超市",
    "饭店",
    "酒店",
    "宾馆",
    "餐厅",
    "火锅店",
    "商店",
    "专卖店",
    "门店",
    "工厂",
    "砖厂",
    "养殖场",
    "银行",
    "信用社",
    "工地",
    "物业",
    "驾校",
    "健身房",
    "商场",
];

/// Words that bring in the other side; those marked so leave little doubt when a name follows.
const MARKERS: &[(&str, bool)] = &[
    ("对方是", true),
    ("对方为", true),
    ("对方叫", true),
    ("被申请人", true),
    ("状告", true),
    ("起诉", true),
    ("投诉", true),
    ("举报", true),
    ("控告", true),
    ("对方", false),
    ("包工头", false),
    ("工头", false),
    ("老板", false),
    ("房东", false),
    ("租客", false),
    ("邻居", false),
    ("开发商", false),
    ("前夫", false),
    ("前妻", false),
    ("丈夫", false),
    ("妻子", false),
    ("儿子", false),
    ("女儿", false),
    ("儿媳", false),
    ("女婿", false),
    ("哥哥", false),
    ("弟弟", false),
    ("婆婆", false),
    ("反映", false),
    ("诉", true),
    ("告", false),
    ("与", false),
    ("和", false),
    ("跟", false),
    ("同", false),
    ("被", false),
];

/// Tells whether a whole name is an organisation's.
pub(super) fn is_organisation(name: &str) -> bool {
    ORGANISATIONS.iter().any(|ending| name.ends_with(ending) && name.len() > ending.len())
}

/// Returns the length of the surname a text begins with.
fn surname(text: &str) -> Option<usize> {
    if let Some(compound) = COMPOUND.iter().find(|compound| text.starts_with(**compound)) {
        return Some(compound.len());
    }
    text.chars().next().filter(|c| SURNAMES.contains(*c)).map(char::len_utf8)
}

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c) || ('\u{20000}'..='\u{3ffff}').contains(&c) || c == '·' || c == '某'
}

/// Reads a person's name at the beginning of a text: its length, and whether the text ends with it.
fn person(text: &str) -> Option<(usize, bool)> {
    if WORDS.iter().any(|word| text.starts_with(word)) {
        return None;
    }
    let surname = surname(text)?;
    let given = text[surname..].chars();
    if (1..=2).contains(&given.clone().count()) && given.clone().all(|c| is_han(c) && !NEVER.contains(c)) {
        return Some((text.len(), true));
    }
    let mut end = surname;
    for c in text[surname..].chars().take(2) {
        if !is_han(c) || STOPS.contains(c) {
            break;
        }
        end += c.len_utf8();
    }
    (end > surname).then_some((end, end == text.len()))
}

/// Reads an organisation's name at the beginning of a text.
fn organisation(text: &str) -> Option<usize> {
    const LONGEST: usize = 20;
    ORGANISATIONS
        .iter()
        .filter_map(|ending| text.find(ending).filter(|at| *at > 0).map(|at| at + ending.len()))
        .min()
        .filter(|end| {
            let name = &text[..*end];
            name.chars().count() <= LONGEST
                && !name
                    .contains([' ', '，', ',', '的', '。', '不', '被', '欠', '、', '在', '向', '说', '到', '让', '去'])
        })
        .map(|end| {
            // 公司 may go on as 公司项目部.
            let further = ORGANISATIONS.iter().find(|ending| text[end..].starts_with(**ending));
            end + further.map_or(0, |ending| ending.len())
        })
}

/// Reads the name of a person or an organisation from one place up to another.
pub(super) fn party_at(text: &str, start: usize, end: usize) -> Option<Hit> {
    // What is left of a piece may end before it begins.
    let here = text.get(start..end)?;
    if let Some(length) = organisation(here) {
        return Some(Hit { range: start..start + length, organisation: true, certain: length == here.len() });
    }
    person(here).map(|(length, whole)| Hit { range: start..start + length, organisation: false, certain: whole })
}

/// Finds the other side by the words that bring it in.
pub(super) fn opponent(text: &str, pieces: &[Range<usize>]) -> Option<Hit> {
    let mut best: Option<(usize, Hit)> = None;
    for (marker, strong) in MARKERS {
        for (at, _) in text.match_indices(marker) {
            let mut start = at + marker.len();
            // 投诉老板李四: a word for what the person is may stand between.
            if let Some((role, _)) = MARKERS.iter().skip(9).find(|(role, _)| text[start..].starts_with(role)) {
                start += role.len();
            }
            start += text[start..].chars().next().filter(|c| matches!(c, ':' | '：' | ' ')).map_or(0, char::len_utf8);
            let Some(piece) = pieces.iter().find(|piece| piece.start <= start && start < piece.end) else { continue };
            let Some(mut hit) = party_at(text, start, piece.end) else { continue };
            hit.certain &= *strong;
            if best.as_ref().is_none_or(|(known, _)| at < *known) {
                best = Some((at, hit));
            }
        }
    }
    // 某某公司拖欠…: an organisation at the head of a later piece is hardly who comes.
    let later = || {
        let heads = pieces.iter().skip(1).filter_map(|piece| party_at(text, piece.start, piece.end));
        heads.filter(|hit| hit.organisation && !hit.certain).map(|hit| Hit { certain: false, ..hit }).next()
    };
    best.map(|(_, hit)| hit).or_else(later)
}

/// Finds whoever comes: a name that stands alone, nearest to a number first, else the name it begins with.
pub(super) fn applicant(
    text: &str,
    pieces: &[Range<usize>],
    opponent: Option<&Range<usize>>,
    place: Option<&Range<usize>>,
    numbers: &[Range<usize>],
) -> Option<Hit> {
    let clear = |range: &Range<usize>| {
        let apart = |other: &Range<usize>| other.end <= range.start || range.end <= other.start;
        opponent.is_none_or(apart) && place.is_none_or(apart) && numbers.iter().all(apart)
    };
    let alone = pieces.iter().enumerate().filter(|(_, piece)| clear(piece)).filter_map(|(index, piece)| {
        let hit = party_at(text, piece.start, piece.end).filter(|hit| hit.range == *piece)?;
        let beside = |other: &Range<usize>| numbers.iter().any(|number| number == other);
        let near_number = pieces.get(index + 1).is_some_and(beside) || (index > 0 && beside(&pieces[index - 1]));
        Some((!(index == 0 || near_number), index, hit))
    });
    if let Some((far, _, mut hit)) = alone.min_by_key(|(far, index, _)| (*far, *index)) {
        hit.certain = !far;
        return Some(hit);
    }
    if text.starts_with("匿名") {
        return Some(Hit { range: 0.."匿名".len(), organisation: false, certain: true });
    }
    let after = |lead: &str| text.find(lead).map(|at| at + lead.len());
    let leads = [("我叫", true), ("我是", false), ("村民", false), ("居民", false), ("业主", false), ("家长", false)];
    let starts = leads.iter().map(|(lead, certain)| (after(lead), *certain));
    // 柳林村张三说…: the name may follow the place.
    for (start, certain) in starts.chain([(place.map(|place| place.end), false), (Some(0), false)]) {
        let Some(start) = start else { continue };
        let Some(piece) = pieces.iter().find(|piece| piece.start <= start && start < piece.end) else { continue };
        // Where only a telephone follows the name, 张三13900000001, the name ends with it.
        let end = numbers.iter().map(|number| number.start).find(|at| piece.contains(at)).unwrap_or(piece.end);
        if let Some(mut hit) = party_at(text, start, end).filter(|hit| clear(&hit.range)) {
            hit.certain = certain || (hit.certain && end < piece.end);
            return Some(hit);
        }
    }
    None
}

/// What places in the countryside and in town end with.
const PLACE_ENDS: &[char] = &['镇', '乡', '村', '社', '组', '号', '路', '街', '巷', '区', '院', '栋', '楼', '室', '屯'];

/// Extends a place to its house number: `文苑镇柳林村` to `文苑镇柳林村三社12号`.
pub(super) fn whole_place(text: &str, known: Range<usize>, areas: &[&str]) -> Range<usize> {
    const FURTHER: usize = 6;
    let mut end = known.end;
    loop {
        let rest = &text[end..];
        if let Some(area) = areas.iter().find(|area| rest.starts_with(**area)) {
            end += area.len();
            continue;
        }
        let step = rest
            .char_indices()
            .take(FURTHER)
            .take_while(|(_, c)| {
                is_han(*c) && !STOPS.contains(*c) || c.is_ascii_alphanumeric() || "三两上下前后".contains(*c)
            })
            .find(|(at, c)| *at > 0 && PLACE_ENDS.contains(c));
        match step {
            Some((at, c)) => end += at + c.len_utf8(),
            None => return known.start..end,
        }
    }
}

/// Finds a piece that begins like a place nobody answers for: `某某镇…`, `某某村…`.
pub(super) fn looks_like_place(text: &str, pieces: &[Range<usize>]) -> Option<Range<usize>> {
    pieces.iter().find_map(|piece| {
        let here = &text[piece.clone()];
        let (at, c) = here
            .char_indices()
            .take(7)
            .take_while(|(_, c)| is_han(*c) && !STOPS.contains(*c))
            .find(|(at, c)| *at > 0 && matches!(c, '镇' | '乡' | '村' | '县'))?;
        Some(piece.start..piece.start + at + c.len_utf8())
    })
}
