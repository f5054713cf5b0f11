//! The consolidated list of the United Nations Security Council.
//!
//! It holds persons and bodies; ships are named in comments only. The IMO numbers
//! in comments on a body are its own: company numbers (KPe.020).

use super::super::draft::Draft;
use super::super::error::ListError;
use super::super::model::{Entry, EntryKind, Name, Place, Strength};
use super::super::text::Text;
use super::xml::{self, Element};
use super::{Reader, filled, name, remarks};
use crate::day::Day;
use crate::imo::ImoCompany;

pub(super) struct UnXml;

impl Reader for UnXml {
    fn read(&self, file: &str, text: &Text<'_>, draft: &mut Draft) -> Result<(), ListError> {
        xml::each(file, text, &["INDIVIDUAL", "ENTITY"], draft, |element, place, draft| {
            match element.name.as_str() {
                "INDIVIDUAL" => draft.add(entry(&element, EntryKind::Person, place)),
                "ENTITY" => draft.add(entry(&element, EntryKind::Company, place)),
                _ => draft.as_of = element.attribute("dateGenerated").and_then(Day::read),
            }
        })
    }
}

fn entry(element: &Element, kind: EntryKind, place: Place) -> Entry {
    let id = element.child_text("REFERENCE_NUMBER").or(element.child_text("DATAID"));
    let comments = element.child_text("COMMENTS1").unwrap_or_default();
    let mut entry = Entry {
        id: id.unwrap_or_default().to_owned(),
        kind,
        names: names(element),
        programs: element.child_text("UN_LIST_TYPE").and_then(filled).into_iter().collect(),
        listed_on: element.child_text("LISTED_ON").and_then(Day::read),
        delisted_on: element.child_text("DELISTED_ON").and_then(Day::read),
        addresses: element.children.iter().filter_map(address).collect(),
        remarks: filled(comments),
        place,
        ..Entry::default()
    };
    if kind == EntryKind::Company {
        for company in ImoCompany::find_all(comments) {
            remarks::company_number(&mut entry, company.number());
        }
    }
    entry
}

fn names(element: &Element) -> Vec<Name> {
    let parts = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];
    let parts: Vec<_> = parts.into_iter().filter_map(|part| element.child_text(part)).collect();
    let mut names: Vec<_> = name(&parts.join(" "), Strength::Primary, false).into_iter().collect();
    let script = element.child_text("NAME_ORIGINAL_SCRIPT");
    names.extend(script.and_then(|text| name(text, Strength::Strong, false)));
    for alias in element.children.iter().filter(|child| child.name.ends_with("_ALIAS")) {
        let quality = alias.child_text("QUALITY").unwrap_or_default();
        let strength = if quality == "Low" { Strength::Weak } else { Strength::Strong };
        let text = alias.child_text("ALIAS_NAME").unwrap_or_default();
        names.extend(name(text, strength, quality.starts_with('f')));
    }
    names
}

fn address(element: &Element) -> Option<String> {
    if !element.name.ends_with("_ADDRESS") {
        return None;
    }
    let parts = ["STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY"];
    let parts: Vec<_> = parts.into_iter().filter_map(|part| element.child_text(part)).collect();
    filled(&parts.join(", "))
}
