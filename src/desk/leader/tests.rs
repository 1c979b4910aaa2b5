//! The leader's page: each thing where it belongs, and what is nobody else's business nowhere.

use super::*;
use crate::desk::bench::{founded, wang};
use crate::desk::{Order, first_officer};
use crate::domain::centre::CentreCommand;
use crate::domain::time::{Day, at};

fn on(n: u32) -> Moment {
    at(Day::from_ymd_opt(2026, 11, n).unwrap(), 9, 0)
}

fn give(desk: &mut Desk, n: u32, line: &str) -> String {
    let receipt = desk.perform(&"wang".into(), on(n), &Order::from_json(line).unwrap());
    let receipt = receipt.unwrap_or_else(|error| panic!("{line}: {error:?}"));
    receipt.no.map(|no| no.to_string()).or(receipt.key).unwrap_or_default()
}

fn register(desk: &mut Desk, n: u32, name: &str) -> String {
    let line = format!(
        r#"{{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0202","grade":"larger",
            "narrative":"邻居砌墙占道","parties":[{{"side":"applicant","name":"{name}","phone":"13900001111"}}]}}"#
    );
    give(desk, n, &line)
}

#[test]
fn the_page_has_each_thing_once_where_it_belongs() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = founded(folder.path().join("desk.db"), &wang(), on(2), true);
    let zhao = first_officer("zhao", "赵领导");
    desk.perform(&"wang".into(), on(2), &Order::centre(CentreCommand::SaveOfficer { officer: zhao.clone() })).unwrap();
    let late = register(&mut desk, 2, "钱大川");
    let red = register(&mut desk, 6, "孙二");
    let thrice: Vec<_> = (0..3).map(|_| register(&mut desk, 11, "李常来")).collect();
    let sealed = register(&mut desk, 11, "周五");
    give(
        &mut desk,
        11,
        &format!(
            r#"{{"command":"seal","no":"{sealed}","accused":[{{"unit":"zjj"}}],"keepers":["zhao","wang"],"reason":"涉及干部"}}"#
        ),
    );
    give(&mut desk, 10, r#"{"command":"escalate"}"#);
    let charge = give(
        &mut desk,
        11,
        &format!(
            r#"{{"command":"issue","kind":"charge","case":"{late}","to":"zjj","leader":"zhao","team":["王一"],"subject":"砌墙"}}"#
        ),
    );
    let asked = give(
        &mut desk,
        11,
        &format!(
            r#"{{"command":"issue","kind":"instruction","case":"{red}","to":"zjj","leader":"zhao","subject":"从速"}}"#
        ),
    );
    let page = desk.leader(&Viewer::masked(&zhao), on(12)).unwrap();
    let of = |packet: Packet| {
        let lines = page.parts.iter().filter(|part| part.packet == packet).flat_map(|part| &part.lines);
        lines
            .map(|it| (it.case.as_ref().map(ToString::to_string), it.directive.as_ref().map(ToString::to_string)))
            .collect::<Vec<_>>()
    };
    let case = |no: &String| (Some(no.clone()), None);
    // Ten days ago: the limit of triage is over by more than five working days. Due today is what came yesterday.
    assert!(of(Packet::Due).contains(&case(&late)), "{page:?}");
    assert!(thrice.iter().all(|no| of(Packet::Due).contains(&case(no))));
    assert!(of(Packet::Red).contains(&case(&red)) && !of(Packet::Red).contains(&case(&late)));
    assert_eq!(of(Packet::Charged), [(Some(late), Some(charge))]);
    assert_eq!(of(Packet::Instructions), [(Some(red), Some(asked))]);
    assert_eq!(of(Packet::Sealed), [case(&sealed)]);
    let repeat = page.parts.iter().find(|part| part.packet == Packet::Repeat).unwrap();
    assert_eq!(repeat.lines.len(), 3);
    assert!(repeat.lines.iter().all(|line| line.times == Some(3)));
    let sealed = page.parts.iter().find(|part| part.packet == Packet::Sealed).unwrap();
    assert!(sealed.lines[0].title.is_empty(), "of a sealed case only its number");
    let meter = page.parts.iter().find(|part| part.packet == Packet::Charged).and_then(|part| part.lines[0].meter);
    assert_eq!(meter.map(|(met, of)| (met < of, of)), Some((true, 5)));
}

fn officer(desk: &mut Desk, id: &str, name: &str, role: &str) -> Officer {
    give(
        desk,
        2,
        &format!(r#"{{"command":"save_officer","officer":{{"id":"{id}","name":"{name}","roles":["{role}"]}}}}"#),
    );
    desk.centre().unwrap().officer(&id.into()).unwrap().clone()
}

#[test]
fn of_the_grades_that_wait_each_level_sees_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = founded(folder.path().join("desk.db"), &wang(), on(2), true);
    let gao = officer(&mut desk, "gao", "高主任", "leader");
    let ke = officer(&mut desk, "ke", "柯统筹", "coordinator");
    let larger = register(&mut desk, 11, "钱大川");
    let major = register(&mut desk, 11, "孙二");
    give(&mut desk, 11, &format!(r#"{{"command":"assess","no":"{major}","grade":"major","reason":"涉及多人"}}"#));
    let waiting = |who: &Officer| {
        let page = desk.leader(&Viewer::masked(who), on(11)).unwrap();
        let grades = page.parts.into_iter().filter(|part| part.packet == Packet::Grades).flat_map(|part| part.lines);
        grades.filter_map(|line| line.case).map(|no| no.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(waiting(&gao), [major]);
    assert_eq!(waiting(&ke), [larger]);
    assert!(waiting(&wang()).is_empty(), "whoever proposed a grade does not confirm it too");
}

#[test]
fn the_page_says_who_receives_today_and_whom_the_leader_received() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = founded(folder.path().join("desk.db"), &wang(), on(2), true);
    let gao = officer(&mut desk, "gao", "高主任", "leader");
    let jiang = officer(&mut desk, "jiang", "江主任", "leader");
    for (nth, (post, days)) in [("leader", "{}"), ("reception", r#"{"weekdays":[2],"nth":[1,3]}"#)].iter().enumerate() {
        give(
            &mut desk,
            2,
            &format!(
                r#"{{"command":"save_pattern","pattern":{{"id":"p{nth}","post":"{post}","teams":[["gao"]],"advance":"day",
                    "start":"2026-11-02","days":{days}}}}}"#
            ),
        );
    }
    give(&mut desk, 2, r#"{"command":"publish_roster","from":"2026-11-02","until":"2026-11-08","despite":"试排"}"#);
    let no = register(&mut desk, 2, "钱大川");
    give(
        &mut desk,
        3,
        &format!(r#"{{"command":"receive_visit","no":"{no}","leader":"gao","text":"约定周五答复，电话13900001111"}}"#),
    );
    // The first Tuesday of November is the 3rd, and the third the 17th.
    let days = |who: &Officer, n| {
        let page = desk.leader(&Viewer::masked(who), on(n)).unwrap();
        let day =
            |it: ReceptionDay| (it.reception.id, it.reception.from.format("%m-%d").to_string(), it.own, it.published);
        page.receptions.into_iter().map(day).collect::<Vec<_>>()
    };
    let said = |id: &str, day: &str, own, published| (id.to_owned(), day.to_owned(), own, published);
    assert_eq!(days(&gao, 3), [said("hotline", "11-03", true, true), said("daily", "11-03", true, true)]);
    assert_eq!(days(&jiang, 4), [said("daily", "11-04", false, true), said("hotline", "11-17", false, false)]);
    let received = |who: &Officer| {
        let page = desk.leader(&Viewer::masked(who), on(4)).unwrap();
        let part = page.parts.into_iter().find(|part| part.packet == Packet::Received);
        part.into_iter().flat_map(|part| part.lines).collect::<Vec<_>>()
    };
    let lines = received(&gao);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((lines[0].case.as_ref().map(ToString::to_string), lines[0].at), (Some(no), Some(on(3))));
    assert_eq!(lines[0].text.as_deref(), Some("约定周五答复，电话139****1111"));
    assert!(received(&jiang).is_empty());
    assert_eq!(received(&wang()).len(), 1, "whoever wrote it down finds it too");
}
