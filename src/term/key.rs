//! Keys, by name: parsed from `ctrl-p`, shown as `Ctrl-P`.

use std::fmt;
use std::str::FromStr;

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character as typed, or as committed by an input method.
    Char(char),
    /// A function key.
    F(u8),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab; with Shift it goes back.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

/// Which modifiers were held. With a character Shift is not kept: the character says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Mods {
    /// Ctrl.
    pub ctrl: bool,
    /// Alt.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
}

impl Mods {
    /// No modifier.
    pub const NONE: Self = Self { ctrl: false, alt: false, shift: false };
}

/// A key press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Which modifiers.
    pub mods: Mods,
}

impl Key {
    /// Makes a key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self { code, mods: Mods::NONE }
    }

    /// Makes a character key.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// Makes a Ctrl chord of a lower-case letter.
    pub const fn ctrl(c: char) -> Self {
        Self { code: Code::Char(c), mods: Mods { ctrl: true, alt: false, shift: false } }
    }

    /// Makes an Alt chord.
    pub const fn alt(c: char) -> Self {
        Self { code: Code::Char(c), mods: Mods { ctrl: false, alt: true, shift: false } }
    }

    /// Makes a function key.
    pub const fn f(n: u8) -> Self {
        Self::plain(Code::F(n))
    }

    /// Makes a key held with Shift.
    pub const fn shift(code: Code) -> Self {
        Self { code, mods: Mods { ctrl: false, alt: false, shift: true } }
    }

    /// Makes a key held with Ctrl.
    pub const fn with_ctrl(code: Code) -> Self {
        Self { code, mods: Mods { ctrl: true, alt: false, shift: false } }
    }

    /// Returns the character if this key would type one into a field.
    pub const fn text(self) -> Option<char> {
        match self {
            Self { code: Code::Char(c), mods: Mods { ctrl: false, alt: false, .. } } => Some(c),
            _ => None,
        }
    }

    /// Tells whether the key reaches the program while a Chinese input method is composing-ready:
    /// everything but plain characters does.
    pub const fn is_ime_safe(self) -> bool {
        self.text().is_none()
    }

    /// Returns the key as meant in command position: `：` is `:`, `２` is `2`.
    #[must_use]
    pub fn as_command(self) -> Self {
        match self.code {
            Code::Char(c) => Self { code: Code::Char(crate::text::halfwidth(c)), ..self },
            _ => self,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.mods.ctrl, "Ctrl-"), (self.mods.alt, "Alt-"), (self.mods.shift, "Shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        match self.code {
            Code::Char(' ') => f.write_str("Space"),
            Code::Char(c) if self.mods.ctrl || self.mods.alt => write!(f, "{}", c.to_ascii_uppercase()),
            Code::Char(c) => write!(f, "{c}"),
            Code::F(n) => write!(f, "F{n}"),
            code => {
                let name = NAMES.iter().find(|(_, named, _)| *named == code).map_or("?", |(_, _, shown)| shown);
                f.write_str(name)
            }
        }
    }
}

/// Names to parse, the key, and how it is shown. The first spelling of a key is the one in files.
const NAMES: &[(&str, Code, &str)] = &[
    ("enter", Code::Enter, "Enter"),
    ("return", Code::Enter, "Enter"),
    ("esc", Code::Esc, "Esc"),
    ("escape", Code::Esc, "Esc"),
    ("tab", Code::Tab, "Tab"),
    ("backspace", Code::Backspace, "Backspace"),
    ("delete", Code::Delete, "Del"),
    ("del", Code::Delete, "Del"),
    ("insert", Code::Insert, "Ins"),
    ("up", Code::Up, "↑"),
    ("down", Code::Down, "↓"),
    ("left", Code::Left, "←"),
    ("right", Code::Right, "→"),
    ("home", Code::Home, "Home"),
    ("end", Code::End, "End"),
    ("pageup", Code::PageUp, "PgUp"),
    ("pgup", Code::PageUp, "PgUp"),
    ("pagedown", Code::PageDown, "PgDn"),
    ("pgdn", Code::PageDown, "PgDn"),
    ("space", Code::Char(' '), "Space"),
];

/// A name that is no key's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the name of a key")]
pub struct ParseKeyError(pub String);

impl FromStr for Key {
    type Err = ParseKeyError;

    /// Parses `ctrl-p`, `f2`, `shift-tab`, `?`, `alt-1`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = || ParseKeyError(text.to_owned());
        let mut mods = Mods::NONE;
        let mut rest = text;
        loop {
            let lower = rest.to_ascii_lowercase();
            let (held, length) = if lower.starts_with("ctrl-") {
                (&mut mods.ctrl, 5)
            } else if lower.starts_with("alt-") {
                (&mut mods.alt, 4)
            } else if lower.starts_with("shift-") {
                (&mut mods.shift, 6)
            } else {
                break;
            };
            *held = true;
            rest = &rest[length..];
        }
        let lower = rest.to_ascii_lowercase();
        let mut chars = rest.chars();
        let named = NAMES.iter().find(|(name, _, shown)| *name == lower || *shown == rest).map(|(_, code, _)| *code);
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) if named.is_none() => {
                let c = if mods.ctrl || mods.alt { c.to_ascii_lowercase() } else { c };
                Code::Char(if std::mem::take(&mut mods.shift) { c.to_ascii_uppercase() } else { c })
            }
            (Some('f' | 'F'), Some('0'..='9')) => Code::F(lower[1..].parse().map_err(|_| fault())?),
            _ => named.ok_or_else(fault)?,
        };
        Ok(Self { code, mods })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for name in ["ctrl-p", "f2", "shift-tab", "?", "G", "alt-1", "pgup", "space", "ctrl-left", "enter", "↓"] {
            let key: Key = name.parse().unwrap();
            assert_eq!(key.to_string().parse::<Key>().unwrap(), key, "{name}");
        }
        assert_eq!("ctrl-p".parse(), Ok(Key::ctrl('p')));
        assert_eq!("Ctrl-P".parse(), Ok(Key::ctrl('p')));
        assert_eq!("shift-tab".parse(), Ok(Key::shift(Code::Tab)));
        assert_eq!(Key::ctrl('p').to_string(), "Ctrl-P");
        assert!("ctrl-".parse::<Key>().is_err());
        assert!("fx".parse::<Key>().is_err());
    }

    #[test]
    fn full_width_characters_act_as_their_twins_in_command_position() {
        assert_eq!(Key::char('：').as_command(), Key::char(':'));
        assert_eq!(Key::char('２').as_command(), Key::char('2'));
    }
}
