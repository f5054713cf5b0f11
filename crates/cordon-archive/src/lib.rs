//! Observations, tracks and findings as Parquet; raw bytes that references resolve to.
//!
//! A [`Store`] is a directory with one writer and any number of readers. What was appended is
//! durable when [`Store::commit`] returns, all of it or none of it. `docs/archive.md` is the
//! reference of the files, for everything else that reads Parquet.
//!
//! ```
//! use cordon_archive::{Query, Store};
//! # use cordon_core::Input;
//! # let dir = tempfile::tempdir()?;
//! # let dir = dir.path();
//! let mut store = Store::open(dir)?;
//! let input = store.register(Input {
//!     name: "harbour.nmea".into(), format: "aivdm".into(), exercise: None, heard: None,
//! })?;
//! store.append_raw(input, 0, b"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\r\n")?;
//! store.commit()?;
//! for batch in store.scan(&Query::all()) {
//!     println!("{} rows", batch?.rows.len());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bytes;
mod columns;
mod commit;
mod compact;
mod disk;
mod error;
mod export;
mod findings;
mod geo;
mod ledger;
mod manifest;
mod memory;
mod partition;
mod query;
mod raw;
mod read;
mod record;
mod recover;
mod row;
mod scan;
mod spool;
mod store;
mod table;
mod tracks;
mod verify;
mod wal;

pub use error::StoreError;
pub use export::{write_findings, write_tracks};
pub use findings::FindingQuery;
pub use ledger::Version;
pub use partition::{Day, NotADay, SHARDS, shard_of};
pub use query::{Area, Query};
pub use scan::{Batch, FixBatch, ReadCost, Scan, StaticBatch};
pub use spool::Spool;
pub use store::{Commit, Options, Recovery, Store};
pub use tracks::TrackSummary;
pub use verify::Report;

#[cfg(test)]
mod tests;
