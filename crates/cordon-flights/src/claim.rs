//! Do a claimed apogee, range and duration fit one another?
//!
//! The yardstick is the free-fall ellipse over a ball that does not turn (two bodies, no air, no
//! boost): from apogee and ground range follow its shape, and by Kepler's equation the time it takes.
//! A rocket climbs slower than that ellipse, so an honest duration is *longer*, by the time of the
//! boost: 2 to 4 minutes on the long-range shots of 2017 to 2024, and never more than 9 %.

use cordon_core::{Metres, Span};
use serde::Serialize;

use crate::earth::{MEAN_RADIUS_M, MU};

/// What somebody claims of a flight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Claim {
    /// Greatest height.
    pub apogee: Metres,
    /// Distance flown over ground.
    pub range: Metres,
    /// Time from launch to impact, where claimed.
    pub duration: Option<Span>,
}

/// How far the same speed would carry on the best path.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// So far over ground, in metres. Understates what was published by 2 to 23 %: a lower bound.
    AtLeast(f64),
    /// Fast enough that no point on the ball is out of reach.
    Unbounded,
}

/// What a claimed duration is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Longer than free fall, by no more than a boost explains.
    Consistent,
    /// Hardly longer than free fall: no time is left for the boost that every rocket needs.
    NoTimeForBoost,
    /// Shorter than free fall: it cannot have been so.
    TooShort,
    /// Longer than free fall by more than any public shot.
    TooLong,
    /// No duration was claimed.
    NotClaimed,
}

/// A claim beside its free-fall ellipse.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Check {
    /// Time of free fall from ground to ground.
    #[serde(rename = "free_fall_s")]
    pub free_fall: f64,
    /// Free fall less the claim, in seconds: negative when the claim leaves time for a boost.
    #[serde(rename = "difference_s")]
    pub difference: Option<f64>,
    /// The same as a share of the claim.
    #[serde(rename = "difference_share")]
    pub share: Option<f64>,
    /// Speed with which the ellipse leaves the ground, m/s.
    #[serde(rename = "speed_m_s")]
    pub speed: f64,
    /// How far that speed carries on the best path.
    #[serde(rename = "reach_m")]
    pub reach: Reach,
    /// What the claimed duration is worth.
    pub verdict: Verdict,
}

/// Why a claim makes no ellipse.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotAFlight {
    /// No such apogee.
    #[error("an apogee of {0:.1} km is none; 1 to 100 000 km are looked at")]
    Apogee(f64),
    /// No such range.
    #[error("a range of {0:.1} km is none; 0 to 20 000 km over ground are possible")]
    Range(f64),
    /// No such duration.
    #[error("a duration of {0:.1} s is none; give seconds above 0 and below 3 days")]
    Duration(f64),
}

/// The largest share of its duration by which a public shot was longer than free fall.
pub const LONGEST_BOOST_SHARE: f64 = 0.09;
/// Below this share of the duration there is no time for a boost.
pub const SHORTEST_BOOST_SHARE: f64 = 0.015;

impl Claim {
    /// Compare with free fall.
    ///
    /// # Errors
    /// When the numbers are no flight.
    pub fn check(&self) -> Result<Check, NotAFlight> {
        self.bounds()?;
        let ellipse = Ellipse::through(self.apogee.value(), self.range.value());
        let free_fall = ellipse.time_above_ground();
        let claimed = self.duration.map(Span::seconds);
        let share = claimed.map(|claimed| (free_fall - claimed) / claimed);
        Ok(Check {
            free_fall,
            difference: claimed.map(|claimed| free_fall - claimed),
            share,
            speed: ellipse.speed_at_ground(),
            reach: reach(ellipse.speed_at_ground()),
            verdict: share.map_or(Verdict::NotClaimed, verdict),
        })
    }

    fn bounds(&self) -> Result<(), NotAFlight> {
        let (apogee, range) = (self.apogee.value() / 1e3, self.range.value() / 1e3);
        if !(1.0..=1e5).contains(&apogee) {
            return Err(NotAFlight::Apogee(apogee));
        }
        if !(0.0..=20_000.0).contains(&range) {
            return Err(NotAFlight::Range(range));
        }
        match self.duration.map(Span::seconds) {
            Some(seconds) if !(seconds > 0.0 && seconds < 3.0 * 86_400.0) => {
                Err(NotAFlight::Duration(seconds))
            }
            _ => Ok(()),
        }
    }
}

fn verdict(share: f64) -> Verdict {
    match share {
        share if share > 0.0 => Verdict::TooShort,
        share if share > -SHORTEST_BOOST_SHARE => Verdict::NoTimeForBoost,
        share if share >= -LONGEST_BOOST_SHARE => Verdict::Consistent,
        _ => Verdict::TooLong,
    }
}

/// The free-fall ellipse around the centre of a ball.
struct Ellipse {
    semi_major: f64,
    eccentricity: f64,
}

impl Ellipse {
    /// Through two points of the ground `range` apart, with its highest point midway at `apogee`.
    fn through(apogee: f64, range: f64) -> Ellipse {
        let highest = MEAN_RADIUS_M + apogee;
        let half_angle = range / (2.0 * MEAN_RADIUS_M);
        // 1, a straight line, when it comes down where it went up.
        let eccentricity = apogee / (highest - MEAN_RADIUS_M * half_angle.cos());
        Ellipse { semi_major: highest / (1.0 + eccentricity), eccentricity }
    }

    /// Kepler's equation from the ground over the apogee to the ground.
    fn time_above_ground(&self) -> f64 {
        let cos = ((1.0 - MEAN_RADIUS_M / self.semi_major) / self.eccentricity).clamp(-1.0, 1.0);
        let eccentric = cos.acos();
        let mean = eccentric - self.eccentricity * eccentric.sin();
        2.0 * (std::f64::consts::PI - mean) * (self.semi_major.powi(3) / MU).sqrt()
    }

    /// By the vis-viva equation.
    fn speed_at_ground(&self) -> f64 {
        (MU * (2.0 / MEAN_RADIUS_M - 1.0 / self.semi_major)).sqrt()
    }
}

/// The longest range that `speed` reaches: with `q = v² R / mu`, `sin(angle / 2) = q / (2 - q)`.
fn reach(speed: f64) -> Reach {
    let q = speed * speed * MEAN_RADIUS_M / MU;
    let sine = q / (2.0 - q);
    if (0.0..1.0).contains(&sine) {
        Reach::AtLeast(2.0 * MEAN_RADIUS_M * sine.asin())
    } else {
        Reach::Unbounded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(apogee_km: f64, range_km: f64, seconds: f64) -> Check {
        let claim = Claim {
            apogee: Metres(apogee_km * 1e3),
            range: Metres(range_km * 1e3),
            duration: Some(Span::from_seconds_f64(seconds)),
        };
        claim.check().unwrap()
    }

    /// Seven public shots, 2017 to 2024: apogee and range as published by the Japanese and Korean
    /// ministries and Janes, with the two-body time in minutes and range in km that the reference
    /// (sharing, table 4.2) gives for them.
    #[test]
    fn public_shots() {
        for (apogee, range, published_s, model_min, model_km) in [
            (2_802.0, 933.0, 37.0 * 60.0, 34.4, Some(5_865.0)),
            (3_724.9, 998.0, 47.0 * 60.0 + 12.0, 43.1, Some(8_022.0)),
            (4_475.0, 950.0, 54.0 * 60.0, 50.3, Some(9_983.0)),
            (6_248.5, 1_090.0, 68.0 * 60.0, 67.9, Some(17_766.0)),
            (6_040.9, 999.2, 4_135.0, 65.8, Some(16_024.0)),
            (6_648.4, 1_001.2, 74.0 * 60.0, 72.0, None),
            (7_687.5, 1_001.2, 5_156.0, 82.9, None),
        ] {
            let found = check(apogee, range, published_s);
            assert!((found.free_fall / 60.0 - model_min).abs() < 0.06, "{apogee}: {found:?}");
            assert!(found.share.unwrap().abs() < 0.09, "{apogee}: {found:?}");
            match (found.reach, model_km) {
                (Reach::AtLeast(m), Some(km)) => assert!((m / 1e3 - km).abs() < 1.0, "{m}"),
                (Reach::Unbounded, None) => {}
                other => panic!("{apogee}: {other:?}"),
            }
        }
    }

    /// March 2022: the duration as announced leaves no time for a boost; that of another shot of the
    /// same height does. July 2017: two sources differ by two minutes, and only one can be.
    #[test]
    fn a_claim_that_does_not_fit_stands_out() {
        assert_eq!(check(6_248.5, 1_090.0, 68.0 * 60.0).verdict, Verdict::NoTimeForBoost);
        assert_eq!(check(6_248.5, 1_090.0, 71.0 * 60.0).verdict, Verdict::Consistent);
        assert_eq!(check(2_802.0, 933.0, 37.0 * 60.0).verdict, Verdict::Consistent);
        assert_eq!(check(2_802.0, 933.0, 39.0 * 60.0).verdict, Verdict::TooLong);
        assert_eq!(check(2_802.0, 933.0, 30.0 * 60.0).verdict, Verdict::TooShort);
    }

    /// A stone thrown straight up: `2 sqrt(2 h / g)` for a height that is nothing beside the earth.
    #[test]
    fn straight_up() {
        let g = MU / (MEAN_RADIUS_M * MEAN_RADIUS_M);
        let found = check(1.0, 0.0, 30.0);
        assert!((found.free_fall - 2.0 * (2_000.0 / g).sqrt()).abs() < 0.02, "{found:?}");
    }

    #[test]
    fn what_is_no_flight_is_told() {
        let claim = |apogee, range, duration| Claim {
            apogee: Metres(apogee),
            range: Metres(range),
            duration: Some(Span::from_seconds_f64(duration)),
        };
        assert!(matches!(claim(f64::NAN, 1e6, 1e3).check(), Err(NotAFlight::Apogee(_))));
        assert!(matches!(claim(1e6, 3e7, 1e3).check(), Err(NotAFlight::Range(_))));
        assert!(matches!(claim(1e6, 1e6, 0.0).check(), Err(NotAFlight::Duration(_))));
    }
}
