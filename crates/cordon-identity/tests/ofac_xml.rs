//! OFAC's two XML files, with entries as they are published: nesting, namespaces and words of the files of
//! 2026, among them what has nothing to do with ships.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use cordon_identity::Country;
use cordon_identity::watchlist::{EntryKind, Format, List, Options, Strength, read_list};

fn read(file: &str) -> List {
    let list = read_list("sdn.xml", file.as_bytes(), Options::default()).unwrap();
    assert!(list.counts.balances() && list.broken.is_none(), "{:?}", list.counts);
    for entry in &list.entries {
        let place = entry.place;
        let cited = &file[place.offset as usize..(place.offset + place.length) as usize];
        assert!(cited.starts_with('<') && cited.contains(&entry.id), "{cited}");
    }
    list
}

/// EBANO (IMO 7406784) and MAR AZUL are on the list; the wrong number is the first with its last digit
/// changed.
const SDN: &str = r#"<?xml version="1.0" standalone="yes"?>
<sdnList xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML">
  <publshInformation><Publish_Date>09/16/2026</Publish_Date><Record_Count>5</Record_Count></publshInformation>
  <sdnEntry><uid>4243</uid><lastName>EBANO</lastName><sdnType>Vessel</sdnType>
    <programList><program>CUBA</program></programList>
    <idList><id><uid>22133</uid><idType>Vessel Registration Identification</idType><idNumber>IMO 7406784</idNumber></id></idList>
    <vesselInfo><vesselType>General Cargo</vesselType><vesselFlag>Panama</vesselFlag><tonnage>2595</tonnage><grossRegisteredTonnage>1865</grossRegisteredTonnage></vesselInfo></sdnEntry>
  <sdnEntry><uid>4238</uid><lastName>MAR AZUL</lastName><sdnType>Vessel</sdnType>
    <programList><program>CUBA</program></programList>
    <akaList><aka><uid>77</uid><type>f.k.a.</type><category>strong</category><lastName>MAR ROJO</lastName></aka>
      <aka><uid>78</uid><type>a.k.a.</type><category>weak</category><lastName>AZUL</lastName></aka></akaList>
    <vesselInfo><callSign>CL2192</callSign><vesselType>Tug</vesselType><vesselFlag>Cuba</vesselFlag><vesselOwner>Samir de Navegacion S.A.</vesselOwner></vesselInfo></sdnEntry>
  <sdnEntry><uid>9001</uid><lastName>WRONG DIGIT</lastName><sdnType>Vessel</sdnType>
    <idList><id><uid>2</uid><idType>Vessel Registration Identification</idType><idNumber>IMO 7406783</idNumber></id>
      <id><uid>3</uid><idType>MMSI</idType><idNumber>273291320</idNumber></id>
      <id><uid>4</uid><idType>Secondary sanctions risk:</idType><idNumber>section 1(b)</idNumber></id></idList></sdnEntry>
  <sdnEntry><uid>36</uid><lastName>AEROCARIBBEAN AIRLINES</lastName><sdnType>Entity</sdnType>
    <programList><program>CUBA</program></programList>
    <addressList><address><uid>25</uid><city>Havana</city><country>Cuba</country></address></addressList></sdnEntry>
  <sdnEntry><uid>7001</uid><firstName>Juan Carlos</firstName><lastName>PÉREZ GÓMEZ</lastName><sdnType>Individual</sdnType>
    <idList><id><uid>1</uid><idType>Gender</idType><idNumber>Male</idNumber></id></idList></sdnEntry>
</sdnList>"#;

#[test]
fn the_plain_file() {
    use EntryKind::{Company, Person, Vessel};

    let list = read(SDN);
    assert_eq!(list.info.files[0].format, Format::OfacXml);
    assert_eq!(list.info.as_of, "2026-09-16".parse().ok());
    let kinds: Vec<_> = list.entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [Vessel, Vessel, Vessel, Company, Person]);
    let [ebano, azul, wrong, company, person] = &list.entries[..] else { panic!() };
    assert_eq!((ebano.name(), ebano.imo[0].number), ("EBANO", 7_406_784));
    assert_eq!(ebano.flags[0].value.country, Country::from_code("PA"));
    assert_eq!(
        (ebano.programs[0].as_str(), ebano.vessel_type.as_deref()),
        ("CUBA", Some("General Cargo"))
    );
    let names: Vec<_> =
        azul.names.iter().map(|it| (it.text.as_str(), it.strength, it.former)).collect();
    assert_eq!(
        names,
        [
            ("MAR AZUL", Strength::Primary, false),
            ("MAR ROJO", Strength::Strong, true),
            ("AZUL", Strength::Weak, false)
        ]
    );
    assert_eq!((azul.call_signs[0].as_str(), list.links.len()), ("CL2192", 1));
    // A wrong number is kept, and told as wrong.
    assert_eq!((wrong.imo[0].number, wrong.imo[0].valid()), (7_406_783, None));
    assert_eq!(wrong.mmsi[0].value, 273_291_320);
    assert_eq!(company.addresses, ["Havana, Cuba"]);
    assert_eq!(person.name(), "Juan Carlos PÉREZ GÓMEZ");
}

/// The cross-references of the advanced file: values, places and documents stand apart from parties.
const ADVANCED: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML">
  <DateOfIssue CalendarTypeID="1"><Year>2026</Year><Month>5</Month><Day>21</Day></DateOfIssue>
  <ReferenceValueSets>
    <AliasTypeValues><AliasType ID="1400">A.K.A.</AliasType><AliasType ID="1401">F.K.A.</AliasType><AliasType ID="1403">Name</AliasType></AliasTypeValues>
    <CountryValues><Country ID="11073" ISO2="CU">Cuba</Country><Country ID="11157" ISO2="RU">Russia</Country></CountryValues>
    <FeatureTypeValues><FeatureType ID="3" FeatureTypeGroupID="1">Vessel Flag</FeatureType><FeatureType ID="1" FeatureTypeGroupID="1">Vessel Call Sign</FeatureType><FeatureType ID="344" FeatureTypeGroupID="1">Digital Currency Address - XBT</FeatureType></FeatureTypeValues>
    <IDRegDocTypeValues><IDRegDocType ID="1626">Vessel Registration Identification</IDRegDocType><IDRegDocType ID="91264">MMSI</IDRegDocType></IDRegDocTypeValues>
    <PartySubTypeValues><PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType></PartySubTypeValues>
    <RelationTypeValues><RelationType ID="1555">Owned or Controlled By</RelationType></RelationTypeValues>
  </ReferenceValueSets>
  <Locations><Location ID="25"><LocationCountry CountryID="11157" CountryRelevanceID="1"/></Location></Locations>
  <IDRegDocuments>
    <IDRegDocument ID="1" IDRegDocTypeID="1626" IdentityID="5"><IDRegistrationNo>IMO 9179842</IDRegistrationNo></IDRegDocument>
    <IDRegDocument ID="2" IDRegDocTypeID="91264" IdentityID="5"><IDRegistrationNo>273291320</IDRegistrationNo></IDRegDocument>
  </IDRegDocuments>
  <DistinctParties>
    <DistinctParty FixedRef="37095"><Comment/><Profile ID="37095" PartySubTypeID="1">
      <Identity ID="5" FixedRef="37095" Primary="true" False="false">
        <Alias FixedRef="37095" AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName ID="1" FixedRef="37095" DocNameStatusID="1"><DocumentedNamePart><NamePartValue NamePartGroupID="7" ScriptID="215" ScriptStatusID="1" Acronym="false">ANGARA</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
        <Alias FixedRef="37095" AliasTypeID="1401" Primary="false" LowQuality="false"><DocumentedName ID="2" FixedRef="37095" DocNameStatusID="2"><DocumentedNamePart><NamePartValue ScriptID="215">BBC ENERGY</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>
      <Feature ID="9" FeatureTypeID="3"><FeatureVersion ID="9" ReliabilityID="1560"><VersionLocation LocationID="25"/></FeatureVersion><IdentityReference IdentityID="5" IdentityFeatureLinkTypeID="1"/></Feature>
      <Feature ID="10" FeatureTypeID="1"><FeatureVersion ID="10"><VersionDetail DetailTypeID="1432">UBBO9</VersionDetail></FeatureVersion></Feature></Profile></DistinctParty>
    <DistinctParty FixedRef="27307"><Profile ID="27307" PartySubTypeID="3">
      <Identity ID="19011" FixedRef="27307" Primary="true" False="false"><Alias FixedRef="27307" AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName ID="3"><DocumentedNamePart><NamePartValue ScriptID="215">M LEASING LLC</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>
      <Feature ID="50215" FeatureTypeID="344"><FeatureVersion ID="47914"><VersionDetail DetailTypeID="1432">149w62rY42aZBox8fGcmqNsXUzSStKeq8C</VersionDetail></FeatureVersion></Feature></Profile></DistinctParty>
  </DistinctParties>
  <ProfileRelationships><ProfileRelationship ID="1" From-ProfileID="37095" To-ProfileID="27307" RelationTypeID="1555" RelationQualityID="1" Former="false"/></ProfileRelationships>
  <SanctionsEntries><SanctionsEntry ID="1" ProfileID="37095" ListID="1550">
    <EntryEvent ID="1" EntryEventTypeID="1"><Date CalendarTypeID="1"><Year>2022</Year><Month>5</Month><Day>8</Day></Date></EntryEvent>
    <SanctionsMeasure ID="1" SanctionsTypeID="1"><Comment>RUSSIA-EO14024</Comment></SanctionsMeasure></SanctionsEntry></SanctionsEntries>
</Sanctions>"#;

#[test]
fn the_advanced_file() {
    let list = read(ADVANCED);
    assert_eq!(list.info.files[0].format, Format::OfacAdvancedXml);
    assert_eq!(list.info.as_of, "2026-05-21".parse().ok());
    let [ship, company] = &list.entries[..] else { panic!("{:?}", list.entries) };
    assert_eq!((ship.kind, ship.imo[0].number), (EntryKind::Vessel, 9_179_842));
    assert_eq!((ship.mmsi[0].value, ship.call_signs[0].as_str()), (273_291_320, "UBBO9"));
    assert_eq!(ship.flags[0].value.country, Country::from_code("RU"), "told by a location");
    assert_eq!((ship.names[1].text.as_str(), ship.names[1].former), ("BBC ENERGY", true));
    assert_eq!(
        (ship.listed_on, ship.programs[0].as_str()),
        ("2022-05-08".parse().ok(), "RUSSIA-EO14024")
    );
    assert_eq!((company.kind, company.name()), (EntryKind::Company, "M LEASING LLC"));
    assert_eq!(list.links[0].role, "owned or controlled by");
}
