//! `cordon plan assign`.

use std::path::PathBuf;

use clap::Args;
use cordon_plan::ask::{AssignAnswer, AssignAsk};
use cordon_plan::assign::compare;
use serde_json::json;

use super::PlainFormat;
use super::place::read_question;
use crate::commands::chart::Layers;
use crate::error::{Failure, Outcome};
use crate::table;

#[derive(Clone, Debug, Args)]
pub(crate) struct AssignArgs {
    /// Assets and suspects (TOML or JSON; docs/planning.md)
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// Another such file: what would be different
    #[arg(long, value_name = "FILE")]
    what_if: Option<PathBuf>,
    /// Ships go straight, as if there were no land
    #[arg(long)]
    no_land: bool,
    #[command(flatten)]
    layers: Layers,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: PlainFormat,
}

pub(crate) fn run(args: &AssignArgs) -> Result<Outcome, Failure> {
    let chart = args.layers.chart()?;
    let planned = |path: &PathBuf| {
        let ask: AssignAsk = read_question(path)?;
        ask.answer(&chart, args.no_land).map_err(|error| {
            Failure::input(format!("{}: {error}", path.display()), "see docs/planning.md")
        })
    };
    let answer = planned(&args.input)?;
    let other = args.what_if.as_ref().map(planned).transpose()?;
    match (args.format, &other) {
        (PlainFormat::Json, None) => table::json(&answer)?,
        (PlainFormat::Json, Some(other)) => {
            let branch = compare(&answer.plan, &other.plan);
            table::json(&json!({"plan": answer, "what_if": other, "branch": branch}))?;
        }
        (PlainFormat::Table, _) => {
            tell(&answer)?;
            other.iter().try_for_each(|other| tell_branch(&answer, other))?;
        }
    }
    let none = answer.plan.tasks.is_empty();
    Ok(if none { Outcome::NothingFound } else { Outcome::Done })
}

fn tell(answer: &AssignAnswer) -> Result<(), Failure> {
    let plan = &answer.plan;
    let mut rows = table::new(&["asset", "suspect", "act", "time", "course", "waters", "why"]);
    for task in &plan.tasks {
        let meeting = task.pair.meeting.as_ref();
        let at = answer.at_the_meetings.iter().find(|at| at.suspect == task.suspect);
        let word = |key: &str| at.and_then(|at| at.waters[key].as_str()).unwrap_or_default();
        rows.add_row([
            task.asset.clone(),
            task.suspect.clone(),
            task.pair.act.map(|act| format!("{act:?}").to_lowercase()).unwrap_or_default(),
            meeting.map(|meeting| meeting.time.to_string()).unwrap_or_default(),
            meeting.map(|meeting| format!("{:.1}°", meeting.course.value())).unwrap_or_default(),
            format!("{} {}", word("class").replace('_', " "), word("state")),
            task.why.clone(),
        ]);
    }
    table::print(&rows)?;
    if !plan.idle.is_empty() {
        table::line(&format!("stay free: {}", plan.idle.join(", ")))?;
    }
    if !plan.unmet.is_empty() {
        table::line(&format!("nobody goes to: {}", plan.unmet.join(", ")))?;
    }
    for assumption in &plan.assumptions {
        table::line(&format!("assumed: {assumption}"))?;
    }
    Ok(())
}

fn tell_branch(answer: &AssignAnswer, other: &AssignAnswer) -> Result<(), Failure> {
    let branch = compare(&answer.plan, &other.plan);
    table::line(&format!("what if: worth {:+.3}", branch.gain))?;
    for change in branch.changes {
        let name = |who: Option<String>| who.unwrap_or_else(|| "nobody".to_owned());
        let (before, after) = (name(change.before), name(change.after));
        table::line(&format!("  {}: {before} -> {after}", change.suspect))?;
    }
    Ok(())
}
