//! How fast a drill runs: entity-seconds a second with all sensors and AIS on, by number of vessels.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use cordon_ais::encode::{Envelope, encode, sentences};
use cordon_ais::message::{Body, Message, PositionReport};
use cordon_drill::scenario::{Scenario, bundled};
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

fn play(scenario: &Scenario) -> usize {
    let (mut world, mut step, mut bytes) = (World::new(scenario, 1), Step::default(), 0);
    while world.advance(&mut step) {
        bytes += step.bytes.len();
    }
    bytes
}

fn worlds(c: &mut Criterion) {
    let mut group = c.benchmark_group("entity_seconds");
    group.sample_size(10);
    for (vessels, hours) in [(500, 1.0), (2_000, 0.25), (10_000, 0.05)] {
        let scenario = crowded(vessels, hours);
        group.throughput(Throughput::Elements((f64::from(vessels) * hours * 3_600.0) as u64));
        let id = BenchmarkId::from_parameter(vessels);
        group.bench_with_input(id, &scenario, |b, scenario| b.iter(|| play(scenario)));
    }
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

criterion_group!(benches, worlds, encoding);
criterion_main!(benches);
