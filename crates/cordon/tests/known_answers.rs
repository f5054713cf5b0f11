//! Known answers of the reference, through the real binary.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::fmt::Write;

use common::Cordon;
use serde_json::Value;

/// Rows of a table that the product reads by its column names.
struct Table(String);

impl Table {
    fn new() -> Table {
        Table("mmsi,timestamp,lat,lon,sog,cog\n".to_owned())
    }

    /// One row; `minute` counts from 2023-10-09T00:00:00Z.
    fn fix(&mut self, mmsi: u32, minute: u32, lat: f64, lon: f64, sog: f64) {
        let (day, hour, minute) = (9 + minute / 1_440, minute % 1_440 / 60, minute % 60);
        let stamp = format!("2023-10-{day:02}T{hour:02}:{minute:02}:00Z");
        writeln!(self.0, "{mmsi},{stamp},{lat:.7},{lon:.7},{sog},0").unwrap();
    }
}

fn of_kind<'a>(findings: &'a [Value], kind: &str) -> Vec<&'a Value> {
    findings.iter().filter(|finding| finding["kind"] == kind).collect()
}

/// GFW's documented defect (reference behaviour.md, fact 2): no encounters around midnight.
#[test]
fn a_pair_145_m_apart_from_2230_to_0130_is_one_encounter_of_3_h() {
    let mut table = Table::new();
    // 145 m north, 400 km off any shore.
    let apart = 145.0 / 110_900.0;
    for minute in (22 * 60 + 30..=25 * 60 + 30).step_by(5) {
        table.fix(440_111_111, minute, 28.0, 150.0, 0.4);
        table.fix(440_222_222, minute, 28.0 + apart, 150.0, 0.4);
    }
    let cordon = Cordon::new();
    let file = cordon.file("pair.csv", table.0);
    cordon.watch(&[file.to_str().unwrap()]);
    let findings = cordon.findings();
    let encounters = of_kind(&findings, "encounter");
    assert_eq!(encounters.len(), 1, "{findings:?}");
    assert_eq!(encounters[0]["start"], "2023-10-09T22:30:00Z");
    assert_eq!(encounters[0]["values"]["duration_h"], 3.0);
}

/// Reference behaviour.md, fact 3: the published detector loses the 6 h body of this.
#[test]
fn a_pair_jittering_across_180_degrees_for_6_h_is_one_encounter() {
    let mut table = Table::new();
    for minute in (0..=360).step_by(5) {
        let side = if minute % 10 == 0 { 179.9995 } else { -179.9995 };
        table.fix(440_111_111, 600 + minute, 28.0, side, 0.4);
        table.fix(440_222_222, 600 + minute, 28.0, -side, 0.4);
    }
    let cordon = Cordon::new();
    let file = cordon.file("pair.csv", table.0);
    cordon.watch(&[file.to_str().unwrap()]);
    let findings = cordon.findings();
    let encounters = of_kind(&findings, "encounter");
    assert_eq!(encounters.len(), 1, "{findings:?}");
    assert_eq!(encounters[0]["values"]["duration_h"], 6.0);
}

/// No finding reports a time outside the observed fixes.
#[test]
fn nothing_is_reported_outside_what_was_observed() {
    let Some(folder) = common::shared("segments/expected") else { return };
    let cordon = Cordon::new();
    let summary = cordon.watch(&[folder.to_str().unwrap()]);
    let points = cordon.run(&["tracks", "--points", "--format", "csv"]).stdout();
    let mut observed = std::collections::BTreeMap::<String, (String, String)>::new();
    for row in points.lines().skip(1) {
        let mut cells = row.split(',');
        let (time, track) = (cells.next().unwrap(), cells.nth(1).unwrap());
        let entry = observed.entry(track.to_owned()).or_insert((time.into(), time.into()));
        entry.0 = entry.0.clone().min(time.to_owned());
        entry.1 = entry.1.clone().max(time.to_owned());
    }
    let findings = cordon.findings();
    assert!(findings.len() > 100, "{summary}");
    for finding in &findings {
        for track in finding["tracks"].as_array().unwrap() {
            let (first, last) = &observed[track.as_str().unwrap()];
            assert!(finding["start"].as_str().unwrap() >= first.as_str(), "{finding}");
            if let Some(end) = finding["end"].as_str() {
                assert!(end <= last.as_str(), "{finding}");
            }
        }
    }
}

/// Reference behaviour.md, fact 4: gaps paired by MMSI imply up to 712 kn on this data.
#[test]
fn no_gap_of_real_shared_numbers_implies_more_than_60_kn() {
    let Some(folder) = common::shared("segments/expected") else { return };
    let cordon = Cordon::new();
    cordon.watch(&[folder.to_str().unwrap()]);
    let findings = cordon.findings();
    let gaps = of_kind(&findings, "gap");
    assert!(gaps.len() > 20, "{}", gaps.len());
    for gap in gaps {
        if let Some(speed) = gap["values"]["implied_speed_kn"].as_f64() {
            assert!(speed <= 60.0, "{gap}");
        }
    }
}
