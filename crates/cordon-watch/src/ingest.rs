//! From sources into the archive: every record counted, every byte kept.
//!
//! Reading and decoding run on one thread, keeping on another. Nothing is judged here: tracks and
//! findings are computed from the archive ([`crate::replay`]), so they cannot depend on how the
//! data was cut into files or in which order those were read.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use cordon_archive::Store;
use cordon_core::{Input, InputId, Rejection, Tally};
use cordon_feeds::{Batch, Cursor, FeedError, Progress, Source};

use crate::error::WatchError;

/// Batches of about a megabyte that may wait between the two threads: reading goes on while what was
/// read is written to files.
const IN_FLIGHT: usize = 48;

/// Reports after which what was read is made durable, at the latest. So many become files of their
/// own at once, without the way through the journal.
const COMMIT_ROWS: usize = 1 << 20;

/// Who is told how reading goes.
pub trait Reporter {
    /// So many more bytes of this input were read.
    fn progress(&mut self, _input: &Input, _bytes: u64) {}

    /// Records that were not used.
    fn rejected(&mut self, _input: &Input, _rejections: &[Rejection]) {}

    /// Something a person should know.
    fn notice(&mut self, _input: &Input, _text: &str) {}

    /// Everything read so far is durable.
    fn acknowledged(&mut self, _records: u64) {}
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Reporter for Silent {}

/// What came of reading.
#[derive(Clone, Debug, Default)]
pub struct Ingested {
    /// Every record, used or rejected.
    pub tally: Tally,
    /// Sources that ended in an error, with the reason; what they gave before is kept.
    pub failed: Vec<String>,
    /// Position reports kept.
    pub fixes: u64,
}

/// Reads sources to their end and keeps what they say.
///
/// A source that was read before goes on where it stopped; one that fails is told in `failed` and
/// the others go on.
pub fn ingest(
    store: &mut Store,
    mut sources: Vec<Box<dyn Source>>,
    reporter: &mut dyn Reporter,
) -> Result<Ingested, WatchError> {
    let inputs = register(store, &mut sources)?;
    let (full, filled) = sync_channel(IN_FLIGHT);
    let (empty, emptied) = sync_channel(IN_FLIGHT + 1);
    thread::scope(|scope| {
        scope.spawn(move || read_all(sources, &full, &emptied));
        keep_all(store, &inputs, &filled, &empty, reporter)
    })
}

/// One look at one source.
struct Look {
    source: usize,
    batch: Batch,
    cursor: Cursor,
    outcome: Result<Progress, FeedError>,
}

/// Gives every source its number, and its place to go on from.
pub(crate) fn register(
    store: &mut Store,
    sources: &mut [Box<dyn Source>],
) -> Result<Vec<(InputId, Input)>, WatchError> {
    let mut inputs = Vec::with_capacity(sources.len());
    for source in sources {
        let input = source.input().clone();
        let id = store.register(input.clone())?;
        source.set_input_id(id);
        let cursor = store.cursor(id).cloned().map(serde_json::from_value::<Cursor>);
        if let Some(Ok(cursor)) = cursor {
            source.resume(cursor);
        }
        inputs.push((id, input));
    }
    Ok(inputs)
}

/// The reading side: each source in its turn, until all have ended or nobody listens.
fn read_all(mut sources: Vec<Box<dyn Source>>, full: &SyncSender<Look>, emptied: &Receiver<Batch>) {
    for (index, source) in sources.iter_mut().enumerate() {
        loop {
            let mut batch = emptied.try_recv().unwrap_or_default();
            let outcome = source.read(&mut batch, Duration::from_millis(50));
            let is_over = !matches!(outcome, Ok(Progress::More | Progress::Idle));
            let look = Look { source: index, batch, cursor: source.cursor(), outcome };
            if full.send(look).is_err() {
                return;
            }
            if is_over {
                break;
            }
        }
    }
}

/// The keeping side.
fn keep_all(
    store: &mut Store,
    inputs: &[(InputId, Input)],
    filled: &Receiver<Look>,
    empty: &SyncSender<Batch>,
    reporter: &mut dyn Reporter,
) -> Result<Ingested, WatchError> {
    let mut ingested = Ingested::default();
    let mut since_commit = 0;
    for look in filled {
        let Some((id, input)) = inputs.get(look.source) else { continue };
        keep(store, *id, &look)?;
        tell(input, &look.batch, reporter);
        ingested.tally.merge(&look.batch.tally);
        ingested.fixes += look.batch.fixes.len() as u64;
        since_commit += look.batch.fixes.len() + look.batch.statics.len();
        // A source that makes one wait may do so for long.
        let is_idle = matches!(look.outcome, Ok(Progress::Idle));
        if let Err(error) = look.outcome {
            ingested.failed.push(error.to_string());
        }
        if since_commit >= COMMIT_ROWS || (is_idle && since_commit > 0) {
            store.commit()?;
            reporter.acknowledged(ingested.tally.read);
            since_commit = 0;
        }
        let mut batch = look.batch;
        batch.clear();
        // The reader may have ended: then nobody needs the memory any more.
        let _ = empty.try_send(batch);
    }
    // In files the rows lie as they are read back: by shard, day and vessel.
    store.flush()?;
    reporter.acknowledged(ingested.tally.read);
    Ok(ingested)
}

/// Puts one look into the store.
pub(crate) fn keep_batch(
    store: &mut Store,
    id: InputId,
    batch: &Batch,
    cursor: Cursor,
) -> Result<(), WatchError> {
    if let Some(exercise) = &batch.exercise {
        store.mark_exercise(id, exercise)?;
    }
    store.append_raw(id, batch.raw_offset, &batch.raw)?;
    store.append(&batch.fixes, &batch.statics)?;
    if let Ok(cursor) = serde_json::to_value(cursor) {
        store.set_cursor(id, cursor)?;
    }
    Ok(())
}

fn keep(store: &mut Store, id: InputId, look: &Look) -> Result<(), WatchError> {
    keep_batch(store, id, &look.batch, look.cursor)
}

/// Tells what one look brought.
pub(crate) fn tell(input: &Input, batch: &Batch, reporter: &mut dyn Reporter) {
    reporter.progress(input, batch.raw.len() as u64);
    if !batch.rejections.is_empty() {
        reporter.rejected(input, &batch.rejections);
    }
    for notice in &batch.notices {
        reporter.notice(input, notice);
    }
}
