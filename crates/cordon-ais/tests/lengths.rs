//! Messages shorter than the standard says: decoded as far as they go.

mod common;

use cordon_ais::bits::Bits;
use cordon_ais::json::Style;
use cordon_ais::message::{Body, StaticData, TOO_SHORT, UNKNOWN_PART, UNKNOWN_TYPE, decode};
use serde_json::Value;

/// Ones throughout, but for the type and the first bits of the number.
fn ones(kind: u8) -> Vec<u8> {
    let mut bytes = vec![0xFF; 140];
    bytes[0] = kind << 2;
    bytes
}

#[test]
fn position_without_communication_state() {
    let bytes = ones(1);
    let Ok(Body::Position(report)) = decode(Bits::new(&bytes, 149)).map(|m| m.body) else {
        panic!("149 bits hold a position");
    };
    assert_eq!((report.lat, report.raim, report.radio), (Some(-1), Some(true), None));
    let Ok(Body::Position(cut)) = decode(Bits::new(&bytes, 163)).map(|m| m.body) else {
        panic!("163 bits hold a position");
    };
    assert_eq!(cut.radio, Some(0b11_1111_1111_1111));
}

/// Transmitters that send 420 or 422 bits of message 5 are common (gpsd, driver_ais.c).
#[test]
fn voyage_without_its_last_bits() {
    let bytes = ones(5);
    for (len, characters, dte) in [(424, 20, Some(true)), (422, 20, None), (420, 19, None)] {
        let Ok(Body::Voyage(voyage)) = decode(Bits::new(&bytes, len)).map(|m| m.body) else {
            panic!("{len} bits hold a voyage");
        };
        let destination = voyage.destination.map(|text| text.codes().len());
        assert_eq!((destination, voyage.dte), (Some(characters), dte), "{len} bits");
    }
}

#[test]
fn static_part_b_of_162_bits_has_its_dimensions() {
    let mut bytes = ones(24);
    bytes[4] = 0b1111_1101;
    let Ok(Body::StaticData(StaticData::B(part))) = decode(Bits::new(&bytes, 162)).map(|m| m.body)
    else {
        panic!("162 bits hold a part B");
    };
    assert_eq!((part.to_starboard, part.epfd), (Some(63), None));
}

#[test]
fn number_zero_is_a_number() {
    let bytes = [4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(decode(Bits::new(&bytes, 168)).map(|m| (m.kind, m.mmsi)), Ok((1, 0)));
}

#[test]
fn what_means_nothing_is_turned_down() {
    let reason = |kind, len| decode(Bits::new(&ones(kind), len)).err();
    assert_eq!(reason(1, 37), Some(TOO_SHORT));
    assert_eq!(reason(1, 115), Some(TOO_SHORT));
    assert_eq!(reason(0, 168), Some(UNKNOWN_TYPE));
    assert_eq!(reason(29, 168), Some(UNKNOWN_TYPE));
    assert_eq!(reason(24, 168), Some(UNKNOWN_PART));
    assert_eq!(reason(25, 80), Some(TOO_SHORT), "shorter than its flags say");
}

/// What is not there is `null` in both styles, under the same keys.
#[test]
fn missing_members_are_null() {
    let bytes = ones(18);
    for style in [Style::Raw, Style::Scaled] {
        let short = common::json(&decode(Bits::new(&bytes, 139)).expect("a position"), style);
        let whole = common::json(&decode(Bits::new(&bytes, 168)).expect("a position"), style);
        let keys = |value: &Value| value.as_object().map(|o| o.keys().cloned().collect::<Vec<_>>());
        assert_eq!(keys(&short), keys(&whole));
        assert_eq!(short["radio"], Value::Null);
        assert_eq!(short["second"], whole["second"]);
    }
}
