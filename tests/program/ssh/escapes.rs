//! What somebody with a key tries who wants more than the key gives.

use super::host::Host;
use std::process::Stdio;

#[test]
fn nothing_that_is_typed_reaches_a_shell() {
    let Some(host) = Host::new() else { return };
    let mark = host.path("pwned");
    let mark = mark.to_str().unwrap();
    for line in [
        format!("find x; touch {mark}"),
        format!("find x && touch {mark}"),
        format!("find x | tee {mark}"),
        format!("find $(touch {mark})"),
        format!("find `touch {mark}`"),
        format!("find x > {mark}"),
        format!("find x\ntouch {mark}"),
        format!("find x\rtouch {mark}"),
        format!("'; touch {mark} #"),
        format!("\"; touch {mark} #"),
        format!("touch {mark}"),
        format!("/bin/sh -c 'touch {mark}'"),
        format!("take --dry-run '$(touch {mark})' x"),
        format!("do {mark}"),
        format!("man --out {mark}"),
        format!("completions bash > {mark}"),
        "find \\".to_owned(),
        String::from("'"),
    ] {
        let said = host.ssh(&[&line]);
        assert!((0..=4).contains(&said.code), "{line:?}: {said:?}");
        assert!(!host.path("pwned").exists(), "{line:?} ran: {said:?}");
    }
}

#[test]
fn neither_file_nor_officer_nor_time_can_be_chosen() {
    let Some(host) = Host::new() else { return };
    host.ssh(&["take", "张三", "问低保怎么办"]).ends(0);
    let before = host.access().len();
    for words in [
        &["--db", "/etc/passwd", "find", "x"][..],
        &["find", "x", "--db=/etc/passwd"],
        &["--as", "wenjingyun", "officer", "list"],
        &["--as-key", "SHA256:other", "find", "x"],
        &["--now", "2026-01-01T09:00:00+08:00", "today"],
    ] {
        let said = host.ssh(&[&["--"], words, &["--json"]].concat()).ends(4);
        assert_eq!(said.error()["kind"], "remote_option", "{words:?}");
        assert!(said.out.is_empty(), "{words:?}: {said:?}");
    }
    let refused = host.access().split_off(before);
    assert_eq!(refused.len(), 5, "each try is on record: {refused:?}");
    assert!(refused.iter().all(|(by, it)| by == "li" && it["why"] == "remote_option"), "{refused:?}");
    // What the client puts into the environment changes nothing.
    for variable in ["YICHUANG_DB=/etc/passwd", "SSH_ORIGINAL_COMMAND=rebuild", "LC_ALL=/etc/passwd"] {
        let said = host.ssh_with(&["-o", &format!("SetEnv={variable}")], &["find", "张三"]).ends(0);
        assert!(said.out.contains("张三"), "{variable}: {said:?}");
    }
}

#[test]
fn what_belongs_to_the_host_is_done_on_the_host() {
    let Some(host) = Host::new() else { return };
    let copy = host.path("copy.db");
    let copy = copy.to_str().unwrap();
    for words in [&["backup", copy][..], &["rebuild"], &["ssh-key", "list"], &["init"], &["demo", "--print-path"]] {
        let said = host.ssh(&[words, &["--json"]].concat()).ends(4);
        assert_eq!(said.error()["kind"], "remote_host_only", "{words:?}");
    }
    assert!(!host.path("copy.db").exists());
}

#[test]
fn no_file_is_copied_either_way() {
    let Some(host) = Host::new() else { return };
    std::fs::write(host.path("mine"), "mine").unwrap();
    let there = format!("{}:{}", Host::account(), host.path("theirs").display());
    let mine = host.path("mine");
    for options in [&[][..], &["-O"]] {
        let put = host.client("scp").args(options).arg(&mine).arg(&there).output().unwrap();
        assert!(!put.status.success() && !host.path("theirs").exists(), "{put:?}");
        let from = format!("{}:{}", Host::account(), host.path("desk.db").display());
        let got = host.client("scp").args(options).arg(&from).arg(host.path("stolen")).output().unwrap();
        assert!(!got.status.success() && !host.path("stolen").exists(), "{got:?}");
    }
    let mut batch = host.client("sftp");
    batch.args(["-b", "-"]).arg(Host::account()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let said = crate::cli::bench::finish(batch.spawn().unwrap(), "ls /\n");
    assert_ne!(said.code, 0, "{said:?}");
    let refused = host.access();
    assert!(refused.iter().any(|(_, it)| it["what"] == "scp" && it["why"] == "remote_no_command"), "{refused:?}");
    assert!(refused.iter().any(|(_, it)| it["what"].as_str().is_some_and(|it| it.contains("sftp"))), "{refused:?}");
}
