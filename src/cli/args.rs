//! The grammar of the command line. The words of its help stand in `locales/cli.*.toml`, see `help.rs`.

use super::crypt::KeyVerb;
use super::directive::DirectiveVerb;
use super::duty::RosterVerb;
use crate::domain::party::Sex;
use crate::domain::review::{Sampling, Scored};
use crate::domain::shift::EntryKind;
use crate::domain::supervision::Figure;
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::{LinkKind, ResidencyMode, Role, UnitKind, UnitLevel};
use crate::domain::when;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

#[derive(Debug, Parser)]
#[command(name = "yichuang", version, disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true, max_term_width = 100)]
pub(super) struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub verb: Option<Verb>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Global {
    #[arg(long, global = true, value_name = "PATH")]
    pub db: Option<PathBuf>,
    #[arg(long = "as", global = true, value_name = "OFFICER")]
    pub officer: Option<String>,
    #[arg(long, global = true, value_name = "FINGERPRINT", conflicts_with = "officer")]
    pub as_key: Option<String>,
    #[arg(long, global = true, value_name = "zh-CN|en", value_parser = language)]
    pub lang: Option<crate::words::Lang>,
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, global = true, value_name = "auto|never", default_value = "auto", hide_default_value = true)]
    #[arg(hide_possible_values = true)]
    pub color: Color,
    #[arg(long, global = true, value_name = "RFC3339", value_parser = moment)]
    pub now: Option<Moment>,
    #[arg(short = 'h', long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Never,
}

/// Where to look, see [`crate::domain::search::Scope`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Within {
    Own,
    Window,
    Unit,
    Centre,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    Init(Init),
    Demo(Demo),
    Find {
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
        #[arg(long, value_name = "N", default_value_t = 20, hide_default_value = true)]
        limit: u32,
        #[arg(long, value_name = "own|window|unit|centre", hide_possible_values = true)]
        scope: Option<Within>,
        #[arg(long)]
        newest: bool,
    },
    Show {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(long)]
        why: bool,
    },
    Due {
        #[arg(long, value_name = "DAYS")]
        within: Option<u32>,
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
        #[arg(long, value_name = "N", default_value_t = 200, hide_default_value = true)]
        limit: u32,
    },
    Today,
    Take {
        #[arg(required = true, value_name = "TEXT")]
        text: Vec<String>,
        #[arg(long)]
        dry_run: bool,
        #[arg(long)]
        accept: bool,
        #[arg(long, conflicts_with = "dry_run")]
        offline: bool,
    },
    #[command(subcommand)]
    Book(BookVerb),
    Link {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(value_name = "NO")]
        other: String,
        #[arg(long, value_name = "KIND", value_parser = member(LinkKind::from_key, LinkKind::ALL))]
        kind: LinkKind,
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        note: String,
        #[arg(long, conflicts_with = "note")]
        remove: bool,
    },
    Merge {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(value_name = "NO")]
        into: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    Unmerge {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[arg(long, value_name = "ENTRY", value_delimiter = ',')]
        entries: Vec<u64>,
    },
    Do {
        #[arg(value_name = "FILE|-")]
        file: Option<PathBuf>,
        #[arg(long, conflicts_with = "file")]
        schema: bool,
    },
    Workdays {
        #[arg(value_name = "DATE", value_parser = day)]
        date: Day,
        #[arg(value_name = "N")]
        n: u32,
        #[arg(long)]
        explain: bool,
    },
    #[command(subcommand)]
    Calendar(CalendarVerb),
    #[command(subcommand)]
    Unit(UnitVerb),
    #[command(subcommand)]
    Room(RoomVerb),
    #[command(subcommand)]
    Mediator(MediatorVerb),
    #[command(subcommand)]
    Officer(OfficerVerb),
    #[command(subcommand)]
    SshKey(SshKeyVerb),
    #[command(subcommand)]
    Person(PersonVerb),
    #[command(subcommand)]
    Sealed(SealedVerb),
    Duty {
        #[arg(id = "duty_date", long = "date", value_name = "DATE", value_parser = day)]
        date: Option<Day>,
    },
    #[command(subcommand)]
    Roster(RosterVerb),
    #[command(subcommand)]
    Directive(DirectiveVerb),
    #[command(subcommand)]
    Rulebook(RulebookVerb),
    #[command(subcommand)]
    Shift(ShiftVerb),
    Escalate,
    Checks {
        #[arg(id = "checks_date", long = "date", value_name = "DATE", value_parser = day)]
        night: Option<Day>,
    },
    Standing(StandingForm),
    LongPending,
    Watch(WatchForm),
    Leader {
        #[arg(id = "leader_officer", value_name = "OFFICER")]
        officer: Option<String>,
    },
    #[command(subcommand)]
    Review(ReviewVerb),
    Audit {
        #[arg(id = "audit_officer", long = "officer", value_name = "OFFICER")]
        officer: Option<String>,
        #[arg(id = "audit_case", long = "case", value_name = "NO")]
        no: Option<String>,
        #[arg(long, value_name = "DATE", value_parser = day)]
        from: Option<Day>,
        #[arg(long, value_name = "DATE", value_parser = day)]
        to: Option<Day>,
        #[arg(id = "audit_kind", long = "kind", value_name = "KIND")]
        kind: Option<String>,
        #[arg(long, value_name = "N", default_value_t = 200, hide_default_value = true)]
        limit: u32,
    },
    Verify,
    Rebuild,
    Backup {
        #[arg(value_name = "PATH", required_unless_present = "rotate", conflicts_with = "rotate")]
        path: Option<PathBuf>,
        #[arg(long)]
        rotate: bool,
    },
    Restore {
        #[arg(value_name = "PATH")]
        path: PathBuf,
        #[arg(long)]
        yes: bool,
    },
    Encrypt {
        #[arg(value_name = "OUT")]
        to: PathBuf,
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    Decrypt {
        #[arg(value_name = "OUT")]
        to: PathBuf,
    },
    #[command(subcommand)]
    Key(KeyVerb),
    Export(ExportForm),
    Doctor(Doctor),
    Completions {
        #[arg(value_name = "SHELL")]
        shell: Shell,
    },
    Man {
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ShiftVerb {
    Show {
        #[arg(value_name = "SHIFT")]
        shift: Option<String>,
    },
    List,
    Log {
        #[arg(required = true, value_name = "TEXT")]
        text: Vec<String>,
        #[arg(id = "entry", long = "kind", value_name = "KIND", value_parser = member(EntryKind::from_key, EntryKind::ALL))]
        kind: Option<EntryKind>,
        #[arg(long, value_name = "NO")]
        case: Option<String>,
        #[arg(long, value_name = "SHIFT")]
        shift: Option<String>,
    },
    HandOver {
        #[arg(value_name = "SHIFT")]
        shift: Option<String>,
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        #[arg(long)]
        zero: bool,
    },
    TakeOver(TakeOverForm),
    Sheet {
        #[arg(value_name = "SHIFT")]
        shift: Option<String>,
    },
    AckLate {
        #[arg(value_name = "SHIFT")]
        shift: String,
        #[arg(id = "remedy", required = true, value_name = "TEXT")]
        note: Vec<String>,
    },
    Settle {
        #[arg(value_name = "SHIFT")]
        shift: String,
        #[arg(value_name = "ITEM")]
        item: String,
        #[arg(id = "remedy", required = true, value_name = "TEXT")]
        note: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct TakeOverForm {
    #[arg(value_name = "SHIFT")]
    pub shift: Option<String>,
    #[arg(long, value_name = "ITEM")]
    pub accept: Vec<String>,
    #[arg(long)]
    pub accept_all: bool,
    #[arg(long, value_name = "ITEM=REASON")]
    pub refuse: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[arg(long, value_name = "REASON")]
    pub despite: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum BookVerb {
    List {
        #[arg(long)]
        all: bool,
    },
    Show {
        #[arg(value_name = "SLIP")]
        no: String,
    },
    Replay {
        #[arg(value_name = "SLIP", required_unless_present = "all", conflicts_with = "all")]
        numbers: Vec<String>,
        #[arg(long)]
        all: bool,
        #[arg(long, conflicts_with = "all")]
        anyway: bool,
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    Note {
        #[arg(value_name = "SLIP")]
        no: String,
        #[arg(required = true, value_name = "TEXT")]
        text: Vec<String>,
    },
    Discard {
        #[arg(value_name = "SLIP")]
        no: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ReviewVerb {
    Draw(ReviewDraw),
    Show {
        #[arg(id = "review_round", value_name = "ROUND", conflicts_with = "items")]
        round: Option<String>,
        #[arg(long)]
        items: bool,
    },
    Record {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(id = "review_score", long = "score", value_name = "ITEM=POINTS", value_parser = super::review::scored)]
        scores: Vec<Scored>,
        #[arg(long, value_name = "TEXT")]
        opinion: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct ReviewDraw {
    #[arg(id = "review_from", long = "from", value_name = "DATE", value_parser = day)]
    pub from: Option<Day>,
    #[arg(id = "review_until", long = "to", value_name = "DATE", value_parser = day)]
    pub until: Option<Day>,
    #[arg(id = "review_by", long = "by", value_name = "HOW", value_delimiter = ',')]
    #[arg(value_parser = member(Sampling::from_key, Sampling::ALL))]
    pub by: Vec<Sampling>,
    #[arg(long, value_name = "N")]
    pub count: Option<u32>,
    #[arg(id = "review_seed", long = "seed", value_name = "TEXT")]
    pub seed: Option<String>,
    #[arg(long, value_name = "ROUND")]
    pub round: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct StandingForm {
    #[arg(id = "standing_from", long = "from", value_name = "DATE", value_parser = day)]
    pub from: Option<Day>,
    #[arg(id = "standing_to", long = "to", value_name = "DATE", value_parser = day)]
    pub to: Option<Day>,
    #[arg(id = "standing_unit", long = "unit", value_name = "UNIT")]
    pub unit: Option<String>,
    #[arg(id = "standing_figure", long = "figure", value_name = "FIGURE", requires = "standing_unit")]
    #[arg(value_parser = member(Figure::from_key, Figure::ALL))]
    pub figure: Option<Figure>,
}

#[derive(Debug, Args)]
pub(super) struct WatchForm {
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub every: Option<u64>,
    #[arg(long)]
    pub once: bool,
    #[arg(long, value_name = "COMMAND")]
    pub hook: Option<String>,
    #[arg(long, conflicts_with_all = ["once", "every"])]
    pub test_hook: bool,
}

#[derive(Debug, Args)]
pub(super) struct Doctor {
    #[arg(long)]
    pub share: bool,
    #[arg(long, value_name = "CODE", requires = "share")]
    pub pair: Option<String>,
    #[arg(long, conflicts_with = "share")]
    pub clock_is_right: bool,
}

#[derive(Debug, Args)]
pub(super) struct Init {
    #[arg(long, value_name = "NAME|FILE", default_value = "longxi", hide_default_value = true)]
    pub rulebook: String,
    #[arg(long, value_name = "NAME")]
    pub centre: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub officer: Option<String>,
    #[arg(long)]
    pub training: bool,
}

#[derive(Debug, Args)]
pub(super) struct Demo {
    #[arg(long, value_name = "N")]
    pub cases: Option<usize>,
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    #[arg(long)]
    pub print_path: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum CalendarVerb {
    Show {
        #[arg(value_name = "YEAR")]
        year: Option<i32>,
    },
    Import {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[arg(long)]
        dry_run: bool,
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum UnitVerb {
    List,
    Show {
        #[arg(value_name = "UNIT")]
        id: String,
    },
    Add(UnitForm),
    Set(UnitForm),
}

#[derive(Debug, Args)]
pub(super) struct UnitForm {
    #[arg(value_name = "UNIT")]
    pub id: String,
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub short: Option<String>,
    #[arg(long, value_name = "KIND", value_parser = member(UnitKind::from_key, UnitKind::ALL))]
    pub kind: Option<UnitKind>,
    #[arg(long, value_name = "LEVEL", value_parser = member(UnitLevel::from_key, UnitLevel::ALL))]
    pub level: Option<UnitLevel>,
    #[arg(long, value_name = "UNIT")]
    pub parent: Option<String>,
    #[arg(long, value_name = "MODE", value_parser = member(ResidencyMode::from_key, ResidencyMode::ALL))]
    pub residency: Option<ResidencyMode>,
    #[arg(long, value_name = "1-7", value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..=7))]
    pub weekdays: Option<Vec<u32>>,
    #[arg(long, value_name = "PHONE")]
    pub phone: Option<String>,
    #[arg(long = "duty", value_name = "CATEGORY", value_delimiter = ',')]
    pub duties: Option<Vec<String>>,
    #[arg(long = "area", value_name = "PLACE", value_delimiter = ',')]
    pub areas: Option<Vec<String>>,
}

#[derive(Debug, Subcommand)]
pub(super) enum RoomVerb {
    List,
    Show {
        #[arg(value_name = "ROOM")]
        id: String,
    },
    Add(RoomForm),
    Set(RoomForm),
}

#[derive(Debug, Args)]
pub(super) struct RoomForm {
    #[arg(value_name = "ROOM")]
    pub id: String,
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[arg(long, value_name = "N")]
    pub seats: Option<u32>,
}

#[derive(Debug, Subcommand)]
pub(super) enum MediatorVerb {
    List,
    Show {
        #[arg(value_name = "MEDIATOR")]
        id: String,
    },
    Add(MediatorForm),
    Set(MediatorForm),
}

#[derive(Debug, Args)]
pub(super) struct MediatorForm {
    #[arg(value_name = "MEDIATOR")]
    pub id: String,
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub kind: Option<String>,
    #[arg(long = "speciality", value_name = "CATEGORY", value_delimiter = ',')]
    pub specialities: Option<Vec<String>>,
    #[arg(long, value_name = "PHONE")]
    pub phone: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub employer: Option<String>,
    #[arg(long, value_name = "NAME|ID", value_delimiter = ',')]
    pub kin: Option<Vec<String>>,
}

#[derive(Debug, Subcommand)]
pub(super) enum OfficerVerb {
    List,
    Show {
        #[arg(value_name = "OFFICER")]
        id: String,
    },
    Rights {
        #[arg(value_name = "OFFICER")]
        name: Option<String>,
    },
    Password {
        #[arg(value_name = "OFFICER")]
        name: Option<String>,
    },
    Add(OfficerForm),
    Set(OfficerForm),
}

#[derive(Debug, Args)]
pub(super) struct OfficerForm {
    #[arg(value_name = "OFFICER")]
    pub id: String,
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    #[arg(long = "role", value_name = "ROLE", value_delimiter = ',', value_parser = member(Role::from_key, Role::ALL))]
    pub roles: Option<Vec<Role>>,
    #[arg(long, value_name = "USER")]
    pub os_user: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ExportForm {
    #[arg(long, required = true)]
    pub all: bool,
    #[arg(long, value_name = "FOLDER", required = true)]
    pub out: Option<PathBuf>,
    #[arg(long, requires = "reason")]
    pub reveal: bool,
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub reason: String,
}

#[derive(Debug, Subcommand)]
pub(super) enum SshKeyVerb {
    List,
    Add {
        #[arg(value_name = "OFFICER")]
        whose: String,
        #[arg(value_name = "KEYFILE")]
        file: PathBuf,
        #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
        write: Option<PathBuf>,
    },
    Remove {
        #[arg(value_name = "FINGERPRINT")]
        fingerprint: String,
        #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
        write: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum PersonVerb {
    Find {
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
        #[arg(long, value_name = "N", default_value_t = 20, hide_default_value = true)]
        limit: u32,
    },
    Show {
        #[arg(value_name = "PERSON")]
        person: i64,
        #[arg(long)]
        reveal: bool,
    },
    Correct(PersonForm),
    Alias {
        #[arg(value_name = "PERSON")]
        person: i64,
        #[arg(value_name = "NAME")]
        alias: String,
        #[arg(long)]
        remove: bool,
    },
    Household {
        #[arg(value_name = "PERSON")]
        person: i64,
        #[arg(long, value_name = "PERSON", required_unless_present = "leave", conflicts_with = "leave")]
        with: Option<i64>,
        #[arg(long, value_name = "TEXT", requires = "with")]
        relation: Option<String>,
        #[arg(long)]
        leave: bool,
    },
    Same {
        #[arg(value_name = "PERSON")]
        person: i64,
        #[arg(value_name = "OTHER")]
        other: i64,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    Part {
        #[arg(value_name = "PERSON")]
        person: i64,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct PersonForm {
    #[arg(value_name = "PERSON")]
    pub person: i64,
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    pub id_no: Option<String>,
    #[arg(long, value_name = "PHONE")]
    pub phone: Option<String>,
    #[arg(long, value_name = "PLACE")]
    pub place: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub birth: Option<Day>,
    #[arg(long, value_name = "SEX", value_parser = member(Sex::from_key, Sex::ALL))]
    pub sex: Option<Sex>,
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

#[derive(Debug, Subcommand)]
pub(super) enum SealedVerb {
    List,
    Show {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(long)]
        why: bool,
    },
    Ask {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    Grant {
        #[arg(value_name = "NO")]
        no: String,
    },
    Admit {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(value_name = "OFFICER")]
        officer: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    Dismiss {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(value_name = "OFFICER")]
        officer: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    Seal(SealForm),
    Unseal {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct SealForm {
    #[arg(value_name = "NO")]
    pub no: String,
    #[arg(long, value_name = "UNIT")]
    pub accused_unit: Vec<String>,
    #[arg(long, value_name = "OFFICER")]
    pub accused_officer: Vec<String>,
    #[arg(long, value_name = "NAME")]
    pub accused: Vec<String>,
    #[arg(long, value_name = "OFFICER")]
    pub keeper: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulebookVerb {
    Show {
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
    Check {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    Adopt {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

fn language(text: &str) -> Result<crate::words::Lang, String> {
    crate::words::Lang::from_tag(text).ok_or_else(|| "zh-CN, en".to_owned())
}

fn moment(text: &str) -> Result<Moment, String> {
    when::parse(text).ok_or_else(|| "2026-11-23T09:00:00+08:00".to_owned())
}

pub(super) fn day(text: &str) -> Result<Day, String> {
    Day::parse_from_str(text.trim(), "%Y-%m-%d").map_err(|_| "2026-11-23".to_owned())
}

/// Makes a parser of a closed list's keys; what else was typed is answered with the list.
pub(super) fn member<T: Copy + Send + Sync + std::fmt::Display + 'static>(
    from_key: fn(&str) -> Option<T>,
    all: &'static [T],
) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text| {
        from_key(&text.replace('-', "_"))
            .ok_or_else(|| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
    }
}
