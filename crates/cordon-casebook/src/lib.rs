//! Cases that hold up.
//!
//! A case gathers findings, claims, list hits and documents about some vessels, with an assessment
//! and the alternatives considered. All of it is kept as entries of one append-only, hash-chained,
//! signed [ledger](Entry); everything else is read from there, so a case can be read as it was known
//! at any time. A case goes out as a signed package that verifies on a machine that has nothing else.
//!
//! ```text
//! command ──► event ──► ledger (SQLite) ──► case ──► ranking, report, package ──► verify
//!                 └ document bytes, by SHA-256
//! ```

mod case;
mod casebook;
mod check;
mod confidence;
mod digest;
mod disk;
mod documents;
mod error;
mod event;
mod hulls;
mod keys;
mod ledger;
mod names;
mod package;
mod rank;
mod recompute;
mod report;
mod sync;

pub use case::{
    Case, CaseFinding, Comment, Export, FindingVersion, Item, LinkedVessel, Review, Stamp, Task,
    Text, Unreadable,
};
pub use casebook::{Applied, AsOf, Author, Casebook, Source};
pub use confidence::{Confidence, Grade, Level, NotAGrade};
pub use digest::{Digest, NotADigest};
pub use disk::replace as replace_file;
pub use documents::MAX_DOCUMENT;
pub use error::CaseError;
pub use event::{
    Alternative, Assessment, CaseStatus, Change, Citation, Claim, Document, Event, ListHit,
    Observed, Opened, OpenedBy, ReviewVerdict, Scene, Snapshot,
};
pub use ledger::{CaseChain, Checkpoint, Entry, Verified};
pub use names::{CaseId, ItemId, ItemKind, NotAName};
pub use package::{
    FORMAT, Fault, MAX_FILES, MAX_PACKAGE, Manifest, ManifestFile, ManifestSignature, Material,
    Package, Program, RawBytes, Recomputed, Verification, compose, fingerprint, verify,
};
pub use rank::{BadWeights, Feature, Ranked, Shape, Weights, rank, score};
pub use recompute::{Comparison, Difference, Recompute};
pub use sync::{Findings, Synced, SyncedFinding};
