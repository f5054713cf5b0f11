//! Spoofed positions with known answers: each way beside the innocent case that comes nearest.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use std::f64::consts::TAU;

use common::{FakeChart, Run, at, minutes, number, of_kind, ship, time};
use cordon_core::{
    Anchorage, Chart, Finding, Fix, Kind, Metres, Mmsi, Position, ReceiverKind, Status, Time,
    TrackId, Value,
};
use cordon_detectors::{Context, Jumps, Reception, ReceptionLevel, Rules, Station, Unheard};
use proptest::prelude::*;

const KNOT_M_PER_MIN: f64 = 1_852.0 / 60.0;

fn told_on(chart: &dyn Chart, fixes: Vec<Fix>) -> Vec<Finding> {
    let found = Run::on(chart).all(&[fixes]);
    of_kind(&found, Kind::Spoofing).into_iter().cloned().collect()
}

fn told(fixes: Vec<Fix>) -> Vec<Finding> {
    told_on(&FakeChart::open_sea(), fixes)
}

fn how(found: &[Finding]) -> Vec<&str> {
    found
        .iter()
        .map(|one| match &one.values["how"] {
            Value::Text(how) => how.as_str(),
            other => panic!("{other:?}"),
        })
        .collect()
}

fn begin() -> cordon_core::Time {
    time("2021-03-04T21:17:00Z")
}

fn saying(fixes: Vec<Fix>, said: impl Fn(usize) -> (u16, u16, u16)) -> Vec<Fix> {
    let say = |(i, fix): (usize, Fix)| {
        let (sog, cog, heading) = said(i);
        Fix { sog, cog, heading, ..fix }
    };
    fixes.into_iter().enumerate().map(say).collect()
}

/// A ship due east at `speed` knots, a message every ten minutes.
fn eastward(speed: f64, hours: i64) -> Vec<Fix> {
    ship(1, begin(), hours * 60, 10, at(35.0, 179.9), move |minute| {
        (KNOT_M_PER_MIN * speed * minute, 0.0)
    })
}

#[test]
fn values_that_stand_still_while_the_ship_does_not_go_that_way() {
    // Says 12 kn to the north; goes 4 kn to the east, across midnight and the 180° meridian.
    let found = told(saying(eastward(4.0, 6), |_| (120, 0, 2)));
    assert_eq!(how(&found), ["frozen_values"]);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(finding.status, Status::Final);
    assert!((number(finding, "messages") - 37.0).abs() < 1e-9);
    assert!((number(finding, "speed_made_good_kn") - 4.0).abs() < 0.02);
    assert_eq!(finding.values["way_agrees"], Value::Flag(false));
}

/// The look-alike: a slow ferry on one straight course, with the speed and course it says.
#[test]
fn a_straight_ferry_goes_where_it_says() {
    assert!(told(saying(eastward(8.0, 10), |_| (80, 900, 90))).is_empty());
}

#[test]
fn too_short_too_few_or_at_rest_is_nothing() {
    assert!(told(saying(eastward(4.0, 1), |_| (120, 0, 2))).is_empty());
    assert!(told(saying(eastward(0.0, 10), |_| (4, 0, 2))).is_empty());
    assert!(told(saying(eastward(4.0, 6), |i| (120, (i % 2) as u16, 2))).is_empty());
    assert!(told(saying(eastward(4.0, 6), |_| (Fix::NONE, 0, 2))).is_empty());
}

#[test]
fn a_way_that_agrees_for_very_long_is_told_as_such() {
    let found = told(saying(eastward(8.0, 30), |_| (80, 900, 90)));
    assert_eq!(how(&found), ["frozen_values"]);
    assert_eq!(found[0].values["way_agrees"], Value::Flag(true));
}

/// `laps` laps of `radius` metres, one in `lap` minutes, from one true course or with a drift.
fn circling(radius: f64, lap: f64, laps: f64, drift_kn: f64, place: Position) -> Vec<Fix> {
    ship(1, begin(), (lap * laps) as i64, 2, place, move |minute| {
        let (sin, cos) = (TAU * minute / lap).sin_cos();
        (radius * sin + drift_kn * KNOT_M_PER_MIN * minute, radius * cos)
    })
}

#[test]
fn round_and_round_on_one_circle() {
    let found = told(circling(1_500.0, 40.0, 6.0, 0.0, at(37.99, -122.99)));
    assert_eq!(how(&found), ["circle"]);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert!((number(finding, "radius_m") - 1_500.0).abs() < 10.0);
    assert!(number(finding, "radius_cv") < 0.01);
    let speed = TAU * 1_500.0 / 40.0 / KNOT_M_PER_MIN;
    assert!((number(finding, "speed_made_good_kn") - speed).abs() < 0.3);
}

/// The look-alikes: a ship that swings at anchor with the tide, one that circles while the current
/// sets it along, and survey lines to and fro.
#[test]
fn ships_that_only_seem_to_circle() {
    let chain = ship(1, begin(), 72 * 60, 10, at(35.0, 129.0), |minute| {
        let (sin, cos) = (TAU * minute / 745.0).sin_cos();
        (250.0 * sin, 250.0 * cos)
    });
    assert!(told(chain).is_empty());
    assert!(told(circling(400.0, 12.0, 12.0, 0.6, at(35.0, 129.0))).is_empty());
    let survey = ship(1, begin(), 20 * 60, 2, at(35.0, 129.0), |minute| {
        let (line, along) = ((minute / 60.0).floor(), minute % 60.0);
        let way = if line % 2.0 == 0.0 { along } else { 60.0 - along };
        (KNOT_M_PER_MIN * 4.0 * way, 300.0 * line)
    });
    assert!(told(survey).is_empty());
}

/// Land east of the meridian `shore`, with one port.
struct Coast {
    shore: f64,
    port: Option<Anchorage>,
}

impl Chart for Coast {
    fn nearest_anchorage(&self, at: Position, reach: Metres) -> Option<(&Anchorage, Metres)> {
        let port = self.port.as_ref()?;
        let away = cordon_core::geodesy::distance(at, port.position);
        (away <= reach).then_some((port, away))
    }

    fn distance_to_shore(&self, _: Position) -> Option<Metres> {
        None
    }

    fn is_land(&self, at: Position) -> Option<bool> {
        Some(at.lon() > self.shore)
    }
}

fn lying_at(place: Position) -> Vec<Fix> {
    ship(1, begin(), 120, 3, place, |minute| (3.0 * (minute % 5.0), 0.0))
}

fn coast(port: &str, place: Position) -> Coast {
    Coast { shore: 38.0, port: Some(FakeChart::port(port, place).ports.remove(0)) }
}

#[test]
fn a_ship_on_an_airfield() {
    let coast = coast("Novorossiysk", at(44.72, 37.78));
    let found = told_on(&coast, lying_at(at(44.58, 38.2)));
    assert_eq!(how(&found), ["on_land"]);
    assert!(number(&found[0], "duration_h") >= 1.9);
}

/// The look-alikes: a port up a river, a quay that the coastline of the chart runs through, and a
/// region of which the list knows no port.
#[test]
fn a_river_port_and_a_quay_are_no_land() {
    let river = coast("Nanjing", at(32.1, 118.7));
    assert!(told_on(&river, lying_at(at(32.15, 118.75))).is_empty());
    let quay = coast("Novorossiysk", at(44.72, 37.2));
    assert!(told_on(&quay, lying_at(at(44.58, 38.04))).is_empty());
    assert!(told_on(&Coast { shore: 38.0, port: None }, lying_at(at(44.58, 38.2))).is_empty());
    assert!(told_on(&FakeChart::open_sea(), lying_at(at(44.58, 38.2))).is_empty());
}

/// Station 9 hears others around 33N 126E; of others nothing is known.
struct OffJeju;

impl Reception for OffJeju {
    fn level(&self, _: Position, _: Time, _: Time, _: Mmsi) -> Option<ReceptionLevel> {
        None
    }

    fn station(&self, receiver: u32) -> Option<Station> {
        (receiver == 9).then_some(Station { middle: at(33.0, 126.0), craft: 12 })
    }
}

fn heard_by(receiver: u32, receiver_kind: ReceiverKind, fixes: Vec<Fix>) -> Vec<Finding> {
    let chart = FakeChart::open_sea();
    let heard = fixes.into_iter().map(|fix| Fix { receiver, receiver_kind, ..fix }).collect();
    let found = Run { reception: &OffJeju, ..Run::on(&chart) }.all(&[heard]);
    of_kind(&found, Kind::Spoofing).into_iter().cloned().collect()
}

#[test]
fn a_place_that_its_station_cannot_hear() {
    for kind in [ReceiverKind::Unknown, ReceiverKind::Terrestrial] {
        let found = heard_by(9, kind, eastward(12.0, 6));
        assert_eq!(how(&found), ["out_of_reach"]);
        let [finding] = &found[..] else { panic!("{found:#?}") };
        // 33N 126E to 35N 179.9E and back over the antimeridian: by geographiclib, 2 658 nm.
        assert!((number(finding, "least_distance_nm") - 2_658.0).abs() < 15.0, "{finding:#?}");
        assert_eq!((finding.status, number(finding, "fixes") as u32), (Status::Final, 37));
        assert!(common::is_observed(finding));
    }
}

/// The look-alikes: a satellite, a station that is not known, a ship in ducting, and a few fixes.
#[test]
fn what_may_have_been_heard_is_nothing() {
    assert!(heard_by(9, ReceiverKind::Satellite, eastward(12.0, 6)).is_empty());
    assert!(heard_by(8, ReceiverKind::Terrestrial, eastward(12.0, 6)).is_empty());
    assert!(heard_by(0, ReceiverKind::Terrestrial, eastward(12.0, 6)).is_empty());
    let far = ship(1, begin(), 360, 10, at(30.0, 132.0), |m| (300.0 * m, 0.0));
    assert!(heard_by(9, ReceiverKind::Terrestrial, far).is_empty());
    assert!(heard_by(9, ReceiverKind::Terrestrial, eastward(12.0, 6)[..3].to_vec()).is_empty());
}

/// Runs fixes of one number through the detector of jumps; the ordinal tells which track.
fn jumps(mut heard: Vec<(u16, Fix)>) -> Vec<Finding> {
    heard.sort_by_key(|(_, fix)| fix.time);
    let (rules, chart) = (Rules::default(), FakeChart::open_sea());
    let ctx = Context { rules: &rules, chart: &chart, reception: &Unheard };
    let (mut detector, mut out) = (Jumps::default(), Vec::new());
    for (ordinal, fix) in heard {
        let track = TrackId { mmsi: Mmsi(1), start: begin(), ordinal };
        detector.on_fix(track, &fix, &ctx, &mut out);
    }
    out
}

fn stay(ordinal: u16, from: i64, until: i64, every: i64, place: Position) -> Vec<(u16, Fix)> {
    let fixes = ship(1, begin() + minutes(from), until - from, every, place, |m| (m, 0.0));
    fixes.into_iter().map(|fix| (ordinal, fix)).collect()
}

#[test]
fn a_number_that_leaps_across_the_sea() {
    let (here, there) = (at(36.0, 179.9), at(36.0, -179.0));
    let heard = [stay(1, 0, 120, 3, here), stay(2, 126, 240, 3, there)].concat();
    let found = jumps(heard);
    assert_eq!(how(&found), ["jump"]);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert!(number(finding, "implied_speed_kn") > 400.0);
    assert_eq!((finding.tracks.len(), finding.start), (2, begin() + minutes(120)));
}

/// The look-alikes: two ships on one number, heard in turn; one ship after a silence in which it could
/// have come there; and a stray fix.
#[test]
fn two_ships_on_one_number_do_not_leap() {
    let (here, there) = (at(36.0, 129.9), at(36.0, 131.0));
    let both = [stay(1, 0, 300, 7, here), stay(2, 126, 240, 3, there)].concat();
    assert!(jumps(both).is_empty());
    let later = [stay(1, 0, 120, 3, here), stay(2, 300, 400, 3, there)].concat();
    assert!(jumps(later).is_empty());
    let once = [stay(1, 0, 0, 3, here), stay(2, 6, 240, 3, there)].concat();
    assert!(jumps(once).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Where on earth, and at which minute, changes nothing of what is found.
    #[test]
    fn no_edge_of_the_map_or_day(
        lat in -70.0..70.0_f64, lon in -180.0..180.0_f64, radius in 500.0..3_000.0_f64,
    ) {
        let found = told(circling(radius, 40.0, 5.0, 0.0, at(lat, lon)));
        prop_assert_eq!(how(&found), ["circle"]);
        prop_assert!((number(&found[0], "radius_m") - radius).abs() < radius * 0.02);
    }

    /// Over what it cites alone, a circle is found again as it was, however wide, after a way in.
    #[test]
    fn a_circle_stands_on_what_it_cites(
        lap in 15.0..400.0_f64, laps in 3.2..7.0_f64, before in 0.0..90.0_f64, step in 1_i64..12,
        noise in 0.0..60.0_f64,
    ) {
        let lasts = (before + lap * laps) as i64;
        let fixes = ship(1, begin(), lasts, step, at(35.0, 179.99), |minute| {
            let (sin, cos) = (TAU * (minute - before).max(0.0) / lap).sin_cos();
            let wide = 300.0 * lap / TAU;
            let (shake, sway) = (minute * 12.9898).sin_cos();
            let east = (minute - before).min(0.0) * 300.0 + wide * sin + shake * noise;
            (east, wide * cos + sway * noise)
        });
        for finding in told(fixes.clone()) {
            let cited: Vec<_> = finding.evidence.iter().map(|it| it.time).collect();
            let alone = fixes.iter().filter(|fix| cited.contains(&fix.time)).copied().collect();
            let again: Vec<_> = told(alone).into_iter().map(|it| (it.start, it.end, it.values)).collect();
            prop_assert_eq!(again, vec![(finding.start, finding.end, finding.values)]);
        }
    }

    /// Whatever is said, nothing panics, and findings stand on cited fixes in order of time.
    #[test]
    fn any_values_are_survived(
        values in prop::collection::vec((any::<u16>(), any::<u16>(), any::<u16>(), -90.0..90.0_f64, -180.0..180.0_f64), 2..60),
    ) {
        let fixes: Vec<_> = values
            .iter()
            .zip(0..)
            .map(|(&(sog, cog, heading, lat, lon), i)| {
                let fix = common::fix(1, begin() + minutes(i * 5), at(lat, lon));
                Fix { sog, cog, heading, ..fix }
            })
            .collect();
        for finding in told(fixes) {
            prop_assert!(common::is_observed(&finding));
        }
    }
}
