//! The thresholds of all detectors, and what a detector may ask.

use cordon_core::Chart;
use serde::{Deserialize, Serialize};

use crate::dark_meeting::DarkMeetingRules;
use crate::encounter::EncounterRules;
use crate::gap::GapRules;
use crate::loitering::LoiteringRules;
use crate::outage::OutageRules;
use crate::port_visit::PortVisitRules;
use crate::reception::Reception;
use crate::spoofing::SpoofingRules;
use crate::voyage::VoyageRules;
use crate::zone::ZoneRules;

/// All thresholds. The default is what the field has published, detector by detector.
///
/// ```
/// use cordon_detectors::Rules;
/// assert_eq!(Rules::default().gap.threshold_h, 6.0);
/// assert!(Rules::default().check().is_ok());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Silences.
    pub gap: GapRules,
    /// Two craft close together.
    pub encounter: EncounterRules,
    /// Slow and far from shore.
    pub loitering: LoiteringRules,
    /// Entry, stop and exit at a port.
    pub port_visit: PortVisitRules,
    /// Positions or motion that no ship can have had.
    pub spoofing: SpoofingRules,
    /// Many fall silent at once.
    pub area_outage: OutageRules,
    /// Areas of the user's.
    pub zone_entry: ZoneRules,
    /// What is declared of a voyage against what is done.
    pub voyage: VoyageRules,
    /// Two silent craft that could have met.
    pub dark_meeting: DarkMeetingRules,
}

/// A rule that makes no sense.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("rule `{key}` is {value}; it must be {must}")]
pub struct BadRules {
    /// Which rule, as `detector.key`.
    pub key: &'static str,
    /// What it was set to.
    pub value: f64,
    /// What it must be.
    pub must: &'static str,
}

impl Rules {
    /// Refuses rules that are negative, not numbers, or that contradict one another.
    pub fn check(&self) -> Result<(), BadRules> {
        self.gap.check()?;
        self.encounter.check()?;
        self.loitering.check()?;
        self.port_visit.check()?;
        self.spoofing.check()?;
        self.area_outage.check()?;
        self.zone_entry.check()?;
        self.voyage.check()?;
        self.dark_meeting.check()
    }
}

/// Refuses `value` unless it is a number in `low..=high`.
pub(crate) fn within(
    key: &'static str,
    value: f64,
    low: f64,
    high: f64,
    must: &'static str,
) -> Result<(), BadRules> {
    if (low..=high).contains(&value) { Ok(()) } else { Err(BadRules { key, value, must }) }
}

/// What every detector is given besides the fixes.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The thresholds.
    pub rules: &'a Rules,
    /// Ports and shores.
    pub chart: &'a dyn Chart,
    /// How well places were being received.
    pub reception: &'a dyn Reception,
}

impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("rules", self.rules).finish_non_exhaustive()
    }
}
