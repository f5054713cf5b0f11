//! New tracks that wait for confirmation.

use cordon_core::{Fix, Time};

use crate::head::Key;
use crate::rules::TrackRules;

/// A track that has too few fixes to count beside an open one.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) key: Key,
    /// Its fixes that are neither kept nor set aside yet, in order of time.
    pub(crate) held: Vec<Fix>,
    /// When it was last heard.
    pub(crate) last: Time,
    /// How often it was heard, fixes that were set aside by now included.
    pub(crate) heard: usize,
}

impl Candidate {
    pub(crate) fn add(&mut self, fix: Fix) {
        self.last = fix.time;
        self.heard += 1;
        self.held.push(fix);
    }

    pub(crate) fn is_confirmed(&self, rules: &TrackRules) -> bool {
        self.heard >= rules.confirm_fixes
    }

    /// When something must be done about it: set its fixes aside, then forget it.
    pub(crate) fn due(&self, rules: &TrackRules) -> Time {
        match self.held.first() {
            Some(first) => first.time + rules.hold(),
            None => self.last + rules.candidate_life(),
        }
    }
}
