//! What the gate says, and what it lets through.

use cordon_core::Time;
use serde_json::{Value, json};

use crate::digest::Digest;
use crate::names::{ObjectId, PartnerName, Word};
use crate::object::Object;

/// What the gate decided about one object and one partner.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// What happens.
    pub outcome: Outcome,
    /// The rule that decided.
    pub rule: String,
    /// Why, as the rule says it.
    pub says: String,
    /// The hash of the policy it was decided by.
    pub policy: Digest,
}

/// What happens to the object.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It leaves, as it is or reduced.
    Release(Box<Released>),
    /// It would leave reduced, but not before this instant: ask again then.
    Later(Time),
    /// It does not leave.
    Refuse,
}

/// An object on its way to one partner. Made by the gate alone:
///
/// ```compile_fail
/// # fn try_it(object: cordon_share::Object, to: cordon_share::PartnerName) {
/// let _ = cordon_share::gate::Released { object, to }; // its fields are private
/// # }
/// ```
///
/// ```compile_fail
/// # fn try_it(text: &str) {
/// let _: cordon_share::gate::Released = serde_json::from_str(text).unwrap(); // nor can it be read
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Released(Parts);

/// What a release consists of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parts {
    pub(super) object: Object,
    pub(super) to: PartnerName,
    pub(super) source: ObjectId,
    pub(super) reduced_by: Option<Word>,
    pub(super) rule: String,
    pub(super) policy: Digest,
}

impl Released {
    pub(super) fn new(parts: Parts) -> Released {
        Released(parts)
    }

    /// What leaves: the whole object or what a profile left of it.
    pub fn object(&self) -> &Object {
        &self.0.object
    }

    /// To whom, and to nobody else.
    pub fn to(&self) -> &PartnerName {
        &self.0.to
    }

    /// The object's name here; what leaves may bear a hidden one. Never goes to the partner.
    pub fn source(&self) -> &ObjectId {
        &self.0.source
    }

    /// The profile it was reduced by.
    pub fn reduced_by(&self) -> Option<&Word> {
        self.0.reduced_by.as_ref()
    }

    /// The rule that permitted it.
    pub fn rule(&self) -> &str {
        &self.0.rule
    }

    /// The hash of the policy it was released by.
    pub fn policy(&self) -> Digest {
        self.0.policy
    }
}

impl Decision {
    pub(super) fn refusal(rule: &str, says: &str, policy: Digest) -> Decision {
        Decision { outcome: Outcome::Refuse, rule: rule.to_owned(), says: says.to_owned(), policy }
    }

    pub(super) fn later(at: Time, rule: &str, says: &str, policy: Digest) -> Decision {
        let outcome = Outcome::Later(at);
        Decision { outcome, rule: rule.to_owned(), says: says.to_owned(), policy }
    }

    pub(super) fn release(released: Released, rule: &str, says: &str) -> Decision {
        let policy = released.policy();
        let outcome = Outcome::Release(Box::new(released));
        Decision { outcome, rule: rule.to_owned(), says: says.to_owned(), policy }
    }

    /// What was released, if it was.
    pub fn released(&self) -> Option<&Released> {
        match &self.outcome {
            Outcome::Release(released) => Some(released),
            Outcome::Later(_) | Outcome::Refuse => None,
        }
    }

    /// In one word: `whole`, `reduced`, `later`, `refused`.
    pub fn word(&self) -> &'static str {
        match &self.outcome {
            Outcome::Release(released) if released.reduced_by().is_some() => "reduced",
            Outcome::Release(_) => "whole",
            Outcome::Later(_) => "later",
            Outcome::Refuse => "refused",
        }
    }

    /// A sentence about it, which says nothing of the object's content.
    pub fn sentence(&self, partner: &PartnerName) -> String {
        let Decision { rule, says, .. } = self;
        match &self.outcome {
            Outcome::Refuse => format!("Not released to {partner}: {says} ({rule})."),
            Outcome::Later(at) => {
                format!("Released to {partner} from {at}, reduced: {says} ({rule}).")
            }
            Outcome::Release(released) => match released.reduced_by() {
                None => format!("Released to {partner} as it is: {says} ({rule})."),
                Some(profile) => {
                    format!("Released to {partner} through the profile {profile}: {says} ({rule}).")
                }
            },
        }
    }

    /// For JSON: everything but the object.
    pub fn to_json(&self) -> Value {
        let at = match &self.outcome {
            Outcome::Later(at) => Some(at.to_string()),
            Outcome::Release(_) | Outcome::Refuse => None,
        };
        json!({
            "decision": self.word(),
            "rule": self.rule,
            "says": self.says,
            "policy": self.policy,
            "not_before": at,
            "reduced_by": self.released().and_then(Released::reduced_by),
        })
    }
}
