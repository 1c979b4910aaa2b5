//! Ledgers (台账) taken out: one at a time, over a period.

use super::App;
use super::args::ExportForm;
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use super::sheet::hand_out;
use crate::desk::export::{LEDGERS, Ledger};
use crate::domain::figures::{Period, Span};
use serde_json::json;

/// Takes one ledger out, or lists those there are.
pub(super) fn one(app: &App<'_>, form: &ExportForm) -> Result<(), Fail> {
    let Some(name) = &form.register else { return list(app) };
    let known = || LEDGERS.iter().map(|it| it.sheet.name).collect::<Vec<_>>().join(", ");
    let ledger = Ledger::named(name)
        .or_else(|| LEDGERS.iter().find(|ledger| ledger.title() == *name))
        .ok_or_else(|| Fail::usage("unknown_ledger", &[("name", name), ("known", &known())]))?;
    let mut session = app.session()?;
    let today = session.now(app)?.date_naive();
    let year = Period::around(Span::Year, form.from.unwrap_or(today));
    let last = form.to.unwrap_or(if form.from.is_some() { year.last().min(today) } else { today });
    let period = Period { from: form.from.unwrap_or(year.from), until: last.succ_opt().unwrap_or(last) };
    if period.until <= period.from {
        let (from, to) = (period.from.to_string(), last.to_string());
        return Err(Fail::usage("period_backwards", &[("from", &from), ("to", &to)]));
    }
    let (viewer, _) = form.takeout.viewer(&session)?;
    let table = session.desk.ledger(ledger, period, &viewer)?;
    hand_out(app, &mut session, table, &form.takeout)
}

fn list(app: &App<'_>) -> Result<(), Fail> {
    if app.out.json {
        let list: Vec<_> = LEDGERS.iter().map(|it| json!({"name": it.sheet.name, "title": it.title()})).collect();
        return app.out.json(&list);
    }
    let mut table = Table::new([("name", Column::Fixed), ("title", Column::Gives(12))]);
    for ledger in LEDGERS {
        table.row([Cell::plain(ledger.sheet.name), Cell::plain(ledger.title())]);
    }
    app.out.table(&table)
}
