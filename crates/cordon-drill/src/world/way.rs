//! Where a craft means to go: stops in order, or about on a ground.

use super::fleet::{Micros, hours};
use super::motion::{Limits, Motion, course_to, mps, wrapped};
use super::random::Stream;
use crate::scenario::shape::{Leg, Manner};

/// Nearer than this, a corner is passed.
const PASSED_M: f64 = 600.0;
/// Courses that differ by less are the same to a helmsman.
const DEADBAND: f64 = 0.003;

/// A place on the way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stop {
    pub(crate) to: (f64, f64),
    pub(crate) speed_kn: f64,
    pub(crate) arrive: Option<Micros>,
    pub(crate) until: Option<Micros>,
    pub(crate) stay: Option<Micros>,
    pub(crate) manner: Manner,
}

impl Stop {
    pub(crate) fn at(to: (f64, f64), speed_kn: f64) -> Stop {
        Stop { to, speed_kn, arrive: None, until: None, stay: None, manner: Manner::Drifting }
    }

    pub(crate) fn of(leg: &Leg, speed_kn: f64) -> Stop {
        Stop {
            to: (leg.lat_deg, leg.lon_deg),
            speed_kn: leg.speed_kn.unwrap_or(speed_kn),
            arrive: leg.arrive_h.map(hours),
            until: leg.until_h.map(hours),
            stay: leg.stay_h.map(hours),
            manner: leg.manner,
        }
    }

    fn is_stay(&self) -> bool {
        self.until.is_some() || self.stay.is_some()
    }
}

/// What a craft means to do.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    kind: Kind,
    /// Since when it lies at the stop at hand.
    arrived: Option<Micros>,
    /// How it lies, while it does.
    pub(crate) lies: Option<Manner>,
    /// When the course is looked at again.
    next_look: Micros,
}

#[derive(Clone, Debug)]
enum Kind {
    Stops { stops: Vec<Stop>, current: usize, repeat: bool },
    Roam { centre: (f64, f64), radius_nm: f64, speed_kn: f64, stream: Stream, errands: u64 },
}

/// What a helmsman is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Helm {
    pub(crate) course: f64,
    pub(crate) speed: f64,
}

impl Way {
    pub(crate) fn stops(stops: Vec<Stop>, repeat: bool) -> Way {
        Way::new(Kind::Stops { stops, current: 0, repeat })
    }

    pub(crate) fn roam(centre: (f64, f64), radius_nm: f64, speed_kn: f64, stream: Stream) -> Way {
        Way::new(Kind::Roam { centre, radius_nm, speed_kn, stream, errands: 0 })
    }

    fn new(kind: Kind) -> Way {
        Way { kind, arrived: None, lies: None, next_look: Micros::MIN }
    }

    /// Where the `index`th errand of a roaming boat leads; evenly over the ground.
    pub(crate) fn errand(&self, index: u64) -> (f64, f64) {
        let Kind::Roam { centre, radius_nm, stream, .. } = &self.kind else { return (0.0, 0.0) };
        let angle = stream.between(2 * index, 0.0, std::f64::consts::TAU);
        let far = radius_nm / 60.0 * stream.part(2 * index + 1).sqrt();
        let lon = far * angle.sin() / centre.0.to_radians().cos().max(0.01);
        (centre.0 + far * angle.cos(), centre.1 + lon)
    }

    /// Course and speed for now. `None` where those at hand still hold.
    pub(crate) fn helm(&mut self, motion: &Motion, limits: &Limits, now: Micros) -> Option<Helm> {
        if now < self.next_look {
            return None;
        }
        let here = (motion.lat, motion.lon);
        match &mut self.kind {
            Kind::Roam { speed_kn, errands, .. } => {
                let speed = mps(*speed_kn);
                let errand = *errands;
                let (course, far) = course_to(here, self.errand(errand));
                if far < PASSED_M {
                    if let Kind::Roam { errands, .. } = &mut self.kind {
                        *errands += 1;
                    }
                    return self.helm(motion, limits, now);
                }
                self.look_again(now, far, speed);
                Some(Helm { course, speed })
            }
            Kind::Stops { .. } => self.sail(motion, limits, now),
        }
    }

    /// Counts the stops and errands that it began.
    pub(crate) fn leg(&self) -> u64 {
        match &self.kind {
            Kind::Stops { current, .. } => *current as u64,
            Kind::Roam { errands, .. } => *errands,
        }
    }

    /// Look again now, whatever was planned.
    pub(crate) fn look_now(&mut self) {
        self.next_look = Micros::MIN;
    }

    /// Far off, seldom; near, at every step.
    fn look_again(&mut self, now: Micros, far: f64, speed: f64) {
        let seconds = (0.1 * far / speed.max(1.0)).clamp(0.0, 300.0);
        self.next_look = now + (seconds as Micros) * 1_000_000;
    }

    fn sail(&mut self, motion: &Motion, limits: &Limits, now: Micros) -> Option<Helm> {
        let Kind::Stops { stops, current, repeat } = &mut self.kind else { return None };
        let Some(stop) = stops.get(*current).cloned() else {
            return Some(Helm { course: motion.course, speed: limits.least });
        };
        let (course, far) = course_to((motion.lat, motion.lon), stop.to);
        let is_left = match self.arrived {
            Some(since) => {
                now >= stop.until.unwrap_or(Micros::MIN) && now >= since + stop.stay.unwrap_or(0)
            }
            // A turning circle that is wider than the corner is no reason to go back.
            None => !stop.is_stay() && far < PASSED_M.max(1.2 * motion.speed / limits.turn),
        };
        if is_left {
            *current += 1;
            if *repeat && *current >= stops.len() {
                *current = 0;
            }
            (self.arrived, self.lies) = (None, None);
            return self.sail(motion, limits, now);
        }
        if stop.is_stay()
            && far < 60.0_f64.max(0.5 * motion.speed * motion.speed / limits.acceleration)
        {
            self.arrived.get_or_insert(now);
            self.lies = Some(stop.manner);
            return Some(Helm { course: motion.course, speed: limits.least });
        }
        let speed = pace(&stop, far, limits, now);
        let slow = if stop.is_stay() { (1.6 * limits.acceleration * far).sqrt() } else { f64::MAX };
        let speed = speed.min(slow).clamp(limits.least, limits.top);
        self.look_again(now, far, speed);
        if wrapped(course - motion.course).abs() > 0.1 {
            self.next_look = now;
        }
        let course = if wrapped(course - motion.aim_course).abs() < DEADBAND && far > 5_000.0 {
            motion.aim_course
        } else {
            course
        };
        Some(Helm { course, speed })
    }
}

/// The speed that a stop asks for.
fn pace(stop: &Stop, far: f64, limits: &Limits, now: Micros) -> f64 {
    let Some(arrive) = stop.arrive else { return mps(stop.speed_kn) };
    let left = (arrive - now) as f64 / 1e6;
    (far / left.max(1.0)).clamp(mps(2.0), limits.top)
}
