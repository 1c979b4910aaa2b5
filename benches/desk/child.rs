//! The floors that are programs: this very program, started again to do one thing and nothing else.

use crossterm::terminal::enable_raw_mode;
use rusqlite::{Connection, OpenFlags};
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};

/// What this program does when it is started as its own floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Ends at once.
    Nothing,
    /// Writes one character and waits to be ended.
    Hello,
    /// Sends back what it is sent.
    Echo,
    /// Answers every key with a full screen of Chinese.
    Frame,
    /// Opens a file, runs one statement with one value, and prints the rows.
    Lookup,
}

impl Role {
    const ALL: [(&'static str, Self); 5] = [
        ("--as-nothing", Self::Nothing),
        ("--as-hello", Self::Hello),
        ("--as-echo", Self::Echo),
        ("--as-frame", Self::Frame),
        ("--as-lookup", Self::Lookup),
    ];

    /// Returns the argument that means this role.
    pub fn argument(self) -> String {
        Self::ALL.iter().find(|(_, role)| *role == self).map(|(name, _)| (*name).to_owned()).unwrap_or_default()
    }

    /// Reads the role from the first argument.
    pub fn of(argument: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == argument).map(|(_, role)| *role)
    }

    /// Does it.
    pub fn run(self, arguments: &[String]) {
        match self {
            Self::Nothing => {}
            Self::Hello => {
                say("x");
                answer(|_| String::new());
            }
            Self::Echo => {
                enable_raw_mode().expect("a terminal");
                say("ready");
                answer(str::to_owned);
            }
            Self::Frame => {
                enable_raw_mode().expect("a terminal");
                say("ready");
                let mut count = 0;
                answer(|_| {
                    count += 1;
                    frame(count)
                });
            }
            Self::Lookup => lookup(&arguments[0], &arguments[1], &arguments[2]),
        }
    }
}

fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever listens may have gone.
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).ok();
}

/// Answers what comes in until nothing comes any more.
fn answer(mut with: impl FnMut(&str) -> String) {
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = std::io::stdin().lock().read(&mut buffer) {
        say(&with(&String::from_utf8_lossy(&buffer[..length])));
    }
}

/// Returns a full screen of Chinese in many colours, about 11 kB, with a number at its end.
pub fn frame(count: u32) -> String {
    let mut out = "\x1b[H".to_owned();
    for row in 0..36 {
        for colour in 0..12 {
            // Writing to a string does not fail.
            let _ = write!(out, "\x1b[38;5;{colour}m合同纠纷案");
        }
        out.push_str(if row < 35 { "\r\n" } else { "" });
    }
    let _ = write!(out, "\x1b[36;1H{count:04}");
    out
}

fn lookup(path: &str, sql: &str, value: &str) {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = Connection::open_with_flags(path, flags).expect("the database");
    let mut statement = file.prepare(sql).expect("a statement");
    let columns = statement.column_count();
    let mut rows = statement.query([value]).expect("rows");
    let mut out = String::new();
    while let Some(row) = rows.next().expect("a row") {
        for column in 0..columns {
            let _ = write!(out, "{:?}\t", row.get_ref(column).expect("a column"));
        }
        out.push('\n');
    }
    say(&out);
}
