//! Members of a zip archive, each as a stream of its own.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

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
        found.push(Member { name: member, start, packed: entry.compressed_size(), deflated });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

impl Member {
    /// Its bytes, unpacked as they are read.
    pub(crate) fn open(&self, path: &Path) -> std::io::Result<Bytes> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(self.start))?;
        let packed = BufReader::with_capacity(1 << 16, file.take(self.packed));
        if self.deflated {
            Ok(Box::new(flate2::read::DeflateDecoder::new(packed)))
        } else {
            Ok(Box::new(packed))
        }
    }
}
