//! The published reassembly and framing cases: which senders a correct decoder reports.

mod heard;

use std::fs;

use heard::{decode, shared};

#[derive(serde::Deserialize)]
struct Case {
    id: String,
    lines: Vec<String>,
    /// `None`: only the messages of one sentence, which are all but two of the lines.
    expect_mmsi: Option<Vec<u32>>,
}

#[test]
fn every_case_gives_its_senders() {
    let Some(path) = shared("ais/scenarios/reassembly_and_framing.jsonl") else { return };
    let text = fs::read_to_string(path).unwrap();
    let cases: Vec<Case> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(cases.len(), 30);
    cases.iter().for_each(check);
}

fn check(case: &Case) {
    let (name, lines) = (&case.id, case.lines.len());
    let heard = decode(case.lines.join("\n").as_bytes());
    let senders: Vec<u32> = heard.frames.iter().map(|frame| frame.mmsi).collect();
    if let Some(expected) = &case.expect_mmsi {
        assert_eq!(&senders, expected, "{name}");
    } else {
        assert_eq!(senders.len(), lines - 2, "{name}");
        assert!(heard.frames.iter().all(|frame| frame.sentences == 1), "{name}");
    }
    assert_eq!(heard.sentences() + heard.rejected.len() as u64, lines as u64, "{name}");
}
