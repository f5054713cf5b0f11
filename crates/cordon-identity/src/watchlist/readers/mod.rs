//! One file a format, behind one trait.

pub(super) mod ftm;
pub(super) mod ofac_advanced;
pub(super) mod ofac_csv;
pub(super) mod ofac_json;
pub(super) mod ofac_xml;
pub(super) mod table;
pub(super) mod un_xml;
pub(super) mod xml;

mod remarks;
mod rows;

use super::draft::Draft;
use super::error::ListError;
use super::format::Format;
use super::model::{FlagClaim, Name, Strength};
use super::text::Text;
use crate::country::Country;
use table::Mapping;

/// Puts what a file says into a list.
pub(super) trait Reader {
    fn read(&self, file: &str, text: &Text<'_>, draft: &mut Draft) -> Result<(), ListError>;
}

/// The reader of a format.
pub(super) fn reader(format: Format, mapping: &Mapping) -> Box<dyn Reader> {
    match format {
        Format::OfacCsv => Box::new(ofac_csv::Sdn),
        Format::OfacAltCsv => Box::new(ofac_csv::Alt),
        Format::OfacAddCsv => Box::new(ofac_csv::Add),
        Format::OfacXml => Box::new(ofac_xml::OfacXml),
        Format::OfacAdvancedXml => Box::new(ofac_advanced::OfacAdvanced),
        Format::OfacJson => Box::new(ofac_json::OfacJson),
        Format::UnXml => Box::new(un_xml::UnXml),
        Format::FtmJson => Box::new(ftm::Ftm),
        Format::OpenSanctionsMaritime | Format::Table => Box::new(table::Table(mapping.clone())),
    }
}

/// A name, unless the text is empty.
fn name(text: &str, strength: Strength, former: bool) -> Option<Name> {
    let text = text.trim();
    (!text.is_empty()).then(|| Name { text: text.to_owned(), strength, former })
}

/// A flag in a publisher's words.
fn flag(text: &str, former: bool) -> Option<FlagClaim> {
    let text = text.trim();
    let claim = || FlagClaim { text: text.to_owned(), country: Country::find(text), former };
    (!text.is_empty()).then(claim)
}

/// A text, unless it is empty.
fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Nine digits or fewer, and nothing else.
fn mmsi(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits =
        !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok().filter(|number| *number > 0) } else { None }
}

/// An IMO number as written, right or wrong: seven digits, with or without `IMO`.
fn imo(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits: String = text
        .strip_prefix("IMO")
        .unwrap_or(text)
        .chars()
        .filter(|c| !matches!(c, ' ' | ':' | '-' | '.'))
        .collect();
    let is_number = digits.len() == 7 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { digits.parse().ok().filter(|number| *number > 0) } else { None }
}
