//! What one craft does in one step.

use super::clear::turn_to_clear;
use super::fleet::{Member, Micros, hours};
use super::helm::{Others, STEERAGE, is_free, lead, shore};
use super::motion::{Motion, course_to, mps, offset, wrapped};
use super::transmit::{Air, Outbox, Speaker, Transmitter};
use super::way::{Helm, Way};
use crate::scenario::shape::{Deception, Manner};

/// What a craft is told over its own plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Errand {
    /// Go to a place, and stay there.
    Go { to: (f64, f64), speed: f64 },
    /// Meet something that moves: where it is now, and its metres a second east and north.
    Chase { at: (f64, f64), velocity: (f64, f64), speed: f64 },
    /// Lie so far from another craft.
    Beside { craft: usize, metres: f64, speed: f64 },
    /// Lose way and lie still.
    Stop,
    /// Away from a place, as fast as it goes.
    Flee { from: (f64, f64) },
}

/// One craft's helmsman and radio officer.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub(crate) errand: Option<Errand>,
    way: Way,
    radio: Transmitter,
    /// It turned out of somebody's way and is not done with that.
    gives_way: bool,
    /// How far it may go before the shore has to be looked at again, in metres.
    free_m: f64,
    wanted: Helm,
    meets: Option<usize>,
    /// The leg that it left for an errand: until the next one its course was planned by nobody.
    strayed: Option<u64>,
}

/// Nearer to the shore than this, land ahead is looked for, in metres.
const COASTAL_M: f64 = 9_000.0;
/// How far ahead it is looked for, in metres.
const AHEAD_M: f64 = 6_000.0;
/// With land nearer ahead than this, way is taken off, in metres.
const CLOSE_M: f64 = 2_500.0;
/// How far from one another two ships lie that meet, in metres.
const ALONGSIDE_M: f64 = 80.0;

impl Actor {
    pub(crate) fn new(member: &Member, way: Way) -> Actor {
        Actor {
            errand: None,
            way,
            radio: Transmitter::new(member),
            gives_way: false,
            free_m: 0.0,
            wanted: Helm { course: 0.0, speed: 0.0 },
            meets: None,
            strayed: None,
        }
    }

    /// The craft that it lies by on purpose.
    pub(crate) fn stands_by(&self) -> Option<usize> {
        match self.errand {
            Some(Errand::Beside { craft, .. }) => Some(craft),
            _ => self.meets,
        }
    }

    pub(crate) fn lies_still(&self) -> bool {
        self.way.lies.is_some() || self.errand == Some(Errand::Stop)
    }

    /// Back to its own plan.
    pub(crate) fn resume(&mut self) {
        self.errand = None;
        self.way.look_now();
    }

    /// Steers, speaks, and moves on by one step.
    #[expect(clippy::too_many_arguments, reason = "what a step is made of")]
    pub(crate) fn act(
        &mut self,
        index: usize,
        member: &Member,
        motion: &mut Motion,
        others: &Others<'_>,
        air: &Air<'_>,
        now: Micros,
        out: &mut Outbox,
    ) {
        self.steer(index, member, motion, others, now);
        let lies = self.way.lies.filter(|_| self.errand.is_none());
        let lies = lies.or((self.errand == Some(Errand::Stop)).then_some(Manner::Drifting));
        let speaker = Speaker { index, member, motion, now, lies };
        self.radio.speak(speaker, air, out);
        motion.advance(&member.limits, (super::STEP_US / 1_000_000) as u32);
    }

    fn steer(
        &mut self,
        index: usize,
        member: &Member,
        motion: &mut Motion,
        others: &Others<'_>,
        now: Micros,
    ) {
        let was = self.meets;
        self.meets = self.errand.is_none().then(|| meeting(member, motion, others, now)).flatten();
        if was.is_some() && self.meets.is_none() {
            self.way.look_now();
        }
        if self.errand.is_some() || self.meets.is_some() {
            self.strayed = Some(self.way.leg());
        } else if self.strayed.is_some_and(|leg| leg != self.way.leg()) {
            self.strayed = None;
        }
        let is_planned = self.strayed.is_none();
        let helm = match (self.errand, self.meets) {
            (Some(errand), _) => Some(Actor::run(errand, member, motion, others)),
            (None, Some(other)) => {
                Some(beside(other, ALONGSIDE_M, member.limits.top, motion, others))
            }
            (None, None) => self.way.helm(motion, &member.limits, now),
        };
        let is_new = helm.is_some();
        self.wanted = helm.unwrap_or(self.wanted);
        let turn = self.clear_of_others(index, member, motion, others);
        let course = self.wanted.course + turn.unwrap_or(0.0);
        let course = self.clear_of_land(course, member, motion, is_planned && turn.is_none());
        let evades = (course - self.wanted.course).abs() > 1e-12;
        if is_new || evades || self.gives_way {
            motion.aim_course = course.rem_euclid(std::f64::consts::TAU);
        }
        if evades || self.gives_way && turn.is_none() {
            self.way.look_now();
        }
        self.gives_way = turn.is_some();
        motion.aim_speed = self.wanted.speed.clamp(member.limits.least, member.limits.top);
        if !is_new && !evades {
            // The course of a geodesic turns with the meridians: what was wanted turns with it.
            self.wanted.course = motion.aim_course;
        }
    }

    fn run(errand: Errand, member: &Member, motion: &Motion, others: &Others<'_>) -> Helm {
        let here = (motion.lat, motion.lon);
        match errand {
            Errand::Go { to, speed } => {
                let (course, far) = course_to(here, to);
                let slow = (1.6 * member.limits.acceleration * (far - 200.0).max(0.0)).sqrt();
                Helm { course, speed: speed.min(slow) }
            }
            Errand::Chase { at, velocity, speed } => {
                Helm { course: lead(here, speed, at, velocity), speed }
            }
            Errand::Beside { craft, metres, speed } => beside(craft, metres, speed, motion, others),
            Errand::Stop => Helm { course: motion.course, speed: 0.0 },
            Errand::Flee { from } => {
                let (course, _) = course_to(from, here);
                Helm { course, speed: member.limits.top }
            }
        }
    }

    fn clear_of_others(
        &self,
        index: usize,
        member: &Member,
        motion: &Motion,
        others: &Others<'_>,
    ) -> Option<f64> {
        if member.class.flies() || self.wanted.speed < STEERAGE || motion.speed < STEERAGE {
            return None;
        }
        let mut near = Vec::new();
        others.near(index, motion, self.stands_by(), &mut near);
        if near.is_empty() {
            return None;
        }
        turn_to_clear(self.wanted.course, motion.speed, self.gives_way, &near)
    }

    /// Where the shore is near and nobody planned this course, the nearest free one.
    fn clear_of_land(
        &mut self,
        course: f64,
        member: &Member,
        motion: &Motion,
        is_planned: bool,
    ) -> f64 {
        if member.class.flies() {
            return course;
        }
        self.free_m -= 10.0 * motion.speed;
        if self.free_m <= 0.0 && !is_planned {
            self.free_m = shore(motion) - COASTAL_M;
        }
        if is_planned || self.free_m > 0.0 || is_free(motion, course, AHEAD_M) {
            return course;
        }
        if !is_free(motion, motion.course, CLOSE_M) {
            self.wanted.speed = self.wanted.speed.min(mps(4.0));
        }
        free_course(course, motion).unwrap_or(course)
    }
}

/// The free course nearest to the wanted one, and to the one that is steered: so it does not change its
/// mind between two ways around.
fn free_course(wanted: f64, motion: &Motion) -> Option<f64> {
    let tries = (-18..18).map(|step| wanted + (10.0 * f64::from(step)).to_radians());
    let cost =
        |course: f64| wrapped(course - wanted).abs() + 1.5 * wrapped(course - motion.course).abs();
    let free = tries.filter(|&tried| is_free(motion, tried, AHEAD_M));
    free.min_by(|&a, &b| cost(a).total_cmp(&cost(b)))
}

/// The craft that a ship has to lie alongside of now, or soon enough to set off.
fn meeting(member: &Member, motion: &Motion, others: &Others<'_>, now: Micros) -> Option<usize> {
    member.deceptions.iter().find_map(|deception| {
        let Deception::Meet { with, from_h, until_h } = deception else { return None };
        // Four hours before at most: who has farther to go needs legs.
        if now + hours(4.0) < hours(*from_h) || now >= hours(*until_h) {
            return None;
        }
        let other = others.members.iter().position(|it| it.id == *with)?;
        let their = others.motions.get(other)?;
        let (_, far) = course_to((motion.lat, motion.lon), (their.lat, their.lon));
        let needed = far / mps(member.figures.cruise_kn) + 900.0;
        (now + (needed * 1e6) as Micros >= hours(*from_h)).then_some(other)
    })
}

/// Keeps so many metres beside another craft.
fn beside(other: usize, metres: f64, speed: f64, motion: &Motion, others: &Others<'_>) -> Helm {
    let here = (motion.lat, motion.lon);
    let Some(their) = others.motions.get(other) else {
        return Helm { course: motion.course, speed: 0.0 };
    };
    let velocity = their.velocity();
    let (east, north) = offset(here, (their.lat, their.lon));
    let far = east.hypot(north);
    if far > metres + 1_500.0 {
        return Helm { course: lead(here, speed, (their.lat, their.lon), velocity), speed };
    }
    // Near by: the other's own way, and a little of what is missing.
    let gap = (far - metres) / far.max(1.0);
    let (x, y) = (velocity.0 + east * gap / 150.0, velocity.1 + north * gap / 150.0);
    let wanted = x.hypot(y);
    if wanted < 0.2 {
        return Helm { course: motion.course, speed: 0.0 };
    }
    let course = x.atan2(y);
    // Who has to turn far does it slowly.
    let turn = wrapped(course - motion.course).abs();
    let slow = if turn > 1.0 { 0.5 } else { 1.0 };
    Helm { course: course.rem_euclid(std::f64::consts::TAU), speed: (wanted * slow).min(speed) }
}
