//! Thresholds.

use serde::{Deserialize, Serialize};

/// Thresholds of everything about identity.
///
/// ```
/// use cordon_identity::practices::IdentityRules;
/// assert_eq!(IdentityRules::default().stitch_days, 60.0);
/// assert!(IdentityRules::default().check().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IdentityRules {
    /// An attribute counts once it was said this often in a row (ours: 2): one report alone may be a
    /// broken message.
    pub heard_times: u32,
    /// Changes of several attributes within this many hours are one change (ours: 24).
    pub together_h: f64,
    /// A length or beam counts as changed beyond this part of the larger (ours: 0.1), and beyond
    /// `size_m`.
    pub size_part: f64,
    /// As `size_part`, in metres (ours: 10).
    pub size_m: f64,
    /// A hull goes on under another number within this many days (GFW: 60).
    pub stitch_days: f64,
    /// And within this many metres (GFW: 1 000).
    pub stitch_m: f64,
    /// Without an IMO number, the nearest to each other must be this near (GFW: 30).
    pub stitch_near_m: f64,
    /// Of a ship under way, `stitch_m` counts from where it was headed when silent for at most so many
    /// minutes (ours: 30).
    pub ahead_min: f64,
    /// Tracks of one number that would take more knots from one to the other are not one ship (ours: 30).
    pub max_speed_kn: f64,
    /// Two tracks of one MMSI at once for longer than this many hours share it (GFW: 1).
    pub shared_h: f64,
    /// The share of the time on the air that overlaps (GFW, `treniformis`: 0.01); told beside it.
    pub shared_part: f64,
    /// Two numbers sail as one when they never were farther apart than this, in metres (ours: 150).
    pub comoving_m: f64,
    /// And sailed together at least this far, in nautical miles (ours: 20).
    pub comoving_nm: f64,
    /// And were compared at this many fixes (ours: 12).
    pub comoving_fixes: usize,
    /// Numbers that bear one IMO number at once must be this far apart, in metres, to be two places
    /// (ours: 2 000).
    pub apart_m: f64,
    /// Changes of flag within 90 days that are told (advisory practice 6; RadianceFleet: 2).
    pub flags_90_days: usize,
    /// Changes of flag within 365 days that are told (RadianceFleet: 5).
    pub flags_365_days: usize,
}

impl Default for IdentityRules {
    fn default() -> IdentityRules {
        IdentityRules {
            heard_times: 2,
            together_h: 24.0,
            size_part: 0.1,
            size_m: 10.0,
            stitch_days: 60.0,
            stitch_m: 1_000.0,
            stitch_near_m: 30.0,
            ahead_min: 30.0,
            max_speed_kn: 30.0,
            shared_h: 1.0,
            shared_part: 0.01,
            comoving_m: 150.0,
            comoving_nm: 20.0,
            comoving_fixes: 12,
            apart_m: 2_000.0,
            flags_90_days: 2,
            flags_365_days: 5,
        }
    }
}

/// A rule that makes no sense.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("rule `identity.{key}` is {value}; it must be {low} to {high}")]
pub struct BadIdentityRules {
    /// Which rule.
    pub key: &'static str,
    /// What it was set to.
    pub value: f64,
    /// The least it may be.
    pub low: f64,
    /// The most it may be.
    pub high: f64,
}

impl IdentityRules {
    /// Refuses rules that are negative, not numbers, or without bounds.
    pub fn check(&self) -> Result<(), BadIdentityRules> {
        for (key, value, low, high) in [
            ("heard_times", f64::from(self.heard_times), 1.0, 1e6),
            ("together_h", self.together_h, 0.0, 8_760.0),
            ("size_part", self.size_part, 0.0, 1.0),
            ("size_m", self.size_m, 0.0, 1_000.0),
            ("stitch_days", self.stitch_days, 0.0, 3_650.0),
            ("stitch_m", self.stitch_m, 0.0, 100_000.0),
            ("stitch_near_m", self.stitch_near_m, 0.0, self.stitch_m),
            ("ahead_min", self.ahead_min, 0.0, 120.0),
            ("max_speed_kn", self.max_speed_kn, 0.0, 1_000.0),
            ("shared_h", self.shared_h, 0.0, 8_760.0),
            ("shared_part", self.shared_part, 0.0, 1.0),
            ("comoving_m", self.comoving_m, 0.0, 2_000.0),
            ("comoving_nm", self.comoving_nm, 0.0, 100_000.0),
            ("comoving_fixes", self.comoving_fixes as f64, 2.0, 1e6),
            ("apart_m", self.apart_m, 0.0, 1e6),
            ("flags_90_days", self.flags_90_days as f64, 1.0, 1_000.0),
            ("flags_365_days", self.flags_365_days as f64, 1.0, 1_000.0),
        ] {
            if !(low..=high).contains(&value) {
                return Err(BadIdentityRules { key, value, low, high });
            }
        }
        Ok(())
    }
}
