//! The program as a whole: its house rules, its words, its generated documents.

mod cli;
mod desk;
mod file;
mod first_run;
mod generated;
mod hostile;
mod house;
#[cfg(unix)]
mod identity;
mod notice;
mod offline;
mod place;
mod pty;
mod share;
mod source;
#[cfg(unix)]
mod ssh;
mod terminal;
mod words;
