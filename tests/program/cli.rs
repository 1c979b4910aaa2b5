//! The command line through the real program: its contract with scripts.

mod bench;
mod contract;
mod directory;
mod lookups;
mod scripts;
mod sharing;
