//! Search as a filter: what is typed narrows the list down at once, and stays until it is cleared.

use super::App;
use super::complete::Completion;
use crate::desk::views::Filter;
use crate::domain::search::spans;
use crate::domain::vocabulary::Stage;
use crate::term::{Code, Key};
use crate::text::{halfwidth, pad_right, sanitise_line};
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{cells, clear, put};
use crate::tui::theme::{Look, Meaning};
use crate::tui::widgets::TextField;
use crate::words::{say, say_with, term};
use ratatui::buffer::{Buffer, CellWidth as _};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

/// How much of the line is left to the list for saying where one is: `第 12/340 条`.
const POSITION: u16 = 18;

/// Returns the words of the filter as they are looked for: in small letters.
pub fn words(app: &App) -> Vec<String> {
    let filter: String =
        app.filter.chars().map(|c| if halfwidth(c).is_ascii_alphanumeric() { halfwidth(c) } else { c }).collect();
    filter.replace('　', " ").split_whitespace().map(str::to_lowercase).collect()
}

/// Narrows a question down by the filter: names of stages say which stages, the rest is what the engine of
/// [`crate::domain::search`] understands.
pub fn narrowed(mut filter: Filter, app: &App) -> Filter {
    let stage = |word: &str| {
        let named = |stage: &Stage| term(Stage::AREA, stage.key()).to_lowercase() == word;
        let shown = |stage: &Stage| filter.stages.is_empty() || filter.stages.contains(stage);
        Stage::ALL.iter().copied().find(named).filter(shown)
    };
    let (named, typed) = parted(app, |word| stage(word).is_some());
    let named: Vec<Stage> = named.iter().filter_map(|word| stage(word)).collect();
    filter.typed = typed;
    filter.officer = Some(app.officer.id.clone());
    if !named.is_empty() {
        filter.stages = named;
    }
    filter
}

/// Parts the words of the filter: those that a pane understands by itself, and what the engine of
/// [`crate::domain::search`] understands.
pub fn parted(app: &App, own: impl Fn(&str) -> bool) -> (Vec<String>, String) {
    let (own, rest): (Vec<String>, Vec<String>) = words(app).into_iter().partition(|word| own(word));
    (own, rest.join(" "))
}

/// Shows in a pane that it is filtered, by what, and where the words occur.
pub fn mark(area: Rect, buffer: &mut Buffer, app: &App) {
    if app.filter.is_empty() {
        return;
    }
    let marks: Vec<String> = words(app).into_iter().filter(|word| !word.contains([':', '：'])).collect();
    highlight(Rect { height: area.height.saturating_sub(1), ..area }, buffer, &marks);
    let note = say_with("search.note", &[("words", &app.filter)]);
    let room = area.width.min(60).saturating_sub(POSITION + 2);
    put(buffer, area.x + 2, area.bottom() - 1, room, &note, app.look.style(Meaning::Warning));
}

/// Shows every place where a word stands, whole characters at a time, so that it is seen without colours too.
pub fn highlight(area: Rect, buffer: &mut Buffer, marks: &[String]) {
    if marks.is_empty() {
        return;
    }
    let style = Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
    for y in area.top()..area.bottom() {
        let mut text = String::new();
        // Which cell each character of the text is in.
        let mut places: Vec<u16> = Vec::new();
        let mut x = area.left();
        while x < area.right() {
            let symbol = buffer[(x, y)].symbol();
            places.extend(symbol.chars().map(|_| x));
            text.push_str(symbol);
            x += symbol.cell_width().max(1);
        }
        for at in spans(&text, marks).into_iter().flatten() {
            if let Some(x) = places.get(at) {
                buffer[(*x, y)].set_style(style);
            }
        }
    }
}

/// The line the filter is typed into. Keys that are no text go on to the list below.
pub struct Search {
    field: TextField,
    completion: Completion,
    caret: Option<Position>,
}

impl Search {
    /// Opens the line with the filter there is.
    pub fn new(app: &App) -> Self {
        Self { field: TextField::new(&app.filter), completion: Completion::new(app), caret: None }
    }

    fn apply(&mut self, app: &mut App) {
        self.completion.look_at(self.field.text());
        app.filter = sanitise_line(self.field.text());
    }

    fn draw_line(&mut self, line: Rect, buffer: &mut Buffer, look: &Look) {
        let title = say("search.title");
        let hint = say("search.hint");
        let (before, after) = (cells(&title) + 1, cells(&hint) + 1);
        put(buffer, line.x, line.y, line.width, &pad_right("", usize::from(line.width)), look.style(Meaning::Text));
        put(buffer, line.x, line.y, before, &title, look.style(Meaning::Focus));
        let room = line.width.saturating_sub(before);
        let after = if room > after + 16 { after } else { 0 };
        let field = Rect { x: line.x + before, width: room - after, ..line };
        self.field.draw(field, buffer, &say("search.placeholder"), look);
        if after > 0 {
            put(buffer, field.right() + 1, line.y, after, &hint, look.style(Meaning::Muted));
        }
        self.caret = Some(self.field.caret());
    }
}

impl Layer<App> for Search {
    fn scopes(&self) -> &'static [&'static str] {
        &["search", "global"]
    }

    fn is_modal(&self) -> bool {
        false
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let width = area.width.saturating_sub(POSITION);
        // Beside a detail the list is narrower, and its own words stand at its end.
        let width = if crate::tui::frame::split(area).1.is_some() { area.width * 11 / 20 - POSITION } else { width };
        let line = Rect { y: area.bottom() - 1, height: 1, width, ..area };
        if !self.completion.is_empty() {
            let above = Rect { y: line.y - 1, ..line };
            clear(buffer, above, app.look.style(Meaning::Text));
            self.completion.draw(above, buffer, &app.look);
        }
        self.draw_line(line, buffer, &app.look);
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        if key == Key::plain(Code::Enter) {
            return Outcome::taken().close();
        }
        if key == Key::plain(Code::Esc) {
            app.filter.clear();
            return Outcome::taken().close();
        }
        if self.field.key(key) {
            self.apply(app);
            return Outcome::taken();
        }
        Outcome::ignored()
    }

    fn paste(&mut self, text: &str, app: &mut App) -> Outcome<App> {
        self.field.paste(text);
        self.apply(app);
        Outcome::taken()
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "search.complete" => {
                if let Some(text) = self.completion.taken(self.field.text()) {
                    self.field.set_text(&text);
                    self.apply(app);
                }
                Outcome::taken()
            }
            "search.keep" => Outcome::taken().close(),
            "search.clear" => {
                app.filter.clear();
                Outcome::taken().close()
            }
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.caret
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_marked_by_whole_characters() {
        let area = Rect::new(0, 0, 12, 2);
        let mut buffer = Buffer::empty(area);
        put(&mut buffer, 0, 0, 12, "拖欠工资 xAb", Style::new());
        highlight(area, &mut buffer, &["工资a".into()]);
        let bold: Vec<u16> = (0..12).filter(|x| buffer[(*x, 0)].modifier.contains(Modifier::BOLD)).collect();
        assert_eq!(bold, [4, 6]);
    }
}
