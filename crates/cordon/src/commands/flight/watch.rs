//! `cordon flight watch`: listen to a receiver and keep the flights.

use std::fs::File;
use std::io::{self, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant, SystemTime};

use clap::Args;
use cordon_core::{Span, Time};
use cordon_flights::board::FlightBoard;
use cordon_flights::feed::{Batch, Feed, Format};
use cordon_flights::log::{self, FlightRow};

use super::list;
use crate::cli::Common;
use crate::error::{Failure, Outcome};
use crate::table::ListFormat;

#[derive(Clone, Debug, Args)]
pub(crate) struct WatchArgs {
    /// tcp://HOST:PORT of a receiver, a file, or `-`
    #[arg(value_name = "SOURCE")]
    source: String,
    /// Read as beast, sbs, aircraft or opensky instead of recognising it
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    input_format: Option<Format>,
    /// Stop after so many seconds
    #[arg(long = "for", value_name = "SECONDS")]
    seconds: Option<u64>,
    /// The exercise that all of it belongs to
    #[arg(long, value_name = "NAME")]
    exercise: Option<String>,
    /// How the flights are written at the end
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: ListFormat,
}

fn parse_format(text: &str) -> Result<Format, String> {
    let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
    Format::from_name(text).ok_or_else(|| format!("not a format; there are {}", names.join(", ")))
}

/// How often flights are kept while listening.
const KEEP: Duration = Duration::from_secs(5);
/// How long a read waits, so that the end of time is noticed.
const PATIENCE: Duration = Duration::from_millis(500);

pub(super) fn run(args: &WatchArgs, common: &Common) -> Result<Outcome, Failure> {
    let mut input = open(&args.source)?;
    let kept = log::read(&common.data).map_err(kept_badly)?;
    let mut watch = Watch {
        board: log::resume(&kept, args.exercise.as_deref()),
        others: kept,
        ended: Vec::new(),
        feed: args.input_format.map(Feed::new),
        head: Vec::new(),
        batch: Batch::default(),
    };
    let until = args.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut last = Instant::now();
    let mut buffer = vec![0; 65_536];
    while until.is_none_or(|until| Instant::now() < until) {
        match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => watch.take(buffer.get(..n).unwrap_or_default(), now())?,
            Err(error) if is_pause(&error) => {}
            Err(error) => {
                let what = format!("{}: {error}", args.source);
                return Err(Failure::input(what, "is the receiver still there?"));
            }
        }
        if last.elapsed() >= KEEP {
            watch.keep(args, common)?;
            last = Instant::now();
        }
    }
    watch.finish(args, common)
}

struct Watch {
    board: FlightBoard,
    /// What was kept before; those of this watch are replaced.
    others: Vec<FlightRow>,
    ended: Vec<FlightRow>,
    feed: Option<Feed>,
    /// First bytes, until the format is known.
    head: Vec<u8>,
    batch: Batch,
}

impl Watch {
    fn take(&mut self, bytes: &[u8], now: Time) -> Result<(), Failure> {
        if self.feed.is_none() {
            self.head.extend_from_slice(bytes);
            self.feed = Format::recognise(&self.head).map(Feed::new);
            if self.feed.is_none() && self.head.len() > 4_096 {
                return Err(unknown());
            }
            let head =
                if self.feed.is_some() { std::mem::take(&mut self.head) } else { Vec::new() };
            self.read(&head, now);
        } else {
            self.read(bytes, now);
        }
        Ok(())
    }

    fn read(&mut self, bytes: &[u8], now: Time) {
        if let Some(feed) = &mut self.feed {
            feed.take(bytes, now, &mut self.batch);
        }
        self.settle();
    }

    fn settle(&mut self) {
        for report in self.batch.reports.drain(..) {
            let ended = self.board.take(report);
            self.ended.extend(ended.map(|flight| FlightRow::of(&flight, None)));
        }
    }

    fn rows(&self, exercise: Option<&str>) -> Vec<FlightRow> {
        let own = self.board.flights().map(|flight| FlightRow::of(flight, exercise));
        let mut rows: Vec<FlightRow> = own.collect();
        let ended = self.ended.iter().cloned();
        rows.extend(ended.map(|row| FlightRow { exercise: exercise.map(str::to_owned), ..row }));
        rows
    }

    /// Writes down what is known, with what was kept before and is not of this watch.
    fn keep(&self, args: &WatchArgs, common: &Common) -> Result<Vec<FlightRow>, Failure> {
        let rows = self.rows(args.exercise.as_deref());
        let mut all = rows.clone();
        let known: std::collections::BTreeSet<&str> =
            rows.iter().map(|row| row.id.as_str()).collect();
        all.extend(self.others.iter().filter(|row| !known.contains(row.id.as_str())).cloned());
        all.sort_by(|a, b| a.id.cmp(&b.id));
        log::write(&common.data, &all).map_err(kept_badly)?;
        Ok(rows)
    }

    fn finish(mut self, args: &WatchArgs, common: &Common) -> Result<Outcome, Failure> {
        let Some(mut feed) = self.feed.take() else { return Err(unknown()) };
        feed.finish(now(), &mut self.batch);
        self.settle();
        let rows = self.keep(args, common)?;
        list::print(&rows, args.format)?;
        let tally = &self.batch.tally;
        if !common.quiet {
            let rejected: Vec<_> =
                tally.rejected.iter().map(|(reason, n)| format!("{reason} {n}")).collect();
            let rejected = if rejected.is_empty() {
                String::new()
            } else {
                format!(" ({})", rejected.join(", "))
            };
            let (read, used, lost) = (tally.read, tally.used, tally.rejected_total());
            crate::progress::say(&format!("read {read}, used {used}, rejected {lost}{rejected}"));
        }
        if tally.used == 0 {
            let reasons = tally.rejected.iter().map(|(reason, n)| (reason.as_str(), *n));
            return Err(Failure::nothing_usable(reasons));
        }
        Ok(Outcome::Done)
    }
}

fn open(source: &str) -> Result<Box<dyn Read>, Failure> {
    let help = "give tcp://HOST:PORT, a file, or `-`";
    let fault = |error: io::Error| Failure::input(format!("{source}: {error}"), help);
    if source == "-" {
        return Ok(Box::new(io::stdin()));
    }
    let Some(address) = source.strip_prefix("tcp://") else {
        return Ok(Box::new(File::open(source).map_err(fault)?));
    };
    let stream = TcpStream::connect(address).map_err(fault)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(fault)?;
    Ok(Box::new(stream))
}

fn is_pause(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}

fn unknown() -> Failure {
    Failure::input(
        "this is no feed of aircraft that is known here",
        "name it with --input-format beast, sbs, aircraft or opensky",
    )
}

fn kept_badly(error: log::LogError) -> Failure {
    Failure::input(error, "is --data a folder that can be written?")
}

/// Receive time of what carries none.
pub(super) fn now() -> Time {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let start = Time::from_unix_seconds(0).unwrap_or(Time::MAX);
    start + Span::from_seconds_f64((since.as_secs_f64() * 1e3).round() / 1e3)
}
