//! The application's rows of the one command table: names, keys, places, dangers.
//!
//! Whether a command on a case can be run now is asked of `actions`.

use super::App;
use crate::term::{Code, Key};
use crate::tui::commands::{CommandSpec, Commands, Danger};
use std::sync::LazyLock;

/// Every layer with the scopes its keys are looked up in, for the check that no key means two things.
pub const LAYERS: &[(&str, &[&str])] = &[
    ("intake", &["list", "intake", "case", "desk", "global"]),
    ("triage", &["list", "triage", "case", "desk", "global"]),
    ("mediation", &["list", "mediation", "mediate", "case", "desk", "global"]),
    ("alerts", &["list", "alerts", "case", "desk", "global"]),
    ("roster", &["roster", "sections", "desk", "global"]),
    ("directives", &["list", "directives", "directive", "sections", "desk", "global"]),
    ("directive", &["detail", "directive", "desk", "global"]),
    ("shift", &["shift", "sections", "desk", "global"]),
    ("handover", &["handover", "global"]),
    ("checks", &["list", "checks", "case", "sections", "desk", "global"]),
    ("standing", &["list", "standing", "case", "sections", "desk", "global"]),
    ("pending", &["list", "pending", "case", "sections", "desk", "global"]),
    ("reviews", &["list", "reviews", "case", "sections", "desk", "global"]),
    ("call_backs", &["list", "call_backs", "case", "sections", "desk", "global"]),
    ("figures", &["figures", "sections", "desk", "global"]),
    ("cross", &["figures", "cross", "sections", "desk", "global"]),
    ("peace", &["figures", "peace", "sections", "desk", "global"]),
    ("reports", &["figures", "reports", "sections", "desk", "global"]),
    ("behind", &["list", "behind", "global"]),
    ("evaluations", &["list", "evaluations", "case", "sections", "desk", "global"]),
    ("subsidies", &["list", "subsidies", "case", "sections", "desk", "global"]),
    ("leader", &["list", "leader", "case", "sections", "desk", "global"]),
    ("search", &["search", "global"]),
    ("find", &["find", "global"]),
    ("other", &["other", "form", "global"]),
    ("explain", &["explain", "global"]),
    ("case", &["detail", "case", "mediate", "desk", "global"]),
    ("drafts", &["drafts", "global"]),
    ("book", &["book", "global"]),
    ("person", &["person", "global"]),
    ("sealed", &["sealed", "global"]),
    ("incoming", &["incoming", "global"]),
    ("entrance", &["entrance", "global"]),
    ("new_case", &["new_case", "form", "global"]),
    ("form", &["form", "global"]),
    ("earlier", &["earlier", "global"]),
    ("chooser", &["chooser", "global"]),
    ("audit", &["audit", "global"]),
    ("reader", &["reader", "global"]),
    ("palette", &["palette", "global"]),
    ("help", &["help", "global"]),
];

type C = CommandSpec<App>;

const fn case(id: &'static str) -> C {
    C::new(id, "case", "case")
}

const fn on_person(id: &'static str) -> C {
    C::new(id, "person", "person")
}

const fn on_unit(id: &'static str) -> C {
    C::new(id, "assignment", "case")
}

const fn directive(id: &'static str) -> C {
    C::new(id, "directive", "directive")
}

const fn on_call(id: &'static str) -> C {
    C::new(id, "directive", "call_backs")
}

const fn week(id: &'static str) -> C {
    C::new(id, "mediation", "mediation")
}

const fn on_roster(id: &'static str) -> C {
    C::new(id, "roster", "roster")
}

const fn on_shift(id: &'static str) -> C {
    C::new(id, "shift", "shift")
}

const fn on_sheet(id: &'static str) -> C {
    C::new(id, "shift", "handover")
}

const fn figures(id: &'static str) -> C {
    C::new(id, "figures", "figures")
}

const fn on_session(id: &'static str) -> C {
    C::new(id, "mediation", "mediate")
}

const fn on_clock(id: &'static str) -> C {
    C::new(id, "clock", "case")
}

/// Passwords lie in the file: while it is away nobody could come in again.
fn with_file(app: &App) -> Result<(), &'static str> {
    if app.reachable { Ok(()) } else { Err("entrance.away") }
}

/// The application's commands; one row adds one.
pub const COMMANDS: &[C] = &[
    C::new("pane.1", "pane", "desk").keys(const { &[Key::char('1'), Key::alt('1')] }),
    C::new("pane.2", "pane", "desk").keys(const { &[Key::char('2'), Key::alt('2')] }),
    C::new("pane.3", "pane", "desk").keys(const { &[Key::char('3'), Key::alt('3')] }),
    C::new("pane.4", "pane", "desk").keys(const { &[Key::char('4'), Key::alt('4')] }),
    C::new("pane.5", "pane", "desk").keys(const { &[Key::char('5'), Key::alt('5')] }),
    C::new("pane.6", "pane", "desk").keys(const { &[Key::char('6'), Key::alt('6')] }),
    C::new("pane.8", "pane", "desk").keys(const { &[Key::char('8'), Key::alt('8')] }),
    C::new("pane.next", "pane", "desk").keys(const { &[Key::plain(Code::Tab), Key::plain(Code::Right)] }).rank(2),
    C::new("pane.previous", "pane", "desk").keys(const { &[Key::shift(Code::Tab), Key::plain(Code::Left)] }),
    C::new("app.quit", "screen", "desk").keys(const { &[Key::char('q'), Key::ctrl('q')] }).danger(Danger::Confirm),
    C::new("app.lock", "screen", "global").keys(const { &[Key::alt('q')] }).when(with_file),
    C::new("app.switch", "screen", "desk").keys(const { &[Key::alt('w')] }).when(with_file),
    C::new("app.password", "screen", "desk").when(with_file),
    C::new("entrance.go", "entrance", "entrance").keys(const { &[Key::plain(Code::Enter)] }).rank(9),
    C::new("entrance.other", "entrance", "entrance").keys(const { &[Key::ctrl('o')] }).rank(8),
    C::new("entrance.back", "entrance", "entrance").keys(const { &[Key::plain(Code::Esc)] }).rank(7),
    C::new("app.history", "screen", "desk").keys(const { &[Key::char('@'), Key::alt('h')] }),
    C::new("app.audit", "screen", "desk"),
    C::new("audit.close", "screen", "audit").keys(const { &[Key::plain(Code::Esc)] }).rank(4),
    C::new("app.theme", "screen", "desk").keys(const { &[Key::f(12)] }),
    C::new("app.theme_next", "screen", "desk"),
    C::new("app.lang", "screen", "desk").keys(const { &[Key::alt('l')] }),
    C::new("intake.new", "intake", "desk").keys(const { &[Key::f(2), Key::char('a')] }).rank(9),
    C::new("intake.quick", "intake", "desk").keys(const { &[Key::ctrl('n')] }).rank(7),
    C::new("intake.drafts", "intake", "desk").keys(const { &[Key::alt('d')] }),
    C::new("book.review", "intake", "desk").keys(const { &[Key::alt('b')] }),
    C::new("book.enter_clean", "intake", "book").keys(const { &[Key::ctrl('s')] }).danger(Danger::Confirm).rank(7),
    C::new("book.discard", "intake", "book").keys(const { &[Key::plain(Code::Delete)] }).rank(5),
    C::new("book.open", "intake", "book").keys(const { &[Key::plain(Code::Enter)] }).rank(8),
    C::new("book.close", "intake", "book").keys(const { &[Key::plain(Code::Esc)] }).rank(4),
    C::new("drafts.drop", "intake", "drafts")
        .keys(const { &[Key::plain(Code::Delete)] })
        .danger(Danger::Confirm)
        .rank(5),
    C::new("drafts.open", "intake", "drafts").keys(const { &[Key::plain(Code::Enter)] }).rank(6),
    C::new("drafts.close", "intake", "drafts").keys(const { &[Key::plain(Code::Esc)] }).rank(4),
    C::new("chooser.take", "screen", "chooser").keys(const { &[Key::plain(Code::Enter)] }).rank(6),
    C::new("chooser.close", "screen", "chooser").keys(const { &[Key::plain(Code::Esc)] }).rank(4),
    C::new("reader.close", "screen", "reader").keys(const { &[Key::plain(Code::Esc)] }).rank(4),
    C::new("earlier.look", "intake", "new_case").keys(const { &[Key::f(8)] }).rank(7),
    C::new("earlier.open", "intake", "earlier").keys(const { &[Key::plain(Code::Enter)] }).rank(9),
    C::new("earlier.back", "intake", "earlier").keys(const { &[Key::plain(Code::Esc), Key::f(8)] }).rank(8),
    C::new("earlier.repeat_visit", "intake", "earlier").keys(const { &[Key::char('1'), Key::alt('1')] }).rank(7),
    C::new("earlier.same_matter", "intake", "earlier").keys(const { &[Key::char('2'), Key::alt('2')] }).rank(6),
    C::new("earlier.series", "intake", "earlier").keys(const { &[Key::char('3'), Key::alt('3')] }).rank(5),
    C::new("earlier.merge", "intake", "earlier").keys(const { &[Key::char('4'), Key::alt('4')] }).rank(4),
    C::new("earlier.apart", "intake", "earlier").keys(const { &[Key::char('5'), Key::alt('5')] }).rank(3),
    C::new("earlier.none", "intake", "earlier")
        .keys(const { &[Key::char('0'), Key::alt('0'), Key::plain(Code::Delete)] })
        .rank(2),
    C::new("search.all", "search", "desk").keys(const { &[Key::ctrl('f')] }).rank(5),
    C::new("other.find", "search", "other").keys(const { &[Key::ctrl('f')] }).rank(7),
    C::new("find.go", "search", "find").keys(const { &[Key::plain(Code::Enter)] }).rank(9),
    C::new("find.scope", "search", "find").keys(const { &[Key::ctrl('r')] }).rank(8),
    C::new("find.order", "search", "find").keys(const { &[Key::ctrl('o')] }).rank(7),
    C::new("find.complete", "search", "find").keys(const { &[Key::plain(Code::Tab)] }).rank(5),
    C::new("find.close", "search", "find").keys(const { &[Key::plain(Code::Esc)] }).rank(6),
    directive("directive.next").keys(const { &[Key::f(5)] }).rank(8),
    directive("directive.open").keys(const { &[Key::plain(Code::Enter)] }).rank(6),
    directive("directive.issue").keys(const { &[Key::f(7), Key::char('i')] }).rank(7),
    directive("directive.plan_directive").keys(const { &[Key::f(4)] }).rank(5),
    directive("directive.return_reply").keys(const { &[Key::alt('r')] }).rank(4),
    directive("directive.close_out").keys(const { &[Key::alt('o')] }),
    directive("directive.sign_off_directive"),
    directive("directive.receive_directive"),
    directive("directive.reply_directive"),
    directive("directive.report_directive").keys(const { &[Key::ctrl('t')] }),
    directive("directive.ask_extension").keys(const { &[Key::alt('t')] }),
    directive("directive.extend_directive"),
    directive("directive.refuse_extension").keys(const { &[Key::alt('v')] }),
    directive("directive.hold_meeting").keys(const { &[Key::alt('m')] }),
    directive("directive.withdraw_directive").danger(Danger::Confirm),
    directive("directive.acknowledge_directive").keys(const { &[Key::f(6)] }).rank(3),
    directive("directive.explain").keys(const { &[Key::f(9)] }).rank(3),
    directive("directive.case").keys(const { &[Key::alt('c'), Key::char('c')] }),
    figures("figures.open").keys(const { &[Key::plain(Code::Enter)] }).rank(9),
    figures("figures.back").keys(const { &[Key::with_ctrl(Code::Left), Key::char('['), Key::alt(',')] }).rank(7),
    figures("figures.on").keys(const { &[Key::with_ctrl(Code::Right), Key::char(']'), Key::alt('.')] }).rank(6),
    figures("figures.now").keys(const { &[Key::alt('t'), Key::char('t')] }),
    figures("figures.span").keys(const { &[Key::f(3), Key::char('s')] }).rank(8),
    figures("figures.date").keys(const { &[Key::f(4), Key::char('d')] }),
    figures("figures.take_out").keys(const { &[Key::alt('e'), Key::char('x')] }).rank(3),
    figures("figures.again"),
    C::new("cross.rows", "figures", "cross").keys(const { &[Key::f(5), Key::char('r')] }).rank(9),
    C::new("cross.columns", "figures", "cross").keys(const { &[Key::f(6), Key::char('c')] }).rank(8),
    C::new("cross.measure", "figures", "cross").keys(const { &[Key::f(7), Key::char('m')] }).rank(7),
    C::new("cross.turn", "figures", "cross").keys(const { &[Key::alt('r'), Key::char('w')] }),
    C::new("reports.kind", "figures", "reports").keys(const { &[Key::f(5), Key::char('r')] }).rank(9),
    C::new("reports.next", "figures", "reports").keys(const { &[Key::f(6), Key::char('i')] }).rank(8),
    C::new("reports.page", "figures", "reports").keys(const { &[Key::alt('p'), Key::char('p')] }),
    C::new("reports.as_of", "figures", "reports").keys(const { &[Key::f(7)] }).rank(5),
    C::new("reports.file", "figures", "reports").keys(const { &[Key::alt('n')] }).rank(4),
    C::new("peace.formula", "figures", "peace").keys(const { &[Key::f(9), Key::char('f')] }).rank(9),
    C::new("behind.open", "figures", "behind").keys(const { &[Key::plain(Code::Enter)] }).rank(9),
    C::new("behind.close", "figures", "behind").keys(const { &[Key::plain(Code::Esc)] }).rank(8),
    C::new("checks.night", "directive", "checks").keys(const { &[Key::alt('n')] }).rank(5),
    C::new("standing.behind", "directive", "standing").keys(const { &[Key::alt('v'), Key::char('f')] }).rank(9),
    C::new("standing.month_back", "directive", "standing")
        .keys(const { &[Key::with_ctrl(Code::Left), Key::char('['), Key::alt(',')] }),
    C::new("standing.month_on", "directive", "standing")
        .keys(const { &[Key::with_ctrl(Code::Right), Key::char(']'), Key::alt('.')] })
        .rank(4),
    C::new("bulletin.issue", "directive", "standing").keys(const { &[Key::alt('i'), Key::char('i')] }).rank(8),
    C::new("force.issue", "directive", "pending").keys(const { &[Key::alt('i'), Key::char('i')] }).rank(9),
    C::new("reviews.draw_review", "directive", "reviews").keys(const { &[Key::alt('n')] }).rank(8),
    C::new("reviews.review_case", "directive", "reviews").keys(const { &[Key::alt('v')] }).rank(9),
    C::new("finding.issue", "directive", "reviews").keys(const { &[Key::alt('i'), Key::char('i')] }).rank(7),
    on_call("call_backs.call_back").keys(const { &[Key::alt('v')] }).rank(9),
    on_call("call_backs.reopen").keys(const { &[Key::alt('z')] }).rank(7),
    on_call("call_backs.close_call_back"),
    on_call("call_backs.perform").keys(const { &[Key::alt('i')] }).rank(8),
    on_call("call_backs.breach"),
    on_call("call_backs.behind").keys(const { &[Key::alt('n')] }).rank(6),
    C::new("evaluations.draw_evaluation", "directive", "evaluations").keys(const { &[Key::alt('n')] }).rank(8),
    C::new("evaluations.answer_evaluation", "directive", "evaluations").keys(const { &[Key::alt('v')] }).rank(9),
    C::new("subsidies.propose_subsidy", "directive", "subsidies").keys(const { &[Key::alt('n')] }).rank(8),
    C::new("subsidies.approve_subsidy", "directive", "subsidies")
        .keys(const { &[Key::alt('v')] })
        .danger(Danger::Confirm)
        .rank(9),
    C::new("subsidies.refuse_subsidy", "directive", "subsidies").keys(const { &[Key::alt('z')] }).rank(7),
    C::new("subsidies.pay_subsidies", "directive", "subsidies").keys(const { &[Key::alt('i')] }).rank(6),
    C::new("instruct.issue", "directive", "leader").keys(const { &[Key::alt('i'), Key::char('i')] }).rank(9),
    C::new("charge.issue", "directive", "leader").keys(const { &[Key::alt('z')] }).rank(7),
    C::new("listing.issue", "directive", "leader").keys(const { &[Key::ctrl('g')] }).rank(6),
    C::new("directives.all", "directive", "directives").keys(const { &[Key::alt('a')] }),
    C::new("search.open", "search", "desk").keys(const { &[Key::char('/'), Key::alt('f')] }).rank(1),
    C::new("search.next", "search", "desk").keys(const { &[Key::char('n')] }),
    C::new("search.previous", "search", "desk").keys(const { &[Key::char('N')] }),
    C::new("search.keep", "search", "search").keys(const { &[Key::plain(Code::Enter)] }).rank(9),
    C::new("search.clear", "search", "search").keys(const { &[Key::plain(Code::Esc)] }).rank(8),
    C::new("search.complete", "search", "search").keys(const { &[Key::plain(Code::Tab)] }).rank(5),
    C::new("alerts.unit", "clock", "alerts").keys(const { &[Key::alt('u'), Key::char('o')] }).rank(1),
    case("case.next").keys(const { &[Key::f(5)] }).rank(8),
    case("case.open").keys(const { &[Key::plain(Code::Enter)] }).rank(6),
    case("case.route").keys(const { &[Key::f(4)] }).rank(5),
    case("case.assess").keys(const { &[Key::f(3)] }).rank(4),
    case("case.accept"),
    case("case.decline"),
    case("case.withdraw"),
    case("case.amend").keys(const { &[Key::char('e'), Key::ctrl('e')] }),
    case("case.add_party"),
    case("case.attach"),
    case("case.add_paper"),
    case("case.remove_paper"),
    case("case.note").keys(const { &[Key::ctrl('t')] }),
    case("case.dispose").keys(const { &[Key::f(7)] }),
    case("case.confirm_grade").keys(const { &[Key::alt('g')] }),
    case("case.reassess_risk"),
    case("case.enter_step"),
    case("case.pass_up"),
    case("case.settle_at_step"),
    case("case.promise").keys(const { &[Key::alt('c')] }),
    case("case.keep_promise"),
    case("case.receive_visit").keys(const { &[Key::alt('r')] }),
    case("case.instruct"),
    case("case.direct").keys(const { &[Key::alt('e')] }),
    case("case.convene"),
    case("case.conclude"),
    case("case.resolve"),
    case("case.reply"),
    case("case.call_back"),
    case("case.close_call_back"),
    case("case.reopen"),
    case("case.archive"),
    case("case.seal").keys(const { &[Key::alt('s')] }),
    case("case.publish_result"),
    case("case.withhold_result"),
    case("case.admit"),
    case("case.dismiss"),
    case("case.unseal"),
    case("case.link").keys(const { &[Key::alt('k')] }),
    case("case.unlink"),
    case("case.merge").keys(const { &[Key::alt('j')] }),
    case("case.unmerge"),
    case("case.copy").keys(const { &[Key::char('y'), Key::alt('y')] }),
    case("case.people").keys(const { &[Key::alt('p'), Key::char('p')] }),
    case("case.print").keys(const { &[Key::alt('o')] }),
    case("case.reveal").keys(const { &[Key::f(10)] }),
    C::new("incoming.list", "intake", "intake").keys(const { &[Key::alt('m')] }).rank(3),
    C::new("incoming.accept_incoming", "intake", "incoming").keys(const { &[Key::plain(Code::Enter)] }).rank(9),
    C::new("incoming.dismiss_incoming", "intake", "incoming").keys(const { &[Key::plain(Code::Delete)] }).rank(8),
    C::new("incoming.close", "intake", "incoming").keys(const { &[Key::plain(Code::Esc)] }).rank(6),
    C::new("sealed.list", "sealed", "desk").keys(const { &[Key::alt('x')] }),
    C::new("sealed.open", "sealed", "sealed").keys(const { &[Key::plain(Code::Enter)] }).rank(9),
    C::new("sealed.ask", "sealed", "sealed").keys(const { &[Key::alt('a'), Key::char('a')] }).rank(8),
    C::new("sealed.grant", "sealed", "sealed").keys(const { &[Key::alt('g'), Key::char('g')] }).rank(7),
    C::new("sealed.close", "sealed", "sealed").keys(const { &[Key::plain(Code::Esc)] }).rank(6),
    C::new("new_case.known", "intake", "new_case").keys(const { &[Key::alt('p')] }).rank(6),
    on_person("person.open").keys(const { &[Key::plain(Code::Enter)] }).rank(6),
    on_person("person.correct_person").keys(const { &[Key::ctrl('e'), Key::char('e')] }).rank(5),
    on_person("person.same_person").keys(const { &[Key::alt('s'), Key::char('s')] }).rank(4),
    on_person("person.join_household").keys(const { &[Key::alt('h'), Key::char('h')] }).rank(3),
    on_person("person.add_alias").keys(const { &[Key::alt('a'), Key::char('a')] }).rank(2),
    on_person("person.remove_alias"),
    on_person("person.leave_household"),
    on_person("person.part_person"),
    on_person("person.reveal").keys(const { &[Key::f(10)] }).rank(7),
    on_person("person.close").keys(const { &[Key::plain(Code::Esc)] }).rank(8),
    C::new("section.next", "pane", "sections").keys(const { &[Key::ctrl('o'), Key::char('o')] }).rank(5),
    on_roster("roster.week_back").keys(const { &[Key::with_ctrl(Code::Left), Key::char('['), Key::alt(',')] }),
    on_roster("roster.week_on").keys(const { &[Key::with_ctrl(Code::Right), Key::char(']'), Key::alt('.')] }).rank(4),
    on_roster("roster.week_now").keys(const { &[Key::alt('t'), Key::char('t')] }),
    on_shift("shift.open").keys(const { &[Key::plain(Code::Enter)] }).rank(3),
    on_shift("shift.log_entry").keys(const { &[Key::f(3), Key::char('e')] }).rank(8),
    on_shift("shift.take_over").keys(const { &[Key::f(4), Key::char('t')] }).rank(7),
    on_shift("shift.hand_over").keys(const { &[Key::f(5), Key::char('h')] }).rank(6),
    on_shift("shift.sheet").keys(const { &[Key::f(6), Key::char('s')] }).rank(4),
    on_shift("shift.ack_late").keys(const { &[Key::f(7)] }),
    on_shift("shift.settle_item").keys(const { &[Key::f(8)] }),
    on_sheet("handover.accept").keys(const { &[Key::f(3), Key::char('y'), Key::char(' ')] }).rank(9),
    on_sheet("handover.refuse").keys(const { &[Key::f(4), Key::char('x')] }).rank(8),
    on_sheet("handover.accept_all").keys(const { &[Key::f(6)] }).rank(6),
    on_sheet("handover.sign").keys(const { &[Key::ctrl('s')] }).rank(7),
    on_sheet("handover.close").keys(const { &[Key::plain(Code::Esc)] }).rank(5),
    on_roster("roster.assign_duty").keys(const { &[Key::f(4), Key::char('e')] }).rank(8),
    on_roster("roster.publish_roster").keys(const { &[Key::f(6), Key::char('p')] }).rank(9),
    on_roster("roster.ask_swap").keys(const { &[Key::f(5), Key::char('s')] }).rank(7),
    on_roster("roster.approve_swap").keys(const { &[Key::f(7)] }).rank(6),
    on_roster("roster.agree_swap").keys(const { &[Key::alt('g')] }),
    on_roster("roster.refuse_swap").keys(const { &[Key::alt('r')] }),
    on_roster("roster.set_floor").keys(const { &[Key::f(3)] }).rank(3),
    on_roster("roster.absent").keys(const { &[Key::alt('a')] }).rank(3),
    on_roster("roster.return_early"),
    on_roster("roster.save_pattern").keys(const { &[Key::alt('n')] }),
    on_roster("roster.remove_pattern"),
    week("mediation.section").keys(const { &[Key::ctrl('o'), Key::char('o')] }).rank(5),
    week("mediation.week_back").keys(const { &[Key::with_ctrl(Code::Left), Key::char('['), Key::alt(',')] }),
    week("mediation.week_on").keys(const { &[Key::with_ctrl(Code::Right), Key::char(']'), Key::alt('.')] }).rank(4),
    week("mediation.week_now").keys(const { &[Key::alt('t'), Key::char('t')] }),
    on_session("case.schedule").keys(const { &[Key::ctrl('b'), Key::char('b')] }).rank(7),
    on_session("case.notify").keys(const { &[Key::ctrl('g')] }).rank(3),
    on_session("case.reschedule").keys(const { &[Key::alt('m')] }),
    on_session("case.confirm_session"),
    on_session("case.cancel_session").danger(Danger::Typed),
    on_session("case.attendance"),
    on_session("case.record_session"),
    on_session("case.conclude_session"),
    on_session("case.terminate_mediation").danger(Danger::Typed),
    on_session("case.resume_mediation"),
    on_session("case.recuse"),
    on_session("case.perform"),
    on_session("case.breach"),
    on_session("case.judicial_confirmation"),
    on_unit("case.add_co_handler"),
    on_unit("case.transfer"),
    on_unit("case.sign"),
    on_unit("case.object"),
    on_unit("case.rule"),
    on_unit("case.progress"),
    on_unit("case.report"),
    on_unit("case.verify"),
    on_unit("case.send_back"),
    on_unit("case.remind").keys(const { &[Key::ctrl('r')] }),
    on_clock("case.explain").keys(const { &[Key::f(9)] }).rank(3),
    C::new("explain.close", "clock", "explain").keys(const { &[Key::plain(Code::Esc)] }).rank(9),
    on_clock("case.extend"),
    on_clock("case.pause"),
    on_clock("case.resume"),
    on_clock("case.acknowledge").keys(const { &[Key::f(6)] }).rank(7),
];

static TABLE: LazyLock<Commands<App>> = LazyLock::new(|| Commands::new(COMMANDS.iter().copied()));

/// Returns the whole table, the toolkit's own rows first.
pub fn table() -> &'static Commands<App> {
    &TABLE
}
