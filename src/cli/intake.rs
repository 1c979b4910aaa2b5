//! One-line intake.

use super::App;
use super::book::is_away;
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use crate::desk::Order;
use crate::desk::alike::Hit;
use crate::domain::alike::Matter;
use crate::domain::case::Register;
use crate::domain::centre::Centre;
use crate::domain::ids::CategoryId;
use crate::domain::party::{mask_id, mask_phone};
use crate::domain::quick::{self, Certainty, Field, Found, Reading};
use crate::words::{alike, list, refusal, say, say_with, term};
use serde_json::json;

/// Registers a matter from one line, or shows how the line was read.
///
/// While the file is out of reach the matter goes into the offline book, and the number is a provisional one.
pub(super) fn take(app: &App<'_>, text: &str, dry_run: bool, accept: bool, offline: bool) -> Result<(), Fail> {
    if offline {
        return instead(app, text, accept, None);
    }
    let mut session = match app.session() {
        Err(fail) if is_away(&fail) && !dry_run && app.book()?.known().is_some() => {
            return instead(app, text, accept, Some(&fail));
        }
        other => other?,
    };
    let now = session.now(app)?;
    let reading = quick::read(text, session.centre()?, now.date_naive());
    let earlier = session.desk.alike(&Matter::from(&reading.register), None, now)?;
    if dry_run {
        if app.out.json {
            return app.out.json(&as_json(&reading, &earlier));
        }
        print(app, &reading, session.centre()?)?;
        return likes(app, &earlier);
    }
    let register = complete(&reading, accept)?;
    let receipt = match session.perform(app, &Order::register(register)) {
        Err(fail) if is_away(&fail) => return instead(app, text, accept, Some(&fail)),
        other => other?,
    };
    let no = receipt.no.clone();
    if app.out.json {
        let mut value = receipt.to_json();
        value["reading"] = as_json(&reading, &earlier);
        return app.out.json(&value);
    }
    let no = no.map(|no| no.to_string()).unwrap_or_default();
    app.out.line(&say_with("cli.take.done", &[("no", &no)]))?;
    print(app, &reading, session.centre()?)?;
    likes(app, &earlier)?;
    for warning in &receipt.warnings {
        app.out.paragraph(0, &refusal(warning))?;
    }
    if reading.doubtful().next().is_some() {
        app.out.paragraph(0, &say_with("cli.take.look_again", &[("no", &no)]))?;
    }
    Ok(())
}

/// Returns what is to be registered, or says what is missing.
fn complete(reading: &Reading, accept: bool) -> Result<Register, Fail> {
    let missing = reading.missing();
    if !missing.is_empty() {
        let fields: Vec<_> = missing.iter().map(|field| term("quick_field", field.key())).collect();
        return Err(Fail::refused("take_missing", &[("fields", &list(&fields))]));
    }
    Ok(Register { accept, ..reading.register.clone() })
}

/// Writes the matter into the offline book instead, and says why.
fn instead(app: &App<'_>, text: &str, accept: bool, why: Option<&Fail>) -> Result<(), Fail> {
    let away = app.away()?;
    let centre = away.known.centre();
    let reading = quick::read(text, &centre, away.now.date_naive());
    let register = complete(&reading, accept)?;
    let receipt = away.book.register(&away.known, &away.officer, away.now, &register)?;
    let no = receipt.no.as_ref().map(ToString::to_string).unwrap_or_default();
    if app.out.json {
        let mut value = receipt.to_json();
        value["reading"] = as_json(&reading, &[]);
        value["file"] = json!(why.and_then(Fail::kind));
        return app.out.json(&value);
    }
    if let Some((message, _)) = why.and_then(Fail::said) {
        app.out.paragraph(0, &say_with("cli.book.away", &[("why", &message)]))?;
    }
    app.out.line(&say_with("cli.book.kept", &[("no", &no), ("officer", &away.officer.name)]))?;
    print(app, &reading, &centre)?;
    app.out.paragraph(0, &say_with("cli.book.kept_hint", &[("no", &no)]))
}

fn print(app: &App<'_>, reading: &Reading, centre: &Centre) -> Result<(), Fail> {
    let mut table = Table::bare(2, [Column::Fixed, Column::Fixed, Column::Gives(20)]);
    for found in &reading.found {
        let (mark, sgr) = match found.certainty {
            _ if found.fault.is_some() => ("cli.take.mark.fault", "31"),
            Certainty::Stated => ("cli.take.mark.stated", ""),
            Certainty::Likely => ("cli.take.mark.likely", "33"),
            Certainty::Assumed => ("cli.take.mark.assumed", "2"),
        };
        let mut value = shown(found, centre);
        if let Some(fault) = &found.fault {
            value = format!("{value}  {}", refusal(fault));
        }
        table.row([
            Cell::plain(term("quick_field", found.field.key())),
            Cell::coloured(sgr, say(mark)),
            Cell::plain(value),
        ]);
    }
    app.out.table(&table)?;
    for field in reading.missing() {
        let name = term("quick_field", field.key());
        app.out.paragraph(2, &say_with("cli.take.missing", &[("field", &name)]))?;
    }
    Ok(())
}

/// Says which earlier cases look alike: number, verdict, state and holder, why, the last answer.
fn likes(app: &App<'_>, hits: &[Hit]) -> Result<(), Fail> {
    if hits.is_empty() {
        return Ok(());
    }
    app.out.line(&say_with("alike.title", &[("count", &hits.len().to_string())]))?;
    for hit in hits {
        let row = &hit.row;
        let verdict = alike::verdict(&hit.likeness);
        app.out.paragraph(2, &format!("{} {verdict} · {} · {}", row.no, term("ball", &row.ball), row.holder_name))?;
        app.out.paragraph(4, &say_with("alike.why", &[("reasons", &alike::reasons(&hit.likeness))]))?;
        let last = hit.last.as_ref().map(|said| {
            let date = said.at.format("%Y-%m-%d").to_string();
            say_with("alike.last", &[("date", &date), ("text", &said.text)])
        });
        app.out.paragraph(4, &last.unwrap_or_else(|| say("alike.no_answer")))?;
    }
    Ok(())
}

/// Says a value as people read it; the private numbers stay covered even where they have just been typed.
fn shown(found: &Found, centre: &Centre) -> String {
    let value = found.value.as_str();
    match found.field {
        Field::IdNo => mask_id(value),
        Field::Phone | Field::OpponentPhone => mask_phone(value),
        Field::Kind => term("kind", value),
        Field::Channel => term("channel", value),
        Field::Category => {
            let id = CategoryId::from(value);
            let name = centre.rulebook().category_name(&id).unwrap_or_default();
            format!("{value} {name}")
        }
        Field::Amount => {
            let fen: i64 = value.parse().unwrap_or_default();
            say_with("cli.show.amount_line", &[("amount", &format!("{}.{:02}", fen / 100, fen % 100))])
        }
        _ => value.to_owned(),
    }
}

fn as_json(reading: &Reading, earlier: &[Hit]) -> serde_json::Value {
    let found: Vec<_> = reading
        .found
        .iter()
        .map(|found| {
            let value = match found.field {
                Field::IdNo => mask_id(&found.value),
                Field::Phone | Field::OpponentPhone => mask_phone(&found.value),
                _ => found.value.clone(),
            };
            json!({
                "field": found.field,
                "value": value,
                "certainty": found.certainty,
                "fault": found.fault.as_ref().map(refusal),
            })
        })
        .collect();
    json!({"found": found, "missing": reading.missing(), "categories": reading.categories, "earlier": earlier})
}
