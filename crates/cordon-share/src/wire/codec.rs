//! Bytes in and out: big-endian numbers, and lengths before what they count.

use crate::digest::Digest;
use crate::keys::Signature;
use crate::names::PartnerName;

/// Why bytes are not what they should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// They end early.
    #[error("it ends in the middle of {0}")]
    Short(&'static str),
    /// There is more than there should be.
    #[error("{0} bytes follow its end")]
    Long(usize),
    /// A count or length above its limit.
    #[error("{what} of {found} is above the limit of {limit}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many it says there are.
        found: u64,
        /// How many there may be.
        limit: u64,
    },
    /// A value that means nothing.
    #[error("its {0} makes no sense")]
    Senseless(&'static str),
}

/// Appends values to bytes.
#[derive(Debug, Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn u8(&mut self, value: u8) -> &mut Writer {
        self.0.push(value);
        self
    }

    pub(crate) fn u16(&mut self, value: u16) -> &mut Writer {
        self.raw(&value.to_be_bytes())
    }

    pub(crate) fn u32(&mut self, value: u32) -> &mut Writer {
        self.raw(&value.to_be_bytes())
    }

    pub(crate) fn u64(&mut self, value: u64) -> &mut Writer {
        self.raw(&value.to_be_bytes())
    }

    pub(crate) fn i64(&mut self, value: i64) -> &mut Writer {
        self.raw(&value.to_be_bytes())
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) -> &mut Writer {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn digest(&mut self, digest: &Digest) -> &mut Writer {
        self.raw(&digest.0)
    }

    /// A length of 16 bits and the text, which callers keep shorter than that; what is longer is cut.
    pub(crate) fn text(&mut self, text: &str) -> &mut Writer {
        let end = text.floor_char_boundary(usize::from(u16::MAX));
        let text = text.get(..end).unwrap_or_default();
        self.u16(text.len() as u16).raw(text.as_bytes())
    }

    /// A length of 32 bits and the bytes.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Writer {
        self.u32(bytes.len() as u32).raw(bytes)
    }
}

/// Takes values from foreign bytes.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    pub(crate) fn raw(&mut self, n: usize, what: &'static str) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.rest.split_at_checked(n).ok_or(Malformed::Short(what))?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], Malformed> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Malformed::Short(what))?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(crate) fn u8(&mut self, what: &'static str) -> Result<u8, Malformed> {
        self.array::<1>(what).map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self, what: &'static str) -> Result<u16, Malformed> {
        self.array(what).map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self, what: &'static str) -> Result<u32, Malformed> {
        self.array(what).map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self, what: &'static str) -> Result<u64, Malformed> {
        self.array(what).map(u64::from_be_bytes)
    }

    pub(crate) fn i64(&mut self, what: &'static str) -> Result<i64, Malformed> {
        self.array(what).map(i64::from_be_bytes)
    }

    pub(crate) fn digest(&mut self, what: &'static str) -> Result<Digest, Malformed> {
        self.array(what).map(Digest)
    }

    pub(crate) fn signature(&mut self) -> Result<Signature, Malformed> {
        self.array("a signature").map(Signature)
    }

    /// A time between 1900 and 2200.
    pub(crate) fn time(&mut self) -> Result<cordon_core::Time, Malformed> {
        let micros = self.i64("a time")?;
        cordon_core::Time::from_micros(micros).ok_or(Malformed::Senseless("time"))
    }

    /// A count of at most `limit`.
    pub(crate) fn count(&mut self, what: &'static str, limit: usize) -> Result<usize, Malformed> {
        let found = self.u32(what)? as usize;
        if found > limit {
            let (found, limit) = (found as u64, limit as u64);
            return Err(Malformed::TooMany { what, found, limit });
        }
        Ok(found)
    }

    /// A text of at most `limit` bytes.
    pub(crate) fn text(&mut self, what: &'static str, limit: usize) -> Result<&'a str, Malformed> {
        let length = usize::from(self.u16(what)?);
        if length > limit {
            let (found, limit) = (length as u64, limit as u64);
            return Err(Malformed::TooMany { what, found, limit });
        }
        let bytes = self.raw(length, what)?;
        std::str::from_utf8(bytes).ok().ok_or(Malformed::Senseless(what))
    }

    pub(crate) fn name(&mut self) -> Result<PartnerName, Malformed> {
        self.text("a name", 32)?.parse().ok().ok_or(Malformed::Senseless("name"))
    }

    /// Bytes with their length before them, at most `limit`.
    pub(crate) fn bytes(
        &mut self,
        what: &'static str,
        limit: usize,
    ) -> Result<&'a [u8], Malformed> {
        let length = self.count(what, limit)?;
        self.raw(length, what)
    }

    /// Nothing may follow.
    pub(crate) fn end(self) -> Result<(), Malformed> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed::Long(self.rest.len())) }
    }
}
