//! What is taken over in bulk is what taking it over one by one gives.

use super::*;
use crate::desk::bench::{self, monday as now};
use crate::desk::{append, persons};
use crate::domain::ids::OfficerId;
use crate::domain::party::{NewParty, Representative};
use crate::domain::time::{Day, at};
use crate::domain::vocabulary::Side;

fn founded(folder: &tempfile::TempDir, name: &str) -> Desk {
    bench::founded(folder.path().join(name), &bench::wang(), now(), true)
}

fn party(side: Side, name: &str, phone: Option<&str>, place: Option<&str>) -> NewParty {
    let mut party = NewParty::new(side, name);
    (party.phone, party.place) = (phone.map(str::to_owned), place.map(str::to_owned));
    party
}

/// People who come again under the same telephone, another one, at the same address, or as somebody's spokesman.
fn matters() -> Vec<OldMatter> {
    let names = ["王小明", "王晓明", "李静", "张桂花", "马春梅"];
    let phones = [Some("19900000001"), Some("19900000002"), None, Some("19900000003")];
    let places = [Some("文苑镇柳林村东庄社3号"), None, Some("双河镇上河村")];
    (0..120)
        .map(|nth: usize| {
            let mut first = party(Side::Applicant, names[nth % 5], phones[nth % 4], places[nth % 3]);
            if nth.is_multiple_of(7) {
                first.id_no = Some("629921196502280016".to_owned()).filter(|id| crate::domain::idno::parse(id, now().date_naive()).is_ok());
            }
            let mut other = party(Side::Respondent, names[nth / 3 % 5], phones[nth / 2 % 4], places[nth / 4 % 3]);
            if nth.is_multiple_of(11) {
                other.representatives.push(Representative {
                    name: names[nth / 11 % 5].to_owned(),
                    phone: phones[nth / 11 % 4].map(str::to_owned),
                    ..Representative::default()
                });
            }
            let line = r#"{"kind":"dispute","channel":"walk_in","narrative":"两家为界墙争执。","category":"0202","parties":[]}"#;
            let mut intake: Register = serde_json::from_str(line).unwrap();
            intake.parties = vec![first, other];
            let from = at(Day::from_ymd_opt(2019 + i32::try_from(nth / 40).unwrap(), 3, 4).unwrap(), 9, 0);
            let earlier = Earlier {
                registered_at: from,
                closed_at: from + chrono::Duration::days(9),
                unit: Some("wy".into()),
                result: "按老墙基立桩为界。".into(),
                source: "旧台账".into(),
            };
            OldMatter { by: OfficerId::from("wang"), intake, earlier }
        })
        .collect()
}

/// Takes one over the ordinary way: who is who is looked up, the rows are put, the directory follows.
fn take_over_one(desk: &mut Desk, mut matter: OldMatter) {
    let centre = desk.centre().unwrap().clone();
    let officer = crate::desk::acting(&centre, &matter.by).unwrap();
    desk.store
        .write(|tx| -> Result<(), DeskError> {
            let id = CaseId(tx.next_case()?);
            let year = matter.earlier.registered_at.year();
            let no = centre.rulebook().case_no(year, tx.next_seq_of_year(year)?);
            persons::identify_all(tx, &super::super::eyes::Eyes::default(), now().date_naive(), &mut matter.intake)?;
            let ctx = Context { now: now(), officer: &officer, centre: &centre, bookings: &[], earlier_sides: &[] };
            let decision = case::take_over(id, no, &matter.intake, &matter.earlier, &ctx)?;
            let named: Vec<_> = decision.events.iter().map(|event| (event.kind(), event)).collect();
            append(tx, id.0, 1, now(), &officer.id, &named)?;
            tx.put_projection(&project::rows(&decision.case, &centre)?)?;
            persons::follow(tx, id, &[])
        })
        .unwrap();
}

#[test]
fn a_register_taken_over_at_once_is_the_same_as_one_taken_over_case_by_case() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bulk, mut single) = (founded(&folder, "bulk.db"), founded(&folder, "single.db"));
    assert_eq!(bulk.take_over(now(), matters().into_iter(), |_| true).unwrap(), 120);
    for matter in matters() {
        take_over_one(&mut single, matter);
    }
    assert_eq!(bulk.store().head().unwrap(), single.store().head().unwrap(), "the logs differ");
    for id in 1..=120 {
        assert_eq!(bulk.store().projection(id).unwrap(), single.store().projection(id).unwrap());
    }
    let everybody = bulk.store().every_person().unwrap();
    assert!(everybody.len() > 5, "{everybody:?}");
    assert_eq!(everybody, single.store().every_person().unwrap());
    for id in everybody {
        assert_eq!(bulk.store().person_row(id).unwrap(), single.store().person_row(id).unwrap());
    }
    for word in ["王", "wxm", "p199", "s0002", "柳林村", "界墙"] {
        let clue = |desk: &Desk| desk.store().persons_found(word, 50).unwrap();
        assert_eq!(clue(&bulk), clue(&single), "{word}");
        let cases = |desk: &Desk| desk.store().gram_ids(word, 500).unwrap();
        assert_eq!(cases(&bulk), cases(&single), "{word}");
    }
    let report = bulk.verify().unwrap();
    assert!(report.ok, "{:?}", report.problems);
}
