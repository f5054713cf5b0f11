//! Names of tracks, and why a fix belongs to none.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::mmsi::Mmsi;
use crate::time::Time;

/// A track's name: its MMSI, its first fix's time, and a count for tracks that began together.
///
/// The same observations give the same names, however they arrived. Printed as
/// `412331088-20210101T000422Z`, with `~2` behind the second track of that second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackId {
    /// The number it claimed.
    pub mmsi: Mmsi,
    /// Time of the first fix.
    pub start: Time,
    /// 1 for the first track of this MMSI that began then, 2 for the second, ...
    pub ordinal: u16,
}

impl fmt::Display for TrackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stamp: String = self.start.to_string().replace(['-', ':'], "");
        write!(f, "{}-{stamp}", self.mmsi)?;
        if self.ordinal > 1 { write!(f, "~{}", self.ordinal) } else { Ok(()) }
    }
}

impl fmt::Debug for TrackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is not a track's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a track name, for example 412331088-20210101T000422Z")]
pub struct NotATrack(String);

impl FromStr for TrackId {
    type Err = NotATrack;

    fn from_str(text: &str) -> Result<TrackId, NotATrack> {
        read(text).ok_or_else(|| NotATrack(text.chars().take(60).collect()))
    }
}

fn read(text: &str) -> Option<TrackId> {
    let (name, ordinal) = match text.split_once('~') {
        Some((name, ordinal)) => (name, ordinal.parse().ok()?),
        None => (text, 1),
    };
    let (mmsi, start) = name.split_once('-')?;
    Some(TrackId { mmsi: Mmsi(mmsi.parse().ok()?), start: start.parse().ok()?, ordinal })
}

impl Serialize for TrackId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TrackId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<TrackId, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Why a fix was set aside: kept and counted, but part of no track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetAside {
    /// The same report again, by another receiver or from another file.
    Duplicate,
    /// A speed or course that marks a broken message (51.2, 63.0, 102.3 kn).
    Noise,
    /// Fits no ship that can be there, and nothing later confirmed it.
    Implausible,
    /// Its clock was weeks away from all other data.
    ClockJump,
    /// A base station or aid to navigation: no craft.
    NotACraft,
}

impl SetAside {
    /// Its name in counts and columns.
    pub const fn name(self) -> &'static str {
        match self {
            SetAside::Duplicate => "duplicate",
            SetAside::Noise => "noise",
            SetAside::Implausible => "implausible",
            SetAside::ClockJump => "clock_jump",
            SetAside::NotACraft => "not_a_craft",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_and_print_alike() {
        for text in ["412331088-20210101T000422Z", "002320766-20210101T000422.5Z~3"] {
            assert_eq!(text.parse::<TrackId>().unwrap().to_string(), text);
        }
        assert!("412331088".parse::<TrackId>().is_err());
    }
}
