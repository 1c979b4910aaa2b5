//! The door for orders: lines as `do` takes them, made from its schema and then sometimes damaged.

use super::dice::Dice;
use super::{schema, tries};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tempfile::TempDir;
use yichuang::desk::{Desk, DeskError, Order, command_schema, first_officer};
use yichuang::domain::centre::CentreCommand;
use yichuang::domain::ids::OfficerId;
use yichuang::domain::rulebook::BUILTIN;
use yichuang::domain::time::{Moment, at};
use yichuang::store::Mode;

/// A desk at which chance sits.
struct Seat {
    _folder: TempDir,
    desk: Desk,
    officer: OfficerId,
    now: Moment,
    schema: Value,
    units: Vec<String>,
    done: usize,
    given: usize,
    refused: BTreeMap<&'static str, usize>,
}

impl Seat {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Desk::open(folder.path().join("chance.db"), Mode::Create).unwrap();
        let officer = first_officer("wang", "王值班");
        let now = at(chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(), 10, 0);
        let found = CentreCommand::Found {
            name: "陇城县综治中心".into(),
            rulebook: BUILTIN[0].1.to_owned(),
            officer: officer.clone(),
            training: true,
        };
        desk.perform(&officer.id, now, &Order::centre(found)).unwrap();
        desk.set_durable(false).unwrap();
        let units = desk.centre().unwrap().units.iter().map(|unit| unit.id.to_string()).take(6).collect();
        let mut seat = Self {
            _folder: folder,
            desk,
            officer: officer.id,
            now,
            schema: command_schema(),
            units,
            done: 0,
            given: 0,
            refused: BTreeMap::new(),
        };
        for line in [
            r#"{"command":"save_room","room":{"id":"r1","name":"一号调解室"}}"#,
            r#"{"command":"save_mediator","mediator":{"id":"zm","name":"周敏"}}"#,
            r#"{"command":"register","kind":"dispute","channel":"walk_in","accept":true,"category":"0202","grade":"general",
                "narrative":"邻居砌墙占道","parties":[{"side":"applicant","name":"赵小禾","phone":"13900001111"},
                {"side":"respondent","name":"钱大川"}]}"#,
        ] {
            // Whether rooms and mediators need more than this is not what is tried here.
            let _ = seat.perform(line);
        }
        seat
    }

    fn perform(&mut self, line: &str) -> Result<(), DeskError> {
        self.desk.perform(&self.officer, self.now, &Order::from_json(line)?).map(drop)
    }

    /// Fills in what commands are about: cases, units, people that are there.
    fn line(&self, dice: &mut Dice) -> String {
        let names = |field: &str, dice: &mut Dice| -> Option<Value> {
            let no = |dice: &mut Dice| format!("ZZ2026-{:05}", 1 + dice.below(6)).into();
            match field {
                "no" | "into" => Some(no(dice)),
                "other" if dice.one_in(2) => Some(no(dice)),
                "other" | "with" | "person" => Some((1 + dice.below(4)).into()),
                "rev" => (!dice.one_in(3)).then(|| 1000.into()),
                "unit" | "lead" | "to" | "from" => {
                    Some(dice.of(&self.units.iter().map(String::as_str).collect::<Vec<_>>()).into())
                }
                "co" | "units" => Some(json!([self.units[dice.below(self.units.len())]])),
                "approver" | "leader" | "officer" => Some("wang".into()),
                "category" => Some("0202".into()),
                "room" => Some("r1".into()),
                "shift" if !dice.one_in(4) => Some("2026-11-20/day".into()),
                "mediators" => Some(json!(["zm"])),
                "clock" | "party" | "session" if !dice.one_in(8) => Some((1 + dice.below(4)).into()),
                "phone" => Some(format!("139{:08}", dice.below(50)).into()),
                "name" if dice.one_in(2) => Some(dice.of(&["赵小禾", "钱大川", "孙问路", "宏远建筑公司"]).into()),
                "rulebook" => Some(BUILTIN[0].1.into()),
                // Left to chance alone, hardly anything would come in.
                "parties" if !dice.one_in(4) => Some(json!([
                    {"side": "applicant", "name": dice.of(&["赵小禾", "孙问路"]), "phone": format!("139{:08}", dice.below(50))},
                    {"side": "respondent", "name": dice.of(&["钱大川", "李四"]), "place": dice.text(3)},
                ])),
                "id_no" | "related" | "occurred_on" | "people_involved" | "head_count" | "sealed" | "offline"
                    if !dice.one_in(4) =>
                {
                    Some(Value::Null)
                }
                "nature" if !dice.one_in(4) => Some("person".into()),
                "grade" | "text" | "note" | "reason" | "result" if dice.one_in(2) => match field {
                    "grade" => Some("general".into()),
                    _ => Some(format!("已入户了解{}", dice.text(2)).into()),
                },
                _ => None,
            }
        };
        let variants = self.schema["oneOf"].as_array().unwrap();
        let of = |name: &str| variants.iter().find(|it| it.pointer("/properties/command/const") == Some(&name.into()));
        // Chance alone would found and register too seldom to have anything to act on.
        let variant = match dice.below(6) {
            0 | 1 => of("register").unwrap(),
            _ => &variants[dice.below(variants.len())],
        };
        let value = schema::make(variant, &self.schema, "", &names, dice, 0);
        let line = value.to_string();
        if dice.one_in(15) { dice.changed(&line) } else { line }
    }
}

#[test]
fn chance_in_orders() {
    tries(
        "orders",
        2000,
        Seat::new,
        |seat, dice| seat.line(dice),
        |seat, line| {
            seat.given += 1;
            if seat.given.is_multiple_of(5) {
                seat.now += chrono::Duration::minutes(i64::try_from(seat.given % 900).unwrap());
            }
            match seat.perform(line) {
                Ok(()) => seat.done += 1,
                Err(DeskError::Store(error)) => return Err(format!("the file: {error}")),
                Err(DeskError::Unreadable { what }) => return Err(format!("unreadable: {what}")),
                // Whatever is refused says why, without steering the terminal.
                Err(error) => {
                    *seat.refused.entry(error.kind()).or_default() += 1;
                    let words = error.message() + &error.hint() + error.kind();
                    if let Some(c) = words.chars().find(|c| c.is_control() && *c != '\n') {
                        return Err(format!("{c:?} in the words of a refusal: {words:?}"));
                    }
                }
            }
            if seat.given.is_multiple_of(250) {
                let report = seat.desk.verify().map_err(|error| error.to_string())?;
                if !report.ok {
                    return Err(format!("{:?}", report.problems));
                }
                if seat.done * 20 < seat.given {
                    return Err(format!("only {} of {} were done: {:?}", seat.done, seat.given, seat.refused));
                }
            }
            if seat.given.is_multiple_of(2000) {
                // Long runs begin anew, or every step would be on a huge file.
                *seat = Seat::new();
            }
            Ok(())
        },
    );
}
