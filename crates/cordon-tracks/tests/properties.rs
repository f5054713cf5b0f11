//! Whatever the fixes: no result depends on how they were handed over, on the day, or on the map.

mod common;

use common::{bare, by_track};
use cordon_core::{Fix, Mmsi, Position, Span, Time};
use cordon_tracks::{Decision, TrackRules, Tracker};
use proptest::prelude::*;

const START: i64 = 1_610_000_000;

/// Some ships near each other that drift about, some broken places, some repetitions.
fn traffic() -> impl Strategy<Value = Vec<Fix>> {
    let step = (0_usize..4, 1_i64..2_000, -30_i32..30, -30_i32..30, 0_u8..40);
    prop::collection::vec(step, 1..250).prop_map(|steps| {
        let mut ships = [(0, 0), (4_000, 1_000), (-30_000, 20_000), (9_000_000, 30_000_000)];
        let mut seconds = START;
        let mut fixes: Vec<Fix> = Vec::new();
        for (ship, wait, north, east, luck) in steps {
            // Mostly seconds, at times hours, at times days.
            seconds += match luck {
                0 => wait * 600,
                1..=3 => wait * 10,
                _ => wait / 20,
            };
            if let Some((lat, lon)) = ships.get_mut(ship) {
                *lat += north * 20;
                *lon += east * 20;
                let (lat, lon) = (f64::from(*lat) / 6e5, f64::from(*lon) / 6e5);
                let mut fix = bare(seconds, lat + f64::from(u8::from(luck == 5)) * 30.0, lon);
                if luck % 2 == 0 {
                    fix.sog = north.unsigned_abs() as u16 * 5;
                    fix.cog = (east + 30) as u16 * 59;
                }
                fixes.push(fix);
                if luck == 9 {
                    fixes.push(Fix { digest: fix.digest + 1, receiver: 9, ..fix });
                }
            }
        }
        fixes.sort_by(Fix::order);
        fixes
    })
}

/// Decisions with a call of `advance` before some fixes, `parts` of the way from the one before.
fn decide(fixes: &[Fix], parts: &[u8], rules: &TrackRules) -> Vec<Decision> {
    let (mut tracker, mut out) = (Tracker::new(Mmsi(440_000_001)), Vec::new());
    let mut before: Option<Time> = None;
    for (n, fix) in fixes.iter().enumerate() {
        if let (Some(before), Some(&part)) = (before, parts.get(n % parts.len().max(1))) {
            let wait = (fix.time - before).as_micros();
            for quarter in 0..=i64::from(part % 4) {
                let now = before + Span::from_micros(wait / 4 * quarter);
                tracker.advance(now, rules, &mut out);
            }
        }
        tracker.on_fix(fix, rules, &mut out);
        before = Some(fix.time);
    }
    tracker.finish(rules, &mut out);
    out
}

/// For each fix in order of offset: which of the tracks, by order of name, or why none.
fn assignment(decisions: &[Decision]) -> Vec<(u64, u64, String)> {
    let names: Vec<_> = by_track(decisions).into_keys().collect();
    let mut rows: Vec<_> = decisions
        .iter()
        .filter_map(|decision| match decision {
            Decision::Kept { track, fix } => {
                let index = names.iter().position(|name| name == track);
                Some((fix.source.offset, fix.digest, format!("{index:?}")))
            }
            Decision::SetAside { fix, reason } => {
                Some((fix.source.offset, fix.digest, reason.name().to_owned()))
            }
            _ => None,
        })
        .collect();
    rows.sort();
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn calls_of_advance_change_nothing(fixes in traffic(), parts in prop::collection::vec(0_u8..4, 1..9)) {
        let rules = TrackRules::default();
        prop_assert_eq!(decide(&fixes, &[], &rules), decide(&fixes, &parts, &rules));
    }

    #[test]
    fn every_fix_is_decided_once_and_tracks_run_forward(fixes in traffic()) {
        let decisions = decide(&fixes, &[], &TrackRules::default());
        prop_assert_eq!(assignment(&decisions).len(), fixes.len());
        for track in by_track(&decisions).values() {
            prop_assert!(track.is_sorted_by(|a, b| a.time <= b.time));
        }
    }

    #[test]
    fn each_track_is_closed_once_after_its_last_fix(fixes in traffic()) {
        let mut closed = std::collections::BTreeSet::new();
        let decisions = decide(&fixes, &[], &TrackRules::default());
        for decision in &decisions {
            match decision {
                Decision::Kept { track, .. } => prop_assert!(!closed.contains(track)),
                Decision::Closed { track } => prop_assert!(closed.insert(*track)),
                _ => {}
            }
        }
        prop_assert_eq!(closed.len(), by_track(&decisions).len());
    }

    #[test]
    fn the_meridian_and_the_day_change_nothing(fixes in traffic(), degrees in -180_i32..180, seconds in 0_i64..200_000) {
        let rules = TrackRules::default();
        let moved: Vec<Fix> = fixes.iter().map(|fix| Fix {
            position: Position::wrapped(fix.position.lat(), fix.position.lon() + f64::from(degrees)),
            time: fix.time + Span::from_seconds(seconds),
            ..*fix
        }).collect();
        // Fixes of one second may change places where one of them crosses the meridian.
        let ordered = moved.is_sorted_by(|a, b| a.order(b).is_le());
        prop_assume!(ordered);
        prop_assert_eq!(assignment(&decide(&fixes, &[], &rules)), assignment(&decide(&moved, &[], &rules)));
    }

    #[test]
    fn no_step_inside_a_track_is_impossible(fixes in traffic()) {
        let rules = TrackRules::default();
        for track in by_track(&decide(&fixes, &[], &rules)).values() {
            for (a, b) in track.iter().zip(track.iter().skip(1)) {
                let way = cordon_core::geodesy::distance(a.position, b.position).value();
                let most = (b.time - a.time).seconds() + rules.clock_slack_s;
                prop_assert!(way <= 1.002 * most * rules.ceiling_kn * 0.5145 + 1_000.0);
            }
        }
    }
}
