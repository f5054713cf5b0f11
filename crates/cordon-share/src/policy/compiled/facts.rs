//! What is asked about: an object, a partner, a moment; borrowed, for one decision on all actions.

use std::collections::BTreeSet;

use cordon_core::Time;
use serde_json::Value as Json;

use super::Failed;
use super::eval::{Set, Value};
use super::expr::{Fact, Type};
use crate::label::ThirdParty;
use crate::names::{PartnerName, Word};
use crate::object::Object;
use crate::policy::Agreement;

/// The same facts as the Cedar entities of the gate hold.
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    pub(super) partner: &'a PartnerName,
    pub(super) agreement: &'a Agreement,
    object: &'a Object,
    ours: bool,
    now: i64,
    consent: bool,
    what: Option<&'a str>,
    flag: Option<&'a str>,
    mmsi: Option<i64>,
    place: Option<[i64; 2]>,
}

impl<'a> Facts<'a> {
    /// As the node `us` sees it.
    pub(crate) fn new(
        us: &PartnerName,
        object: &'a Object,
        (partner, agreement): (&'a PartnerName, &'a Agreement),
        now: Time,
        consent: bool,
    ) -> Facts<'a> {
        let body = &object.body;
        let text = |name: &str| body.get(name).and_then(Json::as_str);
        Facts {
            partner,
            agreement,
            object,
            ours: object.label.owner == *us,
            now: now.as_unix_seconds(),
            consent,
            what: text("kind"),
            flag: text("flag"),
            mmsi: body.get("mmsi").and_then(Json::as_i64),
            place: degrees_e6(body, "lat").zip(degrees_e6(body, "lon")).map(Into::into),
        }
    }

    pub(super) fn has(&self, fact: Fact) -> bool {
        match fact {
            Fact::Place => self.place.is_some(),
            fact => self.value(fact).is_ok(),
        }
    }

    pub(super) fn value(&self, fact: Fact) -> Result<Value<'_>, Failed> {
        let label = &self.object.label;
        let text = |text: Option<&'a str>| text.map(Value::Text).ok_or(Failed);
        let long = |long: Option<i64>| long.map(Value::Long).ok_or(Failed);
        match fact {
            Fact::Clearance => Ok(Value::Long(self.agreement.clearance as i64)),
            Fact::Purposes => Ok(words(&self.agreement.purposes)),
            Fact::Exercises => Ok(Value::Set(Set::Texts(&self.agreement.exercises))),
            Fact::Kind => Ok(Value::Text(self.object.kind.name())),
            Fact::Ours => Ok(Value::Bool(self.ours)),
            Fact::Owner => Ok(Value::Entity(Type::Partner, label.owner.as_str())),
            Fact::ReleasableTo => Ok(Value::Set(Set::Partners(&label.releasable_to.0))),
            Fact::Classification => Ok(Value::Long(label.classification as i64)),
            Fact::Sensitivity => Ok(Value::Long(label.sensitivity as i64)),
            Fact::Purpose => Ok(words(&label.purpose)),
            Fact::ThirdParty => Ok(Value::Text(third_party(label.third_party))),
            Fact::RetainUntil => long(label.retain_until.map(Time::as_unix_seconds)),
            Fact::Exercise => text(label.exercise.as_deref()),
            Fact::Caveats => Ok(Value::Set(Set::Texts(&label.caveats))),
            Fact::What => text(self.what),
            Fact::Mmsi => long(self.mmsi),
            Fact::Flag => text(self.flag),
            Fact::Place => Err(Failed),
            Fact::LatE6 => long(self.place.map(|[lat, _]| lat)),
            Fact::LonE6 => long(self.place.map(|[_, lon]| lon)),
            Fact::Now => Ok(Value::Long(self.now)),
            Fact::Consent => Ok(Value::Bool(self.consent)),
        }
    }
}

fn words(words: &BTreeSet<Word>) -> Value<'_> {
    Value::Set(Set::Words(words))
}

/// Degrees times a million, where the body says them.
pub(crate) fn degrees_e6(body: &Json, name: &str) -> Option<i64> {
    let degrees = body.get(name).and_then(Json::as_f64)?;
    (degrees.abs() <= 360.0).then(|| (degrees * 1e6).round() as i64)
}

/// As policies spell it.
pub(crate) fn third_party(of: ThirdParty) -> &'static str {
    match of {
        ThirdParty::Deny => "deny",
        ThirdParty::Ask => "ask",
        ThirdParty::Allow => "allow",
    }
}
