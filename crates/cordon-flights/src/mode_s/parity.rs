//! The cyclic check of Mode S.

/// Generator of the 24-bit check (ICAO Annex 10 volume IV, 3.1.2.3.3): `1fff409`.
const GENERATOR: u32 = 0x00ff_f409;

/// What is left of a message, check bits included: 0 when it is whole.
pub(super) fn remainder(message: &[u8]) -> u32 {
    message.iter().fold(0, |rest, byte| {
        (0..8).rev().fold(rest, |rest, bit| {
            let rest = (rest << 1) | u32::from(byte >> bit & 1);
            if rest & 0x0100_0000 == 0 { rest } else { (rest ^ GENERATOR) & 0x00ff_ffff }
        })
    })
}
