//! A table of figures on screen: a cursor on one cell, names and heads that stay in sight, shading beside the numbers.

use crate::domain::table::{Cell, Table};
use crate::term::{Code, Key, Mods};
use crate::text::{pad_left, pad_right};
use crate::tui::paint::{cells, put, put_right, shade};
use crate::tui::theme::{Look, Meaning};
use crate::words::say_with;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Cells before the names: the cursor's sign and a blank.
const GUTTER: u16 = 2;

/// The shades, from a quarter to all.
const SHADES: [char; 4] = ['░', '▒', '▓', '█'];

/// How wide the names and a column may become.
const WIDEST: (u16, u16) = (24, 16);

/// Where the officer is in a table of figures.
#[derive(Debug, Default)]
pub struct Grid {
    row: usize,
    /// From 0, names not counted.
    column: usize,
    top: usize,
    left: usize,
    height: usize,
    caret: Option<Position>,
}

/// How strongly a cell is shaded among others: a rate by itself, a number by the greatest.
fn shade_of(cell: &Cell, most: usize) -> char {
    let (part, whole) = match cell {
        Cell::Rate(counted) => (counted.number(), counted.of()),
        Cell::Count(counted) => (counted.number(), most),
        _ => return ' ',
    };
    if part == 0 || whole == 0 {
        return ' ';
    }
    SHADES[(part * SHADES.len()).div_ceil(whole).clamp(1, SHADES.len()) - 1]
}

/// The greatest number among the cells that are no sums.
fn most(table: &Table) -> usize {
    let inner = table.rows.len().saturating_sub(table.totals);
    let last = table.columns.len().saturating_sub(1);
    let cells = table.rows.iter().take(inner).flat_map(|row| row.iter().take(last));
    cells.filter_map(|cell| cell.behind().map(crate::domain::figures::Counted::number)).max().unwrap_or_default()
}

fn is_nothing(cell: &Cell) -> bool {
    cell.behind().is_some_and(|counted| counted.of() == 0)
}

/// Says what stands in a cell; a part of nothing is no zero.
fn words(cell: &Cell) -> String {
    if matches!(cell, Cell::Rate(_)) && is_nothing(cell) { "-".to_owned() } else { cell.brief() }
}

impl Grid {
    /// Returns what the cursor stands on: the place of the row and of the column in the table.
    pub fn at(&self, table: &Table) -> Option<(usize, usize)> {
        let (rows, columns) = (table.rows.len(), table.columns.len().saturating_sub(1));
        (rows > 0 && columns > 0).then(|| (self.row.min(rows - 1), self.column.min(columns - 1) + 1))
    }

    /// Takes a key of movement.
    pub fn key(&mut self, key: Key, table: &Table) -> bool {
        let Some((row, column)) = self.at(table) else { return false };
        let (last, page) = (table.rows.len() - 1, self.height.saturating_sub(1).max(1));
        let end = table.columns.len() - 2;
        if key.mods != Mods::NONE && key.mods != (Mods { ctrl: true, ..Mods::NONE }) {
            return false;
        }
        let (mut row, mut column) = (row, column - 1);
        match (key.code, key.mods.ctrl) {
            (Code::Up | Code::Char('k'), false) => row = row.saturating_sub(1),
            (Code::Down | Code::Char('j'), false) => row += 1,
            (Code::PageUp, false) | (Code::Char('u'), true) => row = row.saturating_sub(page),
            (Code::PageDown, false) | (Code::Char('d'), true) => row += page,
            (Code::Char('g'), false) => row = 0,
            (Code::Char('G'), false) => row = last,
            (Code::Left | Code::Char('h'), false) => column = column.saturating_sub(1),
            (Code::Right | Code::Char('l'), false) => column += 1,
            (Code::Home, false) => column = 0,
            (Code::End, false) => column = end,
            _ => return false,
        }
        (self.row, self.column) = (row.min(last), column.min(end));
        true
    }

    /// Draws the table; `shaded` puts a shade beside every figure that is no sum.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, table: &Table, shaded: bool, look: &Look) {
        self.caret = None;
        let Some((row, column)) = self.at(table) else { return };
        if area.height < 3 || area.width < GUTTER + 8 {
            return;
        }
        let most = most(table);
        let inner = table.rows.len() - table.totals;
        let last = table.columns.len() - 1;
        let is_shaded = |row: usize, column: usize| shaded && row < inner && (column < last || last == 1);
        let text = |row: usize, column: usize| {
            let cell = &table.rows[row][column];
            let sign = if is_shaded(row, column) { shade_of(cell, most).to_string() } else { String::new() };
            // Sums are set where the numbers above them are.
            let sign = if shaded && sign.is_empty() && (column < last || last == 1) { " ".to_owned() } else { sign };
            words(cell) + &sign
        };
        let wide = |column: usize| {
            let inside = (0..table.rows.len()).map(|row| cells(&text(row, column))).max().unwrap_or_default();
            inside.max(cells(&table.columns[column].text)).max(2)
        };
        let names = wide(0).min(WIDEST.0);
        let widths: Vec<u16> = (1..=last).map(|column| wide(column).min(WIDEST.1)).collect();
        let room = area.width.saturating_sub(GUTTER + names + 1);
        self.bring_in_sight(column - 1, &widths, room);
        let body = Rect { y: area.y + 1, height: area.height - 2, ..area };
        self.height = usize::from(body.height);
        self.scroll(row, table.rows.len());
        let mut shown = Vec::new();
        let mut x = area.x + GUTTER + names + 1;
        for (index, width) in widths.iter().enumerate().skip(self.left) {
            if x + width > area.right() {
                break;
            }
            shown.push((index + 1, x, *width));
            x += width + 1;
        }
        let title = look.style(Meaning::Title);
        let name = pad_right(&table.columns[0].text, usize::from(names));
        put(buffer, area.x + GUTTER, area.y, names, &name, title);
        for (column, x, width) in &shown {
            put(buffer, *x, area.y, *width, &pad_left(&table.columns[*column].text, usize::from(*width)), title);
        }
        for (y, place) in (body.y..body.bottom()).zip(self.top..table.rows.len()) {
            let sum = place >= inner;
            let meaning = if sum { Meaning::Title } else { Meaning::Text };
            let here = place == row;
            if here {
                put(buffer, area.x, y, 1, ">", look.style(Meaning::Focus));
            }
            put(buffer, area.x + GUTTER, y, names, &words(&table.rows[place][0]), look.style(meaning));
            for (at, x, width) in &shown {
                let cell = &table.rows[place][*at];
                let meaning = if is_nothing(cell) { Meaning::Muted } else { meaning };
                put(buffer, *x, y, *width, &pad_left(&text(place, *at), usize::from(*width)), look.style(meaning));
                if here && *at == column {
                    shade(buffer, Rect { x: *x, y, width: *width, height: 1 }, look.style(Meaning::Selected));
                    self.caret = Some(Position::new(*x, y));
                }
            }
        }
        self.draw_position(Rect { y: area.bottom() - 1, height: 1, ..area }, buffer, table, shown.len(), look);
    }

    /// Says where one is, and that there is more beside and below.
    fn draw_position(&self, line: Rect, buffer: &mut Buffer, table: &Table, shown: usize, look: &Look) {
        let columns = table.columns.len() - 1;
        if table.rows.len() <= self.height && shown >= columns {
            return;
        }
        let place = [
            ("row", (self.row + 1).to_string()),
            ("rows", table.rows.len().to_string()),
            ("from", (self.left + 1).to_string()),
            ("to", (self.left + shown).to_string()),
            ("columns", columns.to_string()),
        ];
        let place = place.each_ref().map(|(name, value)| (*name, value.as_str()));
        put_right(buffer, line, line.y, &say_with("statistics.position", &place), look.style(Meaning::Muted));
    }

    fn bring_in_sight(&mut self, column: usize, widths: &[u16], room: u16) {
        self.left = self.left.min(column);
        let need = |left: usize| widths[left..=column].iter().map(|width| width + 1).sum::<u16>().saturating_sub(1);
        while self.left < column && need(self.left) > room {
            self.left += 1;
        }
        // Where there is room again, it is used.
        while self.left > 0 && widths[self.left - 1..].iter().map(|width| width + 1).sum::<u16>() <= room + 1 {
            self.left -= 1;
        }
    }

    fn scroll(&mut self, row: usize, rows: usize) {
        self.top = self.top.clamp((row + 1).saturating_sub(self.height), row).min(rows.saturating_sub(self.height));
    }

    /// Returns where the cursor stood at the last drawing.
    pub fn caret(&self) -> Option<Position> {
        self.caret
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::Counted;
    use crate::domain::ids::CaseNo;

    fn cases(count: usize) -> Vec<CaseNo> {
        vec![CaseNo::from("ZZ2026-00001"); count]
    }

    #[test]
    fn a_shade_grows_with_the_number_and_nothing_has_none() {
        let of = |count| shade_of(&Cell::Count(Counted { part: cases(count), rest: Vec::new() }), 8);
        assert_eq!([0, 1, 2, 3, 5, 7, 8].map(of), [' ', '░', '░', '▒', '▓', '█', '█']);
        let rate = Cell::Rate(Counted { part: cases(1), rest: cases(1) });
        assert_eq!(shade_of(&rate, 100), '▒');
    }

    #[test]
    fn a_rate_of_nothing_is_not_shown_as_none() {
        assert_eq!(words(&Cell::Rate(Counted::default())), "-");
        assert_eq!(words(&Cell::Rate(Counted { part: Vec::new(), rest: cases(2) })), "0/2 0%");
    }
}
