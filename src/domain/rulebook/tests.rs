use super::*;
use crate::domain::calendar::Calendar;
use crate::domain::clock::Starting;
use crate::domain::ids::{ClockId, OfficerId};
use crate::domain::time::{Day, at, end_of};
use proptest::prelude::*;

const LONGXI: &str = include_str!("../../../rulebooks/longxi.toml");

fn longxi() -> Rulebook {
    match Rulebook::parse(LONGXI) {
        Ok(book) => book,
        Err(faults) => panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
    }
}

fn faults(text: &str) -> Vec<RulebookFault> {
    Rulebook::parse(text).expect_err("the text has a fault")
}

/// The default rulebook with one piece of text exchanged, and the line of that piece.
fn exchanged(old: &str, new: &str) -> (String, usize) {
    let before = LONGXI.find(old).expect("the piece stands in the rulebook");
    (LONGXI.replacen(old, new, 1), LONGXI[..before].matches('\n').count() + 1)
}

fn only_fault(old: &str, new: &str) -> RulebookFault {
    let (text, _) = exchanged(old, new);
    let mut found = faults(&text);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn facts(grade: Option<Grade>) -> Facts {
    Facts {
        kind: CaseKind::Dispute,
        channel: Channel::WalkIn,
        category: Some("0201".into()),
        grade,
        risk: None,
        step: None,
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn every_rulebook_shipped_is_sound() {
    longxi();
    for (name, _) in BUILTIN {
        assert!(Rulebook::builtin(name).is_some(), "{name}");
    }
}

#[test]
fn grades_have_a_day_a_week_and_a_month() {
    let book = longxi();
    let limit = |grade| {
        let rule = book.limit(ClockKind::Grade, &facts(Some(grade))).unwrap();
        (rule.amount, rule.unit)
    };
    assert_eq!(limit(Grade::General), (1, LimitUnit::CalDay));
    assert_eq!(limit(Grade::Larger), (7, LimitUnit::CalDay));
    assert_eq!(limit(Grade::Major), (1, LimitUnit::Month));
    assert_eq!(book.limit(ClockKind::Grade, &facts(None)), None);
}

#[test]
fn a_major_complaint_runs_by_the_petition_rule() {
    let facts = Facts { kind: CaseKind::Complaint, ..facts(Some(Grade::Major)) };
    let book = longxi();
    assert_eq!(book.limit(ClockKind::Grade, &facts).unwrap().id, RuleId::from("grade.appeal"));
    assert_eq!(book.limit(ClockKind::Reply, &facts).unwrap().amount, 15);
}

#[test]
fn every_clock_that_counts_has_a_limit_for_a_graded_case() {
    let book = longxi();
    // Those of directives have their limits in the rows on directives.
    let of_directives = [ClockKind::Directive, ClockKind::PeriodicReport, ClockKind::SiteMeeting];
    for clock in ClockKind::ALL.iter().filter(|clock| !of_directives.contains(clock)) {
        for grade in Grade::ALL {
            let (risk, step) = (Some(Risk::High), Some(StepId::from("village.room")));
            let facts = Facts { risk, step, ..facts(Some(*grade)) };
            assert!(book.limit(*clock, &facts).is_some(), "{clock} {grade}");
        }
    }
}

#[test]
fn every_step_of_the_ladder_has_its_limit_and_low_risk_needs_no_second_look() {
    let book = longxi();
    assert_eq!(book.steps.len(), 6, "three levels, six steps");
    for step in &book.steps {
        let limit = book.limit(ClockKind::Step, &Facts { step: Some(step.id.clone()), ..facts(None) });
        assert!(limit.is_some(), "{}", step.id);
    }
    assert_eq!(book.limit(ClockKind::Step, &facts(None)), None, "off the ladder no step's clock runs");
    let look = |risk| book.limit(ClockKind::RiskReview, &Facts { risk, ..facts(None) }).map(|rule| rule.amount);
    assert_eq!(
        [None, Some(Risk::Low), Some(Risk::Medium), Some(Risk::High)].map(look),
        [None, None, Some(30), Some(7)]
    );
}

#[test]
fn a_ladder_that_goes_down_and_a_review_by_somebody_who_may_not_are_faults() {
    let (text, _) =
        exchanged("level = \"township\"\nbody = \"乡镇群众工作站\"", "level = \"village\"\nbody = \"乡镇群众工作站\"");
    assert!(Rulebook::parse(&text).is_ok(), "three steps of a village are a ladder too");
    let fault = |from: &str, to: &str| {
        let (text, _) = exchanged(from, to);
        Rulebook::parse(&text).unwrap_err()[0].clone()
    };
    let down = fault("level = \"county\"\nbody = \"县党政联席会议\"", "level = \"village\"\nbody = \"县党政联席会议\"");
    assert_eq!((down.key.as_str(), down.reason.code), ("step[6].level", "rulebook_ladder_down"));
    let nobody = fault("confirmed_by = \"leader\"", "confirmed_by = \"mediator\"");
    assert_eq!((nobody.key.as_str(), nobody.reason.code), ("grade_review[3].confirmed_by", "rulebook_unknown_word"));
    let twice = fault("grade = \"general\"\nlevel", "grade = \"major\"\nlevel");
    assert_eq!((twice.key.as_str(), twice.reason.code), ("grade_review[3].grade", "rulebook_twice"));
    let unknown = fault("\"village.room\", \"village.meeting\"]", "\"village.room\", \"village.moot\"]");
    assert_eq!(unknown.reason.code, "rulebook_unknown_step");
}

#[test]
fn a_limit_may_leave_categories_out() {
    let (text, _) = exchanged(
        "id = \"judicial_confirmation\"",
        "id = \"judicial_confirmation\"\nwhen = { except_category = [\"02\"] }",
    );
    let book = Rulebook::parse(&text).unwrap();
    let limit = |category: &str| {
        let facts = Facts { category: Some(category.into()), ..facts(None) };
        book.limit(ClockKind::JudicialConfirmation, &facts).is_some()
    };
    assert!(!limit("0201") && !limit("02") && limit("0103"));
}

#[test]
fn every_key_of_the_format_is_described() {
    let described = include_str!("../../../docs/rulebook.md");
    // The sources say which keys there are: public fields of what is read from the file.
    let sources = [
        include_str!("../rulebook.rs"),
        include_str!("casefile.rs"),
        include_str!("duty.rs"),
        include_str!("peace.rs"),
        include_str!("review.rs"),
        include_str!("supervision.rs"),
        include_str!("../unit.rs"),
        include_str!("../directory.rs"),
        include_str!("../escalation.rs"),
        include_str!("../notice.rs"),
        include_str!("../shift/rules.rs"),
        include_str!("../directive/rules.rs"),
        include_str!("levels.rs"),
        include_str!("call_back.rs"),
        include_str!("evaluation.rs"),
        include_str!("subsidy.rs"),
        include_str!("publication.rs"),
    ];
    let not_in_the_file = [
        "categories",
        "directives",
        "papers",
        "peace_items",
        "limits",
        "grade_reviews",
        "steps",
        "extensions",
        "posts",
        "receptions",
        "review_items",
        "subsidy_tiers",
        "until",
        "yellow_at",
        "red_at",
        "units",
        "rooms",
        "mediators",
        "people",
        "narrative",
        "facts",
        "roles",
        "os_user",
    ];
    let mut keys: Vec<&str> = read::TOP_KEYS.to_vec();
    for line in sources.iter().flat_map(|source| source.lines()) {
        let Some(field) = line.trim().strip_prefix("pub ") else { continue };
        let Some((name, _)) = field.split_once(": ") else { continue };
        if name.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !not_in_the_file.contains(&name) {
            keys.push(name);
        }
    }
    assert!(keys.len() > 60, "the sources were not understood");
    let mentioned =
        |key: &&&str| [format!("`{key}`"), format!("`[[{key}]]`")].iter().any(|form| described.contains(form));
    let missing: Vec<_> = keys.iter().filter(|key| !mentioned(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_word_the_format_allows_is_described() {
    let described = include_str!("../../../docs/rulebook.md");
    let words = LimitUnit::ALL
        .iter()
        .map(|unit| unit.key())
        .chain(Handling::ALL.iter().map(|handling| handling.key()))
        .chain(ClockKind::ALL.iter().map(|clock| clock.key()))
        .chain(crate::domain::vocabulary::Level::ALL.iter().map(|level| level.key()))
        .chain(UnitKind::ALL.iter().map(|kind| kind.key()))
        .chain(crate::domain::vocabulary::ResidencyMode::ALL.iter().map(|mode| mode.key()));
    let missing: Vec<_> = words.filter(|word| !described.contains(&format!("`{word}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_limit_names_its_source() {
    for rule in longxi().limits {
        let known = ["§", "本地规则", "设计默认"].iter().any(|mark| rule.source.contains(mark));
        assert!(known, "{}: {}", rule.id, rule.source);
    }
}

#[test]
fn only_what_is_a_citizens_right_rolls_forward() {
    let rolling: Vec<_> = longxi().limits.into_iter().filter(|rule| rule.roll == Roll::Forward).map(|r| r.id).collect();
    assert_eq!(rolling, [RuleId::from("judicial_confirmation")]);
}

#[test]
fn case_numbers_follow_the_pattern_and_read_back() {
    let book = longxi();
    assert_eq!(book.case_no(2026, 123).as_str(), "ZZ2026-00123");
    assert_eq!(book.case_no(2026, 123_456).as_str(), "ZZ2026-123456");
    assert_eq!(book.read_case_no("zz2026-00123"), Some((2026, 123)));
    assert_eq!(book.read_case_no("ZZ2026"), None);
    assert_eq!(book.read_case_no("陇2026-00123"), None);
}

#[test]
fn categories_are_found_on_both_levels() {
    let book = longxi();
    assert_eq!(book.category_name(&"07".into()).as_deref(), Some("劳动人事"));
    assert_eq!(book.category_name(&"0701".into()).as_deref(), Some("劳动人事 · 劳动合同/派遣"));
    assert_eq!(book.category_name(&"0777".into()), None);
    assert_eq!(book.categories.len(), 17);
}

#[test]
fn a_narrative_hints_at_its_category() {
    let book = longxi();
    let guess = |text: &str| book.guess_category(text).first().map(|(id, _)| id.to_string());
    assert_eq!(guess("包工头拖欠工资三个月").as_deref(), Some("0701"));
    assert_eq!(guess("两家因宅基地界线争吵").as_deref(), Some("0902"));
    assert_eq!(guess("今天天气好"), None);
}

#[test]
fn the_grade_is_suggested_with_its_reason() {
    let book = longxi();
    let suggest = |facts| book.suggest_grade(facts).map(|rule| rule.grade);
    assert_eq!(suggest(GradeFacts::default()), Some(Grade::General));
    assert_eq!(suggest(GradeFacts { people: 6, ..GradeFacts::default() }), Some(Grade::Larger));
    assert_eq!(suggest(GradeFacts { narrative: "扬言堵路", ..GradeFacts::default() }), Some(Grade::Major));
    assert_eq!(suggest(GradeFacts { risk: Some(Risk::High), ..GradeFacts::default() }), Some(Grade::Major));
}

#[test]
fn a_rulebook_keeps_its_text_and_is_the_same_after_a_snapshot() {
    let book = longxi();
    assert_eq!(book.source(), LONGXI);
    let stored = serde_json::to_string(&book).unwrap();
    let read: Rulebook = serde_json::from_str(&stored).unwrap();
    // What only a founding needs is left out.
    let (units, rooms, mediators) = (book.units.clone(), book.rooms.clone(), book.mediators.clone());
    assert_eq!(Rulebook { units, rooms, mediators, ..read }, book);
}

#[test]
fn an_unknown_key_is_refused_with_its_place() {
    let (text, line) = exchanged("freeze_after = 3", "freeze_afer = 3");
    let found = faults(&text);
    let unknown = found.iter().find(|fault| fault.reason.code == "rulebook_unknown_key").unwrap();
    assert_eq!((unknown.line, unknown.column, unknown.key.as_str()), (line, 1, "objections.freeze_afer"));
    let missing = found.iter().find(|fault| fault.reason.code == "rulebook_missing_key").unwrap();
    assert_eq!(missing.key, "objections.freeze_after");
}

#[test]
fn an_unknown_key_at_the_top_is_refused() {
    let (text, line) = exchanged("format = 1", "format = 1\ncolour = \"red\"");
    let found = faults(&text);
    assert_eq!((found[0].line, found[0].key.as_str()), (line + 1, "colour"));
    assert_eq!(found[0].reason.code, "rulebook_unknown_key");
}

#[test]
fn broken_toml_says_where() {
    let (text, line) = exchanged("freeze_after = 3", "freeze_after = = 3");
    let found = faults(&text);
    assert_eq!((found[0].line, found[0].reason.code), (line, "rulebook_syntax"));
}

#[test]
fn every_fault_is_reported_and_not_only_the_first() {
    let text = LONGXI
        .replacen("hold_hours = 24", "hold_hours = \"a day\"", 1)
        .replacen("clock = \"triage\"", "clock = \"triag\"", 1)
        .replacen("max_count = 1", "max_count = 1\nmaximum = 2", 1)
        .replacen("mode = \"rotating\"", "mode = \"sometimes\"", 1);
    let found: Vec<_> = faults(&text).into_iter().map(|fault| (fault.key, fault.reason.code)).collect();
    let expected = [
        ("mediation.hold_hours", "rulebook_value"),
        ("limit[3].clock", "rulebook_unknown_word"),
        ("extension[1].maximum", "rulebook_unknown_key"),
        ("unit[7].residency.mode", "rulebook_unknown_word"),
    ];
    assert_eq!(found, expected.map(|(key, code)| (key.to_owned(), code)));
}

#[test]
fn two_faults_in_one_table_are_both_reported() {
    let text = LONGXI.replacen("slot_minutes = 30", "slot_minuten = 30\nno_show = 1", 1);
    let codes: Vec<_> = faults(&text).into_iter().map(|fault| fault.key).collect();
    assert!(codes.contains(&"mediation.slot_minuten".to_owned()), "{codes:?}");
    assert!(codes.contains(&"mediation.no_show".to_owned()), "{codes:?}");
    assert!(codes.contains(&"mediation.slot_minutes".to_owned()), "{codes:?}");
}

#[test]
fn impossible_values_are_refused_with_key_and_reason() {
    let cases = [
        ("pattern = \"ZZ{year}-{seq:05}\"", "pattern = \"ZZ{year}\"", "numbering.pattern", "rulebook_pattern_seq"),
        ("pattern = \"ZZ{year}-{seq:05}\"", "pattern = \"ZZ{seq:05}\"", "numbering.pattern", "rulebook_pattern_year"),
        ("pattern = \"ZZ{year}-", "pattern = \"ZZ{yaer}-{year}-", "numbering.pattern", "rulebook_pattern_unknown"),
        ("pattern = \"ZZ{year}-{seq", "pattern = \"ZZ{year}{seq", "numbering.pattern", "rulebook_pattern_text"),
        (
            "pattern = \"ZZ{year}-{seq:05}\"",
            "pattern = \"ZZ{year}-{seq\"",
            "numbering.pattern",
            "rulebook_pattern_brace",
        ),
        ("to = \"12:00\"", "to = \"08:00\"", "mediation.opening[1].to", "rulebook_opening_reversed"),
        ("from = \"14:30\"", "from = \"11:30\"", "mediation.opening[2].from", "rulebook_opening_overlaps"),
        ("session_minutes = 120", "session_minutes = 100", "mediation.session_minutes", "rulebook_slots"),
        ("session_minutes = 120", "session_minutes = 240", "mediation.session_minutes", "rulebook_session_too_long"),
        ("freeze_after = 3", "freeze_after = 0", "objections.freeze_after", "rulebook_out_of_range"),
        ("representatives_max = 5", "representatives_max = 5000", "representatives_max", "rulebook_out_of_range"),
        ("amount = 60", "amount = 0", "limit[7].amount", "rulebook_out_of_range"),
        ("amount = 60", "amount = 99999", "limit[7].amount", "rulebook_out_of_range"),
        ("id = \"grade.larger\"", "id = \"grade.major\"", "limit[10].id", "rulebook_twice"),
        ("id = \"triage\"", "id = \"分流\"", "limit[3].id", "rulebook_code"),
        ("unit = \"hour\"\n", "unit = \"hour\"\nroll = \"forward\"\n", "limit[1].roll", "rulebook_hours_roll"),
        ("when = { channel = [\"leader\"] }\n", "", "limit[2]", "rulebook_never_reached"),
        ("clocks = [\"unit\"]", "clocks = [\"grade\"]", "extension[2].clocks[1]", "rulebook_extension_twice"),
        (
            "level = \"red\"\noffset = 1",
            "level = \"red\"\noffset = -1",
            "escalation[3].offset",
            "rulebook_not_ascending",
        ),
        (
            "level = \"leader\"\noffset = 5",
            "level = \"red\"\noffset = 5",
            "escalation[5].level",
            "rulebook_not_ascending",
        ),
        ("\"0502\", \"0503\"]", "\"0502\", \"0588\"]", "grading[7].when.category[4]", "rulebook_unknown_category"),
        (
            "to = { units = [\"ldjc\"] }",
            "to = { units = [\"nobody\"] }",
            "routing[8].to.units[1]",
            "rulebook_unknown_unit",
        ),
        ("{ id = \"0103\"", "{ id = \"0203\"", "category[1].items[3].id", "rulebook_category_parent"),
        ("weekdays = [2, 4]", "weekdays = [2, 8]", "unit[7].residency.weekdays[2]", "rulebook_out_of_range"),
        ("parent = \"cg\"", "parent = \"xx\"", "unit[28].parent", "rulebook_unknown_unit"),
        ("seats = 8", "seats = 0", "room[1].seats", "rulebook_out_of_range"),
        ("employer = \"陇城公道", "unit = \"xx\"\nemployer = \"陇城公道", "mediator[9].unit", "rulebook_unknown_unit"),
    ];
    for (old, new, key, code) in cases {
        if old == "{ id = \"0103\"" {
            // The item that disappears is also referred to, which is a second fault.
            let (text, _) = exchanged(old, new);
            assert!(faults(&text).iter().any(|fault| fault.key == key && fault.reason.code == code));
            continue;
        }
        let fault = only_fault(old, new);
        assert_eq!((fault.key.as_str(), fault.reason.code), (key, code), "{fault}");
        let (_, line) = exchanged(old, new);
        assert!(fault.line.abs_diff(line) <= 10, "{fault} is near line {line}");
    }
}

#[test]
fn a_time_of_day_that_does_not_exist_is_refused() {
    let fault = only_fault("to = \"18:00\"", "to = \"25:00\"");
    assert_eq!((fault.key.as_str(), fault.reason.code), ("mediation.opening[2].to", "rulebook_value"));
}

#[test]
fn an_empty_text_is_refused_and_named_key_by_key() {
    let missing: Vec<_> = faults("").into_iter().map(|fault| fault.key).collect();
    assert!(missing.contains(&"numbering".to_owned()));
    assert!(missing.contains(&"id".to_owned()));
}

#[test]
fn an_extension_is_granted_once_before_expiry_and_within_bounds() {
    let (book, calendar) = (longxi(), Calendar::embedded());
    let rule = book.limit(ClockKind::Grade, &facts(Some(Grade::Major))).unwrap();
    let mut clock = Clock::start(
        Starting {
            id: ClockId(1),
            kind: rule.clock,
            rule: rule.id.clone(),
            rulebook: book.version.clone(),
            unit: None,
            label: None,
            start: at(day("2026-11-02"), 9, 0),
            limit: rule.limit(),
            fixed_due: None,
        },
        &calendar,
    );
    assert_eq!(clock.due, end_of(day("2026-12-02")));
    let may = book.extension(ClockKind::Grade).unwrap();
    let now = at(day("2026-11-30"), 9, 0);
    let code = |clock: &Clock, amount, unit, now| may.check(clock, amount, unit, now).unwrap_err().code;
    assert_eq!(code(&clock, 31, LimitUnit::CalDay, now), "extension_amount");
    assert_eq!(code(&clock, 0, LimitUnit::CalDay, now), "extension_amount");
    assert_eq!(code(&clock, 1, LimitUnit::Month, now), "extension_unit");
    assert_eq!(code(&clock, 30, LimitUnit::CalDay, at(day("2026-12-03"), 0, 0)), "extension_after_expiry");
    may.check(&clock, 30, LimitUnit::CalDay, now).unwrap();
    let extension = crate::domain::clock::Extension {
        amount: 30,
        unit: LimitUnit::CalDay,
        reason: "情况复杂".into(),
        approver: OfficerId::from("wang"),
        at: now,
        due_before: now,
    };
    clock.extend(extension, &calendar).unwrap();
    assert_eq!(code(&clock, 30, LimitUnit::CalDay, now), "extension_count");
}

proptest! {
    #[test]
    fn case_numbers_are_distinct_and_read_back(year in 1990_i32..2100, seq in 1_u32..2_000_000) {
        let book = longxi();
        prop_assert_eq!(book.read_case_no(book.case_no(year, seq).as_str()), Some((year, seq)));
    }

    #[test]
    fn whatever_the_text_reading_it_never_panics(cut in 0_usize..2000, noise in ".{0,40}") {
        let at = LONGXI.char_indices().map(|(at, _)| at).nth(cut * 7).unwrap_or(0);
        let text = format!("{}{noise}{}", &LONGXI[..at], &LONGXI[at..]);
        let _ = Rulebook::parse(&text);
    }
}

#[test]
fn the_formula_of_the_peace_index_has_to_add_up_with_line_and_reason() {
    let code = |old, new| only_fault(old, new).reason.code;
    assert_eq!(code("weight = 5\nbetter = \"less\"", "weight = 6\nbetter = \"less\""), "rulebook_peace_weights");
    assert_eq!(
        code("better = \"more\"\nfloor = 60\ntarget = 100", "better = \"less\"\nfloor = 60\ntarget = 100"),
        "rulebook_peace_direction"
    );
    assert_eq!(code("measure = \"on_time\"", "measure = \"registered\""), "rulebook_peace_no_rate");
    let (text, line) = exchanged("weight = 5\nbetter", "weight = 4\nbetter");
    assert_eq!(faults(&text)[0].line, line);
}
