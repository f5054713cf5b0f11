//! A launch or flight notice: where from, when, where it may come down, how sure.
//!
//! Defensive only: what a reader needs to warn people and to call the warning off again. Field names
//! in JSON carry their unit (`semi_major_m`); places are degrees north and east on WGS84.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::position::Position;
use crate::time::{Span, Time};
use crate::units::{Degrees, Metres};

/// A [`Position`] that reads and writes as `lat` and `lon` in degrees; meant to be flattened into
/// the object around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Named", into = "Named")]
pub struct Place(pub Position);

#[derive(Serialize, Deserialize)]
struct Named {
    lat: f64,
    lon: f64,
}

impl From<Place> for Named {
    fn from(place: Place) -> Named {
        let (lat, lon) = place.0.lat_lon_rounded();
        Named { lat, lon }
    }
}

impl TryFrom<Named> for Place {
    type Error = String;

    fn try_from(named: Named) -> Result<Place, String> {
        Position::from_degrees(named.lat, named.lon)
            .map(Place)
            .ok_or_else(|| format!("{}, {} is no place on earth", named.lat, named.lon))
    }
}

/// An ellipse on the ground around a place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ellipse {
    /// Half of its longer axis.
    #[serde(rename = "semi_major_m")]
    pub semi_major: Metres,
    /// Half of its shorter axis.
    #[serde(rename = "semi_minor_m")]
    pub semi_minor: Metres,
    /// Direction of the longer axis, 0 to 180° true.
    #[serde(rename = "orientation_deg")]
    pub orientation: Degrees,
    /// The chance that the truth lies inside, 0 to 1: 0.865 for two sigma, 0.95 for an impact.
    pub probability: f64,
}

impl Ellipse {
    /// The share of a plane normal distribution within two sigma.
    pub const TWO_SIGMA: f64 = 0.864_664_716_763_387_3;

    /// The same shape holding another share of a plane normal distribution.
    ///
    /// The radius of the circle of unit sigma that holds a share `p` is `sqrt(-2 ln(1 - p))`.
    #[must_use]
    pub fn holding(self, probability: f64) -> Ellipse {
        let factor = (1.0 - probability).ln() / (1.0 - self.probability).ln();
        let factor = factor.max(0.0).sqrt();
        Ellipse {
            semi_major: self.semi_major * factor,
            semi_minor: self.semi_minor * factor,
            orientation: self.orientation,
            probability,
        }
    }

    fn is_sound(&self) -> bool {
        let axes = [self.semi_major.value(), self.semi_minor.value()];
        axes.iter().all(|axis| (0.0..=2.1e7).contains(axis))
            && self.semi_minor <= self.semi_major
            && (0.0..=360.0).contains(&self.orientation.value())
            && self.probability > 0.0
            && self.probability < 1.0
    }
}

/// Something that happens at a place and a time, as well as both are known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub time: Time,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// How well the place is known; `None` when nobody said.
    pub ellipse: Option<Ellipse>,
}

/// What flies, by the public classes of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlightClass {
    /// Ballistic, below 1 000 km.
    ShortRange,
    /// Ballistic, 1 000 to 3 000 km.
    MediumRange,
    /// Ballistic, 3 000 to 5 500 km.
    IntermediateRange,
    /// Ballistic, 5 500 km and more.
    Intercontinental,
    /// A satellite's launcher.
    SpaceLaunch,
    /// Gliding or manoeuvring: no ballistic impact can be foretold.
    Glide,
    /// Cruising within the air.
    Cruise,
}

impl FlightClass {
    /// Every class.
    pub const ALL: [FlightClass; 7] = [
        FlightClass::ShortRange,
        FlightClass::MediumRange,
        FlightClass::IntermediateRange,
        FlightClass::Intercontinental,
        FlightClass::SpaceLaunch,
        FlightClass::Glide,
        FlightClass::Cruise,
    ];

    /// Its name in files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            FlightClass::ShortRange => "short_range",
            FlightClass::MediumRange => "medium_range",
            FlightClass::IntermediateRange => "intermediate_range",
            FlightClass::Intercontinental => "intercontinental",
            FlightClass::SpaceLaunch => "space_launch",
            FlightClass::Glide => "glide",
            FlightClass::Cruise => "cruise",
        }
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<FlightClass> {
        FlightClass::ALL.into_iter().find(|class| class.name() == name)
    }
}

impl fmt::Display for FlightClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One class and its chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassChance {
    /// Which class.
    pub class: FlightClass,
    /// Its chance, 0 to 1. Chances of one warning sum to at most 1; the rest is "unknown".
    pub probability: f64,
}

/// What kind of sensor it rests on: never which one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SensorClass {
    /// Not said.
    #[default]
    Unknown,
    /// Radar.
    Radar,
    /// Infrared from space.
    Infrared,
    /// Several kinds, or several partners, put together.
    Fused,
    /// People said so: a public announcement.
    Reported,
}

/// What a warning message does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The first word of a launch.
    Launch,
    /// The same flight, known better.
    Update,
    /// What was said before was wrong; this is right.
    Correction,
    /// The danger is over, or there was none.
    AllClear,
}

impl Notice {
    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Notice::Launch => "launch",
            Notice::Update => "update",
            Notice::Correction => "correction",
            Notice::AllClear => "all_clear",
        }
    }
}

/// One message about one ballistic flight.
///
/// All messages about a flight share `id`; `sequence` counts them from 1, and each names the one it
/// replaces. The last in sequence is what stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// The flight's name, the same in all its messages.
    pub id: String,
    /// The node that says so.
    pub origin: String,
    /// Which message about this flight, from 1.
    pub sequence: u32,
    /// The message that this one replaces.
    pub supersedes: Option<u32>,
    /// What this message does.
    pub notice: Notice,
    /// When it was said.
    pub issued: Time,
    /// Where and when it began; two-sigma ellipse.
    pub launch: Option<Event>,
    /// Direction in which it left, degrees true.
    #[serde(rename = "azimuth_deg")]
    pub azimuth: Option<Degrees>,
    /// What it may be.
    #[serde(default)]
    pub classes: Vec<ClassChance>,
    /// Greatest height.
    #[serde(rename = "apogee_m")]
    pub apogee: Option<Metres>,
    /// Where and when it may come down; 95 % ellipse.
    pub impact: Option<Event>,
    /// How sure its author is that there is such a flight, 0 to 1.
    pub confidence: f64,
    /// What kind of sensor it rests on.
    #[serde(default)]
    pub sensor: SensorClass,
    /// One sentence that says why.
    pub reason: String,
    /// The exercise mark, when it is simulated.
    pub exercise: Option<String>,
}

/// Why a warning cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a warning's `{field}` {why}")]
pub struct NotAWarning {
    /// Which field.
    pub field: &'static str,
    /// What is wrong with it.
    pub why: &'static str,
}

impl Warning {
    /// Longest text that a field may hold, in bytes.
    pub const LONGEST_TEXT: usize = 2_000;

    /// How long from when this was said to the predicted impact; negative when it is past.
    pub fn time_to_impact(&self) -> Option<Span> {
        self.impact.map(|impact| impact.time - self.issued)
    }

    /// Whether it says that there is danger (an all-clear does not).
    pub fn is_alarm(&self) -> bool {
        self.notice != Notice::AllClear
    }

    /// One or two sentences for people, marked as an exercise where it is one.
    pub fn headline(&self) -> String {
        let mark = match &self.exercise {
            Some(name) => format!("EXERCISE EXERCISE EXERCISE ({name}). "),
            None => String::new(),
        };
        let said = match self.notice {
            Notice::Launch => "Launch warning",
            Notice::Update => "Launch warning, update",
            Notice::Correction => "Launch warning, correction",
            Notice::AllClear => "All clear: the launch warning is called off",
        };
        let numbered = format!("{mark}{said} ({} no. {}).", self.id, self.sequence);
        match self.impact.filter(|_| self.is_alarm()) {
            Some(impact) => format!(
                "{numbered} May come down near {} at {}{}.",
                impact.place.0,
                impact.time.floor(Span::from_seconds(1)),
                within(impact.ellipse)
            ),
            None => numbered,
        }
    }

    /// Whether it can be used: a stranger may have written it.
    ///
    /// # Errors
    /// Names the first field that is out of its range.
    pub fn check(&self) -> Result<(), NotAWarning> {
        self.check_names()?;
        self.check_order()?;
        self.check_numbers()
    }

    fn check_names(&self) -> Result<(), NotAWarning> {
        check(is_name(&self.id), "id", "must be 1 to 100 printable letters")?;
        check(is_name(&self.origin), "origin", "must be 1 to 100 printable letters")?;
        check(self.reason.len() <= Self::LONGEST_TEXT, "reason", "is longer than 2000 bytes")?;
        let marked = self.exercise.as_deref().is_none_or(is_name);
        check(marked, "exercise", "must be 1 to 100 printable letters")
    }

    fn check_order(&self) -> Result<(), NotAWarning> {
        check(self.sequence >= 1, "sequence", "counts from 1")?;
        let before = self.supersedes.is_none_or(|old| old >= 1 && old < self.sequence);
        check(before, "supersedes", "must name an earlier message")?;
        let first = (self.notice == Notice::Launch) == (self.sequence == 1);
        check(first, "notice", "is `launch` in the first message and in no other")
    }

    fn check_numbers(&self) -> Result<(), NotAWarning> {
        let sound = |event: Option<Event>| {
            event.and_then(|event| event.ellipse).is_none_or(|ellipse| ellipse.is_sound())
        };
        check(sound(self.launch), "launch", "has an impossible ellipse")?;
        check(sound(self.impact), "impact", "has an impossible ellipse")?;
        let azimuth = self.azimuth.is_none_or(|a| (0.0..360.0).contains(&a.value()));
        check(azimuth, "azimuth_deg", "must be 0 to 360")?;
        let apogee = self.apogee.is_none_or(|a| (0.0..=1e9).contains(&a.value()));
        check(apogee, "apogee_m", "must be 0 to 1e9")?;
        check((0.0..=1.0).contains(&self.confidence), "confidence", "must be 0 to 1")?;
        check(self.are_chances(), "classes", "must have chances that sum to at most 1")
    }

    fn are_chances(&self) -> bool {
        let each = self.classes.iter().all(|c| (0.0..=1.0).contains(&c.probability));
        let sum: f64 = self.classes.iter().map(|c| c.probability).sum();
        each && self.classes.len() <= FlightClass::ALL.len() && sum <= 1.0 + 1e-6
    }
}

fn within(ellipse: Option<Ellipse>) -> String {
    ellipse.map_or(String::new(), |ellipse| {
        let kilometres = ellipse.semi_major.value() / 1e3;
        format!(" within {kilometres:.0} km ({:.0} %)", 100.0 * ellipse.probability)
    })
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 100 && !text.chars().any(char::is_control)
}

fn check(holds: bool, field: &'static str, why: &'static str) -> Result<(), NotAWarning> {
    if holds { Ok(()) } else { Err(NotAWarning { field, why }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warning() -> Warning {
        let time: Time = "2031-03-14T00:00:00Z".parse().unwrap();
        Warning {
            id: "JPN-1".into(),
            origin: "JPN".into(),
            sequence: 1,
            supersedes: None,
            notice: Notice::Launch,
            issued: time,
            launch: None,
            azimuth: Some(Degrees(75.0)),
            classes: vec![ClassChance { class: FlightClass::MediumRange, probability: 0.8 }],
            apogee: None,
            impact: Some(Event {
                time: time + Span::from_minutes(9),
                place: Place(Position::from_degrees(40.5, 139.0).unwrap()),
                ellipse: None,
            }),
            confidence: 0.9,
            sensor: SensorClass::Fused,
            reason: "Two radars saw it climb.".into(),
            exercise: None,
        }
    }

    #[test]
    fn a_warning_says_how_long_is_left() {
        let warning = warning();
        assert_eq!(warning.time_to_impact(), Some(Span::from_minutes(9)));
        assert_eq!(warning.check(), Ok(()));
    }

    #[test]
    fn a_headline_says_where_and_when() {
        let mut w = warning();
        w.exercise = Some("DRILL7".into());
        let text = w.headline();
        assert_eq!(
            text,
            "EXERCISE EXERCISE EXERCISE (DRILL7). Launch warning (JPN-1 no. 1). May come down near \
             40.5000°N 139.0000°E at 2031-03-14T00:09:00Z."
        );
        w.notice = Notice::AllClear;
        assert!(w.headline().contains("called off") && !w.headline().contains("come down"));
    }

    #[test]
    fn what_cannot_be_is_named() {
        let field = |change: fn(&mut Warning)| {
            let mut w = warning();
            change(&mut w);
            w.check().unwrap_err().field
        };
        assert_eq!(field(|w| w.sequence = 0), "sequence");
        assert_eq!(field(|w| w.notice = Notice::AllClear), "notice");
        assert_eq!(field(|w| w.supersedes = Some(1)), "supersedes");
        assert_eq!(field(|w| w.confidence = f64::NAN), "confidence");
        assert_eq!(field(|w| w.azimuth = Some(Degrees(360.0))), "azimuth_deg");
        assert_eq!(field(|w| w.id = "a\nb".into()), "id");
        assert_eq!(field(|w| w.classes = vec![w.classes[0]; 2]), "classes");
    }

    /// 95 % of a plane normal distribution lies within 2.447 7 sigma (chi-square, 2 degrees: 5.991).
    #[test]
    fn an_ellipse_grows_with_its_share() {
        let one = Ellipse {
            semi_major: Metres(2_000.0),
            semi_minor: Metres(1_000.0),
            orientation: Degrees(30.0),
            probability: Ellipse::TWO_SIGMA,
        };
        let more = one.holding(0.95);
        assert!((more.semi_major.value() - 1_000.0 * 2.447_75).abs() < 0.1, "{more:?}");
        assert!((more.holding(Ellipse::TWO_SIGMA).semi_minor.value() - 1_000.0).abs() < 1e-6);
    }
}
