//! Where a piece of information came from: an input, and the bytes in it.

use serde::{Deserialize, Serialize};

use crate::time::Time;

/// Number of an [`Input`] within one store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InputId(pub u32);

/// A file that was read or a feed that was listened to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// What a person calls it: the path as given, or the feed's address. Archive members read
    /// `archive.zip!member.csv`.
    pub name: String,
    /// The format it was read as, for example `aivdm` or `marinecadastre`.
    pub format: String,
    /// The exercise mark, when everything in it is simulated.
    pub exercise: Option<String>,
    /// When a live feed was first heard. `None` for files: their times are in the data.
    pub heard: Option<Time>,
}

/// Bytes of an input. Offsets count in the decompressed stream.
///
/// A message of several sentences is cited by the span from its first sentence to its last, which
/// may hold other sentences in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceRef {
    /// Which input.
    pub input: InputId,
    /// First byte.
    pub offset: u64,
    /// Number of bytes, without the line ending.
    pub length: u32,
}
