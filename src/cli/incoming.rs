//! Messages from other channels (来件): brought in out of files, looked at, made cases of, laid aside.

use super::App;
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use crate::desk::{DeskError, Order};
use crate::domain::incoming::{IncomingCommand, IncomingStatus};
use crate::intake::messages::{self, Platform};
use crate::text::sanitise_line;
use crate::words::{self, say, say_with, term};
use clap::Subcommand;
use serde_json::json;
use std::path::PathBuf;

/// How many messages go in with one write.
const BATCH: usize = 40;

/// How many messages a list shows.
const SHOWN: u32 = 500;

#[derive(Debug, Subcommand)]
pub(super) enum IncomingVerb {
    Bring {
        #[arg(id = "incoming_files", value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        #[arg(id = "incoming_channel", long = "channel", value_name = "sms|mailbox|web")]
        #[arg(value_parser = super::args::member(Platform::from_key, Platform::ALL))]
        channel: Option<Platform>,
    },
    List {
        #[arg(id = "incoming_all", long = "all")]
        all: bool,
    },
    Show {
        #[arg(id = "incoming_no", value_name = "MESSAGE")]
        incoming: String,
    },
    Accept {
        #[arg(id = "incoming_no", value_name = "MESSAGE")]
        incoming: String,
    },
    Dismiss {
        #[arg(id = "incoming_no", value_name = "MESSAGE")]
        incoming: String,
        #[arg(id = "incoming_reason", long = "reason", value_name = "TEXT")]
        reason: String,
    },
}

/// Answers the commands on messages.
pub(super) fn incoming(app: &App<'_>, verb: IncomingVerb) -> Result<(), Fail> {
    match verb {
        IncomingVerb::Bring { files, channel } => bring(app, &files, channel),
        IncomingVerb::List { all } => list(app, all),
        IncomingVerb::Show { incoming } => show(app, &incoming),
        IncomingVerb::Accept { incoming } => {
            let order = IncomingCommand::AcceptIncoming { incoming: sanitise_line(&incoming), register: None };
            let receipt = app.session()?.perform(app, &Order::incoming(order))?;
            if app.out.json {
                return app.out.json(&receipt.to_json());
            }
            let no = receipt.no.map(|no| no.0).unwrap_or_default();
            app.out.line(&say_with("cli.incoming.accepted", &[("incoming", &incoming), ("no", &no)]))?;
            for warning in &receipt.warnings {
                app.out.paragraph(2, &format!("{} {}", words::refusal(warning), words::next_step(warning)))?;
            }
            Ok(())
        }
        IncomingVerb::Dismiss { incoming, reason } => {
            let order = IncomingCommand::DismissIncoming { incoming: sanitise_line(&incoming), reason };
            let receipt = app.session()?.perform(app, &Order::incoming(order))?;
            if app.out.json {
                return app.out.json(&receipt.to_json());
            }
            app.out.line(&say_with("cli.incoming.dismissed", &[("incoming", &incoming)]))
        }
    }
}

/// Brings every message of the files in; what is in already is passed over.
fn bring(app: &App<'_>, files: &[PathBuf], channel: Option<Platform>) -> Result<(), Fail> {
    let mut session = app.session()?;
    let now = session.now(app)?;
    let (mut brought, mut already, mut wrong) = (Vec::new(), 0_u32, Vec::new());
    for path in files {
        let file = sanitise_line(&path.display().to_string());
        let messages = match messages::read(path, channel, now.date_naive()) {
            Ok(messages) => messages,
            Err(refusal) => {
                wrong.push((file, 0, refusal));
                continue;
            }
        };
        let order = |message| Order::incoming(IncomingCommand::BringIn { message });
        let orders: Vec<Order> = messages.into_iter().map(order).collect();
        for (nth, orders) in orders.chunks(BATCH).enumerate() {
            let answers = session.desk.perform_all(&session.officer.id, now, orders)?;
            for (at, answer) in answers.into_iter().enumerate() {
                match answer {
                    Ok(receipt) => brought.extend(receipt.key),
                    Err(DeskError::Refused(refusal)) if refusal.code == "incoming_already" => already += 1,
                    Err(DeskError::Refused(refusal)) => wrong.push((file.clone(), nth * BATCH + at + 1, refusal)),
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }
    if app.out.json {
        let wrong: Vec<_> = wrong
            .iter()
            .map(|(file, at, refusal)| {
                json!({"file": file, "message_at": at, "kind": refusal.code, "message": words::refusal(refusal),
                    "hint": words::next_step(refusal)})
            })
            .collect();
        app.out.json(&json!({"ok": wrong.is_empty(), "brought": brought, "already": already, "errors": wrong}))?;
    } else {
        let counts = [brought.len().to_string(), already.to_string(), wrong.len().to_string()];
        let values = [("new", counts[0].as_str()), ("already", &counts[1]), ("bad", &counts[2])];
        app.out.line(&say_with("cli.incoming.brought", &values))?;
        for (file, at, refusal) in &wrong {
            let why = words::sentences(&words::refusal(refusal), &words::next_step(refusal));
            let values = [("file", file.as_str()), ("at", &at.to_string()), ("why", &why)];
            app.out.paragraph(2, &say_with("cli.incoming.wrong", &values))?;
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Fail::Said(1)) }
}

fn list(app: &App<'_>, all: bool) -> Result<(), Fail> {
    let lines = app.session()?.desk.incoming(all, SHOWN)?;
    if app.out.json {
        return app.out.json(&lines);
    }
    if lines.is_empty() {
        return app.out.line(&say("cli.incoming.none"));
    }
    let mut table = Table::new([
        ("incoming", Column::Fixed),
        ("status", Column::Fixed),
        ("channel", Column::Fixed),
        ("sender", Column::Gives(8)),
        ("brought_at", Column::Fixed),
        ("said", Column::Gives(16)),
    ]);
    for line in lines {
        let said = if line.subject.is_empty() { line.text.replace('\n', " ") } else { line.subject };
        table.row([
            Cell::plain(line.incoming),
            Cell::plain(term(IncomingStatus::AREA, line.status.key())),
            Cell::plain(term("channel", line.channel.key())),
            Cell::plain(if line.sender.is_empty() { line.phone.unwrap_or_default() } else { line.sender }),
            Cell::plain(line.brought_at.format("%m-%d %H:%M").to_string()),
            Cell::plain(said),
        ]);
    }
    app.out.table(&table)
}

fn show(app: &App<'_>, number: &str) -> Result<(), Fail> {
    let line = app.session()?.desk.incoming_of(number)?;
    if app.out.json {
        return app.out.json(&line);
    }
    let status = term(IncomingStatus::AREA, line.status.key());
    let no = line.no.map(|no| no.0).unwrap_or_default();
    let head = [line.incoming, status, no, line.reason.unwrap_or_default()];
    app.out.line(&app.out.paint("1", head.join("  ").trim_end()))?;
    let sent = line.sent_at.map(|at| at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
    let from = [term("channel", line.channel.key()), line.sender, line.phone.unwrap_or_default(), sent];
    app.out.paragraph(0, &from.iter().filter(|it| !it.is_empty()).cloned().collect::<Vec<_>>().join("  "))?;
    if !line.subject.is_empty() {
        app.out.paragraph(0, &line.subject)?;
    }
    app.out.paragraph(0, &line.text)?;
    if line.attachments.is_empty() {
        return Ok(());
    }
    app.out.paragraph(0, &say_with("cli.incoming.attachments", &[("names", &words::list(&line.attachments))]))
}
