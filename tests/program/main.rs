//! The program as a whole: its house rules, its words, its generated documents.

mod generated;
mod house;
mod source;
mod words;
