//! Ways around land against exact shortest paths.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod oracle;

use cordon_chart::land::{BoundingBox, Vertex};
use cordon_core::geodesy::{self, destination, distance, offset_degrees};
use cordon_core::{Degrees, Knots, Metres, Position, Span, Time};
use cordon_plan::intercept::{Answer, Pursuer, Terms, intercept};
use cordon_plan::route::route;
use cordon_plan::{Course, Land, Mover, OpenSea, PlanError};
use oracle::{Obstacles, at, polygon};
use proptest::prelude::*;

/// Drill reference 2.2: 43.244875 around a disc of 8, here in nautical miles.
#[test]
fn around_a_disc() {
    let centre = at(0.0, 10.0);
    let obstacles = Obstacles::new(vec![polygon(centre, 8.0 * 1_852.0, 360, 1.0, 0.0)]);
    let start = destination(centre, Degrees(270.0), Metres(20.0 * 1_852.0));
    let end = destination(centre, Degrees(90.0), Metres(20.0 * 1_852.0));
    let way = route(start, end, &obstacles.land()).unwrap();
    assert!((way.length.value() / 43.244_875 - 1.0).abs() < 2e-4, "{}", way.length);
    assert!(way.points.len() > 10);
}

/// Drill reference 2.2: around Jeju the ways are 62.738 and 61.539 nm, by the main island of GSHHG-h as the
/// hull of its corners and the ends; the straight lines are 47.910 and 53.136 nm.
/// From, to, and two lengths in nautical miles.
type Known = ((f64, f64), (f64, f64), f64, f64);

const JEJU: [Known; 2] = [
    ((33.0, 126.55), (33.8, 126.55), 47.910, 62.738),
    ((33.05, 126.25), (33.75, 126.90), 53.136, 61.539),
];

/// The full resolution is a little rounder than the reference's, and has islets on the way: by a few
/// thousandths of a per cent. Natural Earth is coarser, and stays within a hundredth.
#[test]
fn around_jeju() {
    let (fine, coarse) = (cordon_chart::Lands::default(), cordon_chart::Land::standard());
    let lands: [(&dyn Land, f64); 2] = [(&fine, 3e-4), (coarse, 0.01)];
    for (from, to, straight, known) in JEJU {
        let (from, to) = (at(from.0, from.1), at(to.0, to.1));
        assert!((distance(from, to).value() / 1_852.0 - straight).abs() < 2e-3);
        for (land, off) in lands {
            let way = route(from, to, land).unwrap().length.value();
            assert!((way / known - 1.0).abs() < off, "{way} {known}");
            let back = route(to, from, land).unwrap().length.value();
            assert!((way / back - 1.0).abs() < 1e-6, "{way} {back}");
        }
    }
}

/// The reference's own construction, with the main island of the chart: the nearer side of the hull of
/// the island and both ends, by geodesics.
#[test]
fn around_the_main_island_of_jeju() {
    let ring = main_island();
    let land = cordon_chart::Land::from_polygons(&[vec![ring.clone()]]);
    for (from, to, _, known) in JEJU {
        let (from, to) = (at(from.0, from.1), at(to.0, to.1));
        let hull = around_hull(&ring, from, to);
        let way = route(from, to, &land).unwrap().length.value();
        assert!((way / hull - 1.0).abs() < 1e-5, "{way} {hull}");
        assert!((way / known - 1.0).abs() < 3e-4, "{way} {known}");
    }
}

/// The island that Jeju's summit is on.
fn main_island() -> Vec<Vertex> {
    let summit = BoundingBox { west: 126.52, south: 33.36, east: 126.54, north: 33.37 };
    let mut islands = cordon_chart::Land::fine()
        .polygons_in(summit)
        .filter(|island| island.bounds().north - island.bounds().south < 1.0);
    islands.next().unwrap().rings().next().unwrap().to_vec()
}

/// The shorter of both sides of the hull of some land and two places off it, in nautical miles. On so
/// small a map longitude and latitude keep what is straight, to a few metres.
fn around_hull(ring: &[Vertex], from: Position, to: Position) -> f64 {
    let corners = ring.iter().map(|corner| at(corner.lat(), corner.lon()));
    let all: Vec<Position> = corners.chain([from, to]).collect();
    let cross = |o: &Position, a: &Position, b: &Position| {
        let (ax, ay) = offset_degrees((o.lat(), o.lon()), (a.lat(), a.lon()));
        let (bx, by) = offset_degrees((o.lat(), o.lon()), (b.lat(), b.lon()));
        ax * by - ay * bx
    };
    // Gift wrapping, from the westernmost.
    let first = *all.iter().min_by_key(|p| p.lon_raw()).unwrap();
    let mut hull = vec![first];
    loop {
        let last = *hull.last().unwrap();
        let mut others = all.iter().filter(|p| **p != last);
        let start = *others.next().unwrap();
        let next =
            others.fold(start, |best, p| if cross(&last, &best, p) > 0.0 { *p } else { best });
        if next == first {
            break;
        }
        hull.push(next);
    }
    let place = |p| hull.iter().position(|q| *q == p).unwrap();
    let start = place(from);
    hull.rotate_left(start);
    let turn = hull.iter().position(|q| *q == to).unwrap();
    let length =
        |way: &[Position]| way.windows(2).map(|leg| distance(leg[0], leg[1]).value()).sum::<f64>();
    hull.push(from);
    length(&hull[..=turn]).min(length(&hull[turn..])) / 1_852.0
}

#[test]
fn no_way_into_a_lake() {
    // The Caspian Sea has no way out.
    let land = cordon_chart::Land::standard();
    let end = route(at(43.2, 38.0), at(42.0, 50.5), land);
    assert!(matches!(end, Err(PlanError::NoWay { .. })), "{end:?}");
}

#[test]
fn the_open_sea_is_straight() {
    let way = route(at(10.0, 179.0), at(11.0, -179.0), &OpenSea).unwrap();
    assert_eq!(way.points.len(), 2);
    assert!(
        (way.length.value() - distance(at(10.0, 179.0), at(11.0, -179.0)).value() / 1_852.0).abs()
            < 1e-6
    );
}

#[test]
fn an_asset_goes_around_the_island() {
    let land = cordon_chart::Land::standard();
    let own = Pursuer { position: at(33.0, 126.55), speed: Knots(20.0), turning: None };
    let course = Course::Geodesic(Degrees(270.0));
    let target = Mover { position: at(33.8, 126.60), speed: Knots(2.0), course };
    let terms = Terms { land: Some(land), ..Terms::default() };
    let around = intercept(&own, &target, &terms).unwrap();
    let straight = intercept(&own, &target, &Terms::default()).unwrap();
    let (around, straight) = (around.meeting().unwrap(), straight.meeting().unwrap());
    assert!(around.route.len() > 2);
    assert!(around.time.hours() > straight.time.hours() * 1.2);
    // It is there when the ship is.
    let sailed = around.distance.value() / 20.0;
    assert!((sailed - around.time.hours()).abs() < 0.002, "{sailed} {}", around.time.hours());
}

/// Where nobody meets at all, land still ends the target's way, and lengthens the asset's.
#[test]
fn a_miss_knows_of_land() {
    let lands = cordon_chart::Lands::default();
    let terms = Terms { land: Some(&lands), ..Terms::default() };
    // Faster than the asset, straight at the south coast of Jeju.
    let own = Pursuer { position: at(31.0, 126.55), speed: Knots(8.0), turning: None };
    let course = Course::Geodesic(Degrees(0.0));
    let target = Mover { position: at(32.0, 126.55), speed: Knots(12.0), course };
    let told = intercept(&own, &target, &terms).unwrap();
    let Answer::Misses { closest, assumptions, .. } = told else { panic!("{told:?}") };
    assert!(assumptions.iter().any(|line| line.contains("runs ashore")), "{assumptions:?}");
    assert!(assumptions.iter().any(|line| line.contains("GSHHG")), "{assumptions:?}");
    assert!(closest.position.lat() < 33.3);
    // Away from the asset, with Jeju between: the way to where it is now leads around.
    let own = Pursuer { position: at(33.0, 126.55), speed: Knots(8.0), turning: None };
    let target = Mover { position: at(33.8, 126.55), ..target };
    let away = |terms: &Terms<'_>| match intercept(&own, &target, terms).unwrap() {
        Answer::Misses { closest, .. } => closest.distance.value(),
        met @ Answer::Meets { .. } => panic!("{met:?}"),
    };
    let horizon = cordon_core::Span::from_hours(4);
    let by_water = away(&Terms { horizon, ..terms });
    let straight = away(&Terms { horizon, ..Terms::default() });
    assert!((straight - 47.910).abs() < 0.01 && by_water > 61.0, "{straight} {by_water}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    /// Against the exact shortest way, by another program on another map, and over no land.
    #[test]
    fn ways_are_shortest(
        lat in -55.0..55.0_f64, lon in -180.0..180.0_f64, bearing in 0.0..360.0_f64,
        shapes in prop::collection::vec(
            (0.0..360.0_f64, 10.0..45.0_f64, 4.0..14.0_f64, 5..9_usize, 0.4..1.0_f64, 0.0..180.0_f64),
            1..6,
        ),
    ) {
        let start = at(lat, lon);
        let land = shapes.iter().map(|(bearing, off, size, corners, flat, turn)| {
            let middle = destination(start, Degrees(*bearing), Metres(off * 1_852.0));
            polygon(middle, size * 1_852.0, *corners, *flat, *turn)
        });
        let obstacles = Obstacles::new(land.collect());
        let end = destination(start, Degrees(bearing), Metres(60.0 * 1_852.0));
        let beside = 1.5 * 1_852.0;
        prop_assume!(!obstacles.holds_deep(start, -beside) && !obstacles.holds_deep(end, -beside));
        let exact = obstacles.shortest(start, end) / 1_852.0;
        prop_assume!(exact.is_finite());
        let way = route(start, end, &obstacles.land());
        prop_assert!(way.is_ok(), "{way:?} {exact}");
        let way = way.unwrap();
        // Where two pieces of land overlap, a way may slip through the neck between them.
        for leg in way.points.windows(2).filter(|_| shapes.len() == 1) {
            for part in 1..40 {
                let share = f64::from(part) / 40.0;
                let on = geodesy::between(
                    Time::MIN, leg[0], Time::MIN + Span::from_seconds(1_000), leg[1],
                    Time::MIN + Span::from_seconds_f64(1_000.0 * share),
                );
                prop_assert!(!obstacles.holds_deep(on, 60.0), "{on} is on land");
            }
        }
        let way = way.length.value();
        prop_assert!(way >= exact * 0.999, "{way} {exact}");
        prop_assert!(way <= exact * 1.001, "{way} {exact}");
    }
}
