//! The section of hours (时段): when residents come, as a strip of weekdays and hours, and by which way and with what.

use super::charts::Chart;
use crate::desk::service::{Answer, Query};
use crate::domain::figures::{Cross, Hours};
use crate::domain::table::Table;
use crate::text::pad_left;
use crate::tui::app::App;
use crate::tui::paint::{cells, put};
use crate::tui::theme::Meaning;
use crate::words::{figures, say, term};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The heads above the strip, its rows beside the weekdays, and the line below it.
const AROUND: u16 = 2;

/// How wide the names beside the bars may become.
const NAMES: u16 = 14;

/// What the section shows.
#[derive(Default)]
pub struct Coming {
    of: Option<Box<Hours>>,
}

/// Draws bars, each with its number and what it is a part of; the longest is as wide as there is room.
fn bars(area: Rect, buffer: &mut Buffer, of: &Cross, app: &App) {
    let title = term("dimension", of.by.key());
    put(buffer, area.x, area.y, area.width, &title, app.look.style(Meaning::Title));
    let whole = of.sum.total.number();
    let most = of.rows.iter().map(|row| row.total.number()).max().unwrap_or_default().max(1);
    let lines: Vec<_> = of
        .rows
        .iter()
        .map(|row| (figures::label(of.by, row.key.as_deref(), &app.centre), row.total.number()))
        .collect();
    let names = lines.iter().map(|(name, _)| cells(name)).max().unwrap_or_default().min(NAMES);
    let percent = |part: usize| (part * 200 + whole) / (whole.max(1) * 2);
    let figure = |part: usize| format!("{part}/{whole} {}%", percent(part));
    let figures = lines.iter().map(|(_, part)| cells(&figure(*part))).max().unwrap_or_default();
    let room = usize::from(area.width.saturating_sub(names + figures + 3));
    let rows = usize::from(area.height.saturating_sub(1));
    let cut = lines.len() > rows;
    let shown = if cut { rows.saturating_sub(1) } else { lines.len() };
    for (y, (name, part)) in (area.y + 1..area.bottom()).zip(lines.iter().take(shown)) {
        put(buffer, area.x, y, names, name, app.look.style(Meaning::Text));
        let long = (part * room).div_ceil(most);
        put(buffer, area.x + names + 1, y, area.width, &"█".repeat(long), app.look.style(Meaning::Link));
        let words = pad_left(&figure(*part), usize::from(figures));
        put(buffer, area.right().saturating_sub(figures + 1), y, figures, &words, app.look.style(Meaning::Text));
    }
    if cut && rows > 0 {
        let left = (lines.len() - shown).to_string();
        let words = crate::words::say_with("statistics.more_bars", &[("count", &left)]);
        put(buffer, area.x, area.bottom() - 1, area.width, &words, app.look.style(Meaning::Muted));
    }
}

impl Chart for Coming {
    const SCOPES: &'static [&'static str] = &["figures", "sections", "desk", "global"];
    const SHADED: bool = true;

    fn name(&self) -> String {
        say("statistics.section.hours")
    }

    fn query(&self, app: &App) -> Query {
        Query::Hours(app.figures.over(app.now))
    }

    fn hear(&mut self, answer: &Answer) -> bool {
        let Answer::Hours(of) = answer else { return false };
        self.of = Some(of.clone());
        true
    }

    fn table(&self, app: &App) -> Option<Table> {
        self.of.as_deref().map(|of| figures::hours(of, &app.centre))
    }

    fn draw_below(&self, room: Rect, rows: u16, buffer: &mut Buffer, app: &App) -> u16 {
        let Some(of) = &self.of else { return 0 };
        let height = room.height.saturating_sub(rows + AROUND);
        if height < 3 {
            return 0;
        }
        let below = Rect { y: room.bottom() - height, height, ..room };
        let half = below.width / 2;
        bars(Rect { width: half.saturating_sub(1), ..below }, buffer, &of.channels, app);
        bars(Rect { x: below.x + half + 1, width: below.width - half - 1, ..below }, buffer, &of.categories, app);
        height
    }
}
