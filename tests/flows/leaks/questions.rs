//! Every question there is, asked as one viewer.

use super::world::{History, World};
use std::collections::BTreeSet;
use std::fmt::Debug;
use yichuang::desk::pages::{At, Listing, Part};
use yichuang::desk::service::{Answer, Query, answer};
use yichuang::desk::views::Filter;
use yichuang::desk::{AuditFilter, DirectiveFilter, FindOrder, Search};
use yichuang::domain::alike::Matter;
use yichuang::domain::case::{CaseCommand, Register};
use yichuang::domain::figures::report::Ask;
use yichuang::domain::figures::{Dimension, Measure, Over, ReportKind, Span};
use yichuang::domain::ids::{CaseNo, DirectiveNo, PersonId};
use yichuang::domain::roster::RosterCommand;
use yichuang::domain::search::Scope;
use yichuang::domain::supervision::Figure;
use yichuang::domain::time::Day;
use yichuang::domain::vocabulary::Stage;

/// A question with its answer.
pub struct Told {
    pub question: String,
    pub answer: String,
}

/// Writes anything down as a text.
pub fn tell(it: &impl Debug) -> String {
    format!("{it:?}")
}

/// The questions about one case, by its number.
#[allow(non_upper_case_globals)]
pub const about_one: [fn(&CaseNo) -> Query; 4] = [
    |no| Query::Case { no: no.clone(), revealed: false },
    |no| Query::Case { no: no.clone(), revealed: true },
    |no| Query::Suggest { no: no.clone() },
    |no| Query::Try { no: no.clone(), command: Box::new(CaseCommand::Note { text: "看看".into() }) },
];

/// A new question does not compile until it stands here, and then it has to be asked below.
fn is_asked(query: &Query) -> bool {
    match query {
        Query::Centre
        | Query::Counters
        | Query::Reds
        | Query::Sealed
        | Query::Incoming
        | Query::Rows { .. }
        | Query::Find(_)
        | Query::Alerts { .. }
        | Query::Week { .. }
        | Query::Case { .. }
        | Query::Alike(_)
        | Query::Try { .. }
        | Query::TryRoster(_)
        | Query::Person { .. }
        | Query::People { .. }
        | Query::Audit(_)
        | Query::Checks
        | Query::Directives(_)
        | Query::Directive { .. }
        | Query::Shift { .. }
        | Query::Standings { .. }
        | Query::BehindFigure { .. }
        | Query::LongPending
        | Query::Suggest { .. }
        | Query::Overview(_)
        | Query::Cross { .. }
        | Query::Hours(_)
        | Query::Peace(_)
        | Query::Behind { .. }
        | Query::Report { .. }
        | Query::Duty
        | Query::Roster { .. }
        | Query::Reviews
        | Query::CallBacks
        | Query::Evaluations
        | Query::Subsidies
        | Query::Leader => true,
        // About a seat at the desk and a book of one's own, not about the cases of the file.
        Query::Way { .. } | Query::Book => false,
    }
}

/// Asks everything, of cases and persons that are there for the viewer; what was typed is left out of the answers.
pub fn ask_all(world: &mut World, viewer: &str, history: &History, seen: &BTreeSet<usize>) -> Vec<Told> {
    let mut told = Vec::new();
    for (question, query) in questions(world, history, seen) {
        assert!(is_asked(&query));
        let said = match answer(&mut world.desk, &query, &viewer.into(), world.now) {
            // What was typed is not what was found.
            Ok(Answer::Found(_, found)) => tell(&(&found.rows, found.complete, found.faults.len())),
            Ok(Answer::Tried(tried)) => tell(&tried),
            Ok(Answer::Alike(hits)) => {
                tell(&hits.iter().map(|hit| (&hit.row, hit.likeness.verdict, &hit.last)).collect::<Vec<_>>())
            }
            Ok(other) => tell(&other),
            Err(error) => error.kind().to_owned(),
        };
        told.push(Told { question, answer: said });
    }
    let (desk, now) = (&world.desk, world.now);
    let day = now.date_naive();
    told.push(Told {
        question: "every case".into(),
        answer: tell(&(desk.store().every_case().unwrap().len(), desk.store().open_cases().unwrap().len())),
    });
    told.push(Told {
        question: "counts by stage".into(),
        answer: tell(&(desk.store().counts_by_stage().unwrap(), desk.store().count_merged("accepted").unwrap())),
    });
    told.push(Told {
        question: "sessions".into(),
        answer: tell(&desk.sessions(day, day + chrono::Duration::days(60)).unwrap()),
    });
    told.push(Told { question: "alarms".into(), answer: tell(&desk.store().alarms_until("~").unwrap().len()) });
    told
}

fn questions(world: &World, history: &History, seen: &BTreeSet<usize>) -> Vec<(String, Query)> {
    let mut all = vec![
        ("centre".to_owned(), Query::Centre),
        ("counters".to_owned(), Query::Counters),
        ("reds".to_owned(), Query::Reds),
        ("sealed".to_owned(), Query::Sealed),
        ("incoming".to_owned(), Query::Incoming),
        ("duty".to_owned(), Query::Duty),
        ("alerts".to_owned(), Query::Alerts { typed: String::new(), unit: None, limit: 500 }),
        ("audit".to_owned(), Query::Audit(AuditFilter::default())),
    ];
    let (from, to) = (Day::from_ymd_opt(2026, 1, 1).unwrap(), Day::from_ymd_opt(2026, 12, 31).unwrap());
    all.push(("checks".to_owned(), Query::Checks));
    all.push(("directives".to_owned(), Query::Directives(DirectiveFilter::default())));
    let publish = RosterCommand::PublishRoster { from, until: from, despite: None };
    all.push(("publishing".to_owned(), Query::TryRoster(Box::new(publish))));
    for seq in 1..=40 {
        let no = DirectiveNo(format!("DB2026-{seq:04}"));
        all.push((format!("directive {no}"), Query::Directive { no }));
    }
    all.push(("shift".to_owned(), Query::Shift { shift: None }));
    all.push(("the shift's own".to_owned(), Query::Shift { shift: Some(super::world::SHIFT.into()) }));
    all.push(("standings".to_owned(), Query::Standings { from, to }));
    all.push(("leader".to_owned(), Query::Leader));
    figures(&mut all, world);
    all.push(("reviews".to_owned(), Query::Reviews));
    all.push(("call-backs".to_owned(), Query::CallBacks));
    all.push(("evaluations".to_owned(), Query::Evaluations));
    all.push(("subsidies".to_owned(), Query::Subsidies));
    all.push(("long pending".to_owned(), Query::LongPending));
    for unit in ["ldjc", "wy", "lz", "qx", "zjj"] {
        for figure in Figure::ALL {
            let query = Query::BehindFigure { from, to, unit: unit.into(), figure: *figure };
            all.push((format!("{figure} of {unit}"), query));
        }
        let query = Query::Alerts { typed: String::new(), unit: Some(unit.into()), limit: 500 };
        all.push((format!("alerts of {unit}"), query));
    }
    for week in 0..4 {
        let from = Day::from_ymd_opt(2026, 10, 26).unwrap() + chrono::Duration::weeks(week);
        all.push((format!("week {week}"), Query::Week { from, typed: String::new() }));
        all.push((format!("roster {week}"), Query::Roster { from }));
    }
    lists(&mut all, history);
    let mut words: Vec<String> =
        ["界墙", "文苑镇", "110101199003070011", "孙", "钱共1", "共称1", "is:mine", "is:merged", "赵"]
            .map(str::to_owned)
            .to_vec();
    words.extend(history.plans.iter().flat_map(super::world::Plan::words));
    for typed in &words {
        for scope in Scope::ALL {
            for order in [FindOrder::Newest, FindOrder::Best] {
                let search = Search { typed: typed.clone(), scope: *scope, order, limit: 20, before: None };
                all.push((format!("find {typed} {scope:?}"), Query::Find(Box::new(search))));
            }
        }
        all.push((format!("people {typed}"), Query::People { typed: typed.clone(), limit: 20 }));
        all.push((format!("alerts {typed}"), Query::Alerts { typed: typed.clone(), unit: None, limit: 500 }));
    }
    for plan in &history.plans {
        let again: Register = serde_json::from_str(&plan.again()).unwrap();
        all.push((format!("like {}", plan.words()[0]), Query::Alike(Box::new(Matter::from(&again)))));
    }
    let mut persons: Vec<PersonId> = Vec::new();
    for at in seen {
        let no = world.nos[*at].as_ref().unwrap();
        all.extend(about_one.iter().enumerate().map(|(nth, of)| (format!("case {at} {nth}"), of(no))));
        persons.extend(world.persons[*at].unwrap());
    }
    for (nth, id) in persons.into_iter().enumerate() {
        all.push((format!("person {nth}"), Query::Person { id, revealed: false }));
        all.push((format!("person {nth} revealed"), Query::Person { id, revealed: true }));
    }
    all
}

fn figures(all: &mut Vec<(String, Query)>, world: &World) {
    let over = Over { span: Span::Year, day: Day::from_ymd_opt(2026, 11, 2).unwrap() };
    all.push(("overview".to_owned(), Query::Overview(over)));
    all.push(("hours".to_owned(), Query::Hours(over)));
    all.push(("peace".to_owned(), Query::Peace(over)));
    for report in ReportKind::ALL {
        let ask = Ask::new(*report, Some(over.span), over.day, None);
        all.push((format!("report {report}"), Query::Report { ask, as_of: None }));
    }
    for by in Dimension::ALL {
        let query = Query::Cross { over, measure: Measure::Registered, by: *by, across: Some(Dimension::Unit) };
        all.push((format!("registered by {by}"), query));
    }
    // Whoever knows a number and asks for what stands behind it.
    let part: Vec<CaseNo> = world.nos.iter().flatten().cloned().collect();
    all.push(("behind".to_owned(), Query::Behind { part, rest: Vec::new() }));
}

fn lists(all: &mut Vec<(String, Query)>, history: &History) {
    let typed = |typed: &str| Filter { typed: typed.to_owned(), ..Filter::default() };
    let filters = [
        Filter::default(),
        Filter { stages: vec![Stage::Accepted], ..Filter::default() },
        Filter { stages: vec![Stage::Accepted, Stage::Handling], by_due: true, ..Filter::default() },
        Filter { holder: Some("ldjc".into()), ..Filter::default() },
        Filter { from: Day::from_ymd_opt(2026, 10, 12), ..Filter::default() },
        typed("界墙"),
        typed(&history.plans[0].words()[0]),
    ];
    let parts: [Vec<Part>; 3] = [
        vec![],
        ["accepted", "awaiting_signature", "handling", "merged"]
            .into_iter()
            .map(|ball| Part { ball: Some(ball), ..Part::default() })
            .collect(),
        vec![
            Part { by: Some("wang".into()), ..Part::default() },
            Part { but_by: Some("wang".into()), ..Part::default() },
        ],
    ];
    for (nth, filter) in filters.into_iter().enumerate() {
        for (part, parts) in parts.iter().enumerate() {
            for (rows, at) in [(50, At::Start), (3, At::Start), (3, At::End)] {
                let listing = Listing { filter: filter.clone(), parts: parts.clone(), at, rows };
                let question = format!("list {nth} in parts {part}, {rows} rows");
                all.push((question, Query::Rows { list: 0, listing: Box::new(listing) }));
            }
        }
    }
}
