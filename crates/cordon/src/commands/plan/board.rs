//! `cordon plan board`.

use std::path::PathBuf;

use clap::Args;
use cordon_plan::ask::{BoardAnswer, BoardAsk};

use super::place::{read_question, refused};
use super::{PlainFormat, law};
use crate::commands::chart::Layers;
use crate::error::{Failure, Outcome};
use crate::table;

#[derive(Clone, Debug, Args)]
pub(crate) struct BoardArgs {
    /// Where the ship is, what stands in law, and the checklist (TOML or JSON; docs/planning.md)
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    #[command(flatten)]
    layers: Layers,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: PlainFormat,
}

pub(crate) fn run(args: &BoardArgs) -> Result<Outcome, Failure> {
    let ask: BoardAsk = read_question(&args.input)?;
    let answer = ask.answer(&args.layers.chart()?).map_err(|error| refused(&error))?;
    match args.format {
        PlainFormat::Json => table::json(&answer)?,
        PlainFormat::Table => tell(&answer)?,
    }
    Ok(if answer.accepted { Outcome::Done } else { Outcome::NothingFound })
}

fn tell(answer: &BoardAnswer) -> Result<(), Failure> {
    let mut rows = table::new(&["what", "value"]);
    rows.add_row(["accepted", if answer.accepted { "yes" } else { "no" }]);
    for missing in &answer.missing {
        rows.add_row([format!("missing: {}", missing.item), missing.mend.to_owned()]);
    }
    if answer.accepted {
        rows.add_row(["by".to_owned(), answer.basis.join("; ")]);
    }
    for row in law::rows(&answer.waters, &answer.law) {
        rows.add_row(row);
    }
    Ok(table::print(&rows)?)
}
