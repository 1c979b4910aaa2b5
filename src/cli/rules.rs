//! Rulebooks: shown, checked, adopted.

use super::App;
use super::args::RulebookVerb;
use super::fail::Fail;
use super::keeping::rulebook_text;
use super::out::{Cell, Column, Table};
use crate::domain::centre::CentreCommand;
use crate::domain::rulebook::{BUILTIN, Rulebook, RulebookFault};
use crate::words::clock::amount;
use crate::words::{refusal, say_with, term};
use serde_json::json;
use std::path::Path;

/// Shows, checks or adopts a rulebook.
pub(super) fn rulebook(app: &App<'_>, verb: RulebookVerb) -> Result<(), Fail> {
    match verb {
        RulebookVerb::Show { name } => show(app, name.as_deref()),
        RulebookVerb::Check { file } => {
            let rules = checked(app, &file)?;
            if app.out.json {
                return app.out.json(&json!({"ok": true, "faults": [], "id": rules.id, "version": rules.version}));
            }
            app.out.line(&say_with("cli.rulebook.sound", &facts(&rules)))
        }
        RulebookVerb::Adopt { file } => {
            let rules = checked(app, &file)?;
            let mut session = app.session()?;
            let text = rules.source().to_owned();
            let receipt = session.change_centre(app, CentreCommand::AdoptRulebook { text })?;
            if app.out.json {
                return app.out.json(&receipt.to_json());
            }
            app.out.paragraph(0, &say_with("cli.rulebook.adopted", &facts(&rules)))
        }
    }
}

fn facts(rules: &Rulebook) -> [(&'static str, &str); 3] {
    [("id", &rules.id), ("name", &rules.name), ("version", &rules.version)]
}

/// Reads a rulebook; every fault is printed with its place.
fn checked(app: &App<'_>, file: &Path) -> Result<Rulebook, Fail> {
    let text = std::fs::read_to_string(file).map_err(|error| Fail::file(file, &error))?;
    let faults = match Rulebook::parse(&text) {
        Ok(rules) => return Ok(rules),
        Err(faults) => faults,
    };
    if app.out.json {
        app.out.json(&json!({"ok": false, "faults": faults.iter().map(fault_json).collect::<Vec<_>>()}))?;
    } else {
        for fault in &faults {
            let RulebookFault { line, key, reason, .. } = fault;
            app.out.line(&format!("{}:{line}: {key}: {}", file.display(), refusal(reason)))?;
        }
        app.out.line(&say_with("cli.rulebook.faulty", &[("count", &faults.len().to_string())]))?;
    }
    app.out.flush()?;
    Err(Fail::Said(1))
}

fn fault_json(fault: &RulebookFault) -> serde_json::Value {
    json!({
        "line": fault.line,
        "column": fault.column,
        "key": fault.key,
        "kind": fault.reason.code,
        "reason": refusal(&fault.reason),
    })
}

/// Shows the rulebook in force, or prints the text of one that the program carries.
fn show(app: &App<'_>, name: Option<&str>) -> Result<(), Fail> {
    if let Some(name) = name {
        return app.out.raw(rulebook_text(name)?.as_bytes());
    }
    let centre = app.centre_if_any()?;
    let carried = match &centre {
        Some(_) => None,
        None => BUILTIN.first().and_then(|(name, _)| Rulebook::builtin(name)),
    };
    let rules = centre.as_ref().map(|centre| centre.rulebook()).or(carried.as_ref());
    let Some(rules) = rules else { return Err(Fail::usage("unknown_rulebook", &[("name", ""), ("known", "")])) };
    if app.out.json {
        let limits: Vec<_> = rules
            .limits
            .iter()
            .map(|rule| {
                json!({
                    "id": rule.id, "clock": rule.clock, "amount": rule.amount, "unit": rule.unit,
                    "from": rule.from, "source": rule.source,
                })
            })
            .collect();
        return app.out.json(&json!({
            "id": rules.id, "name": rules.name, "version": rules.version, "note": rules.note,
            "limits": limits, "text": rules.source(),
        }));
    }
    app.out.line(&app.out.paint("1", &say_with("cli.rulebook.head", &facts(rules))))?;
    app.out.paragraph(2, &rules.note)?;
    let mut table = Table::new([
        ("rule", Column::Fixed),
        ("clock", Column::Fixed),
        ("limit", Column::Fixed),
        ("from", Column::Fixed),
        ("source", Column::Gives(16)),
    ]);
    for rule in &rules.limits {
        table.row([
            Cell::plain(rule.id.as_str()),
            Cell::plain(term("clock", rule.clock.key())),
            Cell::plain(amount(&rule.limit())),
            Cell::plain(rule.from.as_str()),
            Cell::plain(rule.source.as_str()),
        ]);
    }
    app.out.table(&table)
}
