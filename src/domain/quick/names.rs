//! Names and places in a sentence: who comes, against whom, from where.

use super::lexicon::{
    COMPOUND, EMPLOYED, FAMILIAR, LEADS, MARKERS, NEVER, ORGANISATIONS, ROLES, STOPS, SURNAMES, VERBS, WORDS,
};
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
    let mut ends = Vec::new();
    let mut end = surname;
    for c in text[surname..].chars().take(2) {
        if !is_han(c) || STOPS.contains(c) || (end > surname && is_verb(&text[end..])) {
            break;
        }
        end += c.len_utf8();
        ends.push(end);
    }
    // 张强建房: a given name of one character where a word begins after it, else of two.
    let end = *ends.last()?;
    Some((end, end == text.len()))
}

fn is_verb(text: &str) -> bool {
    VERBS.iter().any(|verb| text.starts_with(verb))
}

/// Reads 老赵 or 小王, which is a name only where nothing of one follows.
fn familiar(text: &str) -> Option<usize> {
    let first = text.chars().next().filter(|c| FAMILIAR.contains(c))?.len_utf8();
    let end = first + surname(&text[first..])?;
    let rest = &text[end..];
    let ends = rest.chars().next().is_none_or(|c| !is_han(c) || STOPS.contains(c)) || is_verb(rest);
    (ends && !WORDS.iter().any(|word| text[first..].starts_with(word))).then_some(end)
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
                && !["反映", "投诉", "举报", "状告", "起诉", "控告"].iter().any(|word| name.contains(word))
                && !name
                    .contains([' ', '，', ',', '的', '。', '不', '被', '欠', '、', '在', '向', '说', '到', '让', '去'])
        })
        .map(|end| {
            // 安馨物业 may go on as 安馨物业服务公司, 某某公司 as 某某公司项目部.
            let further = ORGANISATIONS.iter().filter_map(|ending| {
                let at = text[end..].find(ending)?;
                let between = &text[end..end + at];
                let plain = |c: char| is_han(c) && !STOPS.contains(c);
                (between.chars().count() <= 4 && between.chars().all(plain) && !is_verb(between))
                    .then_some(end + at + ending.len())
            });
            further.max().unwrap_or(end)
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

fn role(text: &str) -> Option<&'static str> {
    ROLES.iter().filter(|role| text.starts_with(**role)).max_by_key(|role| role.len()).copied()
}

/// Goes past the words for what somebody is: 投诉老板李四, 我表哥李四.
fn past_roles(text: &str, mut start: usize) -> usize {
    loop {
        let rest = &text[start..];
        if let Some(role) = role(rest) {
            start += role.len();
        } else if let Some(c) =
            rest.chars().next().filter(|c| matches!(c, ':' | '：' | ' ' | '我' | '其' | '他' | '她' | '的'))
        {
            start += c.len_utf8();
        } else {
            return start;
        }
    }
}

/// Finds the other side by the words that bring it in.
pub(super) fn opponent(text: &str, pieces: &[Range<usize>]) -> Option<Hit> {
    let mut best: Option<(usize, Hit)> = None;
    let marked = MARKERS
        .iter()
        .flat_map(|(word, strong)| text.match_indices(word).map(move |(at, _)| (at, word.len(), *strong)));
    let roles = ROLES.iter().flat_map(|word| text.match_indices(word).map(|(at, _)| (at, word.len(), false)));
    for (at, length, strong) in marked.chain(roles) {
        let start = past_roles(text, at + length);
        let Some(piece) = pieces.iter().find(|piece| piece.start <= start && start < piece.end) else { continue };
        // 家长谭丽, 房东刘芳 beside a number: who comes.
        if length == piece.len().saturating_sub(piece.end - start) && at == piece.start && leads(text, piece) {
            continue;
        }
        let known = |length| Hit { range: start..start + length, organisation: false, certain: false };
        let called = || familiar(&text[start..piece.end]).map(known);
        let Some(mut hit) = party_at(text, start, piece.end).or_else(called) else { continue };
        hit.certain &= strong;
        // 和邻居段宏伟: the word next to the name tells.
        if best
            .as_ref()
            .is_none_or(|(known, other)| hit.range.start < other.range.start || hit.range == other.range && at < *known)
        {
            best = Some((at, hit));
        }
    }
    best.map(|(_, hit)| hit).or_else(|| organisation_within(text, pieces))
}

/// Tells whether a piece is nothing but a word for who comes and a name.
fn leads(text: &str, piece: &Range<usize>) -> bool {
    LEADS.iter().any(|(lead, _)| {
        let rest = text[piece.clone()].strip_prefix(lead);
        rest.is_some_and(|rest| person(rest).is_some_and(|(_, whole)| whole))
    })
}

/// Finds an organisation that something is done by: 某某公司拖欠…, 在某某超市买到….
fn organisation_within(text: &str, pieces: &[Range<usize>]) -> Option<Hit> {
    const BEFORE: &[&str] = &["在", "到", "向", "给", "被", "于", "从"];
    for piece in pieces {
        let here = &text[piece.clone()];
        let starts = BEFORE.iter().filter_map(|word| here.find(word).map(|at| at + word.len())).chain([0]);
        for start in starts {
            let from = piece.start + start;
            let Some(hit) = party_at(text, from, piece.end).filter(|hit| hit.organisation) else { continue };
            let after = &text[hit.range.end..piece.end];
            let alone = hit.range == *piece;
            if EMPLOYED.iter().any(|word| after.starts_with(word)) || alone && pieces.len() < 2 {
                continue;
            }
            return Some(Hit { certain: false, ..hit });
        }
    }
    None
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
    let beside = |index: usize| {
        let is_number = |other: &Range<usize>| numbers.iter().any(|number| number == other);
        pieces.get(index + 1).is_some_and(is_number) || (index > 0 && is_number(&pieces[index - 1]))
    };
    let alone = pieces.iter().enumerate().filter_map(|(index, piece)| {
        let lead = LEADS.iter().find(|(lead, _)| leads(text, piece) && text[piece.clone()].starts_with(lead));
        let start = piece.start + lead.map_or(0, |(lead, _)| lead.len());
        // 马小军13900000051: a number may follow without a blank.
        let end = numbers.iter().find(|number| number.end == piece.end && number.start > start);
        let (end, followed) = end.map_or((piece.end, false), |number| (number.start, true));
        let hit = party_at(text, start, end).filter(|hit| hit.range.end == end && clear(&hit.range))?;
        // A firm alone is whom it is about where a person is named too.
        let far = !(followed || beside(index) || lead.is_some() || index == 0 && !hit.organisation);
        Some((hit.organisation, far, index, lead.is_some() && !followed, hit))
    });
    if let Some((_, far, index, led, mut hit)) = alone.min_by_key(|(firm, far, index, ..)| (*firm, *far, *index)) {
        hit.certain = !far && (!led || beside(index));
        return Some(hit);
    }
    if text.starts_with("匿名") {
        return Some(Hit { range: 0.."匿名".len(), organisation: false, certain: true });
    }
    let after = |lead: &str| text.find(lead).map(|at| at + lead.len());
    let starts = LEADS.iter().map(|(lead, certain)| (after(lead), *certain));
    // 柳林村张三说…: the name may follow the place.
    for (start, certain) in starts.chain([(place.map(|place| place.end), false), (Some(0), false)]) {
        let Some(mut start) = start else { continue };
        // 我是柳林村的赵小禾
        if let Some(place) = place.filter(|place| place.start == start) {
            start = place.end;
        }
        while let Some(c) = text[start..].chars().next().filter(|c| matches!(c, '的' | '：' | ':')) {
            start += c.len_utf8();
        }
        if let Some((lead, _)) = LEADS.iter().find(|(lead, _)| text[start..].starts_with(lead)) {
            start += lead.len();
        }
        let Some(piece) = pieces.iter().find(|piece| piece.start <= start && start < piece.end) else { continue };
        // Where only a telephone follows the name, 张三13900000001, the name ends with it.
        let end =
            numbers.iter().map(|number| number.start).find(|at| piece.contains(at) && *at > start).unwrap_or(piece.end);
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
        let Some((at, c)) = step else { return known.start..end };
        end += at + c.len_utf8();
        // 南街村 ends twice.
        while let Some(c) = text[end..].chars().next().filter(|c| matches!(c, '村' | '社' | '组' | '区')) {
            end += c.len_utf8();
        }
        // 3号楼, but not 3号楼上.
        if text[..end].ends_with('号')
            && let Some(rest) = text[end..].strip_prefix('楼')
            && !rest.starts_with(['上', '下', '道'])
        {
            end += '楼'.len_utf8();
        }
    }
}

/// Finds a piece that begins like a place nobody answers for: `某某镇…`, `某某村…`.
pub(super) fn looks_like_place(text: &str, pieces: &[Range<usize>]) -> Option<Range<usize>> {
    pieces.iter().find_map(|piece| {
        let here = &text[piece.clone()];
        // 某某县某某公司 names a firm, not where something happened.
        if organisation(here).is_some() {
            return None;
        }
        let (at, c) = here
            .char_indices()
            .take(7)
            .take_while(|(_, c)| is_han(*c) && !STOPS.contains(*c))
            .find(|(at, c)| *at > 0 && matches!(c, '镇' | '乡' | '村' | '县'))?;
        Some(piece.start..piece.start + at + c.len_utf8())
    })
}
