//! Units as types, so that knots and metres cannot be added to one another by mistake.

use std::fmt;
use std::ops::{Add, Div, Mul, Sub};

use serde::{Deserialize, Serialize};

use crate::time::Span;

macro_rules! unit {
    ($(#[$doc:meta])* $name:ident, $symbol:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub f64);

        impl $name {
            /// The bare number.
            pub const fn value(self) -> f64 {
                self.0
            }

            /// The smaller of two.
            #[must_use]
            pub fn min(self, other: Self) -> Self {
                Self(self.0.min(other.0))
            }

            /// The larger of two.
            #[must_use]
            pub fn max(self, other: Self) -> Self {
                Self(self.0.max(other.0))
            }

            /// Without its sign.
            #[must_use]
            pub fn abs(self) -> Self {
                Self(self.0.abs())
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl Mul<f64> for $name {
            type Output = Self;
            fn mul(self, factor: f64) -> Self {
                Self(self.0 * factor)
            }
        }

        impl Div for $name {
            type Output = f64;
            fn div(self, other: Self) -> f64 {
                self.0 / other.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match f.precision() {
                    Some(digits) => write!(f, "{:.*} {}", digits, self.0, $symbol),
                    None => write!(f, "{} {}", self.0, $symbol),
                }
            }
        }
    };
}

unit!(
    /// Length in metres.
    Metres,
    "m"
);
unit!(
    /// Length in international nautical miles of 1 852 m.
    NauticalMiles,
    "nm"
);
unit!(
    /// Speed over ground in knots.
    Knots,
    "kn"
);
unit!(
    /// An angle in degrees; directions are true, clockwise from north.
    Degrees,
    "°"
);

/// Metres in one nautical mile.
pub const METRES_PER_NM: f64 = 1_852.0;

impl From<NauticalMiles> for Metres {
    fn from(nm: NauticalMiles) -> Metres {
        Metres(nm.0 * METRES_PER_NM)
    }
}

impl From<Metres> for NauticalMiles {
    fn from(m: Metres) -> NauticalMiles {
        NauticalMiles(m.0 / METRES_PER_NM)
    }
}

impl Metres {
    /// The speed that covers this length in `time`; infinite when no time passed.
    pub fn per(self, time: Span) -> Knots {
        Knots(self.0 / METRES_PER_NM / time.hours())
    }
}

impl Knots {
    /// How far this speed carries in `time`.
    pub fn over(self, time: Span) -> Metres {
        Metres(self.0 * METRES_PER_NM * time.hours())
    }

    /// In metres per second.
    pub fn metres_per_second(self) -> f64 {
        self.0 * METRES_PER_NM / 3_600.0
    }
}

impl Degrees {
    /// The smallest turn from `other` to this direction, in -180 to 180.
    #[must_use]
    pub fn turn_from(self, other: Degrees) -> Degrees {
        let turn = (self.0 - other.0).rem_euclid(360.0);
        Degrees(if turn > 180.0 { turn - 360.0 } else { turn })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_knot_is_a_nautical_mile_an_hour() {
        assert_eq!(Knots(10.0).over(Span::from_hours(2)), Metres(37_040.0));
        assert_eq!(Metres(1_852.0).per(Span::from_minutes(30)), Knots(2.0));
    }

    #[test]
    fn turns_take_the_short_way() {
        assert_eq!(Degrees(5.0).turn_from(Degrees(355.0)), Degrees(10.0));
        assert_eq!(Degrees(355.0).turn_from(Degrees(5.0)), Degrees(-10.0));
    }
}
