//! Ships of a drill that are lost, and where the probability map drawn from their last sight has them.
//!
//! Every ship under way is taken to vanish every six hours. What is known of it is what its last report by AIS
//! says, with the errors that reports have in a drill. Hours later the map is asked where it is.

mod curve;
mod fit;
mod picture;

use std::collections::BTreeMap;

use cordon_core::{Knots, NauticalMiles, Position, Span};
use cordon_plan::reach::{Behaviour, Belief, Group, Levels, Sighting, class_speeds};
use cordon_plan::{Land, PlanError};

use crate::scenario::shape::Role;
use crate::scenario::{Class, Scenario};
use crate::world::{Member, State, Step, Stream, World};

pub use curve::{Curve, Held, Report, curves};
pub use fit::{Made, fitted, quantile};
pub use picture::picture;

/// Ships are taken to vanish every so many hours, from so many hours on.
const EVERY_H: i64 = 6;
const FROM_H: i64 = 3;
/// How far off a fix is taken to be.
const FIX: NauticalMiles = NauticalMiles(0.1);
/// Slower ships than this lie at anchor or in port: nobody needs a map for them.
const UNDER_WAY: f64 = 1.0;

/// Ships that say they fish.
pub const FISHING: &str = "fishing vessels";
/// All others.
pub const OTHER: &str = "other ships";

/// One ship, lost once.
#[derive(Clone, Debug)]
pub struct Lost {
    /// What its reports say that it is: what whoever asks for a map knows.
    pub class: &'static str,
    /// What it is to those who play the drill; nobody who looks for it knows.
    pub kind: &'static str,
    /// Hours since its last sight.
    pub after_h: f64,
    /// What is known of it.
    pub sighting: Sighting,
    /// How it is expected to sail.
    pub behaviour: Behaviour,
    /// Where it is.
    pub is: Position,
    /// For the particles.
    pub seed: u64,
}

/// What the map says of a ship that was lost.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Whose map it is.
    pub group: Group,
    /// [`FISHING`] or [`OTHER`], by its reports.
    pub class: &'static str,
    /// What it is to those who play the drill.
    pub kind: &'static str,
    /// Hours since its last sight.
    pub after_h: f64,
    /// The least part whose region holds the ship.
    pub level: f64,
    /// The same before regions were made to hold what they say.
    pub own: f64,
    /// Probability per square nautical mile where the ship is.
    pub per_nm2: f64,
    /// Square nautical miles of the region of 80 %.
    pub area_nm2: f64,
}

/// Everybody at some times.
type Truth = BTreeMap<Span, Vec<State>>;

/// All who are lost in a drill, for each of some hours.
pub fn lost(scenario: &Scenario, seed: u64, after: &[f64]) -> Vec<Lost> {
    let mut world = World::new(scenario, seed);
    let until = world.end() - world.start();
    let times =
        || (0..).map(|n| Span::from_hours(FROM_H + EVERY_H * n)).take_while(move |at| *at < until);
    let truth = played(&mut world, &|at: Span| {
        times().any(|lost| {
            at == lost || after.iter().any(|hours| at == lost + Span::from_hours_f64(*hours))
        })
    });
    let mut found = Vec::new();
    for at in times() {
        for (seen, member) in states(&truth, at, world.members()).filter(is_of_interest) {
            for &after_h in after {
                let mut later = states(&truth, at + Span::from_hours_f64(after_h), world.members());
                let Some((is, _)) = later.find(|(is, _)| is.craft == seen.craft) else { continue };
                let draw = seed ^ ((found.len() as u64) << 32);
                found.push(told(member, seen, is, after_h, draw));
            }
        }
    }
    found
}

/// Plays to the end, and keeps who is where at the times that count.
fn played(world: &mut World, counts: &dyn Fn(Span) -> bool) -> Truth {
    let (mut truth, mut step) = (Truth::new(), Step::default());
    loop {
        let now = world.now() - world.start();
        if counts(now) {
            truth.insert(now, world.states().collect());
        }
        if !world.advance(&mut step) {
            return truth;
        }
    }
}

fn states<'a>(
    truth: &'a Truth,
    at: Span,
    members: &'a [Member],
) -> impl Iterator<Item = (&'a State, &'a Member)> {
    let states = truth.get(&at).map(Vec::as_slice).unwrap_or_default();
    states.iter().filter_map(move |state| Some((state, members.get(state.craft)?)))
}

/// Ships under way that are nobody's assets.
fn is_of_interest((state, member): &(&State, &Member)) -> bool {
    member.role != Role::Enforcer && !member.class.flies() && state.sog_kn >= UNDER_WAY
}

fn kind(member: &Member) -> &'static str {
    match member.role {
        Role::Subject => "to be found",
        Role::Innocent => "look-alikes",
        _ if member.class == Class::Fishing => "boats on a ground",
        _ => "passing traffic",
    }
}

/// The class of ships that the planner knows.
fn class(class: Class) -> &'static str {
    match class {
        Class::Tanker | Class::CoastalTanker | Class::GasCarrier => "tanker",
        Class::BulkCarrier => "bulk",
        Class::Container | Class::Ferry => "container",
        Class::Coaster => "coaster",
        Class::Fishing => "fishing",
        Class::Tug => "tug",
        Class::Speedboat => "fast",
        _ => "cargo",
    }
}

/// What is known of a ship from its last report.
fn told(member: &Member, seen: &State, is: &State, after_h: f64, seed: u64) -> Lost {
    let name = class(member.class);
    let (_, top) = class_speeds(name).unwrap_or((Knots(12.0), Knots(25.0)));
    let (sog, course) = member.reported(seen, (seed >> 32) + seed);
    Lost {
        class: if member.class == Class::Fishing { FISHING } else { OTHER },
        kind: kind(member),
        after_h,
        sighting: Sighting {
            position: Position::wrapped(seen.lat, seen.lon),
            uncertainty: FIX,
            elapsed: Span::from_hours_f64(after_h),
            speed: Knots(top.value().max(1.1 * sog.value())),
        },
        behaviour: Behaviour::last_seen(Some(name), sog, course),
        is: Position::wrapped(is.lat, is.lon),
        seed,
    }
}

/// Those of whom the figures are fitted: of one seed and so many times, all fishing vessels and a third of the many
/// others, scattered, for a ship of a lane sails as the one behind it.
pub fn for_fitting(lost: Vec<Lost>, seed: u64, times: usize) -> Vec<Lost> {
    let stream = Stream::new(seed).of("fit");
    let is_one = |(number, lost): &(usize, Lost)| {
        lost.class == FISHING || stream.part((number / times.max(1)) as u64) < 1.0 / 3.0
    };
    lost.into_iter().enumerate().filter(is_one).map(|(_, lost)| lost).collect()
}

impl Lost {
    /// Draws the map from the last sight alone, and asks it where the ship is. `None` for a ship that a finer
    /// chart than the drill's has ashore: nobody could ask for its map.
    pub fn find(&self, particles: usize, land: &dyn Land) -> Result<Option<Found>, PlanError> {
        let belief = Belief::new(&self.sighting, &self.behaviour, land, particles, self.seed);
        let belief = match belief {
            Err(PlanError::OnLand { .. }) => return Ok(None),
            belief => belief?,
        };
        let map = belief.own_map();
        let own = map.level(self.is);
        let group = self.behaviour.group.unwrap_or(Group::Other);
        let map = map.calibrated(&Levels::fitted(group, self.after_h));
        Ok(Some(Found {
            group,
            class: self.class,
            kind: self.kind,
            after_h: self.after_h,
            level: map.level(self.is),
            own,
            per_nm2: map.per_nm2(self.is),
            area_nm2: map.region_nm2(0.8),
        }))
    }
}
