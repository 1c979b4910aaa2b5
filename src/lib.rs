//! Yichuang 一窗: the duty desk of a county comprehensive-governance centre (综治中心).
//!
//! The rooms, and the one way dependencies run between them, are described in `ARCHITECTURE.md`:
//! `main → cli, tui → desk → domain, store`.

pub mod cli;
pub mod demo;
pub mod desk;
pub mod domain;
pub mod intake;
pub mod paper;
pub mod store;
pub mod term;
pub mod text;
pub mod tui;
pub mod words;

rust_i18n::i18n!("locales", fallback = "zh-CN");
