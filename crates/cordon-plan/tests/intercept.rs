//! Known answers of intercepts, each with its source, and what holds for every intercept.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use cordon_core::geodesy::{destination, distance};
use cordon_core::{Degrees, Knots, Metres, NauticalMiles, Position, Span};
use cordon_plan::intercept::{
    Answer, Meeting, Pursuer, Terms, Turning, apollonius, evasion, intercept,
};
use cordon_plan::{Course, Mover, PlanError, Zone, motion::Station};
use proptest::prelude::*;

fn at(lat: f64, lon: f64) -> Position {
    Position::from_degrees(lat, lon).unwrap()
}

fn asset(position: Position, kn: f64) -> Pursuer {
    Pursuer { position, speed: Knots(kn), turning: None }
}

fn ship(position: Position, course: f64, kn: f64) -> Mover {
    Mover { position, speed: Knots(kn), course: Course::Geodesic(Degrees(course)) }
}

fn met(asset: &Pursuer, target: &Mover) -> Meeting {
    intercept(asset, target, &Terms::default()).unwrap().meeting().unwrap().clone()
}

/// Drill reference 2.1, GEO-1 and GEO-2: computed with geographiclib 2.1 and brentq, xtol 1e-13.
#[test]
fn meetings_on_the_ellipsoid() {
    let own = at(33.20, 126.48);
    let known = [
        (
            30.0,
            at(32.0, 127.5),
            45.0,
            12.0,
            2.995_002_4,
            120.753_341_6,
            (32.423_447_8, 128.000_396_5),
            89.850_073_4,
        ),
        (
            25.0,
            at(30.0, 135.0),
            270.0,
            15.0,
            12.665_234_5,
            126.616_024_4,
            (29.949_524_7, 131.354_698_4),
            316.630_862,
        ),
    ];
    for (kn, target, course, speed, hours, azimuth, (lat, lon), nm) in known {
        let meeting = met(&asset(own, kn), &ship(target, course, speed));
        assert!((meeting.time.hours() - hours).abs() * 3_600.0 < 0.02, "{meeting:?}");
        assert!((meeting.course.value() - azimuth).abs() < 1e-4, "{meeting:?}");
        assert!((meeting.position.lat() - lat).abs() < 2e-6, "{meeting:?}");
        assert!((meeting.position.lon() - lon).abs() < 2e-6, "{meeting:?}");
        assert!((meeting.distance.value() - nm).abs() < 1e-4, "{meeting:?}");
    }
}

/// Drill reference 2.1, CB-1 to CB-5: exam questions solved on the plotting sheet. Laid out on the
/// equator, where the sheet and the ellipsoid differ least.
#[test]
fn meetings_on_the_plotting_sheet() {
    let known = [
        ("CB-1, oic-nwreviewer.blogspot.com", 248.0, 64.0, 33.0, 5.5, 13.0, 262.044, 3.739),
        (
            "CB-2, jiskha 1346503965",
            15.0,
            19.0 / 1.852,
            40.0,
            22.0 / 1.852,
            60.0 / 1.852,
            23.91,
            28.98 / 60.0,
        ),
        ("CB-3, sailnet", 96.0, 84.0, 36.0, 5.0, 7.0, 57.79, 28.0),
        ("CB-4, seatrials.net", 343.0, 92.0, 133.0, 6.0, 9.0, 2.47, 6.725),
        ("CB-5, seatrials.net", 346.0, 68.0, 233.0, 4.5, 13.0, 327.42, 4.83),
    ];
    let own = at(0.0, -30.0);
    for (source, bearing, nm, course, kn, own_kn, answer, hours) in known {
        let target = destination(own, Degrees(bearing), NauticalMiles(nm).into());
        let meeting = met(&asset(own, own_kn), &ship(target, course, kn));
        let turn = meeting.course.turn_from(Degrees(answer)).value();
        assert!(turn.abs() < 0.05, "{source}: {meeting:?}");
        assert!((meeting.time.hours() / hours - 1.0).abs() < 2e-3, "{source}: {meeting:?}");
    }
}

/// Drill reference 2.1, CB-6: a slower asset outside the cone gets the nearest approach.
#[test]
fn what_cannot_be_met_says_so() {
    let target = destination(at(0.0, 0.0), Degrees(90.0), NauticalMiles(20.0).into());
    let answer = intercept(&asset(at(0.0, 0.0), 8.0), &ship(target, 90.0, 12.0), &Terms::default());
    let Answer::Misses { closest, speed_needed, reason, .. } = answer.unwrap() else { panic!() };
    assert_eq!(closest.time, Span::ZERO);
    assert!((closest.distance.value() - 20.0).abs() < 1e-3);
    assert!(speed_needed.value() > 12.0 && speed_needed.value() < 12.2, "{speed_needed}");
    assert!(reason.contains("20.0 nm short"), "{reason}");
    // Crossing: as near as the geometry allows, at a time in between.
    let crossing = destination(at(0.0, 0.0), Degrees(45.0), NauticalMiles(50.0).into());
    let answer =
        intercept(&asset(at(0.0, 0.0), 5.0), &ship(crossing, 270.0, 20.0), &Terms::default());
    let Answer::Misses { closest, speed_needed, .. } = answer.unwrap() else { panic!() };
    assert!(closest.time > Span::ZERO && closest.distance.value() > 5.0, "{closest:?}");
    let faster = asset(at(0.0, 0.0), speed_needed.value() + 0.01);
    assert!(
        intercept(&faster, &ship(crossing, 270.0, 20.0), &Terms::default())
            .unwrap()
            .meeting()
            .is_some()
    );
    let slower = asset(at(0.0, 0.0), speed_needed.value() - 0.01);
    assert!(
        intercept(&slower, &ship(crossing, 270.0, 20.0), &Terms::default())
            .unwrap()
            .meeting()
            .is_none()
    );
}

/// Drill reference 2.1, APO-1; C = (E - k²P)/(1 - k²), r = kd/(1 - k²).
#[test]
fn the_circle_of_apollonius() {
    let circle = apollonius(10.0, Knots(20.0), Knots(10.0)).unwrap();
    assert!((circle.centre - 40.0 / 3.0).abs() < 1e-12);
    assert!((circle.radius - 20.0 / 3.0).abs() < 1e-12);
    assert!(apollonius(10.0, Knots(10.0), Knots(10.0)).is_none());
}

#[test]
fn a_slower_ship_is_met_on_every_course_and_all_meetings_lie_on_the_circle() {
    let (own, target) = (at(31.0, 127.0), at(31.0, 127.2));
    let evasion = evasion(&asset(own, 20.0), target, Knots(10.0), &Terms::default()).unwrap();
    assert!(evasion.guaranteed && evasion.likely > 0.999_9);
    // Straight flight costs d/(v-u), a head-on course d/(v+u).
    let d = distance(own, target).value() / 1_852.0;
    assert!((evasion.worst.unwrap().hours() - d / 10.0).abs() < 1e-3);
    assert!((evasion.best.unwrap().hours() - d / 30.0).abs() < 1e-3);
    let (centre, radius) = (evasion.centre.unwrap(), evasion.radius.unwrap());
    for course in [0.0, 77.0, 180.0, 301.0] {
        let meeting = met(&asset(own, 20.0), &ship(target, course, 10.0));
        let off = distance(centre, meeting.position).value() / 1_852.0 - radius.value();
        assert!(off.abs() < 0.01, "{course}: {off}");
    }
}

#[test]
fn a_faster_ship_is_only_likely_met() {
    let evasion =
        evasion(&asset(at(31.0, 127.0), 10.0), at(31.0, 127.2), Knots(15.0), &Terms::default());
    let evasion = evasion.unwrap();
    assert!(!evasion.guaranteed);
    // It is met on courses within asin(v/u) of straight towards: 41.8° to each side of 180.
    assert!((evasion.likely - 2.0 * 41.81 / 360.0).abs() < 0.01, "{}", evasion.likely);
    assert!(evasion.centre.is_none());
}

#[test]
fn a_meeting_before_a_zone() {
    let corners = [at(32.0, 128.0), at(32.0, 129.0), at(33.0, 129.0), at(33.0, 128.0)];
    let zone = Zone::new("grounds", &corners).unwrap();
    let target = ship(at(32.5, 127.0), 90.0, 12.0);
    let terms = Terms { before: Some(&zone), ..Terms::default() };
    let early = intercept(&asset(at(32.0, 127.5), 25.0), &target, &terms).unwrap();
    let margin = early.meeting().unwrap().before_zone.unwrap();
    let enters =
        distance(at(32.5, 127.0), at(32.5, 128.0)).value() / Knots(12.0).metres_per_second();
    let sum = early.meeting().unwrap().time.seconds() + margin.seconds();
    assert!((sum - enters).abs() < 30.0, "{sum} {enters}");

    let late = intercept(&asset(at(30.0, 127.5), 25.0), &target, &terms).unwrap();
    let Answer::Misses { reason, speed_needed, .. } = late else { panic!() };
    assert!(reason.contains("too late") && reason.contains("grounds"), "{reason}");
    let faster = asset(at(30.0, 127.5), speed_needed.value() + 0.05);
    assert!(intercept(&faster, &target, &terms).unwrap().meeting().is_some());
}

#[test]
fn a_route_is_met_on_its_later_leg() {
    let route = Course::Route(vec![at(31.0, 127.0), at(31.0, 128.0)]);
    let target = Mover { position: at(32.0, 127.0), speed: Knots(12.0), course: route };
    let meeting = met(&asset(at(31.0, 129.5), 15.0), &target);
    assert!((meeting.position.lat() - 31.0).abs() < 2e-3, "{meeting:?}");
    assert!((127.4..127.5).contains(&meeting.position.lon()));
    // Slower than the ship, but it waits at the end of its route.
    let waits = met(&asset(at(31.0, 129.5), 3.0), &target);
    assert_eq!(waits.position, at(31.0, 128.0));
}

#[test]
fn a_station_is_kept_on_the_moving_ship() {
    let target = ship(at(31.0, 127.0), 90.0, 12.0);
    let station = Station { relative: Degrees(180.0), distance: NauticalMiles(3.0) };
    let terms = Terms { station: Some(station), ..Terms::default() };
    let meeting = intercept(&asset(at(31.5, 127.5), 20.0), &target, &terms).unwrap();
    let meeting = meeting.meeting().unwrap();
    let bow = cordon_plan::motion::position_after(&target, meeting.time).unwrap();
    assert!((distance(bow, meeting.position).value() - 3.0 * 1_852.0).abs() < 2.0);
}

#[test]
fn a_turn_costs_time() {
    let target = ship(at(31.0, 127.5), 0.0, 10.0);
    let straight = met(&asset(at(31.0, 127.0), 20.0), &target);
    let turning = Turning { heading: Degrees(270.0), rate: Degrees(20.0) };
    let turned = met(&Pursuer { turning: Some(turning), ..asset(at(31.0, 127.0), 20.0) }, &target);
    let more = (turned.time.seconds() - straight.time.seconds()) / 60.0;
    assert!((1.0..15.0).contains(&more), "{more} min");
}

#[test]
fn impossible_questions_are_refused() {
    let target = ship(at(31.0, 127.5), 0.0, 10.0);
    for kn in [0.0, -5.0, f64::NAN, 5_000.0] {
        let answer = intercept(&asset(at(31.0, 127.0), kn), &target, &Terms::default());
        assert!(matches!(answer, Err(PlanError::Speed { .. })), "{kn}");
    }
    for kn in [-1.0, 103.0, f64::INFINITY] {
        let target = ship(at(31.0, 127.5), 0.0, kn);
        let answer = intercept(&asset(at(31.0, 127.0), 20.0), &target, &Terms::default());
        assert!(matches!(answer, Err(PlanError::Speed { .. })), "{kn}");
    }
    let inland = asset(at(36.5, 127.5), 20.0);
    let land = cordon_chart::Land::standard();
    let terms = Terms { land: Some(land), ..Terms::default() };
    assert!(matches!(intercept(&inland, &target, &terms), Err(PlanError::OnLand { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// The asset is at the meeting exactly when the ship is, and nowhere earlier: anywhere on the
    /// globe, over the 180th meridian and near the poles.
    #[test]
    fn meetings_are_first_and_exact(
        lat in -85.0..85.0_f64, lon in -180.0..180.0_f64,
        bearing in 0.0..360.0_f64, nm in 0.1..900.0_f64,
        course in 0.0..360.0_f64, kn in 0.0..30.0_f64, own_kn in 1.0..60.0_f64,
        rhumb in proptest::bool::ANY,
    ) {
        let own = at(lat, lon);
        let place = destination(own, Degrees(bearing), NauticalMiles(nm).into());
        let way = if rhumb && lat.abs() < 60.0 { Course::Rhumb(Degrees(course)) } else { Course::Geodesic(Degrees(course)) };
        let target = Mover { position: place, speed: Knots(kn), course: way };
        let answer = intercept(&asset(own, own_kn), &target, &Terms::default()).unwrap();
        let gap = |hours: f64| {
            let there = cordon_plan::motion::position_after(&target, Span::from_hours_f64(hours)).unwrap();
            distance(own, there).value() - Metres::from(NauticalMiles(own_kn * hours)).value()
        };
        if let Some(meeting) = answer.meeting() {
            let hours = meeting.time.hours();
            prop_assert!(gap(hours).abs() < 0.5, "{}", gap(hours));
            for part in 0..50 {
                prop_assert!(gap(hours * f64::from(part) / 50.0) > -0.5);
            }
        } else {
            prop_assert!(own_kn <= kn + 4.0, "a faster asset meets: {own_kn} {kn}");
            for hour in 0..240 {
                prop_assert!(gap(f64::from(hour)) > -0.5, "missed at {hour} h");
            }
        }
    }
}
