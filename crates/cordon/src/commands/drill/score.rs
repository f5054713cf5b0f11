//! The score of a run and its report.

use std::path::Path;

use cordon_drill::report::{self, REPORT_FILE};
use cordon_drill::run::files;
use cordon_drill::score::{self, SCORE_FILE, Score, ScoreError};

use super::args;
use super::watched::{listened, watched};
use crate::cli::{ChartArgs, SummaryFormat};
use crate::error::{Failure, Outcome};
use crate::table;

/// Scores a run anew, and writes its report.
pub(super) fn score(args: &args::Score) -> Result<Outcome, Failure> {
    let score = write(&args.folder, args.watched.as_deref(), &args.chart)?;
    if args.format == SummaryFormat::Json {
        table::line(score.to_json().trim_end())?;
    } else {
        print(&score, &args.folder)?;
    }
    Ok(Outcome::Done)
}

/// Scores drills that were driven through a server, by the rules that come with the program.
#[derive(Debug)]
pub(crate) struct Judged;

impl cordon_server::Judge for Judged {
    fn judge(&self, folder: &Path) -> Result<(), String> {
        write(folder, None, &ChartArgs::default())
            .map(|_| ())
            .map_err(|failure| failure.to_string())
    }
}

/// Scores the run in a folder and writes `score.json` and `report.html` there.
pub(super) fn write(
    folder: &Path,
    store: Option<&Path>,
    rules: &ChartArgs,
) -> Result<Score, Failure> {
    let messages = folder.join(files::MESSAGES);
    if !messages.is_file() {
        return Err(Failure::input(
            format!("{} is no run of a drill: it has no {}", folder.display(), files::MESSAGES),
            "name the folder that `cordon drill run --out DIR` wrote",
        ));
    }
    let empty = std::fs::metadata(&messages).is_ok_and(|it| it.len() == 0);
    let watched = match store {
        Some(store) => Some(listened(store, rules)?),
        None if empty => None,
        None => Some(watched(&messages, rules)?),
    };
    let score = score::score(folder, watched.as_ref()).map_err(|error| failure(folder, &error))?;
    let page = report::html(folder, &score).map_err(|error| failure(folder, &error))?;
    for (name, text) in [(SCORE_FILE, score.to_json()), (REPORT_FILE, page)] {
        std::fs::write(folder.join(name), text).map_err(|error| {
            Failure::input(format!("{}: {error}", folder.join(name).display()), "make room there")
        })?;
    }
    Ok(score)
}

pub(super) fn failure(folder: &Path, error: &ScoreError) -> Failure {
    Failure::input(
        format!("{}: {error}", folder.display()),
        "name the folder that `cordon drill run --out DIR` wrote, with all its files",
    )
}

/// The measures as a table.
pub(super) fn print(score: &Score, folder: &Path) -> std::io::Result<()> {
    let mut shown = table::new(&["measure", "value", "points", "reason"]);
    for row in &score.rows {
        let value = row.value.map_or_else(|| "–".to_owned(), |it| format!("{it} {}", row.unit));
        let points = if row.weight == 0.0 { String::new() } else { row.points.to_string() };
        shown.add_row([row.name.clone(), value, points, row.reason.clone()]);
    }
    table::print(&shown)?;
    let verdict = if score.passed { "passed" } else { "FAILED" };
    table::line(&format!(
        "EXERCISE {}: {verdict}, {} points; {}",
        score.exercise,
        score.points,
        folder.join(REPORT_FILE).display()
    ))
}
