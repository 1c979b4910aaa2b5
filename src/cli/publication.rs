//! Published results: what may be public, previews, files for a notice board, and looking them up.

use super::App;
use super::args::{PublicForm, PublishVerb};
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use crate::desk::publication::PublicSearch;
use crate::desk::{DeskError, Order};
use crate::domain::case::CaseCommand;
use crate::domain::permission::{self, Right};
use crate::domain::publication::Published;
use crate::domain::table::{self, Head, Kind};
use crate::paper::{Form, write_new};
use crate::words::{self, say, say_with};
use std::fmt::Write as _;
use std::path::Path;

/// Lists, previews, publishes, takes back, writes files.
pub(super) fn publish(app: &App<'_>, verb: PublishVerb) -> Result<(), Fail> {
    match verb {
        PublishVerb::List => list(app),
        PublishVerb::Preview { no, text } => preview(app, &no, text.as_deref()),
        PublishVerb::Result { no, text } => give(app, &no, CaseCommand::PublishResult { text }),
        PublishVerb::Withhold { no, reason } => give(app, &no, CaseCommand::WithholdResult { reason }),
        PublishVerb::Out { what, csv, html } => out(app, &what, csv.as_deref(), html.as_deref()),
    }
}

fn give(app: &App<'_>, no: &str, command: CaseCommand) -> Result<(), Fail> {
    let mut session = app.session()?;
    let no = session.case_no(app, no)?;
    let receipt = session.perform(app, &Order::on(&no, command))?;
    if app.out.json {
        return app.out.json(&receipt.to_json());
    }
    app.out.line(&say_with("cli.saved", &[("code", no.as_str())]))
}

fn list(app: &App<'_>) -> Result<(), Fail> {
    let session = app.session()?;
    permission::check(&session.officer, Right::Publish).map_err(DeskError::NotPermitted)?;
    let lines = session.desk.publishable(session.now(app)?)?;
    if app.out.json {
        return app.out.json(&lines);
    }
    if lines.is_empty() {
        return app.out.paragraph(0, &say("publication.nothing"));
    }
    let mut table = Table::new([("no", Column::Fixed), ("public_since", Column::Fixed), ("title", Column::Gives(12))]);
    for line in &lines {
        let since = line.published.as_ref().map(|it| it.at.format("%Y-%m-%d").to_string());
        table.row([
            Cell::plain(line.no.as_str()),
            Cell::plain(since.unwrap_or_else(|| say("publication.waits"))),
            Cell::plain(line.title.as_str()),
        ]);
    }
    app.out.table(&table)
}

fn preview(app: &App<'_>, no: &str, text: Option<&str>) -> Result<(), Fail> {
    let session = app.session()?;
    permission::check(&session.officer, Right::Publish).map_err(DeskError::NotPermitted)?;
    let no = session.case_no(app, no)?;
    let found = session.desk.publication_preview(&no, text, session.now(app)?)?;
    if app.out.json {
        return app.out.json(&found);
    }
    app.out.paragraph(0, &found.preview.text)?;
    let private = found.private.iter().flat_map(|it| &it.causes);
    for refusal in found.obstacles.iter().chain(private) {
        app.out.paragraph(2, &format!("! {}", words::refusal(refusal)))?;
    }
    Ok(())
}

fn search(form: &PublicForm) -> PublicSearch {
    PublicSearch {
        place: form.place.clone().unwrap_or_default(),
        subject: form.subject.clone().unwrap_or_default(),
        words: form.words.clone(),
    }
}

/// Shows what is public: without personal data, and without a right to any case.
pub(super) fn lookup(app: &App<'_>, form: &PublicForm) -> Result<(), Fail> {
    let all = app.session()?.desk.public_results(&search(form))?;
    if app.out.json {
        return app.out.json(&all);
    }
    if all.is_empty() {
        return app.out.paragraph(0, &say("publication.none"));
    }
    let mut table = Table::new([
        ("public_since", Column::Fixed),
        ("public_place", Column::Gives(8)),
        ("public_subject", Column::Gives(8)),
        ("public_text", Column::Gives(20)),
    ]);
    for it in &all {
        table.row([
            Cell::plain(it.at.format("%Y-%m-%d").to_string()),
            Cell::plain(it.place.as_str()),
            Cell::plain(it.subject.as_str()),
            Cell::plain(it.text.as_str()),
        ]);
    }
    app.out.table(&table)
}

fn out(app: &App<'_>, form: &PublicForm, csv: Option<&Path>, html: Option<&Path>) -> Result<(), Fail> {
    let mut session = app.session()?;
    permission::check(&session.officer, Right::Publish).map_err(DeskError::NotPermitted)?;
    let all = session.desk.public_results(&search(form))?;
    let written = |path: &Path, bytes: &[u8]| write_new(path, bytes).map_err(|error| Fail::file(path, &error));
    if let Some(path) = csv {
        let bytes = Form::Csv.bytes(&as_table(&all));
        written(path, &bytes.map_err(|fault| Fail::file(path, &std::io::Error::other(fault)))?)?;
    }
    if let Some(path) = html {
        written(path, page(&all, &session.centre()?.name).as_bytes())?;
    }
    let (now, rows) = (session.now(app)?, u64::try_from(all.len()).unwrap_or_default());
    let officer = session.officer.id.clone();
    session.desk.note_export(&officer, now, "publication", rows, false, "")?;
    if app.out.json {
        return app.out.json(&serde_json::json!({"rows": rows}));
    }
    app.out.line(&say_with("publication.written", &[("count", &rows.to_string())]))
}

fn as_table(all: &[Published]) -> table::Table {
    let head = |key: &str, kind| Head { text: say(&format!("cli.head.{key}")), kind };
    let row = |it: &Published| {
        vec![
            table::Cell::Date(it.at.date_naive()),
            table::Cell::text(it.place.as_str()),
            table::Cell::text(it.subject.as_str()),
            table::Cell::text(it.text.as_str()),
        ]
    };
    table::Table {
        name: "publication".to_owned(),
        title: say("publication.title"),
        columns: vec![
            head("public_since", Kind::Date),
            head("public_place", Kind::Text),
            head("public_subject", Kind::Text),
            head("public_text", Kind::Text),
        ],
        rows: all.iter().map(row).collect(),
        ..table::Table::default()
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Makes one page for a touch screen or a notice board: big type, by place and subject, no script, nothing from outside.
fn page(all: &[Published], centre: &str) -> String {
    const STYLE: &str = "body{font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;font-size:28px;line-height:1.6;\
        margin:2em;color:#111;background:#fff}h1{font-size:48px}h2{font-size:38px;border-bottom:3px solid #b00}\
        h3{font-size:30px;margin-bottom:0}li{margin:.6em 0}time{color:#555}nav a{display:inline-block;padding:.4em .8em;\
        margin:.2em;border:2px solid #b00;color:#b00;text-decoration:none}";
    let mut places: Vec<&str> = all.iter().map(|it| it.place.as_str()).collect();
    places.sort_unstable();
    places.dedup();
    let title = escaped(&format!("{centre} {}", say("publication.title")));
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head>\n\
         <body><h1>{title}</h1>\n<nav>"
    );
    let named = |place: &str| if place.is_empty() { say("publication.elsewhere") } else { place.to_owned() };
    for (nth, place) in places.iter().enumerate() {
        let _ = write!(html, "<a href=\"#p{nth}\">{}</a>", escaped(&named(place)));
    }
    html.push_str("</nav>\n");
    for (nth, place) in places.iter().enumerate() {
        let _ = writeln!(html, "<h2 id=\"p{nth}\">{}</h2>", escaped(&named(place)));
        let here: Vec<_> = all.iter().filter(|it| it.place == *place).collect();
        let mut subjects: Vec<&str> = here.iter().map(|it| it.subject.as_str()).collect();
        subjects.sort_unstable();
        subjects.dedup();
        for subject in subjects {
            let _ = writeln!(html, "<h3>{}</h3><ul>", escaped(subject));
            for it in here.iter().filter(|it| it.subject == subject) {
                let day = it.at.format("%Y-%m-%d");
                let _ = writeln!(html, "<li>{} <time>{day}</time></li>", escaped(&it.text));
            }
            html.push_str("</ul>\n");
        }
    }
    html.push_str("</body></html>\n");
    html
}
