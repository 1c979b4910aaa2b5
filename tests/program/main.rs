//! The program as a whole: its house rules, its words, its generated documents.

mod cli;
mod desk;
mod first_run;
mod generated;
mod house;
mod pty;
mod source;
mod terminal;
mod words;
