//! The directory of persons: who is in it, where they stood, what is put right.

use super::App;
use super::args::{PersonForm, PersonVerb};
use super::directory::card;
use super::fail::Fail;
use super::lookup::row_json;
use super::out::{Cell, Column, Table};
use crate::desk::{Order, PersonLine, PersonView, Viewer};
use crate::domain::ids::PersonId;
use crate::domain::party::Sex;
use crate::domain::person::{Correction, PersonCommand};
use crate::words::{list, say, say_with, term};
use serde_json::{Value, json};

/// Finds, shows, corrects, joins and parts persons.
pub(super) fn person(app: &App<'_>, verb: PersonVerb) -> Result<(), Fail> {
    match verb {
        PersonVerb::Find { words, limit } => find(app, &words.join(" "), limit),
        PersonVerb::Show { person, reveal } => show(app, PersonId(person), reveal),
        PersonVerb::Correct(form) => {
            let PersonForm { person, name, id_no, phone, place, birth, sex, reason } = form;
            let to = Correction { name, id_no, phone, place, birth, sex };
            give(app, person, PersonCommand::CorrectPerson { to, reason })
        }
        PersonVerb::Alias { person, alias, remove: false } => give(app, person, PersonCommand::AddAlias { alias }),
        PersonVerb::Alias { person, alias, remove: true } => give(app, person, PersonCommand::RemoveAlias { alias }),
        PersonVerb::Household { person, with: Some(with), relation, .. } => {
            let relation = relation.unwrap_or_default();
            give(app, person, PersonCommand::JoinHousehold { with: PersonId(with), relation })
        }
        PersonVerb::Household { person, with: None, .. } => give(app, person, PersonCommand::LeaveHousehold {}),
        PersonVerb::Same { person, other, reason } => {
            give(app, person, PersonCommand::SamePerson { other: PersonId(other), reason })
        }
        PersonVerb::Part { person, reason } => give(app, person, PersonCommand::PartPerson { reason }),
    }
}

fn give(app: &App<'_>, person: i64, command: PersonCommand) -> Result<(), Fail> {
    let mut session = app.session()?;
    let receipt = session.perform(app, &Order::person(PersonId(person), command))?;
    if app.out.json {
        return app.out.json(&receipt.to_json());
    }
    app.out.line(&say_with("cli.person.done", &[("person", &person.to_string())]))
}

fn find(app: &App<'_>, typed: &str, limit: u32) -> Result<(), Fail> {
    let session = app.session()?;
    let typed = crate::text::sanitise_line(typed);
    let lines = session.desk.people(&typed, &session.viewer(), limit)?;
    if app.out.json {
        return app.out.json(&lines);
    }
    if lines.is_empty() {
        return app.out.paragraph(0, &say_with("cli.person.none", &[("words", &typed)]));
    }
    let mut table = Table::new([
        ("person", Column::Number),
        ("person_name", Column::Fixed),
        ("sex", Column::Drops),
        ("birth", Column::Drops),
        ("id_no", Column::Drops),
        ("phone", Column::Fixed),
        ("place", Column::Gives(10)),
        ("cases", Column::Number),
    ]);
    for line in &lines {
        table.row([
            Cell::plain(line.id.to_string()),
            Cell::plain(named(line)),
            Cell::plain(line.sex.map(|sex| term(Sex::AREA, sex.key())).unwrap_or_default()),
            Cell::plain(line.born.as_deref().unwrap_or_default()),
            Cell::plain(line.id_no.as_deref().unwrap_or_default()),
            Cell::plain(line.phone.as_deref().unwrap_or_default()),
            Cell::plain(line.place.as_deref().unwrap_or_default()),
            Cell::plain(line.cases.to_string()),
        ]);
    }
    app.out.table(&table)
}

fn named(line: &PersonLine) -> String {
    if line.aliases.is_empty() { line.name.clone() } else { format!("{}（{}）", line.name, list(&line.aliases)) }
}

fn show(app: &App<'_>, id: PersonId, reveal: bool) -> Result<(), Fail> {
    let mut session = app.session()?;
    if reveal {
        session.perform(app, &Order::person(id, PersonCommand::RevealPerson {}))?;
    }
    let viewer = Viewer::of(session.officer.clone(), reveal);
    let now = session.now(app)?;
    let view = session.desk.person(id, &viewer, now).map_err(|error| session.refused(app, "person", error))?;
    if app.out.json {
        return app.out.json(&view_json(&view)?);
    }
    print(app, &view)
}

fn print(app: &App<'_>, view: &PersonView) -> Result<(), Fail> {
    let person = &view.person;
    let members = view.members.iter().map(|member| match member.relation.as_str() {
        "" => format!("{}({})", member.name, member.id),
        relation => format!("{}({}) {relation}", member.name, member.id),
    });
    card(
        app,
        &[
            ("person", person.id.to_string()),
            ("person_name", person.name.clone()),
            ("aliases", list(&person.aliases)),
            ("sex", person.sex.map(|sex| term(Sex::AREA, sex.key())).unwrap_or_default()),
            ("birth", view.born.clone().unwrap_or_default()),
            ("region", view.region_name.clone().unwrap_or_default()),
            ("id_no", person.id_no.clone().unwrap_or_default()),
            ("phones", list(&person.phones)),
            ("place", person.place.clone().unwrap_or_default()),
            ("household", list(&members.collect::<Vec<_>>())),
            ("same", list(&person.same.iter().map(PersonId::to_string).collect::<Vec<_>>())),
        ],
    )?;
    app.out.line(&app.out.paint("1", &say("cli.person.appearances")))?;
    let columns = [Column::Fixed, Column::Fixed, Column::Fixed, Column::Gives(12), Column::Fixed, Column::Drops];
    let mut table = Table::bare(2, columns);
    for it in &view.appearances {
        table.row([
            Cell::plain(it.case.no.as_str()),
            Cell::plain(it.case.registered_at.format("%Y-%m-%d").to_string()),
            Cell::plain(term("capacity", it.capacity.key())),
            Cell::plain(it.case.title.as_str()),
            Cell::plain(term("ball", &it.case.ball)),
            Cell::plain(it.case.holder_name.as_str()),
        ]);
    }
    app.out.table(&table)?;
    if view.steps.is_empty() {
        return Ok(());
    }
    app.out.line(&app.out.paint("1", &say("cli.person.steps")))?;
    let mut table = Table::bare(2, [Column::Fixed, Column::Fixed, Column::Gives(20)]);
    for step in &view.steps {
        table.row([
            Cell::plain(step.at.format("%Y-%m-%d %H:%M").to_string()),
            Cell::plain(step.who.as_str()),
            Cell::plain(step.what.as_str()),
        ]);
    }
    app.out.table(&table)
}

/// Returns a person as scripts see them; the cases are those of `find`, each with the capacity.
fn view_json(view: &PersonView) -> Result<Value, Fail> {
    let mut value = serde_json::to_value(view).map_err(std::io::Error::from)?;
    let mut cases = Vec::new();
    for it in &view.appearances {
        let mut case = row_json(&it.case)?;
        case["capacity"] = json!(it.capacity);
        case["name"] = json!(it.name);
        cases.push(case);
    }
    value["appearances"] = Value::Array(cases);
    Ok(value)
}
