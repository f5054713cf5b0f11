//! Flags that nobody granted, and flags that change too often.

use std::collections::{BTreeMap, BTreeSet};

use cordon_core::{Finding, Kind, MmsiClass, Span, TrackId};

use super::Registry;
use super::report::{Draft, count};
use super::rules::IdentityRules;
use crate::country::{Allocation, Country};
use crate::hull::{Basis, Stitch};
use crate::trace::{Attribute, Point, Trace};

/// A number that no country was given, or that another country was given than the ship's flag and call
/// sign say. Where a number was issued is not always the flag of today: the second is a flag to look at,
/// not a verdict.
pub(super) fn false_flag(
    trace: &Trace,
    registry: &dyn Registry,
    rules: &IdentityRules,
) -> Option<Finding> {
    let span = (trace.first.time, trace.last.time);
    let draft = |how: &str| {
        let draft = Draft::new(Kind::FalseFlag, span, vec![trace], how).lasting();
        let draft = draft.value("how", how);
        draft.cite(trace.track, [trace.first, trace.last])
    };
    match Country::of_mmsi(trace.mmsi()) {
        Allocation::NoCountry => None,
        // A drill's ships bear numbers that no ship can have, so that they are mistaken for none.
        Allocation::Nobody(_) if trace.exercise.is_some() => None,
        Allocation::Nobody(mid) => {
            draft("mid_not_allocated").value("mid", i64::from(mid)).because(format!(
                "MMSI {} begins with {mid}, which the ITU has allocated to no country",
                trace.mmsi()
            ))
        }
        Allocation::To(issuer) => {
            let (flag, source, points) = declared(trace, registry, rules)?;
            if trace.mmsi().class() != MmsiClass::Ship || flag.agrees_with(issuer) {
                return None;
            }
            draft("mid_differs_from_flag")
                .value("mid_country", issuer.code())
                .value("flag", flag.code())
                .value("flag_source", source.as_str())
                .cite(trace.track, points)
                .because(format!(
                    "MMSI {} was issued by {}, but {source} says {}: renumbering may be due, or the number is not its own",
                    trace.mmsi(),
                    issuer.name(),
                    flag.name()
                ))
        }
    }
}

/// The flag on record, else the one its call sign tells.
fn declared(
    trace: &Trace,
    registry: &dyn Registry,
    rules: &IdentityRules,
) -> Option<(Country, String, Vec<Point>)> {
    if let Some((flag, source)) = registry.flag(trace.imo(), trace.mmsi(), trace.last.time) {
        return Some((flag, source, Vec::new()));
    }
    let run = trace.last_claim(Attribute::CallSign).filter(|run| run.count >= rules.heard_times)?;
    // Short or odd texts are no call signs of ships: those have four signs or more.
    let signs = run.value.trim();
    let looks = signs.len() >= 4 && signs.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let flag = Country::of_call_sign(signs).filter(|_| looks)?;
    Some((flag, format!("call sign {signs}"), vec![run.first, run.last]))
}

/// A flag that a hull was heard or known under.
#[derive(Clone, Debug, PartialEq)]
pub struct FlagClaimed {
    /// The flag.
    pub flag: Country,
    /// Which track bore it.
    pub track: TrackId,
    /// When it was first heard.
    pub first: Point,
}

/// Changes of flag along each chain of tracks that a hull is taken to have gone on as.
pub(super) fn hopping(
    by_id: &BTreeMap<TrackId, &Trace>,
    stitched: &[Stitch],
    rules: &IdentityRules,
) -> Vec<Finding> {
    let next: BTreeMap<_, _> =
        stitched.iter().map(|stitch| (stitch.before, stitch.after)).collect();
    let begun: BTreeSet<_> = next.values().copied().collect();
    let heads = next.keys().copied().filter(|track| !begun.contains(track));
    heads
        .filter_map(|head| {
            let chain = std::iter::successors(Some(head), |track| next.get(track).copied());
            let chain: Vec<&Trace> = chain.filter_map(|track| by_id.get(&track).copied()).collect();
            let flags: Vec<_> = chain
                .iter()
                .filter_map(|trace| match Country::of_mmsi(trace.mmsi()) {
                    Allocation::To(flag) => {
                        Some(FlagClaimed { flag, track: trace.track, first: trace.first })
                    }
                    _ => None,
                })
                .collect();
            let mut finding = flag_hopping(&chain, &flags, rules)?;
            let links = chain.windows(2).filter_map(|pair| decided_link(stitched, pair));
            let links: Vec<String> = links.collect();
            if !links.is_empty() {
                finding.values.insert("decided_links".to_owned(), links.join("; ").into());
            }
            Some(finding)
        })
        .collect()
}

/// Both ends of a link that stands on a person's word alone.
fn decided_link(stitched: &[Stitch], pair: &[&Trace]) -> Option<String> {
    let &[before, after] = pair else { return None };
    let (before, after) = (before.track, after.track);
    let is_it = |it: &&Stitch| (it.before, it.after, it.basis) == (before, after, Basis::Decided);
    stitched.iter().find(is_it).map(|it| format!("{} {}", it.before, it.after))
}

/// Flags of one hull in order of time, by whatever source: told when more than trade explains changed
/// within 90 or 365 days. The fullest window is told, once.
pub fn flag_hopping(
    chain: &[&Trace],
    flags: &[FlagClaimed],
    rules: &IdentityRules,
) -> Option<Finding> {
    let changes: Vec<(&FlagClaimed, &FlagClaimed)> = flags
        .windows(2)
        .filter_map(|pair| Some((pair.first()?, pair.get(1)?)))
        .filter(|(before, after)| before.flag != after.flag)
        .collect();
    let (short, long) = (fullest(&changes, 90), fullest(&changes, 365));
    let window = if short.len() >= rules.flags_90_days {
        short
    } else if long.len() >= rules.flags_365_days {
        long
    } else {
        return None;
    };
    let (first, last) = (window.first()?, window.last()?);
    let names: Vec<_> = std::iter::once(first.0)
        .chain(window.iter().map(|(_, after)| *after))
        .map(|it| it.flag.code())
        .collect();
    let mut draft =
        Draft::new(Kind::FlagHopping, (first.0.first.time, last.1.first.time), chain.to_vec(), "")
            .value("changes", count(window.len()))
            .value("changes_90_days", count(short.len()))
            .value("changes_365_days", count(long.len()))
            .value("flags", names.join(" "))
            .value(
                "strong",
                short.len() > rules.flags_90_days || long.len() >= rules.flags_365_days,
            )
            .threshold("flags_90_days", count(rules.flags_90_days))
            .threshold("flags_365_days", count(rules.flags_365_days));
    for trace in chain {
        // Every link of the chain: where one ends, where the next begins, and the number they share.
        draft = draft.cite(trace.track, [trace.first, trace.last]);
        draft = draft.cite(trace.track, trace.imo_first());
    }
    let days = (last.1.first.time - first.1.first.time).hours() / 24.0;
    draft.because(format!(
        "changed its flag {} times in {days:.0} days: {}",
        window.len(),
        names.join(", then ")
    ))
}

/// The most changes within so many days.
fn fullest<'a, 'b>(
    changes: &'b [(&'a FlagClaimed, &'a FlagClaimed)],
    days: i64,
) -> &'b [(&'a FlagClaimed, &'a FlagClaimed)] {
    let length = Span::from_hours(24 * days);
    let mut best: &[_] = &[];
    for (at, (_, first)) in changes.iter().enumerate() {
        let rest = changes.get(at..).unwrap_or_default();
        let within =
            rest.partition_point(|(_, after)| after.first.time - first.first.time <= length);
        if within > best.len() {
            best = rest.get(..within).unwrap_or_default();
        }
    }
    best
}
