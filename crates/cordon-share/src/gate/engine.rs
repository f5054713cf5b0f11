//! Asking the rules: as they are laid out for deciding, or Cedar where they hold what that cannot.

use std::collections::{BTreeMap, HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision as Verdict, Entities, Entity, EntityId, EntityUid, Request,
    RestrictedExpression as Expression,
};
use cordon_core::Time;

use super::facts::{self, NoFacts, entity_type, object_uid, partner_uid};
use super::fault::{Fault, broken};
use crate::names::{PartnerName, Word};
use crate::object::Object;
use crate::policy::{Action, Agreement, Agreements, Facts, Policy, Slice};

/// What does not change from one decision to the next: who we are, and Cedar with the partners it knows.
pub(super) struct Engine {
    us: PartnerName,
    authorizer: Authorizer,
    actions: Option<[EntityUid; 2]>,
    partners: BTreeMap<PartnerName, Entity>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("partners", &self.partners.keys()).finish_non_exhaustive()
    }
}

/// One object and one partner, to be asked about.
#[derive(Clone, Copy)]
pub(super) struct Question<'q> {
    pub(super) object: &'q Object,
    pub(super) partner: &'q PartnerName,
    pub(super) now: Time,
    pub(super) consent: bool,
}

/// What the policy answered about releasing the object as it is, and reduced.
pub(super) struct Answers {
    pub(super) whole: Answer,
    pub(super) reduced: Answer,
}

impl Answers {
    fn both(about: impl Fn(Action) -> Answer) -> Answers {
        Answers { whole: about(Action::Whole), reduced: about(Action::Reduced) }
    }
}

/// What the policy answered about one action.
#[derive(Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) permits: bool,
    /// The rule that decided; of several, the first by name.
    pub(super) rule: String,
    pub(super) says: String,
    /// Whether asking for the other kind of release is in vain: a law forbids it, or a rule failed.
    pub(super) is_final: bool,
    /// The profiles of all rules that permitted.
    pub(super) profiles: Vec<Word>,
}

impl Answer {
    pub(super) fn refusal(rule: &str, says: &str) -> Answer {
        let (rule, says) = (rule.to_owned(), says.to_owned());
        Answer { permits: false, rule, says, is_final: false, profiles: Vec::new() }
    }

    /// Of the rules that decided.
    fn of(permits: bool, rules: &[&str], failed: bool, policy: &Policy) -> Answer {
        if failed && !broken(Fault::ForgivesErrors) {
            let says = "a rule of the policy could not be evaluated";
            return Answer { is_final: true, ..Answer::refusal("rule-failed", says) };
        }
        let mut known = rules.iter().filter_map(|id| policy.rules().get(*id));
        let profiles = known.clone().filter_map(|rule| rule.profile.clone()).collect();
        match known.next() {
            Some(rule) => Answer {
                permits,
                rule: rule.id.clone(),
                says: rule.says.clone(),
                is_final: rule.file == "laws",
                profiles,
            },
            None => Answer::refusal("default-deny", "no rule permits it"),
        }
    }
}

impl Engine {
    pub(super) fn new(us: &PartnerName, agreements: &Agreements) -> Engine {
        let partners = agreements.iter().filter(|(name, _)| *name != us);
        let partners = partners
            .filter_map(|(name, agreement)| Some((name.clone(), partner_entity(name, agreement)?)))
            .collect();
        let action = |action: Action| {
            let kind = entity_type("Action")?;
            Some(EntityUid::from_type_name_and_id(kind, EntityId::new(action.name())))
        };
        let actions =
            action(Action::Whole).zip(action(Action::Reduced)).map(<[EntityUid; 2]>::from);
        Engine { us: us.clone(), authorizer: Authorizer::new(), actions, partners }
    }

    pub(super) fn answer(&self, asked: Question<'_>, policy: &Policy) -> Answers {
        let known = policy.slice(asked.partner).zip(policy.agreements().get(asked.partner));
        let Some((slice, agreement)) = known.filter(|_| *asked.partner != self.us) else {
            let unknown = "nothing was agreed with this partner";
            return Answers::both(|_| Answer::refusal("unknown-partner", unknown));
        };
        let Some(compiled) = &slice.compiled else {
            return Answers::both(|action| self.by_cedar(asked, action, slice, policy));
        };
        let to = (asked.partner, agreement);
        let judged =
            compiled.judge(&Facts::new(&self.us, asked.object, to, asked.now, asked.consent));
        Answers::both(|action| {
            let judged = judged.of(action);
            Answer::of(judged.permits(), &judged.rules, judged.failed, policy)
        })
    }

    /// The reference.
    pub(super) fn by_cedar(
        &self,
        asked: Question<'_>,
        action: Action,
        slice: &Slice,
        policy: &Policy,
    ) -> Answer {
        let Ok((request, entities)) = self.request(asked, action) else {
            return Answer {
                is_final: true,
                ..Answer::refusal("not-understood", "the object cannot be put to the policy")
            };
        };
        let response = self.authorizer.is_authorized(&request, slice.of(action), &entities);
        let failed = response.diagnostics().errors().next().is_some();
        let mut rules: Vec<&str> = response.diagnostics().reason().map(AsRef::as_ref).collect();
        rules.sort_unstable();
        Answer::of(response.decision() == Verdict::Allow, &rules, failed, policy)
    }

    /// Requests are built from types that fit the schema by construction, so they are not validated
    /// against it again.
    fn request(&self, asked: Question<'_>, action: Action) -> Result<(Request, Entities), NoFacts> {
        let principal = self.partners.get(asked.partner).ok_or(NoFacts)?;
        let object = facts::entity(asked.object, &self.us)?;
        let entities = Entities::from_entities([principal.clone(), object], None);
        let context = Context::from_pairs([
            ("now".to_owned(), Expression::new_long(asked.now.as_unix_seconds())),
            ("consent".to_owned(), Expression::new_bool(asked.consent)),
        ]);
        let [whole, reduced] = self.actions.clone().ok_or(NoFacts)?;
        let action = if action == Action::Whole { whole } else { reduced };
        let (resource, context) = (object_uid().ok_or(NoFacts)?, context.ok().ok_or(NoFacts)?);
        let request = Request::new(principal.uid(), action, resource, context, None);
        Ok((request.ok().ok_or(NoFacts)?, entities.ok().ok_or(NoFacts)?))
    }
}

fn partner_entity(name: &PartnerName, agreement: &Agreement) -> Option<Entity> {
    let (kind, group) = (entity_type("Partner")?, entity_type("Group")?);
    let words = |words: &mut dyn Iterator<Item = &str>| {
        Expression::new_set(words.map(|word| Expression::new_string(word.to_owned())))
    };
    let groups: HashSet<EntityUid> = agreement
        .groups
        .iter()
        .map(|name| EntityUid::from_type_name_and_id(group.clone(), EntityId::new(name.as_str())))
        .collect();
    let attributes = HashMap::from([
        ("clearance".to_owned(), Expression::new_long(agreement.clearance as i64)),
        ("purposes".to_owned(), words(&mut agreement.purposes.iter().map(Word::as_str))),
        ("exercises".to_owned(), words(&mut agreement.exercises.iter().map(String::as_str))),
    ]);
    Entity::new(partner_uid(&kind, name), attributes, groups).ok()
}
