//! Any bytes as a case's package: told as damaged, never a panic. A kept package with some bytes
//! changed gets the fuzzer past the signatures to what lies behind them.

#![no_main]

use cordon_casebook::verify;
use libfuzzer_sys::fuzz_target;

const KEPT: &[u8] = include_bytes!("../../crates/cordon-casebook/tests/fixtures/v1/case.zip");

fuzz_target!(|bytes: &[u8]| {
    verify(bytes.to_vec(), None);
    let mut package = KEPT.to_vec();
    let mut is_changed = false;
    for change in bytes.chunks_exact(4) {
        let place = usize::from(change[0]) << 16 | usize::from(change[1]) << 8 | usize::from(change[2]);
        let place = place % package.len();
        is_changed |= package[place] != change[3];
        package[place] = change[3];
    }
    let verification = verify(package.clone(), None);
    assert_eq!(verification.is_sound(), package == KEPT, "changed: {is_changed}");
});
