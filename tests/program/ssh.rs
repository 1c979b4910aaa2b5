//! Coming in over SSH: a real server on a loopback port, a real client, keys made for the test and thrown away.
//!
//! Where there is no `sshd`, each test says so and looks at nothing; `.ci/run` installs one where it can.

// Helpers of tests are tests too.
#![allow(clippy::unwrap_used)]

mod escapes;
mod forwarding;
mod host;
mod uses;
