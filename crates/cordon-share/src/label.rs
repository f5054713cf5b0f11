//! What an object's owner allows: the label that travels inside what is signed.
//!
//! The fields follow what the standards of the field carry between them: classification and
//! releasability as in STANAG 4774 and CoT's `access` and `releasableTo`, sensitivity as in the
//! Traffic Light Protocol 2.0 (FIRST), purpose and retention as in CISE (ETSI GS CDM 005).

use std::collections::BTreeSet;
use std::fmt;

use cordon_core::Time;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::names::{PartnerName, Word};

/// How much harm disclosure would do, lowest first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Classification {
    /// None.
    #[default]
    Unclassified,
    /// Undesirable.
    Restricted,
    /// Damaging.
    Confidential,
    /// Grave.
    Secret,
}

impl Classification {
    /// Every level, lowest first.
    pub const ALL: [Classification; 4] = [
        Classification::Unclassified,
        Classification::Restricted,
        Classification::Confidential,
        Classification::Secret,
    ];

    /// As markings spell it.
    pub const fn marking(self) -> &'static str {
        match self {
            Classification::Unclassified => "UNCLASSIFIED",
            Classification::Restricted => "RESTRICTED",
            Classification::Confidential => "CONFIDENTIAL",
            Classification::Secret => "SECRET",
        }
    }
}

/// The Traffic Light Protocol, version 2.0: how far a recipient may carry it, widest first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Tlp {
    /// No limit.
    Clear,
    /// Within the community.
    Green,
    /// The recipient's organisation and its clients.
    Amber,
    /// The recipient's organisation alone.
    #[default]
    AmberStrict,
    /// The one recipient.
    Red,
}

impl Tlp {
    /// Every level, widest first.
    pub const ALL: [Tlp; 5] = [Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red];

    /// As the standard spells it.
    pub const fn marking(self) -> &'static str {
        match self {
            Tlp::Clear => "TLP:CLEAR",
            Tlp::Green => "TLP:GREEN",
            Tlp::Amber => "TLP:AMBER",
            Tlp::AmberStrict => "TLP:AMBER+STRICT",
            Tlp::Red => "TLP:RED",
        }
    }
}

/// Whether a recipient may pass it on, widest last.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ThirdParty {
    /// Never.
    #[default]
    Deny,
    /// Only to whom the owner has consented in a signed message.
    Ask,
    /// To anyone the label names.
    Allow,
}

/// The nodes an object may go to. JSON: a list of names, or `"none"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Releasable(pub BTreeSet<PartnerName>);

impl Releasable {
    /// To nobody.
    pub const NONE: Releasable = Releasable(BTreeSet::new());

    /// To these.
    pub fn to(partners: impl IntoIterator<Item = PartnerName>) -> Releasable {
        Releasable(partners.into_iter().collect())
    }

    /// Whether this node is named.
    pub fn names(&self, partner: &PartnerName) -> bool {
        self.0.contains(partner)
    }
}

impl Serialize for Releasable {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0.is_empty() { to.serialize_str("none") } else { self.0.serialize(to) }
    }
}

impl<'de> Deserialize<'de> for Releasable {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Releasable, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Spelled {
            Word(String),
            Names(BTreeSet<PartnerName>),
        }
        match Spelled::deserialize(from)? {
            Spelled::Word(word) if word == "none" => Ok(Releasable::NONE),
            Spelled::Word(_) => Err(serde::de::Error::custom("either \"none\" or a list of names")),
            Spelled::Names(names) => Ok(Releasable(names)),
        }
    }
}

/// What the owner of an object allows. Everything that is not said is refused.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Whose word counts: the node that made the object.
    pub owner: PartnerName,
    /// How much harm disclosure would do.
    #[serde(default)]
    pub classification: Classification,
    /// To whom it may go at all.
    #[serde(default)]
    pub releasable_to: Releasable,
    /// How far a recipient may carry it.
    #[serde(default)]
    pub sensitivity: Tlp,
    /// What it may be used for (`sar`, `border_monitoring`, `law_enforcement`); empty: anything.
    #[serde(default)]
    pub purpose: BTreeSet<Word>,
    /// When recipients must have forgotten it.
    #[serde(default)]
    pub retain_until: Option<Time>,
    /// Whether a recipient may pass it on.
    #[serde(default)]
    pub third_party: ThirdParty,
    /// The profile it must go through before it leaves; in what was received, the one it went
    /// through.
    #[serde(default)]
    pub sanitise: Option<Word>,
    /// The exercise it belongs to. `None` means that it is real.
    #[serde(default)]
    pub exercise: Option<String>,
    /// Further markings for people.
    #[serde(default)]
    pub caveats: BTreeSet<String>,
}

impl Label {
    /// The label that releases to nobody: where every label starts.
    pub fn closed(owner: PartnerName) -> Label {
        Label {
            owner,
            classification: Classification::default(),
            releasable_to: Releasable::NONE,
            sensitivity: Tlp::default(),
            purpose: BTreeSet::new(),
            retain_until: None,
            third_party: ThirdParty::default(),
            sanitise: None,
            exercise: None,
            caveats: BTreeSet::new(),
        }
    }

    /// In what this label allows more than `owners`, the one its owner gave; empty when in nothing.
    ///
    /// Who relays, corrects or derives may narrow a label, never widen it.
    pub fn widens(&self, owners: &Label) -> Vec<&'static str> {
        let no_later = |mine: Option<Time>, theirs: Option<Time>| match (mine, theirs) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(mine), Some(theirs)) => mine <= theirs,
        };
        let uses_kept = owners.purpose.is_empty()
            || (!self.purpose.is_empty() && self.purpose.is_subset(&owners.purpose));
        [
            ("owner", self.owner == owners.owner),
            ("classification", self.classification >= owners.classification),
            ("releasable_to", self.releasable_to.0.is_subset(&owners.releasable_to.0)),
            ("sensitivity", self.sensitivity >= owners.sensitivity),
            ("purpose", uses_kept),
            ("retain_until", no_later(self.retain_until, owners.retain_until)),
            ("third_party", self.third_party <= owners.third_party),
            ("sanitise", owners.sanitise.is_none() || self.sanitise == owners.sanitise),
            ("exercise", self.exercise == owners.exercise),
            ("caveats", self.caveats.is_superset(&owners.caveats)),
        ]
        .into_iter()
        .filter_map(|(what, kept)| (!kept).then_some(what))
        .collect()
    }
}

/// The marking people know: `UNCLASSIFIED//REL TO JPN, KOR//TLP:AMBER//EXERCISE FREEDOM EDGE`.
impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.classification.marking())?;
        if self.releasable_to.0.is_empty() {
            write!(f, "//{} ONLY", self.owner)?;
        } else {
            let names: Vec<&str> = self.releasable_to.0.iter().map(PartnerName::as_str).collect();
            write!(f, "//REL TO {}", names.join(", "))?;
        }
        write!(f, "//{}", self.sensitivity.marking())?;
        for caveat in &self.caveats {
            write!(f, "//{caveat}")?;
        }
        self.exercise.as_ref().map_or(Ok(()), |mark| write!(f, "//EXERCISE {mark}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> PartnerName {
        name.parse().unwrap()
    }

    fn open() -> Label {
        Label {
            releasable_to: Releasable::to([named("KOR"), named("USA")]),
            sensitivity: Tlp::Amber,
            purpose: BTreeSet::from(["sar".parse().unwrap()]),
            retain_until: "2023-11-01T00:00:00Z".parse().ok(),
            third_party: ThirdParty::Ask,
            sanitise: "coarse".parse().ok(),
            exercise: Some("FREEDOM EDGE".to_owned()),
            caveats: BTreeSet::from(["NOT FOR NAVIGATION".to_owned()]),
            ..Label::closed(named("JPN"))
        }
    }

    #[test]
    fn an_empty_label_is_a_closed_one() {
        let read: Label = serde_json::from_str(r#"{"owner": "JPN"}"#).unwrap();
        assert_eq!(read, Label::closed(named("JPN")));
        assert_eq!(serde_json::to_value(&read).unwrap()["releasable_to"], "none");
    }

    #[test]
    fn releasability_has_no_wildcard() {
        for text in [r#""all""#, r#""*""#, r#"["*"]"#, "null", "true"] {
            assert!(serde_json::from_str::<Releasable>(text).is_err(), "{text}");
        }
        let read: Releasable = serde_json::from_str(r#"["KOR","USA"]"#).unwrap();
        assert_eq!(read, open().releasable_to);
    }

    #[test]
    fn the_marking_reads_as_people_write_it() {
        let marking =
            "UNCLASSIFIED//REL TO KOR, USA//TLP:AMBER//NOT FOR NAVIGATION//EXERCISE FREEDOM EDGE";
        assert_eq!(open().to_string(), marking);
        let closed = Label::closed(named("JPN")).to_string();
        assert_eq!(closed, "UNCLASSIFIED//JPN ONLY//TLP:AMBER+STRICT");
    }

    #[test]
    fn each_way_of_widening_is_named() {
        let widened = |change: fn(&mut Label)| {
            let mut label = open();
            change(&mut label);
            label.widens(&open())
        };
        assert!(open().widens(&open()).is_empty());
        assert_eq!(widened(|l| l.owner = named("KOR")), ["owner"]);
        assert_eq!(widened(|l| l.releasable_to.0.extend([named("PRK")])), ["releasable_to"]);
        assert_eq!(widened(|l| l.sensitivity = Tlp::Green), ["sensitivity"]);
        assert_eq!(widened(|l| l.purpose.clear()), ["purpose"]);
        assert_eq!(widened(|l| l.retain_until = None), ["retain_until"]);
        assert_eq!(widened(|l| l.third_party = ThirdParty::Allow), ["third_party"]);
        assert_eq!(widened(|l| l.sanitise = None), ["sanitise"]);
        assert_eq!(widened(|l| l.exercise = None), ["exercise"]);
        assert_eq!(widened(|l| l.caveats.clear()), ["caveats"]);
    }

    #[test]
    fn narrowing_is_no_widening() {
        let mut narrower = open();
        narrower.classification = Classification::Secret;
        narrower.releasable_to = Releasable::NONE;
        narrower.sensitivity = Tlp::Red;
        narrower.third_party = ThirdParty::Deny;
        narrower.caveats.insert("EYES ONLY".to_owned());
        assert!(narrower.widens(&open()).is_empty());
        assert!(!open().widens(&narrower).is_empty());
    }
}
