//! The checklist before a boarding, and the permission that only a complete one gives.

use cordon_core::{Metres, Position, Time};

use super::options::{consents, options};
use super::{Action, Instrument, Situation, Verdict};
use crate::land::SHORE_REACH;
use crate::state::State;
use crate::waters::{CONTIGUOUS, Waters};

/// Something written down: when, by whom, and where it can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// When it was settled.
    pub at: Time,
    /// Who settled it.
    pub by: String,
    /// Where it is kept: a log, a message, a case.
    pub reference: String,
}

impl Record {
    fn is_whole(&self) -> bool {
        !self.by.trim().is_empty() && !self.reference.trim().is_empty()
    }
}

/// What must be settled before a boarding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// The law must leave boarding open in this situation.
    Lawful,
    /// The place must be fixed, and its uncertainty must not reach a limit.
    Position,
    /// The flag must be established, and how.
    Flag,
    /// Reasonable grounds must be recorded.
    Grounds,
    /// Consent must have been asked for.
    ConsentAsked,
    /// Consent must have been answered, and granted.
    ConsentGranted,
    /// The commander must have authority to order it.
    Authority,
    /// Somebody must keep the record of it.
    Record,
}

impl Item {
    /// Its name in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Item::Lawful => "lawful",
            Item::Position => "position",
            Item::Flag => "flag",
            Item::Grounds => "grounds",
            Item::ConsentAsked => "consent_asked",
            Item::ConsentGranted => "consent_granted",
            Item::Authority => "authority",
            Item::Record => "record",
        }
    }
}

/// What was settled so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checklist {
    /// Where the ship is, and how far off that may be.
    pub position: Option<(Position, Metres)>,
    /// How its flag was established.
    pub flag: Option<Record>,
    /// What the suspicion rests on.
    pub grounds: Option<Record>,
    /// The request for consent.
    pub consent_asked: Option<Record>,
    /// The answer that granted it.
    pub consent_granted: Option<Record>,
    /// The order that gives the commander authority.
    pub authority: Option<Record>,
    /// Who keeps the record of the boarding.
    pub record: Option<Record>,
}

/// Permission for a plan or a drill to board. There is no way to make one but
/// [`Checklist::complete`].
///
/// ```compile_fail
/// use cordon_chart::law::Boarding;
/// let forged = Boarding { consents: Vec::new(), basis: Vec::new() };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boarding {
    consents: Vec<State>,
    basis: Vec<Instrument>,
}

impl Boarding {
    /// The instruments that it rests on.
    pub fn basis(&self) -> &[Instrument] {
        &self.basis
    }

    /// States whose consent it rests on.
    pub fn consents(&self) -> &[State] {
        &self.consents
    }
}

impl Checklist {
    /// What is still missing for a boarding in this situation, in waters as the chart told them.
    pub fn missing(&self, situation: &Situation, waters: &Waters) -> Vec<Item> {
        let is_whole = |record: &Option<Record>| record.as_ref().is_some_and(Record::is_whole);
        let asks = !consents(situation).is_empty();
        let settled = [
            (Item::Lawful, board(situation).is_some() && matches_chart(situation, waters)),
            (Item::Position, self.is_placed(waters)),
            (Item::Flag, is_whole(&self.flag)),
            (Item::Grounds, is_whole(&self.grounds)),
            (Item::ConsentAsked, !asks || is_whole(&self.consent_asked)),
            (Item::ConsentGranted, !asks || self.is_answered()),
            (Item::Authority, is_whole(&self.authority)),
            (Item::Record, is_whole(&self.record)),
        ];
        settled.into_iter().filter(|(_, is_settled)| !is_settled).map(|(item, _)| item).collect()
    }

    /// The permission, or what is missing for it.
    pub fn complete(&self, situation: &Situation, waters: &Waters) -> Result<Boarding, Vec<Item>> {
        let missing = self.missing(situation, waters);
        match board(situation) {
            Some(basis) if missing.is_empty() => {
                Ok(Boarding { consents: consents(situation), basis })
            }
            _ => Err(missing),
        }
    }

    /// Whether the uncertainty of the place, and of the chart, reaches no limit.
    fn is_placed(&self, waters: &Waters) -> bool {
        let Some((at, uncertainty)) = self.position else { return false };
        let is_known = uncertainty >= Metres(0.0) && at == waters.at;
        let slack = uncertainty + waters.error;
        let shore = waters.distance_to_shore.unwrap_or(SHORE_REACH.into());
        let outermost = (shore - CONTIGUOUS.into()).abs();
        let is_clear = waters.limits().chain([outermost]).all(|limit| limit > slack);
        is_known && is_clear && !waters.is_doubtful
    }

    /// Granted, and not before it was asked for.
    fn is_answered(&self) -> bool {
        match (&self.consent_asked, &self.consent_granted) {
            (Some(asked), Some(granted)) => granted.is_whole() && granted.at >= asked.at,
            _ => false,
        }
    }
}

fn board(situation: &Situation) -> Option<Vec<Instrument>> {
    let choices = options(situation);
    let choice = choices.into_iter().find(|choice| choice.action == Action::Board)?;
    (choice.verdict == Verdict::Open).then_some(choice.basis)
}

/// Whether the situation is the one that the chart knows.
fn matches_chart(situation: &Situation, waters: &Waters) -> bool {
    situation.class == waters.class && situation.coastal == waters.state
}
