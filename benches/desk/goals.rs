//! The goals, and whether the figures reach them.
//!
//! A goal is a figure on the machine it was set on and, where there is one, a ratio to the floor measured in the
//! same run; the ratio is what holds on other machines.

use crate::table::{Line, Unit, figure, short};
use std::fmt::Write as _;

/// The size at which the goals were set.
const SET_AT: usize = 100_000;

/// Which of the figures a limit is about.
#[derive(Debug, Clone, Copy)]
enum Of {
    /// Half of them are below.
    P50,
    /// All but one in a hundred are below.
    P99,
}

/// Where a limit holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum At {
    /// At the size at which the goals were set.
    Here,
    /// There, and at a million at most this many times what it is there.
    Grows(f64),
    /// At every size, so at the largest.
    Largest,
}

/// One limit of a goal.
struct Limit {
    /// The number of the goal; 0 for what the issue of search asks of the query itself.
    goal: u8,
    /// What it is about: the key of a line, or the beginning of several.
    line: &'static str,
    of: Of,
    at_most: f64,
    to_floor: Option<f64>,
    at: At,
}

macro_rules! limits {
    ($($goal:literal $line:literal $of:ident <= $most:literal $(floor $floor:literal)? , $at:expr;)*) => {
        &[$(Limit {
            goal: $goal,
            line: $line,
            of: Of::$of,
            at_most: $most,
            to_floor: { let floor: Option<f64> = None; $(let _ = floor; let floor = Some($floor);)? floor },
            at: $at,
        }),*]
    };
}

/// The goals as a table: number, line, figure, ratio to the floor, where it holds.
const LIMITS: &[Limit] = limits! {
    0 "find."          P99 <= 2.0,               At::Largest;
    1 "start.rows"     P50 <= 15.0 floor 10.0,   At::Grows(1.3);
    2 "move"           P50 <= 0.7 floor 8.0,     At::Here;
    2 "move"           P99 <= 3.0,               At::Here;
    2 "cpu.move"       P50 <= 0.5,               At::Here;
    3 "page"           P50 <= 1.5 floor 6.0,     At::Here;
    4 "type.form"      P50 <= 0.35 floor 4.0,    At::Here;
    4 "type.form"      P99 <= 2.0,               At::Here;
    4 "type.search"    P50 <= 0.35 floor 4.0,    At::Here;
    4 "type.search"    P99 <= 2.0,               At::Here;
    4 "type.commit"    P50 <= 0.8,               At::Here;
    4 "type.astray"    P50 <= 0.0,               At::Largest;
    5 "type.busy"      P50 <= 0.5 floor 6.0,     At::Largest;
    5 "type.busy"      P99 <= 3.0,               At::Largest;
    6 "shown.one"      P50 <= 10.0 floor 11.0,   At::Grows(2.0);
    6 "shown."         P50 <= 3.0 floor 11.0,    At::Grows(2.0);
    7 "bytes.move"     P50 <= 440.0,             At::Here;
    7 "bytes.page"     P50 <= 4550.0 floor 1.15, At::Here;
    7 "bytes.type"     P50 <= 30.0,              At::Here;
    7 "bytes.other"    P99 <= 1400.0,            At::Here;
    8 "peak"           P50 <= 25.0,              At::Grows(1.15);
    9 "idle.bytes"     P50 <= 0.0,               At::Here;
    9 "idle.cpu"       P50 <= 1.0,               At::Here;
    9 "idle.wakes"     P50 <= 10.0,              At::Here;
    10 "save"          P50 <= 1.0 floor 3.5,     At::Here;
    10 "lookup"        P50 <= 3.0 floor 1.6,     At::Here;
};

/// Returns what the goal for a line is, and whether it is met or missed by how much.
pub fn judge(line: &Line) -> Option<(String, String)> {
    // The first limits of which the line's key says so exactly; else those of the beginning.
    let about = |limit: &&Limit| limit.line == line.key;
    let begins = |limit: &&Limit| limit.line.ends_with('.') && line.key.starts_with(limit.line);
    let exact: Vec<&Limit> = LIMITS.iter().filter(about).collect();
    let limits = if exact.is_empty() { LIMITS.iter().filter(begins).collect() } else { exact };
    let mut goal = match limits.first()?.goal {
        0 => "query:".to_owned(),
        number => format!("{number}:"),
    };
    let mut missed = Vec::new();
    let mut not_here = false;
    for (nth, limit) in limits.iter().enumerate() {
        limit.tell(&mut goal, nth, line.unit);
        not_here |= limit.check(line, &mut missed).is_none();
    }
    let verdict = match (missed.is_empty(), not_here) {
        (false, _) => format!("missed: {}", missed.join(", ")),
        (true, true) => format!("judged at {}", short(SET_AT)),
        (true, false) => "met".to_owned(),
    };
    Some((goal, verdict))
}

impl Limit {
    fn tell(&self, goal: &mut String, nth: usize, unit: Unit) {
        let of = match self.of {
            Of::P50 => "",
            Of::P99 => "p99 ",
        };
        // Writing to a string does not fail.
        let _ = write!(goal, "{} {of}≤ {}", if nth > 0 { "," } else { "" }, plain(self.at_most));
        if unit == Unit::Millis && self.line == "save" {
            goal.push_str(" + sync");
        }
        if let Some(ratio) = self.to_floor {
            let _ = write!(goal, ", ≤ {}×", plain(ratio));
        }
        match self.at {
            At::Grows(factor) => {
                let _ = write!(goal, ", 1M ≤ {}×", plain(factor));
            }
            At::Largest if nth == 0 => goal.push_str(" at any size"),
            At::Largest | At::Here => {}
        }
    }

    /// Adds what is missed; returns nothing where the size at which it holds was not measured.
    fn check(&self, line: &Line, missed: &mut Vec<String>) -> Option<()> {
        let value = |size: usize| {
            let cell = line.cells.get(&size)?;
            let share = match self.of {
                Of::P50 => 0.5,
                Of::P99 => 0.99,
            };
            Some((cell.samples.quantile(share) - cell.allowed, cell.floor.map(|it| cell.samples.median() / it)))
        };
        let size = if self.at == At::Largest { *line.cells.keys().last()? } else { SET_AT };
        let (here, ratio) = value(size)?;
        if here > self.at_most {
            let more = figure(here - self.at_most, line.unit);
            missed.push(format!("{} by {more}", if matches!(self.of, Of::P50) { "figure" } else { "p99" }));
        }
        if let (Some(limit), Some(ratio)) = (self.to_floor, ratio)
            && ratio > limit
        {
            missed.push(format!("ratio by {:.1}", ratio - limit));
        }
        if let (At::Grows(factor), Some((there, _))) = (self.at, value(1_000_000))
            && there > here * factor
        {
            missed.push(format!("growth by {:.2}", there / here - factor));
        }
        Some(())
    }
}

/// Shows a limit without needless digits.
fn plain(limit: f64) -> String {
    format!("{limit}")
}
