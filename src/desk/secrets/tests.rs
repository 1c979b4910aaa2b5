use super::*;
use crate::desk::Order;
use crate::desk::bench::{founded, wang};
use crate::domain::centre::CentreCommand;
use crate::domain::time::at;
use chrono::{Duration, NaiveDate};
use tempfile::TempDir;

const GOOD: &str = "柳色新雨后天晴了";

fn now() -> Moment {
    at(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(), 9, 0)
}

fn id(id: &str) -> OfficerId {
    OfficerId::from(id)
}

fn typed(text: &str) -> Secret {
    Secret::new(text)
}

/// A centre with an administrator `wang` and an officer `li`, who has a password of her own.
fn desk() -> (TempDir, Desk) {
    let folder = tempfile::tempdir().unwrap();
    let officer = Officer { os_user: Some("wang".into()), ..wang() };
    let mut desk = founded(folder.path().join("desk.db"), &officer, now(), false);
    let li =
        Officer { id: id("li"), name: "李采薇".into(), unit: None, roles: vec![Role::DutyOfficer], os_user: None };
    desk.perform(&id("wang"), now(), &Order::centre(CentreCommand::SaveOfficer { officer: li })).unwrap();
    desk.set_password(&id("li"), &id("li"), &Secret::default(), &typed(GOOD), now()).unwrap();
    (folder, desk)
}

fn kinds(desk: &Desk) -> Vec<String> {
    desk.store.timeline(ACCESS_STREAM).unwrap().into_iter().map(|entry| entry.kind).collect()
}

fn kind<T: std::fmt::Debug>(result: Result<T, DeskError>) -> &'static str {
    result.unwrap_err().kind()
}

#[test]
fn an_officer_signs_in_by_code_or_name_and_it_is_noted() {
    let (_folder, mut desk) = desk();
    let signed = desk.sign_in("li", &typed(GOOD), now()).unwrap();
    assert_eq!((signed.officer.name.as_str(), signed.proof, signed.must_change), ("李采薇", Proof::Password, false));
    desk.sign_in("李采薇", &typed(GOOD), now()).unwrap();
    assert_eq!(kinds(&desk), ["password_set", "signed_in", "signed_in"]);
    assert!(desk.verify().unwrap().ok);
}

#[test]
fn nobody_learns_who_is_known_or_has_a_password() {
    let (_folder, mut desk) = desk();
    let said = ["li", "wang", "nobody", ""].map(|who| desk.sign_in(who, &typed("wrong wrong"), now()).unwrap_err());
    assert!(said.iter().all(|error| *error == said[0]), "{said:?}");
    assert_eq!(said[0].exit_code(), 4);
    let kept = PasswordHash::new(NOBODYS).unwrap();
    let real = desk.store.credential("li").unwrap().unwrap().secret;
    let real = PasswordHash::new(&real).unwrap();
    assert_eq!((&kept.algorithm, kept.version, &kept.params), (&real.algorithm, real.version, &real.params), "as slow");
    assert_eq!(kept.hash.map(|hash| hash.len()), real.hash.map(|hash| hash.len()));
}

#[test]
fn five_wrong_tries_lock_the_officer_out_for_a_while_even_with_the_right_one() {
    let (_folder, mut desk) = desk();
    for _ in 0..4 {
        assert_eq!(kind(desk.sign_in("li", &typed("wrong wrong"), now())), "password_wrong");
    }
    assert_eq!(kind(desk.sign_in("li", &typed("wrong wrong"), now())), "locked_out");
    let soon = now() + Duration::seconds(59);
    assert_eq!(kind(desk.sign_in("li", &typed(GOOD), soon)), "locked_out");
    let later = now() + Duration::seconds(61);
    assert_eq!(kind(desk.sign_in("li", &typed("wrong wrong"), later)), "locked_out", "one more doubles the pause");
    let later = later + Duration::minutes(2);
    desk.sign_in("li", &typed(GOOD), later).unwrap();
    assert_eq!(
        kind(desk.sign_in("li", &typed("wrong wrong"), later)),
        "password_wrong",
        "counted from the start again"
    );
    let seen = kinds(&desk);
    assert_eq!(seen.iter().filter(|kind| *kind == "sign_in_failed").count(), 7);
    assert_eq!(seen.iter().filter(|kind| *kind == "locked_out").count(), 2);
}

#[test]
fn ones_own_password_is_changed_by_knowing_the_old_one() {
    let (_folder, mut desk) = desk();
    let mut set = |old: &str, new: &str| desk.set_password(&id("li"), &id("li"), &typed(old), &typed(new), now());
    assert_eq!(kind(set("wrong wrong", "山高月小水落石出")), "password_wrong");
    assert_eq!(kind(set(GOOD, GOOD)), "password_same");
    assert_eq!(kind(set(GOOD, "李采薇2026")), "password_short");
    assert_eq!(kind(set(GOOD, "licaiwei")), "password_is_name");
    set(GOOD, "山高月小水落石出").unwrap();
    assert_eq!(kind(desk.sign_in("li", &typed(GOOD), now())), "password_wrong");
    desk.sign_in("li", &typed("山高月小水落石出"), now()).unwrap();
}

#[test]
fn an_administrator_sets_a_temporary_one_for_others_and_nobody_else_does() {
    let (_folder, mut desk) = desk();
    let none = Secret::default();
    assert_eq!(kind(desk.set_password(&id("li"), &id("wang"), &none, &typed(GOOD), now())), "not_permitted");
    for _ in 0..5 {
        desk.sign_in("li", &typed("wrong wrong"), now()).unwrap_err();
    }
    desk.set_password(&id("wang"), &id("li"), &none, &typed("temporary one"), now()).unwrap();
    assert!(desk.sign_in("li", &typed("temporary one"), now()).unwrap().must_change, "and the lock is gone");
    desk.set_password(&id("li"), &id("li"), &typed("temporary one"), &typed(GOOD), now()).unwrap();
    assert!(!desk.sign_in("li", &typed(GOOD), now()).unwrap().must_change);
}

#[test]
fn no_change_leaves_a_desk_that_nobody_could_administer() {
    let (_folder, mut desk) = desk();
    let mut save = |os_user: Option<&str>| {
        let officer = Officer { os_user: os_user.map(str::to_owned), ..wang() };
        desk.perform(&id("wang"), now(), &Order::centre(CentreCommand::SaveOfficer { officer })).map(drop)
    };
    assert_eq!(kind(save(None)), "nobody_could_administer");
    save(Some("another")).unwrap();
    desk.set_password(&id("wang"), &id("wang"), &Secret::default(), &typed(GOOD), now()).unwrap();
    let officer = wang();
    desk.perform(&id("wang"), now(), &Order::centre(CentreCommand::SaveOfficer { officer })).unwrap();
}

#[test]
fn no_secret_is_ever_in_the_log_and_a_rebuild_leaves_it_where_it_is() {
    let (folder, mut desk) = desk();
    desk.sign_in("li", &typed("a wrong secret"), now()).unwrap_err();
    let row = desk.store.credential("li").unwrap().unwrap();
    assert!(row.secret.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", row.secret);
    let log: String = desk.store.timeline(ACCESS_STREAM).unwrap().into_iter().map(|entry| entry.body).collect();
    assert!(!log.contains("argon2") && !log.contains("wrong") && !log.contains(GOOD), "{log}");
    desk.rebuild().unwrap();
    assert_eq!(desk.store.credential("li").unwrap(), Some(row));
    drop(desk);
    let bytes = std::fs::read(folder.path().join("desk.db")).unwrap();
    let holds = |needle: &str| bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(!holds(GOOD) && !holds("a wrong secret"));
}
