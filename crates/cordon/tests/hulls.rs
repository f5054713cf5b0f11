//! What a person decides of hulls, and what is on record of ships elsewhere, through the real binary.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use common::Cordon;
use common::sea::{Papers, Sea, imo, named};
use serde_json::Value;

/// A ship that goes on under another number after a silence.
fn renumbered() -> Cordon {
    let (cordon, mut sea) = (Cordon::new(), Sea::default());
    sea.sails(440_000_011, (0.0, 3.0), (22.0, 150.0), 10.0);
    sea.says(440_000_011, (0.0, 3.0), named("OLD NAME", imo(907_472)));
    let end = 150.0 + 30.0 / 60.0 / 22.0_f64.to_radians().cos();
    sea.sails(511_000_012, (8.0, 11.0), (22.0, end), 10.0);
    sea.says(511_000_012, (8.0, 11.0), named("FRESH PAINT", imo(907_472)));
    cordon.file("sea.nmea", sea.lines());
    cordon.watch(&["sea.nmea"]);
    cordon
}

fn show(cordon: &Cordon, vessel: &str) -> Value {
    let ran = cordon.run(&["vessel", "show", vessel, "--format", "json"]);
    serde_json::from_str(&ran.stdout()).unwrap_or_else(|_| panic!("{}", ran.stderr()))
}

fn changes(cordon: &Cordon) -> Vec<String> {
    let found = cordon.run(&["findings", "--kind", "identity_change", "--format", "jsonl"]);
    found.json_lines().iter().map(|it| it["status"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_split_stays_split_and_takes_the_finding_back() {
    let cordon = renumbered();
    let before = show(&cordon, "511000012");
    let link = &before["hulls"][0]["links"][0];
    assert_eq!((&link["basis"], &link["state"]), (&"stitched_by_imo".into(), &"proposed".into()));
    assert_eq!(before["hulls"][0]["tracks"].as_array().unwrap().len(), 2);
    // Each dated value leads back to its bytes.
    let name = before["hulls"][0]["attributes"].as_array().unwrap().iter();
    let name = name.clone().find(|it| it["attribute"] == "name").unwrap();
    assert_eq!(
        (&name["value"], &name["sources"][0]["input"]),
        (&"OLD NAME".into(), &"sea.nmea".into())
    );
    assert_eq!(name["sources"][0]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(changes(&cordon), ["final"]);

    let (a, b) = (link["a"].as_str().unwrap(), link["b"].as_str().unwrap());
    let split = ["vessel", "split", a, b, "--because", "two masts, one mast", "--actor", "ada"];
    let split = cordon.run(&split);
    assert_eq!(split.code(), 0, "{}", split.stderr());
    let after = show(&cordon, "511000012");
    assert_eq!(after["hulls"].as_array().unwrap().len(), 1);
    assert_eq!(after["hulls"][0]["tracks"].as_array().unwrap().len(), 1);
    assert_eq!(after["not_one"][0]["why"], "ada split these tracks");
    // The same data again, and the split holds.
    for _ in 0..2 {
        cordon.watch(&["sea.nmea"]);
        assert_eq!(changes(&cordon), ["withdrawn"]);
    }
    assert_eq!(cordon.run(&["case", "ledger"]).code(), 0);
    assert_eq!(cordon.run(&["case", "list"]).code(), 1, "a decision is no case");
    // Another word, and it is one ship again.
    assert_eq!(cordon.run(&["vessel", "confirm", b, a, "--actor", "bo"]).code(), 0);
    cordon.watch(&[]);
    assert_eq!(changes(&cordon), ["revised"]);
    let link = &show(&cordon, "OLD NAME")["hulls"][0]["links"][0];
    assert_eq!((&link["state"], &link["by"]), (&"confirmed".into(), &"bo".into()));
    let table = cordon.run(&["vessel", "show", "511000012"]).stdout();
    assert!(table.contains("confirmed by bo") && table.contains("screened against no list"));
}

#[test]
fn what_a_person_confirms_is_computed_again_from_its_package() {
    let (cordon, mut sea) = (Cordon::new(), Sea::default());
    sea.sails(440_000_081, (0.0, 3.0), (22.0, 150.0), 10.0);
    sea.sails(511_000_082, (20.0, 23.0), (25.0, 152.0), 10.0);
    cordon.file("sea.nmea", sea.lines());
    cordon.watch(&["sea.nmea"]);
    assert_eq!(changes(&cordon), [""; 0]);
    let track = |mmsi: &str| show(&cordon, mmsi)["tracks"][0]["id"].as_str().unwrap().to_owned();
    let (a, b) = (track("440000081"), track("511000082"));
    assert_eq!(cordon.run(&["vessel", "confirm", &a, &b]).code(), 0);
    cordon.watch(&[]);
    assert_eq!(changes(&cordon), ["final"]);
    let found = cordon.run(&["findings", "--kind", "identity_change", "--format", "jsonl"]);
    let id = found.json_lines()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(cordon.run(&["case", "open", "--finding", &id]).code(), 0);
    assert_eq!(cordon.run(&["case", "export", "C-1", "-o", "case.zip"]).code(), 0);
    let verified = cordon.run(&["case", "verify", "case.zip"]);
    assert_eq!(verified.code(), 0, "{}{}", verified.stdout(), verified.stderr());
    assert!(show(&cordon, "440000081")["cases"][0]["id"] == "C-1");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let cordon = renumbered();
    let known = show(&cordon, "511000012")["tracks"][0]["id"].as_str().unwrap().to_owned();
    let unknown = "511000012-20200101T000000Z";
    for (a, b) in [(known.as_str(), unknown), (&known, &known), (&known, "FRESH PAINT")] {
        let refused = cordon.run(&["vessel", "split", a, b]);
        assert_eq!(refused.code(), 2, "{a} {b}: {}", refused.stdout());
    }
    assert!(
        !cordon.path("store/casebook.db").exists() || cordon.run(&["case", "ledger"]).code() == 0
    );
}

const REGISTER: &str = "id,name,imo,flag\n";

/// A flag on record that is another than the number's, and one that is the same.
#[test]
fn a_flag_on_record_is_held_against_the_number() {
    let mut sea = Sea::default();
    let (panama, korea) = (imo(907_472), imo(917_984));
    sea.sails(440_000_091, (0.0, 3.0), (22.0, 150.0), 10.0);
    sea.says(440_000_091, (0.0, 3.0), Papers { imo: panama, ..named("SAYS KOREA", 0) });
    sea.sails(440_000_092, (0.0, 3.0), (24.0, 150.0), 10.0);
    sea.says(440_000_092, (0.0, 3.0), Papers { imo: korea, ..named("IS KOREAN", 0) });
    let lines = sea.lines();
    let register = format!("{REGISTER}7,SHIP ONE,{panama},Panama\n8,SHIP TWO,{korea},KR\n");
    for (import, is_list) in [(&["--register"][..], false), (&[][..], true)] {
        let cordon = Cordon::new();
        cordon.file("sea.nmea", &lines);
        cordon.file("register.csv", &register);
        let ask =
            ["watchlist", "import", "register.csv", "--name", "Ours", "--as-of", "2023-01-01"];
        let imported = cordon.run(&[&ask[..], import].concat());
        assert_eq!(imported.code(), 0, "{}", imported.stderr());
        cordon.watch(&["sea.nmea"]);
        let found = cordon.run(&["findings", "--kind", "false_flag", "--format", "jsonl"]);
        let found = found.json_lines();
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0]["vessels"][0]["mmsi"], 440_000_091);
        assert_eq!(found[0]["values"]["flag"], "PA");
        assert_eq!(found[0]["values"]["flag_source"], "Ours as of 2023-01-01, entry 7");
        // A register is no list of suspects.
        let screened = cordon.run(&["watchlist", "screen", "--archive", "--format", "jsonl"]);
        assert_eq!(screened.code(), if is_list { 0 } else { 2 }, "{}", screened.stderr());
        let shown = show(&cordon, "440000091");
        assert_eq!(shown["screening"].is_null(), !is_list);
        if is_list {
            assert_eq!(shown["screening"]["hits"][0]["features"][0]["feature"], "imo");
            let told = shown["screening"]["summary"].as_str().unwrap();
            assert!(
                told.contains("as of 2023-10-09") && told.contains("not loaded: OFAC"),
                "{told}"
            );
            let mut ships = screened.json_lines();
            ships.retain(|ship| ship["vessel"]["mmsi"] == 440_000_091);
            let flag = ships[0]["hits"][0]["features"].as_array().unwrap().iter();
            let flag = flag.clone().find(|feature| feature["feature"] == "flag_differs").unwrap();
            assert_eq!((&flag["left"], &flag["right"]), (&"KR".into(), &"PA".into()));
        }
    }
}
