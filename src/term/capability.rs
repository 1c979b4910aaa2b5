//! What the terminal can show, as far as the environment tells.

/// How many colours a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Depth {
    /// None: only bold, underline and reverse. Chosen by `NO_COLOR` or a `dumb` terminal.
    Mono,
    /// The sixteen named colours.
    Sixteen,
    /// The 256-colour palette.
    Palette,
    /// 24-bit colours.
    Full,
}

/// Terminals that show 24-bit colours whether or not they say so over SSH.
const FULL_COLOUR: &[&str] = &["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm"];

/// What the environment says about the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capability {
    /// How many colours it shows.
    pub depth: Depth,
    /// Whether it is the Linux console, which has neither Chinese glyphs nor an input method.
    pub linux_console: bool,
    /// Whether a screen reader is said to be running, so that nothing should move by itself.
    pub reduce_motion: bool,
}

impl Capability {
    /// Reads the process's environment.
    pub fn detect() -> Self {
        Self::from_env(|name| std::env::var(name).ok())
    }

    /// Judges by environment variables given as a function, so that tests can say what they are.
    pub fn from_env(get: impl Fn(&str) -> Option<String>) -> Self {
        let has = |name: &str| get(name).is_some_and(|value| !value.is_empty());
        let term = get("TERM").unwrap_or_default();
        let colorterm = get("COLORTERM").unwrap_or_default();
        let depth = if has("NO_COLOR") || term == "dumb" {
            Depth::Mono
        } else if colorterm.contains("truecolor")
            || colorterm.contains("24bit")
            || has("WT_SESSION")
            || term.contains("-direct")
            || FULL_COLOUR.contains(&term.as_str())
        {
            Depth::Full
        } else if term.contains("256color") {
            Depth::Palette
        } else {
            Depth::Sixteen
        };
        Self {
            depth,
            linux_console: term == "linux",
            reduce_motion: has("NVDA_RUNNING") || has("ORCA_RUNNING") || has("YICHUANG_REDUCE_MOTION"),
        }
    }

    /// Returns a warning in ASCII for a terminal that cannot show Chinese at all.
    pub fn warning(self) -> Option<&'static str> {
        self.linux_console.then_some(
            "This is the Linux console: it shows no Chinese characters and has no input method.\n\
             Use a terminal window, SSH from another machine, or kmscon/fbterm; or run with --lang en.",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(pairs: &[(&str, &str)]) -> Depth {
        Capability::from_env(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
            .depth
    }

    #[test]
    fn no_color_goes_before_everything() {
        assert_eq!(depth(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]), Depth::Mono);
        assert_eq!(depth(&[("NO_COLOR", ""), ("COLORTERM", "truecolor")]), Depth::Full);
    }

    #[test]
    fn depth_follows_the_terminal_name() {
        assert_eq!(depth(&[("TERM", "xterm-256color")]), Depth::Palette);
        assert_eq!(depth(&[("TERM", "linux")]), Depth::Sixteen);
        assert_eq!(depth(&[("TERM", "dumb")]), Depth::Mono);
    }

    #[test]
    fn the_linux_console_is_warned_about_in_ascii() {
        let console = Capability::from_env(|name| (name == "TERM").then(|| "linux".to_owned()));
        assert!(console.warning().is_some_and(str::is_ascii));
    }
}
