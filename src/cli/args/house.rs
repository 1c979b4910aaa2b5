//! The grammar of the house: founding it, its calendar, units, rooms, mediators and rules, its health and its export.

use super::{day, member};
use crate::cli::sheet::Takeout;
use crate::domain::time::Day;
use crate::domain::vocabulary::{ResidencyMode, UnitKind, UnitLevel};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct Doctor {
    #[arg(long)]
    pub share: bool,
    #[arg(long, value_name = "CODE", requires = "share")]
    pub pair: Option<String>,
    #[arg(long, conflicts_with = "share")]
    pub clock_is_right: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Init {
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
pub(in crate::cli) struct Demo {
    #[arg(long, value_name = "N")]
    pub cases: Option<usize>,
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    #[arg(long)]
    pub print_path: bool,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum CalendarVerb {
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
pub(in crate::cli) enum UnitVerb {
    List,
    Show {
        #[arg(value_name = "UNIT")]
        id: String,
    },
    Add(UnitForm),
    Set(UnitForm),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct UnitForm {
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
pub(in crate::cli) enum RoomVerb {
    List,
    Show {
        #[arg(value_name = "ROOM")]
        id: String,
    },
    Add(RoomForm),
    Set(RoomForm),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct RoomForm {
    #[arg(value_name = "ROOM")]
    pub id: String,
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[arg(long, value_name = "N")]
    pub seats: Option<u32>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum MediatorVerb {
    List,
    Show {
        #[arg(value_name = "MEDIATOR")]
        id: String,
    },
    Add(MediatorForm),
    Set(MediatorForm),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct MediatorForm {
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
pub(in crate::cli) enum RulebookVerb {
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

#[derive(Debug, Args)]
pub(in crate::cli) struct ExportForm {
    #[arg(value_name = "LEDGER", conflicts_with = "all")]
    pub register: Option<String>,
    #[arg(long, requires = "out")]
    pub all: bool,
    #[arg(long, value_name = "DATE", value_parser = day, requires = "register")]
    pub from: Option<Day>,
    #[arg(long, value_name = "DATE", value_parser = day, requires = "register")]
    pub to: Option<Day>,
    #[command(flatten)]
    pub takeout: Takeout,
}
