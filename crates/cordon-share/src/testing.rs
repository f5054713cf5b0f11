//! What the tests of this crate share.

use cordon_core::{Span, Time};
use serde_json::json;

use crate::card::Card;
use crate::check::Ring;
use crate::digest::Digest;
use crate::engine::Ready;
use crate::keys::Identity;
use crate::label::{Label, Releasable, ThirdParty, Tlp};
use crate::names::PartnerName;
use crate::object::{Kind, Object};
use crate::seal::{Sealed, seal};
use crate::store::{Outgoing, Store};

pub(crate) fn name(text: &str) -> PartnerName {
    text.parse().unwrap()
}

/// A node whose secret follows from its name.
pub(crate) fn node(text: &str) -> Identity {
    Identity::new(name(text), &Digest::of(text.as_bytes()).0)
}

pub(crate) fn t0() -> Time {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

pub(crate) fn at(seconds: i64) -> Time {
    t0() + Span::from_seconds(seconds)
}

pub(crate) fn card(text: &str) -> Card {
    Card::make(&node(text), Digest::of(text.as_bytes()), None, t0())
}

pub(crate) fn ring(names: &[&str]) -> Ring {
    names.iter().map(|text| (name(text), node(text).public())).collect()
}

/// An object that may go to all the nodes of the tests, and on.
pub(crate) fn object(origin: &str, kind: Kind, id: &str, version: u64) -> Object {
    let everyone = ["JPN", "KOR", "USA"].map(name);
    let label = Label {
        releasable_to: Releasable::to(everyone),
        third_party: ThirdParty::Allow,
        sensitivity: Tlp::Green,
        exercise: (kind == Kind::Drill).then(|| "DRILL7".to_owned()),
        ..Label::closed(name(origin))
    };
    let body = json!({"words": format!("{id} as of {version}")});
    let id = id.parse().unwrap();
    Object { id, kind, version, time: t0(), label, origin: name(origin), body }
}

/// `origin` takes an object back.
pub(crate) fn revocation(origin: &str, kind: Kind, id: &str) -> Object {
    let mut revocation = object(origin, Kind::Revocation, &format!("revoke-{kind}-{id}"), 1);
    revocation.body = json!({"kind": kind, "id": id, "why": "entered in error"});
    revocation
}

/// Sealed by the node that it says it is of.
pub(crate) fn sealed(object: &Object) -> Sealed {
    let bytes = object.canonical_bytes().unwrap();
    let (seal, mut places) = seal(&node(object.origin.as_str()), &[&bytes]);
    Sealed { bytes, place: places.remove(0), seal }
}

pub(crate) fn outgoing(object: &Object) -> Outgoing {
    Outgoing::new(object, sealed(object))
}

/// Released to one partner. Only tests can say so without the gate.
pub(crate) fn ready(to: &str, object: Object) -> Ready {
    let bytes = object.canonical_bytes().unwrap();
    Ready { to: name(to), source: object.id.clone(), object, bytes }
}

/// A store in memory with these partners.
pub(crate) fn store(partners: &[&str]) -> Store {
    let mut store = Store::in_memory().unwrap();
    for partner in partners {
        store.transact(|w| w.put_partner(&card(partner), Some(partner), t0())).unwrap();
    }
    store
}
