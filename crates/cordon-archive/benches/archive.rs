//! Rows per second and bytes per row, on made-up traffic: `cargo bench -p cordon-archive`.
//!
//! Vessels report every 10 s along smooth courses, in the order of their times, as a feed gives
//! them. A temporary directory; writing uses all processors, reading one.

use std::path::Path;
use std::time::Instant;

use cordon_archive::{Options, Query, Store};
use cordon_core::{
    Fix, FixFlags, InputId, Mmsi, Position, ReceiverKind, SourceRef, Span, Time, Transponder,
};

const VESSELS: u64 = 1_000;
const STEPS: u64 = 2_000;

#[expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark tells and stops")]
fn main() {
    let dir = tempfile::tempdir().unwrap();
    let fixes = traffic();
    let mut store = Store::open_with(dir.path(), Options { flush_rows: usize::MAX }).unwrap();

    let start = Clock::start();
    store.append(&fixes, &[]).unwrap();
    store.flush().unwrap();
    tell("write: sort, encode, sync", fixes.len(), &start);

    let start = Clock::start();
    let rows: usize = store.scan(&Query::all()).map(|batch| batch.unwrap().rows.len()).sum();
    tell("read: all columns", rows, &start);

    let start = Clock::start();
    let mmsi = fixes[0].mmsi;
    let mut scan = store.scan(&Query::all().mmsis([mmsi]));
    let rows: usize = scan.by_ref().map(|batch| batch.unwrap().rows.len()).sum();
    println!("one vessel: {rows} rows, {:?}, {} µs", scan.cost(), start.wall.elapsed().as_micros());

    let bytes = size(&dir.path().join("observations"));
    println!("size: {:.1} bytes a row", bytes as f64 / fixes.len() as f64);

    let start = Clock::start();
    let (mut journaled, rest) = (0, &fixes[..200_000]);
    for chunk in rest.chunks(20_000) {
        store.append(chunk, &[]).unwrap();
        store.commit().unwrap();
        journaled += chunk.len();
    }
    tell("journal: commits of 20 000", journaled, &start);
}

/// Seconds on the wall and of processors: the second does not wait for the disk or for
/// other programs.
struct Clock {
    wall: Instant,
    work: f64,
}

impl Clock {
    fn start() -> Clock {
        Clock { wall: Instant::now(), work: process_seconds() }
    }
}

/// Processor time of all threads, where the system tells (Linux, in ticks of 10 ms).
fn process_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = text.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    ticks.sum::<Result<f64, _>>().map_or(f64::NAN, |ticks| ticks / 100.0)
}

#[expect(clippy::print_stdout, reason = "a benchmark tells")]
fn tell(what: &str, rows: usize, since: &Clock) {
    let (wall, work) = (since.wall.elapsed().as_secs_f64(), process_seconds() - since.work);
    let speed = |seconds: f64| rows as f64 / seconds / 1e6;
    println!(
        "{what}: {rows} rows, {:.1} M rows/s of work, {:.1} M rows/s on the wall",
        speed(work),
        speed(wall)
    );
}

#[expect(clippy::unwrap_used, reason = "a benchmark stops")]
fn size(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            if entry.path().is_dir() {
                size(&entry.path())
            } else {
                entry.metadata().unwrap().len()
            }
        })
        .sum()
}

fn traffic() -> Vec<Fix> {
    let start = Time::from_unix_seconds(1_609_459_200).unwrap_or(Time::MIN);
    let steps = (0..STEPS).flat_map(|step| (0..VESSELS).map(move |vessel| (step, vessel)));
    steps.enumerate().map(|(n, (step, vessel))| fix(start, n as u64, step, vessel)).collect()
}

fn fix(start: Time, n: u64, step: u64, vessel: u64) -> Fix {
    let noise = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let way = step as f64 * (0.000_2 + vessel as f64 * 1e-6) + (noise % 7) as f64 * 2e-6;
    let lat = 20.0 + (vessel % 40) as f64 + way * 0.6;
    let lon = 100.0 + (vessel / 40) as f64 + way;
    Fix {
        time: start + Span::from_seconds((step * 10 + noise % 3).cast_signed()),
        mmsi: Mmsi(200_000_000 + (vessel * 569_287) as u32),
        position: Position::wrapped(lat, lon),
        sog: 100 + (vessel % 50) as u16 + (noise % 4) as u16,
        cog: 500 + (noise % 30) as u16,
        heading: 50 + (noise % 3) as u16,
        nav_status: 0,
        msg_type: if noise.is_multiple_of(5) { 3 } else { 1 },
        transponder: Transponder::ClassA,
        receiver_kind: ReceiverKind::Terrestrial,
        receiver: (noise % 5) as u32 * 77_777_777,
        flags: FixFlags((noise % 2) as u8),
        source: SourceRef { input: InputId(0), offset: n * 49, length: 47 },
        digest: n.wrapping_mul(0xd134_2543_de82_ef95) ^ noise,
    }
}
