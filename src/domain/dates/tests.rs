use super::*;
use crate::domain::time::at;
use proptest::prelude::*;

/// A Saturday, ten in the morning.
fn now() -> Moment {
    at("2026-11-21".parse().unwrap(), 10, 0)
}

fn read(text: &str) -> String {
    match parse_when(text, now(), &Calendar::embedded()) {
        Ok(When { day, time: Some(time), .. }) => format!("{day} {}", time.format("%H:%M")),
        Ok(When { day, part: Some(part), .. }) => format!("{day} {part:?}"),
        Ok(When { day, .. }) => day.to_string(),
        Err(refusal) => refusal.code.to_owned(),
    }
}

fn all_read(cases: &[(&str, &str)]) {
    for (text, meant) in cases {
        assert_eq!(read(text), *meant, "{text}");
    }
}

#[test]
fn named_days_are_counted_from_today() {
    all_read(&[
        ("今天", "2026-11-21"),
        ("明天", "2026-11-22"),
        ("后天", "2026-11-23"),
        ("大后天", "2026-11-24"),
        ("昨天", "2026-11-20"),
        ("前天", "2026-11-19"),
        ("tomorrow", "2026-11-22"),
        ("月底", "2026-11-30"),
        ("下月底", "2026-12-31"),
    ]);
}

#[test]
fn a_weekday_is_the_next_one_unless_a_week_is_said() {
    all_read(&[
        ("周三", "2026-11-25"),
        ("周六", "2026-11-21"),
        ("星期日", "2026-11-22"),
        ("本周三", "2026-11-18"),
        ("下周一", "2026-11-23"),
        ("下周三下午3点", "2026-11-25 15:00"),
        ("下下周一", "2026-11-30"),
        ("上周五", "2026-11-13"),
        ("礼拜天", "2026-11-22"),
        ("周３", "2026-11-25"),
    ]);
}

#[test]
fn amounts_are_counted_on_from_today() {
    all_read(&[
        ("+3工作日", "2026-11-25"),
        ("3个工作日后", "2026-11-25"),
        ("三个工作日后", "2026-11-25"),
        ("+３工作日", "2026-11-25"),
        ("-1工作日", "2026-11-20"),
        ("+3", "2026-11-24"),
        ("3天后", "2026-11-24"),
        ("两天后 9点", "2026-11-23 09:00"),
        ("2周后", "2026-12-05"),
        ("1个月后", "2026-12-21"),
        ("+2小时", "2026-11-21 12:00"),
        ("30分钟后", "2026-11-21 10:30"),
        ("+3wd 14:30", "2026-11-25 14:30"),
    ]);
}

#[test]
fn written_dates_come_in_every_usual_form() {
    all_read(&[
        ("2026-11-25", "2026-11-25"),
        ("2026/11/25", "2026-11-25"),
        ("2026.11.25", "2026-11-25"),
        ("20261125", "2026-11-25"),
        ("2026年11月25日", "2026-11-25"),
        ("二〇二六年十一月二十五日", "2026-11-25"),
        ("2026-11-25T14:30", "2026-11-25 14:30"),
        ("11-25 14:30", "2026-11-25 14:30"),
        ("１１－２５　１４：３０", "2026-11-25 14:30"),
        ("11月25号", "2026-11-25"),
        ("25日", "2026-11-25"),
        ("20号", "2026-12-20"),
        ("下月5日", "2026-12-05"),
        ("1-5", "2027-01-05"),
        ("11-20", "2026-11-20"),
    ]);
}

#[test]
fn times_of_day_follow_the_day_or_stand_alone() {
    all_read(&[
        ("明天 9点", "2026-11-22 09:00"),
        ("明天9点半", "2026-11-22 09:30"),
        ("明天上午九点一刻", "2026-11-22 09:15"),
        ("明天下午2点", "2026-11-22 14:00"),
        ("明天下午14点", "2026-11-22 14:00"),
        ("今天晚上8点", "2026-11-21 20:00"),
        ("中午12点", "2026-11-21 12:00"),
        ("下午三点二十五分", "2026-11-21 15:25"),
        ("14:30", "2026-11-21 14:30"),
        ("９：０５", "2026-11-21 09:05"),
        ("tomorrow 3pm", "2026-11-22 15:00"),
        ("周三下午", "2026-11-25 Afternoon"),
        ("明天上午", "2026-11-22 Morning"),
    ]);
}

#[test]
fn what_does_not_exist_is_refused_and_not_guessed() {
    all_read(&[
        ("", "date_not_understood"),
        ("改天", "date_not_understood"),
        ("明天见", "date_not_understood"),
        ("周八", "date_not_understood"),
        ("9", "date_not_understood"),
        ("2026-02-30", "date_impossible"),
        ("13-40", "date_impossible"),
        ("32日", "date_impossible"),
        ("明天 25点", "time_impossible"),
        ("9:75", "time_impossible"),
        ("上午3点", "2026-11-21 03:00"),
        ("上午15点", "time_impossible"),
        ("+99999", "date_impossible"),
        ("99999999999999999999", "date_impossible"),
    ]);
}

#[test]
fn counting_into_an_unloaded_year_says_so() {
    let when = parse_when("+40工作日", now(), &Calendar::embedded()).unwrap();
    assert_eq!(when.assumed_years, [2027]);
}

#[test]
fn a_part_of_the_day_means_its_first_opening_hour() {
    let hour = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
    let opening =
        [Opening { from: hour("08:30"), to: hour("12:00") }, Opening { from: hour("14:30"), to: hour("18:00") }];
    let moment = |text| parse_when(text, now(), &Calendar::embedded()).unwrap().moment(&opening);
    assert_eq!(moment("周三下午"), at("2026-11-25".parse().unwrap(), 14, 30));
    assert_eq!(moment("周三"), at("2026-11-25".parse().unwrap(), 8, 30));
    assert_eq!(moment("周三 16:00"), at("2026-11-25".parse().unwrap(), 16, 0));
}

proptest! {
    #[test]
    fn any_date_written_in_full_reads_back(offset in 0_u64..20_000, hour in 0_u32..24, minute in 0_u32..60) {
        let day = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + Days::new(offset);
        let text = format!("{day} {hour:02}:{minute:02}");
        prop_assert_eq!(read(&text), text);
    }

    #[test]
    fn a_weekday_is_within_the_coming_week(number in 0_usize..7, offset in 0_u64..3000) {
        let names = ["一", "二", "三", "四", "五", "六", "日"];
        let today = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + Days::new(offset);
        let text = format!("周{}", names[number]);
        let when = parse_when(&text, at(today, 9, 0), &Calendar::embedded()).unwrap();
        prop_assert_eq!(when.day.weekday().num_days_from_monday() as usize, number);
        prop_assert!((0..7).contains(&(when.day - today).num_days()));
    }

    #[test]
    fn nothing_typed_makes_the_parser_panic(text in ".{0,20}", words in prop::collection::vec(0_usize..16, 0..5)) {
        let known = ["今天", "周", "下", "+", "-", "3", "99", "工作日", "点", "半", "月", "日", ":", "上午", "2026", " "];
        let built: String = words.into_iter().map(|at| known[at]).collect();
        let _ = parse_when(&text, now(), &Calendar::embedded());
        let _ = parse_when(&built, now(), &Calendar::embedded());
    }
}
