//! A line that is typed and not shown, for passwords outside the full screen.

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
use crossterm::terminal;
use std::io::{self, IsTerminal, Write};

/// The longest line that is taken in; with this much room a text never moves, and leaves no copies behind.
const ROOM: usize = 1024;

struct Raw;

impl Drop for Raw {
    fn drop(&mut self) {
        terminal::disable_raw_mode().ok();
    }
}

/// Asks on the terminal for a line and shows nothing of it; `None` where there is no terminal, or who sits there will not
/// say.
pub fn secret_line(prompt: &str) -> io::Result<Option<String>> {
    let mut out = io::stderr();
    if !io::stdin().is_terminal() || !out.is_terminal() {
        return Ok(None);
    }
    // Nothing is echoed from before the question on: whoever types quickly types behind it.
    terminal::enable_raw_mode()?;
    let raw = Raw;
    write!(out, "{prompt}")?;
    out.flush()?;
    let line = typed();
    drop(raw);
    writeln!(out)?;
    line
}

fn typed() -> io::Result<Option<String>> {
    let mut line = String::with_capacity(ROOM);
    loop {
        let Event::Key(key) = read()? else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter => return Ok(Some(line)),
            KeyCode::Esc => return Ok(None),
            KeyCode::Char('c' | 'd') if ctrl => return Ok(None),
            KeyCode::Char('u') if ctrl => line.clear(),
            KeyCode::Char('j' | 'm') if ctrl => return Ok(Some(line)),
            KeyCode::Char(c) if !ctrl && line.len() + c.len_utf8() <= ROOM => line.push(c),
            KeyCode::Backspace => drop(line.pop()),
            _ => {}
        }
    }
}
