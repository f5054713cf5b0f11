//! What comes out: a meeting, or how it is missed.

use cordon_core::{Degrees, Knots, Metres, NauticalMiles, Position, Span};
use serde::Serialize;

use super::Case;
use super::solve::{self, Gap};
use crate::shape;

/// The earliest meeting.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Meeting {
    /// From now until the meeting.
    #[serde(rename = "time_h", serialize_with = "shape::hours")]
    pub time: Span,
    /// The course on which the asset leaves, after its first turn.
    #[serde(rename = "course_deg")]
    pub course: Degrees,
    /// Where.
    #[serde(flatten, serialize_with = "shape::place")]
    pub position: Position,
    /// The way that the asset goes.
    #[serde(rename = "distance_nm")]
    pub distance: NauticalMiles,
    /// The turns of that way, own place first and meeting last, when land lies between.
    #[serde(serialize_with = "shape::places", skip_serializing_if = "Vec::is_empty")]
    pub route: Vec<Position>,
    /// How long before the ship enters the zone, where one was named and it is entered.
    #[serde(
        rename = "before_zone_h",
        serialize_with = "shape::maybe_hours",
        skip_serializing_if = "Option::is_none"
    )]
    pub before_zone: Option<Span>,
}

/// The nearest that the asset comes when it cannot meet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Closest {
    /// From now.
    #[serde(rename = "time_h", serialize_with = "shape::hours")]
    pub time: Span,
    /// Where the ship is then.
    #[serde(flatten, serialize_with = "shape::place")]
    pub position: Position,
    /// How far short the asset is.
    #[serde(rename = "distance_nm")]
    pub distance: NauticalMiles,
    /// The course to steer for it.
    #[serde(rename = "course_deg")]
    pub course: Degrees,
}

/// What became of the question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// They meet.
    Meets {
        /// Where and when.
        meeting: Meeting,
        /// What that rests on.
        assumptions: Vec<String>,
    },
    /// They do not.
    Misses {
        /// Why, in a sentence.
        reason: String,
        /// How near it is.
        closest: Closest,
        /// The least speed with which it could be done.
        speed_needed: Knots,
        /// What that rests on.
        assumptions: Vec<String>,
    },
}

impl Answer {
    /// The meeting, where there is one.
    pub fn meeting(&self) -> Option<&Meeting> {
        match self {
            Answer::Meets { meeting, .. } => Some(meeting),
            Answer::Misses { .. } => None,
        }
    }

    /// Adds to what it rests on.
    pub(crate) fn assume(&mut self, line: String) {
        match self {
            Answer::Meets { assumptions, .. } | Answer::Misses { assumptions, .. } => {
                assumptions.push(line);
            }
        }
    }
}

/// `{"possible":true,"time_h",...}` or `{"possible":false,"reason",...}`.
impl Serialize for Answer {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Yes<'a> {
            possible: bool,
            #[serde(flatten)]
            meeting: &'a Meeting,
            assumptions: &'a [String],
        }
        #[derive(Serialize)]
        struct No<'a> {
            possible: bool,
            reason: &'a str,
            closest: &'a Closest,
            speed_needed_kn: f64,
            assumptions: &'a [String],
        }
        match self {
            Answer::Meets { meeting, assumptions } => {
                Yes { possible: true, meeting, assumptions }.serialize(to)
            }
            Answer::Misses { reason, closest, speed_needed, assumptions } => No {
                possible: false,
                reason,
                closest,
                speed_needed_kn: speed_needed.value(),
                assumptions,
            }
            .serialize(to),
        }
    }
}

impl Case<'_> {
    /// The way to where the mark is at a time, and the course at its beginning.
    pub(super) fn way(&self, t: f64) -> (f64, f64) {
        let line = self.own.line_to(self.track.at(t));
        match &self.pursuer.turning {
            Some(turning) => turning.way(self.pursuer.speed, line.length, line.leaves),
            None => (line.length, line.leaves),
        }
    }

    /// The first meeting without land.
    pub(super) fn first_meeting(&self, limit: f64) -> Option<f64> {
        let way = |t| self.way(t).0;
        solve::first_meeting(&self.gap(&way), limit)
    }

    fn gap<'a>(&self, way: &'a dyn Fn(f64) -> f64) -> Gap<'a> {
        Gap {
            way,
            speed: self.speed,
            mark_speed: self.track.fastest,
            turns: self.track.turns().collect(),
            bend: if self.pursuer.turning.is_some() { f64::INFINITY } else { self.track.bend() },
            closed: 1e-3,
        }
    }

    /// A meeting by the straight way, `t` seconds from now.
    pub(super) fn straight_meeting(&self, t: f64) -> Meeting {
        let (length, course) = self.way(t);
        self.told(t, course, length, Vec::new())
    }

    pub(super) fn told(&self, t: f64, course: f64, metres: f64, route: Vec<Position>) -> Meeting {
        Meeting {
            time: Span::from_seconds_f64(t),
            course: Degrees(course.rem_euclid(360.0)),
            position: self.track.at(t).position(),
            distance: Metres(metres).into(),
            route,
            before_zone: self.enters.map(|enters| Span::from_seconds_f64(enters - t)),
        }
    }

    /// When the straight way falls short by the least.
    pub(super) fn nearest(&self, limit: f64) -> f64 {
        let way = |t| self.way(t).0;
        let gap = self.gap(&way);
        solve::least(|t| gap.at(t), limit)
    }

    /// How it is missed when no meeting lies before `limit`.
    pub(super) fn miss(&self, limit: f64, way: &dyn Fn(f64) -> f64) -> Answer {
        let gap = self.gap(way);
        let t = solve::least(|t| gap.at(t), limit);
        let needed = solve::least(|t| (gap.way)(t) / t.max(1.0), limit);
        let metres_per_second = (gap.way)(needed) / needed.max(1.0);
        let closest = Closest {
            time: Span::from_seconds_f64(t),
            position: self.track.at(t).position(),
            distance: Metres(gap.at(t).max(0.0)).into(),
            course: Degrees(self.way(t).1.rem_euclid(360.0)),
        };
        let speed_needed = Knots(metres_per_second * 3_600.0 / 1_852.0);
        let reason = self.reason(&closest, speed_needed);
        Answer::Misses { reason, closest, speed_needed, assumptions: self.assumptions.clone() }
    }

    fn reason(&self, closest: &Closest, needed: Knots) -> String {
        let short = format!(
            "at {} the asset stays {:.1} nm short; it takes {:.1} kn",
            self.pursuer.speed,
            closest.distance.value(),
            needed.value()
        );
        match (self.enters, self.terms.before) {
            (Some(enters), Some(zone)) => {
                let late = self.first_meeting(self.terms.horizon.seconds());
                let late =
                    late.map(|t| format!(", {} too late", Span::from_seconds_f64(t - enters)));
                let at = Span::from_seconds_f64(enters);
                let late = late.unwrap_or_default();
                format!("the ship is in `{}` after {at}{late}; {short}", zone.name())
            }
            _ => format!("no meeting within {}; {short}", self.terms.horizon),
        }
    }
}
