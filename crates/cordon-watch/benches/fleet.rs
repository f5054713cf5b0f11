//! How much memory and time a live fleet takes: many vessels at once through the whole engine
//! (tracks, detectors, pairs, names).
//!
//! `cargo bench -p cordon-watch --bench fleet [-- VESSELS [STEPS]]`. Each vessel says what it is once
//! and where it is every ten minutes. Nothing is kept here but the engine, so what the process holds
//! at the end, less what it held before the first report, is what the fleet takes.

#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::sync::Arc;

use cordon_chart::SeaChart;
use cordon_core::{
    Chart, Finding, Fix, FixFlags, InputId, Mmsi, Position, ReceiverKind, SourceRef, Span,
    StaticReport, Time, Transponder,
};
use cordon_detectors::Rules;
use cordon_identity::practices::{IdentityRules, NoRegistry};
use cordon_tracks::TrackRules;
use cordon_watch::Settings;
use cordon_watch::engine::{Engine, Listener};

/// As the command has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const EVERY: Span = Span::from_minutes(10);

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|arg| arg.parse().ok());
    let vessels: u32 = numbers.next().unwrap_or(500_000);
    let steps: u32 = numbers.next().unwrap_or(24);
    let chart = Arc::new(SeaChart::standard());
    let starts: Vec<[f32; 2]> = (0..vessels).map(|vessel| at_sea(vessel, steps, &chart)).collect();
    let mut engine = Engine::new(Settings {
        tracks: TrackRules::default(),
        rules: Rules::default(),
        identity: IdentityRules::default(),
        registry: Arc::new(NoRegistry),
        chart,
    });
    let (before, mut heard) = (memory("VmRSS:"), Heard::default());
    println!("{:>6} {:>12} {:>8} {:>8} {:>10}", "step", "positions", "RSS MB", "CPU s", "findings");
    for step in 0..steps {
        let now = instant(step);
        // In parts, as feeds bring them: the engine alone decides what it holds on to.
        for part in (0..vessels).collect::<Vec<_>>().chunks(10_000) {
            let fixes: Vec<Fix> = part
                .iter()
                .map(|&vessel| fix(vessel, starts[vessel as usize], step, now))
                .collect();
            let first = step == 0;
            let statics = part.iter().filter(|_| first).map(|&vessel| report(vessel, now));
            engine.offer(&fixes, statics.collect());
        }
        engine.advance(now, &mut heard);
        if step % 4 == 3 || step + 1 == steps {
            let positions = u64::from(vessels) * u64::from(step + 1);
            let (rss, cpu) = (memory("VmRSS:"), cpu_seconds());
            println!("{:>6} {positions:>12} {rss:>8} {cpu:>8.1} {:>10}", step + 1, heard.findings);
        }
    }
    let (now, peak) = (memory("VmRSS:"), memory("VmHWM:"));
    let each = now.saturating_sub(before) * 1_048_576 / u64::from(vessels.max(1));
    println!(
        "{vessels} live vessels, {} tracks: {now} MB, peak {peak} MB, {each} B a vessel",
        engine.counts().tracks
    );
    silence(&mut engine, &mut heard, instant(steps - 1));
}

/// Every feed ends at once: what nine hours of nothing cost, with a gap for each vessel.
fn silence(engine: &mut Engine, heard: &mut Heard, now: Time) {
    let (before, told) = (cpu_seconds(), heard.findings);
    engine.advance(now + Span::from_hours(9), heard);
    let (cost, told) = (cpu_seconds() - before, heard.findings - told);
    println!("9 h of silence: {cost:.1} CPU s, {told} findings, {} MB", memory("VmRSS:"));
}

#[derive(Default)]
struct Heard {
    findings: u64,
}

impl Listener for Heard {
    fn finding(&mut self, _: Finding) {
        self.findings += 1;
    }
}

/// Where a vessel begins: all over the middle latitudes, at sea there and at the end of its way.
fn at_sea(vessel: u32, steps: u32, chart: &SeaChart) -> [f32; 2] {
    let tries = (0..100).map(|salt| {
        let [lat, lon] = [4, 5].map(|of| scattered(vessel, of + 2 * salt));
        [(lat * 110.0 - 55.0) as f32, (lon * 360.0 - 180.0) as f32]
    });
    let is_sea = |[lat, lon]: &[f32; 2]| {
        let on_way = |step| position([*lat, *lon], vessel, step);
        [0, steps / 2, steps].into_iter().all(|step| chart.is_land(on_way(step)) == Some(false))
    };
    tries.clone().find(is_sea).unwrap_or_default()
}

/// Two of three sail north, one of three lies still.
fn knots(vessel: u32) -> f64 {
    if vessel.is_multiple_of(3) { 0.0 } else { 8.0 + scattered(vessel, 3) * 10.0 }
}

fn position([lat, lon]: [f32; 2], vessel: u32, step: u32) -> Position {
    let way = f64::from(step) * knots(vessel) / 6.0 / 60.0;
    Position::wrapped(f64::from(lat) + way, f64::from(lon))
}

fn fix(vessel: u32, start: [f32; 2], step: u32, now: Time) -> Fix {
    let knots = knots(vessel);
    let late = Span::from_seconds(i64::from(vessel % 300));
    Fix {
        time: now - late,
        mmsi: Mmsi(200_000_000 + vessel),
        position: position(start, vessel, step),
        // Never twice the same at sea: values that stand still are kept as a sign of spoofing.
        sog: (knots * 10.0) as u16 + u16::from(knots > 0.0) * (step % 3) as u16,
        cog: (step % 7) as u16,
        heading: 0,
        nav_status: 0,
        msg_type: 1,
        transponder: Transponder::ClassA,
        receiver_kind: ReceiverKind::Terrestrial,
        receiver: vessel % 100,
        flags: FixFlags::default(),
        source: source(vessel, step),
        digest: u64::from(vessel) << 32 | u64::from(step),
    }
}

fn report(vessel: u32, now: Time) -> StaticReport {
    StaticReport {
        time: now - Span::from_minutes(5),
        mmsi: Mmsi(200_000_000 + vessel),
        transponder: Transponder::ClassA,
        receiver: vessel % 100,
        msg_type: 5,
        exercise: false,
        imo: Some(9_000_000 + vessel),
        name: Some(format!("VESSEL {vessel}").into()),
        callsign: Some(format!("V{vessel}").into()),
        ship_type: Some(70),
        dimensions: Some([100, 50, 10, 12]),
        draught: Some(80),
        destination: Some("BUSAN".into()),
        eta: Some("03-14T06:00Z".into()),
        source: source(vessel, 0),
        digest: u64::from(vessel),
    }
}

fn source(vessel: u32, step: u32) -> SourceRef {
    SourceRef { input: InputId(0), offset: u64::from(step) << 32 | u64::from(vessel), length: 80 }
}

fn instant(step: u32) -> Time {
    let begin = Time::from_unix_seconds(1_609_459_200).unwrap_or(Time::MIN);
    begin + Span::from_micros(EVERY.as_micros() * i64::from(step + 1))
}

/// A number from 0 to 1 that follows from the vessel alone (`SplitMix64`).
fn scattered(vessel: u32, salt: u64) -> f64 {
    let mut z = (u64::from(vessel) << 8 | salt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Megabytes of this process, as Linux tells them; 0 elsewhere.
fn memory(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// CPU time of all threads, as Linux tells it in ticks of 10 ms; 0 elsewhere.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
