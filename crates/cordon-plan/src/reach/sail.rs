//! How a particle sails: by its plan, and off land.

use super::belief::{Belief, Particle};

/// Seconds of a step.
const STEP: f64 = 600.0;
/// A place is reached within this many metres.
const ARRIVED: f64 = 1_000.0;

#[derive(Clone, Debug)]
pub(super) enum Plan {
    Way {
        intent: usize,
        next: usize,
    },
    Straight,
    Loiter,
    /// From place to place on a ground around `middle`; to `mark` now.
    Works {
        middle: (f64, f64),
        radius: f64,
        mark: (f64, f64),
    },
}

impl Belief {
    /// What a particle at a place means to do, drawn.
    pub(super) fn plan(&mut self, at: (f64, f64), heading: f64) -> Plan {
        let drawn = self.part();
        let behaviour = &self.behaviour;
        let known: f64 = behaviour.intents.iter().map(|intent| intent.weight).sum();
        let mut drawn = drawn * (known + behaviour.straight + behaviour.loiters);
        for (intent, weight) in behaviour.intents.iter().map(|intent| intent.weight).enumerate() {
            if drawn < weight {
                return Plan::Way { intent, next: 0 };
            }
            drawn -= weight;
        }
        match behaviour.ground {
            _ if drawn < behaviour.straight => Plan::Straight,
            Some((least, most)) => self.works(at, heading, (least.value(), most.value())),
            None => Plan::Loiter,
        }
    }

    /// A ground that the boat is on, and the place on it that it makes for, of all the ways on which a boat that goes
    /// from anywhere on its ground to anywhere on it can be met here on this course.
    fn works(&mut self, at: (f64, f64), heading: f64, (least, most): (f64, f64)) -> Plan {
        let radius = (least + (most - least) * self.part()) * 1_852.0;
        let (east, north) = heading.sin_cos();
        loop {
            let from = self.errand((0.0, 0.0), radius);
            let along = from.0 * east + from.1 * north;
            let off = from.0 * from.0 + from.1 * from.1;
            let half = (along * along + radius * radius - off).max(0.0).sqrt();
            // To the edge of the ground, ahead and astern. A way of length r ahead has weight b·r + b²/2, since it
            // began anywhere astern and long ways are met more often.
            let (ahead, astern) = (half - along, half + along);
            let weight = ahead * astern * (ahead + astern) / (2.0 * radius.powi(3));
            if self.part() < weight {
                let part = self.part();
                let is_far = self.part() * (ahead + astern) < ahead;
                let far = ahead * if is_far { part.sqrt() } else { part };
                let middle = (at.0 - from.0, at.1 - from.1);
                return Plan::Works {
                    middle,
                    radius,
                    mark: (at.0 + far * east, at.1 + far * north),
                };
            }
        }
    }

    /// The next place on a ground.
    fn errand(&mut self, middle: (f64, f64), radius: f64) -> (f64, f64) {
        let (off, angle) = (radius * self.part().sqrt(), std::f64::consts::TAU * self.part());
        (middle.0 + off * angle.sin(), middle.1 + off * angle.cos())
    }

    /// Lets every particle sail on.
    pub(super) fn sail(&mut self, seconds: f64) {
        let mut particles = std::mem::take(&mut self.particles);
        for particle in &mut particles {
            let mut left = seconds;
            while left > 0.0 {
                let step = left.min(STEP);
                self.step(particle, step);
                left -= step;
            }
        }
        self.particles = particles;
    }

    fn step(&mut self, particle: &mut Particle, seconds: f64) {
        match particle.plan {
            Plan::Way { intent, ref mut next } => {
                let way = self.ways.get(intent).map(Vec::as_slice).unwrap_or_default();
                let Some(mark) = way.get(*next).copied() else { return };
                let off = (mark.0 - particle.at.0).hypot(mark.1 - particle.at.1);
                if off < ARRIVED.max(particle.speed * seconds) {
                    *next += 1;
                }
                particle.heading =
                    (mark.0 - particle.at.0).atan2(mark.1 - particle.at.1) + 0.05 * self.normal();
            }
            Plan::Works { middle, radius, ref mut mark } => {
                let off = (mark.0 - particle.at.0).hypot(mark.1 - particle.at.1);
                if off < ARRIVED.max(0.5 * particle.speed * seconds) {
                    *mark = self.errand(middle, radius);
                }
                particle.heading = (mark.0 - particle.at.0).atan2(mark.1 - particle.at.1);
            }
            Plan::Straight if self.turns_within(seconds, self.behaviour.keeps_h) => {
                particle.heading += self.behaviour.turn.value().to_radians() * self.normal();
            }
            Plan::Loiter if self.turns_within(seconds, self.behaviour.loiter_keeps_h) => {
                particle.heading = std::f64::consts::TAU * self.part();
            }
            Plan::Straight | Plan::Loiter => {}
        }
        let loiters = matches!(particle.plan, Plan::Loiter);
        let slow = if loiters { self.behaviour.loiter_speed } else { 1.0 };
        self.go(particle, slow * particle.speed * seconds);
    }

    fn turns_within(&mut self, seconds: f64, mean_h: f64) -> bool {
        self.part() < 1.0 - (-seconds / (3_600.0 * mean_h)).exp()
    }

    /// A step ahead, or to the side where land is ahead; where land is all around it stays.
    fn go(&mut self, particle: &mut Particle, metres: f64) {
        let flat = metres / self.reach.field().grid.frame.ground(particle.at);
        let side = if self.part() < 0.5 { 1.0 } else { -1.0 };
        for turn in [0.0, 0.5, -0.5, 1.0, -1.0, 1.6, -1.6, 2.4, -2.4] {
            let heading = particle.heading + side * turn;
            let to = (particle.at.0 + flat * heading.sin(), particle.at.1 + flat * heading.cos());
            if self.is_sea(to) {
                particle.at = to;
                particle.heading = heading;
                return;
            }
        }
    }

    pub(super) fn is_sea(&self, at: (f64, f64)) -> bool {
        let field = self.reach.field();
        field.grid.cell_at(at).is_some_and(|cell| {
            let index = cell.index(&field.grid);
            field.raster.is_water(index) && field.metres[index].is_finite()
        })
    }
}
