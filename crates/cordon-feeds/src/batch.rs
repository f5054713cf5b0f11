//! What one look at a source brought.

use cordon_core::{Fix, Rejection, StaticReport, Tally};

/// What one look at a source brought. Meant to be reused: clearing keeps the memory.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Position reports, in the order of the bytes.
    pub fixes: Vec<Fix>,
    /// Static reports, in the order of the bytes.
    pub statics: Vec<StaticReport>,
    /// Counts of every record of this look.
    pub tally: Tally,
    /// The records that were not used; cut off at [`Options::max_rejections`], where the tally
    /// still counts them all.
    ///
    /// [`Options::max_rejections`]: crate::Options::max_rejections
    pub rejections: Vec<Rejection>,
    /// The decompressed bytes of this look, so that source references resolve.
    pub raw: Vec<u8>,
    /// Where `raw` begins in the decompressed input.
    pub raw_offset: u64,
    /// The exercise that messages of this look were marked with, where any was.
    pub exercise: Option<String>,
    /// What a person should be told: a cut-off archive, a lost connection.
    pub notices: Vec<String>,
}

impl Batch {
    /// Empty it and keep its memory.
    pub fn clear(&mut self) {
        self.fixes.clear();
        self.statics.clear();
        self.tally = Tally::default();
        self.rejections.clear();
        self.raw.clear();
        self.raw_offset = 0;
        self.exercise = None;
        self.notices.clear();
    }
}
