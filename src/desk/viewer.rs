//! Who looks, and what of it is masked (脱敏).

use super::DeskError;
use crate::domain::directory::Officer;
use crate::domain::mask::in_text;
use crate::domain::party::{Party, mask_id, mask_phone, mask_place};
use crate::domain::permission::{self, Right};
use crate::domain::time::Moment;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;

/// Who looks, and whether they asked to see what is masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The officer.
    pub officer: Officer,
    /// Whether identity numbers, phones and addresses are shown in full; that they were is in the log.
    pub revealed: bool,
}

impl Viewer {
    /// Returns an officer who sees masked data.
    pub fn masked(officer: &Officer) -> Self {
        Self { officer: officer.clone(), revealed: false }
    }

    /// Returns an officer who asked to see what is masked.
    ///
    /// # Errors
    /// When none of the officer's roles may.
    pub fn revealed(officer: &Officer) -> Result<Self, DeskError> {
        permission::check(officer, Right::Reveal).map_err(DeskError::NotPermitted)?;
        Ok(Self { officer: officer.clone(), revealed: true })
    }

    /// Returns an officer who asked to see what is masked; whoever has no right to sees it masked all the same.
    pub fn of(officer: Officer, revealed: bool) -> Self {
        Self { revealed: revealed && permission::may(&officer, Right::Reveal), officer }
    }

    /// Returns anything that has texts in it as this viewer may see it: private numbers that somebody typed into a
    /// sentence are masked, whichever field it stands in.
    pub(super) fn cover<T: Serialize + DeserializeOwned>(&self, value: T) -> Result<T, DeskError> {
        /// What names cases and files, and is no text.
        const NAMES: [&str; 10] =
            ["no", "other", "into", "from", "to", "source", "target", "merged_into", "rulebook", "digest"];
        fn walk(value: &mut Value) {
            match value {
                Value::String(text) => {
                    // The fraction of a second looks like a number of somebody's.
                    if let Cow::Owned(masked) = in_text(text)
                        && Moment::parse_from_rfc3339(text).is_err()
                    {
                        *text = masked;
                    }
                }
                Value::Array(items) => items.iter_mut().for_each(walk),
                Value::Object(object) => {
                    let texts = object.iter_mut().filter(|(name, _)| !NAMES.contains(&name.as_str()));
                    texts.for_each(|(_, value)| walk(value));
                }
                _ => {}
            }
        }
        if self.revealed {
            return Ok(value);
        }
        let unreadable = |fault: serde_json::Error| DeskError::Unreadable { what: fault.to_string() };
        let text = serde_json::to_string(&value).map_err(unreadable)?;
        // Most have nothing to mask.
        if matches!(in_text(&text), Cow::Borrowed(_)) {
            return Ok(value);
        }
        let mut read: Value = serde_json::from_str(&text).map_err(unreadable)?;
        walk(&mut read);
        serde_json::from_value(read).map_err(unreadable)
    }

    /// Returns a sentence as this viewer may see it.
    pub(super) fn cover_text(&self, text: String) -> String {
        if self.revealed { text } else { covered(&text) }
    }

    /// Returns a party as this viewer may see it.
    pub fn see(&self, party: &Party) -> Party {
        let mut seen = party.clone();
        if !self.revealed {
            // The day is what the mask of the number covers.
            seen.birth = None;
            seen.id_no = seen.id_no.as_deref().map(mask_id);
            seen.phone = seen.phone.as_deref().map(mask_phone);
            seen.place = seen.place.as_deref().map(mask_place);
            for person in &mut seen.representatives {
                person.id_no = person.id_no.as_deref().map(mask_id);
                person.phone = person.phone.as_deref().map(mask_phone);
            }
        }
        seen
    }
}

/// Returns a text as lists show it, to whomever: with the private numbers in it masked.
pub(super) fn covered(text: &str) -> String {
    in_text(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::first_officer;
    use crate::domain::vocabulary::Role;
    use serde_json::json;

    #[test]
    fn numbers_in_any_text_are_masked_and_names_of_cases_are_not() {
        let viewer = Viewer::masked(&first_officer("wang", "王值班"));
        let seen =
            viewer.cover(json!({"no": "13900000001", "deep": [{"any": "打13900000001"}], "n": 13_900_000_001_u64}));
        let masked = json!({"no": "13900000001", "deep": [{"any": "打139****0001"}], "n": 13_900_000_001_u64});
        assert_eq!(seen.unwrap(), masked);
    }

    #[test]
    fn a_moment_to_the_fraction_of_a_second_is_nobodys_number() {
        let viewer = Viewer::masked(&first_officer("wang", "王值班"));
        let moment = json!({"drawn": "2026-11-22T15:33:17.139000000+08:00", "text": "2026-11-22打13900000001"});
        let seen = viewer.cover(moment).unwrap();
        assert_eq!(seen["drawn"], "2026-11-22T15:33:17.139000000+08:00");
        assert_eq!(seen["text"], "2026-11-22打139****0001");
    }

    #[test]
    fn only_who_may_reveal_sees_what_is_masked() {
        let mut officer = first_officer("wang", "王值班");
        assert!(
            Viewer::revealed(&officer).is_ok_and(|viewer| viewer.cover_text("13900000001".into()) == "13900000001")
        );
        officer.roles = vec![Role::Auditor];
        assert!(matches!(Viewer::revealed(&officer), Err(DeskError::NotPermitted(_))));
        assert_eq!(Viewer::of(officer, true).cover_text("13900000001".into()), "139****0001");
    }
}
