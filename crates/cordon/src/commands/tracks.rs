//! `cordon tracks`: each track in short, or every position with the track it was put on.

use std::io::{self, Write};

use cordon_archive::{Store, TrackSummary};
use cordon_core::{Degrees, Finding, Fix, Knots, Mmsi, Time, TrackId};
use cordon_tracks::Decision;
use cordon_watch::engine::Listener;
use cordon_watch::replay;
use serde::Serialize;

use super::{findings, store, watch};
use crate::cli::{Common, Format, Tracks};
use crate::error::{Failure, Outcome};
use crate::progress::cell;
use crate::table;

/// Prints the tracks that are wanted.
pub(crate) fn run(args: &Tracks, common: &Common) -> Result<Outcome, Failure> {
    let store = store::read(&common.data)?;
    if args.points { points(args, &store) } else { summaries(args, &store) }
}

fn summaries(args: &Tracks, store: &Store) -> Result<Outcome, Failure> {
    let tracks = select(args, store)?;
    let format = args.format.unwrap_or(Format::Table);
    if format == Format::Parquet {
        let path = findings::parquet_path(args.output.as_deref())?;
        cordon_archive::write_tracks(path, &tracks).map_err(|error| store::failure(&error))?;
    } else {
        let mut out = findings::output(args.output.as_deref())?;
        write_summaries(&mut *out, &tracks, format)?;
        out.flush()?;
    }
    Ok(if tracks.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn select(args: &Tracks, store: &Store) -> Result<Vec<TrackSummary>, Failure> {
    let mmsis = args.filter.mmsi.iter().copied().map(Mmsi).collect();
    let wanted = (!args.filter.mmsi.is_empty()).then_some(&mmsis);
    let mut tracks = store.tracks(wanted).map_err(|error| store::failure(&error))?;
    let area = args.filter.bbox;
    tracks.retain(|track| {
        args.filter.from.is_none_or(|from| from <= track.end)
            && args.filter.to.is_none_or(|to| track.id.start <= to)
            && area.is_none_or(|area| track.course.iter().any(|place| area.contains(*place)))
    });
    Ok(tracks)
}

fn write_summaries(out: &mut dyn Write, tracks: &[TrackSummary], format: Format) -> io::Result<()> {
    match format {
        Format::Table | Format::Parquet => writeln!(out, "{}", as_table(tracks)),
        Format::Json => cordon_watch::report::write_tracks_json(out, tracks),
        Format::Jsonl => cordon_watch::report::write_tracks_jsonl(out, tracks),
        Format::Csv => cordon_watch::report::write_tracks_csv(out, tracks),
        Format::Geojson => cordon_watch::report::write_tracks_geojson(out, tracks),
    }
}

pub(crate) fn as_table(tracks: &[TrackSummary]) -> comfy_table::Table {
    let mut table =
        table::new(&["track", "name", "IMO", "start (UTC)", "end (UTC)", "fixes", "way (nm)"]);
    for track in tracks {
        table.add_row([
            track.id.to_string(),
            track.name.clone().unwrap_or_default(),
            track.imo.map(|imo| imo.to_string()).unwrap_or_default(),
            table::time(track.id.start),
            table::time(track.end),
            track.fixes.to_string(),
            format!("{:.1}", track.distance_m / 1852.0),
        ]);
    }
    table
}

/// Every position, by putting the observations through the tracker again.
fn points(args: &Tracks, store: &Store) -> Result<Outcome, Failure> {
    let format = match args.format.unwrap_or(Format::Csv) {
        Format::Csv => PointFormat::Csv,
        Format::Jsonl => PointFormat::Jsonl,
        _ => {
            return Err(Failure::usage(
                "positions are written as CSV or as JSON lines",
                "add --format csv or --format jsonl; every observation is also in the store's Parquet files (docs/archive.md)",
            ));
        }
    };
    let settings = watch::settings(&args.chart, None)?;
    let out = findings::output(args.output.as_deref())?;
    let mut printer = PointPrinter { out, format, store, args, rows: 0, broken: None };
    printer.header();
    let mut engine =
        replay(store, settings, &mut printer).map_err(|error| watch::failure(&error))?;
    engine.finish(&mut printer);
    printer.out.flush()?;
    match printer.broken {
        Some(error) => Err(error.into()),
        None if printer.rows == 0 => Ok(Outcome::NothingFound),
        None => Ok(Outcome::Done),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PointFormat {
    Csv,
    Jsonl,
}

/// One position, in the field order of the output contract.
#[derive(Serialize)]
struct Point<'a> {
    time: Time,
    mmsi: u32,
    track: Option<String>,
    lat: f64,
    lon: f64,
    sog_kn: Option<f64>,
    cog_deg: Option<f64>,
    input: &'a str,
    offset: u64,
    /// Why it is on no track.
    reason: Option<&'static str>,
}

impl Point<'_> {
    const HEADER: &'static str = "time,mmsi,track,lat,lon,sog_kn,cog_deg,input,offset,reason";

    fn csv(&self) -> String {
        let number = |n: Option<f64>| n.map(|n| n.to_string()).unwrap_or_default();
        format!(
            "{},{},{},{},{},{},{},{},{},{}",
            self.time,
            self.mmsi,
            self.track.as_deref().unwrap_or_default(),
            self.lat,
            self.lon,
            number(self.sog_kn),
            number(self.cog_deg),
            cell(self.input),
            self.offset,
            self.reason.unwrap_or_default(),
        )
    }
}

struct PointPrinter<'a> {
    out: Box<dyn Write>,
    format: PointFormat,
    store: &'a Store,
    args: &'a Tracks,
    rows: u64,
    broken: Option<io::Error>,
}

impl PointPrinter<'_> {
    fn header(&mut self) {
        if self.format == PointFormat::Csv {
            self.broken = writeln!(self.out, "{}", Point::HEADER).err();
        }
    }

    fn point(&mut self, fix: &Fix, track: Option<TrackId>, reason: Option<&'static str>) {
        if self.broken.is_some() || !self.is_wanted(fix) {
            return;
        }
        let (lat, lon) = fix.position.lat_lon_rounded();
        let point = Point {
            time: fix.time,
            mmsi: fix.mmsi.0,
            track: track.map(|track| track.to_string()),
            lat,
            lon,
            sog_kn: fix.sog().map(Knots::value),
            cog_deg: fix.cog().map(Degrees::value),
            input: self.store.input(fix.source.input).map_or("", |input| &input.name),
            offset: fix.source.offset,
            reason,
        };
        let line = match self.format {
            PointFormat::Csv => Ok(point.csv()),
            PointFormat::Jsonl => serde_json::to_string(&point).map_err(io::Error::from),
        };
        self.rows += 1;
        self.broken = line.and_then(|line| writeln!(self.out, "{line}")).err();
    }

    fn is_wanted(&self, fix: &Fix) -> bool {
        let filter = &self.args.filter;
        (filter.mmsi.is_empty() || filter.mmsi.contains(&fix.mmsi.0))
            && filter.from.is_none_or(|from| from <= fix.time)
            && filter.to.is_none_or(|to| fix.time <= to)
            && filter.bbox.is_none_or(|area| area.contains(fix.position))
    }
}

impl Listener for PointPrinter<'_> {
    fn wants_decisions(&self) -> bool {
        true
    }

    fn decision(&mut self, decision: &Decision) {
        match decision {
            Decision::Kept { track, fix } => self.point(fix, Some(*track), None),
            Decision::SetAside { fix, reason } => self.point(fix, None, Some(reason.name())),
            Decision::Said { .. } | Decision::Identity { .. } | Decision::Closed { .. } => {}
        }
    }

    fn finding(&mut self, _: Finding) {}
}
