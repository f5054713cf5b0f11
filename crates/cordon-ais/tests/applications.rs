//! Messages whose content is known from elsewhere than gpsd.

mod common;

use cordon_ais::asm;
use cordon_ais::encode::{Envelope, Target, synthetic_targets};
use cordon_ais::json::Style;
use cordon_ais::message::{Body, Message, decode};
use cordon_core::Position;
use serde_json::{Value, json};

fn scaled(sentences: &str) -> Value {
    let messages = common::messages(sentences);
    common::json(&decode(messages[0].bits()).expect("decodes"), Style::Scaled)
}

/// Each member of `expected` is in `found`.
#[track_caller]
fn assert_has(found: &Value, expected: &Value) {
    for (key, value) in expected.as_object().expect("object") {
        assert_eq!(found.get(key), Some(value), "{key} of {found}");
    }
}

/// Whale zone off Boston : a circle of 926 times 10 m, five nautical miles.
#[test]
fn area_notice() {
    let found = scaled("!AIVDM,1,1,,A,803Ovrh0EP:024`@02PN04da=3V<>N0000,4*3A");
    let area = json!({"shape": 0, "scale": 1, "lon": -69.864_983, "lat": 42.082_95, "precision": 4, "radius": 926});
    let expected = json!({"linkage": 10, "notice": 0, "start": "01-01T05:02Z", "duration": 20, "areas": [area]});
    assert_has(&found, &expected);
}

/// Two ships off Piraeus, which a traffic centre reports with their MMSI (IALA, VTS targets).
#[test]
fn targets_of_a_traffic_centre() {
    let found = scaled("!AIVDM,1,1,,A,802At?00D000qFap02:lA0b@?3fw0001<:iFP2:rf0cCGp0w00,4*5E");
    let targets = json!([
        {"idtype": 0, "idtype_text": "mmsi", "mmsi": "240560000", "lat": 37.9062, "lon": 23.076_133, "course": 238, "second": 63, "speed": 0},
        {"idtype": 0, "idtype_text": "mmsi", "mmsi": "319473000", "lat": 37.933_733, "lon": 23.649_05, "course": 0, "second": 63, "speed": 0},
    ]);
    assert_has(&found, &json!({ "targets": targets }));
}

/// Contacts without a transponder, written and read again: east and west of the 180th meridian, with and
/// without movement.
#[test]
fn synthetic_targets_are_read_again() {
    let target = |name: &str, lat, lon, course, speed| Target {
        name: name.into(),
        position: Position::from_degrees(lat, lon).expect("a place"),
        course,
        second: Some(30),
        speed,
    };
    let sent = [
        target("DARK 12", 34.1234, 129.1234, Some(121), Some(6)),
        target("ä long name", -10.5, -179.9995, None, None),
    ];
    let bits = synthetic_targets(4_402_001, &sent);
    let mut sentences = Vec::new();
    cordon_ais::encode::sentences(bits.bits(), &Envelope::default(), &mut sentences);
    let found = scaled(std::str::from_utf8(&sentences).expect("text"));
    assert_has(&found, &json!({"type": 8, "mmsi": 4_402_001, "dac": 1, "fid": 17}));
    let targets = found["targets"].as_array().expect("targets");
    assert_eq!(targets.len(), 2, "{found}");
    assert_has(
        &targets[0],
        &json!({"lat": 34.1234, "lon": 129.1234, "course": 121, "second": 30, "speed": 6}),
    );
    assert!(targets[0].to_string().contains("DARK 12"), "{found}");
    assert_has(
        &targets[1],
        &json!({"lat": -10.5, "lon": -179.9995, "course": null, "speed": null}),
    );
    assert!(targets[1].to_string().contains("? LONG"), "{found}");
}

/// A harbour tells a ship how to moor.
#[test]
fn text_telegram() {
    let found = scaled(
        "!AIVDM,3,1,1,A,803v67P0@7p43jCU83k`521H32CQH0E831@Dm855kp3AE1DTp1TSkH521H42,0*6E
!AIVDM,3,2,1,A,ADc85jE28521H43jCU80E831@Dm8<;ed83AE1DTp1TSkH521H4j2D;`520CR,0*1D
!AIVDM,3,3,1,A,p6CmH1Sl`6CmD`2jCQ80kkl1DPE2CkcP,0*02",
    );
    let text = "POINT ON THE LINE AT LEAST TWO METERS FROM THE PIER, WITH THE POINT AT LEAST 0.60 \
                METERS FROM THE SHIP. THANK YOU FOR YOUR KIND COOPERATION.";
    assert_has(&found, &json!({"ack_required": false, "msg_seqno": 2_016, "text": text}));
}

/// Message 28 as pyais 3.3.1 writes it, an independent reading of M.1371-6.
#[test]
fn single_slot_aid() {
    let found = scaled("!AIVDO,1,1,,A,L>jHC:gOo4eP?nIp2SlAL21Rg=JE,0*27");
    let expected = json!({
        "type": 28, "mmsi": 992_351_018, "second": 61, "lon": -3.9, "lat": 55.4, "restricted": 1,
        "station_type": 2, "aid_type": 30, "iala_mrn": 70_000, "dimension": 2, "dimension_a": 12,
        "dimension_b": 700, "more_dimensions": true, "charted": true, "station_status": 5,
        "status_bits": 165, "authenticated": true,
    });
    assert_has(&found, &expected);
}

/// An application is also read value by value.
#[test]
fn values_by_key() {
    let messages = common::messages("!AIVDM,1,1,,A,803Ovrh0EP:024`@02PN04da=3V<>N0000,4*3A");
    let Ok(Message { body: Body::BroadcastBinary(binary), .. }) = decode(messages[0].bits()) else {
        panic!("not a message 8");
    };
    let notice = asm::find(false, 1, 22, binary.data).expect("known");
    assert_eq!(notice.title, "area notice");
    assert_eq!(notice.integer("linkage", binary.data), Some(10));
    assert_eq!(notice.integer("absent", binary.data), None);
    assert!(asm::find(true, 1, 22, binary.data).is_none(), "only message 8 has FI 22");
}
