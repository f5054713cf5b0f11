//! Sentences of several parts in any order, over few stations, channels and sequences.
//!
//! Every six bytes make one sentence, so that the fuzzer spends its time on orders, not checksums.

#![no_main]

use cordon_ais::{Bytes, Decoder, Frame, Sink};
use libfuzzer_sys::fuzz_target;

#[derive(Default)]
struct Count {
    records: u64,
}

impl Sink for Count {
    fn message(&mut self, frame: &Frame<'_>) {
        self.records += u64::from(frame.sentences);
        // Each part's payload names its station: a message of two is a chimera.
        let stations: Vec<u8> = frame
            .raw
            .split(|&byte| byte == b',')
            .skip(5)
            .step_by(6)
            .filter_map(|p| p.first().copied())
            .collect();
        assert!(stations.windows(2).all(|pair| pair[0] == pair[1]), "{}", frame.raw.escape_ascii());
    }

    fn rejected(&mut self, _: Bytes, _: u64, _: &'static str) {
        self.records += 1;
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut count = Count::default();
    let mut decoder = Decoder::new();
    let sentences = bytes.chunks_exact(6);
    let fed = sentences.len() as u64;
    for (offset, six) in sentences.enumerate() {
        decoder.line(&line(six), offset as u64 * 100, &mut count);
    }
    decoder.finish(&mut count);
    assert_eq!(count.records, fed);
});

fn line(six: &[u8]) -> Vec<u8> {
    let [station, total, number, sequence, seconds, text] =
        [six[0] % 4, six[1], six[2], six[3], six[4], six[5]];
    let total = total % 4 + 1;
    let number = number % total + 1;
    let tag = format!("s:r{station},c:{}", 1_700_000_000 + u64::from(seconds));
    let body = format!("AIVDM,{total},{number},{},A,{station}{:08},0", sequence % 3, text % 8);
    format!("\\{tag}*{:02X}\\!{body}*{:02X}", sum(&tag), sum(&body)).into_bytes()
}

fn sum(text: &str) -> u8 {
    text.bytes().fold(0, |sum, byte| sum ^ byte)
}
