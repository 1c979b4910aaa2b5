//! Scripts: commands as JSON, one a line, answered by one receipt a line.

use super::fail::Fail;
use super::{App, Session, keeping};
use crate::desk::{Command, DeskError, Order, Receipt, command_schema};
use crate::domain::centre::CentreCommand;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The longest line taken; a case with a very long narrative is a small part of it.
const LONGEST: usize = 8 << 20;

/// Runs a script, or prints the schema of its lines.
pub(super) fn run(app: &App<'_>, file: Option<&Path>, schema: bool) -> Result<(), Fail> {
    if schema {
        return app.out.json(&command_schema());
    }
    let lines: Box<dyn BufRead> = match file {
        Some(path) if path != Path::new("-") => {
            Box::new(BufReader::new(File::open(path).map_err(|error| Fail::file(path, &error))?))
        }
        _ => Box::new(std::io::stdin().lock()),
    };
    match perform_all(app, lines) {
        Ok(true) => Ok(()),
        // Where nobody reads the receipts any more, what follows was not done either.
        Ok(false) | Err(Fail::Pipe) => Err(Fail::Said(1)),
        Err(fail) => Err(fail),
    }
}

/// Performs every line, each in its own transaction, and returns whether all were done.
fn perform_all(app: &App<'_>, mut lines: Box<dyn BufRead>) -> Result<bool, Fail> {
    let mut seat = Seat::take(app)?;
    let mut all_done = true;
    let mut number = 0_u64;
    let mut raw = Vec::new();
    loop {
        raw.clear();
        let read = std::io::Read::take(&mut lines, LONGEST as u64 + 1).read_until(b'\n', &mut raw);
        if read.map_err(|error| Fail::file(Path::new("-"), &error))? == 0 {
            return Ok(all_done);
        }
        number += 1;
        let answer = match line(&raw) {
            Ok("") => continue,
            Ok(text) => match Order::from_json(text) {
                Ok(order) => seat.perform(app, &order)?,
                Err(error) => Err(error),
            },
            Err(why) => Err(DeskError::NotUnderstood(why.to_owned())),
        };
        let mut value = match &answer {
            Ok(receipt) => receipt.to_json(),
            Err(error) => error.to_json(),
        };
        if let Value::Object(value) = &mut value {
            value.insert("line".into(), number.into());
        }
        all_done &= answer.is_ok();
        app.out.record(&value)?;
        // A script that reads receipts as they come must not wait for a full buffer.
        app.out.flush()?;
        match answer {
            // The file itself is gone, full or damaged: going on would only repeat that.
            Err(DeskError::Store(error)) if !error.is_passing() => return Err(error.into()),
            _ => {}
        }
        if raw.len() > LONGEST && !raw.ends_with(b"\n") {
            skip_line(&mut lines)?;
        }
    }
}

/// Where the script's officer sits: at a desk, or still before a database that its first line founds.
enum Seat {
    Taken(Box<Session>),
    Empty(Fail),
}

impl Seat {
    fn take(app: &App<'_>) -> Result<Self, Fail> {
        match app.session() {
            Ok(session) => {
                session.now(app)?;
                Ok(Self::Taken(Box::new(session)))
            }
            // A key belongs to a centre; where there is none, nobody comes in with one.
            Err(fail) if matches!(fail.kind(), Some("not_found" | "not_founded")) && app.global.as_key.is_none() => {
                Ok(Self::Empty(fail))
            }
            Err(fail) => Err(fail),
        }
    }

    fn perform(&mut self, app: &App<'_>, order: &Order) -> Result<Result<Receipt, DeskError>, Fail> {
        if let Self::Taken(session) = self {
            let now = session.now(app)?;
            return Ok(session.desk.perform(&session.officer.id, now, order));
        }
        let Command::Centre(CentreCommand::Found { officer, training, .. }) = &order.command else {
            let Self::Empty(fail) = std::mem::replace(self, Self::Empty(Fail::Said(3))) else {
                return Err(Fail::Said(3));
            };
            return Err(fail);
        };
        let now = match app.global.now {
            Some(now) if *training => now,
            Some(_) => return Err(Fail::refused("not_training", &[])),
            None => (app.clock)(),
        };
        let mut desk = keeping::empty_database(&app.path()?)?;
        let answer = desk.perform(&officer.id, now, order);
        if answer.is_ok() {
            *self = Self::Taken(Box::new(Session { desk, officer: officer.clone() }));
        }
        Ok(answer)
    }
}

/// Returns the text of a line, empty for blank lines and comments.
fn line(raw: &[u8]) -> Result<&str, &'static str> {
    if raw.len() > LONGEST {
        return Err("the line is longer than 8 MiB");
    }
    let text = std::str::from_utf8(raw).map_err(|_| "the line is not UTF-8")?;
    let text = text.trim_start_matches('\u{feff}').trim();
    Ok(if text.starts_with('#') { "" } else { text })
}

fn skip_line(lines: &mut Box<dyn BufRead>) -> Result<(), Fail> {
    loop {
        let buffer = lines.fill_buf().map_err(|error| Fail::file(Path::new("-"), &error))?;
        let (used, done) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        lines.consume(used);
        if done {
            return Ok(());
        }
    }
}
