//! Pane 5 值班: the roster of the week and who is on the floor; the shift; the leader on duty.

mod deeds;
mod grid;
mod leader;
mod roster;
mod shift;
mod shift_deeds;
mod shift_sheet;

use super::sections::Sections;

/// The place of this pane among the panes, from 0.
pub const PANE: usize = 4;

/// Makes the pane; a section more is a line here.
pub fn pane() -> Sections {
    Sections::new(vec![
        Box::new(roster::Roster::default()),
        Box::new(shift::Log::default()),
        Box::new(leader::LeaderSection::default()),
    ])
}
