//! The officer's side of a terminal: keys go in, and every piece that comes back is stamped on arrival.
//!
//! A thread reads and stamps; the emulator works through the pieces afterwards, so that its own slowness is in
//! no figure. What a key led to is judged by what stands on the emulated screen, never by waiting a while.

use crate::machine::{Process, Spent};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// The width of the terminal in cells.
pub const COLUMNS: u16 = 120;

/// Its height in rows.
pub const ROWS: u16 = 36;

/// How long nothing may come before a screen counts as settled.
const QUIET: Duration = Duration::from_millis(25);

/// How long a screen may take before it counts as never having come.
const PATIENCE: Duration = Duration::from_secs(4);

/// What stood on the screen after one piece of output.
#[derive(Clone)]
pub struct Frame {
    /// When the piece arrived.
    pub at: Instant,
    /// The rows, without blanks at their ends.
    pub rows: Vec<String>,
    /// The cursor's column and row, from 0.
    pub cursor: (u16, u16),
}

impl Frame {
    /// Tells whether a text stands somewhere on it.
    pub fn has(&self, text: &str) -> bool {
        self.rows.iter().any(|row| row.contains(text))
    }
}

/// What came of one write to the terminal.
pub struct Act {
    sent: Instant,
    frames: Vec<Frame>,
    /// How many bytes came back.
    pub bytes: usize,
    /// What the program spent meanwhile.
    pub spent: Spent,
}

impl Act {
    /// Returns after how many milliseconds a condition came true and stayed so; nothing if it does not hold now.
    pub fn when(&self, is_so: impl Fn(&Frame) -> bool) -> Option<f64> {
        let from = self.frames.iter().rposition(|frame| !is_so(frame)).map_or(0, |last| last + 1);
        self.frames.get(from).map(|frame| millis(frame.at - self.sent))
    }

    /// Returns after how many milliseconds the last piece of output came.
    pub fn settled(&self) -> f64 {
        self.frames.last().map_or(f64::NAN, |frame| millis(frame.at - self.sent))
    }
}

/// Returns a time in milliseconds.
pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// A program in a terminal of its own.
pub struct Terminal {
    _master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    pieces: Receiver<(Instant, Vec<u8>)>,
    parser: vt100::Parser,
    born: Instant,
    process: Process,
}

impl Terminal {
    /// Starts a program in a home of its own.
    pub fn open(program: &Path, arguments: &[String], home: &Path) -> Self {
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        for name in ["NO_COLOR", "COLORTERM", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "YICHUANG_DB"] {
            command.env_remove(name);
        }
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "zh_CN.UTF-8"), ("LC_ALL", "")] {
            command.env(name, value);
        }
        command.env("HOME", home);
        let mut reader = pair.master.try_clone_reader().expect("a way to read");
        let writer = pair.master.take_writer().expect("a way to write");
        let (piece, pieces) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            // A pseudo-terminal whose other side has closed answers with an error on Linux.
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if piece.send((Instant::now(), buffer[..length].to_vec())).is_err() {
                    return;
                }
            }
        });
        let born = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let process = Process::new(child.process_id().expect("a running program"));
        let cells = |n| NonZeroU16::new(n).expect("a terminal has cells");
        let parser = vt100::Parser::new(cells(ROWS), cells(COLUMNS), 0);
        Self { _master: pair.master, writer, child, pieces, parser, born, process }
    }

    /// Returns the program's process.
    pub fn process(&self) -> &Process {
        &self.process
    }

    /// Sends keys in one write and watches until the screen is as it should be and at rest.
    pub fn act(&mut self, keys: &str, is_done: impl Fn(&Frame) -> bool) -> Act {
        self.watch(false);
        let before = self.process.spent();
        let sent = Instant::now();
        self.send(keys);
        let (frames, bytes) = self.until(sent, QUIET, is_done);
        Act { sent, frames, bytes, spent: self.process.spent() - before }
    }

    /// Sends keys in one write and watches until the screen is as it should be, at rest or not.
    pub fn act_at_once(&mut self, keys: &str, is_done: impl Fn(&Frame) -> bool) -> Option<f64> {
        self.watch(false);
        let sent = Instant::now();
        self.send(keys);
        let act = |(frames, bytes)| Act { sent, frames, bytes, spent: Spent::default() };
        act(self.until(sent, Duration::ZERO, &is_done)).when(is_done)
    }

    /// Watches from the start until the screen is as it should be and at rest.
    pub fn start(&mut self, is_done: impl Fn(&Frame) -> bool) -> Act {
        let (frames, bytes) = self.until(self.born, QUIET, is_done);
        Act { sent: self.born, frames, bytes, spent: self.process.spent() }
    }

    /// Leaves the program alone for a while and returns how many bytes it sent and what it spent.
    pub fn idle(&mut self, time: Duration) -> (usize, Spent) {
        while self.watch(true) {}
        let (before, begun, mut bytes) = (self.process.spent(), Instant::now(), 0);
        while let Ok((_, piece)) = self.pieces.recv_timeout(time.saturating_sub(begun.elapsed())) {
            bytes += piece.len();
            self.parser.process(&piece);
        }
        (bytes, self.process.spent() - before)
    }

    /// Returns what stands on the screen.
    pub fn frame(&mut self) -> Frame {
        self.watch(false);
        self.look(Instant::now())
    }

    fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).and_then(|()| self.writer.flush()).expect("the line takes it");
    }

    /// Takes in what has come; with patience, what still comes within a quiet while. Tells whether anything did.
    fn watch(&mut self, patient: bool) -> bool {
        let mut came = false;
        let wait = if patient { QUIET * 8 } else { Duration::ZERO };
        while let Ok((_, piece)) = self.pieces.recv_timeout(wait) {
            self.parser.process(&piece);
            came = true;
        }
        came
    }

    fn until(&mut self, from: Instant, quiet: Duration, is_done: impl Fn(&Frame) -> bool) -> (Vec<Frame>, usize) {
        let mut frames = vec![self.look(from)];
        let mut bytes = 0;
        loop {
            let done = is_done(&frames[frames.len() - 1]);
            if done && quiet.is_zero() {
                break;
            }
            let wait = if done { quiet } else { PATIENCE.saturating_sub(from.elapsed()) };
            match self.pieces.recv_timeout(wait) {
                Ok((at, piece)) => {
                    bytes += piece.len();
                    self.parser.process(&piece);
                    frames.push(self.look(at));
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        (frames, bytes)
    }

    fn look(&self, at: Instant) -> Frame {
        let screen = self.parser.screen();
        let (row, column) = screen.cursor_position();
        let rows = screen.rows(0, COLUMNS).map(|row| row.trim_end().to_owned()).collect();
        Frame { at, rows, cursor: (column, row) }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
