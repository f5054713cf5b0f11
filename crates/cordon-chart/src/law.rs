//! What may be done to a ship where it is met, by which instrument, and what must be settled first.
//!
//! A plan or a drill asks [`options`] for a [`Situation`]; for a boarding it fills a [`Checklist`], and
//! only a complete one becomes a [`Boarding`]. Consent, authority and the place of the meeting are inputs
//! with their records; nothing here decides them. It is a check against mistakes, no legal advice.

mod boarding;
mod instrument;
mod options;

pub use boarding::{Boarding, Checklist, Item, Record};
pub use instrument::Instrument;
pub use options::{consents, options};

use crate::state::State;
use crate::waters::Class;

/// Whose ship it is, as far as that is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// The ship flies a flag and its registration was confirmed.
    State(State),
    /// No state stands behind it, or it sails under two flags as convenient (UNCLOS art. 92).
    Stateless,
    /// Not settled yet.
    Unknown,
}

/// What a list says of the ship.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Designation {
    /// Designated by the Committee of resolution 1718 (2006).
    Committee1718,
    /// On a list of a state or of a union of states: no mandate over other flags.
    National,
    /// On no list.
    None,
}

/// What the flag State answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Not asked yet.
    NotAsked,
    /// Asked, no answer yet.
    Pending,
    /// Granted.
    Granted,
    /// Refused.
    Refused,
}

/// The pursuit of a ship that began lawfully, as UNCLOS art. 111 wants it. All must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "six conditions, each true or not, as the article lists them"
)]
pub struct Pursuit {
    /// Good reason to believe that laws of the coastal State were violated (par. 1).
    pub has_good_reason: bool,
    /// Begun in the waters whose laws were violated: internal waters, territorial sea, or the zone the
    /// right protects (par. 1 and 2).
    pub began_inside: bool,
    /// A visual or auditory signal to stop was given within sight or hearing (par. 4).
    pub was_signalled: bool,
    /// Not interrupted since (par. 1).
    pub is_unbroken: bool,
    /// By a warship, military aircraft or authorised government ship of that State (par. 5).
    pub is_by_authorised: bool,
    /// The ship has not reached the territorial sea of its own or of a third State (par. 3).
    pub is_outside_others: bool,
}

impl Pursuit {
    /// Whether every condition holds.
    pub fn is_lawful(self) -> bool {
        self.has_good_reason
            && self.began_inside
            && self.was_signalled
            && self.is_unbroken
            && self.is_by_authorised
            && self.is_outside_others
    }
}

/// The meeting, as it would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// Where.
    pub class: Class,
    /// Whose waters those are; `None` on the high seas or where the chart does not know.
    pub coastal: Option<State>,
    /// Whose the intercepting ship is.
    pub own: State,
    /// Whose the ship is.
    pub flag: Flag,
    /// What lists say of it.
    pub designation: Designation,
    /// Reasonable grounds to believe that its cargo is prohibited by the resolutions on the DPRK.
    pub has_grounds: bool,
    /// What the flag State answered.
    pub consent: Consent,
    /// Whether the coastal State agreed, where it is another than `own`.
    pub coastal_consent: Consent,
    /// A pursuit under way.
    pub pursuit: Option<Pursuit>,
}

/// What can be done to a ship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Ask by radio who it is and where it goes.
    Query,
    /// Follow and watch.
    Shadow,
    /// Ask its flag State for consent to inspect.
    RequestConsent,
    /// Have its flag State direct it to a port for inspection.
    DivertToPort,
    /// Go aboard and inspect.
    Board,
    /// Seize cargo or ship, as a resolution or the law of the own State allows.
    Seize,
}

impl Action {
    /// All of them, from the mildest on.
    pub const ALL: [Action; 6] = [
        Action::Query,
        Action::Shadow,
        Action::RequestConsent,
        Action::DivertToPort,
        Action::Board,
        Action::Seize,
    ];

    /// Its name in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Action::Query => "query",
            Action::Shadow => "shadow",
            Action::RequestConsent => "request_consent",
            Action::DivertToPort => "divert_to_port",
            Action::Board => "board",
            Action::Seize => "seize",
        }
    }
}

/// Whether an action is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be done.
    Open,
    /// Not before something else: the text says what.
    Needs(&'static str),
    /// It may not be done: the text says why.
    Closed(&'static str),
}

/// An action, whether it is open, and by which instruments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What.
    pub action: Action,
    /// Whether.
    pub verdict: Verdict,
    /// By what.
    pub basis: Vec<Instrument>,
}

impl Choice {
    /// Whether it may be done as things stand.
    pub fn is_open(&self) -> bool {
        self.verdict == Verdict::Open
    }
}
