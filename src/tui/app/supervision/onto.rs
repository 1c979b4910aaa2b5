//! Directives that are issued on what is under the cursor, their kind and what they are about filled in: an instruction, a
//! leader taking charge, listed supervision, a task force, a finding on a case; a bulletin from units' standing.

use super::super::App;
use super::super::deeds::{Deed, Deeds, Values, deed};
use super::super::fields::{line, moment, text, unit_choices};
use super::deeds::{shape, with_role};
use crate::domain::directive::Need;
use crate::domain::ids::{CaseNo, UnitId};
use crate::domain::vocabulary::{DirectiveKind, Role};
use crate::tui::form::Field;
use crate::words::bulletin::Draft;
use serde_json::{Map, json};

/// The case, and the kind of directive.
pub type Onto = (CaseNo, DirectiveKind);

/// 批示.
pub static INSTRUCT: Deeds<Onto> = onto("instruct");
/// 领导包案.
pub static CHARGE: Deeds<Onto> = onto("charge");
/// 挂牌督办.
pub static LISTING: Deeds<Onto> = onto("listing");
/// 积案攻坚专班.
pub static FORCE: Deeds<Onto> = onto("force");
/// 评查整改.
pub static FINDING: Deeds<Onto> = onto("finding");

const ROWS: &[Deed<Onto>] = &[deed("issue", |_, _| Ok(()), fields)];

/// A bulletin (通报) as it was drafted, and the units it is of, the one that it goes to first.
pub type Drafted = (Draft, Vec<UnitId>);

/// 通报.
pub static BULLETIN: Deeds<Drafted> = Deeds {
    scope: "bulletin",
    rows: &[deed("issue", |_, _| Ok(()), bulletin)],
    about: |_| Map::from_iter([("kind".to_owned(), json!(DirectiveKind::Bulletin))]),
    name: |(draft, _), _| draft.subject.clone(),
    days: &[],
    moments: &[],
    shape,
};

fn bulletin((draft, units): &Drafted, app: &App) -> Vec<Field> {
    let others = units.iter().skip(1).collect::<Vec<_>>();
    vec![
        line("subject").required().with(&json!(draft.subject)),
        text("text", 10).required().with(&json!(draft.text)),
        Field::pick("to", "app.field.directive_to", unit_choices(app)).required().with(&json!(units.first())),
        Field::many("units", "app.field.bulletin_units", unit_choices(app)).with(&json!(others)),
    ]
}

const fn onto(scope: &'static str) -> Deeds<Onto> {
    Deeds { scope, rows: ROWS, about, name: |(no, _), _| no.to_string(), days: &["due"], moments: &[], shape }
}

fn about((no, kind): &Onto) -> Values {
    Map::from_iter([("case".to_owned(), json!(no)), ("kind".to_owned(), json!(kind))])
}

fn fields((no, kind): &Onto, app: &App) -> Vec<Field> {
    let needs = app.centre.rulebook().directive(*kind).needs;
    let holder = app.case().filter(|case| case.no == *no).and_then(|case| case.holder().cloned());
    let own = app.officer.has(Role::Leader).then(|| app.officer.id.clone());
    let instructs = *kind == DirectiveKind::Instruction;
    let mut all = vec![
        Field::pick("to", "app.field.directive_to", unit_choices(app)).required().with(&json!(holder)),
        line("subject").hint("directive.subject_hint"),
        if instructs { text("text", 4).required() } else { text("text", 3) },
        moment("due", app).hint("directive.due_hint"),
    ];
    if instructs || needs.contains(&Need::Leader) {
        all.push(with_role("leader", Role::Leader, app).with(&json!(own)));
    }
    if needs.contains(&Need::Team) {
        all.push(line("team").hint("directive.team_hint"));
    }
    if needs.contains(&Need::Plan) {
        all.push(text("plan", 3));
    }
    all
}
