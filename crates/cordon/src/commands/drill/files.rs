//! Scenario files: which there are, whether one is right, and what shape they have.

use std::path::Path;

use cordon_drill::scenario::{self, Scenario, trafficgen};
use serde_json::json;

use super::args::{Check, Convert};
use super::{is_file, load, wrong};
use crate::cli::{DRILL_START, SummaryFormat};
use crate::error::{Failure, Outcome};
use crate::table;

/// Every scenario that comes with the program.
pub(super) fn list(format: SummaryFormat) -> Result<Outcome, Failure> {
    let mut rows = Vec::new();
    for name in cordon_drill::names() {
        let file = scenario::bundled(name).transpose().map_err(|problems| wrong(&problems))?;
        let hours =
            file.as_ref().map_or(cordon_drill::DEFAULT_DURATION.hours(), |it| it.duration_h);
        let title =
            file.map_or_else(|| "Six ships among sixty, south of Jeju".to_owned(), |it| it.title);
        rows.push((name, hours, title));
    }
    if format == SummaryFormat::Json {
        let rows = rows.iter().map(
            |(name, hours, title)| json!({ "name": name, "duration_h": hours, "title": title }),
        );
        table::json(&rows.collect::<Vec<_>>())?;
    } else {
        let mut shown = table::new(&["name", "hours", "what"]);
        for (name, hours, title) in rows {
            shown.add_row([name.to_owned(), hours.to_string(), title]);
        }
        table::print(&shown)?;
    }
    Ok(Outcome::Done)
}

/// Whether a scenario can be played.
pub(super) fn check(args: &Check) -> Result<Outcome, Failure> {
    let is_json = args.format == SummaryFormat::Json;
    let found = if is_file(&args.name) {
        scenario::from_file(Path::new(&args.name))
    } else {
        Ok(load(&args.name)?)
    };
    match found {
        Ok(scenario) if is_json => table::json(&summary(&scenario))?,
        Ok(scenario) => {
            table::line(&format!("{}: can be played, {} h", args.name, scenario.duration_h))?;
        }
        Err(problems) if is_json => {
            let problems = problems.0.iter().map(|it| {
                json!({ "file": it.file, "line": it.line, "column": it.column, "what": it.what, "help": it.help })
            });
            table::json(&json!({ "ok": false, "problems": problems.collect::<Vec<_>>() }))?;
            return Err(Failure::input(
                format!("{} cannot be played", args.name),
                "every problem is listed with its line",
            ));
        }
        Err(problems) => return Err(wrong(&problems)),
    }
    Ok(Outcome::Done)
}

fn summary(scenario: &Scenario) -> serde_json::Value {
    let generated: u32 = scenario.traffic.iter().map(|it| it.count).sum::<u32>()
        + scenario.ground.iter().map(|it| it.count).sum::<u32>();
    json!({
        "ok": true, "name": scenario.name, "duration_h": scenario.duration_h, "seed": scenario.seed,
        "craft": scenario.craft.len() + generated as usize, "sensors": scenario.sensor.len(),
        "injects": scenario.inject.len(), "aims": scenario.aim.len(),
    })
}

/// The JSON Schema.
pub(super) fn schema() -> Result<Outcome, Failure> {
    table::line(scenario::json_schema().trim_end())?;
    Ok(Outcome::Done)
}

/// From maritime-schema.
pub(super) fn import(args: &Convert) -> Result<Outcome, Failure> {
    let path = Path::new(&args.name);
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::input(format!("{}: {error}", args.name), "name a traffic situation (JSON)")
    })?;
    let stem = path.file_stem().map_or_else(|| "imported".into(), |stem| stem.to_string_lossy());
    let plain = stem.to_ascii_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let name: String = plain.chars().take(32).collect();
    let scenario = trafficgen::import(&text, &name, DRILL_START).map_err(|error| {
        Failure::input(
            format!("{}: {error}", args.name),
            "see docs/drill-formats.md for what is read",
        )
    })?;
    let text = toml::to_string(&scenario).map_err(std::io::Error::other)?;
    table::line(text.trim_end())?;
    Ok(Outcome::Done)
}

/// To maritime-schema.
pub(super) fn export(args: &Convert) -> Result<Outcome, Failure> {
    match trafficgen::export(&load(&args.name)?) {
        Some(text) => table::line(&text)?,
        None => return Ok(Outcome::NothingFound),
    }
    Ok(Outcome::Done)
}
