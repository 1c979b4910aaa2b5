use super::*;
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::Rulebook;
use crate::domain::time::{Day, at};
use crate::domain::vocabulary::Role;
use proptest::prelude::*;

fn moment(day: u32, hour: u32, minute: u32) -> Moment {
    at(Day::from_ymd_opt(2026, 11, day).unwrap(), hour, minute)
}

fn officer(id: &str) -> Officer {
    Officer { id: id.into(), name: id.into(), unit: None, roles: vec![Role::DutyOfficer], os_user: None }
}

fn centre() -> Centre {
    Centre::new("陇城".into(), true, Rulebook::builtin("longxi").unwrap())
}

fn a_plan(key: &str, from: Moment, until: Moment) -> Plan {
    Plan::new(key.into(), "班".into(), from, until, &centre().rulebook().handover)
}

fn day_plan() -> Plan {
    a_plan("2026-11-22/day", moment(22, 8, 30), moment(22, 17, 30))
}

fn evening_plan() -> Plan {
    a_plan("2026-11-22/evening", moment(22, 17, 30), moment(22, 22, 0))
}

fn item(name: &str, section: Section) -> Item {
    Item {
        item: name.into(),
        section,
        no: None,
        title: "界墙".into(),
        what: "clock.unit".into(),
        whose: "中心".into(),
        since: moment(20, 9, 0),
        due: Some(moment(21, 9, 0)),
        level: None,
        text: String::new(),
    }
}

fn sheet(names: &[(&str, Section)]) -> Sheet {
    let items = names.iter().map(|(name, section)| item(name, *section)).collect();
    Sheet::draw(moment(22, 17, 20), ChainHead { place: 9, hash: "ab".into() }, items, 0)
}

fn crew(people: &[&str], leader: Option<&str>) -> Crew {
    Crew { people: people.iter().map(|id| OfficerId::from(*id)).collect(), leader: leader.map(OfficerId::from) }
}

/// Folds events into a shift.
fn fold(shift: Option<Shift>, at: Moment, by: &str, events: &[ShiftEvent]) -> Shift {
    let by = OfficerId::from(by);
    let folded = events.iter().fold(shift, |shift, event| match shift {
        None => Shift::begin(at, &by, event),
        Some(mut shift) => {
            shift.apply(at, &by, event);
            Some(shift)
        }
    });
    folded.expect("begun")
}

fn planned(plan: &Plan) -> Shift {
    fold(None, moment(20, 9, 0), "chen", &super::plan(None, plan))
}

fn taken(plan: &Plan, by: &str, is_planned: bool) -> Shift {
    let first = if is_planned {
        ShiftEvent::ShiftPlanned { plan: plan.clone() }
    } else {
        ShiftEvent::ShiftOpened { plan: plan.clone() }
    };
    let taken = ShiftEvent::ShiftTakenOver { from: None, head: ChainHead::default(), note: None, despite: None };
    fold(None, plan.from, by, &[first, taken])
}

fn signed(shift: Shift, by: &str, sheet: Sheet) -> Shift {
    let handed = ShiftEvent::ShiftHandedOver { zero: sheet.is_zero(), sheet: Box::new(sheet), note: String::new() };
    fold(Some(shift), moment(22, 17, 20), by, &[handed])
}

fn answers(accepted: &[&str], refused: &[(&str, &str)], despite: Option<&str>) -> ShiftCommand {
    ShiftCommand::TakeOver {
        accepted: accepted.iter().map(|it| (*it).to_owned()).collect(),
        refused: refused
            .iter()
            .map(|(item, reason)| RefusedItem { item: (*item).into(), reason: (*reason).into() })
            .collect(),
        note: None,
        despite: despite.map(str::to_owned),
    }
}

/// Who takes the evening shift over from the day's, as `who` at 17:30.
struct Handover {
    day: Shift,
    day_crew: Crew,
    evening: Option<Shift>,
    evening_crew: Crew,
    now: Moment,
    sheet: Sheet,
}

impl Handover {
    fn take(&self, who: &str, command: &ShiftCommand) -> Result<(Vec<ShiftEvent>, Vec<ShiftEvent>), Refusal> {
        let (officer, plan, head, centre) = (officer(who), evening_plan(), ChainHead::default(), centre());
        let crew = &self.evening_crew;
        let stand = Stand { now: self.now, officer: &officer, plan: &plan, crew, head: &head, centre: &centre };
        let outgoing = Outgoing { shift: &self.day, crew: &self.day_crew, sheet: &self.sheet };
        take_over(self.evening.as_ref(), Some(outgoing), command, &stand)
    }

    fn refusal(&self, who: &str, command: &ShiftCommand) -> &'static str {
        self.take(who, command).unwrap_err().code
    }
}

fn rostered(red: &[(&str, Section)]) -> Handover {
    let sheet = sheet(red);
    Handover {
        day: signed(taken(&day_plan(), "wang", true), "wang", sheet.clone()),
        day_crew: crew(&["wang"], Some("zhao")),
        evening: Some(planned(&evening_plan())),
        evening_crew: crew(&["li"], Some("zhao")),
        now: moment(22, 17, 30),
        sheet,
    }
}

#[test]
fn a_planned_shift_that_nobody_takes_turns_yellow_and_then_red_once_each() {
    let (mut shift, centre) = (planned(&day_plan()), centre());
    let standing = shift.standing(&centre);
    assert_eq!((standing.next_alarm, standing.level), (Some(moment(22, 8, 45)), None));
    assert_eq!(shift.climb(moment(22, 8, 44), &centre), []);
    let late = shift.climb(moment(22, 8, 45), &centre);
    assert_eq!(late, [ShiftEvent::ShiftLate { level: Level::Yellow }]);
    shift = fold(Some(shift), moment(22, 8, 45), "wang", &late);
    assert_eq!(shift.climb(moment(22, 9, 29), &centre), [], "once per level, whoever runs it");
    assert_eq!(shift.standing(&centre).next_alarm, Some(moment(22, 9, 30)));
    let red = shift.climb(moment(22, 9, 30), &centre);
    shift = fold(Some(shift), moment(22, 9, 30), "wang", &red);
    assert_eq!(shift.standing(&centre).level, Some((Level::Red, false)));
    assert_eq!(shift.standing(&centre).next_alarm, None);
    let seen = ShiftEvent::LatenessAcknowledged { note: "已联系备班".into() };
    shift = fold(Some(shift), moment(22, 9, 40), "zhao", &[seen]);
    assert_eq!(shift.standing(&centre).level, Some((Level::Red, true)));
}

#[test]
fn a_shift_that_is_taken_over_in_time_or_was_never_planned_is_not_late() {
    let centre = centre();
    for shift in [taken(&day_plan(), "wang", true), taken(&day_plan(), "wang", false)] {
        assert_eq!(shift.standing(&centre).next_alarm, None);
        assert_eq!(shift.climb(moment(23, 0, 0), &centre), []);
    }
}

#[test]
fn publishing_again_moves_a_shift_that_has_not_begun_and_leaves_one_that_has() {
    let later = a_plan("2026-11-22/day", moment(22, 9, 0), moment(22, 18, 0));
    assert_eq!(plan(Some(&planned(&day_plan())), &day_plan()), []);
    assert_eq!(plan(Some(&planned(&day_plan())), &later).len(), 1);
    assert_eq!(plan(Some(&taken(&day_plan(), "wang", true)), &later), []);
}

#[test]
fn every_red_item_wants_one_answer_and_a_refusal_a_reason() {
    let over = rostered(&[("ZZ#1", Section::Red), ("ZZ#2", Section::Red), ("ZZ#3", Section::Yellow)]);
    assert_eq!(over.refusal("li", &answers(&[], &[], None)), "red_unanswered");
    assert_eq!(over.refusal("li", &answers(&["ZZ#1"], &[], None)), "red_unanswered");
    assert_eq!(over.refusal("li", &answers(&["ZZ#1", "ZZ#3"], &[], None)), "not_a_red_item");
    assert_eq!(over.refusal("li", &answers(&["ZZ#1", "ZZ#1"], &[], None)), "red_answered_twice");
    assert_eq!(over.refusal("li", &answers(&["ZZ#1", "ZZ#2"], &[("ZZ#2", "没有材料")], None)), "red_answered_twice");
    assert_eq!(over.refusal("li", &answers(&["ZZ#1"], &[("ZZ#2", "")], None)), "refusal_without_reason");
    let (own, theirs) = over.take("li", &answers(&["ZZ#1"], &[("ZZ#2", "没有材料")], None)).unwrap();
    assert_eq!(own.len(), 1);
    let day = fold(Some(over.day), over.now, "li", &theirs);
    let closed = day.closed.as_ref().unwrap();
    assert_eq!((closed.leader.as_str(), closed.by.as_str()), ("zhao", "li"), "what is refused stays with the leader");
    assert!(day.standing(&centre()).open, "until it is settled");
    let settled = settled_by(&day, &["ZZ#2".into()], &"2026-11-22/night".into());
    let day = fold(Some(day), moment(22, 22, 0), "sun", &settled);
    assert!(!day.standing(&centre()).open, "a later shift accepted it");
}

#[test]
fn nobody_hands_over_to_themselves_unless_rostered_for_both() {
    let mut over = rostered(&[]);
    let command = answers(&[], &[], Some("无人可换"));
    assert_eq!(over.refusal("wang", &command), "handover_to_oneself");
    over.evening_crew = crew(&["wang"], None);
    assert!(over.take("wang", &answers(&[], &[], None)).is_ok());
    let sheet = sheet(&[]);
    let alone = Handover {
        day: signed(taken(&day_plan(), "wang", false), "wang", sheet.clone()),
        day_crew: Crew::default(),
        evening: None,
        evening_crew: Crew::default(),
        now: moment(22, 17, 30),
        sheet,
    };
    assert_eq!(alone.refusal("wang", &answers(&[], &[], None)), "handover_to_oneself");
    assert!(alone.take("wang", &command).is_ok(), "where there is no roster, a reason will do");
}

#[test]
fn who_is_not_rostered_comes_too_early_or_finds_no_signature_says_why() {
    let mut over = rostered(&[]);
    assert_eq!(over.refusal("sun", &answers(&[], &[], None)), "not_rostered");
    assert!(over.take("sun", &answers(&[], &[], Some("李请假，临时顶班"))).is_ok());
    over.now = moment(22, 16, 29);
    assert_eq!(over.refusal("li", &answers(&[], &[], None)), "shift_too_early");
    over.now = moment(22, 22, 0);
    assert_eq!(over.refusal("li", &answers(&[], &[], Some("补接"))), "shift_over");
    over.now = moment(22, 17, 30);
    over.day = taken(&day_plan(), "wang", true);
    over.sheet = sheet(&[("ZZ#1", Section::Red)]);
    assert_eq!(over.refusal("li", &answers(&["ZZ#1"], &[], None)), "not_handed_over");
    assert_eq!(over.refusal("li", &answers(&[], &[], Some("已离岗"))), "red_unanswered", "a reason answers no item");
    let (_, theirs) = over.take("li", &answers(&["ZZ#1"], &[], Some("已离岗"))).unwrap();
    let day = fold(Some(over.day), over.now, "li", &theirs);
    assert_eq!(day.sheet().map(|sheet| sheet.items.len()), Some(1), "the sheet as drawn then is kept");
    assert!(day.signed.is_none());
}

#[test]
fn a_zero_report_is_one_only_when_nothing_is_open() {
    let (officer, plan, crew, head, centre) = (officer("wang"), day_plan(), Crew::default(), <_>::default(), centre());
    let stand =
        Stand { now: moment(22, 17, 20), officer: &officer, plan: &plan, crew: &crew, head: &head, centre: &centre };
    let shift = taken(&plan, "wang", false);
    let command = |zero| ShiftCommand::HandOver { note: String::new(), zero, drafts: None };
    let full = sheet(&[("ZZ#1", Section::Yellow)]);
    let refused = decide(Some(&shift), &command(Some(true)), &stand, Some(&full)).unwrap_err();
    assert_eq!(refused.code, "not_zero");
    let empty = sheet(&[]);
    let events = decide(Some(&shift), &command(None), &stand, Some(&empty)).unwrap();
    assert!(matches!(&events[..], [ShiftEvent::ShiftHandedOver { zero: true, .. }]), "named as such by itself");
    let shift = fold(Some(shift), stand.now, "wang", &events);
    let again = decide(Some(&shift), &command(None), &stand, Some(&empty)).unwrap_err();
    assert_eq!(again.code, "shift_signed");
}

#[test]
fn what_changed_between_signing_and_taking_over_is_named() {
    let before = sheet(&[("ZZ#1", Section::Red), ("ZZ#2", Section::Yellow)]);
    let after = sheet(&[("ZZ#2", Section::Red), ("ZZ#3", Section::Promise)]);
    let changes = before.changes(&after);
    let names = |items: &[Item]| items.iter().map(|it| it.item.clone()).collect::<Vec<_>>();
    assert_eq!(names(&changes.new), ["ZZ#3"]);
    assert_eq!(names(&changes.risen), ["ZZ#2"]);
    assert_eq!(names(&changes.gone), ["ZZ#1"]);
    assert!(before.changes(&before).is_empty());
}

prop_compose! {
    fn any_items()(list in prop::collection::vec((0_u32..12, 0_usize..6), 0..24)) -> Vec<Item> {
        list.into_iter().map(|(nth, section)| item(&format!("ZZ#{nth}"), Section::ALL[section])).collect()
    }
}

proptest! {
    #[test]
    fn a_sheet_lists_every_red_item_there_is_and_none_twice(items in any_items()) {
        let drawn = Sheet::draw(moment(22, 17, 20), ChainHead::default(), items.clone(), 0);
        let mut names: Vec<_> = drawn.items.iter().map(|it| it.item.clone()).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        prop_assert_eq!(names.len(), all);
        for wanted in items {
            let found = drawn.items.iter().find(|it| it.item == wanted.item).unwrap();
            prop_assert!(found.section <= wanted.section, "where it is most pressing");
        }
    }

    #[test]
    fn closing_takes_an_answer_to_each_red_item_and_nothing_else(items in any_items(), answered in any::<u32>(), how in any::<u32>()) {
        let mut over = rostered(&[]);
        over.sheet = Sheet::draw(moment(22, 17, 20), ChainHead::default(), items, 0);
        over.day = signed(taken(&day_plan(), "wang", true), "wang", over.sheet.clone());
        let red: Vec<String> = over.sheet.red().map(|it| it.item.clone()).collect();
        let chosen = red.iter().enumerate().filter(|(nth, _)| answered & (1 << nth) != 0);
        let (refused, accepted): (Vec<_>, Vec<_>) = chosen.partition(|(nth, _)| how & (1 << nth) != 0);
        let accepted: Vec<&str> = accepted.iter().map(|(_, it)| it.as_str()).collect();
        let refused: Vec<(&str, &str)> = refused.iter().map(|(_, it)| (it.as_str(), "材料不全")).collect();
        let complete = accepted.len() + refused.len() == red.len();
        match over.take("li", &answers(&accepted, &refused, None)) {
            Ok((_, theirs)) => {
                prop_assert!(complete);
                let day = fold(Some(over.day.clone()), over.now, "li", &theirs);
                let closed = day.closed.unwrap();
                let mut answered: Vec<String> = closed.accepted;
                answered.extend(closed.refused.into_iter().map(|it| it.item));
                answered.sort();
                let mut red = red;
                red.sort();
                prop_assert_eq!(answered, red);
            }
            Err(refusal) => prop_assert!(!complete && refusal.code == "red_unanswered"),
        }
    }
}
