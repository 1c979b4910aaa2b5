//! A terminal to run programs in: a pseudo-terminal and, behind it, an emulator that says what stands on
//! the screen and where the cursor is.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// How long a test waits for something to appear before it fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program running in a terminal of its own.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    screen: Arc<(Mutex<Seen>, Condvar)>,
}

struct Seen {
    parser: vt100::Parser,
    bytes: usize,
    raw: Vec<u8>,
    ended: bool,
}

impl Terminal {
    /// Starts a program with arguments and additional environment variables in a terminal of that size.
    /// The inherited environment's colour variables are taken away first.
    pub fn open(program: &str, arguments: &[&str], environment: &[(&str, &str)], columns: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        for name in ["NO_COLOR", "COLORTERM", "WT_SESSION"] {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color");
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a way to read");
        let writer = pair.master.take_writer().expect("a way to write");
        let seen = Seen { parser: parser(columns, rows), bytes: 0, raw: Vec::new(), ended: false };
        let screen = Arc::new((Mutex::new(seen), Condvar::new()));
        let shared = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut buffer = [0; 16 * 1024];
            loop {
                // A pseudo-terminal whose other side has closed answers with an error on Linux.
                let length = reader.read(&mut buffer).unwrap_or(0);
                let mut seen = shared.0.lock().expect("no test panics while holding the screen");
                if length == 0 {
                    seen.ended = true;
                } else {
                    seen.parser.process(&buffer[..length]);
                    seen.raw.extend_from_slice(&buffer[..length]);
                    seen.bytes += length;
                }
                shared.1.notify_all();
                if length == 0 {
                    return;
                }
            }
        });
        Self { master: pair.master, writer, child, screen }
    }

    /// Sends bytes as a keyboard would: text, `\r` for Enter, `\x1b[A` for an arrow.
    pub fn send(&mut self, bytes: &str) {
        self.writer.write_all(bytes.as_bytes()).and_then(|()| self.writer.flush()).expect("the line takes it");
    }

    /// Sends a text as one bracketed paste.
    pub fn paste(&mut self, text: &str) {
        self.send(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Waits until the screen satisfies a condition and returns its rows; fails with the screen otherwise.
    pub fn wait(&self, what: &str, is_so: impl Fn(&[String], (u16, u16)) -> bool) -> Vec<String> {
        let deadline = Instant::now() + PATIENCE;
        let (lock, changed) = &*self.screen;
        let mut seen = lock.lock().expect("the screen");
        loop {
            let (rows, cursor) = (rows(&seen.parser), cursor(&seen.parser));
            if is_so(&rows, cursor) {
                return rows;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !seen.ended, "{what} did not appear; cursor {cursor:?}\n{}", rows.join("\n"));
            seen = changed.wait_timeout(seen, left).expect("the screen").0;
        }
    }

    /// Waits until a text stands on the screen and returns the rows.
    pub fn wait_for(&self, text: &str) -> Vec<String> {
        self.wait(text, |rows, _| rows.iter().any(|row| row.contains(text)))
    }

    /// Presses a key until a text stands on the screen: while a desk opens anew there is nobody to hear it.
    #[allow(dead_code)] // only some who have a terminal open a desk anew
    pub fn press_until(&mut self, keys: &str, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            self.send(keys);
            for _ in 0..100 {
                if self.rows().iter().any(|row| row.contains(text)) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        self.wait_for(text);
    }

    /// Waits until the cursor stands at a column and row, counted from 0.
    pub fn wait_for_cursor(&self, column: u16, row: u16) {
        self.wait(&format!("the cursor at {column},{row}"), |_, cursor| cursor == (column, row));
    }

    /// Returns the rows on the screen, without blanks at their ends.
    pub fn rows(&self) -> Vec<String> {
        rows(&self.screen.0.lock().expect("the screen").parser)
    }

    /// Looks at the emulated screen: cells, colours, cursor.
    #[allow(dead_code)] // the pictures of the documentation look at colours
    pub fn look<T>(&self, at: impl FnOnce(&vt100::Screen) -> T) -> T {
        at(self.screen.0.lock().expect("the screen").parser.screen())
    }

    /// Returns the cursor's column and row, counted from 0.
    pub fn cursor(&self) -> (u16, u16) {
        cursor(&self.screen.0.lock().expect("the screen").parser)
    }

    /// Tells whether the cursor can be seen.
    pub fn cursor_is_visible(&self) -> bool {
        !self.screen.0.lock().expect("the screen").parser.screen().hide_cursor()
    }

    /// Tells whether the program is on the alternate screen.
    pub fn is_on_alternate_screen(&self) -> bool {
        self.screen.0.lock().expect("the screen").parser.screen().alternate_screen()
    }

    /// Returns how many bytes the program has sent.
    pub fn bytes(&self) -> usize {
        self.screen.0.lock().expect("the screen").bytes
    }

    /// Returns everything the program has sent.
    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.screen.0.lock().expect("the screen").raw).into_owned()
    }

    /// Changes the terminal's size.
    pub fn resize(&self, columns: u16, rows: u16) {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.screen.0.lock().expect("the screen").parser.screen_mut().set_size(cells(rows), cells(columns));
        self.master.resize(size).expect("a new size");
    }

    /// Sends the program a signal by its name: `HUP` as when the line drops, `TERM`, `KILL`.
    pub fn signal(&self, name: &str) {
        let process = self.child.process_id().expect("a running program");
        let status = std::process::Command::new("kill").args(["-s", name, &process.to_string()]).status();
        assert!(status.is_ok_and(|status| status.success()), "the signal was sent");
    }

    /// Waits until the program has ended and all it said was read, and returns its exit code.
    pub fn wait_for_end(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                let seen = self.screen.0.lock().expect("the screen");
                let left = deadline.saturating_duration_since(Instant::now());
                drop(self.screen.1.wait_timeout_while(seen, left, |seen| !seen.ended));
                return status.exit_code();
            }
            assert!(Instant::now() < deadline, "the program did not end\n{}", self.rows().join("\n"));
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("a terminal has cells")
}

fn parser(columns: u16, rows: u16) -> vt100::Parser {
    vt100::Parser::new(cells(rows), cells(columns), 0)
}

fn rows(parser: &vt100::Parser) -> Vec<String> {
    let (_, columns) = parser.screen().size();
    parser.screen().rows(0, columns.get()).map(|row| row.trim_end().to_owned()).collect()
}

fn cursor(parser: &vt100::Parser) -> (u16, u16) {
    let (row, column) = parser.screen().cursor_position();
    (column, row)
}
