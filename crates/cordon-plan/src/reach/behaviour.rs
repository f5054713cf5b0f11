//! How ships of a kind behave, as far as it matters where one is hours later.

use cordon_core::{Degrees, Knots, NauticalMiles, Position};

use super::class_speeds;
use super::levels::Group;

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
    /// Who stays about where it is works a ground of at least and at most this radius, from place to place on it at
    /// the drawn speed; nobody knows which of the grounds around it. Left out, it loiters.
    pub ground: Option<(NauticalMiles, NauticalMiles)>,
    /// Whose figures say how far the map can be trusted: see [`Group`]. None, and the map is taken as it is.
    pub group: Option<Group>,
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
            ground: None,
            group: None,
        }
    }
}

impl Behaviour {
    /// A ship of a class (by its name in [`super::CLASSES`]) that was last seen under way, and of which nothing
    /// else is known: a fishing boat, or whoever is much slower than its class, most likely works where it is,
    /// to and fro; another goes on as it did. The figures were chosen by hand among some that were tried, by the
    /// likelihood of ships of seeds 1 to 6 of the drill `jeju-2023`; how often regions hold is seen to by
    /// [`super::Levels`].
    pub fn last_seen(class: Option<&str>, speed: Knots, course: Degrees) -> Behaviour {
        let usual = class.and_then(class_speeds).map_or(speed, |(usual, _)| usual);
        let works = class == Some("fishing") || speed.value() < 0.5 * usual.value();
        let group = Some(if class == Some("fishing") { Group::Fishing } else { Group::Other });
        let seen = Behaviour { usual: speed, course: Some(course), group, ..Behaviour::default() };
        if works {
            Behaviour {
                straight: 0.07,
                loiters: 0.93,
                ground: Some((NauticalMiles(5.0), NauticalMiles(14.0))),
                speed_spread: 0.02,
                course_spread: Degrees(15.0),
                ..seen
            }
        } else {
            Behaviour {
                straight: 0.99,
                loiters: 0.01,
                keeps_h: 9.0,
                turn: Degrees(60.0),
                speed_spread: 0.005,
                course_spread: Degrees(0.5),
                ..seen
            }
        }
    }
}
