//! `cordon case export` and `cordon case verify`.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use cordon_casebook::{
    Comparison, Fault, MAX_PACKAGE, Program, Recomputed, Source, Verification, fingerprint,
    replace_file,
};

use super::again::Pipeline;
use super::archive::Archive;
use super::args::{Export, Verify};
use super::{author, failure, read, write};
use crate::cli::{Common, SummaryFormat};
use crate::commands::store;
use crate::error::{Failure, Outcome};
use crate::table;

/// Writes a package.
pub(super) fn export(args: &Export, common: &Common) -> Result<Outcome, Failure> {
    read(common)?.case(args.case).map_err(|error| failure(&error))?;
    let store = store::read(&common.data)?;
    let parameters = parameters(args.chart.rules.as_deref())?;
    let program = program();
    let raw = Archive(&store);
    let source = Source { raw: &raw, parameters: &parameters, program: &program };
    let mut book = write(common)?;
    let archive =
        book.export(&author(&args.editor), args.case, &source).map_err(|error| failure(&error))?;
    replace_file(&args.output, &archive).map_err(|error| failure(&error))?;
    let key = book.key().map_err(|error| failure(&error))?;
    let key = fingerprint(&key);
    let line = match args.editor.format {
        SummaryFormat::Json => serde_json::json!({
            "case": args.case, "file": args.output, "bytes": archive.len(), "key": key,
        })
        .to_string(),
        SummaryFormat::Table => format!(
            "{} written to {} ({} bytes), signed with key {key}",
            args.case,
            args.output.display(),
            archive.len()
        ),
    };
    table::line(&line)?;
    Ok(Outcome::Done)
}

/// This program, as packages name it.
pub(in crate::commands) fn program() -> Program {
    Program {
        name: "cordon".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        git: option_env!("CORDON_GIT").map(str::to_owned),
    }
}

/// The rules in force, with every default filled in.
pub(in crate::commands) fn parameters(path: Option<&Path>) -> Result<String, Failure> {
    let refuse = |error: String| Failure::usage(error, "docs/detectors.md explains the rules");
    let rules = cordon_watch::load_rules(path).map_err(|error| refuse(error.to_string()))?;
    rules.to_toml().map_err(|error| refuse(error.to_string()))
}

/// Checks a package.
pub(super) fn verify(args: &Verify) -> Result<Outcome, Failure> {
    let archive = read_package(&args.file)?;
    let told = cordon_casebook::verify(archive, Some(&Pipeline));
    match args.format {
        SummaryFormat::Json => table::line(&serde_json::json!(told).to_string())?,
        SummaryFormat::Table => print(&told)?,
    }
    check(&told, args)
}

/// Any file can be handed in; what is too large is not read at all.
fn read_package(path: &Path) -> Result<Vec<u8>, Failure> {
    let cannot = |error: std::io::Error| {
        Failure::input(
            format!("cannot read {}: {error}", path.display()),
            "name a package that `cordon case export` wrote",
        )
    };
    let file = File::open(path).map_err(cannot)?;
    let mut archive = Vec::new();
    file.take(MAX_PACKAGE + 1).read_to_end(&mut archive).map_err(cannot)?;
    Ok(archive)
}

fn print(told: &Verification) -> Result<(), Failure> {
    for fault in &told.faults {
        table::line(&words(fault))?;
    }
    for finding in &told.findings {
        table::line(&format!("{} {}: {}", finding.item, finding.id, outcome(finding)))?;
    }
    if let (Some(case), Some(version), Some(created)) = (told.case, told.version, told.created) {
        let mark = told.exercise.as_ref().map(|mark| format!("[EXERCISE {mark}] "));
        table::line(&format!(
            "{}{case} version {version} of {}: {} files, {} entries, signed with key {}",
            mark.unwrap_or_default(),
            table::time(created),
            told.files,
            told.entries,
            told.key.as_deref().unwrap_or("unknown")
        ))?;
    }
    if told.is_sound() && told.is_recomputed() {
        table::line("ok: every byte is as it was signed, every finding came out the same")?;
    } else if told.is_sound() {
        table::line("every byte is as it was signed; not every finding was computed again")?;
    }
    Ok(())
}

fn words(fault: &Fault) -> String {
    let items: Vec<String> = fault.items.iter().map(ToString::to_string).collect();
    let standing = match items.as_slice() {
        [] => String::new(),
        items => format!("; on it stand {}", items.join(", ")),
    };
    match &fault.file {
        Some(file) => format!("CHANGED {file}: {}{standing}", fault.what),
        None => format!("CHANGED {}{standing}", fault.what),
    }
}

fn outcome(finding: &Recomputed) -> String {
    match &finding.comparison {
        Some(Comparison::Same) => "computed again, the same".to_owned(),
        Some(Comparison::NotFound { reason }) => format!("NOT FOUND again: {reason}"),
        Some(Comparison::Differs { differences }) => {
            let all: Vec<String> = differences
                .iter()
                .map(|one| format!("{} {} is {}", one.key, one.told, one.computed))
                .collect();
            format!("DIFFERS: {}", all.join(", "))
        }
        None => {
            let why = finding.why_not.as_deref().unwrap_or_default();
            format!("not recomputed: {why}")
        }
    }
}

/// The exit code: 4 for anything that is not as it was, 1 for what could not be computed again.
fn check(told: &Verification, args: &Verify) -> Result<Outcome, Failure> {
    let integrity = |what: String, help: &str| Failure::Integrity { what, help: help.to_owned() };
    if let Some(first) = told.faults.first() {
        let more = told.faults.len() - 1;
        let more = if more == 0 { String::new() } else { format!(" (and {more} more)") };
        let what =
            format!("{} is not as it was exported: {}{more}", args.file.display(), words(first));
        return Err(integrity(what, "ask whoever exported it for the package again"));
    }
    if let Some(wrong) = told.contradicted().next() {
        let what = format!("{} {} {}", args.file.display(), wrong.item, outcome(wrong));
        return Err(integrity(what, "the findings do not follow from the bytes in the package"));
    }
    if let Some(wanted) = args.key.as_ref().filter(|wanted| told.key.as_ref() != Some(*wanted)) {
        let found = told.key.as_deref().unwrap_or("no key");
        let what = format!("{} is signed with key {found}, not {wanted}", args.file.display());
        return Err(integrity(what, "ask the exporter for the name of their key by another way"));
    }
    Ok(if told.is_recomputed() { Outcome::Done } else { Outcome::NothingFound })
}
