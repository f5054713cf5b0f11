//! Asking Cedar.

use std::collections::{BTreeMap, HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision as Verdict, Entities, Entity, EntityId, EntityUid, Request,
    RestrictedExpression as Expression,
};
use cordon_core::Time;

use super::facts::{NoFacts, entity_type, object_uid, partner_uid};
use super::fault::{Fault, broken};
use crate::names::{PartnerName, Word};
use crate::policy::{Action, Agreement, Agreements, Policy};

/// Cedar with what does not change from one decision to the next.
pub(super) struct Engine {
    authorizer: Authorizer,
    actions: Option<[EntityUid; 2]>,
    partners: BTreeMap<PartnerName, Entity>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("partners", &self.partners.keys()).finish_non_exhaustive()
    }
}

/// One object and one partner, ready to be asked about.
pub(super) struct Question {
    partner: PartnerName,
    whole: Request,
    reduced: Request,
    entities: Entities,
}

/// What the policy answered.
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
}

impl Engine {
    pub(super) fn new(us: &PartnerName, agreements: &Agreements) -> Engine {
        let partners = agreements.iter().filter(|(name, _)| *name != us);
        let partners = partners
            .filter_map(|(name, agreement)| Some((name.clone(), partner_entity(name, agreement)?)));
        let action = |action: Action| {
            let kind = entity_type("Action")?;
            Some(EntityUid::from_type_name_and_id(kind, EntityId::new(action.name())))
        };
        let actions =
            action(Action::Whole).zip(action(Action::Reduced)).map(<[EntityUid; 2]>::from);
        Engine { authorizer: Authorizer::new(), actions, partners: partners.collect() }
    }

    /// Requests are built from types that fit the schema by construction, so they are not validated
    /// against it again.
    pub(super) fn question(
        &self,
        partner: &PartnerName,
        object: Entity,
        now: Time,
        consent: bool,
    ) -> Result<Question, NoFacts> {
        let principal = self.partners.get(partner).ok_or(NoFacts)?;
        let entities = Entities::from_entities([principal.clone(), object], None);
        let context = Context::from_pairs([
            ("now".to_owned(), Expression::new_long(now.as_unix_seconds())),
            ("consent".to_owned(), Expression::new_bool(consent)),
        ])
        .ok()
        .ok_or(NoFacts)?;
        let [whole, reduced] = self.actions.clone().ok_or(NoFacts)?;
        let request = |action, context| {
            let resource = object_uid().ok_or(NoFacts)?;
            Request::new(principal.uid(), action, resource, context, None).ok().ok_or(NoFacts)
        };
        Ok(Question {
            partner: partner.clone(),
            whole: request(whole, context.clone())?,
            reduced: request(reduced, context)?,
            entities: entities.ok().ok_or(NoFacts)?,
        })
    }

    pub(super) fn answer(&self, question: &Question, action: Action, policy: &Policy) -> Answer {
        let Some(slice) = policy.slice(&question.partner) else {
            return Answer::refusal("unknown-partner", "nothing was agreed with this partner");
        };
        let request = match action {
            Action::Whole => &question.whole,
            Action::Reduced => &question.reduced,
        };
        let response = self.authorizer.is_authorized(request, slice.of(action), &question.entities);
        let failed = response.diagnostics().errors().next().is_some();
        if failed && !broken(Fault::ForgivesErrors) {
            let says = "a rule of the policy could not be evaluated";
            return Answer { is_final: true, ..Answer::refusal("rule-failed", says) };
        }
        let mut rules: Vec<&str> = response.diagnostics().reason().map(AsRef::as_ref).collect();
        rules.sort_unstable();
        let mut known = rules.iter().filter_map(|id| policy.rules().get(*id));
        let profiles = known.clone().filter_map(|rule| rule.profile.clone()).collect();
        match known.next() {
            Some(rule) => Answer {
                permits: response.decision() == Verdict::Allow,
                rule: rule.id.clone(),
                says: rule.says.clone(),
                is_final: rule.file == "laws",
                profiles,
            },
            None => Answer::refusal("default-deny", "no rule permits it"),
        }
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
