//! The five complete lives, and the matter that nobody wants.

use crate::town::{Town, WANG};
use yichuang::desk::DeskError;
use yichuang::domain::vocabulary::ClockKind as Clock;
use yichuang::domain::vocabulary::Level;

fn empty(stage: &'static str) -> (&'static str, String) {
    (stage, String::new())
}

#[test]
fn a_neighbour_dispute_is_solved_on_the_spot() {
    let mut town = Town::new("2026-11-02 08:30");
    town.at("2026-11-02 09:10").registers(
        r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"place":"文苑镇柳林村",
            "narrative":"邻居硬化门前时把排水明沟填平,大雨后厨房进水,要求恢复排水。","category":"0201",
            "parties":[{"side":"applicant","name":"马春梅","phone":"19900000001"},{"side":"respondent","name":"漆万里"}]}"#,
    );
    assert_eq!(town.stands(), empty("accepted"));
    assert_eq!(town.due(Clock::Triage, ""), "11-03");
    assert_eq!(town.due(Clock::Reply, ""), "11-09");
    assert!(town.clock(Clock::Accept, "").met.is_some());

    town.at("2026-11-02 09:20").does(WANG, r#"{"command":"assess","grade":"general","risk":"low"}"#);
    assert_eq!(town.due(Clock::Grade, ""), "11-03");
    assert_eq!(town.refused(WANG, r#"{"command":"report","unit":"wy","result":"好了"}"#), "not_assigned");
    assert_eq!(town.refused(WANG, r#"{"command":"archive"}"#), "illegal_move");
    assert_eq!(town.refused(WANG, r#"{"command":"accept"}"#), "illegal_move");
    assert_eq!(town.refused(WANG, r#"{"command":"resolve","result":"  "}"#), "words_missing");

    town.at("2026-11-02 10:20").does(WANG, r#"{"command":"resolve","result":"现场划线恢复明沟,费用各半。"}"#);
    town.does(WANG, r#"{"command":"reply","text":"已当面告知处理结果。","how":"当面"}"#);
    assert_eq!(town.stands(), empty("resolved"));
    assert_eq!(town.due(Clock::CallBack, ""), "11-05");
    assert!(town.clock(Clock::Grade, "").met.is_some() && town.clock(Clock::Triage, "").met.is_some());

    town.at("2026-11-04 15:00")
        .does(WANG, r#"{"command":"call_back","answer":{"answered":"satisfied"},"note":"满意"}"#);
    assert_eq!(town.stands(), empty("called_back"));
    assert_eq!(town.due(Clock::Archive, ""), "11-11");
    town.at("2026-11-05 09:00").does(WANG, r#"{"command":"archive"}"#);
    assert_eq!(town.stands(), empty("archived"));

    let case = town.case();
    assert!(case.closed_at.is_some());
    assert!(case.clocks.iter().all(|clock| !clock.is_running() && clock.late_since.is_none()));
    assert_eq!(town.refused(WANG, r#"{"command":"withdraw","reason":"不要了"}"#), "illegal_move");
    let told = ["registered", "accepted", "assessed", "resolved", "replied", "called_back", "archived"];
    assert_eq!(town.timeline(), told);
    town.is_sound();
}

#[test]
fn a_wage_dispute_of_two_units_is_objected_ruled_extended_resolved_reopened_and_archived() {
    let mut town = Town::new("2026-09-16 08:30");
    // A Wednesday; Sunday the 20th is worked, the 25th to 27th and 1st to 7th of October are off.
    town.at("2026-09-16 09:30").registers(
        r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"place":"城关镇北坪村",
            "narrative":"在住宅小区工地做钢筋工,拖欠工资四万八千元,多次讨薪未果。","amount_fen":4800000,
            "parties":[{"side":"applicant","name":"王建军等6人","nature":"group","head_count":6,
              "representatives":[{"name":"王建军","phone":"19900000002"},{"name":"马得福"}]},
              {"side":"respondent","nature":"organisation","name":"陇城县宏远建筑公司"}]}"#,
    );
    town.does(WANG, r#"{"command":"assess","category":"0701","grade":"larger","risk":"medium"}"#);
    assert_eq!(town.due(Clock::Grade, ""), "09-23");
    town.at("2026-09-16 10:00")
        .does(WANG, r#"{"command":"route","lead":"ldjc","co":["zjj"],"instruction":"核账清欠"}"#);
    assert_eq!(town.stands(), ("handling", "ldjc".into()));
    for unit in ["ldjc", "zjj"] {
        assert_eq!(town.due(Clock::SignFor, unit), "09-17");
        assert_eq!(town.due(Clock::Object, unit), "09-22");
        assert_eq!(town.due(Clock::Unit, unit), "09-22");
    }
    assert_eq!(town.refused("lao", r#"{"command":"sign","unit":"zjj"}"#), "not_your_unit");
    assert_eq!(town.refused("lao", r#"{"command":"rule","unit":"zjj","upheld":true,"reason":"是"}"#), "not_permitted");
    town.at("2026-09-16 15:00").does("lao", r#"{"command":"sign","unit":"ldjc"}"#);

    // 住建 says "not ours", and is overruled on the worked Sunday.
    town.at("2026-09-18 09:00")
        .does("jian", r#"{"command":"object","unit":"zjj","reason":"工程已移交,与我单位无关。"}"#);
    assert_eq!(town.row().ball, "objected");
    assert_eq!(town.due(Clock::Rule, "zjj"), "09-21");
    // Signed neither in time nor at all: the objection came a day after the signature was due.
    assert!(town.clock(Clock::SignFor, "zjj").late_since.is_some());
    town.at("2026-09-20 10:00")
        .does(WANG, r#"{"command":"rule","unit":"zjj","upheld":false,"reason":"行业监管责任,指定办理。"}"#);
    assert_eq!(town.due(Clock::SignFor, "zjj"), "09-21");
    assert_eq!(
        town.refused("jian", r#"{"command":"object","unit":"zjj","reason":"还是不归我们。"}"#),
        "designated_may_not_object"
    );
    town.at("2026-09-21 09:00").does("jian", r#"{"command":"sign","unit":"zjj"}"#);

    // Extensions: before expiry, once, bounded, by whom the rulebook says.
    town.at("2026-09-22 16:00");
    let clock = town.clock(Clock::Unit, "ldjc").id;
    let extend = |amount: u32, approver: &str| {
        format!(
            r#"{{"command":"extend","clock":{clock},"amount":{amount},"reason":"等银行流水","approver":"{approver}"}}"#
        )
    };
    assert_eq!(town.refused(WANG, &extend(6, WANG)), "extension_amount");
    assert_eq!(town.refused(WANG, &extend(5, "li")), "officer_lacks_role");
    town.does(WANG, &extend(5, WANG));
    assert_eq!(town.due(Clock::Unit, "ldjc"), "09-30");
    assert_eq!(town.refused(WANG, &extend(5, WANG)), "extension_count");
    let grade = town.clock(Clock::Grade, "").id;
    town.does(
        WANG,
        &format!(r#"{{"command":"extend","clock":{grade},"amount":30,"reason":"情况复杂","approver":"gao"}}"#),
    );
    assert_eq!(town.due(Clock::Grade, ""), "10-23");

    // 住建 did not ask in time: late stays late, and the ladder is climbed once.
    town.at("2026-09-24 08:35");
    let raised = town.does(WANG, r#"{"command":"escalate"}"#);
    assert!(raised.events.contains(&"escalated".to_owned()), "{:?}", raised.events);
    assert_eq!(town.does(WANG, r#"{"command":"escalate"}"#).events, Vec::<String>::new());
    assert_eq!(town.clock(Clock::Unit, "zjj").level(), Some(Level::Red));
    assert!(town.row().overdue);
    let late = town.clock(Clock::Unit, "zjj").id;
    let too_late = format!(r#"{{"command":"extend","clock":{late},"amount":3,"reason":"再宽限","approver":"wang"}}"#);
    assert_eq!(town.refused(WANG, &too_late), "extension_after_expiry");
    town.does(WANG, &format!(r#"{{"command":"acknowledge","clock":{late},"level":"red","note":"已催办"}}"#));
    town.does(WANG, r#"{"command":"remind","unit":"zjj","text":"请今日报送结果"}"#);
    town.at("2026-09-24 16:00")
        .does("jian", r#"{"command":"report","unit":"zjj","result":"保证金账户可用余额已核实。"}"#);
    assert!(town.clock(Clock::Unit, "zjj").late_since.is_some());
    assert_eq!(town.due(Clock::Verify, "zjj"), "09-29");

    // Sent back, the unit's clock runs on as if never stopped.
    town.at("2026-09-28 09:00").does(WANG, r#"{"command":"send_back","unit":"zjj","reason":"缺流水"}"#);
    assert!(town.clock(Clock::Unit, "zjj").is_overdue(town.now));
    town.does("jian", r#"{"command":"report","unit":"zjj","result":"流水已补。"}"#);
    town.at("2026-09-29 09:00").does("lao", r#"{"command":"report","unit":"ldjc","result":"垫付六人工资。"}"#);
    assert_eq!(town.refused(WANG, r#"{"command":"resolve","result":"好了"}"#), "assignments_open");
    town.does(WANG, r#"{"command":"verify","unit":"zjj"}"#);
    assert_eq!(town.stands().0, "handling");
    town.does(WANG, r#"{"command":"verify","unit":"ldjc"}"#);
    assert_eq!(town.stands(), empty("resolved"));
    assert_eq!(town.due(Clock::CallBack, ""), "10-09");

    // Dissatisfied: back to the same unit, with new clocks.
    town.at("2026-10-08 10:00");
    assert_eq!(town.refused(WANG, r#"{"command":"call_back","answer":{"answered":"dissatisfied"}}"#), "words_missing");
    let told = town.does(WANG, r#"{"command":"call_back","answer":{"answered":"dissatisfied"},"note":"只到了一半"}"#);
    assert!(told.warnings.iter().any(|warning| warning.code == "dissatisfied_reopen"));
    assert_eq!(town.row().ball, "dissatisfied");
    assert_eq!(town.refused(WANG, r#"{"command":"archive"}"#), "illegal_move");
    town.does(WANG, r#"{"command":"reopen","reason":"余款未付,退回原单位","unit":"ldjc"}"#);
    assert_eq!(town.stands(), ("handling", "ldjc".into()));
    assert_eq!((town.due(Clock::Grade, ""), town.due(Clock::Unit, "ldjc")), ("10-15".into(), "10-14".into()));
    assert_eq!(
        town.refused("lao", r#"{"command":"object","unit":"ldjc","reason":"办过了"}"#),
        "designated_may_not_object"
    );
    town.does("lao", r#"{"command":"sign","unit":"ldjc"}"#);
    town.at("2026-10-10 09:00").does("lao", r#"{"command":"report","unit":"ldjc","result":"余款到账。"}"#);
    town.does(WANG, r#"{"command":"verify","unit":"ldjc","note":"已电话核实"}"#);
    town.does(WANG, r#"{"command":"reply","text":"余款已到账","how":"电话"}"#);
    town.at("2026-10-12 09:00").does(WANG, r#"{"command":"call_back","answer":"no_answer"}"#);
    assert_eq!(town.stands(), empty("resolved"));
    town.at("2026-10-12 15:00")
        .does(WANG, r#"{"command":"call_back","answer":{"answered":"very_satisfied"},"note":"全数收到"}"#);
    town.at("2026-10-13 09:00").does(WANG, r#"{"command":"archive","note":"卷宗共42页"}"#);

    let case = town.case();
    assert_eq!(town.stands(), empty("archived"));
    assert_eq!(case.reopened, 1);
    assert!(case.clocks.iter().all(|clock| !clock.is_running()));
    assert!(case.clocks.iter().any(|clock| clock.late_since.is_some()), "lateness stays on record");
    let told = town.timeline();
    for event in
        ["objected", "ruled", "clock_extended", "sent_back", "escalated", "acknowledged", "reminded", "reopened"]
    {
        assert!(event.starts_with("clock_") || told.contains(&event.to_owned()), "{event}: {told:?}");
    }
    town.is_sound();
}

const LAND: &str = r#"{"command":"register","kind":"dispute","channel":"grid","accept":true,"place":"文苑镇柳林村与双河镇上河村交界",
    "narrative":"两村交界的林地四至以沟为界,一方认为是大沟,一方认为是小沟,砍伐枯木时发生推搡。","category":"0903",
    "parties":[{"side":"applicant","name":"权守义","phone":"19900000003","place":"文苑镇柳林村"},
               {"side":"respondent","name":"阎根生","phone":"19900000004","place":"双河镇上河村"}]}"#;

#[test]
fn a_land_dispute_across_townships_goes_to_joint_mediation_instalments_and_the_court() {
    let mut town = Town::new("2026-10-12 08:30");
    // Somebody else has the first room on Monday the 19th.
    town.registers(
        r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"narrative":"借款三万元到期不还。","category":"0804",
            "parties":[{"side":"applicant","name":"董彩霞"},{"side":"respondent","name":"邵国栋"}]}"#,
    );
    let other = town.no.clone();
    town.does(
        "li",
        r#"{"command":"schedule","room":"r1","starts":"2026-10-19 09:00","mediators":["m02"],"seats":["wy"]}"#,
    );

    town.at("2026-10-12 09:00").registers(LAND);
    town.does(WANG, r#"{"command":"assess","grade":"major","risk":"high"}"#);
    assert_eq!(town.due(Clock::Grade, ""), "11-12");
    town.does(WANG, r#"{"command":"route","lead":"zx","instruction":"中心牵头联合调解"}"#);
    town.does("li", r#"{"command":"sign","unit":"zx"}"#);

    // Every clash is named, and five free slots are offered.
    town.at("2026-10-13 09:00");
    let wanted = r#"{"command":"schedule","room":"r1","starts":"2026-10-19 10:00","ends":"2026-10-19 11:30",
        "mediators":["m02"],"seats":["zrzyj","wy","sh"]}"#;
    let Err(DeskError::Refused(refusal)) = town.try_to("li", wanted) else { panic!("no clash was seen") };
    assert_eq!(refusal.code, "session_clashes");
    let causes: Vec<_> = refusal.causes.iter().map(|cause| cause.code).collect();
    assert_eq!(causes, ["clash_room_busy", "clash_mediator_busy", "clash_seat_busy"]);
    assert_eq!(refusal.offers.len(), 5);
    let soon = r#"{"command":"schedule","room":"r3","starts":"2026-10-14 10:00","mediators":["m01"]}"#;
    let Err(DeskError::Refused(refusal)) = town.try_to("li", soon) else { panic!("no notice was asked for") };
    assert_eq!(refusal.causes[0].code, "clash_notice_too_short");
    let sunday = r#"{"command":"schedule","room":"r3","starts":"2026-10-18 10:00","mediators":["m01"]}"#;
    let Err(DeskError::Refused(refusal)) = town.try_to("li", sunday) else { panic!("Sunday is no working day") };
    assert_eq!(refusal.causes[0].code, "clash_non_working_day");

    town.does(
        "li",
        r#"{"command":"schedule","room":"r3","starts":"2026-10-19 09:00","mediators":["m01"],"seats":["zrzyj","sh"],
            "guests":[{"role":"lawyer","name":"律公道"}],"topic":"确认林地四至"}"#,
    );
    assert_eq!(town.due(Clock::Mediation, ""), "11-13");
    town.does("li", r#"{"command":"notify","session":1,"party":1,"how":"phone","result":"will_come"}"#);
    town.does("li", r#"{"command":"notify","session":1,"party":2,"how":"phone","result":"no_answer"}"#);
    town.does(
        "li",
        r#"{"command":"notify","session":1,"party":2,"how":"relayed","result":"will_come","note":"想改到周二"}"#,
    );
    assert_eq!(town.refused("li", r#"{"command":"attendance","session":1,"present":[1,2]}"#), "session_not_begun");

    // Moved by a day at the respondent's wish.
    town.at("2026-10-15 09:00")
        .does("li", r#"{"command":"reschedule","session":1,"reason":"被申请人周二方便","starts":"2026-10-20 14:30"}"#);
    let session = town.case().mediation.sessions[0].clone();
    assert_eq!(session.moves.len(), 1);
    assert_eq!(session.plan.starts.format("%m-%d %H:%M").to_string(), "10-20 14:30");
    town.does("li", r#"{"command":"notify","session":1,"party":1,"how":"phone","result":"will_come"}"#);

    town.at("2026-10-20 16:10");
    let agreed = r#"{"command":"conclude_session","session":1,"outcome":{"kind":"agreed","facts":"两村林地四至不清。",
        "terms":"以大沟为界;被申请人赔偿树木损失六千元,分两期付清。","method":"转账","place":"综治中心",
        "instalments":[{"due":"2026-11-20","amount_fen":300000},{"due":"2026-12-20","amount_fen":300000}]}}"#;
    assert_eq!(town.refused("li", agreed), "agreement_without_attendance");
    town.does("li", r#"{"command":"attendance","session":1,"present":[1,2]}"#);
    town.does(
        "li",
        r#"{"command":"record_session","session":1,"text":"现场图与航拍图质证,双方认可。","recorder":"白小禾"}"#,
    );
    town.does("li", agreed);
    assert!(town.clock(Clock::Mediation, "").met.is_some());
    assert_eq!(town.due(Clock::JudicialConfirmation, ""), "11-19");
    let case = town.case();
    let performance = case.clocks.iter().filter(|it| it.kind == Clock::Performance);
    let dues: Vec<_> = performance.map(|it| it.due.format("%m-%d").to_string()).collect();
    assert_eq!(dues, ["11-20", "12-20"]);
    assert_eq!(
        town.refused("li", r#"{"command":"schedule","room":"r3","starts":"2026-11-04 09:00","mediators":["m01"]}"#),
        "mediation_ended"
    );

    town.at("2026-10-21 09:00").does("li", r#"{"command":"report","unit":"zx","result":"达成协议,立界桩两根。"}"#);
    town.does(WANG, r#"{"command":"verify","unit":"zx"}"#);
    assert_eq!(town.stands(), empty("resolved"));
    town.does(WANG, r#"{"command":"reply","text":"协议书已送达双方","how":"书面"}"#);
    town.at("2026-10-23 09:00").does(WANG, r#"{"command":"call_back","answer":{"answered":"satisfied"}}"#);
    assert_eq!(town.refused("li", r#"{"command":"judicial_confirmation","step":"confirmed"}"#), "judicial_not_applied");
    town.at("2026-10-26 09:00")
        .does("li", r#"{"command":"judicial_confirmation","step":"applied","court":"陇城县人民法院"}"#);
    assert!(town.clock(Clock::JudicialConfirmation, "").met.is_some());
    town.at("2026-10-28 09:00").does("li", r#"{"command":"judicial_confirmation","step":"accepted"}"#);
    town.at("2026-11-05 09:00")
        .does("li", r#"{"command":"judicial_confirmation","step":"confirmed","note":"裁定已送达"}"#);
    assert_eq!(town.refused(WANG, r#"{"command":"archive"}"#), "performance_pending");
    let archive = |town: &Town| town.case().running(Clock::Archive, None).map(|it| it.due.format("%m-%d").to_string());
    assert_eq!(archive(&town), None, "nobody is asked to file away what cannot be yet");
    town.at("2026-11-20 10:00").does("li", r#"{"command":"perform","instalment":1,"note":"转账凭证"}"#);
    assert_eq!(town.refused("li", r#"{"command":"perform","instalment":1}"#), "instalment_performed_already");
    assert_eq!(town.refused("li", r#"{"command":"breach","instalment":2,"note":"没付"}"#), "instalment_not_due");
    town.at("2026-12-21 09:00").does("li", r#"{"command":"perform","instalment":2,"on":"2026-12-18"}"#);
    assert_eq!(archive(&town).as_deref(), Some("12-28"));
    town.at("2026-12-22 09:00");
    assert_eq!(town.refused(WANG, r#"{"command":"archive"}"#), "papers_missing");
    town.does("li", r#"{"command":"add_paper","paper":"身份证明","pages":2,"note":"双方村委会证明"}"#);
    town.does("li", r#"{"command":"add_paper","paper":"agreement","pages":2}"#);
    assert_eq!(town.refused(WANG, r#"{"command":"archive"}"#), "papers_missing", "nobody has signed it");
    town.does("li", r#"{"command":"remove_paper","paper":2,"reason":"换成签名的一份"}"#);
    town.does("li", r#"{"command":"add_paper","paper":"agreement","pages":2,"signed":true}"#);
    town.does(WANG, r#"{"command":"archive"}"#);
    assert_eq!(town.stands(), empty("archived"));
    assert!(town.case().clocks.iter().all(|clock| !clock.is_running()));
    let told = town.timeline();
    for event in ["session_scheduled", "session_rescheduled", "agreed", "judicial_step_taken", "instalment_performed"] {
        assert!(told.contains(&event.to_owned()), "{event}: {told:?}");
    }
    town.no = other;
    town.is_sound();
}

const APPEAL: &str = r#"{"command":"register","kind":"appeal","channel":"mailbox","place":"双河镇河湾村","category":"1403",
    "narrative":"不服一审判决,要求中心协调法院改判。","parties":[{"side":"applicant","name":"尚克勤"}]}"#;

#[test]
fn a_matter_before_the_court_is_declined_with_notice() {
    let mut town = Town::new("2026-11-06 08:30");
    town.at("2026-11-06 16:00").registers(APPEAL);
    assert_eq!(town.stands(), empty("registered"));
    // Friday afternoon: one working day ends on Monday.
    assert_eq!(town.due(Clock::Accept, ""), "11-09");
    assert_eq!(town.refused(WANG, r#"{"command":"route","lead":"fy"}"#), "illegal_move");
    assert_eq!(town.refused(WANG, r#"{"command":"decline","reason":"已进入诉讼","advice":""}"#), "words_missing");
    assert_eq!(town.refused("lao", r#"{"command":"accept"}"#), "not_permitted");
    town.at("2026-11-10 09:00").does(WANG, r#"{"command":"escalate"}"#);
    assert_eq!(town.clock(Clock::Accept, "").level(), Some(Level::Red));
    town.does(WANG, r#"{"command":"decline","reason":"已进入诉讼程序","advice":"请在上诉期内向中级人民法院上诉"}"#);
    assert_eq!(town.stands(), empty("declined"));
    let case = town.case();
    assert!(case.closed_at.is_some() && case.clocks.iter().all(|clock| !clock.is_running()));
    assert!(town.clock(Clock::Accept, "").late_since.is_some(), "declined a day late");
    for line in [
        r#"{"command":"accept"}"#,
        r#"{"command":"route","lead":"fy"}"#,
        r#"{"command":"reopen","reason":"再看看"}"#,
        r#"{"command":"amend","changes":{"title":"改"}}"#,
    ] {
        assert_eq!(town.refused(WANG, line), "illegal_move");
    }
    assert_eq!(town.timeline(), ["registered", "escalated", "escalated", "declined"]);
    assert_eq!(town.does(WANG, r#"{"command":"escalate"}"#).events, Vec::<String>::new());
    town.is_sound();
}

#[test]
fn a_withdrawn_matter_stops_every_clock_and_leaves_every_desk() {
    let mut town = Town::new("2026-11-09 08:30");
    town.at("2026-11-09 09:00").registers(APPEAL);
    town.does(WANG, r#"{"command":"accept"}"#);
    assert_eq!(town.due(Clock::Reply, ""), "11-24");
    town.does(WANG, r#"{"command":"assess","grade":"major"}"#);
    assert_eq!(town.clock(Clock::Grade, "").due.format("%Y-%m-%d").to_string(), "2027-01-08");
    town.does(WANG, r#"{"command":"route","lead":"ldjc","co":["zjj"]}"#);
    town.does("lao", r#"{"command":"sign","unit":"ldjc"}"#);
    assert_eq!(town.refused(WANG, r#"{"command":"withdraw","reason":""}"#), "words_missing");
    town.at("2026-11-11 09:00").does(WANG, r#"{"command":"withdraw","reason":"反映人书面撤回"}"#);
    assert_eq!(town.stands(), empty("withdrawn"));
    assert!(town.case().clocks.iter().all(|clock| !clock.is_running()));
    assert_eq!(town.refused("jian", r#"{"command":"sign","unit":"zjj"}"#), "unknown_case", "no longer theirs to see");
    assert_eq!(town.refused("lao", r#"{"command":"report","unit":"ldjc","result":"办了"}"#), "unknown_case");
    let counters = town.desk.counters(town.now).unwrap();
    assert_eq!((counters.awaiting_signature, counters.awaiting_triage, counters.overdue), (0, 0, 0));
    assert!(town.desk.alerts(None, None, 100, town.now).unwrap().is_empty());
    town.is_sound();
}

#[test]
fn the_third_not_ours_freezes_transfers_until_a_conference_names_a_lead() {
    let mut town = Town::new("2026-11-02 08:30");
    town.registers(
        r#"{"command":"register","kind":"appeal","channel":"phone","accept":true,"place":"马鞍镇前川村","category":"1104",
            "narrative":"村口砂石路被压坏,雨天泥深没脚,请求修路。","parties":[{"side":"applicant","name":"景秀英"}]}"#,
    );
    town.does(WANG, r#"{"command":"assess","grade":"larger"}"#);
    town.at("2026-11-02 10:00").does(WANG, r#"{"command":"route","lead":"zjj"}"#);
    town.at("2026-11-03 09:00").does("jian", r#"{"command":"object","unit":"zjj","reason":"村道不归城建。"}"#);
    town.does(WANG, r#"{"command":"rule","unit":"zjj","upheld":true,"reason":"成立"}"#);
    assert_eq!(town.stands(), empty("accepted"));
    assert_eq!(town.due(Clock::Triage, ""), "11-04");
    assert_eq!(town.refused(WANG, r#"{"command":"route","lead":"zjj"}"#), "objection_was_upheld");
    town.does(WANG, r#"{"command":"route","lead":"jtj"}"#);

    // Five working days, not one more.
    town.at("2026-11-11 09:00");
    assert_eq!(town.due(Clock::Object, "jtj"), "11-10");
    assert_eq!(town.refused("jiao", r#"{"command":"object","unit":"jtj","reason":"未列养"}"#), "objection_too_late");
    town.does(WANG, r#"{"command":"transfer","from":"jtj","to":"swj","reason":"渠边路段"}"#);
    town.does("shui", r#"{"command":"object","unit":"swj","reason":"只管渠道。"}"#);
    town.does(WANG, r#"{"command":"rule","unit":"swj","upheld":true,"reason":"成立"}"#);
    town.does(WANG, r#"{"command":"route","lead":"ldjc"}"#);
    let third =
        town.at("2026-11-12 09:00").does("lao", r#"{"command":"object","unit":"ldjc","reason":"与劳动无关。"}"#);
    assert!(third.events.contains(&"transfers_frozen".to_owned()), "{:?}", third.events);
    assert_eq!(town.stands(), empty("conference"));
    assert!(town.case().frozen);
    assert_eq!(town.due(Clock::Conference, ""), "11-17");
    assert_eq!(town.refused(WANG, r#"{"command":"route","lead":"ma"}"#), "conference_open");
    assert_eq!(
        town.refused(WANG, r#"{"command":"transfer","from":"ldjc","to":"ma","reason":"属地"}"#),
        "conference_open"
    );

    town.at("2026-11-13 09:00")
        .does(WANG, r#"{"command":"conclude","opinion":"交通牵头,乡镇配合。","lead":"jtj","co":["ma"]}"#);
    assert_eq!(town.stands(), ("handling", "jtj".into()));
    assert!(!town.case().frozen);
    assert_eq!(
        town.refused("jiao", r#"{"command":"object","unit":"jtj","reason":"还是不归我们"}"#),
        "designated_may_not_object"
    );
    town.does("jiao", r#"{"command":"sign","unit":"jtj"}"#);
    town.does(WANG, r#"{"command":"sign","unit":"ma"}"#);
    town.does("jiao", r#"{"command":"report","unit":"jtj","result":"已铺砂平整。"}"#);
    town.does(WANG, r#"{"command":"report","unit":"ma","result":"占地已协调。"}"#);
    town.does(WANG, r#"{"command":"verify","unit":"ma"}"#);
    town.does(WANG, r#"{"command":"verify","unit":"jtj"}"#);
    assert_eq!(town.stands(), empty("resolved"));
    assert_eq!(town.case().result.as_deref(), Some("已铺砂平整。"));
    town.is_sound();
}
