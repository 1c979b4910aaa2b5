//! Cases that belong together: linked, merged, followed, and parted again.

use crate::town::{Town, WANG};
use yichuang::desk::views::{CaseView, Viewer};
use yichuang::domain::case::Case;
use yichuang::domain::ids::CaseNo;
use yichuang::domain::vocabulary::{ClockKind as Clock, LinkKind, Stage};

/// Registers a case of somebody about the same unpaid wages.
fn wages(town: &mut Town, name: &str, accept: bool) -> CaseNo {
    let line = format!(
        r#"{{"command":"register","kind":"dispute","channel":"walk_in","accept":{accept},"category":"0701",
            "narrative":"工地拖欠工资,多次讨要未果。","parties":[{{"side":"applicant","name":"{name}"}},
            {{"side":"respondent","nature":"organisation","name":"陇城县宏远建筑公司"}}]}}"#
    );
    town.does(WANG, &line).no.unwrap()
}

fn look(town: &Town, no: &CaseNo) -> CaseView {
    let officer = town.desk.centre().unwrap().officer(&WANG.into()).unwrap().clone();
    town.desk.case_view(no, &Viewer::masked(&officer)).unwrap()
}

fn on(town: &mut Town, no: &CaseNo) -> Case {
    town.no = Some(no.clone());
    town.case()
}

/// Gives a command on a case; `@x` in the line stands for the other one.
fn does(town: &mut Town, no: &CaseNo, line: &str, other: &CaseNo) {
    town.no = Some(no.clone());
    town.does(WANG, &line.replace("@x", other.as_str()));
}

fn refused(town: &mut Town, no: &CaseNo, line: &str, other: &CaseNo) -> &'static str {
    town.no = Some(no.clone());
    town.refused(WANG, &line.replace("@x", other.as_str()))
}

#[test]
fn a_link_is_said_by_both_and_taken_away_by_both() {
    let mut town = Town::new("2026-11-02 08:30");
    let (first, again) = (wages(&mut town, "王建军", true), wages(&mut town, "王建军", true));
    let link = r#"{"command":"link","other":"@x","kind":"repeat_visit","note":"第二次来"}"#;
    assert_eq!(refused(&mut town, &again, link, &again), "same_case");
    assert_eq!(refused(&mut town, &again, link, &"ZZ2026-99999".into()), "unknown_case");
    does(&mut town, &again, link, &first);
    assert_eq!(refused(&mut town, &first, link, &again), "linked_already");
    for (no, other) in [(&first, &again), (&again, &first)] {
        let view = look(&town, no);
        assert_eq!(view.related.len(), 1);
        assert_eq!((&view.related[0].no, view.related[0].kind), (other, LinkKind::RepeatVisit));
        assert_eq!(view.timeline.last().unwrap().kind, "linked");
    }
    let unlink = r#"{"command":"unlink","other":"@x","kind":"repeat_visit"}"#;
    does(&mut town, &first, unlink, &again);
    assert_eq!(refused(&mut town, &again, unlink, &first), "not_linked");
    assert!(look(&town, &again).related.is_empty());
    town.is_sound();
}

#[test]
fn showing_one_of_a_series_lists_them_all() {
    let mut town = Town::new("2026-11-02 08:30");
    let all: Vec<CaseNo> = ["王建军", "马得福", "赵小禾", "钱大川"].map(|name| wages(&mut town, name, true)).into();
    for pair in all.windows(2) {
        does(&mut town, &pair[0], r#"{"command":"link","other":"@x","kind":"series"}"#, &pair[1]);
    }
    for no in &all {
        let mut listed: Vec<_> = look(&town, no).related.into_iter().map(|it| it.no).collect();
        listed.push(no.clone());
        listed.sort();
        assert_eq!(listed, all);
    }
    assert_eq!(look(&town, &all[0]).related.iter().filter(|it| it.direct).count(), 1);
}

#[test]
fn a_merged_case_follows_the_other_to_the_archive_and_keeps_its_own_dates() {
    let mut town = Town::new("2026-11-02 09:00");
    let target = wages(&mut town, "王建军", true);
    town.at("2026-11-03 09:00");
    let source = wages(&mut town, "马得福", true);
    does(&mut town, &source, r#"{"command":"assess","grade":"larger"}"#, &target);
    does(&mut town, &target, r#"{"command":"route","lead":"ldjc"}"#, &source);
    let before = on(&mut town, &source);
    does(&mut town, &source, r#"{"command":"merge","into":"@x","reason":"同一工地同一批工资"}"#, &target);

    let merged = on(&mut town, &source);
    assert_eq!((merged.ball(), merged.merged_into.as_ref()), ("merged", Some(&target)));
    for clock in &before.clocks {
        assert_eq!(merged.clock(clock.id).unwrap().due, clock.due);
    }
    assert!(merged.running(Clock::Reply, None).is_some() && merged.running(Clock::Grade, None).is_some());
    assert!(merged.running(Clock::Triage, None).is_none(), "the other case is with a unit already");
    assert_eq!(on(&mut town, &target).absorbed[0].no, source);
    town.no = Some(source.clone());
    assert_eq!((town.row().merged_into, town.row().ball.as_str()), (Some(target.clone()), "merged"));
    let alerts = town.desk.alerts(None, None, 100, town.now).unwrap();
    assert!(alerts.iter().filter(|it| it.case.no == source).all(|it| it.against == "→…00001"));
    assert_eq!(town.desk.counters(town.now).unwrap().awaiting_triage, 0, "its next step is taken at the other case");

    let resolve = r#"{"command":"resolve","result":"已付清"}"#;
    assert_eq!(refused(&mut town, &source, resolve, &target), "merged_into");
    assert_eq!(refused(&mut town, &source, r#"{"command":"withdraw","reason":"不要了"}"#, &target), "merged_into");
    assert_eq!(refused(&mut town, &target, r#"{"command":"withdraw","reason":"不要了"}"#, &source), "has_absorbed");
    does(&mut town, &source, r#"{"command":"note","text":"马得福来电"}"#, &target);

    // The source's limit for the grade passes, is raised, and stays on record.
    town.at("2026-11-20 09:00").does(WANG, r#"{"command":"escalate"}"#);
    assert!(on(&mut town, &source).running(Clock::Grade, None).unwrap().late_since.is_some());
    for line in [
        r#"{"command":"sign","unit":"ldjc"}"#,
        r#"{"command":"report","unit":"ldjc","result":"两人工资均已付清"}"#,
        r#"{"command":"verify","unit":"ldjc"}"#,
        r#"{"command":"reply","text":"工资已付清"}"#,
    ] {
        does(&mut town, &target, line, &source);
    }
    let resolved = on(&mut town, &source);
    assert_eq!((resolved.stage, resolved.result.as_deref()), (Stage::Resolved, Some("两人工资均已付清")));
    let grade = resolved.clocks.iter().find(|it| it.kind == Clock::Grade).unwrap();
    assert!(grade.met.is_some() && grade.late_since.is_some());
    assert!(resolved.running(Clock::Reply, None).is_none() && resolved.running(Clock::CallBack, None).is_some());

    does(&mut town, &target, r#"{"command":"call_back","answer":{"answered":"satisfied"}}"#, &source);
    does(&mut town, &target, r#"{"command":"archive"}"#, &source);
    let archived = on(&mut town, &source);
    assert_eq!(archived.stage, Stage::Archived);
    assert!(archived.clocks.iter().all(|clock| !clock.is_running()), "no clock of a merged case is forgotten");
    does(&mut town, &target, r#"{"command":"reopen","reason":"又拖欠"}"#, &source);
    let again = on(&mut town, &source);
    assert_eq!(again.stage, Stage::Accepted);
    assert!(again.running(Clock::Grade, None).is_some() && again.running(Clock::Triage, None).is_some());
    town.is_sound();
}

#[test]
fn a_case_not_yet_accepted_is_accepted_by_being_merged_into_one_that_is() {
    let mut town = Town::new("2026-11-02 09:00");
    let (target, source) = (wages(&mut town, "王建军", true), wages(&mut town, "马得福", false));
    let merge = r#"{"command":"merge","into":"@x","reason":"同一批工资"}"#;
    assert_eq!(refused(&mut town, &target, merge, &source), "target_not_accepted");
    does(&mut town, &source, merge, &target);
    let merged = on(&mut town, &source);
    assert_eq!(merged.stage, Stage::Accepted);
    assert!(merged.running(Clock::Accept, None).is_none() && merged.running(Clock::Reply, None).is_some());
    town.is_sound();
}

#[test]
fn what_cannot_be_merged_is_refused_with_what_to_do() {
    let mut town = Town::new("2026-11-02 09:00");
    let names = ["王建军", "马得福", "赵小禾", "钱大川"];
    let [a, b, c, closed] = names.map(|name| wages(&mut town, name, true));
    let merge = r#"{"command":"merge","into":"@x","reason":"同一批工资"}"#;
    does(&mut town, &closed, r#"{"command":"withdraw","reason":"已自行和解"}"#, &a);
    assert_eq!(refused(&mut town, &a, merge, &a), "same_case");
    assert_eq!(refused(&mut town, &closed, merge, &a), "illegal_move");
    assert_eq!(refused(&mut town, &a, merge, &closed), "target_over");
    does(&mut town, &a, merge, &b);
    assert_eq!(refused(&mut town, &a, merge, &c), "merged_into");
    assert_eq!(refused(&mut town, &c, merge, &a), "target_merged");
    assert_eq!(refused(&mut town, &b, merge, &c), "has_absorbed");
    assert_eq!(refused(&mut town, &b, r#"{"command":"unmerge","reason":"错"}"#, &a), "not_merged");
    does(&mut town, &c, merge, &b);
    assert_eq!(look(&town, &a).others.iter().map(|it| &it.no).collect::<Vec<_>>(), [&b, &c]);
    town.is_sound();
}

#[test]
fn a_routed_case_is_taken_from_its_unit_and_waits_for_triage_after_parting() {
    let mut town = Town::new("2026-11-02 09:00");
    let (target, source) = (wages(&mut town, "王建军", true), wages(&mut town, "马得福", true));
    does(&mut town, &target, r#"{"command":"route","lead":"ldjc"}"#, &source);
    does(&mut town, &source, r#"{"command":"route","lead":"zjj"}"#, &target);
    town.no = Some(source.clone());
    let merge = format!(r#"{{"command":"merge","into":"{target}","reason":"同一批工资"}}"#);
    let receipt = town.does(WANG, &merge);
    assert_eq!(receipt.warnings[0].code, "merged_units_recalled");
    let merged = town.case();
    assert!(merged.assignments.iter().all(|it| !it.is_live()) && merged.holder().is_none());
    does(&mut town, &source, r#"{"command":"unmerge","reason":"不是同一工地"}"#, &target);
    let parted = on(&mut town, &source);
    assert_eq!((parted.stage, parted.merged_into.as_ref()), (Stage::Accepted, None));
    assert!(parted.running(Clock::Triage, None).is_some());
    does(&mut town, &source, r#"{"command":"route","lead":"zjj"}"#, &target);
    town.is_sound();
}

#[test]
fn undoing_a_merger_takes_back_the_entries_chosen() {
    let mut town = Town::new("2026-11-02 09:00");
    let (target, source) = (wages(&mut town, "王建军", true), wages(&mut town, "马得福", true));
    does(&mut town, &target, r#"{"command":"note","text":"并案以前的"}"#, &source);
    town.at("2026-11-03 09:00");
    does(&mut town, &source, r#"{"command":"merge","into":"@x","reason":"同一批工资"}"#, &target);
    town.at("2026-11-04 09:00");
    does(&mut town, &target, r#"{"command":"note","text":"王建军的"}"#, &source);
    does(&mut town, &target, r#"{"command":"note","text":"马得福的"}"#, &source);
    does(&mut town, &target, r#"{"command":"attach","attachment":{"name":"马得福的工资条"}}"#, &source);
    does(&mut town, &target, r#"{"command":"reply","text":"正在核实"}"#, &source);

    let whole = look(&town, &source);
    assert_eq!(whole.timeline.iter().filter(|line| line.no.as_ref() == Some(&target)).count(), 13);
    assert!(whole.timeline.windows(2).all(|pair| pair[0].at <= pair[1].at));
    assert!(whole.timeline.iter().all(|line| line.kind != "followed"), "what is followed stands there already");
    let could: Vec<_> = whole.can_take_back().collect();
    assert_eq!(
        could.iter().map(|line| line.kind.as_str()).collect::<Vec<_>>(),
        ["noted", "noted", "attached", "replied"]
    );

    let early = r#"{"command":"unmerge","reason":"并错了","entries":[7]}"#;
    assert_eq!(refused(&mut town, &source, early, &target), "entry_stays");
    town.at("2026-11-05 09:00");
    let chosen = format!(r#"{{"command":"unmerge","reason":"并错了","entries":[{},{}]}}"#, could[1].rev, could[2].rev);
    does(&mut town, &source, &chosen, &target);

    let parted = look(&town, &source);
    assert!(parted.others.is_empty());
    assert_eq!(parted.case.attachments[0].name, "马得福的工资条");
    assert_eq!(parted.timeline.iter().filter(|line| line.kind == "taken_back").count(), 2);
    assert_eq!(parted.case.replies.len(), 1, "what it followed stays followed");
    assert!(parted.case.running(Clock::Reply, None).is_none());
    let left = look(&town, &target);
    let moved = left.timeline.iter().filter(|line| line.moved_to.as_ref() == Some(&source));
    assert_eq!(moved.map(|line| line.rev).collect::<Vec<_>>(), [could[1].rev, could[2].rev]);
    town.is_sound();
}

#[test]
fn what_is_made_of_earlier_cases_is_done_with_the_registration_or_not_at_all() {
    let mut town = Town::new("2026-11-02 09:00");
    let (first, second) = (wages(&mut town, "王建军", true), wages(&mut town, "马得福", true));
    let register = |related: &str| {
        format!(
            r#"{{"command":"register","kind":"dispute","channel":"walk_in","narrative":"工资",
                "parties":[{{"side":"applicant","name":"王建军"}}],"related":{related}}}"#
        )
    };
    town.no = None;
    let unknown = register(r#"[{"no":"ZZ2026-77777","how":"repeat_visit"}]"#);
    assert_eq!(town.refused(WANG, &unknown), "unknown_case");
    assert_eq!(town.refused(WANG, &register(&format!(r#"[{{"no":"{first}","how":"apart"}}]"#))), "words_missing");
    let related = format!(
        r#"[{{"no":"{second}","how":"apart","note":"另一处工地"}},{{"no":"{first}","how":"repeat_visit"}},
            {{"no":"{first}","how":"merge","note":"同一批工资"}}]"#
    );
    let third = town.registers(&register(&related));
    let case = town.case();
    assert_eq!(case.no.as_str(), "ZZ2026-00003", "what was refused took no number");
    assert_eq!((case.merged_into.as_ref(), case.links.len()), (Some(&first), 1));
    assert!(town.timeline().contains(&"told_apart".to_owned()));
    assert_eq!(on(&mut town, &first).links[0].other, third);
    assert!(on(&mut town, &second).links.is_empty());
    town.is_sound();
}
