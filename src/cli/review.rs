//! Reviews of closed cases: drawing, scoring, how a round stands.

use super::App;
use super::args::{ReviewDraw, ReviewVerb};
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use crate::desk::Order;
use crate::desk::review::RoundView;
use crate::domain::case::CaseCommand;
use crate::domain::review::{ReviewCommand, Sampling, Scored};
use crate::domain::time::{Day, Moment};
use crate::words::{list, say, say_with, term};
use chrono::Datelike as _;

/// Draws, shows and records.
pub(super) fn review(app: &App<'_>, verb: ReviewVerb) -> Result<(), Fail> {
    match verb {
        ReviewVerb::Draw(form) => draw(app, form),
        ReviewVerb::Show { items: true, .. } => items(app),
        ReviewVerb::Show { round, .. } => show(app, round.as_deref()),
        ReviewVerb::Record { no, scores, opinion } => record(app, &no, &scores, opinion),
    }
}

/// Returns the first and the last day of the month before.
fn last_month(now: Moment) -> (Day, Day) {
    let first = now.date_naive().with_day(1).unwrap_or_default();
    let last = first.pred_opt().unwrap_or(first);
    (last.with_day(1).unwrap_or(last), last)
}

fn draw(app: &App<'_>, form: ReviewDraw) -> Result<(), Fail> {
    let mut session = app.session()?;
    let (from, until) = last_month(session.now(app)?);
    let by = if form.by.is_empty() { Sampling::ALL.to_vec() } else { form.by };
    let command = ReviewCommand::DrawReview {
        from: form.from.unwrap_or(from),
        until: form.until.unwrap_or(until),
        by,
        count: form.count,
        seed: form.seed,
        round: form.round,
    };
    let receipt = session.perform(app, &Order::review(command))?;
    let rounds = session.desk.review_rounds(receipt.key.as_deref())?;
    if app.out.json {
        return app.out.json(&rounds);
    }
    rounds.iter().try_for_each(|round| page(app, round))
}

fn show(app: &App<'_>, round: Option<&str>) -> Result<(), Fail> {
    let session = app.session()?;
    let rounds = session.desk.review_rounds(round)?;
    if app.out.json {
        return app.out.json(&rounds);
    }
    if rounds.is_empty() {
        return app.out.paragraph(0, &say("review.none"));
    }
    rounds.iter().try_for_each(|round| page(app, round))
}

fn page(app: &App<'_>, round: &RoundView) -> Result<(), Fail> {
    for drawing in &round.drawings {
        let by: Vec<_> = drawing.by.iter().map(|by| term(Sampling::AREA, by.key())).collect();
        let values = [
            ("round", round.round.clone()),
            ("from", drawing.from.to_string()),
            ("until", drawing.until.to_string()),
            ("among", drawing.among.to_string()),
            ("drawn", round.drawn_in(drawing).to_string()),
            ("by", list(&by)),
            ("seed", drawing.seed.clone()),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        app.out.paragraph(0, &say_with("review.drawn", &values))?;
    }
    let mut table = Table::new([
        ("no", Column::Fixed),
        ("sampled_by", Column::Fixed),
        ("score", Column::Fixed),
        ("reviewer", Column::Drops),
        ("findings", Column::Drops),
        ("title", Column::Gives(12)),
    ]);
    for line in &round.lines {
        let score = line.score.as_ref().map_or_else(
            || say("review.to_do"),
            |score| {
                let passed = term("review", if score.passed { "passed" } else { "failed" });
                format!("{}/{} {passed}", score.points, score.of)
            },
        );
        table.row([
            Cell::plain(line.no.as_str()),
            Cell::plain(term(Sampling::AREA, line.by.key())),
            Cell::plain(score),
            Cell::plain(line.reviewer.as_deref().unwrap_or_default()),
            Cell::plain(if line.findings > 0 { line.findings.to_string() } else { String::new() }),
            Cell::plain(line.title.as_str()),
        ]);
    }
    app.out.table(&table)?;
    let (done, failed) = round.done();
    let values = [("done", done.to_string()), ("all", round.lines.len().to_string()), ("failed", failed.to_string())];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    app.out.paragraph(0, &say_with("review.done", &values))
}

fn items(app: &App<'_>) -> Result<(), Fail> {
    let session = app.session()?;
    let items = &session.centre()?.rulebook().review_items;
    if app.out.json {
        return app.out.json(items);
    }
    let mut table = Table::new([
        ("item", Column::Fixed),
        ("points", Column::Number),
        ("hard", Column::Fixed),
        ("what", Column::Gives(20)),
    ]);
    for item in items {
        table.row([
            Cell::plain(item.id.as_str()),
            Cell::plain(item.points.to_string()),
            Cell::plain(if item.hard { say("review.hard") } else { String::new() }),
            Cell::plain(item.item.as_str()),
        ]);
    }
    app.out.table(&table)
}

fn record(app: &App<'_>, no: &str, scores: &[Scored], opinion: String) -> Result<(), Fail> {
    let session = app.session()?;
    let no = session.case_no(app, no)?;
    let items = &session.centre()?.rulebook().review_items;
    let full = items.iter().filter(|item| !scores.iter().any(|score| score.item == item.id));
    let full = full.map(|item| Scored { item: item.id.clone(), points: item.points, note: String::new() });
    let sheet = scores.iter().cloned().chain(full).collect();
    session.give(app, &no, CaseCommand::ReviewCase { sheet, opinion })
}

/// Reads a score as typed: `reply=15`, or `reply=15:未送达`.
pub(super) fn scored(typed: &str) -> Result<Scored, String> {
    let wanted = || say("cli.usage.score");
    let (item, rest) = typed.split_once('=').ok_or_else(wanted)?;
    let (points, note) = rest.split_once([':', '：']).unwrap_or((rest, ""));
    let points = points.trim().parse().map_err(|_| wanted())?;
    Ok(Scored { item: item.trim().to_owned(), points, note: note.trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::at;

    #[test]
    fn a_score_is_read_as_it_is_typed() {
        let line = |item: &str, points, note: &str| Scored { item: item.into(), points, note: note.into() };
        assert_eq!(scored("reply=15:未送达"), Ok(line("reply", 15, "未送达")));
        assert_eq!(scored("reply = 20"), Ok(line("reply", 20, "")));
        assert!(scored("reply").is_err() && scored("reply=x").is_err());
    }

    #[test]
    fn last_month_ends_where_this_one_begins() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(last_month(at(day("2026-03-31"), 9, 0)), (day("2026-02-01"), day("2026-02-28")));
    }
}
