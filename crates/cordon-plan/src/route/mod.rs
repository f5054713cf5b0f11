//! The shortest way around land, at any angle.
//!
//! Where the straight way is not clear, [`search`] finds the exact one among the corners of the coast.
//! Where there are too many of them, a coarse distance field says on which side of which land the way
//! goes, and that way is pulled tight around the corners. Either touches land but does not cross it: a
//! real passage adds the clearance that its ship needs.

mod ashore;
mod berth;
mod coarse;
mod corners;
mod search;
mod shores;
mod tight;

use std::cell::{OnceCell, RefCell};

use cordon_core::{Degrees, NauticalMiles, Position};

use crate::earth::Point;
use crate::error::{self, PlanError};
use crate::land::{Land, afloat, boxes_around};
use coarse::Coarse;
use corners::Place;
use search::Search;
use shores::Shores;

/// The farthest place that a way around land is looked for, in nautical miles.
pub const FARTHEST: NauticalMiles = NauticalMiles(2_000.0);
/// More corners than this are left to the coarse field.
const MOST_CORNERS: usize = 12_000;
/// By how much longer ways are looked for when there was none.
const LONGER: f64 = 1.35;
/// Before ways so many times the straight one are looked for, it is asked whether any leads there.
const FAR: f64 = 1.8;

/// A way by water.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Start, turns and end.
    pub points: Vec<Position>,
    /// Its length along geodesics.
    pub length: NauticalMiles,
    /// Course at the start.
    pub course: Degrees,
}

/// Ways from one place to many.
#[derive(Debug)]
pub struct Router<'a> {
    start: Point,
    /// Where the ways begin: the start, or the water beside its berth.
    slip: Point,
    reach: f64,
    shores: Shores<'a>,
    search: RefCell<Option<Search>>,
    coarse: OnceCell<Coarse<'a>>,
    land: &'a dyn Land,
}

/// The shortest way from one place to another.
pub fn route(from: Position, to: Position, land: &dyn Land) -> Result<Route, PlanError> {
    let mut told = Vec::new();
    afloat(land, "the start", from, &mut told)?;
    afloat(land, "the end", to, &mut told)?;
    let straight = Point::from(from).distance(to.into());
    error::within("straight distance in nm", straight / 1_852.0, 0.0, FARTHEST.value())?;
    let mut missing = None;
    for wider in [1.4, 3.0, 8.0] {
        let radius = (wider * straight + 20_000.0).min(1.2 * FARTHEST.value() * 1_852.0);
        match Router::new(from, NauticalMiles(radius / 1_852.0), land)?.route(to) {
            Ok(route) => return Ok(route),
            Err(error) => missing = Some(error),
        }
    }
    Err(missing.unwrap_or_else(|| no_way(from.into(), to, 0.0)))
}

fn no_way(from: Point, to: Position, metres: f64) -> PlanError {
    PlanError::NoWay { from: from.position(), to, within_nm: metres / 1_852.0 }
}

impl<'a> Router<'a> {
    /// Looks at the sea around `start` out to `reach`.
    pub fn new(
        start: Position,
        reach: NauticalMiles,
        land: &'a dyn Land,
    ) -> Result<Router<'a>, PlanError> {
        error::within("reach in nm", reach.value(), 0.1, 1.2 * FARTHEST.value())?;
        let metres = reach.value() * 1_852.0;
        let land = land.covering(&boxes_around(start, 1.2 * metres));
        let shores = Shores::new(start, metres, land);
        let slip = berth::slip(&shores, land, start.into());
        let (search, coarse) = (RefCell::new(None), OnceCell::new());
        Ok(Router { start: start.into(), slip, reach: metres, shores, search, coarse, land })
    }

    /// The land that the ways go around.
    pub fn land(&self) -> &'a dyn Land {
        self.land
    }

    /// Whether the straight way to `to` is all water.
    pub fn is_clear(&self, to: Position) -> bool {
        self.sees(self.start, to.into())
    }

    fn sees(&self, from: Point, to: Point) -> bool {
        self.shores.clear(self.shores.flat(from), self.shores.flat(to))
    }

    /// The shortest way to a place.
    pub fn route(&self, to: Position) -> Result<Route, PlanError> {
        self.way(to.into()).ok_or_else(|| no_way(self.start, to, self.reach))
    }

    pub(crate) fn way(&self, to: Point) -> Option<Route> {
        if self.sees(self.start, to) {
            return Some(self.told(vec![self.start, to]));
        }
        let slip = berth::slip(&self.shores, self.land, to);
        let mut points = self.exact(slip).or_else(|| self.coarse().way(&self.shores, slip))?;
        if self.slip != self.start {
            points.insert(0, self.start);
        }
        if slip != to {
            points.push(to);
        }
        Some(self.told(points))
    }

    /// The turns of the shortest way, where there are not too many corners to look at.
    fn exact(&self, to: Point) -> Option<Vec<Point>> {
        let place = |at| Place::new(&self.shores, at);
        let (start, end) = (place(self.slip), place(to));
        let mut kept = self.search.borrow_mut();
        let mut axis = 1.05 * start.metres_to(&end);
        // What lies farther than the shores were read is not known.
        let farthest = 2.0 * self.reach - start.metres_to(&end);
        if let Some(search) = kept.as_mut() {
            if let Some(way) = search.way(&self.shores, end) {
                return Some(self.turns(&way, to));
            }
            axis = axis.max(LONGER * search.exact_within(&end));
        }
        while axis <= farthest {
            let search = kept.insert(Search::new(&self.shores, start, end, axis));
            if search.size() > MOST_CORNERS {
                *kept = None;
                return None;
            }
            if let Some(way) = search.way(&self.shores, end) {
                return Some(self.turns(&way, to));
            }
            axis *= LONGER;
            if axis > FAR * start.metres_to(&end) && !self.coarse().joins(to) {
                return None;
            }
        }
        None
    }

    fn turns(&self, places: &[Place], to: Point) -> Vec<Point> {
        let mut points: Vec<Point> =
            places.iter().map(|place| self.shores.place(place.flat)).collect();
        if let Some(first) = points.first_mut() {
            *first = self.slip;
        }
        if let Some(last) = points.last_mut() {
            *last = to;
        }
        points
    }

    fn coarse(&self) -> &Coarse<'a> {
        self.coarse.get_or_init(|| Coarse::new(self.slip, self.reach, self.land))
    }

    fn told(&self, points: Vec<Point>) -> Route {
        let legs = points.windows(2).filter_map(|leg| match leg {
            [a, b] => Some(a.distance(*b)),
            _ => None,
        });
        let length = NauticalMiles(legs.sum::<f64>() / 1_852.0);
        let course = points.get(1).map_or(0.0, |next| self.start.line_to(*next).leaves);
        let points = points.into_iter().map(Point::position).collect();
        Route { points, length, course: Degrees(course.rem_euclid(360.0)) }
    }
}
