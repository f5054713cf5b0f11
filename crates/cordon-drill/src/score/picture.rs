//! The watch's tracks against the truth, every ten minutes.

use cordon_core::geodesy::{displaced, quick_distance};
use cordon_core::{Position, Span, Time};
use serde::{Deserialize, Serialize};

use super::gather::{EVERY, Gathered};
use super::ospa::matched;
use super::siap::Siap;
use super::watched::{TrackPath, Watched};
use super::{Row, tidy, told};

/// Cut-off of OSPA and GOSPA in metres: a track farther off than this is of no help to who is sent there.
const CUTOFF_M: f64 = 5_000.0;
/// Their order: metres add up, so that a mean can be read as one.
const ORDER: f64 = 1.0;
/// A track stands for a craft within this, in metres.
const GATE_M: f64 = 2_000.0;
/// A track not heard of for so long is not shown.
const FRESH: Span = Span::from_minutes(15);

/// The picture at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instant {
    /// When.
    pub t: Time,
    /// Ships that were there.
    pub ships: usize,
    /// Tracks that were shown.
    pub tracks: usize,
    /// OSPA in metres, cut-off 5 km, order 1.
    pub ospa_m: f64,
    /// GOSPA in metres, cut-off 5 km, order 1, α = 2.
    pub gospa_m: f64,
}

/// The picture at every instant.
pub(super) fn instants(run: &Gathered, watched: &Watched) -> Vec<Instant> {
    let instant = |(time, truths): (Time, Vec<(usize, Position)>)| {
        let shown = shown(watched, time);
        let near = |index: usize| {
            let Some((_, at)) = truths.get(index) else { return Vec::new() };
            let (first, some) = around(&shown, *at);
            let numbered = (first..).zip(some);
            numbered.filter_map(|(track, it)| Some((track, apart(*at, it.1)?))).collect()
        };
        let found = matched(truths.len(), shown.len(), &near, CUTOFF_M, ORDER);
        Instant {
            t: time,
            ships: truths.len(),
            tracks: shown.len(),
            ospa_m: tidy(found.ospa()),
            gospa_m: tidy(found.gospa()),
        }
    };
    ships(run).map(instant).collect()
}

/// The measures.
pub(super) fn rows(run: &Gathered, watched: Option<&Watched>, instants: &[Instant]) -> Vec<Row> {
    let Some(watched) = watched else {
        let reason = "not exercised: the watch was not asked".to_owned();
        return vec![told("ospa_mean", None, "m", reason)];
    };
    let mean = |of: fn(&Instant) -> f64| {
        let count = instants.len();
        (count > 0).then(|| instants.iter().map(of).sum::<f64>() / count as f64)
    };
    let siap = siap(run, watched);
    let minutes = EVERY.seconds() / 60.0;
    let how = format!("over {} instants {minutes} min apart", instants.len());
    vec![
        told(
            "ospa_mean",
            mean(|it| it.ospa_m),
            "m",
            format!("cut-off 5 km, order 1, {how}: misses and false tracks count 5 km each"),
        ),
        told(
            "gospa_mean",
            mean(|it| it.gospa_m),
            "m",
            format!("cut-off 5 km, order 1, α 2, {how}: the sum over all ships"),
        ),
        told(
            "siap_completeness",
            siap.completeness(),
            "ratio",
            format!("share of ships with a track within 2 km, {how}; silent ships count as missed"),
        ),
        told(
            "siap_ambiguity",
            siap.ambiguity(),
            "tracks",
            format!("tracks to a tracked ship, {how}; 1 is best"),
        ),
        told(
            "siap_spuriousness",
            siap.spuriousness(),
            "ratio",
            format!("share of tracks with no ship within 2 km, {how}; false places make these"),
        ),
        told(
            "siap_change_rate",
            siap.change_rate().map(|it| it / EVERY.hours()),
            "1/h",
            format!("changes of track number of a tracked ship an hour, {how}"),
        ),
        told(
            "siap_longest_segment",
            siap.longest_segment(),
            "ratio",
            format!(
                "share of its time that a ship was followed under one number without a break, {how}"
            ),
        ),
    ]
}

fn siap(run: &Gathered, watched: &Watched) -> Siap {
    let mut siap = Siap::default();
    for (time, truths) in ships(run) {
        let nearest = |at: Position| {
            let (_, near) = around(&truths, at);
            let near = near.iter().filter_map(|(craft, place)| Some((*craft, apart(*place, at)?)));
            let best = near.min_by(|a, b| a.1.total_cmp(&b.1));
            best.filter(|it| it.1 <= GATE_M).map(|it| it.0)
        };
        let tracks: Vec<_> =
            shown(watched, time).into_iter().map(|(track, at)| (track, nearest(at))).collect();
        let ids: Vec<usize> = truths.iter().map(|it| it.0).collect();
        siap.add(&ids, &tracks);
    }
    siap
}

/// Ships that take part, aircraft left out, by instant.
fn ships(run: &Gathered) -> impl Iterator<Item = (Time, Vec<(usize, Position)>)> {
    run.places.iter().map(|(time, places)| {
        let floats = |craft: usize| run.crafts.get(craft).is_some_and(|it| !it.flies);
        let ships = places.iter().filter(|it| floats(it.craft));
        (*time, by_latitude(ships.map(|it| (it.craft, it.at))))
    })
}

/// Tracks that a screen would show, each where its last report says it is by now.
fn shown(watched: &Watched, time: Time) -> Vec<(u64, Position)> {
    let tracks = (0_u64..).zip(&watched.tracks);
    by_latitude(tracks.filter_map(|(number, track)| Some((number, reckoned(track, time)?))))
}

fn by_latitude<T: Ord>(places: impl Iterator<Item = (T, Position)>) -> Vec<(T, Position)> {
    let mut places: Vec<(T, Position)> = places.collect();
    places.sort_by(|a, b| a.1.lat().total_cmp(&b.1.lat()).then_with(|| a.0.cmp(&b.0)));
    places
}

/// Those of a list by latitude that can be within the cut-off, and the index of the first of them.
fn around<T>(places: &[(T, Position)], at: Position) -> (usize, &[(T, Position)]) {
    let reach = CUTOFF_M / 110_500.0;
    let first = places.partition_point(|it| it.1.lat() < at.lat() - reach);
    let end = places.partition_point(|it| it.1.lat() <= at.lat() + reach);
    (first, places.get(first..end).unwrap_or_default())
}

fn reckoned(track: &TrackPath, time: Time) -> Option<Position> {
    let next = track.points.partition_point(|point| point.time <= time);
    let last = track.points.get(next.checked_sub(1)?)?;
    let age = time - last.time;
    let (east, north) = last.velocity;
    (age <= FRESH).then(|| displaced(last.at, east * age.seconds(), north * age.seconds()))
}

/// Metres between two places, where they are nearer than the cut-off.
fn apart(a: Position, b: Position) -> Option<f64> {
    let metres = quick_distance(a, b).value();
    (metres < CUTOFF_M).then_some(metres)
}
