//! Taking back what was shared.
//!
//! A partner's copy can only be asked away. The asking is a signed message that goes before all else,
//! by the name under which that partner knows the object, and is answered by a signed receipt.

use cordon_core::Time;
use serde_json::json;

use crate::digest::Digest;
use crate::error::ShareError;
use crate::label::{Label, Releasable, ThirdParty, Tlp};
use crate::names::{ObjectId, PartnerName};
use crate::object::{Kind, Object};
use crate::store::Store;

/// The messages that take an object of ours back, one for each partner who was given it.
///
/// `id` is its name here. Partners that are none any more cannot be reached.
pub fn messages(
    store: &Store,
    us: &PartnerName,
    (kind, id): (Kind, &ObjectId),
    why: &str,
    now: Time,
) -> Result<Vec<(PartnerName, Object)>, ShareError> {
    let (partners, given) = store.read(|w| Ok((w.partners()?, w.given(us, kind, id)?)))?;
    let active: Vec<_> = partners.iter().filter(|partner| partner.active).collect();
    let everyone = active.iter().map(|partner| partner.name().clone());
    let label = Label {
        releasable_to: Releasable::to(everyone),
        sensitivity: Tlp::Green,
        // So that it can follow the object wherever it was passed on.
        third_party: ThirdParty::Allow,
        ..Label::closed(us.clone())
    };
    let to = |no: i64| active.iter().find(|partner| partner.no == no).map(|p| p.name().clone());
    let messages = given.into_iter().filter_map(|(no, their_id)| {
        let object = Object {
            id: name(kind, &their_id),
            kind: Kind::Revocation,
            version: 1,
            time: now,
            label: label.clone(),
            origin: us.clone(),
            body: json!({"kind": kind, "id": their_id, "why": why}),
        };
        Some((to(no)?, object))
    });
    Ok(messages.collect())
}

/// The message's own name: the same for the same object, so that it takes effect once.
fn name(kind: Kind, id: &ObjectId) -> ObjectId {
    let digest = Digest::of_parts(&[kind.name().as_bytes(), id.as_str().as_bytes()]).to_string();
    let name = format!("revoke-{kind}-{}", digest.get(..24).unwrap_or_default());
    // Letters, digits and dashes: always a name.
    name.parse().unwrap_or_else(|_| id.clone())
}
