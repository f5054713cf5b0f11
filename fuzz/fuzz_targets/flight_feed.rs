//! Feeds of aircraft in any cut: no panic, and the counts balance.
#![no_main]

use cordon_core::Time;
use cordon_flights::feed::{Batch, Feed, Format};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&first, bytes)) = data.split_first() else { return };
    let format = Format::ALL[usize::from(first) % Format::ALL.len()];
    let now = Time::from_unix_seconds(1_700_000_000).expect("a time in range");
    let (mut feed, mut batch) = (Feed::new(format), Batch::default());
    for part in bytes.chunks(1 + usize::from(first)) {
        feed.take(part, now, &mut batch);
    }
    feed.finish(now, &mut batch);
    assert!(batch.tally.balances());
    assert_eq!(batch.tally.used as usize, batch.reports.len());
});
