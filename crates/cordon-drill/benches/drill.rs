//! How fast a drill runs: entity-seconds by CPU-second with all sensors, every AIS report of ITU-R M.1371 and the
//! side's tactics on, by number of vessels; and the same written to a folder and scored.
//!
//! Everything runs on one thread, so that a second of the clock holds at most one of the CPU.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use cordon_ais::encode::{Envelope, encode, sentences};
use cordon_ais::message::{Body, Message, PositionReport};
use cordon_drill::run::run;
use cordon_drill::scenario::shape::{Mount, Sensor};
use cordon_drill::scenario::{Scenario, bundled};
use cordon_drill::score::score;
use cordon_drill::world::{Step, World};

/// The bundled scenario with so many merchants on its lanes, every report kept.
fn crowded(vessels: u32, hours: f64) -> Scenario {
    let mut scenario =
        bundled("jeju-2023").and_then(Result::ok).unwrap_or_else(|| unreachable!("it is bundled"));
    let lanes = scenario.traffic.len() as u32;
    scenario.traffic.iter_mut().for_each(|lane| {
        lane.count = vessels / lanes;
        lane.spread_nm = 20.0;
    });
    scenario.keep_one_in_s = 0.0;
    scenario.duration_h = hours;
    scenario
}

/// The same sea with more ships in it, and so many of these seas side by side with receivers of their own.
fn seas(vessels: u32, hours: f64) -> Scenario {
    let copies = (vessels / 500).max(1);
    let mut scenario = crowded(vessels / copies, hours);
    let (traffic, sensors) = (scenario.traffic.clone(), scenario.sensor.clone());
    for copy in 1..copies {
        // Five seas to a row, in the open Pacific.
        let (south, east) = (f64::from(copy / 5) * 14.0, 13.0 * f64::from(1 + copy % 5));
        scenario.traffic.extend(traffic.iter().cloned().map(|mut lane| {
            lane.id = format!("{}-{copy}", lane.id);
            lane.path_lat_lon_deg.iter_mut().for_each(|it| *it = [it[0] - south, it[1] + east]);
            lane
        }));
        scenario
            .sensor
            .extend(sensors.iter().filter_map(|sensor| moved(sensor, copy, south, east)));
    }
    scenario
}

/// A shore station elsewhere.
fn moved(sensor: &Sensor, copy: u32, south: f64, east: f64) -> Option<Sensor> {
    let mut sensor = sensor.clone();
    let Sensor::AisTerrestrial { id, mount: Mount::AtLatLonDeg([lat, lon]), .. } = &mut sensor
    else {
        return None;
    };
    *id = format!("{id}-{copy}");
    (*lat, *lon) = (*lat - south, *lon + east);
    Some(sensor)
}

/// Steps on; how many entity-seconds that was, and how many messages were heard.
fn play(world: &mut World, step: &mut Step, steps: u32) -> (u64, usize) {
    let mut done = (0, 0);
    for _ in 0..steps {
        done.0 += 10 * world.taking_part();
        if !world.advance(step) {
            break;
        }
        done.1 += step.messages.len();
    }
    done
}

fn worlds(c: &mut Criterion) {
    let mut group = c.benchmark_group("entity_seconds");
    group.sample_size(10);
    let one_sea = [500, 2_000, 10_000].map(|vessels| ("one sea", vessels, crowded(vessels, 48.0)));
    let many = [2_000, 10_000].map(|vessels| ("seas of 500", vessels, seas(vessels, 48.0)));
    for (name, vessels, scenario) in one_sea.into_iter().chain(many) {
        let (mut world, mut step) = (World::new(&scenario, 1), Step::default());
        let steps = 60_000 / vessels;
        // Past the first steps, in which everybody who was put down too close turns away.
        let (entity_seconds, heard) = play(&mut world, &mut step, steps);
        println!("{name}, {vessels}: {heard} messages heard in {entity_seconds} entity-seconds");
        group.throughput(Throughput::Elements(entity_seconds));
        group.bench_function(BenchmarkId::new(name, vessels), |b| {
            b.iter(|| play(&mut world, &mut step, steps));
        });
    }
    group.finish();
}

fn scored(c: &mut Criterion) {
    let scenario = crowded(500, 1.0);
    let folder = tempfile::tempdir().unwrap_or_else(|error| unreachable!("{error}"));
    let mut group = c.benchmark_group("scored");
    group.sample_size(10);
    let run = || {
        let ran = run(&mut World::new(&scenario, 1), folder.path(), &mut |_, _| Ok(()));
        let score = score(folder.path(), None);
        (ran.map_or(0, |it| it.entity_seconds), score.is_ok_and(|it| !it.rows.is_empty()))
    };
    group.throughput(Throughput::Elements(run().0));
    group.bench_function("500", |b| b.iter(run));
    group.finish();
}

fn encoding(c: &mut Criterion) {
    let body = PositionReport {
        status: Some(0),
        turn: Some(0),
        speed: Some(123),
        accuracy: Some(true),
        lon: Some(75_600_000),
        lat: Some(19_800_000),
        course: Some(451),
        heading: Some(45),
        second: Some(17),
        maneuver: Some(0),
        raim: Some(false),
        radio: Some(0),
    };
    let message = Message { kind: 1, repeat: 0, mmsi: 799_000_007, body: Body::Position(body) };
    let envelope = Envelope {
        station: Some("EX-JEJU"),
        time: cordon_core::Time::from_unix_seconds(1_696_809_600),
        text: Some("EXERCISE JEJU-2023"),
        ..Envelope::default()
    };
    let mut out = Vec::new();
    let mut group = c.benchmark_group("sentences");
    group.throughput(Throughput::Elements(1));
    group.bench_function("position_report", |b| {
        b.iter(|| {
            out.clear();
            sentences(encode(&message).bits(), &envelope, &mut out);
            out.len()
        });
    });
    group.finish();
}

fn on_one_thread(_: &mut Criterion) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    pool.unwrap_or_else(|error| unreachable!("{error}"));
}

criterion_group!(benches, on_one_thread, worlds, scored, encoding);
criterion_main!(benches);
