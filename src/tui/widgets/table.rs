//! A table whose rows need not all be loaded.
//!
//! Only the rows on screen are asked for; the place is kept by the record's id, so that a refresh moves
//! nothing under the officer's eyes. Columns that find no room drop out by priority.

use crate::term::{Code, Key, Mods};
use crate::text::{pad_left, pad_right};
use crate::tui::paint::{put, put_right, shade};
use crate::tui::theme::{Look, Meaning};
use crate::words::{say, say_with};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::collections::BTreeSet;
use std::ops::Range;

/// How many rows stay visible before and after the current one while moving.
const MARGIN: usize = 3;

/// Cells before the first column: the cursor's sign and the mark.
const GUTTER: u16 = 2;

/// Something a table shows.
pub trait Row {
    /// Returns what stays the same when the list is read again.
    fn id(&self) -> u64;

    /// Returns the words when this is a heading between records; the cursor passes over it.
    fn heading(&self) -> Option<Cell> {
        None
    }
}

/// To which side a column's texts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// To the left: words.
    Left,
    /// To the right: numbers.
    Right,
}

/// What one cell of a table shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The words.
    pub text: String,
    /// What they mean.
    pub meaning: Meaning,
}

impl Cell {
    /// Makes a cell of a meaning.
    pub fn new(text: impl Into<String>, meaning: Meaning) -> Self {
        Self { text: text.into(), meaning }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::new(text, Meaning::Text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::new(text, Meaning::Text)
    }
}

/// A column: how wide, how dear, and what it shows of a record.
pub struct Column<T> {
    /// The key of the title's words.
    pub title: &'static str,
    /// Below this many cells the column is left out rather than shown.
    pub min: u16,
    /// More than this many cells it does not use, unless it fills.
    pub ideal: u16,
    /// Columns of a higher number drop out first; 0 never does.
    pub priority: u8,
    /// To which side.
    pub align: Align,
    /// Whether it takes the room that is left over.
    pub fills: bool,
    /// What it shows.
    pub cell: fn(&T) -> Cell,
}

impl<T> Column<T> {
    /// Makes a column of words.
    pub const fn new(title: &'static str, min: u16, ideal: u16, priority: u8, cell: fn(&T) -> Cell) -> Self {
        Self { title, min, ideal, priority, align: Align::Left, fills: false, cell }
    }

    /// Sets the texts to the right.
    #[must_use]
    pub const fn right(mut self) -> Self {
        self.align = Align::Right;
        self
    }

    /// Gives the column the room that is left over.
    #[must_use]
    pub const fn fill(mut self) -> Self {
        self.fills = true;
        self
    }
}

/// The part of a list that is loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<T> {
    /// How many records the whole list has.
    pub total: usize,
    /// The place in the list of the first record loaded.
    pub first: usize,
    /// The records loaded.
    pub items: Vec<T>,
    /// Whether nobody knows how many there are: `total` is then only more than are loaded.
    pub is_open: bool,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { total: 0, first: 0, items: Vec::new(), is_open: false }
    }
}

impl<T> Rows<T> {
    /// Makes a list that is loaded whole.
    pub fn whole(items: Vec<T>) -> Self {
        Self { total: items.len(), first: 0, items, is_open: false }
    }

    /// Returns the record at a place of the list, if it is loaded.
    pub fn get(&self, place: usize) -> Option<&T> {
        place.checked_sub(self.first).and_then(|index| self.items.get(index))
    }
}

/// Where the officer is in a table: cursor, scroll and marks.
#[derive(Debug, Clone, Default)]
pub struct Table {
    at: usize,
    id: Option<u64>,
    top: usize,
    height: usize,
    marks: BTreeSet<u64>,
    range_from: Option<usize>,
    caret: Option<Position>,
    /// The column that orders the list, and whether it falls; shown in the header.
    pub sorted_by: Option<(usize, bool)>,
}

impl Table {
    /// Returns the place of the cursor in the list, from 0.
    pub fn place(&self) -> usize {
        self.at
    }

    /// Returns the record under the cursor, if it is loaded.
    pub fn current<'a, T>(&self, rows: &'a Rows<T>) -> Option<&'a T> {
        rows.get(self.at)
    }

    /// Returns the ids of the marked records, or of the one under the cursor if none is marked.
    pub fn chosen(&self) -> Vec<u64> {
        if self.marks.is_empty() { self.id.into_iter().collect() } else { self.marks.iter().copied().collect() }
    }

    /// Returns how many records are marked.
    pub fn marked(&self) -> usize {
        self.marks.len()
    }

    /// Takes all marks away. Returns whether there were any.
    pub fn unmark(&mut self) -> bool {
        self.range_from = None;
        !std::mem::take(&mut self.marks).is_empty()
    }

    /// Takes a key of movement or marking.
    pub fn key<T: Row>(&mut self, key: Key, rows: &Rows<T>) -> bool {
        let page = self.height.saturating_sub(1).max(1);
        let last = rows.total.saturating_sub(1);
        if key.mods != Mods::NONE && key.mods != (Mods { ctrl: true, ..Mods::NONE }) {
            return false;
        }
        let to = match (key.code, key.mods.ctrl) {
            (Code::Up | Code::Char('k'), false) => self.at.saturating_sub(1),
            (Code::Down | Code::Char('j'), false) => self.at + 1,
            (Code::PageUp, false) | (Code::Char('u'), true) => self.at.saturating_sub(page),
            (Code::PageDown, false) | (Code::Char('d'), true) => self.at + page,
            (Code::Home | Code::Char('g'), false) => 0,
            (Code::End | Code::Char('G'), false) => last,
            (Code::Char(' ') | Code::Insert, false) => {
                if let Some(id) = self.id
                    && !self.marks.remove(&id)
                {
                    self.marks.insert(id);
                }
                self.at + 1
            }
            (Code::Char('v') | Code::F(8), false) => {
                self.range_from = if self.range_from.is_some() { None } else { Some(self.at) };
                self.mark_range(rows);
                self.at
            }
            _ => return false,
        };
        self.go(to.min(last), rows);
        true
    }

    /// Puts the cursor on a place of the list, or on the nearest record beyond if a heading stands there.
    pub fn go<T: Row>(&mut self, place: usize, rows: &Rows<T>) {
        let down = place >= self.at;
        self.at = place.min(rows.total.saturating_sub(1));
        self.settle(down, rows);
        self.id = rows.get(self.at).map(Row::id);
        self.mark_range(rows);
        self.scroll(rows.total);
    }

    /// Puts the cursor on a record, if it is loaded.
    pub fn go_to<T: Row>(&mut self, id: u64, rows: &Rows<T>) {
        if let Some(index) = rows.items.iter().position(|row| row.id() == id) {
            self.go(rows.first + index, rows);
        }
    }

    /// Takes in a list that was read again: the cursor stays on its record and the record on its line.
    pub fn refreshed<T: Row>(&mut self, rows: &Rows<T>) {
        let line = self.at.saturating_sub(self.top);
        let found = self.id.and_then(|id| rows.items.iter().position(|row| row.id() == id));
        if let Some(index) = found {
            self.at = rows.first + index;
            self.top = self.at.saturating_sub(line);
        } else {
            self.at = self.at.min(rows.total.saturating_sub(1));
            self.settle(true, rows);
        }
        self.id = rows.get(self.at).map(Row::id);
        self.scroll(rows.total);
    }

    /// Returns the part of the list that is on screen.
    pub fn seen(&self, total: usize) -> Range<usize> {
        self.top.min(total)..(self.top + self.height.max(1)).min(total)
    }

    /// Leaves a heading for the record after it, or before it; at the list's ends for the other side.
    fn settle<T: Row>(&mut self, down: bool, rows: &Rows<T>) {
        let is_record = |place: &usize| rows.get(*place).is_none_or(|row| row.heading().is_none());
        let after = (self.at..rows.total).find(is_record);
        let before = (0..self.at).rev().find(is_record);
        let here = if down { after.or(before) } else { before.filter(|_| !is_record(&self.at)).or(after) };
        self.at = here.unwrap_or(self.at);
    }

    fn mark_range<T: Row>(&mut self, rows: &Rows<T>) {
        let Some(from) = self.range_from else { return };
        let (low, high) = (from.min(self.at), from.max(self.at));
        let records = (low..=high).filter_map(|place| rows.get(place)).filter(|row| row.heading().is_none());
        self.marks = records.map(Row::id).collect();
    }

    fn scroll(&mut self, total: usize) {
        if self.height == 0 {
            return;
        }
        let margin = MARGIN.min(self.height.saturating_sub(1) / 2);
        let lowest = (self.at + margin + 1).saturating_sub(self.height);
        let highest = self.at.saturating_sub(margin);
        self.top = self.top.clamp(lowest, highest.max(lowest)).min(total.saturating_sub(self.height));
    }

    /// Draws header, rows and the line that says where one is. `empty` says why there is nothing and which
    /// key helps.
    pub fn draw<T: Row>(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        columns: &[Column<T>],
        rows: &Rows<T>,
        empty: &str,
        look: &Look,
    ) {
        self.caret = None;
        if area.height < 3 || area.width < GUTTER + 4 {
            return;
        }
        let list = Rect { y: area.y + 1, height: area.height - 2, ..area };
        self.height = usize::from(list.height);
        self.scroll(rows.total);
        if self.id.is_none() {
            self.settle(true, rows);
            self.id = rows.get(self.at).map(Row::id);
        }
        let widths = widths(columns, area.width - GUTTER);
        self.draw_header(area, buffer, columns, &widths, look);
        if rows.total == 0 {
            for (y, line) in (list.y + 1..list.bottom()).zip(crate::text::wrap(empty, usize::from(area.width) - 4)) {
                put(buffer, area.x + 2, y, area.width - 2, &line, look.style(Meaning::Muted));
            }
        }
        for (y, place) in (list.y..list.bottom()).zip(self.top..rows.total) {
            self.draw_row(
                Rect { y, height: 1, ..area },
                buffer,
                columns,
                &widths,
                rows.get(place),
                place == self.at,
                look,
            );
        }
        self.draw_position(Rect { y: area.bottom() - 1, height: 1, ..area }, buffer, rows, look);
    }

    fn draw_header<T>(&self, area: Rect, buffer: &mut Buffer, columns: &[Column<T>], widths: &[u16], look: &Look) {
        let mut x = area.x + GUTTER;
        for (index, (column, &width)) in columns.iter().zip(widths).enumerate() {
            if width == 0 {
                continue;
            }
            let arrow = match self.sorted_by {
                Some((by, falls)) if by == index => {
                    if falls {
                        "v"
                    } else {
                        "^"
                    }
                }
                _ => "",
            };
            let title = aligned(&format!("{}{arrow}", say(column.title)), width, column.align);
            put(buffer, x, area.y, width, &title, look.style(Meaning::Title));
            x += width + 1;
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn draw_row<T: Row>(
        &mut self,
        line: Rect,
        buffer: &mut Buffer,
        columns: &[Column<T>],
        widths: &[u16],
        row: Option<&T>,
        is_current: bool,
        look: &Look,
    ) {
        let is_marked = row.is_some_and(|row| self.marks.contains(&row.id()));
        if let Some(heading) = row.and_then(Row::heading) {
            put(buffer, line.x, line.y, line.width, &heading.text, look.style(heading.meaning));
            return;
        }
        if let Some(row) = row {
            let mut x = line.x + GUTTER;
            for (column, &width) in columns.iter().zip(widths).filter(|(_, width)| **width > 0) {
                let cell = (column.cell)(row);
                let text = aligned(&cell.text, width, column.align);
                let meaning = if is_marked { Meaning::Marked } else { cell.meaning };
                put(buffer, x, line.y, width, &text, look.style(meaning));
                x += width + 1;
            }
        } else {
            put(buffer, line.x + GUTTER, line.y, line.width - GUTTER, "..", look.style(Meaning::Muted));
        }
        if is_marked {
            put(buffer, line.x + 1, line.y, 1, "*", look.style(Meaning::Marked));
        }
        if is_current {
            put(buffer, line.x, line.y, 1, ">", look.style(Meaning::Focus));
            shade(buffer, line, look.style(Meaning::Selected));
            self.caret = Some(Position::new(line.x, line.y));
        }
    }

    fn draw_position<T: Row>(&self, line: Rect, buffer: &mut Buffer, rows: &Rows<T>, look: &Look) {
        let muted = look.style(Meaning::Muted);
        let headings = rows.items.iter().filter(|row| row.heading().is_some()).count();
        let before = rows.items.iter().take(self.at.saturating_sub(rows.first));
        let above = before.filter(|row| row.heading().is_some()).count();
        let words = if rows.is_open {
            position(self.at, &format!("{}+", rows.first + rows.items.len()))
        } else {
            position(self.at.saturating_sub(above), &rows.total.saturating_sub(headings).to_string())
        };
        put_right(buffer, Rect { width: line.width - 1, ..line }, line.y, &words, muted);
        if !self.marks.is_empty() {
            let words = say_with("tui.table.marked", &[("count", &self.marks.len().to_string())]);
            put(buffer, line.x + GUTTER, line.y, line.width / 2, &words, look.style(Meaning::Marked));
        }
    }

    /// Returns where the terminal's cursor stands after the last drawing: on the current row, so that a
    /// screen reader follows.
    pub fn caret(&self) -> Option<Position> {
        self.caret
    }
}

/// Says where the cursor stands: `第 12/340 条`.
fn position(at: usize, total: &str) -> String {
    let at = if total == "0" { 0 } else { at + 1 };
    say_with("tui.table.position", &[("at", &at.to_string()), ("of", total)])
}

fn aligned(text: &str, width: u16, align: Align) -> String {
    match align {
        Align::Left => pad_right(text, usize::from(width)),
        Align::Right => pad_left(text, usize::from(width)),
    }
}

/// Returns the width of each column, 0 for those that drop out.
fn widths<T>(columns: &[Column<T>], room: u16) -> Vec<u16> {
    let mut kept: Vec<bool> = vec![true; columns.len()];
    let need = |kept: &[bool]| -> u16 {
        let widths: u16 = columns.iter().zip(kept).filter(|(_, kept)| **kept).map(|(column, _)| column.min).sum();
        let gaps = kept.iter().filter(|kept| **kept).count().saturating_sub(1);
        widths + u16::try_from(gaps).unwrap_or(u16::MAX)
    };
    while need(&kept) > room {
        let least = (0..columns.len()).filter(|&index| kept[index] && columns[index].priority > 0);
        let Some(least) = least.max_by_key(|&index| (columns[index].priority, index)) else { break };
        kept[least] = false;
    }
    let mut left = room.saturating_sub(need(&kept));
    let mut widths: Vec<u16> =
        columns.iter().zip(&kept).map(|(column, kept)| if *kept { column.min } else { 0 }).collect();
    let mut order: Vec<usize> = (0..columns.len()).filter(|&index| kept[index]).collect();
    order.sort_by_key(|&index| columns[index].priority);
    for index in order {
        let more = columns[index].ideal.saturating_sub(widths[index]).min(left);
        widths[index] += more;
        left -= more;
    }
    if let Some(filler) = (0..columns.len()).rfind(|&index| kept[index] && columns[index].fills) {
        widths[filler] += left;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::drawn;

    struct Case {
        no: u64,
        who: &'static str,
        what: &'static str,
        days: i64,
    }

    impl Row for Case {
        fn id(&self) -> u64 {
            self.no
        }
    }

    const COLUMNS: &[Column<Case>] = &[
        Column::new("tui.test.no", 10, 12, 0, |case: &Case| format!("ZZ2026-{:03}", case.no).into()),
        Column::new("tui.test.who", 6, 8, 2, |case: &Case| case.who.into()),
        Column::new("tui.test.what", 10, 20, 1, |case: &Case| case.what.into()).fill(),
        Column::new("tui.test.days", 4, 6, 3, |case: &Case| {
            let meaning = if case.days < 0 { Meaning::Overdue } else { Meaning::Text };
            Cell::new(case.days.to_string(), meaning)
        })
        .right(),
    ];

    fn cases(numbers: Range<u64>) -> Vec<Case> {
        let texts = ["宅基地边界纠纷", "拖欠工资，多次催讨未果，要求协调", "楼上漏水"];
        let names = ["张三", "欧阳建国", "王五"];
        numbers
            .map(|no| {
                let index = usize::try_from(no % 3).unwrap();
                Case { no, who: names[index], what: texts[index], days: i64::try_from(no).unwrap() - 2 }
            })
            .collect()
    }

    fn screen(table: &mut Table, rows: &Rows<Case>, columns: u16, height: u16) -> String {
        drawn(columns, height, |area, buffer| {
            table.draw(area, buffer, COLUMNS, rows, "没有符合条件的工单 · 按 Esc 清除筛选", &Look::mono());
            table.caret()
        })
    }

    #[test]
    fn chinese_columns_stand_straight() {
        let rows = Rows::whole(cases(1..5));
        let mut table = Table::default();
        table.key(Key::plain(Code::Down), &rows);
        insta::assert_snapshot!("straight_columns", screen(&mut table, &rows, 60, 7));
    }

    #[test]
    fn columns_drop_out_by_priority() {
        let rows = Rows::whole(cases(1..3));
        let mut table = Table::default();
        insta::assert_snapshot!("dropped_columns", screen(&mut table, &rows, 28, 5));
    }

    #[test]
    fn an_empty_list_says_why_and_what_helps() {
        insta::assert_snapshot!("empty_list", screen(&mut Table::default(), &Rows::default(), 40, 5));
    }

    #[test]
    fn a_refresh_keeps_the_record_under_the_cursor() {
        let mut table = Table::default();
        let rows = Rows::whole(cases(1..30));
        screen(&mut table, &rows, 60, 12);
        table.go(10, &rows);
        let id = table.current(&rows).unwrap().no;
        let line = table.at - table.top;
        let newer = Rows::whole(cases(100..103).into_iter().chain(cases(1..30)).collect());
        table.refreshed(&newer);
        assert_eq!(table.current(&newer).unwrap().no, id);
        assert_eq!(table.at - table.top, line);
    }

    #[test]
    fn moving_keeps_three_rows_in_view_and_goes_beyond_what_is_loaded() {
        let mut table = Table::default();
        let rows = Rows { total: 1000, first: 0, items: cases(0..40), is_open: false };
        screen(&mut table, &rows, 60, 12);
        for _ in 0..8 {
            table.key(Key::plain(Code::Down), &rows);
        }
        assert_eq!((table.at, table.top), (8, 2));
        assert_eq!(table.seen(rows.total), 2..12);
        table.key(Key::plain(Code::End), &rows);
        assert_eq!((table.at, table.top), (999, 990));
        assert_eq!(table.seen(rows.total), 990..1000);
    }

    /// A number with its hundreds between.
    struct Line(u64);

    impl Row for Line {
        fn id(&self) -> u64 {
            self.0
        }

        fn heading(&self) -> Option<Cell> {
            self.0.is_multiple_of(100).then(|| Cell::new(format!("== {}", self.0), Meaning::Title))
        }
    }

    #[test]
    fn the_cursor_passes_over_headings_and_they_are_not_counted() {
        let rows = Rows::whole([100, 101, 102, 200, 201].map(Line).into());
        let columns: &[Column<Line>] = &[Column::new("tui.test.no", 4, 6, 0, |line: &Line| line.0.to_string().into())];
        let mut table = Table::default();
        let screen = |table: &mut Table| {
            drawn(24, 8, |area, buffer| {
                table.draw(area, buffer, columns, &rows, "", &Look::mono());
                table.caret()
            })
        };
        screen(&mut table);
        let mut seen = Vec::new();
        for key in [Code::Down, Code::Down, Code::Down, Code::Up, Code::Home, Code::Up] {
            table.key(Key::plain(key), &rows);
            seen.push(table.current(&rows).unwrap().0);
        }
        assert_eq!(seen, [102, 201, 201, 102, 101, 101]);
        assert!(screen(&mut table).contains("== 100"));
        assert!(crate::words::Lang::ZhCn.speaking(|| screen(&mut table)).contains("第 1/3 条"));
    }

    #[test]
    fn space_marks_and_v_marks_a_range() {
        let mut table = Table::default();
        let rows = Rows::whole(cases(1..10));
        screen(&mut table, &rows, 60, 12);
        table.key(Key::char(' '), &rows);
        assert_eq!(table.chosen(), [1]);
        table.unmark();
        table.key(Key::char('v'), &rows);
        table.key(Key::char('j'), &rows);
        table.key(Key::char('j'), &rows);
        assert_eq!(table.chosen(), [2, 3, 4]);
    }
}
