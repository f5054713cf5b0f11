//! Questions in JSON: the law at the meeting, boarding only from a complete checklist, and no edge of the map.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

use cordon_chart::SeaChart;
use cordon_plan::PlanError;
use cordon_plan::ask::{AssignAsk, BoardAsk, InterceptAsk, ReachAsk};
use proptest::prelude::*;
use serde_json::{Value, json};

fn told<T: serde::de::DeserializeOwned>(question: Value) -> T {
    serde_json::from_value(question).unwrap()
}

fn assigned(lat: f64, law: &Value) -> Value {
    let ask: AssignAsk = told(json!({
        "assets": [{"id": "cutter", "lat": lat, "lon": 126.0, "speed_kn": 25, "endurance_h": 48,
            "can": ["query", "shadow", "divert", "board"]}],
        "suspects": [{"id": "dark-1", "lat": lat, "lon": 126.2, "risk": 0.7, "law": law}],
    }));
    serde_json::to_value(ask.answer(&SeaChart::standard(), false).unwrap()).unwrap()
}

/// Resolution 2375 (2017), par. 7 and 8; UNCLOS art. 110.
#[test]
fn what_is_done_is_what_the_law_leaves_open() {
    for (law, act) in [
        (json!({}), "shadow"),
        (json!({"own": "KOR", "flag": "PAN", "grounds": true}), "shadow"),
        (json!({"own": "KOR", "flag": "PAN", "grounds": true, "consent": "refused"}), "divert"),
        (json!({"own": "KOR", "flag": "PAN", "grounds": true, "consent": "granted"}), "board"),
        (json!({"own": "KOR", "flag": "stateless"}), "board"),
    ] {
        let plan = assigned(31.5, &law);
        assert_eq!(plan["tasks"][0]["act"], act, "{law}: {plan}");
        assert_eq!(plan["at_the_meetings"][0]["waters"]["class"], "high_seas");
    }
    // UNCLOS art. 2: south of Jeju, in the sea of another State, nothing but a call.
    let japan = json!({"own": "JPN", "flag": "PAN", "grounds": true});
    assert_eq!(assigned(33.1, &japan)["tasks"][0]["act"], "query");
    let korea = json!({"own": "KOR", "flag": "PAN", "grounds": true});
    assert_eq!(assigned(33.1, &korea)["tasks"][0]["act"], "board");
}

#[test]
fn a_boarding_takes_every_item() {
    let chart = SeaChart::standard();
    let record = |at: &str| json!({"at": at, "by": "duty officer", "reference": "log 12"});
    let items = ["flag", "grounds", "consent_asked", "consent_granted", "authority", "record"];
    let full = || {
        let list: serde_json::Map<String, Value> =
            items.iter().map(|item| ((*item).to_owned(), record("2023-10-10T04:00:00Z"))).collect();
        json!({"lat": 31.5, "lon": 126.0, "uncertainty_nm": 0.2, "checklist": list,
            "law": {"own": "KOR", "flag": "PAN", "grounds": true, "consent": "granted"}})
    };
    let asked = |question: Value| told::<BoardAsk>(question).answer(&chart).unwrap();
    let done = asked(full());
    assert!(done.accepted && done.consents == ["PAN"], "{done:?}");
    assert_eq!(done.basis, ["UNSCR 2375 (2017) par. 7"]);
    for item in items {
        let mut question = full();
        question["checklist"].as_object_mut().unwrap().remove(item);
        let done = asked(question);
        assert!(!done.accepted && done.missing.iter().any(|gap| gap.item == item), "{item}");
    }
    let mut early = full();
    early["checklist"]["consent_granted"] = record("2023-10-10T03:59:59Z");
    assert_eq!(asked(early).missing[0].item, "consent_granted");
    let mut unsure = full();
    unsure["uncertainty_nm"] = Value::Null;
    assert_eq!(asked(unsure).missing[0].item, "position");
    let mut time = full();
    time["checklist"]["flag"]["at"] = "yesterday".into();
    assert!(matches!(told::<BoardAsk>(time).answer(&chart), Err(PlanError::Unread { .. })));
}

#[test]
fn the_shore_is_named() {
    let chart = SeaChart::standard();
    let shore = |lon: f64, hours: f64| {
        let ask = ReachAsk { lat: 32.6, lon, hours, speed_kn: Some(14.0), ..ReachAsk::default() };
        ask.answer(&chart).unwrap().json()["assumptions"].to_string()
    };
    assert!(shore(126.5, 8.0).contains("GSHHG, full resolution"));
    assert!(!shore(126.5, 100.0).contains("GSHHG"), "not all of it is covered");
    assert!(!shore(-150.0, 8.0).contains("GSHHG"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    /// On an open sea the 180th meridian is one like any other.
    #[test]
    fn no_edge_at_the_180th_meridian(
        lat in -27.0..-25.0_f64, off in -1.5..1.5_f64, course in 0.0..360.0_f64,
        knots in 5.0..25.0_f64, bearing in -1.0..1.0_f64,
    ) {
        // South of Minerva Reefs, and in the middle of the South Pacific: no land near either.
        let chart = SeaChart::standard();
        let meeting = |middle: f64| {
            let lon = |off: f64| (middle + off + 540.0).rem_euclid(360.0) - 180.0;
            let ask: InterceptAsk = told(json!({
                "asset": {"lat": lat - 1.0, "lon": lon(off + bearing), "speed_kn": 30, "air": true},
                "target": {"lat": lat, "lon": lon(off), "course_deg": course, "speed_kn": knots},
            }));
            serde_json::to_value(ask.answer(&chart).unwrap()).unwrap()
        };
        let (over, shifted) = (meeting(180.0), meeting(-120.0));
        for key in ["time_h", "course_deg", "lat", "distance_nm"] {
            let (a, b) = (over[key].as_f64().unwrap(), shifted[key].as_f64().unwrap());
            prop_assert!((a - b).abs() < 1e-4, "{key}: {a} {b}");
        }
        let turn = (over["lon"].as_f64().unwrap() - shifted["lon"].as_f64().unwrap()).rem_euclid(360.0);
        prop_assert!((turn - 300.0).abs() < 1e-4, "{turn}");
        let area = |lon: f64| {
            let ask = ReachAsk {
                lat, lon: (lon + off + 540.0).rem_euclid(360.0) - 180.0, hours: 3.0, speed_kn: Some(knots),
                cell_m: Some(1_000.0), ..ReachAsk::default()
            };
            ask.answer(&chart).unwrap().json()["area_nm2"].as_f64().unwrap()
        };
        let (over, shifted) = (area(180.0), area(-120.0));
        prop_assert!((over / shifted - 1.0).abs() < 1e-6, "{over} {shifted}");
    }
}

/// A place that is hours old: the same as the place reckoned by hand, and none over land or in the future.
#[test]
fn an_old_place_is_reckoned_on() {
    let chart = SeaChart::standard();
    let asked = |target: Value| {
        let asset = json!({"lat": 33.2, "lon": 126.48, "speed_kn": 30});
        told::<InterceptAsk>(json!({"asset": asset, "target": target})).answer(&chart)
    };
    let old = json!({"lat": 31.0, "lon": 127.5, "course_deg": 0, "speed_kn": 12, "since_h": 5});
    let old = serde_json::to_value(asked(old).unwrap()).unwrap();
    // One degree of latitude at 31.5° north is 110.878 km (WGS84): 60 nm are 1.002 18 of it.
    let now = old["target_now"][1].as_f64().unwrap();
    assert!((now - 32.002_18).abs() < 2e-5, "{now}");
    let new = json!({"lat": now, "lon": 127.5, "course_deg": 0, "speed_kn": 12});
    let new = serde_json::to_value(asked(new).unwrap()).unwrap();
    assert!((old["time_h"].as_f64().unwrap() - new["time_h"].as_f64().unwrap()).abs() < 1e-4);
    assert!(old["assumptions"].to_string().contains("5 h ago") && new.get("target_now").is_none());
    let ashore = json!({"lat": 32.6, "lon": 126.5, "course_deg": 0, "speed_kn": 12, "since_h": 5});
    assert!(asked(ashore).is_err_and(|error| error.to_string().contains("on land at")));
    let later = json!({"lat": 31.0, "lon": 127.5, "speed_kn": 12, "since_h": -1});
    assert!(matches!(asked(later), Err(PlanError::Range { .. })));
    let mut route = json!({"lat": 31.0, "lon": 127.5, "speed_kn": 12, "since_h": 5});
    route["waypoints"] = json!([[31.5, 127.5], [31.5, 129.0]]);
    let route = serde_json::to_value(asked(route).unwrap()).unwrap();
    // 29.93 nm to the first waypoint, 30.07 on to the east.
    let east = route["target_now"][0].as_f64().unwrap();
    assert!((east - 127.5 - 30.07 / (60.0 * 0.854_4)).abs() < 0.005, "{east}");
}
