//! The floors that are measured between the keys: an echo, a full screen, a bare commit, a bare statement.

use crate::child::Role;
use crate::place::{Place, with};
use crate::pty::{Terminal, millis};
use crate::table::Samples;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Returns this very program.
pub fn myself() -> PathBuf {
    std::env::current_exe().expect("this program")
}

/// A terminal in which nothing but an echo runs.
pub struct Echo {
    terminal: Terminal,
    back: bool,
    /// What it took so far.
    pub taken: Samples,
}

impl Echo {
    /// Starts it.
    pub fn new(place: &Place) -> Self {
        let mut terminal = Terminal::open(&myself(), &[Role::Echo.argument()], &place.home());
        terminal.start(|frame| frame.has("ready"));
        Self { terminal, back: false, taken: Samples::default() }
    }

    /// Sends a key and waits for the cursor to move.
    pub fn key(&mut self) {
        self.back = !self.back;
        let before = self.terminal.frame().cursor;
        let took = self.terminal.act_at_once(if self.back { "\x08" } else { "x" }, |frame| frame.cursor != before);
        self.taken.add(took);
    }
}

/// A terminal in which every key brings a full screen.
pub struct FullScreen {
    terminal: Terminal,
    count: u32,
    /// What it took so far.
    pub taken: Samples,
}

impl FullScreen {
    /// Starts it.
    pub fn new(place: &Place) -> Self {
        let mut terminal = Terminal::open(&myself(), &[Role::Frame.argument()], &place.home());
        terminal.start(|frame| frame.has("ready"));
        Self { terminal, count: 0, taken: Samples::default() }
    }

    /// Sends a key and waits for the whole screen.
    pub fn key(&mut self) {
        self.count += 1;
        let mark = format!("{:04}", self.count);
        let done = |frame: &crate::pty::Frame| frame.rows.last().is_some_and(|row| row.starts_with(&mark));
        self.taken.add(self.terminal.act_at_once("x", done));
    }
}

/// Returns how long a program that only says hello takes from its start to its first character.
pub fn hello(place: &Place) -> Option<f64> {
    let mut terminal = Terminal::open(&myself(), &[Role::Hello.argument()], &place.home());
    terminal.start(|frame| frame.has("x")).when(|frame| frame.has("x"))
}

/// Runs a program to its end and returns how long that took and what it printed.
pub fn whole(command: &mut Command) -> (f64, String) {
    let begun = Instant::now();
    let out = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().expect("the program runs");
    (millis(begun.elapsed()), String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Returns how long a process takes that does nothing.
pub fn nothing() -> f64 {
    whole(Command::new(myself()).arg(Role::Nothing.argument())).0
}

/// Returns how long a process takes that runs one statement on a file and prints the rows, and what it printed.
pub fn lookup(database: &Path, sql: &str, value: &str) -> (f64, String) {
    whole(Command::new(myself()).arg(Role::Lookup.argument()).arg(database).args([sql, value]))
}

/// A file on the same disk with nothing to write but one row at a time.
pub struct Commit {
    file: Connection,
    /// What it took so far.
    pub taken: Samples,
}

impl Commit {
    /// Makes it beside a database, with the same promise: what is committed survives a power cut.
    pub fn new(place: &Place) -> Self {
        let file = Connection::open(with(&place.database, ".floor")).expect("a file");
        file.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS row (text TEXT NOT NULL);",
        )
        .expect("a table");
        Self { file, taken: Samples::default() }
    }

    /// Commits one row.
    pub fn row(&mut self) {
        let begun = Instant::now();
        let sql = "INSERT INTO row (text) VALUES (?1)";
        self.file.prepare_cached(sql).and_then(|mut it| it.execute(["楼上漏水"])).expect("a commit");
        self.taken.add(millis(begun.elapsed()));
    }
}

/// A connection that runs bare statements on the same file, each prepared once.
pub struct Bare {
    file: Connection,
}

impl Bare {
    /// Opens a file to read.
    pub fn open(database: &Path) -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let file = Connection::open_with_flags(database, flags).expect("the database");
        // As much as the program itself keeps in memory.
        file.execute_batch("PRAGMA cache_size = -32768; PRAGMA mmap_size = 0;").expect("a setting");
        Self { file }
    }

    /// Runs a statement, reads every column of every row, and returns how long that took and how many rows came.
    pub fn run(&self, sql: &str, values: &[&dyn rusqlite::ToSql]) -> (f64, usize) {
        let begun = Instant::now();
        let mut statement = self.file.prepare_cached(sql).expect("a statement");
        let columns = statement.column_count();
        let mut rows = statement.query(values).expect("rows");
        let mut count = 0;
        while let Some(row) = rows.next().expect("a row") {
            for column in 0..columns {
                std::hint::black_box(row.get_ref(column).expect("a column"));
            }
            count += 1;
        }
        (millis(begun.elapsed()), count)
    }

    /// Returns the connection, to look at the data.
    pub fn file(&self) -> &Connection {
        &self.file
    }
}
