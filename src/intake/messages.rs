//! Messages out of the files of other channels (三个平台): SMS exports, mails, web forms.

use super::map::{known_of_messages, part_of_message};
use super::table::{Table, guard};
use super::value;
use crate::domain::incoming::Message;
use crate::domain::refusal::Refusal;
use crate::domain::time::{Day, Moment, cst, local};
use crate::domain::vocabulary::{Channel, vocabulary};
use crate::refuse;
use crate::text::{sanitise_line, sanitise_text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;
use std::path::Path;

vocabulary! {
    /// Through which of the platforms messages came.
    Platform as "platform" {
        /// 短信.
        Sms = "sms",
        /// 信箱.
        Mailbox = "mailbox",
        /// 网页: kept as 网上信箱.
        Web = "web",
    }
}

impl Platform {
    const fn channel(self) -> Channel {
        match self {
            Self::Sms => Channel::Sms,
            Self::Mailbox | Self::Web => Channel::Mailbox,
        }
    }
}

/// How many messages a file may hold.
const MOST: usize = 10_000;

/// How many characters of a text are kept; what is longer is cut, and says so by its end.
const LONGEST: usize = 10_000;

/// How many things a form may ask beside those that are known.
const MOST_KEYS: usize = 40;

/// Reads the messages of a file; `platform` says how they came where the file does not.
///
/// # Errors
/// Refuses what holds no messages.
pub fn read(path: &Path, platform: Option<Platform>, today: Day) -> Result<Vec<Message>, Refusal> {
    guard::size(path)?;
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let file = path.file_name().map(|name| sanitise_line(&name.to_string_lossy())).unwrap_or_default();
    let bytes = || std::fs::read(path).map_err(|error| wrong(path, &error));
    let mut messages = match ending.as_str() {
        "eml" => vec![mail(&bytes()?).ok_or_else(|| wrong(path, &"eml"))?],
        "json" => forms(&bytes()?, today).map_err(|why| wrong(path, &why))?,
        _ => rows(path, platform, today)?,
    };
    if messages.len() > MOST {
        return Err(refuse!("table_too_long", max = MOST));
    }
    for message in &mut messages {
        message.file.clone_from(&file);
        if let Some(platform) = platform {
            message.channel = platform.channel();
        }
        shorten(&mut message.text);
        shorten(&mut message.subject);
    }
    Ok(messages)
}

fn wrong(path: &Path, why: &dyn fmt::Display) -> Refusal {
    refuse!("incoming_file", path = path.display(), why = why)
}

fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
}

/// Reads a mail: the text part, or its HTML without the tags; what hangs on it by name only.
pub fn mail(bytes: &[u8]) -> Option<Message> {
    use mail_parser::MimeHeaders as _;
    let mail = mail_parser::MessageParser::default().parse(bytes)?;
    let from = mail.from().and_then(mail_parser::Address::first);
    let text = (0..mail.text_body_count().min(8)).filter_map(|at| mail.body_text(at));
    let text = sanitise_text(&text.collect::<Vec<_>>().join("\n"));
    let subject = mail.subject().map(sanitise_line).unwrap_or_default();
    if from.is_none() && subject.is_empty() {
        return None;
    }
    let sent = mail.date().and_then(|at| chrono::DateTime::from_timestamp(at.to_timestamp(), 0));
    let names = mail.attachments().take(MOST_KEYS).filter_map(|part| part.attachment_name().map(sanitise_line));
    Some(Message {
        sender: from.and_then(|from| from.name()).map(sanitise_line).unwrap_or_default(),
        mail: from.and_then(|from| from.address()).map(sanitise_line),
        subject,
        text: text.trim().to_owned(),
        sent_at: sent.map(|at| at.with_timezone(&cst())).filter(possible),
        attachments: names.filter(|name| !name.is_empty()).collect(),
        ..Message::blank(Channel::Mailbox)
    })
}

/// Tells whether a moment has four digits for the year, as the door demands.
fn possible(at: &Moment) -> bool {
    use chrono::Datelike as _;
    (1900..=2999).contains(&at.year())
}

/// Reads what web forms hand over: an object, or a list of them.
///
/// # Errors
/// Says why it is none.
pub fn forms(bytes: &[u8], today: Day) -> Result<Vec<Message>, String> {
    let text = String::from_utf8_lossy(bytes);
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|fault| fault.to_string())?;
    let list = match value {
        Value::Array(list) => list,
        one => vec![one],
    };
    list.into_iter().take(MOST + 1).map(|form| one_form(&form, today)).collect()
}

fn one_form(form: &Value, today: Day) -> Result<Message, String> {
    let Value::Object(fields) = form else { return Err("{…}".to_owned()) };
    let said = fields.iter().take(MOST_KEYS).filter_map(|(name, value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => return None,
        };
        Some((name.as_str(), text))
    });
    Ok(made(said, Channel::Mailbox, today))
}

fn rows(path: &Path, platform: Option<Platform>, today: Day) -> Result<Vec<Message>, Refusal> {
    let table = Table::open(path, None, &known_of_messages())?;
    let parts: Vec<_> = table.header.iter().map(|name| part_of_message(name)).collect();
    let has = |part: &str| parts.contains(&Some(part));
    if !has("text") && !has("subject") {
        return Err(wrong(path, &table.header.join(", ")));
    }
    // Who sends an SMS has a number and no subject.
    let guessed = if has("phone") && !has("subject") { Channel::Sms } else { Channel::Mailbox };
    let channel = platform.map_or(guessed, Platform::channel);
    let message = |row: super::table::Row| {
        let named = table.header.iter().enumerate().filter(|(_, name)| !name.is_empty());
        let said = named.filter_map(|(at, name)| {
            let cell = row.cell(at);
            let number = (part_of_message(name) == Some("phone")).then(|| value::digits(cell).ok().flatten()).flatten();
            let text = number.unwrap_or_else(|| cell.text());
            (!text.is_empty()).then_some((name.as_str(), text))
        });
        made(said, channel, today)
    };
    Ok(table.rows().take(MOST + 1).map(message).collect())
}

/// Makes a message of what was said by name; what has no place of its own is told below the text.
fn made<'n>(said: impl Iterator<Item = (&'n str, String)>, channel: Channel, today: Day) -> Message {
    let mut message = Message::blank(channel);
    let mut more = Vec::new();
    for (name, text) in said {
        if text.trim().is_empty() {
            continue;
        }
        let (line, empty) = (sanitise_line(&text), Some(sanitise_line(&text)));
        match part_of_message(name) {
            Some("sender") if message.sender.is_empty() => message.sender = line,
            Some("phone") if message.phone.is_none() => message.phone = empty,
            Some("mail") if message.mail.is_none() => message.mail = empty,
            Some("place") if message.place.is_none() => message.place = empty,
            Some("subject") if message.subject.is_empty() => message.subject = line,
            Some("text") if message.text.is_empty() => {
                sanitise_text(&text).trim().clone_into(&mut message.text);
            }
            Some("sent_at") if message.sent_at.is_none() && moment(&text, today).is_some() => {
                message.sent_at = moment(&text, today);
            }
            _ => more.push(format!("{}：{line}", value::shown(name))),
        }
    }
    for line in more {
        if !message.text.is_empty() {
            message.text.push('\n');
        }
        message.text.push_str(&line);
    }
    message
}

fn moment(text: &str, today: Day) -> Option<Moment> {
    if let Some(at) = crate::domain::when::parse(text) {
        return Some(at).filter(possible);
    }
    let at = value::moment(&super::table::Cell::Text(text.to_owned()), today).ok().flatten()?;
    Some(local(at)).filter(possible)
}

#[cfg(test)]
mod tests;
