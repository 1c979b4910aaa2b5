//! The command line through the real program: its contract with scripts.

// Helpers of tests are tests too.
#![allow(clippy::unwrap_used)]

pub mod bench;
mod book;
mod case_file;
mod contract;
mod directory;
mod export;
mod figures;
mod find;
mod import;
mod joint;
mod ledger;
mod lookups;
mod person;
mod printing;
mod report;
mod scripts;
mod sealed;
mod service;
mod sharing;
mod supervision;
mod watch;
