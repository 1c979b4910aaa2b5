//! From what two matters share to what they are to each other.

use super::narrative::Grams;
use super::sameness::{Known, Tie, tie};
use super::weights::WEIGHTS;
use super::{Likeness, Matter, Reason, ReasonKind, Verdict, place};
use crate::domain::vocabulary::Side;

/// Points of one clue count only so far: nothing makes up for everything.
const MOST_WHO: i32 = 12;
const MOST_WHAT: i32 = 8;

/// The strongest tie between two lists of people.
#[derive(Default)]
struct Best<'a> {
    tie: Tie,
    ours: Option<&'a Known>,
    theirs: Option<&'a Known>,
    /// Whether there was anybody on both lists.
    compared: bool,
}

impl Best<'_> {
    fn reasons(&self) -> Vec<Reason> {
        let (Some(ours), Some(theirs)) = (self.ours, self.theirs) else { return Vec::new() };
        self.tie.told(&ours.who.name, &theirs.who.name).collect()
    }

    fn reason(&self, kind: ReasonKind, points: i32) -> Option<Reason> {
        let (ours, theirs) = (self.ours?.who.name.clone(), self.theirs?.who.name.clone());
        Some(Reason { kind, ours, theirs, points })
    }

    fn who(&self) -> i32 {
        self.tie.points.clamp(0, MOST_WHO)
    }

    fn what(&self) -> i32 {
        self.tie.points.clamp(0, MOST_WHAT)
    }
}

fn strongest<'a>(
    ours: impl Iterator<Item = &'a Known>,
    theirs: &(impl Iterator<Item = &'a Known> + Clone),
) -> Best<'a> {
    let mut best = Best::default();
    for mine in ours {
        for other in theirs.clone() {
            best.compared = true;
            let tie = tie(mine, other);
            let rank = |tie: &Tie| (tie.named, tie.points, tie.kin);
            if best.ours.is_none() || rank(&tie) > rank(&best.tie) {
                best = Best { tie, ours: Some(mine), theirs: Some(other), compared: true };
            }
        }
    }
    best
}

/// A matter with what is worked out once for many comparisons.
#[derive(Debug)]
pub(super) struct Prepared {
    people: Vec<Known>,
    village: Option<String>,
}

impl Prepared {
    pub fn of(matter: &Matter) -> Self {
        let told =
            matter.people.iter().filter(|it| !(it.name.is_empty() && it.phone.is_empty() && it.id_no.is_empty()));
        let people: Vec<Known> = told.map(Known::of).collect();
        let mut prepared = Self { people, village: None };
        prepared.village =
            place::village(&matter.place).or_else(|| prepared.on(Side::Applicant).find_map(|it| it.village.clone()));
        let village = prepared.village.clone();
        prepared.people.iter_mut().for_each(|it| it.assume(village.as_ref()));
        prepared
    }

    fn on(&self, side: Side) -> impl Iterator<Item = &Known> + Clone {
        self.people.iter().filter(move |it| !it.who.speaks && it.who.side == Some(side))
    }

    fn speaking(&self) -> impl Iterator<Item = &Known> + Clone {
        self.people.iter().filter(|it| it.who.speaks)
    }
}

/// Everything two matters share.
struct Shared<'a> {
    /// Applicant and applicant.
    who: Best<'a>,
    /// Opponent and opponent.
    opponent: Best<'a>,
    /// The applicant, and whom the earlier matter was against.
    crossed: Best<'a>,
    /// The opponent, and who brought the earlier matter.
    crossed_opponent: Best<'a>,
    /// Whoever speaks, and whoever spoke.
    speaker: Best<'a>,
    /// How alike the narratives are, in hundredths; nothing while one of them says too little.
    like: Option<i32>,
    /// Whether the matters lie in the same village.
    same_village: bool,
}

fn share<'a>(ours: &'a Prepared, theirs: &'a Prepared) -> Shared<'a> {
    let (applicant, respondent) = (Side::Applicant, Side::Respondent);
    Shared {
        who: strongest(ours.on(applicant), &theirs.on(applicant)),
        opponent: strongest(ours.on(respondent), &theirs.on(respondent)),
        crossed: strongest(ours.on(applicant), &theirs.on(respondent)),
        crossed_opponent: strongest(ours.on(respondent), &theirs.on(applicant)),
        speaker: strongest(ours.speaking().chain(ours.on(applicant)), &theirs.speaking()),
        like: None,
        same_village: ours.village.is_some() && ours.village == theirs.village,
    }
}

pub(super) fn ties(ours: &Prepared, earlier: &Matter) -> Option<i32> {
    let theirs = Prepared::of(earlier);
    let shared = share(ours, &theirs);
    let straight = shared.who.who() + shared.opponent.what();
    let crossed = shared.crossed.who() + shared.crossed_opponent.what();
    shared.has_tie().then(|| straight.max(crossed).max(shared.speaker.who()))
}

pub(super) fn compare(ours: &Prepared, grams: &Grams, earlier: &Matter) -> Option<Likeness> {
    let theirs = Prepared::of(earlier);
    let mut shared = share(ours, &theirs);
    // Comparing narratives costs more than all the rest; two matters without a person or a village in common are
    // none of each other's, whatever they say.
    if !shared.has_tie() {
        return None;
    }
    if grams.tells() {
        shared.like = grams.likeness(&earlier.narrative);
    }
    shared.judge()
}

impl Shared<'_> {
    fn has_tie(&self) -> bool {
        let people = [&self.who, &self.opponent, &self.crossed, &self.crossed_opponent, &self.speaker];
        self.same_village || people.into_iter().any(|best| best.tie.named || best.tie.kin)
    }

    fn told(&self) -> i32 {
        self.like.map_or(0, |like| like * WEIGHTS.narrative / 100)
    }

    /// Tells whether the narratives allow the same matter, from so many hundredths on; unknown ones forbid nothing
    /// where `unknown` says so.
    fn is_like(&self, from: i32, unknown: bool) -> bool {
        self.like.map_or(unknown, |like| like >= from)
    }

    /// Tells whether the matter is the same as far as the opponent and the narratives tell.
    fn same_matter_against(&self, opponent: &Best<'_>) -> bool {
        let w = &WEIGHTS;
        if !opponent.compared {
            return self.is_like(w.like_alone, false);
        }
        if !opponent.tie.may_be_same() {
            // 张强 once, his firm another time: only nearly the same words outweigh that.
            return self.is_like(w.like_alone * 2, false);
        }
        if opponent.tie.organisations {
            self.is_like(w.like_about_organisation, false)
        } else {
            self.is_like(w.like, true)
        }
    }

    fn judge(self) -> Option<Likeness> {
        let w = &WEIGHTS;
        let against = if self.opponent.compared && !self.opponent.tie.may_be_same() {
            w.other_opponent
        } else {
            self.opponent.what()
        };
        let repeat = self.who.who() + against + self.told();
        let crossed = self.crossed.who() + self.crossed_opponent.what() + self.told();
        let spoken = self.speaker.who() + against + self.told();
        let (verdict, score, mut reasons) =
            if self.who.tie.may_be_same() && self.same_matter_against(&self.opponent) && repeat >= w.strong {
                (Verdict::RepeatVisit, repeat, self.who.reasons())
            } else if self.crossed.tie.may_be_same() && self.crosses() && crossed >= w.strong {
                (Verdict::SameMatter, crossed, self.swapped())
            } else if self.who.tie.kin && self.same_matter_against(&self.opponent) && repeat >= w.strong {
                (Verdict::SameMatter, repeat, self.who.reasons())
            } else if self.crossed.tie.kin
                && self.crossed_opponent.tie.may_be_same()
                && self.crosses()
                && crossed >= w.strong
            {
                (Verdict::SameMatter, crossed, self.swapped())
            } else if self.speaker.tie.may_be_same() && self.is_like(w.like_in_series, false) && spoken >= w.strong {
                (Verdict::RepeatVisit, spoken, self.speaking())
            } else if self.is_series() {
                (Verdict::Series, against.max(0) + self.told(), self.who.reasons())
            } else {
                let (who, reasons) = self.been_here()?;
                (Verdict::BeenHere, who + self.told(), reasons)
            };
        self.add_matter(verdict, &mut reasons);
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.points));
        Some(Likeness { score, reasons, verdict })
    }

    /// Tells whether the sides have changed places in one matter.
    fn crosses(&self) -> bool {
        let w = &WEIGHTS;
        if self.crossed_opponent.compared && self.crossed_opponent.tie.may_be_same() {
            return self.is_like(w.like, true);
        }
        // The other side need not name whom it is against; then its telling must be alike.
        !self.crossed_opponent.compared && self.is_like(w.like_alone, false)
    }

    fn is_series(&self) -> bool {
        let w = &WEIGHTS;
        if self.opponent.compared {
            self.opponent.tie.may_be_same() && self.is_like(w.like_in_series, false)
        } else {
            self.same_village && self.is_like(w.like_in_series * 3 / 2, false)
        }
    }

    /// Tells who has been here before about something else, and how sure that is.
    fn been_here(&self) -> Option<(i32, Vec<Reason>)> {
        let candidates = [&self.who, &self.crossed, &self.speaker, &self.crossed_opponent];
        let known = candidates.into_iter().filter(|best| {
            let tie = &best.tie;
            (tie.named || tie.kin) && tie.points >= WEIGHTS.shown
        });
        let best = known.max_by_key(|best| best.tie.points)?;
        let speaks = best.theirs.is_some_and(|known| known.who.speaks);
        Some((best.who(), if speaks { self.speaking() } else { best.reasons() }))
    }

    fn swapped(&self) -> Vec<Reason> {
        let mut reasons = self.crossed.reasons();
        let points = self.crossed_opponent.what().max(1);
        reasons.extend(self.crossed.reason(ReasonKind::SwappedSides, points));
        reasons
    }

    fn speaking(&self) -> Vec<Reason> {
        self.speaker.reason(ReasonKind::SameRepresentative, WEIGHTS.same_representative).into_iter().collect()
    }

    /// Adds what speaks for the same matter.
    fn add_matter(&self, verdict: Verdict, reasons: &mut Vec<Reason>) {
        let has = |kind, reasons: &[Reason]| reasons.iter().any(|it| it.kind == kind);
        if self.opponent.tie.may_be_same() {
            reasons.extend(self.opponent.reason(ReasonKind::SameOpponent, self.opponent.what()));
        }
        let nobody = |kind, points| Reason { kind, ours: String::new(), theirs: String::new(), points };
        if self.is_like(WEIGHTS.like, false) {
            reasons.push(nobody(ReasonKind::SimilarNarrative, self.told()));
        }
        let placed = has(ReasonKind::SameVillage, reasons) || has(ReasonKind::SameHousehold, reasons);
        if self.same_village && !placed && verdict != Verdict::BeenHere {
            reasons.push(nobody(ReasonKind::SameVillage, WEIGHTS.same_village));
        }
    }
}
