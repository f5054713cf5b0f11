//! Speed of the decoder on one core: real sentences in memory, columns out.
//!
//! `cargo bench -p cordon-ais --bench decode [-- FILE [COPIES [NAME]]]` reads FILE (default: the shared
//! `uniq.nmea`), repeats it in memory (default 20 times), and prints for each way of decoding the
//! median and range of process CPU time over seven runs. Checksums and messages of several
//! sentences are always on.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints its findings")]

use std::fs;
use std::hint::black_box;
use std::time::Instant;

use cordon_ais::columns::Columns;
use cordon_ais::{Bytes, Decoder, Frame, Sink, observe};
use cordon_core::{InputId, Reason, SourceRef};

const RUNS: usize = 7;
const DEFAULT: &str = "../../../shared/data/ais/raw/uniq.nmea";

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let path = args.next().unwrap_or_else(|| DEFAULT.to_owned());
    let copies = args.next().and_then(|n| n.parse().ok()).unwrap_or(20);
    let Ok(text) = fs::read(&path) else {
        return println!("skipped: {path} absent");
    };
    let input = text.repeat(copies);
    let only = args.next().unwrap_or_default();
    println!("{} bytes, {copies} copies of {path}", input.len());
    all(&input, &only);
    let input = tagged(&input);
    println!("{} bytes, with tag blocks", input.len());
    all(&input, &only);
}

/// Every way of decoding whose name begins with `only`; the bare line scan is the yardstick of the
/// machine at this hour.
fn all(input: &[u8], only: &str) {
    if "lines".starts_with(only) {
        measure("lines", input, 0, |lines| *lines, count_lines);
    }
    if "columns".starts_with(only) {
        let columns = Columns::with_capacity(input.len() / 40);
        measure("columns", input, columns, Columns::len, |input, columns| {
            columns.clear();
            decode(input, columns);
        });
    }
    if "observations".starts_with(only) {
        measure(
            "observations",
            input,
            Observations::default(),
            |seen| seen.messages,
            |input, seen| {
                *seen = Observations::default();
                decode(input, seen);
            },
        );
    }
}

fn count_lines(input: &[u8], lines: &mut usize) {
    *lines = memchr::memchr_iter(b'\n', input).count();
}

fn decode(input: &[u8], sink: &mut impl Sink) {
    let mut decoder = Decoder::new();
    decoder.lines(input, 0, sink);
    decoder.finish(sink);
}

/// Run [`RUNS`] times over `input` into one `sink`, and print the median.
fn measure<S>(
    name: &str,
    input: &[u8],
    mut sink: S,
    count: impl Fn(&S) -> usize,
    run: impl Fn(&[u8], &mut S),
) {
    let mut seconds = Vec::new();
    let mut messages = 0;
    for _ in 0..RUNS {
        let start = CpuClock::now();
        run(black_box(input), &mut sink);
        seconds.push(start.seconds());
        messages = count(black_box(&sink));
    }
    seconds.sort_by(f64::total_cmp);
    let (median, best, worst) = (seconds[RUNS / 2], seconds[0], seconds[RUNS - 1]);
    let rate = |seconds: f64| messages as f64 / seconds / 1e6;
    println!(
        "{name:<12} {messages}, {:.2} M/s ({:.2} to {:.2}), {:.0} MB/s",
        rate(median),
        rate(worst),
        rate(best),
        input.len() as f64 / median / 1e6,
    );
}

/// The same sentences with the station and time of a shore network before each.
fn tagged(input: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(input.len() * 2);
    for (n, line) in input.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).enumerate()
    {
        let block = format!("s:r1,c:{}", 1_700_000_000 + n / 500);
        let sum = block.bytes().fold(0, |sum, byte| sum ^ byte);
        out.extend_from_slice(format!("\\{block}*{sum:02X}\\").as_bytes());
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    out
}

/// Counts what the messages observe.
#[derive(Default)]
struct Observations {
    messages: usize,
    sum: u64,
}

impl Sink for Observations {
    fn message(&mut self, frame: &Frame<'_>) {
        let source = SourceRef { input: InputId(0), offset: frame.offset, length: frame.length };
        if let observe::Observed::Fix(fix) = observe::observe(frame, source) {
            self.sum ^= fix.digest;
        }
        self.messages += 1;
    }

    fn rejected(&mut self, _: Bytes, _: u64, _: Reason) {}
}

/// CPU time of this process where the system tells it, else the time on the wall.
struct CpuClock {
    cpu: Option<f64>,
    wall: Instant,
}

impl CpuClock {
    fn now() -> CpuClock {
        CpuClock { cpu: cpu_seconds(), wall: Instant::now() }
    }

    fn seconds(&self) -> f64 {
        match (self.cpu, cpu_seconds()) {
            (Some(start), Some(end)) => end - start,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }
}

/// Nanoseconds on a processor, the first word of Linux's `schedstat`.
fn cpu_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanos: u64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanos as f64 / 1e9)
}
