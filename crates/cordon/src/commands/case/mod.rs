//! `cordon case`: cases from opening to package.

mod add;
mod again;
mod archive;
mod args;
mod edit;
mod package;
mod propose;
mod show;

use cordon_casebook::{Applied, Author, CaseError, Casebook, Event};

pub(super) use archive::Archive;
pub(crate) use args::CaseCommand;
pub(super) use package::{parameters, program};

use crate::cli::{Common, SummaryFormat};
use crate::error::{Failure, Outcome};
use crate::table;

/// Does what was asked for.
pub(crate) fn run(command: &CaseCommand, common: &Common) -> Result<Outcome, Failure> {
    match command {
        CaseCommand::Open(args) => add::open(args, common),
        CaseCommand::Propose(args) => propose::propose(args, common),
        CaseCommand::Add(args) => add::add(args, common),
        CaseCommand::Review(args) => edit::review(args, common),
        CaseCommand::Assess(args) => edit::assess(args, common),
        CaseCommand::Status(args) => edit::status(args, common),
        CaseCommand::Rename(args) => edit::rename(args, common),
        CaseCommand::Task(args) => edit::task(args, common),
        CaseCommand::Assign(args) => edit::assign(args, common),
        CaseCommand::Sync(args) => edit::sync(args, common),
        CaseCommand::List(args) => show::list(args, common),
        CaseCommand::Show(args) => show::show(args, common),
        CaseCommand::Log(args) => show::log(args, common),
        CaseCommand::Ledger(args) => show::ledger(args, common),
        CaseCommand::Export(args) => package::export(args, common),
        CaseCommand::Verify(args) => package::verify(args),
    }
}

/// The casebook, for reading.
fn read(common: &Common) -> Result<Casebook, Failure> {
    Casebook::open_read_only(&common.data).map_err(|error| failure(&error))
}

/// The casebook, for writing.
fn write(common: &Common) -> Result<Casebook, Failure> {
    Casebook::open(&common.data).map_err(|error| failure(&error))
}

/// Who does it, and when.
fn author(editor: &args::Editor) -> Author {
    Author { actor: editor.actor.clone().unwrap_or_else(user), at: super::watch::now() }
}

/// Whoever is logged in.
pub(super) fn user() -> String {
    let known = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    known.unwrap_or_else(|| "unknown".to_owned())
}

/// Changes a case and tells what came of it.
fn change(
    common: &Common,
    case: cordon_casebook::CaseId,
    editor: &args::Editor,
    events: Vec<Event>,
) -> Result<Outcome, Failure> {
    // A case that is not there must not leave an empty casebook behind.
    read(common)?;
    let mut book = write(common)?;
    let applied =
        book.change(&author(editor), case, editor.seen, events).map_err(|error| failure(&error))?;
    tell(&applied, editor.format)
}

/// `C-1 version 3: F-1, N-1`. What is told is durable.
fn tell(applied: &Applied, format: SummaryFormat) -> Result<Outcome, Failure> {
    let items: Vec<String> = applied.items.iter().map(ToString::to_string).collect();
    let line = match format {
        SummaryFormat::Json => serde_json::json!({
            "case": applied.case, "version": applied.version, "items": items,
        })
        .to_string(),
        SummaryFormat::Table if items.is_empty() => {
            format!("{} version {}", applied.case, applied.version)
        }
        SummaryFormat::Table => {
            format!("{} version {}: {}", applied.case, applied.version, items.join(", "))
        }
    };
    table::line(&line)?;
    Ok(Outcome::Done)
}

/// What went wrong with the casebook, as a failure of the command.
pub(super) fn failure(error: &CaseError) -> Failure {
    let what = error.to_string();
    if error.is_integrity() {
        Failure::Integrity { what, help: "`cordon case ledger` checks the whole casebook".into() }
    } else if error.is_usage() {
        Failure::usage(what, "`cordon case --help` has an example of each command")
    } else {
        Failure::input(what, "`cordon doctor` checks the store and this machine")
    }
}
