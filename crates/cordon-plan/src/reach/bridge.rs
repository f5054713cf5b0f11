//! Both ends of a silence are known: where was it in between?
//!
//! A place could be passed when the ways to it and from it fit together into the time: the prism of
//! space and time (Hägerstrand 1970), whose shadow on an open sea is an ellipse.

use cordon_core::{Knots, NauticalMiles, Position, Span};

use super::{Area, Reach, Sighting, contour, reach, rings};
use crate::earth::Point;
use crate::error::PlanError;
use crate::land::Land;

/// The places between two fixes.
#[derive(Clone, Debug)]
pub struct Bridge {
    from: Reach,
    to: Reach,
    elapsed: Span,
    budget: f64,
    /// The least speed that joins the ends by water.
    pub least_speed: Knots,
}

/// Everything between `from` and `to`, `elapsed` apart, at no more than `speed`; each end known to
/// `uncertainty`.
pub fn bridge(
    from: Position,
    to: Position,
    elapsed: Span,
    speed: Knots,
    uncertainty: NauticalMiles,
    land: &dyn Land,
) -> Result<Bridge, PlanError> {
    let sighting = |position| Sighting { position, uncertainty, elapsed, speed };
    let (out, back) = (reach(&sighting(from), land, None)?, reach(&sighting(to), land, None)?);
    let budget = (speed.value() * elapsed.hours() + 2.0 * uncertainty.value()) * 1_852.0;
    let straight = Point::from(from).distance(to.into()) / 1_852.0;
    let way = out.way(to).map_or(f64::INFINITY, NauticalMiles::value).max(straight);
    let least = (way - 2.0 * uncertainty.value()).max(0.0) / elapsed.hours();
    if least > speed.value() {
        let within_nm = speed.value() * elapsed.hours();
        return Err(PlanError::NoWay { from, to, within_nm });
    }
    Ok(Bridge { from: out, to: back, elapsed, budget, least_speed: Knots(least) })
}

impl Bridge {
    /// Whether the ship can have been at a place at all.
    pub fn contains(&self, at: Position) -> bool {
        self.ways(at).is_some_and(|(out, back)| out + back <= self.budget)
    }

    /// Whether it can have been there at a time after the first fix.
    pub fn contains_at(&self, at: Position, after: Span) -> bool {
        let speed = self.from.sighting().speed.metres_per_second();
        let unsure = self.from.sighting().uncertainty.value() * 1_852.0;
        let left = self.elapsed.seconds() - after.seconds();
        self.ways(at).is_some_and(|(out, back)| {
            out <= speed * after.seconds() + unsure && back <= speed * left + unsure
        })
    }

    /// How long it can have stayed at a place.
    pub fn longest_stay(&self, at: Position) -> Option<Span> {
        let (out, back) = self.ways(at)?;
        let spare = self.budget - out - back;
        let speed = self.from.sighting().speed.metres_per_second();
        (spare >= 0.0).then(|| Span::from_seconds_f64(spare / speed))
    }

    fn ways(&self, at: Position) -> Option<(f64, f64)> {
        let place = at.into();
        Some((self.from.field().distance(place)?, self.to.field().distance(place)?))
    }

    /// What the answer rests on.
    pub fn assumptions(&self) -> Vec<String> {
        let mut told = self.from.assumptions.clone();
        told.extend(
            self.to
                .assumptions
                .iter()
                .filter(|line| !told.contains(line))
                .cloned()
                .collect::<Vec<_>>(),
        );
        told
    }

    /// The outline of all places it can have been.
    pub fn outline(&self) -> Area {
        let grid = &self.from.field().grid;
        let values: Vec<f32> = self
            .from
            .field()
            .metres
            .iter()
            .enumerate()
            .map(|(index, out)| {
                if f64::from(*out) > self.budget {
                    return f32::INFINITY;
                }
                let back = self.to.field().distance(grid.place(grid.at(index)));
                back.map_or(f32::INFINITY, |back| out + back as f32)
            })
            .collect();
        rings::area(grid, &contour::rings(grid, &values, self.budget as f32))
    }

    /// How likely each of some places is, beside the others: ways twice as long as the shortest are
    /// rarer by `e^−10`, as ships seldom wander. 0 where it cannot have been.
    pub fn likelihood(&self, places: &[Position]) -> Vec<f64> {
        let least = (self.least_speed.value() * self.elapsed.hours() * 1_852.0).max(1.0);
        let worth = |at: &Position| match self.ways(*at) {
            Some((out, back)) if out + back <= self.budget => {
                (-10.0 * ((out + back) / least - 1.0).max(0.0)).exp()
            }
            _ => 0.0,
        };
        let worths: Vec<f64> = places.iter().map(worth).collect();
        let sum: f64 = worths.iter().sum();
        worths.iter().map(|worth| if sum > 0.0 { worth / sum } else { 0.0 }).collect()
    }
}
