//! Fields that many forms share: units, officers, clocks, categories, dates, with their labels under `app.field.*`.

use super::{App, sealed};
use crate::domain::case::{Assignment, Case};
use crate::domain::dates;
use crate::domain::ids::UnitId;
use crate::domain::vocabulary::{AssignmentStatus as Status, Grade, LinkKind, Risk, Role, UnitKind};
use crate::tui::form::Field;
use crate::tui::widgets::{Choice, Piece};
use crate::words::{self, say, term};
use serde_json::json;

/// Makes a field of one line whose label stands under `app.field.<id>`.
pub fn line(id: &str) -> Field {
    Field::text_line(id, &format!("app.field.{id}"))
}

/// Makes a field of several lines whose label stands under `app.field.<id>`.
pub fn text(id: &str, rows: u16) -> Field {
    Field::area(id, &format!("app.field.{id}"), rows)
}

pub(super) fn reason() -> Field {
    text("reason", 3).required()
}

/// Makes a field for a member of a closed list.
pub fn terms<'a>(id: &str, area: &str, keys: impl IntoIterator<Item = &'a str>) -> Field {
    let choices = keys.into_iter().map(|key| Choice::new(key, &term(area, key))).collect();
    Field::pick(id, &format!("app.field.{id}"), choices)
}

/// Returns every unit that can be given a case, as choices found by name, short name or initials.
pub fn unit_choices(app: &App) -> Vec<Choice> {
    let units = app.centre.units.iter().filter(|unit| !sealed::is_accused(app, Some(&unit.id), None));
    units
        .map(|unit| {
            let kind = term(UnitKind::AREA, unit.kind.key());
            Choice::new(unit.id.as_str(), &unit.name).hint(&kind).search(&format!("{} {}", unit.name, unit.short))
        })
        .collect()
}

/// Makes a field for a unit.
pub fn units(id: &str, app: &App) -> Field {
    Field::pick(id, &format!("app.field.{id}"), unit_choices(app))
}

pub(super) fn assigned(id: &str, case: &Case, app: &App, states: &[Status]) -> Field {
    let live = case.assignments.iter().filter(|it| states.contains(&it.status));
    let choices: Vec<_> = live
        .map(|it| {
            Choice::new(it.unit.as_str(), app.centre.unit_name(&it.unit)).hint(&term(Status::AREA, it.status.key()))
        })
        .collect();
    let field = Field::pick(id, &format!("app.field.{id}"), choices.clone()).required();
    // An officer of a unit speaks for it; with one unit in question there is nothing to choose.
    let own = app.clock_of(case).and_then(|clock| clock.unit.as_ref()).or(app.officer.unit.as_ref());
    let own = own.map(UnitId::as_str);
    let only = choices.iter().find(|choice| Some(choice.id.as_str()) == own).or(choices.first());
    match only {
        Some(only) if choices.len() == 1 || Some(only.id.as_str()) == own => field.with(&json!(only.id)),
        _ => field,
    }
}

/// Makes a field for an officer with a role.
pub fn officers(id: &str, role: Role, app: &App) -> Field {
    let choices: Vec<_> = app
        .centre
        .officers
        .iter()
        .filter(|officer| officer.has(role) && !sealed::is_accused(app, None, Some(officer)))
        .map(|officer| Choice::new(officer.id.as_str(), &officer.name))
        .collect();
    let field = Field::pick(id, &format!("app.field.{id}"), choices.clone());
    if let [only] = choices.as_slice() { field.with(&json!(only.id)) } else { field }
}

pub(super) fn clocks(case: &Case, app: &App) -> Field {
    let running = case.clocks.iter().filter(|clock| clock.is_running());
    let choices: Vec<_> = running
        .map(|clock| {
            let due = words::clock::moment(clock.due);
            Choice::new(&clock.id.to_string(), &words::clock::name(clock)).hint(&due)
        })
        .collect();
    let first = app.clock_of(case).filter(|clock| clock.is_running()).map(|clock| clock.id.to_string());
    let first = first.or_else(|| choices.first().map(|choice| choice.id.clone()));
    Field::pick("clock", "app.field.clock", choices).required().with(&json!(first))
}

/// Makes a field for one of the links of a case.
pub(super) fn links(case: &Case) -> Field {
    let choices: Vec<_> = case
        .links
        .iter()
        .map(|link| {
            let (kind, no) = (link.kind.key(), link.other.as_str());
            Choice::new(&format!("{kind} {no}"), no).hint(&term(LinkKind::AREA, kind))
        })
        .collect();
    let field = Field::pick("link", "app.field.link", choices.clone()).required();
    if let [only] = choices.as_slice() { field.with(&json!(only.id)) } else { field }
}

/// Makes a field to tick what goes back to the case on screen when its merger is undone, the newest first.
pub(super) fn taken_back(app: &App) -> Field {
    let lines = app.current.iter().flat_map(|view| view.can_take_back().map(move |line| (view, line)));
    let mut choices: Vec<_> = lines
        .map(|(view, line)| {
            let said = words::event(&line.event, view.case_of(line), &app.centre);
            let at = line.at.format("%m-%d %H:%M").to_string();
            Choice::new(&line.rev.to_string(), &format!("{at} {} {said}", line.who))
        })
        .collect();
    choices.reverse();
    Field::many("entries", "app.field.entries", choices)
}

/// Makes a field for a day or time as people say it: `明天 9点`, `+3工作日`.
pub fn moment(id: &str, app: &App) -> Field {
    let (now, calendar) = (app.now, app.centre.calendar.clone());
    Field::date(id, &format!("app.field.{id}"), move |typed| match dates::parse_when(typed, now, &calendar) {
        Ok(when) => Ok(words::clock::understood(&when)),
        Err(refusal) => Err(words::refusal(&refusal)),
    })
}

/// Returns the rulebook's categories as choices, the general ones before the particular.
pub fn category_choices(app: &App) -> Vec<Choice> {
    let mut choices = Vec::new();
    for top in &app.centre.rulebook().categories {
        choices.push(Choice::new(top.id.as_str(), &top.name).hint(top.id.as_str()));
        for item in &top.items {
            choices
                .push(Choice::new(item.id.as_str(), &format!("{} · {}", top.name, item.name)).hint(item.id.as_str()));
        }
    }
    choices
}

/// Makes the three fields of an assessment.
pub fn assessment(category: Option<&str>, grade: Option<Grade>, risk: Option<Risk>, app: &App) -> Vec<Field> {
    vec![
        Field::pick("category", "app.field.category", category_choices(app)).with(&json!(category)),
        terms("grade", Grade::AREA, Grade::ALL.iter().map(|it| it.key())).with(&json!(grade.map(Grade::key))),
        terms("risk", Risk::AREA, Risk::ALL.iter().map(|it| it.key())).with(&json!(risk.map(Risk::key))),
    ]
}

pub(super) fn amend(case: &Case, _: &App) -> Vec<Field> {
    let known = |value: &Option<String>| json!(value.clone().unwrap_or_default());
    vec![
        line("title").with(&json!(case.title)),
        text("narrative", 6).with(&json!(case.narrative)),
        line("place").with(&known(&case.place)),
        line("grid").with(&known(&case.grid)),
        Field::number("people_involved", "app.field.people_involved").with(&json!(case.people_involved)),
    ]
}

pub(super) fn assess(case: &Case, app: &App) -> Vec<Field> {
    let category = case.category.as_ref().map(|it| it.as_str().to_owned());
    let guess = || app.centre.rulebook().guess_category(&case.narrative).first().map(|(id, _)| id.to_string());
    let mut fields = assessment(category.or_else(guess).as_deref(), case.grade, case.risk, app);
    fields.push(text("reason", 2));
    fields
}

/// The suggestions of the rulebook come first, with the first one chosen; whoever was right to say "not ours" is
/// not offered again, and whoever helps already not as a helper.
pub(super) fn route(case: &Case, app: &App) -> Vec<Field> {
    let was_right = |unit: &str| {
        let upheld = |it: &Assignment| it.objection.as_ref().is_some_and(|objection| objection.upheld == Some(true));
        case.assignments.iter().any(|it| it.unit.as_str() == unit && upheld(it))
    };
    let mut suggestions = crate::desk::service::suggest(case, &app.centre, &app.floor(), app.now);
    suggestions.retain(|it| !was_right(it.unit.as_str()));
    let mut rest = unit_choices(app);
    rest.retain(|choice| !was_right(&choice.id));
    let mut helpers = rest.clone();
    helpers.retain(|choice| case.assignment_of(&UnitId::from(choice.id.as_str())).is_none());
    let helpers = Field::many("co", "app.field.co", helpers);
    let place = |choice: &Choice| suggestions.iter().position(|it| it.unit.as_str() == choice.id);
    let mut choices: Vec<Choice> = rest
        .into_iter()
        .map(|choice| if place(&choice).is_some() { choice.hint(&say("app.suggested")) } else { choice })
        .collect();
    choices.sort_by_key(|choice| place(choice).unwrap_or(usize::MAX));
    let first = suggestions.first();
    let co: Vec<&str> = first.map(|it| it.co.iter().map(UnitId::as_str).collect()).unwrap_or_default();
    vec![
        Field::pick("lead", "app.field.lead", choices).required().with(&json!(first.map(|it| it.unit.as_str()))),
        helpers.with(&json!(co)),
        text("instruction", 3),
    ]
}

/// Says why units are suggested for a case, for the room beside the form.
pub(super) fn reasons(app: &App) -> Vec<Piece> {
    use crate::tui::theme::Meaning;
    let Some(case) = app.case() else { return Vec::new() };
    let mut lines = vec![(Meaning::Title, say("app.suggestions"))];
    for it in crate::desk::service::suggest(case, &app.centre, &app.floor(), app.now) {
        let how = say(&format!("routing.handling.{}", it.handling.key()));
        lines.push((Meaning::Text, format!("{} · {how}", app.centre.unit_name(&it.unit))));
        for reason in &it.reasons {
            let args = reason.args();
            let args: Vec<_> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
            lines.push((
                Meaning::Muted,
                format!("  {}", words::say_with(&format!("routing.reason.{}", reason.key()), &args)),
            ));
        }
    }
    lines
}
