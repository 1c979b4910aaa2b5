//! Messages from other channels (来件) at the desk: brought in once, made a case of, or laid aside.

use super::eyes::Eyes;
use super::folio::{self, Kept};
use super::viewer::covered;
use super::{Desk, DeskError, Receipt, intake, sealed};
use crate::domain::case::Origin;
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::folio::Folio as _;
use crate::domain::ids::CaseNo;
use crate::domain::incoming::{self, Incoming, IncomingCommand, IncomingEvent, IncomingStatus, Message, REGISTER};
use crate::domain::mask::mask_phone;
use crate::domain::permission;
use crate::domain::time::Moment;
use crate::refuse;
use crate::store::{FolioQuery, Reads, Tx};
use crate::words::say;
use serde::Serialize;

/// A message as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IncomingLine {
    /// Its number.
    pub incoming: String,
    /// How it stands.
    pub status: IncomingStatus,
    /// How it came.
    pub channel: crate::domain::vocabulary::Channel,
    /// Who sent it.
    pub sender: String,
    /// The telephone number, masked.
    pub phone: Option<String>,
    /// What it is about.
    pub subject: String,
    /// What it says, with the private numbers in it masked.
    pub text: String,
    /// When it was sent.
    pub sent_at: Option<Moment>,
    /// When it was brought in.
    pub brought_at: Moment,
    /// What hangs on it, by name.
    pub attachments: Vec<String>,
    /// The case that was made of it.
    pub no: Option<CaseNo>,
    /// Why it was laid aside.
    pub reason: Option<String>,
}

impl IncomingLine {
    /// Shows a message; of one that became a case which is sealed or out of sight, only that it was accepted.
    fn of(reads: &Reads, it: Incoming) -> Result<Self, DeskError> {
        let mut message = it.message;
        let mut no = it.no;
        if let Some(case) = &no
            && !reads.has_case(case.as_str())?
        {
            no = None;
            let (text, channel) = (say("sight.other"), message.channel);
            message = Message { text, ..Message::blank(channel) };
        }
        Ok(Self {
            incoming: it.incoming,
            status: it.status,
            channel: message.channel,
            sender: message.sender,
            phone: message.phone.as_deref().map(mask_phone),
            subject: covered(&message.subject),
            text: covered(&message.text),
            sent_at: message.sent_at,
            brought_at: it.brought_at,
            attachments: message.attachments,
            no,
            reason: it.reason,
        })
    }
}

fn load(reads: &Reads, eyes: &Eyes, number: &str) -> Result<Kept<Incoming>, DeskError> {
    let number = number.trim().to_ascii_uppercase();
    Ok(folio::load(reads, eyes, &number)?.ok_or_else(|| refuse!("unknown_incoming", incoming = number))?)
}

/// Does what an officer orders about messages.
pub(super) fn perform(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    draw: sealed::Draw,
    command: &IncomingCommand,
) -> Result<Receipt, DeskError> {
    permission::check(officer, permission::incoming(command)).map_err(DeskError::NotPermitted)?;
    let eyes = Eyes::of(officer, centre)?;
    match command {
        IncomingCommand::BringIn { message } => {
            // It is the same message whether or not whoever brings it may see the list.
            let known = |number: &str| {
                tx.folio(Incoming::KIND, number)?
                    .as_ref()
                    .map(folio::read::<Incoming>)
                    .transpose()
                    .map(|it| it.map(|it| it.folio))
            };
            let event = incoming::bring_in::<DeskError>(message, known)?;
            Ok(folio::commit::<Incoming>(tx, centre, &officer.id, now, None, &[event])?.1)
        }
        IncomingCommand::AcceptIncoming { incoming: number, register } => {
            let kept = load(tx, &eyes, number)?;
            incoming::waits(&kept.folio)?;
            let mut register = match register {
                Some(register) => register.as_ref().clone(),
                None => kept.folio.register(&say("incoming.nameless")),
            };
            register.origin = Some(kept.folio.origin());
            intake::register(tx, centre, officer, now, draw, &register)
        }
        IncomingCommand::DismissIncoming { incoming: number, reason } => {
            let kept = load(tx, &eyes, number)?;
            let event = incoming::dismiss(&kept.folio, reason)?;
            Ok(folio::commit(tx, centre, &officer.id, now, Some(kept), &[event])?.1)
        }
    }
}

/// Finds the message that a registration is made of, which must be waiting.
pub(super) fn made_into_case(
    tx: &Tx<'_>,
    eyes: &Eyes,
    origin: Option<&Origin>,
) -> Result<Option<Kept<Incoming>>, DeskError> {
    let Some(origin) = origin.filter(|origin| origin.register == REGISTER) else { return Ok(None) };
    let kept = load(tx, eyes, &origin.entry)?;
    incoming::waits(&kept.folio)?;
    Ok(Some(kept))
}

/// Writes down that a case was made of a message, in the same write.
pub(super) fn accepted(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    kept: Kept<Incoming>,
    no: CaseNo,
) -> Result<(), DeskError> {
    folio::commit(tx, centre, &officer.id, now, Some(kept), &[IncomingEvent::IncomingAccepted { no }]).map(drop)
}

impl Desk {
    /// Returns the messages in sight, the last first: those that wait, or all.
    pub fn incoming(&self, all: bool, limit: u32) -> Result<Vec<IncomingLine>, DeskError> {
        let query = FolioQuery { kind: Incoming::KIND, open: !all, limit, ..FolioQuery::default() };
        let rows = self.store().folios(&query)?;
        rows.iter().map(|row| IncomingLine::of(self.store(), folio::read(row)?.folio)).collect()
    }

    /// Returns a message in sight.
    pub fn incoming_of(&self, number: &str) -> Result<IncomingLine, DeskError> {
        IncomingLine::of(self.store(), load(self.store(), &Eyes::default(), number)?.folio)
    }

    /// Returns what a message in sight would be registered as, masked as lists show it.
    pub fn incoming_register(&self, number: &str) -> Result<crate::domain::case::Register, DeskError> {
        let mut register = load(self.store(), &Eyes::default(), number)?.folio.register(&say("incoming.nameless"));
        register.narrative = covered(&register.narrative);
        for party in &mut register.parties {
            party.phone = party.phone.as_deref().map(mask_phone);
        }
        Ok(register)
    }
}

#[cfg(test)]
mod tests;
