//! Instants and spans, UTC, in whole microseconds.
//!
//! A detector never asks what time it is: every [`Time`] comes from the data or from a parameter.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in UTC, in microseconds since 1970-01-01T00:00:00Z.
///
/// Between the years 1900 and 2200: anything else in a log is a broken clock, and is refused where
/// the bytes are read.
///
/// ```
/// use cordon_core::Time;
/// let t: Time = "2021-01-01T00:04:22Z".parse().unwrap();
/// assert_eq!(t.as_unix_seconds(), 1_609_459_462);
/// assert_eq!(t.to_string(), "2021-01-01T00:04:22Z");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

/// A length of time in microseconds; may be negative.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(i64);

const MICROS: i64 = 1_000_000;

impl Time {
    /// The earliest instant accepted: 1900-01-01.
    pub const MIN: Time = Time(-2_208_988_800 * MICROS);
    /// The latest instant accepted: 2200-01-01.
    pub const MAX: Time = Time(7_258_118_400 * MICROS);

    /// From microseconds since 1970; `None` outside 1900 to 2200.
    pub const fn from_micros(micros: i64) -> Option<Time> {
        if micros < Self::MIN.0 || micros > Self::MAX.0 { None } else { Some(Time(micros)) }
    }

    /// From seconds since 1970; `None` outside 1900 to 2200.
    pub const fn from_unix_seconds(seconds: i64) -> Option<Time> {
        match seconds.checked_mul(MICROS) {
            Some(micros) => Self::from_micros(micros),
            None => None,
        }
    }

    /// From milliseconds since 1970; `None` outside 1900 to 2200.
    pub const fn from_unix_millis(millis: i64) -> Option<Time> {
        match millis.checked_mul(1_000) {
            Some(micros) => Self::from_micros(micros),
            None => None,
        }
    }

    /// Microseconds since 1970.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970, rounded down.
    pub const fn as_unix_seconds(self) -> i64 {
        self.0.div_euclid(MICROS)
    }

    /// This instant moved by `span`, held inside the accepted range.
    #[must_use]
    pub const fn plus(self, span: Span) -> Time {
        let moved = self.0.saturating_add(span.0);
        if moved < Self::MIN.0 {
            Self::MIN
        } else if moved > Self::MAX.0 {
            Self::MAX
        } else {
            Time(moved)
        }
    }

    /// How long after `earlier` this is (negative when before).
    pub const fn since(self, earlier: Time) -> Span {
        Span(self.0 - earlier.0)
    }

    /// The last multiple of `step` (counted from 1970) at or before this instant.
    ///
    /// Grids are aligned to 1970, never to a day, so that midnight is an instant like any other.
    #[must_use]
    pub const fn floor(self, step: Span) -> Time {
        Time(self.0.div_euclid(step.0) * step.0)
    }

    /// The calendar day, as `YYYY-MM-DD` (UTC).
    pub fn day(self) -> String {
        self.stamp().strftime("%Y-%m-%d").to_string()
    }

    fn stamp(self) -> jiff::Timestamp {
        // In range by construction: 1900..2200 is inside jiff's years -9999..9999.
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);

    /// From microseconds.
    pub const fn from_micros(micros: i64) -> Span {
        Span(micros)
    }

    /// From whole seconds.
    pub const fn from_seconds(seconds: i64) -> Span {
        Span(seconds * MICROS)
    }

    /// From whole minutes.
    pub const fn from_minutes(minutes: i64) -> Span {
        Span(minutes * 60 * MICROS)
    }

    /// From whole hours.
    pub const fn from_hours(hours: i64) -> Span {
        Span(hours * 3_600 * MICROS)
    }

    /// From hours with a fraction.
    pub fn from_hours_f64(hours: f64) -> Span {
        Span(nearest(hours * 3.6e9))
    }

    /// From seconds with a fraction.
    pub fn from_seconds_f64(seconds: f64) -> Span {
        Span(nearest(seconds * 1e6))
    }

    /// In microseconds.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// In seconds.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// In hours.
    pub fn hours(self) -> f64 {
        self.0 as f64 / 3.6e9
    }

    /// The same length, never negative.
    #[must_use]
    pub const fn abs(self) -> Span {
        Span(self.0.abs())
    }
}

impl Add<Span> for Time {
    type Output = Time;
    fn add(self, span: Span) -> Time {
        self.plus(span)
    }
}

impl Sub<Span> for Time {
    type Output = Time;
    fn sub(self, span: Span) -> Time {
        self.plus(Span(-span.0))
    }
}

impl Sub for Time {
    type Output = Span;
    fn sub(self, earlier: Time) -> Span {
        self.since(earlier)
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0 + other.0)
    }
}

impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Span) -> Span {
        Span(self.0 - other.0)
    }
}

/// Why a text is not an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an RFC 3339 time between 1900 and 2200, for example 2023-10-09T22:30:00Z")]
pub struct NotATime(String);

impl FromStr for Time {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Time, NotATime> {
        text.parse::<jiff::Timestamp>()
            .ok()
            .and_then(|stamp| Time::from_micros(stamp.as_microsecond()))
            .ok_or_else(|| NotATime(text.chars().take(60).collect()))
    }
}

/// RFC 3339 with `Z`, and as many digits after the second as the instant has.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stamp().fmt(f)
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Hours and minutes for people: `3 h 05 min`, `12 min`, `40 s`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = (self.0.abs() + MICROS / 2) / MICROS;
        let sign = if self.0 < 0 { "-" } else { "" };
        let (hours, minutes) = (seconds / 3_600, seconds % 3_600 / 60);
        match (hours, minutes) {
            (0, 0) => write!(f, "{sign}{seconds} s"),
            (0, _) => write!(f, "{sign}{minutes} min"),
            _ => write!(f, "{sign}{hours} h {minutes:02} min"),
        }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s", self.seconds())
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The nearest whole number. Thresholds are turned into spans at every fix, and `f64::round` is a call.
fn nearest(x: f64) -> i64 {
    (x + 0.5_f64.copysign(x)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_and_print_alike() {
        for text in ["2021-01-01T00:04:22Z", "2021-01-01T00:04:22.5Z", "1969-12-31T23:59:59Z"] {
            assert_eq!(text.parse::<Time>().unwrap().to_string(), text);
        }
        let offset: Time = "2021-01-01T09:04:22+09:00".parse().unwrap();
        assert_eq!(offset.to_string(), "2021-01-01T00:04:22Z");
    }

    #[test]
    fn absurd_clocks_are_refused() {
        assert_eq!(Time::from_unix_seconds(i64::MAX), None);
        assert_eq!(Time::from_unix_seconds(99_999_999_999), None);
        assert!("2021-13-01T00:00:00Z".parse::<Time>().is_err());
    }

    #[test]
    fn grids_do_not_know_midnight() {
        let step = Span::from_minutes(10);
        let t: Time = "2021-01-01T00:09:59.999Z".parse().unwrap();
        assert_eq!(t.floor(step).to_string(), "2021-01-01T00:00:00Z");
        let before_1970 = Time::from_unix_seconds(-1).unwrap();
        assert_eq!(before_1970.floor(step).as_unix_seconds(), -600);
    }

    #[test]
    fn spans_speak_to_people() {
        assert_eq!(Span::from_minutes(185).to_string(), "3 h 05 min");
        assert_eq!(Span::from_seconds(40).to_string(), "40 s");
    }
}
