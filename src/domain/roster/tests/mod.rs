//! What the roster does, told as sentences.

use super::*;
use crate::domain::calendar::Calendar;
use crate::domain::directory::Officer;
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::{DayGroup, Days, Rulebook};
use crate::domain::time::at;
use crate::domain::vocabulary::Role;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn officer(id: &str, roles: &[Role]) -> Officer {
    Officer { id: id.into(), name: format!("{id}某"), unit: None, roles: roles.to_vec(), os_user: None }
}

fn centre() -> Centre {
    let rules = Rulebook::builtin("longxi").unwrap();
    let mut centre = Centre::new("陇城".into(), true, rules.clone());
    centre.units = rules.units;
    for id in ["a", "b", "c", "d", "e", "f", "g"] {
        centre.officers.push(officer(id, &[Role::DutyOfficer]));
    }
    centre.officers.push(officer("k", &[Role::Coordinator]));
    centre.officers.push(officer("l", &[Role::Leader]));
    centre.officers.push(officer("m", &[Role::Leader]));
    centre
}

fn pattern(id: &str, post: &str, shifts: &[&str], teams: &[&[&str]]) -> Pattern {
    Pattern {
        id: id.into(),
        post: post.into(),
        shifts: shifts.iter().map(|it| ShiftId::from(*it)).collect(),
        days: Days::default(),
        teams: teams.iter().map(|team| team.iter().map(|it| OfficerId::from(*it)).collect()).collect(),
        advance: Advance::Day,
        start: day("2026-11-02"),
        end: None,
    }
}

/// Patterns that leave no gap.
fn sound() -> Vec<Pattern> {
    vec![
        Pattern { advance: Advance::Week, ..pattern("leader", "leader", &[], &[&["l"], &["m"]]) },
        pattern("chief", "chief", &[], &[&["k"]]),
        Pattern { advance: Advance::Week, ..pattern("window", "window", &[], &[&["a", "b"], &["a", "c"]]) },
        pattern("weekend", "weekend", &[], &[&["b"]]),
        pattern("evening", "cadre", &["evening"], &[&["d"], &["e"]]),
        pattern("night", "cadre", &["night"], &[&["f"], &["g"]]),
        pattern("backup", "backup", &[], &[&["e"], &["d"]]),
        Pattern {
            advance: Advance::Occurrence,
            days: Days { weekdays: vec![2], nth: vec![1, 3], ..Days::default() },
            ..pattern("reception", "reception", &[], &[&["m"], &["l"]])
        },
    ]
}

struct Desk {
    roster: Roster,
    centre: Centre,
    now: Moment,
}

impl Desk {
    fn new() -> Self {
        Self { roster: Roster::default(), centre: centre(), now: at(day("2026-11-02"), 8, 0) }
    }

    fn with(patterns: Vec<Pattern>) -> Self {
        let mut desk = Self::new();
        for pattern in patterns {
            desk.does("k", RosterCommand::SavePattern { pattern }).unwrap();
        }
        desk
    }

    fn published() -> Self {
        let mut desk = Self::with(sound());
        desk.does("k", publish("2026-11-02", "2026-11-30", None)).unwrap();
        desk
    }

    fn does(&mut self, who: &str, command: impl std::borrow::Borrow<RosterCommand>) -> Result<Vec<Refusal>, Refusal> {
        let by = OfficerId::from(who);
        let officer = self.centre.officer(&by).unwrap().clone();
        let asking = Asking { now: self.now, officer: &officer, centre: &self.centre };
        let decided = decide(Some(&self.roster), command.borrow(), &asking)?;
        for event in &decided.events {
            self.roster.apply(self.now, &by, event);
        }
        Ok(decided.warnings)
    }

    fn names(&self, date: &str, shift: &str, post: &str) -> Vec<String> {
        let duty = self.roster.duty(day(date), &shift.into(), &post.into());
        duty.map(|duty| duty.officers.iter().map(ToString::to_string).collect()).unwrap_or_default()
    }
}

fn publish(from: &str, until: &str, despite: Option<&str>) -> RosterCommand {
    RosterCommand::PublishRoster { from: day(from), until: day(until), despite: despite.map(str::to_owned) }
}

fn swap(date: &str, shift: &str, post: &str, with: &str, back: Option<Slot>) -> RosterCommand {
    RosterCommand::AskSwap {
        day: day(date),
        shift: shift.into(),
        post: post.into(),
        with: with.into(),
        back,
        reason: "家中有事".into(),
    }
}

fn slot(date: &str, shift: &str, post: &str) -> Slot {
    Slot { day: day(date), shift: shift.into(), post: post.into() }
}

fn codes(refusal: &Refusal) -> Vec<&'static str> {
    let mut codes: Vec<_> = refusal.causes.iter().map(|it| it.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn a_sound_roster_is_published_day_by_day_as_its_patterns_say() {
    let desk = Desk::published();
    assert_eq!(desk.roster.duties.len(), 29);
    assert_eq!(desk.names("2026-11-03", "day", "window"), ["a", "b"]);
    assert_eq!(desk.names("2026-11-09", "day", "window"), ["a", "c"], "the next team has the next week");
    assert_eq!(desk.names("2026-11-07", "day", "weekend"), ["b"]);
    assert!(desk.names("2026-11-07", "day", "window").is_empty(), "no window on a Saturday");
    assert_eq!(desk.names("2026-11-03", "day", "reception"), ["m"], "the first Tuesday");
    assert_eq!(desk.names("2026-11-17", "day", "reception"), ["l"], "the third");
    assert!(desk.names("2026-11-10", "day", "reception").is_empty());
}

#[test]
fn everything_wrong_is_named_at_once_and_nothing_is_published() {
    let mut patterns = sound();
    patterns.retain(|it| it.id != "night");
    // `a` would stand at the window and be the one within call; `k` is no duty officer.
    patterns[6] = pattern("backup", "backup", &[], &[&["k"]]);
    patterns[2] = pattern("window", "window", &[], &[&["a"]]);
    patterns[3] = pattern("weekend", "weekend", &[], &[&["d"]]);
    let mut desk = Desk::with(patterns);
    let away = RosterCommand::Absent {
        officer: "e".into(),
        from: day("2026-11-03"),
        until: day("2026-11-03"),
        reason: "体检".into(),
    };
    desk.does("e", away).unwrap();
    let refusal = desk.does("k", publish("2026-11-02", "2026-11-08", None)).unwrap_err();
    assert_eq!(refusal.code, "roster_impossible", "k leads the shift and is within call at once");
    assert_eq!(
        codes(&refusal),
        ["roster_no_rest", "roster_nobody", "roster_too_few", "roster_twice", "roster_wrong_role"]
    );
    // A gap names whoever has their turn and is away, with the dates; where nobody has, it names nobody.
    let away = |of: &Refusal| of.args.iter().find(|(name, _)| *name == "away").map(|(_, away)| away.clone());
    let named: Vec<_> = refusal.causes.iter().filter_map(away).filter(|away| !away.is_empty()).collect();
    assert_eq!(named, ["2026-11-03 2026-11-03 e某"], "{refusal}");
    assert!(desk.roster.duties.is_empty());
    let refusal = desk.does("k", publish("2026-11-02", "2026-11-08", Some("先发布"))).unwrap_err();
    assert_eq!(refusal.code, "roster_impossible", "nobody can want that");
}

#[test]
fn a_roster_with_gaps_is_published_only_with_a_reason() {
    let mut patterns = sound();
    patterns.retain(|it| it.id != "backup");
    let mut desk = Desk::with(patterns);
    let refusal = desk.does("k", publish("2026-11-02", "2026-11-08", None)).unwrap_err();
    assert_eq!((refusal.code, refusal.causes.len()), ("roster_gaps", 7));
    let warnings = desk.does("k", publish("2026-11-02", "2026-11-08", Some("备班下周到位"))).unwrap();
    assert_eq!(warnings.len(), 7);
    assert_eq!(desk.roster.published_until(), Some(day("2026-11-08")));
}

#[test]
fn what_is_past_or_too_long_is_not_published() {
    let mut desk = Desk::with(sound());
    assert_eq!(desk.does("k", publish("2026-11-01", "2026-11-08", None)).unwrap_err().code, "roster_past");
    assert_eq!(desk.does("k", publish("2026-11-02", "2027-11-08", None)).unwrap_err().code, "roster_too_long");
    assert_eq!(desk.does("k", publish("2026-11-08", "2026-11-02", None)).unwrap_err().code, "period_backwards");
}

#[test]
fn a_swap_is_asked_agreed_and_approved_and_then_stands_in_the_roster() {
    let mut desk = Desk::published();
    let back = Some(slot("2026-11-05", "evening", "cadre"));
    // The evenings: d on the 4th, e on the 5th; the 6th is d's again.
    assert_eq!(desk.names("2026-11-04", "evening", "cadre"), ["d"]);
    desk.does("d", swap("2026-11-04", "evening", "cadre", "e", back)).unwrap();
    let id = SwapId(1);
    assert_eq!(desk.does("k", RosterCommand::ApproveSwap { swap: id }).unwrap_err().code, "swap_not_agreed");
    assert_eq!(desk.does("d", RosterCommand::AgreeSwap { swap: id }).unwrap_err().code, "swap_not_asked");
    desk.does("e", RosterCommand::AgreeSwap { swap: id }).unwrap();
    desk.does("k", RosterCommand::ApproveSwap { swap: id }).unwrap();
    assert_eq!(desk.names("2026-11-04", "evening", "cadre"), ["e"]);
    assert_eq!(desk.names("2026-11-05", "evening", "cadre"), ["d"]);
    assert_eq!(desk.does("k", RosterCommand::ApproveSwap { swap: id }).unwrap_err().code, "swap_over");
    // Publishing anew leaves alone what was put so by hand.
    desk.does("k", publish("2026-11-02", "2026-11-08", None)).unwrap();
    assert_eq!(desk.names("2026-11-04", "evening", "cadre"), ["e"]);
}

#[test]
fn a_swap_that_would_put_somebody_in_two_places_is_refused_with_names() {
    let mut desk = Desk::published();
    let refusal = desk.does("f", swap("2026-11-04", "night", "cadre", "a", None)).unwrap_err();
    assert_eq!((refusal.code, codes(&refusal)), ("swap_impossible", vec!["roster_no_rest"]));
    assert!(refusal.causes[0].args.contains(&("officer", "a某".to_owned())), "{refusal:?}");
    assert_eq!(desk.does("b", swap("2026-11-04", "night", "cadre", "a", None)).unwrap_err().code, "not_on_duty");
}

#[test]
fn nobody_approves_a_swap_of_their_own() {
    let mut desk = Desk::published();
    desk.does("l", swap("2026-11-17", "day", "reception", "m", None)).unwrap();
    desk.does("m", RosterCommand::AgreeSwap { swap: SwapId(1) }).unwrap();
    assert_eq!(desk.does("m", RosterCommand::ApproveSwap { swap: SwapId(1) }).unwrap_err().code, "swap_own");
    assert!(desk.does("a", RosterCommand::RefuseSwap { swap: SwapId(1), reason: "x".into() }).is_err());
    desk.does("k", RosterCommand::RefuseSwap { swap: SwapId(1), reason: "领导另有安排".into() }).unwrap();
    assert_eq!(desk.roster.swaps[0].status, SwapStatus::Refused);
}

#[test]
fn whoever_goes_away_hears_which_duties_are_open_then_and_may_come_back() {
    let mut desk = Desk::published();
    let away = |who: &str| RosterCommand::Absent {
        officer: who.into(),
        from: day("2026-11-04"),
        until: day("2026-11-06"),
        reason: "培训".into(),
    };
    assert_eq!(desk.does("b", away("a")).unwrap_err().code, "roster_not_yours");
    let warnings = desk.does("a", away("a")).unwrap();
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    let now = desk.roster.at(at(day("2026-11-04"), 10, 0), &desk.centre).unwrap();
    let window = now.posts.iter().find(|post| post.post.as_str() == "window").unwrap();
    assert!(window.is_short() && window.away[0].id.as_str() == "a");
    desk.does("a", RosterCommand::ReturnEarly { officer: "a".into(), on: day("2026-11-05") }).unwrap();
    assert!(desk.roster.absence(&"a".into(), day("2026-11-05")).is_none());
    assert!(desk.roster.absence(&"a".into(), day("2026-11-04")).is_some());
}

#[test]
fn a_duty_is_given_to_others_but_to_nobody_in_two_places() {
    let mut desk = Desk::published();
    let assign = |who: &str| RosterCommand::AssignDuty {
        day: day("2026-11-04"),
        shift: "day".into(),
        post: "backup".into(),
        officers: vec![who.into()],
        reason: "替班".into(),
    };
    let refusal = desk.does("k", assign("a")).unwrap_err();
    assert_eq!((refusal.code, codes(&refusal)), ("duty_impossible", vec!["roster_twice"]));
    desk.does("k", assign("c")).unwrap();
    assert_eq!(desk.names("2026-11-04", "day", "backup"), ["c"]);
}

#[test]
fn a_shift_is_known_at_every_moment_also_past_midnight() {
    let desk = Desk::published();
    let key = |date: &str, hour, minute| {
        let shift = desk.roster.at(at(day(date), hour, minute), &desk.centre).unwrap();
        (shift.key.to_string(), shift.leader().map(|it| it.id.to_string()))
    };
    assert_eq!(key("2026-11-03", 10, 0), ("2026-11-03/day".into(), Some("l".into())));
    assert_eq!(key("2026-11-04", 3, 0), ("2026-11-03/night".into(), Some("l".into())));
    assert_eq!(key("2026-11-09", 8, 30), ("2026-11-09/day".into(), Some("m".into())));
    let now = desk.roster.now(at(day("2026-11-03"), 10, 0), &desk.centre);
    assert_eq!(now.next.unwrap().key.as_str(), "2026-11-03/evening");
    let reception: Vec<_> = now.receptions.iter().map(|it| (it.id.as_str(), it.officers[0].id.as_str())).collect();
    assert_eq!(reception, [("hotline", "m"), ("daily", "l")]);
    let tuesday = desk.roster.now(at(day("2026-11-10"), 10, 0), &desk.centre);
    assert!(!tuesday.receptions.iter().any(|it| it.id == "hotline"), "the second Tuesday is none");
}

#[test]
fn the_floor_follows_residency_the_calendar_and_what_was_said_of_the_day() {
    let mut desk = Desk::new();
    let presence = |desk: &Desk, date: &str, unit: &str| {
        let floor = Floor::of(Some(&desk.roster), day(date), &desk.centre.calendar);
        floor.presence(desk.centre.unit(&unit.into()).unwrap())
    };
    assert_eq!(presence(&desk, "2026-11-02", "ldjc"), Some(Presence::Here));
    assert_eq!(presence(&desk, "2026-11-02", "jcy"), Some(Presence::NotToday));
    assert_eq!(presence(&desk, "2026-11-02", "wjj"), Some(Presence::OnCall));
    assert_eq!(presence(&desk, "2026-11-07", "ldjc"), Some(Presence::Closed));
    assert_eq!(presence(&desk, "2026-10-10", "ldjc"), Some(Presence::Here), "a make-up Saturday is worked");
    assert_eq!(presence(&desk, "2026-11-02", "zrzyj"), None);
    let floor = |unit: &str, present| RosterCommand::SetFloor {
        unit: unit.into(),
        day: day("2026-11-02"),
        present,
        note: String::new(),
    };
    desk.does("a", floor("wjj", true)).unwrap();
    desk.does("a", floor("ldjc", false)).unwrap();
    assert_eq!(presence(&desk, "2026-11-02", "wjj"), Some(Presence::CalledIn));
    assert_eq!(presence(&desk, "2026-11-02", "ldjc"), Some(Presence::Away));
    assert_eq!(presence(&desk, "2026-11-03", "wjj"), Some(Presence::OnCall), "only that day");
}

fn days() -> impl Strategy<Value = Days> {
    let list = |most: u32, longest| proptest::collection::vec(1..=most, 0..longest);
    let only = prop_oneof![Just(DayGroup::All), Just(DayGroup::Work), Just(DayGroup::Off)];
    (only, list(7, 4), list(5, 3), list(31, 3)).prop_map(|(only, weekdays, nth, dates)| Days {
        only,
        weekdays,
        nth,
        dates,
    })
}

fn rotation() -> impl Strategy<Value = Pattern> {
    let advance = prop_oneof![Just(Advance::Occurrence), Just(Advance::Day), Just(Advance::Week), Just(Advance::Month)];
    (days(), advance, 1_usize..6, 0_u64..400).prop_map(|(days, advance, teams, later)| Pattern {
        days,
        advance,
        start: day("2026-01-01") + DayCount::new(later),
        teams: (0..teams).map(|team| vec![OfficerId(format!("o{team}"))]).collect(),
        ..pattern("p", "window", &[], &[])
    })
}

proptest! {
    #[test]
    fn somebody_stands_on_exactly_the_days_that_the_pattern_names(pattern in rotation(), first in 0_u64..400, long in 0_u64..120) {
        let calendar = Calendar::embedded();
        let from = day("2026-01-01") + DayCount::new(first);
        let until = from + DayCount::new(long);
        let turns = pattern.turns(from, until, &calendar);
        let expected: Vec<Day> = from.iter_days().take_while(|day| *day <= until)
            .filter(|day| *day >= pattern.start && pattern.days.include(*day, &calendar)).collect();
        prop_assert_eq!(turns.iter().map(|(day, _)| *day).collect::<Vec<_>>(), expected);
        // A part of a period gives the same as the whole.
        let middle = from + DayCount::new(long / 2);
        let part: Vec<_> = turns.into_iter().filter(|(day, _)| *day >= middle).collect();
        prop_assert_eq!(pattern.turns(middle, until, &calendar), part);
    }

    #[test]
    fn every_team_has_as_many_turns_as_another_or_one_more(pattern in rotation(), long in 0_u64..500) {
        let calendar = Calendar::embedded();
        // Where days are left out, only turns that go by days that are worked can be fair.
        let pattern = if pattern.advance == Advance::Occurrence { pattern } else { Pattern { days: Days::default(), ..pattern } };
        let turns = pattern.turns(pattern.start, pattern.start + DayCount::new(long), &calendar);
        let mut count = vec![0_usize; pattern.teams.len()];
        let key = |day: Day| match pattern.advance {
            Advance::Occurrence | Advance::Day => day.to_string(),
            Advance::Week => monday_of(day).to_string(),
            Advance::Month => day.format("%Y-%m").to_string(),
        };
        let mut last = String::new();
        for (day, team) in turns {
            if key(day) != last {
                last = key(day);
                count[team] += 1;
            }
        }
        let (least, most) = (count.iter().min().unwrap(), count.iter().max().unwrap());
        prop_assert!(most - least <= 1, "{count:?}");
    }
}
