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
