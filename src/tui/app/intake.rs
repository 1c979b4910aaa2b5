//! Pane 1 受理: today's register and what waits for acceptance, and the form for a new case.

use super::actions::{assessment, line, ordering, terms, text};
use super::list::{CaseList, filter_words};
use super::panes::Pane;
use super::{App, Heard};
use crate::desk::Order;
use crate::desk::service::{Answer, Query};
use crate::desk::views::Filter;
use crate::domain::party::Nature;
use crate::domain::vocabulary::{CaseKind, Channel, Side};
use crate::term::Key;
use crate::tui::form::{Field, Form};
use crate::tui::layers::{Layer, Outcome};
use crate::words::say;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::{Map, Value, json};

/// The name under which a new case is kept while it is typed.
pub const NEW_CASE: &str = "new case";

/// Pane 1 受理.
#[derive(Default)]
pub struct Intake {
    list: CaseList,
}

impl Pane for Intake {
    fn queries(&self, app: &App) -> Vec<Query> {
        let filter = Filter { words: filter_words(app), limit: 500, ..Filter::default() };
        vec![Query::Rows { list: self.list.list, filter }]
    }
}

impl Layer<App> for Intake {
    fn scopes(&self) -> &'static [&'static str] {
        &["list", "intake", "case", "desk", "global"]
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer, app: &App) {
        self.list.draw(area, buffer, &say("app.empty.intake"), app);
    }

    fn key(&mut self, key: Key, app: &mut App) -> Outcome<App> {
        self.list.key(key, app)
    }

    fn answer(&mut self, heard: &Heard, app: &mut App) -> Outcome<App> {
        match heard {
            Heard::Answer(Answer::Rows(list, rows)) if *list == self.list.list => self.list.take(rows.clone(), app),
            _ => Outcome::ignored(),
        }
    }

    fn caret(&self) -> Option<Position> {
        self.list.caret()
    }
}

/// Makes the fields of one party; `prefix` tells several apart.
pub fn party_fields(prefix: &str) -> Vec<Field> {
    let side = terms("side", Side::AREA, Side::ALL.iter().map(|it| it.key())).required();
    let nature = terms("nature", Nature::AREA, Nature::ALL.iter().map(|it| it.key())).with(&json!("person"));
    let mut fields = vec![side, nature, line("name").required(), line("phone"), line("id_no"), line("party_place")];
    for field in &mut fields {
        field.id = format!("{prefix}{}", field.id);
    }
    fields
}

/// Opens the form for a new case.
pub fn new_case(app: &mut App) -> Outcome<App> {
    let mut fields = vec![
        Field::heading("h.applicant", "app.heading.applicant"),
        line("a.name").required(),
        line("a.phone"),
        line("a.id_no"),
        line("a.place"),
        Field::heading("h.respondent", "app.heading.respondent"),
        line("r.name"),
        line("r.phone"),
        Field::heading("h.matter", "app.heading.matter"),
        terms("kind", CaseKind::AREA, CaseKind::ALL.iter().map(|it| it.key())).required().with(&json!("dispute")),
        terms("channel", Channel::AREA, Channel::ALL.iter().map(|it| it.key())).required().with(&json!("walk_in")),
        text("narrative", 4).required(),
        line("demand"),
        line("place"),
    ];
    fields.extend(assessment(None, None, None, app));
    fields.push(Field::yes_no("accept", "app.field.accept", true));
    let layer = ordering(&say("command.intake.new"), Form::new(fields), NEW_CASE, app, |values, _| {
        let order = Order::from_json(&registered(&values).to_string()).map_err(|error| error.message())?;
        Ok((order, say("command.intake.new")))
    });
    Outcome::taken().open(layer)
}

fn registered(values: &Map<String, Value>) -> Value {
    let party = |side: &str, prefix: &str| {
        let mut party = Map::from_iter([("side".to_owned(), json!(side))]);
        for key in ["name", "phone", "id_no", "place"] {
            if let Some(Value::String(value)) = values.get(&format!("{prefix}.{key}")) {
                party.insert(key.to_owned(), json!(value));
            }
        }
        party.contains_key("name").then_some(party)
    };
    let parties: Vec<_> = [party("applicant", "a"), party("respondent", "r")].into_iter().flatten().collect();
    let mut object =
        Map::from_iter([("command".to_owned(), json!("register")), ("parties".to_owned(), json!(parties))]);
    for key in ["kind", "channel", "narrative", "place", "category", "grade", "risk", "accept"] {
        if let Some(value) = values.get(key).filter(|value| !value.is_null()) {
            object.insert(key.to_owned(), value.clone());
        }
    }
    if let Some(demand) = values.get("demand").and_then(Value::as_str) {
        object.insert("demands".into(), json!([demand]));
    }
    Value::Object(object)
}
