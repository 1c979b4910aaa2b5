//! The canvas: two buffers, and the fewest bytes that turn the one on screen into the other.
//!
//! Written for slow lines: only changed cells go out, colours are sent when they change, the caret is
//! moved only if it is not already there, and a frame is one write. A frame large enough to be seen in
//! the making is bracketed as a synchronised update (DEC 2026). The caret comes last, since the input
//! method's window hangs on it.

use super::Notice;
use super::guard::{clipboard_sequence, title_sequence};
use crate::text::steers;
use ratatui::buffer::{Buffer, Cell, CellWidth as _};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr as _;

/// Frames shorter than this go out in one packet and cannot be seen half-done.
const SYNCHRONISE_FROM: usize = 160;

/// Draws frames onto a terminal.
#[derive(Debug)]
pub struct Canvas<W> {
    out: W,
    bytes: Vec<u8>,
    shown: Buffer,
    next: Buffer,
    pen: Pen,
    notice: Notice,
}

/// Where the terminal's cursor is and how it writes, as far as known.
#[derive(Debug, Clone, Copy)]
struct Pen {
    at: Option<Position>,
    visible: bool,
    fg: Color,
    bg: Color,
    mods: Modifier,
    /// A character was written whose width terminals disagree on: the column is a guess.
    doubtful: bool,
}

impl Pen {
    const FRESH: Self =
        Self { at: None, visible: true, fg: Color::Reset, bg: Color::Reset, mods: Modifier::empty(), doubtful: false };
}

impl<W: Write> Canvas<W> {
    /// Makes a canvas of `columns` × `rows` cells; the first frame clears the terminal.
    pub fn new(out: W, columns: u16, rows: u16) -> Self {
        let mut canvas = Self {
            out,
            bytes: Vec::with_capacity(64 * 1024),
            shown: Buffer::default(),
            next: Buffer::default(),
            pen: Pen::FRESH,
            notice: Notice::default(),
        };
        canvas.resize(columns, rows);
        canvas
    }

    /// Takes a new size; the next frame is drawn whole. Also repaints after another program wrote here.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let area = Rect::new(0, 0, columns, rows);
        self.shown = Buffer::empty(area);
        self.next = Buffer::empty(area);
        self.bytes.extend_from_slice(b"\x1b[m\x1b[2J");
        self.pen = Pen { at: None, visible: self.pen.visible, ..Pen::FRESH };
    }

    /// Forgets what is on the terminal, so that the next frame is drawn whole (Ctrl-L).
    pub fn repaint(&mut self) {
        let area = self.area();
        self.resize(area.width, area.height);
    }

    /// Returns the area frames are drawn on.
    pub fn area(&self) -> Rect {
        self.next.area
    }

    /// Draws a frame: the function fills a blank buffer and returns where the caret stands, if anywhere.
    /// Returns how many bytes were sent.
    pub fn frame(&mut self, draw: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<usize> {
        self.next.reset();
        let caret = draw(&mut self.next);
        self.write_changes();
        self.place_caret(caret);
        std::mem::swap(&mut self.shown, &mut self.next);
        let long = self.bytes.len() >= SYNCHRONISE_FROM;
        if long {
            self.bytes.splice(..0, *b"\x1b[?2026h");
            self.bytes.extend_from_slice(b"\x1b[?2026l");
        }
        self.send()
    }

    /// Sets how the terminal tells of something new.
    pub fn set_notice(&mut self, notice: Notice) {
        self.notice = notice;
    }

    /// Tells of something new, whatever the officer is looking at: a few words without personal data.
    pub fn tell(&mut self, text: &str) -> io::Result<()> {
        self.bytes.extend_from_slice(self.notice.bytes(text).as_bytes());
        self.send().map(|_| ())
    }

    /// Puts a text on the officer's clipboard, where the terminal allows it (OSC 52).
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        self.bytes.extend_from_slice(clipboard_sequence(text).as_bytes());
        self.send().map(|_| ())
    }

    /// Names the terminal's window.
    pub fn title(&mut self, title: &str) -> io::Result<()> {
        self.bytes.extend_from_slice(title_sequence(title).as_bytes());
        self.send().map(|_| ())
    }

    fn send(&mut self) -> io::Result<usize> {
        let length = self.bytes.len();
        if length > 0 {
            let result = self.out.write_all(&self.bytes).and_then(|()| self.out.flush());
            self.bytes.clear();
            result?;
        }
        Ok(length)
    }

    fn write_changes(&mut self) {
        let shown = std::mem::take(&mut self.shown);
        let next = std::mem::take(&mut self.next);
        let columns = usize::from(next.area.width);
        for y in 0..next.area.height {
            let from = usize::from(y) * columns;
            self.write_row(y, &shown.content[from..from + columns], &next.content[from..from + columns]);
        }
        self.shown = shown;
        self.next = next;
    }

    fn write_row(&mut self, y: u16, old: &[Cell], new: &[Cell]) {
        if old == new {
            return;
        }
        let mut x = 0;
        // Cells before this column were disturbed by what was written over a wide glyph.
        let mut disturbed = 0;
        while x < new.len() {
            let wide = glyph_width(&new[x]).min(new.len() - x);
            let changed = x < disturbed || old[x..x + wide] != new[x..x + wide];
            if changed {
                for (at, cell) in old.iter().enumerate().skip(x).take(wide) {
                    disturbed = disturbed.max(at + glyph_width(cell));
                }
                if new[x].symbol() == " "
                    && let Some(run) = erasable(&new[x..])
                {
                    self.erase(x, y, run, new);
                    disturbed = disturbed.max(x + run);
                    if run < new.len() - x {
                        let last = x + run - 1;
                        disturbed = disturbed.max(last + glyph_width(&old[last]));
                    }
                    x += run;
                    continue;
                }
                self.write_cell(x, y, &new[x], new);
            }
            x += wide;
        }
    }

    fn erase(&mut self, x: usize, y: u16, run: usize, row: &[Cell]) {
        self.move_to(x, y, row);
        if self.pen.bg != Color::Reset || !self.pen.mods.is_empty() {
            self.set_style(Color::Reset, Color::Reset, Modifier::empty());
        }
        if x + run == row.len() {
            self.bytes.extend_from_slice(b"\x1b[K");
        } else {
            push(&mut self.bytes, format_args!("\x1b[{run}X"));
        }
    }

    fn write_cell(&mut self, x: usize, y: u16, cell: &Cell, row: &[Cell]) {
        self.move_to(x, y, row);
        // A colour of the foreground cannot be seen on a blank.
        let fg = if cell.symbol() == " " && !cell.modifier.intersects(Modifier::REVERSED | Modifier::UNDERLINED) {
            self.pen.fg
        } else {
            cell.fg
        };
        if (fg, cell.bg, cell.modifier) != (self.pen.fg, self.pen.bg, self.pen.mods) {
            self.set_style(fg, cell.bg, cell.modifier);
        }
        self.put(x, y, cell, row.len());
    }

    fn put(&mut self, x: usize, y: u16, cell: &Cell, columns: usize) {
        let symbol = cell.symbol();
        // Cell::set_symbol lets anything through; the terminal must not get what steers it.
        if symbol.is_empty() || symbol.contains(steers) {
            self.bytes.push(b' ');
        } else {
            self.bytes.extend_from_slice(symbol.as_bytes());
        }
        if !symbol.is_ascii() && (symbol.chars().nth(1).is_some() || symbol.width() != symbol.width_cjk()) {
            self.pen.doubtful = true;
        }
        let end = x + glyph_width(cell);
        // In the last column terminals differ on where the cursor waits.
        self.pen.at = (end < columns).then(|| Position::new(clamp(end), y));
    }

    /// Moves the cursor by the shortest way: not at all, over cells written again, by a step, or outright.
    fn move_to(&mut self, x: usize, y: u16, row: &[Cell]) {
        let target = Position::new(clamp(x), y);
        let was_doubtful = std::mem::take(&mut self.pen.doubtful);
        match self.pen.at {
            // A line of ── stays in step with itself, whatever its characters' width.
            Some(at) if at == target && (!was_doubtful || is_doubtful(&row[x])) => {
                self.pen.doubtful = was_doubtful;
                return;
            }
            Some(at) if !was_doubtful && at.y == y && at.x < target.x => {
                let from = usize::from(at.x);
                let gap = &row[from..x];
                let same = |cell: &Cell| {
                    (cell.fg, cell.bg, cell.modifier) == (self.pen.fg, self.pen.bg, self.pen.mods)
                        && cell.symbol().is_ascii()
                };
                if gap.len() <= 3 && gap.iter().all(same) {
                    for (step, cell) in gap.iter().enumerate() {
                        self.put(from + step, y, cell, row.len());
                    }
                } else if gap.len() == 1 {
                    self.bytes.extend_from_slice(b"\x1b[C");
                } else {
                    push(&mut self.bytes, format_args!("\x1b[{}C", gap.len()));
                }
            }
            Some(at) if at.y + 1 == y && x == 0 => self.bytes.extend_from_slice(b"\r\n"),
            Some(at) if at.y == y && x == 0 => self.bytes.push(b'\r'),
            _ if x == 0 => push(&mut self.bytes, format_args!("\x1b[{}H", y + 1)),
            _ => push(&mut self.bytes, format_args!("\x1b[{};{}H", y + 1, x + 1)),
        }
        self.pen.at = Some(target);
    }

    fn set_style(&mut self, fg: Color, bg: Color, mods: Modifier) {
        let mut codes: Vec<u8> = Vec::with_capacity(48);
        let lost = self.pen.mods - mods;
        if !lost.is_empty() || (fg == Color::Reset && bg == Color::Reset && mods.is_empty()) {
            codes.extend_from_slice(b"0;");
            (self.pen.fg, self.pen.bg, self.pen.mods) = (Color::Reset, Color::Reset, Modifier::empty());
        }
        for (modifier, code) in MODIFIERS {
            if (mods - self.pen.mods).contains(*modifier) {
                push(&mut codes, format_args!("{code};"));
            }
        }
        if fg != self.pen.fg {
            push_colour(&mut codes, fg, 30);
        }
        if bg != self.pen.bg {
            push_colour(&mut codes, bg, 40);
        }
        codes.pop();
        if codes == b"0" {
            codes.clear();
        }
        self.bytes.extend_from_slice(b"\x1b[");
        self.bytes.append(&mut codes);
        self.bytes.push(b'm');
        (self.pen.fg, self.pen.bg, self.pen.mods) = (fg, bg, mods);
    }

    fn place_caret(&mut self, caret: Option<Position>) {
        let Some(caret) = caret else {
            if self.pen.visible {
                self.bytes.extend_from_slice(b"\x1b[?25l");
                self.pen.visible = false;
            }
            return;
        };
        if self.pen.at != Some(caret) || self.pen.doubtful {
            push(&mut self.bytes, format_args!("\x1b[{};{}H", caret.y + 1, caret.x + 1));
            self.pen.at = Some(caret);
            self.pen.doubtful = false;
        }
        if !self.pen.visible {
            self.bytes.extend_from_slice(b"\x1b[?25h");
            self.pen.visible = true;
        }
    }
}

/// Returns the length of a run of plain blanks worth erasing with one sequence.
fn erasable(cells: &[Cell]) -> Option<usize> {
    let first = &cells[0];
    if first.bg != Color::Reset || first.modifier.intersects(Modifier::REVERSED | Modifier::UNDERLINED) {
        return None;
    }
    let plain = |cell: &&Cell| {
        cell.symbol() == " "
            && cell.bg == Color::Reset
            && !cell.modifier.intersects(Modifier::REVERSED | Modifier::UNDERLINED | Modifier::CROSSED_OUT)
    };
    let run = cells.iter().take_while(plain).count();
    (run >= 12).then_some(run)
}

/// The modifiers with their codes.
const MODIFIERS: &[(Modifier, u8)] = &[
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::REVERSED, 7),
    (Modifier::CROSSED_OUT, 9),
];

fn push(bytes: &mut Vec<u8>, arguments: std::fmt::Arguments<'_>) {
    // Writing into memory does not fail.
    bytes.write_fmt(arguments).ok();
}

/// Writes the code of a colour followed by `;`. `base` is 30 for the foreground, 40 for the background.
fn push_colour(codes: &mut Vec<u8>, colour: Color, base: u8) {
    let named = match colour {
        Color::Reset => 9,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Indexed(n) => return push(codes, format_args!("{};5;{n};", base + 8)),
        Color::Rgb(r, g, b) => return push(codes, format_args!("{};2;{r};{g};{b};", base + 8)),
    };
    push(codes, format_args!("{};", base + named));
}

fn glyph_width(cell: &Cell) -> usize {
    usize::from(cell.cell_width()).max(1)
}

fn is_doubtful(cell: &Cell) -> bool {
    let symbol = cell.symbol();
    !symbol.is_ascii() && symbol.width() != symbol.width_cjk()
}

fn clamp(cells: usize) -> u16 {
    u16::try_from(cells).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::Style;
    use std::num::NonZeroU16;

    /// Draws each list of (x, y, text, style) as a frame and returns what a terminal shows then.
    fn play(frames: &[Vec<(u16, u16, &str, Style)>], caret: Option<Position>) -> (vt100::Parser, Vec<usize>) {
        let mut canvas = Canvas::new(Vec::new(), 20, 5);
        let mut parser = vt100::Parser::new(NonZeroU16::new(5).unwrap(), NonZeroU16::new(20).unwrap(), 0);
        let mut sizes = Vec::new();
        for frame in frames {
            let size = canvas
                .frame(|buffer| {
                    for (x, y, text, style) in frame {
                        buffer.set_string(*x, *y, text, *style);
                    }
                    caret
                })
                .unwrap();
            sizes.push(size);
            parser.process(&std::mem::take(&mut canvas.out));
        }
        (parser, sizes)
    }

    fn rows(parser: &vt100::Parser) -> Vec<String> {
        parser.screen().rows(0, 20).map(|row| row.trim_end().to_owned()).collect()
    }

    #[test]
    fn what_was_drawn_is_what_stands_there() {
        let plain = Style::new();
        let (parser, _) = play(
            &[
                vec![(0, 0, "张三反映宅基地边界", plain), (3, 2, "│李四│", plain.fg(Color::Red))],
                vec![
                    (1, 0, "李四ok", plain.bold()),
                    (3, 2, "│李王│", plain.fg(Color::Red)),
                    (0, 4, "末行末行末行末行末行", plain),
                ],
            ],
            Some(Position::new(5, 3)),
        );
        assert_eq!(rows(&parser), [" 李四ok", "", "   │李王│", "", "末行末行末行末行末行"]);
        assert_eq!(parser.screen().cursor_position(), (3, 5));
        assert!(parser.screen().cell(0, 1).unwrap().bold());
    }

    #[test]
    fn a_typed_character_costs_a_few_bytes() {
        let frame = |text| vec![(2, 1, text, Style::new())];
        let mut canvas = Canvas::new(Vec::new(), 20, 5);
        let mut draw = |text: &'static str| {
            canvas
                .frame(|buffer| {
                    for (x, y, text, style) in frame(text) {
                        buffer.set_string(x, y, text, style);
                    }
                    Some(Position::new(2 + clamp(crate::text::width(text)), 1))
                })
                .unwrap()
        };
        draw("张");
        assert_eq!(draw("张三"), 3);
        assert_eq!(draw("张三"), 0);
    }

    #[test]
    fn an_unchanged_frame_sends_nothing_and_an_idle_caret_stays() {
        let frame = vec![(0, 0, "张三", Style::new().bg(Color::Blue))];
        let (_, sizes) = play(&[frame.clone(), frame], Some(Position::new(1, 1)));
        assert_eq!(sizes[1], 0);
    }

    #[test]
    fn a_large_frame_is_one_synchronised_update() {
        let mut canvas = Canvas::new(Vec::new(), 80, 24);
        canvas
            .frame(|buffer| {
                for y in 0..24 {
                    buffer.set_string(0, y, "字".repeat(40), Style::new());
                }
                None
            })
            .unwrap();
        let sent = String::from_utf8(canvas.out).unwrap();
        assert!(sent.starts_with("\x1b[?2026h") && sent.ends_with("\x1b[?2026l"));
        assert_eq!(sent.matches("2026h").count(), 1);
    }

    #[test]
    fn controls_in_a_cell_never_reach_the_terminal() {
        let mut canvas = Canvas::new(Vec::new(), 20, 5);
        canvas
            .frame(|buffer| {
                buffer[(0, 0)].set_symbol("\u{7}\u{9b}");
                None
            })
            .unwrap();
        assert!(!canvas.out.contains(&7));
    }

    #[test]
    fn a_copy_is_encoded_and_a_title_is_cleaned() {
        let mut canvas = Canvas::new(Vec::new(), 20, 5);
        canvas.bytes.clear();
        canvas.copy("张三").unwrap();
        canvas.title("一窗\u{7}\u{1b}]52;c;eA==\u{7}").unwrap();
        let sent = String::from_utf8(canvas.out).unwrap();
        assert!(sent.starts_with("\x1b]52;c;5byg5LiJ"), "{sent:?}");
        assert!(sent.ends_with("\x1b]0;一窗\u{7}"), "{sent:?}");
    }

    fn piece() -> impl Strategy<Value = (u16, u16, String, u8)> {
        (0u16..20, 0u16..5, "[a-c 张王，│·]{0,14}", 0u8..6)
    }

    fn style(n: u8) -> Style {
        match n {
            0 => Style::new().reversed(),
            1 => Style::new().fg(Color::Indexed(9)),
            2 => Style::new().bg(Color::Rgb(1, 2, 3)).bold(),
            3 => Style::new().fg(Color::Red).underlined(),
            _ => Style::new(),
        }
    }

    proptest! {
        #[test]
        fn any_frame_after_any_other_stands_as_if_drawn_on_a_clean_terminal(
            frames in prop::collection::vec(prop::collection::vec(piece(), 0..6), 1..5)
        ) {
            let frames: Vec<Vec<_>> = frames
                .iter()
                .map(|frame| frame.iter().map(|(x, y, text, n)| (*x, *y, text.as_str(), style(*n))).collect())
                .collect();
            // A frame that writes half over a wide glyph leaves a buffer no widget of ours produces.
            let frames: Vec<Vec<_>> = frames
                .into_iter()
                .map(|frame| {
                    let mut seen = std::collections::BTreeSet::new();
                    frame.into_iter().filter(|(_, y, ..)| seen.insert(*y)).collect()
                })
                .collect();
            let (through, _) = play(&frames, Some(Position::new(0, 0)));
            let (fresh, _) = play(&frames[frames.len() - 1..], Some(Position::new(0, 0)));
            for y in 0..5 {
                for x in 0..20 {
                    let (a, b) = (through.screen().cell(y, x).unwrap(), fresh.screen().cell(y, x).unwrap());
                    let seen = |cell: &vt100::Cell| if cell.has_contents() { cell.contents().to_owned() } else { " ".to_owned() };
                    prop_assert_eq!(seen(a), seen(b), "at {},{}", x, y);
                    prop_assert_eq!((a.bgcolor(), a.inverse()), (b.bgcolor(), b.inverse()), "at {},{}", x, y);
                    if a.contents().trim() != "" {
                        prop_assert_eq!((a.fgcolor(), a.bold(), a.underline()), (b.fgcolor(), b.bold(), b.underline()));
                    }
                }
            }
        }
    }
}
