//! Any bytes as a GeoPackage: read or refused.

#![no_main]

use cordon_chart::{Use, read_zones};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let path = std::env::temp_dir().join(format!("cordon-fuzz-{}.gpkg", std::process::id()));
    if std::fs::write(&path, data).is_ok() {
        let _ = read_zones(&path, Use::Eez);
    }
});
