//! `cordon share policy`: whether it is good, what it says, and what another would change.

use std::path::{Path, PathBuf};

use cordon_core::{Span, Time};
use cordon_share::gate::Gate;
use cordon_share::home::Home;
use cordon_share::policy::{Policy, PolicyError, Rule, Texts};
use cordon_share::release_log::{Change, Lines, LogError, diff};
use serde_json::json;

use super::args::Show;
use super::gate_args::{PolicyCheck, PolicyCommand, PolicyDiff};
use super::{failure, home};
use crate::cli::{Common, SummaryFormat};
use crate::commands::watch::now;
use crate::error::{Failure, Outcome};
use crate::table;

/// Does what was asked for.
pub(super) fn run(command: &PolicyCommand, common: &Common) -> Result<Outcome, Failure> {
    match command {
        PolicyCommand::Check(args) => check(args, common),
        PolicyCommand::Show(args) => show(args, common),
        PolicyCommand::Diff(args) => compare(args, common),
    }
}

/// Reads a policy and says what is wrong with it.
fn check(args: &PolicyCheck, common: &Common) -> Result<Outcome, Failure> {
    let folder = match &args.folder {
        Some(folder) => folder.clone(),
        None => home(common)?.policy_dir(),
    };
    let policy = policy(&folder)?;
    let laws = policy.rules().values().filter(|rule| rule.file == "laws").count();
    table::line(&format!(
        "{} is good: {laws} laws, {} rules, {} agreements, {} profiles; {}",
        folder.display(),
        policy.rules().len() - laws,
        policy.agreements().len(),
        policy.profiles().len(),
        policy.hash(),
    ))?;
    for (name, agreement) in policy.agreements() {
        if agreement.groups.is_empty() {
            table::line(&format!("{name} is in no group: only rules that name it concern it"))?;
        }
    }
    Ok(Outcome::Done)
}

fn policy(folder: &Path) -> Result<Policy, Failure> {
    Policy::read(folder).map_err(|error| refused(&error))
}

fn refused(error: &PolicyError) -> Failure {
    Failure::input(error, "docs/share-policy.md says what a policy consists of")
}

/// Every rule in force.
fn show(args: &Show, common: &Common) -> Result<Outcome, Failure> {
    let policy = policy(&home(common)?.policy_dir())?;
    if args.format == SummaryFormat::Json {
        let rules = policy.rules().values().map(to_json);
        table::json(&json!({
            "policy": policy.hash(),
            "rules": rules.collect::<Vec<_>>(),
            "agreements": policy.agreements(),
            "profiles": policy.profiles().keys().collect::<Vec<_>>(),
        }))?;
        return Ok(Outcome::Done);
    }
    let mut rows = table::new(&["rule", "file", "does", "through", "because"]);
    for rule in policy.rules().values() {
        let does = if rule.permits { "permits" } else { "forbids" };
        let profile = rule.profile.as_ref().map(ToString::to_string).unwrap_or_default();
        rows.add_row([&rule.id, &rule.file, does, &profile, &rule.says]);
    }
    table::print(&rows)?;
    Ok(Outcome::Done)
}

fn to_json(rule: &Rule) -> serde_json::Value {
    json!({
        "id": rule.id, "file": rule.file, "permits": rule.permits, "profile": rule.profile,
        "says": rule.says,
    })
}

/// What the decisions of the last hours would have been under another policy.
fn compare(args: &PolicyDiff, common: &Common) -> Result<Outcome, Failure> {
    let home = home(common)?;
    let texts = Texts::read(&args.folder).map_err(|error| refused(&error))?;
    let gate = home.gate_of(&texts).map_err(|error| failure(&error))?;
    let since = now() - Span::from_hours_f64(args.hours);
    let (mut looked_at, mut changes) = (0, Vec::new());
    for log in logs(&home)? {
        let (more, changed) = compared(&log, &gate, since).map_err(|error| broken(&error))?;
        looked_at += more;
        changes.extend(changed);
    }
    match args.format {
        SummaryFormat::Json => table::json(&json!({"decisions": looked_at, "changes": changes}))?,
        SummaryFormat::Table => print_changes(looked_at, &changes)?,
    }
    Ok(if changes.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn compared(log: &Path, gate: &Gate, since: Time) -> Result<(u64, Vec<Change>), LogError> {
    diff(Lines::open(log)?, gate, since)
}

/// The release logs of a node, one for each role that writes.
pub(super) fn logs(home: &Home) -> Result<Vec<PathBuf>, Failure> {
    home.logs().map_err(|error| failure(&error))
}

/// A release log that cannot be read, or does not hold.
pub(super) fn broken(error: &LogError) -> Failure {
    let what = error.to_string();
    match error {
        LogError::Broken { .. } => {
            let help = "the log was changed by hand or by the disk: keep a copy of it".to_owned();
            Failure::Integrity { what, help }
        }
        _ => Failure::input(what, "check the disk and who may read the folder"),
    }
}

fn print_changes(looked_at: u64, changes: &[Change]) -> Result<(), Failure> {
    let wider = changes.iter().filter(|change| change.widens()).count();
    let told = changes.len();
    table::line(&format!("{looked_at} decisions, {told} would differ, {wider} of them wider"))?;
    let mut rows = table::new(&["partner", "kind", "object", "was", "by", "would be", "by", ""]);
    for change in changes {
        rows.add_row([
            change.was.partner.to_string(),
            change.was.kind.to_string(),
            change.was.object.to_string(),
            change.was.decision.clone(),
            change.was.rule.clone(),
            change.would_be.clone(),
            change.by.clone(),
            if change.widens() { "WIDER" } else { "" }.to_owned(),
        ]);
    }
    if !changes.is_empty() {
        table::print(&rows)?;
    }
    Ok(())
}
