//! Scripts: commands as JSON, one a line, answered by one receipt a line.

use super::fail::Fail;
use super::{App, Session, keeping};
use crate::desk::{Command, DeskError, Order, Receipt, command_schema};
use crate::domain::centre::CentreCommand;
use serde_json::Value;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// The longest line taken; a case with a very long narrative is a small part of it.
const LONGEST: usize = 8 << 20;

/// How much of a script is read ahead.
const AT_HAND: usize = 64 << 10;

/// How many lines are done together, at most: on a slow disk, too, the others in the queue come to their turn.
const TOGETHER: usize = 16;

/// Runs a script, or prints the schema of its lines.
pub(super) fn run(app: &App<'_>, file: Option<&Path>, schema: bool) -> Result<(), Fail> {
    if schema {
        return app.out.json(&command_schema());
    }
    let from: Box<dyn Read> = match file {
        Some(path) if path != Path::new("-") => Box::new(File::open(path).map_err(|error| Fail::file(path, &error))?),
        _ => Box::new(std::io::stdin().lock()),
    };
    match perform_all(app, Lines { from: BufReader::with_capacity(AT_HAND, from), number: 0 }) {
        Ok(true) => Ok(()),
        // Where nobody reads the receipts any more, what follows was not done either.
        Ok(false) | Err(Fail::Pipe) => Err(Fail::Said(1)),
        Err(fail) => Err(fail),
    }
}

/// Performs every line and returns whether all were done. Lines that are already there are done together.
fn perform_all(app: &App<'_>, mut lines: Lines) -> Result<bool, Fail> {
    let mut seat = Seat::take(app)?;
    let mut all_done = true;
    let mut waiting = VecDeque::new();
    loop {
        while waiting.is_empty() || (waiting.len() < TOGETHER && lines.is_one_waiting()) {
            match lines.next()? {
                Next::Line(number, order) => waiting.push_back((number, order)),
                Next::Nothing => {}
                Next::End if waiting.is_empty() => return Ok(all_done),
                Next::End => break,
            }
        }
        let orders: Vec<_> = waiting.iter().map_while(|(_, order)| order.as_ref().ok()).cloned().collect();
        let mut answers = if orders.is_empty() { Vec::new() } else { seat.perform(app, &orders)? }.into_iter();
        loop {
            // A line that was not understood is answered in its turn.
            let answer = match (waiting.front(), answers.next()) {
                (Some((_, Ok(_))), Some(answer)) => answer,
                (Some((_, Err(error))), None) => Err(error.clone()),
                _ => break,
            };
            let number = waiting.pop_front().map_or(0, |(number, _)| number);
            let mut value = match &answer {
                Ok(receipt) => receipt.to_json(),
                Err(error) => error.to_json(),
            };
            if let Value::Object(value) = &mut value {
                value.insert("line".into(), number.into());
            }
            all_done &= answer.is_ok();
            app.out.record(&value)?;
            match answer {
                // The file itself is gone, full or damaged: going on would only repeat that.
                Err(DeskError::Store(error)) if !error.is_passing() => return Err(error.into()),
                _ => {}
            }
        }
        // A script that reads receipts as they come must not wait for a full buffer.
        app.out.flush()?;
    }
}

/// The lines of a script.
struct Lines {
    from: BufReader<Box<dyn Read>>,
    number: u64,
}

/// What comes next in a script.
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it is taken apart at once")]
enum Next {
    /// A line with its number: an order, or why it is none.
    Line(u64, Result<Order, DeskError>),
    /// A blank line or a comment.
    Nothing,
    /// The end.
    End,
}

impl Lines {
    /// Tells whether a whole line is there already, so that reading it waits for nobody.
    fn is_one_waiting(&self) -> bool {
        self.from.buffer().contains(&b'\n')
    }

    fn next(&mut self) -> Result<Next, Fail> {
        let mut raw = Vec::new();
        let read = Read::take(&mut self.from, LONGEST as u64 + 1).read_until(b'\n', &mut raw);
        if read.map_err(|error| Fail::file(Path::new("-"), &error))? == 0 {
            return Ok(Next::End);
        }
        self.number += 1;
        let order = match line(&raw) {
            Ok("") => return Ok(Next::Nothing),
            Ok(text) => Order::from_json(text),
            Err(why) => Err(DeskError::NotUnderstood(why.to_owned())),
        };
        if raw.len() > LONGEST && !raw.ends_with(b"\n") {
            skip_line(&mut self.from)?;
        }
        Ok(Next::Line(self.number, order))
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

    /// Does as many of the orders as go together, at least one.
    fn perform(&mut self, app: &App<'_>, orders: &[Order]) -> Result<Vec<Result<Receipt, DeskError>>, Fail> {
        if let Self::Taken(session) = self {
            let now = session.now(app)?;
            return Ok(session.desk.perform_some(&session.officer.id, now, orders));
        }
        let Some(order) = orders.first() else { return Ok(Vec::new()) };
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
        Ok(vec![answer])
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

fn skip_line(lines: &mut impl BufRead) -> Result<(), Fail> {
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
