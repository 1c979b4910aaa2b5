//! Subsidies per case: the checklist, proposing and approving, the sheet of a batch.

use super::App;
use super::args::SubsidyVerb;
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use super::sheet::{Takeout, hand_out};
use crate::desk::subsidy::SubsidyLine;
use crate::desk::{DeskError, Order};
use crate::domain::ids::MediatorId;
use crate::domain::permission::{self, Right};
use crate::domain::subsidy::{Item, Status, SubsidyCommand};
use crate::domain::table::{self, Head, Kind};
use crate::words::{say, say_with, term};
use std::path::PathBuf;

/// Checks, proposes, decides, lists and pays.
pub(super) fn subsidy(app: &App<'_>, verb: SubsidyVerb) -> Result<(), Fail> {
    match verb {
        SubsidyVerb::Check { no, mediator, tier } => {
            check(app, &no, mediator.map(MediatorId).as_ref(), tier.as_deref())
        }
        SubsidyVerb::List { batch } => list(app, batch.as_deref()),
        SubsidyVerb::Propose { no, mediator, tier } => {
            let case = app.session()?.case_no(app, &no)?;
            give(app, SubsidyCommand::ProposeSubsidy { case, mediator: mediator.map(MediatorId), tier })
        }
        SubsidyVerb::Approve { subsidy } => give(app, SubsidyCommand::ApproveSubsidy { subsidy }),
        SubsidyVerb::Refuse { subsidy, reason } => give(app, SubsidyCommand::RefuseSubsidy { subsidy, reason }),
        SubsidyVerb::Pay { subsidies, name } => give(app, SubsidyCommand::PaySubsidies { subsidies, batch: name }),
        SubsidyVerb::Sheet { batch, out } => sheet(app, &batch, out),
    }
}

fn give(app: &App<'_>, command: SubsidyCommand) -> Result<(), Fail> {
    let receipt = app.session()?.perform(app, &Order::subsidy(command))?;
    if app.out.json {
        return app.out.json(&receipt.to_json());
    }
    app.out.line(&say_with("cli.saved", &[("code", receipt.key.as_deref().unwrap_or_default())]))
}

fn yuan(fen: i64) -> String {
    table::Cell::Money(fen).to_string()
}

fn check(app: &App<'_>, no: &str, mediator: Option<&MediatorId>, tier: Option<&str>) -> Result<(), Fail> {
    let session = app.session()?;
    let no = session.case_no(app, no)?;
    let found = session.desk.subsidy_check(&no, mediator, tier)?;
    if app.out.json {
        return app.out.json(&found);
    }
    let values = [
        ("no", found.no.to_string()),
        ("name", found.name.clone()),
        ("tier", found.tier_name.clone()),
        ("amount", yuan(found.amount_fen)),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    app.out.line(&app.out.paint("1", &say_with("subsidy.checked", &values)))?;
    let mut table = Table::new([("item", Column::Gives(20)), ("counts", Column::Fixed)]);
    for line in &found.items {
        let met = if line.met { "subsidy.met" } else { "subsidy.not_met" };
        table.row([Cell::plain(term(Item::AREA, line.item.key())), Cell::plain(say(met))]);
    }
    app.out.table(&table)
}

fn list(app: &App<'_>, batch: Option<&str>) -> Result<(), Fail> {
    let lines = app.session()?.desk.subsidies(batch)?;
    if app.out.json {
        return app.out.json(&lines);
    }
    if lines.is_empty() {
        return app.out.paragraph(0, &say("subsidy.none"));
    }
    let mut table = Table::new([
        ("subsidy", Column::Fixed),
        ("no", Column::Fixed),
        ("receiver", Column::Gives(6)),
        ("tier", Column::Drops),
        ("amount", Column::Number),
        ("status", Column::Fixed),
        ("batch", Column::Drops),
        ("title", Column::Gives(12)),
    ]);
    for it in &lines {
        table.row([
            Cell::plain(it.subsidy.no.as_str()),
            Cell::plain(it.subsidy.case.as_str()),
            Cell::plain(it.subsidy.name.as_str()),
            Cell::plain(it.subsidy.tier_name.as_str()),
            Cell::plain(yuan(it.subsidy.amount_fen)),
            Cell::plain(term(Status::AREA, it.subsidy.status.key())),
            Cell::plain(it.subsidy.batch.as_deref().unwrap_or_default()),
            Cell::plain(it.title.as_str()),
        ]);
    }
    app.out.table(&table)
}

/// The columns of the sheet that goes from the justice office to the justice bureau and on to finance.
const SHEET: &[(&str, Kind)] = &[
    ("seq", Kind::Number),
    ("subsidy", Kind::Text),
    ("no", Kind::Text),
    ("unit", Kind::Text),
    ("receiver", Kind::Text),
    ("tier", Kind::Text),
    ("amount", Kind::Money),
    ("proposer", Kind::Text),
    ("decider", Kind::Text),
    ("paid_on", Kind::Date),
];

fn as_table(batch: &str, lines: &[SubsidyLine]) -> table::Table {
    use table::Cell as C;
    let columns =
        SHEET.iter().map(|(head, kind)| Head { text: say(&format!("subsidy.sheet.{head}")), kind: *kind }).collect();
    let row = |(nth, it): (usize, &SubsidyLine)| {
        vec![
            C::Number(i64::try_from(nth + 1).unwrap_or(i64::MAX)),
            C::text(it.subsidy.no.as_str()),
            C::text(it.subsidy.case.as_str()),
            C::text(it.unit_name.as_str()),
            C::text(it.subsidy.name.as_str()),
            C::text(it.subsidy.tier_name.as_str()),
            C::Money(it.subsidy.amount_fen),
            C::text(it.proposer.as_str()),
            C::text(it.decider.as_deref().unwrap_or_default()),
            it.subsidy.paid_at.map_or(C::Empty, |at| C::Date(at.date_naive())),
        ]
    };
    let mut rows: Vec<_> = lines.iter().enumerate().map(row).collect();
    let mut sum = vec![C::Empty; SHEET.len()];
    sum[1] = C::text(say("subsidy.sheet.sum"));
    sum[6] = C::Money(lines.iter().map(|it| it.subsidy.amount_fen).sum());
    rows.push(sum);
    table::Table {
        name: batch.to_owned(),
        title: say_with("subsidy.sheet.title", &[("batch", batch)]),
        notes: vec![say("subsidy.sheet.note")],
        columns,
        rows,
        totals: 1,
    }
}

fn sheet(app: &App<'_>, batch: &str, out: Option<PathBuf>) -> Result<(), Fail> {
    let mut session = app.session()?;
    permission::check(&session.officer, Right::Export).map_err(DeskError::NotPermitted)?;
    let mut lines = session.desk.subsidies(Some(batch))?;
    if lines.is_empty() {
        return Err(Fail::refused("no_such_batch", &[("batch", batch)]));
    }
    lines.reverse();
    let sheet = as_table(batch, &lines);
    hand_out(app, &mut session, sheet, &Takeout { out, ..Takeout::default() })
}
