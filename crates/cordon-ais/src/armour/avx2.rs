//! Thirty-two characters at a time (x86-64 with AVX2).
#![expect(unsafe_code, reason = "vector loads, stores and the call into AVX2 code need it")]

use std::arch::x86_64::{
    __m256i, _mm256_add_epi8, _mm256_and_si256, _mm256_cmpgt_epi8, _mm256_loadu_si256,
    _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_movemask_epi8, _mm256_or_si256,
    _mm256_permutevar8x32_epi32, _mm256_set1_epi8, _mm256_set1_epi16, _mm256_set1_epi32,
    _mm256_setr_epi8, _mm256_setr_epi32, _mm256_shuffle_epi8, _mm256_storeu_si256, _mm256_sub_epi8,
};

/// Characters in one vector, and the bytes they make.
const CHARS: usize = 32;
const BYTES: usize = 24;

/// As [`scalar::unarmour`](super::scalar::unarmour) on `text[..len]`.
///
/// The caller has asked the processor for AVX2. `false` also when `out` has no room for a whole
/// vector at the end.
#[inline]
pub(super) fn unarmour(text: &[u8], len: usize, out: &mut [u8]) -> bool {
    if len > text.len() || out.len() < len.div_ceil(CHARS) * BYTES + (CHARS - BYTES) {
        return false;
    }
    if len <= CHARS
        && let (Some(text), Some(out)) = (text.first_chunk(), out.first_chunk_mut())
    {
        // SAFETY: `Unarmoured::fill` calls this only where AVX2 was detected.
        return unsafe { one(text, len, out) };
    }
    // SAFETY: as above.
    unsafe { all(text, len, out) }
}

/// The commonest size: nothing to cut into vectors.
#[target_feature(enable = "avx2")]
fn one(text: &[u8; CHARS], len: usize, out: &mut [u8; CHARS]) -> bool {
    // SAFETY: `text` is 32 readable bytes, and the load asks for no alignment.
    let chars = unsafe { _mm256_loadu_si256(text.as_ptr().cast()) };
    let (values, valid) = values(chars);
    let mask = ((1_u64 << len) - 1) as u32;
    store(pack(keep(values, len)), out);
    valid & mask == mask
}

#[target_feature(enable = "avx2")]
fn all(text: &[u8], len: usize, out: &mut [u8]) -> bool {
    let mut at = 0;
    let mut place = 0;
    while at < len {
        let wanted = (len - at).min(CHARS);
        let chars = load(text.get(at..).unwrap_or_default());
        let (values, valid) = values(chars);
        let mask = u32::MAX >> (CHARS - wanted);
        let (Some(to), true) =
            (out.get_mut(place..).and_then(|out| out.first_chunk_mut()), valid & mask == mask)
        else {
            return false;
        };
        // Characters behind the last are zeroed, so that the bits behind the message are too.
        store(pack(keep(values, wanted)), to);
        at += CHARS;
        place += BYTES;
    }
    true
}

/// The first 32 bytes; what is missing reads as 0.
#[target_feature(enable = "avx2")]
#[inline]
fn load(text: &[u8]) -> __m256i {
    let mut short = [0; CHARS];
    let whole = if let Some(whole) = text.first_chunk::<CHARS>() {
        whole
    } else {
        if let Some(to) = short.get_mut(..text.len()) {
            to.copy_from_slice(text);
        }
        &short
    };
    // SAFETY: `whole` is 32 readable bytes, and the load asks for no alignment.
    unsafe { _mm256_loadu_si256(whole.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
#[inline]
fn store(vector: __m256i, to: &mut [u8; CHARS]) {
    // SAFETY: `to` is 32 writable bytes, and the store asks for no alignment.
    unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), vector) }
}

/// Six-bit values, and one bit for each character that is valid.
#[target_feature(enable = "avx2")]
#[inline]
fn values(chars: __m256i) -> (__m256i, u32) {
    // Signed comparisons: bytes from 0x80 are negative, so below every bound.
    let between = |low: i8, high: i8| {
        let above = _mm256_cmpgt_epi8(chars, _mm256_set1_epi8(low - 1));
        let below = _mm256_cmpgt_epi8(_mm256_set1_epi8(high + 1), chars);
        _mm256_and_si256(above, below)
    };
    // `0`..`W` and `` ` ``..`w`.
    let (low, high) = (between(0x30, 0x57), between(0x60, 0x77));
    let valid = _mm256_movemask_epi8(_mm256_or_si256(low, high)) as u32;
    let step = _mm256_and_si256(high, _mm256_set1_epi8(-8));
    let base = _mm256_sub_epi8(chars, _mm256_set1_epi8(48));
    (_mm256_add_epi8(base, step), valid)
}

/// The first `wanted` values; zero behind them.
#[target_feature(enable = "avx2")]
#[inline]
fn keep(values: __m256i, wanted: usize) -> __m256i {
    #[rustfmt::skip]
    let places = _mm256_setr_epi8(
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
    );
    let kept = _mm256_cmpgt_epi8(_mm256_set1_epi8(wanted as i8), places);
    _mm256_and_si256(values, kept)
}

/// Four values of six bits become three bytes, eight times; then the gaps are closed.
#[target_feature(enable = "avx2")]
#[inline]
fn pack(values: __m256i) -> __m256i {
    let twelves = _mm256_maddubs_epi16(values, _mm256_set1_epi16(0x0140));
    let words = _mm256_madd_epi16(twelves, _mm256_set1_epi32(0x0001_1000));
    #[rustfmt::skip]
    let big_endian = _mm256_setr_epi8(
        2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,
        2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,
    );
    let halves = _mm256_shuffle_epi8(words, big_endian);
    _mm256_permutevar8x32_epi32(halves, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7))
}
