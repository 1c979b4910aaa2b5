//! The grammar of serving residents: calling back.

use super::member;
use crate::domain::figures::Measure;
use clap::Args;

/// The measures that are about calling back.
const ABOUT_CALLS: &[Measure] = &[Measure::CalledBack, Measure::Satisfied];

#[derive(Debug, Args)]
pub(in crate::cli) struct CallBacksForm {
    #[arg(id = "call_backs_unit", long = "unit", value_name = "UNIT")]
    pub unit: Option<String>,
    #[arg(long, value_name = "FIGURE", value_parser = member(about_calls, ABOUT_CALLS))]
    pub behind: Option<Measure>,
    #[arg(long)]
    pub script: bool,
}

fn about_calls(key: &str) -> Option<Measure> {
    Measure::from_key(key).filter(|measure| ABOUT_CALLS.contains(measure))
}
