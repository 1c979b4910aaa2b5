//! The section of call-backs (回访): whom to ring now with the script beside the form, and the cases behind the figures.

use super::super::App;
use super::super::deeds::{Deed, Deeds, Values, as_typed, deed};
use super::super::fields::{moment, reason, text, units};
use super::super::told::{Cases, Line, Told, plain, short};
use crate::desk::call_backs::{CallBackLine, CallBacks};
use crate::desk::service::{Answer, Query};
use crate::domain::call_back::{Cause, Turn};
use crate::domain::figures::Measure;
use crate::domain::vocabulary::Satisfaction;
use crate::tui::form::Field;
use crate::tui::layers::Outcome;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Choice, Column, Piece};
use crate::words::{self, say, say_with, term};
use serde_json::{Map, Value, json};

/// The section of call-backs.
pub type CallBacksSection = Cases<Queue>;

/// What the section tells.
#[derive(Default)]
pub struct Queue {
    found: Option<Box<CallBacks>>,
    /// The figure whose cases are on screen instead of the queue.
    behind: Option<Measure>,
}

type When = Result<(), &'static str>;

fn about(line: &CallBackLine) -> Values {
    Map::from_iter([("no".to_owned(), json!(line.no))])
}

fn resolved(line: &CallBackLine, _: &App) -> When {
    if line.cause == Cause::Resolved { Ok(()) } else { Err("call_backs.refused.not_resolved") }
}

/// What is done about somebody whose matter was resolved.
static RINGING: Deeds<CallBackLine> = Deeds {
    scope: "call_backs",
    rows: RING,
    about,
    name: |line, _| line.no.to_string(),
    days: &[],
    moments: &[],
    shape: noted,
};

const RING: &[Deed<CallBackLine>] = &[
    deed("call_back", resolved, |_, app| ask(app)),
    deed("reopen", resolved, |line, app| vec![reason(), units("unit", app).with(&json!(line.unit))]),
    deed(
        "close_call_back",
        |line, app| match line.turn {
            Turn::Now if line.tries == 0 => Err("call_backs.refused.not_tried"),
            _ => resolved(line, app),
        },
        |_, _| vec![reason()],
    ),
];

/// What is done about an instalment.
static PERFORMING: Deeds<CallBackLine> = Deeds {
    scope: "call_backs",
    rows: PERFORM,
    about: |line| {
        let mut values = about(line);
        values.insert("instalment".to_owned(), json!(line.instalment));
        values
    },
    name: |line, _| line.no.to_string(),
    days: &["on"],
    moments: &[],
    shape: as_typed,
};

const PERFORM: &[Deed<CallBackLine>] = &[
    deed("perform", agreed, |_, app| vec![moment("on", app), text("note", 2)]),
    deed("breach", agreed, |_, _| vec![text("note", 3).required()]),
];

fn agreed(line: &CallBackLine, _: &App) -> When {
    if line.instalment.is_some() { Ok(()) } else { Err("call_backs.refused.not_agreed") }
}

/// What the fields of the script begin with; the number of the question follows.
const ASK: &str = "ask.";

fn ask(app: &App) -> Vec<Field> {
    let grades = Satisfaction::ALL.iter().map(|it| Choice::new(it.key(), &term(Satisfaction::AREA, it.key())));
    let others = ["no_answer", "refused"].map(|key| Choice::new(key, &term("call_back", key)));
    let mut fields = vec![Field::pick("answer", "app.field.answer", grades.chain(others).collect()).required()];
    let script = &app.centre.rulebook().call_back.script;
    fields.extend(script.iter().enumerate().map(|(nth, question)| {
        let id = format!("{ASK}{nth}");
        if question.answers.is_empty() {
            Field::text_line(&id, &question.name)
        } else {
            let answers = question.answers.iter().map(|answer| Choice::new(answer, answer));
            Field::pick(&id, &question.name, answers.collect())
        }
    }));
    fields.push(text("note", 3));
    fields
}

/// Writes what was answered to the script before what else was said: one note, as the record has it.
fn noted(command: &'static str, mut values: Values, app: &App) -> Result<Values, String> {
    if command != "call_back" {
        return as_typed(command, values, app);
    }
    let mut said = Vec::new();
    for (nth, question) in app.centre.rulebook().call_back.script.iter().enumerate() {
        if let Some(Value::String(answer)) = values.remove(&format!("{ASK}{nth}")) {
            said.push(say_with("call_backs.said", &[("name", &question.name), ("answer", &answer)]));
        }
    }
    if let Some(Value::String(note)) = values.remove("note") {
        said.push(note);
    }
    values.insert("note".into(), json!(said.join(&say("call_backs.and"))));
    let answer = values.get("answer").and_then(Value::as_str).unwrap_or_default().to_owned();
    if Satisfaction::from_key(&answer).is_some() {
        values.insert("answer".into(), json!({"answered": answer}));
    }
    as_typed(command, values, app)
}

fn script(app: &App) -> Vec<Piece> {
    let rules = &app.centre.rulebook().call_back;
    let greeting = Some((Meaning::Title, rules.greeting.clone())).filter(|it| !it.1.is_empty());
    let questions = rules.script.iter().map(|question| (Meaning::Text, words::question(question)));
    greeting.into_iter().chain(questions).collect()
}

impl Queue {
    fn on(&self, line: Option<&Line>) -> Option<CallBackLine> {
        let (found, line) = (self.found.as_ref()?, line?);
        found.lines.iter().find(|it| line.case.as_ref() == Some(&it.no) && line.key == key(it)).cloned()
    }

    fn behind(&self, measure: Measure) -> Vec<Line> {
        let Some(found) = &self.found else { return Vec::new() };
        let counted = found.figure(measure);
        let name = words::share(&term(Measure::AREA, measure.key()), counted);
        let mut lines = vec![Line::heading(&name, Meaning::Title)];
        let rest = counted.rest.iter().map(|no| (no, "no", Meaning::Warning));
        for (no, counts, meaning) in rest.chain(counted.part.iter().map(|no| (no, "yes", Meaning::Good))) {
            let title = found.titles.get(no).map(String::as_str).unwrap_or_default();
            let counts = Cell::new(say(&format!("call_backs.counts.{counts}")), meaning);
            let cells = vec![plain(no.as_str()), counts, plain(""), plain(""), plain(""), plain(""), plain(title)];
            lines.push(Line::new("behind", measure.key(), Some(no), cells));
        }
        lines
    }
}

fn key(line: &CallBackLine) -> String {
    line.instalment.map_or_else(String::new, |it| it.to_string())
}

fn line(it: &CallBackLine, app: &App) -> Line {
    let meaning = if it.due < app.now { Meaning::Overdue } else { Meaning::Text };
    let next = match (it.next, it.last) {
        (Some(next), _) => short(next, app.now),
        (None, Some(last)) => say_with("call_backs.last", &[("at", &last.format("%m-%d").to_string())]),
        (None, None) => String::new(),
    };
    let cells = vec![
        plain(it.no.as_str()),
        Cell::new(short(it.due, app.now), meaning),
        plain(if it.tries > 0 { it.tries.to_string() } else { String::new() }),
        plain(next),
        plain(it.whom.as_str()),
        plain(it.unit_name.as_str()),
        plain(it.what.as_deref().map_or_else(|| it.title.clone(), |what| format!("{what} · {}", it.title))),
    ];
    Line::new("call", &key(it), Some(&it.no), cells)
}

impl Told for Queue {
    const PANE: usize = super::PANE;
    const SCOPES: &'static [&'static str] = &["list", "call_backs", "case", "sections", "desk", "global"];
    const COLUMNS: &'static [Column<Line>] = &[
        Column::new("app.column.no", 12, 12, 0, |it: &Line| it.cell(0)),
        Column::new("told.column.due", 5, 11, 0, |it: &Line| it.cell(1)),
        Column::new("call_backs.column.tries", 4, 4, 1, |it: &Line| it.cell(2)).right(),
        Column::new("call_backs.column.next", 11, 16, 2, |it: &Line| it.cell(3)),
        Column::new("call_backs.column.whom", 6, 10, 0, |it: &Line| it.cell(4)),
        Column::new("told.column.unit", 8, 8, 3, |it: &Line| it.cell(5)),
        Column::new("told.column.title", 8, 16, 4, |it: &Line| it.cell(6)).fill(),
    ];

    fn name(&self) -> String {
        match self.found.as_ref().map_or(0, |found| found.ready()) {
            0 => say("call_backs.section"),
            count => say_with("call_backs.section_count", &[("count", &count.to_string())]),
        }
    }

    fn query(&self, _: &App) -> Query {
        Query::CallBacks
    }

    fn hear(&mut self, answer: &Answer, _: &App) -> bool {
        let Answer::CallBacks(found) = answer else { return false };
        self.found = Some(found.clone());
        true
    }

    fn lines(&self, app: &App) -> Vec<Line> {
        if let Some(measure) = self.behind {
            return self.behind(measure);
        }
        let all = self.found.as_ref().map(|found| found.lines.as_slice()).unwrap_or_default();
        let mut lines = Vec::new();
        for turn in Turn::ALL {
            let of: Vec<_> = all.iter().filter(|line| line.turn == *turn).collect();
            let head = [("turn", term(Turn::AREA, turn.key())), ("count", of.len().to_string())];
            let head = head.each_ref().map(|(name, value)| (*name, value.as_str()));
            lines.push(Line::heading(&say_with("call_backs.band", &head), Meaning::Title));
            lines.extend(of.into_iter().map(|it| line(it, app)));
        }
        lines
    }

    fn empty(&self) -> String {
        say("call_backs.none")
    }

    fn note(&self, _: &App) -> String {
        let Some(found) = &self.found else { return String::new() };
        let figures = [Measure::CalledBack, Measure::Satisfied]
            .map(|measure| words::share(&term(Measure::AREA, measure.key()), found.figure(measure)));
        let values = [("period", found.period.to_string()), ("figures", words::list(&figures))];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        say_with("call_backs.figures", &values)
    }

    fn command(&mut self, id: &'static str, on: Option<&Line>, app: &mut App) -> Outcome<App> {
        match id {
            "call_backs.behind" => {
                self.behind = match self.behind {
                    None => Some(Measure::CalledBack),
                    Some(Measure::CalledBack) => Some(Measure::Satisfied),
                    Some(_) => None,
                };
                return Outcome::taken();
            }
            "tui.back" if self.behind.is_some() => {
                self.behind = None;
                return Outcome::taken();
            }
            _ => {}
        }
        let line = self.on(on);
        let told = if id == "call_backs.call_back" { script(app) } else { Vec::new() };
        let rung = RINGING.begin_beside(id, line.as_ref(), app, told);
        rung.or_else(|| PERFORMING.begin(id, line.as_ref(), app)).unwrap_or_else(Outcome::ignored)
    }

    fn available(&self, id: &str, on: Option<&Line>, app: &App) -> When {
        let line = self.on(on);
        let rung = RINGING.available(id, line.as_ref(), app);
        rung.or_else(|| PERFORMING.available(id, line.as_ref(), app)).unwrap_or(Ok(()))
    }
}
