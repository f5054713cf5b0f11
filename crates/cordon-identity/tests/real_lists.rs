//! The lists of the shared data, as they were published.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests fail loudly; absent data is told"
)]

use std::fs::File;
use std::path::PathBuf;

use cordon_identity::watchlist::{EntryKind, Format, List, Options, Party, Strength, read_list};
use cordon_identity::{Day, ImoCompany};

fn list(name: &str) -> Option<List> {
    let root = "../../../shared/data/watchlists";
    let path = PathBuf::from(root).join(name);
    if !path.exists() {
        eprintln!("skipped: {} absent", path.display());
        return None;
    }
    let list = read_list(name, File::open(&path).unwrap(), Options::default()).unwrap();
    assert!(list.counts.balances(), "{:?}", list.counts);
    assert!(list.broken.is_none());
    let bytes = std::fs::read(path).unwrap();
    for entry in &list.entries {
        let (from, length) = (entry.place.offset as usize, entry.place.length as usize);
        let cited = String::from_utf8_lossy(&bytes[from..from + length]).into_owned();
        let id = entry.id.rsplit(' ').next().unwrap().split('~').next().unwrap();
        assert!(cited.contains(id), "{}: {cited}", entry.id);
    }
    Some(list)
}

/// README of the data: 685 vessels, 676 with an IMO number, all of which pass; 80 with an MMSI. Four
/// more numbers are written without `IMO` before them, or with two blanks behind it.
#[test]
fn ofac_rows_of_2023() {
    let Some(list) = list("ofac-sdn-2023/sdn_vessels_2023-01.csv") else { return };
    assert_eq!(list.info.files[0].format, Format::OfacCsv);
    assert_eq!((list.entries.len(), list.counts.read), (685, 685));
    assert!(list.entries.iter().all(|entry| entry.kind == EntryKind::Vessel));
    let claims: Vec<_> = list.entries.iter().flat_map(|entry| &entry.imo).collect();
    assert!(
        claims.iter().all(|claim| claim.valid().is_some()),
        "every number passes its check digit"
    );
    let with_imo = list.entries.iter().filter(|entry| !entry.imo.is_empty()).count();
    let with_mmsi = list.entries.iter().filter(|entry| !entry.mmsi.is_empty()).count();
    assert_eq!((with_imo, with_mmsi), (676 + 4, 80));

    for (name, imo) in [("ANGARA", 9_179_842), ("LADY R", 9_161_003), ("MAIA-1", 9_358_010)] {
        let ship = list.entries.iter().find(|entry| entry.name() == name).unwrap();
        assert_eq!(ship.imo[0].number, imo);
    }
    let ebano = list.entries.iter().find(|entry| entry.id == "4243").unwrap();
    let former: Vec<_> =
        ebano.names.iter().filter(|name| name.former).map(|n| n.text.as_str()).collect();
    assert_eq!(former, ["ANA I", "SAND SWAN"]);
    assert!(
        list.links.iter().any(|link| link.owner == Party::Named("TRANSMORFLOT LLC".to_owned()))
    );
    let flags = list.entries.iter().flat_map(|entry| &entry.flags);
    let unknown: Vec<_> = flags
        .filter(|flag| flag.value.country.is_none())
        .map(|flag| flag.value.text.as_str())
        .collect();
    assert!(unknown.iter().all(|text| *text == "None Identified"), "{unknown:?}");
}

/// README of the data: 1,450 vessels; its `designation_date` is the list's date.
#[test]
fn ofac_vessels_of_2026() {
    let Some(list) = list("ofac_sdn_vessels_20260322.json") else { return };
    assert_eq!(list.info.files[0].format, Format::OfacJson);
    assert_eq!(list.counts.read, 1_450);
    assert_eq!(list.info.as_of, Day::new(2026, 3, 20));
    assert!(list.entries.iter().all(|entry| entry.listed_on.is_none()));
    let wrong: Vec<_> = list
        .entries
        .iter()
        .flat_map(|entry| &entry.imo)
        .filter(|claim| claim.valid().is_none())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let unknown: Vec<_> = list
        .entries
        .iter()
        .flat_map(|entry| &entry.flags)
        .filter(|flag| flag.value.country.is_none())
        .map(|flag| flag.value.text.as_str())
        .collect();
    assert!(
        unknown.iter().all(|text| ["None Identified", "Unknown"].contains(text)),
        "{unknown:?}"
    );
}

/// README of the data: 730 individuals and 273 entities, 155 of them under the DPRK regime.
#[test]
fn un_list_of_2026() {
    let Some(list) = list("un-consolidated/UN_consolidated_2026-02-27.xml") else { return };
    let count = |kind| list.entries.iter().filter(|entry| entry.kind == kind).count();
    assert_eq!((count(EntryKind::Person), count(EntryKind::Company)), (730, 273));
    let dprk = list.entries.iter().filter(|entry| entry.programs == ["DPRK"]).count();
    assert_eq!(dprk, 155);
    assert_eq!(list.info.as_of, Day::new(2026, 2, 27));
    let omm = list.entries.iter().find(|entry| entry.id == "KPe.020").unwrap();
    assert_eq!(omm.company_imo, [ImoCompany::new(1_790_183).unwrap()]);
    assert_eq!(omm.listed_on, Day::new(2014, 7, 28));
    assert!(omm.names.iter().any(|name| name.text == "Korea Mirae Shipping Co. Ltd"));
    assert!(list.entries.iter().flat_map(|e| &e.names).any(|name| name.strength == Strength::Weak));
}

/// 557 rows in windows-1252 with semicolons, dates as `25.06.2024`.
#[test]
fn eu_vessels_of_2025() {
    let Some(list) = list("eu_designated_vessels_20251023.csv") else { return };
    assert_eq!(list.info.files[0].format, Format::Table);
    assert_eq!(list.counts.read, 557);
    assert!(list.notes.iter().any(|note| note.contains("windows-1252")), "{:?}", list.notes);
    let angara = list.entries.iter().find(|entry| entry.name() == "Angara").unwrap();
    assert_eq!((angara.imo[0].number, angara.listed_on), (9_179_842, Day::new(2024, 6, 25)));
    assert!(list.entries.iter().all(|entry| entry.listed_on.is_some()));
    let wrong =
        list.entries.iter().flat_map(|e| &e.imo).filter(|imo| imo.valid().is_none()).count();
    assert_eq!(wrong, 0);
}
