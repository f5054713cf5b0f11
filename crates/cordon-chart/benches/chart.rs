//! Questions a second: `cargo bench -p cordon-chart`.

use std::hint::black_box;
use std::path::Path;

use cordon_chart::{Land, PortList, Ports};
use cordon_core::{Metres, Position};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

/// Places spread over a box by the golden ratio: no random numbers needed.
fn places(south: f64, north: f64, west: f64, east: f64) -> Vec<Position> {
    let part = |n: u32, ratio: f64| (f64::from(n) * ratio).fract();
    (0..10_000)
        .map(|n| {
            let lat = south + (north - south) * part(n, 0.618_033_988_749_895);
            let lon = west + (east - west) * part(n, 0.754_877_666_246_693);
            Position::wrapped(lat, lon)
        })
        .collect()
}

fn land(c: &mut Criterion) {
    let land = Land::standard();
    let seas = [
        ("yellow sea and east china sea", places(25.0, 39.0, 120.0, 132.0)),
        ("open pacific", places(-10.0, 40.0, -170.0, -130.0)),
        ("world", places(-80.0, 85.0, -180.0, 180.0)),
    ];
    for (name, places) in &seas {
        c.bench_function(&format!("10k is_land, {name}"), |b| {
            b.iter(|| places.iter().filter(|&&p| land.is_land(black_box(p))).count());
        });
        c.bench_function(&format!("10k distance_to_shore, {name}"), |b| {
            b.iter(|| places.iter().filter_map(|&p| land.distance_to_shore(black_box(p))).count());
        });
    }
    let bytes = include_bytes!("../data/land.bin.zst");
    c.bench_function("load land", |b| {
        b.iter_batched(|| bytes, |bytes| Land::from_bytes(bytes), BatchSize::PerIteration);
    });
}

fn many_ports() -> Ports {
    let data = "../../../shared/data/ports";
    match PortList::from_path(&Path::new(data).join("anchorage_overrides.csv")) {
        Ok(list) => list.ports,
        Err(_) => cordon_chart::SeaChart::standard().ports().clone(),
    }
}

fn ports(c: &mut Criterion) {
    let ports = many_ports();
    let places = places(25.0, 39.0, 120.0, 132.0);
    c.bench_function(&format!("10k nearest within 10 km of {} ports", ports.len()), |b| {
        b.iter(|| places.iter().filter_map(|&p| ports.nearest(black_box(p), Metres(1e4))).count());
    });
}

criterion_group!(benches, land, ports);
criterion_main!(benches);
