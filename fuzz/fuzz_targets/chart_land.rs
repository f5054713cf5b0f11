//! Any bytes as a land file after decompression: read or refused, and asked about places.

#![no_main]

use cordon_chart::land::file::LandFile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = LandFile::decode(data);
    if let Ok(packed) = zstd::bulk::compress(data, 1) {
        let _ = LandFile::decode(&packed);
    }
});
