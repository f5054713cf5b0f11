//! Who hears what: shore stations by distance, satellites while one is in view.

use cordon_core::geodesy::quick_distance;
use cordon_core::units::METRES_PER_NM;
use cordon_core::{Position, Span};

use crate::random::Random;
use crate::ship::Class;

/// Where someone listens.
#[derive(Clone, Debug)]
pub(crate) struct Shore {
    pub(crate) name: &'static str,
    pub(crate) position: Position,
    /// Height of the antenna above the sea in metres.
    pub(crate) height: f64,
    /// From when until when it was out of order.
    pub(crate) outage: Option<(Span, Span)>,
}

/// All who listen.
#[derive(Clone, Debug)]
pub(crate) struct Receivers {
    /// In order: the first that hears a message is named.
    pub(crate) shore: Vec<Shore>,
    pub(crate) satellite: Satellite,
}

/// One satellite of a low orbit that comes over the whole area again and again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Satellite {
    pub(crate) name: &'static str,
    pub(crate) first_pass: Span,
    pub(crate) period: Span,
    pub(crate) in_view: Span,
}

impl Receivers {
    /// The receiver that hears a message, if any does. Chances are drawn from the sender's numbers,
    /// so that other ships do not matter.
    pub(crate) fn heard_by(
        &self,
        at: Position,
        class: Class,
        now: Span,
        random: &mut Random,
    ) -> Option<&'static str> {
        for shore in &self.shore {
            let chance = shore.chance(at, class, now);
            if chance > 0.0 && random.happens(chance) {
                return Some(shore.name);
            }
        }
        let is_heard = self.satellite.is_in_view(now) && random.happens(satellite_chance(class));
        is_heard.then_some(self.satellite.name)
    }
}

impl Shore {
    /// Nearly sure within three quarters of the range, then less and less.
    fn chance(&self, at: Position, class: Class, now: Span) -> f64 {
        if self.outage.is_some_and(|(from, until)| from <= now && now < until) {
            return 0.0;
        }
        let range = self.range_nm(class);
        let distance = quick_distance(at, self.position).value() / METRES_PER_NM;
        0.97 * ((range - distance) / (0.25 * range)).clamp(0.0, 1.0)
    }

    /// The radio horizon over a 4/3 earth, 2.23 nm by the root of the height in metres, for both
    /// antennas: 20 m on a ship, 5 m and 2 W on a boat with class B.
    fn range_nm(&self, class: Class) -> f64 {
        let horizon = |height: f64| 2.23 * height.sqrt();
        match class {
            Class::A => horizon(self.height) + horizon(20.0),
            Class::B => 0.7 * (horizon(self.height) + horizon(5.0)),
        }
    }
}

impl Satellite {
    fn is_in_view(&self, now: Span) -> bool {
        let since = (now - self.first_pass).as_micros().rem_euclid(self.period.as_micros());
        since < self.in_view.as_micros()
    }
}

/// Low, for over East Asia many messages meet in one slot; lower at 2 W.
fn satellite_chance(class: Class) -> f64 {
    match class {
        Class::A => 0.25,
        Class::B => 0.08,
    }
}
