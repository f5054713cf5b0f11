//! What questions cost: `cargo bench -p cordon-plan`, in CPU time, so that other work on the machine counts less.
//! Everything runs on one thread. `-- --quick` is over in some ten seconds.

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Instant;

use cordon_chart::{Land, Lands};
use cordon_core::{Degrees, Knots, NauticalMiles, Position, Span};
use cordon_plan::assign::{Act, Asset, Limits, Suspect, Weights, assign};
use cordon_plan::intercept::{Pursuer, Terms, intercept};
use cordon_plan::reach::{Behaviour, Belief, PARTICLES, Sighting, reach};
use cordon_plan::route::route;
use cordon_plan::search::{Cell, allocate};
use cordon_plan::{Course, Mover};
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, criterion_group, criterion_main};

fn at(lat: f64, lon: f64) -> Position {
    Position::wrapped(lat, lon)
}

/// CPU time of this process: from the scheduler's own account where there is one (Linux), or else the time
/// on the wall.
struct CpuTime;

fn cpu_nanoseconds() -> f64 {
    let told = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let told = told.split(' ').next().and_then(|it| it.parse().ok());
    told.unwrap_or_else(|| START.elapsed().as_nanos() as f64)
}

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Measurement for CpuTime {
    type Intermediate = f64;
    type Value = f64;

    fn start(&self) -> f64 {
        cpu_nanoseconds()
    }

    fn end(&self, start: f64) -> f64 {
        cpu_nanoseconds() - start
    }

    fn add(&self, a: &f64, b: &f64) -> f64 {
        a + b
    }

    fn zero(&self) -> f64 {
        0.0
    }

    fn to_f64(&self, value: &f64) -> f64 {
        *value
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

fn intercepts(c: &mut Criterion<CpuTime>) {
    let lands = Lands::default();
    let own = Pursuer { position: at(33.2, 126.48), speed: Knots(30.0), turning: None };
    let course = Course::Geodesic(Degrees(45.0));
    let target = Mover { position: at(32.0, 127.5), speed: Knots(12.0), course };
    c.bench_function("intercept, open sea", |b| {
        b.iter(|| intercept(black_box(&own), black_box(&target), &Terms::default()));
    });
    let around = Mover { position: at(33.8, 126.6), speed: Knots(2.0), ..target.clone() };
    for (name, land) in
        [("fine shore", &lands as &dyn cordon_plan::Land), ("coarse shore", Land::standard())]
    {
        let terms = Terms { land: Some(land), ..Terms::default() };
        c.bench_function(&format!("intercept, nothing in the way, {name}"), |b| {
            b.iter(|| intercept(black_box(&own), black_box(&target), &terms));
        });
        c.bench_function(&format!("intercept, around Jeju, {name}"), |b| {
            b.iter(|| intercept(black_box(&own), black_box(&around), &terms));
        });
        c.bench_function(&format!("way around Jeju, {name}"), |b| {
            b.iter(|| route(black_box(at(33.0, 126.55)), at(33.8, 126.55), land));
        });
    }
}

fn reaches(c: &mut Criterion<CpuTime>) {
    let lands = Lands::default();
    let sighting = |hours| Sighting {
        position: at(32.6, 126.5),
        uncertainty: NauticalMiles(1.0),
        elapsed: Span::from_hours(hours),
        speed: Knots(14.0),
    };
    // 485 km to each side in cells of 1 km: a million of them with the border.
    let mut million = sighting(1);
    million.elapsed = Span::from_hours_f64(485.0 / 1.852 / 14.0);
    let cells = reach(&million, &lands, Some(1_000.0)).map_or(0, |reach| reach.cells().0.pow(2));
    for (name, land) in
        [("fine shore", &lands as &dyn cordon_plan::Land), ("coarse shore", Land::standard())]
    {
        c.bench_function(&format!("reach, {cells} cells of 1 km, {name}"), |b| {
            b.iter(|| reach(black_box(&million), land, Some(1_000.0)));
        });
    }
    c.bench_function("reach and outline, 12 h", |b| {
        b.iter(|| reach(black_box(&sighting(12)), &lands, None).map(|reach| reach.outline(1.0)));
    });
    c.bench_function("20 000 particles, 12 h", |b| {
        b.iter(|| {
            Belief::new(black_box(&sighting(12)), &Behaviour::default(), &lands, PARTICLES, 1)
        });
    });
    let behaviour = Behaviour::last_seen(Some("cargo"), Knots(12.0), Degrees(200.0));
    c.bench_function("calibrated map, 20 000 particles, 12 h", |b| {
        b.iter(|| {
            Belief::new(black_box(&sighting(12)), &behaviour, &lands, PARTICLES, 1)
                .map(|belief| belief.map())
        });
    });
}

/// Places spread over a box by the golden ratio: no random numbers needed.
fn spread(n: u32) -> (f64, f64) {
    let part = |ratio: f64| (f64::from(n) * ratio).fract();
    (29.0 + 3.0 * part(0.618_033_988_749_895), 124.0 + 5.0 * part(0.754_877_666_246_693))
}

fn assignments(c: &mut Criterion<CpuTime>) {
    let assets: Vec<Asset> = (0..20)
        .map(|n| {
            let (lat, lon) = spread(n);
            Asset {
                id: format!("asset {n}"),
                position: at(lat, lon),
                speed: Knots(25.0),
                turning: None,
                endurance: Span::from_hours(24),
                on_scene: Span::from_hours(1),
                air: false,
                home: None,
                leash: None,
                can: vec![Act::Query, Act::Board],
                tasked: None,
            }
        })
        .collect();
    let suspects: Vec<Suspect> = (100..300)
        .map(|n| {
            let (lat, lon) = spread(n);
            let course = Course::Geodesic(Degrees(f64::from(n * 7 % 360)));
            let mover = Mover { position: at(lat, lon), speed: Knots(10.0), course };
            let risk = f64::from(n % 10) / 10.0;
            let lawful = vec![Act::Query];
            Suspect {
                id: format!("suspect {n}"),
                mover,
                risk,
                lawful,
                standing: None,
                deadline: None,
            }
        })
        .collect();
    let lands = Lands::default();
    let around = Limits { land: Some(&lands), chart: None };
    c.bench_function("assign 20 x 200, open sea", |b| {
        b.iter(|| assign(black_box(&assets), &suspects, Weights::default(), Limits::default()));
    });
    c.bench_function("assign 20 x 200, around land", |b| {
        b.iter(|| assign(black_box(&assets), &suspects, Weights::default(), around));
    });
    let cells: Vec<Cell> =
        (0..100_000).map(|n| Cell { poc: spread(n).0, rate: spread(n).1 }).collect();
    c.bench_function("allocate over 100 000 cells", |b| {
        b.iter(|| allocate(black_box(&cells), 10.0));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime).sample_size(10);
    targets = intercepts, reaches, assignments
}
criterion_main!(benches);
