//! Paper in: registers from spreadsheets, and files from other channels, as orders for the desk.
//!
//! What is read here goes in through the same door as what is typed, so it is checked, cleaned and refused alike.
//! [`table`] reads rows out of any spreadsheet, [`value`] understands what officials write into cells, [`map`] says which
//! column is which field, [`row`] makes orders of rows, and [`run`] gives them. [`messages`] reads what came by SMS, mail and the web.

pub mod map;
pub mod messages;
pub mod row;
pub mod run;
pub mod table;
pub mod value;
