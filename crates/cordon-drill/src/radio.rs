//! What transmitters say, and how often (ITU-R M.1371-6, annex 1, tables 1 and 2).

use cordon_ais::encode::{BitWriter, encode};
use cordon_ais::message::{
    Aid, AidReport, BaseStationReport, Body, ClassBPosition, Message, PositionReport, StaticData,
    StaticPartA, StaticPartB, Voyage,
};
use cordon_ais::text::{Tail, Text};
use cordon_core::geodesy::displaced;
use cordon_core::units::METRES_PER_NM;
use cordon_core::{Position, Span, Time};

use crate::identity::Identity;
use crate::motion::Motion;
use crate::orders::Manner;
use crate::random::Random;
use crate::ship::Class;

/// The bits of one message.
pub(crate) type Bits = BitWriter;

/// A message that was heard.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) when: Span,
    pub(crate) station: &'static str,
    pub(crate) talker: [u8; 2],
    pub(crate) bits: Bits,
}

const NO_SECOND: u8 = 60;
const NO_HEADING: u16 = 511;

/// How long until the next position report.
pub(crate) fn reporting_interval(class: Class, motion: &Motion) -> Span {
    let knots = knots(motion.speed);
    let is_turning = motion.turning.abs() >= 10.0;
    let seconds = match class {
        Class::A if motion.manner == Manner::Anchored && knots <= 3.0 => 180.0,
        Class::A if knots > 23.0 => 2.0,
        Class::A if knots > 14.0 => {
            if is_turning {
                2.0
            } else {
                6.0
            }
        }
        Class::A => {
            if is_turning {
                10.0 / 3.0
            } else {
                10.0
            }
        }
        Class::B if knots <= 2.0 => 180.0,
        Class::B => 30.0,
    };
    Span::from_seconds_f64(seconds)
}

/// As rarely as asked, but never more often than a ship sends.
pub(crate) fn thinned(pause: Span, mean: Span, random: &mut Random) -> Span {
    let wanted = mean.seconds() * random.between(0.7, 1.3);
    pause.max(Span::from_seconds(wanted as i64))
}

/// Every 6 minutes; every 12 where positions are thinned too.
pub(crate) fn static_interval(mean: Span) -> Span {
    Span::from_minutes(if mean > Span::from_seconds(10) { 12 } else { 6 })
}

/// A position report `since` seconds after the motion, with the small errors of a receiver.
pub(crate) fn position(
    class: Class,
    identity: &Identity,
    motion: &Motion,
    since: f64,
    random: &mut Random,
) -> Bits {
    let (east, north) = motion.velocity();
    let mut error = || random.around_zero(3.0);
    let at = displaced(motion.position, east * since + error(), north * since + error());
    let speed = (knots(motion.speed) + random.around_zero(0.05)).max(0.0);
    let speed = (speed * 10.0).round() as u16;
    let course =
        ((motion.course.value() + random.around_zero(0.5)).rem_euclid(360.0) * 10.0) as u16;
    let heading = (motion.course.value().round() as u16) % 360;
    let (lat, lon) = (Some(at.lat_raw()), Some(at.lon_raw()));
    let (speed, course, accuracy) = (Some(speed), Some(course % 3_600), Some(true));
    match class {
        Class::A => {
            let is_turning = motion.turning.abs() >= 10.0;
            let body = Body::Position(PositionReport {
                status: Some(u8::from(motion.manner == Manner::Anchored)),
                turn: Some(rate_of_turn(motion.turning)),
                speed,
                accuracy,
                lon,
                lat,
                course,
                heading: Some(heading),
                second: Some(NO_SECOND),
                maneuver: Some(0),
                raim: Some(false),
                radio: Some(0),
            });
            bits(if is_turning { 3 } else { 1 }, identity.mmsi.0, body)
        }
        Class::B => {
            let body = Body::ClassBPosition(ClassBPosition {
                speed,
                accuracy,
                lon,
                lat,
                course,
                heading: Some(NO_HEADING),
                second: Some(NO_SECOND),
                cs: Some(true),
                radio: Some(0),
                ..ClassBPosition::default()
            });
            bits(18, identity.mmsi.0, body)
        }
    }
}

/// What a ship says about itself: message 5, or both parts of message 24.
pub(crate) fn statics(class: Class, ship: &Identity) -> Vec<Bits> {
    let (length, beam) = ship.size;
    let shipname = Some(Text::new(&ship.name));
    let callsign = Some(Text::new(&ship.callsign));
    let (to_bow, to_stern) = (Some(length - length / 4), Some(length / 4));
    let (to_port, to_starboard) = (Some(beam / 2), Some(beam - beam / 2));
    let (shiptype, epfd) = (Some(ship.ship_type), Some(1));
    let body = match class {
        Class::A => vec![Body::Voyage(Voyage {
            ais_version: Some(2),
            imo: Some(ship.imo),
            callsign,
            shipname,
            shiptype,
            to_bow,
            to_stern,
            to_port,
            to_starboard,
            epfd,
            month: Some(0),
            day: Some(0),
            hour: Some(24),
            minute: Some(60),
            draught: Some((length / 3).min(200) as u8),
            destination: Some(Text::new(&ship.destination)),
            dte: Some(false),
        })],
        Class::B => vec![
            Body::StaticData(StaticData::A(StaticPartA { shipname })),
            Body::StaticData(StaticData::B(StaticPartB {
                shiptype,
                callsign,
                to_bow,
                to_stern,
                to_port,
                to_starboard,
                epfd,
                ..StaticPartB::default()
            })),
        ],
    };
    let kind = if class == Class::A { 5 } else { 24 };
    body.into_iter().map(|body| bits(kind, ship.mmsi.0, body)).collect()
}

/// A base station's report of time and place: message 4.
pub(crate) fn base_station(mmsi: u32, at: Position, time: Time) -> Bits {
    let civil = jiff::Timestamp::from_microsecond(time.as_micros()).unwrap_or_default();
    let civil = civil.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let body = Body::BaseStation(BaseStationReport {
        year: Some(civil.year().unsigned_abs()),
        month: Some(civil.month().unsigned_abs()),
        day: Some(civil.day().unsigned_abs()),
        hour: Some(civil.hour().unsigned_abs()),
        minute: Some(civil.minute().unsigned_abs()),
        second: Some(civil.second().unsigned_abs()),
        accuracy: Some(true),
        lon: Some(at.lon_raw()),
        lat: Some(at.lat_raw()),
        epfd: Some(7),
        raim: Some(false),
        radio: Some(0),
    });
    bits(4, mmsi, body)
}

/// A buoy's report: message 21.
pub(crate) fn buoy(mmsi: u32, name: &str, at: Position) -> Bits {
    let report = AidReport {
        aid_type: Some(30),
        name: Some(Text::new(name)),
        accuracy: Some(true),
        lon: Some(at.lon_raw()),
        lat: Some(at.lat_raw()),
        to_bow: Some(0),
        to_stern: Some(0),
        to_port: Some(0),
        to_starboard: Some(0),
        epfd: Some(7),
        second: Some(NO_SECOND),
        off_position: Some(false),
        regional: Some(0),
        raim: Some(false),
        virtual_aid: Some(false),
        assigned: Some(false),
    };
    let nothing = Tail::new(cordon_ais::bits::Bits::new(&[], 0), 0);
    bits(21, mmsi, Body::Aid(Aid { report, extension: nothing }))
}

pub(crate) fn bits(kind: u8, mmsi: u32, body: Body<'_>) -> Bits {
    encode(&Message { kind, repeat: 0, mmsi, body })
}

fn knots(metres_per_second: f64) -> f64 {
    metres_per_second * 3_600.0 / METRES_PER_NM
}

/// 4.733 times the root of degrees a minute, with its sign (M.1371, 3.1).
pub(crate) fn rate_of_turn(degrees_a_minute: f64) -> i8 {
    let sent = 4.733 * degrees_a_minute.abs().sqrt() * degrees_a_minute.signum();
    sent.round().clamp(-126.0, 126.0) as i8
}
