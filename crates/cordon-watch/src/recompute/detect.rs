//! The detectors, over cited fixes alone.

use std::collections::BTreeMap;

use cordon_core::{Finding, Fix, Kind, Mmsi, Position, Span, Time, TrackId};
use cordon_detectors::{
    Context, DarkMeetings, Encounters, Jumps, Outages, PairSampler, Reception, ReceptionLevel,
    Station, TrackDetectors,
};
use serde_json::Value;

use crate::engine::Settings;

/// More positions a day than any rule asks for.
const WELL_RECEIVED: f64 = 1e9;

/// Long enough after the last fix for every detector to be done with it.
const AFTER: Span = Span::from_hours(24 * 60);

/// Everything of a kind that the detectors find in these fixes, at any time they could have told it.
pub(super) fn detect(
    kind: Kind,
    fixes: &[(TrackId, Fix)],
    view: &Value,
    settings: &Settings,
) -> Result<Vec<Finding>, String> {
    let told = Told::of(view);
    let (rules, chart) = (&settings.rules, &*settings.chart);
    let ctx = Context { rules, chart, reception: &told };
    let mut found = match kind {
        Kind::Encounter => [Span::ZERO, AFTER].map(|after| pairs(fixes, after, &ctx)).concat(),
        Kind::Spoofing if told.how == "jump" => jumps(fixes, &ctx),
        Kind::Loitering => loiterings(fixes, &ctx),
        Kind::Gap | Kind::PortVisit | Kind::Spoofing | Kind::ZoneEntry => tracks(fixes, &ctx),
        Kind::AreaOutage => outages(fixes, &ctx),
        Kind::DarkMeeting => meetings(fixes, &ctx),
        _ => {
            return Err(format!(
                "what a finding of kind {kind} says rests on more than the fixes it cites"
            ));
        }
    };
    found.retain(|finding| finding.kind == kind);
    Ok(found)
}

/// The fixes by track, each in order of time.
fn by_track(fixes: &[(TrackId, Fix)]) -> BTreeMap<TrackId, Vec<Fix>> {
    let mut tracks: BTreeMap<TrackId, Vec<Fix>> = BTreeMap::new();
    for (track, fix) in fixes {
        tracks.entry(*track).or_default().push(*fix);
    }
    for fixes in tracks.values_mut() {
        fixes.sort_by(Fix::order);
    }
    tracks
}

fn last_time(fixes: &[(TrackId, Fix)]) -> Time {
    fixes.iter().map(|(_, fix)| fix.time).max().unwrap_or(Time::MIN)
}

/// What is found in each track: by its fixes, by the clock going on after them, and at the end.
fn tracks(fixes: &[(TrackId, Fix)], ctx: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let gap = &ctx.rules.gap;
    for (track, fixes) in by_track(fixes) {
        let mut detectors = TrackDetectors::new(track);
        for fix in &fixes {
            detectors.on_fix(fix, ctx, &mut found);
        }
        let last = fixes.last().map_or(Time::MIN, |fix| fix.time);
        detectors.clone().finish(last, ctx, &mut found);
        for hours in [gap.threshold_h, gap.alert_h] {
            let just_past = last + Span::from_hours_f64(hours) + Span::from_seconds(1);
            detectors.on_clock(just_past, ctx, &mut found);
        }
        detectors.on_clock(last + AFTER, ctx, &mut found);
        detectors.finish(last + AFTER, ctx, &mut found);
    }
    found
}

/// What pairs do, if the data went on for `after` without them.
fn pairs(fixes: &[(TrackId, Fix)], after: Span, ctx: &Context<'_>) -> Vec<Finding> {
    let (mut encounters, mut found) = (Encounters::new(), Vec::new());
    let end = last_time(fixes) + after;
    for (track, fixes) in by_track(fixes) {
        let (mut sampler, mut slices) = (PairSampler::new(track), Vec::new());
        for fix in &fixes {
            sampler.on_fix(fix, ctx, &mut slices);
        }
        sampler.on_clock(end, ctx, &mut slices);
        sampler.finish(ctx, &mut slices);
        encounters.give(slices);
    }
    encounters.advance(end, ctx, &mut found);
    encounters.finish(end, ctx, &mut found);
    found
}

fn jumps(fixes: &[(TrackId, Fix)], ctx: &Context<'_>) -> Vec<Finding> {
    let (mut jumps, mut found) = (Jumps::default(), Vec::new());
    let mut fixes = fixes.to_vec();
    fixes.sort_by(|(_, a), (_, b)| a.order(b));
    for (track, fix) in &fixes {
        jumps.on_fix(*track, fix, ctx, &mut found);
    }
    found
}

/// The silences of these tracks, each as it was told last, and when all is over.
fn silences(fixes: &[(TrackId, Fix)], ctx: &Context<'_>) -> (Vec<Finding>, Time) {
    let gaps = tracks(fixes, ctx).into_iter().filter(|found| found.kind == Kind::Gap);
    let last: BTreeMap<_, _> = gaps.map(|gap| (gap.id.clone(), gap)).collect();
    (last.into_values().collect(), last_time(fixes) + AFTER)
}

fn outages(fixes: &[(TrackId, Fix)], ctx: &Context<'_>) -> Vec<Finding> {
    let (mut found, now) = silences(fixes, ctx);
    Outages::default().review(&mut found, now, ctx);
    found
}

fn meetings(fixes: &[(TrackId, Fix)], ctx: &Context<'_>) -> Vec<Finding> {
    // That they are open gaps as well, at the very end, is not what is asked.
    let (mut found, now) = silences(fixes, ctx);
    found.extend(ended(fixes, ctx));
    DarkMeetings::default().review(&mut found, now, ctx);
    found
}

/// Who stayed slow, labelled by the silences that end within the fixes.
fn loiterings(fixes: &[(TrackId, Fix)], ctx: &Context<'_>) -> Vec<Finding> {
    let mut found = tracks(fixes, ctx);
    found.retain(|found| found.kind == Kind::Loitering);
    found.extend(ended(fixes, ctx));
    DarkMeetings::default().review(&mut found, last_time(fixes) + AFTER, ctx);
    found
}

/// The silences that end within the fixes.
fn ended(fixes: &[(TrackId, Fix)], ctx: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (track, fixes) in by_track(fixes) {
        let mut detectors = TrackDetectors::new(track);
        for fix in &fixes {
            detectors.on_fix(fix, ctx, &mut found);
        }
    }
    found.retain(|found| found.kind == Kind::Gap);
    found
}

/// What was told of other craft: how well the place was received.
struct Told<'a> {
    how: &'a str,
    reception: Option<ReceptionLevel>,
    /// Of an outage: when it began, and positions a day before and after.
    fell_silent: Option<(Time, f64, f64)>,
    /// Of a place out of reach: where the station hears others.
    station: Option<Station>,
}

impl Told<'_> {
    fn of(view: &Value) -> Told<'_> {
        let values = view.get("values");
        let value = |key: &str| values.and_then(|values| values.get(key));
        let number = |key: &str| value(key).and_then(Value::as_f64);
        let satellite = number("reception_satellite_per_day").unwrap_or(0.0);
        // Only silences of well received places make a meeting: that they were is taken as told.
        let is_meeting = view.get("kind").and_then(Value::as_str) == Some("dark_meeting")
            || value("one_dark").is_some();
        let per_day = number("reception_per_day").or(is_meeting.then_some(WELL_RECEIVED));
        let reception = per_day.map(|positions_per_day| ReceptionLevel {
            positions_per_day,
            satellite_per_day: satellite,
            terrestrial_per_day: (positions_per_day - satellite).max(0.0),
            vessels: number("reception_vessels").unwrap_or(0.0) as u32,
        });
        let start = view.get("start").and_then(Value::as_str).and_then(|start| start.parse().ok());
        let levels = number("reception_before_per_day").zip(number("reception_after_per_day"));
        let fell_silent = start.zip(levels).map(|(start, (before, after))| (start, before, after));
        let how = value("how").and_then(Value::as_str).unwrap_or_default();
        let place = number("station_lat").zip(number("station_lon"));
        let middle = place.and_then(|(lat, lon)| Position::from_degrees(lat, lon));
        let craft = number("station_craft").unwrap_or(0.0) as u32;
        let station = middle.map(|middle| Station { middle, craft });
        Told { how, reception, fell_silent, station }
    }
}

impl Reception for Told<'_> {
    fn level(&self, _: Position, from: Time, _: Time, _: Mmsi) -> Option<ReceptionLevel> {
        let Some((start, before, after)) = self.fell_silent else { return self.reception };
        let positions_per_day = if from < start { before } else { after };
        Some(ReceptionLevel { positions_per_day, ..ReceptionLevel::default() })
    }

    fn station(&self, _: u32) -> Option<Station> {
        self.station
    }
}
