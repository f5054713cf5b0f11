//! OFAC's comma-separated files: `SDN.CSV` and what adds to it.
//!
//! No header, `-0-` for nothing, identifiers of ships in the remarks
//! (OFAC, "SDN data specification", `dat_spec.txt`).

use csv::StringRecord;

use super::super::draft::Draft;
use super::super::error::ListError;
use super::super::format::Format;
use super::super::model::{Dated, Entry, EntryKind, Link, Name, Party, Place, Strength};
use super::super::text::Text;
use super::{Reader, filled, flag, name, remarks, rows};

/// `SDN.CSV`: one row an entry.
pub(super) struct Sdn;
/// `ALT.CSV`: one row another name.
pub(super) struct Alt;
/// `ADD.CSV`: one row an address.
pub(super) struct Add;

/// Recognises the three files by a row of theirs.
pub(in super::super) fn recognise(line: &str) -> Option<Format> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
    let row = reader.records().next()?.ok()?;
    let cell = |at: usize| row.get(at).unwrap_or_default().trim().to_ascii_lowercase();
    let number =
        |at: usize| !cell(at).is_empty() && cell(at).bytes().all(|byte| byte.is_ascii_digit());
    let kind = matches!(cell(2).as_str(), "vessel" | "individual" | "aircraft" | "-0-");
    let alias = matches!(cell(2).as_str(), "aka" | "fka" | "nka" | "a.k.a." | "f.k.a.");
    match row.len() {
        _ if cell(0) == "ent_num" && row.len() >= 12 => Some(Format::OfacCsv),
        12.. if number(0) && kind => Some(Format::OfacCsv),
        5 if number(0) && number(1) && alias => Some(Format::OfacAltCsv),
        6 if number(0) && number(1) => Some(Format::OfacAddCsv),
        _ => None,
    }
}

impl Reader for Sdn {
    fn read(&self, _: &str, text: &Text<'_>, draft: &mut Draft) -> Result<(), ListError> {
        rows::each(text, b',', draft, |row, place, draft| {
            if cell(row, 0) == Some("ent_num") {
                return;
            }
            match sdn(row, place) {
                Ok((entry, linked)) => {
                    link(&entry, linked, draft);
                    draft.add(entry);
                }
                Err(reason) => draft.reject(place, reason),
            }
        });
        Ok(())
    }
}

impl Reader for Alt {
    fn read(&self, _: &str, text: &Text<'_>, draft: &mut Draft) -> Result<(), ListError> {
        rows::each(text, b',', draft, |row, place, draft| {
            let weak =
                cell(row, 4).is_some_and(|remarks| remarks.to_ascii_lowercase().contains("weak"));
            let strength = if weak { Strength::Weak } else { Strength::Strong };
            let former = cell(row, 2).is_some_and(|kind| kind.starts_with('f'));
            let other = cell(row, 3).and_then(|text| name(text, strength, former));
            add(row, place, draft, other, |draft, id, other: Name| draft.add_name(id, other));
        });
        Ok(())
    }
}

impl Reader for Add {
    fn read(&self, _: &str, text: &Text<'_>, draft: &mut Draft) -> Result<(), ListError> {
        rows::each(text, b',', draft, |row, place, draft| {
            let parts: Vec<_> = (2..5).filter_map(|at| cell(row, at)).collect();
            add(row, place, draft, filled(&parts.join(", ")), |draft, id, address| {
                let Some(entry) = draft.entry(id) else { return false };
                if entry.addresses.len() < 1_000 {
                    entry.addresses.push(address);
                }
                true
            });
        });
        Ok(())
    }
}

/// Counts a row that adds to an entry.
fn add<T>(
    row: &StringRecord,
    place: Place,
    draft: &mut Draft,
    what: Option<T>,
    put: impl FnOnce(&mut Draft, &str, T) -> bool,
) {
    let Some(id) = cell(row, 0).filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())) else {
        return draft.reject(place, "no_id");
    };
    // An address of nothing but `-0-` is usual.
    let put = what.is_none_or(|what| put(draft, id, what));
    if put { draft.adding() } else { draft.reject(place, "no_such_entry") }
}

fn sdn(row: &StringRecord, place: Place) -> Result<(Entry, Vec<String>), &'static str> {
    if row.len() < 12 {
        // The file ends in a control character, 0x1A.
        return Err(if row.len() == 1 { "not_a_row" } else { "too_few_columns" });
    }
    let id = cell(row, 0).ok_or("no_id")?;
    let mut entry = Entry {
        id: id.to_owned(),
        kind: match cell(row, 2) {
            Some("vessel") => EntryKind::Vessel,
            Some("individual") => EntryKind::Person,
            Some("aircraft") => EntryKind::Other,
            _ => EntryKind::Company,
        },
        names: cell(row, 1)
            .and_then(|text| name(text, Strength::Primary, false))
            .into_iter()
            .collect(),
        call_signs: cell(row, 5).map(str::to_owned).into_iter().collect(),
        vessel_type: cell(row, 6).map(str::to_owned),
        flags: cell(row, 9)
            .and_then(|text| flag(text, false))
            .map(Dated::always)
            .into_iter()
            .collect(),
        programs: programs(cell(row, 3).unwrap_or_default()),
        place,
        ..Entry::default()
    };
    let mut linked = remarks::take(&mut entry, cell(row, 11).unwrap_or_default());
    linked.extend(cell(row, 10).map(str::to_owned));
    Ok((entry, linked))
}

fn link(entry: &Entry, linked: Vec<String>, draft: &mut Draft) {
    draft.links.extend(linked.into_iter().map(|owner| Link {
        owner: Party::Named(owner),
        asset: Party::Entry(entry.id.clone()),
        role: "linked to".to_owned(),
        from: None,
        to: None,
        place: entry.place,
    }));
}

/// `IRAN] [NPWMD] [IFSR`.
fn programs(text: &str) -> Vec<String> {
    text.split(['[', ']']).filter_map(filled).collect()
}

fn cell(row: &StringRecord, at: usize) -> Option<&str> {
    row.get(at).map(str::trim).filter(|text| !text.is_empty() && *text != "-0-")
}
