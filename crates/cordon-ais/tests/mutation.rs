//! Damaged real sentences: no panic, and every record accounted for.

mod heard;

use std::fs;

use heard::{Heard, decode, shared};

/// Small and repeatable: xorshift64 (Marsaglia, 2003).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }
}

const FILES: [&str; 9] = [
    "uniq.nmea",
    "dma-stream_example.txt",
    "ee-multiline.nmea",
    "bad-type5.nmea",
    "bad-tagblock-group.nmea",
    "spire-test.nmea",
    "errors.nmea",
    "sample.nmea",
    "type1-bad-bitcount.nmea",
];

/// Bytes that steer the parser, more often than chance would bring them.
const STEERING: &[u8] = b"\\!$*,-:.\0\r\n\xFFcgst019AV";

#[test]
fn damaged_sentences_are_counted_and_survived() {
    let mut dice = Dice(0x5EED_C0DE);
    let mut damaged = 0;
    for path in FILES.iter().filter_map(|file| shared(&format!("ais/raw/{file}"))) {
        let text = fs::read(path).unwrap();
        let lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
        for _ in 0..40 {
            let start = dice.roll(lines.len());
            let mut block =
                lines[start..].iter().take(50).copied().collect::<Vec<_>>().join(&b'\n');
            for _ in 0..dice.roll(60) {
                damage(&mut block, &mut dice);
            }
            check(&block);
            damaged += 50;
        }
    }
    println!("{damaged} damaged lines at most");
}

fn damage(block: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.roll(block.len());
    let byte =
        if dice.roll(2) == 0 { STEERING[dice.roll(STEERING.len())] } else { dice.roll(256) as u8 };
    match dice.roll(5) {
        0 => block.insert(at, byte),
        1 if at < block.len() => drop(block.remove(at)),
        2 => block.truncate(block.len().saturating_sub(dice.roll(40))),
        3 => {
            let end = (at + dice.roll(90)).min(block.len());
            let copy = block[at..end].to_vec();
            let to = dice.roll(block.len());
            block.splice(to..to, copy);
        }
        _ => block.iter_mut().skip(at).take(1).for_each(|old| *old = byte),
    }
}

/// Line by line, as many records come out as went in: a line gives its sentences, or one rejection.
fn check(block: &[u8]) {
    let heard = decode(block);
    let mut lines: Vec<u64> = heard.rejected.iter().map(|(_, line, _)| *line).collect();
    lines.extend(heard.frames.iter().map(|frame| frame.line));
    let sentences: u64 = count(block);
    assert_eq!(
        heard.sentences() + heard.rejected.len() as u64,
        sentences,
        "{}",
        block.escape_ascii()
    );
    for frame in &heard.frames {
        let (start, length) = (frame.source.offset as usize, frame.source.length as usize);
        assert!(start + length <= block.len());
        assert!(frame.bits >= 38 && frame.line >= 1);
    }
}

/// Records by another way: each line decoded by a decoder of its own, and all parts rejected.
fn count(block: &[u8]) -> u64 {
    let mut lines: Vec<&[u8]> = block.split(|&byte| byte == b'\n').collect();
    if lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    lines
        .iter()
        .map(|line| {
            let mut heard = Heard::default();
            let mut decoder = cordon_ais::Decoder::new();
            decoder.line(line, 0, &mut heard);
            decoder.finish(&mut heard);
            heard.sentences() + heard.rejected.len() as u64
        })
        .sum()
}

#[test]
fn real_logs_balance() {
    let Some(folder) = shared("ais/raw") else { return };
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for path in files {
        let text = fs::read(&path).unwrap();
        let heard = decode(&text);
        let records = heard.sentences() + heard.rejected.len() as u64;
        assert_eq!(records, count(&text), "{}", path.display());
    }
}

/// Counts of complete messages in the 50 222 real sentences: what the published prototype found,
/// plus the types it leaves out (`reference/decoding.md`, section 3: 48 4xx possible).
#[test]
fn the_real_sentences_give_their_messages() {
    let Some(path) = shared("ais/raw/uniq.nmea") else { return };
    let heard = decode(&fs::read(path).unwrap());
    let of = |why: &str| heard.reasons().iter().filter(|reason| **reason == why).count();
    println!("{} messages", heard.frames.len());
    let mut reasons = heard.reasons();
    reasons.sort_unstable();
    reasons.dedup();
    for why in reasons {
        println!("{why}: {}", of(why));
    }
    assert_eq!(heard.sentences() + heard.rejected.len() as u64, 50_222);
    assert_eq!(of("empty_payload"), 100);
    assert!((48_300..48_500).contains(&heard.frames.len()), "{}", heard.frames.len());
}
