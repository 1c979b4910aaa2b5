//! Where a refusal of the desk is shown: beside the field it is about, as far as the form has one.

use crate::domain::refusal::Refusal;
use crate::tui::form::{Field, Form, Kind};
use serde_json::json;

/// Returns the field that a refusal is about: of its kind if it has one, else the one that has what the refusal names.
pub fn refused_field(refusal: &Refusal, form: &Form) -> Option<String> {
    let is_named =
        |field: &Field| refusal.args.iter().any(|(_, value)| field.raw() == json!(value) && !value.is_empty());
    let of_kind = |kind: &str| {
        let fields: Vec<_> =
            form.fields().filter(|field| field.id == kind || field.id.ends_with(&format!(".{kind}"))).collect();
        let of_whom = |field: &Field| {
            let name = field.id.strip_suffix(kind).and_then(|prefix| form.field(&format!("{prefix}name")));
            name.is_some_and(is_named)
        };
        // Of several alike, the one in question has what is named, or belongs to whom is named, or was left empty.
        let tries: [&dyn Fn(&Field) -> bool; 4] = [&is_named, &of_whom, &|field| field.raw() == json!(""), &|_| true];
        tries.iter().find_map(|is_it| fields.iter().find(|field| is_it(field))).map(|field| field.id.clone())
    };
    let field = refusal.args.iter().find(|(name, _)| *name == "field").and_then(|(_, field)| of_kind(field));
    let kinds = FIELDS.iter().filter(|(code, _)| refusal.code.starts_with(code)).flat_map(|(_, kinds)| kinds.iter());
    field.or_else(|| kinds.into_iter().find_map(|kind| of_kind(kind))).or_else(|| {
        let words = form.fields().filter(|field| !matches!(field.kind, Kind::Number(_) | Kind::YesNo(_)));
        words.into_iter().find(|field| is_named(field)).map(|field| field.id.clone())
    })
}

/// Which field a refusal is shown beside that names none, by the beginning of its code.
const FIELDS: &[(&str, &[&str])] = &[
    ("phone_", &["phone"]),
    ("id_", &["id_no"]),
    ("birth_", &["id_no"]),
    ("organisation_code", &["id_no"]),
    ("party_name", &["name"]),
    ("applicant_missing", &["a.name"]),
    ("group_representatives", &["representatives"]),
    ("group_needs_head_count", &["head_count"]),
    ("head_count", &["head_count"]),
    ("extension_", &["amount"]),
    ("officer_lacks_role", &["approver", "leader"]),
    ("lead_missing", &["lead"]),
    ("unit_missing", &["unit", "lead"]),
    ("already_assigned", &["to", "unit", "co"]),
    ("objection_was_upheld", &["to", "lead", "unit"]),
    ("conference_in_the_past", &["at"]),
    ("mediation_reason_missing", &["reason"]),
    ("mediation_remedies", &["remedies"]),
    ("agreement_without_facts", &["facts"]),
    ("agreement_without_terms", &["terms"]),
    ("agreement_effective_day", &["effective_on"]),
    ("instalment_", &["instalments"]),
    ("mediation_day", &["on", "at"]),
    ("unknown_case", &["other", "into"]),
    ("same_case", &["other", "into"]),
    ("linked_already", &["other"]),
    ("target_", &["into"]),
    ("entry_stays", &["entries"]),
];
