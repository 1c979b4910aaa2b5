//! Clashes: why a booking cannot be, with the facts; the words stand in `locales/` under `refusal.clash_*`.

use super::booking::Booking;
use super::words::RecusalGround;
use crate::domain::ids::{CaseNo, MediatorId, RoomId, SessionId, UnitId};
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::Opening;
use crate::domain::time::{Day, Moment};
use crate::refuse;
use serde::Serialize;

/// The session that has taken what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InTheWay {
    /// The case that has booked.
    pub case_no: CaseNo,
    /// Its session.
    pub session: SessionId,
    /// From when.
    pub starts: Moment,
    /// Until when.
    pub ends: Moment,
    /// When its hold runs out, if it is only held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Moment>,
}

impl From<&Booking> for InTheWay {
    fn from(booking: &Booking) -> Self {
        let Booking { case_no, session, starts, ends, held_until, .. } = booking;
        Self { case_no: case_no.clone(), session: *session, starts: *starts, ends: *ends, held_until: *held_until }
    }
}

/// One reason against a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "clash", rename_all = "snake_case")]
#[allow(missing_docs)] // the fields say what they are: names as people know them, from when, until when
pub enum Clash {
    /// It ends before it begins.
    EndsBeforeItStarts { starts: Moment, ends: Moment },
    /// It begins before now.
    InThePast { starts: Moment },
    /// Nobody works on that day; `next` is the next day on which they do.
    NonWorkingDay { day: Day, next: Day },
    /// The rooms are not open all that time.
    OutsideOpeningHours { starts: Moment, ends: Moment, opening: Vec<Opening> },
    /// The parties would be told too late.
    NoticeTooShort { starts: Moment, hours: u32, earliest: Moment },
    /// There is no such room.
    RoomUnknown { room: RoomId },
    /// The room does not seat everybody.
    RoomTooSmall { room: String, seats: u32, people: u32 },
    /// The room is taken.
    RoomBusy { room: String, by: InTheWay },
    /// Nobody is named to mediate.
    NoMediator,
    /// There is no such mediator.
    MediatorUnknown { mediator: MediatorId },
    /// The mediator is taken.
    MediatorBusy { mediator: String, by: InTheWay },
    /// There is no such unit.
    SeatUnknown { unit: UnitId },
    /// The unit's seat is taken.
    SeatBusy { unit: String, by: InTheWay },
    /// The person is summoned elsewhere.
    PartyElsewhere { person: String, by: InTheWay },
    /// The mediator was recused in this case; `note` is what was written down.
    RecusedOnRecord { mediator: String, ground: RecusalGround, note: String },
    /// The mediator may not serve because of what is known of them from a case; `whom` is the party.
    Recused { mediator: String, ground: RecusalGround, whom: String, case_no: CaseNo },
}

impl Clash {
    /// Tells whether somebody else has taken what was asked for.
    pub const fn is_taken(&self) -> bool {
        matches!(
            self,
            Self::RoomBusy { .. } | Self::MediatorBusy { .. } | Self::SeatBusy { .. } | Self::PartyElsewhere { .. }
        )
    }

    /// Tells whether another time or room could help.
    pub const fn is_movable(&self) -> bool {
        !matches!(
            self,
            Self::EndsBeforeItStarts { .. }
                | Self::NoMediator
                | Self::MediatorUnknown { .. }
                | Self::SeatUnknown { .. }
                | Self::RecusedOnRecord { .. }
                | Self::Recused { .. }
        )
    }
}

impl From<&Clash> for Refusal {
    fn from(clash: &Clash) -> Self {
        match clash {
            Clash::EndsBeforeItStarts { starts, ends } => {
                refuse!("clash_ends_before_it_starts", starts = written(*starts), ends = written(*ends))
            }
            Clash::InThePast { starts } => refuse!("clash_in_the_past", starts = written(*starts)),
            Clash::NonWorkingDay { day, next } => refuse!("clash_non_working_day", day = day, next = next),
            Clash::OutsideOpeningHours { starts, ends, opening } => refuse!(
                "clash_outside_opening_hours",
                time = span(*starts, *ends),
                opening = opening
                    .iter()
                    .map(|open| format!("{}–{}", open.from.format("%H:%M"), open.to.format("%H:%M")))
                    .collect::<Vec<_>>()
                    .join(" / "),
            ),
            Clash::NoticeTooShort { starts, hours, earliest } => {
                refuse!(
                    "clash_notice_too_short",
                    starts = written(*starts),
                    hours = hours,
                    earliest = written(*earliest)
                )
            }
            Clash::RoomUnknown { room } => refuse!("clash_room_unknown", room = room),
            Clash::RoomTooSmall { room, seats, people } => {
                refuse!("clash_room_too_small", room = room, seats = seats, people = people)
            }
            Clash::RoomBusy { room, by } => {
                refuse!("clash_room_busy", room = room, case_no = by.case_no, time = by.span())
            }
            Clash::NoMediator => refuse!("clash_no_mediator"),
            Clash::MediatorUnknown { mediator } => refuse!("clash_mediator_unknown", mediator = mediator),
            Clash::MediatorBusy { mediator, by } => {
                refuse!("clash_mediator_busy", mediator = mediator, case_no = by.case_no, time = by.span())
            }
            Clash::SeatUnknown { unit } => refuse!("clash_seat_unknown", unit = unit),
            Clash::SeatBusy { unit, by } => {
                refuse!("clash_seat_busy", unit = unit, case_no = by.case_no, time = by.span())
            }
            Clash::PartyElsewhere { person, by } => {
                refuse!("clash_party_elsewhere", person = person, case_no = by.case_no, time = by.span())
            }
            Clash::RecusedOnRecord { mediator, ground, note } => {
                refuse!("clash_recused_on_record", mediator = mediator, ground = ground, note = note)
            }
            Clash::Recused { mediator, ground, whom, case_no } => recused(mediator, *ground, whom, case_no),
        }
    }
}

fn recused(mediator: &str, ground: RecusalGround, whom: &str, case_no: &CaseNo) -> Refusal {
    match ground {
        RecusalGround::Kin => refuse!("clash_recused_kin", mediator = mediator, whom = whom),
        RecusalGround::Employer => refuse!("clash_recused_employer", mediator = mediator, whom = whom),
        RecusalGround::EarlierParty => {
            refuse!("clash_recused_earlier_party", mediator = mediator, whom = whom, case_no = case_no)
        }
        RecusalGround::EarlierLawyer => {
            refuse!("clash_recused_earlier_lawyer", mediator = mediator, whom = whom, case_no = case_no)
        }
        // Interest and requests are never found out, only written down.
        RecusalGround::Interest | RecusalGround::Request => {
            refuse!("clash_recused_on_record", mediator = mediator, note = whom)
        }
    }
}

impl InTheWay {
    fn span(&self) -> String {
        span(self.starts, self.ends)
    }
}

/// Writes a moment to the minute.
pub(super) fn written(moment: Moment) -> String {
    moment.format("%Y-%m-%d %H:%M").to_string()
}

fn span(starts: Moment, ends: Moment) -> String {
    if starts.date_naive() == ends.date_naive() {
        format!("{}–{}", written(starts), ends.format("%H:%M"))
    } else {
        format!("{} – {}", written(starts), written(ends))
    }
}
