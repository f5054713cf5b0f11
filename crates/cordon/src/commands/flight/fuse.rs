//! `cordon flight warn fuse`: sightings of several partners become one estimate.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use cordon_core::Warning;
use cordon_flights::fit::{self, Assumptions, Descent, Estimate};
use cordon_flights::warning::{Change, from_estimate};
use serde_json::{Value, json};

use super::speech;
use super::warn::{self, By};
use crate::cli::Common;
use crate::error::{Failure, Outcome};
use crate::table;

#[derive(Clone, Debug, Args)]
pub(crate) struct FuseArgs {
    /// Sightings (JSON; see docs/warnings.md)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// One sigma, in kilometres, of what free fall leaves out on the way down: air, wind, tumbling
    #[arg(long, value_name = "KM", default_value_t = 5.0)]
    unmodelled: f64,
    /// Two sigma, in kilometres, by which a launch may lie off the free fall run back
    #[arg(long, value_name = "KM", default_value_t = 100.0)]
    launch_doubt: f64,
    /// Gravity of a ball instead of the flattened earth
    #[arg(long)]
    ball: bool,
    /// Warn of it
    #[arg(long, conflicts_with = "update")]
    issue: bool,
    /// Say it as an update of this warning
    #[arg(long, value_name = "ID")]
    update: Option<String>,
    #[command(flatten)]
    by: By,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: speech::Shape,
}

pub(super) fn run(args: &FuseArgs, common: &Common) -> Result<Outcome, Failure> {
    let path = args.file.display();
    let help = "docs/warnings.md shows the shape of the file, and what is assumed";
    let fault = |what: String| Failure::input(format!("{path}: {what}"), help);
    let bytes = fs::read(&args.file).map_err(|error| fault(error.to_string()))?;
    let input = fit::read(&bytes).map_err(|error| fault(error.to_string()))?;
    let assumptions = Assumptions { flat: !args.ball, unmodelled_m: args.unmodelled * 1e3 };
    let estimate = fit::fuse(&input.sensors, &input.sightings, assumptions)
        .map_err(|error| fault(error.to_string()))?;
    let terms = args.by.terms(input.exercise.as_deref());
    let warning = from_estimate(&estimate, &terms, args.launch_doubt * 1e3);
    if let Some(id) = &args.update {
        let change = |_: &Warning| Change::Update(Box::new(warning));
        return warn::follow(common, id, change, args.by.at, args.format);
    }
    let warning = if args.issue { warn::add(common, |_| Ok(warning))? } else { warning };
    match args.format {
        speech::Shape::Json => table::json(&shape(&estimate, &warning))?,
        speech::Shape::Table => print(&estimate, &warning)?,
    }
    Ok(Outcome::Done)
}

fn shape(estimate: &Estimate, warning: &Warning) -> Value {
    let sigma_s = match estimate.descent {
        Descent::Impact { sigma_s, .. } => Some(sigma_s),
        Descent::None => None,
    };
    let sensors: Vec<Value> = estimate
        .sensors
        .iter()
        .map(|s| json!({"name": s.name, "used": s.used, "rms_sigma": s.rms_sigma, "bias": s.bias}))
        .collect();
    let aside: Vec<Value> = estimate
        .set_aside
        .iter()
        .map(|aside| json!({"sighting": aside.index + 1, "reason": aside.reason}))
        .collect();
    json!({
        "epoch": estimate.epoch,
        "lat": estimate.place.lat,
        "lon": estimate.place.lon,
        "height_m": estimate.place.height_m,
        "place_sigma_m": estimate.place_sigma_m,
        "speed_m_s": estimate.speed_m_s,
        "course_deg": estimate.course,
        "climb_deg": estimate.climb,
        "state_fixed_m_m_s": estimate.fixed,
        "impact_time_sigma_s": sigma_s,
        "used": estimate.used,
        "set_aside": aside,
        "sensors": sensors,
        "chi_square_ratio": estimate.chi_square_ratio,
        "inflation": estimate.inflation,
        "warning": warning,
    })
}

fn print(estimate: &Estimate, warning: &Warning) -> std::io::Result<()> {
    speech::print(warning, speech::Shape::Table)?;
    let mut rows = table::new(&["source", "sightings", "left over (sigma)", "constant error"]);
    for share in &estimate.sensors {
        let bias = share.bias.map_or(String::new(), |[range, azimuth, elevation]| {
            format!("{range:+.0} m, {azimuth:+.3}°, {elevation:+.3}°")
        });
        let left = format!("{:.2}", share.rms_sigma);
        rows.add_row([share.name.clone(), share.used.to_string(), left, bias]);
    }
    table::print(&rows)?;
    for aside in estimate.set_aside.iter().take(20) {
        table::line(&format!("sighting {} set aside: {}", aside.index + 1, aside.reason))?;
    }
    Ok(())
}
