//! Voyage irregularities, over cited reports and fixes alone.
//!
//! A report says what was declared, a fix where the ship was. That it was at sea for as long as was told
//! before its draught changed (`at_sea_h`) rests on every fix of that time, and is taken as told; so is how
//! sure a port visit is.

use cordon_core::{
    Finding, Fix, FixFlags, InputId, Kind, Position, ReceiverKind, SourceRef, Span, StaticReport,
    Time, TrackId,
};
use cordon_detectors::{Context, Declared, Rules, TrackDetectors, Unheard};
use serde_json::Value;

use super::claims::{Said, read};
use super::{Cited, Reading};
use crate::engine::Settings;

/// Long enough after the last fix for every detector to be done with it.
const AFTER: Span = Span::from_hours(24 * 60);

/// Everything irregular that the cited bytes say, and how many of them say no time.
pub(super) fn detect(
    cited: &[Cited],
    reading: &dyn Fn(&str) -> Reading,
    view: &Value,
    settings: &Settings,
) -> Result<(Vec<Finding>, usize), String> {
    let (said, undated) = read(cited, reading)?;
    let track = cited.first().ok_or("it cites nothing")?.track;
    let mut events = events(cited, said);
    let mut rules = settings.rules.clone();
    rules.port_visit.least_confidence = 1;
    rules.voyage.least_confidence = 1;
    if let Some(at_sea) = at_sea(view) {
        // The two reports are all that is cited: the ship was at sea between them, as was told.
        rules.voyage.silence_h = 1e6;
        put_at_sea(&mut events, at_sea, Span::from_hours_f64(rules.voyage.hold_h));
    }
    let mut found = play(track, events, &rules, settings);
    for finding in &mut found {
        for (key, value) in [
            ("least_confidence", i64::from(settings.rules.voyage.least_confidence).into()),
            ("silence_h", settings.rules.voyage.silence_h.into()),
        ] {
            finding.thresholds.entry(key.to_owned()).and_modify(|held| *held = value);
        }
    }
    Ok((found, undated))
}

/// What the ship said, and where it was.
enum Event {
    /// It was somewhere at sea, as was told.
    AtSea(Fix),
    Declared(Box<StaticReport>, Position),
    Fix(Fix),
}

impl Event {
    /// In order of time; what it declares comes before where it is.
    fn key(&self) -> (Time, u8) {
        match self {
            Event::AtSea(fix) => (fix.time, 0),
            Event::Declared(report, _) => (report.time, 1),
            Event::Fix(fix) => (fix.time, 2),
        }
    }
}

fn events(cited: &[Cited], said: Vec<Said>) -> Vec<Event> {
    let mut events = Vec::new();
    for (one, said) in cited.iter().zip(said) {
        // A report says nothing of where it was made: that is taken as told.
        let place = said.report.as_ref().filter(|_| said.fix.is_none());
        events.extend(place.map(|it| Event::AtSea(somewhere(it, it.time, one.position))));
        events.extend(said.fix.map(Event::Fix));
        let report = said.report.map(Box::new);
        events.extend(report.map(|report| Event::Declared(report, one.position)));
    }
    events.sort_by_key(Event::key);
    events
}

/// How long the ship had been at sea, of a draught that changed there.
fn at_sea(view: &Value) -> Option<Span> {
    let hours = view.get("values")?.get("at_sea_h")?.as_f64()?;
    Some(Span::from_hours_f64(hours))
}

/// Fixes that say no more than that the ship was at sea where the new draught was declared: since when it
/// was told to be, and until that draught stood.
fn put_at_sea(events: &mut Vec<Event>, at_sea: Span, hold: Span) {
    let declared = |event: &Event| match event {
        Event::Declared(report, position) => Some((report.as_ref().clone(), *position)),
        Event::AtSea(_) | Event::Fix(_) => None,
    };
    let Some((first, from)) = events.iter().find_map(declared) else { return };
    let Some((last, to)) = events.iter().rev().find_map(declared) else { return };
    let began = last.time - at_sea;
    if first.time < began {
        events.push(Event::AtSea(somewhere(&first, first.time, from)));
    }
    events.push(Event::AtSea(somewhere(&last, began, to)));
    events.push(Event::AtSea(somewhere(&last, last.time + hold, to)));
    events.sort_by_key(Event::key);
}

fn somewhere(report: &StaticReport, time: Time, position: Position) -> Fix {
    Fix {
        time,
        mmsi: report.mmsi,
        position,
        sog: Fix::NONE,
        cog: Fix::NONE,
        heading: Fix::NONE,
        nav_status: 15,
        msg_type: 0,
        transponder: report.transponder,
        receiver_kind: ReceiverKind::Unknown,
        receiver: 0,
        flags: FixFlags::default(),
        source: report.source,
        digest: 0,
    }
}

fn play(track: TrackId, events: Vec<Event>, rules: &Rules, settings: &Settings) -> Vec<Finding> {
    let ctx = Context { rules, chart: &*settings.chart, reception: &Unheard };
    let (mut detectors, mut found) = (TrackDetectors::new(track), Vec::new());
    let mut last = track.start;
    // From the first fix on it is known where the ship is, whatever it declares later.
    let source = SourceRef { input: InputId(0), offset: 0, length: 0 };
    let (draught, destination, eta) = (None, None, None);
    detectors.on_declared(&Declared { time: last, source, draught, destination, eta });
    for event in events {
        match event {
            Event::Fix(fix) | Event::AtSea(fix) => {
                last = last.max(fix.time);
                detectors.on_fix(&fix, &ctx, &mut found);
            }
            Event::Declared(report, _) => detectors.on_declared(&Declared {
                time: report.time,
                source: report.source,
                draught: report.draught,
                destination: report.destination.as_deref(),
                eta: report.eta.as_deref(),
            }),
        }
    }
    detectors.finish(last + AFTER, &ctx, &mut found);
    found.retain(|one| one.kind == Kind::VoyageIrregularity);
    found
}
