//! Signing in (登录) and passwords: checked here, kept as Argon2id and nowhere else, every try in the access log.
//!
//! The slow part, hashing, is done outside the write, so that nobody queues behind it. What came of it counts inside: there
//! the lock is looked at again, so a hundred guesses at once get no further than five.

use super::{Desk, DeskError, append, stamp, unstamp};
use crate::domain::access::{ACCESS_STREAM, AccessEvent, Proof};
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::OfficerId;
use crate::domain::permission::{self, Chore};
use crate::domain::secret::{self, Seat, Secret, Way};
use crate::domain::time::Moment;
use crate::domain::vocabulary::Role;
use crate::refuse;
use crate::store::{CredentialRow, Tx};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use chrono::SubsecRound as _;
use unicode_normalization::UnicodeNormalization;

/// What a password costs to try: the first choice of OWASP's password storage cheat sheet, 19 MiB and two passes.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// What is checked when there is nothing to check, so that it takes as long: a password nobody knows.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IG9mIG91cnM$mGPcbSsHvYmXSxLVbTEHzOzVAVkpJKAKTUNpCfkfFoM";

/// What came of signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who it is.
    pub officer: Officer,
    /// How that was shown.
    pub proof: Proof,
    /// Whether the password was set by somebody else and has to be changed first.
    pub must_change: bool,
}

impl Desk {
    /// Tells whether an officer has a password.
    pub fn has_password(&self, officer: &OfficerId) -> Result<bool, DeskError> {
        Ok(self.store.credential(officer.as_str())?.is_some())
    }

    /// Returns what somebody at a seat has to show to be an officer; `back` says that the officer sat there before.
    pub fn way(&self, officer: &Officer, seat: &Seat, back: bool) -> Result<Way, DeskError> {
        let way = if back { secret::way_back } else { secret::way };
        Ok(way(officer, self.centre()?, seat, self.has_password(&officer.id)?))
    }

    /// Signs an officer in, named by code or name, with a password.
    ///
    /// # Errors
    /// The same for an officer who is not known, who has no password, and for a wrong one; another while locked.
    pub fn sign_in(&mut self, typed: &str, secret: &Secret, now: Moment) -> Result<SignedIn, DeskError> {
        let officers = &self.centre()?.officers;
        let by_code = officers.iter().find(|officer| officer.id.as_str() == typed);
        let found = by_code.or_else(|| officers.iter().find(|officer| officer.name == typed)).cloned();
        let id = found.as_ref().map_or(OfficerId::from(""), |officer| officer.id.clone());
        let row = self.try_secret(&id, secret, now, true)?;
        let officer = found.ok_or_else(wrong)?;
        Ok(SignedIn { officer, proof: Proof::Password, must_change: row.temporary })
    }

    /// Writes down that an officer has come in without a password.
    pub fn came_in(&mut self, officer: &OfficerId, proof: Proof, now: Moment) -> Result<(), DeskError> {
        self.record(officer, now, &AccessEvent::SignedIn { proof })
    }

    /// Sets a password: one's own, knowing the old one if there is one, or, as an administrator, a temporary one for
    /// somebody else.
    ///
    /// # Errors
    /// Refuses a bad password, a wrong old one, and whoever may not set those of others.
    pub fn set_password(
        &mut self,
        by: &OfficerId,
        whom: &OfficerId,
        old: &Secret,
        new: &Secret,
        now: Moment,
    ) -> Result<(), DeskError> {
        let centre = self.centre()?.clone();
        let officer = super::acting(&centre, whom)?;
        let is_own = by == whom;
        if !is_own {
            let by = super::acting(&centre, by)?;
            permission::check(&by, permission::chore(&Chore::SetPassword)).map_err(DeskError::NotPermitted)?;
        } else if self.has_password(whom)? {
            self.try_secret(whom, old, now, false)?;
            if old == new {
                return Err(refuse!("password_same").into());
            }
        }
        secret::check(new, &officer)?;
        let row = CredentialRow {
            officer: whom.to_string(),
            secret: hash(new)?,
            set_at: stamp(now),
            temporary: !is_own,
            failed: 0,
            locked_until: None,
        };
        let set = AccessEvent::PasswordSet { officer: whom.to_string(), temporary: row.temporary };
        self.store.write(|tx| {
            tx.put_credential(&row)?;
            note(tx, by, now, &[set])
        })
    }

    /// Checks a password and counts what came of it. Returns the row as it was.
    fn try_secret(
        &mut self,
        officer: &OfficerId,
        secret: &Secret,
        now: Moment,
        signs_in: bool,
    ) -> Result<CredentialRow, DeskError> {
        let row = self.store.credential(officer.as_str())?;
        let fits = verify(row.as_ref().map_or(NOBODYS, |row| row.secret.as_str()), secret);
        let Some(row) = row else { return Err(wrong()) };
        let now = now.trunc_subsecs(0);
        if self.store.is_read_only() {
            // Nothing can be counted, and nothing can be changed either.
            return if fits { Ok(row) } else { Err(wrong()) };
        }
        let kept = row.secret.clone();
        self.store.write(|tx| -> Result<_, DeskError> {
            let Some(mut row) = tx.credential(officer.as_str())? else { return Ok(Err(wrong())) };
            if let Some(until) = row.locked_until.as_deref().map(unstamp).transpose()?.filter(|until| now < *until) {
                return Ok(Err(locked(until)));
            }
            if fits && row.secret == kept {
                let was = row.clone();
                (row.failed, row.locked_until) = (0, None);
                if row != was {
                    tx.put_credential(&row)?;
                }
                if signs_in {
                    note(tx, officer, now, &[AccessEvent::SignedIn { proof: Proof::Password }])?;
                }
                return Ok(Ok(was));
            }
            row.failed = row.failed.saturating_add(1);
            let until = secret::pause_after(row.failed).map(|pause| now + pause);
            row.locked_until = until.map(stamp);
            tx.put_credential(&row)?;
            let mut events = vec![AccessEvent::SignInFailed { failed: row.failed }];
            events.extend(row.locked_until.map(|until| AccessEvent::LockedOut { until }));
            note(tx, officer, now, &events)?;
            // What was counted stays counted: the refusal is no reason to take the write back.
            Ok(Err(until.map_or_else(wrong, locked)))
        })?
    }
}

/// Tells whether an administrator could sign in somewhere: by account, key or password, or as the only officer there is.
pub(super) fn can_be_administered(tx: &Tx<'_>, centre: &Centre) -> Result<bool, DeskError> {
    if centre.training || centre.officers.len() == 1 {
        return Ok(true);
    }
    for officer in centre.officers.iter().filter(|officer| officer.has(Role::Administrator)) {
        let has_key = centre.keys.iter().any(|key| key.officer == officer.id);
        if has_key || officer.os_user.is_some() || tx.credential(officer.id.as_str())?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn wrong() -> DeskError {
    DeskError::NotPermitted(refuse!("password_wrong"))
}

fn locked(until: Moment) -> DeskError {
    DeskError::NotPermitted(refuse!("locked_out", until = until.format("%H:%M")))
}

fn note(tx: &Tx<'_>, officer: &OfficerId, now: Moment, events: &[AccessEvent]) -> Result<(), DeskError> {
    let last = u64::try_from(tx.last_seq(ACCESS_STREAM)?).unwrap_or_default();
    let named: Vec<_> = events.iter().map(|event| (event.kind().to_owned(), event)).collect();
    append(tx, ACCESS_STREAM, last + 1, now, officer, &named)
}

fn argon2() -> Argon2<'static> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Returns what is hashed: the same characters however the input method composed them.
fn bytes(secret: &Secret) -> Secret {
    Secret::new(secret.expose().nfc().collect::<String>())
}

fn hash(secret: &Secret) -> Result<String, DeskError> {
    let hash: Result<PasswordHash, _> = argon2().hash_password(bytes(secret).expose().as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|fault| DeskError::Unreadable { what: fault.to_string() })
}

fn verify(kept: &str, secret: &Secret) -> bool {
    let typed = bytes(secret);
    PasswordHash::new(kept).is_ok_and(|kept| argon2().verify_password(typed.expose().as_bytes(), &kept).is_ok())
}

#[cfg(test)]
mod tests;
