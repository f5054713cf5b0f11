//! What holds against any course, among land.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

use cordon_core::{Knots, Position, Span};
use cordon_plan::intercept::{Pursuer, Terms, evasion};
use cordon_plan::motion::position_after;
use cordon_plan::route::route;
use cordon_plan::{Course, Mover, Zone};

fn at(lat: f64, lon: f64) -> Position {
    Position::from_degrees(lat, lon).unwrap()
}

fn asset(position: Position, kn: f64) -> Pursuer {
    Pursuer { position, speed: Knots(kn), turning: None }
}

fn before(zone: &Zone) -> Terms<'_> {
    Terms { land: Some(cordon_chart::Land::standard()), before: Some(zone), ..Terms::default() }
}

fn square(lat: f64, lon: f64, half: f64) -> Zone {
    let corner = |north: f64, east: f64| at(lat + north * half, lon + east * half);
    let corners = [corner(-1.0, -1.0), corner(-1.0, 1.0), corner(1.0, 1.0), corner(1.0, -1.0)];
    Zone::new("forbidden", &corners).unwrap()
}

/// Jeju lies between them. Whatever the ship does, an asset that steams after it by the shortest water gains
/// the difference of their speeds; here the ship goes around the island.
#[test]
fn no_manoeuvre_around_an_island_outlasts_the_chase() {
    let land = cordon_chart::Land::standard();
    let (own, ship) = (at(33.70, 126.50), at(33.05, 126.55));
    let terms = Terms { land: Some(land), ..Terms::default() };
    let told = evasion(&asset(own, 24.0), ship, Knots(12.0), &terms).unwrap();
    assert!(told.guaranteed && told.likely > 0.999, "{told:?}");
    let way = route(own, ship, land).unwrap().length.value();
    assert!((told.worst.unwrap().hours() - way / 12.0).abs() < 1e-3, "{told:?} {way}");
    let head_on = way / 36.0;
    assert!((head_on..1.06 * head_on).contains(&told.best.unwrap().hours()), "{told:?} {head_on}");

    let around = [at(33.05, 126.10), at(33.40, 125.95), at(33.70, 126.50), at(33.60, 127.10), ship];
    let flight =
        Mover { position: ship, speed: Knots(12.0), course: Course::Route(around.to_vec()) };
    let (step, mut asset) = (Span::from_minutes(15), own);
    for n in 0..(4.0 * way / 12.0) as u32 {
        let fled = Span::from_minutes(15 * i64::from(n));
        let now = position_after(&flight, fled).unwrap();
        let chase = route(asset, now, land).unwrap();
        let left = way - 12.0 * fled.hours();
        assert!(chase.length.value() <= left + 0.05, "{fled}: {} {left}", chase.length);
        let gone = Mover {
            position: asset,
            speed: Knots(24.0),
            course: Course::Route(chase.points[1..].to_vec()),
        };
        asset = position_after(&gone, step).unwrap();
    }
}

#[test]
fn land_and_a_zone_leave_a_ship_ways_out() {
    let (own, ship) = (at(33.70, 126.50), at(33.05, 126.55));
    // South of the ship, which is there long before anybody is around the island.
    let near =
        evasion(&asset(own, 24.0), ship, Knots(12.0), &before(&square(32.5, 126.55, 0.2))).unwrap();
    assert!(!near.guaranteed && near.likely > 0.8 && near.likely < 1.0, "{near:?}");
    assert!((near.worst_course.value() - 180.0).abs() < 40.0, "{near:?}");
    // Farther than it can flee.
    let far =
        evasion(&asset(own, 24.0), ship, Knots(12.0), &before(&square(29.0, 126.55, 0.2))).unwrap();
    assert!(far.guaranteed && far.likely > 0.999, "{far:?}");
}

#[test]
fn what_land_does_not_touch_is_as_on_an_open_sea() {
    let (own, ship) = (at(31.0, 126.5), at(31.2, 126.9));
    let terms = Terms { land: Some(cordon_chart::Land::standard()), ..Terms::default() };
    let among = evasion(&asset(own, 24.0), ship, Knots(12.0), &terms).unwrap();
    assert_eq!(among, evasion(&asset(own, 24.0), ship, Knots(12.0), &Terms::default()).unwrap());
    // As fast as the asset: nothing is certain, and that is said.
    let fast = evasion(&asset(own, 24.0), ship, Knots(24.0), &terms).unwrap();
    assert!(!fast.guaranteed && fast.assumptions[0].contains("hardly faster"), "{fast:?}");
    // From the Black Sea to the Caspian no water leads.
    let cut_off =
        evasion(&asset(at(43.0, 36.0), 24.0), at(42.0, 51.0), Knots(5.0), &terms).unwrap();
    assert!(!cut_off.guaranteed && cut_off.likely == 0.0 && cut_off.worst.is_none(), "{cut_off:?}");
    let still = evasion(&asset(own, 24.0), ship, Knots(0.0), &terms).unwrap();
    assert!(still.guaranteed && still.best == still.worst, "{still:?}");
}
