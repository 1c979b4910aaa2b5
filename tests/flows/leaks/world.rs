//! A made-up history: cases of several windows and units, with a mark of its own in every field of each.

use fastrand::Rng;
use std::collections::{BTreeMap, BTreeSet};
use tempfile::TempDir;
use yichuang::desk::{Desk, DeskError, Order, Receipt, first_officer};
use yichuang::domain::centre::CentreCommand;
use yichuang::domain::ids::{CaseId, CaseNo, PersonId};
use yichuang::domain::rulebook::BUILTIN;
use yichuang::domain::time::{Day, Moment, at};
use yichuang::store::Mode;

pub const WANG: &str = "wang";

/// Everybody else: code, unit, roles.
const OFFICERS: &[(&str, &str, &[&str])] = &[
    ("gao", "", &["leader"]),
    ("du", "ldjc", &["supervisor"]),
    ("shen", "", &["auditor"]),
    ("guan", "", &["administrator"]),
    ("lao", "ldjc", &["handler"]),
    ("wen", "wy", &["duty_officer"]),
    ("zhang", "wy", &["leader"]),
    ("cun", "lz", &["handler"]),
    ("he", "qx", &["duty_officer", "coordinator"]),
    ("m01", "", &["mediator"]),
    ("m02", "ldjc", &["mediator", "handler"]),
];

/// Whose eyes are tried: every role, inside the centre and outside.
pub const VIEWERS: &[&str] = &["wang", "gao", "du", "shen", "guan", "lao", "wen", "zhang", "cun", "he", "m01", "m02"];

/// What is planned of one case.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    at: usize,
    by: &'static str,
    /// Who stands in it besides: one of a few who stand in several cases.
    shared: usize,
    assigned: Option<(&'static str, bool)>,
    steps: bool,
    mediator: Option<&'static str>,
    cancelled: bool,
    linked: Option<usize>,
    absorbs: Option<usize>,
}

/// Everything that is planned.
#[derive(Debug, Clone, Default)]
pub struct History {
    pub plans: Vec<Plan>,
}

/// Says who may see a case: the rule written a second time, from what was planned.
pub fn may_see(viewer: &str, plan: &Plan) -> bool {
    let window = match plan.by {
        "wen" => "wy",
        "he" => "qx",
        _ => "",
    };
    let units: Vec<&str> = [window].into_iter().chain(plan.assigned.filter(|it| !it.1).map(|it| it.0)).collect();
    let mediates = |who: &str| plan.mediator == Some(who) && !plan.cancelled;
    match viewer {
        "wang" | "gao" | "du" | "shen" => true,
        "lao" => units.contains(&"ldjc"),
        "wen" | "zhang" => units.contains(&"wy") || units.contains(&"lz"),
        "cun" => units.contains(&"lz"),
        "he" => units.contains(&"qx"),
        "m01" => mediates("m01"),
        "m02" => units.contains(&"ldjc") || mediates("m02"),
        _ => false,
    }
}

impl Plan {
    /// Plans a case that an officer writes down, and nothing else.
    pub fn at(by: &'static str, at: usize) -> Self {
        Self { at, by, shared: at, ..Self::default() }
    }

    /// Plans one that is mediated.
    pub fn mediated(at: usize, by: &'static str, mediator: &'static str) -> Self {
        Self { mediator: Some(mediator), ..Self::at(by, at) }
    }

    /// The mark: a rare character that stands in every text of this case and nowhere else.
    fn mark(&self) -> char {
        char::from_u32(0x3500 + 29 * u32::try_from(self.at).unwrap()).unwrap()
    }

    fn phone(&self, nth: usize) -> String {
        format!("13{nth}0000{:04}", 7100 + self.at)
    }

    /// Everything by which the case could be told.
    pub fn marks(&self, no: &CaseNo) -> Vec<String> {
        vec![
            no.to_string(),
            self.mark().to_string(),
            format!("****{:04}", 7100 + self.at),
            self.phone(9),
            self.phone(8),
        ]
    }

    fn register(&self) -> String {
        let (m, shared) = (self.mark(), self.shared);
        let id_no = ["110101199003070011", "110101198501010017", "110101197002020013"][shared % 3];
        // Somebody who stands in several cases goes by another name in each third, and gives another telephone in each.
        let name = if self.at.is_multiple_of(3) { format!("孙{m}") } else { format!("钱共{shared}") };
        let (own, other) = (self.phone(9), self.phone(8));
        format!(
            r#"{{"command":"register","kind":"dispute","channel":"walk_in","accept":{},"category":"0202","grade":"general",
                "title":"界墙{m}纠纷","narrative":"为界墙{m}{m}争执多年，{m}说不下去。","place":"文苑镇{m}村","demands":["拆{m}墙"],
                "parties":[{{"side":"applicant","name":"赵{m}","phone":"{own}","place":"文苑镇{m}{m}村1组"}},
                    {{"side":"respondent","name":"{name}","phone":"{other}","id_no":"{id_no}","place":"柳林{m}村2组"}}]}}"#,
            self.at % 5 != 4
        )
    }

    /// What the narrative is looked for by.
    pub fn words(&self) -> [String; 5] {
        let m = self.mark();
        [m.to_string(), format!("赵{m}"), self.phone(9), format!("{:04}", 7100 + self.at), format!("孙{m}")]
    }

    /// A registration of the same matter, as it would be typed in again.
    pub fn again(&self) -> String {
        self.register().replace(r#""command":"register","#, "")
    }
}

impl History {
    /// Plans a history; one that is `joined` has cases merged into others out of sight of those who see the one.
    pub fn random(seed: u64, joined: bool) -> Self {
        let mut rng = Rng::with_seed(seed);
        let mut plans: Vec<Plan> = Vec::new();
        for at in 0..13_usize {
            let by = ["wang", "wang", "wen", "he", "he"][rng.usize(..5)];
            let unit = ["ldjc", "wy", "lz", "qx", "zjj"][rng.usize(..5)];
            let accepted = at % 5 != 4;
            let fate = if accepted { rng.usize(..8) } else { 0 };
            let mediator = ["m01", "m02"][rng.usize(..2)];
            plans.push(Plan {
                shared: rng.usize(..3),
                assigned: (1..=4).contains(&fate).then_some((unit, fate == 4)),
                steps: fate == 3,
                mediator: (5..=6).contains(&fate).then_some(mediator),
                cancelled: fate == 6,
                linked: (at > 0 && rng.bool()).then(|| rng.usize(..at)),
                ..Plan::at(by, at)
            });
        }
        // What nothing else happened to is merged into a case at work.
        let idle = |plan: &Plan| plan.assigned.is_none() && plan.mediator.is_none() && plan.at % 5 != 4;
        let sources: Vec<usize> = plans.iter().filter(|plan| idle(plan)).map(|plan| plan.at).collect();
        for pair in sources.chunks_exact(2) {
            let (source, target) = (&plans[pair[0]], &plans[pair[1]]);
            // A case whose fate lies elsewhere is another one when that is not there, so that nothing could be compared.
            let told_apart = VIEWERS.iter().any(|viewer| may_see(viewer, source) && !may_see(viewer, target));
            if joined || !told_apart {
                plans[pair[1]].absorbs = Some(pair[0]);
            }
        }
        Self { plans }
    }
}

/// The shift in which everything happens.
pub const SHIFT: &str = "2026-10-12/day";

/// A played history.
pub struct World {
    _folder: TempDir,
    pub path: std::path::PathBuf,
    pub desk: Desk,
    pub now: Moment,
    /// The number of each planned case, where it was written down.
    pub nos: Vec<Option<CaseNo>>,
    ids: Vec<Option<CaseId>>,
    /// Who stands in each: the applicant, and whoever stands in others too.
    pub persons: Vec<Option<[PersonId; 2]>>,
}

impl World {
    /// Plays a history, or only these cases of it.
    pub fn play(history: &History, only: Option<&BTreeSet<usize>>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db");
        let mut desk = Desk::open(&path, Mode::Create).unwrap();
        desk.set_durable(false).unwrap();
        let now = at(Day::from_ymd_opt(2026, 10, 12).unwrap(), 8, 30);
        let found = CentreCommand::Found {
            name: "陇城县综治中心".into(),
            rulebook: BUILTIN[0].1.to_owned(),
            officer: first_officer(WANG, "王值班"),
            training: true,
        };
        desk.perform(&WANG.into(), now, &Order::centre(found)).unwrap();
        let mut world =
            Self { _folder: folder, path, desk, now, nos: Vec::new(), ids: Vec::new(), persons: Vec::new() };
        for (id, parent) in [("lz", Some("wy")), ("qx", None)] {
            let unit = serde_json::json!({"id": id, "name": format!("{id}镇村"), "short": id, "kind": "territory",
                "level": "township", "parent": parent});
            world.order(WANG, &serde_json::json!({"command": "save_unit", "unit": unit}).to_string()).unwrap();
        }
        for (id, unit, roles) in OFFICERS {
            let unit = (!unit.is_empty()).then_some(unit);
            let officer = serde_json::json!({"id": id, "name": format!("经办{id}"), "unit": unit, "roles": roles});
            world.order(WANG, &serde_json::json!({"command": "save_officer", "officer": officer}).to_string()).unwrap();
        }
        world.done(WANG, &format!(r#"{{"command":"take_over","shift":"{SHIFT}"}}"#));
        let wanted = |at: &usize| only.is_none_or(|only| only.contains(at));
        for plan in &history.plans {
            // Time goes by alike, whatever is written down.
            world.now += chrono::Duration::minutes(7);
            let played = wanted(&plan.at).then(|| world.play_one(plan));
            world.nos.push(played.as_ref().map(|(no, _)| no.clone()));
            world.ids.push(played.as_ref().map(|(_, case)| case.id));
            world
                .persons
                .push(played.map(|(_, case)| [case.parties[0].person.unwrap(), case.parties[1].person.unwrap()]));
        }
        for plan in history.plans.iter().filter(|plan| wanted(&plan.at)) {
            world.join(plan);
        }
        for shared in 0..3 {
            let stands = |plan: &&Plan| plan.shared % 3 == shared && wanted(&plan.at);
            if let Some(first) = history.plans.iter().find(stands) {
                let person = world.persons[first.at].unwrap()[1];
                let told = format!(r#"{{"command":"add_alias","person":{person},"alias":"共称{shared}"}}"#);
                world.order(WANG, &told).unwrap();
            }
        }
        for pair in history.plans.chunks_exact(3).filter(|pair| wanted(&pair[0].at) && wanted(&pair[1].at)) {
            let [one, with] = [&pair[0], &pair[1]].map(|plan| world.persons[plan.at].unwrap()[0]);
            let told = format!(r#"{{"command":"join_household","person":{one},"with":{with},"relation":"兄弟"}}"#);
            world.order(WANG, &told).unwrap();
        }
        world.now = at(Day::from_ymd_opt(2026, 10, 30).unwrap(), 9, 0);
        world.order(WANG, r#"{"command":"escalate"}"#).unwrap();
        world.done(WANG, &format!(r#"{{"command":"hand_over","shift":"{SHIFT}","note":"请接班的同志留意"}}"#));
        world
    }

    /// Gives an order as a line of JSON.
    pub fn order(&mut self, officer: &str, line: &str) -> Result<Receipt, DeskError> {
        self.desk.perform(&officer.into(), self.now, &Order::from_json(line)?)
    }

    fn done(&mut self, officer: &str, line: &str) -> Receipt {
        self.order(officer, line).unwrap_or_else(|error| panic!("{line}: {}", error.message()))
    }

    fn play_one(&mut self, plan: &Plan) -> (CaseNo, yichuang::domain::case::Case) {
        let m = plan.mark();
        let no = self.done(plan.by, &plan.register()).no.unwrap();
        let mut does = |officer: &str, line: &str| drop(self.done(officer, &line.replace('@', no.as_str())));
        does(WANG, &format!(r#"{{"command":"note","no":"@","text":"备注{m}"}}"#));
        let entry = r#"{"command":"log_entry","shift":"*","no":"@","text":"来访记下"}"#.replace('*', SHIFT);
        does(WANG, &entry.replace("记下", &format!("{m}记下")));
        if let Some((unit, recalled)) = plan.assigned {
            does(WANG, &format!(r#"{{"command":"route","no":"@","lead":"{unit}","instruction":"{m}请办"}}"#));
            if recalled {
                does(WANG, &format!(r#"{{"command":"object","no":"@","unit":"{unit}","reason":"{m}不归我们"}}"#));
                does(
                    WANG,
                    &format!(r#"{{"command":"rule","no":"@","unit":"{unit}","upheld":true,"reason":"{m}退回"}}"#),
                );
            } else if plan.steps {
                does(WANG, &format!(r#"{{"command":"sign","no":"@","unit":"{unit}"}}"#));
                does(WANG, &format!(r#"{{"command":"progress","no":"@","unit":"{unit}","text":"{m}已上门"}}"#));
            }
        }
        if let Some(mediator) = plan.mediator {
            let at = slot(plan.at);
            let mut does = |line: &str| drop(self.done(WANG, &line.replace('@', no.as_str())));
            does(&format!(
                r#"{{"command":"schedule","no":"@","room":"r3","starts":"{at}","mediators":["{mediator}"],"topic":"{m}议题"}}"#
            ));
            if plan.cancelled {
                does(&format!(r#"{{"command":"cancel_session","no":"@","session":1,"reason":"{m}不来"}}"#));
            }
        }
        let case = self.desk.case(&no).unwrap();
        (no, case)
    }

    /// Links and merges, where both were written down.
    fn join(&mut self, plan: &Plan) {
        let m = plan.mark();
        let Some(no) = self.nos[plan.at].clone() else { return };
        if let Some(other) = plan.linked.and_then(|at| self.nos[at].clone()) {
            let link =
                format!(r#"{{"command":"link","no":"{no}","other":"{other}","kind":"series","note":"{m}串案"}}"#);
            // The remark stands in both cases, so it may only name what both may know.
            self.done(WANG, &link.replace(m, ""));
        }
        if let Some(source) = plan.absorbs.and_then(|at| self.nos[at].clone()) {
            self.done(WANG, &format!(r#"{{"command":"merge","no":"{source}","into":"{no}","reason":"同一件事"}}"#));
        }
    }

    /// Returns the persons who stand only in cases that are not seen.
    pub fn persons_unseen(&self, history: &History, seen: &BTreeSet<usize>) -> Vec<PersonId> {
        let of = |fits: bool| {
            let plans = history.plans.iter().filter(move |plan| seen.contains(&plan.at) == fits);
            plans.filter_map(|plan| self.persons[plan.at]).flatten().collect::<BTreeSet<_>>()
        };
        of(false).difference(&of(true)).copied().collect()
    }

    /// Writes an answer without what depends on how many cases and persons there are: numbers, identities, revisions.
    pub fn neutral(&self, answer: &str, seen: &BTreeSet<usize>) -> String {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for at in seen {
            let no = self.nos[*at].as_ref().unwrap().to_string();
            names.insert(format!("…{}", &no[no.len() - 5..]), format!("<end {at}>"));
            names.insert(no, format!("<no {at}>"));
            names.insert(format!("CaseId({})", self.ids[*at].unwrap().0), format!("<case {at}>"));
        }
        let mut persons: Vec<PersonId> = Vec::new();
        for id in seen.iter().filter_map(|at| self.persons[*at]).flatten() {
            if !persons.contains(&id) {
                persons.push(id);
            }
        }
        for (at, id) in persons.iter().enumerate() {
            names.insert(format!("PersonId({})", id.0), format!("<person {at}>"));
        }
        let mut text = answer.to_owned();
        for (name, neutral) in &names {
            text = text.replace(name, neutral);
        }
        for tag in ["rev: ", "changed_rev: ", "since: "] {
            let mut parts = text.split(tag);
            let mut out = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
                // A moment begins with digits too, and those count.
                let kept = if tag == "since: " && rest.starts_with('-') { part } else { rest };
                out.push_str(tag);
                out.push_str(kept);
            }
            text = out;
        }
        text
    }
}

/// Orders on a case that somebody might try.
pub fn orders_on(no: &CaseNo) -> Vec<String> {
    vec![
        format!(r#"{{"command":"note","no":"{no}","text":"看看"}}"#),
        format!(r#"{{"command":"acknowledge","no":"{no}","clock":1,"note":"知道了"}}"#),
        format!(r#"{{"command":"reveal","no":"{no}","party":1}}"#),
        format!(r#"{{"command":"link","no":"{no}","other":"ZZ2026-00001","kind":"series","note":""}}"#),
        format!(r#"{{"command":"schedule","no":"{no}","room":"r3","starts":"2026-11-02 09:30","mediators":["m01"]}}"#),
    ]
}

/// Returns a working moment of its own for each planned case.
pub fn slot(at: usize) -> String {
    let day = 2 + at / 5 * 7 + at % 5;
    format!("2026-11-{day:02} 09:30")
}
