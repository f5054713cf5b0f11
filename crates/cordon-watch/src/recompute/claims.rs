//! Identities, over cited reports and fixes alone.
//!
//! Where a report was made is not in its bytes: it is taken as told. So is that it was heard more than
//! once, for a finding cites when something was said last or first, not each time.

use std::collections::BTreeMap;
use std::ops::Range;

use cordon_core::{Finding, Fix, Kind, Mmsi, StaticReport, Time, TrackId};
use cordon_feeds::Format;
use cordon_identity::hull::{Decision, Verdict};
use cordon_identity::practices::{self, Registry};
use cordon_identity::{Country, Imo, Point, Trace, Way};
use serde_json::Value;

use super::read::{read_all, stream};
use super::{Cited, Reading};
use crate::engine::Settings;

/// Whether a kind is about who a ship is.
pub(super) fn is_identity(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::IdentityChange
            | Kind::SharedMmsi
            | Kind::FlagHopping
            | Kind::FalseFlag
            | Kind::DualIdentity
    )
}

/// Everything about identity that follows from the cited bytes, and how many of them say no time.
pub(super) fn detect(
    cited: &[Cited],
    reading: &dyn Fn(&str) -> Reading,
    view: &Value,
    settings: &Settings,
) -> Result<(Vec<Finding>, usize), String> {
    let (said, undated) = read(cited, reading)?;
    let is_open = view.get("status").and_then(Value::as_str) == Some("open");
    let mut traces = traces(cited, &said);
    for trace in &mut traces {
        trace.open = is_open;
    }
    Ok((practices::detect(&traces, &OnRecord::of(view), &settings.identity), undated))
}

/// What one cited piece says.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) fix: Option<Fix>,
    pub(super) report: Option<StaticReport>,
}

impl Said {
    fn nothing(&self) -> bool {
        self.fix.is_none() && self.report.is_none()
    }
}

pub(super) fn read(
    cited: &[Cited],
    reading: &dyn Fn(&str) -> Reading,
) -> Result<(Vec<Said>, usize), String> {
    let mut by_input: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, one) in cited.iter().enumerate() {
        by_input.entry(&one.input).or_default().push(index);
    }
    let (mut said, mut undated) = (vec![Said::default(); cited.len()], 0);
    for (input, pieces) in by_input {
        let reading = reading(input);
        let mut missing = take(cited, &pieces, &reading, false, &mut said)?;
        if reading.format == Some(Format::Aivdm) && !missing.is_empty() {
            undated += missing.len();
            missing = take(cited, &missing, &reading, true, &mut said)?;
        }
        if let Some(first) = missing.first().and_then(|&index| cited.get(index)) {
            return Err(format!(
                "bytes {} of {input} do not say what {} said at {}",
                first.offset, first.track.mmsi, first.time
            ));
        }
    }
    Ok((said, undated))
}

/// Reads some pieces of one input, and says which of them do not say what was told.
fn take(
    cited: &[Cited],
    pieces: &[usize],
    reading: &Reading,
    dated: bool,
    said: &mut [Said],
) -> Result<Vec<usize>, String> {
    let (bytes, places) = stream(cited, pieces, reading, dated);
    let (fixes, reports) = read_all(bytes, reading.format)?;
    let mut missing = Vec::new();
    for (&index, place) in pieces.iter().zip(places) {
        let (Some(one), Some(slot)) = (cited.get(index), said.get_mut(index)) else { continue };
        slot.fix = fixes.iter().find(|fix| is_told_fix(one, fix, &place)).copied();
        let told = |report: &&StaticReport| {
            place.contains(&report.source.offset)
                && (report.mmsi, report.time) == (one.track.mmsi, one.time)
        };
        slot.report = reports.iter().find(told).cloned();
        if slot.nothing() {
            missing.push(index);
        }
    }
    Ok(missing)
}

fn is_told_fix(one: &Cited, fix: &Fix, place: &Range<u64>) -> bool {
    place.contains(&fix.source.offset)
        && (fix.mmsi, fix.time) == (one.track.mmsi, one.time)
        && fix.position.lat_lon_rounded() == one.position.lat_lon_rounded()
}

/// Each track, as far as it was cited.
fn traces(cited: &[Cited], said: &[Said]) -> Vec<Trace> {
    let mut by_track: BTreeMap<TrackId, Vec<(&Cited, &Said)>> = BTreeMap::new();
    for (one, said) in cited.iter().zip(said) {
        by_track.entry(one.track).or_default().push((one, said));
    }
    let trace = |(track, mut pieces): (TrackId, Vec<(&Cited, &Said)>)| {
        pieces.sort_by_key(|(one, _)| one.time);
        let fixes = pieces.iter().filter_map(|(_, said)| said.fix.as_ref());
        let (enters, leaves) = (fixes.clone().next(), fixes.clone().next_back());
        let (enters, leaves) = (enters.and_then(Way::of), leaves.and_then(Way::of));
        let path: Vec<Point> = fixes.map(Point::of).collect();
        let here = |(one, said): &(&Cited, &Said)| {
            let source = said.report.as_ref().map(|report| report.source)?;
            Some(Point { time: one.time, position: one.position, source })
        };
        let first = path.first().copied().or_else(|| here(pieces.first()?))?;
        let last = path.last().copied().or_else(|| here(pieces.last()?))?;
        let mut trace = Trace { enters, leaves, path, ..Trace::new(track, first, last) };
        for (one, said) in &pieces {
            for report in said.report.iter().chain(&said.report) {
                trace.hear(report, one.position);
            }
        }
        Some(trace)
    };
    by_track.into_iter().filter_map(trace).collect()
}

/// The flag that was on record elsewhere, and what a person took for one hull, as told.
struct OnRecord {
    flag: Option<(Country, String)>,
    links: Vec<(TrackId, TrackId)>,
}

impl OnRecord {
    fn of(view: &Value) -> OnRecord {
        let values = view.get("values");
        let text = |key: &str| values.and_then(|values| values.get(key)).and_then(Value::as_str);
        let told = text("flag").zip(text("flag_source"));
        let told = told.filter(|(_, source)| !source.starts_with("call sign "));
        let links = text("decided_links").unwrap_or_default().split("; ");
        let link = |link: &str| {
            let (a, b) = link.split_once(' ')?;
            a.parse().ok().zip(b.parse().ok())
        };
        OnRecord {
            flag: told.and_then(|(flag, source)| Some((Country::find(flag)?, source.to_owned()))),
            links: links.filter_map(link).collect(),
        }
    }
}

impl Registry for OnRecord {
    fn flag(&self, _: Option<Imo>, _: Mmsi, _: Time) -> Option<(Country, String)> {
        self.flag.clone()
    }

    fn decisions(&self) -> Vec<Decision> {
        let decision = |&(a, b): &(TrackId, TrackId)| Decision {
            a,
            b,
            verdict: Verdict::Confirmed,
            by: String::new(),
            at: Time::MIN,
            note: None,
        };
        self.links.iter().map(decision).collect()
    }
}
