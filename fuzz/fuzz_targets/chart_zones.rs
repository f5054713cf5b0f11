//! Any bytes as zones of the chart, in GeoJSON and as a shapefile: read or refused, and asked about
//! places on and off them.

#![no_main]

use cordon_chart::Use;
use cordon_chart::zones::{zones_from_geojson, zones_from_shapefile};
use cordon_core::Position;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let read = [zones_from_geojson(data, Use::Eez), zones_from_shapefile(data, Use::Eez)];
    for zone in read.into_iter().flatten().flatten() {
        for (lat, lon) in [(0.0, 0.0), (11.0, 180.0), (-90.0, -179.9), (45.0, 90.0), (90.0, 0.0)] {
            zone.area.contains(Position::wrapped(lat, lon));
        }
    }
});
