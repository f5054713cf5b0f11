//! What must not change a result: slices, midnight, the 180° meridian, the order of a pair.

mod common;

use common::{FakeChart, Run, at, minutes, ship, time};
use cordon_core::{Anchorage, Finding, Fix, Kind, Mmsi, Position, Span, Value, Values};
use proptest::prelude::*;

/// Three ships that wander by stretches about one port, each silent for a while.
#[derive(Clone, Debug)]
struct Fleet {
    courses: Vec<Vec<(f64, f64, i64)>>,
    silence: (usize, usize),
}

fn fleet() -> impl Strategy<Value = Fleet> {
    let stretch = (-40.0..40.0_f64, -40.0..40.0_f64, 30..600_i64);
    let slow = (-12.0..12.0_f64, -12.0..12.0_f64, 60..900_i64);
    let course = prop::collection::vec(prop_oneof![stretch, slow], 4..10);
    let courses = prop::collection::vec(course, 3..=3);
    (courses, (50..150_usize, 0..80_usize))
        .prop_map(|(courses, silence)| Fleet { courses, silence })
}

/// Metres east and north after `minute`: each stretch is a velocity in metres a minute and a length.
fn place(course: &[(f64, f64, i64)], minute: f64) -> (f64, f64) {
    let mut left = minute;
    course.iter().fold((0.0, 0.0), |(east, north), &(x, y, length)| {
        let passed = left.clamp(0.0, length as f64);
        left -= passed;
        (east + x * passed, north + y * passed)
    })
}

impl Fleet {
    fn tracks(&self, origin: Position) -> Vec<Vec<Fix>> {
        let begin = time("2021-03-04T20:17:03Z");
        let ship = |(i, course): (usize, &Vec<(f64, f64, i64)>)| {
            let mut fixes = ship(10 + i as u32, begin, 2_400, 7, origin, |minute| {
                let (east, north) = place(course, minute);
                (east + 150.0 * i as f64, north)
            });
            let quiet = self.silence.0..self.silence.0 + self.silence.1;
            let mut number = 0;
            fixes.retain(|_| {
                number += 1;
                !quiet.contains(&number)
            });
            for (offset, fix) in fixes.iter_mut().enumerate() {
                fix.source.offset = offset as u64;
            }
            fixes
        };
        self.courses.iter().enumerate().map(ship).collect()
    }
}

fn chart(origin: Position) -> FakeChart {
    let position = cordon_core::geodesy::displaced(origin, 25_000.0, 0.0);
    let port = |id: &str, position| Anchorage {
        id: id.to_owned(),
        name: id.to_owned(),
        sublabel: None,
        country: None,
        position,
    };
    FakeChart { ports: vec![port("p", position)], shore: None }
}

fn found(tracks: &[Vec<Fix>], origin: Position, slice: Span) -> Vec<Finding> {
    let chart = chart(origin);
    let end = time("2021-03-07T00:00:00Z").max(tracks[0][0].time + Span::from_hours(60));
    Run { slice, ..Run::on(&chart) }.until(tracks, end)
}

/// What a finding says, but for names and absolute times and places: kind, ships, start and end in
/// microseconds, values that are no texts, number of cited fixes.
type Told = (String, Vec<u16>, i64, Option<i64>, Values, usize);

fn relative(findings: &[Finding], shift: Span) -> Vec<Told> {
    let back = |time: cordon_core::Time| (time - shift).as_micros();
    let mut all: Vec<Told> = findings
        .iter()
        .map(|finding| {
            let mut values = finding.values.clone();
            values.retain(|_, value| !matches!(value, Value::Text(_)));
            let mut ships: Vec<u16> = finding.tracks.iter().map(|track| track.ordinal).collect();
            ships.sort_unstable();
            let (start, end) = (back(finding.start), finding.end.map(back));
            (finding.kind.to_string(), ships, start, end, values, finding.evidence.len())
        })
        .collect();
    all.sort_by(|a, b| (&a.0, &a.1, a.2).cmp(&(&b.0, &b.1, b.2)));
    all
}

const HERE: (f64, f64) = (20.0, 150.0);

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn slices_do_not_matter(fleet in fleet(), slice in 1..2_000_i64) {
        let tracks = fleet.tracks(at(HERE.0, HERE.1));
        let whole = found(&tracks, at(HERE.0, HERE.1), Span::from_hours(1_000));
        let cut = found(&tracks, at(HERE.0, HERE.1), minutes(slice));
        prop_assert_eq!(whole, cut);
    }

    #[test]
    fn midnight_does_not_matter(fleet in fleet(), seconds in 0..200_000_i64) {
        let (origin, shift) = (at(HERE.0, HERE.1), Span::from_seconds(seconds));
        let tracks = fleet.tracks(origin);
        let mut later = tracks.clone();
        for fix in later.iter_mut().flatten() {
            fix.time = fix.time + shift;
        }
        let before = found(&tracks, origin, minutes(60));
        let after = found(&later, origin, minutes(60));
        let (before, after) = (relative(&before, Span::ZERO), relative(&after, shift));
        prop_assert_eq!(difference(&before, &after), None);
    }

    #[test]
    fn the_dateline_does_not_matter(fleet in fleet()) {
        let (here, dateline) = (at(HERE.0, HERE.1), at(HERE.0, 180.0));
        let tracks = fleet.tracks(here);
        let mut moved = tracks.clone();
        for fix in moved.iter_mut().flatten() {
            fix.position = Position::wrapped(fix.position.lat(), fix.position.lon() + 30.0);
        }
        let before = found(&tracks, here, minutes(60));
        let after = found(&moved, dateline, minutes(60));
        let (before, after) = (relative(&before, Span::ZERO), relative(&after, Span::ZERO));
        prop_assert_eq!(difference(&before, &after), None);
    }

    #[test]
    fn the_order_of_a_pair_does_not_matter(fleet in fleet()) {
        let origin = at(HERE.0, HERE.1);
        let tracks = fleet.tracks(origin);
        let mut turned = tracks.clone();
        for (i, track) in turned.iter_mut().enumerate() {
            for fix in track {
                fix.mmsi = Mmsi(90 - i as u32);
            }
        }
        let (before, after) = (found(&tracks, origin, minutes(60)), found(&turned, origin, minutes(60)));
        let told = |findings: &[Finding]| {
            let mut all = relative(findings, Span::ZERO);
            let numbered = |key: &str| key.contains("_1") || key.contains("_2");
            for told in &mut all {
                told.4.retain(|key, _| !numbered(key));
            }
            all
        };
        prop_assert_eq!(difference(&told(&before), &told(&after)), None);
    }

    #[test]
    fn a_finding_follows_from_its_evidence_alone(fleet in fleet()) {
        let origin = at(HERE.0, HERE.1);
        let tracks = fleet.tracks(origin);
        for finding in found(&tracks, origin, minutes(60)) {
            if finding.kind == Kind::PortVisit {
                continue;
            }
            let cited = cited(&finding, &tracks);
            let again = found(&cited, origin, minutes(60));
            let same = again.iter().find(|other| {
                (other.kind, other.start, other.end) == (finding.kind, finding.start, finding.end)
            });
            let values = same.map(|same| same.values.clone()).unwrap_or_default();
            prop_assert_eq!(&values, &finding.values, "{}\n{:#?}", finding.reason, again);
        }
    }

    #[test]
    fn nothing_is_told_outside_what_was_observed(fleet in fleet()) {
        let tracks = fleet.tracks(at(HERE.0, HERE.1));
        for finding in found(&tracks, at(HERE.0, HERE.1), minutes(60)) {
            prop_assert!(common::is_observed(&finding), "{finding:#?}");
            let cited = finding.evidence.windows(2).all(|pair| pair[0].time <= pair[1].time);
            prop_assert!(cited && !finding.evidence.is_empty());
        }
    }
}

/// Only the fixes that a finding cites, track by track.
fn cited(finding: &Finding, tracks: &[Vec<Fix>]) -> Vec<Vec<Fix>> {
    let cites = |fix: &&Fix| finding.evidence.iter().any(|cited| cited.source == fix.source);
    let thinned = tracks.iter().map(|track| track.iter().filter(cites).copied().collect());
    thinned.filter(|track: &Vec<Fix>| !track.is_empty()).collect()
}

/// The first difference, but for the rounding of positions (0.2 m) and of ends (a second).
fn difference(a: &[Told], b: &[Told]) -> Option<String> {
    let short = (a.len() != b.len()).then(|| format!("{} and {}: {a:?}\n{b:?}", a.len(), b.len()));
    let pair = a.iter().zip(b).find(|(x, y)| !same(x, y));
    pair.map(|(x, y)| format!("{x:?}\n{y:?}")).or(short)
}

fn same(x: &Told, y: &Told) -> bool {
    let near = |x: i64, y: i64| (x - y).abs() <= 1_000_000;
    let same_value = |x: &Value, y: &Value| match (x, y) {
        (Value::Number(x), Value::Number(y)) => (x - y).abs() <= 0.31,
        _ => x == y,
    };
    (&x.0, &x.1, x.5, x.3.is_some()) == (&y.0, &y.1, y.5, y.3.is_some())
        && near(x.2, y.2)
        && x.3.zip(y.3).is_none_or(|(x, y)| near(x, y))
        && x.4.keys().eq(y.4.keys())
        && x.4.values().zip(y.4.values()).all(|(x, y)| same_value(x, y))
}
