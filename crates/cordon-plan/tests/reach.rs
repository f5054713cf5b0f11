//! Reach against known shapes, and against exact shortest paths among random land.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod oracle;

use cordon_core::geodesy::destination;
use cordon_core::{Degrees, Knots, Metres, NauticalMiles, Position, Span};
use cordon_plan::reach::{Reach, Sighting, reach};
use cordon_plan::{Land, OpenSea, PlanError};
use oracle::{Obstacles, at, polygon};
use proptest::prelude::*;

fn within(position: Position, nm: f64, land: &dyn Land) -> Reach {
    let elapsed = Span::from_hours_f64(nm / 15.0);
    let speed = Knots(15.0);
    let sighting = Sighting { position, uncertainty: NauticalMiles(0.0), elapsed, speed };
    reach(&sighting, land, None).unwrap()
}

/// Drill reference 2.2: 24 h at 15 kn is a cap of 406 779 nm² (R = 6 371.008 8 km).
#[test]
fn the_open_sea() {
    for place in [at(30.0, -150.0), at(-45.0, 179.9), at(0.0, -30.0), at(72.0, 10.0)] {
        let reach = within(place, 360.0, &OpenSea);
        let ratio = reach.area_nm2() / 406_779.0;
        assert!((0.999..1.01).contains(&ratio), "{place}: {ratio}");
        for course in 0..72 {
            let course = Degrees(f64::from(course) * 5.0);
            let inside = destination(place, course, Metres(359.9 * 1_852.0));
            assert!(reach.contains(inside), "{place} {course}");
            let outside = destination(place, course, Metres(362.0 * 1_852.0));
            assert!(!reach.contains(outside), "{place} {course}");
        }
    }
}

/// Drill reference 2.2: around a disc of 8 between places 20 to each side of its centre the way is
/// 2√(20² − 8²) + 8(π − 2 acos(8/20)) = 43.244875; here in nautical miles, and on the 180th meridian.
#[test]
fn around_a_disc() {
    for lon in [0.0, 179.99] {
        let centre = at(0.0, lon);
        let land = polygon(centre, 8.0 * 1_852.0, 180, 1.0, 0.0);
        let obstacles = Obstacles::new(vec![land]);
        let start = destination(centre, Degrees(270.0), Metres(20.0 * 1_852.0));
        let end = destination(centre, Degrees(90.0), Metres(20.0 * 1_852.0));
        let reach = within(start, 60.0, &obstacles.land());
        let way = reach.way(end).unwrap().value();
        assert!((0.985 * 43.244_875..=43.244_875).contains(&way), "{way}");
        let exact = obstacles.shortest(start, end) / 1_852.0;
        assert!((exact / 43.244_875 - 1.0).abs() < 3e-4, "{exact}");
    }
}

#[test]
fn a_ship_cannot_pass_a_wall_but_its_outline_goes_around() {
    let wall = polygon(at(0.5, 0.0), 60_000.0, 4, 0.2, 0.0);
    let obstacles = Obstacles::new(vec![wall]);
    let reach = within(at(0.0, 0.0), 50.0, &obstacles.land());
    let area = reach.outline(1.0);
    for step in 0..400 {
        let place = destination(
            at(0.0, 0.0),
            Degrees(f64::from(step * 37 % 360)),
            Metres(f64::from(step) * 240.0),
        );
        if !obstacles.holds(place) && reach.contains(place) {
            assert!(area.contains(place), "{place}");
        }
    }
    assert!(reach.contains(at(-0.8, 0.0)) && !reach.contains(at(0.8, 0.0)));
    assert!(reach.outline(0.5).pieces.len() == 1);
}

#[test]
fn outlines_over_the_meridian_and_the_pole_are_cut() {
    let over = within(at(10.0, 179.5), 120.0, &OpenSea).outline(1.0);
    assert_eq!(over.pieces.len(), 2);
    assert!(over.contains(at(10.0, -179.5)) && over.contains(at(10.0, 178.5)));
    assert!(!over.contains(at(10.0, -177.0)) && !over.contains(at(10.0, 0.0)));
    let polar = within(at(89.0, 0.0), 120.0, &OpenSea).outline(1.0);
    assert!(polar.contains(at(89.9, 90.0)) && polar.contains(at(89.5, -170.0)));
    assert!(!polar.contains(at(88.0, 180.0)));
    for [lon, lat] in
        over.pieces.iter().chain(&polar.pieces).flat_map(|piece| piece.0.iter().flatten())
    {
        assert!(lon.abs() <= 180.0 && lat.abs() <= 90.0);
    }
}

#[test]
fn impossible_questions_are_refused() {
    let ask = |kn: f64, hours: f64, nm: f64| {
        let sighting = Sighting {
            position: at(0.0, -30.0),
            uncertainty: NauticalMiles(nm),
            elapsed: Span::from_hours_f64(hours),
            speed: Knots(kn),
        };
        reach(&sighting, &OpenSea, None).unwrap_err()
    };
    assert!(matches!(ask(f64::NAN, 1.0, 0.0), PlanError::Speed { .. }));
    assert!(matches!(ask(300.0, 1.0, 0.0), PlanError::Speed { .. }));
    assert!(matches!(ask(10.0, -1.0, 0.0), PlanError::Range { .. }));
    assert!(matches!(ask(10.0, 1.0, -3.0), PlanError::Range { .. }));
    assert!(matches!(ask(30.0, 2_000.0, 0.0), PlanError::Range { .. }));
}

/// Issue: at most 3 % too much area. Shares of places spread evenly over the circle of straight reach,
/// against exact shortest paths.
#[test]
fn areas_are_at_most_three_percent_too_large() {
    let (mut told, mut exact) = (0, 0);
    for layout in 0..5 {
        let start = at(20.0, 179.0 + 0.3 * f64::from(layout));
        let land = (0..4).map(|n| {
            let (n, layout) = (f64::from(n), f64::from(layout));
            let bearing = Degrees((77.0 * layout + 95.0 * n) % 360.0);
            let middle = destination(start, bearing, Metres((14.0 + 7.0 * n) * 1_852.0));
            polygon(middle, (7.0 + 2.0 * n) * 1_852.0, 12, 0.35 + 0.1 * n, 40.0 * layout + 25.0 * n)
        });
        let obstacles = Obstacles::new(land.collect());
        let reach = within(start, 60.0, &obstacles.land());
        for step in 0..160 {
            // A sunflower: equal areas.
            let nm = 60.0 * ((f64::from(step) + 0.5) / 160.0).sqrt();
            let course = Degrees((f64::from(step) * 137.507_764) % 360.0);
            let place = destination(start, course, Metres(nm * 1_852.0));
            if obstacles.holds(place) {
                continue;
            }
            let reached = obstacles.shortest(start, place) <= 60.0 * 1_852.0;
            assert!(reach.contains(place) || !reached, "{place}");
            told += i32::from(reach.contains(place));
            exact += i32::from(reached);
        }
    }
    assert!(exact > 400, "{exact}");
    assert!(f64::from(told) <= 1.03 * f64::from(exact), "{told} {exact}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    /// Nothing that can be reached is left out, and ways are at most a little too short: against a
    /// visibility graph over random land, anywhere on the globe.
    #[test]
    fn reach_is_safe_and_tight(
        lat in -55.0..55.0_f64, lon in -180.0..180.0_f64,
        shapes in prop::collection::vec(
            (0.0..360.0_f64, 15.0..45.0_f64, 4.0..14.0_f64, 3..9_usize, 0.15..1.0_f64, 0.0..180.0_f64),
            1..7,
        ),
    ) {
        let start = at(lat, lon);
        let land = shapes.iter().map(|(bearing, off, size, corners, flat, turn)| {
            let middle = destination(start, Degrees(*bearing), Metres(off * 1_852.0));
            polygon(middle, size * 1_852.0, *corners, *flat, *turn)
        });
        let obstacles = Obstacles::new(land.collect());
        prop_assume!(!obstacles.holds(start));
        let reach = within(start, 80.0, &obstacles.land());
        let cell = 80.0 / 420.0;
        for step in 0..24 {
            let (bearing, nm) = (f64::from(step) * 137.5, 10.0 + 3.0 * f64::from(step % 20));
            let place = destination(start, Degrees(bearing), Metres(nm * 1_852.0));
            if obstacles.holds(place) {
                continue;
            }
            let exact = obstacles.shortest(start, place) / 1_852.0;
            if exact > 79.0 {
                continue;
            }
            let way = reach.way(place).map(NauticalMiles::value);
            prop_assert!(way.is_some_and(|way| way <= exact * 1.000_5), "{place}: {way:?} {exact}");
            // Land thinner than five cells lets through, and so does a neck where two pieces touch; the
            // rest is at most 1.5 % short.
            let thin = shapes.len() > 1
                || shapes.iter().any(|(_, _, size, corners, flat, _)| {
                    *corners < 6 || size * flat < 12.0 * cell
                });
            prop_assert!(thin || way.unwrap() >= exact * 0.985 - 4.0 * cell, "{place}: {way:?} {exact}");
        }
    }
}
