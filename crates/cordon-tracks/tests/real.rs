//! Track assignment on real data.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod common;

use common::{Score, all_segments, by_track, norfolk, reasons, score, track};
use cordon_core::geodesy::distance;
use cordon_tracks::TrackRules;

fn rules() -> TrackRules {
    match std::env::var("RULES") {
        Ok(text) => toml::from_str(&text).unwrap(),
        _ => TrackRules::default(),
    }
}

#[test]
fn norfolk_harbour() {
    let Some(rows) = norfolk("association/norfolk_set2.csv") else { return };
    let decisions = track(rows.iter().map(|row| row.fix), &rules());
    let score = score(&rows, &decisions);
    println!(
        "norfolk: purity {:.4} joined {:.4} {score:?} {:?}",
        score.purity(),
        score.joined_share(),
        reasons(&decisions)
    );
    let tracks = by_track(&decisions);
    for (id, fixes) in &tracks {
        let labels: std::collections::HashMap<_, _> =
            rows.iter().map(|r| (r.fix.source.offset, r.label.clone().unwrap())).collect();
        for pair in fixes.windows(2) {
            let (a, b) = (&labels[&pair[0].source.offset], &labels[&pair[1].source.offset]);
            if a != b {
                println!(
                    "{id} {a}->{b} after {} {} from {:?} {:?} to {:?} {:?} at {}->{}",
                    pair[1].time - pair[0].time,
                    distance(pair[0].position, pair[1].position),
                    pair[0].sog(),
                    pair[0].cog(),
                    pair[1].sog(),
                    pair[1].cog(),
                    pair[0].position,
                    pair[1].position
                );
            }
        }
    }
    assert!(score.purity() > 0.95 && score.kept >= 2_051, "{score:?}");
}

/// Eight more vessels: the same ones some time later and shifted by a part of a mile.
#[test]
fn crowded_harbour() {
    let Some(rows) = norfolk("association/norfolk_set2.csv") else { return };
    for (copies, minutes, east) in [(2, 47, 0.01), (3, 31, 0.005), (3, 11, 0.0), (3, 31, 0.05)] {
        let mut all = Vec::new();
        for copy in 0..copies {
            for row in &rows {
                let mut row = row.clone();
                row.label = row.label.map(|label| format!("{label}/{copy}"));
                let seconds = (row.fix.time.as_unix_seconds() + 60 * minutes * copy) % 14_400;
                row.fix.time =
                    cordon_core::Time::from_unix_seconds(1_600_000_000 + seconds).unwrap();
                row.fix.position = cordon_core::Position::wrapped(
                    row.fix.position.lat(),
                    row.fix.position.lon() + east * copy as f64,
                );
                row.fix.source.offset += 100_000 * copy as u64;
                row.fix.digest ^= copy as u64;
                all.push(row);
            }
        }
        all.sort_by(|a, b| a.fix.order(&b.fix));
        let decisions = track(all.iter().map(|row| row.fix), &rules());
        let score = score(&all, &decisions);
        println!(
            "crowded {copies} {minutes} {east}: purity {:.4} joined {:.4} {score:?} {:?}",
            score.purity(),
            score.joined_share(),
            reasons(&decisions)
        );
    }
}

#[test]
fn real_segments() {
    let Some(files) = all_segments() else { return };
    let mut total = Score::default();
    let mut fastest: f64 = 0.0;
    for (name, rows) in &files {
        let decisions = track(rows.iter().map(|row| row.fix), &rules());
        let one = score(rows, &decisions);
        let theirs: std::collections::BTreeSet<_> =
            rows.iter().filter_map(|row| row.label.as_ref()).collect();
        let mut top: f64 = 0.0;
        for fixes in by_track(&decisions).values() {
            for pair in fixes.windows(2) {
                let span = pair[1].time - pair[0].time;
                if span.hours() > 0.5 {
                    top = top.max(distance(pair[0].position, pair[1].position).per(span).value());
                }
            }
        }
        fastest = fastest.max(top);
        let labelled = rows.iter().filter(|row| row.label.is_some()).count();
        let sizes: Vec<usize> = by_track(&decisions).values().map(Vec::len).collect();
        println!(
            "{name}: read {} labelled {labelled} kept∩labelled {} purity {:.4} joined {:.4} tracks {} theirs {} max {top:.1} kn {:?} sizes {:?}",
            rows.len(),
            one.kept,
            one.purity(),
            one.joined_share(),
            one.tracks,
            theirs.len(),
            reasons(&decisions),
            &sizes[..sizes.len().min(12)]
        );
        total.add(one);
    }
    println!(
        "total purity {:.4} joined {:.4} {total:?} fastest {fastest:.1}",
        total.purity(),
        total.joined_share()
    );
    assert!(fastest < 60.0);
}
