//! What is known about kinds of shares and their options before anything is tried.

use crate::store::place::{Host, Mount};
use serde::Serialize;

/// Something to be said about a share; the words are `share.remark.<code>` in `locales/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// Its stable name.
    pub code: &'static str,
    /// Whether nothing can be proven while it is so.
    pub is_fatal: bool,
}

/// Says what is known about a mount.
pub fn on_mount(place: &Mount) -> Vec<Remark> {
    let fatal = |code| Remark { code, is_fatal: true };
    let remark = |code| Remark { code, is_fatal: false };
    let mut said = Vec::new();
    let fs = place.fs.as_str();
    let is_cifs = fs.starts_with("cifs") || fs.starts_with("smb");
    let is_nfs = fs.starts_with("nfs");
    if fs == "fuse.sshfs" {
        said.push(fatal("sshfs"));
    } else if fs.starts_with("fuse") && fs != "fuseblk" {
        said.push(remark("fuse"));
    }
    if is_cifs {
        said.push(remark("cifs"));
        if place.has("nobrl") {
            said.push(fatal("nobrl"));
        }
        match place.value("cache") {
            Some("loose") => said.push(fatal("cache_loose")),
            Some("none") | None => {}
            Some(_) => said.push(remark("cache_strict")),
        }
    }
    if is_nfs {
        if place.has("nolock") {
            said.push(fatal("nolock"));
        }
        if place.value("local_lock").is_some_and(|which| matches!(which, "all" | "posix")) {
            said.push(fatal("local_lock"));
        }
        if place.has("soft") || place.has("softerr") || place.has("softreval") {
            said.push(fatal("soft"));
        }
        if place.has("nocto") {
            said.push(fatal("nocto"));
        }
        if fs == "nfs" || place.value("vers").is_some_and(|version| version.starts_with('3')) {
            said.push(remark("nfs3"));
        }
    }
    if place.has("ro") {
        said.push(fatal("mounted_ro"));
    }
    said
}

/// Says what is known about two machines.
pub fn on_hosts(ours: &Host, theirs: &Host) -> Vec<Remark> {
    let fatal = |code| Remark { code, is_fatal: true };
    let equal = |ours: &str, theirs: &str| !ours.is_empty() && ours == theirs;
    let mut said = Vec::new();
    if equal(&ours.boot, &theirs.boot) {
        said.push(fatal("one_machine"));
    } else if equal(&ours.machine, &theirs.machine) {
        said.push(fatal("cloned"));
    }
    if ours.name.is_empty() || equal(&ours.name.to_lowercase(), &theirs.name.to_lowercase()) {
        said.push(fatal("one_name"));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn said(fs: &str, options: &str) -> Vec<(&'static str, bool)> {
        let place = Mount::by_mounts(&format!("1 1 0:9 / / rw - {fs} far {options}"), Path::new("/desk.db")).unwrap();
        on_mount(&place).into_iter().map(|remark| (remark.code, remark.is_fatal)).collect()
    }

    #[test]
    fn what_is_known_to_lose_data_is_named_before_anything_is_tried() {
        assert_eq!(said("fuse.sshfs", "rw"), [("sshfs", true)]);
        assert_eq!(said("fuse.rclone", "rw"), [("fuse", false)]);
        assert_eq!(said("cifs", "nobrl,cache=strict"), [("cifs", false), ("nobrl", true), ("cache_strict", false)]);
        assert_eq!(said("smb3", "cache=loose"), [("cifs", false), ("cache_loose", true)]);
        assert_eq!(said("nfs4", "hard,vers=4.1,local_lock=none"), []);
        assert_eq!(said("nfs", "soft,nolock,vers=3"), [("nolock", true), ("soft", true), ("nfs3", false)]);
        assert_eq!(said("nfs4", "local_lock=all,hard"), [("local_lock", true)]);
        assert_eq!(said("ceph", "rw"), []);
    }

    #[test]
    fn one_machine_proves_nothing_and_neither_do_two_of_one_name() {
        let codes = |ours: &Host, theirs: &Host| on_hosts(ours, theirs).iter().map(|it| it.code).collect::<Vec<_>>();
        let (a, b) = (Host::assumed("a"), Host::assumed("b"));
        assert_eq!(codes(&a, &b), [""; 0]);
        assert_eq!(codes(&a, &Host { name: "c".into(), ..a.clone() }), ["one_machine"]);
        assert_eq!(codes(&a, &Host { boot: b.boot.clone(), name: "c".into(), ..a.clone() }), ["cloned"]);
        assert_eq!(codes(&a, &Host { name: "A".into(), ..b.clone() }), ["one_name"]);
        assert_eq!(codes(&a, &a), ["one_machine", "one_name"]);
    }
}
