//! A practice desk for the flows: the default rulebook, people in every role, and lines of JSON as `do` takes them.

use tempfile::TempDir;
use yichuang::desk::views::{Filter, Row, Viewer};
use yichuang::desk::{Desk, DeskError, Order, Receipt, first_officer};
use yichuang::domain::case::{Case, CaseEvent};
use yichuang::domain::centre::CentreCommand;
use yichuang::domain::clock::Clock;
use yichuang::domain::ids::{CaseNo, OfficerId};
use yichuang::domain::rulebook::BUILTIN;
use yichuang::domain::time::Moment;
use yichuang::domain::vocabulary::ClockKind;
use yichuang::domain::when;
use yichuang::store::Mode;

/// The officer of the centre who may do everything.
pub const WANG: &str = "wang";

/// The others: code, name, unit, roles.
const OTHERS: &[(&str, &str, &str, &[&str])] = &[
    ("li", "李统筹", "", &["coordinator"]),
    ("gao", "高书记", "", &["leader"]),
    ("du", "杜督查", "", &["supervisor"]),
    ("lao", "老监察", "ldjc", &["handler"]),
    ("jian", "建窗口", "zjj", &["handler"]),
    ("jiao", "交通员", "jtj", &["handler"]),
    ("shui", "水务员", "swj", &["handler"]),
];

/// A desk with the time of day in hand.
pub struct Town {
    _folder: TempDir,
    /// The desk.
    pub desk: Desk,
    /// What time it is.
    pub now: Moment,
    /// The case that lines without a number are about.
    pub no: Option<CaseNo>,
}

impl Town {
    /// Founds the centre at a time.
    pub fn new(now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::open(folder.path().join("town.db"), Mode::Create).unwrap();
        let mut town = Self { _folder: folder, desk, now: when::parse(now).unwrap(), no: None };
        let found = CentreCommand::Found {
            name: "陇城县综治中心".into(),
            rulebook: BUILTIN[0].1.to_owned(),
            officer: first_officer(WANG, "王值班"),
            training: true,
        };
        town.desk.perform(&WANG.into(), town.now, &Order::centre(found)).unwrap();
        for (id, name, unit, roles) in OTHERS {
            let unit = if unit.is_empty() { serde_json::Value::Null } else { (*unit).into() };
            let officer = serde_json::json!({"id": id, "name": name, "unit": unit, "roles": roles});
            let line = serde_json::json!({"command": "save_officer", "officer": officer}).to_string();
            town.does(WANG, &line);
        }
        town
    }

    /// Lets time go by.
    pub fn at(&mut self, moment: &str) -> &mut Self {
        let moment = when::parse(moment).unwrap();
        assert!(moment >= self.now, "time does not go back");
        self.now = moment;
        self
    }

    /// Gives a command as a line of JSON.
    pub fn try_to(&mut self, officer: &str, line: &str) -> Result<Receipt, DeskError> {
        let mut value: serde_json::Value = serde_json::from_str(line).expect(line);
        let known = value.get("directive").is_some()
            || matches!(
                value["command"].as_str(),
                Some("register" | "escalate" | "import_calendar" | "save_officer" | "issue" | "file_report")
            );
        if let (Some(no), None, false) = (&self.no, value.get("no"), known) {
            value["no"] = no.as_str().into();
        }
        let order = Order::from_json(&value.to_string())?;
        self.desk.perform(&OfficerId::from(officer), self.now, &order)
    }

    /// Gives a command that must be done.
    pub fn does(&mut self, officer: &str, line: &str) -> Receipt {
        match self.try_to(officer, line) {
            Ok(receipt) => receipt,
            Err(error) => panic!("{} {line}: {} {}", self.now, error.kind(), error.message()),
        }
    }

    /// Registers a case, which the lines that follow are about.
    pub fn registers(&mut self, line: &str) -> CaseNo {
        let no = self.does(WANG, line).no.unwrap();
        self.no = Some(no.clone());
        no
    }

    /// Gives a command that must be refused, and returns why.
    pub fn refused(&mut self, officer: &str, line: &str) -> &'static str {
        let before = self.no.as_ref().map(|no| self.desk.case(no).unwrap());
        let error = match self.try_to(officer, line) {
            Ok(receipt) => panic!("{line} was done: {:?}", receipt.events),
            Err(error) => error,
        };
        assert!(!error.message().is_empty() && !error.message().contains("refusal."), "{}", error.message());
        let after = self.no.as_ref().map(|no| self.desk.case(no).unwrap());
        assert_eq!(before, after, "a refusal changes nothing");
        error.kind()
    }

    /// Returns the case at hand.
    pub fn case(&self) -> Case {
        self.desk.case(self.no.as_ref().unwrap()).unwrap()
    }

    /// Returns the stage's key and the holder's code, empty when the centre has it.
    pub fn stands(&self) -> (&'static str, String) {
        let case = self.case();
        (case.stage.key(), case.holder().map(ToString::to_string).unwrap_or_default())
    }

    /// Returns the case's row in the lists.
    pub fn row(&self) -> Row {
        let rows = self.desk.rows(&Filter::default(), self.now).unwrap();
        rows.into_iter().find(|row| Some(&row.no) == self.no.as_ref()).unwrap()
    }

    /// Returns the newest clock of a kind and unit (empty for none).
    pub fn clock(&self, kind: ClockKind, unit: &str) -> Clock {
        let unit = (!unit.is_empty()).then(|| unit.into());
        let case = self.case();
        let clock = case.clocks.iter().rev().find(|clock| clock.kind == kind && clock.unit == unit);
        clock.unwrap_or_else(|| panic!("no clock {kind} of {unit:?}")).clone()
    }

    /// Returns the due day of that clock.
    pub fn due(&self, kind: ClockKind, unit: &str) -> String {
        self.clock(kind, unit).due.format("%m-%d").to_string()
    }

    /// Returns the timeline's event names.
    pub fn timeline(&self) -> Vec<String> {
        let officer = self.desk.centre().unwrap().officer(&WANG.into()).unwrap().clone();
        let view = self.desk.case_view(self.no.as_ref().unwrap(), &Viewer::masked(&officer)).unwrap();
        assert!(view.timeline.windows(2).all(|pair| pair[0].at <= pair[1].at));
        let clocks = |event: &CaseEvent| event.kind().starts_with("clock_");
        view.timeline.iter().filter(|line| !clocks(&line.event)).map(|line| line.kind.clone()).collect()
    }

    /// Checks that the log verifies, and that recreating every row from it changes none.
    pub fn is_sound(&mut self) {
        let report = self.desk.verify().unwrap();
        assert!(report.ok, "{:?}", report.problems);
        let look = |desk: &Desk, now| {
            let rows = desk.rows(&Filter::default(), now).unwrap();
            let cases: Vec<Case> = rows.iter().map(|row| desk.case(&row.no).unwrap()).collect();
            let alerts = desk.alerts(None, None, 10_000, now).unwrap();
            (rows, cases, alerts, desk.counters(now).unwrap())
        };
        let before = look(&self.desk, self.now);
        let rebuilt = self.desk.rebuild().unwrap();
        assert_eq!(usize::try_from(rebuilt.cases).unwrap(), before.1.len());
        assert_eq!(look(&self.desk, self.now), before, "replay equals projection");
        assert!(self.desk.verify().unwrap().ok);
    }
}
