//! Finding anyone in a breath (检索): one line to type, and what it finds in the whole centre as it is typed.

use super::complete::Completion;
use super::detail::Detail;
use super::search::highlight;
use super::{App, Effect, Heard, actions, case_lines};
use crate::desk::service::{Answer, Query};
use crate::desk::views::Row;
use crate::desk::{FindOrder, Found, Search};
use crate::domain::ids::{CaseNo, ClockId, SessionId};
use crate::domain::refusal::Refusal;
use crate::domain::search::Scope;
use crate::domain::sight;
use crate::term::{Code, Key};
use crate::text::sanitise_line;
use crate::tui::frame::SPLIT_FROM;
use crate::tui::layers::{Layer, Outcome};
use crate::tui::paint::{cells, put};
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Column, Rows, Table, TextField, popup};
use crate::words::{self, say, say_with, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::collections::BTreeSet;

/// How many cases are asked for at a time.
const PAGE: u32 = 50;

/// How many searches are remembered while the desk is open.
const REMEMBERED: usize = 20;

/// How many examples of what can be typed there are.
const EXAMPLES: usize = 6;

/// A case that was found.
struct Hit(Row);

impl crate::tui::widgets::Row for Hit {
    fn id(&self) -> u64 {
        self.0.id.0.unsigned_abs()
    }
}

const COLUMNS: &[Column<Hit>] = &[
    Column::new("app.column.no", 12, 12, 0, |it: &Hit| it.0.no.to_string().into()),
    Column::new("app.column.parties", 10, 18, 1, |it: &Hit| it.0.parties.join(" ").into()).fill(),
    Column::new("app.column.title", 12, 24, 2, |it: &Hit| it.0.title.clone().into()).fill(),
    Column::new("app.column.ball", 10, 10, 3, |it: &Hit| term("ball", &it.0.ball).into()),
    Column::new("app.column.holder", 8, 10, 4, |it: &Hit| it.0.whose().into()),
    // The year stands in the number.
    Column::new("app.column.registered", 5, 5, 5, |it: &Hit| it.0.registered_at.format("%m-%d").to_string().into()),
];

/// The search over everything.
pub struct Find {
    field: TextField,
    completion: Completion,
    scopes: Vec<Scope>,
    scope: Scope,
    order: FindOrder,
    /// What was asked last; answers to anything else are late.
    asked: Option<Search>,
    /// What the rows answer.
    shown: Option<Search>,
    rows: Rows<Hit>,
    table: Table,
    marks: Vec<String>,
    faults: Vec<Refusal>,
    complete: bool,
    more: bool,
    /// Which of the searches before was brought back, the last being 0.
    recalled: Option<usize>,
    detail: Detail,
    /// Whether a form below waits for the case that is chosen.
    chooses: bool,
    /// What the pane below was looking at.
    before: (Option<CaseNo>, Option<ClockId>, Option<SessionId>),
    caret: Option<Position>,
}

impl Find {
    /// Opens the search. It begins with everything the officer may see: whoever stands at the counter may have
    /// been anywhere in the county before.
    pub fn new(app: &mut App) -> Self {
        let scopes = sight::ladder(&app.officer, &app.centre);
        let before = (app.wanted.clone(), app.clock, app.session);
        app.covered = true;
        app.wanted = None;
        Self {
            field: TextField::default(),
            completion: Completion::new(app),
            scope: scopes.last().copied().unwrap_or_default(),
            scopes,
            order: FindOrder::Newest,
            asked: None,
            shown: None,
            rows: Rows::default(),
            table: Table::default(),
            marks: Vec::new(),
            faults: Vec::new(),
            complete: true,
            more: false,
            recalled: None,
            detail: Detail::default(),
            chooses: false,
            before,
            caret: None,
        }
    }

    /// Opens the search to choose a case for a form, which finds it in [`App::chosen`].
    pub fn choosing(app: &mut App) -> Self {
        Self { chooses: true, ..Self::new(app) }
    }

    fn typed(&self) -> String {
        sanitise_line(self.field.text()).trim().to_owned()
    }

    /// Asks for what is typed now; with nothing typed nothing is looked for.
    fn search(&mut self, app: &mut App) -> Outcome<App> {
        let typed = self.typed();
        if typed.is_empty() {
            (self.asked, self.shown) = (None, None);
            self.rows = Rows::default();
            self.marks.clear();
            self.faults.clear();
            self.more = false;
            app.wanted = None;
            return Outcome::taken();
        }
        let search = Search { typed, scope: self.scope, order: self.order, limit: PAGE, before: None };
        Outcome::taken().effect(self.ask(search, app))
    }

    fn ask(&mut self, search: Search, app: &mut App) -> Effect {
        self.asked = Some(search.clone());
        app.ask(Query::Find(Box::new(search)))
    }

    fn typed_on(&mut self, app: &mut App) -> Outcome<App> {
        self.completion.look_at(self.field.text());
        self.search(app)
    }

    /// Goes on where the list ends.
    fn next_page(&mut self, app: &mut App) -> Option<Effect> {
        let last = self.rows.items.last().filter(|_| self.more)?;
        let search = Search { before: Some(last.0.id), limit: PAGE, ..self.shown.clone()? };
        // The page is on its way.
        (self.asked.as_ref() != Some(&search)).then(|| self.ask(search, app))
    }

    fn take(&mut self, search: &Search, found: &Found, app: &mut App) -> Outcome<App> {
        if self.asked.as_ref() != Some(search) {
            return Outcome::taken();
        }
        let count = u32::try_from(found.rows.len()).unwrap_or(u32::MAX);
        self.complete = found.complete;
        self.more = !found.complete && count > 0 || count >= search.limit;
        let hits = found.rows.iter().cloned().map(Hit);
        if search.before.is_some() {
            let known: BTreeSet<_> = self.rows.items.iter().map(|hit| hit.0.id).collect();
            let hits: Vec<Hit> = hits.filter(|hit| !known.contains(&hit.0.id)).collect();
            let at = self.rows.total;
            self.rows.items.extend(hits);
            self.rows = Rows::whole(std::mem::take(&mut self.rows.items));
            self.table.go(at, &self.rows);
        } else {
            let same = |shown: &Search| {
                (&shown.typed, shown.scope, shown.order) == (&search.typed, search.scope, search.order)
            };
            let again = self.shown.as_ref().is_some_and(same);
            self.rows = Rows::whole(hits.collect());
            if again {
                self.table.refreshed(&self.rows);
            } else {
                self.table = Table::default();
            }
            self.marks.clone_from(&found.marks);
            self.faults.clone_from(&found.faults);
        }
        self.shown = Some(Search { before: None, ..search.clone() });
        self.follow(app)
    }

    /// Turns to the case under the cursor, which is read once the typing rests.
    fn follow(&mut self, app: &mut App) -> Outcome<App> {
        match self.table.current(&self.rows).map(|hit| hit.0.no.clone()) {
            Some(no) => app.settle(&no),
            None => app.wanted = None,
        }
        Outcome::taken()
    }

    fn open(&mut self, app: &mut App) -> Outcome<App> {
        let Some(no) = self.table.current(&self.rows).map(|hit| hit.0.no.clone()) else { return Outcome::taken() };
        if self.chooses {
            app.chosen = Some(no);
            return self.close(app);
        }
        self.remember(app);
        Outcome::taken().effects(app.look_at(&no)).run("case.open")
    }

    fn close(&mut self, app: &mut App) -> Outcome<App> {
        self.remember(app);
        app.covered = false;
        let (wanted, clock, session) = std::mem::take(&mut self.before);
        let effect = match &wanted {
            Some(no) => app.look_at(no),
            None => None,
        };
        (app.wanted, app.clock, app.session) = (wanted, clock, session);
        Outcome::taken().effects(effect).close()
    }

    fn remember(&self, app: &mut App) {
        let typed = self.typed();
        if typed.is_empty() {
            return;
        }
        app.searches.retain(|known| *known != typed);
        app.searches.insert(0, typed);
        app.searches.truncate(REMEMBERED);
    }

    /// Brings a search of before back into the line, going farther back each time.
    fn recall(&mut self, app: &mut App) -> Option<Outcome<App>> {
        let next = match self.recalled {
            Some(at) if app.searches.get(at).is_some_and(|known| *known == self.typed()) => at + 1,
            _ if self.field.is_empty() => 0,
            _ => return None,
        };
        if self.table.place() > 0 && !self.field.is_empty() {
            return None;
        }
        let text = app.searches.get(next)?.clone();
        self.field.set_text(&text);
        self.recalled = Some(next);
        Some(self.typed_on(app))
    }

    fn moved(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        let was = self.table.place();
        let at_end = was + 1 >= self.rows.total;
        if at_end && matches!(key.code, Code::Down | Code::PageDown) {
            return Outcome::taken().effects(self.next_page(app));
        }
        self.table.key(key, &self.rows);
        if self.table.place() == was { Outcome::taken() } else { self.follow(app) }
    }

    fn title(&self) -> String {
        let order = if self.order == FindOrder::Best { "find.order.best" } else { "find.order.newest" };
        say_with("find.title", &[("scope", &term("scope", self.scope.key())), ("order", &say(order))])
    }

    /// Draws the line under the one that is typed in: how the word could go on, or what nobody understood.
    fn draw_hint(&self, line: Rect, buffer: &mut Buffer, app: &App) {
        if !self.completion.is_empty() {
            return self.completion.draw(line, buffer, &app.look);
        }
        // A value that is still being typed is not unknown yet.
        if let Some(fault) = self.faults.first() {
            put(buffer, line.x, line.y, line.width, &words::refusal(fault), app.look.style(Meaning::Warning));
        }
    }

    /// Says what can be typed, and what was typed before.
    fn draw_examples(area: Rect, buffer: &mut Buffer, app: &App) {
        let text: Vec<(String, String)> = (1..=EXAMPLES)
            .map(|at| (say(&format!("find.example.{at}.typed")), say(&format!("find.example.{at}.finds"))))
            .collect();
        let indent = text.iter().map(|(typed, _)| cells(typed)).max().unwrap_or_default() + 3;
        let (muted, plain) = (app.look.style(Meaning::Muted), app.look.style(Meaning::Text));
        let mut y = area.y + 1;
        let mut line = |typed: &str, finds: &str| {
            if y < area.bottom() {
                put(buffer, area.x + 2, y, area.width.saturating_sub(2), typed, plain);
                put(buffer, area.x + 2 + indent, y, area.width.saturating_sub(2 + indent), finds, muted);
            }
            y += 1;
        };
        for (typed, finds) in &text {
            line(typed, finds);
        }
        for (at, typed) in app.searches.iter().enumerate() {
            if at == 0 {
                line("", "");
                line("", &say("find.before"));
            }
            line(typed, "");
        }
    }

    fn empty(&self) -> String {
        let Some(shown) = &self.shown else { return String::new() };
        let scope = term("scope", self.scope.key());
        let none = say_with("find.none", &[("words", &shown.typed), ("scope", &scope)]);
        let widest = self.scopes.last() == Some(&self.scope);
        if widest { none } else { format!("{none} {}", say("find.wider")) }
    }

    fn draw_found(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let (list, detail) = if area.width + 4 >= SPLIT_FROM {
            let width = area.width * 3 / 5;
            let detail = Rect { x: area.x + width + 1, width: area.width - width - 1, ..area };
            (Rect { width, ..area }, Some(detail))
        } else {
            (area, None)
        };
        let empty = self.empty();
        self.table.draw(list, buffer, COLUMNS, &self.rows, &empty, &app.look);
        let inside = |area: Rect| Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
        if self.rows.total > 0 {
            highlight(inside(list), buffer, &self.marks);
        }
        if self.more {
            let count = self.rows.total.to_string();
            let note = say_with(if self.complete { "find.more" } else { "find.more_time" }, &[("count", &count)]);
            let room = list.width.saturating_sub(18);
            put(buffer, list.x + 2, list.bottom() - 1, room, &note, app.look.style(Meaning::Warning));
        }
        if let Some(detail) = detail {
            self.detail.draw(detail, buffer, app, case_lines);
            highlight(detail, buffer, &self.marks);
        }
    }
}

impl Layer<App> for Find {
    fn scopes(&self) -> &'static [&'static str] {
        &["find", "global"]
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn is_full(&self) -> bool {
        true
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        let inner = popup(buffer, area, &self.title(), &app.look);
        let line = |y: u16| Rect { y, height: 1, ..inner };
        self.field.draw(line(inner.y), buffer, &say("find.placeholder"), &app.look);
        self.draw_hint(line(inner.y + 1), buffer, app);
        let rest = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
        if self.shown.is_none() && self.field.is_empty() {
            Self::draw_examples(rest, buffer, app);
        } else if self.shown.is_some() {
            self.draw_found(rest, buffer, app);
        }
        self.caret = Some(self.field.caret());
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        let plain = key.mods == crate::term::Mods::NONE;
        if plain
            && key.code == Code::Up
            && let Some(outcome) = self.recall(app)
        {
            return outcome;
        }
        if plain && matches!(key.code, Code::Up | Code::Down | Code::PageUp | Code::PageDown) {
            return self.moved(key, app);
        }
        let before = self.field.text().to_owned();
        if !self.field.key(key) {
            return Outcome::ignored();
        }
        if self.field.text() == before { Outcome::taken() } else { self.typed_on(app) }
    }

    fn paste(&mut self, text: &str, app: &mut App) -> Outcome<App> {
        self.field.paste(text);
        self.typed_on(app)
    }

    fn command(&mut self, id: &'static str, app: &mut App) -> Outcome<App> {
        match id {
            "find.go" => self.open(app),
            "find.close" => self.close(app),
            "find.complete" => {
                if let Some(text) = self.completion.taken(self.field.text()) {
                    self.field.set_text(&text);
                    return self.typed_on(app);
                }
                Outcome::taken()
            }
            "find.scope" => {
                let at = self.scopes.iter().position(|scope| *scope == self.scope).map_or(0, |at| at + 1);
                self.scope = self.scopes.get(at).or(self.scopes.first()).copied().unwrap_or(self.scope);
                self.search(app)
            }
            "find.order" => {
                self.order = if self.order == FindOrder::Best { FindOrder::Newest } else { FindOrder::Best };
                self.search(app)
            }
            // The case that was opened from here is closed again: here one is back.
            "search.all" => Outcome::taken(),
            // What the panes below do, they do once one is back there.
            _ if id.starts_with("pane.") || id.starts_with("search.") => self.close(app).run(id),
            _ => Outcome::ignored(),
        }
    }

    fn available(&self, id: &str, app: &App) -> Result<(), &'static str> {
        actions::available(id, app)
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(Answer::Found(search, found)) => self.take(search, found, app),
            Heard::Changed if self.shown.is_some() => {
                let loaded = u32::try_from(self.rows.total).unwrap_or(u32::MAX);
                let again = self.shown.clone().map(|shown| Search { limit: loaded.max(PAGE), ..shown });
                Outcome::taken().effects(again.map(|search| self.ask(search, app)))
            }
            _ => Outcome::taken(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.caret
    }
}
