//! Red team: a scenario's smugglers hidden in recorded traffic, to see whether the watch finds them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cordon_drill::hide::{Reception, alarms, hide};
use cordon_drill::scenario::Scenario;
use cordon_drill::score::{Deceived, Watched};
use cordon_drill::stats::{mean, wilson};
use cordon_watch::{Silent, watch_history};
use serde::Serialize;

use super::watched::{look, open};
use super::{args, load};
use crate::cli::SummaryFormat;
use crate::commands::{store, watch};
use crate::error::{Failure, Outcome};
use crate::progress::say;
use crate::table;

/// What became of one kind of deception over all runs.
#[derive(Serialize)]
struct Detected {
    deception: String,
    tries: u64,
    found: u64,
    probability: f64,
    low: f64,
    high: f64,
    mean_time_to_find_h: Option<f64>,
    missed: BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct Tried {
    run: u64,
    seed: u64,
    sent: u64,
    heard: u64,
    deceptions: Vec<Deceived>,
}

#[derive(Serialize)]
struct Report {
    schema: &'static str,
    exercise: String,
    recorded: Vec<String>,
    vessel_days: f64,
    alarming_findings: u64,
    false_findings_per_1000_vessel_days: Option<f64>,
    deceptions: Vec<Detected>,
    runs: Vec<Tried>,
}

/// Hides, watches, and counts.
pub(super) fn inject(args: &args::Inject) -> Result<Outcome, Failure> {
    let scenario = load(&args.name)?;
    say("SIMULATED: every message that is injected is marked as an exercise.");
    let files: Vec<&Path> = args.into.iter().map(PathBuf::as_path).collect();
    let recorded = watch_over(&files, args)?;
    let reception = Reception::of(&recorded);
    let first = args.seed.unwrap_or(scenario.seed);
    let mut runs = Vec::new();
    for run in 0..u64::from(args.runs) {
        let seed = first.wrapping_add(run);
        runs.push(one(run, seed, &scenario, &recorded, &reception, args)?);
    }
    let (alarming, days) = alarms(&recorded);
    let report = Report {
        schema: "cordon.drill.inject/1",
        exercise: scenario.name.to_ascii_uppercase(),
        recorded: args.into.iter().map(|it| it.display().to_string()).collect(),
        vessel_days: tidy(days),
        alarming_findings: alarming,
        false_findings_per_1000_vessel_days: (days > 0.0)
            .then(|| tidy(1e3 * alarming as f64 / days)),
        deceptions: summed(&runs),
        runs,
    };
    let json = serde_json::to_string_pretty(&report).map_err(std::io::Error::from)? + "\n";
    let path = args.out.join("inject.json");
    std::fs::write(&path, json).map_err(|error| room(&path, &error))?;
    print(&report, args)?;
    Ok(Outcome::Done)
}

/// One run: its messages go to `run-N.nmea` in the output folder.
fn one(
    run: u64,
    seed: u64,
    scenario: &Scenario,
    recorded: &Watched,
    reception: &Reception,
    args: &args::Inject,
) -> Result<Tried, Failure> {
    let injected = hide(scenario, seed, recorded, reception).ok_or_else(|| {
        Failure::input(
            "there is nothing to hide, or nothing recorded to hide it in",
            "name a scenario whose subjects hide something, and files with positions and times",
        )
    })?;
    let path = args.out.join(format!("run-{run}.nmea"));
    std::fs::create_dir_all(&args.out).map_err(|error| room(&args.out, &error))?;
    std::fs::write(&path, &injected.lines).map_err(|error| room(&path, &error))?;
    let mut files: Vec<&Path> = args.into.iter().map(PathBuf::as_path).collect();
    if !injected.lines.is_empty() {
        files.push(&path);
    }
    let watched = watch_over(&files, args)?;
    let points = || recorded.tracks.iter().flat_map(|it| &it.points).map(|it| it.time);
    let until = points().max().unwrap_or(cordon_core::Time::MIN);
    let deceptions = injected.judge(&watched, until);
    Ok(Tried { run, seed, sent: injected.sent, heard: injected.heard, deceptions })
}

/// Files through the watch with the user's rules, in a store that goes afterwards.
fn watch_over(files: &[&Path], args: &args::Inject) -> Result<Watched, Failure> {
    let settings = watch::settings(&args.chart, None)?;
    let folder = tempfile::tempdir().map_err(|error| room(Path::new("temporary"), &error))?;
    let mut kept = store::open(folder.path())?;
    watch_history(&mut kept, open(files)?, settings.clone(), &mut Silent)
        .map_err(|error| watch::failure(&error))?;
    let watched = look(&kept, settings)?;
    kept.close().map_err(|error| store::failure(&error))?;
    Ok(watched)
}

fn summed(runs: &[Tried]) -> Vec<Detected> {
    let mut by_kind: BTreeMap<&str, Vec<&Deceived>> = BTreeMap::new();
    for it in runs.iter().flat_map(|run| &run.deceptions) {
        by_kind.entry(&it.deception).or_default().push(it);
    }
    let detected = |(deception, all): (&str, Vec<&Deceived>)| {
        let hours: Vec<f64> = all.iter().filter_map(|it| it.after_h).collect();
        let (tries, found) = (all.len() as u64, hours.len() as u64);
        let (low, high) = wilson(found, tries).unwrap_or((0.0, 1.0));
        let mut missed = BTreeMap::new();
        for it in all.iter().filter(|it| it.finding.is_none()) {
            let why = it.reason.split(':').next().unwrap_or_default().to_owned();
            *missed.entry(why).or_insert(0) += 1;
        }
        Detected {
            deception: deception.to_owned(),
            tries,
            found,
            probability: tidy(found as f64 / tries.max(1) as f64),
            low: tidy(low),
            high: tidy(high),
            mean_time_to_find_h: mean(&hours).map(|it| tidy(it.0)),
            missed,
        }
    };
    by_kind.into_iter().map(detected).collect()
}

fn print(report: &Report, args: &args::Inject) -> std::io::Result<()> {
    if args.format == SummaryFormat::Json {
        return table::json(report);
    }
    let mut shown = table::new(&[
        "deception",
        "tries",
        "found",
        "probability",
        "95 % interval",
        "hours",
        "missed",
    ]);
    for it in &report.deceptions {
        let missed: Vec<String> = it.missed.iter().map(|(why, n)| format!("{why} {n}")).collect();
        shown.add_row([
            it.deception.clone(),
            it.tries.to_string(),
            it.found.to_string(),
            it.probability.to_string(),
            format!("{} to {}", it.low, it.high),
            it.mean_time_to_find_h.map(|it| it.to_string()).unwrap_or_default(),
            missed.join(", "),
        ]);
    }
    table::print(&shown)?;
    let rate = report.false_findings_per_1000_vessel_days;
    table::line(&format!(
        "EXERCISE {}: untouched, {} findings of these kinds in {} vessel-days{}; {}",
        report.exercise,
        report.alarming_findings,
        report.vessel_days,
        rate.map(|it| format!(", {it} per 1000")).unwrap_or_default(),
        args.out.join("inject.json").display()
    ))
}

fn tidy(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

fn room(path: &Path, error: &std::io::Error) -> Failure {
    Failure::input(format!("{}: {error}", path.display()), "name a folder that can be written")
}
