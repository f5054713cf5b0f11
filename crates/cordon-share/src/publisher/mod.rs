//! A changing picture, released as it changes.
//!
//! Each object is asked about again for each partner when it has a new version. Who gets the picture with
//! a delay gets each track as it was then, not nothing until it stands still.

use std::collections::BTreeMap;

use cordon_core::{Span, Time};

use crate::desk::{self, Desk};
use crate::error::ShareError;
use crate::gate::{Outcome, Released};
use crate::home::Home;
use crate::names::{ObjectId, PartnerName};
use crate::object::{Kind, Object};

/// What a partner may not have is asked about again after this long: rules may look at the time.
const REFUSED_FOR: Span = Span::from_minutes(10);

/// So many standings are remembered. What is forgotten is asked about again when it changes.
const MOST_STANDINGS: usize = 1_000_000;

type Key = (PartnerName, Kind, ObjectId);

/// The desk of a picture, and how each of its objects stands with each partner.
#[derive(Debug)]
pub struct Publisher {
    desk: Desk,
    standing: BTreeMap<Key, Standing>,
    /// The newest of what has to wait, with its profile's delay.
    waiting: BTreeMap<Key, (Object, Span)>,
}

#[derive(Clone, Copy, Debug)]
enum Standing {
    /// The partner has this version.
    Has(u64),
    /// It may not have it, as of then.
    Refused(Time),
}

impl Publisher {
    /// With a desk of its own (see [`Desk::open`]).
    pub fn new(desk: Desk) -> Publisher {
        Publisher { desk, standing: BTreeMap::new(), waiting: BTreeMap::new() }
    }

    /// Reads the policy again if its files changed, and tells whether they did. What was refused or had
    /// to wait is then asked about again.
    pub fn refresh(&mut self, home: &Home, now: Time) -> Result<bool, ShareError> {
        let is_new = self.desk.refresh(home, now)?;
        if is_new {
            self.standing.retain(|_, standing| matches!(standing, Standing::Has(_)));
            self.waiting.clear();
        }
        Ok(is_new)
    }

    /// What was released did not leave: all of it is asked about again.
    pub fn forget(&mut self) {
        self.standing.clear();
    }

    /// What may leave of objects that changed, and of those whose delay has passed. `earlier` tells an
    /// object as it was at an instant. Every decision is in the log when this returns.
    pub fn release(
        &mut self,
        changed: Vec<Object>,
        partners: &[PartnerName],
        earlier: impl Fn(&Object, Time) -> Option<Object>,
        now: Time,
    ) -> Result<Vec<Released>, ShareError> {
        self.waiting.retain(|(partner, ..), _| partners.contains(partner));
        if self.standing.len() > MOST_STANDINGS {
            self.standing.clear();
        }
        let mut asked = self.due(&earlier, now);
        for object in changed {
            asked.extend(self.fresh(&object, partners, now));
        }
        let mut released = self.ask(asked, now)?;
        // What has just turned out to have a delay is looked up as it was.
        let due = self.due(&earlier, now);
        released.extend(self.ask(due, now)?);
        Ok(released)
    }

    /// Which partners are to be asked about for an object that changed.
    fn fresh(
        &mut self,
        object: &Object,
        partners: &[PartnerName],
        now: Time,
    ) -> Vec<(Key, Object)> {
        let mut asked = Vec::new();
        for partner in partners {
            let key = (partner.clone(), object.kind, object.id.clone());
            if let Some((newest, _)) = self.waiting.get_mut(&key) {
                *newest = object.clone();
            } else if self.is_new(&key, object, now) {
                asked.push((key, object.clone()));
            }
        }
        asked
    }

    fn is_new(&self, key: &Key, object: &Object, now: Time) -> bool {
        match self.standing.get(key) {
            None => true,
            Some(Standing::Has(version)) => *version < object.version,
            Some(Standing::Refused(at)) => now - *at >= REFUSED_FOR || now < *at,
        }
    }

    /// Of what waits, what is old enough: as it was, or as it is.
    fn due(
        &mut self,
        earlier: impl Fn(&Object, Time) -> Option<Object>,
        now: Time,
    ) -> Vec<(Key, Object)> {
        let old = |object: &Object, delay: Span| {
            let until = now - delay;
            if object.time <= until { Some(object.clone()) } else { earlier(object, until) }
        };
        let found = self.waiting.iter().filter_map(|(key, (object, delay))| {
            let old = old(object, *delay)?;
            self.is_new(key, &old, now).then(|| (key.clone(), old))
        });
        let found: Vec<(Key, Object)> = found.collect();
        // What has left as it is waits no more; when it changes, it is asked about anew.
        for (key, old) in &found {
            if self.waiting.get(key).is_some_and(|(newest, _)| newest.version == old.version) {
                self.waiting.remove(key);
            }
        }
        found
    }

    fn ask(&mut self, asked: Vec<(Key, Object)>, now: Time) -> Result<Vec<Released>, ShareError> {
        let pairs: Vec<(&Object, &PartnerName)> =
            asked.iter().map(|((partner, ..), object)| (object, partner)).collect();
        let verdicts = self.desk.release_each(&pairs, now)?;
        for ((key, object), verdict) in asked.into_iter().zip(&verdicts) {
            match verdict.decision.outcome {
                Outcome::Release(_) => {
                    self.standing.insert(key, Standing::Has(object.version));
                }
                Outcome::Refuse => {
                    self.waiting.remove(&key);
                    self.standing.insert(key, Standing::Refused(now));
                }
                Outcome::Later(due) => {
                    let delay = due - object.time;
                    self.waiting.insert(key, (object, delay));
                }
            }
        }
        Ok(desk::released(&verdicts))
    }
}

#[cfg(test)]
mod tests;
