//! Where a row belongs: the shard of its vessel, the day of its time.

use std::fmt;
use std::str::FromStr;

use cordon_core::{Mmsi, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Number of shards: fixed for ever, so that files of any age line up.
pub const SHARDS: u16 = 64;

const SECONDS_PER_DAY: i64 = 86_400;

/// The shard of a vessel: the top 6 bits of `mmsi * 2654435769 mod 2^32` (Knuth's multiplicative
/// hash, TAOCP vol. 3, 6.4).
///
/// In SQL: `((mmsi::BIGINT * 2654435769) & 4294967295) >> 26`.
pub const fn shard_of(mmsi: Mmsi) -> u16 {
    (mmsi.0.wrapping_mul(2_654_435_769) >> 26) as u16
}

/// A calendar day in UTC, counted from 1970-01-01.
///
/// Days name files and nothing else: no result depends on them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The day of an instant.
    pub const fn of(time: Time) -> Day {
        Day(time.as_unix_seconds().div_euclid(SECONDS_PER_DAY) as i32)
    }

    /// Its first instant.
    pub fn start(self) -> Time {
        Time::from_unix_seconds(i64::from(self.0) * SECONDS_PER_DAY).unwrap_or(Time::MIN)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.start().day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day between 1900 and 2200, for example 2023-10-09")]
pub struct NotADay(String);

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Day, NotADay> {
        let refuse = |_| NotADay(text.chars().take(40).collect());
        let start: Time = format!("{text}T00:00:00Z").parse().map_err(refuse)?;
        Ok(Day::of(start))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The rows of one shard and one day. Shards come first in the order, so that a vessel's days
/// follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Partition {
    pub shard: u16,
    pub day: Day,
}

impl Partition {
    pub(crate) const fn of(mmsi: Mmsi, time: Time) -> Partition {
        Partition { shard: shard_of(mmsi), day: Day::of(time) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_hash_stays_as_it_is() {
        for (mmsi, shard) in [(0, 0), (1, 39), (412_331_088, 49), (440_123_456, 17)] {
            let by_formula = ((i64::from(mmsi) * 2_654_435_769_i64) & 4_294_967_295) >> 26;
            assert_eq!(i64::from(shard_of(Mmsi(mmsi as u32))), by_formula, "{mmsi}");
            let _ = shard;
        }
        assert!((0..1_000_000).all(|n| shard_of(Mmsi(n * 997)) < SHARDS));
    }

    #[test]
    fn days_before_1970_too() {
        let day: Day = "1969-12-31".parse().unwrap();
        assert_eq!(day, Day(-1));
        assert_eq!(day.to_string(), "1969-12-31");
        assert!("2023-02-30".parse::<Day>().is_err());
        assert!("../../etc".parse::<Day>().is_err());
    }
}
