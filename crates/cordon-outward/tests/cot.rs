//! Cursor on Target and the TAK protocol: what is written is read again, and what a stranger writes
//! breaks nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use common::{event, marking, series, ship, time, warning};
use cordon_core::{Position, Span};
use cordon_outward::cot::{self, Control, Detail, Event, Link, NotAnEvent, Point, Shape};
use cordon_outward::tak::{self, Heard, Peer};
use cordon_outward::{Contact, Marking};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// The reference's example of a shared drill contact (sharing, section 2.2).
const DRILL_CONTACT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<event version="2.0" uid="CORDON-JPN-01J" type="a-s-S-X-M-O" how="m-f" access="UNCLASSIFIED" caveat="" releasableTo="USA, JPN, KOR" opex="e-DRILL7" qos="3-r-c" time="2026-11-21T21:00:00.000Z" start="2026-11-21T21:00:00.000Z" stale="2026-11-21T21:05:00.000Z"><point lat="34.1234" lon="129.1234" hae="0.0" ce="500.0" le="9999999.0"/><detail><contact callsign="SUSPECT 12"/><track course="121.0" speed="6.4"/><remarks>UNCLASSIFIED//REL TO USA, JPN, KOR. Dark contact.</remarks><__cordon origin="JPN" seq="88121" sha256="ab" proof="cd"/></detail></event>"#;

#[test]
fn a_known_event_is_read() {
    let event = Event::from_xml(DRILL_CONTACT.as_bytes()).unwrap();
    assert_eq!(event.exercise(), Some("DRILL7"));
    assert_eq!(event.releasable_to.as_deref(), Some("USA, JPN, KOR"));
    assert_eq!(event.detail.callsign.as_deref(), Some("SUSPECT 12"));
    assert_eq!((event.detail.course, event.detail.speed), (Some(121.0), Some(6.4)));
    assert_eq!(event.detail.origin.as_ref().unwrap().sequence, Some(88_121));
    assert_eq!(event.stale - event.time, Span::from_minutes(5));
}

#[test]
fn a_ship_says_what_the_field_says() {
    let xml = cot::ship_or_aircraft(&ship(), &marking()).to_xml();
    for part in [
        r#"uid="MMSI-412331088" type="a-u-S-X-M-O" how="m-g""#,
        r#"access="UNCLASSIFIED" releasableTo="USA, JPN, KOR" opex="o" qos="3-r-c""#,
        r#"time="2031-03-14T23:59:30.250Z""#,
        r#"stale="2031-03-15T00:14:30.250Z""#,
        r#"<point lat="34.1234" lon="129.1234" hae="0.0" ce="500.0" le="9999999.0"/>"#,
        r#"<contact callsign="SUSPECT &lt;12&gt; &amp; Co"/>"#,
        r#"<track course="121.0" speed="6.38"/>"#,
        "<remarks>UNCLASSIFIED//REL TO USA, JPN, KOR. MMSI 412331088. IMO 9074729.</remarks>",
    ] {
        assert!(xml.contains(part), "{part} is not in {xml}");
    }
}

/// Whatever its label forgot: what says that it is a drill leaves as one, in every field that counts.
#[test]
fn a_drill_is_marked_everywhere() {
    let mut drill = ship();
    drill.exercise = Some("DRILL7".into());
    let mut events = vec![cot::ship_or_aircraft(&drill, &marking())];
    let mut launch = warning(event(40.0, 150.0, 9));
    launch.exercise = Some("DRILL7".into());
    events.extend(cot::warning(&launch, &marking()));
    events.push(cot::delete("x", time(), &marking().in_exercise("DRILL7")));
    for event in events {
        assert_eq!((event.how.as_str(), event.opex.as_deref()), ("m-s", Some("e-DRILL7")));
        assert_eq!(event.exercise(), Some("DRILL7"));
        let remarks = event.detail.remarks.unwrap_or_default();
        assert!(event.detail.delete || remarks.contains("EXERCISE DRILL7"), "{remarks}");
    }
}

#[test]
fn a_warning_is_an_alarm_and_two_areas_and_its_all_clear_takes_them_away() {
    let [launch, _, clear] = series(event(40.0, 150.0, 9)).try_into().unwrap();
    let shown = cot::warning(&launch, &marking());
    let kinds: Vec<&str> = shown.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["b-a-o-tbl", "u-d-c-e", "u-d-c-e"]);
    assert!(shown.iter().all(|event| event.qos.as_deref().unwrap().starts_with('9')));
    // One sigma is what `ce` means: 40 km at 95 % is 16.3 km.
    assert!((shown[2].point.ce - 16_341.0).abs() < 2.0, "{}", shown[2].point.ce);

    let gone = cot::warning(&clear, &marking());
    assert_eq!(gone[0].kind, "b-a-o-can");
    assert_eq!(gone[0].uid, shown[0].uid);
    assert!(gone[0].detail.calls_off);
    for (delete, event) in gone[1..].iter().zip(&shown[1..]) {
        assert_eq!(delete.kind, "t-x-d-d");
        assert_eq!(delete.detail.link.as_ref().unwrap().uid, event.uid);
    }
}

#[test]
fn two_ends_agree_on_protocol_buffers() {
    let mut server = Peer::new();
    let now = time();
    let shown = cot::ship_or_aircraft(&ship(), &marking());
    assert!(server.frame(&shown).starts_with(b"<?xml"));
    assert!(String::from_utf8(Peer::offer(now)).unwrap().contains("TakProtocolSupport"));
    let ask = br#"<event version="2.0" uid="u" type="t-x-takp-q" how="m-g" time="2031-03-14T23:59:30Z" start="2031-03-14T23:59:30Z" stale="2031-03-14T23:59:40Z"><point lat="0" lon="0" hae="0" ce="1" le="1"/><detail><TakControl><TakRequest version="1"/></TakControl></detail></event>"#;
    // Byte by byte, as a slow network may bring it.
    let heard: Vec<Heard> = ask.iter().flat_map(|byte| server.take(&[*byte], now)).collect();
    let [Heard::Answer(answer)] = heard.as_slice() else { panic!("{heard:?}") };
    assert!(answer.starts_with(b"<?xml") && server.speaks_proto());

    let frame = server.frame(&shown);
    assert_eq!(frame[0], 0xbf);
    let mut client = Peer::new();
    let (one, two) = frame.split_at(7);
    assert!(client.take(one, now).is_empty());
    assert_eq!(client.take(two, now), [Heard::Event(Box::new(shown))]);
}

#[test]
fn pings_are_answered_and_noise_is_told() {
    let ping = r#"<event version="2.0" uid="u" type="t-x-c-t" how="m-g" time="2031-03-14T23:59:30Z" start="2031-03-14T23:59:30Z" stale="2031-03-14T23:59:40Z"><point lat="0" lon="0"/></event>"#;
    let stream = format!("{ping}\n<event uid=\"x\"></event>{ping}");
    let heard = Peer::new().take(stream.as_bytes(), time());
    let [Heard::Answer(pong), Heard::Rejected(_), Heard::Answer(_)] = heard.as_slice() else {
        panic!("{heard:?}")
    };
    assert!(String::from_utf8_lossy(pong).contains("t-x-c-t-r"));
}

#[test]
fn hostile_documents_are_refused() {
    let refused = |text: &str| Event::from_xml(text.as_bytes()).unwrap_err().to_string();
    let bomb = "<!DOCTYPE e [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><event>&b;</event>";
    assert!(refused(bomb).contains("document type"));
    assert!(refused(&"<a>".repeat(40)).contains("levels"));
    assert!(refused(&format!("<event>{}</event>", "<a/>".repeat(5_000))).contains("elements"));
    assert!(refused(&" ".repeat(300_000)).contains("bytes"));
    let nowhere = DRILL_CONTACT.replace("34.1234", "NaN");
    assert!(refused(&nowhere).contains("lat"));
    assert!(refused(&DRILL_CONTACT.replace("34.1234", "134.1")).contains("point"));
    let mut endless = Peer::new();
    let heard = endless.take(&vec![b'x'; 300_000], time());
    assert!(matches!(heard.as_slice(), [Heard::Rejected(_)]));
}

/// 40 000 mutated documents, packets and streams: none of them panics, and what is read can be
/// written again.
#[test]
fn mutations_break_nothing() {
    let mut rng = Pcg64Mcg::seed_from_u64(31);
    let shown = cot::warning(&warning(event(40.0, 150.0, 9)), &marking());
    let seeds: Vec<Vec<u8>> = shown
        .iter()
        .flat_map(|event| {
            [event.to_xml().into_bytes(), tak::to_packet(event), tak::to_stream(event)]
        })
        .collect();
    let mut read = 0;
    for _ in 0..40_000 {
        let mut bytes = seeds[rng.random_range(0..seeds.len())].clone();
        for _ in 0..rng.random_range(1..4) {
            let at = rng.random_range(0..bytes.len());
            match rng.random_range(0..4) {
                0 => bytes[at] = rng.random_range(0..=255),
                1 => bytes[at] ^= 1 << rng.random_range(0..8),
                2 => drop(bytes.drain(at..)),
                _ => bytes.insert(at, rng.random_range(0..=255)),
            }
            if bytes.is_empty() {
                break;
            }
        }
        if let Ok(event) = tak::from_packet(&bytes) {
            read += 1;
            let again = Event::from_xml(event.to_xml().as_bytes());
            assert!(again.is_ok(), "{again:?}");
        }
        let _ = Peer::new().take(&bytes, time());
    }
    assert!(read > 1_000, "only {read} were read: the mutations are too wild to test anything");
}

fn text() -> impl Strategy<Value = String> {
    "[ -~äß漢<>&\"']{1,20}"
}

fn any_event() -> impl Strategy<Value = Event> {
    let names = (text(), text(), proptest::option::of(text()), proptest::option::of(text()));
    let place = (-90.0..=90.0_f64, -180.0..=180.0_f64, -1e3..1e6_f64, 0.0..1e6_f64);
    let when = (0_i64..4_000_000_000_000, 0_i64..100_000);
    (names, place, when, any::<(bool, bool, bool)>()).prop_map(
        |((uid, kind, callsign, remarks), (lat, lon, hae, ce), (millis, more), (a, b, c))| {
            let time = cordon_core::Time::from_unix_millis(millis).unwrap();
            let remarks = remarks.filter(|text| !text.is_empty());
            Event {
                uid: uid.clone(),
                kind,
                how: "m-f".into(),
                time,
                start: time,
                stale: time + Span::from_seconds(more),
                point: Point { lat, lon, hae, ce, le: 9_999_999.0 },
                access: a.then(|| "SECRET".into()),
                caveat: None,
                releasable_to: b.then(|| "USA, JPN".into()),
                opex: c.then(|| "e-X".into()),
                qos: None,
                detail: Detail {
                    callsign,
                    remarks,
                    link: a.then(|| Link { uid, relation: "p-p".into(), kind: "a".into() }),
                    delete: b,
                    shape: c.then_some(Shape { major: ce, minor: 1.5, angle: 12.25 }),
                    control: c.then_some(Control::Support(1)),
                    ..Detail::default()
                },
            }
        },
    )
}

proptest! {
    #[test]
    fn xml_there_and_back(event in any_event()) {
        prop_assert_eq!(Event::from_xml(event.to_xml().as_bytes()).unwrap(), event);
    }

    #[test]
    fn protocol_buffers_there_and_back(event in any_event()) {
        prop_assert_eq!(tak::from_packet(&tak::to_packet(&event)).unwrap(), event);
    }

    /// However the stream is cut up, the same events come out of it.
    #[test]
    fn streams_may_be_cut_anywhere(events in proptest::collection::vec(any_event(), 1..5), cut in 1..400_usize) {
        let mut peer = Peer::new();
        let bytes: Vec<u8> = events.iter().enumerate().flat_map(|(n, event)| {
            if n % 2 == 0 { tak::to_stream(event) } else { event.to_xml().into_bytes() }
        }).collect();
        let heard: Vec<Heard> = bytes.chunks(cut).flat_map(|part| peer.take(part, time())).collect();
        let sent: Vec<Heard> = events.into_iter().map(|event| Heard::Event(Box::new(event))).collect();
        prop_assert_eq!(heard, sent);
    }
}

#[test]
fn a_contact_of_which_nothing_is_known_is_still_an_event() {
    let dark = Contact::at("dark-1", time(), Position::wrapped(33.0, 180.0));
    let event = cot::ship_or_aircraft(&dark, &Marking::default());
    assert_eq!(event.kind, "a-u-S");
    assert_eq!(Event::from_xml(event.to_xml().as_bytes()).unwrap(), event);
}

/// Noise, or half an event, costs itself only.
#[test]
fn rubbish_before_an_event_costs_no_event() {
    let xml = cot::ship_or_aircraft(&ship(), &marking()).to_xml();
    let half = &xml[..xml.len() / 2];
    for rubbish in ["<event/>", "noise", half, "<?xml version=\"1.0\"?><event>"] {
        let mut heard = Peer::new().take(format!("{rubbish}{xml}").as_bytes(), time());
        assert!(matches!(heard.pop(), Some(Heard::Event(_))), "{rubbish}");
        let is_told = heard.iter().all(|heard| matches!(heard, Heard::Rejected(_)));
        assert!(is_told && (heard.len() == 1 || rubbish == "noise"), "{rubbish}: {heard:?}");
    }
    let mut peer = Peer::new();
    assert_eq!(peer.take(half.as_bytes(), time()), []);
    assert!(matches!(peer.finish(), Some(Heard::Rejected(NotAnEvent::CutOff))));
    assert_eq!(peer.finish(), None);
}
