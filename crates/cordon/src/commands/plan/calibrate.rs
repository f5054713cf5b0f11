//! `cordon plan calibrate`: whether a region that is said to hold a ship 80 % of the time does.
//!
//! Drills are played, and every ship that is seen at a time is taken to vanish then. Hours later the
//! probability map drawn from that last sight alone is asked in which of its regions the ship really is.

use std::path::{Path, PathBuf};

use clap::Args;
use cordon_drill::calibrate::{
    Found, Lost, Made, Report, curves, fitted, for_fitting, lost, picture,
};
use cordon_drill::scenario::Scenario;
use cordon_plan::Land;
use cordon_plan::reach::PARTICLES;
use rayon::prelude::*;

use crate::cli::{DrillArgs, SummaryFormat};
use crate::commands::chart::Layers;
use crate::commands::drill;
use crate::commands::plan::place::refused;
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
    #[arg(long, value_name = "N", default_value_t = PARTICLES as u32, value_parser = clap::value_parser!(u32).range(100..=200_000))]
    particles: u32,
    /// Write the figures that make regions hold what they say, as the file that `cordon-plan` is built with (Rust)
    #[arg(long, value_name = "FILE", conflicts_with = "picture")]
    fit: Option<PathBuf>,
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

pub(crate) fn run(args: &CalibrateArgs) -> Result<Outcome, Failure> {
    let scenario = scenario(&args.drill)?;
    let chart = args.layers.chart()?;
    let seeds: Vec<u64> = (0..u64::from(args.seeds)).map(|n| args.first.wrapping_add(n)).collect();
    let played: Result<Vec<Vec<Found>>, Failure> =
        seeds.par_iter().map(|seed| found(args, &scenario, *seed, chart.lands())).collect();
    let played = played?;
    if let Some(path) = &args.fit {
        let made = Made { command: command(args), after_h: sorted(&args.after) };
        write(path, &fitted(&made, &played.concat()))?;
    }
    let report = Report {
        exercise: scenario.name.to_ascii_uppercase(),
        first_seed: args.first,
        seeds: args.seeds,
        particles: args.particles,
        curves: curves(&played, &args.after),
    };
    if let Some(path) = &args.picture {
        write(path, &picture(&report))?;
    }
    match args.format {
        SummaryFormat::Json => table::json(&report)?,
        SummaryFormat::Table => tell(&report)?,
    }
    Ok(if report.curves.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

/// What one seed of a drill shows.
fn found(
    args: &CalibrateArgs,
    scenario: &Scenario,
    seed: u64,
    land: &dyn Land,
) -> Result<Vec<Found>, Failure> {
    let mut lost = lost(scenario, seed, &args.after);
    if args.fit.is_some() {
        lost = for_fitting(lost, seed, args.after.len());
    }
    let find = |lost: &Lost| lost.find(args.particles as usize, land);
    let found: Result<Vec<Option<Found>>, _> = lost.par_iter().map(find).collect();
    Ok(found.map_err(|error| refused(&error))?.into_iter().flatten().collect())
}

/// The line that makes the figures again.
fn command(args: &CalibrateArgs) -> String {
    let after: Vec<String> =
        sorted(&args.after).iter().map(|hours| format!("--after {hours}")).collect();
    format!(
        "cordon plan calibrate --drill {} --seeds {} --first {} --particles {} {} --fit {}",
        args.drill,
        args.seeds,
        args.first,
        args.particles,
        after.join(" "),
        "crates/cordon-plan/src/reach/fitted.rs"
    )
}

fn sorted(hours: &[f64]) -> Vec<f64> {
    let mut hours = hours.to_vec();
    hours.sort_by(f64::total_cmp);
    hours.dedup();
    hours
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| {
        Failure::input(format!("cannot write {}: {error}", path.display()), "name another file")
    })
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

fn tell(report: &Report) -> Result<(), Failure> {
    let mut rows = table::new(&[
        "ships",
        "after",
        "cases",
        "50 % holds",
        "80 % holds",
        "95 % holds",
        "farthest off",
        "80 % covers",
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
            if curve.known { curve.ships.clone() } else { format!("  {}", curve.ships) },
            format!("{} h", curve.after_h),
            curve.cases.to_string(),
            said(0.5),
            said(0.8),
            said(0.95),
            format!("{:+.1} points", 100.0 * farthest),
            format!("{:.0} nm²", curve.area_80_nm2),
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
