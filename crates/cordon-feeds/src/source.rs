//! The waist of this crate: something that observations can be read from.

use std::time::Duration;

use cordon_core::{Input, InputId, Time};
use serde::{Deserialize, Serialize};

use crate::batch::Batch;
use crate::error::FeedError;

/// How a look at a source ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There may be more at once.
    More,
    /// Nothing for now: a live source is quiet, or a file waits for the one before it.
    Idle,
    /// Nothing will come any more. The batch may still hold the last of it.
    End,
}

/// Where to resume a source after everything it returned has been kept. Opaque: hand it back to
/// [`Source::resume`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Decompressed bytes that are done.
    pub(crate) offset: u64,
    /// Whether the source had ended.
    pub(crate) done: bool,
}

/// How a source is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Decompressed bytes read.
    pub bytes: u64,
    /// Records read.
    pub records: u64,
    /// When the last byte came in, for live sources with a clock.
    pub last_byte_at: Option<Time>,
    /// How often a connection was made again.
    pub reconnects: u64,
    /// Peers that are heard now.
    pub peers: usize,
    /// Whether a live source has been quiet for longer than its bound.
    pub silent: bool,
}

/// Something that observations can be read from.
pub trait Source: Send {
    /// What it is called and how it is read.
    fn input(&self) -> &Input;

    /// Give it its number in the store; to be called before the first read. 0 without it.
    fn set_input_id(&mut self, id: InputId);

    /// Go on from `cursor` instead of from the beginning; to be called before the first read.
    ///
    /// A file is read again from its beginning without telling anything until the cursor is
    /// reached, so that sentences in waiting, the stream's clock, and what was last said about each
    /// ship are as they were. Live sources have nothing to go back to.
    fn resume(&mut self, cursor: Cursor);

    /// Clear `batch` and fill it with what comes next, waiting at most `patience` for live data.
    fn read(&mut self, batch: &mut Batch, patience: Duration) -> Result<Progress, FeedError>;

    /// Where to resume after everything returned so far has been kept.
    fn cursor(&self) -> Cursor;

    /// How it is doing.
    fn health(&self) -> Health;
}
