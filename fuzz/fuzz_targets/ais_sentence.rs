//! Any bytes as one sentence, and as one line.

#![no_main]

use cordon_ais::sentence::{self, Sentence};
use cordon_ais::{Bytes, Decoder, Frame, Sink};
use libfuzzer_sys::fuzz_target;

struct Count {
    records: u64,
}

impl Sink for Count {
    fn message(&mut self, frame: &Frame<'_>) {
        self.records += u64::from(frame.sentences);
    }

    fn rejected(&mut self, _: Bytes, _: u64, _: &'static str) {
        self.records += 1;
    }
}

fuzz_target!(|bytes: &[u8]| {
    let _ = sentence::address(bytes);
    // The quick look may refuse what the close one takes, never the other way round.
    if let Some(quick) = Sentence::plain(bytes) {
        if let Ok(close) = Sentence::parse(bytes) {
            assert_eq!((quick.payload, quick.fill), (close.payload, close.fill));
        }
    }
    let mut count = Count { records: 0 };
    let mut decoder = Decoder::new();
    decoder.line(bytes, 0, &mut count);
    decoder.finish(&mut count);
    assert!(count.records >= 1);
});
