//! Track assignment on real data, beside the published segmenter.
//!
//! Known answers: `association/norfolk_set2.csv`, 8 vessels on one id with the true vessel; the
//! segmenter of Global Fishing Watch (gpsdio-segment 3.0.0 at 66e00d0) has a purity of 0.915 there,
//! and 0.394 on a harbour of 20. `segments/expected` holds that segmenter's own choice.
#![expect(clippy::print_stdout, reason = "the scores are what one wants to see")]

mod common;

use std::collections::BTreeMap;

use common::{Labelled, Score, all_segments, by_track, norfolk, reasons, score, track};
use cordon_core::geodesy::distance;
use cordon_core::{Position, Span, Time, TrackId};
use cordon_tracks::{Decision, TrackRules};

const NORFOLK: &str = "association/norfolk_set2.csv";

fn assign(rows: &[Labelled]) -> Vec<Decision> {
    track(rows.iter().map(|row| row.fix), &TrackRules::default())
}

fn told(name: &str, rows: &[Labelled]) -> Score {
    let decisions = assign(rows);
    let score = score(rows, &decisions);
    let (purity, joined) = (score.purity(), score.joined_share());
    println!("{name}: purity {purity:.4} joined {joined:.4} {score:?} {:?}", reasons(&decisions));
    score
}

#[test]
fn eight_ships_on_one_id_come_apart() {
    let Some(rows) = norfolk(NORFOLK) else { return };
    let score = told("Norfolk", &rows);
    assert!(score.purity() > 0.99 && score.kept >= 2_051, "{score:?}");
    assert!(score.tracks <= 10, "{score:?}");
}

#[test]
fn any_of_the_eight_ships_come_apart() {
    let Some(rows) = norfolk(NORFOLK) else { return };
    for without in 1..=8 {
        let left_out = format!("10000{without}");
        let mut some = rows.clone();
        some.retain(|row| row.label.as_ref() != Some(&left_out));
        let score = told(&format!("Norfolk without {left_out}"), &some);
        assert!(score.purity() > 0.95 && score.joined_share() > 0.99, "{score:?}");
    }
}

/// The eight ships once more, `minutes` later and `east` degrees beside, `copies` times.
fn crowd(rows: &[Labelled], copies: i32, minutes: i64, east: f64) -> Vec<Labelled> {
    let mut crowd: Vec<Labelled> = (0..copies)
        .flat_map(|copy| rows.iter().map(move |row| sibling(row, copy, minutes, east)))
        .collect();
    crowd.sort_by(|a, b| a.fix.order(&b.fix));
    crowd
}

fn sibling(row: &Labelled, copy: i32, minutes: i64, east: f64) -> Labelled {
    let mut fix = row.fix;
    let seconds = fix.time.as_unix_seconds() + 60 * minutes * i64::from(copy);
    // Four hours, again and again: ships that sail out of the end come in at the beginning.
    let time = Time::from_unix_seconds(1_600_000_000).unwrap_or(Time::MIN);
    fix.time = time + Span::from_seconds(seconds % 14_400);
    let lon = fix.position.lon() + east * f64::from(copy);
    fix.position = Position::wrapped(fix.position.lat(), lon);
    fix.source.offset += 100_000 * copy.unsigned_abs() as u64;
    fix.digest ^= copy.unsigned_abs() as u64;
    Labelled { fix, label: row.label.as_ref().map(|label| format!("{label}/{copy}")) }
}

#[test]
fn a_crowd_of_24_ships_on_one_id_comes_apart() {
    let Some(rows) = norfolk(NORFOLK) else { return };
    for (minutes, east) in [(31, 0.005), (11, 0.0), (31, 0.05)] {
        let crowd = crowd(&rows, 3, minutes, east);
        let score = told(&format!("24 ships, {minutes} min and {east} degrees apart"), &crowd);
        assert!(score.purity() > 0.95 && score.joined_share() > 0.99, "{score:?}");
    }
}

#[test]
fn tracks_hold_together_where_the_published_segments_do() {
    let Some(files) = all_segments() else { return };
    let mut total = Score::default();
    for (name, rows) in &files {
        total.add(told(name, rows));
    }
    let (purity, joined) = (total.purity(), total.joined_share());
    println!("all: purity {purity:.4} joined {joined:.4} {total:?}");
    assert!(joined > 0.995 && total.tracks < 60, "{total:?}");
}

/// Two craft at once, by the reference: an ocean apart, or off one coast.
#[test]
fn shared_numbers_have_several_tracks_and_others_one() {
    let Some(files) = all_segments() else { return };
    for (name, rows) in &files {
        let tracks = by_track(&assign(rows)).len();
        match name.as_str() {
            "regr_412331088.json" => assert_eq!(tracks, 2, "{name}"),
            "regr_666000001.json" | "regr_567000000.json" => assert!(tracks >= 3, "{name}"),
            // One ship each, which the published segmenter cuts in 135 and 134.
            "regr_636019687.json" | "regr_372768000.json" => assert_eq!(tracks, 1, "{name}"),
            _ => {}
        }
    }
}

#[test]
fn no_gap_inside_a_track_implies_more_than_60_knots() {
    let Some(files) = all_segments() else { return };
    for (name, rows) in &files {
        for fixes in by_track(&assign(rows)).values() {
            for (a, b) in fixes.iter().zip(fixes.iter().skip(1)) {
                let span = b.time - a.time;
                let speed = distance(a.position, b.position).per(span).value();
                assert!(span.hours() < 0.5 || speed < 60.0, "{name}: {speed} kn in {span}");
            }
        }
    }
}

#[test]
fn tracks_are_equal_on_every_run() {
    let Some(rows) = norfolk(NORFOLK) else { return };
    assert_eq!(assign(&rows), assign(&rows));
}

/// Where both differ, by class; the counts stand in `docs/tracks.md`.
#[test]
fn differences_from_the_published_segments_fall_into_classes() {
    let Some(files) = all_segments() else { return };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut fixes = 0;
    for (_, rows) in &files {
        fixes += rows.len();
        compare(rows, &mut |class| *counts.entry(class).or_default() += 1);
    }
    for (class, count) in &counts {
        println!("{count:>7} {class}");
    }
    let of = |begin: &str| -> usize {
        counts.iter().filter(|(class, _)| class.starts_with(begin)).map(|(_, n)| n).sum()
    };
    assert_eq!(of("fix"), fixes, "every fix is in one class");
    // What is joined there and cut here must be rare: each is a ship lost from sight.
    assert!(of("joined there, cut here") * 1_000 < of("joined in both"), "{counts:?}");
}

/// Tells the class of each fix, and of each two that follow one another in a segment or a track.
fn compare(rows: &[Labelled], tell: &mut impl FnMut(String)) {
    let ours = assigned(rows);
    for row in rows {
        let here = match ours.get(&row.fix.source.offset) {
            Some(Ok(_)) => "kept".to_owned(),
            Some(Err(reason)) => format!("set aside as {reason}"),
            None => "still held".to_owned(),
        };
        let there = if row.label.is_some() { "kept" } else { "set aside" };
        tell(format!("fix: there {there}, here {here}"));
    }
    let track = |row: &Labelled| ours.get(&row.fix.source.offset)?.as_ref().ok().copied();
    let both: Vec<_> =
        rows.iter().filter_map(|row| Some((row, row.label.as_ref()?, track(row)?))).collect();
    let (mut of_segment, mut of_track) = (BTreeMap::new(), BTreeMap::new());
    for &(row, label, track) in &both {
        if let Some((_, before)) = of_segment.insert(label, (row.fix.time, track)) {
            let class = if before == track { "joined in both" } else { "joined there, cut here" };
            tell(class.to_owned());
        }
        if let Some((time, before)) = of_track.insert(track, (row.fix.time, label))
            && before != label
        {
            let silence = match (row.fix.time - time).hours() {
                hours if hours >= 24.0 => "a day and more",
                hours if hours >= 1.0 => "one to 24 hours",
                _ => "less than an hour",
            };
            tell(format!("cut there, joined here: after {silence}"));
        }
    }
}

/// By offset: the track of each fix that is decided, or why it has none.
fn assigned(rows: &[Labelled]) -> BTreeMap<u64, Result<TrackId, &'static str>> {
    let decisions = assign(rows);
    let told = decisions.iter().filter_map(|decision| match decision {
        Decision::Kept { track, fix } => Some((fix.source.offset, Ok(*track))),
        Decision::SetAside { fix, reason } => Some((fix.source.offset, Err(reason.name()))),
        _ => None,
    });
    told.collect()
}
