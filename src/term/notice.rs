//! How a terminal tells somebody who looks elsewhere: a notice of the desktop (OSC 9 or OSC 777), or the bell alone.

use crate::text::sanitise_line;

/// Terminals that know OSC 9, by what they call themselves.
const KNOW_OSC9: &[&str] = &["iTerm.app", "iTerm2", "WezTerm", "ghostty", "WarpTerminal"];

/// Terminals that know OSC 9, by the name of their kind, which comes along over SSH.
const OSC9_TERMS: &[&str] = &["xterm-kitty", "xterm-ghostty", "wezterm"];

/// Terminals that know OSC 777, by the name of their kind.
const OSC777_TERMS: &[&str] = &["foot", "foot-extra", "rxvt-unicode", "rxvt-unicode-256color"];

/// How a terminal tells of something new.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Notice {
    /// Not at all.
    Off,
    /// By the bell.
    #[default]
    Bell,
    /// By the bell and a notice as iTerm2 introduced it.
    Osc9,
    /// By the bell and a notice as urxvt introduced it.
    Osc777,
}

impl Notice {
    /// Every way by its name in the configuration; `auto` looks at the environment.
    pub const NAMES: &[&str] = &["auto", "osc9", "osc777", "bell", "off"];

    /// Returns the way that a setting wants and the terminal knows, by environment variables given as a function.
    ///
    /// Inside tmux and screen it is the bell: they pass notices on only where somebody has set them up to, and show or
    /// swallow them elsewhere. Nothing for a name that is none of [`Notice::NAMES`].
    pub fn choose(setting: &str, get: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let get = |name: &str| get(name).unwrap_or_default();
        let term = get("TERM");
        let multiplexed = ["TMUX", "STY", "ZELLIJ"].iter().any(|name| !get(name).is_empty())
            || ["screen", "tmux"].iter().any(|name| term.starts_with(name));
        Some(match setting {
            "off" => Self::Off,
            "bell" => Self::Bell,
            "auto" | "osc9" | "osc777" if multiplexed || matches!(term.as_str(), "dumb" | "linux") => Self::Bell,
            "osc9" => Self::Osc9,
            "osc777" => Self::Osc777,
            "auto" => {
                let called = [get("TERM_PROGRAM"), get("LC_TERMINAL")];
                if called.iter().any(|name| KNOW_OSC9.contains(&name.as_str())) || OSC9_TERMS.contains(&term.as_str()) {
                    Self::Osc9
                } else if OSC777_TERMS.contains(&term.as_str()) {
                    Self::Osc777
                } else {
                    Self::Bell
                }
            }
            _ => return None,
        })
    }

    /// Reads the process's environment, see [`Notice::choose`].
    pub fn detect(setting: &str) -> Option<Self> {
        Self::choose(setting, |name| std::env::var(name).ok())
    }

    /// Returns the bytes that tell of something; what could end or steer the sequence is taken out of the text.
    pub fn bytes(self, text: &str) -> String {
        let text = sanitise_line(text);
        // The parts of OSC 777 stand between semicolons, and some terminals read numbers at the head of OSC 9.
        let (title, body) = text.split_once(['：', ':']).unwrap_or(("", &text));
        let plain = |part: &str| part.replace(';', ",");
        match self {
            Self::Off => String::new(),
            Self::Bell => "\x07".to_owned(),
            Self::Osc9 => format!("\x1b]9;{}\x07\x07", plain(text.trim_start_matches(|c: char| c.is_ascii_digit()))),
            Self::Osc777 => format!("\x1b]777;notify;{};{}\x07\x07", plain(title.trim()), plain(body.trim())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(setting: &str, pairs: &[(&str, &str)]) -> Option<Notice> {
        Notice::choose(setting, |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_terminal_gets_the_notice_it_knows_and_else_the_bell() {
        assert_eq!(chosen("auto", &[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")]), Some(Notice::Osc9));
        assert_eq!(chosen("auto", &[("TERM", "xterm-256color"), ("LC_TERMINAL", "iTerm2")]), Some(Notice::Osc9));
        assert_eq!(chosen("auto", &[("TERM", "xterm-kitty")]), Some(Notice::Osc9));
        assert_eq!(chosen("auto", &[("TERM", "foot")]), Some(Notice::Osc777));
        for plain in ["xterm-256color", "vt100", "", "linux"] {
            assert_eq!(chosen("auto", &[("TERM", plain), ("WT_SESSION", "1")]), Some(Notice::Bell), "{plain}");
        }
    }

    #[test]
    fn inside_a_multiplexer_it_is_the_bell_whatever_is_wished_for() {
        let inside = [("TMUX", "/tmp/tmux"), ("STY", "1.pts"), ("TERM", "tmux-256color"), ("TERM", "screen.xterm")];
        for pair in inside {
            for setting in ["auto", "osc9", "osc777", "bell"] {
                assert_eq!(chosen(setting, &[pair, ("TERM_PROGRAM", "WezTerm")]), Some(Notice::Bell), "{pair:?}");
            }
            assert_eq!(chosen("off", &[pair]), Some(Notice::Off));
        }
    }

    #[test]
    fn a_wish_goes_before_what_is_guessed_and_a_wrong_one_is_none() {
        assert_eq!(chosen("osc777", &[("TERM", "xterm")]), Some(Notice::Osc777));
        assert_eq!(chosen("off", &[("TERM", "xterm-kitty")]), Some(Notice::Off));
        assert_eq!(chosen("loud", &[]), None);
        assert!(Notice::NAMES.iter().all(|name| chosen(name, &[]).is_some()));
    }

    #[test]
    fn nothing_in_a_text_ends_or_steers_the_sequence() {
        let wild = "1;一窗：新增\u{1b}]0;x\u{7} 2 件\u{9b}31m;红\u{202e}色\r\n预警\u{7}";
        for notice in [Notice::Osc9, Notice::Osc777] {
            let bytes = notice.bytes(wild);
            assert_eq!(bytes.matches('\x1b').count(), 1, "{bytes:?}");
            assert_eq!(bytes.matches('\x07').count(), 2, "its end, and the bell: {bytes:?}");
            assert!(!bytes.contains(['\u{9b}', '\u{202e}', '\n']), "{bytes:?}");
        }
        assert_eq!(Notice::Osc9.bytes("一窗：新增 2 件红色预警"), "\x1b]9;一窗：新增 2 件红色预警\x07\x07");
        assert_eq!(Notice::Osc777.bytes("一窗：新增 2 件红色预警"), "\x1b]777;notify;一窗;新增 2 件红色预警\x07\x07");
        assert_eq!((Notice::Bell.bytes("x"), Notice::Off.bytes("x")), ("\x07".to_owned(), String::new()));
    }
}
