//! Ships of a drill that are seen once, and where they are hours later.

use std::collections::BTreeMap;

use cordon_core::{Degrees, Knots, NauticalMiles, Position, Span};
use cordon_drill::scenario::shape::Role;
use cordon_drill::scenario::{Class, Scenario};
use cordon_drill::world::{Member, State, Step, World};
use cordon_plan::reach::{Behaviour, Belief, Sighting, class_speeds};
use cordon_plan::{Land, PlanError};

use crate::commands::plan::place::refused;
use crate::error::Failure;

/// Ships are taken to vanish every so many hours, from so many hours on.
const EVERY_H: i64 = 6;
const FROM_H: i64 = 3;
/// How far off a fix is taken to be.
const FIX: NauticalMiles = NauticalMiles(0.1);
/// Slower ships than this lie at anchor or in port: nobody needs a map for them.
const UNDER_WAY: f64 = 1.0;

/// One ship, lost once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) kind: &'static str,
    pub(super) after_h: f64,
    /// The least part whose region holds the ship.
    pub(super) level: f64,
}

/// Everybody at some times.
type Truth = BTreeMap<Span, Vec<State>>;

/// What one seed of a drill shows.
pub(super) fn samples(
    scenario: &Scenario,
    seed: u64,
    after: &[f64],
    particles: u32,
    land: &dyn Land,
) -> Result<Vec<Sample>, Failure> {
    let mut world = World::new(scenario, seed);
    let until = world.end() - world.start();
    let lost =
        || (0..).map(|n| Span::from_hours(FROM_H + EVERY_H * n)).take_while(move |at| *at < until);
    let truth = played(&mut world, &|at: Span| {
        lost().any(|lost| {
            at == lost || after.iter().any(|hours| at == lost + Span::from_hours_f64(*hours))
        })
    });
    let mut samples = Vec::new();
    for lost in lost() {
        for (seen, member) in states(&truth, lost, world.members()).filter(is_of_interest) {
            for &after_h in after {
                let later = states(&truth, lost + Span::from_hours_f64(after_h), world.members());
                let mut later = later.filter(|(state, _)| state.craft == seen.craft);
                let Some((is, _)) = later.next() else { continue };
                let draw = seed ^ ((samples.len() as u64) << 32);
                let level = level(member, seen, is, after_h, particles, draw, land)
                    .map_err(|error| refused(&error))?;
                samples.push(Sample { kind: kind(member), after_h, level });
            }
        }
    }
    Ok(samples)
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
        _ if member.class == Class::Fishing => "fishing",
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

/// Draws the map from the last sight alone, and asks it where the ship is.
fn level(
    member: &Member,
    seen: &State,
    is: &State,
    after_h: f64,
    particles: u32,
    draw: u64,
    land: &dyn Land,
) -> Result<f64, PlanError> {
    let name = class(member.class);
    let (_, top) = class_speeds(name).unwrap_or((Knots(12.0), Knots(25.0)));
    let sog = Knots(seen.sog_kn);
    let sighting = Sighting {
        position: Position::wrapped(seen.lat, seen.lon),
        uncertainty: FIX,
        elapsed: Span::from_hours_f64(after_h),
        speed: Knots(top.value().max(1.1 * sog.value())),
    };
    let behaviour = Behaviour::last_seen(Some(name), sog, Degrees(seen.cog_deg));
    let belief = Belief::new(&sighting, &behaviour, land, particles as usize, draw)?;
    Ok(belief.density(belief.fitting_cell())?.level(Position::wrapped(is.lat, is.lon)))
}
