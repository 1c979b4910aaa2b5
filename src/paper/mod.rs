//! Paper out: forms as docx in the layout officials hand in, registers and reports as xlsx.
//!
//! What stands on paper is what the viewer sees on the screen: this room asks the desk's views and has no rules of its own.
