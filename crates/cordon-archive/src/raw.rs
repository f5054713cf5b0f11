//! The exact bytes that were read, each stored once.
//!
//! A segment is a file of blocks: a zstd skippable frame with the block's header, then the zstd
//! frame with up to 256 KiB of one input. `zstd -dc` reads a segment as it is.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use cordon_core::{InputId, SourceRef};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use twox_hash::XxHash3_64;
use zstd::bulk::Compressor;

use crate::bytes::{Put, Take};
use crate::disk::{Disk, DiskFile};
use crate::error::StoreError;

/// Most bytes of one input in one block.
pub(crate) const BLOCK: usize = 256 << 10;
/// Most bytes that one citation may have.
pub(crate) const CITATION_LIMIT: u32 = 16 << 20;
/// A segment this long is followed by a new one.
const SEGMENT_LIMIT: u64 = 256 << 20;
const ZSTD_LEVEL: i32 = 1;
const SKIPPABLE: u32 = 0x184d_2a50;
const HEADER: usize = 8 + 64;
const MARK: u32 = 0x3152_4443;

/// A segment and how many of its bytes are committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Segment {
    pub number: u32,
    pub length: u64,
}

/// Where a block lies.
#[derive(Clone, Copy, Debug)]
struct Block {
    segment: u32,
    /// Of its zstd frame.
    at: u64,
    stored: u32,
    length: u32,
    sha256: [u8; 32],
}

/// Bytes of an input that are not in a block yet.
#[derive(Clone, Debug, Default)]
struct Pending {
    offset: u64,
    bytes: Vec<u8>,
    /// How many of `bytes`, from the front, the journal has.
    logged: usize,
}

/// All raw bytes of a store.
pub(crate) struct RawStore {
    dir: PathBuf,
    segments: Vec<Segment>,
    blocks: BTreeMap<(InputId, u64), Block>,
    pending: BTreeMap<InputId, Pending>,
    file: Option<DiskFile>,
    is_synced: bool,
}

fn segment_path(dir: &Path, number: u32) -> PathBuf {
    dir.join(format!("{number:08}.zst"))
}

impl RawStore {
    /// Open with the segments that the manifest lists.
    pub(crate) fn open(root: &Path, segments: &[Segment]) -> Result<RawStore, StoreError> {
        let mut store = RawStore {
            dir: root.join("raw"),
            segments: Vec::new(),
            blocks: BTreeMap::new(),
            pending: BTreeMap::new(),
            file: None,
            is_synced: true,
        };
        for segment in segments {
            store.extend_to(*segment)?;
        }
        Ok(store)
    }

    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Take in the blocks that a segment has up to a length.
    pub(crate) fn extend_to(&mut self, to: Segment) -> Result<(), StoreError> {
        let from = match self.segments.iter().find(|known| known.number == to.number) {
            Some(known) => known.length,
            None => 0,
        };
        let path = segment_path(&self.dir, to.number);
        let mut at = from;
        if at < to.length {
            let file = File::open(&path).map_err(StoreError::io("open", &path))?;
            while at < to.length {
                at = self.take_block(&file, &path, to, at)?;
            }
        }
        match self.segments.iter_mut().find(|known| known.number == to.number) {
            Some(known) => known.length = to.length,
            None => self.segments.push(to),
        }
        Ok(())
    }

    fn take_block(
        &mut self,
        file: &File,
        path: &Path,
        to: Segment,
        at: u64,
    ) -> Result<u64, StoreError> {
        let mut header = [0; HEADER];
        file.read_exact_at(&mut header, at).map_err(|cause| {
            StoreError::damaged(path, format!("block header at byte {at}: {cause}"))
        })?;
        let bad = || {
            StoreError::damaged(path, format!("the block header at byte {at} fails its checksum"))
        };
        let (input, offset, mut block) = take_header(&header).ok_or_else(bad)?;
        block.segment = to.number;
        block.at = at + HEADER as u64;
        self.blocks.insert((input, offset), block);
        self.forget_pending(input, offset + u64::from(block.length));
        Ok(block.at + u64::from(block.stored))
    }

    fn forget_pending(&mut self, input: InputId, end: u64) {
        if let Some(pending) = self.pending.get_mut(&input) {
            let covered =
                end.saturating_sub(pending.offset).min(pending.bytes.len() as u64) as usize;
            pending.drop_front(covered);
        }
    }

    /// Take in bytes that the journal has.
    pub(crate) fn replay(&mut self, input: InputId, offset: u64, bytes: Vec<u8>) {
        let pending = self.pending.entry(input).or_default();
        if pending.end() == offset && !pending.bytes.is_empty() {
            pending.bytes.extend_from_slice(&bytes);
        } else {
            *pending = Pending { offset, bytes, logged: 0 };
        }
        pending.logged = pending.bytes.len();
    }

    /// Keep bytes of an input. What is there already is compared, not stored again.
    pub(crate) fn append(
        &mut self,
        disk: &Disk,
        input: InputId,
        offset: u64,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let (mut offset, mut bytes) = (offset, bytes);
        while !bytes.is_empty() {
            let known = self.known_from(input, offset, bytes.len());
            let (head, rest) = bytes.split_at(known.length);
            if known.is_kept {
                self.compare(input, offset, head)?;
            } else {
                self.append_new(disk, input, offset, head)?;
            }
            offset += head.len() as u64;
            bytes = rest;
        }
        Ok(())
    }

    /// How far the bytes from `offset` on are all kept, or all new; at most `most`, at least 1.
    fn known_from(&self, input: InputId, offset: u64, most: usize) -> Known {
        let most_end = offset.saturating_add(most as u64);
        let mut next = most_end;
        if let Some((start, length)) = self.kept_block(input, offset) {
            return Known::new(true, offset, (start + length).min(most_end));
        }
        if let Some(pending) = self.pending.get(&input).filter(|pending| !pending.bytes.is_empty())
        {
            if pending.offset <= offset && offset < pending.end() {
                return Known::new(true, offset, pending.end().min(most_end));
            }
            if offset < pending.offset {
                next = next.min(pending.offset);
            }
        }
        let later = (input, offset)..(input, most_end);
        if let Some((&(_, start), _)) = self.blocks.range(later).next() {
            next = next.min(start);
        }
        Known::new(false, offset, next)
    }

    /// The block that holds this byte: its offset and length.
    fn kept_block(&self, input: InputId, offset: u64) -> Option<(u64, u64)> {
        let (&(_, start), block) = self.blocks.range((input, 0)..=(input, offset)).next_back()?;
        let length = u64::from(block.length);
        (offset - start < length).then_some((start, length))
    }

    fn compare(&self, input: InputId, offset: u64, bytes: &[u8]) -> Result<(), StoreError> {
        for (n, piece) in bytes.chunks(BLOCK).enumerate() {
            let offset = offset + (n * BLOCK) as u64;
            let source = SourceRef { input, offset, length: piece.len() as u32 };
            if self.read(source)? != piece {
                return Err(StoreError::InputChanged { input, offset });
            }
        }
        Ok(())
    }

    fn append_new(
        &mut self,
        disk: &Disk,
        input: InputId,
        offset: u64,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let follows = self
            .pending
            .get(&input)
            .is_none_or(|pending| pending.bytes.is_empty() || pending.end() == offset);
        if !follows {
            self.cut(disk, input, 0)?;
        }
        let pending = self.pending.entry(input).or_default();
        if pending.bytes.is_empty() {
            *pending = Pending { offset, ..Pending::default() };
        }
        pending.bytes.extend_from_slice(bytes);
        self.cut(disk, input, BLOCK - 1)
    }

    /// Put pending bytes of an input into blocks until no more than `leave` are left.
    fn cut(&mut self, disk: &Disk, input: InputId, leave: usize) -> Result<(), StoreError> {
        let Some(mut pending) = self.pending.remove(&input) else { return Ok(()) };
        let blocks = pending.bytes.len().saturating_sub(leave).div_ceil(BLOCK);
        let done = pending.bytes.len().min(blocks * BLOCK);
        let mut offset = pending.offset;
        for packed in pack_all(&pending.bytes[..done])? {
            let length = u64::from(packed.length);
            self.write_block(disk, input, offset, packed)?;
            offset += length;
        }
        pending.drop_front(done);
        self.pending.insert(input, pending);
        Ok(())
    }

    fn write_block(
        &mut self,
        disk: &Disk,
        input: InputId,
        offset: u64,
        packed: Packed,
    ) -> Result<(), StoreError> {
        let segment = self.room(disk)?;
        let Packed { stored, length, sha256 } = packed;
        let block = Block {
            segment: segment.number,
            at: segment.length + HEADER as u64,
            stored: stored.len() as u32,
            length,
            sha256,
        };
        let mut framed = header(input, offset, &block);
        framed.put(&stored);
        if let Some(file) = &mut self.file {
            file.append(&framed)?;
        }
        self.is_synced = false;
        if let Some(last) = self.segments.last_mut() {
            last.length += framed.len() as u64;
        }
        self.blocks.insert((input, offset), block);
        Ok(())
    }

    /// The segment to append to, open.
    fn room(&mut self, disk: &Disk) -> Result<Segment, StoreError> {
        let last = self.segments.last().copied();
        if let Some(segment) = last.filter(|segment| segment.length < SEGMENT_LIMIT) {
            if self.file.is_none() {
                let path = segment_path(&self.dir, segment.number);
                self.file = Some(disk.continue_at(&path, segment.length)?);
            }
            return Ok(segment);
        }
        self.sync()?;
        let segment = Segment { number: last.map_or(1, |last| last.number + 1), length: 0 };
        self.file = Some(disk.create(&segment_path(&self.dir, segment.number))?);
        disk.sync_dir(&self.dir)?;
        self.segments.push(segment);
        Ok(segment)
    }

    /// Cut all that is pending into blocks, and sync: after this, segments alone hold everything.
    pub(crate) fn flush(&mut self, disk: &Disk) -> Result<(), StoreError> {
        let inputs: Vec<InputId> = self.pending.keys().copied().collect();
        for input in inputs {
            self.cut(disk, input, 0)?;
        }
        self.pending.clear();
        self.sync()
    }

    /// Make the blocks written so far durable.
    pub(crate) fn sync(&mut self) -> Result<(), StoreError> {
        if let Some(file) = self.file.as_mut().filter(|_| !self.is_synced) {
            file.sync()?;
        }
        self.is_synced = true;
        Ok(())
    }

    /// Pending bytes that the journal does not have yet.
    pub(crate) fn unlogged(&self) -> impl Iterator<Item = (InputId, u64, &[u8])> {
        self.pending.iter().filter_map(|(input, pending)| {
            let bytes = pending.bytes.get(pending.logged..).filter(|bytes| !bytes.is_empty())?;
            Some((*input, pending.offset + pending.logged as u64, bytes))
        })
    }

    pub(crate) fn set_logged(&mut self) {
        self.pending.values_mut().for_each(|pending| pending.logged = pending.bytes.len());
    }

    /// The cited bytes.
    pub(crate) fn read(&self, source: SourceRef) -> Result<Vec<u8>, StoreError> {
        if source.length > CITATION_LIMIT {
            return Err(StoreError::TooLong { source_ref: source, limit: CITATION_LIMIT });
        }
        let end = source.offset.saturating_add(u64::from(source.length));
        let mut bytes = Vec::with_capacity(source.length as usize);
        let mut at = source.offset;
        while at < end {
            let piece = self.piece(source.input, at)?.ok_or(StoreError::NotKept(source))?;
            let wanted = piece.len().min((end - at) as usize);
            bytes.extend_from_slice(piece.get(..wanted).unwrap_or_default());
            at += wanted as u64;
        }
        Ok(bytes)
    }

    /// The bytes from `at` to the end of the block or run that holds it; never empty.
    fn piece(&self, input: InputId, at: u64) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some((start, _)) = self.kept_block(input, at) {
            let bytes = self.block_bytes(input, start)?;
            return Ok(bytes.get((at - start) as usize..).map(<[u8]>::to_vec));
        }
        let pending = self.pending.get(&input);
        Ok(pending.and_then(|pending| {
            let from = usize::try_from(at.checked_sub(pending.offset)?).ok()?;
            pending.bytes.get(from..).filter(|bytes| !bytes.is_empty()).map(<[u8]>::to_vec)
        }))
    }

    fn block_bytes(&self, input: InputId, start: u64) -> Result<Vec<u8>, StoreError> {
        let Some(block) = self.blocks.get(&(input, start)) else { return Ok(Vec::new()) };
        let path = segment_path(&self.dir, block.segment);
        let damaged = |what: &str| {
            StoreError::damaged(&path, format!("the block at byte {} {what}", block.at))
        };
        let file = File::open(&path).map_err(StoreError::io("open", &path))?;
        let mut stored = vec![0; block.stored as usize];
        file.read_exact_at(&mut stored, block.at)
            .map_err(|cause| damaged(&format!("cannot be read: {cause}")))?;
        let bytes = zstd::bulk::decompress(&stored, block.length as usize)
            .map_err(|cause| damaged(&format!("does not decompress: {cause}")))?;
        if Sha256::digest(&bytes)[..] != block.sha256 {
            return Err(damaged("fails its checksum"));
        }
        Ok(bytes)
    }

    /// Check every block; gives the number of blocks and of bytes, and what is wrong.
    pub(crate) fn verify(&self) -> (u64, u64, Vec<StoreError>) {
        let (mut bytes, mut problems) = (0, Vec::new());
        for &(input, start) in self.blocks.keys() {
            match self.block_bytes(input, start) {
                Ok(block) => bytes += block.len() as u64,
                Err(problem) => problems.push(problem),
            }
        }
        (self.blocks.len() as u64, bytes, problems)
    }
}

impl Pending {
    fn end(&self) -> u64 {
        self.offset + self.bytes.len() as u64
    }

    fn drop_front(&mut self, n: usize) {
        self.bytes.drain(..n);
        self.offset += n as u64;
        self.logged = self.logged.saturating_sub(n);
    }
}

/// A block before it has its place.
struct Packed {
    stored: Vec<u8>,
    length: u32,
    sha256: [u8; 32],
}

thread_local! {
    /// Its tables are large, so each thread keeps them from block to block.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
}

/// Packs bytes into blocks, on as many threads as there are.
fn pack_all(bytes: &[u8]) -> Result<Vec<Packed>, StoreError> {
    let failed = StoreError::io("compress", Path::new("raw bytes"));
    let packed: Result<_, _> = bytes.par_chunks(BLOCK).map(pack).collect();
    packed.map_err(failed)
}

fn pack(bytes: &[u8]) -> std::io::Result<Packed> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        let compressor = match compressor {
            Some(compressor) => compressor,
            none => none.insert(Compressor::new(ZSTD_LEVEL)?),
        };
        let stored = compressor.compress(bytes)?;
        Ok(Packed { stored, length: bytes.len() as u32, sha256: Sha256::digest(bytes).into() })
    })
}

struct Known {
    is_kept: bool,
    length: usize,
}

impl Known {
    fn new(is_kept: bool, offset: u64, end: u64) -> Known {
        Known { is_kept, length: (end - offset).max(1) as usize }
    }
}

fn header(input: InputId, offset: u64, block: &Block) -> Vec<u8> {
    let mut to = Vec::with_capacity(HEADER + block.stored as usize);
    to.put_u32(SKIPPABLE);
    to.put_u32((HEADER - 8) as u32);
    to.put_u32(MARK);
    to.put_u32(input.0);
    to.put_u64(offset);
    to.put_u32(block.length);
    to.put_u32(block.stored);
    to.put(&block.sha256);
    let sum = XxHash3_64::oneshot(&to);
    to.put_u64(sum);
    to
}

fn take_header(bytes: &[u8; HEADER]) -> Option<(InputId, u64, Block)> {
    let sum = XxHash3_64::oneshot(&bytes[..HEADER - 8]);
    let mut from = Take(bytes);
    let marks = (from.u32()?, from.u32()?, from.u32()?);
    let (input, offset) = (InputId(from.u32()?), from.u64()?);
    let (length, stored) = (from.u32()?, from.u32()?);
    let sha256 = from.bytes(32)?.try_into().ok()?;
    let is_sound = from.u64()? == sum
        && marks == (SKIPPABLE, (HEADER - 8) as u32, MARK)
        && length as usize <= BLOCK
        && stored as usize <= 2 * BLOCK;
    is_sound.then_some((input, offset, Block { segment: 0, at: 0, stored, length, sha256 }))
}
