//! Passwords (口令): what makes a bad one, how often one may be mistyped, and who is asked for one.
//!
//! Nothing here knows how a password is kept; see `desk/secrets.rs`.

use super::access::Proof;
use super::centre::Centre;
use super::directory::Officer;
use super::ids::OfficerId;
use super::phone;
use super::refusal::Refusal;
use crate::refuse;
use crate::text::pinyin;
use chrono::Duration;
use std::fmt;

/// How many characters a password has at least: NIST SP 800-63B asks for eight, and against rules on their kinds.
pub const SHORTEST: usize = 8;

/// How many characters a password has at most; the rest of a file pasted by mistake is not hashed.
pub const LONGEST: usize = 200;

/// After how many wrong passwords in a row nobody signs in as the officer for a while.
///
/// GB/T 22239-2019 (等级保护), 8.1.4.1 b, asks that failed sign-ins be limited and gives no number. Five, and a pause that
/// doubles, stops guessing without letting one colleague lock another out for the day.
pub const FREE_TRIES: u32 = 5;

/// How long the first pause is, and the longest.
const PAUSES: (i64, i64) = (1, 32);

/// A password as it was typed; it shows itself nowhere and is wiped when it goes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes what was typed.
    pub fn new(typed: impl Into<String>) -> Self {
        Self(typed.into())
    }

    /// Returns what was typed.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Tells whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns how many characters it has.
    pub fn len(&self) -> usize {
        self.0.chars().count()
    }

    /// Adds a character.
    pub fn push(&mut self, c: char) {
        // A growing text leaves copies of itself behind.
        if self.0.capacity() < LONGEST * 4 {
            let mut roomy = String::with_capacity(LONGEST * 4);
            roomy.push_str(&self.0);
            *self = Self(roomy);
        }
        if self.len() < LONGEST {
            self.0.push(c);
        }
    }

    /// Takes the last character away.
    pub fn pop(&mut self) {
        self.0.pop();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.0).into_bytes();
        bytes.fill(0);
        // Keeps the wiping from being left out as pointless.
        std::hint::black_box(&bytes);
    }
}

/// Refuses a password that is too short, or that whoever knows the officer tries first.
pub fn check(secret: &Secret, officer: &Officer) -> Result<(), Refusal> {
    let typed = secret.expose().to_lowercase();
    if secret.len() < SHORTEST {
        return Err(refuse!("password_short", min = SHORTEST));
    }
    let full = pinyin::name_full(&officer.name).to_lowercase();
    let own = [officer.id.as_str(), &officer.name, &full, officer.os_user.as_deref().unwrap_or_default()];
    // The name with a year or `123` behind it is the name.
    let bare = typed.trim_matches(|c: char| !c.is_alphabetic());
    if own.iter().map(|it| it.to_lowercase()).any(|it| !it.is_empty() && (it == typed || it == bare)) {
        return Err(refuse!("password_is_name"));
    }
    if phone::parse(&typed).is_ok() {
        return Err(refuse!("password_is_phone"));
    }
    let chars: Vec<char> = typed.chars().collect();
    let step = |pair: &[char]| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]));
    let is_run = chars.windows(2).map(step).all(|it| it == 1) || chars.windows(2).map(step).all(|it| it == -1);
    let mut kinds = chars.clone();
    kinds.sort_unstable();
    kinds.dedup();
    if is_run || kinds.len() < 4 {
        return Err(refuse!("password_simple"));
    }
    Ok(())
}

/// Returns for how long nobody signs in after so many wrong passwords in a row.
pub fn pause_after(failed: u32) -> Option<Duration> {
    let over = failed.checked_sub(FREE_TRIES)?;
    let (first, longest) = PAUSES;
    let minutes = first.checked_shl(over.min(10)).unwrap_or(longest).min(longest);
    Some(Duration::minutes(minutes))
}

/// What is known of whoever sits at a terminal before anything is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seat {
    /// The account of the operating system.
    pub account: Option<String>,
    /// The officer of the SSH key that opened the line. The account is then the service's and says nothing.
    pub key: Option<OfficerId>,
}

/// What somebody at a seat has to show to be an officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Nothing more.
    Proven(Proof),
    /// The officer's password. Who has none is asked too: nobody learns from it who has one.
    Password,
}

/// Returns what somebody at a seat has to show to be an officer.
pub fn way(officer: &Officer, centre: &Centre, seat: &Seat, has_password: bool) -> Way {
    let account = seat.account.as_deref().filter(|_| seat.key.is_none());
    if centre.training {
        Way::Proven(Proof::Practice)
    } else if seat.key.as_ref() == Some(&officer.id) {
        Way::Proven(Proof::Key)
    } else if account.is_some() && officer.os_user.as_deref() == account {
        Way::Proven(Proof::Account)
    } else if seat.key.is_none() && officer.os_user.is_none() && !has_password && centre.officers.len() == 1 {
        Way::Proven(Proof::Sole)
    } else {
        Way::Password
    }
}

/// Returns what it takes to take up a seat again that was locked. Where there is a password, it is asked for: the account
/// or the key opened the line, and says nothing of who sits there now.
pub fn way_back(officer: &Officer, centre: &Centre, seat: &Seat, has_password: bool) -> Way {
    match way(officer, centre, seat, has_password) {
        Way::Proven(proof) if proof != Proof::Practice && has_password => Way::Password,
        way => way,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rulebook::Rulebook;
    use crate::domain::vocabulary::Role;

    fn officer(id: &str, os_user: Option<&str>) -> Officer {
        let roles = vec![Role::DutyOfficer];
        Officer { id: id.into(), name: "文静怡".into(), unit: None, roles, os_user: os_user.map(str::to_owned) }
    }

    #[test]
    fn what_everybody_would_try_first_is_no_password() {
        let refused =
            |typed: &str| check(&Secret::new(typed), &officer("wenjingyi", Some("desk-one"))).map_err(|it| it.code);
        assert_eq!(refused("短口令"), Err("password_short"));
        assert_eq!(refused("WenJingYi"), Err("password_is_name"));
        assert_eq!(refused("wenjingyi2026"), Err("password_is_name"));
        assert_eq!(refused("desk-one"), Err("password_is_name"));
        assert_eq!(refused("13900000001"), Err("password_is_phone"));
        assert_eq!(refused("12345678"), Err("password_simple"));
        assert_eq!(refused("hgfedcba"), Err("password_simple"));
        assert_eq!(refused("abababab"), Err("password_simple"));
        assert_eq!(refused("柳色新雨后天晴了"), Ok(()));
        assert_eq!(refused("tea at nine o'clock"), Ok(()));
    }

    #[test]
    fn the_pause_doubles_up_to_half_an_hour() {
        let minutes: Vec<_> = (4..12).map(|failed| pause_after(failed).map(|it| it.num_minutes())).collect();
        assert_eq!(minutes, [None, Some(1), Some(2), Some(4), Some(8), Some(16), Some(32), Some(32)]);
        assert_eq!(pause_after(u32::MAX).map(|it| it.num_minutes()), Some(32));
    }

    #[test]
    fn a_secret_shows_itself_nowhere() {
        let mut secret = Secret::default();
        "口令 pass".chars().for_each(|c| secret.push(c));
        secret.pop();
        assert_eq!(secret.expose(), "口令 pas");
        assert_eq!(format!("{secret:?}"), "Secret(..)");
        (0..500).for_each(|_| secret.push('x'));
        assert_eq!(secret.len(), LONGEST);
    }

    fn centre(training: bool, officers: &[Officer]) -> Centre {
        let mut centre = Centre::new("陇城".into(), training, Rulebook::builtin("longxi").unwrap());
        centre.officers = officers.to_vec();
        centre
    }

    #[test]
    fn who_needs_no_password_has_shown_something_else() {
        let (wen, lu) = (officer("wen", Some("wen")), officer("lu", None));
        let two = centre(false, &[wen.clone(), lu.clone()]);
        let at = |account: &str| Seat { account: Some(account.to_owned()), key: None };
        assert_eq!(way(&wen, &two, &at("wen"), true), Way::Proven(Proof::Account));
        assert_eq!(way(&wen, &two, &at("eve"), true), Way::Password);
        assert_eq!(way(&lu, &two, &at("wen"), false), Way::Password, "who has neither cannot sign in, and is asked");
        assert_eq!(way(&lu, &centre(true, &[wen.clone(), lu.clone()]), &at("eve"), true), Way::Proven(Proof::Practice));
        assert_eq!(way(&lu, &centre(false, std::slice::from_ref(&lu)), &at("eve"), false), Way::Proven(Proof::Sole));
        assert_eq!(way(&lu, &centre(false, std::slice::from_ref(&lu)), &at("eve"), true), Way::Password);
        assert_eq!(way(&wen, &centre(false, std::slice::from_ref(&wen)), &at("eve"), false), Way::Password);
        assert_eq!(way(&lu, &two, &Seat::default(), false), Way::Password, "no account is not everybody's");
    }

    #[test]
    fn a_line_opened_by_a_key_is_its_officers_and_never_the_accounts() {
        let (wen, lu) = (officer("wen", Some("desk")), officer("lu", None));
        let centre = centre(false, &[wen.clone(), lu.clone()]);
        let seat = Seat { account: Some("desk".into()), key: Some("lu".into()) };
        assert_eq!(way(&lu, &centre, &seat, true), Way::Proven(Proof::Key));
        assert_eq!(way(&wen, &centre, &seat, true), Way::Password);
    }

    #[test]
    fn a_locked_desk_asks_for_the_password_if_there_is_one() {
        let wen = officer("wen", Some("wen"));
        let centre = centre(false, std::slice::from_ref(&wen));
        let seat = Seat { account: Some("wen".into()), key: None };
        assert_eq!(way_back(&wen, &centre, &seat, true), Way::Password);
        assert_eq!(way_back(&wen, &centre, &seat, false), Way::Proven(Proof::Account));
    }
}
