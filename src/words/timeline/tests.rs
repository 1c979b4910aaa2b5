//! Every kind of event is told in both languages, with nothing left unsaid.

use super::*;
use crate::domain::case::{Context, Register, register};
use crate::domain::directory::{Mediator, Officer, Room};
use crate::domain::ids::{CaseId, CaseNo, MediatorId, RoomId};
use crate::domain::mediation::MediationEvent;
use crate::domain::rulebook::Rulebook;
use crate::domain::time::at;
use crate::domain::vocabulary::Role;
use crate::words::Lang;
use chrono::NaiveDate;
use std::collections::BTreeSet;

const CASE_EVENTS: &[&str] = &[
    r#"{"event":"amended","changes":{"title":"新","occurred_on":"2026-10-01"}}"#,
    r#"{"event":"attached","attachment":{"name":"借条复印件","reference":"卷二第3页"}}"#,
    r#"{"event":"noted","text":"来电催问"}"#,
    r#"{"event":"result_published","text":"某村邻里纠纷已化解","place":"某村","subject":"邻里"}"#,
    r#"{"event":"result_withheld","reason":"当事人不同意"}"#,
    r#"{"event":"paper_filed","filed":1,"paper":"identity","pages":2,"signed":false,"note":"双方身份证复印件"}"#,
    r#"{"event":"paper_filed","filed":2,"paper":"agreement","pages":3,"signed":true}"#,
    r#"{"event":"paper_removed","filed":1,"paper":"identity","reason":"放错卷"}"#,
    r#"{"event":"accepted"}"#,
    r#"{"event":"declined","reason":"已在诉讼中","advice":"法院"}"#,
    r#"{"event":"withdrawn","reason":"已自行和解"}"#,
    r#"{"event":"assessed","category":"02","grade":"larger","risk":"low","reason":"涉及多人"}"#,
    r#"{"event":"grade_proposed","grade":"major","confirms":"leader"}"#,
    r#"{"event":"grade_confirmed","grade":"larger","note":"只涉及两户"}"#,
    r#"{"event":"risk_reassessed","risk":"high","note":"扬言上访"}"#,
    r#"{"event":"step_entered","rung":{"step":"village.room","rank":0,"name":"群众工作室","level":"village","body":"村群众工作室"},
        "unit":"ldjc","reason":"村里先调"}"#,
    r#"{"event":"passed_up","record":"调了三次未成"}"#,
    r#"{"event":"step_settled","record":"双方和解"}"#,
    r#"{"event":"promised","text":"周四回电话","due":"2026-11-05"}"#,
    r#"{"event":"promise_kept","clock":1,"note":"已回"}"#,
    r#"{"event":"visit_received","leader":"wang","text":"要求工资"}"#,
    r#"{"event":"disposed","disposition":"forward_to_read","text":"供参阅","unit":"ldjc"}"#,
    r#"{"event":"instructed","text":"从速办理","leader":"wang"}"#,
    r#"{"event":"assigned","assignment":1,"unit":"ldjc","role":"lead","instruction":"核实工资","designated":false}"#,
    r#"{"event":"assigned","assignment":1,"unit":"ldjc","role":"lead","instruction":"","designated":true}"#,
    r#"{"event":"signed","assignment":1}"#,
    r#"{"event":"objected","assignment":1,"reason":"不属本单位职责"}"#,
    r#"{"event":"ruled","assignment":1,"upheld":true,"reason":"属住建局"}"#,
    r#"{"event":"ruled","assignment":1,"upheld":false,"reason":"职责明确"}"#,
    r#"{"event":"transfers_frozen"}"#,
    r#"{"event":"recalled","assignment":1,"reason":"改派"}"#,
    r#"{"event":"returned"}"#,
    r#"{"event":"convened","topic":"由谁主办","units":["ldjc"],"at":"2026-11-05T09:00:00+08:00"}"#,
    r#"{"event":"concluded","opinion":"以工资为主","lead":"ldjc"}"#,
    r#"{"event":"progressed","assignment":1,"text":"已约谈"}"#,
    r#"{"event":"reported","assignment":1,"result":"已付清"}"#,
    r#"{"event":"verified","assignment":1,"note":""}"#,
    r#"{"event":"sent_back","assignment":1,"reason":"缺收条"}"#,
    r#"{"event":"resolved","result":"已付清"}"#,
    r#"{"event":"replied","text":"已付清","how":"direct_answer"}"#,
    r#"{"event":"called_back","answer":{"answered":"dissatisfied"},"note":"还差一月"}"#,
    r#"{"event":"called_back","answer":"no_answer","note":""}"#,
    r#"{"event":"call_back_closed","reason":"三次未接"}"#,
    r#"{"event":"reopened","reason":"不满意"}"#,
    r#"{"event":"reviewed","review":{"at":"2026-11-20T09:00:00+08:00","by":"wang","score":{"points":75,"of":100,"passed":false},
        "sheet":[],"opinion":"答复未送达"}}"#,
    r#"{"event":"archived","note":""}"#,
    r#"{"event":"clock_met","clock":1}"#,
    r#"{"event":"clock_unmet","clock":1}"#,
    r#"{"event":"clock_stopped","clock":1}"#,
    r#"{"event":"clock_paused","clock":1,"reason":"等待鉴定"}"#,
    r#"{"event":"clock_resumed","clock":1,"due":"2026-11-20T23:59:59+08:00"}"#,
    r#"{"event":"clock_extended","clock":1,"due":"2026-11-20T23:59:59+08:00","extension":{"amount":5,"unit":"work_day",
        "reason":"案情复杂","approver":"wang","at":"2026-11-03T09:00:00+08:00","due_before":"2026-11-10T23:59:59+08:00"}}"#,
    r#"{"event":"clock_moved","clock":1,"rule":"accept","limit":{"amount":5,"unit":"work_day"},
        "due":"2026-11-20T23:59:59+08:00","reason":"calendar","assumed_years":[]}"#,
    r#"{"event":"escalated","clock":1,"level":"red"}"#,
    r#"{"event":"acknowledged","clock":1,"level":"red","note":"马上办"}"#,
    r#"{"event":"reminded","unit":"ldjc","text":"请抓紧"}"#,
    r#"{"event":"revealed","party":1}"#,
    r#"{"event":"sealed","seal":{"accused":[{"name":"某局长"}],"keepers":["wang"],"reason":"涉干部"}}"#,
    r#"{"event":"admitted","officer":"wang","reason":"承办"}"#,
    r#"{"event":"dismissed","officer":"wang","reason":"调离"}"#,
    r#"{"event":"opening_asked","reason":"研判"}"#,
    r#"{"event":"opening_granted","until":"2026-11-20T09:00:00+08:00"}"#,
    r#"{"event":"looked"}"#,
    r#"{"event":"unsealing_asked","reason":"查无此事"}"#,
    r#"{"event":"unsealed","reason":"同意"}"#,
    r#"{"event":"taken_over","no":"ZZ2019-00001","rulebook":"v1","parties":[],"intake":{"kind":"dispute","channel":"walk_in",
        "title":"界墙","parties":[]},"earlier":{"registered_at":"2019-03-04T09:00:00+08:00",
        "closed_at":"2019-04-01T09:00:00+08:00","result":"立桩为界","source":"2019年台账"}}"#,
    r#"{"event":"linked","other":"ZZ2026-00002","kind":"repeat_visit","note":"第三次来"}"#,
    r#"{"event":"unlinked","other":"ZZ2026-00002","kind":"series"}"#,
    r#"{"event":"told_apart","other":"ZZ2026-00002","note":"那是去年的工资"}"#,
    r#"{"event":"identified","who":[{"party":1,"nth":0,"person":1}]}"#,
    r#"{"event":"merged","into":"ZZ2026-00002","reason":"同一批工资"}"#,
    r#"{"event":"absorbed","source":"ZZ2026-00002","reason":"同一批工资"}"#,
    r#"{"event":"followed","target":"ZZ2026-00002","what":{"event":"resolved","result":"已付清"}}"#,
    r#"{"event":"unmerged","from":"ZZ2026-00002","reason":"并错了"}"#,
    r#"{"event":"taken_back","from":"ZZ2026-00002","entry":{"rev":9,"at":"2026-11-03T09:00:00+08:00","by":"wang","unit":"ldjc",
        "what":{"event":"progressed","assignment":4,"text":"已约谈"}}}"#,
    r#"{"event":"released","source":"ZZ2026-00002","reason":"并错了","entries":[9]}"#,
];

const MEDIATION_EVENTS: &[&str] = &[
    r#"{"event":"session_scheduled","session":1,"plan":PLAN}"#,
    r#"{"event":"session_scheduled","session":1,"plan":PLAN,"held_until":"2026-11-06T09:00:00+08:00","urgent":"临近春耕"}"#,
    r#"{"event":"session_confirmed","session":1}"#,
    r#"{"event":"session_rescheduled","session":1,"plan":PLAN,"reason":"当事人住院"}"#,
    r#"{"event":"session_cancelled","session":1,"reason":"一方未到","no_show":[1]}"#,
    r#"{"event":"hold_expired","session":1}"#,
    r#"{"event":"session_released","session":1}"#,
    r#"{"event":"notified","session":1,"whom":{"party":1},"how":"phone","result":"no_answer","note":"占线"}"#,
    r#"{"event":"attendance_taken","session":1,"present":[1],"absent":[],"excused":[]}"#,
    r#"{"event":"session_recorded","session":1,"text":"双方陈述","recorder":"李书记员"}"#,
    r#"{"event":"agreed","session":1,"agreement":{"form":"written","facts":"欠薪","terms":"分两期付清","effective_on":"2026-11-09",
        "copies":3,"instalments":[{"id":1,"due":"2026-12-01","amount_fen":100000}]}}"#,
    r#"{"event":"adjourned","session":1,"reason":"补证据"}"#,
    r#"{"event":"mediation_failed","session":1,"reason":"分歧大","remedies":["litigation","arbitration"]}"#,
    r#"{"event":"mediation_terminated","reason":"一方拒绝","remedies":["litigation"]}"#,
    r#"{"event":"mediation_resumed","reason":"双方同意"}"#,
    r#"{"event":"mediator_recused","mediator":"zhou","ground":"kin"}"#,
    r#"{"event":"instalment_performed","instalment":1,"on":"2026-12-01"}"#,
    r#"{"event":"instalment_breached","instalment":1,"note":"逾期未付"}"#,
    r#"{"event":"judicial_step_taken","step":"applied","on":"2026-11-12","court":"县人民法院"}"#,
];

const PLAN: &str = r#"{"room":"r1","starts":"2026-11-09T09:00:00+08:00","ends":"2026-11-09T11:00:00+08:00",
    "mediators":["zhou"],"seats":["ldjc"],"parties":[1]}"#;

fn centre() -> Centre {
    let mut centre = Centre::new("陇城县综治中心".into(), false, Rulebook::builtin("longxi").unwrap());
    centre.units = centre.rulebook().units.clone();
    centre.officers.push(officer());
    centre.rooms = vec![Room { id: RoomId::from("r1"), name: "第一调解室".into(), seats: 8 }];
    centre.mediators = vec![Mediator {
        id: MediatorId::from("zhou"),
        name: "周调解".into(),
        unit: None,
        kind: String::new(),
        specialities: vec![],
        phone: String::new(),
        employer: String::new(),
        kin: vec![],
    }];
    centre
}

fn officer() -> Officer {
    Officer {
        id: OfficerId::from("wang"),
        name: "王值班".into(),
        unit: None,
        roles: vec![Role::DutyOfficer, Role::Leader],
        os_user: None,
    }
}

/// A case with one assignment, and the events that made it.
fn case(centre: &Centre) -> (Case, Vec<CaseEvent>) {
    let now = at(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(), 9, 0);
    let intake: Register = serde_json::from_str(
        r#"{"kind":"dispute","channel":"walk_in","title":"拖欠工资","parties":[{"side":"applicant","name":"赵小禾"}],"accept":true}"#,
    )
    .unwrap();
    let by = officer();
    let ctx = Context { now, officer: &by, centre, bookings: &[], earlier_sides: &[] };
    let decision = register(CaseId(1), CaseNo::from("ZZ2026-00001"), &intake, &ctx).unwrap();
    let mut case = decision.case;
    let assigned: CaseEvent =
        serde_json::from_str(CASE_EVENTS.iter().find(|it| it.contains(r#""assigned""#)).unwrap()).unwrap();
    case.apply(now, &by.id, &assigned);
    let party = case.parties[0].clone();
    let mut events = decision.events;
    events.extend([CaseEvent::PartyAdded { party: party.clone() }, CaseEvent::PartyCorrected { party }]);
    (case, events)
}

fn every_event(centre: &Centre) -> (Case, Vec<CaseEvent>) {
    let (case, mut events) = case(centre);
    events.extend(CASE_EVENTS.iter().map(|line| serde_json::from_str::<CaseEvent>(line).expect(line)));
    events.extend(MEDIATION_EVENTS.iter().map(|line| {
        let what: MediationEvent = serde_json::from_str(&line.replace("PLAN", PLAN)).expect(line);
        CaseEvent::Mediation { what }
    }));
    (case, events)
}

/// The names of an enum's members, as its source gives them.
fn members(source: &str, of: &str) -> BTreeSet<String> {
    let (_, body) = source.split_once(&format!("pub enum {of} {{")).expect(of);
    let body = body.split_once("\n}").expect("the end of the enum").0;
    let names = body.lines().filter_map(|line| {
        let name = line.strip_prefix("    ").filter(|line| line.starts_with(char::is_uppercase))?;
        Some(name.trim_end_matches([' ', '{', ',']))
    });
    names.map(snake_case).collect()
}

fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

#[test]
fn every_kind_of_event_is_told_in_both_languages() {
    let centre = centre();
    let (case, events) = every_event(&centre);
    let told: BTreeSet<_> = events.iter().map(CaseEvent::kind).collect();
    let mut kinds = members(include_str!("../../domain/case/event.rs"), "CaseEvent");
    kinds.remove("mediation");
    kinds.extend(members(include_str!("../../domain/mediation/event.rs"), "MediationEvent"));
    assert!(kinds.len() > 50, "{kinds:?}");
    assert_eq!(told, kinds);
    for happened in &events {
        for lang in [Lang::ZhCn, Lang::En] {
            let said = lang.speaking(|| event(happened, &case, &centre));
            let unsaid = ["%{", "event.", "term.", "field.", "clock."].iter().any(|mark| said.contains(mark));
            assert!(!said.is_empty() && !unsaid && !said.contains("ldjc"), "{}: {said}", happened.kind());
        }
    }
}

#[test]
fn a_sentence_names_people_units_and_dates() {
    let centre = centre();
    let (case, events) = every_event(&centre);
    let said = |kind: &str| {
        let found = events.iter().find(|event| event.kind() == kind).unwrap();
        Lang::ZhCn.speaking(|| event(found, &case, &centre))
    };
    let unit = &centre.units.iter().find(|unit| unit.id.as_str() == "ldjc").unwrap().short;
    assert_eq!(said("registered"), "登记矛盾纠纷（来访）：拖欠工资");
    assert_eq!(said("signed"), format!("{unit}签收"));
    assert_eq!(said("called_back"), "回访：不满意：还差一月");
    assert_eq!(said("attendance_taken"), "第 1 场调解到场登记；到场：赵小禾");
    assert!(said("clock_extended").contains("由 2026-11-10 改为 2026-11-20 到期；王值班批准：案情复杂"));
}

#[test]
fn a_masked_case_gives_a_masked_sentence() {
    let centre = centre();
    let (mut case, events) = every_event(&centre);
    case.parties[0].name = "赵*".into();
    for happened in
        events.iter().filter(|event| matches!(event.kind().as_str(), "party_added" | "revealed" | "notified"))
    {
        let said = Lang::ZhCn.speaking(|| event(happened, &case, &centre));
        assert!(said.contains("赵*") && !said.contains("赵小禾"), "{said}");
    }
}
