//! The registers there are, and their columns. Heads are stable names: scripts go by them.

use super::sheet::{Of, Sheet, date, moment, number, share, text};

/// Every register, in the order in which they are listed.
pub const SHEETS: &[Sheet] = &[
    CASES,
    PARTIES,
    ASSIGNMENTS,
    CLOCKS,
    ALERTS,
    PAUSES,
    EXTENSIONS,
    CONFIRMATIONS,
    LADDER,
    VISITS,
    CALL_BACKS,
    SESSIONS,
    AGREEMENTS,
    INSTALMENTS,
    TIMELINE,
    PERSONS,
    DIRECTIVES,
    DIRECTIVE_CLOCKS,
    DIRECTIVE_REPORTS,
    DIRECTIVE_REPLIES,
    DIRECTIVE_MEETINGS,
    CHECKS,
    STANDING,
    LONG_PENDING,
    REVIEWS,
    DRAWINGS,
    SCORES,
];

/// The cases (受理登记簿).
pub const CASES: Sheet = Sheet::new(
    "cases",
    Of::Case,
    text("no"),
    "",
    &[
        text("kind"),
        text("channel"),
        text("title"),
        text("narrative"),
        text("demands"),
        text("place"),
        text("grid"),
        date("occurred_on"),
        number("people_involved"),
        number("amount_fen"),
        text("category"),
        text("grade"),
        text("risk"),
        text("stage"),
        moment("registered_at"),
        text("registered_by"),
        text("window"),
        moment("accepted_at"),
        moment("closed_at"),
        text("disposition"),
        text("result"),
        number("reopened"),
        text("merged_into"),
        text("rulebook"),
        number("rev"),
    ],
);

const PARTIES: Sheet = Sheet::new(
    "parties",
    Of::Case,
    text("no"),
    "parties",
    &[
        number("id"),
        text("side"),
        text("nature"),
        text("name"),
        text("id_no"),
        text("phone"),
        text("place"),
        text("sex"),
        date("birth"),
        text("region"),
        text("employer"),
        text("occupation"),
        number("head_count"),
        text("representatives"),
        text("agent"),
        text("note"),
        number("person"),
    ],
);

const ASSIGNMENTS: Sheet = Sheet::new(
    "assignments",
    Of::Case,
    text("no"),
    "assignments",
    &[
        number("id"),
        text("unit"),
        text("role"),
        text("status"),
        text("instruction"),
        text("designated"),
        moment("assigned_at"),
        moment("signed_at"),
        text("objection/reason"),
        text("objection/upheld"),
        text("result"),
        number("sent_back"),
    ],
);

const CLOCKS: Sheet = Sheet::new(
    "clocks",
    Of::Case,
    text("no"),
    "clocks",
    &[
        number("id"),
        text("kind"),
        text("rule"),
        text("rulebook"),
        text("unit"),
        text("label"),
        moment("start"),
        moment("due"),
        moment("met"),
        moment("stopped"),
        moment("late_since"),
        date("fixed_due"),
    ],
);

const ALERTS: Sheet = Sheet::new(
    "alerts",
    Of::Case,
    text("no"),
    "clocks/raised",
    &[
        number("clock").from("../id"),
        text("kind").from("../kind"),
        text("unit").from("../unit"),
        text("level"),
        moment("at"),
        text("acknowledged"),
    ],
);

const PAUSES: Sheet = Sheet::new(
    "pauses",
    Of::Case,
    text("no"),
    "clocks/pauses",
    &[number("clock").from("../id"), text("kind").from("../kind"), moment("from"), moment("until"), text("reason")],
);

const EXTENSIONS: Sheet = Sheet::new(
    "extensions",
    Of::Case,
    text("no"),
    "clocks/extensions",
    &[
        number("clock").from("../id"),
        text("kind").from("../kind"),
        number("amount"),
        text("unit"),
        text("reason"),
        text("approver"),
        moment("at"),
        moment("due_before"),
    ],
);

/// The review of grades (初评核定).
const CONFIRMATIONS: Sheet = Sheet::new(
    "grade_reviews",
    Of::Case,
    text("no"),
    "grade_review",
    &[
        text("proposed"),
        text("by"),
        moment("at"),
        text("confirms"),
        text("answer/grade"),
        text("answer/by"),
        moment("answer/at"),
        text("answer/note"),
    ],
);

/// Stays at the steps of the ladder (三级六步).
const LADDER: Sheet = Sheet::new(
    "ladder",
    Of::Case,
    text("no"),
    "ladder",
    &[
        text("step"),
        number("rank"),
        text("name"),
        text("level"),
        text("body"),
        text("unit"),
        moment("entered_at"),
        text("reason"),
        moment("left/at"),
        text("left/by"),
        text("left/how"),
        text("left/record"),
    ],
);

/// Receptions by a leader (接访).
const VISITS: Sheet =
    Sheet::new("visits", Of::Case, text("no"), "visits", &[moment("at"), text("by"), text("leader"), text("text")]);

const CALL_BACKS: Sheet =
    Sheet::new("call_backs", Of::Case, text("no"), "call_backs", &[moment("at"), text("answer"), text("note")]);

const SESSIONS: Sheet = Sheet::new(
    "sessions",
    Of::Case,
    text("no"),
    "mediation/sessions",
    &[
        number("id"),
        text("status"),
        moment("plan/starts"),
        moment("plan/ends"),
        text("plan/room"),
        text("plan/mediators"),
        text("plan/parties"),
        moment("held_until"),
        moment("at"),
        text("by"),
        text("ending"),
    ],
);

const AGREEMENTS: Sheet = Sheet::new(
    "agreements",
    Of::Case,
    text("no"),
    "mediation/agreements",
    &[
        number("session"),
        moment("at"),
        text("by"),
        text("agreement/form"),
        text("agreement/facts"),
        text("agreement/terms"),
        text("agreement/method"),
        text("agreement/place"),
        date("agreement/effective_on"),
        number("agreement/copies"),
    ],
);

const INSTALMENTS: Sheet = Sheet::new(
    "instalments",
    Of::Case,
    text("no"),
    "mediation/agreements/agreement/instalments",
    &[
        number("id"),
        date("due"),
        number("amount_fen"),
        text("what"),
        date("performed/on"),
        text("performed/note"),
        text("breaches"),
    ],
);

/// What happened to cases, in sentences.
pub const TIMELINE: Sheet = Sheet::new(
    "timeline",
    Of::Timeline,
    text("no"),
    "",
    &[number("rev"), moment("at"), text("by"), text("kind"), text("said")],
);

const PERSONS: Sheet = Sheet::new(
    "persons",
    Of::Person,
    number("person"),
    "",
    &[
        text("nature"),
        text("name"),
        text("aliases"),
        text("id_no"),
        text("phones"),
        text("place"),
        text("sex"),
        date("birth"),
        text("region"),
        text("household"),
        text("joined"),
        text("cases"),
    ],
);

/// The directives (督办件).
const DIRECTIVES: Sheet = Sheet::new(
    "directives",
    Of::Directive,
    text("no"),
    "",
    &[
        text("kind"),
        text("status"),
        text("subject"),
        text("text").from("directive/text"),
        text("to"),
        text("unit"),
        text("units").from("directive/units"),
        text("case"),
        text("leader").from("directive/leader"),
        text("team").from("directive/team"),
        text("plan").from("directive/plan"),
        text("assists").from("directive/assists"),
        text("supervisor"),
        text("every").from("directive/every"),
        moment("since"),
        moment("issued_at"),
        text("issued_by"),
        moment("received_at"),
        text("received_by"),
        moment("due"),
        text("late"),
        text("level"),
        number("meter/met"),
        number("meter/of"),
        text("meter/missing"),
        text("open"),
        moment("ended/at").from("directive/ended/at"),
        text("ended/by").from("directive/ended/by"),
        text("ended/text").from("directive/ended/text"),
        number("rev"),
    ],
);

const DIRECTIVE_CLOCKS: Sheet = Sheet::new(
    "directive_clocks",
    Of::Directive,
    text("no"),
    "directive/clocks",
    &[
        number("id"),
        text("kind"),
        text("rule"),
        text("rulebook"),
        text("unit"),
        moment("start"),
        moment("due"),
        moment("met"),
        moment("stopped"),
        moment("late_since"),
        date("fixed_due"),
        text("extensions"),
        text("raised"),
    ],
);

const DIRECTIVE_REPORTS: Sheet = Sheet::new(
    "directive_reports",
    Of::Directive,
    text("no"),
    "directive/reports",
    &[moment("at"), text("by"), text("text")],
);

const DIRECTIVE_REPLIES: Sheet = Sheet::new(
    "directive_replies",
    Of::Directive,
    text("no"),
    "directive/replies",
    &[
        moment("at").from("said/at"),
        text("by").from("said/by"),
        text("text").from("said/text"),
        moment("returned/at"),
        text("returned/by"),
        text("returned/text"),
    ],
);

const DIRECTIVE_MEETINGS: Sheet = Sheet::new(
    "directive_meetings",
    Of::Directive,
    text("no"),
    "directive/meetings",
    &[date("on"), moment("at").from("said/at"), text("by").from("said/by"), text("text").from("said/text")],
);

/// What stands on the three checks (三查) now.
pub const CHECKS: Sheet = Sheet::new(
    "checks",
    Of::Check,
    text("no"),
    "",
    &[
        text("check"),
        text("title"),
        text("unit"),
        text("unit_name"),
        text("clock"),
        moment("since"),
        number("days"),
        text("stood"),
    ],
);

/// How units stand (单位情况), in the order of the directory.
pub const STANDING: Sheet = Sheet::new(
    "standing",
    Of::Standing,
    text("unit"),
    "",
    &[
        text("name"),
        date("from"),
        date("to"),
        number("assigned"),
        number("on_time"),
        number("late"),
        number("open"),
        number("open_late"),
        number("taken_back"),
        number("sent_back"),
        number("objected"),
        number("asked"),
        number("dissatisfied"),
        share("rates/done"),
        share("rates/on_time"),
        share("rates/dissatisfied"),
    ],
);

/// The long-pending cases (积案), the oldest first.
pub const LONG_PENDING: Sheet = Sheet::new(
    "long_pending",
    Of::LongPending,
    text("no"),
    "",
    &[
        text("title"),
        text("kind"),
        text("category"),
        text("grade"),
        text("state"),
        text("holder"),
        text("holder_name"),
        moment("registered_at"),
        number("age"),
        number("band"),
        moment("due"),
        text("overdue"),
        text("force/no"),
        text("force/leader"),
        text("force/team"),
        date("force/met_on"),
        date("force/meets_by"),
    ],
);

/// The cases drawn for review (案件评查), round by round.
pub const REVIEWS: Sheet = Sheet::new(
    "reviews",
    Of::Review,
    text("round"),
    "lines",
    &[
        text("no"),
        text("title"),
        moment("drawn_at"),
        text("drawn_by").from("by"),
        moment("reviewed_at"),
        text("reviewer"),
        number("score/points"),
        number("score/of"),
        text("score/lacking"),
        text("score/passed"),
        number("findings"),
    ],
);

/// How they were drawn, so that anybody can draw them again.
const DRAWINGS: Sheet = Sheet::new(
    "review_drawings",
    Of::Review,
    text("round"),
    "drawings",
    &[
        moment("at"),
        text("officer"),
        date("from"),
        date("until"),
        text("by"),
        number("among"),
        number("count"),
        text("seed"),
    ],
);

/// The sheets of the reviews, item by item.
const SCORES: Sheet = Sheet::new(
    "review_scores",
    Of::Case,
    text("no"),
    "reviews/sheet",
    &[
        moment("reviewed_at").from("../at"),
        text("reviewer").from("../by"),
        text("item"),
        number("points"),
        text("note"),
        text("opinion").from("../opinion"),
    ],
);
