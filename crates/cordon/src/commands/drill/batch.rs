//! Many runs of a scenario.

use std::collections::BTreeMap;
use std::path::Path;

use cordon_core::Time;
use cordon_drill::batch::{Batch, BatchRun, Difference, Measure, Vary, picture};
use cordon_drill::run::{files, run as play};
use cordon_drill::scenario::Scenario;
use cordon_drill::score::{self, Score};
use cordon_drill::world::World;
use rayon::prelude::*;

use super::score::failure;
use super::watched::watched;
use super::{args, open};
use crate::cli::SummaryFormat;
use crate::error::{Failure, Outcome};
use crate::progress::say;
use crate::table;

/// Plays all runs and sums them up.
pub(super) fn batch(args: &args::Batch) -> Result<Outcome, Failure> {
    let varied = varied(args)?;
    let drill = open(&args.drill)?;
    let Some(world) = drill.world() else {
        return Err(Failure::usage(
            format!("`{}` has no scenario file to play", args.drill.name),
            "`cordon drill list` names the others",
        ));
    };
    say("SIMULATED: every run of this batch is an exercise.");
    let (scenario, first, start) = (world.scenario().clone(), world.seed(), drill.start());
    let choices: usize = varied.iter().map(Vary::words).product();
    let runs: Result<Vec<(Score, BatchRun)>, Failure> = (0..args.runs as usize * choices)
        .into_par_iter()
        .map(|number| {
            let seed = first.wrapping_add((number / choices) as u64);
            one(args, &varied, &scenario, (seed, number % choices), start)
        })
        .collect();
    let runs = runs?;
    let Some((like, _)) = runs.first().cloned() else {
        return Err(Failure::usage("no run was asked for", "give --runs 1 or more"));
    };
    let batch = Batch::new(&like, runs.into_iter().map(|it| it.1).collect());
    if let Some(folder) = &args.out {
        write(folder, &batch)?;
    }
    print(&batch, args.format)?;
    Ok(Outcome::Done)
}

fn varied(args: &args::Batch) -> Result<Vec<Vary>, Failure> {
    let bad = |error| Failure::usage(error, "docs/drill-formats.md names the keys of a scenario");
    args.vary.iter().map(|text| text.parse::<Vary>().map_err(bad)).collect()
}

/// One run, in a folder that goes afterwards: its seed, and which of the words it is played with.
fn one(
    args: &args::Batch,
    varied: &[Vary],
    scenario: &Scenario,
    (seed, mut choice): (u64, usize),
    start: Time,
) -> Result<(Score, BatchRun), Failure> {
    let (mut scenario, mut values) = (scenario.clone(), BTreeMap::new());
    for vary in varied {
        let value = vary.value(seed, choice % vary.words());
        choice /= vary.words();
        scenario = vary.applied(&scenario, &value).map_err(|error| {
            Failure::usage(error, "`cordon drill check FILE` tells what a scenario may hold")
        })?;
        values.insert(vary.key.clone(), value);
    }
    let folder = tempfile::tempdir().map_err(|error| room(Path::new("temporary"), &error))?;
    let mut world = World::starting(&scenario, seed, start);
    play(&mut world, folder.path(), &mut |_, _| Ok(()))
        .map_err(|error| room(folder.path(), &error))?;
    let messages = folder.path().join(files::MESSAGES);
    let watched = args.watch.then(|| watched(&messages, &args.chart)).transpose()?;
    let score = score::score(folder.path(), watched.as_ref())
        .map_err(|error| failure(folder.path(), &error))?;
    let run = BatchRun::new(&score, values);
    Ok((score, run))
}

fn room(path: &Path, error: &std::io::Error) -> Failure {
    Failure::input(format!("{}: {error}", path.display()), "make room, or set TMPDIR")
}

/// `batch.json`, `batch.csv` and `batch.svg`.
fn write(folder: &Path, batch: &Batch) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(batch).map_err(std::io::Error::from)? + "\n";
    std::fs::create_dir_all(folder).map_err(|error| room(folder, &error))?;
    let texts =
        [("batch.json", json), ("batch.csv", batch.to_csv()), ("batch.svg", picture(batch))];
    for (name, text) in texts {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| room(&path, &error))?;
    }
    Ok(())
}

fn print(batch: &Batch, format: SummaryFormat) -> std::io::Result<()> {
    if format == SummaryFormat::Json {
        return table::json(batch);
    }
    if batch.groups.is_empty() {
        print_measures(&batch.measures)?;
    }
    for group in &batch.groups {
        table::line(&named(&group.words))?;
        print_measures(&group.measures)?;
    }
    print_differences(batch)?;
    table::line(&format!("EXERCISE {}, {} runs", batch.exercise, batch.runs.len()))
}

fn print_measures(measures: &[Measure]) -> std::io::Result<()> {
    let mut shown = table::new(&["measure", "runs", "mean", "95 % interval", "unit"]);
    for it in measures {
        let (runs, mean) = (it.runs.to_string(), format!("{:.3}", it.mean));
        shown.add_row([it.name.clone(), runs, mean, interval(it.low, it.high), it.unit.clone()]);
    }
    table::print(&shown)
}

/// What the words differ in, as far as the interval leaves out nothing.
fn print_differences(batch: &Batch) -> std::io::Result<()> {
    if batch.differences.is_empty() {
        return Ok(());
    }
    let mut shown =
        table::new(&["measure", "with", "seeds", "differs by", "95 % interval", "unit"]);
    let differs = |it: &&Difference| it.low.is_none_or(|low| low != 0.0) || it.high != Some(0.0);
    for it in batch.differences.iter().filter(differs) {
        let (pairs, mean) = (it.pairs.to_string(), format!("{:+.3}", it.mean));
        let interval = interval(it.low, it.high);
        shown.add_row([it.name.clone(), named(&it.to), pairs, mean, interval, it.unit.clone()]);
    }
    table::print(&shown)
}

fn interval(low: Option<f64>, high: Option<f64>) -> String {
    low.zip(high).map(|(low, high)| format!("{low:.3} to {high:.3}")).unwrap_or_default()
}

fn named(words: &BTreeMap<String, String>) -> String {
    words.iter().map(|(key, word)| format!("{key}={word}")).collect::<Vec<_>>().join(" ")
}
