//! Paper in: registers from spreadsheets, and files from other channels, as orders for the desk.
//!
//! What is read here goes in through the same door as what is typed, so it is checked, cleaned and refused alike.
