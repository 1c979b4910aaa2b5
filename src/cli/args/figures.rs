//! The grammar of figures: every measure, a measure broken down, the peace index.

use super::{day, member};
use crate::domain::figures::{Dimension, Measure, Span};
use crate::domain::time::Day;
use clap::Args;
use std::path::PathBuf;

/// Over which period, and how the table is taken out.
#[derive(Debug, Args)]
pub(in crate::cli) struct FiguresPeriod {
    #[arg(id = "figures_span", long = "span", value_name = "SPAN", value_parser = member(Span::from_key, Span::ALL))]
    pub span: Option<Span>,
    #[arg(id = "figures_date", long = "date", value_name = "DATE", value_parser = day)]
    pub date: Option<Day>,
    #[arg(id = "figures_csv", long = "csv")]
    pub csv: bool,
    #[arg(id = "figures_out", long = "out", value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct FiguresForm {
    #[command(flatten)]
    pub period: FiguresPeriod,
    #[arg(id = "figures_measure", long = "measure", value_name = "MEASURE")]
    #[arg(value_parser = member(Measure::from_key, Measure::ALL))]
    pub measure: Option<Measure>,
    #[arg(id = "figures_by", long = "by", value_name = "DIMENSION")]
    #[arg(value_parser = member(Dimension::from_key, Dimension::ALL))]
    pub by: Option<Dimension>,
    #[arg(id = "figures_across", long = "across", value_name = "DIMENSION", requires = "figures_by")]
    #[arg(value_parser = member(Dimension::from_key, Dimension::ALL))]
    pub across: Option<Dimension>,
    #[arg(id = "figures_cases", long = "cases", requires = "figures_measure")]
    pub cases: bool,
    #[arg(id = "figures_row", long = "row", value_name = "KEY", requires_all = ["figures_by", "figures_cases"])]
    pub row: Option<String>,
    #[arg(id = "figures_column", long = "column", value_name = "KEY", requires_all = ["figures_across", "figures_cases"])]
    pub column: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PeaceForm {
    #[command(flatten)]
    pub period: FiguresPeriod,
    #[arg(id = "peace_unit", long = "unit", value_name = "UNIT")]
    pub unit: Option<String>,
    #[arg(id = "peace_explain", long = "explain")]
    pub explain: bool,
}
