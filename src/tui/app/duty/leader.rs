//! The section of the leader (领导接访包): what today's leader has to look at, and the own word on each case.

use super::super::App;
use super::super::alerts::level_sign;
use super::super::supervision::onto::{CHARGE, INSTRUCT, LISTING, Onto};
use super::super::told::{Cases, Line, Told, plain, short};
use crate::desk::leader::{LeaderLine, LeaderView};
use crate::desk::service::{Answer, Query};
use crate::domain::supervision::Packet;
use crate::domain::vocabulary::DirectiveKind;
use crate::tui::layers::Outcome;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Column, Piece};
use crate::words::{self, say, say_with, term};

/// The section of the leader.
pub type LeaderSection = Cases<Leader>;

/// What the section tells.
#[derive(Default)]
pub struct Leader {
    page: Option<Box<LeaderView>>,
}

/// Says in one line what it is: what kind of directive and how whole, how often the applicant came, why it was refused.
fn about(it: &LeaderLine) -> String {
    let kind = it.kind.map(|kind| term(DirectiveKind::AREA, kind.key()));
    let meter = it.meter.map(|(met, of)| format!("{met}/{of}"));
    let times = it.times.map(|times| say_with("leader.times", &[("count", &times.to_string())]));
    let title = it.text.clone().or(Some(it.title.clone())).filter(|title| !title.is_empty());
    [kind, meter, times, title, it.reason.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn line(packet: Packet, it: &LeaderLine, app: &App) -> Line {
    let level = it.level.map_or_else(
        || plain(""),
        |level| {
            let (sign, meaning) = level_sign(level);
            Cell::new(sign, meaning)
        },
    );
    let name = it.directive.as_ref().map(ToString::to_string);
    let case = it.case.as_ref().map(ToString::to_string);
    // Of a reception it says when that was; whether the case is late stands elsewhere.
    let overdue = it.overdue && it.at.is_none();
    let due = it.at.or(it.due).map(|at| short(at, app.now)).unwrap_or_default();
    let due = if overdue { format!("{due} {}", say("leader.overdue")) } else { due };
    let cells = vec![
        level,
        plain(case.or_else(|| name.clone()).unwrap_or_default()),
        plain(it.whose.as_str()),
        Cell::new(due, if overdue { Meaning::Overdue } else { Meaning::Text }),
        plain(about(it)),
    ];
    // A sealed case is opened from its own list, where it is written down who looks.
    let opens = it.case.as_ref().filter(|_| packet != Packet::Sealed);
    let key = it.at.map(|at| at.to_rfc3339()).or(name).unwrap_or_default();
    Line::new(packet.key(), &key, opens, cells)
}

fn onto(on: Option<&Line>, kind: DirectiveKind) -> Option<Onto> {
    on.and_then(|line| line.case.clone()).map(|no| (no, kind))
}

impl Told for Leader {
    const PANE: usize = super::PANE;
    const SCOPES: &'static [&'static str] = &["list", "leader", "case", "sections", "desk", "global"];
    const COLUMNS: &'static [Column<Line>] = &[
        Column::new("told.column.level", 3, 3, 0, |it: &Line| it.cell(0)),
        Column::new("app.column.no", 12, 12, 0, |it: &Line| it.cell(1)),
        Column::new("told.column.unit", 8, 8, 1, |it: &Line| it.cell(2)),
        Column::new("told.column.due", 5, 11, 0, |it: &Line| it.cell(3)),
        Column::new("told.column.title", 8, 16, 4, |it: &Line| it.cell(4)).fill(),
    ];

    fn name(&self) -> String {
        let parts = self.page.iter().flat_map(|page| &page.parts);
        // What was written down of a reception waits for nobody.
        let count: usize = parts.filter(|part| part.packet != Packet::Received).map(|part| part.lines.len()).sum();
        if count == 0 {
            say("leader.section")
        } else {
            say_with("leader.section_count", &[("count", &count.to_string())])
        }
    }

    fn query(&self, _: &App) -> Query {
        Query::Leader
    }

    fn hear(&mut self, answer: &Answer, _: &App) -> bool {
        let Answer::Leader(page) = answer else { return false };
        self.page = Some(page.clone());
        true
    }

    fn lines(&self, app: &App) -> Vec<Line> {
        let mut lines = Vec::new();
        for part in self.page.iter().flat_map(|page| &page.parts) {
            let values = [("part", term(Packet::AREA, part.packet.key())), ("count", part.lines.len().to_string())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            lines.push(Line::heading(&say_with("leader.part", &values), Meaning::Title));
            lines.extend(part.lines.iter().map(|it| line(part.packet, it, app)));
        }
        lines
    }

    fn above(&self, _: &App) -> Vec<Piece> {
        let days = self.page.iter().flat_map(|page| &page.receptions);
        days.map(|it| {
            let meaning = match (it.today, it.own) {
                (true, true) => Meaning::Warning,
                (true, false) => Meaning::Text,
                (false, _) => Meaning::Muted,
            };
            (meaning, words::roster::reception_day(it))
        })
        .collect()
    }

    fn empty(&self) -> String {
        say("leader.nothing")
    }

    fn command(&mut self, id: &'static str, on: Option<&Line>, app: &mut App) -> Outcome<App> {
        for (deeds, kind) in [
            (&INSTRUCT, DirectiveKind::Instruction),
            (&CHARGE, DirectiveKind::Charge),
            (&LISTING, DirectiveKind::Listed),
        ] {
            if let Some(outcome) = deeds.begin(id, onto(on, kind).as_ref(), app) {
                return outcome;
            }
        }
        Outcome::ignored()
    }

    fn available(&self, id: &str, on: Option<&Line>, app: &App) -> Result<(), &'static str> {
        let onto = onto(on, DirectiveKind::Instruction);
        let all = [&INSTRUCT, &CHARGE, &LISTING];
        all.into_iter().find_map(|deeds| deeds.available(id, onto.as_ref(), app)).unwrap_or(Ok(()))
    }
}
