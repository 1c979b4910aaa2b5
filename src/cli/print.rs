//! Papers: printing one, which are offered, templates of the county's own.

use super::fail::Fail;
use super::out::{Cell, Column, Table};
use super::{App, Session};
use crate::desk::DeskError;
use crate::domain::ids::{DirectiveNo, SessionId, ShiftKey};
use crate::paper::fields::{Setting, name_of};
use crate::paper::form::{About, Form};
use crate::paper::print::{self, Of, Offer, Place, Printing, TEMPLATES};
use crate::paper::{Package, write_new};
use crate::text::sanitise_line;
use crate::words::{list, say, say_with, term};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(super) enum FormVerb {
    List {
        #[arg(id = "form_of", value_name = "NO")]
        no: Option<String>,
        #[arg(long, value_name = "DIR")]
        templates: Option<PathBuf>,
    },
    Template {
        #[arg(id = "form_name", value_name = "FORM")]
        form: String,
        #[arg(id = "template_out", long = "out", value_name = "FILE")]
        out: Option<PathBuf>,
    },
    Check {
        #[arg(id = "template_file", value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct PrintForm {
    #[arg(id = "form_name", value_name = "FORM")]
    form: String,
    #[arg(id = "form_of", value_name = "NO")]
    no: String,
    #[arg(id = "print_session", long = "session", value_name = "N", conflicts_with = "print_unit")]
    session: Option<u32>,
    #[arg(id = "print_unit", long = "unit", value_name = "UNIT")]
    unit: Option<String>,
    #[arg(id = "print_out", long = "out", value_name = "FILE|DIR")]
    out: Option<PathBuf>,
    #[arg(long, requires = "print_reason")]
    reveal: bool,
    #[arg(id = "print_reason", long = "reason", value_name = "TEXT", requires = "reveal")]
    reason: Option<String>,
    #[arg(long)]
    blank: bool,
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    #[arg(long, conflicts_with = "templates")]
    builtin: bool,
    #[arg(long)]
    force: bool,
}

/// Prints a paper into a file.
pub(super) fn print(app: &App<'_>, order: PrintForm) -> Result<(), Fail> {
    let mut session = app.session()?;
    let form = print::form(&order.form)?;
    let of = match form.about {
        About::Case | About::Session | About::Assignment => Of::Case {
            no: session.case_no(app, &order.no)?,
            session: order.session.map(SessionId),
            unit: order.unit.as_deref().map(|unit| session.unit(unit)).transpose()?,
        },
        About::Directive => Of::Directive(directive_no(&order.no)),
        About::Shift => Of::Shift(ShiftKey(sanitise_line(&order.no))),
    };
    let out = order.out.unwrap_or_else(|| PathBuf::from("."));
    let place = if out.is_dir() { Place::Folder(out) } else { Place::File(out, order.force) };
    let printing = Printing {
        form: form.name,
        of,
        reveal: order.reason.map(|reason| sanitise_line(&reason)),
        blank: order.blank,
        templates: if order.builtin { None } else { Some(templates(app, order.templates)?) },
        place,
    };
    let now = session.now(app)?;
    let officer = session.officer.clone();
    let printed = print::print(&mut session.desk, &officer, now, &printing)
        .map_err(|error| session.refused(app, "print", error))?;
    let path = printed.path.display().to_string();
    if app.out.json {
        return app.out.json(&json!({
            "form": printing.form,
            "title": printed.title,
            "path": path,
            "template": printed.template.map(|path| path.display().to_string()),
            "revealed": printing.reveal.is_some(),
            "blank": printed.blank,
        }));
    }
    app.out.paragraph(0, &say_with("print.done", &[("title", &printed.title), ("path", &path)]))?;
    if let Some(template) = &printed.template {
        app.out.paragraph(2, &say_with("print.by_template", &[("path", &template.display().to_string())]))?;
    }
    if !printed.blank.is_empty() {
        app.out.paragraph(2, &say_with("print.by_hand", &[("fields", &list(&printed.blank))]))?;
    }
    Ok(())
}

/// Lists, writes out and checks forms.
pub(super) fn form(app: &App<'_>, verb: FormVerb) -> Result<(), Fail> {
    match verb {
        FormVerb::List { no: None, templates: folder } => all(app, folder),
        FormVerb::List { no: Some(no), templates: folder } => offered(app, &no, folder),
        FormVerb::Template { form, out } => template(app, &form, out),
        FormVerb::Check { file } => check(app, &file),
    }
}

fn directive_no(typed: &str) -> DirectiveNo {
    DirectiveNo(sanitise_line(typed).trim().to_ascii_uppercase())
}

/// Returns where the county's own templates lie: beside the database unless another folder is named.
fn templates(app: &App<'_>, named: Option<PathBuf>) -> Result<PathBuf, Fail> {
    match named {
        Some(folder) => Ok(folder),
        None => Ok(app.path()?.with_file_name(TEMPLATES)),
    }
}

fn all(app: &App<'_>, folder: Option<PathBuf>) -> Result<(), Fail> {
    let folder = templates(app, folder)?;
    let forms = Form::carried();
    if app.out.json {
        let line = |form: &Form| {
            let required: Vec<_> = form.required.iter().collect();
            json!({"form": form.name, "title": form.title, "about": form.about.key(), "required": required,
                "template": print::template_of(form, &folder).map(|path| path.display().to_string())})
        };
        return app.out.json(&forms.iter().map(line).collect::<Vec<Value>>());
    }
    let mut table = Table::new([
        ("form", Column::Fixed),
        ("form_title", Column::Gives(10)),
        ("form_about", Column::Fixed),
        ("form_layout", Column::Drops),
    ]);
    for form in &forms {
        let layout = if print::template_of(form, &folder).is_some() { "own" } else { "carried" };
        table.row([
            Cell::plain(&form.name),
            Cell::plain(&form.title),
            Cell::plain(term("form_about", form.about.key())),
            Cell::plain(say(&format!("print.layout.{layout}"))),
        ]);
    }
    app.out.table(&table)
}

fn offered(app: &App<'_>, no: &str, folder: Option<PathBuf>) -> Result<(), Fail> {
    let mut session = app.session()?;
    let folder = templates(app, folder)?;
    let offers = offers(app, &session, no).map_err(|error| session.refused(app, "print", error))?;
    if app.out.json {
        let line = |offer: &Offer| {
            json!({"form": offer.form.name, "title": offer.form.title, "which": offer.which, "missing": offer.missing,
                "template": print::template_of(&offer.form, &folder).map(|path| path.display().to_string())})
        };
        return app.out.json(&offers.iter().map(line).collect::<Vec<Value>>());
    }
    let mut table = Table::new([
        ("form", Column::Fixed),
        ("form_title", Column::Gives(10)),
        ("form_which", Column::Drops),
        ("form_missing", Column::Gives(12)),
    ]);
    for offer in &offers {
        table.row([
            Cell::plain(&offer.form.name),
            Cell::plain(&offer.form.title),
            Cell::plain(&offer.which),
            if offer.missing.is_empty() {
                Cell::plain(say("print.complete"))
            } else {
                Cell::coloured("33", list(&offer.missing))
            },
        ]);
    }
    app.out.table(&table)
}

/// Returns what is offered for a case, a directive or a shift, whichever the number is of.
fn offers(app: &App<'_>, session: &Session, typed: &str) -> Result<Vec<Offer>, DeskError> {
    let now = session.now(app).map_err(desk_error)?;
    let setting = Setting { centre: session.desk.centre()?, officer: &session.officer, now };
    let viewer = session.viewer();
    let no = session.case_no(app, typed).map_err(desk_error)?;
    let of = if typed.contains('/') {
        Of::Shift(ShiftKey(sanitise_line(typed)))
    } else {
        match session.desk.case_view(&no, &viewer) {
            Ok(view) => return Ok(print::offers(&view, &setting)),
            Err(error) => {
                let directive = directive_no(typed);
                session.desk.directive(&directive, &viewer).map_err(|_| error)?;
                Of::Directive(directive)
            }
        }
    };
    print::offers_of(&session.desk, &viewer, &of, &setting)
}

/// What these two can fail with is the desk's.
fn desk_error(fail: Fail) -> DeskError {
    match fail {
        Fail::Desk(error) => error,
        other => DeskError::Unreadable { what: other.said().map_or_else(String::new, |(message, _)| message) },
    }
}

fn template(app: &App<'_>, named: &str, out: Option<PathBuf>) -> Result<(), Fail> {
    let form = print::form(named)?;
    let path = out.unwrap_or_else(|| PathBuf::from(format!("{}.docx", form.name)));
    let bytes = Package::of_form(&form).bytes((app.clock)()).map_err(|error| Fail::file(&path, &error))?;
    write_new(&path, &bytes).map_err(|error| Fail::file(&path, &error))?;
    let shown = path.display().to_string();
    if app.out.json {
        return app.out.json(&json!({"form": form.name, "path": shown}));
    }
    let folder = templates(app, None)?.display().to_string();
    let facts = [("title", form.title.as_str()), ("path", &shown), ("folder", &folder), ("form", &form.name)];
    app.out.paragraph(0, &say_with("print.template_out", &facts))
}

fn check(app: &App<'_>, file: &Path) -> Result<(), Fail> {
    let (package, faults) = print::read_template(file)?;
    let said: Vec<String> = faults.iter().map(print::fault).collect();
    let fields = package.map(|package| package.named()).unwrap_or_default();
    if app.out.json {
        let known: Vec<_> = fields.iter().map(|key| name_of(key)).collect();
        let found: Vec<_> =
            faults.iter().zip(&said).map(|(it, said)| json!({"fault": it.code, "message": said})).collect();
        app.out.json(&json!({"file": file.display().to_string(), "fields": known, "faults": found}))?;
    } else if faults.is_empty() {
        let count = fields.len().to_string();
        app.out.paragraph(0, &say_with("print.sound", &[("count", &count)]))?;
    } else {
        for line in &said {
            app.out.complain(&format!("{} {line}", super::fail::MARK));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Fail::Said(1)) }
}
