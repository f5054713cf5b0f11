//! A message being written, bit by bit.

use crate::bits::Bits;
use crate::text::to_six;

/// Bits of the longest message: five slots (ITU-R M.1371-6, annex 2, 3.3.7).
const CAPACITY: usize = 1_152;

/// A buffer of bits, zero until written; it grows as fields are put and holds at most 1 152 bits.
#[derive(Clone, Debug)]
pub struct BitWriter {
    bytes: [u8; CAPACITY / 8],
    len: usize,
}

impl BitWriter {
    /// Nothing written yet.
    pub const fn new() -> BitWriter {
        BitWriter { bytes: [0; CAPACITY / 8], len: 0 }
    }

    /// Write the low `width` bits of `value` at `start`. What goes past the capacity is dropped.
    pub fn put(&mut self, start: usize, width: usize, value: u64) {
        self.reserve(start + width);
        let (mut at, mut left) = (start, width);
        while let Some(byte) = self.bytes.get_mut(at / 8).filter(|_| left > 0) {
            // As many bits as this byte still takes, counted from its left.
            let taken = (8 - at % 8).min(left);
            let shift = 8 - at % 8 - taken;
            let mask = (0xFF_u16 >> (8 - taken) << shift) as u8;
            let bits = (value >> (left - taken) << shift) as u8;
            *byte = *byte & !mask | bits & mask;
            at += taken;
            left -= taken;
        }
    }

    /// Append the low `width` bits of `value`.
    pub fn push(&mut self, width: usize, value: u64) {
        self.put(self.len, width, value);
    }

    /// Append text in the six-bit alphabet: what a message 12 or 14 says, through [`crate::text::Tail`].
    pub fn push_text(&mut self, text: &str) {
        for character in text.bytes() {
            self.push(6, u64::from(to_six(character)));
        }
    }

    /// Append the bits of `source` from bit `from` on.
    pub fn append(&mut self, source: Bits<'_>, from: usize) {
        let mut at = from;
        while at < source.len() {
            let width = (source.len() - at).min(32);
            self.push(width, source.u(at, width));
            at += width;
        }
    }

    /// Make it at least `len` bits long.
    pub fn reserve(&mut self, len: usize) {
        self.len = self.len.max(len.min(CAPACITY));
    }

    /// Bits written so far.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing was written.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bits.
    pub fn bits(&self) -> Bits<'_> {
        Bits::new(&self.bytes, self.len)
    }
}

impl Default for BitWriter {
    fn default() -> Self {
        BitWriter::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_read() {
        let mut out = BitWriter::new();
        out.put(3, 7, 0b101_0101);
        assert_eq!((out.len(), out.bits().u(3, 7)), (10, 0b101_0101));
        out.put(3, 7, 1);
        assert_eq!(out.bits().u(0, 10), 1);
    }

    #[test]
    fn text_is_pushed() {
        let mut out = BitWriter::new();
        out.push_text("Mayday, 2 men");
        assert_eq!(crate::text::Tail::new(out.bits(), 0).to_string(), "MAYDAY, 2 MEN");
    }

    #[test]
    fn past_the_capacity_is_dropped() {
        let mut out = BitWriter::new();
        out.put(CAPACITY - 2, 8, 0xFF);
        out.append(Bits::new(&[0xFF; 9], 72), 0);
        assert_eq!((out.len(), out.bits().u(CAPACITY - 2, 2)), (CAPACITY, 3));
    }
}
