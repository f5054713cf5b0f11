//! The published reassembly and framing cases: which senders a correct decoder reports.

mod heard;

use std::fs;

use heard::{decode, shared};
use serde_json::Value;

#[test]
fn every_case_gives_its_senders() {
    let Some(path) = shared("ais/scenarios/reassembly_and_framing.jsonl") else { return };
    let text = fs::read_to_string(path).unwrap();
    let mut cases = 0;
    for case in text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        check(&case);
        cases += 1;
    }
    assert!(cases >= 27, "{cases} cases");
}

fn check(case: &Value) {
    let name = case["id"].as_str().unwrap();
    let lines: Vec<&str> =
        case["lines"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let heard = decode(lines.join("\n").as_bytes());
    let senders: Vec<u32> = heard.frames.iter().map(|frame| frame.mmsi).collect();
    match case["expect_mmsi"].as_array() {
        Some(expected) => {
            let expected: Vec<u32> = expected.iter().map(|n| n.as_u64().unwrap() as u32).collect();
            assert_eq!(senders, expected, "{name}");
        }
        None => {
            assert_eq!(senders.len(), lines.len() - 2, "{name}");
            assert!(heard.frames.iter().all(|frame| frame.sentences == 1), "{name}");
        }
    }
    assert_eq!(heard.sentences() + heard.rejected.len() as u64, lines.len() as u64, "{name}");
}
