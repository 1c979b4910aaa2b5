//! A bar for what takes long: one line on the terminal's error side, gone when it is done; nothing elsewhere.

use crate::text::{cut, width};
use crate::words::say_with;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often the bar is drawn.
const EVERY: Duration = Duration::from_millis(100);

/// Nothing is drawn for what is done sooner.
const PATIENCE: Duration = Duration::from_millis(400);

/// The widest a bar gets, in cells.
const WIDEST: usize = 40;

/// A bar that fills up.
#[derive(Debug)]
pub(super) struct Progress {
    begun: Instant,
    drawn: Option<Instant>,
    total: usize,
    columns: Option<usize>,
}

impl Progress {
    /// Begins; it shows itself only on a terminal, and only if it takes a while.
    pub fn new(total: usize, quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let columns = if shown { Some(crate::term::columns().map_or(80, usize::from)) } else { None };
        Self { begun: Instant::now(), drawn: None, total, columns }
    }

    /// Shows how much is done.
    pub fn at(&mut self, done: usize) {
        let Some(columns) = self.columns else { return };
        let wait = if self.drawn.is_some() { EVERY } else { PATIENCE };
        if self.drawn.unwrap_or(self.begun).elapsed() < wait {
            return;
        }
        self.drawn = Some(Instant::now());
        let line = line(done, self.total, self.begun.elapsed(), columns);
        // A bar that cannot be drawn is no reason to stop.
        let _ = write!(std::io::stderr(), "\r{line}\x1b[K");
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

/// Draws the line in the cells there are: the bar shrinks first, then goes, then the words are cut.
fn line(done: usize, total: usize, taken: Duration, columns: usize) -> String {
    let percent = done * 100 / total.max(1);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)] // for show
    let rate = (done as f64 / taken.as_secs_f64().max(0.001)) as usize;
    let facts = [("percent", percent), ("done", done), ("total", total), ("rate", rate)];
    let facts = facts.map(|(name, value)| (name, value.to_string()));
    let words = say_with("cli.progress", &facts.each_ref().map(|(name, value)| (*name, value.as_str())));
    // The last cell stays free: some terminals break the line there.
    let room = columns.saturating_sub(1);
    let bar = room.saturating_sub(width(&words) + 1).min(WIDEST);
    if bar < 4 {
        return cut(&words, room);
    }
    let full = (bar * done / total.max(1)).min(bar);
    format!("{}{} {words}", "━".repeat(full), "┈".repeat(bar - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_fits_into_any_terminal() {
        for columns in 1..130 {
            for done in [0, 1, 500, 999_999, 1_000_000] {
                let line = line(done, 1_000_000, Duration::from_secs(7), columns);
                assert!(width(&line) < columns.max(1), "{columns}: {line}");
            }
        }
        let half = line(500_000, 1_000_000, Duration::from_secs(10), 120);
        assert!(half.contains("50") && half.contains("50000") && half.starts_with("━"), "{half}");
    }
}
