//! `cordon chart limits`: lines for a map.

use cordon_chart::limits::Limit;
use cordon_core::NauticalMiles;
use serde_json::json;

use super::Limits;
use super::build::parse_box;
use crate::error::{Failure, Outcome};
use crate::table;

pub(super) fn run(args: &Limits) -> Result<Outcome, Failure> {
    let bounds = parse_box(&args.bbox)?;
    let chart = args.layers.chart()?;
    let limits = chart.limits(bounds, NauticalMiles(args.step)).map_err(|error| {
        Failure::usage(error, "--bbox takes west,south,east,north in degrees, and --step miles")
    })?;
    let is_empty = limits.iter().all(|limit| limit.lines.is_empty());
    let features: Vec<_> = limits.iter().map(Limit::feature).collect();
    table::json(&json!({"type": "FeatureCollection", "features": features, "properties": {
        "step_nm": args.step, "assumptions": [
            "normal baseline: the shore of the chart (UNCLOS art. 5)",
            "of two states the nearer shore decides; agreed boundaries are not known",
        ],
    }}))?;
    Ok(if is_empty { Outcome::NothingFound } else { Outcome::Done })
}

pub(super) fn parse_step(text: &str) -> Result<f64, String> {
    let step = text.parse().ok().filter(|step| (0.05..=30.0).contains(step));
    step.ok_or_else(|| format!("`{text}` is no step from 0.05 to 30 nautical miles"))
}
