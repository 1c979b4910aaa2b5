//! How the screen looks and which language it speaks, changed while it runs and remembered.

use super::{App, Effect, Heard};
use crate::term::{Code, Key};
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::centred;
use crate::tui::theme::{Look, names};
use crate::tui::widgets::{Choice, PickEvent, PickList, popup};
use crate::words::{Lang, say, say_with};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::fs;
use std::io;
use std::path::Path;

/// The key of the theme in the configuration file.
pub const THEME: &str = "theme";

/// The key of the language in the configuration file.
pub const LANG: &str = "lang";

impl App {
    /// Shows everything in another theme; one that cannot be read changes nothing.
    fn show_in(&mut self, theme: &str) {
        if let Ok(look) = Look::load(theme, self.depth) {
            self.look = look;
        }
    }

    fn remember_theme(&mut self) -> Effect {
        let name = self.look.name().to_owned();
        self.tell(&say_with("themes.chosen", &[("theme", &say(&format!("themes.name.{name}")))]));
        Effect::Remember(THEME, name)
    }
}

/// Goes on to the next theme.
pub fn next(app: &mut App) -> Outcome<App> {
    let all: Vec<_> = names().collect();
    let at = all.iter().position(|name| *name == app.look.name()).unwrap_or(0);
    app.show_in(all[(at + 1) % all.len()]);
    Outcome::taken().effect(app.remember_theme())
}

/// Speaks the other language.
pub fn other_language(app: &mut App) -> Outcome<App> {
    app.lang = if app.lang == Lang::ZhCn { Lang::En } else { Lang::ZhCn };
    let speak = Effect::Speak(app.lang);
    Outcome::taken().effect(speak).effect(Effect::Remember(LANG, app.lang.tag().to_owned()))
}

/// The list of themes: the one under the cursor is shown at once, Enter keeps it, Esc gives back the old one.
pub struct Themes {
    list: PickList,
    before: Look,
}

impl Themes {
    /// Opens the list at the theme there is.
    pub fn new(app: &App) -> Self {
        let choices = names().map(|name| Choice::new(name, &say(&format!("themes.name.{name}"))).hint(name));
        let mut list = PickList::new(choices.collect());
        list.go_to(app.look.name());
        Self { list, before: app.look.clone() }
    }
}

impl Layer<App> for Themes {
    fn scopes(&self) -> &'static [&'static str] {
        &["chooser", "global"]
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "chooser.take" => self.key(Key::plain(Code::Enter), app),
            "chooser.close" => self.key(Key::plain(Code::Esc), app),
            _ => Outcome::ignored(),
        }
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let rows = u16::try_from(self.list.len()).unwrap_or(u16::MAX).saturating_add(3);
        let inner = popup(buffer, centred(area, 48, rows.clamp(5, 18)), &say("command.app.theme"), &app.look);
        self.list.draw(inner, buffer, &app.look);
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        if key == Key::plain(Code::Esc) {
            app.look = self.before.clone();
            return Outcome::taken().close();
        }
        match self.list.key(key) {
            PickEvent::Ignored => Outcome::ignored(),
            PickEvent::Handled => {
                if let Some(choice) = self.list.current() {
                    app.show_in(&choice.id);
                }
                Outcome::taken()
            }
            PickEvent::Picked(theme) => {
                app.show_in(&theme);
                Outcome::taken().close().effect(app.remember_theme())
            }
        }
    }

    fn paste(&mut self, text: &str, _: &mut App) -> Outcome<App> {
        self.list.paste(text);
        Outcome::taken()
    }

    fn answer(&mut self, _: &Heard, _: &mut App) -> Outcome<App> {
        Outcome::ignored()
    }

    fn caret(&self) -> Option<Position> {
        self.list.caret()
    }
}

/// Writes one setting into the configuration file and leaves every other line of it alone.
///
/// # Errors
/// When the file or its folder cannot be written.
pub fn remember(path: &Path, key: &str, value: &str) -> io::Result<()> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("new");
    fs::write(&beside, with_setting(&text, key, value))?;
    fs::rename(&beside, path)
}

fn with_setting(text: &str, key: &str, value: &str) -> String {
    let line = format!("{key} = {}", toml::Value::String(value.to_owned()));
    let is_it = |old: &str| old.split_once('=').is_some_and(|(name, _)| name.trim() == key);
    let mut lines: Vec<&str> = text.lines().collect();
    match lines.iter().position(|old| is_it(old)) {
        Some(at) => lines[at] = &line,
        None => lines.push(&line),
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_setting_is_changed_and_the_rest_of_the_file_stays() {
        let before = "# 本机\ndb = \"/srv/desk.db\"\ntheme = \"day\" # 白天\n";
        assert_eq!(with_setting(before, "theme", "night"), "# 本机\ndb = \"/srv/desk.db\"\ntheme = \"night\"\n");
        assert_eq!(with_setting("", "lang", "en"), "lang = \"en\"\n");
    }

    #[test]
    fn a_setting_is_there_the_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("yichuang").join("config.toml");
        remember(&path, THEME, "day").unwrap();
        remember(&path, LANG, "en").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "theme = \"day\"\nlang = \"en\"\n");
    }

    #[test]
    fn every_theme_has_a_name_in_both_languages() {
        for name in names() {
            for lang in [Lang::ZhCn, Lang::En] {
                assert!(crate::words::exists(&format!("themes.name.{name}"), lang), "{name}");
            }
        }
    }
}
