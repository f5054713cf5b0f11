//! Steering: where one means to go, who is in the way, and where the land is.

use cordon_chart::Land;
use cordon_core::{Metres, Position};

use super::act::Actor;
use super::clear::{LOOK_M, Near, closest};
use super::fleet::{Member, Micros};
use super::motion::{Motion, mps, offset};

/// Ships that take part, ordered by latitude, to find those near by.
#[derive(Debug, Default)]
pub(crate) struct Neighbours {
    by_latitude: Vec<u32>,
    places: Vec<(f64, f64)>,
    /// Metres a second east and north of each.
    velocities: Vec<(f64, f64)>,
    /// Pairs that are close now, so that each is told once.
    close: Vec<(u32, u32)>,
}

/// Nearer than this is told, in metres.
const CLOSE_M: f64 = 200.0;

impl Neighbours {
    /// Takes everybody's place as the step begins.
    pub(crate) fn take(&mut self, members: &[Member], motions: &[Motion], now: Micros) {
        self.by_latitude.retain(|&index| floats(members, index, now));
        // Nearly in order still from the step before: what joined is put in by the sort.
        if self.by_latitude.len()
            != (0..members.len() as u32).filter(|&i| floats(members, i, now)).count()
        {
            self.by_latitude =
                (0..members.len() as u32).filter(|&i| floats(members, i, now)).collect();
        }
        let lat = |index: u32| motions.get(index as usize).map_or(0.0, |motion| motion.lat);
        self.by_latitude.sort_by(|&a, &b| lat(a).total_cmp(&lat(b)).then(a.cmp(&b)));
        let motions = || self.by_latitude.iter().filter_map(|&i| motions.get(i as usize));
        self.places.clear();
        self.places.extend(motions().map(|motion| (motion.lat, motion.lon)));
        self.velocities.clear();
        self.velocities.extend(motions().map(Motion::velocity));
    }

    pub(crate) fn by_latitude(&self) -> &[u32] {
        &self.by_latitude
    }

    /// Everybody within [`LOOK_M`]: which, and how it lies and moves.
    fn around(&self, index: usize, at: (f64, f64)) -> impl Iterator<Item = (usize, Near)> {
        let reach = LOOK_M / 110_500.0;
        let wide = reach / at.0.to_radians().cos().max(0.01);
        let from = self.places.partition_point(|place| place.0 < at.0 - reach);
        let places = self.places.get(from..).unwrap_or_default();
        let indices = self.by_latitude.get(from..).unwrap_or_default();
        let velocities = self.velocities.get(from..).unwrap_or_default();
        let band = places.iter().take_while(move |place| place.0 <= at.0 + reach);
        band.zip(indices).zip(velocities).filter_map(move |((&place, &other), &velocity)| {
            let apart = (place.1 - at.1).abs();
            if apart.min(360.0 - apart) > wide || other as usize == index {
                return None;
            }
            let (east, north) = offset(at, place);
            let is_near = east * east + north * north <= LOOK_M * LOOK_M;
            is_near.then_some((other as usize, Near { east, north, velocity }))
        })
    }

    /// Pairs that came near to one another just now and do not mean to.
    pub(crate) fn close_quarters(
        &mut self,
        members: &[Member],
        actors: &[Actor],
    ) -> Vec<(usize, usize, f64)> {
        let mut now = Vec::new();
        let mut told = Vec::new();
        for (row, (&a, &at)) in self.by_latitude.iter().zip(&self.places).enumerate() {
            let rest = self.by_latitude.iter().zip(&self.places).skip(row + 1);
            for (&b, &other) in rest.take_while(|(_, place)| place.0 - at.0 < 2e-3) {
                if (other.1 - at.1).abs() > 0.01 {
                    continue;
                }
                let (east, north) = offset(at, other);
                let far = east.hypot(north);
                let pair = (a.min(b), a.max(b));
                if far < CLOSE_M && !means_to(pair, members, actors) {
                    now.push(pair);
                    if !self.close.contains(&pair) {
                        told.push((pair.0 as usize, pair.1 as usize, far));
                    }
                }
            }
        }
        self.close = now;
        told
    }
}

fn floats(members: &[Member], index: u32, now: Micros) -> bool {
    members
        .get(index as usize)
        .is_some_and(|member| !member.class.flies() && member.takes_part(now))
}

/// Whether one of two lies by the other on purpose, or both lie still.
fn means_to((a, b): (u32, u32), members: &[Member], actors: &[Actor]) -> bool {
    let of = |index: u32| actors.get(index as usize);
    let by = |one: u32, other: u32| {
        let is_beside = of(one).is_some_and(|actor| actor.stands_by() == Some(other as usize));
        let names = members.get(other as usize).map(|it| it.id.as_str());
        let meets = members.get(one as usize).is_some_and(|it| it.deceptions.iter().any(|deception| {
            matches!(deception, crate::scenario::shape::Deception::Meet { with, .. } if Some(with.as_str()) == names)
        }));
        is_beside || meets
    };
    let lies = |index: u32| of(index).is_some_and(Actor::lies_still);
    by(a, b) || by(b, a) || lies(a) && lies(b)
}

/// Everybody else, as they were when the step began.
pub(crate) struct Others<'a> {
    pub(crate) members: &'a [Member],
    pub(crate) motions: &'a [Motion],
    pub(crate) near: &'a Neighbours,
    /// The craft that each lies by on purpose.
    pub(crate) beside: &'a [Option<usize>],
}

impl Others<'_> {
    /// Those near a craft, but for one that it lies by, and for those that lie by it: nobody dodges an escort.
    pub(crate) fn near(
        &self,
        index: usize,
        motion: &Motion,
        but: Option<usize>,
        into: &mut Vec<Near>,
    ) {
        into.clear();
        let around = self.near.around(index, (motion.lat, motion.lon));
        let is_by = |other: usize| self.beside.get(other).copied().flatten() == Some(index);
        let clear_of = around.filter(|(other, _)| Some(*other) != but && !is_by(*other));
        into.extend(clear_of.map(|(_, near)| near));
    }
}

/// Whether the sea is free ahead on a course, for so many metres.
pub(crate) fn is_free(motion: &Motion, course: f64, metres: f64) -> bool {
    let land = Land::standard();
    let from = Position::wrapped(motion.lat, motion.lon);
    let (sin, cos) = course.sin_cos();
    let mut far = 150.0;
    while far <= metres {
        if land.is_land(cordon_core::geodesy::displaced(from, far * sin, far * cos)) {
            return false;
        }
        far += 150.0;
    }
    true
}

/// How far the shore is, in metres, looked for up to 100 km.
pub(crate) fn shore(motion: &Motion) -> f64 {
    let at = Position::wrapped(motion.lat, motion.lon);
    Land::standard().shore_within(at, Metres(100_000.0)).map_or(100_000.0, Metres::value)
}

/// The course on which a pursuer meets a mover soonest, in radians; straight at it where it cannot.
pub(crate) fn lead(from: (f64, f64), speed: f64, to: (f64, f64), velocity: (f64, f64)) -> f64 {
    let (east, north) = offset(from, to);
    let near = Near { east, north, velocity };
    let faster = velocity.0.powi(2) + velocity.1.powi(2) - speed * speed;
    let opening = 2.0 * (east * velocity.0 + north * velocity.1);
    let time = meeting(faster, opening, east * east + north * north);
    let time = time.unwrap_or_else(|| closest((0.0, 0.0), &near).1.min(3_600.0));
    let meet = (east + velocity.0 * time, north + velocity.1 * time);
    meet.0.atan2(meet.1).rem_euclid(std::f64::consts::TAU)
}

/// The first time above 0 at which a·t² + b·t + c is nothing.
fn meeting(a: f64, b: f64, c: f64) -> Option<f64> {
    if a.abs() < 1e-9 {
        return (b < 0.0).then(|| -c / b);
    }
    let root = (b * b - 4.0 * a * c).max(-1.0);
    if root < 0.0 {
        return None;
    }
    let (one, two) = ((-b - root.sqrt()) / (2.0 * a), (-b + root.sqrt()) / (2.0 * a));
    [one, two].into_iter().filter(|time| *time > 0.0).min_by(f64::total_cmp)
}

/// Slower than this, nobody gives way.
pub(crate) const STEERAGE: f64 = mps(1.0);

#[cfg(test)]
mod tests {
    use super::*;

    /// USCG examination problem (answer 262°, oic-nwreviewer.blogspot.com): the target bears 248° at 64 nm, course
    /// 033°, 5.5 kn; own speed 13 kn.
    #[test]
    fn the_lead_is_the_examiners() {
        let far: f64 = 64.0 * 1_852.0;
        let (sin, cos) = 248_f64.to_radians().sin_cos();
        let (vs, vc) = 33_f64.to_radians().sin_cos();
        let time = {
            let v = mps(5.5);
            let (e, n, vx, vy) = (far * sin, far * cos, v * vs, v * vc);
            let a = vx * vx + vy * vy - mps(13.0).powi(2);
            meeting(a, 2.0 * (e * vx + n * vy), e * e + n * n).unwrap()
        };
        assert!((time / 3_600.0 - 3.739).abs() < 0.001, "{time}");
        // Near the equator a degree is as long east as north, as on the examiner's plotting sheet.
        let to = (far * cos / 110_574.0, far * sin / 111_320.0);
        let course = lead((0.0, 0.0), mps(13.0), to, (mps(5.5) * vs, mps(5.5) * vc)).to_degrees();
        assert!((course - 262.044).abs() < 0.2, "{course}");
    }
}
