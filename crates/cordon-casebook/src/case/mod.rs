//! A case: what its entries in the ledger add up to.

mod fold;
mod reviews;

use cordon_core::{Time, VesselRef};
use serde::{Deserialize, Serialize};

use crate::event::{
    Assessment, CaseStatus, Change, Claim, Document, ListHit, Opened, Scene, Snapshot,
};
use crate::names::{CaseId, ItemId, ItemKind};

pub use fold::Unreadable;
pub use reviews::Review;

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// When.
    pub at: Time,
    /// Who.
    pub actor: String,
    /// The case's version that it made.
    pub version: u64,
}

/// A case as it stands after its last entry, or as it stood after an earlier one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Its name.
    pub id: CaseId,
    /// Number of entries in its history; each change makes one more.
    pub version: u64,
    /// Its title.
    pub title: String,
    /// How far it is.
    pub status: CaseStatus,
    /// Why it has that status.
    pub status_reason: Option<String>,
    /// Who is responsible for it.
    pub person: Option<String>,
    /// The exercise mark, when its findings are simulated.
    pub exercise: Option<String>,
    /// How it came to be.
    pub origin: Opened,
    /// When and by whom it was opened.
    pub opened: Stamp,
    /// The last change.
    pub changed: Stamp,
    /// Findings.
    pub findings: Vec<CaseFinding>,
    /// What was said.
    pub claims: Vec<Item<Claim>>,
    /// Hits on watchlists.
    pub list_hits: Vec<Item<ListHit>>,
    /// Satellite images.
    pub scenes: Vec<Item<Scene>>,
    /// Notes.
    pub notes: Vec<Item<Text>>,
    /// Attached documents.
    pub documents: Vec<Item<Document>>,
    /// Vessels linked by hand.
    pub vessels: Vec<Item<LinkedVessel>>,
    /// Assessments; the last one stands.
    pub assessments: Vec<Item<Assessment>>,
    /// Tasks.
    pub tasks: Vec<Item<Task>>,
    /// Comments.
    pub comments: Vec<Item<Comment>>,
    /// When it was exported, and by which program.
    pub exports: Vec<Export>,
    /// What people made of its findings, in their order; [`Case::reviews`] tells the last word on each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviewed: Vec<Review>,
}

/// Something in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item<T> {
    /// Its name.
    pub item: ItemId,
    /// When and by whom it was added.
    pub added: Stamp,
    /// What it is.
    #[serde(flatten)]
    pub what: T,
}

/// A finding in a case, with every version of it that the case saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseFinding {
    /// Its name in the case.
    pub item: ItemId,
    /// From the first to the one that stands now; never empty.
    pub versions: Vec<FindingVersion>,
}

/// A finding as the case knew it from some time on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingVersion {
    /// Since when, and by whom.
    pub since: Stamp,
    /// How it changed; `None` for the first.
    pub change: Option<Change>,
    /// Why it changed.
    pub reason: Option<String>,
    /// What it says.
    pub finding: Snapshot,
}

/// Words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The words.
    pub text: String,
}

/// A vessel and what it has to do with the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedVessel {
    /// The vessel as it is known.
    pub vessel: VesselRef,
    /// What it has to do with the case.
    pub role: Option<String>,
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What.
    pub text: String,
    /// By whom.
    pub person: Option<String>,
    /// When and by whom it was done.
    pub done: Option<Stamp>,
    /// What came of it.
    pub outcome: Option<String>,
}

/// Something said to the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// About which item; `None` for the case.
    pub about: Option<ItemId>,
    /// The words.
    pub text: String,
}

/// One export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// When and by whom.
    pub stamp: Stamp,
    /// The program that wrote it.
    pub program: String,
}

impl CaseFinding {
    /// What stands now.
    pub fn current(&self) -> Option<&FindingVersion> {
        self.versions.last()
    }

    /// Whether it was undone.
    pub fn is_withdrawn(&self) -> bool {
        self.current().is_some_and(|version| version.finding.status() == "withdrawn")
    }
}

impl Case {
    /// What stands of its findings, withdrawn ones left out.
    pub fn standing(&self) -> impl Iterator<Item = (ItemId, &Snapshot)> {
        self.findings
            .iter()
            .filter(|finding| !finding.is_withdrawn())
            .filter_map(|finding| Some((finding.item, &finding.current()?.finding)))
    }

    /// The finding of this name in the archive.
    pub fn finding(&self, id: &str) -> Option<&CaseFinding> {
        let is_it = |finding: &&CaseFinding| {
            finding.current().is_some_and(|version| version.finding.id() == id)
        };
        self.findings.iter().find(is_it)
    }

    /// The assessment that stands.
    pub fn assessment(&self) -> Option<&Item<Assessment>> {
        self.assessments.last()
    }

    /// Every vessel of its findings and links, in the order of their numbers.
    pub fn all_vessels(&self) -> Vec<VesselRef> {
        let linked = self.vessels.iter().map(|item| item.what.vessel.clone());
        let found = self.standing().flat_map(|(_, finding)| finding.vessels());
        let mut all: Vec<VesselRef> = linked.chain(found).collect();
        // Named ones first, so that of two that differ in nothing else the named one stays.
        all.sort_by_key(|vessel| (vessel.mmsi, vessel.name.is_none(), vessel.name.clone()));
        all.dedup_by_key(|vessel| vessel.mmsi);
        all
    }

    /// How many items of a kind it has.
    pub fn count(&self, kind: ItemKind) -> usize {
        match kind {
            ItemKind::Assessment => self.assessments.len(),
            ItemKind::Document => self.documents.len(),
            ItemKind::Finding => self.findings.len(),
            ItemKind::ListHit => self.list_hits.len(),
            ItemKind::Comment => self.comments.len(),
            ItemKind::Note => self.notes.len(),
            ItemKind::Claim => self.claims.len(),
            ItemKind::Scene => self.scenes.len(),
            ItemKind::Task => self.tasks.len(),
            ItemKind::Vessel => self.vessels.len(),
        }
    }

    /// Whether it has an item of this name.
    pub fn has(&self, item: ItemId) -> bool {
        item.number >= 1 && (item.number as usize) <= self.count(item.kind)
    }
}
