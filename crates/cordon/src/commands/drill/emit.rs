//! A scenario's sentences, and its truth, to standard output.

use std::io::{BufWriter, Write};

use super::open;
use crate::cli::DrillArgs;
use crate::error::{Failure, Outcome};
use crate::table;

/// The sentences.
pub(super) fn emit(args: &DrillArgs) -> Result<Outcome, Failure> {
    let drill = open(args)?;
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    for (_, line) in drill.lines() {
        out.write_all(&line)?;
        out.write_all(b"\r\n")?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// What really happens.
pub(super) fn truth(args: &DrillArgs) -> Result<Outcome, Failure> {
    let truth = serde_json::to_string_pretty(&open(args)?.truth());
    table::line(&truth.map_err(std::io::Error::from)?)?;
    Ok(Outcome::Done)
}
