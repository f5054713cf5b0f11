//! A table with a header: OpenSanctions `maritime.csv`, the EU's list of designated vessels, and any
//! table of one's own.
//!
//! Columns are recognised by the words of their header, or named in a [`Mapping`].

use std::collections::BTreeMap;

use csv::StringRecord;
use serde::{Deserialize, Serialize};

use super::super::draft::Draft;
use super::super::error::ListError;
use super::super::model::{Dated, Entry, EntryKind, ImoClaim, Link, Party, Place, Strength};
use super::super::text::Text;
use super::{Reader, filled, flag, imo, mmsi, name, remarks, rows};
use crate::day::Day;

/// Which column is what, for tables whose header says it in other words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// The header of the column for a field: `id`, `name`, `aliases`, `imo`, `mmsi`, `mmsi_from`,
    /// `mmsi_to`, `call_sign`, `flag`, `type`, `kind`, `programs`, `listed_on`, `delisted_on`, `owner`,
    /// `remarks`.
    pub columns: BTreeMap<String, String>,
    /// Whether dates with slashes have the month first. Without it only those are read that allow one
    /// order.
    pub month_first: Option<bool>,
}

pub(super) struct Table(pub(super) Mapping);

/// Fields, with the words that headers use for them.
const WORDS: [(&str, &[&str]); 16] = [
    ("id", &["id", "ent_num", "entity_id", "uid", "reference"]),
    ("name", &["name", "vessel name", "ship name", "vessel", "caption", "shipname", "vessel_name"]),
    ("aliases", &["aliases", "alias", "other names", "former names", "previous names", "aka"]),
    ("imo", &["imo", "imo number", "imo no", "imo no.", "imo_number", "imo number(s)"]),
    ("mmsi", &["mmsi", "mmsi number", "mmsi_number"]),
    ("mmsi_from", &["mmsi_from", "mmsi from"]),
    ("mmsi_to", &["mmsi_to", "mmsi to"]),
    ("call_sign", &["call sign", "callsign", "call_sign"]),
    ("flag", &["flag", "flag state", "vess_flag"]),
    ("type", &["vessel type", "ship type", "vessel_type", "ship_type"]),
    ("kind", &["type", "kind", "schema"]),
    ("programs", &["program", "programs", "programme", "regime", "risk", "sanctions"]),
    (
        "listed_on",
        &[
            "listed on",
            "listed_on",
            "date of application",
            "listing date",
            "designation date",
            "date of listing",
            "designated",
            "date",
        ],
    ),
    ("delisted_on", &["delisted on", "delisted_on", "delisting date", "date of delisting"]),
    ("owner", &["owner", "vess_owner", "registered owner", "vessel owner"]),
    ("remarks", &["remarks", "comments", "notes", "reason", "reasons"]),
];

impl Reader for Table {
    fn read(&self, file: &str, text: &Text<'_>, draft: &mut Draft) -> Result<(), ListError> {
        let mut columns: Option<Result<Columns, ListError>> = None;
        rows::each(text, delimiter(&text.content), draft, |row, place, draft| match &columns {
            None => columns = Some(Columns::new(file, row, &self.0)),
            Some(Ok(columns)) => columns.take(row, place, draft),
            Some(Err(_)) => {}
        });
        match columns {
            Some(Ok(_)) => Ok(()),
            Some(Err(error)) => Err(error),
            None => Err(ListError::Columns {
                file: file.to_owned(),
                missing: "name, imo or mmsi".to_owned(),
                found: "nothing".to_owned(),
            }),
        }
    }
}

/// The mark that parts the header best.
fn delimiter(text: &str) -> u8 {
    let header = text.trim_start().lines().next().unwrap_or_default().as_bytes();
    let count = |mark: &u8| header.split(|byte| byte == mark).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(count).unwrap_or(b',')
}

struct Columns {
    at: BTreeMap<&'static str, usize>,
    month_first: Option<bool>,
}

impl Columns {
    fn new(file: &str, header: &StringRecord, mapping: &Mapping) -> Result<Columns, ListError> {
        let cells: Vec<String> = header.iter().map(|cell| cell.trim().to_lowercase()).collect();
        let mut at = BTreeMap::new();
        for (field, words) in WORDS {
            let wanted = mapping.columns.get(field).map(|column| column.trim().to_lowercase());
            let found = match &wanted {
                Some(column) => cells.iter().position(|cell| cell == column),
                None => words.iter().find_map(|word| cells.iter().position(|cell| cell == word)),
            };
            match (found, wanted) {
                (Some(place), _) => drop(at.insert(field, place)),
                (None, Some(column)) => return Err(missing(file, &column, &cells)),
                (None, None) => {}
            }
        }
        if ["name", "imo", "mmsi"].iter().all(|field| !at.contains_key(field)) {
            return Err(missing(file, "name, imo or mmsi", &cells));
        }
        Ok(Columns { at, month_first: mapping.month_first })
    }

    fn cell<'a>(&self, row: &'a StringRecord, field: &str) -> &'a str {
        self.at.get(field).and_then(|at| row.get(*at)).unwrap_or_default().trim()
    }

    fn day(&self, row: &StringRecord, field: &str, draft: &mut Draft) -> Option<Day> {
        let text = self.cell(row, field);
        let day = Day::read_with(text, self.month_first);
        if day.is_none() && !text.is_empty() {
            draft.note(format!(
                "dates in `{field}` that could not be read are left open, for example `{}`",
                text.chars().take(30).collect::<String>()
            ));
        }
        day
    }

    fn take(&self, row: &StringRecord, place: Place, draft: &mut Draft) {
        let kind = self.kind(row);
        let (from, to) = (self.day(row, "mmsi_from", draft), self.day(row, "mmsi_to", draft));
        let mut entry = Entry {
            id: self.id(row),
            kind,
            names: name(self.cell(row, "name"), Strength::Primary, false).into_iter().collect(),
            mmsi: parts(self.cell(row, "mmsi"))
                .filter_map(mmsi)
                .map(|value| Dated { value, from, to })
                .collect(),
            call_signs: parts(self.cell(row, "call_sign")).filter_map(filled).collect(),
            flags: parts(self.cell(row, "flag"))
                .filter_map(|text| flag(text, false))
                .map(Dated::always)
                .collect(),
            vessel_type: filled(self.cell(row, "type")),
            programs: parts(self.cell(row, "programs")).filter_map(filled).collect(),
            listed_on: self.day(row, "listed_on", draft),
            delisted_on: self.day(row, "delisted_on", draft),
            remarks: filled(self.cell(row, "remarks")),
            place,
            ..Entry::default()
        };
        let aliases = parts(self.cell(row, "aliases"));
        entry.names.extend(aliases.filter_map(|text| name(text, Strength::Strong, false)));
        for number in parts(self.cell(row, "imo")).filter_map(imo) {
            match kind {
                EntryKind::Vessel => entry.imo.push(ImoClaim { number, false_identity: false }),
                _ => remarks::company_number(&mut entry, number),
            }
        }
        for owner in parts(self.cell(row, "owner")).filter_map(filled) {
            let asset = Party::Entry(entry.id.clone());
            let role = "owner".to_owned();
            draft.links.push(Link {
                owner: Party::Named(owner),
                asset,
                role,
                from: None,
                to: None,
                place,
            });
        }
        draft.add(entry);
    }

    /// The publisher's id, or the IMO number where there is none: it is what the row is about.
    fn id(&self, row: &StringRecord) -> String {
        let id = self.cell(row, "id");
        let number = || imo(self.cell(row, "imo")).map(|number| format!("IMO {number:07}"));
        filled(id).or_else(number).unwrap_or_default()
    }

    fn kind(&self, row: &StringRecord) -> EntryKind {
        match self.cell(row, "kind").to_ascii_lowercase().as_str() {
            "company" | "organization" | "organisation" | "entity" | "legalentity" => {
                EntryKind::Company
            }
            "person" | "individual" => EntryKind::Person,
            "aircraft" | "airplane" => EntryKind::Other,
            _ => EntryKind::Vessel,
        }
    }
}

/// Several values in one cell.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '|']).map(str::trim).take(1_000)
}

fn missing(file: &str, missing: &str, cells: &[String]) -> ListError {
    let found: String = cells.join(", ").chars().take(200).collect();
    ListError::Columns { file: file.to_owned(), missing: missing.to_owned(), found }
}
