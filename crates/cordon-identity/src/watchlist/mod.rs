//! Lists of vessels, companies and people as of a date, read from the files as they are published.
//!
//! A [`ListReader`] takes the bytes of one file, or of several that belong together (OFAC's `SDN.CSV`,
//! `ALT.CSV`, `ADD.CSV`), recognises the format by content, and gives a [`List`]. Each entry keeps where
//! in the file it stands. What cannot be used is counted and told by reason; [`Counts::balances`].

mod counts;
mod draft;
mod error;
mod format;
mod limits;
mod model;
mod open;
mod readers;
mod text;

pub use counts::{Counts, Reject};
pub use error::ListError;
pub use format::Format;
pub use limits::Limits;
pub use model::{
    Dated, Entry, EntryKind, FlagClaim, ImoClaim, Link, List, ListFile, ListInfo, Name, Party,
    Place, Strength,
};
pub use open::{ListReader, Options, read_list};
pub use readers::table::Mapping;
