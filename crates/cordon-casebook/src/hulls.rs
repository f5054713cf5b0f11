//! What people decide of hulls, in the same ledger as their cases.
//!
//! Whether two tracks are one ship is no matter of one case: the decisions are a chain of their own.

use cordon_core::TrackId;
use cordon_identity::hull::{Decision, Verdict};

use crate::casebook::{Author, Casebook};
use crate::error::CaseError;
use crate::event::Event;
use crate::names::CaseId;

/// The most that a reason may have, in letters.
const MOST: usize = 2_000;

impl Casebook {
    /// Keeps that two tracks are one hull, or two. It is durable when this returns.
    pub fn decide(
        &mut self,
        author: &Author,
        (a, b): (TrackId, TrackId),
        verdict: Verdict,
        note: Option<String>,
    ) -> Result<Decision, CaseError> {
        if a == b {
            return Err(CaseError::refused(format!("{a} is one track: name two")));
        }
        let note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
        if note.as_ref().is_some_and(|note| note.chars().count() > MOST) {
            return Err(CaseError::refused(format!("the reason is longer than {MOST} letters")));
        }
        let event = Event::HullDecided { a, b, verdict, note: note.clone() };
        let entry = self.append_alone(author, CaseId::HULLS, &event)?;
        Ok(Decision { a, b, verdict, by: entry.actor, at: entry.at, note })
    }

    /// Every decision on hulls, oldest first.
    pub fn decisions(&self) -> Result<Vec<Decision>, CaseError> {
        let entries = self.entries(CaseId::HULLS)?;
        let mut decisions = Vec::with_capacity(entries.len());
        for entry in entries {
            let event = entry.event();
            let event = event.map_err(|what| CaseError::Ledger { seq: entry.seq, what })?;
            if let Event::HullDecided { a, b, verdict, note } = event {
                decisions.push(Decision { a, b, verdict, by: entry.actor, at: entry.at, note });
            }
        }
        Ok(decisions)
    }
}
