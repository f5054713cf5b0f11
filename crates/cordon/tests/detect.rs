//! `cordon detect gap-model`, as the binary answers.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use common::Cordon;
use serde_json::Value;

/// Rows that no training saw, with what Python says of them.
const CASES: &str = include_str!("../../../models/gap/cases.csv");

fn json(cordon: &Cordon, arguments: &[&str]) -> Value {
    let ran = cordon.run(&[&["detect", "gap-model", "--format", "json"], arguments].concat());
    assert_eq!(ran.code(), 0, "{}", ran.stderr());
    serde_json::from_str(&ran.stdout()).unwrap()
}

#[test]
fn tells_how_good_the_model_is() {
    let cordon = Cordon::new();
    cordon.file("gaps.csv", CASES);
    let told = json(&cordon, &["gaps.csv", "--predictions", "out.csv"]);
    let rows = CASES.lines().count() - 1;
    assert_eq!((&told["read"], &told["used"]), (&rows.into(), &rows.into()));
    assert_eq!(told["heads"]["settled"], Value::from(rows));
    for key in ["best_f_half", "average_precision", "recall_at_published_precision"] {
        let value = told[key].as_f64().unwrap();
        assert!((0.4..=1.0).contains(&value), "{key} {value}");
    }
    let better = told["model"]["f_half"].as_f64() > told["gfw_rule"]["f_half"].as_f64();
    assert!(better, "{told}");
    let out = std::fs::read_to_string(cordon.path("out.csv")).unwrap();
    assert_eq!(out.lines().count(), rows + 1);
    for (case, said) in CASES.lines().zip(out.lines()).skip(1) {
        let python: f64 = case.rsplit(',').next().unwrap().parse().unwrap();
        let said: f64 = said.split(',').nth(2).unwrap().parse().unwrap();
        assert!((python - said).abs() < 1e-9);
    }
}

/// Every one of these rows was held out, so asking for those leaves none away.
#[test]
fn the_split_is_that_of_the_training() {
    let cordon = Cordon::new();
    cordon.file("gaps.csv", CASES);
    assert_eq!(json(&cordon, &["gaps.csv", "--held-out"])["not_asked"], Value::from(0));
}

#[test]
fn a_file_without_labels_or_without_the_hours_after_is_judged_all_the_same() {
    let cordon = Cordon::new();
    let text = "sat_positions_12h_before,reception_positions_per_day_off\n40,60\n1,60\n";
    cordon.file("open.csv", text);
    let told = json(&cordon, &["open.csv"]);
    assert_eq!((&told["heads"]["open"], &told["called_disabled"]), (&2.into(), &1.into()));
    assert_eq!(told.get("best_f_half"), None);
}

#[test]
fn bad_rows_are_counted_and_bad_files_refused() {
    let cordon = Cordon::new();
    let heading = "sat_positions_12h_before,reception_positions_per_day_off,label_disabled\n";
    cordon.file(
        "bad.csv",
        [heading.as_bytes(), b"1,2,1\nx,3,1\n4,-1,0\n5,6,maybe\n\xff,2,0\n,9,1\n"].concat(),
    );
    let ran = cordon.run(&["detect", "gap-model", "bad.csv", "--format", "json"]);
    let told: Value = serde_json::from_str(&ran.stdout()).unwrap();
    assert_eq!((&told["read"], &told["used"]), (&6.into(), &1.into()));
    let rejected: u64 =
        told["rejected"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!(rejected, 5);
    assert!(ran.stderr().contains("5 rows rejected"), "{}", ran.stderr());
    cordon.file("other.csv", "a,b\n1,2\n");
    assert_eq!(cordon.run(&["detect", "gap-model", "other.csv"]).code(), 3);
    assert_eq!(cordon.run(&["detect", "gap-model", "absent.csv"]).code(), 3);
}

#[test]
fn the_printed_rules_are_read_back() {
    let cordon = Cordon::new();
    let rules = cordon.run(&["config", "rules"]).stdout();
    assert!(rules.contains("[spoofing.frozen]") && rules.contains("[area_outage]"));
    cordon.file("rules.toml", rules);
    let line = r"\c:1696890000*50\!AIVDM,1,1,,A,1535SB002qOgEEhLTmHb;H8L0H7T,0*75";
    cordon.file("one.nmea", line);
    assert_eq!(cordon.run(&["watch", "--rules", "rules.toml", "one.nmea"]).code(), 0);
}
