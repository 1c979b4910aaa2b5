//! Secrets: how an officer proves who they are. The only table that is no part of the log and is made anew from nothing.

use super::project::Tx;
use super::reads::{Outcome, Reads};

/// An officer's secret, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialRow {
    /// Whose.
    pub officer: String,
    /// Argon2id in PHC form, with its parameters and salt.
    pub secret: String,
    /// When it was set.
    pub set_at: String,
    /// Whether it has to be changed at the next sign-in.
    pub temporary: bool,
    /// Wrong tries in a row.
    pub failed: u32,
    /// Until when nobody signs in with it.
    pub locked_until: Option<String>,
}

impl Reads {
    /// Returns an officer's secret, if one was set.
    pub fn credential(&self, officer: &str) -> Outcome<Option<CredentialRow>> {
        self.one(
            "SELECT officer, secret, set_at, temporary, failed, locked_until FROM credential WHERE officer = ?1",
            [officer],
            |row| {
                Ok(CredentialRow {
                    officer: row.get(0)?,
                    secret: row.get(1)?,
                    set_at: row.get(2)?,
                    temporary: row.get(3)?,
                    failed: row.get(4)?,
                    locked_until: row.get(5)?,
                })
            },
        )
    }
}

impl Tx<'_> {
    /// Keeps an officer's secret in the place of the one before.
    pub fn put_credential(&self, row: &CredentialRow) -> Outcome<()> {
        self.run(
            "INSERT OR REPLACE INTO credential (officer, secret, set_at, temporary, failed, locked_until)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (&row.officer, &row.secret, &row.set_at, row.temporary, row.failed, &row.locked_until),
        )
        .map(drop)
    }
}
