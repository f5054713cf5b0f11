//! How fast a drill runs, in CPU time of all threads: entity-seconds by CPU-second with all sensors, every AIS report
//! of ITU-R M.1371 and the sides' tactics on, by number of vessels; a run of 500 vessels written to a folder and
//! scored; and what it costs to encode one sentence.
//!
//! `cargo bench -p cordon-drill [-- full]`: with `full` the run lasts 48 hours instead of two.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::time::{Duration, Instant};

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

/// Runs that each rate is the median of.
const ROUNDS: usize = 5;

fn main() {
    let is_full = std::env::args().any(|arg| arg == "full");
    for vessels in [500, 2_000, 10_000] {
        rates("one sea", vessels, &crowded(vessels, 48.0));
    }
    for vessels in [2_000, 10_000] {
        rates("seas of 500", vessels, &seas(vessels, 48.0));
    }
    scored(if is_full { 48.0 } else { 2.0 });
    encoding();
}

/// Entity-seconds by CPU-second, from the middle of the drill's first hours on.
fn rates(name: &str, vessels: u32, scenario: &Scenario) {
    let (mut world, mut step) = (World::new(scenario, 1), Step::default());
    let steps = 120_000 / vessels;
    // Past the first steps, in which everybody who was put down too close turns away.
    play(&mut world, &mut step, steps);
    let (mut rates, mut heard) = (Vec::new(), 0);
    for _ in 0..ROUNDS {
        let clock = Clock::start();
        let (entity_seconds, messages) = play(&mut world, &mut step, steps);
        rates.push(entity_seconds as f64 / clock.spent().as_secs_f64() / 1e6);
        heard += messages;
    }
    rates.sort_by(f64::total_cmp);
    let (low, median, high) = (rates[0], rates[ROUNDS / 2], rates[ROUNDS - 1]);
    println!(
        "{name}, {vessels} vessels: {median:.2} M entity-seconds by CPU-second ({low:.2} to {high:.2}), {heard} messages heard"
    );
}

/// A whole run of 500 vessels, written and scored.
fn scored(hours: f64) {
    let scenario = crowded(500, hours);
    let folder = tempfile::tempdir().unwrap_or_else(|error| unreachable!("{error}"));
    let clock = Clock::start();
    let ran = run(&mut World::new(&scenario, 1), folder.path(), &mut |_, _| Ok(()))
        .unwrap_or_else(|error| unreachable!("{error}"));
    let played = clock.spent().as_secs_f64();
    let score = score(folder.path(), None).unwrap_or_else(|error| unreachable!("{error}"));
    let spent = clock.spent().as_secs_f64();
    let rate = ran.entity_seconds as f64 / spent / 1e6;
    println!(
        "500 vessels for {hours} h, {} entity-seconds, {} messages, written and scored ({} measures): \
         {spent:.1} CPU-s ({played:.1} played) = {rate:.2} M entity-seconds by CPU-second",
        ran.entity_seconds,
        ran.messages,
        score.rows.len()
    );
}

fn encoding() {
    const TIMES: u32 = 1_000_000;
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
    let (mut out, mut bytes) = (Vec::new(), 0);
    let clock = Clock::start();
    for _ in 0..TIMES {
        out.clear();
        sentences(encode(std::hint::black_box(&message)).bits(), &envelope, &mut out);
        bytes += out.len();
    }
    let each = clock.spent().as_secs_f64() / f64::from(TIMES) * 1e9;
    println!("a position report as a sentence with its tag block: {each:.0} ns ({bytes} bytes)");
}

/// CPU time of all threads; time on the wall where the system does not tell.
struct Clock {
    cpu: Option<Duration>,
    wall: Instant,
}

impl Clock {
    fn start() -> Clock {
        Clock { cpu: cpu_time(), wall: Instant::now() }
    }

    fn spent(&self) -> Duration {
        let cpu = cpu_time().zip(self.cpu).and_then(|(end, start)| end.checked_sub(start));
        cpu.unwrap_or_else(|| self.wall.elapsed())
    }
}

/// Nanoseconds that each thread ran, as Linux tells them.
fn cpu_time() -> Option<Duration> {
    let threads = std::fs::read_dir("/proc/self/task").ok()?;
    let ran = threads.filter_map(Result::ok).filter_map(|thread| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    });
    Some(Duration::from_nanos(ran.sum()))
}
