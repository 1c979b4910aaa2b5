//! Themes: what each meaning looks like, from 24-bit colour down to no colour.

use crate::term::Depth;
use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What something on the screen means; a theme says how that looks. Colour is never the only sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// Ordinary text and the ground it stands on.
    Text,
    /// Text of less weight: hints, units, empty states.
    Muted,
    /// Headings and column titles.
    Title,
    /// Frames around things.
    Border,
    /// The frame or label of what has the focus.
    Focus,
    /// The top line.
    Bar,
    /// The tab of the pane on screen.
    Tab,
    /// The row the cursor is on.
    Selected,
    /// Rows marked for a joint act.
    Marked,
    /// A field one can type into.
    Field,
    /// Names of keys.
    Key,
    /// References to another case or rule.
    Link,
    /// A message that something was done.
    Info,
    /// A state that is well.
    Good,
    /// A warning.
    Warning,
    /// A fault or refusal.
    Error,
    /// Past its limit (超期).
    Overdue,
    /// Due today.
    Today,
    /// Due within the reminder's span.
    Soon,
}

impl Meaning {
    /// Every meaning.
    pub const ALL: [Self; 19] = [
        Self::Text,
        Self::Muted,
        Self::Title,
        Self::Border,
        Self::Focus,
        Self::Bar,
        Self::Tab,
        Self::Selected,
        Self::Marked,
        Self::Field,
        Self::Key,
        Self::Link,
        Self::Info,
        Self::Good,
        Self::Warning,
        Self::Error,
        Self::Overdue,
        Self::Today,
        Self::Soon,
    ];
}

/// The themes that come with the program, by name.
const BUILT_IN: &[(&str, &str)] = &[
    ("night", include_str!("../../themes/night.toml")),
    ("day", include_str!("../../themes/day.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
    ("okabe-ito", include_str!("../../themes/okabe-ito.toml")),
    ("okabe-ito-day", include_str!("../../themes/okabe-ito-day.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
    ("dark16", include_str!("../../themes/dark16.toml")),
];

/// Returns the names of the built-in themes.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

/// Why a theme could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// There is no theme of that name.
    #[error("there is no theme named {0:?}")]
    Unknown(String),
    /// The file is not a theme: with the theme's name and the place and reason.
    #[error("theme {0:?}: {1}")]
    Malformed(String, String),
    /// Parents that lead back to the theme itself.
    #[error("theme {0:?} is its own ancestor")]
    Circle(String),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    parent: Option<String>,
    dark: Option<bool>,
    #[serde(default)]
    mono: bool,
    #[serde(default)]
    sixteen: bool,
    #[serde(default)]
    meaning: BTreeMap<Meaning, Spec>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spec {
    fg: Option<Rgb>,
    bg: Option<Rgb>,
    fg256: Option<u8>,
    bg256: Option<u8>,
    fg16: Option<Named>,
    bg16: Option<Named>,
    mods: Option<Vec<Mod>>,
    mono: Option<Vec<Mod>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct Rgb(u8, u8, u8);

impl TryFrom<String> for Rgb {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fault = || format!("{text:?} is not a colour like #1a2b3c");
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or_else(fault)?;
        let number = u32::from_str_radix(digits, 16).map_err(|_| fault())?;
        let [_, r, g, b] = number.to_be_bytes();
        Ok(Self(r, g, b))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Named {
    Default,
    Black,
    Red,
    Green,
    Yellow,
    Blue,
    Magenta,
    Cyan,
    Gray,
    DarkGray,
    LightRed,
    LightGreen,
    LightYellow,
    LightBlue,
    LightMagenta,
    LightCyan,
    White,
}

impl Named {
    fn color(self) -> Color {
        match self {
            Self::Default => Color::Reset,
            Self::Black => Color::Black,
            Self::Red => Color::Red,
            Self::Green => Color::Green,
            Self::Yellow => Color::Yellow,
            Self::Blue => Color::Blue,
            Self::Magenta => Color::Magenta,
            Self::Cyan => Color::Cyan,
            Self::Gray => Color::Gray,
            Self::DarkGray => Color::DarkGray,
            Self::LightRed => Color::LightRed,
            Self::LightGreen => Color::LightGreen,
            Self::LightYellow => Color::LightYellow,
            Self::LightBlue => Color::LightBlue,
            Self::LightMagenta => Color::LightMagenta,
            Self::LightCyan => Color::LightCyan,
            Self::White => Color::White,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mod {
    Bold,
    Underline,
    Italic,
    Dim,
    Reverse,
}

fn modifiers(mods: &[Mod]) -> Modifier {
    mods.iter().fold(Modifier::empty(), |all, one| {
        all | match one {
            Mod::Bold => Modifier::BOLD,
            Mod::Underline => Modifier::UNDERLINED,
            Mod::Italic => Modifier::ITALIC,
            Mod::Dim => Modifier::DIM,
            Mod::Reverse => Modifier::REVERSED,
        }
    })
}

/// How everything looks on this terminal: a theme brought down to the colours there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    name: String,
    depth: Depth,
    dark: bool,
    styles: [Style; Meaning::ALL.len()],
}

impl Look {
    /// Loads a built-in theme for a terminal of the given colour depth.
    pub fn load(name: &str, depth: Depth) -> Result<Self, ThemeError> {
        let file = read(name, 0)?;
        Ok(Self::from_file(name, &file, depth))
    }

    /// Parses a theme file of the officer's own, whose parent is a built-in theme.
    pub fn parse(name: &str, text: &str, depth: Depth) -> Result<Self, ThemeError> {
        let file = inherit(parse(name, text)?, 0)?;
        Ok(Self::from_file(name, &file, depth))
    }

    /// Returns the look that needs nothing from the terminal.
    pub fn mono() -> Self {
        Self::load("mono", Depth::Mono).unwrap_or_else(|_| Self {
            name: "mono".into(),
            depth: Depth::Mono,
            dark: true,
            styles: [Style::new(); Meaning::ALL.len()],
        })
    }

    /// Returns the theme's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns how many colours it is made for.
    pub fn depth(&self) -> Depth {
        self.depth
    }

    /// Tells whether light text stands on a dark ground.
    pub fn is_dark(&self) -> bool {
        self.dark
    }

    /// Returns the style of a meaning. It says only what differs from the ground below it, so that it can
    /// stand on any.
    pub fn style(&self, meaning: Meaning) -> Style {
        self.styles[meaning as usize]
    }

    fn from_file(name: &str, file: &File, depth: Depth) -> Self {
        let depth = if file.mono { Depth::Mono } else { depth };
        let depth = if file.sixteen { depth.min(Depth::Sixteen) } else { depth };
        let styles =
            Meaning::ALL.map(|meaning| file.meaning.get(&meaning).map_or_else(Style::new, |spec| style(spec, depth)));
        Self { name: name.to_owned(), depth, dark: file.dark.unwrap_or(true), styles }
    }
}

fn style(spec: &Spec, depth: Depth) -> Style {
    let plain = modifiers(spec.mods.as_deref().unwrap_or_default());
    let mut style = Style::new();
    let (fg, bg) = match depth {
        Depth::Mono => {
            let mono = spec.mono.as_deref().map_or(plain, modifiers);
            return style.add_modifier(mono);
        }
        Depth::Sixteen => (spec.fg16.map(Named::color), spec.bg16.map(Named::color)),
        Depth::Palette => (
            spec.fg256.or_else(|| spec.fg.map(nearest)).map(Color::Indexed),
            spec.bg256.or_else(|| spec.bg.map(nearest)).map(Color::Indexed),
        ),
        Depth::Full => {
            let full = |colour: Option<Rgb>| colour.map(|Rgb(r, g, b)| Color::Rgb(r, g, b));
            (full(spec.fg), full(spec.bg))
        }
    };
    style.fg = fg;
    style.bg = bg;
    style.add_modifier(plain)
}

fn parse(name: &str, text: &str) -> Result<File, ThemeError> {
    toml::from_str(text).map_err(|fault| ThemeError::Malformed(name.to_owned(), fault.to_string()))
}

fn read(name: &str, depth: usize) -> Result<File, ThemeError> {
    if depth > BUILT_IN.len() {
        return Err(ThemeError::Circle(name.to_owned()));
    }
    let (_, text) =
        BUILT_IN.iter().find(|(known, _)| *known == name).ok_or_else(|| ThemeError::Unknown(name.to_owned()))?;
    inherit(parse(name, text)?, depth)
}

/// Fills what a theme leaves out from its parent, part by part.
fn inherit(mut file: File, depth: usize) -> Result<File, ThemeError> {
    let Some(parent) = &file.parent else { return Ok(file) };
    let parent = read(parent, depth + 1)?;
    file.dark = file.dark.or(parent.dark);
    for (meaning, theirs) in parent.meaning {
        let ours = file.meaning.entry(meaning).or_default();
        ours.fg256 = ours.fg256.or(if ours.fg.is_none() { theirs.fg256 } else { None });
        ours.bg256 = ours.bg256.or(if ours.bg.is_none() { theirs.bg256 } else { None });
        ours.fg = ours.fg.or(theirs.fg);
        ours.bg = ours.bg.or(theirs.bg);
        ours.fg16 = ours.fg16.or(theirs.fg16);
        ours.bg16 = ours.bg16.or(theirs.bg16);
        ours.mods = ours.mods.take().or(theirs.mods);
        ours.mono = ours.mono.take().or(theirs.mono);
    }
    Ok(file)
}

/// The six steps of the 256-colour cube.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Returns the nearest of the 240 fixed colours; the first sixteen are the officer's own to choose.
fn nearest(Rgb(r, g, b): Rgb) -> u8 {
    let distance = |x: (u8, u8, u8)| {
        let d = |p: u8, q: u8| (i32::from(p) - i32::from(q)).pow(2);
        d(x.0, r) + d(x.1, g) + d(x.2, b)
    };
    (16..=255u8).min_by_key(|&index| distance(rgb_of_index(index))).unwrap_or(15)
}

fn rgb_of_index(index: u8) -> (u8, u8, u8) {
    if index >= 232 {
        let grey = 8 + (index - 232) * 10;
        return (grey, grey, grey);
    }
    let cube = usize::from(index.saturating_sub(16));
    (STEPS[cube / 36 % 6], STEPS[cube / 6 % 6], STEPS[cube % 6])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sixteen colours as xterm shows them.
    fn rgb(colour: Color) -> (u8, u8, u8) {
        match colour {
            Color::Rgb(r, g, b) => (r, g, b),
            Color::Indexed(index) => rgb_of_index(index),
            Color::Black | Color::Reset => (0, 0, 0),
            Color::Red => (205, 0, 0),
            Color::Green => (0, 205, 0),
            Color::Yellow => (205, 205, 0),
            Color::Blue => (0, 0, 238),
            Color::Magenta => (205, 0, 205),
            Color::Cyan => (0, 205, 205),
            Color::Gray => (229, 229, 229),
            Color::DarkGray => (90, 90, 90),
            Color::LightRed => (255, 0, 0),
            Color::LightGreen => (0, 255, 0),
            Color::LightYellow => (255, 255, 0),
            Color::LightBlue => (92, 92, 255),
            Color::LightMagenta => (255, 0, 255),
            Color::LightCyan => (0, 255, 255),
            Color::White => (255, 255, 255),
        }
    }

    fn luminance((r, g, b): (u8, u8, u8)) -> f64 {
        let part = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.039_28 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    fn contrast(a: Color, b: Color) -> f64 {
        let (a, b) = (luminance(rgb(a)), luminance(rgb(b)));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_theme_can_be_read_at_every_depth() {
        for name in names() {
            for depth in [Depth::Sixteen, Depth::Palette, Depth::Full] {
                let look = Look::load(name, depth).unwrap();
                if look.depth == Depth::Mono {
                    continue;
                }
                let ground = look.style(Meaning::Text);
                for meaning in Meaning::ALL {
                    let style = ground.patch(look.style(meaning));
                    let (fg, bg) = (style.fg.unwrap(), style.bg.unwrap());
                    let least = match meaning {
                        Meaning::Border => 3.0,
                        _ if name == "high-contrast" && depth != Depth::Sixteen => 7.0,
                        _ => 4.5,
                    };
                    let found = contrast(fg, bg);
                    assert!(found >= least, "{name} {depth:?} {meaning:?}: {found:.2}");
                }
            }
        }
    }

    #[test]
    fn urgency_can_also_be_read_on_a_field() {
        for name in names() {
            let look = Look::load(name, Depth::Full).unwrap();
            if look.depth == Depth::Mono {
                continue;
            }
            let bg = look.style(Meaning::Field).bg.unwrap();
            for meaning in [Meaning::Error, Meaning::Muted] {
                let found = contrast(look.style(meaning).fg.unwrap(), bg);
                assert!(found >= 4.5, "{name} {meaning:?}: {found:.2}");
            }
        }
    }

    #[test]
    fn without_colour_the_meanings_still_differ() {
        let look = Look::load("night", Depth::Mono).unwrap();
        for meaning in Meaning::ALL {
            let style = look.style(meaning);
            assert_eq!((style.fg, style.bg), (None, None), "{meaning:?}");
        }
        let bare = look.style(Meaning::Text);
        for meaning in
            [Meaning::Selected, Meaning::Overdue, Meaning::Error, Meaning::Tab, Meaning::Field, Meaning::Marked]
        {
            assert_ne!(look.style(meaning), bare, "{meaning:?}");
        }
    }

    #[test]
    fn a_theme_of_ones_own_needs_only_what_differs() {
        let look =
            Look::parse("mine", "parent = \"day\"\n[meaning]\nerror = { fg = \"#ff0000\" }", Depth::Full).unwrap();
        assert_eq!(look.style(Meaning::Error).fg, Some(Color::Rgb(255, 0, 0)));
        assert_eq!(look.style(Meaning::Text), Look::load("day", Depth::Full).unwrap().style(Meaning::Text));
        assert!(!look.is_dark());
    }

    #[test]
    fn faults_of_a_theme_name_their_place() {
        let fault = Look::parse("mine", "[meaning]\nerror = { fg = \"red\" }", Depth::Full).unwrap_err();
        assert!(fault.to_string().contains("\"red\" is not a colour"), "{fault}");
        assert!(Look::parse("mine", "[meaning]\nnonsense = {}", Depth::Full).is_err());
        assert_eq!(Look::load("dusk", Depth::Full), Err(ThemeError::Unknown("dusk".into())));
    }
}
