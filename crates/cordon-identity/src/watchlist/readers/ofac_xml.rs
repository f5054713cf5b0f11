//! OFAC `sdn.xml`.
//!
//! Covered: `uid`, names, `sdnType`, `programList`, `idList` (ship and company numbers, MMSI, call
//! signs, former flags), `akaList` with its categories, `addressList`, `vesselInfo`, remarks; the
//! publication date of the list.

use super::super::draft::Draft;
use super::super::error::ListError;
use super::super::model::{Dated, Entry, EntryKind, Link, Name, Party, Place, Strength};
use super::super::text::Text;
use super::xml::{self, Element};
use super::{Reader, filled, flag, imo, mmsi, name, remarks};
use crate::day::Day;

pub(super) struct OfacXml;

impl Reader for OfacXml {
    fn read(&self, file: &str, text: &Text<'_>, draft: &mut Draft) -> Result<(), ListError> {
        xml::each(file, text, &["publshInformation", "sdnEntry"], draft, |element, place, draft| {
            match element.name.as_str() {
                "publshInformation" => {
                    let date = element.child_text("Publish_Date");
                    draft.as_of = date.and_then(|date| Day::read_with(date, Some(true)));
                }
                "sdnEntry" => entry(&element, place, draft),
                _ => {}
            }
        })
    }
}

fn entry(element: &Element, place: Place, draft: &mut Draft) {
    let mut entry = Entry {
        id: element.child_text("uid").unwrap_or_default().to_owned(),
        kind: match element.child_text("sdnType") {
            Some("Vessel") => EntryKind::Vessel,
            Some("Individual") => EntryKind::Person,
            Some("Aircraft") => EntryKind::Other,
            _ => EntryKind::Company,
        },
        names: names(element),
        programs: texts(element, &["programList", "program"]),
        addresses: element
            .at(&["addressList", "address"])
            .into_iter()
            .filter_map(address)
            .collect(),
        place,
        ..Entry::default()
    };
    for id in element.at(&["idList", "id"]) {
        identifier(&mut entry, id);
    }
    let mut owners = vessel_info(&mut entry, element);
    owners.extend(remarks::take(&mut entry, element.child_text("remarks").unwrap_or_default()));
    draft.links.extend(owners.into_iter().map(|owner| Link {
        owner: Party::Named(owner),
        asset: Party::Entry(entry.id.clone()),
        role: "linked to".to_owned(),
        from: None,
        to: None,
        place,
    }));
    draft.add(entry);
}

fn names(element: &Element) -> Vec<Name> {
    let full = |of: &Element| {
        let parts = ["firstName", "lastName"].into_iter().filter_map(|part| of.child_text(part));
        parts.collect::<Vec<_>>().join(" ")
    };
    let mut names: Vec<_> = name(&full(element), Strength::Primary, false).into_iter().collect();
    for aka in element.at(&["akaList", "aka"]) {
        let weak = aka.child_text("category") == Some("weak");
        let former = aka.child_text("type").is_some_and(|kind| kind.starts_with('f'));
        let strength = if weak { Strength::Weak } else { Strength::Strong };
        names.extend(name(&full(aka), strength, former));
    }
    names
}

fn identifier(entry: &mut Entry, id: &Element) {
    let kind = id.child_text("idType").unwrap_or_default();
    let number = id.child_text("idNumber").unwrap_or_default();
    match kind {
        "Vessel Registration Identification" => {
            if let Some(number) = imo(number) {
                remarks::ship_number(entry, number);
            }
        }
        "MMSI" => entry.mmsi.extend(mmsi(number).map(Dated::always)),
        "Former Vessel Flag" => entry.flags.extend(flag(number, true).map(Dated::always)),
        "Other Vessel Flag" => entry.flags.extend(flag(number, false).map(Dated::always)),
        "Other Vessel Call Sign" => entry.call_signs.extend(filled(number)),
        _ if number.starts_with("IMO") => {
            if let Some(number) = imo(number) {
                remarks::company_number(entry, number);
            }
        }
        _ => {}
    }
}

/// Gives the owner.
fn vessel_info(entry: &mut Entry, element: &Element) -> Vec<String> {
    let text = |key: &str| element.at(&["vesselInfo", key]).first().and_then(|it| filled(&it.text));
    entry.call_signs.extend(text("callSign"));
    entry.vessel_type = text("vesselType");
    if let Some(claim) = text("vesselFlag").and_then(|text| flag(&text, false)) {
        entry.flags.insert(0, Dated::always(claim));
    }
    text("vesselOwner").into_iter().collect()
}

fn texts(element: &Element, path: &[&str]) -> Vec<String> {
    element.at(path).into_iter().filter_map(|found| filled(&found.text)).collect()
}

fn address(element: &Element) -> Option<String> {
    let parts =
        ["address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country"];
    let parts: Vec<_> = parts.into_iter().filter_map(|part| element.child_text(part)).collect();
    filled(&parts.join(", "))
}
