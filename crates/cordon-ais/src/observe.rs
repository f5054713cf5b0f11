//! Messages as observations: something was here, then, and said that it is this.

mod receiver;
mod statics;

pub use receiver::{receiver, receiver_kind};

use cordon_core::{Fix, FixFlags, Mmsi, MmsiClass, Position, Reason, SourceRef, Time, Transponder};
use twox_hash::XxHash3_64;

use crate::frame::Frame;
use crate::kinematics::Kinematics;

/// A message of a type that tells neither place nor name of its sender.
pub const NO_OBSERVATION: Reason = "no_observation";
/// Nothing tells when it was heard.
pub const NO_TIME: Reason = "no_time";
/// The position is "not available", out of range or cut off.
pub const NO_POSITION: Reason = "no_position";

/// What a message observes.
#[derive(Clone, Debug, PartialEq)]
pub enum Observed {
    /// Messages 1 to 4, 9, 18, 27, 28.
    Fix(Fix),
    /// Messages 5 and 24; also 19 and 21 without a position.
    Static(Box<cordon_core::StaticReport>),
    /// Messages 19 and 21.
    Both(Fix, Box<cordon_core::StaticReport>),
    /// Nothing, and why: [`NO_OBSERVATION`], [`NO_TIME`], [`NO_POSITION`], or what
    /// [`decode`](crate::message::decode) says.
    Nothing(Reason),
}

/// What `frame` observes. `source` is what the observation will cite: the frame's bytes, as the
/// caller counts them.
///
/// The time is the time of reception as told, to the second of most receivers. The second of the
/// minute inside the message is left alone: it is the sender's clock, and many are wrong.
///
/// The digest is of the sentences alone: the same sentence in two files, or from two receivers, has
/// the same.
#[inline]
pub fn observe(frame: &Frame<'_>, source: SourceRef) -> Observed {
    let kind = frame.message_type();
    if !matches!(kind, 1..=5 | 9 | 18 | 19 | 21 | 24 | 27 | 28) {
        return Observed::Nothing(NO_OBSERVATION);
    }
    let Some(time) = frame.time else { return Observed::Nothing(NO_TIME) };
    match kind {
        5 | 19 | 21 | 24 => with_statics(frame, kind, time, source),
        _ => fix(frame, kind, time, source).map_or(Observed::Nothing(NO_POSITION), Observed::Fix),
    }
}

/// Messages that say what their sender is, and some of them where.
#[inline(never)]
fn with_statics(frame: &Frame<'_>, kind: u8, time: Time, source: SourceRef) -> Observed {
    match kind {
        5 | 24 => match statics::report(frame, time, source) {
            Ok(report) => Observed::Static(Box::new(report)),
            Err(why) => Observed::Nothing(why),
        },
        _ => match (fix(frame, kind, time, source), statics::report(frame, time, source)) {
            (Some(fix), Ok(report)) => Observed::Both(fix, Box::new(report)),
            (Some(fix), Err(_)) => Observed::Fix(fix),
            (None, Ok(report)) => Observed::Static(Box::new(report)),
            (None, Err(_)) => Observed::Nothing(NO_POSITION),
        },
    }
}

#[inline]
fn fix(frame: &Frame<'_>, kind: u8, time: Time, source: SourceRef) -> Option<Fix> {
    let motion = Kinematics::read(frame.bits, kind)?;
    let mmsi = Mmsi(frame.mmsi());
    Some(Fix {
        time,
        mmsi,
        position: Position::from_raw(motion.lat, motion.lon)?,
        sog: motion.sog,
        cog: motion.cog,
        heading: motion.heading,
        nav_status: motion.nav_status,
        msg_type: kind,
        transponder: transponder(kind, mmsi),
        receiver_kind: frame.station.map_or_else(Default::default, receiver_kind),
        receiver: frame.station.map_or(0, receiver),
        flags: flags(frame, &motion),
        source,
        digest: digest(frame.raw),
    })
}

/// XXH3-64 of a message's sentences.
pub fn digest(raw: &[u8]) -> u64 {
    XxHash3_64::oneshot(raw)
}

/// The kind of station: by its message, except that distress beacons use the messages of class A.
const fn transponder(kind: u8, mmsi: Mmsi) -> Transponder {
    if matches!(mmsi.class(), MmsiClass::Distress) {
        return Transponder::Distress;
    }
    match kind {
        1 | 2 | 3 | 5 => Transponder::ClassA,
        18 | 19 | 24 => Transponder::ClassB,
        4 => Transponder::Base,
        21 | 28 => Transponder::AidToNavigation,
        9 => Transponder::SarAircraft,
        _ => Transponder::Unknown,
    }
}

fn flags(frame: &Frame<'_>, motion: &Kinematics) -> FixFlags {
    let set = |on: bool, flag: FixFlags| if on { flag } else { FixFlags::default() };
    set(motion.accurate, FixFlags::ACCURATE)
        .with(set(frame.exercise.is_some(), FixFlags::EXERCISE))
        .with(set(frame.checksum_missing, FixFlags::NO_CHECKSUM))
        .with(set(frame.time_inferred, FixFlags::TIME_INFERRED))
}
