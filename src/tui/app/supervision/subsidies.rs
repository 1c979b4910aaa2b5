//! The section of subsidies per case (以案定补): what was proposed, what may be paid, what was.

use super::super::App;
use super::super::deeds::{Deed, Deeds, Values, as_typed, deed};
use super::super::fields::{line, reason};
use super::super::told::{Cases, Line, Told, plain, short};
use crate::desk::service::{Answer, Query};
use crate::desk::subsidy::SubsidyLine;
use crate::domain::subsidy::Status;
use crate::domain::table;
use crate::tui::form::Field;
use crate::tui::layers::Outcome;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Choice, Column};
use crate::words::{say, say_with, term};
use chrono::Datelike as _;
use serde_json::{Map, Value, json};

/// The section of subsidies.
pub type SubsidiesSection = Cases<Subsidies>;

/// What the section tells.
#[derive(Default)]
pub struct Subsidies {
    all: Vec<SubsidyLine>,
}

static PROPOSING: Deeds<()> = Deeds {
    scope: "subsidies",
    rows: &[
        deed("propose_subsidy", |(), _| Ok(()), |(), app| propose(app)),
        deed("pay_subsidies", |(), _| Ok(()), |(), _| vec![line("batch").hint("subsidy.batch_hint")]),
    ],
    about: |()| Map::new(),
    name: |(), _| String::new(),
    days: &[],
    moments: &[],
    shape: with_case,
};

static DECIDING: Deeds<SubsidyLine> = Deeds {
    scope: "subsidies",
    rows: DECIDE,
    about: |it| Map::from_iter([("subsidy".to_owned(), json!(it.subsidy.no))]),
    name: |it, _| it.subsidy.no.clone(),
    days: &[],
    moments: &[],
    shape: as_typed,
};

const DECIDE: &[Deed<SubsidyLine>] = &[
    deed("approve_subsidy", |it, _| at(it, &[Status::Proposed]), |_, _| Vec::new()),
    deed("refuse_subsidy", |it, _| at(it, &[Status::Proposed, Status::Approved]), |_, _| vec![reason()]),
];

fn at(it: &SubsidyLine, statuses: &[Status]) -> Result<(), &'static str> {
    if statuses.contains(&it.subsidy.status) { Ok(()) } else { Err("subsidy.refused.status") }
}

fn propose(app: &App) -> Vec<Field> {
    let rules = app.centre.rulebook();
    let mediators = app.centre.mediators.iter().filter(|it| rules.subsidy.receivers.contains(&it.kind));
    let mediators = mediators.map(|it| Choice::new(it.id.as_str(), &it.name).hint(&it.kind)).collect();
    let tiers = rules
        .subsidy_tiers
        .iter()
        .map(|it| Choice::new(&it.id, &it.name).hint(&table::Cell::Money(it.amount_fen).to_string()));
    vec![
        line("case").required().hint("app.other_hint").with(&json!(app.case().map(|case| case.no.clone()))),
        Field::pick("mediator", "app.field.mediator", mediators).hint("subsidy.mediator_hint"),
        Field::pick("tier", "app.field.tier", tiers.collect()).hint("subsidy.tier_hint"),
    ]
}

fn with_case(command: &'static str, mut values: Values, app: &App) -> Result<Values, String> {
    if let Some(typed) = values.get("case").and_then(Value::as_str) {
        let no = app.centre.rulebook().expand_case_no(typed, app.now.year());
        values.insert("case".into(), json!(no));
    }
    as_typed(command, values, app)
}

fn told(it: &SubsidyLine, app: &App) -> Line {
    let subsidy = &it.subsidy;
    let decided = subsidy.batch.clone().or_else(|| subsidy.decided_at.map(|at| short(at, app.now))).unwrap_or_default();
    let cells = vec![
        plain(subsidy.no.as_str()),
        plain(subsidy.case.as_str()),
        plain(subsidy.name.as_str()),
        plain(subsidy.tier_name.as_str()),
        plain(table::Cell::Money(subsidy.amount_fen).to_string()),
        plain(decided),
        plain(it.title.as_str()),
    ];
    Line::new("subsidy", &subsidy.no, Some(&subsidy.case), cells)
}

impl Subsidies {
    fn on(&self, line: Option<&Line>) -> Option<SubsidyLine> {
        let key = &line?.key;
        self.all.iter().find(|it| it.subsidy.no == *key).cloned()
    }
}

impl Told for Subsidies {
    const PANE: usize = super::PANE;
    const SCOPES: &'static [&'static str] = &["list", "subsidies", "case", "sections", "desk", "global"];
    const COLUMNS: &'static [Column<Line>] = &[
        Column::new("subsidy.column.no", 11, 11, 0, |it: &Line| it.cell(0)),
        Column::new("app.column.no", 12, 12, 0, |it: &Line| it.cell(1)),
        Column::new("subsidy.column.name", 6, 10, 0, |it: &Line| it.cell(2)),
        Column::new("subsidy.column.tier", 4, 6, 2, |it: &Line| it.cell(3)),
        Column::new("subsidy.column.amount", 8, 10, 0, |it: &Line| it.cell(4)).right(),
        Column::new("subsidy.column.decided", 11, 11, 3, |it: &Line| it.cell(5)),
        Column::new("told.column.title", 8, 16, 1, |it: &Line| it.cell(6)).fill(),
    ];

    fn name(&self) -> String {
        let open = self.all.iter().filter(|it| it.subsidy.status == Status::Proposed).count();
        if open == 0 {
            say("subsidy.section")
        } else {
            say_with("subsidy.section_count", &[("count", &open.to_string())])
        }
    }

    fn query(&self, _: &App) -> Query {
        Query::Subsidies
    }

    fn hear(&mut self, answer: &Answer, _: &App) -> bool {
        let Answer::Subsidies(all) = answer else { return false };
        self.all.clone_from(all);
        true
    }

    fn lines(&self, app: &App) -> Vec<Line> {
        let mut lines = Vec::new();
        for status in Status::ALL {
            let of: Vec<_> = self.all.iter().filter(|it| it.subsidy.status == *status).collect();
            let sum = table::Cell::Money(of.iter().map(|it| it.subsidy.amount_fen).sum()).to_string();
            let values = [("status", term(Status::AREA, status.key())), ("count", of.len().to_string()), ("sum", sum)];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            lines.push(Line::heading(&say_with("subsidy.band", &values), Meaning::Title));
            lines.extend(of.into_iter().map(|it| told(it, app)));
        }
        lines
    }

    fn empty(&self) -> String {
        say("subsidy.nothing")
    }

    fn command(&mut self, id: &'static str, on: Option<&Line>, app: &mut App) -> Outcome<App> {
        let on = self.on(on);
        let decided = DECIDING.begin(id, on.as_ref(), app);
        decided.or_else(|| PROPOSING.begin(id, Some(&()), app)).unwrap_or_else(Outcome::ignored)
    }

    fn available(&self, id: &str, on: Option<&Line>, app: &App) -> Result<(), &'static str> {
        if id == "subsidies.pay_subsidies" && !self.all.iter().any(|it| it.subsidy.status == Status::Approved) {
            return Err("subsidy.refused.nothing_to_pay");
        }
        DECIDING.available(id, self.on(on).as_ref(), app).unwrap_or(Ok(()))
    }
}
