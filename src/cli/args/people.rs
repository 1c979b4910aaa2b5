//! The grammar of people: officers and their keys, persons of the directory, sealed complaints.

use super::{day, member};
use crate::domain::party::Sex;
use crate::domain::time::Day;
use crate::domain::vocabulary::Role;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum OfficerVerb {
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
pub(in crate::cli) struct OfficerForm {
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

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SshKeyVerb {
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
pub(in crate::cli) enum PersonVerb {
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
pub(in crate::cli) struct PersonForm {
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
pub(in crate::cli) enum SealedVerb {
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
pub(in crate::cli) struct SealForm {
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
