//! Aircraft as receivers of Mode S and ADS-B tell of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::position::Position;
use crate::time::Time;
use crate::units::{Degrees, Knots};

/// The 24-bit address that an aircraft's transponder claims (ICAO Annex 10 volume III): six
/// hexadecimal digits, with `~` before an address that is not ICAO's (TIS-B, anonymous).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The 24 bits.
    pub bits: u32,
    /// Whether it is one of ICAO's.
    pub icao: bool,
}

impl Address {
    /// One of ICAO's addresses; `None` past 24 bits.
    pub const fn icao(bits: u32) -> Option<Address> {
        if bits > 0xff_ffff { None } else { Some(Address { bits, icao: true }) }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.icao { "" } else { "~" };
        write!(f, "{mark}{:06x}", self.bits)
    }
}

/// Why a text is not an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an aircraft address, for example 71be19")]
pub struct NotAnAddress(String);

impl FromStr for Address {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Address, NotAnAddress> {
        let digits = text.strip_prefix('~').unwrap_or(text);
        let hex = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bits = u32::from_str_radix(digits, 16).ok().filter(|_| hex);
        bits.map(|bits| Address { bits, icao: !text.starts_with('~') })
            .ok_or_else(|| NotAnAddress(text.chars().take(20).collect()))
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Address, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What a receiver said of one aircraft at one time. Each part may be absent: most messages carry
/// one or two.
#[derive(Clone, Debug, PartialEq)]
pub struct FlightReport {
    /// Which transponder.
    pub address: Address,
    /// When.
    pub time: Time,
    /// Where.
    pub position: Option<Position>,
    /// Barometric altitude in feet (pressure altitude, 1 013.25 hPa).
    pub altitude_ft: Option<i32>,
    /// Height over the WGS84 ellipsoid in feet.
    pub height_ft: Option<i32>,
    /// Speed over ground.
    pub speed: Option<Knots>,
    /// Direction of movement over ground, degrees true.
    pub course: Option<Degrees>,
    /// Rate of climb in feet a minute.
    pub climb_fpm: Option<i32>,
    /// Flight number or registration as sent.
    pub callsign: Option<Box<str>>,
    /// Transponder code: four octal digits as the number they print (7700).
    pub squawk: Option<u16>,
    /// Whether it is on the ground.
    pub on_ground: Option<bool>,
}

impl FlightReport {
    /// A report that says no more than that it was heard.
    pub fn heard(address: Address, time: Time) -> FlightReport {
        FlightReport {
            address,
            time,
            position: None,
            altitude_ft: None,
            height_ft: None,
            speed: None,
            course: None,
            climb_fpm: None,
            callsign: None,
            squawk: None,
            on_ground: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_and_print_alike() {
        for text in ["71be19", "~2a0001", "000001"] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
        for text in ["", "71be1", "71be199", "+1be19", "71bé1", "~"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
