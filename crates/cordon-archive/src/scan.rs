//! Rows read back: partition by partition, each in one order, whatever files they lie in.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use cordon_core::{Fix, StaticReport};

use crate::error::StoreError;
use crate::manifest::TableFile;
use crate::memory::Memory;
use crate::partition::{Day, Partition};
use crate::query::Query;
use crate::row::Row;
use crate::table::{Meter, TableReader};

/// Most rows in a batch that was merged from several files.
const BATCH_ROWS: usize = 65_536;

/// Rows of one shard and day, in order of vessel and time. A partition may come in several batches,
/// one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch<R> {
    /// The shard of all its vessels.
    pub shard: u16,
    /// The day of all its times.
    pub day: Day,
    /// Never empty.
    pub rows: Vec<R>,
}

/// Position reports in order.
pub type FixBatch = Batch<Fix>;
/// Static reports in order.
pub type StaticBatch = Batch<StaticReport>;

/// How much a scan had to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadCost {
    /// Bytes read from files.
    pub bytes: u64,
    /// Row groups of which something was read.
    pub row_groups: u64,
}

/// What is to be read of one partition.
struct Plan<R> {
    partition: Partition,
    files: Vec<TableFile>,
    /// Rows that are in no file yet, in order.
    memory: Vec<R>,
}

/// Reads batches: shard after shard, and in each its days in order.
#[expect(private_bounds, reason = "the row types are fixed; `Row` is how they are packed")]
pub struct Scan<R: Row> {
    root: PathBuf,
    query: Query,
    plans: VecDeque<Plan<R>>,
    merge: Option<(Partition, Merge<R>)>,
    meter: Arc<Meter>,
}

impl<R: Row> std::fmt::Debug for Scan<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let left = self.plans.len();
        f.debug_struct("Scan")
            .field("query", &self.query)
            .field("partitions_left", &left)
            .finish_non_exhaustive()
    }
}

#[expect(private_bounds, reason = "the row types are fixed; `Row` is how they are packed")]
impl<R: Row> Scan<R> {
    pub(crate) fn new(
        root: &Path,
        files: &[TableFile],
        memory: &Memory<R>,
        query: &Query,
    ) -> Scan<R> {
        let mut plans: BTreeMap<Partition, Plan<R>> = BTreeMap::new();
        let mut plan = |partition, file: Option<&TableFile>, row: Option<&R>| {
            let new = || Plan { partition, files: Vec::new(), memory: Vec::new() };
            let plan = plans.entry(partition).or_insert_with(new);
            plan.files.extend(file.cloned());
            plan.memory.extend(row.cloned());
        };
        for file in files.iter().filter(|file| file.table == R::TABLE && query.may_want_file(file))
        {
            plan(file.partition(), Some(file), None);
        }
        for row in memory.of(query.shard).filter(|row| query.wants(*row)) {
            plan(Partition::of(row.mmsi(), row.time()), None, Some(row));
        }
        let plans = plans.into_values().map(|mut plan| {
            plan.memory.sort_unstable_by(R::order);
            plan.memory.dedup_by(|later, kept| kept.order(later) == Ordering::Equal);
            plan
        });
        let (root, query, plans) = (root.to_owned(), query.clone(), plans.collect());
        Scan { root, query, plans, merge: None, meter: Arc::default() }
    }

    /// How much was read so far.
    pub fn cost(&self) -> ReadCost {
        let (bytes, row_groups) = (self.meter.bytes.load(Relaxed), self.meter.groups.load(Relaxed));
        ReadCost { bytes, row_groups }
    }

    fn next_batch(&mut self) -> Result<Option<Batch<R>>, StoreError> {
        loop {
            if let Some((partition, merge)) = &mut self.merge {
                if let Some(rows) = merge.next(&self.query)? {
                    let Partition { shard, day } = *partition;
                    return Ok(Some(Batch { shard, day, rows }));
                }
                self.merge = None;
            }
            let Some(plan) = self.plans.pop_front() else { return Ok(None) };
            self.merge = Some((plan.partition, self.open(plan)?));
        }
    }

    fn open(&self, plan: Plan<R>) -> Result<Merge<R>, StoreError> {
        let mut runs = Vec::new();
        for file in &plan.files {
            let reader = TableReader::open(&file.path(&self.root), file, &self.meter)?;
            runs.push(Run::File(Box::new(reader)));
        }
        if !plan.memory.is_empty() {
            runs.push(Run::Memory(plan.memory));
        }
        Ok(Merge::new(runs))
    }
}

impl<R: Row> Iterator for Scan<R> {
    type Item = Result<Batch<R>, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.next_batch();
        if next.is_err() {
            self.plans.clear();
            self.merge = None;
        }
        next.transpose()
    }
}

/// Rows in order, from one place.
pub(crate) enum Run<R> {
    File(Box<TableReader<R>>),
    Memory(Vec<R>),
}

impl<R: Row> Run<R> {
    fn next(&mut self, query: &Query) -> Result<Option<Vec<R>>, StoreError> {
        match self {
            Run::File(reader) => reader.next(query),
            Run::Memory(rows) => Ok(Some(std::mem::take(rows)).filter(|rows| !rows.is_empty())),
        }
    }
}

/// Several runs as one, in order, each row once.
pub(crate) struct Merge<R: Row> {
    runs: Vec<Run<R>>,
    /// The first row of each run that has one, the least on top. `None` before the first rows are
    /// read.
    heads: Option<BinaryHeap<Head<R>>>,
    last: Option<R>,
}

impl<R: Row> Merge<R> {
    pub(crate) fn new(runs: Vec<Run<R>>) -> Merge<R> {
        Merge { runs, heads: None, last: None }
    }

    /// The next rows; `None` at the end.
    pub(crate) fn next(&mut self, query: &Query) -> Result<Option<Vec<R>>, StoreError> {
        match self.runs.as_mut_slice() {
            [run] => run.next(query),
            _ => self.merged(query).map(|rows| Some(rows).filter(|rows| !rows.is_empty())),
        }
    }

    fn merged(&mut self, query: &Query) -> Result<Vec<R>, StoreError> {
        let mut heads = match self.heads.take() {
            Some(heads) => heads,
            None => self.first_heads(query)?,
        };
        let mut rows = Vec::new();
        while rows.len() < BATCH_ROWS {
            let Some(head) = heads.pop() else { break };
            let run = head.run;
            match self.drain(head, heads.peek(), &mut rows) {
                Some(rest) => heads.push(rest),
                None => heads.extend(self.head(run, query)?),
            }
        }
        self.heads = Some(heads);
        self.last = rows.last().cloned().or(self.last.take());
        Ok(rows)
    }

    /// Takes the rows of a run that come before the next run's first. Files follow one another in
    /// time, so these are many: one comparison each, and no heap.
    fn drain(&self, head: Head<R>, next: Option<&Head<R>>, rows: &mut Vec<R>) -> Option<Head<R>> {
        let Head { row, mut rest, run } = head;
        let last = rows.last().or(self.last.as_ref());
        if last.is_none_or(|last| last.order(&row) != Ordering::Equal) {
            rows.push(row);
        }
        while rows.len() < BATCH_ROWS {
            let row = rest.next()?;
            if next.is_some_and(|next| next.row.order(&row).is_le()) {
                return Some(Head { row, rest, run });
            }
            rows.push(row);
        }
        rest.next().map(|row| Head { row, rest, run })
    }

    fn first_heads(&mut self, query: &Query) -> Result<BinaryHeap<Head<R>>, StoreError> {
        let heads = (0..self.runs.len()).map(|run| self.head(run, query));
        heads.filter_map(Result::transpose).collect()
    }

    fn head(&mut self, run: usize, query: &Query) -> Result<Option<Head<R>>, StoreError> {
        let Some(rows) = self.runs.get_mut(run).map(|run| run.next(query)).transpose()?.flatten()
        else {
            return Ok(None);
        };
        let mut rest = rows.into_iter();
        Ok(rest.next().map(|row| Head { row, rest, run }))
    }
}

/// The first row of a run and those that were read with it.
struct Head<R> {
    row: R,
    rest: std::vec::IntoIter<R>,
    run: usize,
}

impl<R: Row> Ord for Head<R> {
    /// Reversed: the heap's greatest is the row that comes first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.row.order(&self.row).then(other.run.cmp(&self.run))
    }
}

impl<R: Row> PartialOrd for Head<R> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<R: Row> PartialEq for Head<R> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<R: Row> Eq for Head<R> {}
