//! A share, tried by two processes that stand for two machines: a folder of this machine, which passes, and two `sshfs`
//! mounts of one folder, which must not.

// Helpers of tests are tests too.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use yichuang::store::share::{Pairing, Report, Stage, Verdict, Wait};
use yichuang::store::{Host, Mode, Site, Store};

const SIDE: &str = "YICHUANG_TEST_SIDE";

/// Where a test's process is told to be one side of a proof; it does nothing when nobody tells it.
#[test]
fn one_side_of_a_proof() {
    let Ok(order) = std::env::var(SIDE) else { return };
    let order: serde_json::Value = serde_json::from_str(&order).unwrap();
    let text = |name: &str| order[name].as_str().unwrap();
    let database = Path::new(text("database"));
    let mount = Site::default().place(database);
    let wait = Wait { partner: Duration::from_mins(1), word: Duration::from_secs(40) };
    let mut side = Pairing::new(database, Host::assumed(text("host")), mount, "2026-11-22", wait);
    if order["spite"] == true {
        side = side.in_spite_of_remarks();
    }
    let report = match order["code"].as_str() {
        None => side.begin(|stage| {
            if let Stage::Waiting(code) = stage {
                fs::write(text("told"), code).unwrap();
            }
        }),
        Some(code) => side.join(code, |_| {}),
    };
    fs::write(text("out"), serde_json::to_string(&report.unwrap()).unwrap()).unwrap();
}

fn start(order: &serde_json::Value) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["share::one_side_of_a_proof", "--exact"]).env(SIDE, order.to_string());
    command.stdout(Stdio::null()).spawn().unwrap()
}

fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_mins(2), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Lets two processes prove what they see as two folders, under two host names.
fn prove(scratch: &Path, folders: [&Path; 2], spite: bool) -> [Report; 2] {
    let told = scratch.join("code");
    let _ = fs::remove_file(&told);
    let outs = ["a.json", "b.json"].map(|name| scratch.join(name));
    let order = |host: &str, folder: &Path, out: &Path, code: Option<&str>| {
        let database = folder.join("desk.db");
        serde_json::json!({"host": host, "database": database, "out": out, "told": told, "code": code, "spite": spite})
    };
    let mut first = start(&order("甲机", folders[0], &outs[0], None));
    let code = until("the code", || fs::read_to_string(&told).ok().filter(|code| code.len() == 6));
    let mut second = start(&order("乙机", folders[1], &outs[1], Some(&code)));
    assert!(first.wait().unwrap().success() && second.wait().unwrap().success());
    outs.map(|out| serde_json::from_str(&fs::read_to_string(out).unwrap()).unwrap())
}

fn failed(report: &Report) -> Vec<&str> {
    report.findings.iter().filter(|finding| !finding.ok).map(|finding| finding.name.as_str()).collect()
}

#[test]
fn two_processes_on_one_sound_folder_come_to_the_same_good_verdict() {
    // In memory where there is such a place: a busy disk takes its time over hundreds of commits.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let [ours, theirs] = prove(scratch.path(), [folder.path(), folder.path()], false);
    assert!(ours.ok, "{:#?}", ours.findings);
    assert_eq!(ours, theirs);
    let database = folder.path().join("desk.db");
    let mount = Site::default().place(&database);
    assert!(Verdict::read(&database).proven(&Host::assumed("乙机"), &mount).is_some());
    assert!(Verdict::read(&database).proven(&Host::assumed("丙机"), &mount).is_none());
}

/// A folder mounted by `sshfs`, with the server at the other end of a pipe.
struct Mounted {
    at: PathBuf,
    children: [Child; 2],
}

impl Mounted {
    fn new(folder: &Path, at: PathBuf) -> Option<Self> {
        let places = ["/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server", "/usr/lib/ssh/sftp-server"];
        let server = places.into_iter().find(|place| Path::new(place).exists())?;
        fs::create_dir_all(&at).ok()?;
        let mut server = Command::new(server).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let client = Command::new("sshfs")
            .args(["-f", "-o", "passive", "-o", "dir_cache=no,attr_timeout=0,entry_timeout=0,negative_timeout=0"])
            .arg(format!(":{}", folder.display()))
            .arg(&at)
            .stdin(server.stdout.take()?)
            .stdout(server.stdin.take()?)
            .stderr(Stdio::null())
            .spawn();
        let Ok(client) = client else {
            let _ = server.kill();
            let _ = server.wait();
            return None;
        };
        let mut mounted = Self { at, children: [client, server] };
        let begun = Instant::now();
        while Site::default().place(&mounted.at.join("desk.db")).fs != "fuse.sshfs" {
            if begun.elapsed() > Duration::from_secs(10) || mounted.children[0].try_wait().ok()?.is_some() {
                return None;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(mounted)
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        for program in ["fusermount3", "fusermount", "umount"] {
            let flags = if program == "umount" { &[][..] } else { &["-u"] };
            let status = Command::new(program).args(flags).arg(&self.at).stderr(Stdio::null()).status();
            if status.is_ok_and(|status| status.success()) {
                break;
            }
        }
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[test]
fn two_sshfs_mounts_of_one_folder_are_refused_by_name_and_fail_when_tried_all_the_same() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("served");
    fs::create_dir(&folder).unwrap();
    let mounts = ["here", "there"].map(|name| Mounted::new(&folder, scratch.path().join(name)));
    let [Some(here), Some(there)] = &mounts else {
        eprintln!("not tried: no sshfs mounts here (they need sshfs, an sftp-server and /dev/fuse)");
        return;
    };
    let refused = Store::open(here.at.join("desk.db"), Mode::Create).unwrap_err();
    assert_eq!(refused.code(), "share_unproven");
    let [ours, theirs] = prove(scratch.path(), [&here.at, &there.at], false);
    assert_eq!((ours.ok, failed(&ours)), (false, vec!["sshfs"]));
    assert_eq!(ours, theirs);
    let [ours, theirs] = prove(scratch.path(), [&here.at, &there.at], true);
    assert!(failed(&ours).contains(&"locks"), "each keeps its locks for itself: {:#?}", ours.findings);
    assert_eq!(ours, theirs, "both sides end with the same verdict");
    assert_eq!(Verdict::read(&here.at.join("desk.db")), Verdict::default());
}
