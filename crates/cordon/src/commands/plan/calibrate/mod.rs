//! `cordon plan calibrate`: whether a region that is said to hold a ship 80 % of the time does.
//!
//! Drills are played, and every ship that is seen at a time is taken to vanish then. Hours later the
//! probability map drawn from that last sight alone is asked in which of its regions the ship really is.

mod picture;
mod sample;

use std::path::PathBuf;

use clap::Args;
use cordon_drill::scenario::Scenario;
use cordon_drill::stats;
use cordon_plan::reach::calibration;
use rayon::prelude::*;
use serde::Serialize;

use self::sample::Sample;
use crate::cli::{DrillArgs, SummaryFormat};
use crate::commands::chart::Layers;
use crate::commands::drill;
use crate::error::{Failure, Outcome};
use crate::table;

#[derive(Clone, Debug, Args)]
pub(crate) struct CalibrateArgs {
    /// A scenario that comes with the program, or a file; `cordon drill list` names them
    #[arg(long, value_name = "NAME", default_value = "jeju-2023")]
    drill: String,
    /// How many seeds are played
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    seeds: u32,
    /// The first of them
    #[arg(long, value_name = "N", default_value_t = 1)]
    first: u64,
    /// Hours after the last sight; again for more
    #[arg(long, value_name = "HOURS", default_values_t = [2.0, 6.0], value_parser = parse_hours)]
    after: Vec<f64>,
    /// Particles of each map
    #[arg(long, value_name = "N", default_value_t = 4_000, value_parser = clap::value_parser!(u32).range(100..=200_000))]
    particles: u32,
    /// Write the table as a picture (SVG)
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    #[command(flatten)]
    layers: Layers,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: SummaryFormat,
}

fn parse_hours(text: &str) -> Result<f64, String> {
    let hours = text.parse().ok().filter(|hours| (0.1..=48.0).contains(hours));
    hours.ok_or_else(|| format!("`{text}` is no number of hours from 0.1 to 48"))
}

/// How often ships lay in the region of a part.
#[derive(Clone, Copy, Debug, Serialize)]
struct Held {
    /// What the map says.
    part: f64,
    /// What was so, over all seeds.
    share: f64,
    /// Its 95 % interval, with seeds as the independent tries.
    low: f64,
    high: f64,
}

/// One line of the diagram.
#[derive(Clone, Debug, Serialize)]
struct Curve {
    ships: String,
    after_h: f64,
    cases: usize,
    held: Vec<Held>,
}

/// All that was found.
#[derive(Clone, Debug, Serialize)]
struct Report {
    exercise: String,
    first_seed: u64,
    seeds: u32,
    particles: u32,
    curves: Vec<Curve>,
}

pub(crate) fn run(args: &CalibrateArgs) -> Result<Outcome, Failure> {
    let scenario = scenario(&args.drill)?;
    let chart = args.layers.chart()?;
    let seeds: Vec<u64> = (0..u64::from(args.seeds)).map(|n| args.first.wrapping_add(n)).collect();
    let played: Result<Vec<Vec<Sample>>, Failure> = seeds
        .par_iter()
        .map(|seed| sample::samples(&scenario, *seed, &args.after, args.particles, chart.lands()))
        .collect();
    let report = Report {
        exercise: scenario.name.to_ascii_uppercase(),
        first_seed: args.first,
        seeds: args.seeds,
        particles: args.particles,
        curves: curves(&played?, &args.after),
    };
    if let Some(path) = &args.picture {
        std::fs::write(path, picture::picture(&report)).map_err(|error| {
            Failure::input(format!("cannot write {}: {error}", path.display()), "name another file")
        })?;
    }
    match args.format {
        SummaryFormat::Json => table::json(&report)?,
        SummaryFormat::Table => tell(&report)?,
    }
    Ok(if report.curves.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn scenario(name: &str) -> Result<Scenario, Failure> {
    let drill = drill::open(&DrillArgs::named(name))?;
    let world = drill.world().ok_or_else(|| {
        Failure::usage(
            format!("`{name}` has no scenario file to play"),
            "`cordon drill list` names the others",
        )
    })?;
    Ok(world.scenario().clone())
}

/// All ships, then the kinds of ship, for each time.
fn curves(played: &[Vec<Sample>], after: &[f64]) -> Vec<Curve> {
    let mut kinds: Vec<&'static str> = played.iter().flatten().map(|sample| sample.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let all = after.iter().map(|hours| (None, *hours));
    let each = kinds.iter().flat_map(|kind| after.iter().map(|hours| (Some(*kind), *hours)));
    all.chain(each).filter_map(|(kind, hours)| curve(played, kind, hours)).collect()
}

fn curve(played: &[Vec<Sample>], kind: Option<&'static str>, hours: f64) -> Option<Curve> {
    let is_one = |sample: &&Sample| {
        (sample.after_h - hours).abs() < 1e-9 && kind.is_none_or(|kind| sample.kind == kind)
    };
    let levels = |samples: &Vec<Sample>| -> Vec<f64> {
        samples.iter().filter(is_one).map(|sample| sample.level).collect()
    };
    let seeds: Vec<Vec<f64>> =
        played.iter().map(levels).filter(|levels| !levels.is_empty()).collect();
    let pooled: Vec<f64> = seeds.iter().flatten().copied().collect();
    let by_seed: Vec<Vec<(f64, f64)>> = seeds.iter().map(|levels| calibration(levels)).collect();
    let held = calibration(&pooled).into_iter().enumerate().map(|(row, (part, share))| {
        let shares: Vec<f64> =
            by_seed.iter().filter_map(|seed| seed.get(row)).map(|(_, share)| *share).collect();
        let spread = stats::mean(&shares).and_then(|(mean, interval)| Some((mean, interval?)));
        let (low, high) = spread
            .map_or((0.0, 1.0), |(mean, (low, high))| (share + low - mean, share + high - mean));
        Held { part, share, low: low.max(0.0), high: high.min(1.0) }
    });
    let ships = kind.unwrap_or("all").to_owned();
    (!pooled.is_empty()).then(|| Curve {
        ships,
        after_h: hours,
        cases: pooled.len(),
        held: held.collect(),
    })
}

fn tell(report: &Report) -> Result<(), Failure> {
    let mut rows = table::new(&[
        "ships",
        "after",
        "cases",
        "50 % holds",
        "80 % holds",
        "95 % holds",
        "farthest off",
    ]);
    for curve in &report.curves {
        let at = |part: f64| curve.held.iter().find(|held| (held.part - part).abs() < 1e-9);
        let said = |part: f64| {
            at(part).map_or_else(String::new, |held| {
                let percent = |share: f64| 100.0 * share;
                format!(
                    "{:.0} ({:.0}–{:.0})",
                    percent(held.share),
                    percent(held.low),
                    percent(held.high)
                )
            })
        };
        let off = curve.held.iter().map(|held| held.share - held.part);
        let farthest = off.max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0);
        rows.add_row([
            curve.ships.clone(),
            format!("{} h", curve.after_h),
            curve.cases.to_string(),
            said(0.5),
            said(0.8),
            said(0.95),
            format!("{:+.1} points", 100.0 * farthest),
        ]);
    }
    table::print(&rows)?;
    Ok(table::line(&format!(
        "SIMULATED: exercise {}, seeds {} to {}; 95 % intervals with seeds as tries",
        report.exercise,
        report.first_seed,
        report.first_seed.wrapping_add(u64::from(report.seeds) - 1)
    ))?)
}
