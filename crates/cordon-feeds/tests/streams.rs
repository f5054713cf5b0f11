//! The same bytes tell the same, however they come: whole, split, packed, resumed, over a socket.

#![allow(clippy::unwrap_used, clippy::format_collect, reason = "helpers of tests")]

mod common;

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use common::{Read, drain, read_bytes_with, read_spec, read_with, shared};
use cordon_core::{InputId, Time};
use cordon_feeds::{Batch, Clock, Cursor, Options, Progress, Source, open};

/// Two messages of two sentences each, one of one sentence, and noise.
const LINES: &str = "\
\\s:66,c:1661782369*3D\\!AIVDM,2,1,3,A,56=nR7D00003A<I@E=@TmDh637OS60mA:222220N1@6427?P00888888,0*66\r
!AIVDM,2,2,3,A,888888888888880,2*27
\\c:1661782475*52\\!AIVDM,1,1,,A,13VPgj0viKV8dtr3Fc7:m`e000SA,0*16
not a sentence
!AIVDM,1,1,,A,13VPgj0viKV8dtr3Fc7:m`e000SA,0*FF
";

fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        packer.start_file(*name, options).unwrap();
        packer.write_all(bytes).unwrap();
    }
    packer.finish().unwrap().into_inner()
}

/// A real log of 40 kB with many messages of two sentences, each line given a time.
fn timed_log() -> Option<Vec<u8>> {
    let text = std::fs::read_to_string(shared("ais/raw/nais400-merrimac.log")?).unwrap();
    let timed = text.lines().enumerate().map(|(n, line)| {
        let tag = format!("c:{}", 1_600_000_000 + n);
        let sum = tag.bytes().fold(0, |sum, b| sum ^ b);
        format!("\\{tag}*{sum:02X}\\{line}\n")
    });
    Some(timed.collect::<String>().into_bytes())
}

#[test]
fn sentences_become_reports_that_cite_their_bytes() {
    let read = read_bytes_with("x.nmea", LINES.as_bytes(), &Options::default());
    assert!(read.tally.balances());
    assert_eq!((read.tally.read, read.tally.used), (5, 3));
    assert_eq!(read.rejected(), [("bad_checksum", 1), ("no_sentence", 1)]);
    assert_eq!((read.fixes.len(), read.statics.len()), (1, 1));
    let cited = read.cited(read.statics[0].source);
    assert!(cited.starts_with(b"\\s:66") && cited.ends_with(b",2*27"));
    assert!(read.cited(read.fixes[0].source).ends_with(b",0*16"));
    assert_eq!(read.raw[0], LINES.as_bytes());
    assert_eq!(read.rejections[0].line, 4);
}

#[test]
fn all_raw_logs_balance_in_any_portion() {
    let Some(folder) = shared("ais/raw") else { return };
    let small = Options { chunk: 7_919, ..Options::default() };
    let whole = read_with(folder.to_str().unwrap(), &Options::default());
    assert!(whole.tally.balances() && whole.fixes.len() > 5_000, "{:?}", whole.tally);
    let portioned = read_with(folder.to_str().unwrap(), &small);
    assert_eq!(portioned.tally, whole.tally);
    let differ = portioned.fixes.iter().zip(&whole.fixes).find(|(a, b)| a != b);
    assert_eq!(differ, None);
    assert_eq!(portioned.rejections.first(), whole.rejections.first());
    assert_eq!((portioned.statics, portioned.raw), (whole.statics.clone(), whole.raw.clone()));
    for fix in &whole.fixes {
        assert!(whole.cited(fix.source).windows(3).any(|w| w == b"VDM" || w == b"VDO"));
    }
}

#[test]
fn gfw_messages_balance() {
    let Some(folder) = shared("segments/expected") else { return };
    let read = read_spec(folder.to_str().unwrap());
    assert!(read.tally.balances());
    assert_eq!((read.format.as_str(), read.tally.read), ("gfw", 42_208));
    // Counted beside it: rows by type, and those without a position.
    assert_eq!((read.tally.messages["1"], read.tally.messages["27"]), (30_548, 567));
    let without = read.tally.rejected["no_position"];
    assert_eq!(read.fixes.len() as u64 + without + read.tally.messages["5"], 42_208 - 331);
    let old = read_spec(shared("segments/point-pair").unwrap().to_str().unwrap());
    assert!(old.tally.balances() && old.format == "msgpack");
    assert!(old.fixes.len() > 10_000, "{:?}", old.tally);
}

#[test]
fn norfolk_by_its_mapping() {
    let Some(path) = shared("association/norfolk_set2.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let mapping = folder.path().join("norfolk.toml");
    std::fs::write(&mapping, common::NORFOLK).unwrap();
    let options = Options { mapping: Some(mapping), ..Options::default() };
    let read = read_with(path.to_str().unwrap(), &options);
    assert!(read.tally.balances() && read.tally.rejected.is_empty(), "{:?}", read.tally);
    assert_eq!(read.fixes.len(), read.tally.read as usize);
}

#[test]
fn one_file_is_a_hundred_files() {
    let Some(log) = timed_log() else { return };
    let folder = tempfile::tempdir().unwrap();
    let whole = read_bytes_with("x.nmea", &log, &Options::default());
    let lines: Vec<&[u8]> = log.split_inclusive(|&b| b == b'\n').collect();
    for (n, part) in lines.chunks(lines.len().div_ceil(100)).enumerate() {
        write(folder.path(), &format!("part-{n:03}.nmea"), &part.concat());
    }
    let split = read_spec(folder.path().join("*.nmea").to_str().unwrap());
    assert!(split.tally.balances() && split.raw.len() > 90);
    assert_eq!(split.spread_free(), whole.spread_free());
    for report in &split.statics {
        assert!(split.cited(report.source).windows(3).any(|w| w == b"VDM"));
    }
}

#[test]
fn packed_is_plain() {
    let folder = tempfile::tempdir().unwrap();
    let plain = read_bytes_with("x", LINES.as_bytes(), &Options::default());
    let (head, tail) = LINES.as_bytes().split_at(100);
    let two_members = [gz(head), gz(tail)].concat();
    let gz_in_zip = zip(&[("a/b.nmea.gz", &gz(LINES.as_bytes()))]);
    let zst = zstd::stream::encode_all(LINES.as_bytes(), 1).unwrap();
    for (name, bytes) in [
        ("misnamed.txt", two_members),
        ("x.nmea.zst", zst),
        ("x.zip", zip(&[("inner.nmea", LINES.as_bytes())])),
        ("y.zip", gz_in_zip),
    ] {
        let read = read_spec(&write(folder.path(), name, &bytes));
        assert_eq!(read, plain, "{name}");
    }
    let archive = write(
        folder.path(),
        "two.zip",
        &zip(&[("b.csv", b"mmsi,time,lat,lon\n"), ("a.nmea", LINES.as_bytes())]),
    );
    let names: Vec<_> =
        open(&archive, &Options::default()).unwrap().iter().map(|s| s.input().clone()).collect();
    assert_eq!(names[0].name, format!("{archive}!a.nmea"));
    assert_eq!((names[0].format.as_str(), names[1].format.as_str()), ("aivdm", "csv"));
}

#[test]
fn what_was_cut_off_is_used_up_to_the_cut_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let text = LINES.repeat(2_000);
    let packed = gz(text.as_bytes());
    let whole = read_bytes_with("whole", text.as_bytes(), &Options::default());
    let cut = read_spec(&write(folder.path(), "cut.gz", &packed[..packed.len() * 2 / 3]));
    assert!(cut.tally.balances());
    assert!(cut.fixes.len() > 100 && cut.fixes.len() < whole.fixes.len());
    assert_eq!(cut.fixes[..], whole.fixes[..cut.fixes.len()]);
    assert_eq!(cut.tally.rejected["truncated_input"], 1);
    assert!(cut.notices[0].contains("cut off"), "{:?}", cut.notices);
    let mut damaged = packed;
    let middle = damaged.len() / 2;
    damaged[middle..middle + 64].fill(0x55);
    let read = read_spec(&write(folder.path(), "damaged.gz", &damaged));
    assert!(read.tally.balances() && read.notices.len() == 1);
    let header_only = read_spec(&write(folder.path(), "stub.gz", &[0x1f, 0x8b, 8]));
    assert_eq!(header_only.rejected(), [("truncated_input", 1)]);
}

/// A wrong checksum in gzip and in zip, a zstd frame that is cut off: each ends its input with one listed
/// rejection, however few may be listed.
#[test]
fn where_an_input_broke_is_always_listed() {
    let folder = tempfile::tempdir().unwrap();
    let text = LINES.repeat(200) + &"rubbish\n".repeat(2_000);
    let flipped = |mut bytes: Vec<u8>, place: usize| {
        bytes[place] ^= 0xff;
        bytes
    };
    let packed = gz(text.as_bytes());
    let at_checksum = packed.len() - 6;
    let archive = zip(&[("x", text.as_bytes())]);
    let directory = archive.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    let mut frame = zstd::stream::encode_all(text.as_bytes(), 1).unwrap();
    frame.truncate(frame.len() - 3);
    for (name, bytes) in [
        ("x.gz", flipped(packed, at_checksum)),
        // Where a central directory header (APPNOTE 4.3.12) has its CRC-32.
        ("x.zip", flipped(archive, directory + 16)),
        ("x.zst", frame),
    ] {
        let path = write(folder.path(), name, &bytes);
        let options = Options { max_rejections: 3, ..Options::default() };
        let mut listed = Vec::new();
        let mut batch = Batch::default();
        let mut source = open(&path, &options).unwrap().remove(0);
        while source.read(&mut batch, Duration::ZERO).unwrap() != Progress::End {
            listed.append(&mut batch.rejections);
        }
        listed.append(&mut batch.rejections);
        let broken: Vec<_> =
            listed.iter().filter(|it| cordon_feeds::BROKEN_INPUT.contains(&it.reason)).collect();
        assert_eq!(broken.len(), 1, "{name}: {listed:?}");
        assert!(
            batch.notices.iter().any(|text| text.contains(name)),
            "{name}: {:?}",
            batch.notices
        );
    }
}

/// Stop after every single line, begin anew from the cursor: nothing is lost and nothing doubled.
#[test]
fn resuming_anywhere_tells_everything_once() {
    let folder = tempfile::tempdir().unwrap();
    let table = "mmsi,time,lat,lon,name\n".to_owned()
        + &(0..20)
            .map(|n| format!("1,2020-01-01T00:00:{n:02}Z,1,1,A{}\n", n / 7))
            .collect::<String>();
    for text in [LINES.repeat(4), table] {
        let path = write(folder.path(), "x", text.as_bytes());
        let whole = read_spec(&path);
        for chunk in [1, 30, 61, 200] {
            let options = Options { chunk, ..Options::default() };
            let mut read = Read { format: whole.format.clone(), ..Read::default() };
            let (mut cursor, mut looks) = (Cursor::default(), 0);
            loop {
                let mut source = open(&path, &options).unwrap().remove(0);
                source.resume(cursor);
                let mut batch = Batch::default();
                let progress = source.read(&mut batch, Duration::ZERO).unwrap();
                read.add(0, &batch);
                cursor = source.cursor();
                looks += 1;
                if progress == Progress::End {
                    break;
                }
            }
            assert_eq!(read, whole, "chunk {chunk}");
            assert!(looks > 3);
            let mut source = open(&path, &options).unwrap().remove(0);
            source.resume(cursor);
            let mut after = Read { format: whole.format.clone(), ..Read::default() };
            drain(&mut *source, 0, &mut after);
            assert_eq!(after.tally.read, 0, "an ended source tells nothing more");
        }
    }
}

#[test]
fn lines_without_end_are_passed_over_in_bounded_memory() {
    let mut text = LINES.as_bytes().to_vec();
    text.extend(vec![b'x'; 3 << 20]);
    text.extend(b"\n\0\0\0\n");
    text.extend(LINES.as_bytes());
    let whole = read_bytes_with("x", &text, &Options::default());
    assert!(whole.tally.balances());
    assert_eq!((whole.tally.rejected["line_too_long"], whole.fixes.len()), (1, 2));
    let long = whole.rejections.iter().find(|r| r.reason == "line_too_long").unwrap();
    assert_eq!((long.line, long.source.length), (6, 3 << 20));
    assert_eq!(whole.rejections.last().unwrap().line, 12);
    let small = Options { chunk: 10_000, ..Options::default() };
    assert_eq!(read_bytes_with("x", &text, &small), whole);
}

#[test]
fn what_is_not_understood_is_told_and_does_not_stop_the_others() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.csv", b"id,date,amount\n1,2,3\n");
    write(folder.path(), "b.nmea", LINES.as_bytes());
    write(folder.path(), "c.bin", &[0xff; 100]);
    write(folder.path(), "d.empty", b"");
    let read = read_spec(folder.path().to_str().unwrap());
    assert!(read.tally.balances());
    assert_eq!((read.fixes.len(), read.tally.rejected["unrecognised_input"]), (1, 1));
    assert!(read.notices[0].contains("the MMSI"));
    let alone = folder.path().join("a.csv");
    let error = open(alone.to_str().unwrap(), &Options::default()).err().unwrap();
    assert!(error.to_string().contains("mapping"), "{error}");
    for bad in ["nowhere/*.x", "ftp://x", "serial:/dev/ttyUSB0", "tcp://noport", "a[b"] {
        assert!(open(bad, &Options::default()).is_err(), "{bad}");
    }
}

/// Read until so many fixes are there, or ten seconds are over.
fn read_live(source: &mut dyn Source, fixes: usize) -> Read {
    let (mut read, mut batch) = (Read::default(), Batch::default());
    let since = Instant::now();
    source.set_input_id(InputId(0));
    while read.fixes.len() < fixes && since.elapsed() < Duration::from_secs(10) {
        source.read(&mut batch, Duration::from_millis(20)).unwrap();
        read.add(0, &batch);
    }
    read
}

fn live_options() -> Options {
    let now: Time = "2024-05-01T00:00:00Z".parse().unwrap();
    Options {
        clock: Some(Clock::new(move || now)),
        retry_first: Duration::from_millis(10),
        silence: Duration::from_millis(300),
        ..Options::default()
    }
}

/// The server drops the line in the middle, comes back, then falls silent: the client goes on.
#[test]
fn a_client_comes_back_and_loses_nothing_that_was_sent_whole() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp://{}", server.local_addr().unwrap());
    let serving = std::thread::spawn(move || {
        for round in 0..3 {
            let (mut peer, _) = server.accept().unwrap();
            peer.write_all(LINES.as_bytes()).unwrap();
            if round == 0 {
                peer.write_all(b"!AIVDM,1,1,,A,13VPg").unwrap();
            } else {
                // Longer than the silence that is borne.
                std::thread::sleep(Duration::from_millis(600));
            }
        }
    });
    let mut source = open(&address, &live_options()).unwrap().remove(0);
    let read = read_live(&mut *source, 3);
    serving.join().unwrap();
    assert!(read.tally.balances());
    assert_eq!((read.fixes.len(), read.statics.len()), (3, 3), "{:?}", read.notices);
    assert_eq!(read.tally.rejected["cut_line"], 1);
    assert!(source.health().reconnects >= 2);
    assert!(read.notices.iter().any(|n| n.contains("taken for dead")), "{:?}", read.notices);
    assert!(read.cited(read.fixes[2].source).ends_with(b",0*16"));
}

/// Two receivers use the same sequence number at once: no part of one joins a part of the other.
#[test]
fn a_listener_keeps_receivers_apart() {
    let parts: Vec<&str> = LINES.lines().take(2).map(str::trim).collect();
    let mut source = open("tcp-listen://127.0.0.1:0", &live_options()).unwrap().remove(0);
    let address = source.input().name.strip_prefix("tcp-listen://").unwrap().to_owned();
    let mut peers: Vec<_> =
        (0..2).map(|_| std::net::TcpStream::connect(&address).unwrap()).collect();
    let mut read = Read::default();
    let mut batch = Batch::default();
    let mut look = |read: &mut Read, until: u64| {
        let since = Instant::now();
        while read.tally.read < until && since.elapsed() < Duration::from_millis(500) {
            source.read(&mut batch, Duration::from_millis(10)).unwrap();
            read.add(0, &batch);
        }
    };
    writeln!(peers[0], "{}", parts[0]).unwrap();
    look(&mut read, 1);
    writeln!(peers[1], "{}", parts[1]).unwrap();
    look(&mut read, 1);
    assert_eq!((read.statics.len(), read.raw[0].len()), (0, parts[0].len() + parts[1].len() + 2));
    writeln!(peers[0], "{}", parts[1]).unwrap();
    look(&mut read, 2);
    assert_eq!(read.statics.len(), 1);
    drop(peers);
    look(&mut read, 3);
    assert_eq!(read.rejected(), [("incomplete_message", 1)]);
}

#[test]
fn datagrams_are_lines_and_receive_time_fills_in() {
    let mut source = open("udp://127.0.0.1:0", &live_options()).unwrap().remove(0);
    let address = source.input().name.strip_prefix("udp://").unwrap().to_owned();
    let sender = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    sender.send_to(b"!AIVDM,1,1,,A,13VPgj0viKV8dtr3Fc7:m`e000SA,0*16", &address).unwrap();
    sender.send_to(LINES.as_bytes(), &address).unwrap();
    let read = read_live(&mut *source, 2);
    assert_eq!(read.fixes[0].time.to_string(), "2024-05-01T00:00:00Z");
    assert_eq!((read.fixes.len(), read.statics.len()), (2, 1));
    assert!(read.tally.balances());
}
