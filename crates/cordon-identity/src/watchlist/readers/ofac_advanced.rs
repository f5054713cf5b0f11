//! OFAC `SDN_ADVANCED.XML`, after the UN's advanced sanctions data model.
//!
//! Covered: reference values (feature, document, alias, party, relation and programme names), documents
//! (ship and company numbers), parties with their names and features (call sign, type, flag, MMSI),
//! relations, listing dates and programmes; of locations the country, where a flag is told by one. Not
//! covered: addresses, which script a name is in, dates of features.

use std::collections::BTreeMap;

use super::super::draft::Draft;
use super::super::error::ListError;
use super::super::model::{Dated, Entry, EntryKind, Link, Name, Party, Place, Strength};
use super::super::text::Text;
use super::xml::{self, Element};
use super::{Reader, filled, flag, imo, mmsi, name, remarks};
use crate::day::Day;

pub(super) struct OfacAdvanced;

const RECORDS: [&str; 7] = [
    "DateOfIssue",
    "ReferenceValueSets",
    "IDRegDocument",
    "DistinctParty",
    "ProfileRelationship",
    "SanctionsEntry",
    "Location",
];

impl Reader for OfacAdvanced {
    fn read(&self, file: &str, text: &Text<'_>, draft: &mut Draft) -> Result<(), ListError> {
        let mut book = Book::default();
        xml::each(file, text, &RECORDS, draft, |element, place, draft| {
            match element.name.as_str() {
                "DateOfIssue" => draft.as_of = date(&element),
                "ReferenceValueSets" => book.learn(&element),
                "IDRegDocument" => book.document(&element),
                "Location" => book.location(&element),
                "DistinctParty" => draft.add(book.party(&element, place)),
                "ProfileRelationship" => book.relation(&element, place, draft),
                "SanctionsEntry" => Book::listing(&element, place, draft),
                _ => {}
            }
        })
    }
}

/// What names and numbers the document explains elsewhere.
#[derive(Default)]
struct Book {
    /// By kind of value and id: its text.
    values: BTreeMap<(String, String), String>,
    /// By identity: its documents, as type and number.
    documents: BTreeMap<String, Vec<(String, String)>>,
}

impl Book {
    fn learn(&mut self, sets: &Element) {
        for value in sets.children.iter().flat_map(|set| &set.children) {
            if let Some(id) = value.attribute("ID") {
                let key = (value.name.clone(), id.to_owned());
                self.values.insert(key, value.text.trim().to_owned());
            }
        }
    }

    fn value(&self, kind: &str, id: Option<&str>) -> &str {
        let key = (kind.to_owned(), id.unwrap_or_default().to_owned());
        self.values.get(&key).map_or("", String::as_str)
    }

    /// Of a location only its country is kept.
    fn location(&mut self, location: &Element) {
        let country = location.all("LocationCountry").find_map(|it| it.attribute("CountryID"));
        let country = self.value("Country", country).to_owned();
        if let Some(id) = location.attribute("ID").filter(|_| !country.is_empty()) {
            self.values.insert(("Location".to_owned(), id.to_owned()), country);
        }
    }

    fn document(&mut self, document: &Element) {
        let kind = self.value("IDRegDocType", document.attribute("IDRegDocTypeID")).to_owned();
        let number = document.child_text("IDRegistrationNo").unwrap_or_default().to_owned();
        let identity = document.attribute("IdentityID").unwrap_or_default().to_owned();
        self.documents.entry(identity).or_default().push((kind, number));
    }

    fn party(&self, party: &Element, place: Place) -> Entry {
        let mut entry = Entry {
            id: party.attribute("FixedRef").unwrap_or_default().to_owned(),
            place,
            ..Entry::default()
        };
        for profile in party.all("Profile") {
            let kind = self.value("PartySubType", profile.attribute("PartySubTypeID"));
            entry.kind = kind_of(kind, profile.attribute("PartySubTypeID"));
            for identity in profile.all("Identity") {
                entry.names.extend(identity.all("Alias").filter_map(|alias| self.alias(alias)));
                self.numbers(&mut entry, identity.attribute("ID").unwrap_or_default());
            }
            for feature in profile.all("Feature") {
                self.feature(&mut entry, feature);
            }
        }
        entry.names.sort_by_key(|name| name.strength);
        entry.remarks = party.child_text("Comment").and_then(filled);
        entry
    }

    fn alias(&self, alias: &Element) -> Option<Name> {
        let parts = alias.at(&["DocumentedName", "DocumentedNamePart", "NamePartValue"]);
        let parts: Vec<_> = parts.into_iter().map(|part| part.text.trim()).collect();
        let kind = self.value("AliasType", alias.attribute("AliasTypeID"));
        let strength = match (alias.attribute("Primary"), alias.attribute("LowQuality")) {
            (Some("true"), _) => Strength::Primary,
            (_, Some("true")) => Strength::Weak,
            _ => Strength::Strong,
        };
        name(&parts.join(" "), strength, kind.starts_with("F.K.A") || kind.starts_with("f.k.a"))
    }

    fn numbers(&self, entry: &mut Entry, identity: &str) {
        for (kind, number) in self.documents.get(identity).into_iter().flatten() {
            match (kind.as_str(), imo(number)) {
                ("Vessel Registration Identification", Some(number)) => {
                    remarks::ship_number(entry, number);
                }
                (_, Some(number)) if kind.contains("IMO") => remarks::company_number(entry, number),
                ("MMSI", _) => entry.mmsi.extend(mmsi(number).map(Dated::always)),
                _ => {}
            }
        }
    }

    fn feature(&self, entry: &mut Entry, feature: &Element) {
        let kind =
            self.value("FeatureType", feature.attribute("FeatureTypeID")).to_ascii_lowercase();
        if kind.contains("flag") {
            for place in feature.at(&["FeatureVersion", "VersionLocation"]) {
                let country = self.value("Location", place.attribute("LocationID"));
                let former = kind.contains("former");
                entry.flags.extend(flag(country, former).map(Dated::always));
            }
        }
        for detail in feature.at(&["FeatureVersion", "VersionDetail"]) {
            let known = self.value("DetailReference", detail.attribute("DetailReferenceID"));
            let text = if detail.text.trim().is_empty() { known } else { detail.text.trim() };
            match kind.trim() {
                "vessel call sign" | "other vessel call sign" => {
                    entry.call_signs.extend(filled(text));
                }
                "vessel type" => entry.vessel_type = filled(text),
                "vessel flag" | "other vessel flag" => {
                    entry.flags.extend(flag(text, false).map(Dated::always));
                }
                "former vessel flag" => entry.flags.extend(flag(text, true).map(Dated::always)),
                "mmsi" => entry.mmsi.extend(mmsi(text).map(Dated::always)),
                _ => {}
            }
        }
    }

    fn relation(&self, relation: &Element, place: Place, draft: &mut Draft) {
        let end = |key| relation.attribute(key).map(str::to_owned);
        let (Some(asset), Some(owner)) = (end("From-ProfileID"), end("To-ProfileID")) else {
            return draft.reject(place, "relation_without_ends");
        };
        let role = self.value("RelationType", relation.attribute("RelationTypeID")).to_lowercase();
        draft.adding();
        let (owner, asset) = (Party::Entry(owner), Party::Entry(asset));
        draft.links.push(Link { owner, asset, role, from: None, to: None, place });
    }

    fn listing(listing: &Element, place: Place, draft: &mut Draft) {
        let id = listing.attribute("ProfileID").unwrap_or_default().to_owned();
        let Some(entry) = draft.entry(&id) else { return draft.reject(place, "no_such_entry") };
        let day = listing.at(&["EntryEvent", "Date"]).into_iter().filter_map(date).min();
        entry.listed_on = [entry.listed_on, day].into_iter().flatten().min();
        for measure in listing.all("SanctionsMeasure") {
            let program = measure.child_text("Comment").and_then(filled);
            let new =
                program.filter(|it| entry.programs.len() < 100 && !entry.programs.contains(it));
            entry.programs.extend(new);
        }
        draft.adding();
    }
}

/// `<Year>2022</Year><Month>5</Month><Day>8</Day>`.
fn date(element: &Element) -> Option<Day> {
    let part = |name| element.child_text(name)?.parse::<i16>().ok();
    let small = |name| part(name).and_then(|n| i8::try_from(n).ok());
    Day::new(part("Year")?, small("Month")?, small("Day")?)
}

/// By the name of the kind; the ids are those of the published file, where names are missing.
fn kind_of(name: &str, id: Option<&str>) -> EntryKind {
    match (name, id) {
        ("Vessel", _) | ("", Some("1")) => EntryKind::Vessel,
        ("Aircraft", _) | ("", Some("2")) => EntryKind::Other,
        ("Individual", _) | ("Unknown" | "", Some("4")) => EntryKind::Person,
        _ => EntryKind::Company,
    }
}
