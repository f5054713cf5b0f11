//! Any bytes as questions to the planner: answered or refused.

#![no_main]

use cordon_chart::SeaChart;
use cordon_plan::ask::{AssignAsk, BoardAsk, InterceptAsk, SearchAsk, read_zone};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let chart = SeaChart::standard();
    if let Ok(ask) = serde_json::from_slice::<InterceptAsk>(data) {
        let _ = ask.answer(&chart);
    }
    if let Ok(ask) = serde_json::from_slice::<SearchAsk>(data) {
        let _ = ask.answer();
    }
    if let Ok(ask) = serde_json::from_slice::<AssignAsk>(data) {
        if ask.pairs() <= 100 {
            let _ = ask.answer(&chart, false);
        }
    }
    if let Ok(ask) = serde_json::from_slice::<BoardAsk>(data) {
        let _ = ask.answer(&chart);
    }
    if let Ok(zone) = serde_json::from_slice(data) {
        let _ = read_zone("zone", &zone);
    }
});
