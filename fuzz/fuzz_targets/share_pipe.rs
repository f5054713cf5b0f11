//! Any bytes as what a NATS server may deliver: a subject, and a message of a pipe.

#![no_main]

use cordon_share::PartnerName;
use cordon_share::carry::nats::message::Message;
use cordon_share::carry::nats::route::Route;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let message = bytes::Bytes::copy_from_slice(bytes);
    if let Ok(read) = Message::decode(&message) {
        assert_eq!(read.encode(), message, "what reads is written alike");
    }
    let me: PartnerName = "KOR".parse().expect("a name");
    let subject = String::from_utf8_lossy(bytes);
    if let Some(Route { with, pipe }) = Route::of_subject(&subject, &me) {
        assert_eq!(format!("cordon.KOR.{with}.{pipe}"), subject);
    }
});
