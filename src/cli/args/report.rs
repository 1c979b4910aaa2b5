//! The grammar of reports.

use super::{day, member};
use crate::domain::figures::Span;
use crate::domain::time::{Day, Moment};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ReportVerb {
    Day(ReportForm),
    Week(ReportForm),
    Month(ReportForm),
    Quarter(ReportForm),
    Year(ReportForm),
    Screening(ReportForm),
    Bulletin(ReportForm),
    Mediation(ReportForm),
    Petition(ReportForm),
    Hundred(ReportForm),
    Errands(ReportForm),
    List,
    Show {
        #[arg(id = "report_key", value_name = "KEY")]
        key: String,
        #[arg(id = "report_csv", long = "csv")]
        csv: bool,
        #[arg(id = "report_out", long = "out", value_name = "FILE", conflicts_with = "report_csv")]
        out: Option<PathBuf>,
    },
    Diff {
        #[arg(id = "report_key", value_name = "KEY")]
        key: String,
    },
}

impl ReportVerb {
    /// Returns what was said of how it is made, if it is made now.
    pub(in crate::cli) fn form(&self) -> Option<&ReportForm> {
        match self {
            Self::Day(form)
            | Self::Week(form)
            | Self::Month(form)
            | Self::Quarter(form)
            | Self::Year(form)
            | Self::Screening(form)
            | Self::Bulletin(form)
            | Self::Mediation(form)
            | Self::Petition(form)
            | Self::Hundred(form)
            | Self::Errands(form) => Some(form),
            Self::List | Self::Show { .. } | Self::Diff { .. } => None,
        }
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ReportForm {
    #[arg(id = "report_date", long = "date", value_name = "DATE", value_parser = day)]
    pub date: Option<Day>,
    #[arg(id = "report_span", long = "span", value_name = "PERIOD", value_parser = member(Span::from_key, Span::ALL))]
    pub span: Option<Span>,
    #[arg(id = "report_unit", long = "unit", value_name = "UNIT")]
    pub unit: Option<String>,
    #[arg(id = "report_as_of", long = "as-of", value_name = "MOMENT", value_parser = as_of)]
    pub as_of: Option<Moment>,
    #[arg(id = "report_file", long = "file", conflicts_with = "report_as_of")]
    pub file: bool,
    #[arg(id = "report_note", long = "note", value_name = "TEXT", requires = "report_file")]
    pub note: Option<String>,
    #[arg(id = "report_csv", long = "csv")]
    pub csv: bool,
    #[arg(id = "report_out", long = "out", value_name = "FILE", conflicts_with = "report_csv")]
    pub out: Option<PathBuf>,
}

fn as_of(text: &str) -> Result<Moment, String> {
    crate::desk::report::as_of(text.trim()).ok_or_else(|| "2026-11-30, 2026-11-30T18:00:00+08:00".to_owned())
}
