//! CoT as XML, packets and streams: no panic, and what is read can be written and read again,
//! and makes contacts that can be shown.
#![no_main]

use cordon_core::Time;
use cordon_outward::cot::Event;
use cordon_outward::heard::Board;
use cordon_outward::tak::{self, Heard, Peer};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(event) = tak::from_packet(data) {
        assert!(Event::from_xml(event.to_xml().as_bytes()).is_ok());
    }
    let now = Time::from_unix_seconds(1_700_000_000).expect("a time in range");
    let mut peer = Peer::new();
    let mut board = Board::default();
    for part in data.chunks(7) {
        for heard in peer.take(part, now) {
            if let Heard::Event(event) = heard {
                assert!(tak::from_packet(&tak::to_packet(&event)).is_ok());
                let _ = board.take(&event, None, now);
            }
        }
    }
    assert!(board.contacts().all(|contact| contact.feature().is_object()));
});
