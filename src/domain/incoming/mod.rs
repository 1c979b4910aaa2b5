//! Messages from other channels (来件): what came by SMS, mail or the web, waiting to be made a case of or laid aside.
//!
//! A message is known by what it says, so the same one is brought in once, whatever file it comes in.

use super::case::{Attachment, Origin, Register};
use super::centre::Centre;
use super::clean;
use super::folio::{Folio, Standing, block};
use super::ids::{CaseNo, OfficerId};
use super::mask::restored;
use super::party::NewParty;
use super::refusal::Refusal;
use super::time::Moment;
use super::vocabulary::{CaseKind, Channel, Side, vocabulary};
use crate::refuse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

/// The register that a case made of a message has its origin in.
pub const REGISTER: &str = "incoming";

/// What the number of a message begins with.
pub const PREFIX: &str = "LJ-";

/// The letters and digits of a message's number: none that is taken for another when it is read out.
const SIGNS: &[u8; 32] = crate::domain::case::offline::TAG_SIGNS;

vocabulary! {
    /// How a message stands.
    IncomingStatus as "incoming_status" {
        /// 待处理.
        Waiting = "waiting",
        /// 已收: a case was made of it.
        Accepted = "accepted",
        /// 不收.
        Dismissed = "dismissed",
    }
}

/// A message as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// How it came.
    pub channel: Channel,
    /// Who sent it, by name; empty where nobody said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sender: String,
    /// The telephone number it came from or names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The mail address it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    /// Where the sender lives, as they say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What it is about, in a line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// What it says.
    pub text: String,
    /// When it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Moment>,
    /// What hung on it, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
    /// The file it was brought in by.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
}

impl Message {
    /// Makes one that says nothing yet.
    pub fn blank(channel: Channel) -> Self {
        Self {
            channel,
            sender: String::new(),
            phone: None,
            mail: None,
            place: None,
            subject: String::new(),
            text: String::new(),
            sent_at: None,
            attachments: Vec::new(),
            file: String::new(),
        }
    }

    /// Returns it as the log has it.
    fn cleaned(&self) -> Self {
        let line = |text: &Option<String>| clean::optional(text.as_deref());
        Self {
            channel: self.channel,
            sender: clean::line(&self.sender),
            phone: line(&self.phone),
            mail: line(&self.mail),
            place: line(&self.place),
            subject: clean::line(&self.subject),
            text: clean::text(&self.text),
            sent_at: self.sent_at,
            attachments: self.attachments.iter().map(|name| clean::line(name)).collect(),
            file: clean::line(&self.file),
        }
    }

    /// Tells whether it is the same message, whatever file it came in.
    fn is_same(&self, other: &Self) -> bool {
        let said = |it: &Self| {
            (
                it.channel,
                it.sender.clone(),
                it.phone.clone(),
                it.mail.clone(),
                it.subject.clone(),
                it.text.clone(),
                it.sent_at,
            )
        };
        said(self) == said(other)
    }

    /// Returns the numbers it may have, the first that is free or its own being it: made of what it says.
    fn numbers(&self) -> Vec<String> {
        let told = (
            self.channel.key(),
            &self.sender,
            &self.phone,
            &self.mail,
            &self.subject,
            &self.text,
            self.sent_at.map(|at| at.timestamp()),
        );
        let hash = blake3::hash(format!("{told:?}").as_bytes());
        let number = |bytes: &[u8]| -> String {
            let signs = bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)]));
            format!("{PREFIX}{}", signs.collect::<String>())
        };
        hash.as_bytes().chunks_exact(8).map(number).collect()
    }
}

/// A command on messages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum IncomingCommand {
    /// Brings a message in (来件登记), to be looked at.
    BringIn {
        /// The message.
        message: Message,
    },
    /// Makes a case of it (收件).
    AcceptIncoming {
        /// The number of the message.
        incoming: String,
        /// What is registered; what the message says, when missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        register: Option<Box<Register>>,
    },
    /// Lays it aside with a reason (不收).
    DismissIncoming {
        /// The number of the message.
        incoming: String,
        /// Why.
        reason: String,
    },
}

/// Something that happened to a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum IncomingEvent {
    /// It was brought in.
    IncomingBrought {
        /// Its number.
        incoming: String,
        /// What it says.
        message: Box<Message>,
    },
    /// A case was made of it.
    IncomingAccepted {
        /// The case.
        no: CaseNo,
    },
    /// It was laid aside.
    IncomingDismissed {
        /// Why.
        reason: String,
    },
}

/// A message with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incoming {
    /// How many events it has.
    pub rev: u64,
    /// Its number: `LJ-7FK3Q2M9`.
    pub incoming: String,
    /// What it says.
    pub message: Message,
    /// When it was brought in.
    pub brought_at: Moment,
    /// By whom.
    pub brought_by: OfficerId,
    /// How it stands.
    pub status: IncomingStatus,
    /// The case that was made of it.
    pub no: Option<CaseNo>,
    /// Why it was laid aside.
    pub reason: Option<String>,
}

impl Incoming {
    /// Returns the registration that it amounts to, to be gone through by an officer.
    pub fn register(&self, nameless: &str) -> Register {
        let message = &self.message;
        let name = if message.sender.is_empty() { nameless } else { &message.sender };
        let phone = message.phone.clone().filter(|phone| super::phone::parse(phone).is_ok());
        let unread = message.phone.clone().filter(|_| phone.is_none());
        let note: Vec<String> = message.mail.iter().cloned().chain(unread).collect();
        let applicant = NewParty {
            phone,
            place: message.place.clone(),
            note: (!note.is_empty()).then(|| note.join(" ")),
            ..NewParty::new(Side::Applicant, name)
        };
        let paper = |name: &String| Attachment { name: name.clone(), reference: message.file.clone() };
        Register {
            kind: CaseKind::Appeal,
            channel: message.channel,
            title: Some(message.subject.clone()).filter(|subject| !subject.is_empty()),
            narrative: if message.text.is_empty() { message.subject.clone() } else { message.text.clone() },
            demands: Vec::new(),
            parties: vec![applicant],
            place: None,
            grid: None,
            occurred_on: None,
            people_involved: None,
            amount_fen: None,
            category: None,
            grade: None,
            risk: None,
            attachments: message.attachments.iter().filter(|name| !name.is_empty()).map(paper).collect(),
            accept: false,
            related: Vec::new(),
            offline: None,
            origin: Some(self.origin()),
            sealed: None,
        }
    }

    /// Returns what a case that is made of it has as its origin.
    pub fn origin(&self) -> Origin {
        let sent = self.message.sent_at.map(|at| at.date_naive());
        Origin { registered_on: sent, ..Origin::new(REGISTER, self.incoming.as_str()) }
    }

    /// Puts what was masked on the screen it was gone through on back as it was.
    pub fn restore(&self, register: &mut Register) {
        register.narrative = restored(&register.narrative, &self.message.text);
        if let Some(first) = register.parties.first_mut() {
            first.name = restored(&first.name, &self.message.sender);
            // A form on screen leaves out what it would only show masked.
            let phone = self.message.phone.as_deref().filter(|phone| super::phone::parse(phone).is_ok());
            first.phone = match first.phone.take().filter(|typed| !typed.contains('*')) {
                Some(typed) => Some(typed),
                None if first.name == self.message.sender => phone.map(str::to_owned),
                None => None,
            };
        }
    }
}

impl Folio for Incoming {
    type Event = IncomingEvent;

    const KIND: &'static str = "incoming";
    const STREAMS: Range<i64> = block(5);

    fn name(event: &IncomingEvent) -> &'static str {
        match event {
            IncomingEvent::IncomingBrought { .. } => "incoming_brought",
            IncomingEvent::IncomingAccepted { .. } => "incoming_accepted",
            IncomingEvent::IncomingDismissed { .. } => "incoming_dismissed",
        }
    }

    fn begin(at: Moment, by: &OfficerId, event: &IncomingEvent) -> Option<Self> {
        let IncomingEvent::IncomingBrought { incoming, message } = event else { return None };
        Some(Self {
            rev: 1,
            incoming: incoming.clone(),
            message: message.as_ref().clone(),
            brought_at: at,
            brought_by: by.clone(),
            status: IncomingStatus::Waiting,
            no: None,
            reason: None,
        })
    }

    fn apply(&mut self, _at: Moment, _by: &OfficerId, event: &IncomingEvent) {
        self.rev += 1;
        match event {
            IncomingEvent::IncomingBrought { .. } => {}
            IncomingEvent::IncomingAccepted { no } => {
                (self.status, self.no) = (IncomingStatus::Accepted, Some(no.clone()));
            }
            IncomingEvent::IncomingDismissed { reason } => {
                (self.status, self.reason) = (IncomingStatus::Dismissed, Some(reason.clone()));
            }
        }
    }

    fn rev(&self) -> u64 {
        self.rev
    }

    fn key(&self) -> String {
        self.incoming.clone()
    }

    fn standing(&self, _centre: &Centre) -> Standing {
        Standing {
            open: self.status == IncomingStatus::Waiting,
            cases: self.no.iter().cloned().collect(),
            ..Standing::at_rest(self.brought_at, self.status.key())
        }
    }
}

/// Decides to bring a message in; `known` finds what is called so already.
///
/// # Errors
/// Refuses an empty message, and one that is in already; `known`'s own error.
pub fn bring_in<E: From<Refusal>>(
    message: &Message,
    known: impl Fn(&str) -> Result<Option<Incoming>, E>,
) -> Result<IncomingEvent, E> {
    let message = message.cleaned();
    if message.text.is_empty() && message.subject.is_empty() {
        return Err(refuse!("incoming_empty").into());
    }
    for incoming in message.numbers() {
        match known(&incoming)? {
            None => return Ok(IncomingEvent::IncomingBrought { incoming, message: Box::new(message) }),
            Some(other) if other.message.is_same(&message) => {
                return Err(refuse!("incoming_already", incoming = incoming).into());
            }
            Some(_) => {}
        }
    }
    Err(refuse!("incoming_already", incoming = message.subject).into())
}

/// Decides to lay a message aside.
///
/// # Errors
/// Refuses one that does not wait any more, and one laid aside without a reason.
pub fn dismiss(incoming: &Incoming, reason: &str) -> Result<IncomingEvent, Refusal> {
    waits(incoming)?;
    let reason = clean::line(reason);
    if reason.is_empty() {
        return Err(refuse!("words_missing", field = "reason"));
    }
    Ok(IncomingEvent::IncomingDismissed { reason })
}

/// Refuses a message of which something has become already.
///
/// # Errors
/// See there.
pub fn waits(incoming: &Incoming) -> Result<(), Refusal> {
    match incoming.status {
        IncomingStatus::Waiting => Ok(()),
        status => Err(refuse!("incoming_settled", incoming = incoming.incoming, incoming_status = status.key())),
    }
}
