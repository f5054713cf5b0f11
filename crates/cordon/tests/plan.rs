//! `cordon plan`, through the real binary.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use common::Cordon;
use serde_json::Value;

fn json(cordon: &Cordon, arguments: &[&str]) -> Value {
    let ran = cordon.run(arguments);
    serde_json::from_str(&ran.stdout()).unwrap_or_else(|_| panic!("{}", ran.stderr()))
}

/// Drill reference 2.1, GEO-1 (geographiclib 2.1 and brentq).
#[test]
fn intercept_tells_the_meeting() {
    let cordon = Cordon::new();
    let ask = ["plan", "intercept", "--asset", "33.20,126.48,30", "--target", "32.00,127.50,45,12"];
    let told = json(&cordon, &[&ask[..], &["--format", "json"]].concat());
    assert_eq!(told["possible"], true);
    assert!((told["time_h"].as_f64().unwrap() - 2.995_002_4).abs() < 1e-5, "{told}");
    assert!((told["course_deg"].as_f64().unwrap() - 120.753_341_6).abs() < 1e-3);
    assert!((told["lat"].as_f64().unwrap() - 32.423_447_8).abs() < 1e-5);
    assert!((told["lon"].as_f64().unwrap() - 128.000_396_5).abs() < 1e-5);
    assert!(!told["assumptions"].as_array().unwrap().is_empty());
    assert!(cordon.run(&ask).stdout().contains("120.75"));
}

#[test]
fn a_miss_is_exit_code_one_with_the_nearest_approach() {
    let cordon = Cordon::new();
    let ask = [
        "plan",
        "intercept",
        "--asset",
        "-10,-20,8",
        "--target",
        "-10,-19.5,90,12",
        "--format",
        "json",
    ];
    let ran = cordon.run(&ask);
    assert_eq!(ran.code(), 1);
    let told: Value = serde_json::from_str(&ran.stdout()).unwrap();
    assert_eq!(told["possible"], false);
    assert!(told["closest"]["distance_nm"].as_f64().unwrap() > 29.0);
    assert!(told["speed_needed_kn"].as_f64().unwrap() > 12.0);
}

#[test]
fn reach_search_and_assign_answer() {
    let cordon = Cordon::new();
    let reach = [
        "plan",
        "reach",
        "--last",
        "10,-150",
        "--hours",
        "24",
        "--speed",
        "15",
        "--uncertainty",
        "0",
    ];
    let told = json(&cordon, &[&reach[..], &["--format", "json"]].concat());
    let ratio = told["area_nm2"].as_f64().unwrap() / 406_779.0;
    assert!((0.999..1.03).contains(&ratio), "{ratio}");

    let search =
        ["plan", "search", "--pattern", "sector", "--datum", "32.1,126.9", "--speed", "15"];
    let gpx = cordon.run(&[&search[..], &["--format", "gpx"]].concat());
    assert!(gpx.stdout().starts_with("<?xml") && gpx.stdout().contains("<rtept"));

    cordon.file("plan.toml", PLAN);
    let told = json(&cordon, &["plan", "assign", "--input", "plan.toml", "--format", "json"]);
    assert_eq!(told["tasks"][0]["suspect"], "dark-1");
    assert!(told["tasks"][0]["why"].as_str().unwrap().contains("cutter meets dark-1"));
}

const PLAN: &str = r#"
[[assets]]
id = "cutter"
lat = 32.0
lon = 126.0
speed_kn = 25.0
endurance_h = 48.0
can = ["query", "shadow", "board"]

[[suspects]]
id = "dark-1"
lat = 31.5
lon = 126.8
course_deg = 200.0
speed_kn = 11.0
risk = 0.7
lawful = ["query", "shadow"]
"#;

/// Resolution 2375 (2017), par. 7: on the high seas the flag State decides.
#[test]
fn the_law_of_the_meeting_is_told() {
    let cordon = Cordon::new();
    let ask = ["plan", "intercept", "--asset", "33.20,126.48,30", "--target", "32.00,127.50,45,12"];
    let facts = ["--own", "KOR", "--flag", "PAN", "--grounds"];
    let told = json(&cordon, &[&ask[..], &facts, &["--format", "json"]].concat());
    assert_eq!(told["waters"]["class"], "high_seas");
    assert_eq!(told["law"]["consent_needed"], serde_json::json!(["PAN"]));
    assert!(!told["law"]["may"].to_string().contains("board"));
    let granted = [&ask[..], &facts, &["--consent", "granted", "--format", "json"]].concat();
    assert!(json(&cordon, &granted)["law"]["may"].to_string().contains("board"));
    let assumptions = told["assumptions"].to_string();
    assert!(assumptions.contains("shore: GSHHG, full resolution"), "{assumptions}");
    let table = cordon.run(&[&ask[..], &facts].concat()).stdout();
    assert!(table.contains("UNSCR 2375 (2017) par. 7"), "{table}");
    let gpx = cordon.run(&[&ask[..], &["--format", "gpx"]].concat()).stdout();
    assert!(gpx.starts_with("<?xml"), "{gpx}");
    assert_eq!(cordon.run(&[&ask[..], &["--flag", "Panama"]].concat()).code(), 2);
}

const CHECKLIST: &str = r#"
lat = 31.5
lon = 126.0
uncertainty_nm = 0.2

[law]
own = "KOR"
flag = "stateless"

[checklist]
flag = { at = "2023-10-10T04:00:00Z", by = "duty officer", reference = "log 12" }
grounds = { at = "2023-10-10T04:10:00Z", by = "duty officer", reference = "log 13" }
authority = { at = "2023-10-10T04:20:00Z", by = "headquarters", reference = "order 7" }
"#;

#[test]
fn a_boarding_needs_a_complete_checklist() {
    let cordon = Cordon::new();
    let record = r#"record = { at = "2023-10-10T04:20:00Z", by = "bosun", reference = "log 14" }"#;
    cordon.file("all.toml", format!("{CHECKLIST}{record}\n"));
    cordon.file("part.toml", CHECKLIST);
    cordon.file("bad.toml", format!("{CHECKLIST}captain = true\n"));
    let board = |file: &str| cordon.run(&["plan", "board", "--input", file, "--format", "json"]);
    let done = board("all.toml");
    assert!(done.code() == 0 && done.stdout().contains("\"accepted\":true"), "{}", done.stdout());
    let part = board("part.toml");
    let told: Value = serde_json::from_str(&part.stdout()).unwrap();
    assert_eq!((part.code(), &told["missing"][0]["item"]), (1, &"record".into()), "{told}");
    assert_eq!((board("bad.toml").code(), board("none.toml").code()), (3, 3));
    let table = cordon.run(&["plan", "board", "--input", "part.toml"]).stdout();
    assert!(table.contains("missing: record"), "{table}");
}

#[test]
fn what_makes_no_sense_is_told() {
    let cordon = Cordon::new();
    let code = |arguments: &[&str]| cordon.run(&[&["plan"], arguments].concat()).code();
    let target = "32,127.5,45,12";
    assert_eq!(code(&["intercept", "--asset", "126.48,33.2,30", "--target", target]), 2);
    assert_eq!(code(&["intercept", "--asset", "33.2,126.48,0", "--target", target]), 2);
    assert_eq!(code(&["intercept", "--asset", "33.2,126.48,nan", "--target", target]), 2);
    assert_eq!(code(&["intercept", "--asset", "36.5,127.5,30", "--target", target]), 3);
    let times = ["--seen", "2023-10-10T04:00:00Z", "--now", "2023-10-09T04:00:00Z"];
    assert_eq!(code(&[&["reach", "--last", "32,127", "--speed", "10"], &times[..]].concat()), 2);
    cordon.file(
        "zone.geojson",
        r#"{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}"#,
    );
    let before =
        ["intercept", "--asset", "33.2,126.48,30", "--target", target, "--before", "zone.geojson"];
    assert_eq!(code(&before), 3);
    cordon.file("bad.toml", "[[assets]]\nid = 3\n");
    assert_eq!(code(&["assign", "--input", "bad.toml"]), 3);
}
