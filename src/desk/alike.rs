//! The duplicate and repeat-visit check (重复访核对) against everything the centre has.
//!
//! The index names candidates by what two matters may share: numbers, names as written and as heard, house, village
//! with opponent, rare words. Candidates are weighed by their people first, and only the best are compared in full.

use super::viewer::covered;
use super::views::{Row, row};
use super::{Desk, DeskError, parse, unstamp};
use crate::domain::alike::{self, Likeness, Matter, Probe, Somebody};
use crate::domain::case::CaseEvent;
use crate::domain::ids::CaseNo;
use crate::domain::party::Nature;
use crate::domain::search::{Clue, fold};
use crate::domain::time::Moment;
use crate::domain::vocabulary::Side;
use crate::store::PartyRow;
use serde::Serialize;
use std::collections::BTreeSet;

/// How many cases are looked at at most.
const CANDIDATES: usize = 200;

/// How many of them are compared word for word.
const COMPARED: usize = 40;

/// How many are shown at most.
const SHOWN: usize = 8;

/// What was last told the resident, by kinds of events.
const ANSWERS: &str = "replied,resolved,declined,disposed,reported,taken_over";

/// An earlier case that looks like what is being written down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// The case, with state and holder.
    #[serde(flatten)]
    pub row: Row,
    /// How alike, and why.
    pub likeness: Likeness,
    /// The last answer or result, if there is one.
    pub last: Option<Said>,
}

/// An answer with its time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    /// When.
    pub at: Moment,
    /// The words.
    pub text: String,
}

impl Desk {
    /// Returns the earlier cases most like what is being written down, the likeliest first; `but` is left out.
    ///
    /// Only cases in the viewer's sight are looked at, and no number of anybody is in the answer.
    pub fn alike(&self, typed: &Matter, but: Option<&CaseNo>, now: Moment) -> Result<Vec<Hit>, DeskError> {
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        let probe = Probe::new(typed);
        let mut tied = Vec::new();
        for id in self.candidates(typed)? {
            let earlier = matter(&self.store().parties_of(id)?);
            if let Some(points) = probe.ties(&earlier) {
                tied.push((points, id, earlier));
            }
        }
        tied.sort_by_key(|(points, id, _)| std::cmp::Reverse((*points, *id)));
        tied.truncate(COMPARED);
        let mut likely = Vec::new();
        for (_, id, mut earlier) in tied {
            told(&mut earlier, &self.store().text_of(id)?.unwrap_or_default());
            if let Some(likeness) = probe.compare(&earlier) {
                likely.push((likeness, id));
            }
        }
        likely.sort_by_key(|(likeness, id)| (likeness.verdict, -likeness.score, -id));
        let centre = self.centre()?;
        let mut hits = Vec::new();
        for (likeness, id) in likely {
            if hits.len() == SHOWN {
                break;
            }
            let Some(head) = self.store().head_of(id)? else { continue };
            let row = row(&head, centre, now)?;
            if but != Some(&row.no) {
                hits.push(Hit { row, likeness, last: self.last_answer(id)? });
            }
        }
        Ok(hits)
    }

    /// Names the cases that may be alike, those with the surest clues first.
    fn candidates(&self, typed: &Matter) -> Result<Vec<i64>, DeskError> {
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        for (clue, most) in clues(typed) {
            for id in self.store().gram_ids(&clue, most)? {
                if found.len() < CANDIDATES && seen.insert(id) {
                    found.push(id);
                }
            }
        }
        Ok(found)
    }

    fn last_answer(&self, case: i64) -> Result<Option<Said>, DeskError> {
        let Some(entry) = self.store().last_of(case, ANSWERS)? else { return Ok(None) };
        let text = match parse::<CaseEvent>(&entry.body)? {
            CaseEvent::Replied { text, .. } | CaseEvent::Disposed { text, .. } => text,
            CaseEvent::Resolved { result } | CaseEvent::Reported { result, .. } => result,
            CaseEvent::Declined { reason, advice } => format!("{reason} {advice}").trim().to_owned(),
            _ => return Ok(None),
        };
        Ok(Some(Said { at: unstamp(&entry.at)?, text: covered(&text) }))
    }
}

/// Returns what to ask of the index and how many newest cases of each, the surest first.
fn clues(typed: &Matter) -> Vec<(String, u32)> {
    let mut clues: Vec<(Option<String>, u32)> = Vec::new();
    let people: Vec<&Somebody> = typed.people.iter().take(8).collect();
    for it in &people {
        clues.push((Clue::IdNo(&it.id_no).gram().filter(|_| it.id_no.len() > 5), 40));
        clues.push((Clue::Phone(&it.phone).gram().filter(|_| it.phone.len() > 6), 40));
    }
    let sound = |it: &&&Somebody| Clue::Sound(&it.name).gram().filter(|_| it.name.chars().count() > 1);
    let heard: Vec<String> = people.iter().filter(|it| !it.speaks).filter_map(|it| sound(&it)).collect();
    // The two of them together, whoever applies this time.
    for (at, one) in heard.iter().enumerate() {
        clues.extend(heard[at + 1..].iter().map(|other| (Some(format!("{one} AND {other}")), 40)));
    }
    let mut place = std::iter::once(typed.place.as_str()).chain(people.iter().map(|it| it.place.as_str()));
    let village = place.find_map(village);
    for it in &people {
        if alike::household(&it.place).is_some() {
            clues.push((Clue::Address(&it.place).gram(), 30));
        }
    }
    let both = |a: &Option<String>, b: &Option<String>| Some(format!("{} AND {}", a.as_ref()?, b.as_ref()?));
    for name in &heard {
        clues.push((both(&Some(name.clone()), &village), 30));
    }
    let rare = alike::rare_trigrams(&typed.narrative, 6);
    let rare: Vec<String> = rare.iter().map(|gram| format!("\"{gram}\"")).collect();
    let any = (!rare.is_empty()).then(|| format!("({})", rare.join(" OR ")));
    for it in people.iter().filter(|it| alike::looks_like_organisation(&it.name)) {
        let core: Vec<char> = fold(alike::core_of_organisation(&it.name)).collect();
        let parts: Vec<String> =
            core.windows(core.len().min(3)).map(|part| format!("\"{}\"", part.iter().collect::<String>())).collect();
        clues.push((both(&Some(parts.join(" AND ")), &any), 30));
    }
    clues.push((both(&village, &any), 30));
    for it in people.iter().filter(|it| it.name.chars().count() > 1) {
        clues.push((Clue::Name(&it.name).gram(), 20));
        clues.push((Clue::Sound(&it.name).gram(), 20));
    }
    for pair in rare.chunks_exact(2) {
        clues.push((Some(pair.join(" AND ")), 15));
    }
    clues.into_iter().filter_map(|(clue, most)| Some((clue?, most))).collect()
}

/// Returns what finds a village however much stands before its name: 柳林村 is in 文苑镇柳林村 too.
fn village(place: &str) -> Option<String> {
    let whole = Clue::Village(place).gram()?;
    let name: Vec<char> = alike::village(place)?.chars().collect();
    // A numeral is written in two ways.
    if name.len() < 3 || name.iter().any(char::is_ascii_digit) {
        return Some(whole);
    }
    let parts: Vec<String> = name.windows(3).map(|part| format!("\"{}\"", part.iter().collect::<String>())).collect();
    Some(format!("({whole} OR ({}))", parts.join(" AND ")))
}

/// Makes what is compared of the people of an earlier case.
fn matter(parties: &[PartyRow]) -> Matter {
    let somebody = |party: &PartyRow| Somebody {
        side: Side::from_key(&party.capacity),
        is_organisation: party.nature == Nature::Organisation.key(),
        name: party.name.clone(),
        phone: party.phone.clone().unwrap_or_default(),
        id_no: party.id_no.clone().unwrap_or_default(),
        place: party.place.clone().unwrap_or_default(),
        speaks: party.nth > 0,
    };
    Matter { people: parties.iter().map(somebody).collect(), ..Matter::default() }
}

/// Adds what happened and where, out of the text of the index: number twice, title, narrative and demands, place,
/// then everybody with their numbers.
fn told(earlier: &mut Matter, text: &str) {
    let folded = |text: &str| fold(text).collect::<String>();
    let about: BTreeSet<String> =
        earlier.people.iter().flat_map(|it| [&it.name, &it.phone, &it.id_no, &it.place]).map(|it| folded(it)).collect();
    let lines: Vec<&str> = text.lines().skip(3).filter(|line| !about.contains(*line)).collect();
    if let Some(place) = lines.last().filter(|line| line.chars().count() < 30 && alike::village(line).is_some()) {
        (*place).clone_into(&mut earlier.place);
    }
    earlier.narrative = lines.join("\n");
}
