//! That two tracks are one hull, and why one may think so.

use cordon_core::{Time, TrackId};
use serde::{Deserialize, Serialize};

use crate::explain::{Feature, round};

/// What suggests it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Nothing but the word of a person.
    Decided,
    /// One fell silent and the other began at the same place, with the same IMO number.
    StitchedByImo,
    /// The same, without a number, but each is the nearest of the other.
    StitchedByPlace,
    /// The same, and there was no other candidate on either side.
    StitchedAlone,
    /// One fell silent under way and the other began where it was headed, and no other did.
    StitchedAhead,
    /// Both sailed together as one.
    CoMoving,
    /// The same MMSI went on, and nothing speaks against it.
    SameMmsi,
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Found, nobody has looked at it.
    Proposed,
    /// A person says so.
    Confirmed,
    /// A person says no.
    Split,
}

/// That two tracks are one hull.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hypothesis {
    /// The one that began first.
    pub a: TrackId,
    /// The other.
    pub b: TrackId,
    /// What suggests it.
    pub basis: Basis,
    /// What was compared.
    pub features: Vec<Feature>,
    /// From 0 to 1. An order, not a probability.
    pub strength: f64,
    /// Where it stands.
    pub state: State,
    /// Who decided, if anyone.
    pub by: Option<String>,
}

impl Hypothesis {
    pub(crate) fn proposed(
        (a, b): (TrackId, TrackId),
        basis: Basis,
        strength: f64,
        features: Vec<Feature>,
    ) -> Hypothesis {
        let (a, b) = if (a.start, a) <= (b.start, b) { (a, b) } else { (b, a) };
        Hypothesis {
            a,
            b,
            basis,
            features,
            strength: round(strength),
            state: State::Proposed,
            by: None,
        }
    }
}

/// What a person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They are one hull.
    Confirmed,
    /// They are two.
    Split,
}

/// A person's word on two tracks. It holds whatever is found later, until the same pair is decided anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// One track.
    pub a: TrackId,
    /// The other.
    pub b: TrackId,
    /// One or two.
    pub verdict: Verdict,
    /// Who says so.
    pub by: String,
    /// When it was said: of two decisions on a pair the later holds.
    pub at: Time,
    /// Why.
    pub note: Option<String>,
}
