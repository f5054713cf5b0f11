//! Maritime mobile service identities (ITU-R M.585): a number a transponder claims, not a ship.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The 30-bit number that an AIS message carries. Any value is kept: 0 and out-of-plan numbers are
/// signals in themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mmsi(pub u32);

/// What kind of station a number belongs to, by the ITU-R M.585 number plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MmsiClass {
    /// Ship: 2 to 7 first.
    Ship,
    /// A group of ships: one leading zero.
    Group,
    /// Coast station: two leading zeros.
    Coast,
    /// Search and rescue aircraft: 111 first.
    SarAircraft,
    /// Handheld VHF with position: 8 first.
    Handheld,
    /// Craft associated with a parent ship: 98 first.
    AssociatedCraft,
    /// Aid to navigation: 99 first.
    AidToNavigation,
    /// AIS-SART, MOB or EPIRB: 970, 972, 974 first.
    Distress,
    /// Autonomous maritime radio device: 979 first.
    AutonomousDevice,
    /// None of the plan's forms, 0 included.
    OutOfPlan,
}

impl Mmsi {
    /// What kind of station the number plan says this is.
    pub const fn class(self) -> MmsiClass {
        match self.0 {
            111_000_000..=111_999_999 => MmsiClass::SarAircraft,
            200_000_000..=799_999_999 => MmsiClass::Ship,
            800_000_000..=899_999_999 => MmsiClass::Handheld,
            970_000_000..=970_999_999 | 972_000_000..=972_999_999 | 974_000_000..=974_999_999 => {
                MmsiClass::Distress
            }
            979_000_000..=979_999_999 => MmsiClass::AutonomousDevice,
            980_000_000..=989_999_999 => MmsiClass::AssociatedCraft,
            990_000_000..=999_999_999 => MmsiClass::AidToNavigation,
            10_000_000..=99_999_999 => MmsiClass::Group,
            1_000_000..=9_999_999 => MmsiClass::Coast,
            _ => MmsiClass::OutOfPlan,
        }
    }

    /// The three maritime identification digits, where the number's form has them.
    pub const fn mid(self) -> Option<u16> {
        let n = self.0;
        match self.class() {
            MmsiClass::Ship => Some((n / 1_000_000) as u16),
            MmsiClass::Group => Some((n / 100_000) as u16),
            MmsiClass::Coast => Some((n / 10_000) as u16),
            MmsiClass::SarAircraft => Some((n / 1_000 % 1_000) as u16),
            MmsiClass::Handheld => Some((n / 100_000 % 1_000) as u16),
            MmsiClass::AssociatedCraft | MmsiClass::AidToNavigation => {
                Some((n / 10_000 % 1_000) as u16)
            }
            _ => None,
        }
    }
}

/// Nine digits, leading zeros kept.
impl fmt::Display for Mmsi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:09}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_plan() {
        for (n, class, mid) in [
            (440_123_456, MmsiClass::Ship, Some(440)),
            (2_320_766, MmsiClass::Coast, Some(232)),
            (992_501_072, MmsiClass::AidToNavigation, Some(250)),
            (111_232_511, MmsiClass::SarAircraft, Some(232)),
            (970_000_099, MmsiClass::Distress, None),
            (0, MmsiClass::OutOfPlan, None),
            (982_442_132, MmsiClass::AssociatedCraft, Some(244)),
            (1_025_342_127, MmsiClass::OutOfPlan, None),
        ] {
            assert_eq!((Mmsi(n).class(), Mmsi(n).mid()), (class, mid), "{n}");
        }
        assert_eq!(Mmsi(2_320_766).to_string(), "002320766");
    }
}
