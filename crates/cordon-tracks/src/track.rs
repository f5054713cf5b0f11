//! One track, as far as decided.

use std::cmp::Reverse;

use cordon_core::{Fix, StaticReport, Time, TrackId, Transponder};

use crate::decision::Decision;
use crate::head::Key;
use crate::identity::Identity;

/// One craft over one unbroken stretch, as far as decided.
#[derive(Clone, Debug)]
pub struct Track {
    /// Its name.
    pub id: TrackId,
    /// Its last fix.
    pub last: Fix,
    /// How many fixes it has.
    pub count: u64,
    /// What the craft says it is.
    pub identity: Option<Box<Identity>>,
    pub(crate) key: Key,
}

impl Track {
    /// A track of one fix.
    pub(crate) fn new(id: TrackId, first: Fix, key: Key) -> Track {
        Track { id, last: first, count: 1, identity: None, key }
    }

    /// One more fix.
    pub(crate) fn keep(&mut self, fix: Fix, out: &mut Vec<Decision>) {
        self.last = fix;
        self.count += 1;
        out.push(Decision::Kept { track: self.id, fix });
    }

    /// Whether the class of the station speaks for, or not against, this track.
    pub(crate) fn may_be(&self, report: &StaticReport) -> bool {
        let class = self.transponder();
        report.transponder == class
            || report.transponder == Transponder::Unknown
            || class == Transponder::Unknown
    }

    /// The class of its station, as last said.
    fn transponder(&self) -> Transponder {
        let said = self.identity.as_ref().map_or(Transponder::Unknown, |known| known.transponder);
        if self.last.transponder == Transponder::Unknown { said } else { self.last.transponder }
    }

    /// Larger is fitter: the very message, then what it said before, receiver, time.
    pub(crate) fn fitness(
        &self,
        report: &StaticReport,
    ) -> (bool, i32, bool, Time, Reverse<TrackId>) {
        let same_message = self.last.source == report.source;
        let agreement = self.identity.as_ref().map_or(0, |known| known.agreement(report));
        let receiver = report.receiver != 0 && self.last.receiver == report.receiver;
        (same_message, agreement, receiver, self.last.time, Reverse(self.id))
    }

    /// Take over what `report` says: tells whose it is, and what is new in it.
    pub(crate) fn identify(&mut self, report: &StaticReport, out: &mut Vec<Decision>) {
        let (track, time, source) = (self.id, report.time, report.source);
        out.push(Decision::Said { track, time, source, waited: None });
        let changed = if let Some(known) = &mut self.identity {
            known.absorb(report)
        } else {
            self.identity = Some(Box::new(Identity::of(report)));
            true
        };
        if let (true, Some(identity)) = (changed, &self.identity) {
            out.push(Decision::Identity { track: self.id, identity: identity.clone() });
        }
    }
}
