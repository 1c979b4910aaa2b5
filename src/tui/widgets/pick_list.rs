//! A list to pick from, narrowed down by typing: characters, initials or pinyin.

use super::TextField;
use crate::term::{Code, Key};
use crate::text::pinyin::fit;
use crate::tui::paint::{cells, put, put_right, shade};
use crate::tui::theme::{Look, Meaning};
use crate::words::{say, say_with};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::collections::BTreeSet;

/// Something that can be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the program calls it.
    pub id: String,
    /// What the officer reads.
    pub label: String,
    /// What stands at the right edge.
    pub hint: String,
    /// The words it is found by besides the label.
    search: String,
    group: String,
    dimmed: bool,
}

impl Choice {
    /// Makes a choice found by its label.
    pub fn new(id: &str, label: &str) -> Self {
        Self {
            id: id.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            search: label.to_owned(),
            group: String::new(),
            dimmed: false,
        }
    }

    /// Sets what stands at the right edge.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.hint);
        self
    }

    /// Sets the group it is also found by.
    #[must_use]
    pub fn group(mut self, group: &str) -> Self {
        group.clone_into(&mut self.group);
        self
    }

    /// Sets the words it is found by instead of its label.
    #[must_use]
    pub fn search(mut self, words: &str) -> Self {
        words.clone_into(&mut self.search);
        self
    }

    /// Shows it as less likely.
    #[must_use]
    pub fn dimmed(mut self) -> Self {
        self.dimmed = true;
        self
    }
}

/// What a key did to the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PickEvent {
    /// The key was not for the list.
    Ignored,
    /// The key was taken.
    Handled,
    /// Enter picked the choice of this id.
    Picked(String),
}

/// A list of choices under a filter line.
#[derive(Debug, Clone)]
pub struct PickList {
    choices: Vec<Choice>,
    found: Vec<usize>,
    filter: TextField,
    at: usize,
    top: usize,
    height: usize,
    marks: Option<BTreeSet<String>>,
}

impl PickList {
    /// Makes a list with nothing filtered out.
    pub fn new(choices: Vec<Choice>) -> Self {
        let found = (0..choices.len()).collect();
        Self { choices, found, filter: TextField::default(), at: 0, top: 0, height: 1, marks: None }
    }

    /// Makes a list of which several can be marked, by Space.
    pub fn multiple(choices: Vec<Choice>, marked: impl IntoIterator<Item = String>) -> Self {
        Self { marks: Some(marked.into_iter().collect()), ..Self::new(choices) }
    }

    /// Puts the cursor on a choice, if it is there.
    pub fn go_to(&mut self, id: &str) {
        if let Some(at) = self.found.iter().position(|&index| self.choices[index].id == id) {
            self.at = at;
        }
    }

    /// Returns the choice under the cursor.
    pub fn current(&self) -> Option<&Choice> {
        self.found.get(self.at).map(|&index| &self.choices[index])
    }

    /// Returns how many choices there are, whatever the filter.
    pub fn len(&self) -> usize {
        self.choices.len()
    }

    /// Tells whether there is nothing to pick.
    pub fn is_empty(&self) -> bool {
        self.choices.is_empty()
    }

    /// Returns the marked choices in the list's order.
    pub fn marked(&self) -> Vec<String> {
        let Some(marks) = &self.marks else { return Vec::new() };
        self.choices.iter().filter(|choice| marks.contains(&choice.id)).map(|choice| choice.id.clone()).collect()
    }

    /// Takes a key: arrows move, text filters, Enter picks, Space marks in a list of several.
    pub fn key(&mut self, key: Key) -> PickEvent {
        let last = self.found.len().saturating_sub(1);
        match key.code {
            _ if key.mods != crate::term::Mods::NONE => return self.filter_key(key),
            Code::Up => self.at = self.at.saturating_sub(1),
            Code::Down => self.at = (self.at + 1).min(last),
            Code::PageUp => self.at = self.at.saturating_sub(self.height),
            Code::PageDown => self.at = (self.at + self.height).min(last),
            Code::Enter => {
                return self.current().map_or(PickEvent::Handled, |choice| PickEvent::Picked(choice.id.clone()));
            }
            Code::Char(' ' | '　') if self.marks.is_some() => self.toggle(),
            _ => return self.filter_key(key),
        }
        PickEvent::Handled
    }

    /// Takes a pasted text into the filter.
    pub fn paste(&mut self, text: &str) {
        self.filter.paste(text);
        self.refilter();
    }

    fn filter_key(&mut self, key: Key) -> PickEvent {
        if !self.filter.key(key) {
            return PickEvent::Ignored;
        }
        self.refilter();
        PickEvent::Handled
    }

    fn toggle(&mut self) {
        let id = self.current().map(|choice| choice.id.clone());
        if let (Some(id), Some(marks)) = (id, &mut self.marks)
            && !marks.remove(&id)
        {
            marks.insert(id);
        }
    }

    fn refilter(&mut self) {
        let query = self.filter.text();
        let mut found: Vec<_> = self
            .choices
            .iter()
            .enumerate()
            .filter_map(|(index, choice)| {
                let by_words = fit(query, &choice.search);
                let by_group = || fit(query, &choice.group).filter(|_| !choice.group.is_empty());
                Some((choice.dimmed, by_words.is_none(), by_words.or_else(by_group)?, index))
            })
            .collect();
        found.sort_unstable();
        self.found = found.into_iter().map(|(.., index)| index).collect();
        self.at = 0;
        self.top = 0;
    }

    /// Draws the filter line and as many choices as fit.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, look: &Look) {
        if area.height < 2 {
            return;
        }
        let count = say_with(
            "tui.pick.count",
            &[("found", &self.found.len().to_string()), ("of", &self.choices.len().to_string())],
        );
        let right = put_right(buffer, area, area.y, &count, look.style(Meaning::Muted));
        let field = Rect { width: right.saturating_sub(area.x + 1), height: 1, ..area };
        self.filter.draw(field, buffer, &say("tui.pick.filter"), look);
        let list = Rect { y: area.y + 1, height: area.height - 1, ..area };
        self.height = usize::from(list.height);
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(self.height));
        if self.found.is_empty() {
            put(
                buffer,
                list.x + 2,
                list.y,
                list.width.saturating_sub(2),
                &say("tui.pick.none"),
                look.style(Meaning::Muted),
            );
        }
        for (y, (at, &index)) in (list.y..).zip(self.found.iter().enumerate().skip(self.top).take(self.height)) {
            self.draw_choice(Rect { y, height: 1, ..list }, &self.choices[index], at == self.at, buffer, look);
        }
    }

    fn draw_choice(&self, area: Rect, choice: &Choice, is_current: bool, buffer: &mut Buffer, look: &Look) {
        let weight = look.style(if choice.dimmed { Meaning::Muted } else { Meaning::Text });
        let sign = if is_current { "> " } else { "  " };
        let mark = match &self.marks {
            Some(marks) if marks.contains(&choice.id) => "[x] ",
            Some(_) => "[ ] ",
            None => "",
        };
        let hint_room = area.width / 2;
        let hint = crate::text::cut(&choice.hint, usize::from(hint_room));
        let room = area.width.saturating_sub(if hint.is_empty() { 0 } else { cells(&hint) + 2 });
        put(buffer, area.x, area.y, room, &format!("{sign}{mark}{}", choice.label), weight);
        put_right(buffer, area, area.y, &hint, look.style(Meaning::Muted));
        if is_current {
            shade(buffer, area, look.style(Meaning::Selected));
        }
    }

    /// Returns where the caret stands after the last drawing: in the filter, so that typing goes on.
    pub fn caret(&self) -> Option<Position> {
        Some(self.filter.caret())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::drawn;

    fn categories() -> PickList {
        PickList::new(vec![
            Choice::new("land", "土地山林"),
            Choice::new("family", "婚姻家庭").hint("民事"),
            Choice::new("wage", "劳资纠纷"),
        ])
    }

    #[test]
    fn initials_find_and_enter_picks() {
        let mut list = categories();
        for c in "hyjt".chars() {
            list.key(Key::char(c));
        }
        assert_eq!(list.key(Key::plain(Code::Enter)), PickEvent::Picked("family".into()));
    }

    #[test]
    fn the_list_reads_well() {
        let mut list = categories();
        list.key(Key::plain(Code::Down));
        let shown = drawn(24, 5, |area, buffer| {
            list.draw(area, buffer, &Look::mono());
            list.caret()
        });
        assert_eq!(shown, "▏键入以筛选           3/3\n  土地山林\n> 婚姻家庭          民事\n  劳资纠纷\n\n");
    }

    #[test]
    fn space_marks_in_a_list_of_several() {
        let mut list = PickList::multiple(categories().choices, ["wage".to_owned()]);
        list.key(Key::char(' '));
        assert_eq!(list.marked(), ["land", "wage"]);
        list.key(Key::char('　'));
        assert_eq!(list.marked(), ["wage"]);
    }

    #[test]
    fn nothing_found_picks_nothing() {
        let mut list = categories();
        for c in "qqq".chars() {
            list.key(Key::char(c));
        }
        assert_eq!(list.key(Key::plain(Code::Enter)), PickEvent::Handled);
        assert_eq!(list.current(), None);
    }
}
