//! One MMSI on two craft at once.

use std::collections::BTreeMap;

use cordon_core::geodesy::quick_distance;
use cordon_core::{Finding, Kind, Mmsi, Span};

use super::report::{Draft, count, rounded};
use super::rules::IdentityRules;
use crate::hull::overlap;
use crate::trace::Trace;

/// Tracks of one number that were on the air together for longer than the threshold.
///
/// Told once for each number, with the pair that overlaps most, how many pairs there are, and Global
/// Fishing Watch's rule over the whole time that was observed (overlap above 1 % of the time on the air,
/// on the air for more than 3 days).
pub(super) fn shared(traces: &[Trace], rules: &IdentityRules) -> Vec<Finding> {
    let mut by_mmsi: BTreeMap<Mmsi, Vec<&Trace>> = BTreeMap::new();
    for trace in traces {
        by_mmsi.entry(trace.mmsi()).or_default().push(trace);
    }
    by_mmsi.into_values().filter_map(|tracks| of_one_number(tracks, rules)).collect()
}

fn of_one_number(mut tracks: Vec<&Trace>, rules: &IdentityRules) -> Option<Finding> {
    tracks.sort_by_key(|trace| (trace.first.time, trace.track));
    let least = Span::from_hours_f64(rules.shared_h);
    let mut pairs: Vec<(Span, &Trace, &Trace)> = Vec::new();
    for (at, a) in tracks.iter().enumerate() {
        let later = tracks.iter().skip(at + 1).take_while(|b| b.first.time < a.last.time);
        pairs.extend(later.map(|b| (overlap(a, b), *a, *b)).filter(|(both, ..)| *both > least));
    }
    let (both, a, b) = pairs.iter().copied().min_by(|p, q| {
        q.0.cmp(&p.0).then_with(|| (p.1.track, p.2.track).cmp(&(q.1.track, q.2.track)))
    })?;
    let (active, total) = on_the_air(&tracks);
    let part = (total.hours() - active.hours()) / active.hours().max(1e-9);
    let yearly = active.hours() > 72.0 && part > rules.shared_part;
    let span = (a.first.time.max(b.first.time), a.last.time.min(b.last.time));
    let apart = quick_distance(a.last.position, b.last.position);
    Draft::new(Kind::SharedMmsi, span, vec![a, b], "")
        .value("overlap_h", rounded(both.hours(), 1_000.0))
        .value("pairs", count(pairs.len()))
        .value("on_air_h", rounded(active.hours(), 1_000.0))
        .value("overlap_part", rounded(part, 10_000.0))
        .value("gfw_yearly_rule", yearly)
        .threshold("shared_h", rules.shared_h)
        .threshold("shared_part", rules.shared_part)
        .cite(a.track, [a.first, a.last])
        .cite(b.track, [b.first, b.last])
        .lasting()
        .because(format!(
            "MMSI {} was on two tracks at once for {both}, which end {:.1} nm apart: at least two craft use it",
            a.mmsi(),
            apart.value() / 1_852.0
        ))
}

/// How long the number was on the air, and the sum over its tracks.
fn on_the_air(tracks: &[&Trace]) -> (Span, Span) {
    let (mut active, mut total) = (Span::ZERO, Span::ZERO);
    let mut until = None;
    for trace in tracks {
        let (from, to) = (trace.first.time, trace.last.time);
        total = total + (to - from);
        let begin = until.map_or(from, |until| from.max(until));
        if to > begin {
            active = active + (to - begin);
        }
        until = Some(until.map_or(to, |until| to.max(until)));
    }
    (active, total)
}
