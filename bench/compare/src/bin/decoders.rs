//! `decoders NAME FILE`: decodes a file of sentences once with another decoder, and prints one JSON
//! line: messages decoded, CPU seconds.
//!
//! The file is read before the clock starts; what is decoded is dropped.

use std::hint::black_box;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (Some(name), Some(path)) = (args.next(), args.next()) else {
        return usage("usage: decoders ais|nmea-0183-rs FILE");
    };
    let decode = match name.as_str() {
        "ais" => with_ais,
        "nmea-0183-rs" => with_nmea_0183_rs,
        _ => return usage("the decoders are: ais, nmea-0183-rs"),
    };
    let input = match std::fs::read(&path) {
        Ok(input) => input,
        Err(error) => return usage(&format!("{path}: {error}")),
    };
    let start = cpu_seconds();
    let messages = decode(&input);
    let seconds = cpu_seconds() - start;
    println!("{{\"messages\":{messages},\"cpu_s\":{seconds:.6}}}");
    ExitCode::SUCCESS
}

fn usage(text: &str) -> ExitCode {
    eprintln!("{text}");
    ExitCode::from(2)
}

fn lines(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    input.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end).filter(|line| !line.is_empty())
}

/// Its parser checks checksums and joins messages of several sentences.
fn with_ais(input: &[u8]) -> usize {
    let mut parser = ais::AisParser::new();
    let mut messages = 0;
    for line in lines(input) {
        if let Ok(ais::AisFragments::Complete(sentence)) = parser.parse(line, true) {
            messages += usize::from(black_box(&sentence.message).is_some());
        }
    }
    messages
}

/// Its frame parser checks checksums, its AIS parser joins messages of several sentences.
fn with_nmea_0183_rs(input: &[u8]) -> usize {
    use nmea_0183_rs::ais::{AisDecodeOutcome, AisParser};
    let mut parser = AisParser::new();
    let mut messages = 0;
    for line in lines(input) {
        let Ok(line) = std::str::from_utf8(line) else { continue };
        let Ok(frame) = nmea_0183_rs::parse_frame(line) else { continue };
        if let Ok(AisDecodeOutcome::Message(message)) = parser.decode(&frame) {
            black_box(&message);
            messages += 1;
        }
    }
    messages
}

/// CPU time of this process as Linux tells it; 0 elsewhere, which no ratio survives unnoticed.
fn cpu_seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    told.split_whitespace().next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}
