//! A practice database with a home of its own, for whoever runs the program as an officer would.

use super::pty::Terminal;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_yichuang");

/// A practice database and a home of its own.
pub struct Place {
    pub folder: TempDir,
    pub database: PathBuf,
}

/// What a run said on both ways out.
pub struct Said {
    pub out: String,
    pub err: String,
}

impl Place {
    /// Founds a centre.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Self { database: folder.path().join("desk.db"), folder };
        let said = place.run(&[
            "init",
            "--training",
            "--centre",
            "陇城县综治中心",
            "--rulebook",
            "longxi",
            "--officer",
            "王值班",
        ]);
        assert!(said.err.is_empty(), "{}", said.err);
        place
    }

    /// Returns the program, to be run on it.
    pub fn command(&self) -> Command {
        let mut command = Command::new(PROGRAM);
        command.env("HOME", self.folder.path()).env("LANG", "zh_CN.UTF-8").env("YICHUANG_DB", &self.database);
        for name in ["XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"] {
            command.env_remove(name);
        }
        command
    }

    /// Runs the program without a terminal.
    pub fn run(&self, arguments: &[&str]) -> Said {
        Self::said(self.command().args(arguments), b"")
    }

    /// Runs what is to be done, and returns what it said.
    pub fn does(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert!(said.err.is_empty(), "{arguments:?}: {}", said.err);
        said.out
    }

    /// Runs a command with something to read.
    pub fn said(command: &mut Command, input: &[u8]) -> Said {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        // It may have ended without reading.
        child.stdin.take().expect("a way in").write_all(input).ok();
        let out = child.wait_with_output().expect("the program ends");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8 whatever came in");
        Said { out: text(out.stdout), err: text(out.stderr) }
    }

    /// Writes a file beside it and returns its path.
    pub fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path.to_str().expect("UTF-8").to_owned()
    }

    /// Runs the program on a terminal.
    pub fn open(&self, arguments: &[&str], columns: u16, rows: u16) -> Terminal {
        let home = self.folder.path().to_str().expect("UTF-8");
        let environment = [
            ("HOME", home),
            ("LANG", "zh_CN.UTF-8"),
            ("TERM", "xterm-256color"),
            ("XDG_DATA_HOME", ""),
            ("XDG_STATE_HOME", ""),
        ];
        let mut all = vec!["--db", self.database.to_str().expect("UTF-8")];
        all.extend(arguments);
        Terminal::open(PROGRAM, &all, &environment, columns, rows)
    }
}
