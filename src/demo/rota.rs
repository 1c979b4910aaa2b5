//! The roster of the made-up county: who takes turns at what, published from the shift that is on.

use super::OFFICER;
use crate::desk::Order;
use crate::domain::centre::Centre;
use crate::domain::ids::{OfficerId, ShiftKey};
use crate::domain::roster::{monday_of, shift_at};
use crate::domain::time::Moment;
use chrono::{Days, Duration};
use serde_json::{Value, json};

/// Who keeps the roster.
const KEEPER: &str = "liuqz";

/// For how many days it is published.
const PUBLISHED: u64 = 31;

/// What is ordered when, by whom; nothing while no shift is on.
pub(super) fn orders(centre: &Centre, now: Moment) -> Vec<(Moment, OfficerId, Order)> {
    let Some((day, shift)) = shift_at(now, centre.rulebook(), &centre.calendar) else { return Vec::new() };
    let begins = shift.span(day).0;
    let monday = monday_of(day);
    let mut orders = Vec::new();
    let mut give = |at: Moment, by: &str, order: Value| {
        if let Ok(order) = Order::from_json(&order.to_string()) {
            orders.push((at, OfficerId::from(by), order));
        }
    };
    let before = begins - Duration::minutes(20);
    for (id, advance, teams) in PATTERNS {
        let post = id.split('.').next().unwrap_or_default();
        let teams: Vec<Vec<&str>> = teams.iter().map(|team| team.split(' ').collect()).collect();
        let shifts: Vec<&str> = match *id {
            "cadre.evening" => vec!["evening"],
            "cadre.night" => vec!["night"],
            _ => Vec::new(),
        };
        let days = if *id == "reception" { json!({"weekdays": [2], "nth": [1, 3]}) } else { json!({}) };
        let pattern = json!({"id": id, "post": post, "shifts": shifts, "days": days, "teams": teams,
            "advance": advance, "start": monday});
        give(before, KEEPER, json!({"command": "save_pattern", "pattern": pattern}));
    }
    let until = day + Days::new(PUBLISHED - 1);
    give(before, KEEPER, json!({"command": "publish_roster", "from": day, "until": until}));
    // One unit on call was telephoned, and one window is not there.
    give(
        before,
        OFFICER,
        json!({"command": "set_floor", "unit": "wjj", "day": now.date_naive(), "present": true,
        "note": "电话请到"}),
    );
    orders.retain(|(at, ..)| *at <= now);
    orders
}

/// Who took over the shift that is on, and when; nothing while none is. What is played after it stands in its log.
pub(super) fn taking_over(centre: &Centre, now: Moment) -> Option<(Moment, OfficerId, Order)> {
    let (day, shift) = shift_at(now, centre.rulebook(), &centre.calendar)?;
    let at = shift.span(day).0 + Duration::minutes(1);
    let monday = monday_of(day);
    let taker = match shift.id.as_str() {
        "evening" => nth(&["shenxy", "hean"], (day - monday).num_days()),
        "night" => nth(&["xusz", "qinye", "sushi"], (day - monday).num_days()),
        _ if centre.calendar.is_working(day) => OFFICER,
        _ => "luming",
    };
    let take = json!({"command": "take_over", "shift": ShiftKey::of(day, &shift.id), "refused": []});
    let order = Order::from_json(&take.to_string()).ok()?;
    (at <= now).then(|| (at, OfficerId::from(taker), order))
}

fn nth(names: &[&'static str], turn: i64) -> &'static str {
    let count = i64::try_from(names.len()).unwrap_or(1);
    names[usize::try_from(turn.rem_euclid(count)).unwrap_or_default()]
}

/// The patterns: the code, which begins with the post; after what the next team has its turn; the teams.
const PATTERNS: &[(&str, &str, &[&str])] = &[
    ("leader", "week", &["gaowc", "jiangyf", "fengzy"]),
    ("chief", "day", &["liuqz", "tianwen"]),
    ("window", "week", &["wenjy luyuan", "wenjy baixh"]),
    ("cadre.evening", "day", &["shenxy", "hean"]),
    ("cadre.night", "day", &["xusz", "qinye", "sushi"]),
    ("weekend", "day", &["luming"]),
    ("backup", "day", &["hean", "shenxy"]),
    ("reception", "occurrence", &["jiangyf", "fengzy", "gaowc"]),
];
