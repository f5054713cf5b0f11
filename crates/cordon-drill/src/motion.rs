//! How ships move: a point with a velocity, and limits on how fast it turns and gathers way.

use cordon_core::geodesy::{bearing, displaced, offset, quick_distance};
use cordon_core::units::METRES_PER_NM;
use cordon_core::{Degrees, Knots, Position, Span};

use crate::orders::{Manner, Order, Spot};
use crate::random::Random;

/// Length of one step.
pub(crate) const STEP: Span = Span::from_seconds(10);
const STEP_S: f64 = 10.0;
/// How fast a ship goes to a place where it will lie.
const APPROACH: Knots = Knots(8.0);

/// What a hull can do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hull {
    /// Degrees a minute.
    pub(crate) turn: f64,
    /// Metres a second, each second.
    pub(crate) acceleration: f64,
    pub(crate) top_speed: Knots,
}

impl Hull {
    /// A merchant ship: 15 kn at 20° a minute is a circle of 1.3 km radius.
    pub(crate) const MERCHANT: Hull =
        Hull { turn: 20.0, acceleration: 0.02, top_speed: Knots(18.0) };
    /// A fishing boat or a pilot cutter.
    pub(crate) const BOAT: Hull = Hull { turn: 120.0, acceleration: 0.1, top_speed: Knots(20.0) };
}

/// Where a ship is and how it moves.
#[derive(Clone, Debug)]
pub(crate) struct Motion {
    pub(crate) hull: Hull,
    pub(crate) position: Position,
    /// Direction over ground.
    pub(crate) course: Degrees,
    /// Metres a second over ground.
    pub(crate) speed: f64,
    /// Degrees a minute, right is positive.
    pub(crate) turning: f64,
    pub(crate) manner: Manner,
    orders: Vec<Order>,
    current: usize,
    /// Where a roaming boat goes next.
    errand: Option<Position>,
}

impl Motion {
    pub(crate) fn new(hull: Hull, position: Position, orders: Vec<Order>) -> Motion {
        let mut motion = Motion {
            hull,
            position,
            course: Degrees(0.0),
            speed: 0.0,
            turning: 0.0,
            manner: Manner::Drifting,
            orders,
            current: 0,
            errand: None,
        };
        motion.set_off();
        motion
    }

    /// Already on its way when the drill begins.
    fn set_off(&mut self) {
        if let Some(&(Order::Sail(to, _) | Order::Reach(to, _))) = self.orders.first() {
            self.course = bearing(self.position, to);
            if let Some(Order::Sail(_, speed)) = self.orders.first() {
                self.speed = speed.metres_per_second();
            }
        }
    }

    /// Move on by one [`STEP`] that begins at `now`.
    pub(crate) fn advance(&mut self, now: Span, random: &mut Random) {
        self.finish(now);
        self.manner = Manner::Drifting;
        match self.orders.get(self.current).cloned() {
            Some(Order::Sail(to, speed)) => self.head_for(to, speed.metres_per_second()),
            Some(Order::Reach(to, when)) => self.head_for(to, self.pace(to, when - now)),
            Some(Order::Hold(spot, _, manner)) => self.keep_to(spot, now, manner),
            Some(Order::Roam { centre, reach, speed }) => {
                self.roam(centre, reach, speed, random);
            }
            None => self.turn_back(),
        }
        let (east, north) = self.velocity();
        self.position = displaced(self.position, east * STEP_S, north * STEP_S);
    }

    /// Metres a second east and north.
    pub(crate) fn velocity(&self) -> (f64, f64) {
        let (sin, cos) = self.course.value().to_radians().sin_cos();
        (self.speed * sin, self.speed * cos)
    }

    /// Take the next order when this one is done.
    fn finish(&mut self, now: Span) {
        let is_done = match self.orders.get(self.current) {
            Some(&(Order::Sail(to, _) | Order::Reach(to, _))) => {
                quick_distance(self.position, to).value() < 0.4 * METRES_PER_NM
            }
            Some(&Order::Hold(_, until, _)) => now >= until,
            _ => false,
        };
        self.current += usize::from(is_done);
    }

    /// At the end of a lane, the lane back.
    fn turn_back(&mut self) {
        self.orders.retain(|order| matches!(order, Order::Sail(..)));
        self.orders.reverse();
        self.current = 1.min(self.orders.len().saturating_sub(1));
    }

    fn pace(&self, to: Position, left: Span) -> f64 {
        let top = self.hull.top_speed.metres_per_second();
        let wanted = quick_distance(self.position, to).value() / left.seconds().max(1.0);
        wanted.clamp(Knots(3.0).metres_per_second(), top)
    }

    fn head_for(&mut self, to: Position, speed: f64) {
        self.turn_to(bearing(self.position, to));
        let change = self.hull.acceleration * STEP_S;
        self.speed += (speed - self.speed).clamp(-change, change);
    }

    fn turn_to(&mut self, course: Degrees) {
        let limit = self.hull.turn * STEP_S / 60.0;
        let turn = course.turn_from(self.course).value().clamp(-limit, limit);
        self.turning = turn * 60.0 / STEP_S;
        self.course = Degrees((self.course.value() + turn).rem_euclid(360.0));
    }

    /// Far off, sail there no faster than one can still stop; near by, take the spot's own drift
    /// and a little of the way that is missing.
    fn keep_to(&mut self, spot: Spot, now: Span, manner: Manner) {
        let time = (now - spot.when).seconds();
        let target = displaced(spot.at, spot.drift.0 * time, spot.drift.1 * time);
        let (east, north) = offset(self.position, target);
        let away = east.hypot(north);
        if away > 300.0 {
            let stoppable = (self.hull.acceleration * away).sqrt();
            return self.head_for(target, stoppable.min(APPROACH.metres_per_second()));
        }
        if away < 50.0 {
            self.manner = manner;
        }
        self.push((spot.drift.0 + east / 90.0, spot.drift.1 + north / 90.0));
    }

    /// Change the velocity itself, by thrusters and tugs: only at the last cable.
    fn push(&mut self, wanted: (f64, f64)) {
        let now = self.velocity();
        let (east, north) = (wanted.0 - now.0, wanted.1 - now.1);
        let limit = (self.hull.acceleration * STEP_S / east.hypot(north).max(1e-9)).min(1.0);
        let (east, north) = (now.0 + limit * east, now.1 + limit * north);
        self.turning = 0.0;
        self.speed = east.hypot(north);
        if self.speed > 0.05 {
            self.course = Degrees(east.atan2(north).to_degrees().rem_euclid(360.0));
        }
    }

    fn roam(&mut self, centre: Position, reach: f64, speed: Knots, random: &mut Random) {
        let is_there = self
            .errand
            .is_none_or(|to| quick_distance(self.position, to).value() < 0.3 * METRES_PER_NM);
        if is_there {
            let lat = centre.lat() + random.between(-reach, reach);
            let lon = centre.lon() + random.between(-reach, reach) * 1.2;
            self.errand = Some(Position::wrapped(lat, lon));
        }
        if let Some(to) = self.errand {
            self.head_for(to, speed.metres_per_second());
        }
    }
}
