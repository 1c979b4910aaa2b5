//! The entrance: signing in, locking, letting somebody else sit down, and keys that are not permitted.

use super::harness::{Bench, monday};
use crate::desk::Order;
use crate::desk::service::News;
use crate::domain::access::{ACCESS_STREAM, Proof};
use crate::domain::directory::Officer;
use crate::domain::secret::{Seat, Secret};
use crate::domain::vocabulary::Role;
use crate::term::Event;
use crate::tui::app::{App, Screen};
use crate::tui::run::{Program, Wish};
use crate::tui::theme::Look;
use std::time::Duration;

const GOOD: &str = "tea at nine";
const REGISTER: &str = r#"{"command":"register","kind":"inquiry","channel":"phone","accept":false,
    "narrative":"问低保怎么办","parties":[{"side":"applicant","name":"孙问路","phone":"13900000001"}]}"#;

fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.order(REGISTER);
    bench.enter("li", "李采薇", &[Role::DutyOfficer], Some(GOOD));
    bench
}

fn long() -> Duration {
    Duration::from_mins(10)
}

/// Sits `li` down, who has a password.
fn with_li() -> Bench {
    let mut bench = bench();
    let li = bench.desk.centre().unwrap().officer(&"li".into()).unwrap().clone();
    bench.sit(li);
    bench.screen.lock_after(Some(long()));
    bench
}

#[track_caller]
fn shows_nothing(bench: &mut Bench) {
    for words in ["孙问路", "低保", "ZZ2026", "超期", "待分流", "待受理"] {
        bench.sees_no(words);
    }
}

#[test]
fn the_auditor_reads_who_came_in_who_was_refused_and_who_looked() {
    let mut bench = bench();
    bench.enter("ji", "计清源", &[Role::Auditor], None);
    bench.order(r#"{"command":"reveal","no":"ZZ2026-00001","party":1}"#);
    let (now, wrong) = (bench.now(), Secret::new("not this one"));
    bench.desk.sign_in("li", &wrong, now).unwrap_err();
    bench.desk.sign_in("li", &Secret::new(GOOD), now).unwrap();
    let note = Order::from_json(r#"{"command":"note","no":"ZZ2026-00001","text":"看看"}"#).unwrap();
    bench.desk.perform(&"ji".into(), now, &note).unwrap_err();
    let ji = bench.desk.centre().unwrap().officer(&"ji".into()).unwrap().clone();
    for size in [(80, 24), (120, 36)] {
        bench.size = size;
        bench.sit(ji.clone()).run("访问留痕");
        insta::assert_snapshot!(format!("audit_{}x{}", size.0, size.1), bench.shown());
    }
    bench.text("采薇").sees("口令错误").sees_no("没有这项权限").keys("esc");
    // Whoever may not read it is told so.
    let li = bench.desk.centre().unwrap().officer(&"li".into()).unwrap().clone();
    bench.sit(li).run("访问留痕");
    assert_eq!(bench.screen.depth(), 1, "{}", bench.shown());
}

#[test]
fn after_a_while_without_a_key_the_desk_shows_nothing_until_the_password_is_typed() {
    let mut bench = with_li();
    bench.sees("孙问路").keys("f2").text("王");
    bench.wait(Duration::from_mins(9));
    assert!(!bench.screen.is_shut());
    bench.wait(Duration::from_mins(2));
    assert!(bench.screen.is_shut());
    bench.sees("已锁定 · 李采薇");
    shows_nothing(&mut bench);
    assert!(
        bench.kept.values().any(|draft| draft.to_string().contains('王')),
        "the draft is on disk: {:?}",
        bench.kept
    );
    bench.text("wrong one").keys("enter").sees("口令不对");
    shows_nothing(&mut bench);
    bench.text(GOOD).sees_no(GOOD).keys("enter");
    assert!(!bench.screen.is_shut());
    bench.sees("王");
    let kinds: Vec<_> = bench.desk.store().timeline(ACCESS_STREAM).unwrap().into_iter().map(|it| it.kind).collect();
    assert_eq!(kinds, ["password_set", "sign_in_failed", "signed_in"]);
}

#[test]
fn what_happens_meanwhile_neither_shows_nor_opens_anything_above_the_lock() {
    let mut bench = with_li();
    bench.keys("alt-q");
    let mut other = bench.other();
    let order = crate::desk::Order::from_json(REGISTER).unwrap();
    other.perform(&"wang".into(), bench.now(), &order).unwrap();
    bench.news(News::Changed);
    bench.screen.app.wish(Wish::Title("ZZ2026-00002 孙问路".into()));
    bench.screen.app.wish(Wish::Copy("13900000001".into()));
    bench.keys("f2 ctrl-f ctrl-n enter 1");
    shows_nothing(&mut bench);
    assert!(bench.wishes.iter().all(|wish| matches!(wish, Wish::Notice(_) | Wish::Repaint)), "{:?}", bench.wishes);
    bench.keys("ctrl-p").text("登记").sees_no("新登记").keys("esc");
    shows_nothing(&mut bench);
}

#[test]
fn the_caret_stands_in_the_password_field_behind_a_star_for_each_character() {
    let mut bench = with_li();
    bench.keys("alt-q").text("口令 x");
    let row = bench.caret_row();
    assert!(row.contains("口令") && row.contains("****▏"), "{row}");
    bench.keys("backspace ctrl-u");
    assert!(bench.caret_row().contains('▏') && !bench.caret_row().contains('*'));
    bench.paste(GOOD).keys("enter");
    assert!(!bench.screen.is_shut(), "a password manager pastes");
}

#[test]
fn whoever_has_no_password_comes_back_with_enter_and_is_told_why() {
    let mut bench = Bench::new();
    bench.keys("alt-q").sees("按 Enter 继续").keys("enter");
    assert!(!bench.screen.is_shut());
    bench.sees("受理");
}

#[test]
fn another_officer_sits_down_with_their_own_password_and_gets_a_screen_of_their_own() {
    let mut bench = bench();
    bench.keys("f2").text("赵").wait(Duration::from_secs(1)).keys("esc");
    bench.keys("alt-w").sees("换人").text("lcw").keys("enter").sees("李采薇");
    bench.text("wrong one").keys("enter").sees("口令不对");
    bench.text(GOOD).keys("enter");
    assert!(bench.screen.is_over());
    let (next, proof) = bench.screen.app.next.clone().unwrap();
    assert_eq!((next.name.as_str(), proof), ("李采薇", Proof::Password));
    assert!(bench.kept.values().any(|draft| draft.to_string().contains('赵')), "it belongs to whoever typed it");
    bench.sit(next).sees("李采薇").sees_no("赵");
    bench.enter("jiqy", "计清源", &[Role::Auditor], None);
    bench.keys("alt-w esc");
    assert!(!bench.screen.is_shut(), "Esc goes back without a password: nobody has left");
}

#[test]
fn before_somebody_has_signed_in_nothing_is_asked_of_the_file_but_who_there_is() {
    let mut bench = bench();
    let centre = bench.desk.centre().unwrap().clone();
    let mut app = App::new(Look::mono(), monday(), Officer::nobody(), centre.clone());
    app.seat = Seat { account: Some("eve".into()), key: None };
    let li = centre.officer(&"li".into()).cloned();
    let (screen, effects) = Screen::at_entrance(app, None);
    assert!(effects.is_empty(), "{effects:?}");
    bench.screen = screen;
    bench.news(News::Changed).sees("登录").sees("王值班").keys("esc alt-q");
    shows_nothing(&mut bench);
    bench.text("lcw").keys("enter").text(GOOD).keys("enter");
    assert_eq!(bench.screen.app.next.as_ref().map(|(next, _)| next), li.as_ref());
}

#[test]
fn a_temporary_password_has_to_be_changed_before_anything_else() {
    let mut bench = bench();
    let (now, none) = (bench.now(), crate::domain::secret::Secret::default());
    let given = crate::domain::secret::Secret::new("given to you");
    bench.desk.set_password(&"wang".into(), &"li".into(), &none, &given, now).unwrap();
    bench.keys("alt-w").text("lcw").keys("enter").text("given to you").keys("enter").sees("临时口令");
    assert!(!bench.screen.is_over());
    bench.text("short").keys("enter").text("short").keys("enter").sees("口令太短");
    bench.text("rain on the roof").keys("enter").text("rain on the hood").keys("enter").sees("不一样");
    bench.text("rain on the roof").keys("enter").text("rain on the roof").keys("enter");
    assert!(bench.screen.is_over());
    assert_eq!(bench.screen.app.next.as_ref().map(|(next, _)| next.id.as_str()), Some("li"));
}

#[test]
fn ones_own_password_is_changed_on_the_screen() {
    let mut bench = with_li();
    bench.run("改密码").sees("旧口令").text("wrong one").keys("enter").text("rain on the roof").keys("tab");
    bench.text("rain on the roof").keys("enter").sees("口令不对");
    bench.text(GOOD).keys("tab").text("rain on the roof").keys("enter").text("rain on the roof").keys("enter");
    assert!(!bench.screen.is_shut());
    assert_eq!(bench.message(), "口令已更换");
    bench.keys("alt-q").text("rain on the roof").keys("enter");
    assert!(!bench.screen.is_shut());
}

#[test]
fn a_key_that_is_not_permitted_is_dimmed_and_says_who_may() {
    let mut bench = bench();
    bench.enter("yan", "严明岐", &[Role::Supervisor], None);
    let yan = bench.desk.centre().unwrap().officer(&"yan".into()).unwrap().clone();
    bench.size = (120, 36);
    bench.sit(yan).sees("(F2 ");
    bench.keys("f2");
    assert_eq!(bench.message(), "严明岐 不能办理“登记受理”：只有值班员、调解统筹可以。");
    bench.keys("2 f4");
    assert_eq!(bench.message(), "严明岐 不能办理“研判分流审核”：只有值班员、调解统筹可以。");
    bench.keys("esc ctrl-p").text("新建登记").sees("只有值班员、调解统筹可以").keys("esc");
    bench.keys("f1").text("新建登记").sees("只有值班员、调解统筹可以").keys("esc");
}

#[test]
fn an_auditor_lets_no_alert_climb() {
    let mut bench = bench();
    bench.enter("jiqy", "计清源", &[Role::Auditor], None);
    let auditor = bench.desk.centre().unwrap().officer(&"jiqy".into()).unwrap().clone();
    bench.sit(auditor);
    let step = bench.screen.alarm(Duration::from_mins(2));
    assert!(
        step.effects.iter().all(|effect| !matches!(effect, crate::tui::app::Effect::Order(..))),
        "{:?}",
        step.effects
    );
    assert_eq!(bench.message(), "");
}

#[test]
fn the_entrance_is_drawn_at_both_common_sizes() {
    for size in [(80, 24), (120, 36)] {
        let mut bench = with_li();
        bench.size = size;
        bench.keys("alt-q").text("secret");
        insta::assert_snapshot!(format!("locked_{}x{}", size.0, size.1), bench.shown());
        bench.keys("ctrl-o");
        insta::assert_snapshot!(format!("choosing_{}x{}", size.0, size.1), bench.shown());
    }
}

#[test]
fn a_locked_desk_can_be_left_and_keeps_what_was_typed() {
    let mut bench = with_li();
    bench.keys("f2").text("孙").keys("alt-q");
    let step = bench.screen.event(Event::Hangup, Duration::from_mins(1));
    drop(step);
    assert!(bench.screen.is_over());
    assert!(bench.kept.values().any(|draft| draft.to_string().contains('孙')));
}
