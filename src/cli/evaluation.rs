//! Evaluations: drawing service users, writing down what they answered, the results per unit.

use super::App;
use super::args::{EvaluationAnswerForm, EvaluationDrawForm, EvaluationVerb};
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use crate::desk::Order;
use crate::desk::evaluation::EvaluationView;
use crate::domain::case::CallBackAnswer;
use crate::domain::evaluation::EvaluationCommand;
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::Satisfaction;
use crate::words::{self, say, say_with};
use chrono::Datelike as _;
use std::collections::BTreeMap;
use std::path::Path;

/// Draws, shows and records.
pub(super) fn evaluation(app: &App<'_>, verb: EvaluationVerb) -> Result<(), Fail> {
    match verb {
        EvaluationVerb::Draw(form) => draw(app, form),
        EvaluationVerb::List => list(app),
        EvaluationVerb::Show { evaluation } => show(app, &evaluation),
        EvaluationVerb::Answer(form) => match &form.from {
            Some(file) => answers(app, &form.evaluation, file),
            None => answer(app, form),
        },
    }
}

fn last_month(now: Moment) -> (Day, Day) {
    let first = now.date_naive().with_day(1).unwrap_or_default();
    let last = first.pred_opt().unwrap_or(first);
    (last.with_day(1).unwrap_or(last), last)
}

fn draw(app: &App<'_>, form: EvaluationDrawForm) -> Result<(), Fail> {
    let mut session = app.session()?;
    let (from, until) = last_month(session.now(app)?);
    let units = form.units.iter().map(|unit| session.unit(unit)).collect::<Result<Vec<_>, _>>()?;
    let command = EvaluationCommand::DrawEvaluation {
        from: form.from.unwrap_or(from),
        until: form.until.unwrap_or(until),
        units,
        count: form.count,
        seed: form.seed,
    };
    let receipt = session.perform(app, &Order::evaluation(command))?;
    let views = session.desk.evaluations(receipt.key.as_deref())?;
    if app.out.json {
        return app.out.json(&views);
    }
    views.iter().try_for_each(|view| page(app, view))
}

fn list(app: &App<'_>) -> Result<(), Fail> {
    let views = app.session()?.desk.evaluations(None)?;
    if app.out.json {
        return app.out.json(&views);
    }
    if views.is_empty() {
        return app.out.paragraph(0, &say("evaluation.none"));
    }
    views.iter().try_for_each(|view| results(app, view))
}

fn show(app: &App<'_>, evaluation: &str) -> Result<(), Fail> {
    let views = app.session()?.desk.evaluations(Some(evaluation))?;
    if app.out.json {
        return app.out.json(&views);
    }
    views.iter().try_for_each(|view| page(app, view))
}

fn results(app: &App<'_>, view: &EvaluationView) -> Result<(), Fail> {
    let values = [
        ("no", view.no.clone()),
        ("from", view.from.to_string()),
        ("until", view.until.to_string()),
        ("seed", view.seed.clone()),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    app.out.paragraph(0, &say_with("evaluation.drawn", &values))?;
    let mut table = Table::new([
        ("unit", Column::Gives(8)),
        ("drawn_of", Column::Fixed),
        ("satisfied", Column::Fixed),
        ("no_answer", Column::Number),
        ("refusals", Column::Number),
        ("to_ring", Column::Number),
    ]);
    for unit in &view.units {
        let result = &unit.result;
        let satisfied = if result.enough {
            result.satisfied.share().to_string()
        } else {
            say_with("evaluation.too_few", &[("count", &result.satisfied.of().to_string())])
        };
        table.row([
            Cell::plain(unit.name.as_str()),
            Cell::plain(format!("{}/{}", result.drawn, result.among)),
            Cell::plain(satisfied),
            Cell::plain(result.no_answer.to_string()),
            Cell::plain(result.refused.to_string()),
            Cell::plain(result.to_ring.to_string()),
        ]);
    }
    app.out.table(&table)
}

fn page(app: &App<'_>, view: &EvaluationView) -> Result<(), Fail> {
    results(app, view)?;
    let mut table = Table::new([
        ("no", Column::Fixed),
        ("unit", Column::Gives(8)),
        ("whom", Column::Gives(6)),
        ("answer", Column::Fixed),
        ("title", Column::Gives(12)),
    ]);
    for unit in &view.units {
        for line in &unit.lines {
            let answer = line.answered.as_ref().map(|it| words::call_back(it.answer));
            table.row([
                Cell::plain(line.no.as_str()),
                Cell::plain(unit.name.as_str()),
                Cell::plain(line.whom.as_str()),
                Cell::plain(answer.unwrap_or_else(|| say("evaluation.to_ring"))),
                Cell::plain(line.title.as_str()),
            ]);
        }
    }
    app.out.table(&table)
}

/// Reads an answer as typed: a grade, `no_answer` or `refused`.
pub(super) fn answer_of(typed: &str) -> Result<CallBackAnswer, String> {
    let key = typed.trim().replace('-', "_");
    match key.as_str() {
        "no_answer" => Ok(CallBackAnswer::NoAnswer),
        "refused" => Ok(CallBackAnswer::Refused),
        other => Satisfaction::from_key(other).map(CallBackAnswer::Answered).ok_or_else(|| {
            let grades: Vec<_> = Satisfaction::ALL.iter().map(|it| it.key()).collect();
            format!("{}, no_answer, refused", grades.join(", "))
        }),
    }
}

/// Reads the grade of a question as typed: `态度=satisfied`.
pub(super) fn graded(typed: &str) -> Result<(String, Satisfaction), String> {
    let wanted = || say("cli.usage.grade");
    let (question, grade) = typed.split_once(['=', '＝']).ok_or_else(wanted)?;
    let grade = Satisfaction::from_key(grade.trim()).ok_or_else(wanted)?;
    Ok((question.trim().to_owned(), grade))
}

fn answer(app: &App<'_>, form: EvaluationAnswerForm) -> Result<(), Fail> {
    let mut session = app.session()?;
    let (Some(no), Some(answer)) = (&form.no, form.answer) else { return Ok(()) };
    let command = EvaluationCommand::AnswerEvaluation {
        evaluation: form.evaluation,
        case: session.case_no(app, no)?,
        answer,
        grades: form.grades.into_iter().collect(),
        note: form.note,
    };
    let receipt = session.perform(app, &Order::evaluation(command))?;
    if app.out.json {
        return app.out.json(&receipt.to_json());
    }
    app.out.line(&say_with("cli.saved", &[("code", no)]))
}

/// Enters the answers of a file: a line a service user, `no,answer` and a column for each question, `note` if there is one.
fn answers(app: &App<'_>, evaluation: &str, file: &Path) -> Result<(), Fail> {
    let text = std::fs::read_to_string(file).map_err(|error| Fail::file(file, &error))?;
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = reader.headers().cloned().unwrap_or_default();
    let mut session = app.session()?;
    let (mut entered, mut left) = (0_usize, Vec::new());
    for (nth, row) in reader.records().enumerate() {
        let line = (nth + 2).to_string();
        let told = row.map_err(|fault| fault.to_string()).and_then(|row| {
            let fields: BTreeMap<&str, &str> = heads.iter().zip(row.iter()).collect();
            let field = |name: &str| fields.get(name).copied().unwrap_or_default();
            let answer = answer_of(field("answer"))?;
            let questions =
                fields.iter().filter(|(name, value)| !["no", "answer", "note"].contains(name) && !value.is_empty());
            let grades = questions.map(|(name, value)| graded_of(name, value)).collect::<Result<_, _>>()?;
            Ok((field("no").to_owned(), answer, grades, field("note").to_owned()))
        });
        let done = told.and_then(|(no, answer, grades, note)| {
            let case = session.case_no(app, &no).map_err(|fail| fail.kind().unwrap_or_default().to_owned())?;
            let evaluation = evaluation.to_owned();
            let command = EvaluationCommand::AnswerEvaluation { evaluation, case, answer, grades, note };
            let now = session.now(app).map_err(|fail| fail.kind().unwrap_or_default().to_owned())?;
            let officer = session.officer.id.clone();
            session.desk.perform(&officer, now, &Order::evaluation(command)).map_err(|error| error.message())
        });
        match done {
            Ok(_) => entered += 1,
            Err(why) => left.push((line, why)),
        }
    }
    if app.out.json {
        let left: Vec<_> = left.iter().map(|(line, why)| serde_json::json!({"line": line, "why": why})).collect();
        return app.out.json(&serde_json::json!({"entered": entered, "left": left}));
    }
    app.out.line(&say_with("evaluation.entered", &[("count", &entered.to_string())]))?;
    left.iter()
        .try_for_each(|(line, why)| app.out.paragraph(2, &say_with("evaluation.left", &[("line", line), ("why", why)])))
}

fn graded_of(name: &str, value: &str) -> Result<(String, Satisfaction), String> {
    let grade = Satisfaction::from_key(value).ok_or_else(|| say("cli.usage.grade"))?;
    Ok((name.to_owned(), grade))
}
