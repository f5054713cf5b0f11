//! Every place that a ship can have got to.
//!
//! A ship that may do anything within its top speed can be wherever the shortest way by water is no
//! longer than its speed times the time. The answer errs to the safe side only: a place that could be
//! reached is never left out, and land is passed at most a cell too close.

mod behaviour;
mod belief;
mod bridge;
mod contour;
mod density;
mod fitted;
mod levels;
mod rings;
mod sail;
mod smooth;

use cordon_core::{Knots, NauticalMiles, Position, Span};

pub use behaviour::{Behaviour, Intent};
pub use belief::{Belief, Look, PARTICLES};
pub use bridge::{Bridge, bridge};
pub use density::{Density, calibration};
pub use levels::{Group, Levels, PARTS};
pub use rings::{Area, Outline};

use crate::error::{self, PlanError};
use crate::field::{Field, Ground, Passage, grid_around};
use crate::land::{Land, afloat, boxes_around, shore_assumed};
use crate::motion::FASTEST_SHIP;

/// The farthest that is looked, in nautical miles.
pub const FARTHEST: NauticalMiles = NauticalMiles(2_500.0);
/// Cells from the middle to the edge, unless a cell size is given.
const FINENESS: f64 = 420.0;
/// The most cells on a side.
const MOST_CELLS: f64 = 4_000.0;

/// What is known of the ship.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    /// Where it was last.
    pub position: Position,
    /// How far it may have been from there: the error of the fix.
    pub uncertainty: NauticalMiles,
    /// How long ago; of an interval of fixes, since the earliest.
    pub elapsed: Span,
    /// The fastest that it goes.
    pub speed: Knots,
}

/// Top speeds by class, in knots: what a ship of the class does not exceed. Container ships averaged
/// 16 kn in 2012 (Third IMO GHG study) and are built for 25.
pub const CLASSES: [(&str, Knots, Knots); 8] = [
    // name, usual speed, top speed
    ("tanker", Knots(12.5), Knots(17.0)),
    ("bulk", Knots(12.0), Knots(16.5)),
    ("cargo", Knots(12.0), Knots(20.0)),
    ("container", Knots(16.0), Knots(25.0)),
    ("coaster", Knots(10.0), Knots(14.0)),
    ("fishing", Knots(9.0), Knots(14.0)),
    ("tug", Knots(9.0), Knots(15.0)),
    ("fast", Knots(25.0), Knots(45.0)),
];

/// Usual and top speed of a class by its name.
pub fn class_speeds(name: &str) -> Option<(Knots, Knots)> {
    CLASSES.iter().find(|(class, ..)| *class == name).map(|(_, usual, top)| (*usual, *top))
}

/// The places within reach.
#[derive(Clone, Debug)]
pub struct Reach {
    field: Field,
    sighting: Sighting,
    /// How far the ship can have come, in metres.
    budget: f64,
    /// What the answer rests on.
    pub assumptions: Vec<String>,
}

/// Where the ship can be. `cell` is the side of a grid cell in metres; left out, the grid is as
/// fine as an answer within a second allows.
pub fn reach(sighting: &Sighting, land: &dyn Land, cell: Option<f64>) -> Result<Reach, PlanError> {
    error::speed("top speed", sighting.speed.value(), 0.1, FASTEST_SHIP)?;
    error::within("uncertainty in nm", sighting.uncertainty.value(), 0.0, 500.0)?;
    error::within("elapsed time in hours", sighting.elapsed.hours(), 1e-3, 2_400.0)?;
    let way = NauticalMiles(sighting.speed.value() * sighting.elapsed.hours());
    let far = way + sighting.uncertainty;
    error::within("speed times time, in nm", far.value(), 0.01, FARTHEST.value())?;
    let budget = far.value() * 1_852.0;
    let cell = error::within(
        "cell in metres",
        cell.unwrap_or(budget / FINENESS),
        budget / MOST_CELLS * 2.0,
        budget.max(1.0),
    )?;
    let mut assumptions = assumed(sighting, cell);
    afloat(land, "the last position", sighting.position, &mut assumptions)?;
    let grid = grid_around(sighting.position, budget, cell);
    let land = land.covering(&boxes_around(sighting.position, 1.1 * budget + 10.0 * cell));
    assumptions.push(shore_assumed(land));
    let field = Field::new(grid, land, Passage::Generous);
    Ok(Reach { field, sighting: sighting.clone(), budget, assumptions })
}

fn assumed(sighting: &Sighting, cell: f64) -> Vec<String> {
    vec![
        format!(
            "the ship does at most {} for {}, from within {} of {}",
            sighting.speed, sighting.elapsed, sighting.uncertainty, sighting.position
        ),
        format!("land closes a way only where it is wider than some cells of {cell:.0} m"),
    ]
}

impl Reach {
    /// What was asked.
    pub fn sighting(&self) -> &Sighting {
        &self.sighting
    }

    /// The shortest way by water from the last position, never longer than it is; `None` where
    /// none leads within the grid.
    pub fn way(&self, at: Position) -> Option<NauticalMiles> {
        self.field.distance(at.into()).map(|metres| NauticalMiles(metres / 1_852.0))
    }

    /// Whether the ship can be there now.
    pub fn contains(&self, at: Position) -> bool {
        self.field.distance(at.into()).is_some_and(|metres| metres <= self.budget)
    }

    /// The earliest that it can be there.
    pub fn earliest(&self, at: Position) -> Option<Span> {
        let metres = self.field.distance(at.into())?;
        let way = (metres - self.sighting.uncertainty.value() * 1_852.0).max(0.0);
        Some(Span::from_seconds_f64(way / self.sighting.speed.metres_per_second()))
    }

    /// Square nautical miles of water within reach.
    pub fn area_nm2(&self) -> f64 {
        let field = &self.field;
        let cells = field.metres.iter().enumerate().filter(|(index, metres)| {
            f64::from(**metres) <= self.budget && field.raster.is_water(*index)
        });
        cells.map(|(index, _)| field.grid.area(field.grid.at(index))).sum::<f64>()
            / (1_852.0 * 1_852.0)
    }

    /// The outline of what is within reach at a part of the time, 1 for now.
    pub fn outline(&self, part: f64) -> Area {
        let uncertain = self.sighting.uncertainty.value() * 1_852.0;
        let level = uncertain + part.clamp(0.0, 1.0) * (self.budget - uncertain);
        let rings = contour::rings(&self.field.grid, &self.field.metres, level as f32);
        rings::area(&self.field.grid, &rings)
    }

    /// Cells on a side, their size in metres, and the earliest hours by row from the south-west;
    /// `None` beyond reach.
    pub fn cells(&self) -> (usize, f64, Vec<Option<f32>>) {
        let speed = self.sighting.speed.metres_per_second();
        let hours = |metres: &f32| {
            let hours = f64::from(*metres) / speed / 3_600.0;
            (f64::from(*metres) <= self.budget).then_some(hours as f32)
        };
        let grid = &self.field.grid;
        (grid.width() as usize, grid.side, self.field.metres.iter().map(hours).collect())
    }

    /// How far the ship can have come, in metres.
    fn budget(&self) -> f64 {
        self.budget
    }

    /// Cells with any water that can be reached, wholly or in part.
    fn open(&self) -> Vec<bool> {
        let field = &self.field;
        let far = (self.budget + field.grid.side) as f32;
        let cells = field.metres.iter().zip(&field.raster.0);
        cells.map(|(metres, ground)| *metres <= far && *ground != Ground::Land).collect()
    }

    pub(crate) fn field(&self) -> &Field {
        &self.field
    }
}
