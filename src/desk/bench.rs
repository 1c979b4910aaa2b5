//! A centre on a file of its own, for tests of the desk and of what stands before it.

use super::{Desk, Mode, Order, first_officer};
use crate::domain::centre::CentreCommand;
use crate::domain::directory::Officer;
use crate::domain::rulebook::BUILTIN;
use crate::domain::time::{Moment, at};
use chrono::NaiveDate;
use std::path::Path;

/// Returns the moment most tests begin at: a Monday morning.
pub fn monday() -> Moment {
    at(NaiveDate::from_ymd_opt(2026, 11, 2).expect("a day"), 9, 0)
}

/// Returns the officer who founds the centre and may do everything.
pub fn wang() -> Officer {
    first_officer("wang", "王值班")
}

/// Founds a centre with the built-in rulebook.
pub fn founded(path: impl AsRef<Path>, officer: &Officer, now: Moment, training: bool) -> Desk {
    let mut desk = Desk::open(path.as_ref(), Mode::Create).expect("a database");
    let (name, rulebook) = ("陇城县综治中心".to_owned(), BUILTIN[0].1.to_owned());
    let found = CentreCommand::Found { name, rulebook, officer: officer.clone(), training };
    desk.perform(&officer.id, now, &Order::centre(found)).expect("a centre");
    desk
}
