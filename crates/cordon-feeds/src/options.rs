//! How sources are opened.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use cordon_core::Time;

use crate::format::Format;

/// Tells the time to live sources: when bytes came in. A parameter, so that tests and replays are
/// deterministic.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Time + Send + Sync>);

impl Clock {
    /// A clock from a function.
    pub fn new(now: impl Fn() -> Time + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(now))
    }

    /// What it says.
    pub fn now(&self) -> Time {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// How sources are opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Read as this format instead of recognising it.
    pub input_format: Option<Format>,
    /// A mapping file that names the columns of a table (`docs/formats.md`).
    pub mapping: Option<PathBuf>,
    /// Longest record that is looked at, in bytes; longer ones are rejected as `line_too_long`.
    pub max_line: usize,
    /// At most so many rejections are listed in one batch.
    pub max_rejections: usize,
    /// Decompressed bytes read in one look.
    pub chunk: usize,
    /// The clock of live sources. Without one, live messages that carry no time are rejected as
    /// `no_time`, as they are from files.
    pub clock: Option<Clock>,
    /// A live connection that brings nothing for so long is taken for dead.
    pub silence: Duration,
    /// Make a lost connection again. Without it, a server that hangs up has said all it had to say,
    /// and the source ends.
    pub reconnect: bool,
    /// First wait before a lost connection is tried again; it doubles each time.
    pub retry_first: Duration,
    /// Longest wait before a lost connection is tried again.
    pub retry_most: Duration,
    /// Seed of the jitter on those waits.
    pub seed: u64,
    /// Most connections that a listener keeps open at once.
    pub max_peers: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            input_format: None,
            mapping: None,
            max_line: 1 << 20,
            max_rejections: 10_000,
            chunk: 1 << 20,
            clock: None,
            silence: Duration::from_mins(1),
            reconnect: true,
            retry_first: Duration::from_millis(500),
            retry_most: Duration::from_mins(1),
            seed: 0x5EA,
            max_peers: 256,
        }
    }
}
