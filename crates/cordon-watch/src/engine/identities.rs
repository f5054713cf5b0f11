//! What all tracks said they are, put together.

use std::collections::BTreeSet;

use cordon_core::{Finding, FindingId, Mmsi, Status, TrackId, Value};
use cordon_identity::Trace;

use super::craft::Sketched;
use super::shard::Shard;
use super::{Engine, Listener};
use crate::reconcile::FindingSet;

/// What is known of tracks that are over, and what was told so far.
#[derive(Debug, Default)]
pub(super) struct Identities {
    pub(super) closed: Vec<Sketched>,
    told: FindingSet,
}

impl Engine {
    /// What identity needs to know of every track, in the order of their names, without paths.
    pub(crate) fn traces(&self) -> Vec<Trace> {
        let open = self.shards.iter().flat_map(Shard::open_sketches);
        let open = open.map(|sketched| Trace { open: true, ..self.trace(&sketched) });
        let closed = self.identities.closed.iter().map(|sketched| self.trace(sketched));
        let mut traces: Vec<Trace> = open.chain(closed).collect();
        traces.sort_by_key(|trace| trace.track);
        traces
    }

    fn trace(&self, (track, sketch, simulated): &Sketched) -> Trace {
        Trace { exercise: self.exercise(*simulated), ..sketch.trace(*track) }
    }

    /// Numbers that sailed beside others for long.
    pub(crate) fn companions(&self) -> BTreeSet<Mmsi> {
        self.companions.numbers(&self.settings.identity)
    }

    /// Everything about identity as it is known now. What is new is told, and what is no longer found;
    /// what merely goes on is told again only `at_the_end`.
    pub(crate) fn tell_identities(
        &mut self,
        found: Vec<Finding>,
        at_the_end: bool,
        listener: &mut dyn Listener,
    ) {
        let now: FindingSet =
            found.into_iter().map(|finding| (finding.id.clone(), finding)).collect();
        let gone = self.identities.told.values().filter(|old| !now.contains_key(&old.id));
        gone.map(taken_back).for_each(|finding| listener.finding(finding));
        for finding in now.values() {
            let old = self.identities.told.get(&finding.id);
            if old.is_none_or(|old| old != finding && (at_the_end || gist(old) != gist(finding))) {
                listener.finding(finding.clone());
            }
        }
        self.identities.told = now;
    }
}

/// What does not grow by itself while a thing goes on.
fn gist(finding: &Finding) -> (&FindingId, Status, &[TrackId], Vec<(&String, &Value)>) {
    let is_word = |value: &Value| matches!(value, Value::Text(_) | Value::Flag(_));
    let words = finding.values.iter().filter(|(_, value)| is_word(value)).collect();
    (&finding.id, finding.status, &finding.tracks, words)
}

fn taken_back(old: &Finding) -> Finding {
    let reason = format!("{} Withdrawn: with what was heard since it no longer holds.", old.reason);
    Finding { status: Status::Withdrawn, reason, ..old.clone() }
}
