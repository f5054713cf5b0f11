//! What OFAC writes into the remarks of an entry, as `;`-parted phrases.

use super::super::model::{Dated, Entry, FlagClaim, ImoClaim, Name, Strength};
use super::{filled, flag, imo, mmsi, name};
use crate::imo::ImoCompany;

/// Takes identifiers, other names and former flags out of remarks; gives the names it is linked to.
pub(super) fn take(entry: &mut Entry, remarks: &str) -> Vec<String> {
    let mut linked = Vec::new();
    for phrase in remarks.split(';') {
        let phrase = phrase.trim().trim_end_matches('.').trim();
        let phrase = phrase.strip_prefix("alt. ").unwrap_or(phrase);
        if let Some(owner) = after(phrase, "Linked To:").and_then(filled) {
            linked.push(owner);
        } else {
            phrase_of(entry, phrase);
        }
    }
    entry.remarks = filled(remarks);
    linked
}

fn phrase_of(entry: &mut Entry, phrase: &str) {
    if let Some(number) =
        after(phrase, "Vessel Registration Identification").and_then(|text| imo(before_note(text)))
    {
        ship_number(entry, number);
    } else if let Some(number) = after(phrase, "Identification Number IMO").and_then(imo) {
        company_number(entry, number);
    } else if let Some(number) = after(phrase, "MMSI").and_then(mmsi) {
        entry.mmsi.push(Dated::always(number));
    } else if let Some(claim) = former_flag(phrase) {
        entry.flags.push(Dated::always(claim));
    } else if let Some(sign) = after(phrase, "Other Vessel Call Sign").and_then(filled) {
        entry.call_signs.push(sign);
    } else if let Some(kind) = after(phrase, "Other Vessel Type").and_then(filled) {
        entry.vessel_type.get_or_insert(kind);
    } else if let Some(other) = other_name(phrase) {
        entry.names.push(other);
    }
}

/// Adds a ship's number once.
pub(super) fn ship_number(entry: &mut Entry, number: u32) {
    let claim = ImoClaim { number, false_identity: false };
    if !entry.imo.contains(&claim) {
        entry.imo.push(claim);
    }
}

/// Adds a company's number once, where its check digit is right.
pub(super) fn company_number(entry: &mut Entry, number: u32) {
    let company = ImoCompany::new(number).filter(|company| !entry.company_imo.contains(company));
    entry.company_imo.extend(company);
}

fn former_flag(phrase: &str) -> Option<FlagClaim> {
    after(phrase, "Former Vessel Flag")
        .and_then(|text| flag(text, true))
        .or_else(|| after(phrase, "Other Vessel Flag").and_then(|text| flag(text, false)))
}

/// `f.k.a. 'SAND SWAN'`, `a.k.a. 'X'`.
fn other_name(phrase: &str) -> Option<Name> {
    let (head, rest) = phrase.split_at_checked(6)?;
    let (former, strength) = match head.to_ascii_lowercase().as_str() {
        "f.k.a." => (true, Strength::Strong),
        "a.k.a." | "n.k.a." => (false, Strength::Strong),
        _ => return None,
    };
    name(rest.trim().trim_matches(['\'', '"', '‘', '’']), strength, former)
}

/// `IMO 9256860 (Russia)`.
fn before_note(text: &str) -> &str {
    text.split('(').next().unwrap_or(text)
}

fn after<'a>(phrase: &'a str, head: &str) -> Option<&'a str> {
    let start = phrase.get(..head.len())?;
    start.eq_ignore_ascii_case(head).then(|| phrase.get(head.len()..)).flatten().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Remarks of entries 4243 and 15046 in the list of January 2023.
    #[test]
    fn phrases_of_ofac() {
        let mut entry = Entry::default();
        let linked = take(
            &mut entry,
            "Former Vessel Flag Malta; Additional Sanctions Information - Subject to Secondary Sanctions; Vessel Registration Identification IMO 9218466; MMSI 256872000; f.k.a. 'SAND SWAN'; Linked To: NATIONAL IRANIAN TANKER COMPANY.",
        );
        assert_eq!(linked, ["NATIONAL IRANIAN TANKER COMPANY"]);
        assert_eq!(entry.imo[0].number, 9_218_466);
        assert_eq!(entry.mmsi[0].value, 256_872_000);
        assert_eq!((entry.names[0].text.as_str(), entry.names[0].former), ("SAND SWAN", true));
        assert!(entry.flags[0].value.former);
        assert_eq!(entry.flags[0].value.country.unwrap().code(), "MT");
    }
}
