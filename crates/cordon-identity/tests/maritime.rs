//! OpenSanctions `maritime.csv`: columns as published in 2026 (`type, caption, imo, risk, countries, flag,
//! mmsi, id, url, datasets, aliases`), several values in a cell parted by `;`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use cordon_identity::Country;
use cordon_identity::screen::{Identity, Index, Standing};
use cordon_identity::watchlist::{EntryKind, Format, List, Options, Strength, read_list};

const FILE: &str = "type,caption,imo,risk,countries,flag,mmsi,id,url,datasets,aliases\n\
    VESSEL,ANGARA,IMO9179842,sanction;mare.shadow,ru,ru,273291320,NK-1,https://example.org/NK-1,us_ofac_sdn;eu_fsf,\"Ангара;BBC ENERGY\"\n\
    VESSEL,\"KAPITAN, THE\",IMO9427366,mare.detained;reg.warn,vu,vu,,NK-2,https://example.org/NK-2,abuja_mou,\n\
    ORGANIZATION,M LEASING LLC,IMO5873906,sanction.linked,ru,,,NK-3,https://example.org/NK-3,us_ofac_sdn,\n\
    VESSEL,TWO NUMBERS,IMO9319466,sanction,ir,pa,351000001;273999888,NK-4,https://example.org/NK-4,ua_war_sanctions,\n\
    VESSEL,MASKED,IMO9346744,poi,ru,ru,273######,NK-5,https://example.org/NK-5,ru_gur_vessels,\n\
    VESSEL,,,,,,,NK-6,https://example.org/NK-6,,\n";

fn list() -> List {
    let options = Options { as_of: "2026-03-01".parse().ok(), ..Options::default() };
    read_list("maritime.csv", FILE.as_bytes(), options).unwrap()
}

#[test]
fn every_column_is_where_it_belongs() {
    let list = list();
    assert_eq!(list.info.files[0].format, Format::OpenSanctionsMaritime);
    assert_eq!(list.info.publisher.as_deref(), Some("OpenSanctions"));
    assert!(list.counts.balances());
    assert_eq!((list.counts.read, list.entries.len()), (6, 5));
    assert_eq!(list.counts.rejected["no_name_or_number"], 1);
    let angara = &list.entries[0];
    assert_eq!((angara.id.as_str(), angara.kind), ("NK-1", EntryKind::Vessel));
    assert_eq!((angara.imo[0].number, angara.mmsi[0].value), (9_179_842, 273_291_320));
    assert_eq!(angara.flags[0].value.country, Country::from_code("RU"));
    assert_eq!(angara.programs, ["sanction", "mare.shadow"]);
    let names: Vec<_> = angara.names.iter().map(|it| (it.text.as_str(), it.strength)).collect();
    assert_eq!(
        names,
        [
            ("ANGARA", Strength::Primary),
            ("Ангара", Strength::Strong),
            ("BBC ENERGY", Strength::Strong)
        ]
    );
    assert_eq!(list.entries[1].name(), "KAPITAN, THE");
    let company = &list.entries[2];
    assert_eq!((company.kind, company.imo.len()), (EntryKind::Company, 0));
    assert_eq!(company.company_imo.len(), 1);
    assert_eq!(list.entries[3].mmsi.len(), 2);
    assert_eq!(list.entries[4].mmsi, [], "a masked number is none");
}

#[test]
fn each_entry_leads_back_to_its_bytes_and_says_why_it_is_there() {
    let list = list();
    for entry in &list.entries {
        let place = entry.place;
        let line = &FILE[place.offset as usize..(place.offset + place.length) as usize];
        assert!(line.contains(&entry.id) && !line.contains('\n'), "{line}");
    }
    let index = Index::new(vec![list]);
    let ship = |imo| Identity { imo: Some(imo), ..Identity::default() };
    let day = "2026-03-01".parse().unwrap();
    let detained = index.screen(&ship(9_427_366), day);
    // A detention is told as one: it is no designation, and since when is not said.
    assert_eq!(detained.hits[0].programs, ["mare.detained", "reg.warn"]);
    assert_eq!(detained.hits[0].standing, Standing::Undated);
    let by_alias = Identity { name: Some("BBC ENERGY".into()), ..Identity::default() };
    assert_eq!(index.screen(&by_alias, day).hits[0].entry, "NK-1");
}
