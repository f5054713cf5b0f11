//! `cordon findings`: what was found, in every format with the same fields.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use cordon_archive::Store;
use cordon_core::{Finding, FindingId};
use cordon_watch::report;

use super::store;
use crate::cli::{Common, Findings, Format};
use crate::error::{Failure, Outcome};
use crate::table;

/// Prints the findings that are wanted.
pub(crate) fn run(args: &Findings, common: &Common) -> Result<Outcome, Failure> {
    let store = store::read(&common.data)?;
    let findings = select(&store, args)?;
    if args.format == Format::Parquet {
        write_parquet(&findings, &store, args.output.as_deref())?;
    } else {
        let mut out = output(args.output.as_deref())?;
        write(&mut *out, &findings, &store, args.format)?;
        out.flush()?;
    }
    Ok(if findings.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn select(store: &Store, args: &Findings) -> Result<Vec<Finding>, Failure> {
    if let Some(id) = &args.id {
        let history = store.finding_history(&FindingId(id.clone()));
        let history = history.map_err(|error| store::failure(&error))?;
        return Ok(history.into_iter().map(|version| version.entry).collect());
    }
    let mut query = store::finding_query(&args.filter);
    if !args.kind.is_empty() {
        query = query.kinds(args.kind.iter().copied());
    }
    let mut findings = store.findings(&query).map_err(|error| store::failure(&error))?;
    if let Some(area) = args.filter.bbox {
        findings.retain(|finding| area.contains(finding.position));
    }
    Ok(findings)
}

fn write(
    out: &mut dyn Write,
    findings: &[Finding],
    store: &Store,
    format: Format,
) -> Result<(), Failure> {
    match format {
        Format::Table | Format::Parquet => writeln!(out, "{}", as_table(findings))?,
        Format::Json => report::write_json(out, findings, store)?,
        Format::Jsonl => report::write_jsonl(out, findings, store)?,
        Format::Csv => report::write_csv(out, findings, store)?,
        Format::Geojson => report::write_geojson(out, findings, store)?,
    }
    Ok(())
}

/// Standard output, or a file.
pub(crate) fn output(path: Option<&Path>) -> Result<Box<dyn Write>, Failure> {
    let Some(path) = path else { return Ok(Box::new(BufWriter::new(io::stdout().lock()))) };
    let file = File::create(path).map_err(|error| {
        Failure::usage(
            format!("cannot write {}: {error}", path.display()),
            "name a file in a folder that exists and can be written",
        )
    })?;
    Ok(Box::new(BufWriter::new(file)))
}

/// Parquet is for files: a terminal cannot show it, and a reader must be able to seek.
fn write_parquet(findings: &[Finding], store: &Store, path: Option<&Path>) -> Result<(), Failure> {
    let path = parquet_path(path)?;
    let evidence = |finding: &Finding| {
        // Citations are texts and numbers: they can always be written as JSON.
        serde_json::to_vec(&report::citations(finding, store)).unwrap_or_default()
    };
    cordon_archive::write_findings(path, findings, &evidence)
        .map_err(|error| store::failure(&error))
}

/// Where Parquet goes.
pub(crate) fn parquet_path(path: Option<&Path>) -> Result<&Path, Failure> {
    path.ok_or_else(|| {
        Failure::usage("Parquet needs a file to be written to", "add --output FILE.parquet")
    })
}

pub(crate) fn as_table(findings: &[Finding]) -> comfy_table::Table {
    let headings = ["kind", "status", "start (UTC)", "end (UTC)", "where", "who", "reason"];
    let mut table = table::new(&headings);
    for finding in findings {
        table.add_row([
            finding.kind.to_string(),
            finding.status.name().to_owned(),
            table::time(finding.start),
            finding.end.map(table::time).unwrap_or_default(),
            finding.position.to_string(),
            who(finding),
            marked(finding),
        ]);
    }
    table
}

fn who(finding: &Finding) -> String {
    let name = |vessel: &cordon_core::VesselRef| match &vessel.name {
        Some(name) => format!("{name} ({:09})", vessel.mmsi),
        None => format!("{:09}", vessel.mmsi),
    };
    finding.vessels.iter().map(name).collect::<Vec<_>>().join(" + ")
}

/// The reason, with the exercise mark before it.
fn marked(finding: &Finding) -> String {
    match &finding.exercise {
        Some(exercise) => format!("[EXERCISE {exercise}] {}", finding.reason),
        None => finding.reason.clone(),
    }
}
