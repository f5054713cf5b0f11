//! Any bytes as a scenario of a drill, or as what a batch varies: read or refused; what is read plays a minute.

#![no_main]

use cordon_drill::batch::Vary;
use cordon_drill::scenario::{Scenario, bundled, from_text};
use cordon_drill::world::{Step, World};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(vary) = text.parse::<Vary>() {
        if let Some(Ok(imazu)) = bundled("imazu") {
            let _ = vary.applied(&imazu, &vary.value(1, 0));
        }
    }
    let Ok(scenario) = from_text("fuzz.toml", text, &|_| Err("none".to_owned())) else { return };
    if scenario.craft.len() < 50 && scenario.traffic.is_empty() && scenario.ground.is_empty() {
        let scenario = Scenario { duration_h: scenario.duration_h.min(1.0 / 60.0), ..scenario };
        let (mut world, mut step) = (World::new(&scenario, 1), Step::default());
        while world.advance(&mut step) {}
    }
});
