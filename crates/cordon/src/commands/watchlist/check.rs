//! `cordon watchlist check`: what is in a list, and what could not be used.

use cordon_identity::watchlist::{EntryKind, List};
use serde_json::json;

use super::{Check, lists};
use crate::cli::SummaryFormat;
use crate::error::{Failure, Outcome};
use crate::table;

/// Rejected records that a table shows; JSON has them all.
const SHOWN: usize = 20;

pub(super) fn run(args: &Check) -> Result<Outcome, Failure> {
    let list = lists::read_file(&args.file, &args.reading)?;
    match args.format {
        SummaryFormat::Json => table::line(&as_json(&list).to_string())?,
        SummaryFormat::Table => print(&list)?,
    }
    if let Some(why) = &list.broken {
        let help = "fetch the file again; a clear result against half a list is worth little";
        return Err(Failure::input(format!("the list is not whole: {why}"), help));
    }
    if list.entries.is_empty() {
        let rejected = list.counts.rejected.iter();
        return Err(Failure::nothing_usable(rejected.map(|(reason, n)| (reason.as_str(), *n))));
    }
    Ok(Outcome::Done)
}

/// What a list holds, by kind and by what can be matched.
fn contents(list: &List) -> Vec<(&'static str, usize)> {
    let kind = |kind| list.entries.iter().filter(|entry| entry.kind == kind).count();
    let claims = || list.entries.iter().flat_map(|entry| &entry.imo);
    vec![
        ("vessels", kind(EntryKind::Vessel)),
        ("companies", kind(EntryKind::Company)),
        ("people", kind(EntryKind::Person)),
        ("others", kind(EntryKind::Other)),
        ("names", list.entries.iter().map(|entry| entry.names.len()).sum()),
        ("IMO numbers", claims().count()),
        (
            "IMO numbers with a wrong check digit",
            claims().filter(|imo| imo.valid().is_none()).count(),
        ),
        ("MMSIs", list.entries.iter().map(|entry| entry.mmsi.len()).sum()),
        (
            "entries with a day of listing",
            list.entries.iter().filter(|e| e.listed_on.is_some()).count(),
        ),
        ("links to owners", list.links.len()),
    ]
}

fn as_json(list: &List) -> serde_json::Value {
    let contents: serde_json::Map<_, _> = contents(list)
        .into_iter()
        .map(|(what, n)| (what.to_lowercase().replace(' ', "_"), n.into()))
        .collect();
    json!({
        "list": list.info,
        "counts": list.counts,
        "contents": contents,
        "rejects": list.rejects,
        "notes": list.notes,
        "broken": list.broken,
    })
}

fn print(list: &List) -> Result<(), Failure> {
    for file in &list.info.files {
        table::line(&format!(
            "{}: {}, {} bytes, sha256 {}",
            file.name, file.format, file.bytes, file.sha256
        ))?;
    }
    let publisher = list.info.publisher.as_deref().unwrap_or("not said");
    let as_of = list.info.as_of.map_or_else(|| "not said".to_owned(), |day| day.to_string());
    table::line(&format!("publisher: {publisher}; state of: {as_of}"))?;
    table::print(&counts(list))?;
    for note in &list.notes {
        table::line(&format!("note: {note}"))?;
    }
    rejects(list)
}

fn counts(list: &List) -> comfy_table::Table {
    let counts = &list.counts;
    let mut rows = table::counts(&["records", "count"]);
    let mut row = |what: &str, n: u64| {
        rows.add_row([what.to_owned(), n.to_string()]);
    };
    row("read", counts.read);
    row("entries", counts.entries);
    row("merged with an entry of the same id", counts.merged);
    row("adding to an entry", counts.adding);
    for (reason, n) in &counts.rejected {
        row(&format!("rejected: {reason}"), *n);
    }
    if counts.kept_apart > 0 {
        row("kept apart though the id was taken", counts.kept_apart);
    }
    if counts.names_left_out > 0 {
        row("names left out, beyond the limit", counts.names_left_out);
    }
    for (what, n) in contents(list).into_iter().filter(|(_, n)| *n > 0) {
        row(what, n as u64);
    }
    rows
}

fn rejects(list: &List) -> Result<(), Failure> {
    if list.rejects.is_empty() {
        return Ok(());
    }
    let mut rows = table::new(&["rejected", "file", "first byte", "bytes"]);
    for reject in list.rejects.iter().take(SHOWN) {
        let file = list.info.files.get(reject.place.file as usize);
        rows.add_row([
            reject.reason.clone(),
            file.map_or_else(String::new, |file| file.name.clone()),
            reject.place.offset.to_string(),
            reject.place.length.to_string(),
        ]);
    }
    table::print(&rows)?;
    if list.rejects.len() > SHOWN {
        table::line(&format!("{} more with --format json", list.rejects.len() - SHOWN))?;
    }
    Ok(())
}
