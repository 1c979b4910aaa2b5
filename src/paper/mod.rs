//! Paper out: forms as docx in the layout officials hand in, registers and reports as xlsx.
//!
//! What stands on paper is what the viewer sees on the screen: this room asks the desk's views and has no rules of its own.

mod bundle;
pub mod case_file;
mod docx;
pub mod fields;
mod file;
pub mod form;
mod package;
pub mod print;
mod template;
mod xlsx;
mod xml;

pub use file::{BYTE_ORDER_MARK, Form, write_new};
pub use package::{Fault, Package};
pub use template::Blanks;
pub use xlsx::{SheetError, workbook};
