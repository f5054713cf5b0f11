//! Any bytes as GeoJSON zones: read or refused, and asked about places on and off them.

#![no_main]

use cordon_core::Position;
use cordon_detectors::zone::zones_from_geojson;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(zones) = zones_from_geojson(text) else { return };
    for zone in &zones {
        for (lat, lon) in [(0.0, 0.0), (11.0, 180.0), (-89.9, -179.9), (45.0, 90.0)] {
            zone.contains(Position::wrapped(lat, lon));
        }
    }
});
