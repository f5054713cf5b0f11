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
    /// else is known: a fishing boat, or whoever is much slower than its class, most likely works where it is,
    /// to and fro; another goes on as it did. The figures were chosen on seeds 1, 2 and 5 of the drill
    /// `jeju-2023`; docs/planning.md tells how they do on others.
    pub fn last_seen(class: Option<&str>, speed: Knots, course: Degrees) -> Behaviour {
        let usual = class.and_then(class_speeds).map_or(speed, |(usual, _)| usual);
        let works = class == Some("fishing") || speed.value() < 0.5 * usual.value();
        let seen = Behaviour { usual: speed, course: Some(course), ..Behaviour::default() };
        if works {
            Behaviour {
                straight: 0.1,
                loiters: 0.9,
                loiter_speed: 1.0,
                loiter_keeps_h: 0.7,
                course_spread: Degrees(30.0),
                ..seen
            }
        } else {
            Behaviour {
                straight: 0.92,
                loiters: 0.08,
                keeps_h: 5.0,
                turn: Degrees(60.0),
                speed_spread: 0.02,
                course_spread: Degrees(2.0),
                ..seen
            }
        }
    }
}
