//! An object as policies see it: a Cedar entity of its label, its kind, and the little of its body
//! that the schema names.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use cedar_policy::{
    Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression as Expression,
};
use serde_json::Value;

use crate::label::Label;
use crate::names::{PartnerName, Word};
use crate::object::Object;
use crate::policy::{degrees_e6, third_party};

/// An object that cannot be put to the policy. Cedar's errors may repeat what they are about, so none
/// goes further than here.
#[derive(Debug)]
pub(super) struct NoFacts;

/// The entity of a type that is written as `text`.
pub(super) fn entity_type(text: &str) -> Option<EntityTypeName> {
    text.parse().ok()
}

/// `Partner::"name"`.
pub(super) fn partner_uid(kind: &EntityTypeName, name: &PartnerName) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(name.as_str()))
}

/// The object, as the node `us` sees it.
pub(super) fn entity(object: &Object, us: &PartnerName) -> Result<Entity, NoFacts> {
    let partner = PARTNER.as_ref().ok_or(NoFacts)?;
    let uid = object_uid().ok_or(NoFacts)?;
    let mut facts = label_facts(&object.label, us, partner);
    facts.insert("kind".to_owned(), text(object.kind.name()));
    facts.extend(body_facts(&object.body));
    Entity::new(uid, facts, HashSet::new()).ok().ok_or(NoFacts)
}

/// Every object is asked about under one name: rules look at what it is, not at what it is called.
pub(super) fn object_uid() -> Option<EntityUid> {
    OBJECT.clone()
}

// Names are read by a parser that takes as long as a decision: once is enough.
static PARTNER: LazyLock<Option<EntityTypeName>> = LazyLock::new(|| entity_type("Partner"));
static OBJECT: LazyLock<Option<EntityUid>> = LazyLock::new(|| {
    Some(EntityUid::from_type_name_and_id(entity_type("Object")?, EntityId::new("object")))
});

fn label_facts(
    label: &Label,
    us: &PartnerName,
    partner: &EntityTypeName,
) -> HashMap<String, Expression> {
    let uid = |name| Expression::new_entity_uid(partner_uid(partner, name));
    let mut facts = HashMap::with_capacity(16);
    let mut put = |name: &str, fact| facts.insert(name.to_owned(), fact);
    put("ours", Expression::new_bool(label.owner == *us));
    put("owner", uid(&label.owner));
    put("releasable_to", Expression::new_set(label.releasable_to.0.iter().map(uid)));
    put("classification", Expression::new_long(label.classification as i64));
    put("sensitivity", Expression::new_long(label.sensitivity as i64));
    put("purpose", set(label.purpose.iter().map(Word::as_str)));
    put("third_party", text(third_party(label.third_party)));
    put("caveats", set(label.caveats.iter().map(String::as_str)));
    if let Some(until) = label.retain_until {
        put("retain_until", Expression::new_long(until.as_unix_seconds()));
    }
    if let Some(mark) = &label.exercise {
        put("exercise", text(mark));
    }
    facts
}

/// What is absent or of another type than the schema says is left out: a rule has to ask with `has`.
fn body_facts(body: &Value) -> impl Iterator<Item = (String, Expression)> {
    let word = |name: &str| body.get(name).and_then(Value::as_str).map(text);
    let degrees_e6 = |name: &str| degrees_e6(body, name).map(Expression::new_long);
    let place = || {
        let parts = [("lat_e6", degrees_e6("lat")?), ("lon_e6", degrees_e6("lon")?)];
        Expression::new_record(parts.map(|(name, fact)| (name.to_owned(), fact))).ok()
    };
    let mmsi = body.get("mmsi").and_then(Value::as_i64).map(Expression::new_long);
    let facts =
        [("what", word("kind")), ("flag", word("flag")), ("mmsi", mmsi), ("place", place())];
    facts.into_iter().filter_map(|(name, fact)| fact.map(|fact| (name.to_owned(), fact)))
}

fn text(of: &str) -> Expression {
    Expression::new_string(of.to_owned())
}

fn set<'a>(of: impl Iterator<Item = &'a str>) -> Expression {
    Expression::new_set(of.map(text))
}
