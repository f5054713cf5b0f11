//! Files that mean no good: counted, told, bounded, and never a panic.

#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    reason = "tests fail loudly, and make small files"
)]

use std::io::{Cursor, Write};

use cordon_identity::Day;
use cordon_identity::watchlist::{Limits, List, ListError, Options, read_list};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn read(name: &str, bytes: &[u8]) -> Result<List, ListError> {
    read_with(name, bytes, Limits::default())
}

fn read_with(name: &str, bytes: &[u8], limits: Limits) -> Result<List, ListError> {
    let list = read_list(name, bytes, Options { limits, ..Options::default() })?;
    assert!(list.counts.balances(), "{:?}", list.counts);
    assert_eq!(list.counts.entries as usize, list.entries.len());
    Ok(list)
}

#[test]
fn entities_of_a_stranger_are_refused() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><sdnList><sdnEntry><uid>1</uid><lastName>&b;</lastName></sdnEntry></sdnList>"#;
    assert!(matches!(read("sdn.xml", bomb.as_bytes()), Err(ListError::DocType { .. })));
    // Without its definition an entity is text like any other.
    let list = read("sdn.xml", b"<sdnList><sdnEntry><uid>1</uid><lastName>A &b; B &amp; &#67;</lastName></sdnEntry></sdnList>");
    assert_eq!(list.unwrap().entries[0].name(), "A &b; B & C");
}

#[test]
fn html_in_names_stays_text() {
    let list = read("own.csv", b"name,imo\n<script>alert(1)</script>,9179842\n").unwrap();
    assert_eq!(list.entries[0].name(), "<script>alert(1)</script>");
}

#[test]
fn what_breaks_off_is_told() {
    let list = read("un.xml", b"<CONSOLIDATED_LIST><ENTITIES><ENTITY><DATAID>1</DATAID><FIRST_NAME>A</FIRST_NAME></ENTITY><ENTITY><DATAID>2").unwrap();
    assert_eq!(list.entries.len(), 1);
    assert!(list.broken.unwrap().contains("ends inside"));
    let list = read("un.xml", b"<CONSOLIDATED_LIST></WRONG>").unwrap();
    assert!(list.broken.unwrap().contains("not XML"));
}

#[test]
fn a_million_names_are_bounded() {
    let aliases: String = (0..5_000).map(|n| format!("NAME {n};")).collect();
    let list =
        read("own.csv", format!("name,aliases,imo\nA,\"{aliases}\",9179842\n").as_bytes()).unwrap();
    assert_eq!((list.entries[0].names.len(), list.counts.names_left_out > 0), (1_000, true));
    let limits = Limits { all_names: 10, ..Limits::default() };
    let rows: String = (0..100).map(|n| format!("SHIP {n},\n")).collect();
    let list = read_with("own.csv", format!("name,imo\n{rows}").as_bytes(), limits).unwrap();
    assert_eq!((list.entries.len(), list.counts.names_left_out), (100, 90));
}

#[test]
fn an_id_that_comes_twice() {
    let list = read(
        "own.csv",
        b"id,name,imo,mmsi\n1,ANGARA,9179842,\n1,SPARTA II,9179842,273291320\n1,OTHER,9161003,\n",
    )
    .unwrap();
    assert_eq!((list.counts.merged, list.counts.kept_apart, list.entries.len()), (1, 1, 2));
    assert_eq!((list.entries[0].names.len(), list.entries[0].mmsi.len()), (2, 1));
    assert_eq!(list.entries[1].id, "1~3");
}

#[test]
fn a_quotation_mark_that_is_never_closed() {
    let rest = "B,9161003\n".repeat(1_000);
    let limits = Limits { record_bytes: 1_000, ..Limits::default() };
    let list =
        read_with("own.csv", format!("name,imo\n\"A,9179842\n{rest}").as_bytes(), limits).unwrap();
    assert_eq!(list.counts.rejected["record_too_big"], 1);
    assert!(list.broken.is_some());
}

#[test]
fn records_without_a_name_or_number_are_told() {
    let list = read("own.csv", b"id,name,imo\n1,,\n2,A,\n3,,not a number\n").unwrap();
    assert_eq!((list.counts.rejected["no_name_or_number"], list.rejects.len()), (2, 2));
}

#[test]
fn files_that_are_no_list() {
    for bytes in [&b""[..], b"hello", b"<html></html>", b"[1,2]", b"\xff\xfe\x00\xd8"] {
        assert!(read("x", bytes).is_err(), "{bytes:?}");
    }
    assert!(matches!(read("x", b"a,b,c\n1,2,3\n"), Err(ListError::Columns { .. })));
    assert!(matches!(read("x", b"{\"vessels\": 1}"), Err(ListError::Json { .. })));
    let limits = Limits { file_bytes: 10, ..Limits::default() };
    assert!(matches!(
        read_with("x", b"name,imo\nA,9179842\n", limits),
        Err(ListError::TooBig { .. })
    ));
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// OFAC's data specification: the three files, `ALT.CSV` before `SDN.CSV` in the archive.
#[test]
fn three_files_in_one_archive() {
    let sdn = b"4243,\"EBANO\",\"vessel\",\"CUBA\",-0- ,-0- ,\"General Cargo\",\"2595\",\"1865\",\"Panama\",-0- ,\"Vessel Registration Identification IMO 7406784.\"\n17,\"ACME LTD\",-0- ,\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n\x1a";
    let alt = b"4243,1,\"aka\",\"SAND SWAN\",-0- \n9,2,\"aka\",\"NOBODY\",-0- \n";
    let add = b"17,1,\"Main street 1\",\"Havana\",\"Cuba\",-0- \n4243,2,-0- ,-0- ,-0- ,-0- \n";
    let list =
        read("ofac.zip", &zipped(&[("ALT.CSV", alt), ("SDN.CSV", sdn), ("ADD.CSV", add)])).unwrap();
    assert_eq!((list.entries.len(), list.counts.adding), (2, 3));
    assert_eq!((list.counts.rejected["no_such_entry"], list.counts.rejected["not_a_row"]), (1, 1));
    assert_eq!(list.entries[0].names[1].text, "SAND SWAN");
    assert_eq!(list.entries[1].addresses, ["Main street 1, Havana, Cuba"]);
}

#[test]
fn archives_that_lead_out_or_blow_up() {
    let list = read(
        "x.zip",
        &zipped(&[("../../evil.csv", b"name,imo\nA,1\n"), ("own.csv", b"name,imo\nB,9179842\n")]),
    );
    let list = list.unwrap();
    assert_eq!(list.entries.len(), 1);
    assert!(list.notes.iter().any(|note| note.contains("leads out")), "{:?}", list.notes);
    let limits = Limits { file_bytes: 100_000, ..Limits::default() };
    let zeros = vec![b'0'; 10_000_000];
    assert!(matches!(
        read_with("x.zip", &zipped(&[("a.csv", &zeros)]), limits),
        Err(ListError::TooBig { .. })
    ));
    assert!(matches!(read("x.zip", b"PK\x03\x04rubbish"), Err(ListError::Archive { .. })));
}

/// SDN.XML after OFAC's schema; names of elements as published.
#[test]
fn sdn_xml() {
    let xml = br#"<?xml version="1.0"?><sdnList xmlns="x"><publshInformation><Publish_Date>03/04/2026</Publish_Date></publshInformation>
      <sdnEntry><uid>37095</uid><lastName>LADY R</lastName><sdnType>Vessel</sdnType><remarks>(Linked To: TRANSMORFLOT LLC)</remarks>
      <programList><program>RUSSIA-EO14024</program></programList>
      <idList><id><uid>1</uid><idType>Vessel Registration Identification</idType><idNumber>IMO 9161003</idNumber></id>
      <id><uid>2</uid><idType>MMSI</idType><idNumber>273213960</idNumber></id></idList>
      <akaList><aka><uid>3</uid><type>f.k.a.</type><category>weak</category><lastName>OLD R</lastName></aka></akaList>
      <vesselInfo><callSign>UBBO9</callSign><vesselType>Roll-on Roll-off</vesselType><vesselFlag>Russia</vesselFlag></vesselInfo></sdnEntry></sdnList>"#;
    let list = read("sdn.xml", xml).unwrap();
    let ship = &list.entries[0];
    assert_eq!((list.info.as_of, ship.imo[0].number), (Day::new(2026, 3, 4), 9_161_003));
    assert_eq!(
        (ship.mmsi[0].value, ship.call_signs.as_slice()),
        (273_213_960, &["UBBO9".to_owned()][..])
    );
    assert!(ship.names[1].former && ship.flags[0].value.country.unwrap().code() == "RU");
}

/// SDN_ADVANCED.XML, cut down to what is covered.
#[test]
fn sdn_advanced_xml() {
    let xml = br#"<Sanctions xmlns="x"><DateOfIssue><Year>2026</Year><Month>3</Month><Day>20</Day></DateOfIssue>
      <ReferenceValueSets><AliasTypeValues><AliasType ID="1403">Name</AliasType></AliasTypeValues>
      <FeatureTypeValues><FeatureType ID="3">Vessel Flag</FeatureType></FeatureTypeValues>
      <IDRegDocTypeValues><IDRegDocType ID="1626">Vessel Registration Identification</IDRegDocType></IDRegDocTypeValues>
      <PartySubTypeValues><PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType></PartySubTypeValues></ReferenceValueSets>
      <IDRegDocuments><IDRegDocument ID="9" IDRegDocTypeID="1626" IdentityID="5"><IDRegistrationNo>IMO 9161003</IDRegistrationNo></IDRegDocument></IDRegDocuments>
      <DistinctParties><DistinctParty FixedRef="37095"><Profile ID="37095" PartySubTypeID="1"><Identity ID="5" Primary="true">
      <Alias AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName><DocumentedNamePart><NamePartValue>LADY R</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>
      <Feature FeatureTypeID="3"><FeatureVersion><VersionDetail>Russia</VersionDetail></FeatureVersion></Feature></Profile></DistinctParty></DistinctParties>
      <ProfileRelationships><ProfileRelationship From-ProfileID="37095" To-ProfileID="77" RelationTypeID="1"/></ProfileRelationships>
      <SanctionsEntries><SanctionsEntry ProfileID="37095"><EntryEvent><Date><Year>2022</Year><Month>5</Month><Day>8</Day></Date></EntryEvent><SanctionsMeasure><Comment>RUSSIA-EO14024</Comment></SanctionsMeasure></SanctionsEntry></SanctionsEntries></Sanctions>"#;
    let list = read("SDN_ADVANCED.XML", xml).unwrap();
    let ship = &list.entries[0];
    assert_eq!((ship.name(), ship.imo[0].number), ("LADY R", 9_161_003));
    assert_eq!(
        (ship.listed_on, ship.programs.as_slice()),
        (Day::new(2022, 5, 8), &["RUSSIA-EO14024".to_owned()][..])
    );
    assert_eq!((list.links.len(), list.info.as_of), (1, Day::new(2026, 3, 20)));
    assert_eq!(ship.flags[0].value.country.unwrap().code(), "RU");
}

const SAMPLES: [&str; 6] = [
    "4243,\"EBANO\",\"vessel\",\"CUBA\",-0- ,-0- ,\"General Cargo\",\"2595\",\"1865\",\"Panama\",-0- ,\"Vessel Registration Identification IMO 7406784; f.k.a. 'ANA I'.\"\n",
    "id;name;imo;mmsi;flag;listed on\n1;ANGARA;9179842;273291320;Russia;25.06.2024\n",
    "{\"id\":\"v\",\"schema\":\"Vessel\",\"caption\":\"A\",\"properties\":{\"name\":[\"A\"],\"imoNumber\":[\"9179842\"]}}\n",
    "<sdnList><sdnEntry><uid>1</uid><lastName>A</lastName><idList><id><idType>MMSI</idType><idNumber>273291320</idNumber></id></idList></sdnEntry></sdnList>",
    "<CONSOLIDATED_LIST dateGenerated=\"2026-02-27\"><ENTITY><DATAID>1</DATAID><FIRST_NAME>A</FIRST_NAME><COMMENTS1>IMO 1790183</COMMENTS1></ENTITY></CONSOLIDATED_LIST>",
    "{\"generated_at\":\"2026-03-22T10:49:19+00:00\",\"vessels\":[{\"imo\":7406784,\"name\":\"EBANO\",\"programs\":[\"CUBA\"],\"vessel_info\":{\"flag\":\"Panama\"}}]}",
];

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

/// Bytes knocked out, doubled and swapped: nothing panics, and what is read balances.
#[test]
fn no_mutation_panics_or_unbalances() {
    let mut random = Random(2_026);
    for sample in SAMPLES {
        let mut told = 0;
        for _ in 0..1_500 {
            let mut bytes = sample.as_bytes().to_vec();
            for _ in 0..=random.below(6) {
                let at = random.below(bytes.len());
                match random.below(4) {
                    0 => bytes[at] = random.below(256) as u8,
                    1 => drop(bytes.remove(at)),
                    2 => bytes.insert(at, b",;\"{}[]<>/&=\n\xff\0"[random.below(15)]),
                    _ => {
                        let other = random.below(bytes.len());
                        bytes.swap(at, other);
                    }
                }
            }
            told += usize::from(read("mutant", &bytes).is_ok_and(|list| !list.entries.is_empty()));
        }
        assert!(told > 50, "only {told} of {sample}");
    }
}
