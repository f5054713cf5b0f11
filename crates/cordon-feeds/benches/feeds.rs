//! Bytes to batches, in memory, on one thread, by CPU time: `cargo bench -p cordon-feeds`.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use cordon_feeds::{Batch, Options, Progress, open_bytes};

fn main() {
    let shared = Path::new("../../../shared/data");
    match std::fs::read(shared.join("ais/raw/uniq.nmea")) {
        Ok(log) => {
            // One time at the front, so that every message has a clock to go by.
            let mut bytes =
                b"$GPRMC,092211.00,A,5759.0,N,01144.3,E,5.2,28.2,200715,,,A*47\n".to_vec();
            bytes.extend(log.repeat(20));
            measure("aivdm, uniq.nmea x20", &bytes);
        }
        Err(error) => println!("skipped: uniq.nmea absent ({error})"),
    }
    measure("marinecadastre, 1,000,000 rows", &marinecadastre());
}

fn marinecadastre() -> Vec<u8> {
    let mut text = String::from(
        "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n",
    );
    for n in 0..1_000_000_u32 {
        let (ship, minute) = (n % 10_000, n / 10_000);
        let _ = writeln!(
            text,
            "{},2020-06-30T{:02}:{:02}:01,29.{:05},-89.{:05},6.1,213.4,211.0,SHIP {ship},IMO9466350,WDE2463,31,0,22,9,2.7,31,A",
            367_000_000 + ship,
            minute / 60,
            minute % 60,
            n % 99_999,
            n % 77_777,
        );
    }
    text.into_bytes()
}

/// The median of seven runs.
fn measure(what: &str, bytes: &[u8]) {
    let shared: std::sync::Arc<[u8]> = bytes.into();
    let mut runs: Vec<(Duration, u64)> = (0..7).map(|_| run(&shared)).collect();
    runs.sort();
    let (time, records) = runs[3];
    let seconds = time.as_secs_f64();
    println!(
        "{what}: {:.2} M records/s, {:.0} MB/s",
        records as f64 / seconds / 1e6,
        bytes.len() as f64 / seconds / 1e6
    );
}

fn run(bytes: &std::sync::Arc<[u8]>) -> (Duration, u64) {
    let since = Clock::now();
    let mut batch = Batch::default();
    let mut source =
        open_bytes("bench", std::sync::Arc::clone(bytes), &Options::default()).expect("readable");
    let mut records = 0;
    loop {
        let progress = source.read(&mut batch, Duration::ZERO).expect("readable");
        records += batch.tally.read;
        if progress == Progress::End {
            return (since.elapsed(), records);
        }
    }
}

/// CPU time of this process where the system tells it, else the time on the wall.
struct Clock {
    cpu: Option<Duration>,
    wall: Instant,
}

impl Clock {
    fn now() -> Clock {
        Clock { cpu: cpu_time(), wall: Instant::now() }
    }

    fn elapsed(&self) -> Duration {
        let cpu = cpu_time().zip(self.cpu).and_then(|(end, start)| end.checked_sub(start));
        cpu.unwrap_or_else(|| self.wall.elapsed())
    }
}

/// Nanoseconds on a processor, the first word of Linux's `schedstat`.
fn cpu_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}
