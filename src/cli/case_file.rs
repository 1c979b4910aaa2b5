//! The file of a case: what belongs into it, what it lacks, and all of it printed at once.

use super::fail::Fail;
use super::out::{Cell, Column, Table};
use super::{App, Session};
use crate::domain::casefile::{self, Meter, Need, PaperState};
use crate::domain::ids::CaseNo;
use crate::paper::case_file::{FilePrinting, print_file};
use crate::paper::print::Place;
use crate::text::sanitise_line;
use crate::words::{casefile as told, list, say, say_with, term};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct CaseFileForm {
    #[arg(id = "case_file_no", value_name = "NO")]
    no: String,
    /// Whether all of it is printed.
    #[arg(id = "case_file_print", long = "print")]
    pub print: bool,
    #[arg(id = "print_out", long = "out", value_name = "FILE|DIR", requires = "case_file_print")]
    out: Option<PathBuf>,
    #[arg(long, requires = "print_reason")]
    reveal: bool,
    #[arg(id = "print_reason", long = "reason", value_name = "TEXT", requires_all = ["reveal", "case_file_print"])]
    reason: Option<String>,
    #[arg(id = "print_force", long = "force", requires = "case_file_print")]
    force: bool,
}

/// Shows what a file has and lacks, or prints all of it.
pub(super) fn case_file(app: &App<'_>, form: CaseFileForm) -> Result<(), Fail> {
    let mut session = app.session()?;
    let no = session.case_no(app, &form.no)?;
    if form.print {
        return print(app, &mut session, no, form);
    }
    let meter = {
        let view = session.desk.case_view(&no, &session.viewer())?;
        casefile::meter(&view.case, session.desk.centre()?)
    };
    if app.out.json {
        return app.out.json(&json!({
            "no": no,
            "have": meter.have(),
            "needed": meter.needed(),
            "percent": meter.percent(),
            "complete": meter.is_complete(),
            "papers": meter.items,
        }));
    }
    contents(app, &no, &meter)
}

fn contents(app: &App<'_>, no: &CaseNo, meter: &Meter) -> Result<(), Fail> {
    app.out.paragraph(0, &format!("{} {no} {}", say("casefile.name"), told::meter(meter)))?;
    let mut table = Table::new([
        ("paper_nth", Column::Fixed),
        ("paper", Column::Gives(10)),
        ("paper_need", Column::Fixed),
        ("paper_state", Column::Fixed),
        ("paper_filed", Column::Gives(10)),
    ]);
    for (at, item) in meter.items.iter().enumerate() {
        let state = term(PaperState::AREA, item.state.key());
        let lies: Vec<_> = item.filed.iter().map(|it| format!("#{} {}", it.id, told::lies(it))).collect();
        table.row([
            Cell::plain((at + 1).to_string()),
            Cell::plain(&item.name),
            Cell::plain(term(Need::AREA, item.need.key())),
            match (item.state.is_there(), item.need) {
                (true, _) | (false, Need::Optional) => Cell::plain(state),
                (false, Need::Hard) => Cell::coloured("31", state),
                (false, Need::Soft) => Cell::coloured("33", state),
            },
            Cell::plain(list(&lies)),
        ]);
    }
    app.out.table(&table)
}

fn print(app: &App<'_>, session: &mut Session, no: CaseNo, form: CaseFileForm) -> Result<(), Fail> {
    let out = form.out.unwrap_or_else(|| PathBuf::from("."));
    let place = if out.is_dir() { Place::Folder(out) } else { Place::File(out, form.force) };
    let order = FilePrinting { no, reveal: form.reason.map(|reason| sanitise_line(&reason)), place };
    let now = session.now(app)?;
    let officer = session.officer.clone();
    let printed = print_file(&mut session.desk, &officer, now, &order)
        .map_err(|error| session.refused(app, "case_file", error))?;
    let path = printed.path.display().to_string();
    if app.out.json {
        let blank: Vec<_> =
            printed.blank.iter().map(|(paper, fields)| json!({"paper": paper, "fields": fields})).collect();
        return app.out.json(&json!({"no": order.no, "path": path, "papers": printed.papers, "leaves": printed.leaves,
            "revealed": order.reveal.is_some(), "blank": blank}));
    }
    let count = printed.papers.len().to_string();
    app.out.paragraph(0, &say_with("casefile.printed", &[("count", &count), ("path", &path)]))?;
    if printed.leaves > 0 {
        app.out.paragraph(2, &say_with("casefile.leaves", &[("count", &printed.leaves.to_string())]))?;
    }
    for (paper, fields) in &printed.blank {
        app.out.paragraph(2, &say_with("casefile.by_hand", &[("paper", paper), ("fields", &list(fields))]))?;
    }
    app.out.paragraph(2, &say("casefile.count_pages"))
}
