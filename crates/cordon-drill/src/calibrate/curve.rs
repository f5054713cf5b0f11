//! How often regions held the ships, by group and time.

use cordon_plan::reach::calibration;
use serde::Serialize;

use super::{FISHING, Found, OTHER};
use crate::stats;

/// How often ships lay in the region of a part.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Held {
    /// What the map says.
    pub part: f64,
    /// What was so, over all seeds.
    pub share: f64,
    /// Its 95 % interval, with seeds as the independent tries.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// One line of the diagram.
#[derive(Clone, Debug, Serialize)]
pub struct Curve {
    /// Which ships.
    pub ships: String,
    /// Whether who asks for a map can know that a ship is one of these.
    pub known: bool,
    /// Hours since the last sight.
    pub after_h: f64,
    /// How many ships.
    pub cases: usize,
    /// The middle one of the areas of the region of 80 %.
    pub area_80_nm2: f64,
    /// By part.
    pub held: Vec<Held>,
}

/// All that was found in some seeds of a drill.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Its name, in capitals.
    pub exercise: String,
    /// The first seed.
    pub first_seed: u64,
    /// How many.
    pub seeds: u32,
    /// Particles of each map.
    pub particles: u32,
    /// By group and time.
    pub curves: Vec<Curve>,
}

/// Some of the ships, by a name.
struct Ships {
    name: &'static str,
    known: bool,
    is_one: fn(&Found, &str) -> bool,
}

/// All ships, those that reports tell apart, then the kinds that only the drill knows; each for each time.
pub fn curves(played: &[Vec<Found>], after: &[f64]) -> Vec<Curve> {
    let mut kinds: Vec<&'static str> = played.iter().flatten().map(|found| found.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let all = Ships { name: "all", known: true, is_one: |_, _| true };
    let told = [FISHING, OTHER].map(|name| Ships {
        name,
        known: true,
        is_one: |it, name| it.class == name,
    });
    let hidden =
        kinds.iter().map(|name| Ships { name, known: false, is_one: |it, name| it.kind == name });
    let ships = std::iter::once(all).chain(told).chain(hidden);
    let times = |ships: Ships| {
        after.iter().filter_map(move |hours| curve(played, &ships, *hours)).collect::<Vec<_>>()
    };
    ships.flat_map(times).collect()
}

fn curve(played: &[Vec<Found>], ships: &Ships, hours: f64) -> Option<Curve> {
    let is_one =
        |found: &&Found| (found.after_h - hours).abs() < 1e-9 && (ships.is_one)(found, ships.name);
    let levels = |seed: &Vec<Found>| -> Vec<f64> {
        seed.iter().filter(is_one).map(|found| found.level).collect()
    };
    let seeds: Vec<Vec<f64>> =
        played.iter().map(levels).filter(|levels| !levels.is_empty()).collect();
    let pooled: Vec<f64> = seeds.iter().flatten().copied().collect();
    let by_seed: Vec<Vec<(f64, f64)>> = seeds.iter().map(|levels| calibration(levels)).collect();
    let held = calibration(&pooled).into_iter().enumerate().map(|(row, (part, share))| {
        let shares: Vec<f64> =
            by_seed.iter().filter_map(|seed| seed.get(row)).map(|(_, share)| *share).collect();
        held(part, share, &shares)
    });
    let mut areas: Vec<f64> =
        played.iter().flatten().filter(is_one).map(|found| found.area_nm2).collect();
    areas.sort_by(f64::total_cmp);
    (!pooled.is_empty()).then(|| Curve {
        ships: ships.name.to_owned(),
        known: ships.known,
        after_h: hours,
        cases: pooled.len(),
        area_80_nm2: areas.get(areas.len() / 2).copied().unwrap_or(0.0),
        held: held.collect(),
    })
}

/// The share over all, with the interval of the mean over seeds about it.
fn held(part: f64, share: f64, by_seed: &[f64]) -> Held {
    let spread = stats::mean(by_seed).and_then(|(mean, interval)| Some((mean, interval?)));
    let (low, high) =
        spread.map_or((0.0, 1.0), |(mean, (low, high))| (share + low - mean, share + high - mean));
    Held { part, share, low: low.max(0.0), high: high.min(1.0) }
}
