//! What owners have consented to: that an object of theirs goes on to a third party.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::names::{ObjectId, PartnerName};
use crate::object::{Kind, Object};

/// Consents in hand.
#[derive(Debug, Default)]
pub(super) struct Consents(BTreeSet<(PartnerName, ObjectId, PartnerName)>);

/// The body of a consent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    object: ObjectId,
    to: BTreeSet<PartnerName>,
}

impl Consents {
    /// Takes one in, as its owner's word about his own objects alone.
    pub(super) fn add(&mut self, consent: &Object) -> bool {
        if consent.kind != Kind::Consent || consent.check().is_err() {
            return false;
        }
        let Ok(Body { object, to }) = Body::deserialize(&consent.body) else { return false };
        let owner = &consent.origin;
        self.0.extend(to.into_iter().map(|partner| (owner.clone(), object.clone(), partner)));
        true
    }

    pub(super) fn holds(&self, object: &Object, partner: &PartnerName) -> bool {
        // Most nodes pass nothing on: then there is nothing to look up.
        !self.0.is_empty()
            && self.0.contains(&(object.label.owner.clone(), object.id.clone(), partner.clone()))
    }
}
