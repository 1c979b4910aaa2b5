//! A practice database in a folder of its own, and the program run on it.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// The moment every test lives in: a Monday morning.
pub const NOW: &str = "2026-11-23T09:00:00+08:00";

/// What a run said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|fault| panic!("{fault}: {self:#?}"))
    }

    pub fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The error object on stderr.
    pub fn error(&self) -> Value {
        let value: Value = serde_json::from_str(&self.err).unwrap_or_else(|fault| panic!("{fault}: {self:#?}"));
        value["error"].clone()
    }

    /// Demands an exit code.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// A folder with a database in it.
pub struct Bench {
    pub folder: TempDir,
}

impl Bench {
    /// Makes a folder without a database.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Makes a folder with a practice database in it.
    pub fn new() -> Self {
        let bench = Self::empty();
        bench.run(&["init", "--training", "--centre", "陇城县综治中心", "--officer", "文景云"]).ends(0);
        bench
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Makes the program's command on this database, away from the developer's own settings.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yichuang"));
        command
            .args(args)
            .env("YICHUANG_DB", self.path("desk.db"))
            .env("HOME", self.folder.path())
            .env("XDG_DATA_HOME", self.path("data"))
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("LANG", "zh_CN.UTF-8")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs the program at this moment.
    pub fn run_now(&self, args: &[&str]) -> Said {
        self.command(args).output().unwrap().into()
    }

    /// Runs the program in the tests' Monday morning.
    pub fn run(&self, args: &[&str]) -> Said {
        self.run_now(&[args, &["--now", NOW]].concat())
    }

    /// Runs `do` on lines given.
    pub fn script(&self, lines: &str) -> Said {
        finish(self.start(&["do", "--now", NOW]), lines)
    }

    /// Starts the program with its input open.
    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Registers a matter and returns its number.
    pub fn take(&self, text: &str) -> String {
        let said = self.run(&["take", text, "--json"]).ends(0);
        said.json()["no"].as_str().unwrap().to_owned()
    }
}

/// Gives a started program its input and waits for it.
pub fn finish(mut child: Child, input: &str) -> Said {
    let mut stdin = child.stdin.take().unwrap();
    // Whoever stops reading early has a reason, and says it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().unwrap().into()
}

/// Tells whether a text holds a terminal's escape code.
pub fn has_escapes(text: &str) -> bool {
    text.contains('\u{1b}')
}

/// Returns a path as text.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
