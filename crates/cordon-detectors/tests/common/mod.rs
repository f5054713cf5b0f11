//! Ships, charts and a small pipeline to drive the detectors with.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use cordon_core::geodesy::{displaced, distance};
use cordon_core::{
    Anchorage, Chart, Finding, Fix, FixFlags, InputId, Kind, Metres, Mmsi, Position, ReceiverKind,
    SourceRef, Span, Status, Time, TrackId, Transponder, Value,
};
use cordon_detectors::{
    Context, Encounters, PairSampler, Reception, Rules, TrackDetectors, Unheard,
};

pub(crate) fn time(text: &str) -> Time {
    text.parse().unwrap()
}

pub(crate) fn at(lat: f64, lon: f64) -> Position {
    Position::wrapped(lat, lon)
}

pub(crate) fn minutes(n: i64) -> Span {
    Span::from_minutes(n)
}

pub(crate) fn fix(mmsi: u32, time: Time, position: Position) -> Fix {
    Fix {
        time,
        mmsi: Mmsi(mmsi),
        position,
        sog: Fix::NONE,
        cog: Fix::NONE,
        heading: Fix::NONE,
        nav_status: 15,
        msg_type: 1,
        transponder: Transponder::ClassA,
        receiver_kind: ReceiverKind::Satellite,
        receiver: 0,
        flags: FixFlags::default(),
        source: SourceRef { input: InputId(mmsi), offset: 0, length: 48 },
        digest: 0,
    }
}

/// A ship that is at `place(minutes)` metres east and north of `origin`, every `every` minutes.
pub(crate) fn ship(
    mmsi: u32,
    start: Time,
    minutes_long: i64,
    every: i64,
    origin: Position,
    place: impl Fn(f64) -> (f64, f64),
) -> Vec<Fix> {
    (0..=minutes_long / every)
        .map(|i| {
            let minute = i * every;
            let (east, north) = place(minute as f64);
            fix(mmsi, start + minutes(minute), displaced(origin, east, north))
        })
        .collect()
}

/// Ports at places, and a shore as far as told.
pub(crate) struct FakeChart {
    pub(crate) ports: Vec<Anchorage>,
    pub(crate) shore: Option<Metres>,
}

impl FakeChart {
    pub(crate) fn open_sea() -> FakeChart {
        FakeChart { ports: Vec::new(), shore: None }
    }

    pub(crate) fn port(name: &str, position: Position) -> FakeChart {
        let port = Anchorage {
            id: format!("id-{name}"),
            name: name.to_owned(),
            sublabel: None,
            country: Some("KOR".to_owned()),
            position,
        };
        FakeChart { ports: vec![port], shore: Some(Metres(5_000.0)) }
    }
}

impl Chart for FakeChart {
    fn nearest_anchorage(&self, at: Position, reach: Metres) -> Option<(&Anchorage, Metres)> {
        self.ports
            .iter()
            .map(|port| (port, distance(at, port.position)))
            .filter(|(_, d)| *d <= reach)
            .min_by(|a, b| a.1.value().total_cmp(&b.1.value()))
    }

    fn distance_to_shore(&self, _: Position) -> Option<Metres> {
        self.shore
    }

    fn is_land(&self, _: Position) -> Option<bool> {
        Some(false)
    }
}

/// Runs all detectors over `tracks`, told of event time every `slice`; the last word on each id.
pub(crate) struct Run<'a> {
    pub(crate) rules: Rules,
    pub(crate) chart: &'a dyn Chart,
    pub(crate) reception: &'a dyn Reception,
    pub(crate) slice: Span,
}

impl<'a> Run<'a> {
    pub(crate) fn on(chart: &'a dyn Chart) -> Run<'a> {
        Run { rules: Rules::default(), chart, reception: &Unheard, slice: minutes(30) }
    }

    pub(crate) fn all(&self, tracks: &[Vec<Fix>]) -> Vec<Finding> {
        let last = tracks.iter().flatten().map(|fix| fix.time).max().unwrap();
        self.until(tracks, last)
    }

    /// As [`Run::all`], with event time going on to `end`.
    pub(crate) fn until(&self, tracks: &[Vec<Fix>], end: Time) -> Vec<Finding> {
        let ctx = Context { rules: &self.rules, chart: self.chart, reception: self.reception };
        let begin = tracks.iter().flatten().map(|fix| fix.time).min().unwrap();
        let mut states: Vec<_> = tracks.iter().enumerate().map(|(i, t)| State::of(i, t)).collect();
        let (mut encounters, mut out, mut slices) = (Encounters::new(), Vec::new(), Vec::new());
        let mut now = begin;
        while now < end {
            now = (now + self.slice).min(end);
            for (state, fixes) in states.iter_mut().zip(tracks) {
                while let Some(fix) = fixes.get(state.next).filter(|fix| fix.time <= now) {
                    state.detectors.on_fix(fix, &ctx, &mut out);
                    state.sampler.on_fix(fix, &ctx, &mut slices);
                    state.next += 1;
                }
                state.detectors.on_clock(now, &ctx, &mut out);
                state.sampler.on_clock(now, &ctx, &mut slices);
            }
            encounters.give(slices.drain(..));
            encounters.advance(now, &ctx, &mut out);
        }
        for state in &mut states {
            state.detectors.finish(end, &ctx, &mut out);
            state.sampler.finish(&ctx, &mut slices);
        }
        encounters.give(slices.drain(..));
        encounters.finish(end, &ctx, &mut out);
        latest(out)
    }
}

struct State {
    next: usize,
    detectors: TrackDetectors,
    sampler: PairSampler,
}

impl State {
    fn of(index: usize, fixes: &[Fix]) -> State {
        let (mmsi, start) = (fixes[0].mmsi, fixes[0].time);
        let track = TrackId { mmsi, start, ordinal: 1 + index as u16 };
        State { next: 0, detectors: TrackDetectors::new(track), sampler: PairSampler::new(track) }
    }
}

/// The last word on each id, in order of id.
pub(crate) fn latest(told: Vec<Finding>) -> Vec<Finding> {
    let mut by_id = std::collections::BTreeMap::new();
    for finding in told {
        by_id.insert(finding.id.clone(), finding);
    }
    by_id.into_values().filter(|finding| finding.status != Status::Withdrawn).collect()
}

pub(crate) fn of_kind(findings: &[Finding], kind: Kind) -> Vec<&Finding> {
    findings.iter().filter(|finding| finding.kind == kind).collect()
}

pub(crate) fn number(finding: &Finding, key: &str) -> f64 {
    match finding.values.get(key) {
        Some(Value::Number(n)) => *n,
        Some(Value::Count(n)) => *n as f64,
        other => panic!("{key} is {other:?} in {finding:#?}"),
    }
}

/// Whether a value is `expected`, to the digits it is rounded to.
pub(crate) fn is(finding: &Finding, key: &str, expected: f64) -> bool {
    (number(finding, key) - expected).abs() < 1e-9
}

/// Whether nothing is told outside the cited fixes.
pub(crate) fn is_observed(finding: &Finding) -> bool {
    let times = || finding.evidence.iter().map(|cited| cited.time);
    let within = |t: Time| times().any(|s| s <= t) && times().any(|s| s >= t);
    within(finding.start) && finding.end.is_none_or(within)
}
