//! Members of a zip archive, each as a stream of its own.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::Crc;
use zip::{CompressionMethod, ZipArchive};

use super::stream::Bytes;
use crate::error::FeedError;

/// Members that are listed; an archive of more is refused.
const MOST_MEMBERS: usize = 100_000;

/// Where one member lies in its archive.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub name: String,
    start: u64,
    packed: u64,
    deflated: bool,
    promised: Promise,
}

/// What the archive says of a member's bytes.
#[derive(Clone, Copy, Debug)]
struct Promise {
    size: u64,
    crc32: u32,
}

/// The files of an archive, in the order of their names.
pub(crate) fn members(path: &Path, name: &str) -> Result<Vec<Member>, FeedError> {
    let broken = |why: String| FeedError::Archive { name: name.to_owned(), why };
    let file = File::open(path).map_err(|e| FeedError::io(name, e))?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|e| broken(e.to_string()))?;
    if archive.len() > MOST_MEMBERS {
        return Err(broken(format!("{} members, at most {MOST_MEMBERS} are read", archive.len())));
    }
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|e| broken(e.to_string()))?;
        if entry.is_dir() || entry.size() == 0 {
            continue;
        }
        let member = entry.name().map_err(|e| broken(e.to_string()))?.into_owned();
        let deflated = match entry.compression() {
            _ if entry.encrypted() => Err("is encrypted: unpack it first".to_owned()),
            CompressionMethod::Stored => Ok(false),
            CompressionMethod::Deflated => Ok(true),
            other => Err(format!("is packed by {other}: unpack it first")),
        };
        let deflated = deflated.map_err(|why| broken(format!("`{member}` {why}")))?;
        let start = entry.data_start().unwrap_or_default();
        let promised = Promise { size: entry.size(), crc32: entry.crc32() };
        let packed = entry.compressed_size();
        found.push(Member { name: member, start, packed, deflated, promised });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

impl Member {
    /// Its bytes, unpacked as they are read.
    pub(crate) fn open(&self, path: &Path) -> io::Result<Bytes> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(self.start))?;
        let packed = BufReader::with_capacity(1 << 16, file.take(self.packed));
        let plain: Bytes = if self.deflated {
            Box::new(flate2::read::DeflateDecoder::new(packed))
        } else {
            Box::new(packed)
        };
        Ok(Box::new(Checked { plain, promised: self.promised, seen: Crc::new() }))
    }
}

/// A member that fails at its end when its bytes are not those that were promised.
struct Checked {
    plain: Bytes,
    promised: Promise,
    seen: Crc,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.plain.read(buffer)?;
        self.seen.update(buffer.get(..n).unwrap_or(&[]));
        if n == 0 && !buffer.is_empty() { self.end().map(|()| 0) } else { Ok(n) }
    }
}

impl Checked {
    fn end(&self) -> io::Result<()> {
        // The size is counted by the checksum modulo 2³².
        if self.seen.amount() != self.promised.size as u32 {
            let why = "unexpected end of a member of the archive";
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, why));
        }
        if self.seen.sum() == self.promised.crc32 {
            return Ok(());
        }
        let why = "a member of the archive does not have the checksum it should";
        Err(io::Error::new(io::ErrorKind::InvalidData, why))
    }
}
