//! How many positions the detectors take in a second of one CPU, and how that grows.
//!
//! `cargo bench -p cordon-detectors` prints medians of five runs in CPU time; `-- quick` leaves out
//! the larger fleets.
//!
//! The fleet is made up: 60 % of the ships sail at 8 to 18 kn through an area whose density does not
//! change with their number, 25 % drift, 15 % lie in ports, and each 200th lies beside another.

#![allow(clippy::print_stdout, reason = "a benchmark reports on standard output")]

use std::hint::black_box;

use cordon_core::{
    Anchorage, Chart, Finding, Fix, FixFlags, InputId, Metres, Mmsi, Position, ReceiverKind,
    SourceRef, Span, Time, TrackId, Transponder,
};
use cordon_detectors::{
    Context, EncounterRules, Encounters, PairSampler, Rules, Slice, TrackDetectors, Unheard,
};

const RUNS: usize = 5;
/// More positions than this take minutes: once.
const ONCE: usize = 50_000_000;
const EVERY: Span = Span::from_minutes(10);

fn main() {
    let quick = std::env::args().any(|arg| arg == "quick");
    let sizes: &[(usize, usize)] = if quick {
        &[(1_000, 480), (10_000, 100)]
    } else {
        &[
            (1_000, 1_000),
            (10_000, 100),
            (10_000, 480),
            (50_000, 20),
            (50_000, 480),
            (50_000, 2_000),
        ]
    };
    println!(
        "{:>8} {:>10} {:>12} {:>12} {:>12} {:>9}",
        "vessels", "positions", "sample M/s", "join M/s", "both M/s", "findings"
    );
    for &(vessels, steps) in sizes {
        pairs(vessels, steps);
    }
    println!("{:>8} {:>10} {:>12} {:>9}", "vessels", "positions", "tracks M/s", "findings");
    for &(vessels, steps) in sizes {
        tracks(vessels, steps);
    }
    println!(
        "state of one track: {} B of detectors, {} B of sampler (and at most 16 fixes of gap evidence)",
        size_of::<TrackDetectors>(),
        size_of::<PairSampler>(),
    );
}

fn runs(vessels: usize, steps: usize) -> usize {
    if vessels * steps > ONCE { 1 } else { RUNS }
}

fn pairs(vessels: usize, steps: usize) {
    let fleet = Fleet::of(vessels);
    let rules = Rules { encounter: EncounterRules::default(), ..Rules::default() };
    let ctx = Context { rules: &rules, chart: &fleet.ports, reception: &Unheard };
    let mut results = Vec::new();
    let mut found = 0;
    for _ in 0..runs(vessels, steps) {
        let mut samplers: Vec<PairSampler> =
            (0..vessels).map(|ship| PairSampler::new(track(ship))).collect();
        let (mut encounters, mut out) = (Encounters::new(), Vec::new());
        let mut slices: Vec<Slice> = Vec::new();
        let (mut sampling, mut joining) = (0.0, 0.0);
        for step in 0..steps {
            let fixes = fleet.fixes(step);
            let now = instant(step);
            let begin = cpu_seconds();
            for (sampler, fix) in samplers.iter_mut().zip(&fixes) {
                sampler.on_fix(fix, &ctx, &mut slices);
                sampler.on_clock(now, &ctx, &mut slices);
            }
            let sampled = cpu_seconds();
            encounters.give(slices.drain(..));
            encounters.advance(now, &ctx, &mut out);
            sampling += sampled - begin;
            joining += cpu_seconds() - sampled;
        }
        let begin = cpu_seconds();
        encounters.finish(instant(steps), &ctx, &mut out);
        joining += cpu_seconds() - begin;
        found = out.len();
        results.push((sampling, joining));
    }
    let positions = (vessels * steps) as f64 / 1e6;
    let rate = |seconds: fn(&(f64, f64)) -> f64| positions / median(results.iter().map(seconds));
    println!(
        "{vessels:>8} {:>10} {:>12.2} {:>12.2} {:>12.2} {found:>9}",
        vessels * steps,
        rate(|r| r.0),
        rate(|r| r.1),
        rate(|r| r.0 + r.1),
    );
}

fn tracks(vessels: usize, steps: usize) {
    let fleet = Fleet::of(vessels);
    let rules = Rules::default();
    let ctx = Context { rules: &rules, chart: &fleet.ports, reception: &Unheard };
    let mut found = 0;
    let seconds = (0..runs(vessels, steps)).map(|_| {
        let mut detectors: Vec<TrackDetectors> =
            (0..vessels).map(|ship| TrackDetectors::new(track(ship))).collect();
        let mut out: Vec<Finding> = Vec::new();
        let mut spent = 0.0;
        for step in 0..steps {
            let fixes = fleet.fixes(step);
            let begin = cpu_seconds();
            for (detector, fix) in detectors.iter_mut().zip(&fixes) {
                detector.on_fix(fix, &ctx, &mut out);
                detector.on_clock(fix.time, &ctx, &mut out);
            }
            spent += cpu_seconds() - begin;
        }
        found = black_box(&out).len();
        spent
    });
    let rate = (vessels * steps) as f64 / 1e6 / median(seconds);
    println!("{vessels:>8} {:>10} {rate:>12.2} {found:>9}", vessels * steps);
}

/// Ships by number; their places follow from it alone.
struct Fleet {
    ships: Vec<Ship>,
    ports: Ports,
}

#[derive(Clone, Copy)]
struct Ship {
    lat: f64,
    lon: f64,
    /// Degrees in a step.
    north: f64,
    east: f64,
}

/// Ports on a lattice of 5°.
struct Ports(Vec<Anchorage>);

impl Chart for Ports {
    fn nearest_anchorage(&self, at: Position, reach: Metres) -> Option<(&Anchorage, Metres)> {
        let (lat, lon) = ((at.lat() / 5.0).round() * 5.0, (at.lon() / 5.0).round() * 5.0);
        let port = Position::wrapped(lat, lon);
        let distance = cordon_core::geodesy::quick_distance(at, port);
        self.0.first().filter(|_| distance <= reach).map(|port| (port, distance))
    }

    fn distance_to_shore(&self, _: Position) -> Option<Metres> {
        None
    }

    fn is_land(&self, _: Position) -> Option<bool> {
        Some(false)
    }
}

impl Fleet {
    fn of(vessels: usize) -> Fleet {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let mut ships: Vec<Ship> = Vec::with_capacity(vessels);
        // An area of 1 000 ships per 10° by 10°, up to the whole of the middle latitudes.
        let side = (vessels as f64 / 10.0).sqrt().min(100.0);
        for number in 0..vessels {
            let (lat, lon) = (side * (random.unit() - 0.5), side * 1.8 * (random.unit() - 0.5));
            let knots = match number % 20 {
                0..12 => 8.0 + 10.0 * random.unit(),
                12..17 => 1.5 * random.unit(),
                _ => 0.0,
            };
            let course = random.unit() * std::f64::consts::TAU;
            let step = knots / 60.0 / 6.0;
            let ship = Ship { lat, lon, north: step * course.cos(), east: step * course.sin() };
            ships.push(match (number % 20, number % 200) {
                (17.., _) => in_port(lat, lon, &mut random),
                (_, 1) => Ship { lat: ships[number - 1].lat + 0.001, ..ships[number - 1] },
                (_, 0) => Ship { north: 0.0, east: 0.0, ..ship },
                _ => ship,
            });
        }
        let port = Anchorage {
            id: "lattice".to_owned(),
            name: "Lattice".to_owned(),
            sublabel: None,
            country: None,
            position: Position::wrapped(0.0, 0.0),
        };
        Fleet { ships, ports: Ports(vec![port]) }
    }

    /// One fix of every ship, within half a minute of the step.
    fn fixes(&self, step: usize) -> Vec<Fix> {
        self.ships.iter().enumerate().map(|(number, ship)| fix(number, ship, step)).collect()
    }
}

fn in_port(lat: f64, lon: f64, random: &mut Random) -> Ship {
    let spread = |random: &mut Random| 0.04 * (random.unit() - 0.5);
    Ship {
        lat: (lat / 5.0).round() * 5.0 + spread(random),
        lon: (lon / 5.0).round() * 5.0 + spread(random),
        north: 0.0,
        east: 0.0,
    }
}

fn fix(number: usize, ship: &Ship, step: usize) -> Fix {
    let n = step as f64;
    let jitter = Span::from_seconds((number * 7 % 30).cast_signed() as i64);
    Fix {
        time: instant(step) - jitter,
        mmsi: track(number).mmsi,
        position: Position::wrapped(ship.lat + n * ship.north, ship.lon + n * ship.east),
        sog: (ship.north.hypot(ship.east) * 3_600.0).round() as u16,
        cog: Fix::NONE,
        heading: Fix::NONE,
        nav_status: 15,
        msg_type: 1,
        transponder: Transponder::ClassA,
        receiver_kind: ReceiverKind::Terrestrial,
        receiver: 0,
        flags: FixFlags::default(),
        source: SourceRef { input: InputId(0), offset: (step * 64) as u64, length: 64 },
        digest: 0,
    }
}

fn track(number: usize) -> TrackId {
    TrackId { mmsi: Mmsi(200_000_000 + number as u32), start: instant(0), ordinal: 1 }
}

fn instant(step: usize) -> Time {
    let begin = Time::from_unix_seconds(1_609_459_200).unwrap_or(Time::MIN);
    begin + Span::from_micros(EVERY.as_micros() * step.cast_signed() as i64)
}

/// `SplitMix64`: the same fleet each time.
struct Random(u64);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// CPU time of this process, from the scheduler's own account where there is one (Linux), or else
/// wall time.
fn cpu_seconds() -> f64 {
    let account = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = account.split_whitespace().next().and_then(|n| n.parse::<f64>().ok());
    nanoseconds.map_or_else(wall_seconds, |n| n / 1e9)
}

fn wall_seconds() -> f64 {
    static BEGIN: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    BEGIN.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
}
