//! Rubbish, through the real binary: it is counted, told and survived, and the exit code says how it went.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use common::{Cordon, Ran, assert_balances};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

const TAG: &str = r"\c:1696890000*50\";
const GOOD: &str = "!AIVDM,1,1,,A,1535SB002qOgEEhLTmHb;H8L0H7T,0*75\r\n";
const HEADER: &str = "mmsi,timestamp,lat,lon,sog,cog\n";
const ROW: &str = "440111111,2023-10-09T00:00:00Z,28.0,150.0,10,0\n";

/// What became of one watch.
struct Watched {
    ran: Ran,
    summary: Value,
    /// Offset, line and reason of what was rejected.
    rejects: Vec<(u64, u64, String)>,
}

impl Watched {
    fn rejected(&self) -> &Value {
        &self.summary["rejected"]
    }

    fn used(&self) -> u64 {
        self.summary["used"].as_u64().unwrap()
    }
}

/// Watches a file of these bytes in a store of its own.
fn watch(name: &str, bytes: impl AsRef<[u8]>) -> Watched {
    let cordon = Cordon::new();
    cordon.file(name, bytes);
    watch_source(&cordon, &[name])
}

fn watch_source(cordon: &Cordon, sources: &[&str]) -> Watched {
    let ran = cordon
        .run(&[&["watch", "--summary", "json", "--rejects", "rejects.csv"], sources].concat());
    assert_no_panic(&ran);
    let summary: Value = serde_json::from_str(&ran.stdout())
        .unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout(), ran.stderr()));
    assert_balances(&summary);
    let rejects = rejects(&cordon.path("rejects.csv"));
    let rejected: u64 =
        summary["rejected"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(rejects.len() as u64, rejected, "every rejected record is listed: {rejects:?}");
    for (reason, n) in summary["rejected"].as_object().unwrap() {
        let listed = rejects.iter().filter(|(_, _, listed)| listed == reason).count();
        assert_eq!(json!(listed), *n, "{reason}");
    }
    Watched { ran, summary, rejects }
}

fn rejects(file: &Path) -> Vec<(u64, u64, String)> {
    let text = std::fs::read_to_string(file).expect("the rejected records");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("input,offset,line,reason"));
    let row = |line: &str| {
        let mut cells = line.rsplitn(4, ',');
        let reason = cells.next().unwrap().to_owned();
        let line = cells.next().unwrap().parse().unwrap();
        (cells.next().unwrap().parse().unwrap(), line, reason)
    };
    lines.map(row).collect()
}

fn assert_no_panic(ran: &Ran) {
    let said = ran.stderr();
    assert!(!said.contains("panicked") && !said.contains("RUST_BACKTRACE"), "{said}");
    assert!((0..=4).contains(&ran.code()), "{}: {said}", ran.code());
}

/// Pseudo-random bytes, the same in every run.
fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (state >> 56) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

fn rows(n: usize) -> String {
    let row = |i: usize| {
        let (minute, second) = (i / 60, i % 60);
        format!("440111111,2023-10-09T00:{minute:02}:{second:02}Z,28.0,150.{i:04},10,90\n")
    };
    HEADER.to_owned() + &(0..n).map(row).collect::<String>()
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn noise_and_nul_bytes_are_counted_and_end_in_3() {
    for seed in 0..8 {
        let watched = watch("noise.bin", noise(20_000, seed));
        assert_eq!(watched.used(), 0);
        assert!(!watched.rejects.is_empty());
        assert_eq!(watched.ran.code(), 3, "{}", watched.ran.stderr());
        assert!(watched.ran.stderr().contains("nothing that was read could be used"));
    }
    let watched = watch("nul.nmea", vec![0; 5_000]);
    assert_eq!(watched.rejected(), &json!({"no_sentence": 1}));
    let watched = watch("nul.nmea", [0, 0, 0, b'\n'].repeat(500));
    assert_eq!(watched.rejected(), &json!({"no_sentence": 500}));
    assert_eq!(watched.rejects[499], (1_996, 500, "no_sentence".into()));
}

#[test]
fn an_endless_line_costs_one_record_and_not_its_neighbours() {
    let long = "A".repeat(5_000_000);
    let watched = watch("long.nmea", &long);
    assert_eq!(watched.rejected(), &json!({"line_too_long": 1}));
    assert_eq!(watched.ran.code(), 3);
    let watched = watch("long.nmea", format!("{TAG}{GOOD}{long}\n{TAG}{GOOD}"));
    assert_eq!((watched.used(), watched.ran.code()), (2, 0));
    let offset = (TAG.len() + GOOD.len()) as u64;
    assert_eq!(watched.rejects, [(offset, 2, "line_too_long".into())]);
}

#[test]
fn wrong_checksums_and_half_sentences_are_told_by_line() {
    let wrong = GOOD.replace("*75", "*76");
    let half = "!AIVDM,1,1,,A,1535SB0\r\n";
    let one_of_two = "!AIVDM,2,1,3,A,55NPp<02>ePaKL=KK78@E:0<ThE<f1@E8p,0*75\r\n";
    let text = format!("{TAG}{GOOD}{TAG}{wrong}{half}{one_of_two}");
    let watched = watch("half.nmea", &text);
    assert_eq!((watched.used(), watched.ran.code()), (1, 0), "{}", watched.summary);
    let lines: Vec<_> = watched.rejects.iter().map(|(_, line, _)| *line).collect();
    assert_eq!(lines, [2, 3, 4]);
    assert_eq!(watched.rejected()["bad_checksum"], 1);
    assert_eq!(watched.rejected()["bad_sentence"], 1);
    assert_eq!(watched.rejected()["incomplete_message"], 1, "{}", watched.summary);
    for (offset, line, _) in &watched.rejects {
        let before: usize = text.split_inclusive('\n').take(*line as usize - 1).map(str::len).sum();
        assert_eq!(*offset, before as u64, "line {line}");
    }
}

#[test]
fn clocks_that_jump_move_no_ship_and_stop_nothing() {
    let at = |time: &str| ROW.replace("2023-10-09T00:00:00Z", time);
    let times = ["1970-01-01T00:00:00Z", "2199-12-31T23:59:59Z", "2023-10-09T00:10:00Z"];
    let jumps: String = times.iter().map(|time| at(time)).collect();
    let watched = watch("jump.csv", format!("{HEADER}{ROW}{jumps}{ROW}"));
    assert_eq!((watched.used(), watched.ran.code()), (5, 0), "{}", watched.summary);
    assert_eq!(watched.summary["findings"]["gap"], 0, "no gap of a century: {}", watched.summary);
    let bad = ["2023-99-09T00:00:00Z", "yesterday", "", "9999-12-31T00:00:00Z"];
    let bad: String = bad.iter().map(|time| at(time)).collect();
    let watched = watch("bad.csv", format!("{HEADER}{ROW}{bad}"));
    assert_eq!(watched.rejected(), &json!({"bad_time": 3, "no_time": 1}));
    // Receivers without a clock say 1970.
    let watched = watch("clock.nmea", format!("{TAG}{GOOD}\\c:0*69\\{GOOD}"));
    assert_eq!(watched.rejected(), &json!({"no_time": 1}), "{}", watched.summary);
}

#[test]
fn nobodys_number_and_nowhere_are_no_vessel_there() {
    let table = [
        ROW.to_owned(),
        ROW.replace("28.0,150.0", "91,181"),
        ROW.replace("28.0,150.0", "95,200"),
        ROW.replace("28.0,150.0", "north,150"),
        ROW.replace("440111111", "4401111111"),
        ROW.replace("440111111", "-1"),
        ROW.replace("440111111", ""),
    ];
    let watched = watch("nowhere.csv", HEADER.to_owned() + &table.concat());
    assert_eq!(watched.used(), 1, "{}", watched.summary);
    assert_eq!(watched.rejected()["no_position"], 1);
    assert_eq!(watched.rejected()["bad_position"], 2);
    assert_eq!(watched.rejects.len(), 6, "{}", watched.summary);
    // Many unset transponders say 0: heard, but never one with the ship beside it.
    let watched = watch("zero.csv", format!("{HEADER}{ROW}{}", ROW.replace("440111111", "0")));
    assert_eq!((watched.used(), &watched.summary["tracks"]), (2, &json!(2)));
}

#[test]
fn tables_with_missing_swapped_or_broken_columns() {
    let cordon = Cordon::new();
    cordon.file("missing.csv", "mmsi,timestamp,lat\n440111111,2023-10-09T00:00:00Z,28.0\n");
    let ran = cordon.run(&["watch", "missing.csv"]);
    assert_no_panic(&ran);
    assert_eq!(ran.code(), 3);
    assert!(ran.stderr().contains("missing.csv") && ran.stderr().contains("--mapping"));

    let swapped = "mmsi,timestamp,lon,lat\n440111111,2023-10-09T00:00:00Z,28.0,150.0\n";
    assert_eq!(watch("swapped.csv", swapped).rejected(), &json!({"bad_position": 1}));

    let quote = ROW.replace("2023", "\"2023");
    let watched = watch("quotes.csv", format!("{HEADER}{ROW}{quote}{ROW}"));
    assert_eq!(watched.used(), 2, "a quote that never ends stays in its line");
    assert_eq!(watched.rejects[0].1, 3);

    let short = "440111111,2023-10-09T00:00:00Z\n";
    let watched = watch("short.csv", format!("{HEADER}{ROW}{short}"));
    assert_eq!(watched.rejected(), &json!({"wrong_column_count": 1}));

    let watched = watch("headless.csv", ROW.repeat(3));
    assert_eq!((watched.used(), watched.ran.code()), (0, 3));
}

#[test]
fn cut_and_damaged_compression_is_used_up_to_the_fault_and_told() {
    let whole = zipped(rows(3_000).as_bytes());
    let watched = watch("cut.csv.gz", &whole[..whole.len() / 2]);
    assert!(watched.used() > 1_000, "{}", watched.summary);
    assert_eq!(watched.rejected(), &json!({"truncated_input": 1}));
    assert!(watched.ran.stderr().contains("cut.csv.gz"), "{}", watched.ran.stderr());
    assert_eq!(watched.ran.code(), 3);

    // In the data, and in the checksum after it.
    for place in [whole.len() / 2, whole.len() - 6] {
        let mut damaged = whole.clone();
        damaged[place] ^= 0xff;
        let watched = watch("damaged.csv.gz", damaged);
        assert!(watched.used() > 1_000, "{}", watched.summary);
        let said = watched.ran.stderr();
        assert!(said.contains("`damaged.csv.gz` is damaged"), "{said}");
        assert_eq!(watched.ran.code(), 3);
    }
}

#[test]
fn a_broken_input_is_named_even_when_asked_to_be_quiet_and_spoils_no_other() {
    let cordon = Cordon::new();
    let whole = zipped(rows(3_000).as_bytes());
    cordon.file("cut.csv.gz", &whole[..whole.len() / 2]);
    cordon.file("good.csv", format!("{HEADER}{ROW}"));
    let ran = cordon.run(&["watch", "--quiet", "cut.csv.gz", "good.csv"]);
    assert_no_panic(&ran);
    assert_eq!(ran.code(), 3);
    assert!(ran.stderr().contains("cut off or damaged: cut.csv.gz"), "{}", ran.stderr());
    assert_eq!(cordon.run(&["doctor"]).code(), 0);
    let kept = cordon.run(&["tracks", "--points"]).stdout();
    assert!(kept.lines().count() > 1_000 && kept.contains(",good.csv,"), "all of it was kept");
}

#[test]
fn decode_uses_what_came_before_a_fault_and_ends_in_3() {
    let cordon = Cordon::new();
    // Different every time, so that the compressed text can be cut in the middle.
    let lines: Vec<_> = (0..3_000).map(|n| format!("\\s:{n},n:{}\\{GOOD}", n * 7_919)).collect();
    let whole = zipped(lines.concat().as_bytes());
    cordon.file("cut.nmea.gz", &whole[..whole.len() / 2]);
    let mut damaged = whole.clone();
    let checksum = damaged.len() - 6;
    damaged[checksum] ^= 0xff;
    cordon.file("damaged.nmea.gz", damaged);
    for (name, reason) in [("cut.nmea.gz", "truncated_input"), ("damaged.nmea.gz", "corrupt_input")]
    {
        let ran = cordon.run(&["decode", "--rejects", "rejects.csv", name]);
        assert_no_panic(&ran);
        assert_eq!(ran.code(), 3, "{}", ran.stderr());
        assert!(ran.json_lines().len() > 1_000, "what came before is told");
        assert!(ran.stderr().contains(&format!("cut off or damaged: {name}")), "{}", ran.stderr());
        let rejects = rejects(&cordon.path("rejects.csv"));
        assert_eq!(rejects.len(), 1, "the piece of a line at the cut counts once: {rejects:?}");
        assert_eq!(rejects[0].2, reason);
    }
}

#[test]
fn nothing_at_all_is_not_an_error_but_an_absent_file_is() {
    for name in ["empty.nmea", "empty.csv.gz"] {
        let watched = watch(name, "");
        assert_eq!((&watched.summary["read"], watched.ran.code()), (&json!(0), 0));
    }
    let cordon = Cordon::new();
    cordon.file("good.csv", format!("{HEADER}{ROW}"));
    for sources in [&["absent.csv"][..], &["good.csv", "absent.csv"]] {
        let ran = cordon.run(&[&["watch"], sources].concat());
        assert_eq!(ran.code(), 3);
        assert!(ran.stderr().contains("absent.csv"), "{}", ran.stderr());
    }
    assert_eq!(cordon.run(&["decode", "absent.nmea"]).code(), 3);
}

#[test]
fn one_bad_file_in_a_folder_spoils_none_of_the_others() {
    let cordon = Cordon::new();
    cordon.file("folder/a.csv", format!("{HEADER}{ROW}"));
    cordon.file("folder/b.bin", noise(3_000, 3));
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", cordon.path("folder/c.csv")).unwrap();
    let watched = watch_source(&cordon, &["folder"]);
    assert_eq!((watched.used(), watched.ran.code()), (1, 0), "{}", watched.summary);
    assert!(watched.rejected()["no_sentence"].as_u64() > Some(0));
    #[cfg(unix)]
    assert!(watched.ran.stderr().contains("cannot read `folder/c.csv`"));
}

/// Serves bytes to the first that connects, then hangs up for good.
fn server(bytes: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        let (mut peer, _) = listener.accept().expect("a client");
        peer.write_all(&bytes).expect("the client reads");
    });
    format!("tcp://{address}")
}

#[test]
fn servers_that_hang_up_or_talk_rubbish() {
    let cordon = Cordon::new();
    let watched = watch_source(&cordon, &["--no-reconnect", &server(Vec::new())]);
    assert_eq!((&watched.summary["read"], watched.ran.code()), (&json!(0), 0));
    let watched = watch_source(&cordon, &["--no-reconnect", &server(noise(20_000, 5))]);
    assert_eq!((watched.used(), watched.ran.code()), (0, 3));
    let long = vec![b'A'; 5_000_000];
    let watched = watch_source(&cordon, &["--no-reconnect", &server(long)]);
    assert_eq!(watched.rejected(), &json!({"line_too_long": 1}));
    assert_eq!(cordon.run(&["watch", "tcp://nonsense"]).code(), 3);
}

#[test]
fn decode_keeps_the_same_promises() {
    let cordon = Cordon::new();
    let wrong = GOOD.replace("*75", "*76");
    let mixed = [GOOD.as_bytes(), wrong.as_bytes(), &noise(2_000, 9), b"\n", GOOD.as_bytes()];
    cordon.file("mixed.nmea", mixed.concat());
    let ran = cordon.run(&["decode", "--rejects", "rejects.csv", "mixed.nmea"]);
    assert_no_panic(&ran);
    assert_eq!((ran.code(), ran.json_lines().len()), (0, 2));
    let rejects = rejects(&cordon.path("rejects.csv"));
    assert_eq!(rejects[0], (GOOD.len() as u64, 2, "bad_checksum".into()));

    cordon.file("noise.nmea", noise(20_000, 11));
    let ran = cordon.run(&["decode", "noise.nmea"]);
    assert_no_panic(&ran);
    assert_eq!((ran.code(), ran.stdout().as_str()), (3, ""));
    cordon.file("empty.nmea", "");
    assert_eq!(cordon.run(&["decode", "empty.nmea"]).code(), 1);
}

/// The one file of observations in a store.
fn observations(folder: &Path) -> PathBuf {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "parquet") {
                return path;
            }
        }
    }
    panic!("no Parquet file of observations");
}

#[test]
fn doctor_finds_one_flipped_bit_and_names_the_file() {
    let cordon = Cordon::new();
    cordon.file("good.csv", rows(300));
    cordon.watch(&["good.csv"]);
    assert_eq!(cordon.run(&["doctor"]).code(), 0);
    let path = observations(&cordon.path("store/observations"));
    let sound = std::fs::read(&path).unwrap();
    for place in [0, sound.len() / 3, sound.len() / 2, sound.len() - 1] {
        let mut flipped = sound.clone();
        flipped[place] ^= 1;
        std::fs::write(&path, flipped).unwrap();
        let ran = cordon.run(&["doctor"]);
        assert_no_panic(&ran);
        assert_eq!(ran.code(), 4, "byte {place}: {}", ran.stdout());
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(ran.stdout().contains(name), "byte {place}: {}", ran.stdout());
    }
    std::fs::remove_file(&path).unwrap();
    assert_eq!(cordon.run(&["doctor"]).code(), 4);
    std::fs::write(&path, sound).unwrap();
    assert_eq!(cordon.run(&["doctor"]).code(), 0);
}

#[test]
fn without_a_store_every_reader_says_how_to_make_one() {
    let cordon = Cordon::new();
    for command in [&["findings"][..], &["tracks"], &["vessel", "show", "1"], &["serve"]] {
        let ran = cordon.run(command);
        assert_eq!(ran.code(), 3, "{command:?}");
        assert!(ran.stderr().contains("cordon watch FILE"), "{}", ran.stderr());
    }
    assert_eq!(cordon.run(&["doctor"]).code(), 0);
}

#[test]
fn an_empty_answer_is_1() {
    let cordon = Cordon::new();
    cordon.file("good.csv", format!("{HEADER}{ROW}"));
    cordon.watch(&["good.csv"]);
    for question in [
        &["findings"][..],
        &["findings", "--id", "none"],
        &["tracks", "--mmsi", "1"],
        &["tracks", "--bbox", "-10,-10,10,10"],
        &["vessel", "show", "NOBODY"],
    ] {
        assert_eq!(cordon.run(question).code(), 1, "{question:?}");
    }
    // Across the 180th meridian west is greater than east.
    for area in ["149,27,151,29", "149,27,-170,29"] {
        assert_eq!(cordon.run(&["tracks", "--bbox", area]).code(), 0, "{area}");
    }
}

#[test]
fn a_command_line_that_makes_no_sense_is_2_and_says_why() {
    let cordon = Cordon::new();
    cordon.file("good.csv", format!("{HEADER}{ROW}"));
    cordon.watch(&["good.csv"]);
    for (line, says) in [
        ("findings --format parquet", "--output"),
        ("tracks --format parquet", "--output"),
        ("tracks --points --format json", "--format csv"),
        ("tracks --points --format table", "--format csv"),
        ("findings --no-such-flag", "--no-such-flag"),
        ("no-such-command", "no-such-command"),
        ("findings --bbox 1,2,3", "four degrees"),
        ("findings --bbox 1,2,3,x", "four degrees"),
        ("findings --bbox 1,-95,3,4", "-95"),
        ("findings --bbox nan,0,3,4", "no place"),
        ("findings --bbox 1,20,3,10", "north"),
        ("findings --from yesterday", "RFC 3339"),
        ("findings --kind magic", "port_visit"),
        ("watch --summary xml good.csv", "json"),
        ("watch --input-format nonsense good.csv", "marinecadastre"),
        ("watch --rejects absent/bad.csv good.csv", "absent/bad.csv"),
        ("watch --rejects good.csv good.csv", "overwrite"),
        ("decode --rejects ./good.csv good.csv", "overwrite"),
        ("watch --rules absent.toml good.csv", "absent.toml"),
        ("watch --mapping absent.toml good.csv", "absent.toml"),
        ("watch --mapping good.csv good.csv", "mapping file"),
        ("watch --ports absent.csv good.csv", "absent.csv"),
        ("watch drill:nonsense", "south-of-jeju"),
        ("drill emit nonsense", "south-of-jeju"),
        ("demo --speed 0", "`0` is no speed"),
    ] {
        let ran = cordon.run(&line.split(' ').collect::<Vec<_>>());
        assert_no_panic(&ran);
        assert_eq!(ran.code(), 2, "{line}: {}", ran.stderr());
        assert!(ran.stderr().contains(says), "{line}: {}", ran.stderr());
        assert_eq!(ran.stdout(), "", "{line}");
    }
}

#[test]
fn a_settings_file_with_a_fault_is_2_and_names_it() {
    let cordon = Cordon::new();
    for (text, says) in [
        ("latenes = 3\n", "`latenes`"),
        ("[watch]\nlatenes = 3\n", "`watch.latenes`"),
        ("[watch\n", "cordon.toml is not TOML"),
        ("[findings]\nformat = 'xml'\n", "--format"),
    ] {
        cordon.file("cordon.toml", text);
        let ran = cordon.run(&["findings"]);
        assert_eq!(ran.code(), 2, "{text}");
        assert!(ran.stderr().contains(says), "{text}: {}", ran.stderr());
    }
    cordon.file("cordon.toml", [0xff, 0xfe, 0]);
    assert_eq!(cordon.run(&["findings"]).code(), 2);
}

#[test]
fn a_reader_that_had_enough_is_no_error() {
    let cordon = Cordon::new();
    let mut child = cordon
        .command(&["drill", "emit"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut first = [0; 40];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("a line");
    let ran = Ran(child.wait_with_output().expect("an end"));
    assert_eq!((ran.code(), ran.stderr().as_str()), (0, ""));
}

#[test]
fn a_refused_connection_that_is_not_to_be_tried_again_ends_with_the_reason() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let ran = Cordon::new().run(&["watch", "--no-reconnect", &format!("tcp://127.0.0.1:{port}")]);
    assert_eq!(ran.code(), 3, "{}", ran.stderr());
    assert!(ran.stderr().contains("refused"), "{}", ran.stderr());
}
