//! The centre's units, rooms and mediators.

use super::args::{MediatorForm, MediatorVerb, RoomForm, RoomVerb, UnitForm, UnitVerb};
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use super::{App, Session};
use crate::domain::centre::CentreCommand;
use crate::domain::directory::{Mediator, Room};
use crate::domain::ids::{CategoryId, MediatorId, RoomId, UnitId};
use crate::domain::mask::{mask_id, mask_name, mask_phone};
use crate::domain::roster::Presence;
use crate::domain::unit::{Residency, Unit};
use crate::domain::vocabulary::{ResidencyMode, UnitKind, UnitLevel};
use crate::text::sanitise_line;
use crate::words::{list, say, say_with, term};
use serde_json::json;

/// Lists, shows, adds or changes units.
pub(super) fn unit(app: &App<'_>, verb: UnitVerb) -> Result<(), Fail> {
    let mut session = app.session()?;
    match verb {
        UnitVerb::List => {
            let centre = session.centre()?;
            let floor = session.desk.floor(session.now(app)?.date_naive())?;
            let presence = |unit: &Unit| floor.iter().find(|line| line.unit == unit.id).map(|line| line.presence);
            if app.out.json {
                let units = centre.units.iter().map(|unit| {
                    let mut value = json!(unit);
                    value["presence"] = json!(presence(unit));
                    value
                });
                return app.out.json(&units.collect::<Vec<_>>());
            }
            let mut table = Table::new([
                ("code", Column::Fixed),
                ("short", Column::Fixed),
                ("unit_kind", Column::Fixed),
                ("level", Column::Drops),
                ("residency", Column::Drops),
                ("name", Column::Gives(12)),
            ]);
            for unit in &centre.units {
                let on_floor = presence(unit).is_some_and(Presence::is_here);
                let residency = unit.residency.as_ref().map_or_else(String::new, |it| term("residency", it.mode.key()));
                let today = if on_floor { say("cli.unit.on_floor") } else { String::new() };
                table.row([
                    Cell::plain(unit.id.as_str()),
                    Cell::plain(unit.short.as_str()),
                    Cell::plain(term("unit_kind", unit.kind.key())),
                    Cell::plain(term("unit_level", unit.level.key())),
                    Cell::plain(format!("{residency}{today}")),
                    Cell::plain(unit.name.as_str()),
                ]);
            }
            app.out.table(&table)
        }
        UnitVerb::Show { id } => {
            let id = session.unit(&id)?;
            let centre = session.centre()?;
            let unit = known(centre.unit(&id), id.as_str())?;
            if app.out.json {
                return app.out.json(unit);
            }
            let residency = unit.residency.as_ref().map(|it| {
                let days: Vec<_> = it.weekdays.iter().map(|day| say(&format!("clock.weekday.d{day}"))).collect();
                format!("{} {}", term("residency", it.mode.key()), list(&days))
            });
            let duties: Vec<_> = unit.duties.iter().map(|id| category(&session, id)).collect();
            let parent = unit.parent.as_ref().map(|parent| centre.unit_name(parent).to_owned());
            card(
                app,
                &[
                    ("code", unit.id.to_string()),
                    ("name", unit.name.clone()),
                    ("short", unit.short.clone()),
                    ("unit_kind", term("unit_kind", unit.kind.key())),
                    ("level", term("unit_level", unit.level.key())),
                    ("parent", parent.unwrap_or_default()),
                    ("residency", residency.unwrap_or_default()),
                    ("phone", unit.phone.clone()),
                    ("duties", list(&duties)),
                    ("areas", list(&unit.areas)),
                ],
            )
        }
        UnitVerb::Add(form) => {
            free(session.centre()?.unit(&UnitId(form.id.clone())).is_some(), &form.id)?;
            let unit = new_unit(&form)?;
            save(app, &mut session, CentreCommand::SaveUnit { unit }, &form.id)
        }
        UnitVerb::Set(form) => {
            let id = session.unit(&form.id)?;
            let mut unit = known(session.centre()?.unit(&id), &form.id)?.clone();
            change_unit(&mut unit, &form);
            save(app, &mut session, CentreCommand::SaveUnit { unit }, &form.id)
        }
    }
}

fn new_unit(form: &UnitForm) -> Result<Unit, Fail> {
    let name = needed(form.name.as_ref(), "--name")?;
    let mut unit = Unit {
        id: UnitId(form.id.clone()),
        short: name.clone(),
        name,
        kind: UnitKind::Reporting,
        level: UnitLevel::County,
        parent: None,
        residency: None,
        phone: String::new(),
        duties: Vec::new(),
        areas: Vec::new(),
    };
    change_unit(&mut unit, form);
    Ok(unit)
}

fn change_unit(unit: &mut Unit, form: &UnitForm) {
    put(&mut unit.name, form.name.as_ref());
    put(&mut unit.short, form.short.as_ref());
    put(&mut unit.phone, form.phone.as_ref());
    unit.kind = form.kind.unwrap_or(unit.kind);
    unit.level = form.level.unwrap_or(unit.level);
    put_code(&mut unit.parent, form.parent.as_ref(), UnitId);
    if form.residency.is_some() || form.weekdays.is_some() {
        let before =
            unit.residency.take().unwrap_or(Residency { mode: ResidencyMode::Stationed, weekdays: Vec::new() });
        unit.residency = Some(Residency {
            mode: form.residency.unwrap_or(before.mode),
            weekdays: form.weekdays.clone().unwrap_or(before.weekdays),
        });
    }
    put_list(&mut unit.duties, form.duties.as_ref(), CategoryId);
    put_list(&mut unit.areas, form.areas.as_ref(), |area| area);
}

/// Lists, shows, adds or changes rooms.
pub(super) fn room(app: &App<'_>, verb: RoomVerb) -> Result<(), Fail> {
    let mut session = app.session()?;
    match verb {
        RoomVerb::List => {
            let centre = session.centre()?;
            if app.out.json {
                return app.out.json(&centre.rooms);
            }
            if centre.rooms.is_empty() {
                return app.out.paragraph(0, &say("cli.room.none"));
            }
            let mut table =
                Table::new([("code", Column::Fixed), ("name", Column::Gives(12)), ("seats", Column::Number)]);
            for room in &centre.rooms {
                table.row([
                    Cell::plain(room.id.as_str()),
                    Cell::plain(room.name.as_str()),
                    Cell::plain(room.seats.to_string()),
                ]);
            }
            app.out.table(&table)
        }
        RoomVerb::Show { id } => {
            let centre = session.centre()?;
            let room = known(centre.room(&RoomId(id.clone())), &id)?;
            if app.out.json {
                return app.out.json(room);
            }
            card(app, &[("code", room.id.to_string()), ("name", room.name.clone()), ("seats", room.seats.to_string())])
        }
        RoomVerb::Add(form) => {
            free(session.centre()?.room(&RoomId(form.id.clone())).is_some(), &form.id)?;
            let RoomForm { id, name, seats } = form;
            let room =
                Room { id: RoomId(id.clone()), name: needed(name.as_ref(), "--name")?, seats: seats.unwrap_or(8) };
            save(app, &mut session, CentreCommand::SaveRoom { room }, &id)
        }
        RoomVerb::Set(form) => {
            let mut room = known(session.centre()?.room(&RoomId(form.id.clone())), &form.id)?.clone();
            put(&mut room.name, form.name.as_ref());
            room.seats = form.seats.unwrap_or(room.seats);
            save(app, &mut session, CentreCommand::SaveRoom { room }, &form.id)
        }
    }
}

/// Lists, shows, adds or changes mediators.
pub(super) fn mediator(app: &App<'_>, verb: MediatorVerb) -> Result<(), Fail> {
    let mut session = app.session()?;
    match verb {
        MediatorVerb::List => {
            let centre = session.centre()?;
            if app.out.json {
                return app.out.json(&centre.mediators.iter().map(covered).collect::<Vec<_>>());
            }
            if centre.mediators.is_empty() {
                return app.out.paragraph(0, &say("cli.mediator.none"));
            }
            let mut table = Table::new([
                ("code", Column::Fixed),
                ("name", Column::Fixed),
                ("mediator_kind", Column::Drops),
                ("unit", Column::Drops),
                ("phone", Column::Drops),
                ("specialities", Column::Gives(10)),
            ]);
            for mediator in &centre.mediators {
                let unit = mediator.unit.as_ref().map_or("", |unit| centre.unit_short(unit));
                let good_at: Vec<_> = mediator.specialities.iter().map(|id| category(&session, id)).collect();
                table.row([
                    Cell::plain(mediator.id.as_str()),
                    Cell::plain(mediator.name.as_str()),
                    Cell::plain(mediator.kind.as_str()),
                    Cell::plain(unit),
                    Cell::plain(mask_phone(&mediator.phone)),
                    Cell::plain(list(&good_at)),
                ]);
            }
            app.out.table(&table)
        }
        MediatorVerb::Show { id } => {
            let centre = session.centre()?;
            let mediator = covered(known(centre.mediator(&MediatorId(id.clone())), &id)?);
            if app.out.json {
                return app.out.json(&mediator);
            }
            let good_at: Vec<_> = mediator.specialities.iter().map(|id| category(&session, id)).collect();
            card(
                app,
                &[
                    ("code", mediator.id.to_string()),
                    ("name", mediator.name),
                    ("mediator_kind", mediator.kind),
                    ("unit", mediator.unit.map_or_else(String::new, |unit| centre.unit_name(&unit).to_owned())),
                    ("phone", mediator.phone),
                    ("specialities", list(&good_at)),
                    ("employer", mediator.employer),
                    ("kin", list(&mediator.kin)),
                ],
            )
        }
        MediatorVerb::Add(form) => {
            free(session.centre()?.mediator(&MediatorId(form.id.clone())).is_some(), &form.id)?;
            let mut mediator = Mediator {
                id: MediatorId(form.id.clone()),
                name: needed(form.name.as_ref(), "--name")?,
                unit: None,
                kind: say("cli.mediator.kind"),
                specialities: Vec::new(),
                phone: String::new(),
                employer: String::new(),
                kin: Vec::new(),
            };
            change_mediator(&mut mediator, &form);
            save(app, &mut session, CentreCommand::SaveMediator { mediator }, &form.id)
        }
        MediatorVerb::Set(form) => {
            let mut mediator = known(session.centre()?.mediator(&MediatorId(form.id.clone())), &form.id)?.clone();
            change_mediator(&mut mediator, &form);
            save(app, &mut session, CentreCommand::SaveMediator { mediator }, &form.id)
        }
    }
}

fn change_mediator(mediator: &mut Mediator, form: &MediatorForm) {
    put(&mut mediator.name, form.name.as_ref());
    put(&mut mediator.kind, form.kind.as_ref());
    put(&mut mediator.phone, form.phone.as_ref());
    put(&mut mediator.employer, form.employer.as_ref());
    put_code(&mut mediator.unit, form.unit.as_ref(), UnitId);
    put_list(&mut mediator.specialities, form.specialities.as_ref(), CategoryId);
    put_list(&mut mediator.kin, form.kin.as_ref(), |name| name);
}

/// Returns a mediator with the private numbers and relatives covered.
fn covered(mediator: &Mediator) -> Mediator {
    let cover =
        |kin: &String| if kin.starts_with(|c: char| c.is_ascii_digit()) { mask_id(kin) } else { mask_name(kin) };
    Mediator {
        phone: if mediator.phone.is_empty() { String::new() } else { mask_phone(&mediator.phone) },
        kin: mediator.kin.iter().map(cover).collect(),
        ..mediator.clone()
    }
}

pub(super) fn category(session: &Session, id: &CategoryId) -> String {
    let name = session.centre().ok().and_then(|centre| centre.rulebook().category_name(id));
    name.unwrap_or_else(|| id.to_string())
}

pub(super) fn put(field: &mut String, value: Option<&String>) {
    if let Some(value) = value {
        *field = sanitise_line(value);
    }
}

/// Sets a field that may be absent; an empty value takes it away.
pub(super) fn put_code<T>(field: &mut Option<T>, value: Option<&String>, make: impl Fn(String) -> T) {
    if let Some(value) = value {
        let value = sanitise_line(value);
        *field = (!value.is_empty()).then(|| make(value));
    }
}

fn put_list<T>(field: &mut Vec<T>, values: Option<&Vec<String>>, make: impl Fn(String) -> T) {
    if let Some(values) = values {
        *field = values.iter().map(|value| sanitise_line(value)).filter(|value| !value.is_empty()).map(make).collect();
    }
}

pub(super) fn needed(value: Option<&String>, option: &str) -> Result<String, Fail> {
    let value = value.map(|value| sanitise_line(value)).filter(|value| !value.is_empty());
    value.ok_or_else(|| Fail::usage("option_needed", &[("option", option)]))
}

pub(super) fn known<'a, T>(found: Option<&'a T>, code: &str) -> Result<&'a T, Fail> {
    found.ok_or_else(|| Fail::refused("unknown_code", &[("code", code)]))
}

pub(super) fn free(taken: bool, code: &str) -> Result<(), Fail> {
    if taken { Err(Fail::refused("code_taken", &[("code", code)])) } else { Ok(()) }
}

pub(super) fn save(app: &App<'_>, session: &mut Session, command: CentreCommand, code: &str) -> Result<(), Fail> {
    let receipt = session.change_centre(app, command)?;
    if app.out.json {
        return app.out.json(&receipt.to_json());
    }
    app.out.line(&say_with("cli.saved", &[("code", code)]))
}

/// Prints what is known of one thing, what is empty left out.
pub(super) fn card(app: &App<'_>, fields: &[(&str, String)]) -> Result<(), Fail> {
    let mut table = Table::bare(0, [Column::Fixed, Column::Gives(20)]);
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        table.row([Cell::plain(say(&format!("cli.head.{name}"))), Cell::plain(value.as_str())]);
    }
    app.out.table(&table)
}
