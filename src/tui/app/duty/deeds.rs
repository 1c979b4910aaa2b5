//! What can be done with the roster: rows of the forms made from the commands' own fields.

use crate::domain::dates;
use crate::domain::ids::OfficerId;
use crate::domain::permission::{self, Right};
use crate::domain::roster::{Advance, Slot, SwapLine};
use crate::domain::rulebook::DayGroup;
use crate::domain::time::Day;
use crate::tui::app::App;
use crate::tui::app::actions::Reason;
use crate::tui::app::deeds::{Deed, Deeds, Values, deed};
use crate::tui::form::Field;
use crate::tui::widgets::Choice;
use crate::words::{self, term};
use serde_json::{Map, Value, json};

/// What the cursor of the roster stands on, and what is around it.
#[derive(Debug, Clone)]
pub struct Place {
    /// The day.
    pub day: Day,
    /// The post, where the day has it.
    pub slot: Option<Slot>,
    /// Whether the day was published.
    pub published: bool,
    /// Who stands there.
    pub officers: Vec<OfficerId>,
    /// The first day that was not published.
    pub next: Day,
    /// Others' duties of the week, that could be taken in return.
    pub others: Vec<(Slot, String)>,
    /// The swaps that wait for somebody.
    pub swaps: Vec<SwapLine>,
    /// The patterns.
    pub patterns: Vec<String>,
}

/// What can be done with the duty under the cursor.
pub static ON_DUTY: Deeds<Place> = Deeds {
    scope: "roster",
    rows: ON_DUTY_ROWS,
    about: |place| match &place.slot {
        Some(Slot { day, shift, post }) => Map::from_iter([
            ("day".to_owned(), json!(day)),
            ("shift".into(), json!(shift)),
            ("post".into(), json!(post)),
        ]),
        None => Map::new(),
    },
    name: |place, app| place.slot.as_ref().map(|slot| words::roster::place(slot, &app.centre)).unwrap_or_default(),
    days: &[],
    moments: &[],
    shape,
};

const ON_DUTY_ROWS: &[Deed<Place>] = &[
    deed("assign_duty", published, |place, app| {
        vec![
            Field::many("officers", "roster.field.officers", officer_choices(app)).with(&json!(place.officers)),
            reason(),
        ]
    }),
    deed(
        "ask_swap",
        |place, app| match published(place, app) {
            Ok(()) if !place.officers.contains(&app.officer.id) => Err("roster.refused.not_yours"),
            other => other,
        },
        |place, app| {
            let mut with = officer_choices(app);
            with.retain(|choice| choice.id != app.officer.id.as_str());
            let key = |slot: &Slot| format!("{} {} {}", slot.day, slot.shift, slot.post);
            let back = place.others.iter().map(|(slot, who)| {
                Choice::new(&key(slot), &format!("{} {who}", words::roster::place(slot, &app.centre)))
            });
            vec![
                Field::pick("with", "roster.field.with", with).required(),
                Field::pick("back", "roster.field.back", back.collect()),
                reason(),
            ]
        },
    ),
];

/// What can be done with the roster as a whole.
pub static ON_ROSTER: Deeds<Place> = Deeds {
    scope: "roster",
    rows: ON_ROSTER_ROWS,
    about: |_| Map::new(),
    name: |_, _| String::new(),
    days: &["from", "until", "on", "day", "start", "end"],
    moments: &[],
    shape,
};

const ON_ROSTER_ROWS: &[Deed<Place>] = &[
    deed(
        "publish_roster",
        |_, _| Ok(()),
        |place, app| {
            let last =
                place.next + chrono::Days::new(u64::from(app.centre.rulebook().roster.publish_days.clamp(1, 28)) - 1);
            vec![
                date("from", place.next, app).required(),
                date("until", last, app).required(),
                Field::area("despite", "roster.field.despite", 2).hint("roster.field.despite_hint"),
            ]
        },
    ),
    deed("agree_swap", has_swaps, |place, app| vec![swaps(place, app)]),
    deed("approve_swap", has_swaps, |place, app| vec![swaps(place, app)]),
    deed("refuse_swap", has_swaps, |place, app| vec![swaps(place, app), reason()]),
    deed(
        "absent",
        |_, _| Ok(()),
        |place, app| {
            vec![
                who(app).required(),
                date("from", place.day, app).required(),
                date("until", place.day, app).required(),
                reason(),
            ]
        },
    ),
    deed("return_early", |_, _| Ok(()), |place, app| vec![who(app).required(), date("on", place.day, app).required()]),
    deed(
        "set_floor",
        |_, _| Ok(()),
        |place, app| {
            let on_floor = app.centre.units.iter().filter(|unit| unit.residency.is_some());
            let units = on_floor.map(|unit| {
                let mode = unit.residency.as_ref().map(|it| term("residency", it.mode.key())).unwrap_or_default();
                Choice::new(unit.id.as_str(), &unit.name).hint(&mode).search(&format!("{} {}", unit.name, unit.short))
            });
            vec![
                Field::pick("unit", "roster.field.unit", units.collect()).required(),
                date("day", place.day, app).required(),
                Field::yes_no("present", "roster.field.present", true),
                Field::text_line("note", "roster.field.note"),
            ]
        },
    ),
    deed(
        "save_pattern",
        |_, _| Ok(()),
        |place, app| {
            let posts = app.centre.rulebook().posts.iter().map(|it| Choice::new(it.id.as_str(), &it.name));
            let shifts = app.centre.rulebook().shifts.iter().map(|it| Choice::new(it.id.as_str(), &it.name));
            let named = |area: &str, keys: Vec<&'static str>| -> Vec<Choice> {
                keys.into_iter().map(|key| Choice::new(key, &term(area, key))).collect()
            };
            let only = named(DayGroup::AREA, DayGroup::ALL.iter().map(|it| it.key()).collect());
            let advance = named(Advance::AREA, Advance::ALL.iter().map(|it| it.key()).collect());
            vec![
                Field::text_line("id", "roster.field.id").required().hint("roster.field.id_hint"),
                Field::pick("post", "roster.field.post", posts.collect()).required(),
                Field::many("shifts", "roster.field.shifts", shifts.collect()),
                Field::pick("only", "roster.field.only", only).with(&json!("all")),
                Field::text_line("weekdays", "roster.field.weekdays").hint("roster.field.weekdays_hint"),
                Field::text_line("nth", "roster.field.nth").hint("roster.field.nth_hint"),
                Field::area("teams", "roster.field.teams", 4).required().hint("roster.field.teams_hint"),
                Field::pick("advance", "roster.field.advance", advance).required().with(&json!("day")),
                date("start", place.day, app).required(),
            ]
        },
    ),
    deed(
        "remove_pattern",
        |place, _| if place.patterns.is_empty() { Err("roster.refused.no_pattern") } else { Ok(()) },
        |place, _| {
            let patterns = place.patterns.iter().map(|id| Choice::new(id, id)).collect();
            vec![Field::pick("pattern", "roster.field.pattern", patterns).required()]
        },
    ),
];

fn published(place: &Place, _: &App) -> Result<(), Reason> {
    match &place.slot {
        None => Err("roster.refused.no_post"),
        Some(_) if !place.published => Err("roster.refused.unpublished"),
        Some(_) => Ok(()),
    }
}

fn has_swaps(place: &Place, _: &App) -> Result<(), Reason> {
    if place.swaps.is_empty() { Err("roster.refused.no_swap") } else { Ok(()) }
}

fn reason() -> Field {
    Field::area("reason", "app.field.reason", 2).required()
}

fn officer_choices(app: &App) -> Vec<Choice> {
    let officers = app.centre.officers.iter();
    officers.map(|officer| Choice::new(officer.id.as_str(), &officer.name).hint(officer.id.as_str())).collect()
}

/// Makes a field for an officer: oneself, and everybody for whoever keeps the roster.
fn who(app: &App) -> Field {
    let mut choices = officer_choices(app);
    if !permission::may(&app.officer, Right::Roster) {
        choices.retain(|choice| choice.id == app.officer.id.as_str());
    }
    Field::pick("officer", "roster.field.officer", choices).with(&json!(app.officer.id))
}

fn date(id: &str, day: Day, app: &App) -> Field {
    let (now, calendar) = (app.now, app.centre.calendar.clone());
    let read = move |typed: &str| match dates::parse_when(typed, now, &calendar) {
        Ok(when) => Ok(words::clock::understood(&when)),
        Err(refusal) => Err(words::refusal(&refusal)),
    };
    Field::date(id, &format!("roster.field.{id}"), read).with(&json!(day.to_string()))
}

fn swaps(place: &Place, app: &App) -> Field {
    let choices: Vec<Choice> = place
        .swaps
        .iter()
        .map(|it| {
            let what = format!("{} → {} {}", it.by.name, it.with.name, words::roster::place(&it.give, &app.centre));
            Choice::new(&it.id.to_string(), &what).hint(&term("swap", it.status.key()))
        })
        .collect();
    let field = Field::pick("swap", "roster.field.swap", choices.clone()).required();
    if let [only] = choices.as_slice() { field.with(&json!(only.id)) } else { field }
}

/// Reads numbers as people write them: `1 3`, `1、3`.
fn numbers(typed: &Value) -> Vec<u32> {
    let digits = typed.as_str().unwrap_or_default().split(|c: char| !c.is_ascii_digit());
    digits.filter_map(|digits| digits.parse().ok()).collect()
}

/// Brings swap, return and pattern into the shape of the command.
fn shape(command: &'static str, mut values: Values, app: &App) -> Result<Values, String> {
    if let Some(swap) = values.get("swap").and_then(Value::as_str).and_then(|it| it.parse::<u32>().ok()) {
        values.insert("swap".into(), json!(swap));
    }
    if let Some(back) = values.get("back").and_then(Value::as_str).map(str::to_owned) {
        let mut parts = back.splitn(3, ' ');
        let slot = json!({"day": parts.next(), "shift": parts.next(), "post": parts.next()});
        values.insert("back".into(), slot);
    }
    if command != "save_pattern" {
        return Ok(values);
    }
    let mut taken = |key: &str| values.remove(key).unwrap_or(Value::Null);
    let only = taken("only");
    let days = json!({
        "only": if only.is_null() { json!("all") } else { only },
        "weekdays": numbers(&taken("weekdays")),
        "nth": numbers(&taken("nth")),
    });
    let teams = teams(taken("teams").as_str().unwrap_or_default(), app)?;
    values.extend([("days".to_owned(), days), ("teams".to_owned(), json!(teams))]);
    Ok(Map::from_iter([("pattern".to_owned(), Value::Object(values))]))
}

/// Reads teams, one a line, by names or codes.
fn teams(typed: &str, app: &App) -> Result<Vec<Vec<OfficerId>>, String> {
    let find = |name: &str| {
        let officers = &app.centre.officers;
        let found =
            officers.iter().find(|it| it.name == name).or_else(|| officers.iter().find(|it| it.id.as_str() == name));
        found.map(|it| it.id.clone()).ok_or_else(|| words::refusal(&crate::refuse!("unknown_officer", officer = name)))
    };
    let lines = typed.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let names = line.split(|c: char| c.is_whitespace() || "、,，".contains(c));
            names.filter(|name| !name.is_empty()).map(find).collect()
        })
        .collect()
}
