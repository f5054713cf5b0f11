//! `cordon watchlist`, through the real binary.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use common::{Cordon, shared};
use serde_json::Value;

const OWN: &str = "id,name,imo,mmsi,flag,listed_on,owner\n\
    1,ANGARA,9179842,273291320,Russia,2022-05-08,M LEASING LLC\n\
    2,,,,,,\n";

fn json(cordon: &Cordon, arguments: &[&str]) -> Value {
    let ran = cordon.run(arguments);
    serde_json::from_str(&ran.stdout()).unwrap_or_else(|_| panic!("{}", ran.stderr()))
}

#[test]
fn check_tells_what_is_in_a_list() {
    let cordon = Cordon::new();
    cordon.file("own.csv", OWN);
    let told = json(&cordon, &["watchlist", "check", "own.csv", "--format", "json"]);
    assert_eq!((&told["counts"]["read"], &told["counts"]["entries"]), (&2.into(), &1.into()));
    assert_eq!(told["counts"]["rejected"]["no_name_or_number"], 1);
    assert_eq!(told["rejects"][0]["place"]["offset"], OWN.find("\n2,").unwrap() + 1);
    assert!(cordon.run(&["watchlist", "check", "own.csv"]).stdout().contains("no_name_or_number"));
}

#[test]
fn screen_tells_who_and_against_what() {
    let cordon = Cordon::new();
    cordon.file("own.csv", OWN);
    let list = "own.csv=Ours@2023-10-01";
    let ask = ["watchlist", "screen", "--list", list, "--imo", "9179842", "--as-of", "2023-10-13"];
    let told = json(&cordon, &[&ask[..], &["--format", "json"]].concat());
    let hit = &told["hits"][0];
    assert_eq!(
        (&hit["list"], &hit["entry"], &hit["standing"]),
        (&"Ours".into(), &"1".into(), &"in_force".into())
    );
    assert_eq!(hit["features"][0]["feature"], "imo");
    assert_eq!(hit["owners"][0]["steps"][0]["name"], "M LEASING LLC");
    assert_eq!(told["coverage"]["screened"][0]["as_of"], "2023-10-01");
    let table = cordon.run(&ask);
    assert!(
        table.code() == 0 && table.stdout().contains("not loaded: OFAC SDN"),
        "{}",
        table.stdout()
    );
    let lines = cordon.run(&[&ask[..], &["--format", "jsonl"]].concat());
    assert_eq!(lines.json_lines().len(), 1);
    assert!(lines.stderr().contains("screened as of 2023-10-13"), "{}", lines.stderr());
}

#[test]
fn nothing_found_is_one_and_misuse_is_two() {
    let cordon = Cordon::new();
    cordon.file("own.csv", OWN);
    let list = "own.csv=Ours@2023-10-01";
    assert_eq!(cordon.run(&["watchlist", "screen", "--list", list, "--name", "NOBODY"]).code(), 1);
    // Listed only later.
    let early =
        ["watchlist", "screen", "--list", list, "--imo", "9179842", "--as-of", "2021-01-01"];
    assert_eq!(cordon.run(&early).code(), 1);
    assert_eq!(cordon.run(&["watchlist", "screen", "--list", list]).code(), 2);
    assert_eq!(cordon.run(&["watchlist", "screen", "--list", "own.csv", "--imo", "1"]).code(), 2);
    assert_eq!(cordon.run(&["watchlist", "check", "absent.csv"]).code(), 3);
    cordon.file("half.xml", "<sdnList><sdnEntry><uid>1</uid>");
    assert_eq!(cordon.run(&["watchlist", "check", "half.xml"]).code(), 3);
    // Other bytes are no list, and are not echoed.
    cordon.file("binary", b"\x7fELF\x02,name,\x1b[31mred\x00\n");
    let binary = cordon.run(&["watchlist", "check", "binary"]);
    assert_eq!(binary.code(), 3);
    assert!(binary.stderr().contains("is no text") && !binary.stderr().contains("red"));
}

/// The ships of the arms shuttle, on OFAC's list of January 2023.
#[test]
fn real_lists_know_the_arms_shuttle() {
    let Some(path) = shared("watchlists/ofac-sdn-2023/sdn_vessels_2023-01.csv") else { return };
    let cordon = Cordon::new();
    let list = format!("{}=OFAC SDN@2023-01-21", path.display());
    for name in ["ANGARA", "M/V LADY R", "Maia 1"] {
        let told = json(
            &cordon,
            &["watchlist", "screen", "--list", &list, "--name", name, "--format", "json"],
        );
        assert_eq!(told["hits"][0]["programs"][0], "RUSSIA-EO14024", "{name}: {told}");
    }
}

#[test]
fn lists_are_kept_and_every_ship_is_screened() {
    let cordon = Cordon::new();
    let none = cordon.run(&["watchlist", "screen", "--name", "ANGARA", "--as-of", "2023-10-13"]);
    assert_eq!(none.code(), 2, "{}", none.stderr());
    cordon.file("own.csv", OWN);
    let dateless = cordon.run(&["watchlist", "import", "own.csv", "--name", "Our list"]);
    assert_eq!(dateless.code(), 2, "{}", dateless.stderr());
    let kept = ["watchlist", "import", "own.csv", "--name", "Our list", "--as-of", "2023-10-01"];
    assert_eq!((cordon.run(&kept).code(), cordon.run(&kept).code()), (0, 0), "twice is once");
    let lists = json(&cordon, &["watchlist", "list", "--format", "json"]);
    assert_eq!(lists.as_array().map(Vec::len), Some(1), "{lists}");
    assert_eq!((&lists[0]["name"], &lists[0]["entries"]), (&"Our list".into(), &1.into()));
    let told = json(&cordon, &["watchlist", "screen", "--imo", "9179842", "--format", "json"]);
    assert_eq!(
        (&told["hits"][0]["list"], &told["hits"][0]["entry"]),
        (&"Our list".into(), &"1".into())
    );

    let rows = "time,mmsi,lat,lon,name,imo\n\
        2023-10-09T10:00:00Z,273291320,33.0,126.0,ANGARA,9179842\n\
        2023-10-09T10:10:00Z,273291320,33.1,126.0,ANGARA,9179842\n\
        2023-10-09T10:00:00Z,440000001,34.0,127.0,INNOCENT,\n\
        2023-10-09T10:10:00Z,440000001,34.1,127.0,INNOCENT,\n";
    let file = cordon.file("rows.csv", rows);
    cordon.watch(&[file.to_str().unwrap()]);
    let screened = cordon.run(&["watchlist", "screen", "--archive", "--format", "jsonl"]);
    let lines = screened.json_lines();
    assert_eq!(lines.len(), 1, "{}", screened.stdout());
    assert_eq!(lines[0]["vessel"]["mmsi"], 273_291_320);
    assert!(screened.stderr().contains("not loaded"), "{}", screened.stderr());
}
