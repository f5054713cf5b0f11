//! Where a ship most likely is: many ships that it might be, each sailing as such a ship would.
//!
//! Every particle draws an intent (a port or lane, straight on, or loitering), a speed of its class, and
//! keeps off land. What sensors have not seen weighs particles down by Bayes' rule.

use cordon_core::{NauticalMiles, Position, Span};
use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::{Behaviour, Reach, Sighting, reach};
use crate::error::{self, PlanError};
use crate::land::Land;
use crate::reach::density::{Density, nothing_left};
use crate::reach::levels::Levels;
use crate::reach::sail::Plan;
use crate::reach::smooth::smoothed;
use crate::route::Router;
use crate::zone::Zone;

/// A look that saw nothing.
#[derive(Clone, Debug)]
pub struct Look {
    /// Where.
    pub zone: Zone,
    /// The chance that it would have seen the ship there.
    pub pod: f64,
}

/// One ship that it might be.
#[derive(Clone, Debug)]
pub(super) struct Particle {
    pub(super) at: (f64, f64),
    /// Metres per second.
    pub(super) speed: f64,
    pub(super) heading: f64,
    pub(super) plan: Plan,
    weight: f64,
}

/// Where a ship may be, with probability.
#[derive(Clone, Debug)]
pub struct Belief {
    pub(super) reach: Reach,
    pub(super) ways: Vec<Vec<(f64, f64)>>,
    pub(super) particles: Vec<Particle>,
    pub(super) behaviour: Behaviour,
    random: Pcg64Mcg,
}

/// Particles to a map where nobody says how many: regions are fitted for as many.
pub const PARTICLES: usize = 20_000;
const MOST: usize = 200_000;
/// The share of a map for places where no particle is.
const ELSEWHERE: f64 = 0.02;

impl Belief {
    /// The ship as it may be now, `sighting.elapsed` after it was seen.
    pub fn new(
        sighting: &Sighting,
        behaviour: &Behaviour,
        land: &dyn Land,
        particles: usize,
        seed: u64,
    ) -> Result<Belief, PlanError> {
        error::within("particles", particles as f64, 100.0, MOST as f64)?;
        let top = sighting.speed.value();
        error::speed("usual speed", behaviour.usual.value(), 0.0, top)?;
        for hours in [behaviour.keeps_h, behaviour.loiter_keeps_h] {
            error::within("hours between turns", hours, 0.01, 1e4)?;
        }
        for share in [behaviour.speed_spread, behaviour.loiter_speed] {
            error::within("share of the speed", share, 0.0, 1.0)?;
        }
        if let Some((least, most)) = behaviour.ground {
            let most = error::within("radius of a ground in nm", most.value(), 0.1, 500.0)?;
            error::within("least radius of a ground in nm", least.value(), 0.1, most)?;
        }
        let weights = behaviour.intents.iter().map(|intent| intent.weight);
        for weight in weights.chain([behaviour.straight, behaviour.loiters]) {
            error::within("weight of an intent", weight, 0.0, 1e6)?;
        }
        let reach = reach(sighting, land, Some(coarse(sighting)))?;
        let ways = ways(&reach, behaviour, land)?;
        let random = Pcg64Mcg::new(u128::from(seed) << 1 | 1);
        let behaviour = behaviour.clone();
        let mut belief = Belief { reach, ways, particles: Vec::new(), behaviour, random };
        for _ in 0..particles {
            let drawn = belief.draw(sighting, 1.0 / particles as f64);
            belief.particles.push(drawn);
        }
        belief.sail(sighting.elapsed.seconds());
        Ok(belief)
    }

    /// What the ship can reach at all.
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    fn draw(&mut self, sighting: &Sighting, weight: f64) -> Particle {
        let off = sighting.uncertainty.value() * 1_852.0 * self.part().sqrt();
        let angle = std::f64::consts::TAU * self.part();
        let start = (off * angle.sin(), off * angle.cos());
        let at = if self.is_sea(start) { start } else { (0.0, 0.0) };
        let usual = self.behaviour.usual.metres_per_second();
        let top = sighting.speed.metres_per_second();
        let speed = usual * (1.0 + self.behaviour.speed_spread * self.normal());
        let speed = speed.clamp(0.0, top);
        let heading = match self.behaviour.course {
            Some(course) => {
                (course + self.behaviour.course_spread * self.normal()).value().to_radians()
            }
            None => std::f64::consts::TAU * self.part(),
        };
        let plan = self.plan(at, heading);
        Particle { at, speed, heading, plan, weight }
    }

    /// Time passes: what the ship can reach grows, and each particle sails on.
    pub fn advance(&mut self, by: Span, land: &dyn Land) -> Result<(), PlanError> {
        if by < Span::ZERO {
            return Err(PlanError::Backwards {
                what: "time of the picture".to_owned(),
                early: self.reach.sighting().elapsed.to_string(),
                late: (self.reach.sighting().elapsed + by).to_string(),
            });
        }
        let mut sighting = self.reach.sighting().clone();
        sighting.elapsed = sighting.elapsed + by;
        // The same centre: places in the plane stay what they are.
        self.reach = reach(&sighting, land, Some(coarse(&sighting)))?;
        self.sail(by.seconds());
        Ok(())
    }

    /// A look found nothing. Returns the chance that it would have found the ship.
    pub fn not_seen(&mut self, look: &Look) -> Result<f64, PlanError> {
        let pod = error::within("chance to see", look.pod, 0.0, 1.0)?;
        let frame = &self.reach.field().grid.frame;
        let mut missed = 0.0;
        for particle in &mut self.particles {
            if look.zone.holds(frame.place(particle.at)) {
                missed += particle.weight * pod;
                particle.weight *= 1.0 - pod;
            }
        }
        let left = 1.0 - missed;
        if left <= 1e-12 {
            return Err(nothing_left());
        }
        for particle in &mut self.particles {
            particle.weight /= left;
        }
        self.resample();
        Ok(missed)
    }

    /// Heavy particles are doubled and light ones dropped once few carry most of the weight
    /// (systematic resampling; Kitagawa 1996).
    fn resample(&mut self) {
        let effective = 1.0 / self.particles.iter().map(|p| p.weight * p.weight).sum::<f64>();
        let count = self.particles.len();
        if effective > 0.25 * count as f64 {
            return;
        }
        let share = 1.0 / count as f64;
        let (mut mark, mut sum) = (self.part() * share, 0.0);
        let mut drawn = Vec::with_capacity(count);
        for particle in &self.particles {
            sum += particle.weight;
            while mark < sum && drawn.len() < count {
                drawn.push(Particle { weight: share, ..particle.clone() });
                mark += share;
            }
        }
        self.particles = drawn;
    }

    /// Cells in which the particles spread well: some hundreds hold half of them.
    pub fn fitting_cell(&self) -> NauticalMiles {
        let count = self.particles.len().max(1) as f64;
        let mean =
            |part: fn(&Particle) -> f64| self.particles.iter().map(part).sum::<f64>() / count;
        let (x, y) = (mean(|p| p.at.0), mean(|p| p.at.1));
        let off = |p: &Particle| (p.at.0 - x).powi(2) + (p.at.1 - y).powi(2);
        let spread = (self.particles.iter().map(off).sum::<f64>() / count).sqrt();
        NauticalMiles((spread / 1_852.0 / 12.0).clamp(0.05, 200.0))
    }

    /// The density of particles over cells of about `cell` nautical miles.
    pub fn density(&self, cell: NauticalMiles) -> Result<Density, PlanError> {
        error::within("cell in nm", cell.value(), 0.05, 200.0)?;
        let frame = self.reach.field().grid.frame.clone();
        let places = self.particles.iter().map(|particle| (particle.at, particle.weight));
        Ok(Density::new(frame, cell.value() * 1_852.0, places, |at| self.is_sea(at)))
    }

    /// Where the ship most likely is, over all that it can reach: particles smoothed as many as there are near by, a small
    /// share for places where none is, and regions that hold what they say where that was fitted. Looks are best given to
    /// the map: what was fitted is for ships of which no more is known than their last sight.
    pub fn map(&self) -> Density {
        let own = self.own_map();
        let fitted = self.behaviour.group.filter(|_| self.behaviour.intents.is_empty());
        let hours = self.reach.sighting().elapsed.hours();
        match fitted {
            Some(group) => own.calibrated(&Levels::fitted(group, hours)),
            None => own,
        }
    }

    /// The map with levels as the behaviour has them.
    pub fn own_map(&self) -> Density {
        let field = self.reach.field();
        let mut weight = vec![0.0_f32; field.grid.len()];
        for particle in &self.particles {
            if let Some(cell) = field.grid.cell_at(particle.at) {
                weight[cell.index(&field.grid)] += particle.weight as f32;
            }
        }
        let open = self.reach.open();
        let dense = smoothed(&field.grid, weight, &open, self.particles.len());
        Density::of(field.grid.clone(), self.with_elsewhere(&dense, &open))
    }

    /// A density with [`ELSEWHERE`] spread over all that can be reached, nearer places the likelier.
    fn with_elsewhere(&self, dense: &[f32], open: &[bool]) -> Vec<f32> {
        let field = self.reach.field();
        let broad = |index: usize| {
            let far = f64::from(field.metres[index]) / self.reach.budget();
            if open[index] { 1.1 - far.min(1.05) } else { 0.0 }
        };
        let sum: f64 = dense.iter().map(|it| f64::from(*it)).sum();
        let all: f64 = (0..dense.len()).map(broad).sum();
        let share = |index: usize| {
            let near = if sum > 0.0 { f64::from(dense[index]) / sum } else { 0.0 };
            ((1.0 - ELSEWHERE) * near + ELSEWHERE * broad(index) / all) as f32
        };
        (0..dense.len()).map(share).collect()
    }

    /// The chance that the ship is in a zone.
    pub fn inside(&self, zone: &Zone) -> f64 {
        let frame = &self.reach.field().grid.frame;
        let inside = |particle: &&Particle| zone.holds(frame.place(particle.at));
        self.particles.iter().filter(inside).map(|particle| particle.weight).sum()
    }

    /// Where the particles are, with their weights.
    pub fn particles(&self) -> impl Iterator<Item = (Position, f64)> + '_ {
        let frame = &self.reach.field().grid.frame;
        self.particles.iter().map(|p| (frame.place(p.at).position(), p.weight))
    }

    pub(super) fn part(&mut self) -> f64 {
        self.random.random::<f64>()
    }

    /// Standard normal (Box and Muller 1958).
    pub(super) fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.part(), self.part());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

/// Cells for particles and maps: less than a hundredth of the way.
fn coarse(sighting: &Sighting) -> f64 {
    let way = sighting.speed.value() * sighting.elapsed.hours() + sighting.uncertainty.value();
    (way * 1_852.0 / 150.0).max(1.0)
}

/// The intents as ways in the plane, around land.
fn ways(
    reach: &Reach,
    behaviour: &Behaviour,
    land: &dyn Land,
) -> Result<Vec<Vec<(f64, f64)>>, PlanError> {
    let frame = &reach.field().grid.frame;
    let from = reach.sighting().position;
    let mut ways = Vec::with_capacity(behaviour.intents.len());
    for intent in &behaviour.intents {
        let Some(first) = intent.way.first() else {
            let mend = "give it at least one place".to_owned();
            return Err(PlanError::Empty { what: "the way of an intent".to_owned(), mend });
        };
        let straight = crate::earth::Point::from(from).distance((*first).into()) / 1_852.0;
        let router = Router::new(from, NauticalMiles(1.6 * straight + 20.0), land)?;
        let there = router.route(*first)?.points;
        let places = there.iter().skip(1).chain(intent.way.iter().skip(1));
        ways.push(places.map(|at| frame.flat((*at).into())).collect());
    }
    Ok(ways)
}
