//! What surrounds a sentence, and what becomes of lines that are none.

mod heard;

use cordon_core::Time;
use heard::{Heard, decode};

const BODY: &str = "AIVDM,1,1,,A,1>M46pvP1TP=fr0MhC027?wN0<00,0";
const PLAIN: &str = "!AIVDM,1,1,,A,1>M46pvP1TP=fr0MhC027?wN0<00,0*45";

fn one(line: &str) -> heard::Kept {
    let heard = decode(line.as_bytes());
    assert_eq!((heard.frames.len(), heard.rejected.len()), (1, 0), "{line}: {heard:?}");
    heard.frames[0].clone()
}

fn tag(block: &str) -> String {
    let sum = block.bytes().fold(0, |sum, byte| sum ^ byte);
    format!("\\{block}*{sum:02X}\\")
}

fn time(text: &str) -> Option<Time> {
    text.parse().ok()
}

#[test]
fn the_time_is_that_of_the_best_witness() {
    let stamp = tag("c:1700000000");
    for (line, expected) in [
        (format!("{stamp}{PLAIN}"), "2023-11-14T22:13:20Z"),
        (format!("1152921693 {stamp}{PLAIN},r1,1152921694"), "2023-11-14T22:13:20Z"),
        (format!("1152921693 {PLAIN},r1,1152921694"), "2006-07-15T00:01:34Z"),
        (format!("1152921693 {PLAIN}"), "2006-07-15T00:01:33Z"),
        (format!("1700000000123456789 {PLAIN}"), "2023-11-14T22:13:20.123456Z"),
        (format!("2021-07-01T12:00:00.5Z,AIS,\"{PLAIN}\""), "2021-07-01T12:00:00.5Z"),
        (format!("{}{PLAIN}", tag("c:1700000000123")), "2023-11-14T22:13:20.123Z"),
    ] {
        let frame = one(&line);
        assert_eq!(frame.time, time(expected), "{line}");
        assert!(!frame.time_inferred);
    }
    assert_eq!(one(PLAIN).time, None);
    assert_eq!(one(&format!("{}{PLAIN}", tag("c:17"))).time, None);
}

#[test]
fn the_time_line_speaks_of_the_sentence_it_names() {
    let pghp = "$PGHP,1,2010,6,11,11,46,11,390,231,45,992190934,1,45*";
    let sum = pghp.bytes().skip(1).take_while(|&b| b != b'*').fold(0, |sum, byte| sum ^ byte);
    let pghp = format!("{pghp}{sum:02X}");
    let heard = decode(format!("{pghp}\n{PLAIN}\n{PLAIN}").as_bytes());
    assert_eq!(heard.reasons(), ["not_ais"]);
    assert_eq!(heard.frames[0].time, time("2010-06-11T11:46:11.39Z"));
    assert_eq!(heard.frames[0].station.as_deref(), Some("992190934"));
    assert_eq!(heard.frames[0].source.offset, 0, "cites the time line too");
    assert_eq!(heard.frames[1].time, None);
    let other = pghp.replace(",45*", ",46*");
    assert_eq!(decode(format!("{other}\n{PLAIN}").as_bytes()).frames[0].time, None);
}

#[test]
fn the_stream_has_a_clock() {
    let rmc = "$GPRMC,092211.00,A,5759.09700,N,01144.34344,E,5.257,28.27,200715,,,A*58";
    let heard = decode(format!("{PLAIN}\r\n{rmc}\r\n{PLAIN}\r\n").as_bytes());
    assert_eq!((heard.frames[0].time, heard.frames[0].time_inferred), (None, false));
    let after = &heard.frames[1];
    assert_eq!((after.time, after.time_inferred), (time("2015-07-20T09:22:11Z"), true));
    // gpsd's sample.aivdm: base station 003669702 at 2007-05-14 19:57:39.
    let base = "!AIVDM,1,1,,A,403OviQuMGCqWrRO9>E6fE700@GO,0*4D";
    let heard = decode(format!("{base}\n{PLAIN}").as_bytes());
    assert!(heard.frames.iter().all(|frame| frame.time == time("2007-05-14T19:57:39Z")));
    assert!(heard.frames.iter().all(|frame| frame.time_inferred));
}

#[test]
fn stations_exercises_and_damage_are_told() {
    let frame = one(&format!("{}{PLAIN}", tag("s:r003669987,t:EXERCISE steel gate")));
    assert_eq!(frame.station.as_deref(), Some("r003669987"));
    assert_eq!(frame.exercise.as_deref(), Some("steel gate"));
    assert_eq!(one(&format!("{PLAIN},s23,r003669987,1152921693")).station, frame.station);
    let damaged = one(&format!("\\s:r1,c:1700000000*00\\{PLAIN}"));
    assert_eq!((damaged.time, damaged.station, damaged.tag_damaged), (None, None, true));
}

#[test]
fn a_tag_block_alone_speaks_of_the_next_sentence() {
    let alone = tag("s:r1,c:1700000000");
    let heard = decode(format!("{alone}\n{PLAIN}\n{PLAIN}").as_bytes());
    assert_eq!(heard.reasons(), ["tag_block_alone"]);
    assert_eq!(heard.frames[0].station.as_deref(), Some("r1"));
    assert_eq!(heard.frames[0].source.offset, 0);
    assert_eq!(heard.frames[1].station, None);
    let closer = decode(format!("{alone}\n{}{PLAIN}", tag("s:r2")).as_bytes());
    assert_eq!(closer.frames[0].station.as_deref(), Some("r2"));
    assert_eq!(closer.frames[0].time, time("2023-11-14T22:13:20Z"));
}

#[test]
fn every_talker_is_heard() {
    for talker in ["AI", "AB", "AD", "AN", "AR", "AS", "AT", "AX", "BS", "SA", "B1", "B2"] {
        let body = BODY.replacen("AI", talker, 1);
        let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
        assert_eq!(one(&format!("!{body}*{sum:02x}")).mmsi, 970_000_099, "{talker}");
    }
}

#[test]
fn sentences_without_a_sum_are_marked() {
    assert!(one(&format!("!{BODY}")).checksum_missing);
    assert!(!one(PLAIN).checksum_missing);
}

#[test]
fn two_sentences_on_a_line_are_two_records() {
    let heard = decode(format!("{PLAIN}{}{PLAIN}", tag("s:r9")).as_bytes());
    let stations: Vec<_> = heard.frames.iter().map(|frame| frame.station.as_deref()).collect();
    assert_eq!(stations, [None, Some("r9")]);
    let (first, second) = (heard.frames[0].source, heard.frames[1].source);
    assert_eq!(first.offset + u64::from(first.length), second.offset);
}

#[test]
fn what_is_no_message_says_why() {
    let long = "x".repeat(70_000);
    let payload = "0".repeat(600);
    for (line, why) in [
        ("", "blank"),
        (" \t", "blank"),
        ("# comment", "no_sentence"),
        ("\\s:r1,c:1*", "no_sentence"),
        ("$GPGSV,1,1,00*79", "not_ais"),
        ("!AIVDM,1,1,,A,1>M46pvP1TP=fr0MhC027?wN0<00,0*54", "bad_checksum"),
        ("!AIVDM,1,1,,A,1>M46pvP1TP=fr0MhC027?wN0<00,0*4", "bad_checksum"),
        ("!AIVDM,1,1,,A,1>M46pvP1TP=fr0MhC027?wN0<\u{1}0,0", "bad_armour"),
        ("!AIVDM,1,1,,A,1>M46pvX1TP=fr0MhC027?wN0<00,0", "bad_armour"),
        ("!AIVDM,1,1,,A,,0", "empty_payload"),
        ("!AIVDM,1,1,,A,1>M4,0", "too_short"),
        ("!AIVDM,1,1,,A", "bad_sentence"),
        ("!AIVDM,2,1,1,A,1>M46pvP1TP=fr0MhC027?wN0<00,0", "incomplete_message"),
        (&format!("!AIVDM,1,1,,A,{payload},0"), "payload_too_long"),
        (&long, "line_too_long"),
    ] {
        // A line before, so that the case is not the end of an empty input.
        let heard = decode(format!("{PLAIN}\n{line}\n").as_bytes());
        assert_eq!(heard.reasons(), [why], "{line:.60}");
        assert_eq!(heard.rejected[0].1, 2);
    }
}

#[test]
fn line_ends_and_ends_of_input_do_not_matter() {
    let unix = decode(format!("{PLAIN}\n{PLAIN}").as_bytes());
    let senders = |heard: &Heard| heard.frames.iter().map(|frame| frame.mmsi).collect::<Vec<_>>();
    assert_eq!(unix, decode(format!("{PLAIN}\n{PLAIN}\n").as_bytes()));
    for other in [format!("{PLAIN}\r\n{PLAIN}\r\n"), format!("{PLAIN}\r{PLAIN}\r")] {
        assert_eq!(senders(&decode(other.as_bytes())), senders(&unix));
    }
}
