//! What a case's detail says of its grade, of who is responsible, of the ladder, promises and receptions.

use super::{clock, say, say_with, term};
use crate::domain::case::ladder::unit_at;
use crate::domain::case::{Case, Stay};
use crate::domain::centre::Centre;
use crate::domain::ids::OfficerId;
use crate::domain::time::Moment;
use crate::domain::vocabulary::Grade;

fn officer(centre: &Centre, id: &OfficerId) -> String {
    centre.officer(id).map_or_else(|| id.to_string(), |officer| officer.name.clone())
}

fn short(at: Moment) -> String {
    at.format("%m-%d").to_string()
}

fn grade(grade: Grade) -> String {
    term(Grade::AREA, grade.key())
}

/// Says who proposed the grade and whose confirmation it awaits, or who confirmed it; nothing where nobody has to.
pub fn confirmation(case: &Case, centre: &Centre) -> Option<String> {
    let review = case.grade_review.as_ref()?;
    let proposed = grade(review.proposed);
    if case.awaits_grade().is_some() {
        let (by, at, role) = (officer(centre, &review.by), short(review.at), term("role", review.confirms.key()));
        return Some(say_with("case.awaits_grade", &[("grade", &proposed), ("by", &by), ("at", &at), ("role", &role)]));
    }
    let answer = review.answer.as_ref()?;
    let (by, at, set) = (officer(centre, &answer.by), short(answer.at), grade(answer.grade));
    let key = if answer.grade == review.proposed { "case.grade_confirmed" } else { "case.grade_changed" };
    Some(say_with(key, &[("proposed", &proposed), ("grade", &set), ("by", &by), ("at", &at)]))
}

/// Says which body is responsible for a case of this grade (责任主体), and its unit where one is known.
pub fn responsible(case: &Case, centre: &Centre) -> Option<String> {
    let rule = centre.rulebook_of(&case.rulebook).grade_review(case.grade?)?;
    let level = term("unit_level", rule.level.key());
    let unit = unit_at(case, rule.level, centre).filter(|unit| !unit.is_centre());
    Some(match unit {
        Some(unit) => {
            say_with("case.responsible_unit", &[("level", &level), ("unit", &unit.short), ("body", &rule.body)])
        }
        None => say_with("case.responsible", &[("level", &level), ("body", &rule.body)]),
    })
}

/// Says how often leaders received the residents, and when last.
pub fn visits(case: &Case, centre: &Centre) -> Option<String> {
    let last = case.visits.last()?;
    let (count, at, leader) = (case.visits.len().to_string(), short(last.at), officer(centre, &last.leader));
    Some(say_with("case.visits", &[("count", &count), ("at", &at), ("leader", &leader)]))
}

/// Says in a row which steps of the ladder were taken, where the matter stands, and how many lie above.
pub fn rungs(case: &Case, centre: &Centre) -> Option<String> {
    let last = case.ladder.last()?;
    let here = case.step().map(|stay| stay.rung.rank);
    let name = |stay: &Stay| {
        let stands = stay.left.is_none() && Some(stay.rung.rank) == here;
        if stands { say_with("case.ladder_here", &[("step", &stay.rung.name)]) } else { stay.rung.name.clone() }
    };
    let row = case.ladder.iter().map(name).collect::<Vec<_>>().join(" › ");
    let own = &centre.rulebook_of(&case.rulebook).steps;
    let steps = if own.is_empty() { &centre.rulebook().steps } else { own };
    let above = steps.len().saturating_sub(last.rung.rank + 1);
    if here.is_none() || above == 0 {
        return Some(row);
    }
    Some(say_with("case.ladder_above", &[("row", &row), ("count", &above.to_string())]))
}

/// Tells of a stay at a step: from when to when, at whose, how it ended, whether too late.
pub fn stay(case: &Case, stay: &Stay, centre: &Centre, now: Moment) -> String {
    let unit = stay.unit.as_ref().filter(|id| centre.unit(id).is_some_and(|unit| !unit.is_centre()));
    let unit = unit.map(|id| format!("·{}", centre.unit_short(id))).unwrap_or_default();
    let late = if case.was_late_at(stay, now) { say("case.stay_late") } else { String::new() };
    let why = stay.reason.as_ref().map(|reason| say_with("case.stay_why", &[("reason", reason)]));
    let from = short(stay.entered_at);
    let facts = [("from", from.as_str()), ("step", &stay.rung.name), ("unit", &unit), ("state", &late)];
    let told = match &stay.left {
        Some(left) => {
            let (to, how) = (short(left.at), term("step_end", left.how.key()));
            say_with("case.stay_left", &[&facts[..], &[("to", &to), ("how", &how), ("record", &left.record)]].concat())
        }
        None => say_with("case.stay", &facts),
    };
    format!("{told}{}", why.unwrap_or_default())
}

/// Says of every promise to the resident whether it was kept.
pub fn promises(case: &Case, now: Moment) -> Vec<String> {
    let told = |promise: &crate::domain::clock::Clock| {
        let key = match (promise.met, promise.was_late(now)) {
            (Some(_), false) => "case.promise_kept",
            (Some(_), true) => "case.promise_kept_late",
            (None, true) => "case.promise_broken",
            (None, false) => "case.promise_open",
        };
        let (text, due) = (promise.label.clone().unwrap_or_default(), clock::moment(promise.due));
        say_with(key, &[("text", &text), ("due", &due)])
    };
    case.promises().map(told).collect()
}
