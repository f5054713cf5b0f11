//! The pipeline: from sources to findings, live and from history.
//!
//! ```text
//! sources ── ingest ──► archive ── replay ──► engine ──► tracks, findings ── reconcile ──► archive
//!                          ▲                    ▲
//! live ────────────────────┴────────────────────┘
//! ```
//!
//! The [`engine`] is the same in all cases. History goes through the archive first, so that what is
//! found follows from the observations alone; live data goes to both at once.

mod cite;
pub mod engine;
mod error;
mod history;
mod hulls;
mod identify;
mod ingest;
mod live;
pub mod picture;
pub mod recompute;
mod reconcile;
mod replay;
pub mod report;
mod rules;
mod show;
mod summary;

pub use engine::Settings;
pub use error::WatchError;
pub use history::{settle, watch_history};
pub use hulls::hulls_of;
pub use ingest::{Ingested, Reporter, Silent, ingest};
pub use live::{LiveOptions, watch_live};
pub use reconcile::{FindingSet, reconcile};
pub use replay::{Conclusions, conclude, replay};
pub use rules::{AllRules, DEFAULT_RULES, load_rules, read_rules};
pub use show::Show;
pub use summary::Summary;
