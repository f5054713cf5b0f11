//! Raw integers through the binary beside gpsd 3.22's, for the messages that carry most of the traffic.
//!
//! Both sides of the shared data agreed with an independent bit slicer on 361 803 of 361 803 values
//! (its README).

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;

use common::Cordon;
use flate2::read::GzDecoder;
use serde_json::Value;

const TYPES: [u64; 11] = [1, 2, 3, 4, 5, 9, 11, 18, 19, 21, 27];

#[test]
fn every_raw_integer_of_the_binary_is_gpsds() {
    let Some(nmea) = common::shared("ais/oracle/real.nmea") else { return };
    let Some(gpsd) = common::shared("ais/oracle/real.gpsd-3.22-unscaled.jsonl.gz") else { return };
    let ours = decoded(&nmea);
    let ends = ends_of_messages(&fs::read_to_string(&nmea).expect("ASCII"));
    assert_eq!(ends.len(), 33_887);
    let (mut messages, mut compared) = (BTreeMap::<u64, usize>::new(), 0);
    for theirs in json_lines(&gpsd) {
        let (index, kind) = (theirs["i"].as_u64().unwrap(), theirs["type"].as_u64().unwrap());
        if !TYPES.contains(&kind) {
            continue;
        }
        let end = ends[usize::try_from(index).unwrap()];
        let own = ours.get(&end).unwrap_or_else(|| panic!("message {index} is missing: {theirs}"));
        for (key, value) in bits(&theirs) {
            assert_eq!(&own[key], value, "{key} of message {index}: {own}");
            compared += 1;
        }
        *messages.entry(kind).or_default() += 1;
    }
    assert_eq!(messages.keys().copied().collect::<Vec<_>>(), TYPES);
    assert_eq!((messages.values().sum::<usize>(), compared), (31_966, 502_349));
}

/// What the binary prints, by the place where the message's last sentence ends.
fn decoded(nmea: &Path) -> HashMap<u64, Value> {
    let ran = Cordon::new().run(&["decode", "--raw", "--format", "jsonl", nmea.to_str().unwrap()]);
    assert_eq!(ran.code(), 0, "{}", ran.stderr());
    let end = |message: &Value| {
        let source = &message["source"];
        source["offset"].as_u64().unwrap() + source["length"].as_u64().unwrap()
    };
    ran.json_lines().into_iter().map(|message| (end(&message), message)).collect()
}

fn json_lines(gz: &Path) -> impl Iterator<Item = Value> {
    let lines = BufReader::new(GzDecoder::new(fs::File::open(gz).expect("a file"))).lines();
    lines.map(|line| serde_json::from_str(&line.expect("text")).expect("JSON"))
}

/// Every value that is a number or a flag, but for the index.
fn bits(message: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let values = message.as_object().expect("an object").iter();
    values.filter(|(key, value)| *key != "i" && !value.is_string())
}

/// Where each complete message ends, in the order of the index: put together plainly, so that a fault in
/// the product's framing cannot hide.
fn ends_of_messages(text: &str) -> Vec<u64> {
    let (mut open, mut ends, mut offset) = (HashMap::new(), Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let end = offset + line.trim_end().len() as u64;
        offset += line.len() as u64;
        let fields: Vec<&str> = line.split(',').collect();
        let [start, total, number, sequence, channel, ..] = fields[..] else { continue };
        if !start.starts_with('!') {
            continue;
        }
        let (number, total): (u32, u32) = (number.parse().unwrap(), total.parse().unwrap());
        let before = open.insert((total, sequence, channel), number).unwrap_or(0);
        if number == total && (number == 1 || number == before + 1) {
            open.remove(&(total, sequence, channel));
            ends.push(end);
        }
    }
    ends
}
