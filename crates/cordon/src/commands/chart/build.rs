//! `cordon chart build`: a land file from a published shoreline.

use cordon_chart::build::{BuildError, build};
use cordon_chart::land::{BoundingBox, WORLD};

use super::Build;
use crate::cli::Common;
use crate::error::{Failure, Outcome};
use crate::progress::say;

pub(super) fn run(args: &Build, common: &Common) -> Result<Outcome, Failure> {
    let area = args.bbox.as_deref().map_or(Ok(WORLD), parse_box)?;
    let file = build(&args.from, area).map_err(failure)?;
    let corners: usize =
        file.shapes.iter().flat_map(|shape| &shape.rings).map(|ring| ring.corners.len()).sum();
    let bytes = file
        .encode()
        .map_err(|error| Failure::input(error, "this is a fault of ours; please report it"))?;
    std::fs::write(&args.output, &bytes).map_err(|error| {
        Failure::input(
            format!("cannot write {}: {error}", args.output.display()),
            "check the folder and the disk",
        )
    })?;
    if !common.quiet {
        say(&format!(
            "{}: {} shapes, {corners} corners, {} kB, {}",
            args.output.display(),
            file.shapes.len(),
            bytes.len().div_ceil(1_000),
            file.source
        ));
    }
    Ok(Outcome::Done)
}

fn failure(error: BuildError) -> Failure {
    let help = "docs/chart.md says where shorelines are published";
    match error {
        BuildError::Area { .. } | BuildError::Empty => Failure::usage(error, help),
        _ => Failure::input(error, help),
    }
}

pub(super) fn parse_box(text: &str) -> Result<BoundingBox, Failure> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some(&[west, south, east, north]) => Ok(BoundingBox { west, south, east, north }),
        _ => Err(Failure::usage(
            format!("`{text}` is no box"),
            "write west,south,east,north in degrees, for example 118,25,135,40",
        )),
    }
}
