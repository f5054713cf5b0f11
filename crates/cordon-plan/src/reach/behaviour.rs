//! How ships of a kind behave, as far as it matters where one is hours later.

use cordon_core::{Degrees, Knots, Position};

use super::class_speeds;

/// Somewhere that ships like this go.
#[derive(Clone, Debug, PartialEq)]
pub struct Intent {
    /// The way, last place last; from where the ship is to the first of them it goes around land.
    pub way: Vec<Position>,
    /// How likely, beside the other intents, straight on and loitering.
    pub weight: f64,
}

/// How a ship of its kind behaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Behaviour {
    /// Usual speed; drawn with its spread, up to the sighting's top speed.
    pub usual: Knots,
    /// Standard deviation of the speed, as a share of the usual one.
    pub speed_spread: f64,
    /// Its course when last seen, if known.
    pub course: Option<Degrees>,
    /// Standard deviation of the course that it sails on about the one when last seen.
    pub course_spread: Degrees,
    /// Ports and lanes.
    pub intents: Vec<Intent>,
    /// How likely it sails on without a known end.
    pub straight: f64,
    /// How likely it stays about where it is.
    pub loiters: f64,
    /// Mean hours between changes of course when it sails on.
    pub keeps_h: f64,
    /// Standard deviation of such a change.
    pub turn: Degrees,
    /// Its speed while it loiters, as a share of the drawn one.
    pub loiter_speed: f64,
    /// Mean hours between changes of course while it loiters; each goes anywhere.
    pub loiter_keeps_h: f64,
}

impl Default for Behaviour {
    fn default() -> Self {
        Behaviour {
            usual: Knots(10.0),
            speed_spread: 0.1,
            course: None,
            course_spread: Degrees(14.0),
            intents: Vec::new(),
            straight: 0.85,
            loiters: 0.15,
            keeps_h: 4.0,
            turn: Degrees(40.0),
            loiter_speed: 0.3,
            loiter_keeps_h: 0.17,
        }
    }
}

impl Behaviour {
    /// A ship of a class (by its name in [`super::CLASSES`]) that was last seen under way, and of which nothing
    /// else is known: it most likely goes on as it did.
    pub fn last_seen(class: Option<&str>, speed: Knots, course: Degrees) -> Behaviour {
        let usual = class.and_then(class_speeds).map_or(speed, |(usual, _)| usual);
        let fishes = class == Some("fishing") || speed.value() < 0.5 * usual.value();
        let (straight, loiters) = if fishes { (0.3, 0.7) } else { (0.95, 0.05) };
        Behaviour { usual: speed, course: Some(course), straight, loiters, ..Behaviour::default() }
    }
}
