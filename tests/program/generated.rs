//! Documents made from the program: a test says when one no longer tells the truth.
//!
//! `YICHUANG_BLESS=1 cargo test` writes them anew.

use crate::source::root;

#[allow(dead_code)] // the first generated document comes with the case
/// Compares a document with what the program says today, or writes it when asked to.
pub fn keep(path: &str, text: &str) {
    let file = root().join(path);
    if std::env::var_os("YICHUANG_BLESS").is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for the document");
        std::fs::write(&file, text).expect("the document is written");
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == text, "{path} is no longer true; YICHUANG_BLESS=1 cargo test writes it anew");
}
