//! Altered identities and false flags (practices 2 and 6 of the US advisory of May 2020), as findings.
//!
//! Pure functions over [`Trace`]s: what each track said, where its ends and path are. `docs/identity.md`
//! defines every rule and value.

mod change;
mod dual;
mod flags;
mod flags_on_record;
mod numbers;
mod report;
mod rules;
mod shared;

pub(crate) use change::resized;
pub use flags::{FlagClaimed, flag_hopping};
pub use flags_on_record::FlagsOnRecord;
pub use rules::{BadIdentityRules, IdentityRules};

use std::collections::BTreeMap;

use cordon_core::{Finding, Mmsi, Time};

use crate::country::Country;
use crate::hull::{Decided, Decision, comoving, stitches};
use crate::imo::Imo;
use crate::trace::Trace;

/// What is known of ships from elsewhere: the flags that lists and registers give them, and what people
/// decided of hulls.
pub trait Registry {
    /// The flag that was on record for a ship then, and who says so.
    fn flag(&self, imo: Option<Imo>, mmsi: Mmsi, as_of: Time) -> Option<(Country, String)>;

    /// What people decided of tracks: one hull or two.
    fn decisions(&self) -> Vec<Decision> {
        Vec::new()
    }
}

/// Nothing is known from elsewhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRegistry;

impl Registry for NoRegistry {
    fn flag(&self, _: Option<Imo>, _: Mmsi, _: Time) -> Option<(Country, String)> {
        None
    }
}

/// Every finding about identity, in a fixed order: by start, kind and name.
pub fn detect(traces: &[Trace], registry: &dyn Registry, rules: &IdentityRules) -> Vec<Finding> {
    let decided = Decided::new(&registry.decisions(), traces);
    let stitched = stitches(traces, &decided, rules);
    let mut found = Vec::new();
    for trace in traces {
        found.extend(change::within(trace, rules));
        found.extend(numbers::wrong_imo(trace, rules));
        found.extend(flags::false_flag(trace, registry, rules));
    }
    let by_id: BTreeMap<_, _> = traces.iter().map(|trace| (trace.track, trace)).collect();
    found.extend(change::over(&by_id, &stitched, rules));
    found.extend(shared::shared(traces, rules));
    found.extend(numbers::one_imo_twice(traces, rules));
    let mut together = comoving(traces, rules);
    together.retain(|pair| !decided.is_split(pair.a, pair.b));
    found.extend(dual::dual(&together, &by_id, rules));
    found.extend(flags::hopping(&by_id, &stitched, rules));
    found.sort_by(|a, b| (a.start, a.kind, &a.id).cmp(&(b.start, b.kind, &b.id)));
    found
}
