//! Whether the host lets in over SSH whom it should, and as what: the account, the modes, the lines of
//! `authorized_keys` beside the keys of the centre.

use super::authorized::{self, Entry};
use super::fail::Fail;
use super::keys::authorized_keys;
use super::place;
use super::remote::{quoted, split};
use crate::domain::centre::Centre;
use crate::words::{list, say, say_with};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;

/// Options that give back what `restrict` takes away.
const GIVING_BACK: [&str; 4] = ["port-forwarding", "agent-forwarding", "x11-forwarding", "user-rc"];

/// What was looked at, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Check {
    /// Its stable name.
    pub name: &'static str,
    /// Whether all is well.
    pub ok: bool,
    /// What was found.
    pub detail: String,
    /// What to do, empty if nothing.
    pub fix: String,
}

impl Check {
    fn good(name: &'static str, facts: &[(&str, &str)]) -> Self {
        let detail = say_with(&format!("cli.ssh_check.{name}.good"), facts);
        Self { name, ok: true, detail, fix: String::new() }
    }

    fn bad(name: &'static str, facts: &[(&str, &str)]) -> Self {
        let say = |part: &str| say_with(&format!("cli.ssh_check.{name}.{part}"), facts);
        Self { name, ok: false, detail: say("bad"), fix: say("fix") }
    }

    /// Is good when nothing was found, and names what was found otherwise.
    fn none_of(name: &'static str, faults: &[String], facts: &[(&str, &str)]) -> Self {
        if faults.is_empty() {
            return Self::good(name, facts);
        }
        let what = list(faults);
        let facts: Vec<_> = facts.iter().copied().chain([("what", what.as_str())]).collect();
        Self::bad(name, &facts)
    }
}

/// Looks at everything that SSH for a database depends on; where nobody comes in over SSH, only at the file.
pub(super) fn checks(database: &Path, centre: &Centre) -> Result<Vec<Check>, Fail> {
    let database = &std::fs::canonicalize(database).map_err(|error| Fail::file(database, &error))?;
    let mut found = modes(database);
    let Some(file) = authorized_keys(database) else { return Ok(found) };
    let entries = authorized::read(&file)?;
    let calls_us = |entry: &&Entry| entry.forced().is_some();
    if centre.keys.is_empty() && !entries.iter().any(|entry| calls_us(&entry)) {
        return Ok(found);
    }
    let path = file.display().to_string();
    let faults: Vec<_> = entries.iter().flat_map(|entry| faults_of(entry, database)).collect();
    found.push(Check::none_of("ssh_lines", &faults, &[("path", &path)]));

    let known: BTreeSet<&str> = centre.keys.iter().map(|key| key.fingerprint.as_str()).collect();
    let there: BTreeSet<&str> =
        entries.iter().filter(calls_us).filter_map(|entry| entry.fingerprint.as_deref()).collect();
    let missing = known.difference(&there).map(|key| say_with("cli.ssh_check.no_line", &[("fingerprint", key)]));
    let unknown = there.difference(&known).map(|key| say_with("cli.ssh_check.not_known", &[("fingerprint", key)]));
    let differing: Vec<_> = missing.chain(unknown).collect();
    found.push(Check::none_of("ssh_keys", &differing, &[("path", &path), ("count", &known.len().to_string())]));
    found.extend(mode("ssh_keys_file", &file, 0o022));
    Ok(found)
}

/// Says what is wrong with a line; every line of the account that owns the file must force this program.
fn faults_of(entry: &Entry, database: &Path) -> Vec<String> {
    let number = entry.line.to_string();
    let fault = |key: &str| say_with(&format!("cli.ssh_check.line.{key}"), &[("line", &number)]);
    let Some(forced) = entry.forced() else { return vec![fault("open")] };
    let mut faults = Vec::new();
    if !entry.has("restrict") || GIVING_BACK.iter().any(|option| entry.has(option)) {
        faults.push(fault("unrestricted"));
    }
    // What a shell would make something else of than words is not ours.
    let command = entry.command().unwrap_or_default();
    let words = split(command).unwrap_or_default();
    if words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ") != command {
        faults.push(fault("more"));
    }
    if forced.key.is_none() || forced.key != entry.fingerprint {
        faults.push(fault("other_key"));
    }
    if forced.database.as_deref().and_then(|path| std::fs::canonicalize(path).ok()).as_deref() != Some(database) {
        faults.push(fault("other_database"));
    }
    if !forced.program.is_absolute() || !forced.program.is_file() {
        faults.push(fault("no_program"));
    } else if writable_by_others(&forced.program) {
        faults.push(fault("open_program"));
    }
    faults
}

/// Looks at who owns the file and who else may read or write it.
fn modes(database: &Path) -> Vec<Check> {
    let path = database.display().to_string();
    let mut found = Vec::new();
    if let (Ok(Some(owner)), Some(me)) = (place::owner_of(database), place::user_id()) {
        let facts = [("path", path.as_str()), ("account", &place::account_of(owner))];
        found.push(if owner == me { Check::good("ssh_owner", &facts) } else { Check::bad("ssh_owner", &facts) });
    }
    found.extend(mode("ssh_file_mode", database, 0o077));
    found.extend(database.parent().and_then(|folder| mode("ssh_folder_mode", folder, 0o022)));
    found
}

#[cfg(unix)]
fn mode_of(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(std::fs::metadata(path).ok()?.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode_of(_: &Path) -> Option<u32> {
    None
}

fn writable_by_others(path: &Path) -> bool {
    mode_of(path).is_some_and(|mode| mode & 0o022 != 0)
}

/// Checks that none of the bits stand in a file's mode.
fn mode(name: &'static str, path: &Path, bits: u32) -> Option<Check> {
    let mode = mode_of(path)?;
    // A sticky folder lets nobody take away what is another's, but lets anybody put things beside it.
    let (path, octal) = (path.display().to_string(), format!("{mode:04o}"));
    let facts = [("path", path.as_str()), ("mode", octal.as_str())];
    Some(if mode & bits == 0 { Check::good(name, &facts) } else { Check::bad(name, &facts) })
}

/// Says what is not well, for whoever looks at the keys.
pub(super) fn complaints(checks: &[Check]) -> Vec<String> {
    let bad = checks.iter().filter(|check| !check.ok);
    bad.map(|check| format!("{} {}{}", super::fail::MARK, check.detail, say_fix(&check.fix))).collect()
}

fn say_fix(fix: &str) -> String {
    if fix.is_empty() { String::new() } else { format!("{}{fix}", say("cli.ssh_check.then")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rulebook::Rulebook;
    use crate::domain::sshkey::OfficerKey;
    use crate::words::Lang;
    use std::path::PathBuf;

    const PUBLIC: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL+M1rP58LFiJjUDddX0tb14MlI2VJSfAUckRYiaodDl";

    struct Host {
        folder: tempfile::TempDir,
        key: OfficerKey,
    }

    impl Host {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            for name in ["desk.db", "yichuang"] {
                std::fs::write(folder.path().join(name), "").unwrap();
            }
            Self { folder, key: OfficerKey::read(&"wang".into(), PUBLIC).unwrap() }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.folder.path().canonicalize().unwrap().join(name)
        }

        fn line(&self) -> String {
            authorized::line(&self.path("yichuang"), &self.path("desk.db"), &self.key).unwrap()
        }

        /// What is wrong with a line, by the first words of each complaint in English.
        fn faults(&self, line: &str) -> Vec<String> {
            let file = self.path("keys");
            std::fs::write(&file, format!("{line}\n")).unwrap();
            let entries = authorized::read(&file).unwrap();
            Lang::En.speaking(|| entries.iter().flat_map(|it| faults_of(it, &self.path("desk.db"))).collect())
        }
    }

    #[test]
    fn a_line_as_it_was_written_is_sound() {
        let host = Host::new();
        assert_eq!(host.faults(&host.line()), Vec::<String>::new());
    }

    #[test]
    fn each_way_to_weaken_a_line_is_named() {
        let host = Host::new();
        let line = host.line();
        for (weak, count) in [
            (PUBLIC.to_owned(), 1),
            (format!("restrict,pty {PUBLIC}"), 1),
            (format!("restrict,command=\"/usr/bin/rsync\" {PUBLIC}"), 1),
            (line.replacen("restrict,", "", 1), 1),
            (line.replacen("restrict,", "restrict,port-forwarding,", 1), 1),
            (line.replacen("\" ssh-", "; sh\" ssh-", 1), 2),
            (line.replacen("\" ssh-", " $(id)\" ssh-", 1), 1),
            (line.replacen("desk.db", "other.db", 1), 1),
            (line.replacen("--as-key SHA256:", "--as-key SHA256:A", 1), 1),
            (line.replacen("yichuang --db", "gone-yichuang --db", 1), 1),
        ] {
            assert_eq!(host.faults(&weak).len(), count, "{weak}: {:?}", host.faults(&weak));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_or_replace_is_named() {
        use std::os::unix::fs::PermissionsExt as _;
        let host = Host::new();
        let set = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        let bad = |mode, folder| {
            set(&host.path("desk.db"), mode);
            set(host.folder.path(), folder);
            let found = modes(&host.path("desk.db"));
            found.iter().filter(|it| !it.ok).map(|it| it.name).collect::<Vec<_>>()
        };
        assert_eq!(bad(0o600, 0o700), Vec::<&str>::new());
        assert_eq!(bad(0o640, 0o755), ["ssh_file_mode"]);
        assert_eq!(bad(0o600, 0o777), ["ssh_folder_mode"]);
    }

    #[test]
    fn where_nobody_comes_in_over_ssh_nothing_is_asked_of_it() {
        let host = Host::new();
        let centre = Centre::new("陇城".into(), true, Rulebook::builtin("longxi").unwrap());
        let found = checks(&host.path("desk.db"), &centre).unwrap();
        assert!(found.iter().all(|it| it.name != "ssh_keys"), "{found:?}");
    }
}
