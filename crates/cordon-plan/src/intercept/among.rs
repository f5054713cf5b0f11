//! A ship that may turn away, among land.
//!
//! An asset that is faster than the ship and steams after it by the shortest water closes in by the
//! difference of their speeds whatever the ship does: the way between them grows by no more than the ship
//! sails and shrinks by all that the asset does. So the way at the start over the difference bounds every
//! chase, also one around islands, and what the ship cannot reach by then it does not reach unmet.

use cordon_core::{Degrees, Knots, Position, Span};

use super::evade::{COURSES, Evasion};
use super::{Pursuer, Terms};
use crate::earth::Point;
use crate::error::{self, PlanError};
use crate::field::{Field, Passage, grid_around};
use crate::land::{Land, boxes_around, shore_assumed};
use crate::route::route;
use crate::zone::Zone;

/// A ship faster than this share of the asset's speed is as good as as fast: the chase has no useful end.
const SLOWER: f64 = 0.95;
/// A ship slower than this lies still.
const STILL: Knots = Knots(0.05);
/// The longest chase that is looked at, in nautical miles of the asset's way.
const LONGEST: f64 = 2_400.0;
/// Cells from the middle to the edge of the sea that is looked at.
const FINENESS: f64 = 200.0;
/// Distances over cells are short by no more than so many of them.
const SHORT: f64 = 3.0;

/// What holds against any course where land is in the way; `open` where none is.
pub(super) fn evasion(
    pursuer: &Pursuer,
    from: Position,
    speed: Knots,
    terms: &Terms<'_>,
    land: &dyn Land,
    open: Evasion,
) -> Result<Evasion, PlanError> {
    if speed.value() > SLOWER * pursuer.speed.value() {
        let why = "an asset that is hardly faster than the ship has no certain meeting; the share of courses is that of an open sea";
        return Ok(Evasion { guaranteed: false, assumptions: vec![why.to_owned()], ..open });
    }
    let way = match route(pursuer.position, from, land) {
        Ok(way) => way.length.value() * 1_852.0,
        Err(PlanError::NoWay { .. }) => return Ok(cut_off(&open)),
        Err(error) => return Err(error),
    };
    let chase = Chase::new(pursuer, from, speed, terms, way);
    if speed.value() < STILL.value() {
        return Ok(chase.of_one_that_lies_still(&open));
    }
    let length = chase.pursuer * chase.until() / 1_852.0;
    error::within("way of the longest chase, in nm", length, 0.0, LONGEST)?;
    let sea = Sea::new(&chase, pursuer.position, from, land);
    if sea.is_open(&chase) {
        return Ok(open);
    }
    Ok(chase.told(&sea, &open))
}

fn cut_off(open: &Evasion) -> Evasion {
    let why = "no way by water leads from the asset to the ship".to_owned();
    let (guaranteed, likely, best, worst) = (false, 0.0, None, None);
    let (centre, radius, assumptions) = (None, None, vec![why]);
    Evasion {
        guaranteed,
        likely,
        best,
        worst,
        centre,
        radius,
        assumptions,
        worst_course: open.worst_course,
    }
}

/// A faster asset after a ship; metres and seconds.
struct Chase<'a> {
    pursuer: f64,
    ship: f64,
    /// What the asset loses while it turns.
    turns: f64,
    /// The latest second that counts.
    limit: f64,
    /// When the ship is met at the latest.
    caught: f64,
    zone: Option<&'a Zone>,
}

impl<'a> Chase<'a> {
    fn new(own: &Pursuer, from: Position, speed: Knots, terms: &Terms<'a>, way: f64) -> Chase<'a> {
        let (pursuer, ship) = (own.speed.metres_per_second(), speed.metres_per_second());
        // Once around its circle it points wherever it wants to.
        let turns = own.turning.map_or(0.0, |turning| 60.0 * 360.0 / turning.rate.value());
        let zone = terms.before.filter(|zone| !zone.contains(from));
        let caught = (way + pursuer * turns) / (pursuer - ship);
        Chase { pursuer, ship, turns, limit: terms.horizon.seconds(), caught, zone }
    }

    fn until(&self) -> f64 {
        self.caught.min(self.limit)
    }

    fn of_one_that_lies_still(&self, open: &Evasion) -> Evasion {
        let met = self.caught <= self.limit;
        let time = met.then(|| Span::from_seconds_f64(self.caught));
        let likely = if met { 1.0 } else { 0.0 };
        let assumptions = vec!["the ship lies still".to_owned()];
        Evasion { guaranteed: met, likely, best: time, worst: time, assumptions, ..open.clone() }
    }

    fn told(&self, sea: &Sea, open: &Evasion) -> Evasion {
        let courses: Vec<Option<f64>> =
            (0..COURSES).map(|degree| self.met_on(sea, degree)).collect();
        let met = || courses.iter().flatten().copied();
        let entry = self.zone.map_or(f64::INFINITY, |zone| sea.entry(zone, self));
        let guaranteed = self.caught <= self.limit && self.caught <= entry;
        let best = met().min_by(f64::total_cmp);
        let latest = if guaranteed { Some(self.caught) } else { met().max_by(f64::total_cmp) };
        let worst = courses.iter().position(Option::is_none).or_else(|| {
            let late = |(_, a): &(usize, &Option<f64>), (_, b): &(usize, &Option<f64>)| {
                a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal)
            };
            courses.iter().enumerate().max_by(late).map(|(degree, _)| degree)
        });
        Evasion {
            guaranteed,
            likely: met().count() as f64 / f64::from(COURSES),
            best: best.map(Span::from_seconds_f64),
            worst: latest.map(Span::from_seconds_f64),
            worst_course: Degrees(worst.unwrap_or(0) as f64),
            assumptions: self.assumed(sea, guaranteed, met().count()),
            ..open.clone()
        }
    }

    fn assumed(&self, sea: &Sea, guaranteed: bool, met: usize) -> Vec<String> {
        let after = Span::from_seconds_f64(self.caught);
        let mut told = vec![
            sea.shore.clone(),
            format!(
                "steaming after the ship by the shortest water meets it within {after}, whatever it does"
            ),
            "a ship on a straight course stops where that runs ashore".to_owned(),
        ];
        if !guaranteed && met == COURSES as usize {
            let why = "every straight course is met, but a ship that turns around land could be in the zone first";
            told.push(why.to_owned());
        }
        told
    }

    /// When the ship is met that goes straight until it is ashore; `None` where it is in the zone first, or
    /// not met in time.
    fn met_on(&self, sea: &Sea, degree: u32) -> Option<f64> {
        let grid = &sea.ship.grid;
        let (east, north) = f64::from(degree).to_radians().sin_cos();
        let mut off = 0.0;
        loop {
            let flat = (off * east, off * north);
            let gone = grid.frame.off_centre(flat) / self.ship;
            if gone >= self.until() {
                return (self.caught <= self.limit).then_some(self.caught);
            }
            let place = grid.frame.place(flat);
            if self.zone.is_some_and(|zone| zone.holds(place)) {
                return None;
            }
            let there = self.there(sea, place);
            if there <= gone {
                return Some(gone);
            }
            off += 0.5 * grid.side;
            let ahead = (off * east, off * north);
            if !sea.is_water(ahead) {
                return Some(there).filter(|there| *there <= self.limit);
            }
        }
    }

    /// When the asset can be at a place: never sooner than it really can.
    fn there(&self, sea: &Sea, place: Point) -> f64 {
        let way = sea.asset.distance(place).unwrap_or(f64::INFINITY);
        (way + SHORT * sea.asset.grid.side) / self.pursuer + self.turns
    }
}

/// How far everything is from both, by water.
struct Sea {
    asset: Field,
    ship: Field,
    shore: String,
}

impl Sea {
    fn new(chase: &Chase<'_>, own: Position, from: Position, land: &dyn Land) -> Sea {
        let around = |at, metres: f64| {
            let metres = metres.max(200.0);
            let land = land.covering(&boxes_around(at, 1.15 * metres));
            let field =
                Field::new(grid_around(at, metres, metres / FINENESS), land, Passage::Generous);
            (field, shore_assumed(land))
        };
        let (asset, shore) = around(own, 1.02 * chase.pursuer * chase.until());
        let (ship, _) = around(from, 1.02 * chase.ship * chase.until());
        Sea { asset, ship, shore }
    }

    fn is_water(&self, flat: (f64, f64)) -> bool {
        let grid = &self.ship.grid;
        let (column, row) = grid.column_row(flat);
        let cell = grid.cell((column + 0.5).floor(), (row + 0.5).floor());
        cell.is_some_and(|cell| self.ship.raster.is_water(cell.index(grid)))
    }

    /// Whether the ship can go straight to all that it can reach in the chase, and the asset too.
    fn is_open(&self, chase: &Chase<'_>) -> bool {
        let grid = &self.ship.grid;
        let reach = chase.ship * chase.until();
        (0..grid.len()).all(|index| {
            let flat = grid.flat(grid.at(index));
            let straight = grid.frame.off_centre(flat);
            if straight > reach {
                return true;
            }
            let way = f64::from(self.ship.metres[index]);
            let asset = &self.asset.grid.frame;
            let place = grid.frame.place(flat);
            let direct = asset.off_centre(asset.flat(place));
            let far = self.asset.distance(place).unwrap_or(f64::INFINITY);
            way < straight + grid.side && far < direct + self.asset.grid.side
        })
    }

    /// The first second at which the ship can be in a zone, by water: never later than it really is.
    fn entry(&self, zone: &Zone, chase: &Chase<'_>) -> f64 {
        let grid = &self.ship.grid;
        let reach = chase.ship * chase.until();
        let near = self.ship.metres.iter().enumerate().filter(|(_, way)| f64::from(**way) <= reach);
        let inside = near.filter(|(index, _)| zone.holds(grid.place(grid.at(*index))));
        let first = inside.map(|(_, way)| f64::from(*way)).fold(f64::INFINITY, f64::min);
        (first - 1.5 * grid.side).max(0.0) / chase.ship
    }
}
