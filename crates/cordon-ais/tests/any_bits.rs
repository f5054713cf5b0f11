//! Any bits at all: decoded or turned down, and what is decoded is valid JSON.

mod common;

use cordon_ais::bits::Bits;
use cordon_ais::encode::encode;
use cordon_ais::json::Style;
use cordon_ais::message::decode;

/// Repeatable noise (Marsaglia's xorshift64).
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// Every length of every type code, so that each field is met wholly, partly and not at all.
#[test]
fn every_type_at_every_length() {
    let mut noise = Noise(0x9E37_79B9_7F4A_7C15);
    let mut decoded = 0_u32;
    for len in 0..=1_100 {
        for kind in 0..64_u8 {
            let mut bytes: Vec<u8> = (0..138).map(|_| noise.next() as u8).collect();
            bytes[0] = bytes[0] & 3 | kind << 2;
            decoded += u32::from(check(&bytes, len));
        }
    }
    assert!(decoded > 20_000, "{decoded} of {} decoded", 64 * 1_101);
}

/// Applications of messages 6 and 8, every length.
#[test]
fn every_application_at_every_length() {
    let mut noise = Noise(0x2545_F491_4F6C_DD1D);
    for dac in [1_u64, 200, 235, 250] {
        for fid in 0..64_u64 {
            for len in (56..600).step_by(7).chain([104, 136, 168, 176, 200, 232, 248, 360]) {
                let mut bytes: Vec<u8> = (0..138).map(|_| noise.next() as u8).collect();
                set(&mut bytes, 40, 16, dac << 6 | fid);
                set(&mut bytes, 0, 6, 8);
                check(&bytes, len);
                set(&mut bytes, 72, 16, dac << 6 | fid);
                set(&mut bytes, 0, 6, 6);
                check(&bytes, len + 32);
            }
        }
    }
}

fn set(bytes: &mut [u8], start: usize, width: usize, value: u64) {
    for i in 0..width {
        let (at, mask) = ((start + i) / 8, 0x80 >> ((start + i) % 8));
        bytes[at] = bytes[at] & !mask | if value >> (width - 1 - i) & 1 == 1 { mask } else { 0 };
    }
}

/// Whether the bits are a message; if so its JSON parses and it can be written again.
fn check(bytes: &[u8], len: usize) -> bool {
    let Ok(message) = decode(Bits::new(bytes, len)) else { return false };
    let raw = common::json(&message, Style::Raw);
    let scaled = common::json(&message, Style::Scaled);
    assert_eq!(raw["mmsi"], scaled["mmsi"]);
    assert!(encode(&message).len() <= len + 8 + 424, "nothing much is added");
    true
}
