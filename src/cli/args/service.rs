//! The grammar of serving residents: calling back, evaluation, subsidies.

use super::{day, member};
use crate::domain::case::CallBackAnswer;
use crate::domain::figures::Measure;
use crate::domain::time::Day;
use crate::domain::vocabulary::Satisfaction;
use clap::{Args, Subcommand};
use std::path::PathBuf;

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

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum EvaluationVerb {
    Draw(EvaluationDrawForm),
    List,
    Show {
        #[arg(value_name = "EVALUATION")]
        evaluation: String,
    },
    Answer(EvaluationAnswerForm),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluationDrawForm {
    #[arg(id = "served_from", long = "from", value_name = "DATE", value_parser = day)]
    pub from: Option<Day>,
    #[arg(id = "served_until", long = "to", value_name = "DATE", value_parser = day)]
    pub until: Option<Day>,
    #[arg(id = "served_units", long = "unit", value_name = "UNIT", value_delimiter = ',')]
    pub units: Vec<String>,
    #[arg(id = "per_unit", long = "count", value_name = "N")]
    pub count: Option<u32>,
    #[arg(id = "review_seed", long = "seed", value_name = "TEXT")]
    pub seed: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluationAnswerForm {
    #[arg(value_name = "EVALUATION")]
    pub evaluation: String,
    #[arg(value_name = "NO", required_unless_present = "answers_file")]
    pub no: Option<String>,
    #[arg(value_name = "ANSWER", required_unless_present = "answers_file", value_parser = crate::cli::evaluation::answer_of)]
    pub answer: Option<CallBackAnswer>,
    #[arg(long = "grade", value_name = "QUESTION=GRADE", value_parser = crate::cli::evaluation::graded)]
    pub grades: Vec<(String, Satisfaction)>,
    #[arg(id = "answer_note", long = "note", value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub note: String,
    #[arg(id = "answers_file", long = "file", value_name = "FILE", conflicts_with_all = ["no", "answer"])]
    pub from: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SubsidyVerb {
    Check {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(id = "for_whom", long = "mediator", value_name = "MEDIATOR")]
        mediator: Option<String>,
        #[arg(long, value_name = "TIER")]
        tier: Option<String>,
    },
    List {
        #[arg(long, value_name = "BATCH")]
        batch: Option<String>,
    },
    Propose {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(id = "for_whom", long = "mediator", value_name = "MEDIATOR")]
        mediator: Option<String>,
        #[arg(long, value_name = "TIER")]
        tier: Option<String>,
    },
    Approve {
        #[arg(value_name = "SUBSIDY")]
        subsidy: String,
    },
    Refuse {
        #[arg(value_name = "SUBSIDY")]
        subsidy: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    Pay {
        #[arg(value_name = "SUBSIDY")]
        subsidies: Vec<String>,
        #[arg(id = "batch_name", long = "batch", value_name = "BATCH")]
        name: Option<String>,
    },
    Sheet {
        #[arg(value_name = "BATCH")]
        batch: String,
        #[arg(id = "sheet_out", long = "out", value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum PublishVerb {
    List,
    Preview {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(id = "public_text", long = "text", value_name = "TEXT")]
        text: Option<String>,
    },
    Result {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(id = "public_text", long = "text", value_name = "TEXT")]
        text: Option<String>,
    },
    Withhold {
        #[arg(value_name = "NO")]
        no: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    Out {
        #[command(flatten)]
        what: PublicForm,
        #[arg(id = "public_csv", long = "csv", value_name = "FILE", required_unless_present = "public_html")]
        csv: Option<PathBuf>,
        #[arg(id = "public_html", long = "html", value_name = "FILE")]
        html: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PublicForm {
    #[arg(id = "public_words", value_name = "WORDS")]
    pub words: Vec<String>,
    #[arg(id = "public_place", long = "place", value_name = "PLACE")]
    pub place: Option<String>,
    #[arg(id = "public_subject", long = "subject", value_name = "SUBJECT")]
    pub subject: Option<String>,
}
