//! What is shared: one thing, one version, with the label its owner put on it.

use std::borrow::Cow;
use std::fmt;

use cordon_core::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical;
use crate::label::Label;
pub use crate::names::{ObjectId, PartnerName};

/// What kind of thing an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Where a craft is now; a later version replaces an earlier one.
    Track,
    /// What a detector concluded.
    Finding,
    /// A case with its evidence.
    Case,
    /// An intercept, search or reach plan.
    Plan,
    /// An aircraft track, or a ballistic flight.
    Flight,
    /// A launch or flight notice, its correction, its all-clear.
    Warning,
    /// Traffic of a drill that is none of the above.
    Drill,
    /// The owner takes an object back.
    Revocation,
    /// The owner says what was wrong with an object.
    Correction,
    /// The owner lets an object go on to a third party.
    Consent,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 10] = [
        Kind::Track,
        Kind::Finding,
        Kind::Case,
        Kind::Plan,
        Kind::Flight,
        Kind::Warning,
        Kind::Drill,
        Kind::Revocation,
        Kind::Correction,
        Kind::Consent,
    ];

    /// Its name in files, policies and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Track => "track",
            Kind::Finding => "finding",
            Kind::Case => "case",
            Kind::Plan => "plan",
            Kind::Flight => "flight",
            Kind::Warning => "warning",
            Kind::Drill => "drill",
            Kind::Revocation => "revocation",
            Kind::Correction => "correction",
            Kind::Consent => "consent",
        }
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One version of one thing, as its origin says it.
///
/// A member that this version of the program does not know is refused, not skipped: what is not
/// understood cannot be judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// Its name, unique within its origin and kind.
    pub id: ObjectId,
    /// What it is.
    pub kind: Kind,
    /// Counts its versions; a higher one replaces a lower one.
    pub version: u64,
    /// The time it speaks of (of the last position, of the finding's end), not of sending.
    pub time: Time,
    /// What its owner allows.
    pub label: Label,
    /// The node that made and signed it.
    pub origin: PartnerName,
    /// What it says: the members of its kind, as in the API.
    pub body: Value,
}

/// Why bytes are not an object that can be judged.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// Not JSON of an object's shape.
    #[error("this is not an object of the sharing format: {0}")]
    Shape(#[from] serde_json::Error),
    /// Written in another spelling than the canonical one, so its signature means nothing.
    #[error("the object is not in canonical JSON; its origin must write it again")]
    NotCanonical,
    /// Its parts contradict each other.
    #[error("the object {id} contradicts itself: {what}")]
    Contradiction {
        /// Which.
        id: ObjectId,
        /// In what.
        what: &'static str,
    },
}

impl Object {
    /// The bytes that are hashed and signed.
    pub fn canonical_bytes(&self) -> Result<Vec<u8>, ObjectError> {
        let Object { id, kind, version, time, label, origin, body } = self;
        let members = [
            ("body", Cow::Borrowed(body)),
            ("id", Cow::Owned(id.as_str().into())),
            ("kind", Cow::Owned(kind.name().into())),
            ("label", Cow::Owned(serde_json::to_value(label)?)),
            ("origin", Cow::Owned(origin.as_str().into())),
            ("time", Cow::Owned(serde_json::to_value(time)?)),
            ("version", Cow::Owned((*version).into())),
        ];
        Ok(canonical::of_members(&members)?)
    }

    /// From canonical bytes, checked.
    pub fn from_canonical_bytes(bytes: &[u8]) -> Result<Object, ObjectError> {
        let object: Object = serde_json::from_slice(bytes)?;
        if object.canonical_bytes()? != bytes {
            return Err(ObjectError::NotCanonical);
        }
        object.check()?;
        Ok(object)
    }

    /// Whether its parts agree with each other.
    pub fn check(&self) -> Result<(), ObjectError> {
        let wrong = |what| ObjectError::Contradiction { id: self.id.clone(), what };
        if self.label.owner != self.origin {
            return Err(wrong("its label names another owner than the node that made it"));
        }
        if !self.body.is_object() {
            return Err(wrong("its body is not a JSON object"));
        }
        if self.kind == Kind::Drill && self.label.exercise.is_none() {
            return Err(wrong("it is drill traffic without an exercise mark"));
        }
        if self.body_exercise().is_some_and(|mark| Some(mark) != self.label.exercise.as_deref()) {
            return Err(wrong("its body bears another exercise mark than its label"));
        }
        Ok(())
    }

    /// The exercise mark inside the body, where the kind has one.
    fn body_exercise(&self) -> Option<&str> {
        self.body.get("exercise").and_then(Value::as_str)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sample() -> Object {
        let owner: PartnerName = "JPN".parse().unwrap();
        Object {
            id: "440123456-20231009T223000Z".parse().unwrap(),
            kind: Kind::Track,
            version: 3,
            time: "2023-10-09T22:30:00Z".parse().unwrap(),
            label: Label::closed(owner.clone()),
            origin: owner,
            body: json!({"lat": 34.1, "lon": 129.1}),
        }
    }

    #[test]
    fn an_object_reads_back_from_its_canonical_bytes() {
        let bytes = sample().canonical_bytes().unwrap();
        assert_eq!(Object::from_canonical_bytes(&bytes).unwrap(), sample());
        let mut spaced = bytes.clone();
        spaced.push(b' ');
        assert!(matches!(Object::from_canonical_bytes(&spaced), Err(ObjectError::NotCanonical)));
    }

    #[test]
    fn its_canonical_bytes_are_those_of_its_json() {
        for kind in Kind::ALL {
            let object = Object { kind, ..sample() };
            assert_eq!(object.canonical_bytes().unwrap(), canonical::bytes(&object).unwrap());
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let mut value = serde_json::to_value(sample()).unwrap();
        value["label"]["handling"] = json!("wide open");
        let bytes = canonical::bytes(&value).unwrap();
        assert!(matches!(Object::from_canonical_bytes(&bytes), Err(ObjectError::Shape(_))));
    }

    #[test]
    fn contradictions_are_told() {
        let contradicts = |change: fn(&mut Object)| {
            let mut object = sample();
            change(&mut object);
            matches!(object.check(), Err(ObjectError::Contradiction { .. }))
        };
        assert!(contradicts(|o| o.origin = "KOR".parse().unwrap()));
        assert!(contradicts(|o| o.body = json!([1])));
        assert!(contradicts(|o| o.kind = Kind::Drill));
        assert!(contradicts(|o| o.body["exercise"] = json!("DRILL7")));
        assert!(!contradicts(|_| {}));
    }
}
