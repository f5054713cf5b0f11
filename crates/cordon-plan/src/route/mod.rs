//! The shortest way around land, at any angle.
//!
//! A coarse distance field says on which side of which land the way goes; the way through its cells is
//! then pulled tight around the very corners of the coast. The result touches land but does not cross
//! it: a real passage adds the clearance that its ship needs.

mod ashore;
mod shores;
mod tight;

use cordon_core::{Degrees, NauticalMiles, Position};

use crate::earth::Point;
use crate::error::{self, PlanError};
use crate::field::{Cell, Field, Passage, grid_around};
use crate::land::{Land, afloat, boxes_around};
use shores::Shores;

/// The farthest place that a way around land is looked for, in nautical miles.
pub const FARTHEST: NauticalMiles = NauticalMiles(2_000.0);
/// Cells from the start to the edge of the grid.
const FINENESS: f64 = 220.0;

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
    reach: f64,
    field: Field,
    shores: Shores<'a>,
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
        let grid = grid_around(start, metres, metres / FINENESS);
        let land = land.covering(&boxes_around(start, 1.2 * metres));
        let shores = Shores::new(start, metres, land);
        let field = Field::new(grid, land, Passage::Strict);
        Ok(Router { start: start.into(), reach: metres, field, shores, land })
    }

    /// The land that the ways go around.
    pub fn land(&self) -> &'a dyn Land {
        self.land
    }

    /// Whether the straight way to `to` is all water.
    pub fn is_clear(&self, to: Position) -> bool {
        self.shores.clear(self.shores.flat(self.start), self.shores.flat(to.into()))
    }

    /// The shortest way to a place.
    pub fn route(&self, to: Position) -> Result<Route, PlanError> {
        self.way(to.into()).ok_or_else(|| no_way(self.start, to, self.reach))
    }

    pub(crate) fn way(&self, to: Point) -> Option<Route> {
        let (from, end) = (self.shores.flat(self.start), self.shores.flat(to));
        if self.shores.clear(from, end) {
            return Some(self.told(vec![self.start, to]));
        }
        let mut way = vec![from];
        let cells = self.cells_to(to)?;
        way.extend(cells.iter().map(|cell| self.shores.flat(self.field.grid.place(*cell))));
        way.push(end);
        let tight = tight::pulled(&self.shores, &ashore::mended(&self.shores, &way));
        let mut points: Vec<Point> = tight.iter().map(|at| self.shores.place(*at)).collect();
        if let Some(last) = points.last_mut() {
            *last = to;
        }
        Some(self.told(points))
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

    /// Cells from the start to `to`, downhill in distance.
    fn cells_to(&self, to: Point) -> Option<Vec<Cell>> {
        let grid = &self.field.grid;
        let metres = |cell: Cell| self.field.metres[cell.index(grid)];
        let nearest =
            |cell: Cell| grid.around(cell).min_by(|a, b| metres(*a).total_cmp(&metres(*b)));
        let mut cell = grid.find(to)?;
        if !metres(cell).is_finite() {
            // A berth in a cell whose middle is land: on from a neighbour in sight, if there is one.
            let end = self.shores.flat(to);
            let is_seen = |cell: &Cell| self.shores.clear(self.shores.flat(grid.place(*cell)), end);
            let seen = grid.around(cell).filter(|cell| metres(*cell).is_finite() && is_seen(cell));
            let best = seen.min_by(|a, b| metres(*a).total_cmp(&metres(*b)));
            cell = best.or_else(|| nearest(cell)).filter(|cell| metres(*cell).is_finite())?;
        }
        let mut cells = vec![cell];
        while metres(cell) > 0.0 {
            let next = nearest(cell)?;
            if metres(next) >= metres(cell) {
                return None;
            }
            cell = next;
            cells.push(cell);
        }
        cells.reverse();
        Some(cells)
    }
}
