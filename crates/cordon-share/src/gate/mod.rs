//! The release gate: the one place where it is decided what leaves.
//!
//! [`Released`] can be made here only, and the outbox takes nothing else. Whatever goes wrong, the
//! answer is a refusal.

use std::collections::BTreeSet;

use cordon_core::Time;

mod consents;
mod decision;
mod engine;
mod facts;
mod fault;
#[cfg(test)]
mod trials;

pub use decision::{Decision, Outcome, Released};

use crate::digest::Digest;
use crate::names::{ObjectId, PartnerName, Word};
use crate::object::Object;
use crate::policy::Policy;
use crate::sanitise::{self, Naming, Profile};
use consents::Consents;
use engine::{Answer, Answers, Engine, Question};
use fault::{Fault, broken};

/// Decides what leaves to whom, by one policy.
#[derive(Debug)]
pub struct Gate {
    us: PartnerName,
    policy: Policy,
    secret: Digest,
    consents: Consents,
    engine: Engine,
}

impl Gate {
    /// The gate of the node `us`. `secret` is this node's own; hidden names follow from it.
    pub fn new(us: PartnerName, policy: Policy, secret: &[u8]) -> Gate {
        let engine = Engine::new(&us, policy.agreements());
        let secret = Digest::of_parts(&[b"cordon-hidden-names-1", secret]);
        Gate { us, policy, secret, consents: Consents::default(), engine }
    }

    /// The node that decides.
    pub fn us(&self) -> &PartnerName {
        &self.us
    }

    /// The policy it decides by.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Takes in the consent of an owner: an object of kind `consent` whose signature was verified.
    /// Its body names the `object` and the nodes it may go on `to`. Whether it was understood.
    pub fn consent(&mut self, consent: &Object) -> bool {
        self.consents.add(consent)
    }

    /// Whether `object` goes to `partner` at the instant `now`: as it is, reduced, later, or not.
    pub fn decide(&self, object: &Object, partner: &PartnerName, now: Time) -> Decision {
        let policy = self.policy.hash();
        let refuse = |rule: &str, says: &str| Decision::refusal(rule, says, policy);
        if self.policy.slice(partner).is_none() {
            return refuse("unknown-partner", "nothing was agreed with this partner");
        }
        if !broken(Fault::ChecksNothing) && object.check().is_err() {
            return refuse("contradiction", "the object contradicts its own label");
        }
        let consent = self.consents.holds(object, partner);
        match self.ask(Question { object, partner, now, consent }) {
            Err(answer) => refuse(&answer.rule, &answer.says),
            Ok(granted) => self.release(object, partner, now, &granted),
        }
    }

    /// Whole if a rule permits that, reduced otherwise. What the label wants sanitised is reduced in
    /// any case, unless its owner did that before it came here.
    fn ask(&self, asked: Question<'_>) -> Result<Granted, Answer> {
        let object = asked.object;
        let ours = object.label.owner == self.us && !broken(Fault::IgnoresTheLabelsProfile);
        let by_label = object.label.sanitise.iter().filter(|_| ours).cloned();
        let mut profiles: BTreeSet<Word> = by_label.collect();
        let Answers { whole, reduced } = self.engine.answer(asked, &self.policy);
        if whole.permits {
            return self.granted(whole, &profiles);
        }
        if whole.is_final {
            return Err(whole);
        }
        if !reduced.permits {
            return Err(reduced);
        }
        profiles.extend(reduced.profiles.iter().cloned());
        if profiles.is_empty() {
            return Err(Answer::refusal("no-profile", "no profile says how to reduce it"));
        }
        self.granted(reduced, &profiles)
    }

    /// What is granted through all of these profiles together; whole when there are none.
    fn granted(&self, by: Answer, names: &BTreeSet<Word>) -> Result<Granted, Answer> {
        let mut reduction: Option<(Word, Profile)> = None;
        for name in names {
            let Some(profile) = self.policy.profiles().get(name) else {
                let says = "its label wants a profile that this node does not have";
                return Err(Answer::refusal("unknown-profile", says));
            };
            reduction = Some(match reduction {
                None => (name.clone(), profile.clone()),
                Some((names, so_far)) => (joined(&names, name), so_far.and(profile)),
            });
        }
        Ok(Granted { rule: by.rule, says: by.says, reduction })
    }

    fn release(&self, object: &Object, partner: &PartnerName, now: Time, by: &Granted) -> Decision {
        let policy = self.policy.hash();
        let Some((name, profile)) = &by.reduction else {
            let released = self.released(object.clone(), object, partner, None, &by.rule);
            return Decision::release(released, &by.rule, &by.says);
        };
        let kept = profile.name == Naming::Kept || broken(Fault::KeepsTheName);
        let id = if kept { Some(object.id.clone()) } else { self.hidden(object, partner) };
        let Some(reduced) = id.and_then(|id| sanitise::reduce(object, profile, name, id)) else {
            let says = "the profile lets nothing of this kind leave";
            return Decision::refusal("nothing-listed", says, policy);
        };
        let due = object.time + profile.delay();
        if now < due && !broken(Fault::LeavesAtOnce) {
            return Decision::later(due, &by.rule, &by.says, policy);
        }
        let released = self.released(reduced, object, partner, Some(name.clone()), &by.rule);
        Decision::release(released, &by.rule, &by.says)
    }

    /// The name this partner knows the object by, when it does not keep its own.
    fn hidden(&self, object: &Object, partner: &PartnerName) -> Option<ObjectId> {
        let parts =
            [&self.secret.0[..], partner.as_str().as_bytes(), object.id.as_str().as_bytes()];
        let digest = Digest::of_parts(&parts).to_string();
        digest.get(..32).and_then(|hex| format!("h-{hex}").parse().ok())
    }

    fn released(
        &self,
        object: Object,
        source: &Object,
        partner: &PartnerName,
        reduced_by: Option<Word>,
        rule: &str,
    ) -> Released {
        Released::new(decision::Parts {
            object,
            to: partner.clone(),
            source: source.id.clone(),
            reduced_by,
            rule: rule.to_owned(),
            policy: self.policy.hash(),
        })
    }
}

/// What the policy granted, and through which profile.
struct Granted {
    rule: String,
    says: String,
    reduction: Option<(Word, Profile)>,
}

/// The name of two profiles applied together; the first's alone where both would be too long.
fn joined(first: &Word, second: &Word) -> Word {
    format!("{first}+{second}").parse().unwrap_or_else(|_| first.clone())
}
