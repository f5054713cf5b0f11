//! How far radio, radar and eyes reach over the curve of the sea.

/// Nautical miles by the root of metres: √(2·4/3·R) over an earth of 4/3 its radius, whose mean is
/// 6 371 km, is 4 121.6 m by √m, or 2.2256 nm (ITU-R P.834 effective earth).
const RADIO: f64 = 2.225_6;
/// The same for light, which bends less: 2.072 nm by √m.
const LIGHT: f64 = 2.072;

/// How far a radar or a radio at one height reaches to another, in nautical miles; heights in metres.
pub fn radio_horizon_nm(a_m: f64, b_m: f64) -> f64 {
    RADIO * (a_m.max(0.0).sqrt() + b_m.max(0.0).sqrt())
}

/// How far one sees from one height to another, in nautical miles; heights in metres.
pub fn optical_horizon_nm(a_m: f64, b_m: f64) -> f64 {
    LIGHT * (a_m.max(0.0).sqrt() + b_m.max(0.0).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The navigator's rule d = 1.23 (√h₁ + √h₂), heights in feet: 25 ft and 625 ft, 36.9 nm; 25 ft alone, 6.15.
    /// It rounds: 4/3 of the earth gives 1.2287.
    #[test]
    fn the_rule_of_feet_holds() {
        let feet = 0.304_8;
        assert!((radio_horizon_nm(25.0 * feet, 625.0 * feet) - 36.9).abs() < 0.05);
        assert!((radio_horizon_nm(25.0 * feet, 0.0) - 6.15).abs() < 0.01);
    }

    /// 30 m and 10 m: 19.23 to 19.27 nm, by which constant is used.
    #[test]
    fn the_rule_of_metres_holds() {
        assert!((19.22..19.28).contains(&radio_horizon_nm(30.0, 10.0)));
        assert!((optical_horizon_nm(1.0, 0.0) - 2.072).abs() < 1e-9);
    }
}
