//! Doors for text: quick entry, dates, searches, rulebooks, calendars.

use super::tries;
use std::sync::Arc;
use yichuang::desk::first_officer;
use yichuang::domain::calendar::{parse_holiday_json, parse_year_toml};
use yichuang::domain::case::{self, Context};
use yichuang::domain::centre::{Centre, CentreCommand, decide};
use yichuang::domain::dates::parse_when;
use yichuang::domain::ids::{CaseId, CaseNo};
use yichuang::domain::rulebook::{BUILTIN, Rulebook};
use yichuang::domain::search::{Vocabulary, read, spans};
use yichuang::domain::time::{Moment, at};
use yichuang::domain::{idno, mask, phone, quick, when};
use yichuang::text;

fn now() -> Moment {
    at(chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(), 10, 0)
}

fn centre(rulebook: &str) -> Centre {
    let found = CentreCommand::Found {
        name: "陇城县综治中心".into(),
        rulebook: rulebook.into(),
        officer: first_officer("wang", "王值班"),
        training: true,
    };
    Centre::replay(&decide(None, &found).unwrap()).unwrap().unwrap()
}

/// Says what of a text would reach a terminal that must not.
fn is_clean(text: &str) -> Result<(), String> {
    match text.chars().find(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c)) {
        Some(c) => Err(format!("{c:?} got through")),
        None => Ok(()),
    }
}

#[test]
fn chance_in_the_quick_entry() {
    tries(
        "quick entry",
        1500,
        || centre(BUILTIN[0].1),
        |_, dice| dice.text(14),
        |centre, typed| {
            let reading = quick::read(typed, centre, now().date_naive());
            for found in &reading.found {
                is_clean(&found.value)?;
            }
            let officer = first_officer("wang", "王值班");
            let ctx = Context { now: now(), officer: &officer, centre, bookings: &[], earlier_sides: &[] };
            // What cannot be registered is refused; whatever can stands there clean.
            if let Ok(done) = case::register(CaseId(1), CaseNo("ZZ2026-00001".into()), &reading.register, &ctx) {
                is_clean(&done.case.title)?;
                is_clean(&done.case.narrative)?;
                case::escalate(&done.case, &Context { now: now() + chrono::Duration::days(400), ..ctx });
            }
            Ok(())
        },
    );
}

#[test]
fn chance_in_dates_and_numbers() {
    tries(
        "dates",
        6000,
        || centre(BUILTIN[0].1),
        |_, dice| dice.text(5),
        |centre, typed| {
            if let Ok(meant) = parse_when(typed, now(), &centre.calendar) {
                let moment = meant.moment(&[]);
                let again = when::parse(&moment.to_rfc3339());
                if again != Some(moment) {
                    return Err(format!("{moment} cannot be read again"));
                }
            }
            if let Some(moment) = when::parse(typed) {
                centre.calendar.add_workdays(moment.date_naive(), 30);
            }
            if let Ok(number) = idno::parse(typed, now().date_naive()) {
                is_clean(&number.number)?;
            }
            for code in [idno::parse_organisation(typed), phone::parse(typed)].into_iter().flatten() {
                is_clean(&code)?;
            }
            idno::other_document(typed).map_or(Ok(()), |it| is_clean(&it))
        },
    );
}

#[test]
fn chance_in_searches_and_on_the_screen() {
    tries(
        "searches",
        3000,
        Vocabulary::default,
        |_, dice| dice.text(10),
        |vocabulary, typed| {
            let _ = read(typed, vocabulary);
            let line = text::sanitise_line(typed);
            is_clean(&line)?;
            if line.contains('\n') {
                return Err("a line of two lines".into());
            }
            is_clean(&text::sanitise_text(typed))?;
            let _ = spans(&line, &[line.chars().take(2).collect()]);
            for cells in [0, 1, 2, 7, 40] {
                let pieces = [text::cut(&line, cells), text::cut_start(&line, cells)];
                if pieces.iter().any(|it| text::width(it) > cells) {
                    return Err(format!("cut to {cells} it is wider"));
                }
                if text::width(&text::pad_right(&line, cells)) != cells {
                    return Err(format!("filled to {cells} it is not as wide"));
                }
            }
            for piece in text::wrap(&line, 12) {
                if text::width(&piece) > 12 {
                    return Err("a wrapped line is too wide".into());
                }
            }
            let _ = (mask::mask_place(&line), mask::mask_name(&line));
            Ok(())
        },
    );
}

#[test]
fn chance_in_registers_and_messages() {
    use yichuang::intake::{map, messages, table, value};
    tries(
        "registers",
        400,
        || tempfile::tempdir().unwrap(),
        |_, dice| {
            let head = "编号,姓名,电话,登记日期,涉及金额,诉求\n";
            let rows: Vec<String> = (0..dice.below(4)).map(|_| dice.text(12)).collect();
            let whole = format!("{head}1,赵小禾,13900001111,2026.3.5,1.2万,院墙\n{}", rows.join("\n"));
            if dice.one_in(2) { dice.changed(&whole) } else { whole }
        },
        |folder, text| {
            let path = folder.path().join("a.csv");
            std::fs::write(&path, text).map_err(|error| error.to_string())?;
            if let Ok(table) = table::Table::open(&path, None, &map::known(None)) {
                for row in table.rows() {
                    for cell in &row.cells {
                        let _ = (value::moment(cell, now().date_naive()), value::amount(cell, 1), value::digits(cell));
                    }
                }
                let _ = map::Columns::of(&table, &map::Mapping::default());
            }
            let _ = messages::read(&path, None, now().date_naive());
            if let Some(message) = messages::mail(text.as_bytes()) {
                is_clean(&message.text)?;
                is_clean(&message.subject)?;
            }
            for message in messages::forms(text.as_bytes(), now().date_naive()).into_iter().flatten() {
                is_clean(&message.text)?;
            }
            Ok(())
        },
    );
}

#[test]
fn chance_in_rulebooks() {
    tries(
        "rulebooks",
        250,
        || (),
        |(), dice| if dice.one_in(5) { dice.changed(BUILTIN[0].1) } else { dice.changed_lines(BUILTIN[0].1) },
        |(), text| {
            let faults = match Rulebook::parse(text) {
                Ok(_) => Vec::new(),
                Err(faults) if faults.is_empty() => return Err("refused without a reason".into()),
                Err(faults) => faults,
            };
            for fault in &faults {
                is_clean(&yichuang::words::refusal(&fault.reason))?;
            }
            if !faults.is_empty() {
                return Ok(());
            }
            // What is taken must carry a case to its end.
            let centre = Arc::new(centre(text));
            let officer = first_officer("wang", "王值班");
            let reading = quick::read("张三 13900001111 柳林村 老板李四拖欠工资3.5万元", &centre, now().date_naive());
            let ctx = Context { now: now(), officer: &officer, centre: &centre, bookings: &[], earlier_sides: &[] };
            let no = centre.rulebook().case_no(2026, 1);
            if let Ok(done) = case::register(CaseId(1), no, &reading.register, &ctx) {
                for days in [1, 10, 1000] {
                    case::escalate(&done.case, &Context { now: now() + chrono::Duration::days(days), ..ctx });
                }
            }
            Ok(())
        },
    );
}

#[test]
fn chance_in_calendars() {
    const JSON: &str = r#"{"year":2027,"papers":["http://example.org"],"days":[
        {"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"元旦","date":"2027-01-03","isOffDay":false},
        {"name":"春节","date":"2027-02-06","isOffDay":true},{"name":"国庆节","date":"2027-10-01","isOffDay":true}]}"#;
    const TOML: &str = include_str!("../../../calendars/2026.toml");
    tries(
        "calendars",
        1200,
        || centre(BUILTIN[0].1),
        |_, dice| match dice.below(3) {
            0 => dice.changed(JSON),
            1 => {
                let year = dice.of(&["0", "-5", "1899", "9999", "10000", "2147483647", "2026"]);
                dice.changed(&JSON.replace("2027", year))
            }
            _ => dice.changed_lines(TOML),
        },
        |centre, text| {
            let years = [parse_holiday_json(text), parse_year_toml(text)];
            for year in years.into_iter().flatten() {
                let first = chrono::NaiveDate::from_ymd_opt(year.year, 1, 1).ok_or("a year without days")?;
                let calendar = centre.calendar.clone().with_year(year);
                calendar.add_workdays(first, 40);
                calendar.step_workdays(first, -40);
                calendar.next_working_on_or_after(first);
            }
            Ok(())
        },
    );
}
