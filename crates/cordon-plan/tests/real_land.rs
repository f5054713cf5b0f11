//! Reach among real coasts, over the 180th meridian and near the poles: nothing left out against a
//! shortest path on a fine grid, at most 3 % too much against exact ways.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod oracle;

use cordon_chart::Lands;
use cordon_core::geodesy::{destination, distance};
use cordon_core::{Degrees, Knots, Metres, NauticalMiles, Position, Span};
use cordon_plan::Land;
use cordon_plan::reach::{Reach, Sighting, reach};
use cordon_plan::route::Router;
use oracle::{at, seas::Seas};

/// Where, and how far.
const PLACES: [(&str, f64, f64, f64); 8] = [
    ("between Jeju and the mainland", 33.75, 126.40, 45.0),
    ("the islands off Jindo", 34.35, 126.20, 30.0),
    ("the Tsushima Strait", 34.60, 129.70, 50.0),
    ("the south of Jeju", 33.15, 126.55, 40.0),
    ("Fiji, on the 180th meridian", -16.60, -179.95, 70.0),
    ("Wrangel Island, on the 180th meridian", 71.60, 179.90, 90.0),
    ("Franz Josef Land", 80.30, 54.00, 90.0),
    ("Ross Island, under the ice shelf's edge", -77.20, 166.00, 90.0),
];

fn within(position: Position, nm: f64, land: &dyn Land) -> Reach {
    let (elapsed, speed) = (Span::from_hours_f64(nm / 15.0), Knots(15.0));
    let sighting = Sighting { position, uncertainty: NauticalMiles(0.0), elapsed, speed };
    reach(&sighting, land, None).unwrap()
}

/// A way from cell to cell over water that stays within the budget can be sailed, so its end is within reach.
#[test]
fn nothing_that_a_fine_grid_reaches_is_left_out() {
    let lands = Lands::default();
    for (name, lat, lon, nm) in PLACES {
        let start = at(lat, lon);
        let reach = within(start, nm, &lands);
        let seas = Seas::new(start, nm, 50, &lands);
        let (mut reached, mut hidden) = (0, 0);
        for (place, metres) in seas.ways() {
            if metres > nm * 1_852.0 {
                continue;
            }
            let way = reach.way(place).map(NauticalMiles::value);
            assert!(
                reach.contains(place),
                "{name}: {place} is {:.2} nm away, but {way:?}",
                metres / 1_852.0
            );
            // Between the cells around the start itself a distance bulges by a part of a cell.
            let most = 1.000_5 * metres + 0.3 * nm * 1_852.0 / 420.0;
            assert!(
                way.is_some_and(|way| way * 1_852.0 <= most),
                "{name}: {place} {way:?} {metres}"
            );
            reached += 1;
            hidden += i32::from(metres > 1.05 * distance(start, place).value());
        }
        assert!(reached > 2_000 && hidden > 40, "{name}: {reached} {hidden}");
    }
}

/// Issue: at most 3 % of area too much; shares of a sunflower's places, each of the same area.
#[test]
fn areas_among_real_land_are_at_most_three_percent_too_large() {
    let lands = Lands::default();
    for (name, lat, lon, nm) in PLACES {
        let start = at(lat, lon);
        let reach = within(start, nm, &lands);
        let router = Router::new(start, NauticalMiles(2.0 * nm + 10.0), &lands).unwrap();
        let (mut told, mut exact) = (0, 0);
        for step in 0..400 {
            let off = nm * 1_852.0 * ((f64::from(step) + 0.5) / 400.0).sqrt();
            let course = Degrees((f64::from(step) * 137.507_764) % 360.0);
            let place = destination(start, course, Metres(off));
            if lands.is_land(place) || !reach.contains(place) {
                continue;
            }
            told += 1;
            exact += i32::from(router.route(place).is_ok_and(|way| way.length.value() <= nm));
        }
        println!(
            "{name}: {told} {exact} {:+.2} %",
            100.0 * (f64::from(told) / f64::from(exact) - 1.0)
        );
        assert!(exact > 150, "{name}: {exact}");
        assert!(f64::from(told) <= 1.03 * f64::from(exact), "{name}: {told} told, {exact} exact");
    }
}

/// A ship at a quay that the chart draws as land has the same sea before it as one just off it.
#[test]
fn a_berth_has_a_way_out() {
    let lands = Lands::default();
    // On an island off Jindo; in the port of Jeju; well inside the piers of Busan.
    for (lat, lon) in [(34.30, 126.05), (33.513, 126.530), (35.115, 129.04)] {
        let berth = at(lat, lon);
        assert!(lands.is_land(berth), "{berth}");
        let reach = within(berth, 24.0, &lands);
        assert!(reach.assumptions.iter().any(|line| line.contains("berth")), "{berth}");
        let router = Router::new(berth, NauticalMiles(60.0), &lands).unwrap();
        let (mut told, mut exact) = (0, 0);
        for step in 0..200 {
            let off = 24.0 * 1_852.0 * ((f64::from(step) + 0.5) / 200.0).sqrt();
            let place =
                destination(berth, Degrees(f64::from(step) * 137.507_764 % 360.0), Metres(off));
            if lands.is_land(place) {
                continue;
            }
            let way = router.route(place).map_or(f64::INFINITY, |way| way.length.value());
            assert!(reach.contains(place) || way > 24.0, "{berth}: {place} is {way} nm away");
            told += i32::from(reach.contains(place));
            exact += i32::from(way <= 24.0);
        }
        println!("{berth}: {told} {exact}");
        assert!(
            exact > 50 && f64::from(told) <= 1.06 * f64::from(exact),
            "{berth}: {told} {exact}"
        );
    }
}
