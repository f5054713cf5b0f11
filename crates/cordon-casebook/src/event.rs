//! What happens to a case, as the ledger keeps it.
//!
//! Every change is one event. Events are never changed or removed; a correction is another event.
//! Fields may be added with a default, never renamed or removed: old ledgers are read forever.

use cordon_core::{Time, TrackId, VesselRef};
use cordon_identity::hull::Verdict;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::confidence::{Confidence, Grade};
use crate::names::ItemId;

/// One change to a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum Event {
    /// The case was opened.
    Opened(Opened),
    /// It has another title.
    Renamed {
        /// The new title.
        title: String,
    },
    /// It has another status.
    StatusSet {
        /// The new status.
        status: CaseStatus,
        /// Why.
        reason: Option<String>,
    },
    /// Someone is responsible for it, or with `None` nobody.
    Assigned {
        /// Who.
        person: Option<String>,
    },
    /// A finding was added, with all it said then.
    FindingAdded {
        /// Its name in the case.
        item: ItemId,
        /// What it said.
        finding: Snapshot,
    },
    /// A finding that is in the case says something else now.
    FindingChanged {
        /// Its name in the case.
        item: ItemId,
        /// How it changed.
        change: Change,
        /// Why.
        reason: String,
        /// What it says now.
        finding: Snapshot,
    },
    /// A person looked at a finding and says whether it holds. The last word stands.
    FindingReviewed {
        /// Its name in the case.
        item: ItemId,
        /// Whether it holds.
        verdict: ReviewVerdict,
        /// Why.
        reason: Option<String>,
    },
    /// Somebody's words were added.
    ClaimAdded {
        /// Its name in the case.
        item: ItemId,
        /// The claim.
        claim: Claim,
    },
    /// A hit on a watchlist was added.
    ListHitAdded {
        /// Its name in the case.
        item: ItemId,
        /// The hit.
        hit: ListHit,
    },
    /// A satellite image was referred to.
    SceneAdded {
        /// Its name in the case.
        item: ItemId,
        /// The scene.
        scene: Scene,
    },
    /// A note was added.
    NoteAdded {
        /// Its name in the case.
        item: ItemId,
        /// Its words.
        text: String,
    },
    /// A document was attached; its bytes are kept under their SHA-256.
    DocumentAttached {
        /// Its name in the case.
        item: ItemId,
        /// What it is.
        document: Document,
    },
    /// A vessel was linked to the case.
    VesselLinked {
        /// Its name in the case.
        item: ItemId,
        /// The vessel as it is known.
        vessel: VesselRef,
        /// What it has to do with the case.
        role: Option<String>,
    },
    /// What an analyst makes of it. The last one stands; the ones before stay readable.
    Assessed {
        /// Its name in the case.
        item: ItemId,
        /// The assessment.
        assessment: Assessment,
    },
    /// Something is to be done.
    TaskOpened {
        /// Its name in the case.
        item: ItemId,
        /// What.
        text: String,
        /// By whom.
        person: Option<String>,
    },
    /// A task was done.
    TaskDone {
        /// Which.
        item: ItemId,
        /// What came of it.
        outcome: Option<String>,
    },
    /// Someone said something to the others.
    Commented {
        /// Its name in the case.
        item: ItemId,
        /// About which item; `None` for the case.
        about: Option<ItemId>,
        /// Their words.
        text: String,
    },
    /// The case was written into a package.
    Exported {
        /// The program that wrote it.
        program: String,
    },
    /// A person says that two tracks are one hull, or two. It is about no case.
    HullDecided {
        /// One track.
        a: TrackId,
        /// The other.
        b: TrackId,
        /// One hull or two.
        verdict: Verdict,
        /// Why.
        note: Option<String>,
    },
}

/// How a case came to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Its title.
    pub title: String,
    /// By hand, or by which rule.
    pub by: OpenedBy,
}

/// Who or what opened a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenedBy {
    /// A person.
    Hand,
    /// A rule, and why it applied.
    Rule {
        /// Its name.
        rule: String,
        /// One sentence.
        reason: String,
    },
}

/// How far a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseStatus {
    /// Being worked on.
    Open,
    /// Nothing to do until something new happens.
    Watching,
    /// Handed to whoever acts on it.
    Referred,
    /// Done: it held up.
    Confirmed,
    /// Done: there was an innocent explanation, or too little to go by.
    Dismissed,
    /// Done without a conclusion.
    Closed,
}

impl CaseStatus {
    /// Every status, in the order of work.
    pub const ALL: [CaseStatus; 6] = [
        CaseStatus::Open,
        CaseStatus::Watching,
        CaseStatus::Referred,
        CaseStatus::Confirmed,
        CaseStatus::Dismissed,
        CaseStatus::Closed,
    ];

    /// Its name in files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            CaseStatus::Open => "open",
            CaseStatus::Watching => "watching",
            CaseStatus::Referred => "referred",
            CaseStatus::Confirmed => "confirmed",
            CaseStatus::Dismissed => "dismissed",
            CaseStatus::Closed => "closed",
        }
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<CaseStatus> {
        CaseStatus::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// A finding as it stood at some time: the object of the output contract, and its fixes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The finding as `cordon findings --format jsonl` shows it.
    pub view: Value,
    /// Its fixes, one for each entry of `evidence`, for maps and charts. May be empty.
    #[serde(default)]
    pub observed: Vec<Observed>,
}

/// One fix that a finding stands on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// Which track.
    pub track: String,
    /// When.
    pub time: Time,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// How a finding of a case changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It went on, or ended, as was to be expected of an open one.
    Continued,
    /// Late data changed it.
    Revised,
    /// Late data undid it.
    Withdrawn,
}

/// What a person makes of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewVerdict {
    /// It is what it says.
    Accepted,
    /// It is not.
    Rejected,
}

impl ReviewVerdict {
    /// Its name in files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            ReviewVerdict::Accepted => "accepted",
            ReviewVerdict::Rejected => "rejected",
        }
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<ReviewVerdict> {
        let all = [ReviewVerdict::Accepted, ReviewVerdict::Rejected];
        all.into_iter().find(|verdict| verdict.name() == name)
    }
}

/// Who said what, when, in which words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Who.
    pub who: String,
    /// When they said it, as precisely as the source tells (`2023-10`, `2023-10-09T22:30:00Z`).
    pub said: String,
    /// Their words, verbatim.
    pub words: String,
    /// About what or whom.
    pub about: Option<String>,
    /// Where it can be read: a document of the case, or an address.
    pub document: Option<String>,
    /// How far the source and the information are trusted.
    pub grade: Option<Grade>,
}

/// A vessel or owner found on a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListHit {
    /// The list.
    pub list: String,
    /// As of which date, as the list states it.
    pub as_of: String,
    /// The entry's own name on the list.
    pub entry: String,
    /// Whom or what it was matched with.
    pub subject: String,
    /// Feature by feature: what agreed and what did not.
    #[serde(default)]
    pub explanation: Vec<String>,
    /// The match as the matcher told it, when a program found it.
    #[serde(default)]
    pub details: Value,
}

/// A satellite image and what was seen in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// The image's own name.
    pub id: String,
    /// When it was taken.
    pub time: Option<Time>,
    /// What it shows.
    pub what: String,
}

/// A file that was attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its name as given, without folders.
    pub name: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Number of bytes.
    pub length: u64,
    /// What it is.
    pub about: Option<String>,
}

/// What an analyst makes of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// What is thought to have happened.
    pub hypothesis: String,
    /// How sure.
    pub confidence: Confidence,
    /// On which items it rests.
    #[serde(default)]
    pub rests_on: Vec<ItemId>,
    /// What else it could be.
    #[serde(default)]
    pub alternatives: Vec<Alternative>,
}

/// Another explanation, and why it was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// What else it could be.
    pub hypothesis: String,
    /// Why it is not thought so.
    pub why_not: String,
}

impl Event {
    /// Its name in the ledger.
    pub const fn kind(&self) -> &'static str {
        match self {
            Event::Opened(_) => "opened",
            Event::Renamed { .. } => "renamed",
            Event::StatusSet { .. } => "status_set",
            Event::Assigned { .. } => "assigned",
            Event::FindingAdded { .. } => "finding_added",
            Event::FindingChanged { .. } => "finding_changed",
            Event::FindingReviewed { .. } => "finding_reviewed",
            Event::ClaimAdded { .. } => "claim_added",
            Event::ListHitAdded { .. } => "list_hit_added",
            Event::SceneAdded { .. } => "scene_added",
            Event::NoteAdded { .. } => "note_added",
            Event::DocumentAttached { .. } => "document_attached",
            Event::VesselLinked { .. } => "vessel_linked",
            Event::Assessed { .. } => "assessed",
            Event::TaskOpened { .. } => "task_opened",
            Event::TaskDone { .. } => "task_done",
            Event::Commented { .. } => "commented",
            Event::Exported { .. } => "exported",
            Event::HullDecided { .. } => "hull_decided",
        }
    }

    /// The item that it adds or changes.
    pub fn item(&self) -> Option<ItemId> {
        match self {
            Event::FindingAdded { item, .. }
            | Event::FindingChanged { item, .. }
            | Event::FindingReviewed { item, .. }
            | Event::ClaimAdded { item, .. }
            | Event::ListHitAdded { item, .. }
            | Event::SceneAdded { item, .. }
            | Event::NoteAdded { item, .. }
            | Event::DocumentAttached { item, .. }
            | Event::VesselLinked { item, .. }
            | Event::Assessed { item, .. }
            | Event::TaskOpened { item, .. }
            | Event::TaskDone { item, .. }
            | Event::Commented { item, .. } => Some(*item),
            _ => None,
        }
    }

    /// The name of the item that it adds, to be given.
    pub(crate) fn addition_mut(&mut self) -> Option<&mut ItemId> {
        match self {
            Event::FindingAdded { item, .. }
            | Event::ClaimAdded { item, .. }
            | Event::ListHitAdded { item, .. }
            | Event::SceneAdded { item, .. }
            | Event::NoteAdded { item, .. }
            | Event::DocumentAttached { item, .. }
            | Event::VesselLinked { item, .. }
            | Event::Assessed { item, .. }
            | Event::TaskOpened { item, .. }
            | Event::Commented { item, .. } => Some(item),
            _ => None,
        }
    }

    /// Which single-valued field of the case it sets; `None` for additions, which always merge.
    pub fn field(&self) -> Option<String> {
        match self {
            Event::Renamed { .. } => Some("title".to_owned()),
            Event::StatusSet { .. } => Some("status".to_owned()),
            Event::Assigned { .. } => Some("person".to_owned()),
            Event::Assessed { .. } => Some("assessment".to_owned()),
            Event::TaskDone { item, .. } => Some(format!("task {item}")),
            Event::FindingChanged { item, .. } => Some(format!("finding {item}")),
            Event::FindingReviewed { item, .. } => Some(format!("review of {item}")),
            _ => None,
        }
    }
}

impl Snapshot {
    /// A text of the finding.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.view.get(key)?.as_str()
    }

    /// The finding's own name.
    pub fn id(&self) -> &str {
        self.text("id").unwrap_or_default()
    }

    /// What was found.
    pub fn kind(&self) -> &str {
        self.text("kind").unwrap_or_default()
    }

    /// Where it stands.
    pub fn status(&self) -> &str {
        self.text("status").unwrap_or_default()
    }

    /// Which version of it this is.
    pub fn revision(&self) -> u64 {
        self.view.get("revision").and_then(Value::as_u64).unwrap_or_default()
    }

    /// An instant of the finding.
    pub fn time(&self, key: &str) -> Option<Time> {
        self.text(key)?.parse().ok()
    }

    /// The exercise mark.
    pub fn exercise(&self) -> Option<&str> {
        self.text("exercise")
    }

    /// The vessels it is about; what cannot be read as one is left out.
    pub fn vessels(&self) -> Vec<VesselRef> {
        let vessels = self.view.get("vessels").and_then(Value::as_array);
        let read = |vessel: &Value| serde_json::from_value(vessel.clone()).ok();
        vessels.into_iter().flatten().filter_map(read).collect()
    }

    /// The bytes it stands on.
    pub fn citations(&self) -> Vec<Citation> {
        let evidence = self.view.get("evidence").and_then(Value::as_array);
        let read = |item: &Value| serde_json::from_value(item.clone()).ok();
        evidence.into_iter().flatten().filter_map(read).collect()
    }
}

/// Where cited bytes are, and what they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Citation {
    /// The input's name.
    pub input: String,
    /// First byte.
    pub offset: u64,
    /// Number of bytes.
    pub length: u32,
    /// SHA-256 of those bytes in hex.
    pub sha256: Option<String>,
}
