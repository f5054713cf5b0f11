//! The score of a run: the same bytes every time, each measure with its reason, the law above all points.

#![expect(clippy::unwrap_used, reason = "a test may panic; clippy sees only its test functions")]

use std::path::Path;

use cordon_core::{
    Evidence, Finding, FindingId, InputId, Kind, Mmsi, Position, SourceRef, Span, Status, TrackId,
};
use cordon_drill::batch::{Batch, BatchRun, picture};
use cordon_drill::report;
use cordon_drill::run::{files, run};
use cordon_drill::scenario::{Scenario, bundled, shape::Tactics};
use cordon_drill::score::{Point, Score, Told, TrackPath, Watched, score};
use cordon_drill::sealed::{TruthRecord, read_truth};
use cordon_drill::world::{Command, Task, World};

fn jeju(hours: f64) -> Scenario {
    Scenario { duration_h: hours, ..bundled("jeju-2023").unwrap().unwrap() }
}

fn played(scenario: &Scenario, seed: u64, threads: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| run(&mut World::new(scenario, seed), folder.path(), &mut |_, _| Ok(())))
        .unwrap();
    folder
}

fn value(score: &Score, name: &str) -> Option<f64> {
    score.rows.iter().find(|row| row.name == name).unwrap().value
}

/// What a watch without faults would have: every craft on one track, where it is.
fn omniscient(folder: &Path) -> Watched {
    let mut tracks = std::collections::BTreeMap::<String, TrackPath>::default();
    let mut numbers = std::collections::BTreeMap::new();
    for record in read_truth(&folder.join(files::TRUTH)).unwrap() {
        match record.unwrap() {
            TruthRecord::Craft { id, mmsis, class, .. }
                if !["helicopter", "patrol_aircraft"].contains(&class.as_str()) =>
            {
                if let Some(mmsi) = mmsis.first() {
                    numbers.insert(id, *mmsi);
                }
            }
            TruthRecord::State { t, craft, lat, lon, .. } => {
                let Some(mmsi) = numbers.get(&craft) else { continue };
                let id = TrackId { mmsi: Mmsi(*mmsi), start: t, ordinal: 1 };
                let track = tracks.entry(craft).or_insert(TrackPath { id, points: Vec::new() });
                let at = Position::wrapped(lat, lon);
                track.points.push(Point { time: t, at, velocity: (0.0, 0.0) });
            }
            _ => {}
        }
    }
    Watched {
        tracks: tracks.into_values().collect(),
        gap_h: 6.0,
        encounter_h: 2.0,
        ..Watched::default()
    }
}

#[test]
fn the_same_run_scores_the_same_bytes() {
    let scenario = jeju(2.0);
    let of =
        |seed, threads| score(played(&scenario, seed, threads).path(), None).unwrap().to_json();
    let one = of(7, 1);
    assert_eq!(one, of(7, 2));
    assert_ne!(one, of(8, 1));
    let back: Score = serde_json::from_str(&one).unwrap();
    assert_eq!(back.to_json(), one);
}

#[test]
fn every_row_has_its_reason_and_its_events_are_in_the_log() {
    let folder = played(&jeju(14.0), 7, 2);
    let score = score(folder.path(), None).unwrap();
    let lines =
        cordon_drill::run::read_log(&folder.path().join(files::LOG)).unwrap().count() as u64;
    for row in &score.rows {
        assert!(!row.reason.is_empty(), "{}", row.name);
        assert!(row.value.is_some() || row.reason.starts_with("not exercised"), "{}", row.reason);
        for event in &row.events {
            let seq: u64 = event.strip_prefix("log:").unwrap().parse().unwrap();
            assert!(seq < lines);
        }
    }
    // Two were boarded lawfully within fourteen hours: 10 + 10 + 20 points for each that got so far.
    assert!(score.passed && value(&score, "unlawful_acts") == Some(0.0));
    assert!(value(&score, "interception_rate").unwrap() > 0.0);
    assert_eq!(value(&score, "ospa_mean"), None, "nobody asked the watch");
    let weights: f64 = score.rows.iter().map(|row| row.points).sum();
    assert!((score.points - weights).abs() < 1e-6);
}

/// A perfect watch: no distance, all there, nothing double, nothing false.
#[test]
fn a_perfect_picture_is_measured_as_one() {
    let folder = played(&jeju(2.0), 3, 2);
    let score = score(folder.path(), Some(&omniscient(folder.path()))).unwrap();
    assert!(value(&score, "ospa_mean").unwrap() < 1.0, "{:?}", value(&score, "ospa_mean"));
    for (name, best) in [
        ("siap_completeness", 1.0),
        ("siap_ambiguity", 1.0),
        ("siap_spuriousness", 0.0),
        ("siap_change_rate", 0.0),
    ] {
        assert!(
            (value(&score, name).unwrap() - best).abs() < 0.02,
            "{name} {:?}",
            value(&score, name)
        );
    }
    let half = Watched {
        tracks: omniscient(folder.path()).tracks.into_iter().step_by(2).collect(),
        ..Watched::default()
    };
    let score = cordon_drill::score::score(folder.path(), Some(&half)).unwrap();
    assert!((value(&score, "siap_completeness").unwrap() - 0.5).abs() < 0.1);
    assert!(value(&score, "ospa_mean").unwrap() > 2_000.0);
}

/// A finding of the right kind about the right ship at the right time sees through a deception; no other does.
#[test]
fn deceptions_are_found_or_missed_with_a_reason() {
    let folder = played(&jeju(12.0), 3, 2);
    let mut watched = omniscient(folder.path());
    let truth = || read_truth(&folder.path().join(files::TRUTH)).unwrap().map(Result::unwrap);
    let (from, mmsi) = truth()
        .find_map(|record| match record {
            TruthRecord::Deception { craft, from, .. } if craft == "amber-heron" => Some(from),
            _ => None,
        })
        .zip(truth().find_map(|record| match record {
            TruthRecord::Craft { id, mmsis, .. } if id == "amber-heron" => mmsis.first().copied(),
            _ => None,
        }))
        .unwrap();
    let judged = |watched: &Watched| {
        let score = score(folder.path(), Some(watched)).unwrap();
        score.deceptions.into_iter().find(|it| it.craft == "amber-heron").unwrap()
    };
    let missed = judged(&watched);
    assert!(missed.finding.is_none() && missed.reason.starts_with("below threshold"), "{missed:?}");
    let track = TrackId { mmsi: Mmsi(mmsi), start: from, ordinal: 1 };
    let mut told = |kind: Kind, track: TrackId| {
        let position = Position::wrapped(32.0, 126.0);
        let source = SourceRef { input: InputId(0), offset: 0, length: 1 };
        let finding = Finding {
            id: FindingId::new(kind, track, from, ""),
            kind,
            status: Status::Open,
            start: from,
            end: None,
            position,
            tracks: vec![track],
            vessels: Vec::new(),
            values: std::collections::BTreeMap::default(),
            thresholds: std::collections::BTreeMap::default(),
            evidence: vec![Evidence { track, time: from, position, source }],
            reason: "it fell silent".to_owned(),
            revision: 0,
            exercise: None,
        };
        watched.findings.push(Told { finding, at: from + Span::from_hours(2) });
        judged(&watched)
    };
    assert!(told(Kind::Loitering, track).finding.is_none(), "another kind");
    let other = TrackId { mmsi: Mmsi(799_999_999), ..track };
    assert!(told(Kind::Gap, other).finding.is_none(), "another ship");
    let found = told(Kind::Gap, track);
    assert_eq!(found.after_h, Some(2.0));
    assert!(found.finding.is_some_and(|id| id.starts_with("gap-")));
}

/// Boarding without consent fails the drill whatever the points, with the rule.
#[test]
fn an_unlawful_order_fails_the_drill() {
    let mut scenario = jeju(3.0);
    scenario.side.iter_mut().for_each(|side| side.tactics = Tactics::None);
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new(&scenario, 1);
    let mut recorder = cordon_drill::run::Recorder::new(folder.path(), &world).unwrap();
    let (mut step, mut is_ordered) = (cordon_drill::world::Step::default(), false);
    loop {
        recorder.before(&world).unwrap();
        if !world.advance(&mut step) {
            break;
        }
        recorder.step(&step).unwrap();
        let is_target = |craft: usize| world.members()[craft].id == "silver-plover";
        let contact = world.picture("kr").unwrap().contacts().find(|it| is_target(it.0));
        if let Some(contact) = contact.map(|it| it.1.number).filter(|_| !is_ordered) {
            is_ordered = true;
            let (side, unit) = ("kr".to_owned(), "yulgok".to_owned());
            world.order(Command { side, unit, task: Task::Board(contact) });
        }
    }
    recorder.step(&step).unwrap();
    recorder.finish().unwrap();
    let score = score(folder.path(), None).unwrap();
    assert!(is_ordered && !score.passed);
    let row = score.rows.iter().find(|row| row.name == "unlawful_acts").unwrap();
    assert_eq!(row.value, Some(1.0));
    assert!(row.reason.contains("2375 (2017)"), "{}", row.reason);
    assert!(report::html(folder.path(), &score).unwrap().contains("failed"));
}

/// One file: nothing is asked of any server, no script runs, and every part says that it is simulated.
#[test]
fn the_report_needs_nothing_else() {
    let folder = played(&jeju(2.0), 3, 2);
    let score = score(folder.path(), Some(&omniscient(folder.path()))).unwrap();
    let page = report::html(folder.path(), &score).unwrap();
    for outside in ["http:", "https:", "<script", "src=", "url(", "@import", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.matches("SIMULATED").count() >= 3 && page.contains("EXERCISE JEJU-2023"));
    assert_eq!(page.matches("<svg").count(), 3);
    assert!(!page.contains("NaN") && !page.contains("inf\""));
    for row in &score.rows {
        assert!(page.contains(&row.name.replace('_', " ")), "{}", row.name);
    }
}

/// A run cut short or tampered with is told, not scored.
#[test]
fn what_is_no_run_is_told() {
    let folder = played(&jeju(0.2), 3, 1);
    assert!(score(Path::new("/nowhere"), None).is_err());
    let truth = folder.path().join(files::TRUTH);
    let bytes = std::fs::read(&truth).unwrap();
    std::fs::write(&truth, &bytes[..bytes.len() / 2]).unwrap();
    assert!(score(folder.path(), None).is_err());
    std::fs::write(&truth, b"something else").unwrap();
    assert!(score(folder.path(), None).is_err());
}

#[test]
fn a_batch_sums_up_its_runs() {
    let scenario = jeju(1.0);
    let scores: Vec<Score> =
        (1..=4).map(|seed| score(played(&scenario, seed, 2).path(), None).unwrap()).collect();
    let runs =
        scores.iter().map(|it| BatchRun::new(it, std::collections::BTreeMap::default())).collect();
    let batch = Batch::new(&scores[0], runs);
    let passed = &batch.measures[0];
    assert_eq!(
        (passed.name.as_str(), passed.runs, passed.interval.as_str()),
        ("passed", 4, "wilson")
    );
    assert!((passed.mean - 1.0).abs() < 1e-12 && (passed.low.unwrap() - 0.510_109).abs() < 1e-5);
    let rates: Vec<f64> = scores.iter().map(|it| value(it, "detection_rate").unwrap()).collect();
    let summed = batch.measures.iter().find(|it| it.name == "detection_rate").unwrap();
    assert!((summed.mean - rates.iter().sum::<f64>() / 4.0).abs() < 1e-6);
    let csv = batch.to_csv();
    let width = csv.lines().next().unwrap().split(',').count();
    assert!(csv.lines().count() == 5 && csv.lines().all(|line| line.split(',').count() == width));
    assert!(picture(&batch).starts_with("<svg") && !picture(&batch).contains("NaN"));
}
