//! What was proven about a share, in `<database>.share.toml`.

use super::EDITION;
use crate::store::error::StoreError;
use crate::store::health::beside;
use crate::store::open::private;
use crate::store::place::{Host, Mount};
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Everything that was proven about the share a database lies on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The proofs, each of two machines; of each pair the last one.
    #[serde(default, rename = "proof")]
    pub proofs: Vec<Proof>,
}

/// What two machines proved together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The day.
    pub date: String,
    /// The version of the program.
    pub program: String,
    /// The edition of the test.
    pub edition: u32,
    /// The two machines and how each had mounted the share.
    #[serde(rename = "side")]
    pub sides: Vec<Side>,
}

/// One machine of a proof, and how it had mounted the share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// The machine's name.
    pub host: String,
    /// The machine.
    pub machine: String,
    /// The kind of file system.
    pub fs: String,
    /// What was mounted.
    pub source: String,
    /// With which options.
    pub options: String,
}

impl Side {
    /// Describes a machine and what it sees of the share.
    pub fn of(host: &Host, place: &Mount) -> Self {
        Self {
            host: host.name.clone(),
            machine: host.machine.clone(),
            fs: place.fs.clone(),
            source: place.source.clone(),
            options: place.options.join(","),
        }
    }
}

impl Verdict {
    /// Returns where the verdict on a database's share stands.
    pub fn path(database: &Path) -> PathBuf {
        beside(database, ".share.toml")
    }

    /// Reads the verdict; nothing was proven where there is none or it cannot be read.
    pub fn read(database: &Path) -> Self {
        let text = fs::read_to_string(Self::path(database)).unwrap_or_default();
        toml::from_str(&text).unwrap_or_default()
    }

    /// Returns the day of the newest proof that holds for a machine and its mount.
    pub fn proven(&self, host: &Host, place: &Mount) -> Option<String> {
        let here = Side::of(host, place);
        let holds = |proof: &&Proof| proof.edition == EDITION && proof.sides.len() == 2 && proof.sides.contains(&here);
        self.proofs.iter().filter(holds).map(|proof| proof.date.clone()).max()
    }

    /// Adds a proof in place of an earlier one of the same two machines.
    pub fn add(&mut self, proof: Proof) {
        let pair = |proof: &Proof| {
            let mut names: Vec<_> = proof.sides.iter().map(|side| (side.host.clone(), side.machine.clone())).collect();
            names.sort();
            names
        };
        self.proofs.retain(|old| pair(old) != pair(&proof));
        self.proofs.push(proof);
    }

    /// Writes the verdict beside the database, whole or not at all.
    pub fn write(&self, database: &Path) -> Result<(), StoreError> {
        let path = Self::path(database);
        let io = |error: std::io::Error| StoreError::io(&path, &error);
        let text = toml::to_string(self).map_err(|fault| StoreError::Internal { detail: fault.to_string() })?;
        let draft = beside(&path, &format!(".{:08x}.part", fastrand::u32(..)));
        let written = (|| {
            let mut file = private(OpenOptions::new().write(true).create_new(true)).open(&draft)?;
            file.write_all(b"# Written by `yichuang doctor --share`; it is void when machines or mounts change.\n")?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &path)
        })();
        if written.is_err() {
            let _ = fs::remove_file(&draft);
        }
        written.map_err(io)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(options: &str) -> Mount {
        let line = format!("27 1 0:9 / / rw - nfs4 nas:/desk {options}");
        Mount::by_mounts(&line, Path::new("/desk.db")).unwrap()
    }

    fn proof(date: &str, hosts: [&str; 2]) -> Proof {
        let sides = hosts.map(|host| Side::of(&Host::assumed(host), &place("hard,vers=4.1"))).to_vec();
        Proof { date: date.to_owned(), program: "0.1.0".to_owned(), edition: EDITION, sides }
    }

    #[test]
    fn a_proof_holds_for_its_machines_its_mounts_and_its_edition_only() {
        let mut verdict = Verdict::default();
        verdict.add(proof("2026-11-22", ["a", "b"]));
        let proven =
            |verdict: &Verdict, host: &str, options: &str| verdict.proven(&Host::assumed(host), &place(options));
        assert_eq!(proven(&verdict, "a", "vers=4.1,hard"), Some("2026-11-22".to_owned()));
        assert_eq!(proven(&verdict, "b", "hard,vers=4.1,clientaddr=10.0.0.9"), Some("2026-11-22".to_owned()));
        assert_eq!(proven(&verdict, "c", "hard,vers=4.1"), None, "another machine");
        assert_eq!(proven(&verdict, "a", "soft,vers=4.1"), None, "mounted otherwise");
        verdict.proofs[0].edition = EDITION - 1;
        assert_eq!(proven(&verdict, "a", "hard,vers=4.1"), None, "an older test");
    }

    #[test]
    fn a_verdict_is_read_as_it_was_written_and_keeps_the_last_proof_of_each_pair() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("desk.db");
        assert_eq!(Verdict::read(&database), Verdict::default());
        let mut verdict = Verdict::default();
        for (date, hosts) in [("2026-11-20", ["a", "b"]), ("2026-11-21", ["b", "c"]), ("2026-11-22", ["b", "a"])] {
            verdict.add(proof(date, hosts));
        }
        verdict.write(&database).unwrap();
        assert_eq!(Verdict::read(&database), verdict);
        let dates: Vec<_> = verdict.proofs.iter().map(|proof| proof.date.as_str()).collect();
        assert_eq!(dates, ["2026-11-21", "2026-11-22"]);
        fs::write(Verdict::path(&database), "scribbled over").unwrap();
        assert_eq!(Verdict::read(&database), Verdict::default());
    }
}
