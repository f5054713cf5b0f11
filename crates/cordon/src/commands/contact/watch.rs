//! `cordon contact watch`: listen to Cursor on Target and keep the contacts.

use std::io;
use std::time::{Duration, Instant};

use clap::Args;
use cordon_outward::heard;

use super::ear::{Ear, kept_badly};
use super::list;
use super::source::Source;
use crate::cli::Common;
use crate::commands::tak::TlsArgs;
use crate::error::{Failure, Outcome};
use crate::table::ListFormat;

#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// udp://ADDR:PORT (a group such as 239.2.3.1:6969 too), tcp://HOST:PORT, tls://HOST:PORT, a file, or `-`
    #[arg(value_name = "SOURCE")]
    source: String,
    /// Stop after so many seconds
    #[arg(long = "for", value_name = "SECONDS")]
    seconds: Option<u64>,
    /// The exercise that all of it belongs to
    #[arg(long, value_name = "NAME")]
    exercise: Option<String>,
    /// How the contacts are written at the end
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: ListFormat,
    #[command(flatten)]
    tls: TlsArgs,
}

/// How often contacts are kept while listening.
const KEEP: Duration = Duration::from_secs(2);

pub(super) fn run(args: &WatchArgs, common: &Common) -> Result<Outcome, Failure> {
    let help = "give udp://ADDR:PORT, tcp://HOST:PORT, tls://HOST:PORT with --ca, a file, or `-`";
    let fault = |error: io::Error| {
        let what = format!("{}: {error}", args.source);
        match error.kind() {
            io::ErrorKind::InvalidInput => Failure::usage(what, help),
            _ => Failure::input(what, help),
        }
    };
    let mut source = Source::open(&args.source, &args.tls).map_err(fault)?;
    let mut ear = Ear::of(args.exercise.as_deref());
    let until = args.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut last = Instant::now();
    while until.is_none_or(|until| Instant::now() < until) {
        let Some(told) = source.listen().map_err(fault)? else { break };
        ear.take(told);
        if last.elapsed() >= KEEP || ear.is_full() {
            ear.keep(common).map_err(kept_badly)?;
            last = Instant::now();
        }
    }
    ear.keep(common).map_err(kept_badly)?;
    finish(&ear, args, common)
}

fn finish(ear: &Ear, args: &WatchArgs, common: &Common) -> Result<Outcome, Failure> {
    list::print(&heard::read(&common.data).map_err(kept_badly)?, args.format)?;
    if !common.quiet {
        ear.sum_up();
    }
    match (ear.tally.read, ear.tally.used) {
        (0, _) => Ok(Outcome::NothingFound),
        (_, 0) => Err(Failure::input(
            format!("nothing that was read could be used: {}", ear.reasons()),
            "docs/outward.md says what is read of Cursor on Target",
        )),
        _ => Ok(Outcome::Done),
    }
}
