//! `cordon tracks`: each track in short, or every position with the track it was put on.

use std::io::{self, Write};

use cordon_archive::{Store, TrackSummary};
use cordon_core::{Degrees, Finding, Fix, Knots, Mmsi, TrackId};
use cordon_tracks::Decision;
use cordon_watch::engine::Listener;
use cordon_watch::replay;

use super::{findings, store, watch};
use crate::cli::{Common, Format, Tracks};
use crate::error::{Failure, Outcome};
use crate::table;

/// Prints the tracks that are wanted.
pub(crate) fn run(args: &Tracks, common: &Common) -> Result<Outcome, Failure> {
    let store = store::read(&common.data)?;
    if args.points { points(args, &store) } else { summaries(args, &store) }
}

fn summaries(args: &Tracks, store: &Store) -> Result<Outcome, Failure> {
    let tracks = select(args, store)?;
    if args.format == Format::Parquet {
        let path = findings::parquet_path(args.output.as_deref())?;
        cordon_archive::write_tracks(path, &tracks).map_err(|error| store::failure(&error))?;
    } else {
        let mut out = findings::output(args.output.as_deref())?;
        write_summaries(&mut *out, &tracks, args.format)?;
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
    if !matches!(args.format, Format::Csv | Format::Table) {
        return Err(Failure::usage(
            "positions are written as CSV only",
            "add --format csv; every observation is also in the store's Parquet files (docs/archive.md)",
        ));
    }
    let settings = watch::settings(&args.chart)?;
    let mut printer = PointPrinter {
        out: findings::output(args.output.as_deref())?,
        store,
        wanted: args.filter.mmsi.clone(),
        args,
        rows: 0,
        broken: None,
    };
    printer.line("time,mmsi,track,lat,lon,sog_kn,cog_deg,input,offset,reason");
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

struct PointPrinter<'a> {
    out: Box<dyn Write>,
    store: &'a Store,
    wanted: Vec<u32>,
    args: &'a Tracks,
    rows: u64,
    broken: Option<io::Error>,
}

impl PointPrinter<'_> {
    fn line(&mut self, line: &str) {
        if self.broken.is_none() {
            self.broken = writeln!(self.out, "{line}").err();
        }
    }

    fn point(&mut self, fix: &Fix, track: Option<TrackId>, reason: &str) {
        let filter = &self.args.filter;
        let is_wanted = (self.wanted.is_empty() || self.wanted.contains(&fix.mmsi.0))
            && filter.from.is_none_or(|from| from <= fix.time)
            && filter.to.is_none_or(|to| fix.time <= to);
        if !is_wanted {
            return;
        }
        let (lat, lon) = fix.position.lat_lon_rounded();
        let number = |n: Option<f64>| n.map(|n| n.to_string()).unwrap_or_default();
        let input = self.store.input(fix.source.input).map_or("", |input| &input.name);
        let line = format!(
            "{},{},{},{lat},{lon},{},{},{},{},{reason}",
            fix.time,
            fix.mmsi.0,
            track.map(|track| track.to_string()).unwrap_or_default(),
            number(fix.sog().map(Knots::value)),
            number(fix.cog().map(Degrees::value)),
            crate::progress::cell(input),
            fix.source.offset,
        );
        self.rows += 1;
        self.line(&line);
    }
}

impl Listener for PointPrinter<'_> {
    fn wants_decisions(&self) -> bool {
        true
    }

    fn decision(&mut self, decision: &Decision) {
        match decision {
            Decision::Kept { track, fix } => self.point(fix, Some(*track), ""),
            Decision::SetAside { fix, reason } => self.point(fix, None, reason.name()),
            Decision::Identity { .. } | Decision::Closed { .. } => {}
        }
    }

    fn finding(&mut self, _: Finding) {}
}
