//! Every field of a full case says what the case says.

use super::*;
use crate::desk::views::Line;
use crate::domain::case::{Case, CaseCommand, CaseEvent, Context, Register, decide, register};
use crate::domain::ids::{CaseId, CaseNo};
use crate::domain::rulebook::Rulebook;
use crate::domain::time::at;
use crate::domain::vocabulary::Role;
use chrono::NaiveDate;
use serde_json::{Value, json};

struct Desk {
    centre: Centre,
    officer: Officer,
    now: Moment,
    view: CaseView,
}

impl Desk {
    /// A dispute over a wall: routed, objected to, ruled, extended, mediated, agreed in two instalments, called back.
    fn full() -> Self {
        let mut centre = Centre::new("陇城县综治中心".into(), false, Rulebook::builtin("longxi").unwrap());
        centre.units = centre.rulebook().units.clone();
        centre.rooms = centre.rulebook().rooms.clone();
        centre.mediators = centre.rulebook().mediators.clone();
        let roles = vec![Role::DutyOfficer, Role::Coordinator, Role::Leader];
        let officer = Officer { id: "wang".into(), name: "王值班".into(), unit: None, roles, os_user: None };
        centre.officers.push(officer.clone());
        let now = at(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(), 9, 5);
        let matter: Register = serde_json::from_value(json!({"kind": "dispute", "channel": "walk_in", "title": "围墙占道",
            "narrative": "邻居砌墙占了半米通道。", "demands": ["拆除围墙", "赔偿损失"], "place": "柳树村", "category": "0202",
            "grade": "larger", "accept": true, "amount_fen": 600_050, "people_involved": 4, "occurred_on": "2026-10-01",
            "parties": [
                {"side": "applicant", "name": "赵小禾", "id_no": "11010519491231002X", "phone": "13900000001",
                    "place": "柳树村1号", "occupation": "务农", "agent": "律公道"},
                {"side": "respondent", "nature": "organisation", "name": "大川建材公司", "place": "城关镇", "phone": "13900000002",
                    "representatives": [{"name": "钱大川"}]}]}))
        .unwrap();
        let ctx = Context { now, officer: &officer, centre: &centre, bookings: &[], earlier_sides: &[] };
        let begun = register(CaseId(1), CaseNo::from("ZZ2026-00123"), &matter, &ctx).unwrap();
        let view = CaseView {
            case: begun.case.clone(),
            others: Vec::new(),
            related: Vec::new(),
            directives: Vec::new(),
            timeline: Vec::new(),
        };
        let mut desk = Self { centre, officer, now, view };
        desk.hears(begun.case, begun.events);
        let clock =
            |desk: &Self, kind: &str| desk.view.case.clocks.iter().rfind(|it| it.kind.key() == kind).unwrap().id.0;
        desk.does(json!({"command": "route", "lead": "ldjc", "co": ["zjj"], "instruction": "先核实"}));
        desk.does(json!({"command": "object", "unit": "ldjc", "reason": "不涉劳动关系"}));
        desk.does(json!({"command": "rule", "unit": "ldjc", "upheld": false, "reason": "涉及工棚"}));
        desk.does(json!({"command": "sign", "unit": "ldjc"}));
        let grade = clock(&desk, "grade");
        desk.does(json!({"command": "extend", "clock": grade, "amount": 10, "reason": "需要测量", "approver": "wang"}));
        desk.does(
            json!({"command": "schedule", "room": "r3", "starts": "2026-11-02T15:00:00+08:00", "mediators": ["m01"],
            "guests": [{"role": "lawyer", "name": "律公道"}], "urgent": "双方都在", "topic": "围墙去留"}),
        );
        desk.now = at(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(), 16, 30);
        desk.does(json!({"command": "attendance", "session": 1, "present": [1, 2]}));
        desk.does(json!({"command": "record_session", "session": 1, "text": "双方各让一步。", "recorder": "白小禾"}));
        desk.does(
            json!({"command": "conclude_session", "session": 1, "outcome": {"kind": "agreed", "facts": "墙占道半米。",
            "terms": "拆墙并赔偿六千元。", "method": "转账", "place": "综治中心", "instalments": [
                {"due": "2026-11-10", "amount_fen": 300_000}, {"due": "2026-12-10", "amount_fen": 300_050}]}}),
        );
        desk.does(json!({"command": "promise", "text": "周五回电话", "due": "2026-11-06"}));
        for unit in ["ldjc", "zjj"] {
            if unit == "zjj" {
                desk.does(json!({"command": "sign", "unit": unit}));
            }
            desk.does(json!({"command": "report", "unit": unit, "result": "已拆除"}));
            desk.does(json!({"command": "verify", "unit": unit}));
        }
        desk.does(json!({"command": "reply", "text": "墙已拆", "how": "书面"}));
        desk.does(json!({"command": "call_back", "answer": {"answered": "satisfied"}, "note": "已收到第一期"}));
        desk.does(json!({"command": "add_paper", "paper": "identity", "pages": 2, "note": "双方证件复印件"}));
        desk
    }

    fn hears(&mut self, case: Case, events: Vec<CaseEvent>) {
        for event in events {
            let (rev, kind) = (self.view.timeline.len() as u64 + 1, event.kind());
            let who = self.officer.name.clone();
            self.view.timeline.push(Line { no: None, rev, at: self.now, who, kind, moved_to: None, event });
        }
        self.view.case = case;
    }

    fn does(&mut self, command: Value) {
        let command = serde_json::from_value(command.clone())
            .unwrap_or_else(|_| CaseCommand::Mediation(serde_json::from_value(command).unwrap()));
        let ctx =
            Context { now: self.now, officer: &self.officer, centre: &self.centre, bookings: &[], earlier_sides: &[] };
        let done = decide(&self.view.case, &command, &ctx).unwrap_or_else(|why| panic!("{command:?}: {why:?}"));
        self.hears(done.case, done.events);
    }

    fn fields(&self, subject: &Subject) -> Fields {
        Fields::of(subject, &Setting { centre: &self.centre, officer: &self.officer, now: self.now })
    }

    fn of_case(&self) -> Fields {
        self.fields(&Subject::Case(Box::new(self.view.clone())))
    }
}

#[track_caller]
fn says(fields: &Fields, expected: &[(&str, &str)]) {
    for (name, value) in expected {
        assert_eq!(fields.text(name), Some(*value), "{name}");
    }
}

#[test]
fn every_field_has_a_name_of_its_own_in_both_languages() {
    for lang in [Lang::ZhCn, Lang::En] {
        let mut names = BTreeMap::new();
        for (key, _) in FIELDS {
            let name = lang.speaking(|| say(&format!("form.field.{key}")));
            assert!(!name.starts_with("form."), "{key} has no name");
            assert_eq!(names.insert(name.clone(), *key), None, "{name} names two fields");
            if lang == Lang::ZhCn {
                assert_eq!(key_of(&name), Some(*key));
            }
        }
    }
}

#[test]
fn the_fields_of_a_full_case_are_what_the_case_says() {
    let fields = Desk::full().of_case();
    says(
        &fields,
        &[
            ("中心名称", "陇城县综治中心"),
            ("填发日期", "2026年11月2日"),
            ("案号", "ZZ2026-00123"),
            ("事由", "围墙占道"),
            ("登记时间", "2026年11月2日9时05分"),
            ("收到日期", "2026年11月2日"),
            ("受理日期", "2026年11月2日"),
            ("发生日期", "2026年10月1日"),
            ("登记人", "王值班"),
            ("涉及人数", "4"),
            ("涉及金额", "6000.50元"),
            ("涉及金额大写", "人民币陆仟元伍角整"),
            ("申请人姓名", "赵小禾"),
            ("被申请人姓名", "大川建材公司"),
            ("主办单位", "陇城县劳动保障监察大队"),
            ("延期理由", "需要测量"),
            ("原期限", "2026年11月9日"),
            ("延长至", "2026年11月19日"),
            ("批准人", "王值班"),
            ("答复内容", "墙已拆"),
            ("回访结果", "满意"),
            ("回访情况", "已收到第一期"),
            ("回访人", "王值班"),
            ("协议编号", "ZZ2026-00123-协1"),
            ("协议内容", "拆墙并赔偿六千元。"),
            ("履行方式", "转账"),
            ("履行时限", "2026年12月10日前履行完毕"),
            ("协议日期", "2026年11月2日"),
            ("司法确认期限", "2026年12月2日"),
            ("调解开始日期", "2026年11月2日"),
            ("记录人", "白小禾"),
            ("保管期限", "长期"),
        ],
    );
    let parties = fields.items("当事人").unwrap();
    says(
        &parties[0],
        &[
            ("姓名", "赵小禾"),
            ("性别", "女"),
            ("出生日期", "1949年12月31日"),
            ("年龄", "76"),
            ("证件号码", "11010519491231002X"),
            ("联系电话", "13900000001"),
            ("住址", "柳树村1号"),
            ("职业", "务农"),
            ("委托代理人", "律公道"),
        ],
    );
    assert!(!parties[0].has("民族"), "what nobody wrote down is left to be written by hand");
    says(&parties[1], &[("代表人", "钱大川"), ("是单位", "is_organisation")]);
    let demands: Vec<_> = fields.items("诉求事项").unwrap().iter().map(|it| it.text("诉求内容").unwrap()).collect();
    assert_eq!(demands, ["拆除围墙", "赔偿损失"]);
    let second = &fields.items("分期履行").unwrap()[1];
    says(
        second,
        &[("履行日期", "2026年12月10日"), ("履行金额", "3000.50元（大写：人民币叁仟元伍角整）"), ("序号", "2")],
    );
    says(&fields.items("承诺事项").unwrap()[0], &[("承诺内容", "周五回电话"), ("承诺期限", "2026年11月6日")]);
    let papers: Vec<_> = fields.items("卷内材料").unwrap().iter().map(|it| it.text("文书名称").unwrap()).collect();
    assert!(papers.contains(&"身份证明") && papers.contains(&"异议裁定书"), "{papers:?}");
    assert!(fields.text("卷宗缺项").unwrap().contains("调解协议书"));
}

#[test]
fn a_session_and_an_assignment_have_fields_of_their_own() {
    let desk = Desk::full();
    let session = desk.fields(&Subject::Session(Box::new(desk.view.clone()), SessionId(1)));
    says(
        &session,
        &[
            ("调解时间", "2026年11月2日15时00分"),
            ("调解事由", "围墙去留"),
            ("到场当事人", "赵小禾、大川建材公司"),
            ("受邀人员", "律公道（律师）"),
            ("调解经过", "双方各让一步。"),
            ("调解结果", "经调解，各方自愿达成如下协议：拆墙并赔偿六千元。"),
        ],
    );
    let assignment = desk.fields(&Subject::Assignment(Box::new(desk.view.clone()), AssignmentId(1)));
    says(
        &assignment,
        &[
            ("交办意见", "先核实"),
            ("签发人", "王值班"),
            ("签收人", "王值班"),
            ("异议", "不涉劳动关系"),
            ("裁定结果", "异议不成立"),
            ("裁定理由", "涉及工棚"),
            ("办理结果", "已拆除"),
        ],
    );
    assert!(assignment.has("异议不成立") && !assignment.has("异议成立"));
}

#[test]
fn papers_speak_chinese_whatever_the_officer_reads() {
    let desk = Desk::full();
    let fields = Lang::En.speaking(|| desk.of_case());
    assert_eq!(fields.text("registered_on"), Some("2026年11月2日"));
}

#[test]
fn sums_are_written_in_words_that_cannot_be_altered() {
    let words = |fen: i64| Lang::ZhCn.speaking(|| in_words(fen)).unwrap();
    for (fen, expected) in [
        (0, "人民币零元整"),
        (5, "人民币伍分"),
        (50, "人民币伍角整"),
        (100, "人民币壹元整"),
        (105, "人民币壹元零伍分"),
        (123_456, "人民币壹仟贰佰叁拾肆元伍角陆分"),
        (1_000_000, "人民币壹万元整"),
        (1_005_000, "人民币壹万零伍拾元整"),
        (100_000_100, "人民币壹佰万零壹元整"),
        (2_000_300_000, "人民币贰仟万零叁仟元整"),
        (10_000_000_000, "人民币壹亿元整"),
        (1_000_000_000_000, "人民币壹佰亿元整"),
    ] {
        assert_eq!(words(fen), expected);
    }
    assert_eq!(Lang::ZhCn.speaking(|| in_words(-1)), None);
    assert_eq!(Lang::ZhCn.speaking(|| amount(300_005)), "3000.05元");
}
