//! `cordon case propose`: cases that rules open.

use std::collections::{BTreeMap, BTreeSet};

use cordon_archive::FindingQuery;
use cordon_casebook::{CaseError, Casebook, Event, ItemId, ItemKind, Opened, OpenedBy};
use cordon_core::{Finding, Kind, Span, Status, Value};

use super::archive::snapshot;
use super::args::Propose;
use super::{author, failure, tell, write};
use crate::cli::Common;
use crate::commands::store;
use crate::error::{Failure, Outcome};
use crate::table;

/// Practices that come together within this are one story.
const TOGETHER: Span = Span::from_hours(24 * 30);

/// Kinds that make a case with another kind. Loitering and port visits are what ships do.
const PRACTICES: [Kind; 11] = [
    Kind::Gap,
    Kind::Encounter,
    Kind::Spoofing,
    Kind::ZoneEntry,
    Kind::VoyageIrregularity,
    Kind::DarkMeeting,
    Kind::IdentityChange,
    Kind::SharedMmsi,
    Kind::FlagHopping,
    Kind::FalseFlag,
    Kind::DualIdentity,
];

/// A vessel's findings that a rule takes for a case.
struct Proposal {
    title: String,
    rule: &'static str,
    reason: String,
    findings: Vec<Finding>,
}

/// Opens a case for every vessel that a rule applies to and that has findings in none.
pub(super) fn propose(args: &Propose, common: &Common) -> Result<Outcome, Failure> {
    let store = store::read(&common.data)?;
    let findings = store.findings(&FindingQuery::all()).map_err(|error| store::failure(&error))?;
    let cases = match Casebook::open_read_only(&common.data) {
        Ok(book) => book.cases(),
        Err(CaseError::Absent(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    };
    let cases = cases.map_err(|error| failure(&error))?;
    let mut taken: BTreeSet<String> = cases
        .iter()
        .flat_map(|case| &case.findings)
        .filter_map(|finding| Some(finding.current()?.finding.id().to_owned()))
        .collect();
    let mut any = false;
    for proposal in proposals(findings) {
        let news: Vec<_> =
            proposal.findings.iter().filter(|one| !taken.contains(&one.id.0)).collect();
        if news.len() < proposal.findings.len() {
            // Someone looks at it already.
            continue;
        }
        any = true;
        taken.extend(news.iter().map(|finding| finding.id.0.clone()));
        if args.dry_run {
            table::line(&format!("{}: {} ({})", proposal.title, proposal.reason, proposal.rule))?;
            continue;
        }
        let mut events = Vec::new();
        for finding in news {
            let finding = snapshot(&store, &finding.id.0)?;
            let item = ItemId::unnamed(ItemKind::Finding);
            events.extend(finding.map(|finding| Event::FindingAdded { item, finding }));
        }
        let by = OpenedBy::Rule { rule: proposal.rule.to_owned(), reason: proposal.reason };
        let opened = Opened { title: proposal.title, by };
        // The first one makes the casebook: where there is nothing to propose, none is made.
        let applied = write(common)?
            .open_case(&author(&args.editor), opened, events)
            .map_err(|error| failure(&error))?;
        tell(&applied, args.editor.format)?;
    }
    Ok(if any { Outcome::Done } else { Outcome::NothingFound })
}

/// What the rules make of all findings, vessel by vessel. What is simulated never meets what is real.
fn proposals(findings: Vec<Finding>) -> Vec<Proposal> {
    let mut by_vessel: BTreeMap<(Option<String>, u32), Vec<Finding>> = BTreeMap::new();
    for finding in findings.into_iter().filter(counts) {
        let numbers: BTreeSet<u32> = finding.vessels.iter().map(|vessel| vessel.mmsi).collect();
        for mmsi in numbers {
            by_vessel.entry((finding.exercise.clone(), mmsi)).or_default().push(finding.clone());
        }
    }
    by_vessel.iter().filter_map(|((_, mmsi), findings)| proposal(*mmsi, findings)).collect()
}

/// Whether a finding speaks for a practice at all: it stands, and has no innocent cause of its own.
fn counts(finding: &Finding) -> bool {
    let is = |key: &str| finding.values.get(key) == Some(&Value::Flag(true));
    let explained = finding.values.contains_key("suppressed_by") || is("in_port");
    let short = finding.kind == Kind::Gap && !is("alert");
    finding.status != Status::Withdrawn && PRACTICES.contains(&finding.kind) && !explained && !short
}

fn proposal(mmsi: u32, findings: &[Finding]) -> Option<Proposal> {
    let (rule, reason, findings) = probable_disabling(findings)
        .or_else(|| false_identity(findings))
        .or_else(|| several_practices(findings))
        .or_else(|| long_silence(findings))?;
    let names = findings.iter().flat_map(|finding| &finding.vessels);
    let name = names.filter(|vessel| vessel.mmsi == mmsi).find_map(|vessel| vessel.name.clone());
    let title = name.unwrap_or_else(|| format!("MMSI {mmsi:09}"));
    Some(Proposal { title, rule, reason, findings })
}

type Ruled = (&'static str, String, Vec<Finding>);

/// A silence that the model, or the published rule, takes for intended.
fn probable_disabling(findings: &[Finding]) -> Option<Ruled> {
    let says = |finding: &&Finding| {
        ["disabling_likely", "baseline_disabling"]
            .iter()
            .any(|key| finding.values.get(*key) == Some(&Value::Flag(true)))
    };
    let found: Vec<Finding> = findings.iter().filter(says).cloned().collect();
    let reason = counted(found.len(), "silence", "that looks intended", "that look intended");
    (!found.is_empty()).then_some(("probable_disabling", reason, found))
}

/// A false flag, flags that change too often, or one ship under two numbers.
fn false_identity(findings: &[Finding]) -> Option<Ruled> {
    let kinds = [Kind::FalseFlag, Kind::FlagHopping, Kind::DualIdentity];
    let found: Vec<Finding> =
        findings.iter().filter(|finding| kinds.contains(&finding.kind)).cloned().collect();
    let reason = format!("It is not who it says it is: {}", names(&found));
    (!found.is_empty()).then_some(("false_identity", reason, found))
}

/// Two kinds of practice within thirty days.
fn several_practices(findings: &[Finding]) -> Option<Ruled> {
    let together = |first: &Finding| -> Vec<Finding> {
        let window = first.start..=first.start + TOGETHER;
        findings.iter().filter(|finding| window.contains(&finding.start)).cloned().collect()
    };
    let kinds = |found: &[Finding]| found.iter().map(|one| one.kind).collect::<BTreeSet<_>>().len();
    let found = findings.iter().map(together).max_by_key(|found| kinds(found))?;
    let reason = format!("Within 30 days: {}", names(&found));
    (kinds(&found) >= 2).then_some(("several_practices", reason, found))
}

/// Silent for the alert tier and longer where others were heard.
fn long_silence(findings: &[Finding]) -> Option<Ruled> {
    let good = Value::from("good");
    let heard = |finding: &&Finding| {
        finding.kind == Kind::Gap && finding.values.get("reception") == Some(&good)
    };
    let found: Vec<Finding> = findings.iter().filter(heard).cloned().collect();
    let others = "where others were heard";
    let reason = counted(found.len(), "long silence", others, others);
    (!found.is_empty()).then_some(("long_silence", reason, found))
}

/// `1 silence that looks intended`, `3 silences that look intended`.
fn counted(n: usize, what: &str, one: &str, several: &str) -> String {
    if n == 1 { format!("1 {what} {one}") } else { format!("{n} {what}s {several}") }
}

fn names(findings: &[Finding]) -> String {
    let kinds: BTreeSet<Kind> = findings.iter().map(|finding| finding.kind).collect();
    kinds.iter().map(|kind| kind.name().replace('_', " ")).collect::<Vec<_>>().join(", ")
}
