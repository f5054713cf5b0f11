//! Names, call signs, numbers and sizes that change.

use std::collections::BTreeMap;

use cordon_core::{Finding, Kind, Span, TrackId};
use rapidfuzz::distance::levenshtein;

use super::report::{Draft, rounded};
use super::rules::IdentityRules;
use crate::hull::Stitch;
use crate::imo::Imo;
use crate::names::vessel::VesselName;
use crate::trace::{Attribute, Heard, Point, Trace};

/// One attribute that changed.
struct Change<'a> {
    attribute: Attribute,
    old: &'a Heard,
    new: &'a Heard,
}

/// Changes while one track went on.
pub(super) fn within(trace: &Trace, rules: &IdentityRules) -> Vec<Finding> {
    let mut changes: Vec<Change<'_>> = Vec::new();
    for attribute in Attribute::ALL {
        let steady: Vec<_> =
            trace.runs(attribute).filter(|run| run.count >= rules.heard_times).collect();
        changes.extend(
            steady.windows(2).filter_map(|pair| changed(attribute, pair[0], pair[1], rules)),
        );
    }
    changes.sort_by_key(|change| (change.new.first.time, change.attribute));
    let together = Span::from_hours_f64(rules.together_h);
    let mut found = Vec::new();
    let mut rest = changes.as_slice();
    while let Some(first) = rest.first() {
        let until = first.new.first.time + together;
        let count = rest.partition_point(|change| change.new.first.time <= until);
        let (group, later) = rest.split_at(count);
        found.extend(finding(&[trace], group, "within_track", rules, None));
        rest = later;
    }
    found
}

/// Changes from a track that ended to the one that a hull is taken to have gone on as.
pub(super) fn over(
    traces: &BTreeMap<TrackId, &Trace>,
    stitched: &[Stitch],
    rules: &IdentityRules,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for stitch in stitched {
        let (Some(&before), Some(&after)) = (traces.get(&stitch.before), traces.get(&stitch.after))
        else {
            continue;
        };
        let changes: Vec<_> = Attribute::ALL
            .into_iter()
            .filter_map(|attribute| {
                changed(
                    attribute,
                    before.last_claim(attribute)?,
                    after.first_claim(attribute)?,
                    rules,
                )
            })
            .collect();
        found.extend(finding(&[before, after], &changes, "over_silence", rules, Some(stitch)));
    }
    found
}

/// Whether a new value is another one, and not the same one better spelled.
fn changed<'a>(
    attribute: Attribute,
    old: &'a Heard,
    new: &'a Heard,
    rules: &IdentityRules,
) -> Option<Change<'a>> {
    let (was, is) = (old.value.as_str(), new.value.as_str());
    let differs = match attribute {
        Attribute::Name => !is_spelling(was, is),
        Attribute::CallSign => signs(was) != signs(is),
        // From a number that cannot be right to one that can: a correction. A wrong number is told by
        // itself.
        Attribute::Imo => valid(was).is_some() && valid(is).is_some() && was != is,
        Attribute::ShipType => class(was) != class(is),
        Attribute::Length | Attribute::Beam => resized(was, is, rules),
    };
    (differs && was != is).then_some(Change { attribute, old, new })
}

/// At most one letter apart, and no number: a slip or its correction.
fn is_spelling(was: &str, is: &str) -> bool {
    let (a, b) = (VesselName::new(was), VesselName::new(is));
    a.numbers == b.numbers && levenshtein::distance(a.letters.bytes(), b.letters.bytes()) <= 1
}

fn signs(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn valid(text: &str) -> Option<Imo> {
    text.parse().ok().and_then(Imo::new)
}

/// The kind of ship without its cargo: the tens of the AIS code, ITU-R M.1371 table 53. From 30 to 59
/// each is a kind of its own, and below 20 nothing is said.
fn class(text: &str) -> Option<u32> {
    match text.parse::<u32>().ok()? {
        code @ 30..=59 => Some(code),
        code @ (20..=29 | 60..=89) => Some(code / 10),
        _ => None,
    }
}

pub(crate) fn resized(was: &str, is: &str, rules: &IdentityRules) -> bool {
    let (Ok(was), Ok(is)) = (was.parse::<f64>(), is.parse::<f64>()) else { return false };
    let difference = (was - is).abs();
    difference > rules.size_m && difference > rules.size_part * was.max(is)
}

fn finding(
    traces: &[&Trace],
    changes: &[Change<'_>],
    how: &str,
    rules: &IdentityRules,
    stitch: Option<&Stitch>,
) -> Option<Finding> {
    let (before, after) = (traces.first()?, traces.last()?);
    let start = changes.iter().map(|change| change.old.last.time).min();
    let end = changes.iter().map(|change| change.new.first.time).max();
    let span = match stitch {
        Some(_) => (before.last.time, after.first.time),
        None => (start?, end?),
    };
    let what: Vec<_> = changes.iter().map(|change| change.attribute.name()).collect();
    let same_imo = before.imo().filter(|imo| after.imo() == Some(*imo));
    let mut draft = Draft::new(Kind::IdentityChange, span, traces.to_vec(), how)
        .value("how", how)
        .value("attributes", what.join(", "))
        .value("imo_unchanged", same_imo.is_some() && !what.contains(&"imo"))
        .threshold("heard_times", i64::from(rules.heard_times));
    for change in changes {
        let key = change.attribute.name();
        let ends: [Point; 2] = [change.old.last, change.new.first];
        draft = draft
            .value(&format!("{key}_before"), change.old.value.as_str())
            .value(&format!("{key}_after"), change.new.value.as_str())
            .cite(before.track, [ends[0]])
            .cite(after.track, [ends[1]]);
    }
    if same_imo.is_some() {
        // The number that stayed is part of what is said.
        for trace in traces {
            draft = draft.cite(trace.track, trace.imo_first());
        }
    }
    if let Some(place) = changes.first().map(|change| change.new.first.position) {
        draft = draft.at(place);
    }
    if let Some(stitch) = stitch {
        draft = draft
            .at(after.first.position)
            .value("mmsi_before", before.mmsi().to_string())
            .value("mmsi_after", after.mmsi().to_string())
            .value("basis", basis(stitch))
            .value("silence_h", rounded(stitch.silence.hours(), 1_000.0))
            .value("distance_m", rounded(stitch.distance.value(), 10.0))
            .threshold("stitch_days", rules.stitch_days)
            .threshold("stitch_m", rules.stitch_m)
            .cite(before.track, [before.last])
            .cite(after.track, [after.first]);
        if let Some(off) = stitch.off {
            draft = draft
                .value("off_m", rounded(off.value(), 10.0))
                .threshold("ahead_min", rules.ahead_min);
        }
        if stitch.basis == crate::hull::Basis::Decided {
            draft = draft.value("decided_links", format!("{} {}", before.track, after.track));
        }
    }
    draft.because(reason(changes, same_imo, stitch, (before, after)))
}

fn basis(stitch: &Stitch) -> &'static str {
    match stitch.basis {
        crate::hull::Basis::Decided => "decided",
        crate::hull::Basis::StitchedByImo => "imo",
        crate::hull::Basis::StitchedByPlace => "nearest",
        crate::hull::Basis::StitchedAhead => "ahead",
        _ => "only_candidate",
    }
}

fn reason(
    changes: &[Change<'_>],
    same_imo: Option<Imo>,
    stitch: Option<&Stitch>,
    (before, after): (&Trace, &Trace),
) -> String {
    let mut what: Vec<String> = changes
        .iter()
        .map(|change| {
            let words = change.attribute.name().replace('_', " ");
            format!("{words} `{}` to `{}`", change.old.value, change.new.value)
        })
        .collect();
    if stitch.is_some() {
        what.insert(0, format!("MMSI {} to {}", before.mmsi(), after.mmsi()));
    }
    let papers = match same_imo {
        Some(imo) => format!("under IMO {imo} throughout, as a renaming with papers would"),
        None => "with no valid IMO number that ties both together".to_owned(),
    };
    match stitch {
        Some(stitch) => format!(
            "changed from {}, {:.0} m apart after {} of silence{}, {papers}{}",
            what.join(", "),
            stitch.distance.value(),
            stitch.silence,
            stitch
                .off
                .map(|off| format!(", {:.0} m from where it was headed", off.value()))
                .unwrap_or_default(),
            if stitch.basis == crate::hull::Basis::Decided {
                "; one ship by decision of a person"
            } else {
                ""
            }
        ),
        None => format!("changed from {} under way, {papers}", what.join(", ")),
    }
}
