//! Registers from spreadsheets: tried, let in, and what did not go in on a sheet to correct.

use super::fail::Fail;
use super::out::{Cell, Column, Table};
use super::progress::Progress;
use super::{App, Session, place};
use crate::intake::map::{Columns, Field, Mapping, Memory, known};
use crate::intake::row::Made;
use crate::intake::run::{self, LookAlike, Options, Outcome};
use crate::intake::table;
use crate::paper::{self, write_new};
use crate::text::sanitise_line;
use crate::words::{say, say_with, term};
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// How many reasons are printed; the sheet has them all.
const SHOWN: usize = 12;

/// What is wanted of an import.
#[derive(Debug, Args)]
pub(super) struct ImportForm {
    #[arg(id = "import_file", value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    save_map: Option<PathBuf>,
    #[arg(id = "import_register", long = "register", value_name = "NAME")]
    register: Option<String>,
    #[arg(long, value_name = "hold|skip|take", value_parser = super::args::member(LookAlike::from_key, LookAlike::ALL))]
    #[arg(default_value = "hold", hide_default_value = true)]
    alike: LookAlike,
    #[arg(id = "import_errors", long = "errors", value_name = "FILE")]
    errors: Option<PathBuf>,
    #[arg(id = "import_limit", long = "limit", value_name = "N")]
    limit: Option<u32>,
    #[arg(id = "import_dry_run", long = "dry-run")]
    dry_run: bool,
}

/// Lets a register in, or shows how it would go in.
pub(super) fn import(app: &App<'_>, form: &ImportForm) -> Result<(), Fail> {
    let mut session = app.session()?;
    let now = session.now(app)?;
    if let Some(path) = &form.errors
        && paper::Form::of(path).is_none()
    {
        return Err(Fail::usage("table_ending", &[("path", &path.display().to_string())]));
    }
    let said = form.map.as_deref().map(Mapping::read).transpose()?;
    let table = table::Table::open(&form.file, form.sheet.as_deref(), &known(said.as_ref()))?;
    let memory = Memory::at(place::imports()?);
    let (mapping, remembered) = match said {
        Some(said) => (said, false),
        None => memory.recall(&table.header)?.map_or_else(|| (Mapping::default(), false), |known| (known, true)),
    };
    let columns = Columns::of(&table, &mapping)?;
    if let Some(path) = &form.save_map {
        columns.mapping.write(path)?;
    }
    let register = form.register.clone().or(mapping.register).unwrap_or_else(|| called(&form.file, &table));
    let register = sanitise_line(&register);
    if !app.out.json {
        preface(app, &table, &columns, &register, remembered)?;
    }
    let mut progress = Progress::new(table.rows as usize, app.out.json);
    let options = Options { alike: form.alike, dry_run: form.dry_run, limit: form.limit };
    let mut go_on = |done: u32| progress.at(done as usize);
    let officer = session.officer.clone();
    let outcome = run::run(&mut session.desk, &officer, now, (&table, &columns, &register), options, &mut go_on)?;
    drop(progress);
    let errors = if outcome.bad.is_empty() || form.dry_run { None } else { Some(written(form, &columns, &outcome)?) };
    if !form.dry_run && outcome.registered + outcome.taken_over > 0 {
        memory.keep(&table.header, &columns.mapping)?;
    }
    if app.out.json {
        app.out.json(&as_json(form, &columns, &register, &outcome, errors.as_deref()))?;
    } else {
        report(app, &session, form, &outcome, errors.as_deref())?;
    }
    match outcome.broken {
        Some(error) => Err(error.into()),
        None if outcome.bad.is_empty() => Ok(()),
        None => Err(Fail::Said(1)),
    }
}

/// Returns what a register is called by which nobody said it: as the file, and the sheet where there are several.
fn called(file: &Path, table: &table::Table) -> String {
    let stem = stem(file);
    match &table.sheet {
        Some(sheet) if table.sheets.len() > 1 => format!("{stem}/{sheet}"),
        _ => stem,
    }
}

/// Returns the name of a file without its endings, nor that of a sheet of errors.
fn stem(file: &Path) -> String {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    match stem.rsplit_once(".errors") {
        Some((before, nth)) if nth.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit()) => {
            before.to_owned()
        }
        _ => stem,
    }
}

/// Writes the rows that did not go in to a new file: beside the register, unless one was named.
fn written(form: &ImportForm, columns: &Columns, outcome: &Outcome) -> Result<PathBuf, Fail> {
    let title = if form.errors.is_none() { say("import.sheet.title") } else { String::new() };
    let sheet = run::to_correct(columns, &outcome.bad, &title);
    let beside = |nth: usize| {
        let nth = if nth == 1 { String::new() } else { format!("-{nth}") };
        form.file.with_file_name(format!("{}.errors{nth}.xlsx", stem(&form.file)))
    };
    // A sheet that somebody may be correcting stays as it is.
    let free = || (1..1_000).map(beside).find(|path| !path.exists()).unwrap_or_else(|| beside(1));
    let path = form.errors.clone().unwrap_or_else(free);
    let kind = paper::Form::of(&path).unwrap_or(paper::Form::Xlsx);
    let bytes = kind.bytes(&sheet).map_err(|fault| Fail::file(&path, &std::io::Error::other(fault)))?;
    write_new(&path, &bytes).map_err(|error| Fail::file(&path, &error))?;
    Ok(path)
}

fn preface(
    app: &App<'_>,
    table: &table::Table,
    columns: &Columns,
    register: &str,
    remembered: bool,
) -> Result<(), Fail> {
    let (rows, row) = (table.rows.to_string(), table.head_row.to_string());
    app.out.line(&say_with("cli.import.head", &[("register", register), ("rows", &rows), ("row", &row)]))?;
    if remembered {
        app.out.line(&say("cli.import.remembered"))?;
    }
    let mut shown = Table::new([("column", Column::Gives(10)), ("import_field", Column::Gives(10))]);
    for (name, field) in columns.names.iter().zip(&columns.fields).filter(|(name, _)| !name.is_empty()) {
        let field = field.map_or_else(|| say("cli.import.unknown"), |field| term(Field::AREA, field.key()));
        shown.row([Cell::plain(name.as_str()), Cell::plain(field)]);
    }
    app.out.table(&shown)
}

fn report(
    app: &App<'_>,
    session: &Session,
    form: &ImportForm,
    outcome: &Outcome,
    errors: Option<&Path>,
) -> Result<(), Fail> {
    if form.dry_run {
        for (number, made) in &outcome.first {
            app.out.paragraph(0, &told(session, *number, made)?)?;
        }
    }
    let numbers = [
        ("rows", outcome.rows),
        ("registered", outcome.registered),
        ("taken_over", outcome.taken_over),
        ("already", outcome.already),
        ("skipped", outcome.skipped),
        ("held", held(outcome)),
        ("bad", bad(outcome)),
    ]
    .map(|(name, count)| (name, count.to_string()));
    let values = numbers.each_ref().map(|(name, count)| (*name, count.as_str()));
    app.out.paragraph(0, &say_with(if form.dry_run { "cli.import.would" } else { "cli.import.done" }, &values))?;
    for bad in outcome.bad.iter().take(SHOWN) {
        let (reason, _) = run::said(&bad.troubles);
        let (row, reason) = (bad.row.number.to_string(), reason.replace('\n', " "));
        app.out.paragraph(2, &say_with("cli.import.row", &[("row", &row), ("reason", &reason)]))?;
    }
    if outcome.bad.len() > SHOWN {
        let more = (outcome.bad.len() - SHOWN).to_string();
        app.out.line(&say_with("cli.import.more", &[("count", &more)]))?;
    }
    match errors {
        Some(path) => app.out.paragraph(0, &say_with("cli.import.errors", &[("path", &path.display().to_string())])),
        None => Ok(()),
    }
}

/// Tells how a row would be taken, its numbers masked as everywhere.
fn told(session: &Session, number: u32, made: &Made) -> Result<String, Fail> {
    let register = made.register();
    let centre = session.centre()?;
    let people: Vec<String> = register
        .parties
        .iter()
        .map(|party| {
            let phone = party.phone.as_deref().map(crate::domain::party::mask_phone).unwrap_or_default();
            format!("{} {} {phone}", term("side", party.side.key()), party.name).trim_end().to_owned()
        })
        .collect();
    let category = register.category.as_ref().and_then(|id| centre.category_name(id)).unwrap_or_default();
    let end = match made {
        Made::Open(_) => say("cli.import.open"),
        Made::Over(matter) => say_with(
            "cli.import.over",
            &[("day", &matter.earlier.closed_at.format("%Y-%m-%d").to_string()), ("result", &matter.earlier.result)],
        ),
    };
    Ok(say_with(
        "cli.import.taken",
        &[
            ("row", &number.to_string()),
            ("people", &crate::words::list(&people)),
            ("channel", &term("channel", register.channel.key())),
            ("category", &category),
            ("narrative", &crate::domain::mask::in_text(&crate::text::cut(&register.narrative.replace('\n', " "), 60))),
            ("end", &end),
        ],
    ))
}

fn held(outcome: &Outcome) -> u32 {
    u32::try_from(outcome.bad.iter().filter(|bad| bad.held).count()).unwrap_or(u32::MAX)
}

fn bad(outcome: &Outcome) -> u32 {
    u32::try_from(outcome.bad.iter().filter(|bad| !bad.held).count()).unwrap_or(u32::MAX)
}

fn as_json(form: &ImportForm, columns: &Columns, register: &str, outcome: &Outcome, errors: Option<&Path>) -> Value {
    let named = columns.names.iter().zip(&columns.fields);
    let named: Vec<Value> = named.map(|(name, field)| json!({"column": name, "field": field})).collect();
    let rows: Vec<Value> = outcome
        .bad
        .iter()
        .map(|bad| {
            let reasons: Vec<Value> = bad
                .troubles
                .iter()
                .map(|it| {
                    json!({"column": it.column, "kind": it.refusal.code, "message": crate::words::refusal(&it.refusal),
                        "hint": crate::words::next_step(&it.refusal)})
                })
                .collect();
            json!({"row": bad.row.number, "entry": bad.origin.entry, "held": bad.held, "reasons": reasons})
        })
        .collect();
    json!({
        "ok": outcome.bad.is_empty() && outcome.broken.is_none(),
        "dry_run": form.dry_run,
        "register": register,
        "columns": named,
        "unknown_columns": columns.unknown().collect::<Vec<_>>(),
        "rows": outcome.rows,
        "registered": outcome.registered,
        "taken_over": outcome.taken_over,
        "already": outcome.already,
        "skipped": outcome.skipped,
        "held": held(outcome),
        "bad": bad(outcome),
        "footers": outcome.footers,
        "errors_file": errors.map(|path| sanitise_line(&path.display().to_string())),
        "errors": rows,
    })
}
