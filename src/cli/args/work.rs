//! The grammar of duty and supervision: shifts, the offline book, reviews, standing of units, the watch.

use super::{day, member};
use crate::domain::review::{Sampling, Scored};
use crate::domain::shift::EntryKind;
use crate::domain::supervision::Figure;
use crate::domain::time::Day;
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ShiftVerb {
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
pub(in crate::cli) struct TakeOverForm {
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
pub(in crate::cli) enum BookVerb {
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
pub(in crate::cli) enum ReviewVerb {
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
        #[arg(id = "review_score", long = "score", value_name = "ITEM=POINTS", value_parser = crate::cli::review::scored)]
        scores: Vec<Scored>,
        #[arg(long, value_name = "TEXT")]
        opinion: String,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ReviewDraw {
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
pub(in crate::cli) struct StandingForm {
    #[arg(id = "standing_from", long = "from", value_name = "DATE", value_parser = day)]
    pub from: Option<Day>,
    #[arg(id = "standing_to", long = "to", value_name = "DATE", value_parser = day)]
    pub to: Option<Day>,
    #[arg(id = "standing_unit", long = "unit", value_name = "UNIT")]
    pub unit: Option<String>,
    #[arg(id = "standing_figure", long = "figure", value_name = "FIGURE", requires = "standing_unit")]
    #[arg(value_parser = member(Figure::from_key, Figure::ALL))]
    pub figure: Option<Figure>,
    #[arg(id = "standing_bulletin", long = "bulletin", conflicts_with_all = ["standing_unit", "standing_figure"])]
    pub bulletin: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct WatchForm {
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub every: Option<u64>,
    #[arg(long)]
    pub once: bool,
    #[arg(long, value_name = "COMMAND")]
    pub hook: Option<String>,
    #[arg(long, conflicts_with_all = ["once", "every"])]
    pub test_hook: bool,
}
