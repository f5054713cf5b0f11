//! Where observations come from: files, sockets, and the formats of the field.
//!
//! [`open`] turns what a person typed (a path, a pattern, `-`, `tcp://…`) into [`Source`]s. A source
//! is read in [`Batch`]es: fixes, static reports, a tally in which every record is either used or
//! rejected, and the bytes it all came from.
//!
//! ```no_run
//! use std::time::Duration;
//! use cordon_feeds::{open, Batch, Options, Progress};
//!
//! let mut batch = Batch::default();
//! for mut source in open("logs/*.nmea.gz", &Options::default())? {
//!     while source.read(&mut batch, Duration::ZERO)? != Progress::End {
//!         println!("{} fixes", batch.fixes.len());
//!     }
//! }
//! # Ok::<(), cordon_feeds::FeedError>(())
//! ```
//!
//! From the bytes up: `bytes` takes off compression and cuts the stream into records,
//! `recognise` names the format by content, one reader per family (`aivdm`, `table`, `json`,
//! `msgpack`) turns a record into a report, and `pump` keeps the books. `file` and `live` put a
//! [`Source`] around it.

mod aivdm;
mod batch;
mod bytes;
mod error;
mod file;
mod format;
mod json;
mod live;
mod msgpack;
mod open;
mod options;
mod pump;
mod reader;
mod recognise;
mod record;
mod source;
mod table;

pub use batch::Batch;
pub use bytes::stream::BROKEN_INPUT;
pub use error::FeedError;
pub use format::Format;
pub use open::{open, open_bytes, open_reader};
pub use options::{Clock, Options};
pub use source::{Cursor, Health, Progress, Source};
