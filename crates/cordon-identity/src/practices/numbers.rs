//! IMO numbers that cannot be right, and one number in two places.

use std::collections::BTreeMap;

use cordon_core::geodesy::quick_distance;
use cordon_core::{Finding, Kind, Metres};

use super::report::{Draft, rounded};
use super::rules::IdentityRules;
use crate::hull::overlap;
use crate::imo::Imo;
use crate::trace::{Attribute, Point, Trace};

/// A claimed number whose check digit is wrong. 0 is AIS for "no number", and is never heard as one.
pub(super) fn wrong_imo(trace: &Trace, rules: &IdentityRules) -> Vec<Finding> {
    let wrong = trace.runs(Attribute::Imo).filter(|run| {
        let number: Option<u32> = run.value.parse().ok();
        // A drill's ships bear numbers that no ship can have, so that they are mistaken for none.
        trace.exercise.is_none()
            && run.count >= rules.heard_times
            && number.is_some_and(|number| Imo::new(number).is_none())
    });
    let finding = |run: &crate::trace::Heard| {
        let span = (run.first.time, run.last.time);
        Draft::new(Kind::IdentityChange, span, vec![trace], "imo_check_digit")
            .value("how", "imo_check_digit")
            .value("imo", run.value.as_str())
            .threshold("heard_times", i64::from(rules.heard_times))
            .cite(trace.track, [run.first, run.last])
            .lasting()
            .because(format!(
                "claims IMO {}, which no ship can have: its check digit is wrong",
                run.value
            ))
    };
    wrong.filter_map(finding).collect()
}

/// One valid number that two MMSIs bear at once, at two places.
pub(super) fn one_imo_twice(traces: &[Trace], rules: &IdentityRules) -> Vec<Finding> {
    let mut by_imo: BTreeMap<Imo, Vec<&Trace>> = BTreeMap::new();
    for trace in traces {
        if let Some(imo) = trace.imo() {
            by_imo.entry(imo).or_default().push(trace);
        }
    }
    let mut found = Vec::new();
    for (imo, bearers) in by_imo {
        for (at, a) in bearers.iter().enumerate() {
            for b in bearers.iter().skip(at + 1).filter(|b| b.mmsi() != a.mmsi()) {
                found.extend(twice(imo, a, b, rules));
            }
        }
    }
    found
}

fn twice(imo: Imo, a: &Trace, b: &Trace, rules: &IdentityRules) -> Option<Finding> {
    let (first, second) = if a.track <= b.track { (a, b) } else { (b, a) };
    let both = overlap(a, b);
    if both.hours() < rules.shared_h {
        return None;
    }
    let (apart, places) = farthest(first, second)?;
    if apart.value() < rules.apart_m {
        return None;
    }
    let span = (a.first.time.max(b.first.time), a.last.time.min(b.last.time));
    let mut draft = Draft::new(Kind::DualIdentity, span, vec![first, second], "imo_on_two_mmsis")
        .value("how", "imo_on_two_mmsis")
        .value("imo", i64::from(imo.number()))
        .value("overlap_h", rounded(both.hours(), 1_000.0))
        .value("apart_m", rounded(apart.value(), 10.0))
        .threshold("shared_h", rules.shared_h)
        .threshold("apart_m", rules.apart_m);
    for trace in [first, second] {
        let runs = trace.runs(Attribute::Imo).filter(|run| run.value == imo.number().to_string());
        draft = draft
            .cite(trace.track, runs.take(1).flat_map(|run| [run.first]))
            .cite(trace.track, [trace.first, trace.last]);
    }
    let draft = draft.cite(first.track, [places.0]).cite(second.track, [places.1]).lasting();
    draft.because(format!(
        "{} and {} both claim IMO {imo} for {both}, up to {:.1} nm apart: one of them is not that ship",
        first.mmsi(),
        second.mmsi(),
        apart.value() / 1_852.0
    ))
}

/// How far apart two tracks were at some time when both were heard, and where they were then.
fn farthest(a: &Trace, b: &Trace) -> Option<(Metres, (Point, Point))> {
    let ends = |trace: &Trace| [vec![trace.first], trace.path.clone(), vec![trace.last]].concat();
    let (from, to) = (a.first.time.max(b.first.time), a.last.time.min(b.last.time));
    let theirs = ends(b);
    let distances =
        ends(a).into_iter().filter(|p| from <= p.time && p.time <= to).filter_map(|point| {
            let next = theirs.partition_point(|other| other.time < point.time);
            let near = theirs.get(next).or_else(|| theirs.last())?;
            let gap = (near.time - point.time).abs().hours();
            // Only fixes close in time are compared, so that a ship under way is not apart from itself.
            let apart = quick_distance(point.position, near.position);
            (gap <= 0.5).then_some((apart, (point, *near)))
        });
    distances.max_by(|(one, _), (other, _)| one.value().total_cmp(&other.value()))
}
