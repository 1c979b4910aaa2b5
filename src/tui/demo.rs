//! A made-up desk of one pane, to try the toolkit on.

use super::commands::{CommandSpec, Commands, Danger, footer, reference};
use super::dialogs::{Chooser, Reader};
use super::form::{Field, Form, FormEvent, FormLayer};
use super::frame::{Counter, Frame, Rooms, Top, split};
use super::layers::{Layer, Layers, Outcome, World};
use super::paint::rule;
use super::testing::drawn;
use super::theme::{Look, Meaning};
use super::widgets::{Cell, Choice, Column, Message, Row, Rows, ScrollText, Table};
use crate::term::{Code, Key};
use crate::words::{Lang, say};
use chrono::{NaiveDate, NaiveTime};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use std::time::Duration;

static TABLE: LazyLock<Commands<Demo>> = LazyLock::new(|| Commands::new(COMMANDS.iter().copied()));

const COMMANDS: &[CommandSpec<Demo>] = &[
    CommandSpec::new("demo.new", "demo", "desk").keys(&[Key::f(2), Key::char('a')]).rank(9),
    CommandSpec::new("demo.open", "demo", "desk").keys(&[Key::plain(Code::Enter)]).rank(7),
    CommandSpec::new("demo.delete", "demo", "desk").keys(&[Key::plain(Code::Delete)]).danger(Danger::Confirm).rank(5),
    CommandSpec::new("demo.purge", "demo", "desk").keys(&[Key::f(12)]).danger(Danger::Typed),
    CommandSpec::new("demo.accept", "demo", "desk")
        .keys(&[Key::f(5)])
        .rank(6)
        .when(|demo: &Demo| if demo.may_accept { Ok(()) } else { Err("demo.refused.nothing_to_accept") }),
];

const WORDS: &[(&str, &str)] = &[
    ("command-group.demo", "工单"),
    ("command.demo.new", "新建工单"),
    ("command.demo.open", "打开"),
    ("command.demo.delete", "删除工单"),
    ("command.demo.purge", "清空回收站"),
    ("command.demo.accept", "受理"),
    ("demo.refused.nothing_to_accept", "没有待受理的工单"),
    ("demo.overdue", "超期 %{count}"),
    ("demo.today", "今日 %{count}"),
];

struct Demo {
    look: Look,
    message: Option<Message>,
    saved: Option<Map<String, Value>>,
    ran: Vec<&'static str>,
    may_accept: bool,
}

impl World for Demo {
    type Effect = &'static str;
    type Answer = ();

    fn commands() -> &'static Commands<Self> {
        &TABLE
    }

    fn look(&self) -> &Look {
        &self.look
    }

    fn refuse(&mut self, _id: &'static str, reason: &'static str) {
        self.message = Some(Message::error(&say(reason)));
    }

    fn command(&mut self, id: &'static str) -> Outcome<Self> {
        self.ran.push(id);
        Outcome::taken()
    }
}

struct Case(u64);

impl Row for Case {
    fn id(&self) -> u64 {
        self.0
    }
}

const NAMES: [&str; 4] = ["张三", "欧阳建国", "李四等五人", "龙溪镇卫生院"];
const MATTERS: [&str; 4] = ["宅基地边界纠纷，双方多次争执", "拖欠工资", "楼上漏水，物业不管，要求赔偿", "抚养费给付"];

const COLUMNS: &[Column<Case>] = &[
    Column::new("编号", 12, 12, 0, |case: &Case| format!("ZZ2026-{:05}", case.0).into()),
    Column::new("当事人", 8, 12, 1, |case: &Case| NAMES[usize::try_from(case.0 % 4).unwrap()].into()),
    Column::new("事由", 10, 28, 2, |case: &Case| MATTERS[usize::try_from(case.0 % 4).unwrap()].into()).fill(),
    Column::new("环节", 6, 8, 3, |_: &Case| "待签收".into()),
    Column::new("剩余", 6, 8, 1, |case: &Case| match case.0 % 4 {
        0 => Cell::new("超 2 天", Meaning::Overdue),
        1 => Cell::new("今天", Meaning::Today),
        days => format!("{days} 天").into(),
    })
    .right(),
    Column::new("承办", 8, 14, 4, |_: &Case| "自然资源和规划局".into()),
];

struct Pane {
    rows: Rows<Case>,
    table: Table,
    detail: ScrollText,
}

impl Pane {
    fn new() -> Self {
        let detail = ScrollText::new(vec![
            (Meaning::Title, "ZZ2026-00002".into()),
            (Meaning::Text, "申请人反映楼上住户装修后卫生间漏水，物业公司多次推诿不管；要求修复并赔偿。".into()),
        ]);
        Self { rows: Rows::whole((1..=340).map(Case).collect()), table: Table::default(), detail }
    }
}

impl Layer<Demo> for Pane {
    fn scopes(&self) -> &'static [&'static str] {
        &["list", "desk", "global"]
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, demo: &Demo) {
        let (list, detail) = split(area);
        self.table.draw(list, buffer, COLUMNS, &self.rows, "没有工单 · 按 F2 新建", &demo.look);
        if let Some(detail) = detail {
            rule(buffer, detail.x - 1, detail, &demo.look);
            self.detail.draw(detail, buffer, &demo.look);
        }
    }

    fn key(&mut self, key: Key, _demo: &mut Demo) -> Outcome<Demo> {
        if self.table.key(key, &self.rows) { Outcome::taken() } else { Outcome::ignored() }
    }

    fn command(&mut self, id: &'static str, demo: &mut Demo) -> Outcome<Demo> {
        match id {
            "demo.new" => Outcome::taken().open(new_case()),
            "demo.delete" | "demo.purge" => {
                demo.ran.push(id);
                Outcome::taken().effect("deleted")
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.table.caret()
    }
}

fn form() -> Form {
    let categories = vec![
        Choice::new("land", "土地山林"),
        Choice::new("family", "婚姻家庭"),
        Choice::new("wage", "劳资纠纷"),
        Choice::new("neighbour", "邻里纠纷"),
    ];
    Form::new(vec![
        Field::heading("h1", "当事人"),
        Field::text_line("name", "姓名").required(),
        Field::text_line("id_number", "证件号码")
            .check(|text| {
                if text.len() == 18 {
                    Ok("女 1990-03-07".into())
                } else {
                    Err("证件号码应为 18 位，现在是别的长度".into())
                }
            })
            .secret(),
        Field::number("people", "人数"),
        Field::heading("h2", "事项"),
        Field::pick("category", "类别", categories.clone()).required(),
        Field::many("tags", "涉及部门", categories),
        Field::date("visit", "约定时间", |text| {
            if text == "今天" { Ok("11月21日 周六".into()) } else { Err("看不懂这个时间".into()) }
        }),
        Field::yes_no("urgent", "紧急", false),
        Field::area("story", "事由", 4).required(),
        Field::button("add_party", "再添一位当事人"),
    ])
}

fn new_case() -> FormLayer<Demo> {
    FormLayer::new("新建工单", form(), |event, form, demo: &mut Demo| match event {
        FormEvent::Save(values) => {
            demo.saved = Some(values);
            Outcome::taken().close().effect("save")
        }
        FormEvent::Leave => Outcome::taken().close().effect("keep draft"),
        FormEvent::Pressed(_) => {
            form.insert_before("h2", vec![Field::text_line("name2", "姓名")]);
            Outcome::taken()
        }
        _ => Outcome::taken(),
    })
    .drafted_as("new-case")
}

struct Desk {
    demo: Demo,
    layers: Layers<Demo>,
    now: Duration,
}

impl Desk {
    fn new() -> Self {
        crate::words::teach(WORDS);
        let demo = Demo { look: Look::mono(), message: None, saved: None, ran: Vec::new(), may_accept: false };
        Self { demo, layers: Layers::new(Pane::new()), now: Duration::from_secs(1) }
    }

    fn press(&mut self, key: &str) -> Vec<&'static str> {
        self.now += Duration::from_millis(200);
        self.layers.key(key.parse().unwrap(), self.now, &mut self.demo)
    }

    fn type_in(&mut self, text: &str) {
        for c in text.chars() {
            self.now += Duration::from_millis(200);
            self.layers.key(Key::char(c), self.now, &mut self.demo);
        }
    }

    fn screen(&mut self, columns: u16, rows: u16) -> String {
        let top = Top {
            centre: "龙溪县综治中心".into(),
            shift: Some("白班".into()),
            officer: "王值班".into(),
            reach: None,
            file: None,
            leader: Some("赵主任".into()),
            counters: vec![
                Counter { words: "demo.overdue", count: 3, meaning: Meaning::Overdue },
                Counter { words: "demo.today", count: 1, meaning: Meaning::Today },
            ],
            date: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
            day_mark: Some(say("tui.top.make_up")),
            time: NaiveTime::from_hms_opt(9, 5, 0).unwrap(),
        };
        let tabs = ["1 受理", "2 分流", "3 调解", "4 预警"].map(str::to_owned);
        drawn(columns, rows, |area, buffer| {
            let message = self.demo.message.clone();
            let frame = Frame { top: &top, tabs: &tabs, active: 0, message: message.as_ref() };
            let Rooms { body, footer: line } = frame.draw(area, buffer, &self.demo.look)?;
            self.layers.draw(body, buffer, &self.demo);
            let standing = |spec: &CommandSpec<Demo>| self.layers.standing(spec.id, &self.demo);
            footer(&TABLE, self.layers.scopes(), standing, line, buffer, &self.demo.look);
            self.layers.caret()
        })
    }
}

#[test]
fn a_table_with_chinese_at_the_two_common_sizes() {
    let mut desk = Desk::new();
    desk.press("down");
    insta::assert_snapshot!("table_80x24", desk.screen(80, 24));
    insta::assert_snapshot!("table_120x36", desk.screen(120, 36));
}

#[test]
fn the_palette_over_chinese_finds_by_initials() {
    let mut desk = Desk::new();
    desk.screen(80, 24);
    desk.press("：");
    insta::assert_snapshot!("palette_80x24", desk.screen(80, 24));
    desk.type_in("xjgd");
    insta::assert_snapshot!("palette_filtered_120x36", desk.screen(120, 36));
    desk.press("enter");
    assert_eq!(desk.layers.scopes(), ["form", "global"], "the form opened where the palette was");
}

#[test]
fn help_lists_the_keys_of_the_place() {
    let mut desk = Desk::new();
    desk.press("？");
    insta::assert_snapshot!("help_80x24", desk.screen(80, 24));
    desk.press("esc");
    assert_eq!(desk.layers.depth(), 1);
}

#[test]
fn a_form_shows_what_is_wrong_beside_the_field() {
    let mut desk = Desk::new();
    desk.press("f2");
    desk.type_in("欧阳建国");
    desk.press("enter");
    desk.type_in("123");
    desk.press("tab");
    desk.press("ctrl-s");
    insta::assert_snapshot!("form_with_errors_80x24", desk.screen(80, 24));
    insta::assert_snapshot!("form_with_errors_120x36", desk.screen(120, 36));
    assert!(desk.demo.saved.is_none());
}

#[test]
fn a_form_is_filled_by_keys_alone_and_saved_by_ctrl_s() {
    let mut desk = Desk::new();
    desk.press("f2");
    desk.type_in("张三");
    desk.press("enter");
    desk.type_in("110101199003078515");
    desk.press("tab");
    desk.type_in("１2");
    desk.press("tab");
    desk.type_in("hyjt");
    insta::assert_snapshot!("form_with_open_list_80x24", desk.screen(80, 24));
    desk.press("enter");
    desk.press("space");
    desk.press("space");
    desk.press("down");
    desk.press("space");
    desk.press("enter");
    desk.type_in("今天");
    desk.press("down");
    desk.press("space");
    desk.press("down");
    desk.type_in("楼上漏水");
    desk.press("enter");
    desk.type_in("物业不管");
    insta::assert_snapshot!("form_filled_80x24", desk.screen(80, 24));
    assert_eq!(desk.press("ctrl-s"), ["save"]);
    let expected = json!({
        "name": "张三", "id_number": "110101199003078515", "people": 12, "category": "family",
        "tags": ["land", "family"], "visit": "今天", "urgent": true, "story": "楼上漏水\n物业不管",
    });
    assert_eq!(Value::Object(desk.demo.saved.unwrap()), expected);
}

#[test]
fn a_draft_comes_back_as_it_was() {
    let mut desk = Desk::new();
    desk.press("f2");
    desk.type_in("张三");
    desk.press("tab");
    desk.type_in("1101");
    let drafts = desk.layers.drafts();
    let (name, draft) = &drafts[0];
    assert_eq!(name, "new-case");
    let mut again = form();
    again.from_draft(draft);
    assert_eq!(again.to_draft(), *draft);
    assert_eq!(again.focused().unwrap().id, "id_number");
}

#[test]
fn the_enter_that_confirms_a_composition_is_no_command() {
    let mut desk = Desk::new();
    desk.press("f2");
    let at = Duration::from_secs(100);
    desk.layers.key(Key::char('张'), at, &mut desk.demo);
    desk.layers.key("enter".parse().unwrap(), at + Duration::from_millis(20), &mut desk.demo);
    desk.layers.key(Key::char('三'), at + Duration::from_millis(300), &mut desk.demo);
    desk.layers.key("enter".parse().unwrap(), at + Duration::from_millis(600), &mut desk.demo);
    desk.type_in("110");
    let draft = desk.layers.drafts().remove(0).1;
    assert_eq!(draft["fields"]["name"], "张三");
    assert_eq!(draft["fields"]["id_number"], "110");
}

#[test]
fn a_dangerous_command_asks_and_the_answer_is_no_unless_said() {
    let mut desk = Desk::new();
    desk.press("delete");
    insta::assert_snapshot!("confirm_80x24", desk.screen(80, 24));
    assert!(desk.press("enter").is_empty());
    assert!(desk.demo.ran.is_empty());
    desk.press("delete");
    desk.press("right");
    assert_eq!(desk.press("enter"), ["deleted"]);
    desk.press("f12");
    desk.type_in("ye");
    assert!(desk.press("enter").is_empty());
    desk.press("f12");
    desk.type_in("yes");
    assert_eq!(desk.press("enter"), ["deleted"]);
}

#[test]
fn a_command_that_cannot_be_run_says_why() {
    let mut desk = Desk::new();
    desk.press("f5");
    assert_eq!(desk.demo.message.as_ref().unwrap().words, "没有待受理的工单");
    assert!(!desk.screen(80, 24).contains("F5"));
    desk.demo.may_accept = true;
    desk.demo.message = None;
    assert!(desk.screen(80, 24).contains("F5"));
    desk.press("f5");
    assert_eq!(desk.demo.ran, ["demo.accept"]);
}

#[test]
fn letters_typed_into_a_form_are_never_commands() {
    let mut desk = Desk::new();
    desk.press("f2");
    desk.type_in("aj?:1");
    let draft = desk.layers.drafts().remove(0).1;
    assert_eq!(draft["fields"]["name"], "aj?:1");
    assert_eq!(desk.layers.depth(), 2);
}

#[test]
fn a_group_of_fields_can_be_repeated() {
    let mut form = form();
    form.focus_on("story");
    form.insert_before("h2", vec![Field::text_line("party.1.name", "姓名")]);
    assert_eq!(form.focused().unwrap().id, "story");
    form.focus_on("party.1.name");
    form.remove_group("party.1.");
    assert!(form.field("party.1.name").is_none());
    assert!(form.focused().unwrap().takes_focus());
}

#[test]
fn matches_stand_beside_the_form_or_under_it() {
    let mut desk = Desk::new();
    let matches = |_: &Demo| {
        vec![
            (Meaning::Title, "可能相同".into()),
            (Meaning::Text, "张三 ZZ2026-00017 电话相同；上月已受理，正在办理，承办单位为自然资源和规划局".into()),
        ]
    };
    let layer = FormLayer::new("新建工单", form(), |_, _, _: &mut Demo| Outcome::taken());
    desk.layers.open(layer.beside(matches));
    insta::assert_snapshot!("form_with_matches_80x24", desk.screen(80, 24));
    insta::assert_snapshot!("form_with_matches_120x36", desk.screen(120, 36));
    desk.layers.open(FormLayer::new("原因", form(), |_, _, _: &mut Demo| Outcome::taken()).boxed(50, 12));
    insta::assert_snapshot!("form_in_a_box_80x24", desk.screen(80, 24));
}

#[test]
fn a_text_to_read_and_a_list_to_choose_from_close_when_done() {
    let mut desk = Desk::new();
    let proof = (1..=20).map(|day| (Meaning::Text, format!("11月{day}日 计第 {day} 个工作日"))).collect();
    desk.layers.open(Reader::new("到期日怎么算", proof));
    insta::assert_snapshot!("reader_80x24", desk.screen(80, 24));
    desk.press("pgdn");
    assert!(desk.screen(80, 24).contains("第 20 个工作日"));
    desk.press("enter");
    let choices = vec![Choice::new("land", "土地山林"), Choice::new("family", "婚姻家庭")];
    let chosen = |ids: Vec<String>, demo: &mut Demo| {
        demo.message = Some(Message::info(&ids.join(" ")));
        Outcome::taken().effect("chosen")
    };
    desk.layers.open(Chooser::several("类别", choices, [], chosen));
    desk.press("space");
    desk.press("down");
    desk.press("space");
    assert_eq!(desk.press("enter"), ["chosen"]);
    assert_eq!(desk.demo.message.as_ref().unwrap().words, "land family");
    assert_eq!(desk.layers.depth(), 1);
}

#[test]
fn too_small_a_window_says_so() {
    insta::assert_snapshot!("too_small_40x10", Desk::new().screen(40, 10));
}

#[test]
fn every_size_can_be_drawn() {
    for open in ["", "f2", "？", "ctrl-p", "delete"] {
        let mut desk = Desk::new();
        if !open.is_empty() {
            desk.press(open);
        }
        for (columns, rows) in [(1, 1), (10, 3), (59, 15), (60, 16), (80, 24), (109, 30), (110, 30), (300, 90)] {
            desk.screen(columns, rows);
        }
    }
}

#[test]
fn no_key_means_two_things_and_every_command_gets_past_an_input_method() {
    let layers: &[(&str, &[&str])] = &[
        ("pane", &["list", "desk", "global"]),
        ("form", &["form", "global"]),
        ("palette", &["palette", "global"]),
        ("help", &["help", "global"]),
    ];
    assert_eq!(TABLE.faults(layers), Vec::<String>::new());
    let twice = Commands::<Demo>::new([
        CommandSpec::new("demo.a", "demo", "desk").keys(const { &[Key::ctrl('p')] }),
        CommandSpec::new("demo.a", "demo", "lonely").keys(const { &[Key::char('a')] }),
    ]);
    let faults = twice.faults(&[("pane", &["desk", "global"]), ("lonely", &["lonely"])]);
    assert_eq!(faults.len(), 3, "{faults:?}");
}

#[test]
fn the_toolkit_has_words_for_its_commands_in_both_languages() {
    for spec in super::commands::standard::<Demo>() {
        for lang in [Lang::ZhCn, Lang::En] {
            for key in [format!("command.{}", spec.id), format!("command-group.{}", spec.group)] {
                assert!(crate::words::exists(&key, lang), "{key} {lang:?}");
            }
        }
    }
    let reference = reference(&TABLE);
    assert!(reference.contains("| `Ctrl-S` | 保存 · Save | `form.save` | form |"), "{reference}");
}
