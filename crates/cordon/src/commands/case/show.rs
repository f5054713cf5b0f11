//! `cordon case list`, `show`, `log` and `ledger`.

use std::fs;
use std::path::Path;

use cordon_casebook::{Case, Entry, ItemId, Ranked, Weights, rank};

use super::args::{Ledger, List, Log, Show};
use super::{failure, read};
use crate::cli::{Common, SummaryFormat};
use crate::error::{Failure, Outcome};
use crate::table;

/// Lists the cases.
pub(super) fn list(args: &List, common: &Common) -> Result<Outcome, Failure> {
    if args.weights.as_deref() == Some(Path::new("defaults")) {
        table::line(Weights::default_text().trim_end())?;
        return Ok(Outcome::Done);
    }
    let mut cases = read(common)?.cases().map_err(|error| failure(&error))?;
    if !args.status.is_empty() {
        cases.retain(|case| args.status.contains(&case.status));
    }
    if args.rank {
        let now = args.at.unwrap_or_else(crate::commands::watch::now);
        print_ranked(&rank(&cases, &weights(args)?, now), args.format)?;
    } else {
        print_cases(&cases, args.format)?;
    }
    Ok(if cases.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn weights(args: &List) -> Result<Weights, Failure> {
    let Some(path) = &args.weights else { return Ok(Weights::default()) };
    let help = "`cordon case list --rank --weights defaults` prints the commented defaults";
    let refuse = |why: String| Failure::usage(format!("{}: {why}", path.display()), help);
    let text = fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
    Weights::from_toml(&text).map_err(|error| refuse(error.to_string()))
}

fn print_cases(cases: &[Case], format: SummaryFormat) -> Result<(), Failure> {
    if format == SummaryFormat::Json {
        return Ok(table::line(&serde_json::json!(cases).to_string())?);
    }
    let headings = ["case", "title", "status", "person", "findings", "version", "changed (UTC)"];
    let mut rows = table::new(&headings);
    for case in cases {
        rows.add_row([
            case.id.to_string(),
            marked(case),
            case.status.name().to_owned(),
            case.person.clone().unwrap_or_default(),
            case.standing().count().to_string(),
            case.version.to_string(),
            table::time(case.changed.at),
        ]);
    }
    Ok(table::print(&rows)?)
}

fn print_ranked(ranked: &[Ranked], format: SummaryFormat) -> Result<(), Failure> {
    if format == SummaryFormat::Json {
        return Ok(table::line(&serde_json::json!(ranked).to_string())?);
    }
    let headings = ["case", "title", "feature", "value", "weight", "adds", "from"];
    let mut rows = table::new(&headings);
    for one in ranked {
        let score = format!("{:.2}", one.score);
        let title = one.title.clone();
        let all = "score".to_owned();
        let none = String::new();
        rows.add_row([one.case.to_string(), title, all, none.clone(), none.clone(), score, none]);
        for feature in &one.features {
            rows.add_row([
                String::new(),
                String::new(),
                feature.name.clone(),
                format!("{:.2}", feature.value),
                format!("{:.2}", feature.weight),
                format!("{:.2}", feature.contribution),
                names(&feature.items),
            ]);
        }
    }
    Ok(table::print(&rows)?)
}

fn names(items: &[ItemId]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The title, with the exercise mark before it.
fn marked(case: &Case) -> String {
    match &case.exercise {
        Some(exercise) => format!("[EXERCISE {exercise}] {}", case.title),
        None => case.title.clone(),
    }
}

/// Shows one case.
pub(super) fn show(args: &Show, common: &Common) -> Result<Outcome, Failure> {
    let book = read(common)?;
    let case = match args.as_of {
        Some(as_of) => book.case_as_of(args.case, as_of),
        None => book.case(args.case),
    };
    let case = case.map_err(|error| failure(&error))?;
    if args.format == SummaryFormat::Json {
        table::line(&serde_json::json!(case).to_string())?;
        return Ok(Outcome::Done);
    }
    print_head(&case)?;
    let rows = items(&case);
    if !rows.is_empty() {
        let mut shown = table::new(&["item", "what", "when (UTC)", "by", "says"]);
        for row in rows {
            shown.add_row(row);
        }
        table::print(&shown)?;
    }
    Ok(Outcome::Done)
}

fn print_head(case: &Case) -> Result<(), Failure> {
    table::line(&format!("{}  {}", case.id, marked(case)))?;
    let reason = case.status_reason.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
    table::line(&format!(
        "{}{reason}; {}; version {} of {}",
        case.status.name(),
        case.person.as_deref().unwrap_or("nobody is responsible"),
        case.version,
        table::time(case.changed.at)
    ))?;
    for vessel in case.all_vessels() {
        let name = vessel.name.as_deref().unwrap_or("no name heard");
        let imo = vessel.imo.map(|imo| format!("  IMO {imo}")).unwrap_or_default();
        table::line(&format!("MMSI {:09}  {name}{imo}", vessel.mmsi))?;
    }
    Ok(())
}

type Row = [String; 5];

fn items(case: &Case) -> Vec<Row> {
    let mut rows = findings(case);
    let mut add = |item: ItemId, what: &str, stamp: &cordon_casebook::Stamp, says: String| {
        let when = table::time(stamp.at);
        rows.push([item.to_string(), what.to_owned(), when, stamp.actor.clone(), says]);
    };
    for claim in &case.claims {
        let what = &claim.what;
        let grade = what.grade.map(|grade| format!(" ({grade}: {})", grade.words()));
        let says =
            format!("{}, {}: “{}”{}", what.who, what.said, what.words, grade.unwrap_or_default());
        add(claim.item, "claim", &claim.added, says);
    }
    for hit in &case.list_hits {
        let what = &hit.what;
        let says =
            format!("{} as of {}: {} is {}", what.list, what.as_of, what.subject, what.entry);
        add(hit.item, "list hit", &hit.added, says);
    }
    for scene in &case.scenes {
        add(scene.item, "scene", &scene.added, format!("{}: {}", scene.what.id, scene.what.what));
    }
    for document in &case.documents {
        let what = &document.what;
        let says = format!("{} ({} bytes) {}", what.name, what.length, what.sha256);
        add(document.item, "document", &document.added, says);
    }
    for note in &case.notes {
        add(note.item, "note", &note.added, note.what.text.clone());
    }
    for vessel in &case.vessels {
        let role = vessel.what.role.clone().unwrap_or_default();
        add(vessel.item, "vessel", &vessel.added, format!("{:09} {role}", vessel.what.vessel.mmsi));
    }
    for assessed in &case.assessments {
        let what = &assessed.what;
        let says =
            format!("{} ({}: {})", what.hypothesis, what.confidence, what.confidence.words());
        add(assessed.item, "assessment", &assessed.added, says);
        for other in &what.alternatives {
            let says = format!("not: {} Because: {}", other.hypothesis, other.why_not);
            add(assessed.item, "alternative", &assessed.added, says);
        }
    }
    for task in &case.tasks {
        let what = if task.what.done.is_some() { "task, done" } else { "task" };
        add(task.item, what, &task.added, task.what.text.clone());
    }
    for comment in &case.comments {
        let on = comment.what.about.map(|item| format!("on {item}: ")).unwrap_or_default();
        add(comment.item, "comment", &comment.added, format!("{on}{}", comment.what.text));
    }
    for review in case.reviews() {
        let why = review.reason.map(|why| format!(": {why}")).unwrap_or_default();
        add(review.item, "review", &review.by, format!("{}{why}", review.verdict.name()));
    }
    rows
}

fn findings(case: &Case) -> Vec<Row> {
    let row = |finding: &cordon_casebook::CaseFinding| {
        let version = finding.current()?;
        let what = format!("{}, {}", version.finding.kind(), version.finding.status());
        let says = version.finding.text("reason").unwrap_or_default().to_owned();
        let when = version.finding.time("start").map(table::time).unwrap_or_default();
        Some([finding.item.to_string(), what, when, version.since.actor.clone(), says])
    };
    case.findings.iter().filter_map(row).collect()
}

/// Tells who did what.
pub(super) fn log(args: &Log, common: &Common) -> Result<Outcome, Failure> {
    let entries = read(common)?.history(args.case).map_err(|error| failure(&error))?;
    if args.format == SummaryFormat::Json {
        table::line(&serde_json::json!(entries).to_string())?;
        return Ok(Outcome::Done);
    }
    let mut rows = table::new(&["version", "when (UTC)", "who", "did", "what", "hash"]);
    for entry in &entries {
        rows.add_row([
            entry.case_seq.to_string(),
            table::time(entry.at),
            entry.actor.clone(),
            entry.kind.replace('_', " "),
            what_of(entry),
            entry.hash.to_string().chars().take(12).collect(),
        ]);
    }
    table::print(&rows)?;
    Ok(Outcome::Done)
}

/// The item, or the beginning of what was set.
fn what_of(entry: &Entry) -> String {
    let event = entry.event().ok();
    if let Some(item) = event.and_then(|event| event.item()) {
        return item.to_string();
    }
    entry.body_json.chars().take(60).collect()
}

/// Checks the whole ledger.
pub(super) fn ledger(args: &Ledger, common: &Common) -> Result<Outcome, Failure> {
    let verified = read(common)?.verify_ledger().map_err(|error| failure(&error))?;
    let line = match args.format {
        SummaryFormat::Json => serde_json::json!(verified).to_string(),
        SummaryFormat::Table => format!(
            "ok: {} entries of {} cases, {} signed checkpoints, head {}",
            verified.entries, verified.cases, verified.checkpoints, verified.head
        ),
    };
    table::line(&line)?;
    Ok(Outcome::Done)
}
