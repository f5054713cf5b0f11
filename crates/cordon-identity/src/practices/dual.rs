//! One craft under two numbers at once.

use std::collections::BTreeMap;

use cordon_core::{Finding, Kind, TrackId};

use super::report::{Draft, count, rounded};
use super::rules::IdentityRules;
use crate::hull::CoMoving;
use crate::trace::{Attribute, Trace};

/// Kinds of craft for which sailing as one is a day's work: tugs, towing, pilots, tenders and the like
/// (AIS types 31, 32, 50 to 59).
fn at_work(trace: &Trace) -> bool {
    let code = trace.last_claim(Attribute::ShipType).and_then(|run| run.value.parse::<u32>().ok());
    matches!(code, Some(31 | 32 | 50..=59))
}

/// Pairs of numbers that sailed as one ship. A tug with its tow is none.
pub(super) fn dual(
    pairs: &[CoMoving],
    traces: &BTreeMap<TrackId, &Trace>,
    rules: &IdentityRules,
) -> Vec<Finding> {
    pairs.iter().filter_map(|pair| of_one(pair, traces, rules)).collect()
}

fn of_one(
    pair: &CoMoving,
    traces: &BTreeMap<TrackId, &Trace>,
    rules: &IdentityRules,
) -> Option<Finding> {
    let (a, b) = (*traces.get(&pair.a)?, *traces.get(&pair.b)?);
    if at_work(a) || at_work(b) {
        return None;
    }
    let nm = pair.sailed.value() / 1_852.0;
    let span = (pair.a_fixes.first()?.time, pair.a_fixes.last()?.time);
    let draft = Draft::new(Kind::DualIdentity, span, vec![a, b], "co_moving")
        .value("how", "co_moving")
        .value("sailed_nm", rounded(nm, 100.0))
        .value("apart_m", rounded(pair.apart.value(), 10.0))
        .value("fixes", count(pair.a_fixes.len()))
        .threshold("comoving_nm", rules.comoving_nm)
        .threshold("comoving_m", rules.comoving_m)
        .threshold("comoving_fixes", count(rules.comoving_fixes))
        .cite(a.track, pair.a_fixes.iter().copied())
        .cite(b.track, pair.b_fixes.iter().copied());
    let draft = if pair.went_on { draft } else { draft.lasting() };
    draft.because(format!(
            "{} and {} sailed {nm:.1} nm together and never were more than {:.0} m apart: one ship with two numbers, unless one tows the other",
            a.mmsi(),
            b.mmsi(),
            pair.apart.value()
        ))
}
