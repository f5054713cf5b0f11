//! Whose waters: known answers, and agreement with the exact geodesic.

use cordon_chart::{Class, SeaChart, State};
use cordon_core::geodesy::{destination, distance};
use cordon_core::{Chart, Degrees, Metres, NauticalMiles, Position};
use proptest::prelude::*;

fn at(lat: f64, lon: f64) -> Position {
    Position::from_degrees(lat, lon).expect("a place")
}

/// Measured on GSHHG south of Jeju: with Marado, the limit at 126.268°E lies at 32.9125°N; without
/// it, as Natural Earth has it, at 32.998°N, 5.1 nm on the unsafe side.
#[test]
fn twelve_miles_south_of_marado() {
    let chart = SeaChart::standard();
    let inside = chart.waters(at(32.95, 126.268));
    assert_eq!((inside.class, inside.state), (Class::TerritorialSea, Some(State::KOR)));
    let outside = chart.waters(at(32.90, 126.268));
    assert_eq!((outside.class, outside.state), (Class::Contiguous, Some(State::KOR)));

    let (mut north, mut south) = (32.95, 32.85);
    for _ in 0..30 {
        let middle = f64::midpoint(north, south);
        match chart.waters(at(middle, 126.268)).class {
            Class::TerritorialSea => north = middle,
            _ => south = middle,
        }
    }
    assert!((north - 32.9125).abs() < 0.002, "{north}");
}

#[test]
fn known_waters() {
    use Class::{Contiguous, HighSeas, Land, TerritorialSea};
    let chart = SeaChart::standard();
    let (kor, jpn, chn, prk) = (State::KOR, State::JPN, State::CHN, State::PRK);
    let places = [
        ("Jeju city", 33.50, 126.53, Land, Some(kor)),
        ("Pyongyang", 39.03, 125.75, Land, Some(prk)),
        ("off Nampo", 38.65, 124.95, TerritorialSea, Some(prk)),
        ("off Meshima", 31.95, 128.30, TerritorialSea, Some(jpn)),
        ("Goto", 32.70, 128.84, Land, Some(jpn)),
        ("off Shanghai", 30.90, 122.10, TerritorialSea, Some(chn)),
        ("Baengnyeongdo", 37.95, 124.67, Land, Some(kor)),
        ("Yeonpyeongdo", 37.665, 125.70, Land, Some(kor)),
        ("Tsushima", 34.40, 129.32, Land, Some(jpn)),
        // The middle of the Korea Strait's western channel: more than 3 nm off either shore.
        ("Korea Strait", 34.80, 129.12, Contiguous, None),
        // Socotra Rock lies under water: no land, no sea of its own (UNCLOS art. 60.8).
        ("Socotra Rock", 32.123, 125.182, HighSeas, None),
        ("East China Sea", 30.0, 126.0, HighSeas, None),
    ];
    for (name, lat, lon, class, state) in places {
        let waters = chart.waters(at(lat, lon));
        assert_eq!(waters.class, class, "{name}: {waters:?}");
        assert!(state.is_none() || waters.state == state, "{name}: {waters:?}");
    }
}

#[test]
fn what_is_not_known_is_said() {
    let chart = SeaChart::standard();
    let open = chart.waters(at(30.0, 126.0));
    assert!(open.notes.iter().any(|note| note == "EEZ not loaded; may be inside a claimed EEZ"));
    let jeju = chart.waters(at(32.95, 126.268));
    assert!(jeju.source.contains("GSHHG, full"), "{}", jeju.source);
    assert!(jeju.assumptions.iter().any(|a| a.contains("normal baseline")));
    assert!(jeju.assumptions.iter().any(|a| a.contains("straight baselines")));
    let oslo = chart.waters(at(59.0, 10.6));
    assert!(oslo.source.contains("Natural Earth"), "{}", oslo.source);
    assert!(oslo.notes.iter().any(|note| note.contains("5 nm off, on the unsafe side")));
    let strait = chart.waters(at(34.80, 129.12));
    assert!(strait.notes.iter().any(|note| note.contains("3 nm")), "{strait:?}");
    let edge = chart.waters(at(32.9125, 126.268));
    assert!(edge.is_doubtful && !jeju.is_doubtful);
}

/// CIA World Factbook: Liancourt Rocks are claimed by both Koreas' south and Japan, the Senkaku
/// Islands by Japan, China and Taiwan.
#[test]
fn disputed_shores_name_their_claimants() {
    let chart = SeaChart::standard();
    let claimants = |lat, lon| chart.waters(at(lat, lon)).disputed.map(|d| d.claimants);
    assert_eq!(claimants(37.20, 131.86), Some(vec![State::KOR, State::JPN]));
    assert_eq!(claimants(25.80, 123.50), Some(vec![State::JPN, State::CHN, State::TWN]));
    assert_eq!(claimants(43.9, 145.9), Some(vec![State::RUS, State::JPN]));
    assert_eq!(claimants(32.95, 126.268), None);
}

/// Distances are geodesic: a place put some miles off a corner of the shore is never farther from
/// the shore than that, and one found is confirmed by the exact distance to the shore's corner.
#[test]
fn distances_agree_with_the_exact_geodesic() {
    let chart = SeaChart::standard();
    // Marado's southernmost corner in GSHHG, full resolution.
    let tip = chart.lands().nearest_shore(at(33.0, 126.268), Metres(30_000.0), |_| true).unwrap();
    for miles in [1.0, 5.0, 12.0, 24.0, 29.0] {
        let away = Metres::from(NauticalMiles(miles));
        let corner = at(tip.corner.lat(), tip.corner.lon());
        let place = destination(corner, Degrees(180.0), away);
        let found = chart.distance_to_shore(place).unwrap();
        assert!(found <= away + Metres(0.6), "{miles} nm: {found}");
        // Another corner may be nearer, by no more than Marado is long.
        assert!(away - found < Metres(400.0), "{miles} nm: {found}");
    }
}

fn region() -> impl Strategy<Value = Position> {
    (25.0..40.0_f64, 118.0..135.0_f64).prop_map(|(lat, lon)| at(lat, lon))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// By brute force: every corner of the fine shore, with Karney's geodesic.
    #[test]
    fn no_corner_is_nearer_than_the_shore(p in region()) {
        use cordon_chart::land::Land;
        let land = Land::fine();
        let Some(found) = land.shore_within(p, Metres(55_560.0)) else { return Ok(()) };
        let near = |v: &cordon_chart::land::Vertex| {
            (v.lat() - p.lat()).abs() < 0.6 && (v.lon() - p.lon()).abs() < 0.8
        };
        let mut least = f64::INFINITY;
        let all = cordon_chart::land::WORLD;
        for ring in land.polygons_in(all).flat_map(cordon_chart::land::Polygon::rings) {
            for v in ring.iter().filter(|v| near(v)) {
                least = least.min(distance(p, at(v.lat(), v.lon())).value());
            }
        }
        // The nearest place of the shore is a corner or lies between two; these are at most some
        // kilometres apart.
        prop_assert!(found.value() <= least + 1.0, "{} {} {}", p, found, least);
    }

    /// The class follows from the distances, wherever one asks.
    #[test]
    fn classes_follow_the_distance(p in region()) {
        let waters = SeaChart::standard().waters(p);
        let nm = waters.distance_to_shore.map(|d| NauticalMiles::from(d).value());
        match waters.class {
            Class::Land | Class::Internal => prop_assert_eq!(nm, Some(0.0)),
            Class::TerritorialSea => prop_assert!(nm.is_some_and(|nm| nm <= 12.0)),
            Class::Contiguous => prop_assert!(nm.is_some_and(|nm| nm > 3.0 && nm <= 24.0)),
            Class::Eez => prop_assert!(false, "none was loaded"),
            Class::HighSeas => prop_assert!(nm.is_none_or(|nm| nm > 24.0)),
        }
        prop_assert!(!waters.source.is_empty());
    }
}
