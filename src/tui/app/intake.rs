//! Pane 1 受理: today's register and what waits for acceptance, and the form for a new case.

use super::book;
use super::earlier::{self, Choices, NewCase};
use super::fields::{assessment, line, terms, text};
use super::list::CaseList;
use super::ordering::ordering_hearing;
use super::panes::Pane;
use super::person as known;
use super::search::narrowed;
use super::{App, Heard, sealed};
use crate::desk::Order;
use crate::desk::pages::Part;
use crate::desk::service::Query;
use crate::desk::views::Filter;
use crate::domain::alike::{Matter, Somebody};
use crate::domain::idno;
use crate::domain::incoming::{PREFIX, REGISTER};
use crate::domain::mask::{mask_id, mask_phone};
use crate::domain::party::{Nature, Sex};
use crate::domain::phone;
use crate::domain::vocabulary::{CaseKind, Channel, Side, Stage};
use crate::term::Key;
use crate::tui::form::{Field, Form, FormEvent};
use crate::tui::layers::{Layer, Outcome};
use crate::words::{self, say, say_with, term};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::{Map, Value, json};
use std::rc::Rc;

/// The name under which a new case is kept while it is typed.
pub const NEW_CASE: &str = "new case";

/// Pane 1 受理.
#[derive(Default)]
pub struct Intake {
    list: CaseList,
}

impl Pane for Intake {
    fn queries(&self, app: &App) -> Vec<Query> {
        let (filter, parts) = register(app);
        vec![self.list.query(filter, parts, app)]
    }
}

/// The whole register: what waits for a yes or no comes first, the officer's own before the others'; the rest
/// stays newest first.
fn register(app: &App) -> (Filter, Vec<Part>) {
    let waiting = || Part { stage: Some(Stage::Registered), ..Part::default() };
    let me = app.officer.id.clone();
    let parts = vec![
        Part { by: Some(me.clone()), ..waiting() },
        Part { but_by: Some(me), ..waiting() },
        Part { but_stage: Some(Stage::Registered), ..Part::default() },
    ];
    (narrowed(Filter::default(), app), parts)
}

impl Layer<App> for Intake {
    fn scopes(&self) -> &'static [&'static str] {
        &["list", "intake", "case", "desk", "global"]
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        self.list.draw(area, buffer, &say("app.empty.intake"), app);
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        self.list.key(key, register, app)
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        self.list.answer(heard, register, app)
    }

    fn caret(&self) -> Option<Position> {
        self.list.caret()
    }
}

/// Makes the fields of one party, for adding one to a case.
pub fn party_fields(app: &App) -> Vec<Field> {
    let mut fields = vec![side(), nature()];
    fields.extend(person("", app));
    fields.extend([Field::number("head_count", "app.field.head_count"), line("employer")]);
    fields
}

fn side() -> Field {
    terms("side", Side::AREA, Side::ALL.iter().map(|it| it.key())).required()
}

fn nature() -> Field {
    terms("nature", Nature::AREA, Nature::ALL.iter().map(|it| it.key())).with(&json!("person"))
}

/// Makes the fields that tell who somebody is; `prefix` tells several people apart.
pub(super) fn person(prefix: &str, app: &App) -> Vec<Field> {
    let today = app.now.date_naive();
    let field = |id: &str| {
        let mut field = line(id);
        field.id = format!("{prefix}{id}");
        field
    };
    let phone = |typed: &str| phone::parse(typed).map(|_| String::new()).map_err(|it| words::refusal(&it));
    let id_no = move |typed: &str| match idno::parse(typed, today) {
        Ok(read) => Ok(format!("{} {}", term(Sex::AREA, read.sex.key()), read.birth)),
        // Passports and organisation codes have no birth date to show.
        Err(_) if idno::other_document(typed).is_some() || idno::parse_organisation(typed).is_ok() => Ok(String::new()),
        Err(refusal) => Err(words::refusal(&refusal)),
    };
    vec![
        field("name").required(),
        field("phone").check(phone).masked_by(mask_phone),
        field("id_no").check(id_no).masked_by(mask_id),
        field("address"),
    ]
}

/// Opens the form for a new case: who, against whom, what, and how heavy it looks.
///
/// Earlier cases that look alike appear beside the form as it is filled in.
pub fn new_case(app: &mut App) -> Outcome<App> {
    new_case_form(None, NEW_CASE, app)
}

/// Returns a name for the draft of a new case under which nothing is kept yet: another resident's half-filled form
/// must not be mixed with this one's.
pub fn new_draft(app: &App) -> String {
    let names = std::iter::once(NEW_CASE.to_owned()).chain((2..).map(|count| format!("{NEW_CASE} {count}")));
    names.into_iter().find(|name| !app.drafts.contains_key(name)).unwrap_or_else(|| NEW_CASE.to_owned())
}

/// What is known already of a new case: the field, its value, and why that is to be looked at again.
pub type Known = Vec<(&'static str, Value, Option<String>)>;

/// Opens the form for a new case, kept under a name, filled with what is known already.
pub fn new_case_form(known: Option<&Known>, name: &str, app: &mut App) -> Outcome<App> {
    let mut fields = vec![Field::heading("h.applicant", "app.heading.applicant")];
    fields.extend(person("a.", app));
    fields.push(nature_of("a."));
    fields.push(Field::heading("h.respondent", "app.heading.respondent"));
    fields.extend(person("r.", app));
    fields.extend([
        Field::button("add_party", "app.add_party"),
        Field::heading("h.matter", "app.heading.matter"),
        text("narrative", 4).required(),
        line("demand"),
        line("place"),
        terms("kind", CaseKind::AREA, CaseKind::ALL.iter().map(|it| it.key())).required().with(&json!("dispute")),
        terms("channel", Channel::AREA, Channel::ALL.iter().map(|it| it.key())).required().with(&json!("walk_in")),
    ]);
    fields.extend(assessment(None, None, None, app));
    fields.push(Field::yes_no("accept", "app.field.accept", true));
    if name.strip_prefix(NEW_CASE).is_some_and(|rest| rest.trim_start().starts_with(PREFIX)) {
        // Which message it is made of; the case says so, and the message too.
        fields.insert(0, line("incoming").required());
    }
    let entry = book::entry_of(name, app);
    fields.extend(entry.as_ref().and_then(book::late_field));
    // Whoever is complained of may not be known yet.
    for field in &mut fields {
        if field.id == "r.name" {
            field.required = false;
        }
    }
    let draft = app.drafts.get(name).cloned();
    let mut form = Form::new(fields);
    for prefix in draft.as_ref().map(extra_parties).unwrap_or_default() {
        add_party(&mut form, &prefix, app);
    }
    for nature in draft.as_ref().map(groups).unwrap_or_default() {
        if let Some(field) = form.field_mut(&nature) {
            field.restore(&json!("group"));
        }
        group_fields(&mut form, &nature);
    }
    for (id, value, doubt) in known.into_iter().flatten() {
        if let Some(field) = form.field_mut(id) {
            field.restore(value);
            field.doubt.clone_from(doubt);
        }
    }
    app.earlier.clear();
    let chosen = Choices::of(draft.as_ref());
    let related = Rc::clone(&chosen);
    let entry_no = entry.as_ref().map(|it| it.kept.no.clone());
    let make = move |values: Map<String, Value>, _: &mut App| {
        let mut command = registered(&values);
        let related = &related.borrow().related;
        if !related.is_empty() {
            command["related"] = json!(related);
        }
        if let Some(it) = &entry {
            return book::from_book(command, &it.kept, &values);
        }
        let order = Order::from_json(&command.to_string()).map_err(|error| error.message())?;
        Ok((order, say("command.intake.new")))
    };
    if let Some(draft) = &draft {
        // What comes back is checked at once, as if it had just been typed.
        form.from_draft(draft);
        // What a complaint asks for besides is there once the form knows that it is one.
        for _ in 0..2 {
            sealed::offer(&mut form, app);
            form.from_draft(draft);
        }
    }
    let asked = earlier::ask(matter(&form), app);
    let react = |event: &FormEvent, form: &mut Form, app: &mut App| match event {
        FormEvent::Pressed(_) => {
            let count = form.values().keys().filter_map(|key| key.strip_suffix(".side")).count();
            let prefix = format!("p{}.", count + 1);
            add_party(form, &prefix, app);
            form.focus_on(&format!("{prefix}side"));
            Outcome::taken()
        }
        FormEvent::Changed(field) if field.ends_with("nature") => {
            group_fields(form, field);
            // The focus went on to what was next before there was more to fill in here.
            form.focus_on(&format!("{}head_count", field.trim_end_matches("nature")));
            Outcome::taken()
        }
        FormEvent::Changed(field) if field == "kind" || field == "sealed" => {
            sealed::offer(form, app);
            Outcome::taken()
        }
        FormEvent::Changed(field) => {
            known::forget(field, form);
            changed(field, form, app)
        }
        _ => Outcome::taken(),
    };
    // Whoever was picked may have been here before, like anybody typed in.
    let hear = |heard: &Heard, form: &mut Form, app: &mut App| match known::hear(heard, form, app) {
        Some(field) => changed(&field, form, app),
        None => Outcome::ignored(),
    };
    let title = match &entry_no {
        Some(no) => say_with("book.entry", &[("no", no)]),
        None => say("command.intake.new"),
    };
    let form = ordering_hearing(&title, form, name, app, make, react, hear).commanding(
        &["new_case", "form", "global"],
        |id, form, app| match id {
            "new_case.known" => known::offer(form, app),
            _ => Outcome::ignored(),
        },
    );
    Outcome::taken().open(NewCase::new(form, chosen)).effect(asked)
}

fn nature_of(prefix: &str) -> Field {
    let mut field = nature();
    field.id = format!("{prefix}nature");
    field
}

/// Shows how many people a group has and who speaks for it, as long as the party is a group.
fn group_fields(form: &mut Form, nature: &str) {
    let prefix = nature.trim_end_matches("nature");
    let (count, speakers) = (format!("{prefix}head_count"), format!("{prefix}representatives"));
    let is_group = form.field(nature).is_some_and(|field| field.value() == json!("group"));
    form.remove_group(&count);
    form.remove_group(&speakers);
    if !is_group {
        return;
    }
    let mut fields = vec![
        Field::number("head_count", "app.field.head_count").required(),
        line("representatives").required().hint("app.representatives_hint"),
    ];
    fields[0].id = count;
    fields[1].id = speakers;
    form.insert_after(nature, fields);
}

fn add_party(form: &mut Form, prefix: &str, app: &App) {
    let mut fields = vec![Field::heading(&format!("{prefix}h"), "app.heading.party"), side(), nature()];
    for field in &mut fields[1..] {
        field.id = format!("{prefix}{}", field.id);
    }
    fields.extend(person(prefix, app));
    form.insert_before("add_party", fields);
}

/// Returns the prefixes of the parties that a draft has beyond the two every form has.
fn extra_parties(draft: &Value) -> Vec<String> {
    let fields = draft.get("fields").and_then(Value::as_object).into_iter().flatten();
    fields
        .filter_map(|(id, _)| id.strip_suffix("side").filter(|prefix| prefix.starts_with('p')))
        .map(str::to_owned)
        .collect()
}

/// Returns the fields of a draft that say that a party is a group.
fn groups(draft: &Value) -> Vec<String> {
    let fields = draft.get("fields").and_then(Value::as_object).into_iter().flatten();
    fields.filter(|(id, value)| id.ends_with("nature") && **value == json!("group")).map(|(id, _)| id.clone()).collect()
}

/// Looks for earlier cases like what is typed so far, and guesses the category from the narrative.
fn changed(field: &str, form: &mut Form, app: &mut App) -> Outcome<App> {
    if field == "narrative" {
        let narrative = form.text("narrative");
        let guess = app.centre.rulebook().guess_category(&narrative).first().map(|(id, _)| id.to_string());
        let unset = form.field("category").is_some_and(|field| field.value().is_null());
        if let (true, Some(guess), Some(category)) = (unset, guess, form.field_mut("category")) {
            category.note = app
                .centre
                .rulebook()
                .category_name(&guess.as_str().into())
                .map(|name| say_with("app.guessed", &[("category", &name)]));
        }
    }
    let what = field.rsplit_once('.').map_or(field, |(_, what)| what);
    if !["name", "phone", "id_no", "address", "representatives", "narrative", "place", "side"].contains(&what) {
        return Outcome::taken();
    }
    let effect = earlier::ask(matter(form), app);
    Outcome::taken().effect(effect)
}

/// Returns what is typed so far as it is compared with earlier cases.
fn matter(form: &Form) -> Matter {
    let mut people = Vec::new();
    let prefixes: Vec<&str> = form.fields().filter_map(|field| field.id.strip_suffix(".name")).collect();
    for prefix in prefixes {
        let typed = |what: &str| form.text(&format!("{prefix}.{what}"));
        let raw = |what: &str| form.field(&format!("{prefix}.{what}")).map(Field::value);
        let side = match prefix {
            "a" => Some(Side::Applicant),
            "r" => Some(Side::Respondent),
            _ => raw("side").and_then(|side| Side::from_key(side.as_str()?)),
        };
        people.push(Somebody {
            side,
            is_organisation: raw("nature").is_some_and(|it| it == json!(Nature::Organisation.key())),
            name: typed("name"),
            phone: phone::parse(&typed("phone")).unwrap_or_default(),
            id_no: idno::normalise(&typed("id_no")),
            place: typed("address"),
            speaks: false,
        });
        for speaker in speakers(&typed("representatives")).as_array().into_iter().flatten() {
            let text = |key: &str| speaker.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let phone = phone::parse(&text("phone")).unwrap_or_default();
            people.push(Somebody { side, name: text("name"), phone, speaks: true, ..Somebody::default() });
        }
    }
    Matter { people, narrative: form.text("narrative"), place: form.text("place") }
}

fn registered(values: &Map<String, Value>) -> Value {
    let mut prefixes: Vec<&str> = values.keys().filter_map(|key| key.strip_suffix(".name")).collect();
    // Applicants first, in the order of the form.
    prefixes.sort_by_key(|prefix| match *prefix {
        "a" => (0, 0),
        "r" => (1, 0),
        other => (2, other[1..].parse::<u32>().unwrap_or(0)),
    });
    let parties: Vec<Value> = prefixes.into_iter().filter_map(|prefix| party(prefix, values)).collect();
    let mut object =
        Map::from_iter([("command".to_owned(), json!("register")), ("parties".to_owned(), json!(parties))]);
    for key in ["kind", "channel", "narrative", "place", "category", "grade", "risk", "accept"] {
        if let Some(value) = values.get(key).filter(|value| !value.is_null()) {
            object.insert(key.to_owned(), value.clone());
        }
    }
    if values.get("sealed") == Some(&json!(true)) {
        object.insert("sealed".into(), Value::Object(sealed::shaped(&mut values.clone())));
    }
    if let Some(number) = values.get("incoming").and_then(Value::as_str) {
        object.insert("origin".into(), json!({"register": REGISTER, "entry": number}));
    }
    if let Some(demand) = values.get("demand").and_then(Value::as_str) {
        object.insert("demands".into(), json!([demand]));
    }
    Value::Object(object)
}

fn party(prefix: &str, values: &Map<String, Value>) -> Option<Value> {
    let side = match prefix {
        "a" => json!("applicant"),
        "r" => json!("respondent"),
        _ => values.get(&format!("{prefix}.side"))?.clone(),
    };
    let mut party = Map::from_iter([("side".to_owned(), side)]);
    for (key, typed) in
        [("name", "name"), ("nature", "nature"), ("phone", "phone"), ("id_no", "id_no"), ("place", "address")]
    {
        if let Some(value) = values.get(&format!("{prefix}.{typed}")).filter(|value| !value.is_null()) {
            party.insert(key.to_owned(), value.clone());
        }
    }
    if let Some(Value::String(known)) = values.get(&format!("{prefix}.person")) {
        party.insert("person".into(), json!(known.parse::<i64>().ok()));
    }
    if let Some(count) = values.get(&format!("{prefix}.head_count")).filter(|count| !count.is_null()) {
        party.insert("head_count".into(), count.clone());
    }
    if let Some(Value::String(names)) = values.get(&format!("{prefix}.representatives")) {
        party.insert("representatives".into(), speakers(names));
    }
    party.contains_key("name").then_some(Value::Object(party))
}

/// Reads who speaks for a group: names with their phones, parted by commas.
fn speakers(typed: &str) -> Value {
    let each = typed.split([',', ';', '\u{ff0c}', '\u{3001}', '\u{ff1b}']).map(str::trim).filter(|one| !one.is_empty());
    let one = |one: &str| {
        let (phones, names): (Vec<&str>, Vec<&str>) =
            one.split_whitespace().partition(|word| phone::parse(word).is_ok());
        let mut person = Map::from_iter([("name".to_owned(), json!(names.join(" ")))]);
        if let Some(phone) = phones.first() {
            person.insert("phone".into(), json!(phone));
        }
        Value::Object(person)
    };
    each.map(one).collect()
}
