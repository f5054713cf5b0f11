//! Ships that pass: merchants on their lanes, boats on their grounds.

use cordon_core::geodesy::{between, distance};
use cordon_core::{Knots, Position, Time};

use super::at;
use super::cast::Cast;
use crate::orders::Order;
use crate::random::Random;
use crate::ship::Class;

/// A lane and how many ships are on it. Lanes keep to open water.
struct Lane {
    ships: u32,
    ship_type: u8,
    destinations: [&'static str; 2],
    places: &'static [(f64, f64)],
}

const LANES: [Lane; 5] = [
    Lane {
        ships: 10,
        ship_type: 70,
        destinations: ["EX SHANGHAI", "EX BUSAN"],
        places: &[
            (35.00, 129.20),
            (34.45, 129.00),
            (33.85, 127.50),
            (33.75, 126.60),
            (33.50, 125.60),
            (31.70, 123.40),
            (31.20, 122.80),
        ],
    },
    Lane {
        ships: 10,
        ship_type: 79,
        destinations: ["EX KAOHSIUNG", "EX BUSAN"],
        places: &[
            (34.80, 129.20),
            (33.80, 128.40),
            (32.60, 127.10),
            (30.50, 124.80),
            (27.50, 122.40),
            (25.80, 120.60),
            (24.30, 119.40),
            (22.50, 118.80),
        ],
    },
    Lane {
        ships: 6,
        ship_type: 74,
        destinations: ["EX SHANGHAI", "EX NAGASAKI"],
        places: &[
            (32.50, 129.50),
            (32.30, 129.00),
            (32.25, 128.00),
            (31.70, 125.00),
            (31.20, 122.80),
        ],
    },
    Lane {
        ships: 6,
        ship_type: 80,
        destinations: ["EX MIYAKO", "EX QINGDAO"],
        places: &[
            (35.50, 121.80),
            (33.50, 124.40),
            (31.50, 125.80),
            (28.50, 126.00),
            (25.20, 126.40),
        ],
    },
    Lane {
        ships: 6,
        ship_type: 70,
        destinations: ["EX XIAMEN", "EX INCHEON"],
        places: &[
            (36.60, 125.40),
            (34.60, 124.70),
            (33.00, 125.00),
            (30.50, 124.50),
            (27.50, 122.60),
        ],
    },
];

/// Grounds of boats with class B: their middle, and how many.
const GROUNDS: [(f64, f64, u32); 3] = [(32.95, 126.75, 6), (33.72, 125.95, 4), (32.60, 128.30, 4)];

pub(super) fn add(cast: &mut Cast) {
    for lane in &LANES {
        for ship in 0..lane.ships {
            merchant(cast, lane, ship);
        }
    }
    for (lat, lon, boats) in GROUNDS {
        for _ in 0..boats {
            boat(cast, at(lat, lon));
        }
    }
}

/// Somewhere along the lane when the drill begins, every other ship on its way back.
fn merchant(cast: &mut Cast, lane: &Lane, ship: u32) {
    let mut random = cast.random();
    let mut places: Vec<Position> = lane.places.iter().map(|&(lat, lon)| at(lat, lon)).collect();
    if ship % 2 == 1 {
        places.reverse();
    }
    let part = (f64::from(ship) + random.between(0.1, 0.9)) / f64::from(lane.ships);
    let (from, next) = along(&places, part);
    let speed = Knots(random.between(10.5, 15.5));
    // A few cables beside the lane, as ships of different draught and pilots go.
    let mut aside = |p: Position| shifted(p, &mut random);
    let from = aside(from);
    let orders = places[next..].iter().map(|&to| Order::Sail(aside(to), speed)).collect();
    let length = 110 + 20 * (ship % 9) as u16;
    let destination = lane.destinations[ship as usize % 2];
    cast.ship(Class::A, lane.ship_type, (length, (length / 6) as u8), destination, from, orders);
}

fn shifted(p: Position, random: &mut Random) -> Position {
    let (lat, lon) = (random.between(-0.05, 0.05), random.between(-0.05, 0.05));
    Position::wrapped(p.lat() + lat, p.lon() + lon)
}

/// The place at this part of the way, and the index of the next corner.
fn along(places: &[Position], part: f64) -> (Position, usize) {
    let legs: Vec<f64> = places.windows(2).map(|pair| distance(pair[0], pair[1]).value()).collect();
    let mut left = part * legs.iter().sum::<f64>();
    for (index, &leg) in legs.iter().enumerate() {
        if left <= leg {
            let time = |part: f64| Time::from_micros((part * 1e9) as i64).unwrap_or(Time::MIN);
            let here =
                between(time(0.0), places[index], time(1.0), places[index + 1], time(left / leg));
            return (here, index + 1);
        }
        left -= leg;
    }
    (places[places.len() - 1], places.len() - 1)
}

fn boat(cast: &mut Cast, centre: Position) {
    let mut random = cast.random();
    let from = shifted(centre, &mut random);
    let orders = vec![Order::Roam { centre, reach: 0.12, speed: Knots(random.between(3.2, 7.0)) }];
    let length = 14 + (random.part() * 14.0) as u16;
    cast.ship(Class::B, 30, (length, 5), "", from, orders);
}
