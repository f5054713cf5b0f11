//! The picture as a partner sees it: every object of ours put through the gate, nothing sent.

use std::collections::BTreeMap;

use cordon_core::Time;
use serde::Serialize;
use serde_json::{Value, json};

use crate::gate::{Gate, Outcome};
use crate::names::PartnerName;
use crate::object::Object;

/// What a partner would see.
#[derive(Clone, Debug, Serialize)]
pub struct Preview {
    /// Who.
    pub partner: PartnerName,
    /// At which instant.
    pub at: Time,
    /// The hash of the policy.
    pub policy: String,
    /// What leaves, in the order given.
    pub seen: Vec<Seen>,
    /// How many wait for their delay, or do not leave, by the rule that says so.
    pub unseen: BTreeMap<String, u64>,
}

/// One object as the partner sees it.
#[derive(Clone, Debug, Serialize)]
pub struct Seen {
    /// Its name here.
    pub source: String,
    /// What leaves.
    pub object: Object,
    /// The profile it went through.
    pub reduced_by: Option<String>,
    /// The rule that permitted it.
    pub rule: String,
}

/// Puts these objects through the gate as of one instant. What is too new for a partner's delay is
/// asked for again as `earlier` knew it, at the newest instant that is old enough.
pub fn preview<'o>(
    gate: &Gate,
    objects: impl IntoIterator<Item = &'o Object>,
    partner: &PartnerName,
    now: Time,
    earlier: impl Fn(&Object, Time) -> Option<Object>,
) -> Preview {
    let (mut seen, mut unseen) = (Vec::new(), BTreeMap::new());
    for object in objects {
        let mut decision = gate.decide(object, partner, now);
        if let Outcome::Later(due) = decision.outcome
            && let Some(older) = earlier(object, now - (due - object.time))
        {
            decision = gate.decide(&older, partner, now);
        }
        match &decision.outcome {
            Outcome::Release(released) => seen.push(Seen {
                source: released.source().to_string(),
                object: released.object().clone(),
                reduced_by: released.reduced_by().map(ToString::to_string),
                rule: decision.rule,
            }),
            Outcome::Later(_) => *unseen.entry("waits for its delay".to_owned()).or_default() += 1,
            Outcome::Refuse => *unseen.entry(decision.rule).or_default() += 1,
        }
    }
    let policy = gate.policy().hash().to_string();
    Preview { partner: partner.clone(), at: now, policy, seen, unseen }
}

impl Preview {
    /// What has a place, as GeoJSON (RFC 7946): points in WGS84, longitude first.
    pub fn to_geojson(&self) -> Value {
        let features: Vec<Value> = self.seen.iter().filter_map(feature).collect();
        json!({
            "type": "FeatureCollection",
            "features": features,
            "partner": self.partner,
            "at": self.at,
            "policy": self.policy,
            "seen": self.seen.len(),
            "unseen": self.unseen,
        })
    }
}

fn feature(seen: &Seen) -> Option<Value> {
    let Object { id, kind, time, label, body, .. } = &seen.object;
    let [lat, lon] = ["lat", "lon"].map(|name| body.get(name).and_then(Value::as_f64));
    Some(json!({
        "type": "Feature",
        "id": id,
        "geometry": { "type": "Point", "coordinates": [lon?, lat?] },
        "properties": {
            "source": seen.source,
            "kind": kind,
            "time": time,
            "marking": label.to_string(),
            "exercise": label.exercise,
            "reduced_by": seen.reduced_by,
            "rule": seen.rule,
            "body": body,
        },
    }))
}
