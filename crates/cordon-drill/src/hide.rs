//! Simulated smugglers hidden in recorded traffic.
//!
//! A group, a subject and whom it meets, keeps its ways, speeds and deceptions. It is shifted so that its
//! deception begins where and when a recorded ship was heard. Its messages are then thinned to the rate at
//! which recorded ships were received there at that time, so that whether it can be seen is decided by the
//! same receivers. Every message bears the exercise mark; every number is nobody's.

mod reception;
mod voices;

use cordon_ais::encode::{Envelope, encode, sentences};
use cordon_ais::message::{Body, Message};
use cordon_chart::SeaChart;
use cordon_core::{Chart, Position, Span, Time};

use crate::scenario::Scenario;
use crate::score::gather::Hidden;
use crate::score::{Deceived, Point, Watched, deceived, is_alarming};
use crate::world::Stream;

pub use reception::Reception;
use voices::{Group, groups};

/// Places that are tried for a group before the one with the least land is taken.
const TRIES: u64 = 40;
/// Units of AIS positions in a degree.
const UNITS: f64 = 600_000.0;

/// What was hidden in a recording.
#[derive(Clone, Debug, Default)]
pub struct Injected {
    /// The sentences that the receivers of the recording would have heard, in order of time.
    pub lines: Vec<u8>,
    /// Messages that were sent.
    pub sent: u64,
    /// Messages that were heard.
    pub heard: u64,
    secrets: Vec<(Hidden, Vec<u32>)>,
}

/// A group's shift: by so much time, and from the place to the anchor.
struct Shift {
    later: Span,
    from: Position,
    to: Position,
}

impl Shift {
    /// Where something at `at` comes to lie: metres stay metres.
    fn place(&self, at: Position) -> Position {
        let narrow = |lat: f64| lat.to_radians().cos().max(0.05);
        let turn = (at.lon() - self.from.lon() + 180.0).rem_euclid(360.0) - 180.0;
        let lat = (self.to.lat() + at.lat() - self.from.lat()).clamp(-85.0, 85.0);
        Position::wrapped(lat, self.to.lon() + turn * narrow(at.lat()) / narrow(lat))
    }
}

/// Hides a scenario's subjects in what was recorded. `None` where nothing was recorded, or the scenario
/// hides nothing.
pub fn hide(
    scenario: &Scenario,
    seed: u64,
    recorded: &Watched,
    reception: &Reception,
) -> Option<Injected> {
    let stream = Stream::new(seed).of("inject");
    let anchors = anchors(recorded);
    let chart = SeaChart::standard();
    let mut injected = Injected::default();
    let mut heard: Vec<(Time, Vec<u8>)> = Vec::new();
    for (index, group) in (0_u64..).zip(groups(scenario, seed)) {
        let shift = shift(&group, &anchors, stream.with(index), &chart)?;
        injected.transmit(
            &group,
            &shift,
            reception,
            stream.with(index).of("air"),
            scenario,
            &mut heard,
        );
        for hidden in &group.secrets {
            let mut moved = hidden.clone();
            (moved.from, moved.until) = (hidden.from + shift.later, hidden.until + shift.later);
            injected.secrets.push((moved, group.mmsis.clone()));
        }
    }
    heard.sort();
    injected.lines = heard.into_iter().flat_map(|it| it.1).collect();
    (!injected.secrets.is_empty()).then_some(injected)
}

/// Recorded fixes in the first half of the recording, so that there is time left to find something.
fn anchors(recorded: &Watched) -> Vec<Point> {
    let points = || recorded.tracks.iter().flat_map(|track| &track.points);
    let (first, last) = (points().map(|it| it.time).min(), points().map(|it| it.time).max());
    let Some((first, last)) = first.zip(last) else { return Vec::new() };
    let middle = first + Span::from_micros((last - first).as_micros() / 2);
    points().filter(|it| it.time <= middle).copied().collect()
}

/// The first drawn anchor from which the group never crosses land, or the one with the least of it.
fn shift(group: &Group, anchors: &[Point], stream: Stream, chart: &SeaChart) -> Option<Shift> {
    let begin = group.secrets.iter().map(|it| it.from).min()?;
    let from = group.place(begin)?;
    let mut best: Option<(usize, Shift)> = None;
    for attempt in 0..TRIES {
        let index = (stream.part(attempt) * anchors.len() as f64) as usize;
        let anchor = anchors.get(index)?;
        // Whole minutes: the second within the minute, which messages carry, stays true.
        let later = (anchor.time - begin).as_micros() / 60_000_000 * 60_000_000;
        let shift = Shift { later: Span::from_micros(later), from, to: anchor.at };
        let on_land =
            group.way().filter(|at| chart.is_land(shift.place(*at)) == Some(true)).count();
        if best.as_ref().is_none_or(|it| on_land < it.0) {
            best = Some((on_land, shift));
        }
        if on_land == 0 {
            break;
        }
    }
    best.map(|it| it.1)
}

impl Injected {
    fn transmit(
        &mut self,
        group: &Group,
        shift: &Shift,
        reception: &Reception,
        stream: Stream,
        scenario: &Scenario,
        heard: &mut Vec<(Time, Vec<u8>)>,
    ) {
        let text = format!("EXERCISE {}", scenario.name.to_ascii_uppercase());
        for (number, voice) in (0_u64..).zip(&group.voices) {
            self.sent += 1;
            let time = voice.time + shift.later;
            let place = shift.place(voice.at);
            if stream.part(number) >= reception.chance(time, place) {
                continue;
            }
            self.heard += 1;
            let mut message = voice.message;
            if let Some(said) = voice.said {
                put(&mut message, shift.place(said));
            }
            let envelope = Envelope {
                station: Some("EX-INJECT"),
                time: Some(time),
                text: Some(&text),
                sequence: (number % 10) as u32,
                ..Envelope::default()
            };
            let mut line = Vec::new();
            sentences(encode(&message).bits(), &envelope, &mut line);
            heard.push((time, line));
        }
    }

    /// What the watch made of each deception, the data ending at `until`.
    pub fn judge(&self, watched: &Watched, until: Time) -> Vec<Deceived> {
        self.secrets.iter().map(|(hidden, mmsis)| deceived(watched, hidden, mmsis, until)).collect()
    }
}

/// Puts another place into a message.
fn put(message: &mut Message<'static>, at: Position) {
    let (lat, lon) = ((at.lat() * UNITS).round() as i32, (at.lon() * UNITS).round() as i32);
    match &mut message.body {
        Body::Position(report) => (report.lat, report.lon) = (Some(lat), Some(lon)),
        Body::ClassBPosition(report) => (report.lat, report.lon) = (Some(lat), Some(lon)),
        _ => {}
    }
}

/// Findings of alarming kinds in what was recorded, and the vessel-days they were found in: the sum over
/// tracks of the time from their first to their last position.
pub fn alarms(recorded: &Watched) -> (u64, f64) {
    let alarming = recorded.findings.iter().filter(|it| is_alarming(it.finding.kind)).count();
    let days = recorded.tracks.iter().filter_map(|track| {
        let (first, last) = (track.points.first()?, track.points.last()?);
        Some((last.time - first.time).hours() / 24.0)
    });
    (alarming as u64, days.sum())
}
