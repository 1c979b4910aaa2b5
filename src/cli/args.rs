//! The grammar of the command line. The words of its help stand in `locales/cli.*.toml`, see `help.rs`.
//! What the whole program understands stands here; the forms of a group of subcommands stand in `args/`.

mod figures;
mod house;
mod people;
mod report;
mod service;
mod work;

pub(super) use figures::*;
pub(super) use house::*;
pub(super) use people::*;
pub(super) use report::*;
pub(super) use service::*;
pub(super) use work::*;

use super::case_file::CaseFileForm;
use super::crypt::KeyVerb;
use super::directive::DirectiveVerb;
use super::duty::RosterVerb;
use super::print::{FormVerb, PrintForm};
use crate::domain::time::{Day, Moment};
use crate::domain::vocabulary::LinkKind;
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
    Figures(FiguresForm),
    Peace(PeaceForm),
    LongPending,
    Watch(WatchForm),
    Leader {
        #[arg(id = "leader_officer", value_name = "OFFICER")]
        officer: Option<String>,
    },
    #[command(subcommand)]
    Review(ReviewVerb),
    CallBacks(CallBacksForm),
    #[command(subcommand)]
    Report(ReportVerb),
    #[command(subcommand)]
    Evaluation(EvaluationVerb),
    #[command(subcommand)]
    Subsidy(SubsidyVerb),
    #[command(subcommand)]
    Publish(PublishVerb),
    LookupPublic(PublicForm),
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
    CaseFile(CaseFileForm),
    Print(PrintForm),
    #[command(subcommand)]
    Form(FormVerb),
    Import(super::import::ImportForm),
    #[command(subcommand)]
    Incoming(super::incoming::IncomingVerb),
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
