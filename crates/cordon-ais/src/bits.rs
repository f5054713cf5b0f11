//! Bit fields of a message: big-endian, most significant bit first (ITU-R M.1371-6, annex 2).

/// A message's bits, after the six-bit armour is taken off.
///
/// Reading past the end is asked, not assumed: [`Bits::has`] tells whether a field is there, so that
/// short messages are decoded field by field.
#[derive(Clone, Copy, Debug)]
pub struct Bits<'a> {
    bytes: &'a [u8],
    len: usize,
}

impl<'a> Bits<'a> {
    /// The first `len` bits of `bytes`; fewer where there are not as many.
    pub fn new(bytes: &'a [u8], len: usize) -> Bits<'a> {
        Bits { bytes, len: len.min(bytes.len() * 8) }
    }

    /// Number of bits.
    pub const fn len(self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.len == 0
    }

    /// The packed bytes; bits past [`Bits::len`] mean nothing.
    pub const fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// Whether the field of `width` bits at `start` lies inside the message.
    pub const fn has(self, start: usize, width: usize) -> bool {
        start + width <= self.len
    }

    /// Unsigned field of up to 57 bits. Bits past the end read as 0.
    #[inline]
    pub fn u(self, start: usize, width: usize) -> u64 {
        let past_end = (start + width).saturating_sub(self.len).min(width);
        self.u_within(start, width) >> past_end << past_end
    }

    /// Unsigned field of up to 57 bits that [`Bits::has`] said is there. Bits past the end mean
    /// nothing.
    #[inline]
    pub(crate) fn u_within(self, start: usize, width: usize) -> u64 {
        debug_assert!(width <= 57);
        let first = start / 8;
        let word = match self.bytes.get(first..).and_then(|rest| rest.first_chunk()) {
            Some(eight) => u64::from_be_bytes(*eight),
            None => (0..8).fold(0, |word, i| {
                word << 8 | u64::from(self.bytes.get(first + i).copied().unwrap_or(0))
            }),
        };
        if width == 0 { 0 } else { (word << (start % 8)) >> (64 - width) }
    }

    /// Signed field that [`Bits::has`] said is there.
    #[inline]
    pub(crate) fn i_within(self, start: usize, width: usize) -> i64 {
        let shift = 64 - width;
        (self.u_within(start, width) << shift).cast_signed() >> shift
    }

    /// Signed field in two's complement.
    #[inline]
    pub fn i(self, start: usize, width: usize) -> i64 {
        let shift = 64 - width;
        (self.u(start, width) << shift).cast_signed() >> shift
    }

    /// One bit.
    #[inline]
    pub fn flag(self, at: usize) -> bool {
        self.u(at, 1) == 1
    }

    /// Unsigned field, where it is wholly there.
    pub fn u_opt(self, start: usize, width: usize) -> Option<u64> {
        self.has(start, width).then(|| self.u(start, width))
    }

    /// Signed field, where it is wholly there.
    pub fn i_opt(self, start: usize, width: usize) -> Option<i64> {
        self.has(start, width).then(|| self.i(start, width))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_cross_bytes() {
        let bits = Bits::new(&[0b1010_1100, 0b0101_0011, 0xFF], 20);
        assert_eq!(bits.u(0, 4), 0b1010);
        assert_eq!(bits.u(4, 8), 0b1100_0101);
        assert_eq!(bits.i(0, 4), -6);
        assert_eq!(bits.u_opt(16, 4), Some(15));
        assert_eq!(bits.u_opt(16, 5), None);
        assert_eq!(bits.u(16, 8), 0b1111_0000);
        assert_eq!(bits.u(100, 8), 0);
    }
}
