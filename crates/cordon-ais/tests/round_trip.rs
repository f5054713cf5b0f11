//! What is written is read again, and what was received is written as it came.

mod common;

use std::collections::BTreeMap;

use cordon_ais::bits::Bits;
use cordon_ais::encode::{Envelope, encode, sentences};
use cordon_ais::message::{Message, decode};
use cordon_ais::text::Text;
use proptest::prelude::*;

/// Messages of each type in the recording, and how many come out bit for bit as they went in.
///
/// The others set spare bits, or end in the middle of a field or of a byte.
const EXACT: [(u8, usize, usize); 28] = [
    (1, 23_224, 22_647),
    (2, 33, 32),
    (3, 2_361, 2_275),
    (4, 2_577, 2_576),
    (5, 1_108, 1_106),
    (6, 130, 126),
    (7, 32, 26),
    (8, 624, 624),
    (9, 15, 14),
    (10, 13, 12),
    (11, 17, 16),
    (12, 31, 11),
    (13, 9, 6),
    (14, 24, 10),
    (15, 115, 108),
    (16, 36, 29),
    (17, 29, 21),
    (18, 2_232, 2_232),
    (19, 15, 15),
    (20, 305, 302),
    (21, 202, 192),
    (22, 12, 10),
    (23, 17, 7),
    (24, 422, 385),
    (25, 24, 24),
    (26, 15, 15),
    (27, 195, 182),
    (28, 13, 4),
];

#[test]
fn real_messages_come_out_as_they_went_in() {
    let Some(nmea) = common::shared("ais/oracle/real.nmea") else { return };
    let messages = common::messages(std::str::from_utf8(&nmea).expect("ASCII"));
    let mut counts = BTreeMap::<u8, (usize, usize)>::new();
    for raw in &messages {
        let Ok(message) = decode(raw.bits()) else { continue };
        let written = encode(&message);
        assert_eq!(decode(written.bits()), Ok(message));
        let (all, exact) = counts.entry(message.kind).or_default();
        *all += 1;
        *exact += usize::from(alike(written.bits(), raw.bits()));
    }
    let counts: Vec<_> =
        counts.into_iter().map(|(kind, (all, exact))| (kind, all, exact)).collect();
    assert_eq!(counts, EXACT);
}

fn alike(one: Bits<'_>, other: Bits<'_>) -> bool {
    one.len() == other.len() && (0..one.len()).all(|at| one.flag(at) == other.flag(at))
}

/// A message as long as the standard says, with arbitrary fields: its spare bits may be set.
fn whole_message() -> impl Strategy<Value = Vec<u8>> {
    const BITS: [(u8, usize); 29] = [
        (1, 168),
        (2, 168),
        (3, 168),
        (4, 168),
        (5, 424),
        (6, 88 + 112),
        (7, 168),
        (8, 56 + 256),
        (9, 168),
        (10, 72),
        (11, 168),
        (12, 72 + 120),
        (13, 72),
        (14, 40 + 96),
        (15, 160),
        (16, 144),
        (17, 80 + 64),
        (18, 168),
        (19, 312),
        (20, 160),
        (21, 272 + 24),
        (22, 168),
        (23, 160),
        (24, 160),
        (24, 168),
        (25, 168),
        (26, 256),
        (27, 96),
        (28, 168),
    ];
    prop::sample::select(BITS.to_vec()).prop_flat_map(|(kind, bits)| {
        prop::collection::vec(any::<u8>(), bits / 8).prop_map(move |mut bytes| {
            bytes[0] = bytes[0] & 3 | kind << 2;
            if kind == 24 {
                // Part A has 160 bits, part B 168.
                bytes[4] = bytes[4] & !3 | u8::from(bits == 168);
            }
            bytes
        })
    })
}

/// The message in NMEA sentences, taken apart again.
fn through_sentences(message: &Message<'_>, envelope: &Envelope<'_>) -> Vec<common::Raw> {
    let mut out = Vec::new();
    sentences(encode(message).bits(), envelope, &mut out);
    common::messages(std::str::from_utf8(&out).expect("ASCII"))
}

proptest! {
    #[test]
    fn fields_survive_writing(bytes in whole_message()) {
        let message = decode(Bits::new(&bytes, bytes.len() * 8)).expect("long enough");
        let written = encode(&message);
        prop_assert_eq!(decode(written.bits()), Ok(message));
        prop_assert_eq!(written.len(), bytes.len() * 8);
    }

    #[test]
    fn messages_survive_sentences(bytes in whole_message(), sequence: u32, own_ship: bool) {
        let message = decode(Bits::new(&bytes, bytes.len() * 8)).expect("long enough");
        let envelope = Envelope { sequence, own_ship, ..Envelope::default() };
        let again = through_sentences(&message, &envelope);
        prop_assert_eq!(again.len(), 1);
        prop_assert_eq!(decode(again[0].bits()), Ok(message));
    }

    #[test]
    fn text_survives(text in "[ -_]{0,20}") {
        let shown = text.split('@').next().unwrap_or_default().trim_end_matches(' ');
        prop_assert_eq!(Text::<20>::new(&text).to_string(), shown);
    }
}
