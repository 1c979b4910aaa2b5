//! The same visits through the desk: the index has to name the candidate first.

use super::pairs::Labelled;
use std::time::{Duration, Instant};
use yichuang::desk::{Desk, Mode, Order, first_officer};
use yichuang::domain::alike::{Matter, Verdict};
use yichuang::domain::case::Register;
use yichuang::domain::centre::CentreCommand;
use yichuang::domain::party::{Nature, NewParty, Representative};
use yichuang::domain::rulebook::BUILTIN;
use yichuang::domain::time::{Moment, at};

fn now() -> Moment {
    at(chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day"), 9, 0)
}

fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn register(matter: &Matter) -> Option<Register> {
    let mut parties: Vec<NewParty> = Vec::new();
    for person in &matter.people {
        if person.speaks {
            let speaker = Representative {
                name: person.name.clone(),
                phone: text(&person.phone),
                id_no: text(&person.id_no),
                ..Representative::default()
            };
            parties.last_mut()?.representatives.push(speaker);
            continue;
        }
        let mut party = NewParty::new(person.side?, person.name.clone());
        (party.phone, party.id_no, party.place) = (text(&person.phone), text(&person.id_no), text(&person.place));
        if person.is_organisation {
            party.nature = Nature::Organisation;
        } else if let Some((_, heads)) = person.name.split_once('等') {
            party.nature = Nature::Group;
            party.head_count = heads.trim_end_matches('人').parse().ok();
        }
        parties.push(party);
    }
    let json = serde_json::json!({"kind": "dispute", "channel": "walk_in", "parties": parties,
        "narrative": matter.narrative, "place": text(&matter.place)});
    serde_json::from_value(json).ok()
}

/// Registers every earlier matter, brings every visit, and prints what was found and how long a key took.
pub fn report(set: &Labelled) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::open(folder.path().join("desk.db"), Mode::Create).expect("a database");
    let officer = first_officer("wang", "王值班");
    let found = CentreCommand::Found {
        name: "陇城县综治中心".into(),
        rulebook: BUILTIN[0].1.to_owned(),
        officer: officer.clone(),
        training: true,
    };
    desk.perform(&officer.id, now(), &Order::centre(found)).expect("a centre");
    let mut numbers = Vec::new();
    for matter in &set.earlier {
        let order = Order::register(register(matter).expect("a registration"));
        numbers.push(desk.perform(&officer.id, now(), &order).expect("a case").no);
    }
    let (mut took, mut right, mut wanted, mut wrong) = (Vec::new(), 0, 0, 0);
    for visit in &set.visits {
        let begun = Instant::now();
        let hits = desk.alike(&visit.matter, None, now()).expect("an answer");
        took.push(begun.elapsed());
        let strong = visit.kind.wanted().is_some_and(Verdict::is_strong);
        let own = hits.iter().find(|hit| Some(&hit.row.no) == numbers[visit.of].as_ref());
        let is_right = own.is_some_and(|hit| hit.likeness.verdict.is_strong());
        wanted += usize::from(strong);
        right += usize::from(strong && is_right);
        wrong += hits.iter().filter(|hit| hit.likeness.verdict.is_strong()).count() - usize::from(strong && is_right);
        if strong && !is_right && std::env::var_os("SHOW").is_some_and(|it| it == "desk") {
            println!("MISSED {:?} {:?}\n  {:?}", visit.kind, own.map(|hit| &hit.likeness), visit.matter);
        }
    }
    took.sort_unstable();
    let at = |share: usize| took.get(took.len() * share / 100).copied().unwrap_or(Duration::ZERO);
    println!(
        "through the desk, {} cases: {right} of {wanted} found with a strong verdict, {wrong} wrongly; \
         one question p50 {:.2?}, p99 {:.2?}",
        set.earlier.len(),
        at(50),
        at(99)
    );
}
