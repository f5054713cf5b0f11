//! Lists under each format's name: no panic, and the counts balance.
#![no_main]

use cordon_identity::watchlist::{Format, Limits, Options, read_list};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&first, bytes)) = data.split_first() else { return };
    // One more than there are formats: recognised by content, archives too.
    let format = Format::ALL.get(usize::from(first) % (Format::ALL.len() + 1)).copied();
    let limits = Limits { file_bytes: 1 << 20, record_bytes: 1 << 16, ..Limits::default() };
    let Ok(list) = read_list("fuzz", bytes, Options { format, limits, ..Options::default() }) else {
        return;
    };
    assert!(list.counts.balances());
});
