//! Directives that are issued on the case under the cursor, their kind and case filled in: an instruction, a leader taking
//! charge, listed supervision, a task force, a finding.

use super::super::App;
use super::super::deeds::{Deed, Deeds, Values, deed};
use super::super::fields::{line, moment, text, unit_choices};
use super::deeds::{shape, with_role};
use crate::domain::directive::Need;
use crate::domain::ids::CaseNo;
use crate::domain::vocabulary::{DirectiveKind, Role};
use crate::tui::form::Field;
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
