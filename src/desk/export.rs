//! Everything an officer may see, in open formats: registers as rows of text, what happened as lines of JSON.
//!
//! One case after the other is read, shown as the viewer sees it and handed over; nothing is gathered.

use super::viewer::Viewer;
use super::{Desk, DeskError, persons, stamp};
use crate::domain::access::{ACCESS_STREAM, AccessEvent};
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, OfficerId, PersonId};
use crate::domain::permission::{self, Right};
use crate::domain::time::Moment;
use crate::words;
use serde_json::{Value, json};

/// A register that is taken out as a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// Its name, and that of the file.
    pub name: &'static str,
    /// Where its rows lie in a case; lists on the way are gone through. The case itself when empty.
    within: &'static str,
    /// Its columns: fields of a row, `a/b` for what lies deeper.
    pub columns: &'static [&'static str],
}

/// The registers whose rows are made of cases. Every row begins with the number of its case.
pub const SHEETS: &[Sheet] = &[
    Sheet {
        name: "cases",
        within: "",
        columns: &[
            "kind",
            "channel",
            "title",
            "narrative",
            "demands",
            "place",
            "grid",
            "occurred_on",
            "people_involved",
            "amount_fen",
            "category",
            "grade",
            "risk",
            "stage",
            "registered_at",
            "registered_by",
            "window",
            "accepted_at",
            "closed_at",
            "disposition",
            "result",
            "reopened",
            "merged_into",
            "rulebook",
            "rev",
        ],
    },
    Sheet {
        name: "parties",
        within: "parties",
        columns: &[
            "id",
            "side",
            "nature",
            "name",
            "id_no",
            "phone",
            "place",
            "sex",
            "birth",
            "region",
            "employer",
            "occupation",
            "head_count",
            "representatives",
            "agent",
            "note",
            "person",
        ],
    },
    Sheet {
        name: "assignments",
        within: "assignments",
        columns: &[
            "id",
            "unit",
            "role",
            "status",
            "instruction",
            "designated",
            "assigned_at",
            "signed_at",
            "objection/reason",
            "objection/upheld",
            "result",
            "sent_back",
        ],
    },
    Sheet {
        name: "clocks",
        within: "clocks",
        columns: &["id", "kind", "rule", "rulebook", "unit", "label", "start", "due", "met", "stopped", "late_since"],
    },
    Sheet {
        name: "sessions",
        within: "mediation/sessions",
        columns: &[
            "id",
            "status",
            "plan/starts",
            "plan/ends",
            "plan/room",
            "plan/mediators",
            "plan/parties",
            "held_until",
            "at",
            "by",
            "ending",
        ],
    },
    Sheet {
        name: "agreements",
        within: "mediation/agreements",
        columns: &[
            "session",
            "at",
            "by",
            "agreement/form",
            "agreement/facts",
            "agreement/terms",
            "agreement/method",
            "agreement/place",
            "agreement/effective_on",
            "agreement/copies",
        ],
    },
    Sheet {
        name: "instalments",
        within: "mediation/agreements/agreement/instalments",
        columns: &["id", "due", "amount_fen", "what", "performed/on", "performed/note", "breaches"],
    },
];

/// What happened to cases, in sentences.
pub const TIMELINE: Sheet = Sheet { name: "timeline", within: "", columns: &["rev", "at", "by", "kind", "said"] };

/// The directory of persons; its rows begin with the number of the person.
pub const PERSONS: Sheet = Sheet {
    name: "persons",
    within: "",
    columns: &[
        "nature",
        "name",
        "aliases",
        "id_no",
        "phones",
        "place",
        "sex",
        "birth",
        "region",
        "household",
        "joined",
        "cases",
    ],
};

/// The name of the file with what happened, as the log has it.
pub const EVENTS: &str = "events";

/// A piece of what is taken out.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A row of a sheet: the number first, then its columns.
    Row(&'static str, Vec<String>),
    /// A line of JSON.
    Line(Value),
}

impl Desk {
    /// Hands over everything the viewer may see, piece by piece: the registers made of cases, what happened to each,
    /// and the directory of persons. Officers who look after the log get the centre's and the access log's events too.
    ///
    /// What is sealed has no rows, so it is in none of it.
    ///
    /// # Errors
    /// When the viewer may not export, what the file could not do, or what `take` returns.
    pub fn export(
        &self,
        viewer: &Viewer,
        mut take: impl FnMut(Piece) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        permission::check(&viewer.officer, permission::chore(&permission::Chore::ExportAll))
            .map_err(DeskError::NotPermitted)?;
        for id in self.store().every_case()? {
            // What came out of sight since the list was read is left out.
            let Some(row) = self.store().case_by_id(id)? else { continue };
            let no = row.no.clone();
            let view = self.case_view(&no.as_str().into(), viewer)?;
            let whole = to_value(&view.case)?;
            for sheet in SHEETS {
                for item in within(&whole, sheet.within) {
                    take(Piece::Row(sheet.name, line_of(&no, item, sheet.columns)))?;
                }
            }
            self.history(&view.case, viewer, &mut take)?;
        }
        for id in self.store().every_person()? {
            let Some(person) = persons::load(self.store(), PersonId(id))? else { continue };
            let person = to_value(&viewer.see_person(person))?;
            take(Piece::Row(PERSONS.name, line_of(&id.to_string(), &person, PERSONS.columns)))?;
        }
        if permission::may(&viewer.officer, Right::Audit) {
            for stream in [super::CENTRE_STREAM, ACCESS_STREAM] {
                for entry in self.store().timeline(stream)? {
                    let event: Value = super::parse(&entry.body)?;
                    let event = viewer.cover(event)?;
                    take(Piece::Line(json!({
                        "stream": stream, "rev": entry.seq, "at": entry.at, "officer": entry.officer, "event": event,
                    })))?;
                }
            }
        }
        Ok(())
    }

    fn history(
        &self,
        case: &Case,
        viewer: &Viewer,
        take: &mut impl FnMut(Piece) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        let centre = self.centre()?;
        let CaseId(stream) = case.id;
        for line in self.own_lines(case)? {
            let event = viewer.cover(line.event)?;
            let said = words::event_of(&event, case, centre, None, None);
            let cells = [case.no.to_string(), line.rev.to_string(), stamp(line.at), line.who, line.kind, said];
            take(Piece::Row(TIMELINE.name, cells.to_vec()))?;
            take(Piece::Line(json!({
                "stream": stream, "no": case.no, "rev": line.rev, "at": stamp(line.at), "event": event,
            })))?;
        }
        Ok(())
    }

    /// Writes down that everything was taken out: how many rows, whether in full, and why.
    pub fn note_export(
        &mut self,
        officer: &OfficerId,
        now: Moment,
        rows: u64,
        revealed: bool,
        reason: &str,
    ) -> Result<(), DeskError> {
        let what = permission::Chore::ExportAll.key().to_owned();
        self.record(officer, now, &AccessEvent::Exported { what, rows, revealed, reason: reason.to_owned() })
    }
}

fn to_value(of: &impl serde::Serialize) -> Result<Value, DeskError> {
    serde_json::to_value(of).map_err(|fault| DeskError::Unreadable { what: fault.to_string() })
}

/// Returns what lies at a path, every item of every list on the way.
fn within<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut found = vec![value];
    for name in path.split('/').filter(|name| !name.is_empty()) {
        let deeper = found.into_iter().filter_map(|it| it.get(name));
        found = deeper.flat_map(|it| it.as_array().map_or_else(|| vec![it], |items| items.iter().collect())).collect();
    }
    found
}

fn line_of(number: &str, row: &Value, columns: &[&str]) -> Vec<String> {
    let cells = columns.iter().map(|column| cell(row.pointer(&format!("/{column}")).unwrap_or(&Value::Null)));
    std::iter::once(number.to_owned()).chain(cells).collect()
}

/// Writes a value into a cell: texts and numbers as they are, lists of them one behind the other, the rest as JSON.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_through_the_lists_they_lie_in() {
        let whole = json!({"a": [{"b": {"c": [1, 2]}}, {"b": {"c": [3]}}, {}], "d": {"e": null}});
        assert_eq!(within(&whole, "a/b/c"), [&json!(1), &json!(2), &json!(3)]);
        assert_eq!(within(&whole, ""), [&whole]);
        assert_eq!(within(&whole, "x").len(), 0);
        assert_eq!(line_of("N1", &whole, &["d/e", "a"])[..2], ["N1".to_owned(), String::new()]);
    }

    #[test]
    fn lists_stand_in_one_cell() {
        assert_eq!(cell(&json!(["甲", "乙"])), "甲; 乙");
        assert_eq!(cell(&json!({"unit": "rsj"})), r#"{"unit":"rsj"}"#);
        assert_eq!(cell(&json!(12)), "12");
    }
}
