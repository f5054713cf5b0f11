//! Sixteen characters at a time (AArch64, where NEON is always there).
#![expect(unsafe_code, reason = "vector loads and stores need it")]

use std::arch::aarch64::{
    uint8x16_t, vandq_u8, vcgeq_u8, vcleq_u8, vdupq_n_u8, vld1q_u8, vminvq_u8, vorrq_u8, vst1q_u8,
    vsubq_u8,
};

use super::scalar;

const CHARS: usize = 16;

/// As [`scalar::unarmour`] on `text[..len]`.
pub(super) fn unarmour(text: &[u8], len: usize, out: &mut [u8]) -> bool {
    let Some(text) = text.get(..len) else { return false };
    if out.len() < (len * 6).div_ceil(8) {
        return false;
    }
    let (vectors, rest) = text.as_chunks::<CHARS>();
    for (chars, to) in vectors.iter().zip(out.chunks_exact_mut(CHARS / 4 * 3)) {
        let Some(values) = values(chars) else { return false };
        for (four, three) in values.as_chunks::<4>().0.iter().zip(to.chunks_exact_mut(3)) {
            let [a, b, c, d] = four.map(u32::from);
            three.copy_from_slice(&(a << 18 | b << 12 | c << 6 | d).to_be_bytes()[1..]);
        }
    }
    out.get_mut(vectors.len() * (CHARS / 4 * 3)..).is_some_and(|out| scalar::unarmour(rest, out))
}

/// The sixteen six-bit values; `None` when a character is invalid.
fn values(chars: &[u8; CHARS]) -> Option<[u8; CHARS]> {
    let mut values = [0; CHARS];
    // SAFETY: `chars` is 16 readable bytes and `values` 16 writable ones; NEON is part of AArch64.
    unsafe {
        let chars = vld1q_u8(chars.as_ptr());
        let between = |low: u8, high: u8| -> uint8x16_t {
            vandq_u8(vcgeq_u8(chars, vdupq_n_u8(low)), vcleq_u8(chars, vdupq_n_u8(high)))
        };
        let (low, high) = (between(b'0', b'W'), between(b'`', b'w'));
        if vminvq_u8(vorrq_u8(low, high)) == 0 {
            return None;
        }
        let base = vsubq_u8(chars, vdupq_n_u8(48));
        vst1q_u8(values.as_mut_ptr(), vsubq_u8(base, vandq_u8(high, vdupq_n_u8(8))));
    }
    Some(values)
}
