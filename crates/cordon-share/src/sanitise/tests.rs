use std::collections::BTreeSet;

use cordon_core::{Position, Span, Time};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::label::Label;
use crate::object::Object;

fn profiles() -> Profiles {
    read_profiles(include_str!("../policy/profiles.toml")).unwrap()
}

fn coarse() -> Profile {
    profiles().remove(&"coarse".parse::<Word>().unwrap()).unwrap()
}

fn track(lat: f64, lon: f64, time: Time, rest: Value) -> Object {
    let owner: crate::PartnerName = "JPN".parse().unwrap();
    let mut body = rest;
    body["lat"] = lat.into();
    body["lon"] = lon.into();
    body["time"] = time.to_string().into();
    Object {
        id: "t".parse().unwrap(),
        kind: Kind::Track,
        version: 1,
        time,
        label: Label::closed(owner.clone()),
        origin: owner,
        body,
    }
}

fn reduced(object: &Object, profile: &Profile) -> Option<Object> {
    reduce(object, profile, &"coarse".parse().unwrap(), "h".parse().unwrap())
}

fn noon() -> Time {
    "2023-10-09T12:34:56.789Z".parse().unwrap()
}

#[test]
fn only_what_is_listed_leaves() {
    let rest = json!({
        "mmsi": 440_123_456, "name": "CANARY", "source": "udp://10.0.0.7", "sensor": "radar-3",
        "remarks": "seen by CANARY", "ship_type": 84, "sog_kn": 12.7, "cog_deg": 133.9,
        "flag": "KR", "exercise": null, "extra": {"lat": 1.0, "deep": ["CANARY"]},
    });
    let body = reduced(&track(34.123_4, 129.123_4, noon(), rest), &coarse()).unwrap().body;
    let expected = json!({
        "lat": 34.15, "lon": body["lon"], "ce_m": body["ce_m"], "time": "2023-10-09T12:30:00Z",
        "ship_type": 80, "sog_kn": 10, "cog_deg": 90, "flag": "KR", "exercise": null,
    });
    assert_eq!(body, expected);
}

#[test]
fn a_listed_field_does_not_smuggle() {
    let listed = ["lat", "lon", "flag", "list", "thing.word", "start_lat", "start_lon", "pair"];
    let mut profile = coarse();
    profile.fields.insert(Kind::Track, listed.map(str::to_owned).into());
    let leaves = |rest: Value| -> serde_json::Map<String, Value> {
        let body = reduced(&track(34.12, 129.12, noon(), rest), &profile).unwrap().body;
        let Value::Object(members) = body else { panic!("a body is an object") };
        members.into_iter().filter(|(k, _)| !["lat", "lon", "ce_m"].contains(&k.as_str())).collect()
    };
    let none: serde_json::Map<String, Value> = serde_json::Map::new();
    assert_eq!(leaves(json!({"flag": 440_123_456})), none, "a number without a step");
    assert_eq!(leaves(json!({"flag": {"deep": "x"}})), none, "an object under a leaf");
    assert_eq!(leaves(json!({"pair": [34.123_456, 129.123_456]})), none, "bare values in a list");
    assert_eq!(leaves(json!({"start_lat": 34.123_456})), none, "half a place");
    assert_eq!(leaves(json!({"start_lat": "34.123456", "start_lon": 1})), none, "a place as text");
    assert_eq!(leaves(json!({"start_lat": 99.0, "start_lon": 1})), none, "no place at all");
    let thing = leaves(json!({"thing": [{"word": "a", "other": "b"}, "bare"]}));
    assert_eq!(thing["thing"], json!([{"word": "a"}]));
    let start = leaves(json!({"start_lat": 34.123_456, "start_lon": 129.9}));
    assert_eq!(start["start_lat"], json!(34.15));
}

#[test]
fn a_kind_that_is_not_listed_does_not_leave() {
    let mut object = track(34.0, 129.0, noon(), json!({}));
    object.kind = Kind::Case;
    assert_eq!(reduced(&object, &coarse()), None);
}

#[test]
fn two_profiles_together_let_through_what_both_do() {
    let no_sources = profiles().remove(&"no_sources".parse::<Word>().unwrap()).unwrap();
    let both = no_sources.and(&coarse());
    assert_eq!(
        (both.grid_deg, both.delay(), both.name),
        (0.1, Span::from_hours(1), Naming::Hidden)
    );
    let fields: BTreeSet<String> = coarse().fields[&Kind::Track].clone();
    assert!(both.fields[&Kind::Track].is_subset(&fields));
    assert!(!both.fields[&Kind::Track].contains("mmsi"));
}

#[test]
fn repeating_tells_nothing_new() {
    let true_place = (34.123_456_7, 129.187_654_3);
    let mut seen = BTreeSet::new();
    for repeat in 0..10_000 {
        let time = noon() + Span::from_micros(repeat * 1_000);
        let object = track(true_place.0, true_place.1, time, json!({"name": repeat}));
        let body = reduced(&object, &coarse()).unwrap().body;
        seen.insert((body["lat"].to_string(), body["lon"].to_string(), body["time"].to_string()));
    }
    assert_eq!(seen.len(), 1, "10 000 repeats, one answer: there is nothing to average");
    let (lat, _, _) = seen.first().unwrap();
    assert!((lat.parse::<f64>().unwrap() - true_place.0).abs() > 0.02, "and not the true one");
}

prop_compose! {
    fn any_place()(lat in -90.0..=90.0_f64, lon in -180.0..=180.0_f64,
                   edge in 0..6_u8) -> (f64, f64) {
        match edge {
            0 => (90.0 - (90.0 - lat) / 1e5, lon),
            1 => (-90.0 + (90.0 + lat) / 1e5, lon),
            2 => (lat, 180.0 - (180.0 - lon) / 1e5),
            3 => (lat, -180.0 + (180.0 + lon) / 1e5),
            _ => (lat, lon),
        }
    }
}

proptest! {
    /// The result is a function of the cell, the time step and the steps of numbers alone.
    #[test]
    fn what_agrees_in_its_cell_leaves_alike(
        (lat, lon) in any_place(), nudge in (-1.0..1.0_f64, -1.0..1.0_f64),
        shift_s in 0..600_i64, speed in 0.0..40.0_f64, name in ".{0,12}",
    ) {
        let grid = Grid::new(0.1).unwrap();
        let cell = |lat, lon| grid.cell(Position::from_degrees(lat, lon).unwrap());
        let (lat2, lon2) = ((lat + nudge.0 * 0.05).clamp(-90.0, 90.0), lon + nudge.1 * 0.05);
        let lon2 = if lon2 >= 180.0 { lon2 - 360.0 } else if lon2 < -180.0 { lon2 + 360.0 } else { lon2 };
        prop_assume!(cell(lat, lon) == cell(lat2, lon2));
        let start = noon().floor(Span::from_minutes(10));
        let one = track(lat, lon, start, json!({"sog_kn": (speed / 5.0).floor() * 5.0, "name": "A"}));
        let two_time = start + Span::from_seconds(shift_s);
        let two = track(lat2, lon2, two_time, json!({"sog_kn": speed, "name": name, "host": "b"}));
        let bytes = |object| reduced(object, &coarse()).unwrap().canonical_bytes().unwrap();
        prop_assert_eq!(bytes(&one), bytes(&two));
    }

    /// Whatever a body holds: nothing that is not listed leaves, and no number between steps.
    #[test]
    fn no_unlisted_name_leaves(
        fields in prop::collection::btree_map("[a-z_]{1,9}|lat|lon|flag", any::<f64>(), 0..12),
    ) {
        let body: serde_json::Map<String, Value> =
            fields.into_iter().map(|(name, number)| (name, number.into())).collect();
        let mut object = track(1.0, 1.0, noon(), json!({}));
        object.body = Value::Object(body);
        let left = reduced(&object, &coarse()).unwrap().body;
        let listed = &coarse().fields[&Kind::Track];
        for (name, value) in left.as_object().unwrap() {
            prop_assert!(listed.contains(name) || name == "ce_m", "{name}");
            if let Some(step) = coarse().round.get(name) {
                let steps = value.as_f64().unwrap() / step;
                prop_assert!((steps - steps.round()).abs() < 1e-6 || steps.abs() > 1e12);
            }
        }
    }
}
