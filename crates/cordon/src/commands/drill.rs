//! `cordon drill`: what the bundled scenarios say, and what really happens in them.

use std::io::{BufWriter, Write};

use cordon_drill::{Drill, SCENARIOS};

use crate::cli::{DrillArgs, DrillCommand};
use crate::error::{Failure, Outcome};
use crate::table;

/// Lists the scenarios, or writes one out.
pub(crate) fn run(command: &DrillCommand) -> Result<Outcome, Failure> {
    match command {
        DrillCommand::List => {
            for name in SCENARIOS {
                table::line(name)?;
            }
        }
        DrillCommand::Emit(args) => emit(&open(args)?)?,
        DrillCommand::Truth(args) => {
            let truth = serde_json::to_string_pretty(&open(args)?.truth());
            table::line(&truth.map_err(std::io::Error::from)?)?;
        }
    }
    Ok(Outcome::Done)
}

/// The scenario that the arguments name.
pub(crate) fn open(args: &DrillArgs) -> Result<Drill, Failure> {
    Drill::new(&args.name, args.seed, args.start)
        .map_err(|error| Failure::usage(error, "`cordon drill list` names them all"))
}

fn emit(drill: &Drill) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    for (_, line) in drill.lines() {
        out.write_all(&line)?;
        out.write_all(b"\r\n")?;
    }
    out.flush()
}
