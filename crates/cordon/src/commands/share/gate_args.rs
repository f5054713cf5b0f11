//! The command line of what concerns the gate.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use cordon_core::Time;
use cordon_share::PartnerName;

use super::args::Show;
use crate::cli::SummaryFormat;

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A track, a finding, an MMSI (its newest track), or a file of objects as `share put` takes it
    #[arg(value_name = "OBJECT")]
    pub(crate) object: String,
    /// For whom
    #[arg(value_name = "PARTNER")]
    pub(crate) partner: PartnerName,
    /// Decide as of this instant; now when left out
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Time>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Debug, Args)]
pub(crate) struct PreviewArgs {
    /// Whose view
    #[arg(value_name = "PARTNER")]
    pub(crate) partner: PartnerName,
    /// Decide as of this instant; now when left out
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Time>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SeenFormat,
}

/// How a view is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeenFormat {
    /// For people
    Table,
    /// One JSON object with every object that leaves
    Json,
    /// What has a place, for maps
    Geojson,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Whether a policy is good
    #[command(after_help = "Example:\n  cordon share policy check")]
    Check(PolicyCheck),
    /// Every rule in force, the laws among them
    #[command(after_help = "Example:\n  cordon share policy show --format json")]
    Show(Show),
    /// What recent decisions would have been under another policy
    #[command(after_help = "Example:\n  cordon share policy diff ./new-policy --hours 24")]
    Diff(PolicyDiff),
}

#[derive(Debug, Args)]
pub(crate) struct PolicyCheck {
    /// A folder of policy files; that of the node when left out
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct PolicyDiff {
    /// The folder of the other policy
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// How far back
    #[arg(long, value_name = "HOURS", default_value_t = 24.0)]
    pub(crate) hours: f64,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}
