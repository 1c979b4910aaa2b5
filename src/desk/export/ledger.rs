//! Ledgers (台账): the registers a centre is expected to show, in the words and with the columns of the field.
//!
//! A ledger is a [`Sheet`] whose cells are said in words and whose rows are those of a period.

use super::sheet::{Column, Of, Sheet, date, moment, money, number, text};
use super::{Desk, DeskError, Viewer, to_value};
use crate::desk::directives::DirectiveFilter;
use crate::desk::folio;
use crate::domain::case::Case;
use crate::domain::centre::Centre;
use crate::domain::figures::Period;
use crate::domain::folio::Folio as _;
use crate::domain::permission::{self, Chore};
use crate::domain::shift::Shift;
use crate::domain::table::{Head, Table};
use crate::domain::time::Moment;
use crate::domain::vocabulary::Side;
use crate::store::FolioQuery;
use crate::words::{say, say_with};
use serde_json::{Value, json};

/// How a value of the log is said in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Say {
    /// As it stands.
    Plain,
    /// A member of a closed list, by the area of its name.
    Term(&'static str),
    /// By its name under a key of the locales.
    Under(&'static str),
    /// A unit, by its short name.
    Unit,
    /// An officer, by name.
    Officer,
    /// A category, by name.
    Category,
    /// A room, by name.
    Room,
    /// A mediator, by name.
    Mediator,
}

impl Say {
    /// Says a value; lists are said one behind the other, and what is not known any more stays as it stands.
    pub fn value(self, value: &Value, centre: &Centre) -> Value {
        match value {
            Value::Array(items) => {
                let said = items.iter().map(|item| self.value(item, centre));
                said.filter_map(|item| item.as_str().map(str::to_owned)).collect::<Vec<_>>().join("、").into()
            }
            Value::String(key) => self.word(key, centre).map_or_else(|| value.clone(), Value::from),
            other => other.clone(),
        }
    }

    fn word(self, key: &str, centre: &Centre) -> Option<String> {
        match self {
            Self::Plain => None,
            Self::Term(area) => Some(say(&format!("term.{area}.{key}"))),
            Self::Under(place) => Some(say(&format!("{place}.{key}"))),
            Self::Unit => centre.unit(&key.into()).map(|it| it.short.clone()),
            Self::Officer => centre.officer(&key.into()).map(|it| it.name.clone()),
            Self::Category => centre.category_name(&key.into()),
            Self::Room => centre.room(&key.into()).map(|it| it.name.clone()),
            Self::Mediator => centre.mediator(&key.into()).map(|it| it.name.clone()),
        }
    }
}

/// A ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ledger {
    /// Its rows and columns; the name is that of the ledger.
    pub sheet: Sheet,
    /// The column by whose day a row belongs to a period.
    since: &'static str,
}

const fn term(head: &'static str, area: &'static str) -> Column {
    text(head).say(Say::Term(area))
}

const fn unit(head: &'static str) -> Column {
    text(head).say(Say::Unit)
}

const fn officer(head: &'static str) -> Column {
    text(head).say(Say::Officer)
}

const TITLE: Column = text("title").from("/title");
const APPLICANTS: Column = text("applicants").from("/told/applicants");
const RESPONDENTS: Column = text("respondents").from("/told/respondents");
const CATEGORY: Column = text("category").from("/category").say(Say::Category);

const fn of_cases(name: &'static str, within: &'static str, since: &'static str, columns: &'static [Column]) -> Ledger {
    Ledger { sheet: Sheet::new(name, Of::Case, text("no"), within, columns), since }
}

/// Every ledger. A new one is a row here, with its title under `ledger.<name>` and its heads under `ledger.column`.
pub const LEDGERS: &[Ledger] = &[
    // 来访接待登记簿
    of_cases(
        "reception",
        "",
        "registered_at",
        &[
            moment("registered_at"),
            term("channel", "channel"),
            APPLICANTS,
            text("phone").from("/told/phone"),
            text("address").from("/told/address"),
            number("people_involved"),
            term("kind", "kind"),
            CATEGORY,
            text("title"),
            text("narrative"),
            text("demands"),
            officer("registered_by"),
            term("stage", "stage"),
        ],
    ),
    // 受理分流台账
    of_cases(
        "triage",
        "",
        "registered_at",
        &[
            moment("registered_at"),
            TITLE,
            APPLICANTS,
            RESPONDENTS,
            CATEGORY,
            term("grade", "grade"),
            term("risk", "risk"),
            moment("accepted_at"),
            moment("routed_at").from("/told/routed_at"),
            unit("lead").from("/told/lead"),
            unit("co").from("/told/co"),
            term("disposition", "disposition"),
            moment("due").from("/told/due"),
            moment("resolved_at"),
            text("result"),
            term("stage", "stage"),
        ],
    ),
    // 交办台账
    of_cases(
        "assignments",
        "assignments",
        "assigned_at",
        &[
            TITLE,
            unit("unit"),
            term("role", "assignment_role"),
            text("instruction"),
            moment("assigned_at"),
            moment("signed_at"),
            text("objection").from("objection/reason"),
            text("result"),
            number("sent_back"),
            term("assignment_status", "assignment").from("status"),
        ],
    ),
    // 督办台账
    Ledger {
        sheet: Sheet::new(
            "directives",
            Of::Directive,
            text("no"),
            "",
            &[
                term("directive_kind", "directive").from("kind"),
                text("subject"),
                text("text").from("directive/text"),
                unit("units").from("directive/units"),
                officer("leader").from("directive/leader"),
                moment("issued_at").from("directive/issued/0"),
                moment("received_at").from("directive/received/0"),
                moment("due"),
                text("reply").from("/told/reply"),
                text("closing").from("directive/ended/text"),
                term("directive_status", "directive_status").from("status"),
            ],
        ),
        since: "issued_at",
    },
    // 会商记录
    of_cases("conferences", "conferences", "at", &[TITLE, text("topic"), unit("units"), moment("at"), text("opinion")]),
    // 联合调解排期与记录
    of_cases(
        "sessions",
        "mediation/sessions",
        "starts",
        &[
            TITLE,
            APPLICANTS,
            RESPONDENTS,
            moment("starts").from("plan/starts"),
            moment("ends").from("plan/ends"),
            text("room").from("plan/room").say(Say::Room),
            text("mediators").from("plan/mediators").say(Say::Mediator),
            unit("seats").from("plan/seats"),
            term("session_status", "session").from("status"),
            text("reason").from("ending/reason"),
        ],
    ),
    // 调解协议台账
    of_cases(
        "mediations",
        "mediation/agreements",
        "at",
        &[
            TITLE,
            APPLICANTS,
            RESPONDENTS,
            CATEGORY,
            moment("at"),
            term("form", "agreement").from("agreement/form"),
            text("facts").from("agreement/facts"),
            text("terms").from("agreement/terms"),
            money("amount").from("/amount_fen"),
            date("effective_on").from("agreement/effective_on"),
            number("instalments").from("told/instalments"),
            number("performed").from("told/performed"),
            term("judicial", "judicial").from("/told/judicial"),
        ],
    ),
    // 回访台账
    of_cases(
        "call_backs",
        "call_backs",
        "at",
        &[
            TITLE,
            APPLICANTS,
            unit("lead").from("/told/lead"),
            moment("at"),
            text("answer").say(Say::Under("ledger.answer")),
            text("note"),
        ],
    ),
    // 领导接访台账
    of_cases(
        "visits",
        "visits",
        "at",
        &[TITLE, APPLICANTS, moment("at"), officer("leader"), text("said").from("text"), officer("by")],
    ),
    // 值班记录
    Ledger {
        sheet: Sheet::new(
            "shifts",
            Of::Shift,
            text("shift").from("plan/shift"),
            "",
            &[
                text("shift_name").from("plan/name"),
                moment("starts").from("plan/from"),
                moment("ends").from("plan/until"),
                officer("taken_by").from("taken/by"),
                moment("taken_at").from("taken/at"),
                text("entries").from("/told/entries"),
                officer("signed_by").from("signed/by"),
                moment("handed_at").from("signed/at"),
                text("note").from("signed/note"),
                officer("relieved_by").from("closed/by"),
                moment("relieved_at").from("closed/at"),
                number("refused").from("/told/refused"),
            ],
        ),
        since: "starts",
    },
    // 例会记录
    Ledger {
        sheet: Sheet::new(
            "meetings",
            Of::Directive,
            text("no"),
            "directive/meetings",
            &[
                text("subject").from("/subject"),
                unit("units").from("/directive/units"),
                date("on"),
                text("said").from("said/text"),
                officer("by").from("said/by"),
            ],
        ),
        since: "on",
    },
];

impl Ledger {
    /// Returns the ledger of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        LEDGERS.iter().find(|ledger| ledger.sheet.name == name)
    }

    /// Returns what people call it.
    pub fn title(&self) -> String {
        say(&format!("ledger.{}", self.sheet.name))
    }
}

impl Desk {
    /// Returns a ledger over a period as the viewer may see it, in the order in which cases were written down.
    ///
    /// # Errors
    /// When the viewer may not take registers out, or what the file could not do.
    pub fn ledger(&self, ledger: &Ledger, period: Period, viewer: &Viewer) -> Result<Table, DeskError> {
        permission::check(&viewer.officer, permission::chore(&Chore::Export)).map_err(DeskError::NotPermitted)?;
        let centre = self.centre()?;
        let mut table = Table {
            name: ledger.sheet.name.to_owned(),
            title: say_with("ledger.title", &[("centre", &centre.name), ("ledger", &ledger.title())]),
            notes: vec![say_with(
                "ledger.period",
                &[("from", &period.from.to_string()), ("until", &period.last().to_string())],
            )],
            columns: ledger.sheet.all_columns().map(|it| Head { text: column(it.head), kind: it.kind }).collect(),
            ..Table::default()
        };
        let dated = ledger.sheet.all_columns().position(|it| it.head == ledger.since);
        let mut take = |whole: &Value| {
            let within = |row: &Vec<_>| dated.and_then(|at| row.get(at)).is_some_and(|cell| lies_in(cell, period));
            table.rows.extend(ledger.sheet.said(whole, centre).filter(within));
        };
        match ledger.sheet.of {
            Of::Shift => {
                let (from, until) = (super::stamp(period.starts()), super::stamp(period.ends()));
                let query =
                    FolioQuery { kind: Shift::KIND, from: Some(from), until: Some(until), ..FolioQuery::default() };
                for row in self.store().folios(&query)?.iter().rev() {
                    let shift = folio::read::<Shift>(row)?.folio;
                    let told = json!({
                        "entries": shift.log.iter().map(|line| line.text.clone()).collect::<Vec<_>>(),
                        "refused": shift.closed.as_ref().map(|closed| closed.refused.len()),
                    });
                    take(&viewer.cover(with(to_value(&shift)?, told))?);
                }
            }
            Of::Directive => {
                for line in self.directives(&DirectiveFilter::default(), viewer)?.iter().rev() {
                    let view = self.directive(&line.no, viewer)?;
                    let reply = view.directive.replies.last().map(|it| it.said.text.clone());
                    take(&with(to_value(&view)?, json!({ "reply": reply })));
                }
            }
            _ => {
                for fact in self.facts(period)? {
                    let view = self.case_view(&fact.no.as_str().into(), viewer)?;
                    take(&told_of(&view.case, fact.routed_at, fact.due)?);
                }
            }
        }
        Ok(table)
    }
}

fn column(key: &str) -> String {
    say(&format!("ledger.column.{key}"))
}

fn lies_in(cell: &super::Cell, period: Period) -> bool {
    match cell {
        super::Cell::Moment(at) => period.has(*at),
        super::Cell::Date(day) => (period.from..period.until).contains(day),
        _ => false,
    }
}

fn with(mut whole: Value, told: Value) -> Value {
    whole["told"] = told;
    whole
}

/// Returns a case with what ledgers tell of it beside its own fields.
fn told_of(case: &Case, routed_at: Option<Moment>, due: Option<Moment>) -> Result<Value, DeskError> {
    let first = case.parties.iter().find(|party| party.side == Side::Applicant);
    let live = || case.assignments.iter().filter(|it| it.is_live());
    let lead = case.lead().map(|it| &it.unit);
    let told = json!({
        "applicants": case.names(Side::Applicant),
        "respondents": case.names(Side::Respondent),
        "phone": first.and_then(|party| party.phone.as_deref()),
        "address": first.and_then(|party| party.place.as_deref()),
        "routed_at": routed_at,
        "due": due,
        "lead": lead,
        "co": live().map(|it| &it.unit).filter(|unit| Some(*unit) != lead).collect::<Vec<_>>(),
        "judicial": case.mediation.judicial_step(),
    });
    let mut whole = with(to_value(case)?, told);
    let agreements = whole.pointer_mut("/mediation/agreements").and_then(Value::as_array_mut);
    for (written, reached) in agreements.into_iter().flatten().zip(&case.mediation.agreements) {
        let instalments = &reached.agreement.instalments;
        let performed = instalments.iter().filter(|it| it.performed.is_some()).count();
        written["told"] = json!({"instalments": instalments.len(), "performed": performed});
    }
    for (written, call) in whole["call_backs"].as_array_mut().into_iter().flatten().zip(&case.call_backs) {
        written["answer"] = call.answer.key().into();
    }
    Ok(whole)
}
