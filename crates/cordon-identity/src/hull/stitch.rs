//! Tracks that end where another begins.
//!
//! After Global Fishing Watch's study of identity changes at sea: within 60 days and 1,000 m, accepted
//! when the IMO numbers agree, or one is missing and both are each other's nearest within 30 m, or there
//! is no other candidate on either side.

use std::collections::{BTreeMap, BTreeSet};

use cordon_core::geodesy::quick_distance;
use cordon_core::{Metres, Mmsi, Span, Time, TrackId};

use super::decided::Decided;
use super::hypothesis::{Basis, Hypothesis, Verdict};
use crate::explain::Feature;
use crate::names::vessel;
use crate::practices::IdentityRules;
use crate::trace::{Attribute, Trace};

/// One hull that went on under another number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stitch {
    /// The track that ended.
    pub before: TrackId,
    /// The track that began.
    pub after: TrackId,
    /// Why it was accepted.
    pub basis: Basis,
    /// How long nothing was heard.
    pub silence: Span,
    /// How far apart the ends are.
    pub distance: Metres,
}

impl Stitch {
    pub(crate) fn hypothesis(&self) -> Hypothesis {
        let strength = match self.basis {
            Basis::Decided => 1.0,
            Basis::StitchedByImo => 0.95,
            Basis::StitchedByPlace => 0.6,
            _ => 0.5,
        };
        let apart = format!("{:.0} m", self.distance.value());
        let features = vec![
            Feature::new("place", "end", apart, strength),
            Feature::new("silence", "end", self.silence, 0.0),
        ];
        Hypothesis::proposed((self.before, self.after), self.basis, strength, features)
    }
}

/// A track that ended and one that began near by; indices into the traces.
struct Candidate {
    before: usize,
    after: usize,
    distance: Metres,
}

pub(crate) fn stitches(traces: &[Trace], decided: &Decided, rules: &IdentityRules) -> Vec<Stitch> {
    let mut candidates = candidates(traces, rules);
    candidates.retain(|candidate| {
        let track = |at: usize| traces.get(at).map(|trace| trace.track);
        let ends = track(candidate.before).zip(track(candidate.after));
        !ends.is_some_and(|(before, after)| decided.is_split(before, after))
    });
    let (mut from, mut to) = (BTreeMap::new(), BTreeMap::new());
    for (at, candidate) in candidates.iter().enumerate() {
        from.entry(candidate.before).or_insert_with(Vec::new).push(at);
        to.entry(candidate.after).or_insert_with(Vec::new).push(at);
    }
    // Ties go by name, never by the order in which the tracks came.
    let nearest = |of: &[usize]| {
        let names = |candidate: &Candidate| {
            let track = |at: usize| traces.get(at).map(|trace| trace.track);
            (track(candidate.before), track(candidate.after))
        };
        let found = of.iter().filter_map(|at| Some((*at, candidates.get(*at)?)));
        let nearest = found.min_by(|(_, p), (_, q)| {
            let by_distance = p.distance.value().total_cmp(&q.distance.value());
            by_distance.then_with(|| names(p).cmp(&names(q)))
        });
        nearest.map(|(at, _)| at)
    };
    let mut found = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let (Some(before), Some(after)) =
            (traces.get(candidate.before), traces.get(candidate.after))
        else {
            continue;
        };
        let (ends, starts) = (&from[&candidate.before], &to[&candidate.after]);
        let alone = ends.len() == 1 && starts.len() == 1;
        let mutual = nearest(ends) == Some(at) && nearest(starts) == Some(at);
        let close = candidate.distance.value() <= rules.stitch_near_m;
        let basis = match (before.imo(), after.imo()) {
            (Some(a), Some(b)) if a == b => Basis::StitchedByImo,
            (Some(_), Some(_)) => continue,
            _ if close && mutual => Basis::StitchedByPlace,
            _ if alone => Basis::StitchedAlone,
            _ => continue,
        };
        found.push(Stitch {
            before: before.track,
            after: after.track,
            basis,
            silence: after.first.time - before.last.time,
            distance: candidate.distance,
        });
    }
    found.extend(confirmed(traces, decided));
    one_each(found)
}

/// Numbers that a person says one ship went on under. Never with two valid IMO numbers.
fn confirmed(traces: &[Trace], decided: &Decided) -> Vec<Stitch> {
    let trace = |track: TrackId| traces.iter().find(|trace| trace.track == track);
    let stitch = |(a, b): (TrackId, TrackId)| {
        let (a, b) = (trace(a)?, trace(b)?);
        let (before, after) = if a.first.time <= b.first.time { (a, b) } else { (b, a) };
        let two_ships = before.imo().zip(after.imo()).is_some_and(|(p, q)| p != q);
        let silence = after.first.time - before.last.time;
        let goes_on = silence >= Span::ZERO && a.mmsi() != b.mmsi() && !two_ships;
        goes_on.then(|| Stitch {
            before: before.track,
            after: after.track,
            basis: Basis::Decided,
            silence,
            distance: quick_distance(before.last.position, after.first.position),
        })
    };
    let one_ship = decided.iter().filter(|(_, it)| it.verdict == Verdict::Confirmed);
    one_ship.filter_map(|(pair, _)| stitch(pair)).collect()
}

/// One end goes on as one beginning: the surest first.
fn one_each(mut found: Vec<Stitch>) -> Vec<Stitch> {
    found.sort_by(|p, q| {
        let ties = || (p.before, p.after).cmp(&(q.before, q.after));
        let near = || p.distance.value().total_cmp(&q.distance.value());
        p.basis.cmp(&q.basis).then_with(near).then_with(ties)
    });
    let (mut ended, mut begun) = (BTreeSet::new(), BTreeSet::new());
    found.retain(|stitch| {
        let free = !ended.contains(&stitch.before) && !begun.contains(&stitch.after);
        if free {
            ended.insert(stitch.before);
            begun.insert(stitch.after);
        }
        free
    });
    found.sort_by_key(|stitch| (stitch.before, stitch.after));
    found
}

/// Pairs of an end and a beginning of another number, near enough in time and place.
fn candidates(traces: &[Trace], rules: &IdentityRules) -> Vec<Candidate> {
    let longest = Span::from_hours_f64(rules.stitch_days * 24.0);
    let active = Active::new(traces);
    let mut starts: Vec<usize> = (0..traces.len()).collect();
    let lat = |at: &usize| traces.get(*at).map_or(0.0, |trace| trace.first.position.lat());
    starts.sort_by(|p, q| lat(p).total_cmp(&lat(q)));
    let reach = 1.1 * rules.stitch_m / 110_574.0;
    let mut found = Vec::new();
    for (at, before) in traces.iter().enumerate() {
        let here = before.last.position.lat();
        let first = starts.partition_point(|start| lat(start) < here - reach);
        let near = starts.iter().skip(first).take_while(|start| lat(start) <= here + reach);
        for &other in near {
            let Some(after) = traces.get(other).filter(|after| after.mmsi() != before.mmsi())
            else {
                continue;
            };
            let silence = after.first.time - before.last.time;
            if silence < Span::ZERO || silence > longest {
                continue;
            }
            let distance = quick_distance(before.last.position, after.first.position);
            if distance.value() <= rules.stitch_m && active.neither(before, after) {
                found.push(Candidate { before: at, after: other, distance });
            }
        }
    }
    found
}

/// When each number was on the air.
struct Active(BTreeMap<Mmsi, Vec<(Time, Time)>>);

impl Active {
    fn new(traces: &[Trace]) -> Active {
        let mut active: BTreeMap<Mmsi, Vec<(Time, Time)>> = BTreeMap::new();
        for trace in traces {
            active.entry(trace.mmsi()).or_default().push((trace.first.time, trace.last.time));
        }
        Active(active)
    }

    /// Whether neither number was heard between the end and the beginning, on any other track.
    fn neither(&self, before: &Trace, after: &Trace) -> bool {
        let (from, to) = (before.last.time, after.first.time);
        let silent = |mmsi: Mmsi, own: (Time, Time)| {
            let spans = self.0.get(&mmsi).map(Vec::as_slice).unwrap_or_default();
            spans.iter().all(|span| *span == own || span.1 < from || span.0 > to)
        };
        silent(before.mmsi(), (before.first.time, before.last.time))
            && silent(after.mmsi(), (after.first.time, after.last.time))
    }
}

/// Tracks of one number that follow each other, where no other track of it was there at either time.
pub(super) fn continuations(traces: &[Trace], rules: &IdentityRules) -> Vec<Hypothesis> {
    let mut by_mmsi: BTreeMap<Mmsi, Vec<&Trace>> = BTreeMap::new();
    for trace in traces {
        by_mmsi.entry(trace.mmsi()).or_default().push(trace);
    }
    let mut found = Vec::new();
    for tracks in by_mmsi.values_mut() {
        tracks.sort_by_key(|trace| (trace.first.time, trace.track));
        for pair in tracks.windows(2) {
            let &[before, after] = pair else { continue };
            let alone = |at: Time| {
                tracks
                    .iter()
                    .filter(|trace| trace.first.time <= at && at <= trace.last.time)
                    .count()
                    == 1
            };
            let silence = after.first.time - before.last.time;
            if silence > Span::ZERO && alone(before.last.time) && alone(after.first.time) {
                found.extend(continuation(before, after, silence, rules));
            }
        }
    }
    found
}

fn continuation(
    before: &Trace,
    after: &Trace,
    silence: Span,
    rules: &IdentityRules,
) -> Option<Hypothesis> {
    let metres = quick_distance(before.last.position, after.first.position).value();
    let knots = metres / silence.seconds().max(1.0) / 0.514_444;
    let imo = match (before.imo(), after.imo()) {
        (Some(a), Some(b)) if a != b => return None,
        (Some(_), Some(_)) => true,
        _ => false,
    };
    if knots > rules.max_speed_kn {
        return None;
    }
    let name = |trace: &Trace, last: bool| {
        let run = if last {
            trace.last_claim(Attribute::Name)
        } else {
            trace.first_claim(Attribute::Name)
        };
        run.map(|run| run.value.clone()).unwrap_or_default()
    };
    let (left, right) = (name(before, true), name(after, false));
    let named = vessel::compare(&left, &right).is_same();
    let strength = if imo {
        0.95
    } else if named {
        0.9
    } else {
        0.7
    };
    let mut features = vec![Feature::new("mmsi", before.mmsi(), after.mmsi(), 0.7)];
    if named {
        features.push(Feature::new("name", left, right, 0.2));
    }
    features.push(Feature::new("implied_speed_kn", format!("{knots:.1}"), rules.max_speed_kn, 0.0));
    Some(Hypothesis::proposed((before.track, after.track), Basis::SameMmsi, strength, features))
}
