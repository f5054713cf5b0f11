//! Between integers as sent and quantities in the units people use.
//!
//! Reading gives `None` for "not available" and for values outside the range that means anything;
//! writing takes `None` for "not available".

/// Units of longitude and latitude in a degree, messages other than 17, 22, 23 and 27.
const PER_DEGREE: f64 = 600_000.0;

/// Longitude in degrees, east positive, from 1/10 000 min.
pub fn longitude(raw: i32) -> Option<f64> {
    (raw.unsigned_abs() <= 180 * 600_000).then(|| f64::from(raw) / PER_DEGREE)
}

/// Latitude in degrees, north positive, from 1/10 000 min.
pub fn latitude(raw: i32) -> Option<f64> {
    (raw.unsigned_abs() <= 90 * 600_000).then(|| f64::from(raw) / PER_DEGREE)
}

/// Speed in knots, from 0.1 kn. 102.2 means that or more.
pub fn speed(raw: u16) -> Option<f64> {
    (raw < 1_023).then(|| f64::from(raw) / 10.0)
}

/// Course in degrees, from 0.1°.
pub fn course(raw: u16) -> Option<f64> {
    (raw < 3_600).then(|| f64::from(raw) / 10.0)
}

/// True heading in degrees.
pub fn heading(raw: u16) -> Option<f64> {
    (raw < 360).then(|| f64::from(raw))
}

/// Rate of turn in degrees a minute, right positive. `None` also for ±127, which only say "faster
/// than 5° in 30 s".
pub fn turn(raw: i8) -> Option<f64> {
    let root = f64::from(raw) / 4.733;
    (-126..=126).contains(&raw).then(|| root * root.abs())
}

/// Longitude to 1/10 000 min.
pub fn raw_longitude(degrees: Option<f64>) -> i32 {
    degrees.map_or(181 * 600_000, |degrees| (degrees * PER_DEGREE).round() as i32)
}

/// Latitude to 1/10 000 min.
pub fn raw_latitude(degrees: Option<f64>) -> i32 {
    degrees.map_or(91 * 600_000, |degrees| (degrees * PER_DEGREE).round() as i32)
}

/// Speed to 0.1 kn, at most 102.2 kn.
pub fn raw_speed(knots: Option<f64>) -> u16 {
    knots.map_or(1_023, |knots| (knots * 10.0).round().clamp(0.0, 1_022.0) as u16)
}

/// Course to 0.1°; any turn is brought into 0° to 360°.
pub fn raw_course(degrees: Option<f64>) -> u16 {
    degrees.map_or(3_600, |degrees| (degrees.rem_euclid(360.0) * 10.0).round() as u16 % 3_600)
}

/// Heading to whole degrees; any turn is brought into 0° to 360°.
pub fn raw_heading(degrees: Option<f64>) -> u16 {
    degrees.map_or(511, |degrees| degrees.rem_euclid(360.0).round() as u16 % 360)
}

/// Rate of turn from degrees a minute, at most ±708.
pub fn raw_turn(degrees_per_minute: Option<f64>) -> i8 {
    let root = |rate: f64| 4.733 * rate.abs().sqrt().copysign(rate);
    degrees_per_minute.map_or(-128, |rate| root(rate).round().clamp(-126.0, 126.0) as i8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_available_goes_both_ways() {
        assert_eq!(longitude(raw_longitude(None)), None);
        assert_eq!(latitude(raw_latitude(None)), None);
        assert_eq!((raw_speed(None), speed(1_023)), (1_023, None));
        assert_eq!((raw_course(None), course(3_600)), (3_600, None));
        assert_eq!((raw_heading(None), heading(511)), (511, None));
        assert_eq!((raw_turn(None), turn(-128), turn(127)), (-128, None, None));
    }

    #[test]
    fn rounding_never_leaves_the_circle() {
        assert_eq!(raw_course(Some(359.97)), 0);
        assert_eq!(raw_course(Some(-0.1)), 3_599);
        assert_eq!(raw_heading(Some(359.6)), 0);
        assert_eq!(raw_speed(Some(300.0)), 1_022);
    }

    #[test]
    fn every_raw_turn_comes_back() {
        for raw in -126..=126 {
            assert_eq!(raw_turn(turn(raw)), raw);
        }
    }
}
