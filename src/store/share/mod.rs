//! A share: refused until two machines have proven together that it keeps their locks and shows each the other's
//! writes. What was proven stands beside the database and holds for these machines and these mounts only.

pub mod pair;
mod probe;
pub mod remarks;
mod verdict;

pub use pair::{Finding, Pairing, Report, Stage, Wait};
pub use remarks::Remark;
pub use verdict::{Proof, Side, Verdict};

/// The edition of the test: what an older one proved must be proven again.
pub const EDITION: u32 = 1;
