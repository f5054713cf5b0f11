//! Messages of several sentences: joined when they belong together, and never otherwise.

mod heard;

use heard::{Heard, decode};
use proptest::prelude::*;

/// Two ships' messages in two parts each (from the published cases): bodies without sequence.
const A: [&str; 2] =
    ["53QAn<02=bHa`@L7<01=@Dp8E8L000000000001C>hJ?85wF0F,0", "E0DTPAkkP@00000000000,2"];
const B: [&str; 2] =
    ["53IgCH000000Hq@R220JuJ0lDhU<4pA8F222220N1P9435t;08,0", "iDTEFH888888888888880,2"];
const SHIP_A: u32 = 236_222_000;
const SHIP_B: u32 = 228_316_000;
const SINGLE: &str = "!AIVDM,1,1,,A,1>M46pvP1TP=fr0MhC027?wN0<00,0*45";

fn part(number: usize, sequence: &str, channel: &str, text: &str) -> String {
    summed('!', &format!("AIVDM,2,{number},{sequence},{channel},{text}"), "")
}

fn tag(block: &str) -> String {
    summed('\\', block, "\\")
}

fn summed(start: char, body: &str, end: &str) -> String {
    let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
    format!("{start}{body}*{sum:02X}{end}")
}

fn senders(lines: &[String]) -> Vec<u32> {
    let heard = run(lines);
    heard.frames.iter().filter(|frame| frame.sentences > 1).map(|frame| frame.mmsi).collect()
}

fn run(lines: &[String]) -> Heard {
    let heard = decode(lines.join("\n").as_bytes());
    assert_eq!(heard.sentences() + heard.rejected.len() as u64, lines.len() as u64);
    heard
}

#[test]
fn stations_never_meet() {
    let at = |station: &str, line: String| format!("{}{line}", tag(&format!("s:{station}")));
    let mixed = [
        at("r1", part(1, "1", "A", A[0])),
        at("r2", part(1, "1", "A", B[0])),
        at("r1", part(2, "1", "A", A[1])),
        at("r2", part(2, "1", "A", B[1])),
    ];
    assert_eq!(senders(&mixed), [SHIP_A, SHIP_B]);
    assert_eq!(senders(&[mixed[0].clone(), mixed[3].clone()]), []);
    let suffixed = |line: String, station: &str| format!("{line},{station},1152921693");
    let crossed =
        [suffixed(part(1, "1", "A", A[0]), "r1"), suffixed(part(2, "1", "A", B[1]), "r2")];
    assert_eq!(senders(&crossed), []);
}

#[test]
fn a_nameless_part_joins_only_what_it_follows() {
    let first = |station: &str, text: &str| {
        format!("{}{}", tag(&format!("s:{station}")), part(1, "1", "A", text))
    };
    let second = part(2, "1", "A", A[1]);
    assert_eq!(senders(&[first("r1", A[0]), second.clone()]), [SHIP_A]);
    assert_eq!(senders(&[first("r1", A[0]), SINGLE.to_owned(), second.clone()]), []);
    // The part right before is B's: A's second part makes a chimera of it only if the texts were
    // sent in this order by one station, which nothing can tell.
    let grouped = |group: &str, line: String| format!("{}{line}", tag(group));
    let two_groups = [
        grouped("g:1-2-77,s:r1", part(1, "1", "A", A[0])),
        grouped("g:1-2-77,s:r2", part(1, "1", "A", B[0])),
        grouped("g:2-2-77", part(2, "1", "A", A[1])),
    ];
    assert_eq!(senders(&two_groups), [], "two stations' groups of one number: nobody's part");
    let apart = [
        grouped("g:1-2-77,s:r1", part(1, "1", "A", A[0])),
        SINGLE.to_owned(),
        grouped("g:2-2-77", part(2, "1", "A", A[1])),
    ];
    assert_eq!(senders(&apart), [SHIP_A]);
}

#[test]
fn odd_groups_hold_together() {
    let lines = [
        format!("{}{}", tag("g:1-2--001,c:1326055296"), part(1, "3", "A", A[0])),
        format!("{}{}", tag("g:2-2--001"), part(2, "3", "A", A[1])),
    ];
    assert_eq!(senders(&lines), [SHIP_A]);
}

#[test]
fn patience_ends() {
    let apart = |singles: usize| {
        let mut lines = vec![part(1, "1", "A", A[0])];
        lines.extend(std::iter::repeat_n(SINGLE.to_owned(), singles));
        lines.push(part(2, "1", "A", A[1]));
        senders(&lines)
    };
    assert_eq!(apart(199), [SHIP_A]);
    assert_eq!(apart(200), []);
    let seconds = |gap: u64| {
        let at = |time: u64, line: String| format!("{}{line}", tag(&format!("c:{time}")));
        let first = at(1_700_000_000, part(1, "1", "A", A[0]));
        let second = at(1_700_000_000 + gap, part(2, "1", "A", A[1]));
        // Later receivers may stamp earlier.
        (senders(&[first.clone(), second.clone()]), senders(&[second, first]))
    };
    assert_eq!(seconds(10), (vec![SHIP_A], vec![SHIP_A]));
    assert_eq!(seconds(11), (vec![], vec![]));
}

#[test]
fn a_new_first_part_ends_the_old() {
    let lines = [
        part(1, "1", "A", A[0]),
        part(1, "1", "A", B[0]),
        part(2, "1", "A", B[1]),
        part(2, "1", "A", A[1]),
    ];
    let heard = run(&lines);
    assert_eq!(heard.frames[0].mmsi, SHIP_B);
    assert_eq!(heard.reasons(), ["incomplete_message", "incomplete_message"]);
}

#[test]
fn parts_heard_twice_are_told() {
    let [first, second] = [part(1, "1", "A", A[0]), part(2, "1", "A", A[1])];
    let doubled = [first.clone(), first.clone(), second.clone(), second.clone()];
    let heard = run(&doubled);
    assert_eq!(heard.frames.len(), 1);
    assert_eq!(heard.reasons(), ["repeated_part", "repeated_part"]);
    // A late echo of A's second part must not be taken for B's.
    let echo = [first, second.clone(), second, part(1, "1", "A", B[0]), part(2, "1", "A", B[1])];
    assert_eq!(senders(&echo), [SHIP_A, SHIP_B]);
}

#[test]
fn overtaking_needs_a_number_and_has_an_end() {
    let [first, second] = [part(1, "1", "A", A[0]), part(2, "1", "A", A[1])];
    let mut late = vec![second.clone()];
    late.extend(std::iter::repeat_n(SINGLE.to_owned(), 20));
    late.push(first.clone());
    assert_eq!(senders(&[second, first]), [SHIP_A]);
    assert_eq!(senders(&late), []);
    assert_eq!(senders(&[part(2, "", "A", A[1]), part(1, "", "A", A[0])]), []);
}

#[test]
fn what_waits_is_bounded() {
    let lines: Vec<String> = (0..5_000)
        .map(|n| format!("{}{}", tag(&format!("s:r{n},c:1700000000")), part(1, "1", "A", A[0])))
        .collect();
    let mut heard = Heard::default();
    let mut decoder = cordon_ais::Decoder::new();
    decoder.lines(lines.join("\n").as_bytes(), 0, &mut heard);
    assert_eq!(heard.rejected.len(), 5_000 - 4_096);
    decoder.finish(&mut heard);
    assert_eq!(heard.rejected.len(), 5_000);
}

proptest! {
    /// However the sentences of two stations are mixed and lost, what comes out was sent.
    #[test]
    fn nothing_comes_out_that_was_not_sent(
        picks in proptest::collection::vec((0..2_usize, 0..2_usize, 0..3_usize), 0..40),
    ) {
        let lines: Vec<String> = picks
            .iter()
            .map(|&(ship, number, sequence)| {
                let text = [A, B][ship][number];
                let line = part(number + 1, &sequence.to_string(), "A", text);
                format!("{}{line}", tag(&format!("s:r{ship}")))
            })
            .collect();
        for frame in run(&lines).frames {
            let ship = usize::from(frame.mmsi == SHIP_B);
            let text = String::from_utf8(frame.raw).unwrap();
            prop_assert!([A, B][ship].iter().all(|part| text.contains(part)), "{text}");
        }
    }

    /// Cutting the input into calls at any line does not change what is heard.
    #[test]
    fn batches_do_not_matter(cut in 0..8_usize) {
        let lines = [
            part(1, "1", "A", A[0]), SINGLE.to_owned(), part(1, "2", "B", B[0]),
            part(2, "1", "A", A[1]), tag("s:r1"), SINGLE.to_owned(), part(2, "2", "B", B[1]),
        ];
        let text = lines.join("\n") + "\n";
        let at: usize = lines.iter().take(cut).map(|line| line.len() + 1).sum();
        let mut heard = Heard::default();
        let mut decoder = cordon_ais::Decoder::new();
        decoder.lines(&text.as_bytes()[..at], 0, &mut heard);
        decoder.lines(&text.as_bytes()[at..], at as u64, &mut heard);
        decoder.finish(&mut heard);
        prop_assert_eq!(heard, decode(text.as_bytes()));
    }
}
