//! Drawing a form.

use super::{Field, Form, Kind};
use crate::tui::paint::{cells, put, shade};
use crate::tui::theme::{Look, Meaning};
use crate::tui::widgets::popup;
use crate::words::say;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// How many rows of an open list are shown at most.
const LIST_ROWS: u16 = 10;

impl Form {
    /// Draws the form: labels, fields, beside them what is wrong or was understood, and in the last row the
    /// whole of what concerns the field in focus.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, look: &Look) {
        self.draw_within(area, area, buffer, look);
    }

    /// Draws the form in an area; an open list may use all of the room around it.
    pub fn draw_within(&mut self, area: Rect, around: Rect, buffer: &mut Buffer, look: &Look) {
        self.caret = None;
        if area.height < 2 || area.width < 20 {
            return;
        }
        let body = Rect { height: area.height - 1, ..area };
        let label_room =
            self.fields.iter().map(|field| cells(&say(&field.label))).max().unwrap_or(0).min(area.width / 3) + 2;
        let side = (area.width / 3).clamp(12, 34).min(area.width / 2);
        let field_room = area.width.saturating_sub(label_room + side + 2);
        self.scroll(usize::from(body.height));
        let mut virtual_y = 0;
        let mut open_at = None;
        for index in 0..self.fields.len() {
            let rows = usize::from(self.fields[index].rows());
            let (start, end) = (virtual_y, virtual_y + rows);
            virtual_y = end;
            let (Some(from), true) = (start.checked_sub(self.top), end > self.top) else { continue };
            if from >= usize::from(body.height) {
                break;
            }
            let y = body.y + u16::try_from(from).unwrap_or(u16::MAX);
            let height = u16::try_from(rows).unwrap_or(u16::MAX).min(body.bottom() - y);
            let line = Rect { y, height, ..body };
            let room = Rect { x: body.x + label_room, width: field_room, ..line };
            let is_focused = index == self.focus;
            draw_label(&self.fields[index], line, label_room, is_focused, buffer, look);
            let caret = draw_value(&mut self.fields[index], room, is_focused, buffer, look);
            draw_side(&self.fields[index], Rect { x: room.right() + 1, width: side, ..line }, buffer, look);
            if is_focused {
                self.caret = Some(caret);
                self.field_area = room;
                open_at = Some(room);
            }
        }
        self.draw_bottom(Rect { y: area.bottom() - 1, height: 1, ..area }, buffer, look);
        if let (Some(room), Some(list)) = (open_at, &mut self.open) {
            let wanted = u16::try_from(list.len()).unwrap_or(LIST_ROWS).clamp(1, LIST_ROWS) + 3;
            let (below, above) = (around.bottom() - room.bottom(), room.y - around.y);
            let (y, height) = if below >= wanted || below >= above {
                (room.bottom(), wanted.min(below))
            } else {
                let height = wanted.min(above);
                (room.y - height, height)
            };
            let width = (around.right() - room.x).min(room.width.max(44));
            let inner = popup(buffer, Rect::new(room.x, y, width, height), "", look);
            list.draw(inner, buffer, look);
            self.caret = list.caret();
        }
    }

    fn scroll(&mut self, height: usize) {
        let rows = |field: &Field| usize::from(field.rows());
        let start: usize = self.fields.iter().take(self.focus).map(rows).sum();
        let end = start + self.fields.get(self.focus).map_or(1, rows);
        let total: usize = self.fields.iter().map(rows).sum();
        // One row more than the focus, so that one sees that there is more.
        self.top = self.top.min(start.saturating_sub(1)).max((end + 1).min(total).saturating_sub(height).min(start));
    }

    fn draw_bottom(&self, line: Rect, buffer: &mut Buffer, look: &Look) {
        let Some(field) = self.focused() else { return };
        if let Some(error) = &field.error {
            put(buffer, line.x, line.y, line.width, &format!("!! {error}"), look.style(Meaning::Error));
        } else if matches!(field.kind, Kind::Pick { .. } | Kind::Many { .. }) {
            let key = if matches!(field.kind, Kind::Pick { .. }) { "tui.form.pick_keys" } else { "tui.form.many_keys" };
            put(buffer, line.x, line.y, line.width, &say(key), look.style(Meaning::Muted));
        } else {
            put(buffer, line.x, line.y, line.width, &say("tui.form.keys"), look.style(Meaning::Muted));
        }
    }
}

fn draw_label(field: &Field, line: Rect, room: u16, is_focused: bool, buffer: &mut Buffer, look: &Look) {
    let label = say(&field.label);
    if matches!(field.kind, Kind::Heading) {
        put(buffer, line.x, line.y, line.width, &label, look.style(Meaning::Title));
        return;
    }
    if matches!(field.kind, Kind::Button) {
        return;
    }
    let sign = if field.required { "*" } else { " " };
    put(buffer, line.x, line.y, 1, sign, look.style(Meaning::Warning));
    let meaning = if is_focused { Meaning::Focus } else { Meaning::Text };
    put(buffer, line.x + 1, line.y, room.saturating_sub(2), &label, look.style(meaning));
}

/// Draws a field's value and returns where the caret stands in it.
fn draw_value(field: &mut Field, room: Rect, is_focused: bool, buffer: &mut Buffer, look: &Look) -> Position {
    let hint = if field.hint.is_empty() { String::new() } else { say(&field.hint) };
    let start = Position::new(room.x, room.y);
    if field.secret && !is_focused {
        let style = look.style(Meaning::Field);
        shade(buffer, room, style);
        put(buffer, room.x, room.y, room.width, &field.masked(), style);
        return start;
    }
    let shown = field.text();
    match &mut field.kind {
        Kind::Text(text) | Kind::Number(text) => {
            text.draw(room, buffer, &hint, look);
            text.caret()
        }
        Kind::Area { area, .. } => {
            area.draw(room, buffer, &hint, look);
            area.caret()
        }
        Kind::Pick { .. } | Kind::Many { .. } => {
            let style = look.style(Meaning::Field);
            shade(buffer, room, style);
            let room_for_text = room.width.saturating_sub(2);
            if shown.is_empty() {
                let hint = if hint.is_empty() { say("tui.form.pick") } else { hint };
                put(buffer, room.x, room.y, room_for_text, &hint, style.patch(look.style(Meaning::Muted)));
            } else {
                put(buffer, room.x, room.y, room_for_text, &shown, style);
            }
            put(buffer, room.right() - 1, room.y, 1, "v", style.patch(look.style(Meaning::Muted)));
            start
        }
        Kind::YesNo(value) => {
            let mut x = room.x;
            let mut caret = start;
            for (is_yes, key) in [(true, "tui.confirm.yes"), (false, "tui.confirm.no")] {
                if is_yes == *value {
                    caret = Position::new(x + 1, room.y);
                }
                let sign = if is_yes == *value { "(o)" } else { "( )" };
                x += put(
                    buffer,
                    x,
                    room.y,
                    room.right() - x,
                    &format!("{sign} {}", say(key)),
                    look.style(Meaning::Text),
                ) + 2;
            }
            caret
        }
        Kind::Button => {
            let style = look.style(if is_focused { Meaning::Selected } else { Meaning::Link });
            put(buffer, room.x, room.y, room.width, &format!("[ {} ]", say(&field.label)), style);
            Position::new(room.x + 2, room.y)
        }
        Kind::Heading => start,
    }
}

fn draw_side(field: &Field, room: Rect, buffer: &mut Buffer, look: &Look) {
    if let Some(error) = &field.error {
        put(buffer, room.x, room.y, room.width, &format!("! {error}"), look.style(Meaning::Error));
    } else if let Some(doubt) = &field.doubt {
        put(buffer, room.x, room.y, room.width, &format!("? {doubt}"), look.style(Meaning::Warning));
    } else if let Some(note) = &field.note {
        put(buffer, room.x, room.y, room.width, &format!("= {note}"), look.style(Meaning::Good));
    }
}
