//! Sightings of a ballistic flight: whatever they say, an estimate or a reason.
#![no_main]

use cordon_flights::fit::{self, Assumptions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(input) = fit::read(data) else { return };
    if let Ok(estimate) = fit::fuse(&input.sensors, &input.sightings, Assumptions::default()) {
        assert_eq!(estimate.used + estimate.set_aside.len(), input.sightings.len());
    }
});
