//! The end of a track: what is known of a craft at its last fix.

use std::sync::LazyLock;

use cordon_core::{Fix, Position, Time, Transponder};

/// Number of a track within its tracker, in order of birth.
pub(crate) type Key = u32;

/// Below this speed a course is noise (0.1 kn).
const STILL_SOG: u16 = 4;

/// The last fix of a track, ready to be compared with the next one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Head {
    pub(crate) key: Key,
    pub(crate) time: Time,
    pub(crate) position: Position,
    /// East and north in metres per second, where speed and course were said.
    pub(crate) velocity: Option<[f32; 2]>,
    pub(crate) receiver: u32,
    pub(crate) heading: u16,
    pub(crate) nav_status: u8,
    pub(crate) transponder: Transponder,
    /// How many fixes the track has, as far as that matters.
    pub(crate) count: u32,
    /// The usual time between its fixes in seconds; 0 while unknown.
    pub(crate) interval: f32,
    /// A long-range report, rounded to 1/10 minute.
    pub(crate) coarse: bool,
}

impl Head {
    /// The state that `fix` reports, as the beginning of track `key`.
    pub(crate) fn new(fix: &Fix, key: Key) -> Head {
        Head {
            key,
            time: fix.time,
            position: fix.position,
            velocity: velocity(fix),
            receiver: fix.receiver,
            heading: fix.heading,
            nav_status: fix.nav_status,
            transponder: fix.transponder,
            count: 1,
            interval: 0.0,
            coarse: fix.msg_type == 27,
        }
    }

    /// The state `next`, as the continuation of this track.
    pub(crate) fn followed_by(&self, next: &Head) -> Head {
        let transponder = match next.transponder {
            Transponder::Unknown => self.transponder,
            known => known,
        };
        let heading = if next.heading == Fix::NONE { self.heading } else { next.heading };
        let count = self.count.saturating_add(1);
        let interval = self.interval_with((next.time - self.time).seconds() as f32);
        Head { key: self.key, transponder, heading, count, interval, ..*next }
    }

    /// The usual interval after one more: half of the way down, a tenth of the way up, so that a
    /// long gap does not hide how often a ship is heard.
    fn interval_with(&self, seconds: f32) -> f32 {
        let seconds = seconds.max(1.0);
        if self.count < 2 {
            return seconds;
        }
        let weight = if seconds < self.interval { 0.5 } else { 0.1 };
        self.interval + weight * (seconds.min(4.0 * self.interval) - self.interval)
    }
}

fn velocity(fix: &Fix) -> Option<[f32; 2]> {
    let speed = fix.sog()?.metres_per_second();
    if fix.sog < STILL_SOG {
        return Some([0.0, 0.0]);
    }
    let (east, north) = direction(fix.cog)?;
    Some([(speed * east) as f32, (speed * north) as f32])
}

/// East and north parts of a course in 0.1°; `None` where none was said.
fn direction(cog: u16) -> Option<(f64, f64)> {
    static DIRECTIONS: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| {
        (0..3_600_u16).map(|tenths| (f64::from(tenths) / 10.0).to_radians().sin_cos()).collect()
    });
    match DIRECTIONS.get(usize::from(cog)) {
        Some(direction) => Some(*direction),
        None if cog == Fix::NONE => None,
        None => Some((f64::from(cog) / 10.0).to_radians().sin_cos()),
    }
}
