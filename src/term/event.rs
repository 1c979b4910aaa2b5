//! What the terminal and the operating system tell the program.

use super::key::{Code, Key, Mods};
use crate::text::sanitise_text;
use crossterm::event as ct;

/// Something that happened outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed or repeats.
    Key(Key),
    /// Text was pasted; it is already cleaned.
    Paste(String),
    /// The terminal has a new size in columns and rows.
    Resize(u16, u16),
    /// The terminal window came to the front (`true`) or left it.
    Focus(bool),
    /// The line was dropped or the window closed: save and end.
    Hangup,
    /// The system asks the program to end: save and end.
    Terminate,
}

impl Event {
    /// Converts a crossterm event; key releases and mouse movements say nothing and are `None`.
    pub(super) fn from_crossterm(event: ct::Event) -> Option<Self> {
        match event {
            ct::Event::Key(key) if key.kind != ct::KeyEventKind::Release => convert_key(key).map(Self::Key),
            ct::Event::Paste(text) => Some(Self::Paste(sanitise_text(&text))),
            ct::Event::Resize(columns, rows) => Some(Self::Resize(columns, rows)),
            ct::Event::FocusGained => Some(Self::Focus(true)),
            ct::Event::FocusLost => Some(Self::Focus(false)),
            ct::Event::Key(_) | ct::Event::Mouse(_) => None,
        }
    }
}

fn convert_key(key: ct::KeyEvent) -> Option<Key> {
    let mut mods = Mods {
        ctrl: key.modifiers.contains(ct::KeyModifiers::CONTROL),
        alt: key.modifiers.contains(ct::KeyModifiers::ALT),
        shift: key.modifiers.contains(ct::KeyModifiers::SHIFT),
    };
    let code = match key.code {
        ct::KeyCode::Char(c) => {
            // The character itself says whether Shift was held; with Ctrl the terminals disagree.
            if mods.ctrl {
                Code::Char(c.to_ascii_lowercase())
            } else {
                mods.shift = false;
                Code::Char(c)
            }
        }
        ct::KeyCode::BackTab => {
            mods.shift = true;
            Code::Tab
        }
        ct::KeyCode::F(n) => Code::F(n),
        ct::KeyCode::Enter => Code::Enter,
        ct::KeyCode::Esc => Code::Esc,
        ct::KeyCode::Tab => Code::Tab,
        ct::KeyCode::Backspace => Code::Backspace,
        ct::KeyCode::Delete => Code::Delete,
        ct::KeyCode::Insert => Code::Insert,
        ct::KeyCode::Up => Code::Up,
        ct::KeyCode::Down => Code::Down,
        ct::KeyCode::Left => Code::Left,
        ct::KeyCode::Right => Code::Right,
        ct::KeyCode::Home => Code::Home,
        ct::KeyCode::End => Code::End,
        ct::KeyCode::PageUp => Code::PageUp,
        ct::KeyCode::PageDown => Code::PageDown,
        _ => return None,
    };
    Some(Key { code, mods })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ct::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Option<Event> {
        Event::from_crossterm(ct::Event::Key(KeyEvent::new(code, modifiers)))
    }

    #[test]
    fn a_release_is_not_a_second_press() {
        let mut released = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::NONE);
        released.kind = KeyEventKind::Release;
        assert_eq!(Event::from_crossterm(ct::Event::Key(released)), None);
    }

    #[test]
    fn one_key_has_one_name() {
        assert_eq!(key(KeyCode::BackTab, KeyModifiers::SHIFT), Some(Event::Key(Key::shift(Code::Tab))));
        assert_eq!(key(KeyCode::Char('G'), KeyModifiers::SHIFT), Some(Event::Key(Key::char('G'))));
        assert_eq!(key(KeyCode::Char('P'), KeyModifiers::CONTROL), Some(Event::Key(Key::ctrl('p'))));
    }

    #[test]
    fn a_paste_comes_in_clean() {
        let pasted = Event::from_crossterm(ct::Event::Paste("张三\u{1b}[31m\r\n映月".into()));
        assert_eq!(pasted, Some(Event::Paste("张三\n映月".into())));
    }
}
