//! Hostile text through every door: nothing of it reaches a terminal raw, and no layout breaks.

use super::place::{Place, Said};
use std::ffi::OsString;

/// What somebody might put into a name: sequences in seven and eight bits, marks of direction, marks that cannot be
/// seen, a flood of marks, line ends that look like none.
const HOSTILE: &[&str] = &[
    "赵\u{1b}[2J\u{1b}[31m\u{1b}]0;owned\u{7}\u{1b}]52;c;b3duZWQ=\u{7}小\u{1b}Pq\u{1b}\\\u{1b}_x\u{1b}\\禾\u{1b}c",
    "钱\u{9b}2J\u{9d}52;c;b3duZWQ=\u{9c}大\u{90}q\u{9c}\u{85}川\u{1b}]8;;http://example.org\u{1b}\\这里\u{1b}]8;;\u{1b}\\",
    "孙\u{202e}路问\u{2066}\u{2067}\u{200f}\u{61c}李\u{200b}\u{200d}\u{feff}\u{2060}\u{ad}\u{e0041}\u{fe0f}\u{e0100}四",
    "周\r\u{8}\u{8}\u{b}\u{c}\u{7f}\u{2028}\u{2029}欧\u{489}\u{36b}\u{343}\u{36a}\u{302}\u{489}\u{36b}\u{343}\u{36a}\u{302}\u{489}\u{3164}阳",
];

/// Tells what acts on a terminal without being seen, or on how others are shown.
fn steers(c: char) -> bool {
    c != '\n' && yichuang::text::steers(c)
}

/// Finds what must not go to a terminal: anything that steers, other than the sequences the program itself draws with.
fn leak(raw: &str) -> Option<String> {
    let mut rest = raw;
    while let Some(at) = rest.find(|c: char| c != '\r' && steers(c)) {
        let around: String = rest[at..].chars().take(24).collect();
        let end = match rest[at..].strip_prefix('\u{1b}')?.chars().next() {
            Some('[') => {
                let after = &rest[at + 2..];
                let end = after.find(|c: char| ('@'..='~').contains(&c))?;
                // Colour, cursor, erasing, modes, synchronised updates, the keyboard's protocol.
                if !"mHABCDGdKJXhlupnctq".contains(&after[end..=end]) {
                    return Some(around);
                }
                at + 2 + end + 1
            }
            // Naming the window, with nothing in the name that ends it early.
            Some(']') if rest[at..].starts_with("\u{1b}]0;") => {
                let name = &rest[at + 4..];
                let end = name.find(steers)?;
                if name.contains("owned") && !name[end..].starts_with('\u{7}') {
                    return Some(around);
                }
                at + 4 + end + name[end..].chars().next().map_or(0, char::len_utf8)
            }
            Some('(' | ')') => at + 3,
            // The last is the end of a name.
            Some('=' | '>' | '7' | '8' | '\\') => at + 2,
            // Still on its way.
            None => return None,
            Some(_) => return Some(around),
        };
        rest = &rest[end..];
    }
    None
}

fn is_clean(what: &str, said: &Said) {
    for text in [&said.out, &said.err] {
        let found = text.chars().find(|c| steers(*c));
        assert!(found.is_none(), "{what}: {found:?} in {text:?}");
        let marks = text.chars().filter(|c| ('\u{483}'..='\u{489}').contains(c)).count();
        assert!(marks <= 40, "{what}: a flood of marks in {text:?}");
    }
}

#[test]
fn nothing_hostile_in_an_argument_a_file_or_the_environment_is_said_raw() {
    let place = Place::new();
    for (nth, hostile) in HOSTILE.chunks(2).map(<[&str]>::concat).enumerate() {
        let hostile = hostile.as_str();
        let name = format!("{nth}{}", hostile.replace(['/', '\0'], ""));
        let rulebook = place
            .file(&format!("rules{name}.toml"), format!("[\"{hostile}\"]\nid = \"{hostile}\"\n{hostile}").as_bytes());
        let calendar = place.file(
            &format!("days{name}.json"),
            serde_json::json!({"year": 2027, "days": [{"name": hostile, "date": "2027-01-01", "isOffDay": true}]})
                .to_string()
                .as_bytes(),
        );
        let cell = format!("\"{}\"", hostile.replace('"', "\"\""));
        let register = place.file(
            &format!("old{name}.csv"),
            format!("姓名,电话,诉求,{cell}\n{cell},{cell},{cell},{cell}\n=1+1,13900001111,{cell},x\n").as_bytes(),
        );
        let form = place.file(
            &format!("form{name}.json"),
            serde_json::json!([{"姓名": hostile, "内容": hostile, hostile: hostile, "手机": hostile}])
                .to_string()
                .as_bytes(),
        );
        let missing = format!("/nowhere/{name}");
        let take = format!("{hostile} 13900001111 柳林村 老板{hostile}拖欠工资3.5万元 {hostile}");
        let doors: Vec<Vec<&str>> = vec![
            vec!["find", hostile],
            vec!["show", hostile],
            vec!["take", &take],
            vec!["take", "--dry-run", &take],
            vec!["find", "工资"],
            vec!["show", "1"],
            vec!["today"],
            vec!["due", "--unit", hostile],
            vec!["--as", hostile, "today"],
            vec!["--db", &missing, "today"],
            vec!["--lang", hostile, "today"],
            vec![hostile],
            vec!["find", "--limit", hostile, "x"],
            vec!["workdays", hostile, "5"],
            vec!["--now", hostile, "today"],
            vec!["officer", "add", hostile, "--name", hostile],
            vec!["officer", "add", "gao", "--name", hostile, "--role", "leader"],
            vec!["officer", "list"],
            vec!["officer", "show", hostile],
            vec!["unit", "add", "uu", "--name", hostile, "--short", hostile],
            vec!["unit", "list"],
            vec!["room", "add", hostile, "--name", hostile],
            vec!["room", "list"],
            vec!["person", "find", hostile],
            vec!["rulebook", "check", &rulebook],
            vec!["rulebook", "show", hostile],
            vec!["calendar", "import", &calendar, "--yes"],
            vec!["calendar", "show", "2027"],
            vec!["do", &rulebook],
            vec!["do", &missing],
            vec!["backup", &missing],
            vec!["link", hostile, hostile],
            vec!["import", &register, "--dry-run"],
            vec!["import", &register],
            vec!["import", &missing, "--register", hostile],
            vec!["incoming", "bring", &form, &register, &missing],
            vec!["incoming", "list"],
            vec!["incoming", "show", hostile],
            vec!["incoming", "dismiss", hostile, "--reason", hostile],
        ];
        for door in doors {
            for form in [&[][..], &["--json"], &["--lang", "en"]] {
                let arguments: Vec<&str> = form.iter().chain(&door).copied().collect();
                let said = place.run(&arguments);
                is_clean(&format!("{arguments:?}"), &said);
                if form == ["--json"] {
                    for line in [&said.out, &said.err] {
                        let values: Result<Vec<serde_json::Value>, _> =
                            serde_json::Deserializer::from_str(line).into_iter().collect();
                        assert!(values.is_ok(), "{arguments:?}: {line}");
                    }
                }
            }
        }
        is_clean("the environment", &Place::said(place.command().env("YICHUANG_DB", &missing).arg("today"), b""));
        is_clean(
            "the language",
            &Place::said(place.command().env("LANG", hostile).env("LC_ALL", hostile).arg("today"), b""),
        );
    }
}

#[test]
fn nothing_hostile_in_the_configuration_is_said_raw() {
    let place = Place::new();
    let folder = place.folder.path().join(".config/yichuang");
    std::fs::create_dir_all(&folder).expect("a folder");
    for hostile in HOSTILE {
        let json = |text: &str| serde_json::to_string(text).expect("a string");
        for config in [
            format!("{} = 1", json(hostile).replace("\\u", "\\u00").replace("\\u0000", "\\u00")),
            format!("theme = {}", json(hostile)),
            format!("db = {}", json(&format!("/nowhere/{hostile}"))),
            format!("\"{hostile}\" = {hostile}"),
        ] {
            std::fs::write(folder.join("config.toml"), config).expect("a file");
            for arguments in [&["today"][..], &["today", "--json"]] {
                is_clean(
                    "the configuration",
                    &Place::said(place.command().env_remove("YICHUANG_DB").args(arguments), b""),
                );
            }
        }
    }
}

#[test]
fn lines_of_a_script_that_are_no_text_are_answered_in_their_turn() {
    let place = Place::new();
    let mut input = Vec::new();
    let lines: [&[u8]; 9] = [
        b"\xff\xfe\x00{}\n",
        b"{\"command\":\"register\",\"kind\":\"dispute\",\"channel\":\"phone\",\"narrative\":\"\\ud800\",\"parties\":[]}\n",
        b"{\"command\":\"register\",\"kind\":\"dispute\",\"channel\":\"phone\",\"narrative\":\"\\u001b[2J\\u009b2J\\u202e \\u0000 ok\",\
          \"parties\":[{\"side\":\"applicant\",\"name\":\"\\u001b]52;c;eA==\\u0007\\u5f20\\u4e09\"}]}\n",
        b"\xef\xbb\xbf{\"command\":\"note\",\"no\":\"ZZ2026-00001\",\"text\":\"\\u2028\\u0085x\"}\n",
        b"\0\0\0\n",
        b"{\"command\":\"\\u001b[31m\\u202enote\"}\n",
        b"{\"command\":\"note\",\"\\u001b[31mno\":\"\\u009b\"}\n",
        b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
        b"{\"command\":\"note\",\"no\":\"ZZ2026-00001\",\"text\":\"no line end\"}",
    ];
    input.extend(lines.concat());
    let said = Place::said(place.command().args(["do"]), &input);
    is_clean("a script", &said);
    let answers: Vec<serde_json::Value> =
        said.out.lines().map(|line| serde_json::from_str(line).expect("an answer")).collect();
    let done: Vec<bool> = answers.iter().map(|answer| answer["ok"] == true).collect();
    assert_eq!(done, [false, false, true, true, false, false, false, false, true], "{}", said.out);
    let numbers: Vec<u64> = answers.iter().filter_map(|answer| answer["line"].as_u64()).collect();
    assert_eq!(numbers, (1..=9).collect::<Vec<u64>>());
    // Longer than a line may be, and as long as a text may not be.
    let long = format!(
        "{}\n{{\"command\":\"note\",\"no\":\"ZZ2026-00001\",\"text\":\"{}\"}}\n",
        "x".repeat(9 << 20),
        "长".repeat(30_000)
    );
    let said = Place::said(place.command().args(["do"]), long.as_bytes());
    let kinds: Vec<String> = said
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("an answer")["error"]["kind"].to_string())
        .collect();
    assert_eq!(kinds, ["\"not_understood\"", "\"text_too_long\""]);
    assert!(place.run(&["verify", "--json"]).out.contains("\"ok\": true"));
}

#[cfg(unix)]
#[test]
fn arguments_that_are_no_text_are_refused_in_clean_words() {
    use std::os::unix::ffi::OsStringExt as _;
    let place = Place::new();
    let odd = |text: &[u8]| OsString::from_vec(text.to_vec());
    for arguments in [
        vec![odd(b"find"), odd(b"\xff\x1b[2J\xc2\x9b")],
        vec![odd(b"--db"), odd(b"/tmp/\xff\x1b[2J\xc2\x9b.db"), odd(b"today")],
        vec![odd(b"do"), odd(b"/tmp/\xff\x1b[2J\xc2\x9b")],
        vec![odd(b"\xff\x1b]0;x\x07")],
    ] {
        is_clean("no text", &Place::said(place.command().args(&arguments), b""));
        is_clean("no text", &Place::said(place.command().arg("--json").args(&arguments), b""));
    }
}

/// Puts hostile text where the program's own door would never have let it: an older release's file, a tampered one.
fn tampered(place: &Place) {
    for (nth, name) in ["赵小禾", "钱大川", "孙问路", "周欧阳"].iter().enumerate() {
        place.run(&["take", &format!("{name} 1390000111{nth} 柳林村 老板李四拖欠工资3.5万元")]);
    }
    let file = rusqlite::Connection::open(&place.database).expect("the file");
    for (nth, hostile) in HOSTILE.iter().enumerate() {
        let flood = format!("{hostile}{}", "\u{489}\u{36b}".repeat(200));
        file.execute(
            "UPDATE case_row SET title = ?1, parties = ?1, place = ?1 WHERE id = ?2",
            rusqlite::params![flood, i64::try_from(nth).expect("few") + 1],
        )
        .expect("a row");
    }
}

#[test]
fn a_tampered_file_steers_no_terminal() {
    let place = Place::new();
    tampered(&place);
    for arguments in
        [&["today"][..], &["find", "工资"], &["show", "2"], &["due"], &["today", "--json"], &["find", "工资", "--json"]]
    {
        is_clean(&format!("{arguments:?}"), &place.run(arguments));
        let mut terminal = place.open(arguments, 100, 60);
        terminal.wait_for_end();
        assert_eq!(leak(&terminal.raw()), None, "{arguments:?}");
    }
}

/// Returns the rows in which nothing but the frame of the screen stands at their ends.
fn frame(rows: &[String]) -> Vec<(usize, char)> {
    let edges = |row: &String| row.chars().last().filter(|c| ('─'..='╿').contains(c));
    rows.iter().enumerate().filter_map(|(nth, row)| Some((nth, edges(row)?))).collect()
}

#[test]
fn hostile_text_on_the_screen_steers_nothing_and_leaves_the_frame_straight() {
    let (plain, place) = (Place::new(), Place::new());
    for (nth, name) in ["赵小禾", "钱大川", "孙问路", "周欧阳"].iter().enumerate() {
        plain.run(&["take", &format!("{name} 1390000111{nth} 柳林村 老板李四拖欠工资3.5万元")]);
    }
    tampered(&place);
    let mut desks = [plain.open(&[], 100, 30), place.open(&[], 100, 30)];
    let frames: Vec<_> = desks
        .iter_mut()
        .map(|desk| {
            desk.wait_for("ZZ2026-00004");
            desk.send("\x1bOQ");
            desk.wait_for("新建登记");
            frame(&desk.rows())
        })
        .collect();
    assert_eq!(frames[0], frames[1], "{}", desks[1].rows().join("\n"));
    let desk = &mut desks[1];
    for hostile in HOSTILE {
        desk.paste(hostile);
        desk.send("\t");
        // Typed, as far as a keyboard could send it.
        let typed: String = hostile.chars().filter(|c| !c.is_control()).collect();
        desk.send(&typed);
        desk.send("\t");
    }
    desk.wait_for("赵小禾");
    assert_eq!(leak(&desk.raw()), None);
    for (columns, rows) in [(60, 16), (20, 5), (160, 50)] {
        desk.resize(columns, rows);
        desk.send("x");
    }
    desk.wait_for("赵小禾");
    assert_eq!(leak(&desk.raw()), None);
    desk.look(|screen| {
        let text = screen.contents();
        assert!(!text.chars().any(steers), "{text}");
    });
}
