//! What can happen to the file, through the real program: each time a clear message, nothing lost, and a way back.

// Helpers of tests are tests too.
#![allow(clippy::unwrap_used)]

use super::cli::bench::{Bench, Said, text};
use std::fs;
use std::process::Command;

const REGISTER: &str = r#"{"command":"register","kind":"dispute","channel":"walk_in","narrative":"欠薪","parties":[{"side":"applicant","name":"张三"}]}"#;

/// Spoils the first occurrence of some bytes in the database.
fn flip(bench: &Bench, wanted: &[u8]) {
    let path = bench.path("desk.db");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(wanted.len()).position(|window| window == wanted).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn found(bench: &Bench, words: &str) -> usize {
    bench.run(&["find", words, "--json"]).ends(0).json().as_array().unwrap().len()
}

/// Runs a shell in mounts of its own, where the system lets anybody have some; `DB` is the folder of the database.
fn among_mounts(bench: &Bench, script: &str) -> Option<Said> {
    let unshare = |script: &str| {
        let plain = bench.command(&[]);
        let mut command = Command::new("unshare");
        command.args(["-rm", "sh", "-ec", script]).current_dir(bench.folder.path());
        for (name, value) in plain.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        command.env("DB", bench.folder.path()).env("PROGRAM", env!("CARGO_BIN_EXE_yichuang")).output()
    };
    let able = unshare("mkdir -p mnt && mount -t tmpfs -o size=64k none mnt").is_ok_and(|out| out.status.success());
    if !able {
        eprintln!("not tried: this system gives nobody mounts of their own (unshare -rm)");
        return None;
    }
    Some(unshare(script).unwrap().into())
}

#[test]
fn a_flipped_bit_in_the_log_is_found_named_and_undone_by_the_last_backup() {
    let bench = Bench::new();
    let no = bench.take("张三 13900000001 柳林村 老板李四拖欠工资");
    bench.run(&["backup", "copy.db"]).ends(0);
    flip(&bench, br#""event":"registered""#);
    let said = bench.run(&["verify"]).ends(3);
    assert!(said.out.contains(&no) && said.out.contains("restore"), "{}", said.out);
    // Nothing is written to the file any more: intake goes on in the offline book.
    let aside = bench.run(&["take", "王五 13900000002 东河镇 问低保", "--json"]).ends(0).json();
    assert_eq!((&aside["file"], &aside["provisional"]), (&"damaged".into(), &true.into()));
    assert_eq!(found(&bench, "13900000001"), 1, "looking goes on");
    bench.run(&["restore", "copy.db"]).ends(0);
    bench.run(&["verify"]).ends(0);
    bench.take("王五 13900000002 东河镇 问低保");
}

#[test]
fn a_wiped_head_is_said_plainly_and_undone_by_the_last_backup() {
    let bench = Bench::new();
    bench.take("张三 13900000001 柳林村 欠薪");
    bench.run(&["backup", "copy.db"]).ends(0);
    let path = bench.path("desk.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[..100].fill(0);
    fs::write(&path, &bytes).unwrap();
    let refused = bench.run(&["find", "张三", "--json"]).ends(3);
    assert_eq!(refused.error()["kind"], "not_a_database");
    assert!(refused.error()["hint"].as_str().unwrap().contains("yichuang restore"));
    // Nobody can say what came after the backup, so somebody has to mean it.
    assert_eq!(bench.run(&["restore", "copy.db", "--json"]).ends(1).error()["kind"], "restore_unknown");
    let done = bench.run(&["restore", "copy.db", "--yes", "--json"]).ends(0).json();
    assert_eq!(fs::read(done["aside"].as_str().unwrap()).unwrap(), bytes, "what was there is kept as it was");
    assert_eq!(found(&bench, "张三"), 1);
}

#[test]
fn a_backup_that_lacks_events_is_not_restored_without_a_word() {
    let bench = Bench::new();
    bench.take("张三 13900000001 柳林村 欠薪");
    bench.run(&["backup", "copy.db"]).ends(0);
    let late = bench.take("王五 13900000002 东河镇 问低保");
    let said = bench.run(&["restore", "copy.db"]).ends(1);
    assert!(said.err.contains(&late) && said.err.contains("--yes"), "{}", said.err);
    assert_eq!(found(&bench, "王五"), 1, "nothing was done");
    let done = bench.run(&["restore", "copy.db", "--yes", "--json"]).ends(0).json();
    assert!(done["lost"].as_u64().unwrap() > 0);
    assert_eq!(found(&bench, "王五"), 0);
    bench.run(&["verify"]).ends(0);
    // What was replaced can be looked at, and takes nothing in.
    let aside = done["aside"].as_str().unwrap();
    assert_eq!(bench.run(&["find", "王五", "--json", "--db", aside]).ends(0).json().as_array().unwrap().len(), 1);
    assert_eq!(
        bench.run(&["take", "赵六 13900000003 西街 问低保", "--db", aside, "--json"]).ends(3).error()["kind"],
        "read_only"
    );
    // And put back, which lacks the note that the other was restored.
    bench.run(&["restore", aside, "--yes"]).ends(0);
    assert_eq!(found(&bench, "王五"), 1);
    assert_eq!(bench.run(&["restore", "nowhere.db", "--json"]).ends(3).error()["kind"], "not_found");
}

#[test]
fn a_backup_that_is_not_sound_never_takes_the_files_place() {
    let bench = Bench::new();
    bench.take("张三 13900000001 柳林村 老板李四拖欠工资");
    bench.run(&["backup", "copy.db"]).ends(0);
    let before = fs::read(bench.path("desk.db")).unwrap();
    let mut bytes = fs::read(bench.path("copy.db")).unwrap();
    let at = bytes.windows(12).position(|window| window == "老板李四".as_bytes()).unwrap();
    bytes[at] ^= 1;
    fs::write(bench.path("copy.db"), bytes).unwrap();
    assert_eq!(bench.run(&["restore", "copy.db", "--yes", "--json"]).ends(1).error()["kind"], "copy_unsound");
    assert_eq!(fs::read(bench.path("desk.db")).unwrap(), before);
    let left = fs::read_dir(bench.folder.path()).unwrap().flatten();
    assert!(left.into_iter().all(|it| !it.file_name().to_string_lossy().contains("restoring")));
}

#[test]
fn while_a_desk_is_open_the_file_is_not_replaced() {
    let bench = Bench::new();
    bench.run(&["backup", "copy.db"]).ends(0);
    let mut desk = bench.start(&["do", "--now", super::cli::bench::NOW]);
    let input = desk.stdin.as_mut().unwrap();
    std::io::Write::write_all(input, format!("{REGISTER}\n").as_bytes()).unwrap();
    while found(&bench, "张三") == 0 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(bench.run(&["restore", "copy.db", "--yes", "--json"]).ends(3).error()["kind"], "open_elsewhere");
    super::cli::bench::finish(desk, &format!("{REGISTER}\n")).ends(0);
    assert_eq!(found(&bench, "张三"), 2);
    bench.run(&["restore", "copy.db", "--yes"]).ends(0);
}

#[test]
fn a_newer_file_is_refused_by_both_numbers_and_left_as_it_is() {
    let bench = Bench::new();
    let path = bench.path("desk.db");
    // The schema's number stands at byte 60 of the head.
    let mut bytes = fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&99u32.to_be_bytes());
    fs::write(&path, &bytes).unwrap();
    let refused = bench.run(&["today", "--json"]).ends(3).error();
    assert_eq!(refused["kind"], "newer_schema");
    assert!(refused["message"].as_str().unwrap().contains("99"));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_deleted_file_is_said_to_be_gone_and_comes_back_from_the_backup() {
    let bench = Bench::new();
    bench.take("张三 13900000001 柳林村 欠薪");
    bench.run(&["backup", "copy.db"]).ends(0);
    let mut desk = bench.start(&["do", "--now", super::cli::bench::NOW]);
    let input = desk.stdin.as_mut().unwrap();
    std::io::Write::write_all(input, format!("{REGISTER}\n").as_bytes()).unwrap();
    while found(&bench, "张三") < 2 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(bench.path(&format!("desk.db{ending}")));
    }
    let said = super::cli::bench::finish(desk, &format!("{REGISTER}\n")).ends(3);
    assert_eq!(said.lines()[1]["error"]["kind"], "gone");
    assert_eq!(bench.run(&["find", "张三", "--json"]).ends(3).error()["kind"], "not_found");
    bench.run(&["restore", "copy.db"]).ends(0);
    assert_eq!(found(&bench, "张三"), 1);
}

#[test]
fn on_a_mount_that_cannot_be_written_cases_can_still_be_looked_at() {
    let bench = Bench::new();
    bench.take("张三 13900000001 柳林村 欠薪");
    let script = r#"mount --bind "$DB" "$DB"; mount -o remount,bind,ro "$DB"; cd "$DB"
        "$PROGRAM" find 张三 --json --now 2026-11-23T09:00:00+08:00 | grep -q ZZ2026-00001
        "$PROGRAM" doctor --json | grep -q '"name": "writable"'
        "$PROGRAM" take '王五 13900000002 东河镇 问低保' --json --now 2026-11-23T09:00:00+08:00"#;
    let Some(said) = among_mounts(&bench, script) else { return };
    assert_eq!(said.ends(3).error()["kind"], "read_only");
    assert_eq!(found(&bench, "王五"), 0);
}

#[test]
fn on_a_full_disk_the_last_work_is_finished_and_the_next_refused_and_nothing_is_lost() {
    let bench = Bench::empty();
    let registers = format!("{REGISTER}\n").repeat(40);
    bench.write("many.jsonl", &registers);
    let script = r#"mkdir -p disk; mount -t tmpfs -o size=48m none disk; export YICHUANG_DB=disk/desk.db
        run() { "$PROGRAM" "$@" --now 2026-11-23T09:00:00+08:00; }
        run init --training --officer 文景云 >/dev/null
        test -s disk/desk.db.reserve
        dd if=/dev/zero of=disk/filling bs=4k 2>/dev/null || true
        run do many.jsonl >first.out || true
        test ! -e disk/desk.db.reserve
        dd if=/dev/zero of=disk/filling2 bs=4k 2>/dev/null || true
        run do many.jsonl >second.out 2>&1 || true
        run find 张三 --json --limit 0 >found.out || true
        rm disk/filling disk/filling2
        run verify >/dev/null
        run find 张三 --json --limit 0 >after.out
        run take '王五 13900000002 东河镇 问低保' >/dev/null
        test -s disk/desk.db.reserve"#;
    let Some(said) = among_mounts(&bench, script) else { return };
    said.ends(0);
    let read = |name: &str| fs::read_to_string(bench.path(name)).unwrap();
    let acknowledged = |name: &str| read(name).matches(r#""ok":true"#).count();
    assert!(acknowledged("first.out") > 0, "the reserve lets the last work finish: {}", read("first.out"));
    let refused = read("second.out");
    assert!(refused.contains("磁盘已满"), "{refused}");
    let kept = read("after.out").matches(r#""no""#).count();
    assert_eq!(kept, acknowledged("first.out") + acknowledged("second.out"), "what was acknowledged is there");
}

#[test]
fn copies_are_made_by_the_calendar_once_and_doctor_tells_of_the_last() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["backup", "--rotate", "--json"]).ends(1).error()["kind"], "no_rotation");
    let config = bench.path("config/yichuang");
    fs::create_dir_all(&config).unwrap();
    let copies = bench.path("copies");
    let plan =
        format!("[backup]\nfolder = {:?}\nevery_hours = 24\nkeep = {{ daily = 2, weekly = 1 }}\n", text(&copies));
    fs::write(config.join("config.toml"), plan).unwrap();
    let made = |now: &str| bench.run_now(&["backup", "--rotate", "--json", "--now", now]).ends(0).json();
    let first = made("2026-11-21T09:00:00+08:00");
    bench.run(&["verify", "--db", first["made"]["path"].as_str().unwrap()]).ends(0);
    assert!(made("2026-11-21T12:00:00+08:00")["made"].is_null());
    assert!(!made("2026-11-22T09:00:00+08:00")["made"].is_null());
    assert_eq!(made("2026-11-23T09:00:00+08:00")["removed"].as_array().unwrap().len(), 1);
    let checks = bench.run(&["doctor", "--json"]).json();
    let check = |name: &str| checks["checks"].as_array().unwrap().iter().find(|it| it["name"] == name).unwrap().clone();
    assert_eq!(check("copies")["ok"], true);
    assert!(check("copies")["detail"].as_str().unwrap().contains("2026-11-23"));
    assert_eq!((&check("database")["ok"], &check("journal")["ok"]), (&true.into(), &true.into()));
    let late = bench.run_now(&["doctor", "--now", "2026-12-23T09:00:00+08:00"]).ends(3);
    assert!(late.out.contains("该备份了"), "{}", late.out);
}

#[test]
fn a_share_that_was_declared_is_refused_with_the_way_to_prove_it() {
    let bench = Bench::empty();
    let config = bench.path("config/yichuang");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("config.toml"), "[file]\nplace = \"share\"\n").unwrap();
    let refused = bench.run(&["init", "--training", "--officer", "文景云", "--json"]).ends(3).error();
    assert_eq!(refused["kind"], "share_unproven");
    assert!(refused["hint"].as_str().unwrap().contains("doctor --share"));
    fs::remove_file(config.join("config.toml")).unwrap();
    bench.run(&["init", "--training", "--officer", "文景云"]).ends(0);
    assert_eq!(bench.run(&["doctor", "--share", "--json"]).ends(1).error()["kind"], "share_not_needed");
}

#[test]
fn a_clock_set_back_is_refused_with_both_times_until_an_administrator_answers_for_it() {
    let bench = Bench::empty();
    bench.run_now(&["init", "--officer", "文景云"]).ends(0);
    bench.run_now(&["take", "张三 13900000001 柳林村 欠薪"]).ends(0);
    // Somebody's clock stood in the far future when this was entered: this machine's is years behind now.
    let faked = Command::new("faketime").args(["2036-01-01 09:00:00", "true"]).status().is_ok_and(|it| it.success());
    if !faked {
        eprintln!("not tried through the program: no faketime here; src/desk/clockwise.rs tries it");
        return;
    }
    let plain = bench.command(&["take", "王五 13900000002 东河镇 问低保"]);
    let mut command = Command::new("faketime");
    command.args(["2036-01-01 09:00:00", env!("CARGO_BIN_EXE_yichuang"), "take", "王五 13900000002 东河镇 问低保"]);
    for (name, value) in plain.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    assert!(command.status().unwrap().success());
    let refused = bench.run_now(&["take", "赵六 13900000003 西街 问低保", "--json"]).ends(1).error();
    assert_eq!(refused["kind"], "clock_set_back");
    bench.run_now(&["doctor", "--clock-is-right"]).ends(0);
    bench.run_now(&["take", "赵六 13900000003 西街 问低保"]).ends(0);
}

#[test]
fn a_key_is_made_once_for_its_owner_alone_and_a_slip_in_it_is_named() {
    let bench = Bench::new();
    let made = bench.run(&["key", "new", "desk.key", "--json"]).ends(0).json();
    let line = fs::read_to_string(bench.path("desk.key")).unwrap();
    let label = made["label"].as_str().unwrap();
    assert!(line.starts_with("yichuang-key-1 ") && line.trim_end().ends_with(label));
    assert_eq!(bench.run(&["key", "new", "desk.key", "--json"]).ends(3).error()["kind"], "already_there");
    let checked = bench.run(&["key", "check", "desk.key"]).ends(0);
    assert!(checked.out.contains(label) && !checked.out.contains(&line[15..25]), "{}", checked.out);
    let wrong = line.replacen(&line[21..26], "UUUUU", 1);
    fs::write(bench.path("desk.key"), wrong).unwrap();
    let refused = bench.run(&["key", "check", "desk.key", "--json"]).ends(1);
    assert_eq!(refused.error()["kind"], "key_group");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(bench.path("desk.key"), fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(bench.run(&["key", "check", "desk.key", "--json"]).ends(3).error()["kind"], "key_open");
    }
}

#[cfg(not(feature = "encrypt"))]
#[test]
fn a_program_without_encryption_says_so() {
    let bench = Bench::new();
    bench.run(&["key", "new", "desk.key"]).ends(0);
    for arguments in [&["encrypt", "out.db", "--key", "desk.key", "--json"][..], &["decrypt", "out.db", "--json"]] {
        assert_eq!(bench.run(arguments).ends(3).error()["kind"], "no_cipher");
    }
    assert!(!bench.path("out.db").exists());
    let refused =
        bench.command(&["today", "--json"]).env("YICHUANG_KEY_FILE", bench.path("desk.key")).output().unwrap();
    assert_eq!(Said::from(refused).ends(3).error()["kind"], "no_cipher");
}
