//! Who is on duty (值班), and the roster: showing it, patterns, publishing, changes, swaps, absences, the floor.

use super::args::{day, member};
use super::fail::Fail;
use super::out::{Cell, Column, Table};
use super::{App, Session};
use crate::desk::{Order, RosterDay, RosterWeek};
use crate::domain::ids::{OfficerId, PostId, ShiftId, SwapId};
use crate::domain::refusal::Refusal;
use crate::domain::roster::{
    Advance, DutyNow, FloorLine, Pattern, PostNow, RosterCommand, ShiftNow, Slot, monday_of, shifts_on,
};
use crate::domain::rulebook::{DayGroup, Days};
use crate::domain::time::{Day, Moment};
use crate::refuse;
use crate::text::sanitise_line;
use crate::words::{self, roster as said, say, say_with, term};
use clap::{Args, Subcommand};
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum RosterVerb {
    Show {
        #[arg(id = "roster_week", long = "week", value_name = "DATE", value_parser = day)]
        week: Option<Day>,
    },
    Pattern(Box<PatternForm>),
    RemovePattern {
        #[arg(id = "pattern_id", value_name = "PATTERN")]
        pattern: String,
    },
    Publish {
        #[arg(id = "roster_from", value_name = "FROM", value_parser = day)]
        from: Day,
        #[arg(id = "roster_until", value_name = "UNTIL", value_parser = day)]
        until: Day,
        #[arg(id = "roster_despite", long = "despite", value_name = "TEXT")]
        despite: Option<String>,
        #[arg(id = "roster_dry_run", long = "dry-run")]
        dry_run: bool,
    },
    Assign {
        #[arg(id = "roster_place", value_name = "DAY/SHIFT/POST", value_parser = slot)]
        place: Slot,
        #[arg(id = "roster_officers", value_name = "OFFICER")]
        officers: Vec<String>,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    #[command(subcommand)]
    Swap(SwapVerb),
    Absent {
        #[arg(id = "roster_officer", value_name = "OFFICER")]
        officer: String,
        #[arg(id = "roster_from", value_name = "FROM", value_parser = day)]
        from: Day,
        #[arg(id = "roster_until", value_name = "UNTIL", value_parser = day)]
        until: Day,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    Back {
        #[arg(id = "roster_officer", value_name = "OFFICER")]
        officer: String,
        #[arg(id = "roster_on", value_name = "DATE", value_parser = day)]
        on: Day,
    },
    Floor {
        #[arg(id = "floor_unit", value_name = "UNIT")]
        unit: String,
        #[arg(id = "floor_absent", long = "absent")]
        absent: bool,
        #[arg(id = "floor_day", long = "day", value_name = "DATE", value_parser = day)]
        on: Option<Day>,
        #[arg(id = "floor_note", long = "note", value_name = "TEXT", default_value = "", hide_default_value = true)]
        note: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct PatternForm {
    #[arg(id = "pattern_id", value_name = "PATTERN")]
    id: String,
    #[arg(id = "pattern_post", long = "post", value_name = "POST")]
    post: String,
    #[arg(id = "pattern_shift", long = "shift", value_name = "SHIFT")]
    shifts: Vec<String>,
    #[arg(id = "pattern_team", long = "team", value_name = "OFFICER,…", required = true)]
    teams: Vec<String>,
    #[arg(id = "pattern_advance", long = "advance", value_name = "WHEN", value_parser = member(Advance::from_key, Advance::ALL))]
    advance: Advance,
    #[arg(id = "pattern_start", long = "start", value_name = "DATE", value_parser = day)]
    start: Day,
    #[arg(id = "pattern_end", long = "end", value_name = "DATE", value_parser = day)]
    end: Option<Day>,
    #[arg(id = "pattern_only", long = "only", value_name = "DAYS", value_parser = member(DayGroup::from_key, DayGroup::ALL))]
    only: Option<DayGroup>,
    #[arg(id = "pattern_weekday", long = "weekday", value_name = "1-7")]
    weekdays: Vec<u32>,
    #[arg(id = "pattern_nth", long = "nth", value_name = "1-5")]
    nth: Vec<u32>,
    #[arg(id = "pattern_date", long = "date", value_name = "1-31")]
    dates: Vec<u32>,
}

#[derive(Debug, Subcommand)]
pub(super) enum SwapVerb {
    Ask {
        #[arg(id = "roster_place", value_name = "DAY/SHIFT/POST", value_parser = slot)]
        place: Slot,
        #[arg(id = "swap_with", value_name = "OFFICER")]
        with: String,
        #[arg(id = "swap_back", long = "back", value_name = "DAY/SHIFT/POST", value_parser = slot)]
        back: Option<Slot>,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    Agree {
        #[arg(id = "swap_no", value_name = "SWAP")]
        swap: u32,
    },
    Approve {
        #[arg(id = "swap_no", value_name = "SWAP")]
        swap: u32,
    },
    Refuse {
        #[arg(id = "swap_no", value_name = "SWAP")]
        swap: u32,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// Reads a place of the roster: `2026-11-23/day/window`.
fn slot(text: &str) -> Result<Slot, String> {
    let expected = || "2026-11-23/day/window".to_owned();
    let mut parts = text.trim().splitn(3, '/');
    let (Some(date), Some(shift), Some(post)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(expected());
    };
    Ok(Slot { day: day(date).map_err(|_| expected())?, shift: ShiftId::from(shift), post: PostId::from(post) })
}

/// Says who is on duty now, or on a day.
pub(super) fn duty(app: &App<'_>, date: Option<Day>) -> Result<(), Fail> {
    let session = app.session()?;
    let now = session.now(app)?;
    let centre = session.centre()?;
    let at = match date {
        // Of another day the first shift is shown, and all of them below it.
        Some(date) => shifts_on(date, centre.rulebook(), &centre.calendar)
            .map(|shift| shift.span(date).0)
            .min()
            .unwrap_or_else(|| crate::domain::time::at(date, 12, 0)),
        None => now,
    };
    let duty = session.desk.duty(at)?;
    let week = session.desk.roster_week(monday_of(at.date_naive()), &session.officer, now)?;
    let today = week.days.into_iter().find(|it| it.day.day == at.date_naive());
    if app.out.json {
        let mut value = json!(duty);
        value["shifts"] = json!(today.map(|today| today.shifts));
        return app.out.json(&value);
    }
    print(app, &duty, today.as_ref(), date.is_none(), at)
}

fn print(app: &App<'_>, duty: &DutyNow, today: Option<&RosterDay>, is_now: bool, at: Moment) -> Result<(), Fail> {
    let out = &app.out;
    let mut head = words::clock::day(duty.day.day);
    if is_now {
        head = format!("{head} {}", at.format("%H:%M"));
    }
    match (duty.day.special.as_deref(), &duty.day.festival) {
        (Some("make_up"), _) => head = format!("{head} {}", say("tui.top.make_up")),
        (_, Some(festival)) => head = format!("{head} {festival}"),
        _ => {}
    }
    out.line(&out.paint("1", &head))?;
    let shifts: Vec<&ShiftNow> = match today {
        Some(today) if !is_now => today.shifts.iter().collect(),
        _ => duty.shift.iter().collect(),
    };
    if shifts.is_empty() {
        out.paragraph(0, &say("cli.duty.none"))?;
    }
    for shift in shifts {
        shift_lines(app, shift)?;
    }
    if let Some(next) = duty.next.as_ref().filter(|_| is_now) {
        let facts = [
            ("shift", next.name.as_str()),
            ("span", &said::hours(next.from, next.to)),
            ("people", &said::people(&next.people().into_iter().cloned().collect::<Vec<_>>())),
        ];
        out.paragraph(0, &say_with("cli.duty.next", &facts))?;
    }
    for it in &duty.receptions {
        out.paragraph(0, &said::reception(it))?;
    }
    floor_lines(app, &duty.floor)
}

fn shift_lines(app: &App<'_>, shift: &ShiftNow) -> Result<(), Fail> {
    let out = &app.out;
    let draft = if shift.published { String::new() } else { format!(" {}", say("cli.duty.unpublished")) };
    let title = format!("{} {} ({}){draft}", shift.name, said::hours(shift.from, shift.to), shift.key);
    out.line(&out.paint("1", &title))?;
    let mut table = Table::bare(2, [Column::Fixed, Column::Gives(20)]);
    for post in &shift.posts {
        table
            .row([Cell::plain(post.name.as_str()), Cell::coloured(if post.is_short() { "31" } else { "" }, who(post))]);
    }
    out.table(&table)
}

fn who(post: &PostNow) -> String {
    let mut words = said::people(&post.officers);
    if !post.away.is_empty() {
        words = format!("{words} {}", say_with("cli.duty.away", &[("people", &said::people(&post.away))]));
    }
    if post.is_short() && !post.officers.is_empty() {
        words = format!("{words} {}", say_with("cli.duty.short", &[("need", &post.need.to_string())]));
    }
    words
}

fn floor_lines(app: &App<'_>, floor: &[FloorLine]) -> Result<(), Fail> {
    for group in floor.chunk_by(|one, other| one.presence == other.presence) {
        let Some(first) = group.first() else { continue };
        let presence = term("presence", first.presence.key());
        let facts = [("presence", presence.as_str()), ("units", &said::units(group))];
        app.out.paragraph(0, &say_with("cli.duty.floor", &facts))?;
    }
    Ok(())
}

/// Shows the roster, or changes it.
pub(super) fn roster(app: &App<'_>, verb: RosterVerb) -> Result<(), Fail> {
    use RosterCommand as C;
    let session = app.session()?;
    let command = match verb {
        RosterVerb::Show { week } => return show(app, &session, week),
        RosterVerb::Pattern(form) => C::SavePattern { pattern: pattern(&session, *form)? },
        RosterVerb::RemovePattern { pattern } => C::RemovePattern { pattern },
        RosterVerb::Publish { from, until, despite, dry_run } => {
            let command = C::PublishRoster { from, until, despite };
            if dry_run {
                return preview(app, &session, &command);
            }
            command
        }
        RosterVerb::Assign { place: Slot { day, shift, post }, officers, reason } => {
            let officers = officers.iter().map(|it| officer(&session, it)).collect::<Result<_, _>>()?;
            C::AssignDuty { day, shift, post, officers, reason }
        }
        RosterVerb::Swap(SwapVerb::Ask { place: Slot { day, shift, post }, with, back, reason }) => {
            C::AskSwap { day, shift, post, with: officer(&session, &with)?, back, reason }
        }
        RosterVerb::Swap(SwapVerb::Agree { swap }) => C::AgreeSwap { swap: SwapId(swap) },
        RosterVerb::Swap(SwapVerb::Approve { swap }) => C::ApproveSwap { swap: SwapId(swap) },
        RosterVerb::Swap(SwapVerb::Refuse { swap, reason }) => C::RefuseSwap { swap: SwapId(swap), reason },
        RosterVerb::Absent { officer: who, from, until, reason } => {
            C::Absent { officer: officer(&session, &who)?, from, until, reason }
        }
        RosterVerb::Back { officer: who, on } => C::ReturnEarly { officer: officer(&session, &who)?, on },
        RosterVerb::Floor { unit, absent, on, note } => {
            let day = on.map_or_else(|| session.now(app).map(|now| now.date_naive()), Ok)?;
            C::SetFloor { unit: session.unit(&unit)?, day, present: !absent, note }
        }
    };
    give(app, session, command)
}

/// Gives a command on the roster, and says that it was done and what there is to know.
fn give(app: &App<'_>, mut session: Session, command: RosterCommand) -> Result<(), Fail> {
    let receipt = session.perform(app, &Order::roster(command))?;
    if app.out.json {
        return app.out.json(&receipt.to_json());
    }
    app.out.line(&say("cli.roster.saved"))?;
    told(app, &receipt.warnings)
}

fn told(app: &App<'_>, warnings: &[Refusal]) -> Result<(), Fail> {
    for warning in warnings {
        app.out.paragraph(2, &format!("! {}", words::refusal(warning)))?;
    }
    Ok(())
}

/// Names what publishing would be refused for, and publishes nothing.
fn preview(app: &App<'_>, session: &Session, command: &RosterCommand) -> Result<(), Fail> {
    let warnings = session.desk.consider_roster(&session.officer.id, session.now(app)?, command)?;
    if app.out.json {
        return app.out.json(&json!({"ok": true, "warnings": warnings.iter().map(words::refusal).collect::<Vec<_>>()}));
    }
    app.out.line(&say("cli.roster.would_do"))?;
    told(app, &warnings)
}

/// Finds an officer by code or name.
fn officer(session: &Session, typed: &str) -> Result<OfficerId, Fail> {
    let typed = sanitise_line(typed);
    let officers = &session.centre()?.officers;
    let found =
        officers.iter().find(|it| it.id.as_str() == typed).or_else(|| officers.iter().find(|it| it.name == typed));
    Ok(found.map(|it| it.id.clone()).ok_or_else(|| refuse!("unknown_officer", officer = typed))?)
}

fn pattern(session: &Session, form: PatternForm) -> Result<Pattern, Fail> {
    let team = |typed: &String| -> Result<Vec<OfficerId>, Fail> {
        let names = typed.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty());
        names.map(|name| officer(session, name)).collect()
    };
    Ok(Pattern {
        id: form.id,
        post: PostId(form.post),
        shifts: form.shifts.into_iter().map(ShiftId).collect(),
        days: Days {
            only: form.only.unwrap_or(DayGroup::All),
            weekdays: form.weekdays,
            nth: form.nth,
            dates: form.dates,
        },
        teams: form.teams.iter().map(team).collect::<Result<_, _>>()?,
        advance: form.advance,
        start: form.start,
        end: form.end,
    })
}

fn show(app: &App<'_>, session: &Session, week: Option<Day>) -> Result<(), Fail> {
    let now = session.now(app)?;
    let monday = monday_of(week.unwrap_or_else(|| now.date_naive()));
    let week = session.desk.roster_week(monday, &session.officer, now)?;
    if app.out.json {
        return app.out.json(&week);
    }
    let mut table = Table::new([
        ("roster_day", Column::Fixed),
        ("shift", Column::Fixed),
        ("post", Column::Fixed),
        ("on_duty", Column::Gives(12)),
        ("state", Column::Drops),
    ]);
    for day in &week.days {
        for shift in &day.shifts {
            for post in &shift.posts {
                table.row(line(day, shift, post));
            }
        }
    }
    app.out.table(&table)?;
    for fault in week.days.iter().flat_map(|day| &day.faults) {
        app.out.paragraph(0, &app.out.paint("31", &format!("! {}", words::refusal(&fault.reason))))?;
    }
    below(app, session, &week)
}

fn line(day: &RosterDay, shift: &ShiftNow, post: &PostNow) -> [Cell; 5] {
    let state = if day.published { String::new() } else { say("app.roster.draft") };
    let wrong = day.faults.iter().any(|it| it.slot.shift == shift.shift && it.slot.post == post.post);
    [
        Cell::plain(words::clock::day(day.day.day)),
        Cell::plain(shift.name.as_str()),
        Cell::plain(post.name.as_str()),
        Cell::coloured(if wrong { "31" } else { "" }, format!("{}{}", if wrong { "! " } else { "" }, who(post))),
        Cell::plain(state),
    ]
}

fn below(app: &App<'_>, session: &Session, week: &RosterWeek) -> Result<(), Fail> {
    let centre = session.centre()?;
    for it in &week.swaps {
        app.out.paragraph(0, &said::swap(it, centre))?;
    }
    for it in &week.absences {
        app.out.paragraph(0, &said::absence(it))?;
    }
    for it in &week.patterns {
        let teams: Vec<_> = it.team_names.iter().map(|team| team.join("+")).collect();
        let facts = [
            ("pattern", it.pattern.id.clone()),
            ("post", it.post_name.clone()),
            ("advance", term("advance", it.pattern.advance.key())),
            ("teams", teams.join(" → ")),
        ];
        let facts: Vec<_> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.out.paragraph(0, &say_with("app.roster.pattern", &facts))?;
    }
    Ok(())
}
