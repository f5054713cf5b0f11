//! What transponders say, and when (ITU-R M.1371-6, annex 1, tables 1 and 2).

use cordon_ais::encode::{Envelope, sentences};
use cordon_ais::message::{Body, ClassBPosition, LongRange, PositionReport};
use cordon_core::{Position, Time};

use super::ears::{Ears, Station, ears};
use super::fleet::{Member, Micros};
use super::motion::{Motion, knots};
use super::spoof::reported;
use crate::radio::{Bits, bits, rate_of_turn, statics};
use crate::scenario::shape::{AisClass, Manner};

const SECOND: Micros = 1_000_000;
const STATIC_EVERY: Micros = 360 * SECOND;
const LONG_EVERY: Micros = 180 * SECOND;
const NO_HEADING: u16 = 511;

/// Degrees a minute from which a ship counts as turning: 5° in 30 s.
const TURNING: f64 = 10.0;

/// How long from one position report to the next, in microseconds.
pub(crate) fn reporting_interval(
    class: AisClass,
    speed_kn: f64,
    lies: Option<Manner>,
    turn_deg_per_min: f64,
) -> Micros {
    let is_turning = turn_deg_per_min.abs() >= TURNING;
    let is_made_fast = matches!(lies, Some(Manner::Anchored | Manner::Moored));
    match class {
        AisClass::A if is_made_fast && speed_kn <= 3.0 => 180 * SECOND,
        AisClass::A if speed_kn > 23.0 => 2 * SECOND,
        AisClass::A if speed_kn > 14.0 => {
            if is_turning {
                2 * SECOND
            } else {
                6 * SECOND
            }
        }
        AisClass::A => {
            if is_turning {
                10 * SECOND / 3
            } else {
                10 * SECOND
            }
        }
        AisClass::BSo | AisClass::BCs if speed_kn <= 2.0 => 180 * SECOND,
        AisClass::BSo if speed_kn > 23.0 => 5 * SECOND,
        AisClass::BSo if speed_kn > 14.0 => 15 * SECOND,
        AisClass::BSo | AisClass::BCs => 30 * SECOND,
        AisClass::Off => Micros::MAX / 4,
    }
}

/// Sentences of one craft in one step, with their times.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    pub(crate) bytes: Vec<u8>,
    /// When, and which bytes.
    pub(crate) items: Vec<(Micros, u32, u32)>,
    /// The last position heard in this step: sides that heard it, and what it said.
    pub(crate) heard: Option<Heard>,
    /// Messages sent, heard or not.
    pub(crate) sent: u32,
}

/// A position that was heard.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard {
    pub(crate) when: Micros,
    pub(crate) sides: u32,
    /// Sides whose own receivers heard it.
    pub(crate) owners: u32,
    pub(crate) sensor: usize,
    pub(crate) identity: usize,
    pub(crate) said: Motion,
}

/// Who heard a message: the first receiver, the sides that get it, and those whose receivers they were.
struct By {
    station: usize,
    sides: u32,
    owners: u32,
}

impl By {
    fn heard(&self, air: &Air<'_>, when: Micros, identity: usize, said: Motion) -> Heard {
        let By { station, sides, owners } = *self;
        Heard { when, sides, owners, sensor: air.stations[station].sensor, identity, said }
    }
}

/// When a transponder speaks next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Transmitter {
    next_position: Micros,
    last_position: Micros,
    next_static: Micros,
    next_long: Micros,
    kept_until: Micros,
    static_until: Micros,
    count: u64,
}

/// What all transponders have in common in one step.
pub(crate) struct Air<'a> {
    pub(crate) stations: &'a [Station],
    pub(crate) start: Time,
    pub(crate) text: &'a str,
    /// Until when the step lasts.
    pub(crate) until: Micros,
    /// Receivers keep one position in so long.
    pub(crate) keep: Micros,
}

/// A craft as its transponder sees it.
#[derive(Clone, Copy)]
pub(crate) struct Speaker<'a> {
    pub(crate) index: usize,
    pub(crate) member: &'a Member,
    /// At the beginning of the step.
    pub(crate) motion: &'a Motion,
    pub(crate) now: Micros,
    pub(crate) lies: Option<Manner>,
}

/// The most that reported speeds and courses are off.
pub(super) const SPEED_ERROR_KN: f64 = 0.1;
pub(super) const COURSE_ERROR_DEG: f64 = 1.0;

impl Transmitter {
    pub(crate) fn new(member: &Member) -> Transmitter {
        let first = |index, within: f64| {
            member.joins.max(0)
                + (member.stream.of("phase").between(index, 0.0, within) * 1e6) as Micros
        };
        Transmitter {
            next_position: first(0, 30.0),
            last_position: Micros::MIN / 4,
            next_static: first(1, 360.0),
            next_long: first(2, 180.0),
            kept_until: 0,
            static_until: 0,
            count: 0,
        }
    }

    /// Says all that is due in this step.
    pub(crate) fn speak(&mut self, who: Speaker<'_>, air: &Air<'_>, out: &mut Outbox) {
        if who.member.ais == AisClass::Off || who.member.class.flies() {
            return;
        }
        let motion = who.motion;
        let turn = motion.turning.to_degrees() * 60.0;
        let interval = reporting_interval(who.member.ais, knots(motion.speed), who.lies, turn);
        // Who begins to turn or to run does not wait out the longer interval.
        self.next_position = self.next_position.min(self.last_position + interval).max(who.now);
        if self.next_position >= air.until
            && self.next_static >= air.until
            && self.next_long >= air.until
        {
            return;
        }
        let here = (motion.lat, motion.lon);
        let ears = ears(air.stations, who.member, who.index, here, false);
        self.positions(who, air, &ears, interval, out);
        self.statics(who, air, &ears, out);
        self.long_range(who, air, out);
    }

    fn positions(
        &mut self,
        who: Speaker<'_>,
        air: &Air<'_>,
        ears: &Ears,
        interval: Micros,
        out: &mut Outbox,
    ) {
        while self.next_position < air.until {
            let when = self.next_position;
            (self.last_position, self.next_position) = (when, when + interval);
            if who.member.is_silent(when) {
                continue;
            }
            self.count += 1;
            out.sent += 1;
            if ears.is_empty() || when < self.kept_until {
                continue;
            }
            let Some(by) = self.heard_by(who.member, air, ears) else { continue };
            if air.keep > 0 {
                let part = who.member.stream.with(5).between(self.count, 0.7, 1.3);
                self.kept_until = when + (air.keep as f64 * part) as Micros;
            }
            let identity = who.member.identity(when);
            let seconds = (when - who.now) as f64 / 1e6;
            let moved = who.motion.after(&who.member.limits, seconds);
            let said = reported(who.member, moved, when);
            let message = self.position(
                who,
                &said,
                air.start.plus(cordon_core::Span::from_micros(when)),
                identity,
            );
            self.write(&message, by.station, when, air, who.index, out);
            out.heard = Some(by.heard(air, when, identity, said));
        }
    }

    fn statics(&mut self, who: Speaker<'_>, air: &Air<'_>, ears: &Ears, out: &mut Outbox) {
        while self.next_static < air.until {
            let when = self.next_static;
            self.next_static += STATIC_EVERY;
            if who.member.is_silent(when) || ears.is_empty() || when < self.static_until {
                continue;
            }
            let Some((_, identity)) = who.member.identities.get(who.member.identity(when)) else {
                continue;
            };
            let class = if who.member.ais == AisClass::A {
                crate::ship::Class::A
            } else {
                crate::ship::Class::B
            };
            for message in statics(class, identity) {
                self.count += 1;
                out.sent += 1;
                if let Some(By { station, .. }) = self.heard_by(who.member, air, ears) {
                    self.write(&message, station, when, air, who.index, out);
                    self.static_until = when + 20 * air.keep;
                }
            }
        }
    }

    /// Message 27, on channels that only satellites listen to (M.1371-6, annex 4).
    fn long_range(&mut self, who: Speaker<'_>, air: &Air<'_>, out: &mut Outbox) {
        while self.next_long < air.until {
            let when = self.next_long;
            self.next_long += LONG_EVERY;
            if who.member.ais != AisClass::A || who.member.is_silent(when) {
                continue;
            }
            self.count += 1;
            out.sent += 1;
            let here = (who.motion.lat, who.motion.lon);
            let ears = ears(air.stations, who.member, who.index, here, true);
            let Some(by) = self.heard_by(who.member, air, &ears) else { continue };
            let seconds = (when - who.now) as f64 / 1e6;
            let said = reported(who.member, who.motion.after(&who.member.limits, seconds), when);
            let identity = who.member.identity(when);
            let Some((_, named)) = who.member.identities.get(identity) else { continue };
            let body = Body::LongRange(LongRange {
                accuracy: Some(true),
                raim: Some(false),
                status: Some(status(who.lies)),
                lon: Some((said.lon * 600.0).round() as i32),
                lat: Some((said.lat * 600.0).round() as i32),
                speed: Some(knots(said.speed).round().clamp(0.0, 62.0) as u8),
                course: Some(said.course.to_degrees().rem_euclid(360.0) as u16),
                gnss: Some(false),
            });
            self.write(&bits(27, named.mmsi.0, body), by.station, when, air, who.index, out);
            out.heard = Some(by.heard(air, when, identity, said));
        }
    }

    /// The first receiver that hears this message, and the sides of all that do.
    fn heard_by(&self, member: &Member, air: &Air<'_>, ears: &Ears) -> Option<By> {
        let (mut first, mut sides, mut owners) = (None, 0, 0);
        for (station, chance) in ears.iter() {
            let stream = member.stream.with(1_000 + air.stations[station].sensor as u64);
            if stream.part(self.count) < chance {
                first.get_or_insert(station);
                sides |= air.stations[station].sides;
                owners |= air.stations[station].owner;
            }
        }
        first.map(|station| By { station, sides, owners })
    }

    fn write(
        &self,
        message: &Bits,
        station: usize,
        when: Micros,
        air: &Air<'_>,
        index: usize,
        out: &mut Outbox,
    ) {
        let envelope = Envelope {
            channel: Some(if self.count.is_multiple_of(2) { b'B' } else { b'A' }),
            sequence: (index as u64 * 7 + self.count) as u32 % 10_000,
            station: Some(&air.stations[station].name),
            time: Some(air.start.plus(cordon_core::Span::from_micros(when))),
            text: Some(air.text),
            ..Envelope::default()
        };
        let begin = out.bytes.len() as u32;
        sentences(message.bits(), &envelope, &mut out.bytes);
        out.items.push((when, begin, out.bytes.len() as u32));
    }

    /// A position report with the small errors of a receiver.
    fn position(&self, who: Speaker<'_>, said: &Motion, time: Time, identity: usize) -> Bits {
        let mmsi = who.member.identities.get(identity).map_or(0, |(_, identity)| identity.mmsi.0);
        let noise = |k: u64, size: f64| {
            let stream = who.member.stream.with(k);
            (stream.part(2 * self.count) + stream.part(2 * self.count + 1) - 1.0) * size
        };
        // Some metres, in degrees.
        let lat = said.lat + noise(1, 6e-5);
        let lon = said.lon + noise(2, 6e-5);
        let at = Position::wrapped(lat, lon);
        let speed = ((knots(said.speed) + noise(3, SPEED_ERROR_KN)).max(0.0) * 10.0).round() as u16;
        let degrees = said.course.to_degrees();
        let course =
            ((degrees + noise(4, COURSE_ERROR_DEG)).rem_euclid(360.0) * 10.0) as u16 % 3_600;
        let turn = said.turning.to_degrees() * 60.0;
        let (lat, lon) = (Some(at.lat_raw()), Some(at.lon_raw()));
        let second = Some(time.as_unix_seconds().rem_euclid(60) as u8);
        if who.member.ais == AisClass::A {
            let body = Body::Position(PositionReport {
                status: Some(status(who.lies)),
                turn: Some(rate_of_turn(turn)),
                speed: Some(speed),
                accuracy: Some(true),
                lon,
                lat,
                course: Some(course),
                heading: Some(degrees.round() as u16 % 360),
                second,
                maneuver: Some(0),
                raim: Some(false),
                radio: Some(0),
            });
            return bits(if turn.abs() >= TURNING { 3 } else { 1 }, mmsi, body);
        }
        let body = Body::ClassBPosition(ClassBPosition {
            speed: Some(speed),
            accuracy: Some(true),
            lon,
            lat,
            course: Some(course),
            heading: Some(NO_HEADING),
            second,
            cs: Some(who.member.ais == AisClass::BCs),
            radio: Some(0),
            ..ClassBPosition::default()
        });
        bits(18, mmsi, body)
    }
}

/// Navigational status: under way, at anchor, moored.
fn status(lies: Option<Manner>) -> u8 {
    match lies {
        Some(Manner::Anchored) => 1,
        Some(Manner::Moored) => 5,
        Some(Manner::Drifting) | None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ITU-R M.1371-6, annex 1, tables 1 and 2.
    #[test]
    #[expect(clippy::float_cmp, reason = "whole seconds")]
    fn intervals_are_the_tables() {
        let seconds =
            |class, knots, lies, turn| reporting_interval(class, knots, lies, turn) as f64 / 1e6;
        let a = |knots, turn| seconds(AisClass::A, knots, None, turn);
        assert_eq!(seconds(AisClass::A, 0.1, Some(Manner::Anchored), 0.0), 180.0);
        assert_eq!(seconds(AisClass::A, 3.5, Some(Manner::Anchored), 0.0), 10.0);
        assert_eq!(
            [a(0.0, 0.0), a(14.0, 0.0), a(14.1, 0.0), a(23.0, 0.0), a(23.1, 0.0)],
            [10.0, 10.0, 6.0, 6.0, 2.0]
        );
        assert!((a(10.0, 20.0) - 10.0 / 3.0).abs() < 1e-5);
        assert_eq!([a(18.0, 20.0), a(30.0, 20.0)], [2.0, 2.0]);
        let so = |knots| seconds(AisClass::BSo, knots, None, 0.0);
        assert_eq!([so(2.0), so(2.1), so(14.1), so(23.1)], [180.0, 30.0, 15.0, 5.0]);
        let cs = |knots| seconds(AisClass::BCs, knots, None, 0.0);
        assert_eq!([cs(2.0), cs(2.1), cs(23.1)], [180.0, 30.0, 30.0]);
    }
}
