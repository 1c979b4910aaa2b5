//! Orders and receipts: what goes in through the door and what comes back, as JSON too.

use super::DeskError;
use crate::domain::case::{CaseCommand, Register, RegisterOld};
use crate::domain::centre::CentreCommand;
use crate::domain::directive::DirectiveCommand;
use crate::domain::evaluation::EvaluationCommand;
use crate::domain::figures::report::ReportCommand;
use crate::domain::ids::{CaseNo, DirectiveNo, PersonId, ShiftKey};
use crate::domain::incoming::IncomingCommand;
use crate::domain::mediation::MediationCommand;
use crate::domain::person::PersonCommand;
use crate::domain::refusal::Refusal;
use crate::domain::review::ReviewCommand;
use crate::domain::roster::RosterCommand;
use crate::domain::shift::ShiftCommand;
use crate::domain::subsidy::SubsidyCommand;
use crate::refuse;
use crate::text::sanitise_text;
use crate::words;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::LazyLock;

/// How many characters a text about a case may have: several times what any form of the field provides for.
const LONGEST_TEXT: usize = 20_000;

/// What an officer orders: a command, and the case it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// The case, for commands on a case.
    pub no: Option<CaseNo>,
    /// The revision the officer had seen; what changed since then is named and nothing is done.
    pub rev: Option<u64>,
    /// What is wanted.
    pub command: Command,
}

/// Anything that can be wanted of the desk.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Command {
    /// Registers a new case.
    Register(Box<Register>),
    /// Takes one closed matter of an earlier register over.
    RegisterOld(Box<RegisterOld>),
    /// Acts on a case.
    Case(CaseCommand),
    /// Acts on the centre itself.
    Centre(CentreCommand),
    /// Acts on a person of the directory.
    Person {
        /// Whom.
        person: PersonId,
        /// What is wanted.
        #[serde(flatten)]
        command: PersonCommand,
    },
    /// Acts on the roster.
    Roster(RosterCommand),
    /// Acts on a shift.
    Shift {
        /// Which one.
        shift: ShiftKey,
        /// What is wanted.
        #[serde(flatten)]
        command: ShiftCommand,
    },
    /// Acts on a directive.
    Directive {
        /// Which one; nothing for one that is only now issued.
        #[serde(skip_serializing_if = "Option::is_none")]
        directive: Option<DirectiveNo>,
        /// What is wanted.
        #[serde(flatten)]
        command: DirectiveCommand,
    },
    /// Draws closed cases for review.
    Review(ReviewCommand),
    /// Files a report.
    Report(ReportCommand),
    /// Draws service users of units, or writes down what one answered.
    Evaluation(EvaluationCommand),
    /// Acts on subsidies.
    Subsidy(SubsidyCommand),
    /// Acts on messages from other channels.
    Incoming(IncomingCommand),
    /// Lets every clock climb the escalation ladder.
    Escalate,
}

/// The answer to an order that was done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Receipt {
    /// The case.
    pub no: Option<CaseNo>,
    /// What the roster, shift or directive is called that it was about.
    pub key: Option<String>,
    /// Its revision now; for escalation, how many cases were touched.
    pub rev: u64,
    /// What happened.
    pub events: Vec<String>,
    /// What the officer should know.
    pub warnings: Vec<Refusal>,
    /// Whether the number is a provisional one of the offline book (临时号), to be entered later.
    pub provisional: bool,
}

impl Receipt {
    /// Returns the receipt as `do` prints it.
    pub fn to_json(&self) -> Value {
        let warnings: Vec<_> = self.warnings.iter().map(words::refusal).collect();
        let mut value =
            json!({"ok": true, "no": self.no, "rev": self.rev, "events": self.events, "warnings": warnings});
        if let Some(key) = &self.key {
            value["key"] = key.as_str().into();
        }
        if self.provisional {
            value["provisional"] = true.into();
        }
        value
    }
}

impl DeskError {
    /// Returns the error as `do` prints it.
    pub fn to_json(&self) -> Value {
        json!({"ok": false, "error": {"kind": self.kind(), "message": self.message(), "hint": self.hint()}})
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used: it shows those beside the other commands")]
enum Others {
    /// Registers a new case.
    Register(Box<Register>),
    /// Takes one closed matter of an earlier register over (旧台账接转).
    RegisterOld(Box<RegisterOld>),
    /// Lets every clock climb the escalation ladder; doing it twice does nothing more.
    Escalate {},
}

/// The groups of commands with the schema of each.
static GROUPS: LazyLock<[(Group, Value); 13]> = LazyLock::new(|| {
    [
        (Group::Other, schema_for!(Others).to_value()),
        (Group::Case, schema_for!(CaseCommand).to_value()),
        (Group::Mediation, schema_for!(MediationCommand).to_value()),
        (Group::Centre, schema_for!(CentreCommand).to_value()),
        (Group::Person, schema_for!(PersonCommand).to_value()),
        (Group::Roster, schema_for!(RosterCommand).to_value()),
        (Group::Shift, schema_for!(ShiftCommand).to_value()),
        (Group::Directive, schema_for!(DirectiveCommand).to_value()),
        (Group::Review, schema_for!(ReviewCommand).to_value()),
        (Group::Report, schema_for!(ReportCommand).to_value()),
        (Group::Evaluation, schema_for!(EvaluationCommand).to_value()),
        (Group::Subsidy, schema_for!(SubsidyCommand).to_value()),
        (Group::Incoming, schema_for!(IncomingCommand).to_value()),
    ]
});

/// The group of every command.
static KNOWN: LazyLock<HashMap<&'static str, Group>> = LazyLock::new(|| {
    let known = |(group, schema): &'static (Group, Value)| names(schema).map(move |name| (name, *group));
    GROUPS.iter().flat_map(known).collect()
});

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Other,
    Case,
    Mediation,
    Centre,
    Person,
    Roster,
    Shift,
    Directive,
    Review,
    Report,
    Evaluation,
    Subsidy,
    Incoming,
}

fn names(schema: &Value) -> impl Iterator<Item = &str> {
    let variants = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    variants.filter_map(|variant| variant.pointer("/properties/command/const").and_then(Value::as_str))
}

/// Returns the name of every command that `do` takes.
pub fn command_names() -> Vec<&'static str> {
    GROUPS.iter().flat_map(|(_, schema)| names(schema)).collect()
}

/// Returns the JSON Schema of one line of `do`.
pub fn command_schema() -> Value {
    let mut variants = Vec::new();
    let mut definitions = Map::new();
    for (group, schema) in GROUPS.iter() {
        if let Some(Value::Object(defs)) = schema.get("$defs") {
            definitions.extend(defs.clone());
        }
        for variant in schema.get("oneOf").and_then(Value::as_array).into_iter().flatten() {
            let mut variant = variant.clone();
            if let (Group::Case | Group::Mediation, Some(properties)) =
                (group, variant.get_mut("properties").and_then(Value::as_object_mut))
            {
                properties.insert("no".into(), json!({"type": "string", "description": "The number of the case."}));
                properties.insert(
                    "rev".into(),
                    json!({"type": "integer", "description": "The revision seen; refused if the case changed since."}),
                );
            }
            if let (Some((name, schema)), Some(object)) = (of_what(*group), variant.as_object_mut()) {
                if let Some(Value::Object(properties)) = object.get_mut("properties") {
                    properties.insert(name.into(), schema);
                }
                // Of a directive that is only now issued there is no number.
                if let (Some(Value::Array(required)), true) = (object.get_mut("required"), *group != Group::Directive) {
                    required.push(name.into());
                }
            }
            variants.push(variant);
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "yichuang do: one command a line",
        "oneOf": variants,
        "$defs": definitions,
    })
}

/// Returns what names the thing that a command of a group is about, beside the command's own fields.
fn of_what(group: Group) -> Option<(&'static str, Value)> {
    let (name, kind, description) = match group {
        Group::Person => ("person", "integer", "The number of the person in the directory."),
        Group::Shift => ("shift", "string", "The shift: its day and the code of its kind, 2026-11-22/day."),
        Group::Directive => ("directive", "string", "The number of the directive; nothing when it is issued."),
        _ => return None,
    };
    Some((name, json!({"type": kind, "description": description})))
}

impl Order {
    /// Makes an order on a case.
    pub fn on(no: &CaseNo, command: CaseCommand) -> Self {
        Self { no: Some(no.clone()), rev: None, command: Command::Case(command) }
    }

    /// Makes an order on a case about joint mediation.
    pub fn mediation(no: &CaseNo, command: MediationCommand) -> Self {
        Self::on(no, CaseCommand::Mediation(command))
    }

    /// Makes an order that registers a case.
    pub fn register(register: Register) -> Self {
        Self { no: None, rev: None, command: Command::Register(Box::new(register)) }
    }

    /// Makes an order that takes a closed matter over.
    pub fn register_old(matter: RegisterOld) -> Self {
        Self { no: None, rev: None, command: Command::RegisterOld(Box::new(matter)) }
    }

    /// Makes an order on the centre.
    pub fn centre(command: CentreCommand) -> Self {
        Self { no: None, rev: None, command: Command::Centre(command) }
    }

    /// Makes an order on a person of the directory.
    pub fn person(person: PersonId, command: PersonCommand) -> Self {
        Self { no: None, rev: None, command: Command::Person { person, command } }
    }

    /// Makes an order on the roster.
    pub fn roster(command: RosterCommand) -> Self {
        Self { no: None, rev: None, command: Command::Roster(command) }
    }

    /// Makes an order on reviews.
    pub fn review(command: ReviewCommand) -> Self {
        Self { no: None, rev: None, command: Command::Review(command) }
    }

    /// Makes an order on reports.
    pub fn report(command: ReportCommand) -> Self {
        Self { no: None, rev: None, command: Command::Report(command) }
    }

    /// Makes an order on messages from other channels.
    pub fn incoming(command: IncomingCommand) -> Self {
        Self { no: None, rev: None, command: Command::Incoming(command) }
    }

    /// Makes an order on evaluations.
    pub fn evaluation(command: EvaluationCommand) -> Self {
        Self { no: None, rev: None, command: Command::Evaluation(command) }
    }

    /// Makes an order on subsidies.
    pub fn subsidy(command: SubsidyCommand) -> Self {
        Self { no: None, rev: None, command: Command::Subsidy(command) }
    }

    /// Makes an order on a shift.
    pub fn shift(shift: &ShiftKey, command: ShiftCommand) -> Self {
        Self { no: None, rev: None, command: Command::Shift { shift: shift.clone(), command } }
    }

    /// Makes an order on a directive, or one that issues it.
    pub fn directive(directive: Option<&DirectiveNo>, command: DirectiveCommand) -> Self {
        Self { no: None, rev: None, command: Command::Directive { directive: directive.cloned(), command } }
    }

    /// Makes the order to escalate.
    pub fn escalate() -> Self {
        Self { no: None, rev: None, command: Command::Escalate }
    }

    /// Says which revision the officer had seen.
    #[must_use]
    pub fn seen(mut self, rev: u64) -> Self {
        self.rev = Some(rev);
        self
    }

    /// Reads an order from one line of JSON: `{"command":"sign","no":"ZZ2026-00001","unit":"rsj"}`.
    pub fn from_json(line: &str) -> Result<Self, DeskError> {
        let value = serde_json::from_str(line).map_err(|fault| DeskError::NotUnderstood(fault.to_string()))?;
        Self::from_value(value)
    }

    fn from_value(value: Value) -> Result<Self, DeskError> {
        let Value::Object(mut object) = value else {
            return Err(DeskError::NotUnderstood("a JSON object is expected".to_owned()));
        };
        let name = match object.get("command") {
            Some(Value::String(name)) => name.clone(),
            _ => return Err(DeskError::NotUnderstood("\"command\" is missing".to_owned())),
        };
        let group = KNOWN.get(name.as_str()).copied();
        // A line in the log of a shift may be about a case: there the number is the command's own.
        let no = if group == Some(Group::Shift) { None } else { taken(&mut object, "no")? };
        let rev = taken(&mut object, "rev")?;
        let command = match group {
            Some(Group::Other) if name == "escalate" => {
                object.remove("command");
                if let Some(key) = object.keys().next() {
                    return Err(DeskError::NotUnderstood(format!("unknown field `{key}`, there are no fields")));
                }
                Command::Escalate
            }
            Some(Group::Other) if name == "register_old" => {
                object.remove("command");
                Command::RegisterOld(Box::new(read(Value::Object(object))?))
            }
            Some(Group::Other) => {
                object.remove("command");
                Command::Register(Box::new(read(Value::Object(object))?))
            }
            Some(Group::Case) => Command::Case(read(Value::Object(object))?),
            Some(Group::Mediation) => Command::Case(CaseCommand::Mediation(read(Value::Object(object))?)),
            Some(Group::Centre) => Command::Centre(read(Value::Object(object))?),
            Some(Group::Person) => {
                let person = taken(&mut object, "person")?.ok_or_else(|| missing("person"))?;
                known_fields(&GROUPS[4].1, &object)?;
                Command::Person { person, command: read(Value::Object(object))? }
            }
            Some(Group::Roster) => Command::Roster(read(Value::Object(object))?),
            Some(Group::Review) => Command::Review(read(Value::Object(object))?),
            Some(Group::Report) => Command::Report(read(Value::Object(object))?),
            Some(Group::Evaluation) => Command::Evaluation(read(Value::Object(object))?),
            Some(Group::Subsidy) => Command::Subsidy(read(Value::Object(object))?),
            Some(Group::Incoming) => Command::Incoming(read(Value::Object(object))?),
            Some(Group::Shift) => {
                let shift = taken(&mut object, "shift")?.ok_or_else(|| missing("shift"))?;
                Command::Shift { shift, command: read(Value::Object(object))? }
            }
            Some(Group::Directive) => {
                let directive = taken(&mut object, "directive")?;
                Command::Directive { directive, command: read(Value::Object(object))? }
            }
            None => {
                let known = command_names().join(", ");
                return Err(DeskError::NotUnderstood(format!("no command \"{name}\"; there are: {known}")));
            }
        };
        // Whoever writes a number expects it to be used: a case gets its own, and the centre has none.
        if !matches!(command, Command::Case(_)) && (no.is_some() || rev.is_some()) {
            return Err(DeskError::NotUnderstood(format!("\"{name}\" takes neither \"no\" nor \"rev\"")));
        }
        Ok(Self { no, rev, command })
    }

    /// Returns the order as one JSON object, the way `do` reads it.
    pub fn to_value(&self) -> Result<Value, DeskError> {
        let failed = |fault: serde_json::Error| DeskError::NotUnderstood(fault.to_string());
        let mut value = match &self.command {
            Command::Register(register) => serde_json::to_value(register).map_err(failed)?,
            Command::RegisterOld(matter) => serde_json::to_value(matter).map_err(failed)?,
            Command::Case(CaseCommand::Mediation(command)) => serde_json::to_value(command).map_err(failed)?,
            Command::Case(command) => serde_json::to_value(command).map_err(failed)?,
            Command::Centre(command) => serde_json::to_value(command).map_err(failed)?,
            Command::Person { command, .. } => serde_json::to_value(command).map_err(failed)?,
            Command::Roster(command) => serde_json::to_value(command).map_err(failed)?,
            Command::Review(command) => serde_json::to_value(command).map_err(failed)?,
            Command::Report(command) => serde_json::to_value(command).map_err(failed)?,
            Command::Evaluation(command) => serde_json::to_value(command).map_err(failed)?,
            Command::Subsidy(command) => serde_json::to_value(command).map_err(failed)?,
            Command::Incoming(command) => serde_json::to_value(command).map_err(failed)?,
            Command::Shift { command, .. } => serde_json::to_value(command).map_err(failed)?,
            Command::Directive { command, .. } => serde_json::to_value(command).map_err(failed)?,
            Command::Escalate => json!({}),
        };
        if let Value::Object(object) = &mut value {
            match &self.command {
                Command::Register(_) => drop(object.insert("command".into(), "register".into())),
                Command::RegisterOld(_) => drop(object.insert("command".into(), "register_old".into())),
                Command::Escalate => drop(object.insert("command".into(), "escalate".into())),
                Command::Person { person, .. } => drop(object.insert("person".into(), person.0.into())),
                Command::Shift { shift, .. } => drop(object.insert("shift".into(), shift.as_str().into())),
                Command::Directive { directive: Some(no), .. } => {
                    drop(object.insert("directive".into(), no.as_str().into()));
                }
                _ => {}
            }
            if let Some(no) = &self.no {
                object.insert("no".into(), no.as_str().into());
            }
            if let Some(rev) = self.rev {
                object.insert("rev".into(), rev.into());
            }
        }
        Ok(value)
    }

    /// Returns the order with every text in it sanitised: no control characters, escapes or invisible marks get in.
    ///
    /// # Errors
    /// Refuses a text about a case that is longer than anybody could read; the centre's files are longer.
    pub(super) fn cleaned(&self) -> Result<Self, DeskError> {
        let mut value = self.to_value()?;
        let changed = sanitise(&mut value);
        if !matches!(self.command, Command::Centre(_)) && longest(&value) > LONGEST_TEXT {
            return Err(refuse!("text_too_long", max = LONGEST_TEXT).into());
        }
        if let Some(date) = impossible(&value) {
            return Err(refuse!("date_out_of_range", date = date).into());
        }
        if changed { Self::from_value(value) } else { Ok(self.clone()) }
    }
}

/// Returns a registration sanitised as an order is.
pub(super) fn cleaned_register(register: &Register) -> Result<Register, DeskError> {
    match Order::register(register.clone()).cleaned()?.command {
        Command::Register(register) => Ok(*register),
        _ => Ok(register.clone()),
    }
}

/// Refuses a field that a command of a group does not have, for groups whose fields are flattened and refuse none.
fn known_fields(schema: &Value, object: &Map<String, Value>) -> Result<(), DeskError> {
    let name = object.get("command");
    let mut variants = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let of_name = variants.find(|it| it.pointer("/properties/command/const") == name);
    let Some(Value::Object(known)) = of_name.and_then(|it| it.get("properties")) else { return Ok(()) };
    match object.keys().find(|key| !known.contains_key(*key)) {
        Some(key) => Err(DeskError::NotUnderstood(format!("unknown field `{key}`"))),
        None => Ok(()),
    }
}

fn taken<T: DeserializeOwned>(object: &mut Map<String, Value>, name: &str) -> Result<Option<T>, DeskError> {
    object.remove(name).map(read).transpose()
}

fn missing(name: &str) -> DeskError {
    DeskError::NotUnderstood(format!("\"{name}\" is missing"))
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, DeskError> {
    serde_json::from_value(value).map_err(|fault| DeskError::NotUnderstood(fault.to_string()))
}

/// Returns how many characters the longest text in a value has.
fn longest(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.iter().map(longest).max().unwrap_or(0),
        Value::Object(object) => object.values().map(longest).max().unwrap_or(0),
        _ => 0,
    }
}

/// Returns a date or moment in a value that no calendar of ours will ever have, if there is one: what is written down has
/// four digits for the year.
fn impossible(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let day = text.parse::<NaiveDate>().ok();
            let day = day.or_else(|| text.parse::<DateTime<FixedOffset>>().ok().map(|at| at.date_naive()));
            day.filter(|day| !(1900..=2999).contains(&day.year())).map(|_| text.clone())
        }
        Value::Array(items) => items.iter().find_map(impossible),
        Value::Object(object) => object.values().find_map(impossible),
        _ => None,
    }
}

/// Sanitises every text in a value and tells whether that changed any.
fn sanitise(value: &mut Value) -> bool {
    match value {
        Value::String(text) => {
            let cleaned = sanitise_text(text);
            let changed = cleaned.trim() != text;
            if changed {
                cleaned.trim().clone_into(text);
            }
            changed
        }
        Value::Array(items) => items.iter_mut().fold(false, |changed, item| sanitise(item) | changed),
        Value::Object(object) => object.values_mut().fold(false, |changed, item| sanitise(item) | changed),
        _ => false,
    }
}
