//! The six-bit armour of payloads (IEC 61162-1, table 18), taken off into packed bytes.
//!
//! `0`..`W` stand for 0 to 39 and `` ` ``..`w` for 40 to 63; every other byte is invalid. The vector
//! forms give the same bits as [`scalar`] for every input, which property tests hold them to.

#[cfg(target_arch = "x86_64")]
mod avx2;
pub mod scalar;

/// Most characters of one message: nine sentences of [`MAX_PAYLOAD`](crate::sentence::MAX_PAYLOAD)
/// would be 4 608, but five slots, the longest transmission, are 178.
pub const MAX_CHARS: usize = 1_024;

/// Room for the longest message's bits and one vector store past them.
const ROOM: usize = MAX_CHARS / 4 * 3 + 32;

/// Packed bits, most significant first. The bytes behind them are readable and mean nothing.
#[derive(Clone, Debug)]
pub struct Unarmoured {
    bytes: [u8; ROOM],
}

impl Default for Unarmoured {
    fn default() -> Unarmoured {
        Unarmoured { bytes: [0; ROOM] }
    }
}

impl Unarmoured {
    /// All the room: fields near the end of a message can be read in one wide load.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Takes off the armour of the first `len` characters of `text`; what is behind them is not
    /// judged, but lets a whole vector be loaded.
    ///
    /// `false` when a character is invalid or there are more than [`MAX_CHARS`]; the bytes then
    /// mean nothing.
    #[inline]
    pub fn fill(&mut self, text: &[u8], len: usize) -> bool {
        if len > MAX_CHARS || len > text.len() {
            return false;
        }
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            return avx2::unarmour(text, len, &mut self.bytes);
        }
        scalar::unarmour(text.get(..len).unwrap_or_default(), &mut self.bytes)
    }
}

/// Which form takes off the armour on this machine: `AVX2` or `scalar`.
pub fn form() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        return "AVX2";
    }
    "scalar"
}

/// Whether every character belongs to the armour.
pub fn is_valid(payload: &[u8]) -> bool {
    payload.iter().all(|&char| scalar::value(char).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_hand(text: &[u8]) -> Option<Vec<u8>> {
        let mut bits = Vec::new();
        for &char in text {
            let value = scalar::value(char)?;
            bits.extend((0..6).rev().map(|bit| value >> bit & 1));
        }
        let byte = |bits: &[u8]| (0..8).fold(0, |n, i| n << 1 | bits.get(i).unwrap_or(&0));
        Some(bits.chunks(8).map(byte).collect())
    }

    fn check(text: &[u8], len: usize) {
        let expected = by_hand(&text[..len]);
        let mut fast = Unarmoured::default();
        fast.bytes.fill(0xAA);
        assert_eq!(fast.fill(text, len), expected.is_some());
        let mut plain = [0xAA; ROOM];
        assert_eq!(scalar::unarmour(&text[..len], &mut plain), expected.is_some());
        if let Some(bytes) = expected {
            assert_eq!(fast.bytes[..bytes.len()], bytes);
            assert_eq!(plain[..bytes.len()], bytes);
        }
    }

    #[test]
    fn every_character_at_every_place_of_a_vector() {
        for place in 0..40 {
            for char in 0..=255_u8 {
                let mut text = [b'w'; 41];
                text[place] = char;
                check(&text, 40);
                check(&text, place);
            }
        }
    }

    #[test]
    fn sizes_are_bounded() {
        let mut bits = Unarmoured::default();
        assert!(bits.fill(&[b'0'; MAX_CHARS], MAX_CHARS));
        assert!(!bits.fill(&[b'0'; MAX_CHARS + 1], MAX_CHARS + 1));
        assert!(!bits.fill(b"0", 2));
    }

    proptest! {
        #[test]
        fn all_forms_agree(text in "[0-W`-w]{0,200}", behind in "[ -~]{0,40}") {
            check(format!("{text}{behind}").as_bytes(), text.len());
        }

        #[test]
        fn all_forms_agree_on_any_bytes(text in proptest::collection::vec(any::<u8>(), 0..100)) {
            check(&text, text.len());
        }
    }
}
