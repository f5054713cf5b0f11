//! Objects and MessagePack maps: no panic, and the counts balance.
#![no_main]

use std::time::Duration;

use cordon_feeds::{Batch, Format, Options, Progress, open_bytes};
use libfuzzer_sys::fuzz_target;

const FORMATS: &[Option<Format>] = &[
    Some(Format::Json),
    Some(Format::Gfw),
    Some(Format::AisStream),
    Some(Format::MsgPack),
];

fuzz_target!(|data: &[u8]| {
    let Some((&first, bytes)) = data.split_first() else { return };
    let input_format = FORMATS[usize::from(first) % FORMATS.len()];
    let options = Options { input_format, chunk: 1 + usize::from(first), ..Options::default() };
    let Ok(mut source) = open_bytes("fuzz", bytes, &options) else { return };
    let mut batch = Batch::default();
    loop {
        let Ok(progress) = source.read(&mut batch, Duration::ZERO) else { return };
        assert!(batch.tally.balances());
        if progress == Progress::End {
            return;
        }
    }
});
