//! Findings that changed in the archive change the cases they are in, with the reason.

use crate::case::Case;
use crate::casebook::{Author, Casebook};
use crate::error::CaseError;
use crate::event::{Change, Event, Snapshot};
use crate::names::{CaseId, ItemId};

/// Whoever knows the findings as they stand now.
pub trait Findings {
    /// The newest version of a finding; `None` when there is none of that name. An error says why it
    /// cannot be told.
    fn latest(&self, id: &str) -> Result<Option<Snapshot>, String>;
}

/// What bringing a casebook up to date did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Synced {
    /// Findings that were looked at.
    pub looked_at: usize,
    /// Findings that say something else now.
    pub changed: Vec<SyncedFinding>,
    /// Findings that the archive does not have: it is another one, or was made anew.
    pub missing: Vec<SyncedFinding>,
}

/// A finding of a case.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SyncedFinding {
    /// Which case.
    pub case: CaseId,
    /// Its name there.
    pub item: ItemId,
    /// Its own name.
    pub id: String,
    /// How it changed.
    pub change: Option<Change>,
}

impl Casebook {
    /// Takes over what `findings` say now, in every case.
    pub fn sync(&mut self, author: &Author, findings: &dyn Findings) -> Result<Synced, CaseError> {
        let mut synced = Synced::default();
        for case in self.cases()? {
            let changes = look(&case, findings, &mut synced)?;
            if !changes.is_empty() {
                // The version that was looked at: two of these at once change a finding once.
                match self.change(author, case.id, Some(case.version), changes) {
                    Err(CaseError::Conflict { .. }) => {
                        synced.changed.retain(|changed| changed.case != case.id);
                    }
                    other => drop(other?),
                }
            }
        }
        Ok(synced)
    }
}

fn look(
    case: &Case,
    findings: &dyn Findings,
    synced: &mut Synced,
) -> Result<Vec<Event>, CaseError> {
    let mut changes = Vec::new();
    for finding in &case.findings {
        let Some(known) = finding.current() else { continue };
        let id = known.finding.id().to_owned();
        synced.looked_at += 1;
        let latest = findings.latest(&id).map_err(CaseError::Refused)?;
        let told = SyncedFinding { case: case.id, item: finding.item, id, change: None };
        let Some(latest) = latest else {
            synced.missing.push(told);
            continue;
        };
        if latest.view == known.finding.view {
            continue;
        }
        let change = kind_of_change(&known.finding, &latest);
        synced.changed.push(SyncedFinding { change: Some(change), ..told });
        changes.push(Event::FindingChanged {
            item: finding.item,
            change,
            reason: latest.text("reason").unwrap_or_default().to_owned(),
            finding: latest,
        });
    }
    Ok(changes)
}

fn kind_of_change(known: &Snapshot, latest: &Snapshot) -> Change {
    match (known.status(), latest.status()) {
        (_, "withdrawn") => Change::Withdrawn,
        ("open", "open" | "final") => Change::Continued,
        _ => Change::Revised,
    }
}
