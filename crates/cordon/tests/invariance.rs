//! The same input gives the same findings, byte for byte, whatever way it comes in.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use common::Cordon;

/// A day and a half of simulated traffic as NMEA with tag blocks.
fn drill(cordon: &Cordon) -> (PathBuf, Vec<Vec<u8>>) {
    let made = cordon.run(&["drill", "emit", "south-of-jeju", "--seed", "7"]);
    assert_eq!(made.code(), 0, "{}", made.stderr());
    let file = cordon.file("drill.nmea", &made.0.stdout);
    let lines = made.0.stdout.split_inclusive(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
    (file, lines)
}

fn findings_of(sources: &[&str]) -> String {
    let cordon = Cordon::new();
    cordon.watch(sources);
    cordon.findings_wherever_from()
}

/// Equal, byte for byte; where not, the first place that differs is shown.
fn assert_same(left: &str, right: &str, how: &str) {
    for (left, right) in left.lines().zip(right.lines()) {
        let same = left.bytes().zip(right.bytes()).take_while(|(a, b)| a == b).count();
        let near = |line: &str| -> String {
            line.chars().skip(same.saturating_sub(60)).take(200).collect()
        };
        assert!(left == right, "{how}:\n {}\n {}", near(left), near(right));
    }
    assert_eq!(left.lines().count(), right.lines().count(), "{how}");
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

#[test]
fn one_file_a_hundred_files_shuffled_threads_tcp_and_archive_agree() {
    let cordon = Cordon::new();
    let (file, lines) = drill(&cordon);
    let one = findings_of(&[text(&file)]);
    assert!(one.lines().count() >= 5, "the scenario holds findings:\n{one}");

    let hundred = cordon.path("hundred");
    for (index, part) in lines.chunks(lines.len().div_ceil(100)).enumerate() {
        cordon.file(&format!("hundred/{index:03}.nmea"), part.concat());
    }
    assert_same(&findings_of(&[text(&hundred)]), &one, "a hundred files");

    let shuffled = cordon.file("shuffled.nmea", shuffle(lines.clone()).concat());
    assert_same(&findings_of(&[text(&shuffled)]), &one, "shuffled");

    for threads in ["1", "2"] {
        let other = Cordon::new();
        other.watch(&["--threads", threads, text(&file)]);
        assert_same(&other.findings_wherever_from(), &one, threads);
    }

    let address = serve_once(lines.concat());
    let through_tcp = findings_of(&["--no-reconnect", "--lateness", "600", &address]);
    assert_same(&through_tcp, &one, "through TCP");

    let again = Cordon::new();
    again.watch(&[text(&file)]);
    let summary = again.watch(&[text(&file)]);
    assert_eq!(summary["read"], 0, "the same file again adds nothing");
    assert_same(&again.findings_wherever_from(), &one, "concluded anew from the archive");
}

#[test]
fn late_files_revise_and_withdraw_but_end_where_all_at_once_ends() {
    let cordon = Cordon::new();
    let (file, lines) = drill(&cordon);
    let (even, odd): (Vec<_>, Vec<_>) =
        lines.chunks(2_000).enumerate().partition(|(index, _)| index % 2 == 0);
    let part = |chunks: Vec<(usize, &[Vec<u8>])>| -> Vec<u8> {
        chunks.into_iter().flat_map(|(_, lines)| lines.concat()).collect()
    };
    let (first, second) = (cordon.file("a.nmea", part(even)), cordon.file("b.nmea", part(odd)));
    let late = Cordon::new();
    late.watch(&[text(&first)]);
    let summary = late.watch(&[text(&second)]);
    assert!(summary["changed"].as_u64().unwrap() > 0, "{summary}");

    let known = Cordon::new();
    known.watch(&[text(&file)]);
    let plain = |cordon: &Cordon| -> Vec<String> {
        cordon
            .findings()
            .into_iter()
            .filter(|finding| finding["status"] != "withdrawn")
            .map(|finding| format!("{} {} {}", finding["id"], finding["start"], finding["values"]))
            .collect()
    };
    assert_eq!(plain(&late), plain(&known));
    for finding in late.findings() {
        let (status, reason) = (&finding["status"], finding["reason"].as_str().unwrap());
        match status.as_str().unwrap() {
            "revised" => assert!(reason.contains("Revised: "), "{finding}"),
            "withdrawn" => assert!(reason.contains("Withdrawn: "), "{finding}"),
            _ => assert_eq!(finding["revision"], 0),
        }
    }
}

/// Moves every message by up to some places, the same way each time. The lines of one message stay
/// together: it is cited from its first to its last, with what lies between.
fn shuffle(lines: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut state = 42_u64;
    let mut keyed: Vec<(u64, Vec<u8>)> = messages(lines)
        .into_iter()
        .enumerate()
        .map(|(index, line)| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (index as u64 * 4 + (state >> 33) % 400, line)
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, line)| line).collect()
}

/// Lines that begin with the second part of a message or a later one go with the line before.
fn messages(lines: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut messages: Vec<Vec<u8>> = Vec::new();
    for line in lines {
        let text = String::from_utf8_lossy(&line);
        let part = text.split('!').nth(1).and_then(|sentence| sentence.split(',').nth(2));
        match messages.last_mut().filter(|_| part.is_some_and(|part| part != "1")) {
            Some(message) => message.extend(line),
            None => messages.push(line),
        }
    }
    messages
}

/// Serves bytes to the first that connects, then hangs up for good.
fn serve_once(bytes: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        let (mut peer, _) = listener.accept().expect("a client");
        peer.write_all(&bytes).expect("the client reads");
    });
    format!("tcp://{address}")
}
