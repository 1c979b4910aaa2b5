//! Widgets: what screens are made of.

pub mod confirm;
mod edit;
mod entries;
mod message;
mod pick_list;
mod popup;
mod scroll;
mod secret_field;
mod table;
mod tabs;
mod text_area;
mod text_field;

pub use entries::{Entries, Paragraph};
pub use message::{Message, Weight};
pub use pick_list::{Choice, PickEvent, PickList};
pub use popup::popup;
pub use scroll::{Piece, ScrollText};
pub use secret_field::SecretField;
pub use table::{Align, Cell, Column, Row, Rows, Table};
pub use tabs::tabs;
pub use text_area::TextArea;
pub use text_field::TextField;
