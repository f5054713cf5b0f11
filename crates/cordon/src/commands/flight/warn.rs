//! `cordon flight warn`: launch warnings, from the first word to the all-clear.

use clap::{Args, Subcommand, ValueEnum};
use cordon_core::warning::{ClassChance, Event, FlightClass, SensorClass};
use cordon_core::{Degrees, Ellipse, Metres, Place, Position, Time, Warning};
use cordon_flights::warning::{Board, Book, BookError, Change, Terms, first, next};

use super::watch::now;
use super::{args, fuse, show, speech};
use crate::cli::Common;
use crate::error::{Failure, Outcome};

#[derive(Debug, Subcommand)]
pub(crate) enum WarnCommand {
    /// Say that something was launched, with what is known
    #[command(
        after_help = "Example:\n  cordon flight warn issue --origin JPN --launched 2031-03-14T00:00:00Z --from 39.7,124.7 \\\n    \
            --impact 40.5,139.0 --impact-time 2031-03-14T00:09:00Z --impact-radius 40 --because \"announced by the ministry\" --exercise DRILL7"
    )]
    Issue(Issue),
    /// Put sightings of several partners together into one estimate; with --issue, warn
    #[command(
        after_help = "Examples:\n  cordon flight warn fuse sightings.json\n  cordon flight warn fuse sightings.json --issue --origin JPN\n  \
            cordon flight warn fuse more.json --update JPN-20310314T000000Z\n\nThe shape of the file: docs/warnings.md."
    )]
    Fuse(fuse::FuseArgs),
    /// Call a warning off
    #[command(
        after_help = "Example:\n  cordon flight warn clear JPN-20310314T000000Z --because \"it fell into the sea\""
    )]
    Clear(Clear),
    /// Say what was wrong with a warning, and what is right
    #[command(
        after_help = "Example:\n  cordon flight warn correct JPN-20310314T000000Z --impact 41.0,141.5 --impact-radius 30 --because \"the first area was the wrong island\""
    )]
    Correct(Correct),
    /// Warnings that stand, or all of their messages
    #[command(
        after_help = "Examples:\n  cordon flight warn list\n  cordon flight warn list --all --format jsonl"
    )]
    List(List),
    /// One warning as it goes out: JSON, CAP, CoT, GeoJSON
    #[command(
        after_help = "Examples:\n  cordon flight warn show JPN-20310314T000000Z --format cap > alert.xml\n  \
            cordon flight warn show JPN-20310314T000000Z --format cot --release-to USA,KOR"
    )]
    Show(show::ShowArgs),
}

/// Who says so, when, and in which exercise.
#[derive(Clone, Debug, Args)]
pub(super) struct By {
    /// The node that says so
    #[arg(long, value_name = "NAME", default_value = "CORDON", env = "CORDON_NODE")]
    origin: String,
    /// When it is said; now when left out
    #[arg(long, value_name = "TIME")]
    pub(super) at: Option<Time>,
    /// How sure that there is such a flight, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.9)]
    confidence: f64,
    /// The exercise that it belongs to
    #[arg(long, value_name = "NAME")]
    exercise: Option<String>,
}

impl By {
    pub(super) fn terms(&self, exercise: Option<&str>) -> Terms {
        Terms {
            origin: self.origin.clone(),
            issued: self.at.unwrap_or_else(now),
            confidence: self.confidence,
            exercise: self.exercise.clone().or_else(|| exercise.map(str::to_owned)),
        }
    }
}

/// Where it came from and where it may come down.
#[derive(Clone, Debug, Args)]
pub(super) struct Known {
    /// Where it was launched
    #[arg(long, value_name = "LAT,LON", value_parser = args::place, allow_hyphen_values = true)]
    from: Option<Position>,
    /// Two sigma of that, in kilometres
    #[arg(long, value_name = "KM", default_value_t = 10.0)]
    from_radius: f64,
    /// Where it may come down
    #[arg(long, value_name = "LAT,LON", value_parser = args::place, allow_hyphen_values = true)]
    impact: Option<Position>,
    /// When it may come down; as said before when left out
    #[arg(long, value_name = "TIME")]
    impact_time: Option<Time>,
    /// Radius of the circle that holds the impact 95 times of 100, in kilometres
    #[arg(long, value_name = "KM", default_value_t = 50.0)]
    impact_radius: f64,
    /// Direction in which it left, degrees true
    #[arg(long, value_name = "DEGREES")]
    azimuth: Option<f64>,
    /// Greatest height in kilometres
    #[arg(long, value_name = "KM")]
    apogee: Option<f64>,
    /// What it is: short_range, medium_range, intermediate_range, intercontinental, space_launch, glide, cruise
    #[arg(long, value_name = "CLASS", value_parser = parse_class)]
    class: Option<FlightClass>,
    /// One sentence that says why
    #[arg(long, value_name = "TEXT")]
    because: String,
}

fn parse_class(text: &str) -> Result<FlightClass, String> {
    let names: Vec<_> = FlightClass::ALL.iter().map(|class| class.name()).collect();
    FlightClass::from_name(text)
        .ok_or_else(|| format!("not a class; there are {}", names.join(", ")))
}

impl Known {
    fn add_to(&self, warning: &mut Warning, launched: Time) {
        warning.reason.clone_from(&self.because);
        warning.sensor = SensorClass::Reported;
        let launch =
            self.from.map(|place| event(place, launched, self.from_radius, Ellipse::TWO_SIGMA));
        warning.launch = launch.or(warning.launch);
        let time = self.impact_time.or(warning.impact.map(|impact| impact.time));
        let impact = self.impact.or(warning.impact.map(|impact| impact.place.0));
        if let (Some(place), Some(time)) = (impact, time) {
            warning.impact = Some(event(place, time, self.impact_radius, 0.95));
        }
        warning.azimuth = self.azimuth.map(|a| Degrees(a.rem_euclid(360.0))).or(warning.azimuth);
        warning.apogee = self.apogee.map(|km| Metres(km * 1e3)).or(warning.apogee);
        if let Some(class) = self.class {
            warning.classes = vec![ClassChance { class, probability: 1.0 }];
        }
    }
}

fn event(place: Position, time: Time, radius_km: f64, probability: f64) -> Event {
    let radius = Metres(radius_km * 1e3);
    let ellipse =
        Ellipse { semi_major: radius, semi_minor: radius, orientation: Degrees(0.0), probability };
    Event { time, place: Place(place), ellipse: Some(ellipse) }
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Issue {
    /// When it was launched
    #[arg(long, value_name = "TIME")]
    launched: Time,
    #[command(flatten)]
    known: Known,
    #[command(flatten)]
    by: By,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: speech::Shape,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Clear {
    /// The warning, as `cordon flight warn list` names it
    #[arg(value_name = "ID")]
    id: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    because: String,
    /// When it is said; now when left out
    #[arg(long, value_name = "TIME")]
    at: Option<Time>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: speech::Shape,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Correct {
    /// The warning, as `cordon flight warn list` names it
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    known: Known,
    /// When it is said; now when left out
    #[arg(long, value_name = "TIME")]
    at: Option<Time>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: speech::Shape,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct List {
    /// Every message, not only what stands
    #[arg(long)]
    all: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: ListShape,
}

/// How warnings are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListShape {
    /// For people
    Table,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// GeoJSON (RFC 7946)
    Geojson,
}

pub(super) fn run(command: &WarnCommand, common: &Common) -> Result<Outcome, Failure> {
    match command {
        WarnCommand::Issue(args) => issue(args, common),
        WarnCommand::Fuse(args) => fuse::run(args, common),
        WarnCommand::Clear(args) => clear(args, common),
        WarnCommand::Correct(args) => correct(args, common),
        WarnCommand::List(args) => list(args, common),
        WarnCommand::Show(args) => show::run(args, common),
    }
}

fn issue(args: &Issue, common: &Common) -> Result<Outcome, Failure> {
    let mut warning = first(&args.by.terms(None), args.launched, String::new());
    args.known.add_to(&mut warning, args.launched);
    let said = add(common, |_| Ok(warning))?;
    speech::print(&said, args.format)?;
    Ok(Outcome::Done)
}

fn clear(args: &Clear, common: &Common) -> Result<Outcome, Failure> {
    let change = Change::AllClear(args.because.clone());
    follow(common, &args.id, |_| change, args.at, args.format)
}

fn correct(args: &Correct, common: &Common) -> Result<Outcome, Failure> {
    let change = |last: &Warning| {
        let mut right = last.clone();
        let launched = last.launch.map_or(last.issued, |launch| launch.time);
        args.known.add_to(&mut right, launched);
        Change::Correction(Box::new(right))
    };
    follow(common, &args.id, change, args.at, args.format)
}

/// Says something that follows what stands of `id`.
pub(super) fn follow(
    common: &Common,
    id: &str,
    change: impl FnOnce(&Warning) -> Change,
    at: Option<Time>,
    shape: speech::Shape,
) -> Result<Outcome, Failure> {
    let said = add(common, |board| {
        let last = board.get(id).ok_or_else(|| format!("no warning is named `{id}`"))?;
        let issued = at.unwrap_or_else(|| now().max(last.issued));
        next(last, change(last), issued).map_err(|error| error.to_string())
    })?;
    speech::print(&said, shape)?;
    Ok(Outcome::Done)
}

pub(super) fn add(
    common: &Common,
    make: impl FnOnce(&Board) -> Result<Warning, String>,
) -> Result<Warning, Failure> {
    open(common)?.add(make).map_err(|error| match error {
        BookError::Refused(_) => {
            Failure::usage(error, "`cordon flight warn list --all` shows what was said so far")
        }
        BookError::Disk { .. } => Failure::input(error, "is --data a folder that can be written?"),
    })
}

pub(super) fn open(common: &Common) -> Result<Book, Failure> {
    Book::open(&common.data)
        .map_err(|error| Failure::input(error, "is --data the folder of a Cordon store?"))
}

fn list(args: &List, common: &Common) -> Result<Outcome, Failure> {
    let book = open(common)?;
    let standing: Vec<&Warning> = book.board().standing().collect();
    let messages: Vec<&Warning> = if args.all {
        standing.iter().flat_map(|warning| book.board().messages(&warning.id)).collect()
    } else {
        standing
    };
    if book.damaged() > 0 {
        crate::progress::say(&format!(
            "{} lines of warnings.jsonl cannot be used: cut off, changed, or in conflict",
            book.damaged()
        ));
    }
    speech::list(&messages, args.format)?;
    Ok(if messages.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}
