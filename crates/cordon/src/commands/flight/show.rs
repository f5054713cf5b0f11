//! `cordon flight warn show`: a warning in others' tongues.

use clap::{Args, ValueEnum};
use cordon_core::Warning;
use cordon_outward::cap::{self, Sender};
use cordon_outward::{Marking, Sensitivity, cot, moving};

use super::warn::open;
use crate::cli::Common;
use crate::error::{Failure, Outcome};
use crate::table;

#[derive(Clone, Debug, Args)]
pub(crate) struct ShowArgs {
    /// The warning, as `cordon flight warn list` names it
    #[arg(value_name = "ID")]
    id: String,
    /// Nodes that may have it, written on it
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    release_to: Vec<String>,
    /// Anyone may have it
    #[arg(long, conflicts_with = "release_to")]
    public: bool,
    /// Sender of CAP alerts, unique in the world
    #[arg(long, value_name = "ID", default_value = "warning@cordon.invalid")]
    sender: String,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    format: Tongue,
}

/// What a warning is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Tongue {
    /// One JSON object
    Json,
    /// Common Alerting Protocol 1.2
    Cap,
    /// Cursor on Target, one event a line
    Cot,
    /// GeoJSON (RFC 7946)
    Geojson,
}

pub(super) fn run(args: &ShowArgs, common: &Common) -> Result<Outcome, Failure> {
    let book = open(common)?;
    let Some(warning) = book.board().get(&args.id) else { return Ok(Outcome::NothingFound) };
    let marking = marking(args);
    match args.format {
        Tongue::Json => table::json(warning)?,
        Tongue::Geojson => {
            table::json(&moving::collection(&moving::warning(warning, &marking)))?;
        }
        Tongue::Cot => {
            for event in cot::warning(warning, &marking) {
                table::line(&event.to_xml())?;
            }
        }
        Tongue::Cap => {
            let earlier: Vec<Warning> = book.board().messages(&args.id).cloned().collect();
            let sender = Sender { id: args.sender.clone(), name: warning.origin.clone() };
            table::line(&cap::alert(warning, &earlier, &sender, &marking))?;
        }
    }
    Ok(Outcome::Done)
}

fn marking(args: &ShowArgs) -> Marking {
    let mut marking = Marking::unclassified(args.release_to.iter().map(String::as_str));
    if args.public {
        marking.sensitivity = Sensitivity::Clear;
    }
    marking
}
