//! `cordon detect gap-model`: the gap model judged on labelled gaps.

mod report;
mod rows;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use cordon_detectors::gap_model::{GapModel, Head, Judgement};

use crate::cli::{Common, SummaryFormat};
use crate::error::{Failure, Outcome};
use crate::progress;
use report::Report;
use rows::{Gap, Table};

#[derive(Debug, Subcommand)]
pub(crate) enum DetectCommand {
    /// Judge silences listed in a CSV file, and the gap model by their labels
    #[command(
        after_help = "Examples:\n  cordon detect gap-model labelled_gaps.csv\n  cordon detect gap-model gaps.csv --predictions out.csv",
        long_about = "Reads the columns sat_positions_X_hours_before, sat_positions_X_hours_after, sat_positions_12h_before, \
            sat_positions_12h_after, reception_positions_per_day_off and, where it is known, label_disabled (docs/gap-model.md)."
    )]
    GapModel(GapModelArgs),
}

#[derive(Clone, Debug, Args)]
pub(crate) struct GapModelArgs {
    /// Silences, one a row
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// Which part of the model speaks; otherwise the one that can say most of the row
    #[arg(long, value_name = "HEAD")]
    head: Option<HeadName>,
    /// Only rows that no training saw
    #[arg(long)]
    held_out: bool,
    /// Write what the model says of every row here
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: SummaryFormat,
}

/// A head of the model, by what is known when it speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum HeadName {
    /// Still silent
    Open,
    /// Heard again
    Closed,
    /// Heard again, and for as long after
    Settled,
}

impl From<HeadName> for Head {
    fn from(name: HeadName) -> Head {
        match name {
            HeadName::Open => Head::Open,
            HeadName::Closed => Head::Closed,
            HeadName::Settled => Head::Settled,
        }
    }
}

/// A silence and what the model says of it.
struct Judged {
    gap: Gap,
    said: Judgement,
}

pub(crate) fn run(command: &DetectCommand, common: &Common) -> Result<Outcome, Failure> {
    match command {
        DetectCommand::GapModel(args) => gap_model(args, common),
    }
}

fn gap_model(args: &GapModelArgs, common: &Common) -> Result<Outcome, Failure> {
    let mut table = Table::open(&args.file)?;
    let judged = judge(args, &mut table)?;
    if judged.is_empty() && table.tally.read > table.tally.not_asked {
        return Err(table.nothing_usable());
    }
    if let Some(line) = table.told_rejected().filter(|_| !common.quiet) {
        progress::say(&line);
    }
    if let Some(path) = &args.predictions {
        write_predictions(path, &judged).map_err(|error| unwritable(path, &error))?;
    }
    if judged.is_empty() {
        return Ok(Outcome::NothingFound);
    }
    Report::of(&judged, table.tally).print(args.format)?;
    Ok(Outcome::Done)
}

fn judge(args: &GapModelArgs, table: &mut Table) -> Result<Vec<Judged>, Failure> {
    let model = GapModel::embedded();
    let mut judged = Vec::new();
    while let Some(gap) = table.next_gap()? {
        if args.held_out && !gap.held_out {
            table.tally.not_asked += 1;
            continue;
        }
        let said = match args.head {
            Some(head) => model.judge_as(head.into(), &gap.signs),
            None => model.judge(&gap.signs),
        };
        match said {
            Some(said) => judged.push(Judged { gap, said }),
            None => table.tally.reject("value_missing"),
        }
    }
    Ok(judged)
}

fn write_predictions(path: &Path, judged: &[Judged]) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "row,head,probability,disabled,label_disabled")?;
    for Judged { gap, said } in judged {
        let label = gap.label.map_or(String::new(), |label| u8::from(label).to_string());
        let disabled = u8::from(said.is_disabled());
        let (row, head) = (gap.row, said.head.name());
        writeln!(out, "{row},{head},{},{disabled},{label}", said.probability)?;
    }
    out.flush()
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::input(
        format!("cannot write {}: {error}", path.display()),
        "name a file in a folder that exists and has room",
    )
}
