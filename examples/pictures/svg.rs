//! A terminal's screen as SVG: one cell after the other, so that no font can push the grid out of line.

use std::collections::BTreeMap;
use std::fmt::Write;
use vt100::{Cell, Color, Screen};

const CELL: (f32, f32) = (9.0, 19.0);
const MARGIN: f32 = 14.0;
const BAR: f32 = 30.0;
const PAPER: [u8; 3] = [0x1c, 0x1f, 0x26];
const INK: [u8; 3] = [0xd8, 0xdc, 0xe3];
const FONTS: &str = "'Sarasa Mono SC','Noto Sans Mono CJK SC','Source Han Mono SC','WenQuanYi Zen Hei Mono',\
    'Cascadia Mono','DejaVu Sans Mono','PingFang SC','Microsoft YaHei',monospace";

/// The sixteen colours that a terminal names.
const NAMED: [[u8; 3]; 16] = [
    [0x1c, 0x1f, 0x26],
    [0xe0, 0x6c, 0x75],
    [0x98, 0xc3, 0x79],
    [0xe5, 0xc0, 0x7b],
    [0x61, 0xaf, 0xef],
    [0xc6, 0x78, 0xdd],
    [0x56, 0xb6, 0xc2],
    [0xc8, 0xcc, 0xd4],
    [0x6b, 0x73, 0x80],
    [0xff, 0x8c, 0x94],
    [0xb6, 0xe3, 0x94],
    [0xff, 0xd8, 0x8a],
    [0x8a, 0xc8, 0xff],
    [0xe0, 0x9c, 0xf5],
    [0x7c, 0xd5, 0xe1],
    [0xff, 0xff, 0xff],
];

/// Draws a screen with a title above it.
pub fn draw(screen: &Screen, title: &str) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let width = f32::from(columns).mul_add(CELL.0, 2.0 * MARGIN);
    let height = f32::from(rows).mul_add(CELL.1, BAR + 1.5 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"{FONTS}\" font-size=\"15\">\n<title>{title}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"9\" fill=\"{}\"/>\n\
         <text x=\"{}\" y=\"20\" text-anchor=\"middle\" font-size=\"13\" fill=\"#8a93a3\">{title}</text>\n",
        hex(PAPER),
        width / 2.0,
    );
    let (cursor_row, cursor_column) = screen.cursor_position();
    let ground = ground(screen, rows, columns);
    rect(&mut out, MARGIN, BAR, f32::from(columns) * CELL.0, f32::from(rows) * CELL.1, ground);
    for row in 0..rows {
        let mut line = Line { y: f32::from(row).mul_add(CELL.1, BAR), ground, paper: None, texts: Vec::new() };
        for column in 0..columns {
            let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation()) else { continue };
            let x = f32::from(column).mul_add(CELL.0, MARGIN);
            line.draw(&mut out, cell, x);
            if !screen.hide_cursor() && (row, column) == (cursor_row, cursor_column) {
                rect(&mut out, x, line.y + 1.0, 2.0, CELL.1 - 2.0, [0xff, 0xff, 0xff]);
            }
        }
        line.end(&mut out);
    }
    out.push_str("</svg>\n");
    out
}

/// Returns the colour that most of the screen stands on.
fn ground(screen: &Screen, rows: u16, columns: u16) -> [u8; 3] {
    let mut counts = BTreeMap::new();
    for cell in (0..rows).flat_map(|row| (0..columns).filter_map(move |column| screen.cell(row, column))) {
        *counts.entry(colour(cell.bgcolor(), PAPER)).or_insert(0) += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(PAPER, |(ground, _)| ground)
}

/// One row being drawn: grounds are joined, and signs of one look share one element.
struct Line {
    y: f32,
    ground: [u8; 3],
    paper: Option<(f32, f32, [u8; 3])>,
    texts: Vec<(String, Vec<(f32, String)>)>,
}

impl Line {
    fn draw(&mut self, out: &mut String, cell: &Cell, x: f32) {
        let (mut ink, mut paper) = (colour(cell.fgcolor(), INK), colour(cell.bgcolor(), PAPER));
        if cell.inverse() {
            std::mem::swap(&mut ink, &mut paper);
        }
        if cell.dim() {
            ink = mix(ink, paper);
        }
        let width = if cell.is_wide() { 2.0 * CELL.0 } else { CELL.0 };
        match &mut self.paper {
            Some((_, end, same)) if *same == paper => *end = x + width,
            _ => {
                self.lay(out);
                self.paper = Some((x, x + width, paper));
            }
        }
        if cell.underline() {
            rect(out, x, self.y + CELL.1 - 2.0, width, 1.0, ink);
        }
        let glyph = cell.contents();
        if glyph.trim().is_empty() {
            return;
        }
        // Frames are drawn at once: what lies below them has to be there.
        if glyph.chars().all(|c| ('\u{2500}'..='\u{259f}').contains(&c)) {
            self.lay(out);
            self.paper = Some((x + width, x + width, paper));
            if frame(out, glyph, (x, self.y), ink) {
                return;
            }
        }
        let weight = if cell.bold() { " font-weight=\"bold\"" } else { "" };
        let slant = if cell.italic() { " font-style=\"italic\"" } else { "" };
        let look = format!("fill=\"{}\"{weight}{slant}", hex(ink));
        let index = self.texts.iter().position(|(known, _)| *known == look).unwrap_or_else(|| {
            self.texts.push((look, Vec::new()));
            self.texts.len() - 1
        });
        self.texts[index].1.push((x + width / 2.0, glyph.replace('&', "&amp;").replace('<', "&lt;")));
    }

    /// Lays the ground that has been joined so far.
    fn lay(&mut self, out: &mut String) {
        if let Some((from, to, paper)) =
            self.paper.take().filter(|(from, to, paper)| from < to && *paper != self.ground)
        {
            // A hair wider, so that no seam shows between neighbours.
            rect(out, from, self.y, to - from + 0.3, CELL.1 + 0.3, paper);
        }
    }

    fn end(mut self, out: &mut String) {
        self.lay(out);
        for (look, signs) in &self.texts {
            // Writing into a text does not fail.
            writeln!(out, "<g text-anchor=\"middle\" {look}>").ok();
            for (x, sign) in signs {
                write!(out, "<text x=\"{x}\" y=\"{}\">{sign}</text>", self.y + 14.5).ok();
            }
            out.push_str("</g>\n");
        }
    }
}

/// Draws lines of frames as lines, since fonts leave gaps between them; returns whether it was one.
fn frame(out: &mut String, glyph: &str, (x, y): (f32, f32), ink: [u8; 3]) -> bool {
    // Which arms a sign has: up, down, left, right.
    let (arms, thick) = match glyph {
        "─" | "╌" | "┄" => ("lr", false),
        "━" | "═" => ("lr", true),
        "│" | "╎" | "┆" => ("ud", false),
        "┃" | "║" => ("ud", true),
        "┌" | "╭" => ("dr", false),
        "┐" | "╮" => ("dl", false),
        "└" | "╰" => ("ur", false),
        "┘" | "╯" => ("ul", false),
        "├" => ("udr", false),
        "┤" => ("udl", false),
        "┬" => ("dlr", false),
        "┴" => ("ulr", false),
        "┼" => ("udlr", false),
        "█" => {
            rect(out, x, y, CELL.0 + 0.3, CELL.1 + 0.3, ink);
            return true;
        }
        _ => return false,
    };
    let line = if thick { 2.2 } else { 1.2 };
    let (middle, centre) = (x + (CELL.0 - line) / 2.0, y + (CELL.1 - line) / 2.0);
    for arm in arms.chars() {
        match arm {
            'u' => rect(out, middle, y, line, CELL.1 / 2.0 + line, ink),
            'd' => rect(out, middle, centre, line, CELL.1 / 2.0 + line, ink),
            'l' => rect(out, x, centre, CELL.0 / 2.0 + line, line, ink),
            _ => rect(out, middle, centre, CELL.0 / 2.0 + line, line, ink),
        }
    }
    true
}

fn rect(out: &mut String, x: f32, y: f32, width: f32, height: f32, fill: [u8; 3]) {
    writeln!(
        out,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{}\"/>",
        hex(fill)
    )
    .ok();
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn mix(a: [u8; 3], b: [u8; 3]) -> [u8; 3] {
    [0, 1, 2].map(|i| u8::midpoint(a[i], b[i]))
}

fn colour(colour: Color, default: [u8; 3]) -> [u8; 3] {
    match colour {
        Color::Default => default,
        Color::Rgb(red, green, blue) => [red, green, blue],
        Color::Idx(index @ 0..=15) => NAMED[usize::from(index)],
        Color::Idx(index @ 16..=231) => {
            let step = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
            let index = index - 16;
            [step(index / 36), step(index / 6 % 6), step(index % 6)]
        }
        Color::Idx(grey) => [8 + 10 * (grey - 232); 3],
    }
}
