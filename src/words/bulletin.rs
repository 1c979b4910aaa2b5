//! The draft of a bulletin (通报) from how units stood: facts with what they are made of, in the order of the directory. It
//! praises and ranks nobody; the officer goes on from there.

use super::{list, say, say_with};
use crate::domain::supervision::standing::{Share, Standing, together};
use crate::domain::supervision::{Figure, Rate};
use crate::domain::time::Day;

/// A bulletin as it is handed to the officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it is about.
    pub subject: String,
    /// What it says, line by line.
    pub text: String,
}

fn rate_of(share: Share) -> String {
    let Some(percent) = share.percent() else { return say("bulletin.no_rate") };
    let facts =
        [("percent", percent), ("of", share.of), ("among", share.among)].map(|(name, it)| (name, it.to_string()));
    say_with("bulletin.rate", &facts.each_ref().map(|(name, value)| (*name, value.as_str())))
}

fn tell(key: &str, name: &str, standing: &Standing) -> String {
    let figures = Figure::ALL.iter().map(|figure| (figure.key().to_owned(), standing.figure(*figure).to_string()));
    let rates = Rate::ALL.iter().map(|rate| (format!("rate_{}", rate.key()), rate_of(standing.rate(*rate))));
    let facts: Vec<_> = figures.chain(rates).chain([("unit".to_owned(), name.to_owned())]).collect();
    let facts: Vec<_> = facts.iter().map(|(fact, value)| (fact.as_str(), value.as_str())).collect();
    say_with(key, &facts)
}

/// Drafts the bulletin of a period from the units that were given anything, each with its name.
pub fn draft(period: (Day, Day), units: &[(&str, &Standing)]) -> Draft {
    let days = [("from", period.0.to_string()), ("to", period.1.to_string())];
    let days = days.each_ref().map(|(name, value)| (*name, value.as_str()));
    let all = together(units.iter().map(|(_, standing)| *standing));
    let mut lines = vec![say_with("bulletin.period", &days) + &tell("bulletin.all", "", &all)];
    lines.push(say("bulletin.units"));
    lines.extend(units.iter().map(|(name, standing)| tell("bulletin.unit", name, standing)));
    let late = units.iter().filter(|(_, standing)| standing.figure(Figure::OpenLate) > 0);
    let late: Vec<String> = late.map(|(name, standing)| tell("bulletin.late_unit", name, standing)).collect();
    if !late.is_empty() {
        lines.push(say_with("bulletin.late", &[("units", &list(&late))]));
    }
    Draft { subject: say_with("bulletin.subject", &days), text: lines.join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;
    use std::collections::BTreeMap;

    fn stood(unit: &str, figures: &[(Figure, u32)]) -> Standing {
        let figures: BTreeMap<_, _> = figures.iter().map(|(figure, count)| (figure.key(), *count)).collect();
        Standing { unit: unit.into(), figures }
    }

    fn drafted() -> Draft {
        use Figure::{Assigned, Late, OnTime, Open, OpenLate, SentBack, TakenBack};
        let busy = stood(
            "ldjc",
            &[(Assigned, 9), (OnTime, 4), (Late, 1), (Open, 3), (OpenLate, 2), (TakenBack, 1), (SentBack, 1)],
        );
        let calm = stood("zjj", &[(Assigned, 1), (OnTime, 1)]);
        let day = |text: &str| text.parse::<Day>().unwrap();
        draft((day("2026-11-01"), day("2026-11-30")), &[("住建窗口", &calm), ("劳动监察", &busy)])
    }

    #[test]
    fn a_bulletin_has_every_figure_with_its_denominator_in_the_order_given() {
        let Draft { subject, text } = Lang::ZhCn.speaking(drafted);
        assert_eq!(subject, "2026-11-01至2026-11-30事项办理情况通报");
        assert_eq!(
            text,
            "2026-11-01至2026-11-30，共交办10件：按时办结5件，超时办结1件，未办结3件（其中超期2件），撤回1件；退回重办1件。\
             办结率67%（6/9），按时率63%（5/8）。\n\
             各单位情况（件；按单位目录排列，不排名）：\n\
             住建窗口：交办1，按时1，超时0，未办结0（超期0），撤回0，退回0；按时率100%（1/1）。\n\
             劳动监察：交办9，按时4，超时1，未办结3（超期2），撤回1，退回1；按时率57%（4/7）。\n\
             超期未办结：劳动监察2件。请抓紧办理，并书面说明原因。"
        );
    }

    #[test]
    fn nobody_is_urged_where_nothing_is_late() {
        let calm = stood("zjj", &[(Figure::Assigned, 1), (Figure::OnTime, 1)]);
        let day = Day::from_ymd_opt(2026, 11, 1).unwrap();
        let Draft { text, .. } = Lang::En.speaking(|| draft((day, day), &[("Housing", &calm)]));
        assert!(text.contains("on time 100% (1 of 1)") && !text.contains("still open"), "{text}");
    }
}
