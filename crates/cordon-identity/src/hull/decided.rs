//! What people decided, held against the tracks as they are now.

use std::collections::BTreeMap;

use cordon_core::TrackId;

use super::hypothesis::{Decision, Verdict};
use crate::trace::Trace;

/// The latest decision on each pair of tracks.
#[derive(Debug, Default)]
pub(crate) struct Decided {
    latest: BTreeMap<(TrackId, TrackId), Decision>,
}

impl Decided {
    /// Of two decisions on a pair the later holds, and of two of one instant the later in the list, as the
    /// ledger has them. A track that late data has made longer at its
    /// beginning has another name since; the decision goes with it.
    pub(crate) fn new(decisions: &[Decision], traces: &[Trace]) -> Decided {
        let mut decided = Decided::default();
        if decisions.is_empty() {
            return decided;
        }
        let now: BTreeMap<TrackId, &Trace> = traces.iter().map(|it| (it.track, it)).collect();
        for decision in decisions {
            let (a, b) = (today(decision.a, &now), today(decision.b, &now));
            let decision = Decision { a, b, ..decision.clone() };
            let held = decided.latest.entry(pair(a, b)).or_insert_with(|| decision.clone());
            if decision.at >= held.at {
                *held = decision;
            }
        }
        decided
    }

    /// What was decided of two tracks.
    pub(crate) fn on(&self, a: TrackId, b: TrackId) -> Option<&Decision> {
        self.latest.get(&pair(a, b))
    }

    /// Whether a person says that two tracks are two ships.
    pub(crate) fn is_split(&self, a: TrackId, b: TrackId) -> bool {
        self.on(a, b).is_some_and(|decision| decision.verdict == Verdict::Split)
    }

    /// Every decision, in the order of the tracks.
    pub(crate) fn iter(&self) -> impl Iterator<Item = ((TrackId, TrackId), &Decision)> {
        self.latest.iter().map(|(pair, decision)| (*pair, decision))
    }
}

/// Two tracks in one order, whoever was named first.
pub(crate) fn pair(a: TrackId, b: TrackId) -> (TrackId, TrackId) {
    (a.min(b), a.max(b))
}

/// The track that holds what a decision was about: the same, or the one that goes on through its
/// beginning, where there is one only.
fn today(track: TrackId, now: &BTreeMap<TrackId, &Trace>) -> TrackId {
    if now.contains_key(&track) {
        return track;
    }
    let first = TrackId { start: cordon_core::Time::MIN, ordinal: 0, ..track };
    let holds = |trace: &&&Trace| trace.first.time <= track.start && track.start <= trace.last.time;
    let mut holding = now.range(first..=track).map(|(_, trace)| trace).filter(holds);
    match (holding.next(), holding.next()) {
        (Some(only), None) => only.track,
        _ => track,
    }
}
