//! Words about persons: what happened to an entry of the directory, and where somebody comes from.

use super::{exists, list, say, say_with, term};
use crate::domain::ids::PersonId;
use crate::domain::party::Sex;
use crate::domain::person::{Correction, PersonEvent};
use chrono::Datelike as _;

/// Says what happened to a person's entry, in one sentence; `name` tells how somebody else in it is called.
pub fn person_event(event: &PersonEvent, name: impl Fn(PersonId) -> String) -> String {
    let tell = |facts: &[(&str, &str)]| say_with(&format!("event.{}", event.kind()), facts);
    match event {
        PersonEvent::PersonCorrected { to, reason, .. } => tell(&[("changes", &changes(to)), ("reason", reason)]),
        PersonEvent::AliasAdded { alias } | PersonEvent::AliasRemoved { alias } => tell(&[("alias", alias)]),
        PersonEvent::HouseholdJoined { with, relation, .. } => {
            let relation = if relation.is_empty() {
                String::new()
            } else {
                say_with("person.relation", &[("relation", relation)])
            };
            tell(&[("with", &name(*with)), ("relation", &relation)])
        }
        PersonEvent::PersonJoined { into, reason } => tell(&[("into", &name(*into)), ("reason", reason)]),
        PersonEvent::PersonParted { reason } => tell(&[("reason", reason)]),
        PersonEvent::HouseholdLeft | PersonEvent::PersonRevealed => tell(&[]),
    }
}

fn changes(to: &Correction) -> String {
    // The day is what the mask of the identity number covers; the card has it for whoever may see it.
    let birth = to.birth.map(|day| day.year().to_string());
    let sex = to.sex.map(|sex| term(Sex::AREA, sex.key()));
    let fields = [
        ("name", &to.name),
        ("id_no", &to.id_no),
        ("phone", &to.phone),
        ("place", &to.place),
        ("birth", &birth),
        ("sex", &sex),
    ];
    let told = fields.into_iter().filter_map(|(field, value)| {
        let value = value.as_ref()?;
        let wiped = say("event.person_wiped");
        let value = if value.is_empty() { &wiped } else { value };
        Some(format!("{} {value}", say(&format!("person.field.{field}"))))
    });
    list(&told.collect::<Vec<_>>())
}

/// Names a region by its six digits as closely as its name is known; the code stands where the name does not say all.
pub fn region(code: &str) -> String {
    let lang = super::Lang::current();
    let known = [6, 4, 2, 1].into_iter().filter_map(|digits| code.get(..digits));
    match known.into_iter().find(|part| exists(&format!("term.region.{part}"), lang)) {
        Some(whole) if whole.len() == code.len() => term("region", whole),
        Some(part) => say_with("person.region", &[("name", &term("region", part)), ("code", code)]),
        None => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_region_is_named_as_closely_as_its_name_is_known() {
        let said = |code| Lang::ZhCn.speaking(|| region(code));
        assert_eq!(said("629921"), "甘肃省陇城县（虚构）");
        assert_eq!(said("620102"), "甘肃省（620102）");
        assert_eq!(said("990000"), "外国人永久居留（990000）");
        assert_eq!(said("020000"), "020000");
    }

    #[test]
    fn a_correction_says_what_stands_now_and_what_was_wiped_out() {
        let to = Correction { name: Some("孙叁".into()), phone: Some(String::new()), ..Correction::default() };
        let event =
            PersonEvent::PersonCorrected { to, reason: "看了身份证".into(), after: crate::domain::ids::CaseId(1) };
        let said = Lang::ZhCn.speaking(|| person_event(&event, |id| id.to_string()));
        assert_eq!(said, "更正为：姓名 孙叁、电话 抹去（看了身份证）");
    }
}
