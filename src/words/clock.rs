//! Words about dates: a due date in one line, and the day-by-day count behind it.

use super::{say, say_with, term};
use crate::domain::calendar::CountedDay;
use crate::domain::centre::Centre;
use crate::domain::clock::{Clock, Limit, Roll};
use crate::domain::directive::DirectiveRule;
use crate::domain::time::{Day, Moment, end_of};
use chrono::Datelike;

/// Where a limit comes from, as the rulebook of the case says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'a> {
    /// What the time runs from: 受理, 签收.
    pub from: &'a str,
    /// Where the rule stands: a law and its article, or that it is local.
    pub source: &'a str,
}

/// Finds where a clock's limit comes from: the rulebook it runs by, not the one in force now.
pub fn origin<'a>(clock: &Clock, centre: &'a Centre) -> Option<Origin<'a>> {
    let rules = centre.rulebook_of(&clock.rulebook);
    if let Some(rule) = rules.rule(&clock.rule) {
        return Some(Origin { from: &rule.from, source: &rule.source });
    }
    let rule = rules.directives.iter().find(|rule| DirectiveRule::id(rule.kind) == clock.rule)?;
    Some(Origin { from: &rule.from, source: &rule.source })
}

/// Says a moment: `2026-11-03 14:30`, or the day alone when it is a day's end.
pub fn moment(at: Moment) -> String {
    let form = if at == end_of(at.date_naive()) { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" };
    at.format(form).to_string()
}

/// Says how a date or time was understood: `2026-11-25 周三 14:30`.
pub fn understood(when: &crate::domain::dates::When) -> String {
    let time = when.time.map(|time| format!(" {}", time.format("%H:%M"))).unwrap_or_default();
    format!("{}{time}", day(when.day))
}

/// Says a day with its weekday: `2026-11-03 周二`.
pub fn day(day: Day) -> String {
    format!("{} {}", day.format("%Y-%m-%d"), weekday(day))
}

/// Says the weekday of a day.
pub fn weekday(day: Day) -> String {
    say(&format!("clock.weekday.d{}", day.weekday().number_from_monday()))
}

/// Says how long a limit is: `7日`, `5个工作日`.
pub fn amount(limit: &Limit) -> String {
    say_with(&format!("clock.amount.{}", limit.unit.key()), &[("amount", &limit.amount.to_string())])
}

/// Names a clock by what it measures, with its instalment or other label if it has one.
pub fn name(clock: &Clock) -> String {
    let kind = term("clock", clock.kind.key());
    match &clock.label {
        Some(label) => say_with("clock.labelled", &[("clock", &kind), ("label", label)]),
        None => kind,
    }
}

/// Says why a clock is due when it is, in one line: from what, how long, by which rule, from which source.
pub fn reason(clock: &Clock, origin: Option<Origin<'_>>) -> String {
    let due = moment(clock.due);
    let start = clock.start.format("%Y-%m-%d %H:%M").to_string();
    let from = origin.map_or_else(|| say("clock.started"), |origin| origin.from.to_owned());
    let mut parts = Vec::new();
    if clock.fixed_due.is_some() {
        parts.push(say_with("clock.reason.fixed", &[("due", &due)]));
    } else {
        let long = amount(&clock.limit);
        parts.push(say_with(
            "clock.reason.counted",
            &[("start", &start), ("from", &from), ("amount", &long), ("due", &due)],
        ));
        if clock.limit.roll == Roll::Forward {
            parts.push(say("clock.roll.forward"));
        }
    }
    for extension in &clock.extensions {
        let limit = Limit { amount: extension.amount, unit: extension.unit, ..clock.limit };
        let before = moment(extension.due_before);
        let values = [("amount", amount(&limit)), ("reason", extension.reason.clone()), ("before", before)];
        parts.push(say_with("clock.reason.extended", &values.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    for pause in &clock.pauses {
        let until = pause.until.map_or_else(|| say("clock.reason.still_paused"), moment);
        let from = moment(pause.from);
        parts.push(say_with("clock.reason.paused", &[("from", &from), ("until", &until), ("reason", &pause.reason)]));
    }
    parts.push(say_with("clock.reason.rule", &[("rule", clock.rule.as_str()), ("version", &clock.rulebook)]));
    if let Some(origin) = origin {
        parts.push(say_with("clock.reason.source", &[("source", origin.source)]));
    }
    parts.extend(assumed(&clock.assumed_years));
    parts.join(" · ")
}

/// Warns of years whose days off are not loaded; nothing when all are.
pub fn assumed(years: &[i32]) -> Option<String> {
    let listed: Vec<_> = years.iter().map(i32::to_string).collect();
    (!years.is_empty()).then(|| say_with("clock.assumed.warning", &[("years", &super::list(&listed))]))
}

/// Says every day of a count: its date, its number if it counts, and why.
pub fn days(days: &[CountedDay]) -> Vec<String> {
    let mut number = 0;
    days.iter()
        .map(|line| {
            let which = if line.counted {
                number += 1;
                say_with("clock.nth", &[("n", &number.to_string())])
            } else {
                say("clock.not_counted")
            };
            let date = day(line.date);
            let why = why(line);
            say_with("clock.line", &[("day", &date), ("which", &which), ("why", &why)])
        })
        .collect()
}

/// Says why a day was counted or not.
pub fn why(line: &CountedDay) -> String {
    let args = line.why.args();
    let args: Vec<_> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    say_with(&format!("clock.why.{}", line.why.key()), &args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Calendar;
    use crate::domain::clock::{LimitUnit, StartDay, Starting};
    use crate::domain::ids::{ClockId, RuleId};
    use crate::domain::time::at;
    use crate::domain::vocabulary::ClockKind;
    use crate::words::Lang;

    fn clock(amount: u32, unit: LimitUnit) -> Clock {
        let start = at(Day::from_ymd_opt(2026, 11, 3).unwrap(), 14, 30);
        let with = Starting {
            id: ClockId(1),
            kind: ClockKind::Grade,
            rule: RuleId::from("grade.larger"),
            rulebook: "2026.1".to_owned(),
            unit: None,
            label: None,
            start,
            limit: Limit { amount, unit, roll: Roll::None, start: StartDay::Excluded },
            fixed_due: None,
        };
        Clock::start(with, &Calendar::embedded())
    }

    #[test]
    fn a_due_date_gives_its_reason_in_one_line() {
        let origin = Origin { from: "受理", source: "本地规则" };
        let said = Lang::ZhCn.speaking(|| reason(&clock(7, LimitUnit::CalDay), Some(origin)));
        assert_eq!(
            said,
            "2026-11-10 到期：自 2026-11-03 14:30 受理起 7日 · 规则 grade.larger（手册 2026.1） · 来源：本地规则"
        );
        let said = Lang::En.speaking(|| reason(&clock(7, LimitUnit::CalDay), None));
        assert_eq!(said, "Due 2026-11-10: 7 d from 2026-11-03 14:30 (start) · rule grade.larger (rulebook 2026.1)");
    }

    #[test]
    fn every_day_of_a_count_says_why() {
        let clock = clock(3, LimitUnit::WorkDay);
        let said = Lang::ZhCn.speaking(|| days(&clock.compute(&Calendar::embedded()).days));
        assert_eq!(said[0], "2026-11-03 周二 —— 开始当日不计入");
        assert_eq!(said[1], "2026-11-04 周三 第1日 工作日，计入");
        assert_eq!(said.last().unwrap(), "2026-11-06 周五 第3日 工作日，计入");
    }
}
