//! Text as a terminal shows it: width in cells, cutting, padding, breaking, cleaning, pinyin.
//!
//! Nothing here pads or cuts by characters: a Chinese character takes two cells, and a combining
//! mark none.

mod cells;
mod clean;
mod halfwidth;
pub mod pinyin;
mod sheet;
mod wrap;

pub use cells::{cut, cut_start, pad_left, pad_right, plain, plain_width, width};
pub use clean::{harmless, is_mark, sanitise_line, sanitise_text, steers};
pub use halfwidth::halfwidth;
pub use sheet::{as_cell, csv_field};
pub use wrap::wrap;
