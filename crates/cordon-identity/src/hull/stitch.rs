//! Tracks that end where another begins.
//!
//! After Global Fishing Watch's study of identity changes at sea: within 60 days and 1,000 m, accepted
//! when the IMO numbers agree, or one is missing and both are each other's nearest within 30 m, or there
//! is no other candidate on either side. A ship that falls silent under way is looked for where it was
//! headed as well: ten knots are a thousand metres in three minutes.

use std::collections::{BTreeMap, BTreeSet};

use cordon_core::geodesy::{destination, quick_distance};
use cordon_core::{Degrees, Knots, Metres, Mmsi, Span, Time, TrackId};

use super::decided::Decided;
use super::hypothesis::{Basis, Hypothesis, Verdict};
use crate::explain::Feature;
use crate::names::vessel;
use crate::practices::{IdentityRules, resized};
use crate::trace::{Attribute, Trace, Way};

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
    /// Of a ship under way, how far from where it was headed the other began.
    pub off: Option<Metres>,
}

impl Stitch {
    pub(crate) fn hypothesis(&self) -> Hypothesis {
        let strength = match self.basis {
            Basis::Decided => 1.0,
            Basis::StitchedByImo => 0.95,
            Basis::StitchedByPlace => 0.6,
            _ => 0.5,
        };
        let metres = |distance: Metres| format!("{:.0} m", distance.value());
        let mut features = vec![
            Feature::new("place", "end", metres(self.distance), strength),
            Feature::new("silence", "end", self.silence, 0.0),
        ];
        if let Some(off) = self.off {
            features.push(Feature::new("off_course", "end", metres(off), 0.0));
        }
        Hypothesis::proposed((self.before, self.after), self.basis, strength, features)
    }
}

/// A track that ended and one that began near by; indices into the traces.
struct Candidate {
    before: usize,
    after: usize,
    distance: Metres,
    /// How far from where `before` was headed, where the ends themselves are too far apart.
    off: Option<Metres>,
}

impl Candidate {
    /// What it is judged by.
    fn miss(&self) -> f64 {
        self.off.unwrap_or(self.distance).value()
    }
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
            let by_distance = p.miss().total_cmp(&q.miss());
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
        let close = candidate.off.is_none() && candidate.miss() <= rules.stitch_near_m;
        let basis = match (before.imo(), after.imo()) {
            (Some(a), Some(b)) if a == b => Basis::StitchedByImo,
            (Some(_), Some(_)) => continue,
            _ if close && mutual => Basis::StitchedByPlace,
            _ if alone && candidate.off.is_some() => Basis::StitchedAhead,
            _ if alone => Basis::StitchedAlone,
            _ => continue,
        };
        found.push(Stitch {
            before: before.track,
            after: after.track,
            basis,
            silence: after.first.time - before.last.time,
            distance: candidate.distance,
            off: candidate.off,
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
            off: None,
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
    let mut found = Vec::new();
    for (at, before) in traces.iter().enumerate() {
        let here = before.last.position.lat();
        let reach = 1.1 * (rules.stitch_m + farthest(before, rules)) / 110_574.0;
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
            let is_here = distance.value() <= rules.stitch_m;
            let off = if is_here { None } else { off_course(before, after, rules) };
            let is_near = is_here || off.is_some_and(|off| off.value() <= rules.stitch_m);
            if is_near && active.neither(before, after) {
                found.push(Candidate { before: at, after: other, distance, off });
            }
        }
    }
    found
}

/// Slower than this a ship is headed nowhere.
const UNDER_WAY: Knots = Knots(3.0);
/// Who went on kept speed and course to within this.
const KEPT: (Knots, Degrees) = (Knots(3.0), Degrees(45.0));

/// How far a ship may go while it counts as headed somewhere, in metres.
fn farthest(before: &Trace, rules: &IdentityRules) -> f64 {
    let speed = before.leaves.map_or(Knots(0.0), Way::speed) + KEPT.0;
    if speed < UNDER_WAY + KEPT.0 {
        0.0
    } else {
        speed.metres_per_second() * 60.0 * rules.ahead_min
    }
}

/// How far from where one was headed the other began, when it was silent briefly, went on much as before,
/// and nothing it said of its size is another's.
fn off_course(before: &Trace, after: &Trace, rules: &IdentityRules) -> Option<Metres> {
    let silence = after.first.time - before.last.time;
    let (left, came) = (before.leaves?, after.enters?);
    let turn = (came.course().value() - left.course().value() + 180.0).rem_euclid(360.0) - 180.0;
    let change = (came.speed() - left.speed()).value().abs();
    let goes_on = left.speed() >= UNDER_WAY
        && change <= KEPT.0.value()
        && turn.abs() <= KEPT.1.value()
        && silence.seconds() <= 60.0 * rules.ahead_min;
    if !goes_on || is_other_size(before, after, rules) {
        return None;
    }
    let course = Degrees(left.course().value() + 0.5 * turn);
    let speed = 0.5 * (left.speed().metres_per_second() + came.speed().metres_per_second());
    let ahead = destination(before.last.position, course, Metres(speed * silence.seconds()));
    Some(quick_distance(ahead, after.first.position))
}

/// Whether they said that they are of another length or beam.
fn is_other_size(before: &Trace, after: &Trace, rules: &IdentityRules) -> bool {
    [Attribute::Length, Attribute::Beam].into_iter().any(|size| {
        let (was, is) = (before.last_claim(size), after.first_claim(size));
        was.zip(is).is_some_and(|(was, is)| resized(&was.value, &is.value, rules))
    })
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
