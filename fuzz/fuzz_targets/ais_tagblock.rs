//! Any bytes as the inside of a tag block, and as a clock's digits.

#![no_main]

use cordon_ais::{clock, tagblock::TagBlock};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let tag = TagBlock::parse(bytes);
    let _ = (tag.exercise(), tag.over(TagBlock::default()));
    assert!(!tag.damaged || tag.station.is_none() && tag.time.is_none() && tag.group.is_none());
    let _ = clock::epoch(bytes);
});
