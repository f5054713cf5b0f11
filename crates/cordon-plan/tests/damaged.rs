//! Questions with broken bytes: answered or refused with a sentence, never a panic. The long search is the fuzz
//! target `plan_question`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use cordon_chart::SeaChart;
use cordon_plan::ask::{AssignAsk, BoardAsk, InterceptAsk, SearchAsk, read_zone};
use proptest::prelude::*;
use serde_json::Value;

const QUESTIONS: [&str; 5] = [
    r#"{"asset":{"lat":33.2,"lon":126.48,"speed_kn":30},"target":{"lat":32.0,"lon":127.5,"course_deg":45,"speed_kn":12,"since_h":1},"horizon_h":24,"before":{"type":"Polygon","coordinates":[[[129,33],[130,33],[130,34],[129,33]]]}}"#,
    r#"{"pattern":"parallel","lat":32.1,"lon":126.9,"length_nm":40,"width_nm":20,"sensor":"radar_ship","speed_kn":18}"#,
    r#"{"assets":[{"id":"a","lat":32.0,"lon":126.0,"speed_kn":25,"endurance_h":48,"can":["query"],"air":true}],"suspects":[{"id":"s","lat":31.5,"lon":126.8,"course_deg":200,"speed_kn":11,"risk":0.7}]}"#,
    r#"{"lat":32.0,"lon":127.5,"uncertainty_nm":0.2,"law":{"own":"KOR","flag":"PAN"},"checklist":{"flag":{"at":"2023-10-10T04:00:00Z","by":"x","reference":"y"}}}"#,
    r#"{"type":"Polygon","coordinates":[[[179,-1],[-179,-1],[-179,1],[179,1],[179,-1]]]}"#,
];

/// Pieces of JSON that mean much.
const PIECES: [&str; 14] =
    ["-", "9", "e9", "1e308", "-0.0", "null", "[", "]", "{}", "\"", ",", "90.0", "-180", "\u{7f}"];

fn mutated(text: &str, changes: &[(prop::sample::Index, u8, usize)]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (at, kind, piece) in changes {
        let at = at.index(bytes.len().max(1));
        let piece = PIECES[piece % PIECES.len()].as_bytes();
        match kind % 4 {
            0 => bytes[at] = bytes[at].wrapping_add(*kind | 1),
            1 => drop(bytes.drain(at..(at + usize::from(*kind % 9)).min(bytes.len()))),
            2 => drop(bytes.splice(at..at, piece.iter().copied())),
            _ => drop(bytes.splice(at..=at, piece.iter().copied())),
        }
        if bytes.is_empty() {
            bytes.push(b'{');
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What is wrong is said in a sentence.
fn told<T>(answer: Result<T, cordon_plan::PlanError>) {
    if let Err(error) = answer {
        assert!(error.to_string().len() > 10, "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn broken_questions_are_told(
        which in 0..QUESTIONS.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_usize..14), 1..4),
    ) {
        let text = mutated(QUESTIONS[which], &changes);
        let chart = SeaChart::standard();
        if let Ok(ask) = serde_json::from_str::<InterceptAsk>(&text) {
            told(ask.answer(&chart));
        }
        if let Ok(ask) = serde_json::from_str::<SearchAsk>(&text) {
            told(ask.answer());
        }
        if let Ok(ask) = serde_json::from_str::<AssignAsk>(&text) {
            told(ask.answer(&chart, false));
        }
        if let Ok(ask) = serde_json::from_str::<BoardAsk>(&text) {
            told(ask.answer(&chart));
        }
        if let Ok(zone) = serde_json::from_str::<Value>(&text) {
            told(read_zone("zone", &zone));
        }
    }
}
