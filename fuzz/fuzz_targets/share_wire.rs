//! Any bytes as what a partner may send or hand over: frames, batches, acknowledgements, cards.

#![no_main]

use cordon_share::card::Card;
use cordon_share::wire::{Ack, Batch, Content, Frame};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(frame) = Frame::decode(bytes) {
        assert_eq!(frame.encode()[4..], *bytes, "what reads is written alike");
    }
    if let Ok(batch) = Batch::decode(bytes) {
        assert_eq!(batch.encode(), bytes);
        let _ = batch.open();
    }
    let _ = Content::decode(bytes);
    if let Ok(ack) = Ack::decode(bytes) {
        assert_eq!(ack.encode(), bytes);
    }
    let _ = Card::read(bytes);
});
