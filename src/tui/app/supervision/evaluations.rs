//! The section of evaluations (测评): drawing service users, noting what they answered, the results per unit.

use super::super::App;
use super::super::deeds::{Deed, Deeds, Values, as_typed, deed};
use super::super::fields::{line, moment, text, unit_choices};
use super::super::told::{Cases, Line, Told, plain, short};
use crate::desk::evaluation::{EvaluationLine, EvaluationView, UnitView};
use crate::desk::service::{Answer, Query};
use crate::domain::case::CallBackAnswer;
use crate::domain::vocabulary::Satisfaction;
use crate::tui::form::Field;
use crate::tui::layers::Outcome;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Choice, Column, Piece};
use crate::words::{self, say, say_with, term};
use chrono::Datelike as _;
use serde_json::{Map, Value, json};

/// The section of evaluations.
pub type EvaluationsSection = Cases<Evaluations>;

/// What the section tells.
#[derive(Default)]
pub struct Evaluations {
    all: Vec<EvaluationView>,
}

static DRAWING: Deeds<()> = Deeds {
    scope: "evaluations",
    rows: &[deed("draw_evaluation", |(), _| Ok(()), |(), app| draw(app))],
    about: |()| Map::new(),
    name: |(), _| String::new(),
    days: &["from", "until"],
    moments: &[],
    shape: as_typed,
};

/// By which evaluation and case somebody was drawn.
type Drawn = (String, String);

static RINGING: Deeds<Drawn> = Deeds {
    scope: "evaluations",
    rows: RING,
    about: |(evaluation, no)| {
        Map::from_iter([("evaluation".to_owned(), json!(evaluation)), ("case".to_owned(), json!(no))])
    },
    name: |(_, no), _| no.clone(),
    days: &[],
    moments: &[],
    shape: graded,
};

const RING: &[Deed<Drawn>] = &[deed("answer_evaluation", |_, _| Ok(()), |_, app| ask(app))];

/// What the fields of the questions begin with; the name of the question follows.
const GRADE: &str = "grade.";

fn grades() -> Vec<Choice> {
    Satisfaction::ALL.iter().map(|it| Choice::new(it.key(), &term(Satisfaction::AREA, it.key()))).collect()
}

fn draw(app: &App) -> Vec<Field> {
    let first = app.now.date_naive().with_day(1).unwrap_or_default();
    let last = first.pred_opt().unwrap_or(first);
    let named = |id: &str, day: chrono::NaiveDate| {
        let mut field = moment(id, app).required().with(&json!(day.to_string()));
        field.label = format!("evaluation.field.{id}");
        field
    };
    vec![
        named("from", last.with_day(1).unwrap_or(last)),
        named("until", last),
        Field::many("units", "app.field.units", unit_choices(app)).hint("evaluation.units_hint"),
        Field::number("count", "app.field.count").hint("evaluation.count_hint"),
        line("seed").hint("review.seed_hint"),
    ]
}

fn ask(app: &App) -> Vec<Field> {
    let others = ["no_answer", "refused"].map(|key| Choice::new(key, &term("call_back", key)));
    let answers = grades().into_iter().chain(others).collect();
    let mut fields = vec![Field::pick("answer", "evaluation.field.answer", answers).required()];
    let questions = &app.centre.rulebook().evaluation.questions;
    fields.extend(questions.iter().map(|it| Field::pick(&format!("{GRADE}{}", it.name), &it.name, grades())));
    fields.push(text("note", 3));
    fields
}

fn graded(command: &'static str, values: Values, app: &App) -> Result<Values, String> {
    let (mut grades, mut rest) = (Map::new(), Map::new());
    for (name, value) in values {
        match name.strip_prefix(GRADE) {
            Some(question) => drop(grades.insert(question.to_owned(), value)),
            None => drop(rest.insert(name, value)),
        }
    }
    if let Some(answer) = rest.get("answer").and_then(Value::as_str).map(str::to_owned)
        && Satisfaction::from_key(&answer).is_some()
    {
        rest.insert("answer".into(), json!({"answered": answer}));
    }
    rest.insert("grades".into(), Value::Object(grades));
    as_typed(command, rest, app)
}

fn script(app: &App) -> Vec<Piece> {
    let questions = app.centre.rulebook().evaluation.questions.iter();
    questions.map(|question| (Meaning::Text, words::question(question))).collect()
}

fn unit_heading(no: &str, it: &UnitView) -> Line {
    let result = &it.result;
    let satisfied = if result.enough {
        words::share(&say("evaluation.satisfied"), &result.satisfied)
    } else {
        say_with("evaluation.too_few", &[("count", &result.satisfied.of().to_string())])
    };
    let values = [
        ("no", no.to_owned()),
        ("unit", it.name.clone()),
        ("drawn", result.drawn.to_string()),
        ("among", result.among.to_string()),
        ("satisfied", satisfied),
        ("no_answer", result.no_answer.to_string()),
        ("refused", result.refused.to_string()),
        ("to_ring", result.to_ring.to_string()),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    Line::heading(&say_with("evaluation.unit", &values), Meaning::Title)
}

fn line_of(no: &str, it: &EvaluationLine, app: &App) -> Line {
    let (answer, at) = match &it.answered {
        None => (Cell::new(say("evaluation.to_ring"), Meaning::Warning), String::new()),
        Some(answered) => {
            let meaning = match answered.answer {
                CallBackAnswer::Answered(Satisfaction::Dissatisfied) => Meaning::Overdue,
                CallBackAnswer::Answered(_) => Meaning::Good,
                CallBackAnswer::NoAnswer | CallBackAnswer::Refused => Meaning::Muted,
            };
            (Cell::new(words::call_back(answered.answer), meaning), short(answered.at, app.now))
        }
    };
    let cells = vec![plain(it.no.as_str()), answer, plain(at), plain(it.whom.as_str()), plain(it.title.as_str())];
    Line::new("evaluation", no, Some(&it.no), cells)
}

impl Told for Evaluations {
    const PANE: usize = super::PANE;
    const SCOPES: &'static [&'static str] = &["list", "evaluations", "case", "sections", "desk", "global"];
    const COLUMNS: &'static [Column<Line>] = &[
        Column::new("app.column.no", 12, 12, 0, |it: &Line| it.cell(0)),
        Column::new("evaluation.column.answer", 8, 10, 0, |it: &Line| it.cell(1)),
        Column::new("evaluation.column.at", 11, 11, 2, |it: &Line| it.cell(2)),
        Column::new("call_backs.column.whom", 6, 10, 0, |it: &Line| it.cell(3)),
        Column::new("told.column.title", 8, 16, 1, |it: &Line| it.cell(4)).fill(),
    ];

    fn name(&self) -> String {
        say("evaluation.section")
    }

    fn query(&self, _: &App) -> Query {
        Query::Evaluations
    }

    fn hear(&mut self, answer: &Answer, _: &App) -> bool {
        let Answer::Evaluations(all) = answer else { return false };
        self.all.clone_from(all);
        true
    }

    fn lines(&self, app: &App) -> Vec<Line> {
        let mut lines = Vec::new();
        for it in &self.all {
            for unit in &it.units {
                lines.push(unit_heading(&it.no, unit));
                lines.extend(unit.lines.iter().map(|line| line_of(&it.no, line, app)));
            }
        }
        lines
    }

    fn empty(&self) -> String {
        say("evaluation.nothing")
    }

    fn note(&self, _: &App) -> String {
        let Some(last) = self.all.first() else { return String::new() };
        let values = [
            ("no", last.no.clone()),
            ("from", last.from.to_string()),
            ("until", last.until.to_string()),
            ("seed", last.seed.clone()),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        say_with("evaluation.drawn", &values)
    }

    fn command(&mut self, id: &'static str, on: Option<&Line>, app: &mut App) -> Outcome<App> {
        let drawn = on.and_then(|line| Some((line.key.clone(), line.case.as_ref()?.to_string())));
        let told = if id == "evaluations.answer_evaluation" { script(app) } else { Vec::new() };
        let rung = RINGING.begin_beside(id, drawn.as_ref(), app, told);
        rung.or_else(|| DRAWING.begin(id, Some(&()), app)).unwrap_or_else(Outcome::ignored)
    }

    fn available(&self, id: &str, on: Option<&Line>, app: &App) -> Result<(), &'static str> {
        let drawn = on.and_then(|line| Some((line.key.clone(), line.case.as_ref()?.to_string())));
        RINGING.available(id, drawn.as_ref(), app).unwrap_or(Ok(()))
    }
}
