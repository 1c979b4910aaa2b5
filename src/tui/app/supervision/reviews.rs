//! The section of reviews (案件评查): the rounds and their cases, drawing, the score sheet, findings.

use super::super::App;
use super::super::deeds::{Deed, Deeds, Values, as_typed, deed};
use super::super::fields::{line, moment, text};
use super::super::told::{Cases, Line, Told, plain};
use super::onto::FINDING;
use crate::desk::review::{ReviewLine, RoundView};
use crate::desk::service::{Answer, Query};
use crate::domain::ids::CaseNo;
use crate::domain::review::Sampling;
use crate::domain::vocabulary::DirectiveKind;
use crate::tui::form::Field;
use crate::tui::layers::Outcome;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Choice, Column};
use crate::words::{say, say_with, term};
use chrono::Datelike as _;
use serde_json::{Map, Value, json};

/// The section of reviews.
pub type ReviewsSection = Cases<Reviews>;

/// What the section tells.
#[derive(Default)]
pub struct Reviews {
    rounds: Vec<RoundView>,
}

/// Drawing cases; the last round is offered to add to.
static DRAWING: Deeds<Option<String>> = Deeds {
    scope: "reviews",
    rows: &[deed("draw_review", |_, _| Ok(()), draw)],
    about: |_| Map::new(),
    name: |_, _| String::new(),
    days: &["from", "until"],
    moments: &[],
    shape: as_typed,
};

/// Scoring the case under the cursor.
static SCORING: Deeds<CaseNo> = Deeds {
    scope: "reviews",
    rows: SCORE,
    about: |no| Map::from_iter([("no".to_owned(), json!(no))]),
    name: |no, _| no.to_string(),
    days: &[],
    moments: &[],
    shape: sheet,
};

const SCORE: &[Deed<CaseNo>] = &[deed("review_case", |_, _| Ok(()), score)];

/// What the fields of the sheet begin with; the code of the item follows.
const ITEM: &str = "item.";

#[allow(clippy::ref_option, reason = "the shape of a deed's fields")]
fn draw(round: &Option<String>, app: &App) -> Vec<Field> {
    let first = app.now.date_naive().with_day(1).unwrap_or_default();
    let last = first.pred_opt().unwrap_or(first);
    let ways = Sampling::ALL.iter().map(|by| Choice::new(by.key(), &term(Sampling::AREA, by.key())));
    let every: Vec<_> = Sampling::ALL.iter().map(|by| by.key()).collect();
    let rounds = round.iter().map(|round| Choice::new(round, round)).collect();
    vec![
        moment("from", app).required().with(&json!(last.with_day(1).unwrap_or(last).to_string())),
        moment("until", app).required().with(&json!(last.to_string())),
        Field::many("by", "app.field.by", ways.collect()).required().with(&json!(every)),
        Field::number("count", "app.field.count").hint("review.count_hint"),
        line("seed").hint("review.seed_hint"),
        Field::pick("round", "app.field.round", rounds).hint("review.round_hint"),
    ]
}

fn score(_: &CaseNo, app: &App) -> Vec<Field> {
    let items = &app.centre.rulebook().review_items;
    let mut fields: Vec<_> = items
        .iter()
        .map(|item| {
            let short = item.item.split(['：', ':']).next().unwrap_or(&item.item);
            let label = format!("{short}/{}{}", item.points, if item.hard { "!" } else { "" });
            Field::text_line(&format!("{ITEM}{}", item.id), &label).required().with(&json!(item.points.to_string()))
        })
        .collect();
    fields.push(text("opinion", 3).required());
    fields
}

/// Takes the points and what was found apart: `15 未送达`.
fn sheet(command: &'static str, values: Values, app: &App) -> Result<Values, String> {
    let (mut sheet, mut rest) = (Vec::new(), Map::new());
    for (name, value) in values {
        let (Some(item), Some(typed)) = (name.strip_prefix(ITEM), value.as_str()) else {
            rest.insert(name, value);
            continue;
        };
        let typed: String = typed.chars().map(crate::text::halfwidth).collect();
        let digits = typed.trim().chars().take_while(char::is_ascii_digit).count();
        let (points, note) = typed.trim().split_at(digits);
        let points: u32 = points.parse().map_err(|_| say("review.points_first"))?;
        let note = note.trim_start_matches([' ', ':', ',']).trim();
        sheet.push(json!({"item": item, "points": points, "note": note}));
    }
    rest.insert("sheet".to_owned(), Value::Array(sheet));
    as_typed(command, rest, app)
}

impl Reviews {
    fn line(it: &ReviewLine, round: &str) -> Line {
        let score = it.score.as_ref().map_or_else(
            || Cell::new(say("review.to_do"), Meaning::Warning),
            |score| {
                let (key, meaning) =
                    if score.passed { ("passed", Meaning::Good) } else { ("failed", Meaning::Overdue) };
                Cell::new(format!("{}/{} {}", score.points, score.of, term("review", key)), meaning)
            },
        );
        let cells = vec![
            plain(it.no.as_str()),
            plain(term(Sampling::AREA, it.by.key())),
            score,
            plain(it.reviewer.as_deref().unwrap_or_default()),
            plain(if it.findings > 0 { it.findings.to_string() } else { String::new() }),
            plain(it.title.as_str()),
        ];
        Line::new("review", round, Some(&it.no), cells)
    }

    fn newest(&self) -> Option<String> {
        self.rounds.first().map(|round| round.round.clone())
    }
}

impl Told for Reviews {
    const PANE: usize = super::PANE;
    const SCOPES: &'static [&'static str] = &["list", "reviews", "case", "sections", "desk", "global"];
    const COLUMNS: &'static [Column<Line>] = &[
        Column::new("app.column.no", 12, 12, 0, |it: &Line| it.cell(0)),
        Column::new("told.column.sampled_by", 8, 8, 1, |it: &Line| it.cell(1)),
        Column::new("told.column.score", 14, 14, 0, |it: &Line| it.cell(2)),
        Column::new("told.column.reviewer", 8, 8, 3, |it: &Line| it.cell(3)),
        Column::new("told.column.findings", 4, 4, 2, |it: &Line| it.cell(4)).right(),
        Column::new("told.column.title", 8, 16, 4, |it: &Line| it.cell(5)).fill(),
    ];

    fn name(&self) -> String {
        say("review.section")
    }

    fn query(&self, _: &App) -> Query {
        Query::Reviews
    }

    fn hear(&mut self, answer: &Answer, _: &App) -> bool {
        let Answer::Reviews(rounds) = answer else { return false };
        self.rounds.clone_from(rounds);
        true
    }

    fn lines(&self, _: &App) -> Vec<Line> {
        let mut lines = Vec::new();
        for round in &self.rounds {
            let (done, failed) = round.done();
            let values = [
                ("round", round.round.clone()),
                ("done", done.to_string()),
                ("all", round.lines.len().to_string()),
                ("failed", failed.to_string()),
            ];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            lines.push(Line::heading(&say_with("review.round", &values), Meaning::Title));
            lines.extend(round.lines.iter().map(|it| Self::line(it, &round.round)));
        }
        lines
    }

    fn empty(&self) -> String {
        say("review.nothing")
    }

    fn command(&mut self, id: &'static str, on: Option<&Line>, app: &mut App) -> Outcome<App> {
        let case = on.and_then(|line| line.case.clone());
        let onto = case.clone().map(|no| (no, DirectiveKind::Finding));
        let drawn = DRAWING.begin(id, Some(&self.newest()), app);
        let scored = drawn.or_else(|| SCORING.begin(id, case.as_ref(), app));
        scored.or_else(|| FINDING.begin(id, onto.as_ref(), app)).unwrap_or_else(Outcome::ignored)
    }

    fn available(&self, id: &str, on: Option<&Line>, app: &App) -> Result<(), &'static str> {
        let case = on.and_then(|line| line.case.clone());
        let onto = case.clone().map(|no| (no, DirectiveKind::Finding));
        let scored = SCORING.available(id, case.as_ref(), app);
        scored.or_else(|| FINDING.available(id, onto.as_ref(), app)).unwrap_or(Ok(()))
    }
}
