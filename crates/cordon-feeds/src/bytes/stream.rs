//! Compression, taken off by content.

use std::io::{self, BufReader, Cursor, Read};

use cordon_core::Reason;

/// A stream that can move to another thread.
pub(crate) type Bytes = Box<dyn Read + Send>;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
const ZIP: &[u8] = b"PK\x03\x04";

/// The reason for the bytes at which a compressed input was cut off.
pub(crate) const CUT_OFF: Reason = "truncated_input";
/// The reason for the bytes at which a compressed input turned out to be damaged.
const CORRUPT: Reason = "corrupt_input";

/// Why a record was rejected where it was not the record but the input around it that is broken.
pub const BROKEN_INPUT: [Reason; 2] = [CUT_OFF, CORRUPT];

/// Layers of compression that are taken off, one inside the other.
const MOST_LAYERS: usize = 3;

/// Whether this is the beginning of a zip archive.
pub(crate) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(ZIP)
}

/// Take off gzip and zstd, judged by the first bytes and not by the name.
pub(crate) fn plain(mut stream: Bytes) -> io::Result<Bytes> {
    for _ in 0..MOST_LAYERS {
        let (head, rest) = peek(stream, ZSTD.len())?;
        stream = match head.as_slice() {
            head if head.starts_with(GZIP) => {
                Box::new(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 16, rest)))
            }
            head if head.starts_with(ZSTD) => Box::new(zstd::stream::read::Decoder::new(rest)?),
            _ => return Ok(rest),
        };
    }
    Ok(stream)
}

/// The first `most` bytes, or fewer where the stream is shorter, and the stream with them put back.
pub(crate) fn peek(mut stream: Bytes, most: usize) -> io::Result<(Vec<u8>, Bytes)> {
    let mut head = Vec::new();
    stream.by_ref().take(most as u64).read_to_end(&mut head)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(stream))))
}

/// The first bytes of a plain stream up to `most`, and the stream with them put back. A stream that
/// breaks in its first bytes is judged by what came before the break, and breaks there again.
pub(crate) fn head(mut stream: Bytes, most: usize) -> (Vec<u8>, Bytes) {
    let mut head = Vec::new();
    match stream.by_ref().take(most as u64).read_to_end(&mut head) {
        Ok(_) => (head.clone(), Box::new(Cursor::new(head).chain(stream))),
        Err(error) => (head.clone(), Box::new(Cursor::new(head).chain(Broken(Some(error))))),
    }
}

/// The first bytes of a pipe: what one read brings, and more until a line is whole.
pub(crate) fn first_line(mut stream: Bytes, most: usize) -> io::Result<(Vec<u8>, Bytes)> {
    let mut head = Vec::new();
    let mut piece = [0_u8; 4_096];
    while head.len() < most && !head.contains(&b'\n') {
        let n = stream.read(&mut piece)?;
        head.extend_from_slice(piece.get(..n).unwrap_or(&[]));
        if n == 0 {
            break;
        }
    }
    Ok((head.clone(), Box::new(Cursor::new(head).chain(stream))))
}

/// A stream that fails once, and then is at its end.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// What it means that decompression failed with `error`: the record reason, or `None` where it is
/// the disk that failed.
pub(crate) fn damage(error: &io::Error) -> Option<Reason> {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Some(CUT_OFF),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
            let text = error.to_string();
            let cut = text.contains("incomplete") || text.contains("unexpected end");
            // An error that the operating system numbered is the disk's.
            (error.raw_os_error().is_none()).then_some(if cut { CUT_OFF } else { CORRUPT })
        }
        _ => None,
    }
}
