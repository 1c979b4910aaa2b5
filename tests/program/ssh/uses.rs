//! What officers do over SSH.

use super::host::Host;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

#[test]
fn a_question_in_chinese_is_answered_whatever_language_the_client_speaks() {
    let Some(host) = Host::new() else { return };
    host.ssh(&["take", "张三", "13900000001", "柳林村", "老板李四拖欠工资"]).ends(0);
    for (lang, says) in [("C", "待受理"), ("zh_CN.GBK", "待受理"), ("en_US.UTF-8", "张三"), ("", "待受理")] {
        let options = ["-o", &format!("SetEnv=LANG={lang} LC_ALL={lang}")];
        let said = host.ssh_with(&options, &["find", "张三"]).ends(0);
        assert!(said.out.contains("张三") && said.out.contains(says), "{lang}: {said:?}");
        assert!(!said.out.contains('\u{1b}'), "{lang}: {said:?}");
    }
    let found = host.ssh(&["find", "张三", "--json"]).ends(0).json();
    let no = found[0]["no"].as_str().unwrap();
    let shown = host.ssh(&["show", no]).ends(0).out;
    assert!(shown.contains("李值守") && shown.contains("139****0001"), "the key says who wrote it down: {shown}");
    assert!(host.ssh(&["find", "'张 三'"]).ends(0).out.contains("张三"));
    assert!(host.ssh(&["find", "没有此人"]).ends(0).out.contains("没有此人"));
}

#[test]
fn writing_is_done_as_the_officer_of_the_key_and_the_key_is_in_the_log() {
    let Some(host) = Host::new() else { return };
    host.ssh(&["find", "张三"]).ends(0);
    assert!(host.access().is_empty(), "looking something up is no signing in");
    host.ssh(&["take", "张三", "13900000001", "问低保怎么办"]).ends(0);
    assert_eq!(host.access(), [("li".to_owned(), json!({"event": "signed_in", "proof": "key"}))]);
    assert_eq!(host.ssh(&["officer", "add", "x", "--name", "某某", "--role", "leader"]).ends(4).out, "");
}

#[test]
fn a_script_comes_through_the_input_and_from_no_file() {
    let Some(host) = Host::new() else { return };
    let lines = [
        r#"{"command":"register","kind":"dispute","channel":"walk_in","title":"拖欠工资","narrative":"老板不给钱","parties":[{"side":"applicant","name":"张三"}]}"#,
        r#"{"command":"nonsense"}"#,
    ];
    let said = host.ssh_reading(&["do", "-"], &format!("{}\n", lines.join("\n"))).ends(1);
    let receipts = said.lines();
    assert_eq!((&receipts[0]["ok"], &receipts[1]["ok"]), (&json!(true), &json!(false)), "{receipts:?}");
    let read = host.ssh_reading(&["do", "/etc/passwd", "--json"], "").ends(4);
    assert_eq!(read.error()["kind"], "remote_file");
    assert_eq!(host.access().last().unwrap().1, json!({"event": "refused", "what": "do", "why": "remote_file"}));
}

#[test]
fn who_is_on_duty_and_what_supervision_sees_is_asked_from_afar() {
    let Some(host) = Host::new() else { return };
    host.local(&["roster", "publish", "2050-06-01", "2050-06-01", "--despite", "先发布"]).ends(0);
    host.local(&["roster", "assign", "2050-06-01/evening/cadre", "li", "--reason", "顶班"]).ends(0);
    let said = host.ssh(&["duty", "--date", "2050-06-01"]).ends(0);
    assert!(said.out.contains("晚班") && said.out.contains("李值守"), "{said:?}");
    let duty = host.ssh(&["duty", "--date", "2050-06-01", "--json"]).ends(0).json();
    for key in ["at", "day", "floor", "leader", "next", "published_until", "receptions", "shift", "shifts"] {
        assert!(duty.get(key).is_some(), "{key} is missing from {duty}");
    }
    let evening = duty["shifts"].as_array().unwrap().iter().find(|shift| shift["shift"] == "evening").unwrap();
    assert_eq!((&evening["key"], &evening["day"]), (&json!("2050-06-01/evening"), &json!("2050-06-01")));
    let cadre = evening["posts"].as_array().unwrap().iter().find(|post| post["post"] == "cadre").unwrap();
    assert!(cadre["officers"].to_string().contains("\"li\""), "{cadre}");
    assert!(host.ssh(&["duty"]).ends(0).out.contains("值班"));
    host.ssh(&["duty", "--date", "明天"]).ends(2);
    // What only looks leaves no sign-in; what writes needs the role, from afar as at the desk.
    for words in [&["checks"][..], &["standing"], &["long-pending"], &["leader"], &["review", "show"]] {
        host.ssh(words).ends(0);
        host.ssh(&[words, &["--json"]].concat()).ends(0).json();
    }
    assert!(host.access().is_empty());
    host.ssh(&["roster", "assign", "2050-06-01/evening/cadre", "li", "--reason", "换"]).ends(4);
    host.ssh(&["review", "draw"]).ends(4);
}

#[test]
fn the_full_screen_needs_a_terminal_and_has_the_real_cursor_in_it() {
    let Some(host) = Host::new() else { return };
    let said = host.ssh(&[]).ends(2);
    assert!(said.err.contains("ssh -t"), "{said:?}");

    let mut screen = host.screen(100, 30);
    screen.wait_for("还没有登记");
    screen.wait_for("李值守");
    screen.send("\x1bOQ");
    screen.wait_for("新建登记");
    screen.send("欧阳建国");
    screen.wait("the cursor behind the name", |rows, cursor| {
        rows.iter().enumerate().any(|(row, line)| {
            let end = line.find("欧阳建国").map(|at| line[..at].width() + "欧阳建国".width());
            end.is_some_and(|end| cursor == (u16::try_from(end).unwrap(), u16::try_from(row).unwrap()))
        })
    });
    assert!(screen.cursor_is_visible());
    screen.resize(120, 36);
    screen.wait("the wider screen", |rows, _| rows.iter().any(|row| row.width() > 110));
    screen.send("\t19900001234\t\t");
    screen.wait_for("199****1234");
    for _ in 0..7 {
        screen.send("\t");
    }
    screen.send("楼上漏水物业不管");
    screen.wait_for("楼上漏水物业不管");
    screen.send("\x13");
    screen.wait("the case in the list", |rows, _| rows.iter().any(|row| row.contains("-00001")));
    assert!(host.ssh(&["find", "欧阳建国"]).ends(0).out.contains("-00001"));
}

#[test]
fn a_key_that_was_taken_away_opens_nothing_though_its_line_stands() {
    let Some(host) = Host::new() else { return };
    let keys = host.local(&["ssh-key", "list", "--json"]).ends(0).json();
    let print = keys[0]["fingerprint"].as_str().unwrap().to_owned();
    assert_eq!((&keys[0]["officer"], &keys[0]["comment"]), (&json!("li"), &json!("li@一号窗口")));
    host.local(&["ssh-key", "remove", &print]).ends(0);
    for words in [&["find", "张三"][..], &["verify"], &["today"], &["workdays", "2026-11-23", "3"], &["nonsense"], &[]]
    {
        let said = host.ssh(words);
        assert!(said.code == 4 || words.is_empty(), "{words:?}: {said:?}");
        assert!(said.out.is_empty(), "{words:?}: {said:?}");
    }
    // Added again, and taken away with its line, the server itself refuses it.
    let (file, key) = (format!("--write={}", host.path("authorized_keys").display()), host.path("li.pub"));
    host.local(&["ssh-key", "add", "li", key.to_str().unwrap(), &file]).ends(0);
    host.ssh(&["today"]).ends(0);
    host.local(&["ssh-key", "remove", &print, &file]).ends(0);
    assert_eq!(host.ssh(&["today"]).code, 255);
}

#[test]
fn a_database_may_lie_under_any_name() {
    let Some(host) = Host::with("一窗 \"a'b\\ $(touch pwned) `id`;&/desk.db") else { return };
    host.ssh(&["take", "张三", "问低保怎么办"]).ends(0);
    assert!(host.ssh(&["find", "张三"]).ends(0).out.contains("张三"));
    let list = host.local(&["ssh-key", "list"]).ends(0).out;
    assert!(list.contains("李值守"), "{list}");
}
