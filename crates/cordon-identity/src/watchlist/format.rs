//! Which list a file is, by its content.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::readers::{ofac_csv, xml};

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// OFAC `SDN.CSV` (or the consolidated `CONS_PRIM.CSV`): 12 columns, `-0-` for nothing.
    OfacCsv,
    /// OFAC `ALT.CSV`: other names of entries of `SDN.CSV`.
    OfacAltCsv,
    /// OFAC `ADD.CSV`: addresses of entries of `SDN.CSV`.
    OfacAddCsv,
    /// OFAC `sdn.xml`.
    OfacXml,
    /// OFAC `SDN_ADVANCED.XML`.
    OfacAdvancedXml,
    /// Vessels of OFAC as one JSON object `{"vessels": [...]}`.
    OfacJson,
    /// UN Security Council consolidated list.
    UnXml,
    /// FollowTheMoney entities, one JSON object a line.
    FtmJson,
    /// OpenSanctions `maritime.csv`.
    OpenSanctionsMaritime,
    /// Any other table with a header that names its columns.
    Table,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 10] = [
        Format::OfacCsv,
        Format::OfacAltCsv,
        Format::OfacAddCsv,
        Format::OfacXml,
        Format::OfacAdvancedXml,
        Format::OfacJson,
        Format::UnXml,
        Format::FtmJson,
        Format::OpenSanctionsMaritime,
        Format::Table,
    ];

    /// Its name in files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Format::OfacCsv => "ofac_csv",
            Format::OfacAltCsv => "ofac_alt_csv",
            Format::OfacAddCsv => "ofac_add_csv",
            Format::OfacXml => "ofac_xml",
            Format::OfacAdvancedXml => "ofac_advanced_xml",
            Format::OfacJson => "ofac_json",
            Format::UnXml => "un_xml",
            Format::FtmJson => "ftm_json",
            Format::OpenSanctionsMaritime => "opensanctions_maritime",
            Format::Table => "table",
        }
    }

    /// Who publishes it, where the format tells.
    pub const fn publisher(self) -> Option<&'static str> {
        match self {
            Format::OfacCsv
            | Format::OfacAltCsv
            | Format::OfacAddCsv
            | Format::OfacXml
            | Format::OfacAdvancedXml
            | Format::OfacJson => Some("US Treasury, OFAC"),
            Format::UnXml => Some("United Nations Security Council"),
            Format::OpenSanctionsMaritime => Some("OpenSanctions"),
            Format::FtmJson | Format::Table => None,
        }
    }

    /// Recognises a file by how it begins.
    pub(super) fn recognise(text: &str) -> Option<Format> {
        let start = text.trim_start();
        match start.as_bytes().first()? {
            b'<' => match xml::root_name(start)?.as_str() {
                "sdnList" => Some(Format::OfacXml),
                "Sanctions" => Some(Format::OfacAdvancedXml),
                "CONSOLIDATED_LIST" => Some(Format::UnXml),
                _ => None,
            },
            b'{' => Some(recognise_json(start)),
            b'[' => None,
            _ => recognise_table(start),
        }
    }
}

fn recognise_json(start: &str) -> Format {
    let line = start.lines().next().unwrap_or_default();
    let ftm = line.contains("\"schema\"") && line.contains("\"properties\"");
    if ftm { Format::FtmJson } else { Format::OfacJson }
}

fn recognise_table(start: &str) -> Option<Format> {
    let line = start.lines().next()?;
    if let Some(format) = ofac_csv::recognise(line) {
        return Some(format);
    }
    let lower = line.to_ascii_lowercase();
    let has = |word: &str| {
        lower.split([',', ';', '\t', '|']).any(|cell| cell.trim_matches(['"', ' ']) == word)
    };
    if has("caption") && has("imo") && has("datasets") {
        return Some(Format::OpenSanctionsMaritime);
    }
    lower.contains([',', ';', '\t', '|']).then_some(Format::Table)
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
