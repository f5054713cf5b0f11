//! The map that is given out: nothing within reach is impossible, and regions hold what was fitted.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use std::collections::BTreeMap;

use cordon_core::geodesy::destination;
use cordon_core::{Degrees, Knots, Metres, NauticalMiles, Position, Span};
use cordon_plan::reach::{Behaviour, Belief, Density, Group, Levels, Look, PARTS, Sighting};
use cordon_plan::{Land, OpenSea, Zone};
use proptest::prelude::*;

fn at(lat: f64, lon: f64) -> Position {
    Position::from_degrees(lat, lon).unwrap()
}

fn belief(position: Position, hours: f64, class: &str, land: &dyn Land) -> Belief {
    let sighting = Sighting {
        position,
        uncertainty: NauticalMiles(0.1),
        elapsed: Span::from_hours_f64(hours),
        speed: Knots(15.0),
    };
    let behaviour = Behaviour::last_seen(Some(class), Knots(9.0), Degrees(70.0));
    Belief::new(&sighting, &behaviour, land, 1_000, 4).unwrap()
}

fn by_place(map: &Density) -> BTreeMap<(i64, i64), f64> {
    let key = |at: Position| ((at.lat() * 1e7) as i64, (at.lon() * 1e7) as i64);
    map.cells().map(|(place, mass, _)| (key(place), mass)).collect()
}

/// Half of the map's own probability is made to hold four fifths.
fn bent() -> Levels {
    Levels::new(&PARTS.map(|part| if part < 0.8 { part * 0.625 } else { 0.5 + (part - 0.8) * 2.5 }))
}

#[test]
fn the_map_stays_one_and_keeps_its_order() {
    let own = belief(at(32.6, 126.5), 5.0, "cargo", cordon_chart::Land::standard()).own_map();
    let map = own.clone().calibrated(&bent());
    let sum: f64 = map.cells().map(|(_, mass, _)| mass).sum();
    assert!((sum - 1.0).abs() < 1e-3, "{sum}");
    let (before, after) = (by_place(&own), by_place(&map));
    assert_eq!(before.len(), after.len());
    let mut ranked: Vec<_> = before.iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(a.1));
    let held: Vec<f64> = ranked.iter().map(|(place, _)| after[place]).collect();
    assert!(held.windows(2).all(|pair| pair[1] <= pair[0] + 1e-9));
}

/// What was 50 % is the region of 80 % now, and as large but for the half per cent of the map that is kept as it was.
#[test]
fn a_region_is_the_one_that_holds_it() {
    let own = belief(at(32.6, 126.5), 5.0, "cargo", cordon_chart::Land::standard()).own_map();
    let map = own.clone().calibrated(&bent());
    let (was, is) = (own.region_nm2(0.5), map.region_nm2(0.8));
    assert!(is > 0.99 * was && is <= own.region_nm2(0.502), "{was} {is}");
    let inside = map.cells().filter(|(place, ..)| map.region_holds(0.8, *place));
    let held: f64 = inside.map(|(_, mass, _)| mass).sum();
    assert!((held - 0.8).abs() < 0.02, "{held}");
    let same = own.clone().calibrated(&Levels::new(&PARTS));
    assert!((same.region_nm2(0.5) / was - 1.0).abs() < 0.01);
}

#[test]
fn a_look_at_the_map_is_bayes() {
    let start = at(10.0, 179.9);
    let mut map = belief(start, 4.0, "fishing", &OpenSea).map();
    let corners = [(10.0, 179.5), (10.0, -179.5), (11.0, -179.5), (11.0, 179.5)];
    let corners: Vec<Position> = corners.iter().map(|(lat, lon)| at(*lat, *lon)).collect();
    let zone = Zone::new("searched", &corners).unwrap();
    let inside = |map: &Density| -> f64 {
        let cells = map.cells().filter(|(place, ..)| place.lat() > 10.0 && place.lat() < 11.0);
        let cells = cells.filter(|(place, ..)| place.lon().abs() > 179.5);
        cells.map(|(_, mass, _)| mass).sum()
    };
    let before = inside(&map);
    assert!(before > 0.2 && before < 0.9, "{before}");
    let found = map.not_seen(&Look { zone: zone.clone(), pod: 0.8 }).unwrap();
    assert!((found - 0.8 * before).abs() < 0.02, "{found} {before}");
    let known = 0.2 * before / (1.0 - 0.8 * before);
    assert!((inside(&map) - known).abs() < 0.02, "{} {known}", inside(&map));
    let sum: f64 = map.cells().map(|(_, mass, _)| mass).sum();
    assert!((sum - 1.0).abs() < 1e-3, "{sum}");
}

/// Ports are the asker's own knowledge: what was fitted without them says nothing.
#[test]
fn fitted_levels_are_for_the_behaviour_they_were_fitted_with() {
    let (sighting, behaviour) = {
        let belief = belief(at(10.0, 150.0), 5.0, "cargo", &OpenSea);
        (belief.reach().sighting().clone(), Behaviour::default())
    };
    let belief = Belief::new(&sighting, &behaviour, &OpenSea, 1_000, 4).unwrap();
    let (map, own) = (belief.map(), belief.own_map());
    assert!((map.region_nm2(0.5) - own.region_nm2(0.5)).abs() < 1e-9);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Wherever the ship can be, the map says so.
    #[test]
    fn nothing_within_reach_is_impossible(
        lat in 32.0..33.9_f64, lon in 125.0..128.0_f64, hours in 0.5..20.0_f64, fishes in any::<bool>(),
    ) {
        let land = cordon_chart::Land::standard();
        let start = at(lat, lon);
        prop_assume!(!land.is_land(start));
        let belief = belief(start, hours, if fishes { "fishing" } else { "cargo" }, land);
        let map = belief.map();
        for step in 0..300 {
            let (bearing, part) = (f64::from(step) * 137.5 % 360.0, f64::from(step) / 300.0);
            let far = part.sqrt() * 15.0 * hours * 1_852.0;
            let place = destination(start, Degrees(bearing), Metres(far));
            if belief.reach().contains(place) && !land.is_land(place) {
                prop_assert!(map.per_nm2(place) > 0.0, "{place} after {hours} h");
            }
        }
    }

    /// Between any two times, for any level: from 0 to 1, and never down.
    #[test]
    fn fitted_levels_rise(hours in 0.001..2_400.0_f64, own in 0.0..1.0_f64, more in 0.0..1.0_f64) {
        for group in Group::ALL {
            let levels = Levels::fitted(group, hours);
            let (low, high) = (levels.holds(own), levels.holds(own + more * (1.0 - own)));
            prop_assert!((0.0..=1.0).contains(&low) && low <= high + 1e-12 && high <= 1.0);
            prop_assert!(levels.holds(0.0) < 1e-9 && (levels.holds(1.0) - 1.0).abs() < 1e-9);
        }
    }
}
