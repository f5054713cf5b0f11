//! From entries to a case.

use super::{
    Case, CaseFinding, Comment, Export, FindingVersion, Item, LinkedVessel, Review, Stamp, Task,
    Text,
};
use crate::event::{CaseStatus, Event, Opened, Snapshot};
use crate::ledger::Entry;
use crate::names::{CaseId, ItemId, ItemKind};

/// Why entries make no case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {seq}: {what}")]
pub struct Unreadable {
    /// Which entry of the ledger.
    pub seq: u64,
    /// What is wrong with it.
    pub what: String,
}

impl Case {
    /// What the entries of one case add up to; `None` when there are none.
    pub fn from_entries(entries: &[Entry]) -> Result<Option<Case>, Unreadable> {
        let mut case = None;
        for entry in entries {
            Case::follow(&mut case, entry)?;
        }
        Ok(case)
    }

    /// Takes the next entry in.
    pub(crate) fn follow(case: &mut Option<Case>, entry: &Entry) -> Result<(), Unreadable> {
        let unreadable = |what| Unreadable { seq: entry.seq, what };
        let event = entry.event().map_err(unreadable)?;
        let stamp = Stamp { at: entry.at, actor: entry.actor.clone(), version: entry.case_seq };
        match (case, event) {
            (case @ None, Event::Opened(origin)) => *case = Some(opened(entry.case, origin, stamp)),
            (Some(case), event) => case.take(event, stamp).map_err(unreadable)?,
            (None, _) => return Err(unreadable("the case was not opened yet".to_owned())),
        }
        Ok(())
    }

    fn take(&mut self, event: Event, stamp: Stamp) -> Result<(), String> {
        self.version = stamp.version;
        self.changed = stamp.clone();
        match event {
            Event::Opened(_) => return Err("the case was opened already".to_owned()),
            Event::Renamed { title } => self.title = title,
            Event::StatusSet { status, reason } => {
                self.status = status;
                self.status_reason = reason;
            }
            Event::Assigned { person } => self.person = person,
            Event::TaskDone { item, outcome } => self.finish(item, outcome, stamp)?,
            Event::Exported { program } => self.exports.push(Export { stamp, program }),
            Event::FindingChanged { item, change, reason, finding } => {
                let (change, reason) = (Some(change), Some(reason));
                let version = FindingVersion { since: stamp, change, reason, finding };
                self.finding_mut(item)?.versions.push(version);
            }
            Event::FindingReviewed { item, verdict, reason } => {
                self.finding_mut(item)?;
                self.reviewed.push(Review { item, verdict, reason, by: stamp });
            }
            Event::HullDecided { .. } => return Err("it is about no case".to_owned()),
            addition => self.add(addition, stamp)?,
        }
        Ok(())
    }

    fn add(&mut self, event: Event, added: Stamp) -> Result<(), String> {
        let Some(item) = event.item() else { return Ok(()) };
        self.check_next(item)?;
        match event {
            Event::FindingAdded { finding, .. } => self.add_finding(item, finding, added),
            Event::ClaimAdded { claim, .. } => push(&mut self.claims, item, added, claim),
            Event::ListHitAdded { hit, .. } => push(&mut self.list_hits, item, added, hit),
            Event::SceneAdded { scene, .. } => push(&mut self.scenes, item, added, scene),
            Event::NoteAdded { text, .. } => push(&mut self.notes, item, added, Text { text }),
            Event::DocumentAttached { document, .. } => {
                push(&mut self.documents, item, added, document);
            }
            Event::VesselLinked { vessel, role, .. } => {
                push(&mut self.vessels, item, added, LinkedVessel { vessel, role });
            }
            Event::Assessed { assessment, .. } => {
                push(&mut self.assessments, item, added, assessment);
            }
            Event::TaskOpened { text, person, .. } => {
                let task = Task { text, person, done: None, outcome: None };
                push(&mut self.tasks, item, added, task);
            }
            Event::Commented { about, text, .. } => {
                push(&mut self.comments, item, added, Comment { about, text });
            }
            _ => {}
        }
        Ok(())
    }

    fn add_finding(&mut self, item: ItemId, finding: Snapshot, since: Stamp) {
        if self.exercise.is_none() {
            self.exercise = finding.exercise().map(str::to_owned);
        }
        let first = FindingVersion { since, change: None, reason: None, finding };
        self.findings.push(CaseFinding { item, versions: vec![first] });
    }

    /// Names are given in order, so that none is given twice.
    fn check_next(&self, item: ItemId) -> Result<(), String> {
        let next = self.next(item.kind);
        if item == next { Ok(()) } else { Err(format!("it adds {item}; the next is {next}")) }
    }

    /// The name of the next item of a kind.
    pub fn next(&self, kind: ItemKind) -> ItemId {
        ItemId { kind, number: self.count(kind) as u32 + 1 }
    }

    fn finish(
        &mut self,
        item: ItemId,
        outcome: Option<String>,
        stamp: Stamp,
    ) -> Result<(), String> {
        let task = self.tasks.iter_mut().find(|task| task.item == item);
        let task = task.ok_or_else(|| format!("there is no task {item}"))?;
        if task.what.done.is_some() {
            return Err(format!("task {item} was done already"));
        }
        task.what.done = Some(stamp);
        task.what.outcome = outcome;
        Ok(())
    }

    fn finding_mut(&mut self, item: ItemId) -> Result<&mut CaseFinding, String> {
        let finding = self.findings.iter_mut().find(|finding| finding.item == item);
        finding.ok_or_else(|| format!("there is no finding {item}"))
    }
}

fn push<T>(items: &mut Vec<Item<T>>, item: ItemId, added: Stamp, what: T) {
    items.push(Item { item, added, what });
}

fn opened(id: CaseId, origin: Opened, stamp: Stamp) -> Case {
    Case {
        id,
        version: stamp.version,
        title: origin.title.clone(),
        status: CaseStatus::Open,
        status_reason: None,
        person: None,
        exercise: None,
        origin,
        changed: stamp.clone(),
        opened: stamp,
        findings: Vec::new(),
        claims: Vec::new(),
        list_hits: Vec::new(),
        scenes: Vec::new(),
        notes: Vec::new(),
        documents: Vec::new(),
        vessels: Vec::new(),
        assessments: Vec::new(),
        tasks: Vec::new(),
        comments: Vec::new(),
        exports: Vec::new(),
        reviewed: Vec::new(),
    }
}
