//! The databases: made once by the generator, kept below `target/bench`, and copied for each run.

use crate::table::short;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use yichuang::domain::time::Moment;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_yichuang");

/// The moment at which every desk of a bench is opened, so that what is overdue is so in every run.
pub const NOW: &str = "2026-11-20T10:00:00+08:00";

/// The officer who sits at it.
pub const OFFICER: &str = yichuang::demo::OFFICER;

/// Returns [`NOW`].
pub fn now() -> Moment {
    Moment::parse_from_rfc3339(NOW).expect("a moment")
}

/// A database of one size, to read from and to write into, with a home beside it.
pub struct Place {
    folder: TempDir,
    /// How many cases are in it.
    pub size: usize,
    /// Where it is.
    pub database: PathBuf,
    homes: std::cell::Cell<u32>,
}

impl Place {
    /// Makes a database of a size, or takes the one that an earlier run made, and copies it.
    pub fn new(size: usize) -> Self {
        let kept = kept(size);
        let folder = tempfile::tempdir_in(kept.parent().expect("a folder")).expect("a folder");
        let database = folder.path().join("desk.db");
        fs::copy(&kept, &database).expect("a copy");
        // What is still to be written would be written in the middle of a measurement.
        fs::File::open(&database).and_then(|file| file.sync_all()).expect("a copy on the disk");
        Self { folder, size, database, homes: std::cell::Cell::new(0) }
    }

    /// Returns the folder that it lies in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns a fresh home, in which no draft lies.
    pub fn home(&self) -> PathBuf {
        self.homes.set(self.homes.get() + 1);
        let home = self.folder().join(format!("home-{}", self.homes.get()));
        fs::create_dir(&home).expect("a home");
        home
    }

    /// Returns the arguments that open it, before those of a command.
    pub fn arguments(&self) -> Vec<String> {
        let path = self.database.to_str().expect("a path in UTF-8");
        ["--db", path, "--now", NOW, "--as", OFFICER].map(str::to_owned).to_vec()
    }

    /// Returns the program with arguments, to be run without a terminal.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(self.arguments()).args(arguments).env("HOME", self.folder());
        for name in ["XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "YICHUANG_DB"] {
            command.env_remove(name);
        }
        command
    }
}

/// Returns where databases are kept.
pub fn folder() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target folder");
    let folder = target.join("bench");
    fs::create_dir_all(&folder).expect("a folder for databases");
    folder
}

/// Returns the database of a size, made now unless it is there.
fn kept(size: usize) -> PathBuf {
    let path = folder().join(format!("{}-{}.db", short(size), &fingerprint()[..12]));
    if path.exists() {
        return path;
    }
    eprintln!("making {} cases in {}", short(size), path.display());
    let making = with(&path, ".making");
    for suffix in ["", "-wal", "-shm", ".lock", ".lock.q"] {
        // Left over from a run that was cut short.
        fs::remove_file(with(&making, suffix)).ok();
    }
    let mut command = Command::new(PROGRAM);
    command.arg("--db").arg(&making).args(["--now", NOW, "demo", "--seed", "1", "--print-path", "--cases"]);
    command.arg(size.to_string()).env("HOME", folder());
    let made = command.status().is_ok_and(|status| status.success());
    assert!(made, "the generator made {} cases", short(size));
    // Whatever is still in the write-ahead log goes into the file that is copied.
    let file = rusqlite::Connection::open(&making).expect("the database");
    file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("a checkpoint");
    drop(file);
    fs::rename(&making, &path).expect("a database in its place");
    path
}

/// Returns what tells databases of one schema and generator from those of another.
fn fingerprint() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["schema", "src/demo"] {
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    let mut hash = blake3::Hasher::new();
    for file in files {
        hash.update(&fs::read(file).unwrap_or_default());
    }
    hash.finalize().to_hex().to_string()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { collect(&entry.path(), files) } else { files.push(entry.path()) }
    }
}

/// Returns a path with something added to its name.
pub fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
