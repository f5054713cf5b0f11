//! Who is found, who is not, and what is said about it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    reason = "tests fail loudly, and scores are rounded"
)]

use cordon_identity::screen::{Hit, Identity, Index, Standing, score};
use cordon_identity::watchlist::{List, Options, read_list};
use cordon_identity::{Country, Day};

fn list(name: &str, text: &str) -> List {
    let options = Options { as_of: Day::new(2023, 10, 1), ..Options::default() };
    read_list(name, text.as_bytes(), options).unwrap()
}

fn own() -> Index {
    Index::new(vec![list(
        "own.csv",
        "id,name,aliases,imo,mmsi,mmsi_from,mmsi_to,call sign,flag,vessel type,listed_on,delisted_on,owner\n\
         1,ANGARA,SPARTA II,9179842,273291320,2020-01-01,2023-06-30,UBBO9,Russia,General Cargo,2022-05-08,,M LEASING LLC\n\
         2,CHON MYONG 1,,8712362,445077000,,,,North Korea,Tanker,2018-03-30,,CHONMYONG SHIPPING CO\n\
         3,OLD LADY,,9161003,,,,,Malta,,2010-01-01,2015-01-01,\n\
         4,ZU ZAG BONG 5,,,,,,,North Korea,,2016-01-01,,\n",
    )])
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn hits(index: &Index, identity: &Identity) -> Vec<Hit> {
    index.hits(identity, day("2023-10-13"))
}

fn named(name: &str) -> Identity {
    Identity { name: Some(name.to_owned()), ..Identity::default() }
}

fn flag(code: &str) -> Option<Country> {
    Country::from_code(code)
}

#[test]
fn an_imo_number_is_the_ship_under_any_name() {
    let found = hits(
        &own(),
        &Identity { imo: Some(9_179_842), flag: flag("PA"), ..named("SOMETHING ELSE") },
    );
    assert_eq!((found.len(), found[0].entry.as_str(), found[0].score), (1, "1", score::IMO));
    assert_eq!(
        (found[0].standing, found[0].features[0].feature.as_str()),
        (Standing::InForce, "imo")
    );
    assert_eq!(found[0].owners[0].steps[0].name, "M LEASING LLC");
}

/// Reference: for ships two different valid numbers forbid a match, whatever else agrees.
#[test]
fn two_valid_numbers_are_two_ships() {
    let twin = Identity {
        imo: Some(9_358_010),
        mmsi: Some(445_077_000),
        flag: flag("KP"),
        ..named("CHON MYONG 1")
    };
    assert_eq!(hits(&own(), &twin), []);
    // A number with a wrong check digit forbids nothing.
    let claimed = Identity { imo: Some(9_358_011), ..twin };
    assert_eq!(hits(&own(), &claimed)[0].entry, "2");
}

#[test]
fn unless_one_of_them_is_known_to_be_false() {
    let ftm = r#"{"id":"v1","schema":"Vessel","caption":"CHON MYONG 1","properties":{"name":["CHON MYONG 1"],"imoNumber":["8712362"],"fraudImoNumber":["9358010"]}}"#;
    let index = Index::new(vec![list("entities.ftm.json", ftm)]);
    let found = hits(&index, &Identity { imo: Some(9_358_010), ..Identity::default() });
    assert_eq!(found[0].features[0].feature, "imo_falsely_borne");
}

#[test]
fn an_mmsi_counts_on_the_days_it_was_borne() {
    let ship = Identity { mmsi: Some(273_291_320), ..Identity::default() };
    let index = own();
    assert_eq!(index.hits(&ship, day("2022-06-01"))[0].score, score::MMSI);
    let later = index.hits(&ship, day("2023-10-13"));
    assert_eq!(later[0].features[0].feature, "mmsi_at_another_time");
    // Under another flag by then, another ship: nothing is told.
    let other = Identity { flag: flag("PA"), ..ship };
    assert_eq!(index.hits(&other, day("2023-10-13")), []);
}

#[test]
fn names_with_their_reasons() {
    let index = own();
    let found = hits(&index, &Identity { flag: flag("KP"), ..named("M/V CHONMYONG 1") });
    assert_eq!(found[0].entry, "2");
    let features: Vec<_> =
        found[0].features.iter().map(|feature| feature.feature.as_str()).collect();
    assert_eq!(features, ["name", "flag"]);
    assert_eq!(hits(&index, &named("ZU ZAG BONG 6")), [], "the number is the difference");
    assert_eq!(hits(&index, &named("SPARTA II"))[0].entry, "1", "another name in full");
    let foreign = Identity { flag: flag("LR"), ..named("ANGARA") };
    assert!(hits(&index, &foreign)[0].score < hits(&index, &named("ANGARA"))[0].score);
}

#[test]
fn lists_are_asked_as_of_a_day() {
    let index = own();
    let angara = Identity { imo: Some(9_179_842), ..Identity::default() };
    assert_eq!(index.hits(&angara, day("2021-01-01"))[0].standing, Standing::NotYet);
    assert_eq!(index.hits(&angara, day("2022-05-08"))[0].standing, Standing::InForce);
    let lady = Identity { imo: Some(9_161_003), ..Identity::default() };
    assert_eq!(index.hits(&lady, day("2014-12-31"))[0].standing, Standing::InForce);
    assert_eq!(index.hits(&lady, day("2015-01-01"))[0].standing, Standing::Delisted);
}

#[test]
fn what_was_asked_is_said() {
    let coverage = own().coverage(day("2023-10-13"));
    let text = coverage.to_string();
    assert!(
        text.starts_with(
            "screened as of 2023-10-13 against own.csv (4 entries, state of 2023-10-01)"
        ),
        "{text}"
    );
    assert!(text.contains("not loaded: OFAC SDN"), "{text}");
    assert!(coverage.screened[0].caution.as_deref().unwrap().contains("2023-10-01"));
    let ofac = Index::new(vec![list("OFAC SDN", "name,imo\nA,9179842\n")]);
    assert!(
        !ofac.coverage(day("2023-10-13")).not_loaded.iter().any(|name| name.starts_with("OFAC"))
    );
}

#[test]
fn owners_are_followed_with_decay_and_shown() {
    let ftm = concat!(
        r#"{"id":"v","schema":"Vessel","caption":"NAM SAN 8","properties":{"name":["NAM SAN 8"],"imoNumber":["8122347"]}}"#,
        "\n",
        r#"{"id":"c","schema":"Company","caption":"HAPJANGGANG SHIPPING CORP","properties":{"name":["HAPJANGGANG SHIPPING CORP"]}}"#,
        "\n",
        r#"{"id":"p","schema":"Person","caption":"KIM SOMEONE","properties":{"name":["KIM SOMEONE"]}}"#,
        "\n",
        r#"{"id":"o1","schema":"Ownership","properties":{"owner":["c"],"asset":["v"],"role":["registered owner"]}}"#,
        "\n",
        r#"{"id":"o2","schema":"Ownership","properties":{"owner":["p"],"asset":["c"],"endDate":["2020-01-01"]}}"#,
        "\n",
        r#"{"id":"o3","schema":"Ownership","properties":{"owner":["v"],"asset":["c"]}}"#,
    );
    let index = Index::new(vec![list("entities.ftm.json", ftm)]);
    let ship = Identity { imo: Some(8_122_347), ..named("NAM SAN 8") };
    let now = &hits(&index, &ship)[0].owners;
    assert_eq!((now.len(), now[0].strength, now[0].listed), (1, 0.5, true));
    let then = &index.hits(&ship, day("2019-01-01"))[0].owners;
    assert_eq!((then.len(), then[1].strength), (2, 0.25));
    assert_eq!(
        then[1].steps.iter().map(|step| step.name.as_str()).collect::<Vec<_>>(),
        ["HAPJANGGANG SHIPPING CORP", "KIM SOMEONE"]
    );
    let owned = Identity {
        owners: vec!["Hap Jang Gang Shipping Corporation".to_owned()],
        ..Identity::default()
    };
    assert_eq!(hits(&index, &owned)[0].features[0].feature, "owner_name");
}
