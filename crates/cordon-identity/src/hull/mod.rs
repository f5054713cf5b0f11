//! Which tracks are one hull.
//!
//! A hull has dated attributes, each with its source; none of them is its key. That two tracks are one
//! hull is a [`Hypothesis`] with its evidence. [`propose`] makes hypotheses, a person confirms or splits
//! them by [`Decision`]s, and [`resolve`] puts both together: what a person decided stays so, and two
//! different IMO numbers with right check digits are never one hull.

mod comoving;
mod decided;
mod hypothesis;
mod resolve;
mod stitch;

pub use comoving::CoMoving;
pub use hypothesis::{Basis, Decision, Hypothesis, State, Verdict};
pub use resolve::{DatedAttribute, Hull, Hulls, Refused, resolve};
pub use stitch::Stitch;

pub(crate) use comoving::comoving;
pub(crate) use decided::Decided;
pub(crate) use resolve::overlap;
pub(crate) use stitch::stitches;

use crate::practices::IdentityRules;
use crate::trace::Trace;

/// Everything that suggests that two tracks are one hull, in a fixed order. What people decided is a
/// candidate less or more; what speaks for a hull that they split is told all the same.
pub fn propose(traces: &[Trace], decisions: &[Decision], rules: &IdentityRules) -> Vec<Hypothesis> {
    let decided = Decided::new(decisions, traces);
    let mut found: Vec<_> =
        stitches(traces, &Decided::default(), rules).iter().map(Stitch::hypothesis).collect();
    for stitch in stitches(traces, &decided, rules) {
        let stitch = stitch.hypothesis();
        if stitch.basis != Basis::Decided && !found.contains(&stitch) {
            found.push(stitch);
        }
    }
    found.extend(comoving(traces, rules).iter().map(CoMoving::hypothesis));
    found.extend(stitch::continuations(traces, rules));
    found.sort_by_key(|it| (it.a, it.b, it.basis));
    found
}
