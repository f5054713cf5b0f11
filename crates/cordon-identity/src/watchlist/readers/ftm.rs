//! FollowTheMoney entities, one JSON object a line (`entities.ftm.json` of OpenSanctions).
//!
//! Vessels, companies and other bodies, and people become entries. Ownership and like relations become
//! links; a `Sanction` dates the entries it is about. Claimed false identities (`fraudImoNumber`,
//! `fraudMmsi`, `fraudAlias`, `fraudFlag`) are kept and marked as such.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::draft::Draft;
use super::super::error::ListError;
use super::super::model::{Dated, Entry, EntryKind, ImoClaim, Link, Party, Place, Strength};
use super::super::text::Text;
use super::{Reader, filled, flag, imo, mmsi, name, remarks};
use crate::day::Day;

pub(super) struct Ftm;

#[derive(Deserialize)]
struct Line {
    id: String,
    schema: String,
    caption: Option<String>,
    #[serde(default)]
    properties: BTreeMap<String, Vec<serde_json::Value>>,
}

/// Relations with the property that names the one who holds, and the one that is held.
const RELATIONS: [(&str, &str, &str); 7] = [
    ("Ownership", "owner", "asset"),
    ("Directorship", "director", "organization"),
    ("Employment", "employee", "employer"),
    ("Membership", "member", "organization"),
    ("Representation", "agent", "client"),
    ("UnknownLink", "subject", "object"),
    ("Family", "person", "relative"),
];

impl Reader for Ftm {
    fn read(&self, _: &str, text: &Text<'_>, draft: &mut Draft) -> Result<(), ListError> {
        let (mut start, mut sanctions) = (0, Vec::new());
        let mut places = text.places();
        for line in text.content.split_inclusive('\n') {
            let from = start;
            start += line.len();
            let line = line.trim_end();
            if line.is_empty() {
                continue;
            }
            let place = places.place(from, from + line.len());
            if line.len() > draft.limits.record_bytes {
                draft.reject(place, "record_too_big");
                continue;
            }
            match serde_json::from_str::<Line>(line) {
                Ok(line) => take(&line, place, draft, &mut sanctions),
                Err(_) => draft.reject(place, "not_an_entity"),
            }
        }
        // A sanction may stand before the one it is about.
        let mut ends = BTreeMap::new();
        for (sanction, place) in &sanctions {
            date(sanction, *place, &mut ends, draft);
        }
        for (id, end) in ends {
            if let (Some(entry), Some(end)) = (draft.entry(id), end) {
                entry.delisted_on = Some(end);
            }
        }
        Ok(())
    }
}

fn take(line: &Line, place: Place, draft: &mut Draft, sanctions: &mut Vec<(Sanction, Place)>) {
    if let Some(kind) = kind(&line.schema) {
        owners(line, place, draft);
        draft.add(entry(line, kind, place));
    } else if let Some((_, owner, asset)) =
        RELATIONS.iter().find(|(schema, ..)| *schema == line.schema)
    {
        relate(line, owner, asset, place, draft);
    } else if line.schema == "Sanction" {
        sanctions.push((Sanction::new(line), place));
    } else {
        draft.reject(place, "schema_not_used");
    }
}

fn kind(schema: &str) -> Option<EntryKind> {
    match schema {
        "Vessel" => Some(EntryKind::Vessel),
        "Company" | "Organization" | "LegalEntity" | "PublicBody" => Some(EntryKind::Company),
        "Person" => Some(EntryKind::Person),
        "Airplane" | "Vehicle" => Some(EntryKind::Other),
        _ => None,
    }
}

impl Line {
    fn texts<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> {
        let values = self.properties.get(key).map(Vec::as_slice).unwrap_or_default();
        values.iter().filter_map(|value| value.as_str().or_else(|| value.get("id")?.as_str()))
    }

    fn days(&self, key: &str) -> impl Iterator<Item = Day> {
        self.texts(key).filter_map(Day::read)
    }
}

fn entry(line: &Line, kind: EntryKind, place: Place) -> Entry {
    let mut entry = Entry {
        id: line.id.clone(),
        kind,
        call_signs: line.texts("callSign").filter_map(filled).collect(),
        vessel_type: line.texts("type").find_map(filled),
        programs: line
            .texts("programId")
            .chain(line.texts("program"))
            .chain(line.texts("topics"))
            .filter_map(filled)
            .collect(),
        addresses: line.texts("address").filter_map(filled).collect(),
        remarks: line.texts("notes").find_map(filled),
        place,
        ..Entry::default()
    };
    let first = line.caption.iter().filter_map(|text| name(text, Strength::Primary, false));
    entry.names.extend(first);
    for (key, strength, former) in [
        ("name", Strength::Primary, false),
        ("alias", Strength::Strong, false),
        ("previousName", Strength::Strong, true),
        ("weakAlias", Strength::Weak, false),
        ("fraudAlias", Strength::Weak, false),
    ] {
        let more: Vec<_> =
            line.texts(key).filter_map(|text| name(text, strength, former)).collect();
        for name in more.into_iter().filter(|name| !name.text.is_empty()) {
            if !entry.names.iter().any(|other| other.text == name.text) {
                entry.names.push(name);
            }
        }
    }
    numbers(line, &mut entry);
    flags(line, &mut entry);
    entry
}

fn numbers(line: &Line, entry: &mut Entry) {
    for (key, false_identity) in [("imoNumber", false), ("fraudImoNumber", true)] {
        for number in line.texts(key).filter_map(imo) {
            match entry.kind {
                EntryKind::Vessel => entry.imo.push(ImoClaim { number, false_identity }),
                _ => remarks::company_number(entry, number),
            }
        }
    }
    entry.mmsi.extend(
        line.texts("mmsi").chain(line.texts("fraudMmsi")).filter_map(mmsi).map(Dated::always),
    );
}

fn flags(line: &Line, entry: &mut Entry) {
    for (key, former) in [("flag", false), ("pastFlags", true), ("fraudFlag", true)] {
        entry
            .flags
            .extend(line.texts(key).filter_map(|text| flag(text, former)).map(Dated::always));
    }
}

/// `Vehicle` names its owner and operator itself.
fn owners(line: &Line, place: Place, draft: &mut Draft) {
    for role in ["owner", "operator"] {
        for owner in line.texts(role) {
            draft.links.push(Link {
                owner: Party::Entry(owner.to_owned()),
                asset: Party::Entry(line.id.clone()),
                role: role.to_owned(),
                from: None,
                to: None,
                place,
            });
        }
    }
}

fn relate(line: &Line, owner: &str, asset: &str, place: Place, draft: &mut Draft) {
    let role = line.texts("role").next().unwrap_or(&line.schema).to_owned();
    let (mut found, limit) = (false, 1_000);
    for (owner, asset) in line
        .texts(owner)
        .flat_map(|owner| line.texts(asset).map(move |asset| (owner, asset)))
        .take(limit)
    {
        found = true;
        draft.links.push(Link {
            owner: Party::Entry(owner.to_owned()),
            asset: Party::Entry(asset.to_owned()),
            role: role.clone(),
            from: line.days("startDate").min(),
            to: line.days("endDate").max(),
            place,
        });
    }
    if found { draft.adding() } else { draft.reject(place, "relation_without_ends") }
}

struct Sanction {
    entities: Vec<String>,
    listed_on: Option<Day>,
    delisted_on: Option<Day>,
    programs: Vec<String>,
}

impl Sanction {
    fn new(line: &Line) -> Sanction {
        Sanction {
            entities: line.texts("entity").map(str::to_owned).collect(),
            listed_on: line.days("listingDate").chain(line.days("startDate")).min(),
            delisted_on: line.days("endDate").max(),
            programs: line
                .texts("programId")
                .chain(line.texts("program"))
                .filter_map(filled)
                .collect(),
        }
    }
}

/// Adds what a sanction says to the entries it is about. `ends` gathers when each is delisted: one
/// authority that delists leaves the sanctions of others in force.
fn date<'a>(
    sanction: &'a Sanction,
    place: Place,
    ends: &mut BTreeMap<&'a str, Option<Day>>,
    draft: &mut Draft,
) {
    let mut found = false;
    for id in &sanction.entities {
        let Some(entry) = draft.entry(id) else { continue };
        found = true;
        entry.listed_on = [entry.listed_on, sanction.listed_on].into_iter().flatten().min();
        let end = ends.entry(id).or_insert(sanction.delisted_on);
        *end = end.zip(sanction.delisted_on).map(|(one, other)| one.max(other));
        for program in &sanction.programs {
            if entry.programs.len() < 100 && !entry.programs.contains(program) {
                entry.programs.push(program.clone());
            }
        }
    }
    if found { draft.adding() } else { draft.reject(place, "no_such_entry") }
}
