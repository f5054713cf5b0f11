//! `cordon flight claim`: do apogee, range and duration fit one another?

use clap::Args;
use cordon_core::{Metres, Span};
use cordon_flights::claim::{Check, Claim, Reach, Verdict};

use super::args;
use crate::cli::SummaryFormat;
use crate::error::{Failure, Outcome};
use crate::table;

#[derive(Clone, Debug, Args)]
pub(crate) struct ClaimArgs {
    /// Claimed greatest height in kilometres
    #[arg(long, value_name = "KM")]
    apogee: f64,
    /// Claimed distance over ground in kilometres
    #[arg(long, value_name = "KM")]
    range: f64,
    /// Claimed time of flight, such as 37m or 47m12s
    #[arg(long, value_name = "SPAN", value_parser = args::span)]
    duration: Option<Span>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: SummaryFormat,
}

pub(super) fn run(args: &ClaimArgs) -> Result<Outcome, Failure> {
    let claim = Claim {
        apogee: Metres(args.apogee * 1e3),
        range: Metres(args.range * 1e3),
        duration: args.duration,
    };
    let help = "give kilometres and a span, such as --apogee 2802 --range 933 --duration 37m";
    let check = claim.check().map_err(|error| Failure::usage(error, help))?;
    match args.format {
        SummaryFormat::Json => table::json(&check)?,
        SummaryFormat::Table => print(&claim, &check)?,
    }
    match check.verdict {
        Verdict::Consistent | Verdict::NotClaimed => Ok(Outcome::Done),
        _ => Ok(Outcome::NothingFound),
    }
}

fn print(claim: &Claim, check: &Check) -> std::io::Result<()> {
    let mut rows = table::new(&["", "value"]);
    let minutes = |seconds: f64| format!("{:.1} min ({seconds:.0} s)", seconds / 60.0);
    rows.add_row(["time of free fall", &minutes(check.free_fall)]);
    if let Some(duration) = claim.duration {
        rows.add_row(["claimed", &minutes(duration.seconds())]);
    }
    if let (Some(difference), Some(share)) = (check.difference, check.share) {
        rows.add_row([
            "free fall less claim",
            &format!("{difference:+.0} s ({:+.1} %)", 100.0 * share),
        ]);
    }
    rows.add_row(["speed at the ground", &format!("{:.0} m/s", check.speed)]);
    rows.add_row(["reach on the best path", &reach(check.reach)]);
    table::print(&rows)?;
    table::line(said(check.verdict))
}

fn reach(reach: Reach) -> String {
    match reach {
        Reach::AtLeast(metres) => format!("at least {:.0} km", metres / 1e3),
        Reach::Unbounded => "unbounded: no point on earth is out of reach".to_owned(),
    }
}

fn said(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Consistent => {
            "Consistent: longer than free fall by no more than a boost explains."
        }
        Verdict::NoTimeForBoost => {
            "Does not fit: hardly longer than free fall, no time is left for a boost."
        }
        Verdict::TooShort => "Does not fit: shorter than free fall.",
        Verdict::TooLong => "Does not fit: longer than free fall by more than any public shot.",
        Verdict::NotClaimed => "No duration was claimed.",
    }
}
