//! "When and where do they meet?", asked and answered in JSON.

use cordon_chart::SeaChart;
use cordon_core::{Degrees, Knots, NauticalMiles, Position, Span};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{hours, place, places, read_zone};
use crate::error::PlanError;
use crate::intercept::{Answer, Evasion, HORIZON, Pursuer, Terms, Turning, evasion, intercept};
use crate::land::Land;
use crate::law::{Standing, told};
use crate::motion::{Course, Mover, Station};
use crate::search::export;
use crate::shape::{self, lon_lat};

/// The one who goes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetAt {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Best speed in knots.
    pub speed_kn: f64,
    /// Whether it flies: land does not matter.
    #[serde(default)]
    pub air: bool,
    /// How it turns, where that matters.
    pub turning: Option<Turning>,
}

/// The one to be met.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipAt {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Course in degrees true.
    #[serde(default)]
    pub course_deg: f64,
    /// Speed in knots.
    pub speed_kn: f64,
    /// Whether it keeps the course by compass.
    #[serde(default)]
    pub rhumb: bool,
    /// Where it goes instead, as `[lat, lon]`.
    #[serde(default)]
    pub waypoints: Vec<[f64; 2]>,
    /// Hours since it was there: it is reckoned on from then. Now, when not said.
    pub since_h: Option<f64>,
}

/// A place kept on the ship.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StationAt {
    /// Degrees from its bow.
    pub relative_deg: f64,
    /// Nautical miles from it.
    pub distance_nm: f64,
}

/// The question.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterceptAsk {
    /// Who goes.
    pub asset: AssetAt,
    /// Who is met.
    pub target: ShipAt,
    /// Where to stay on it.
    pub station: Option<StationAt>,
    /// Meet before the ship enters this zone (GeoJSON).
    pub before: Option<Value>,
    /// How many hours ahead is looked; 240 when not said.
    pub horizon_h: Option<f64>,
    /// Whether to say what holds when the ship may take any course.
    #[serde(default)]
    pub evade: bool,
    /// Where the ship stands in law.
    #[serde(default)]
    pub law: Standing,
}

/// The answer, with the law where they meet.
#[derive(Clone, Debug, Serialize)]
pub struct InterceptAnswer {
    /// The meeting, or how it is missed.
    #[serde(flatten)]
    pub answer: Answer,
    /// Where the ship is reckoned to be by now, where its place is an old one: `[longitude, latitude]`.
    #[serde(serialize_with = "shape::maybe_place", skip_serializing_if = "Option::is_none")]
    pub target_now: Option<Position>,
    /// What holds against any course, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any_course: Option<Evasion>,
    /// Whose waters the meeting is in; nothing where there is none.
    pub waters: Option<Value>,
    /// What may be done there.
    pub law: Option<Value>,
    #[serde(skip)]
    ends: [Position; 2],
}

impl InterceptAsk {
    /// Answers from the finest shore of `chart`.
    pub fn answer(&self, chart: &SeaChart) -> Result<InterceptAnswer, PlanError> {
        let zone = self.before.as_ref().map(|json| read_zone("before", json)).transpose()?;
        let station = self.station.map(|at| Station {
            relative: Degrees(at.relative_deg),
            distance: NauticalMiles(at.distance_nm),
        });
        let terms = Terms {
            horizon: self.horizon_h.map_or(Ok(HORIZON), |h| hours("horizon", h))?,
            station,
            before: zone.as_ref(),
            land: (!self.asset.air).then_some(chart.lands() as &dyn Land),
        };
        let (pursuer, seen) = (self.pursuer()?, self.target.mover("target")?);
        let target = self.target.reckoned(seen, chart.lands())?;
        let mut answer = intercept(&pursuer, &target, &terms)?;
        let target_now = self.target.since_h.map(|since| {
            answer.assume(format!(
                "the target was seen {since} h ago and held course and speed since"
            ));
            target.position
        });
        let any_course = self
            .evade
            .then(|| evasion(&pursuer, target.position, target.speed, &terms))
            .transpose()?;
        let waters = answer.meeting().map(|meeting| chart.waters(meeting.position));
        let law = waters.as_ref().map(|waters| told(&self.law, waters)).transpose()?;
        let waters = waters.map(|waters| waters.to_json());
        let ends = [pursuer.position, target.position];
        Ok(InterceptAnswer { answer, target_now, any_course, waters, law, ends })
    }

    fn pursuer(&self) -> Result<Pursuer, PlanError> {
        let AssetAt { lat, lon, speed_kn, turning, .. } = self.asset;
        Ok(Pursuer { position: place("asset", lat, lon)?, speed: Knots(speed_kn), turning })
    }
}

impl ShipAt {
    pub(super) fn mover(&self, what: &str) -> Result<Mover, PlanError> {
        let course = if !self.waypoints.is_empty() {
            Course::Route(places(what, &self.waypoints)?)
        } else if self.rhumb {
            Course::Rhumb(Degrees(self.course_deg))
        } else {
            Course::Geodesic(Degrees(self.course_deg))
        };
        let position = place(what, self.lat, self.lon)?;
        Ok(Mover { position, speed: Knots(self.speed_kn), course })
    }

    /// The ship as it is by now. Refuses one whose way since then leads over land.
    fn reckoned(&self, seen: Mover, land: &dyn Land) -> Result<Mover, PlanError> {
        let Some(since) = self.since_h else { return Ok(seen) };
        let since = hours("target: hours since it was seen", since)?;
        let looks = (seen.speed.metres_per_second() * since.seconds() / LOOK).ceil();
        let mut afloat = !land.is_land(seen.position);
        for look in 1..=looks.min(MOST_LOOKS) as u32 {
            let part = f64::from(look) / looks.min(MOST_LOOKS);
            let at = seen.after(Span::from_seconds_f64(part * since.seconds()))?.position;
            let dry = land.is_land(at);
            if dry && afloat {
                let why = format!(
                    "held on its course since it was seen, it would be on land at {at}; give waypoints"
                );
                return Err(PlanError::Unread { what: "target".to_owned(), why });
            }
            afloat = afloat || !dry;
        }
        seen.after(since)
    }
}

/// The way since the last sight is looked at for land every so many metres, at most so many times.
const LOOK: f64 = 500.0;
const MOST_LOOKS: f64 = 20_000.0;

impl InterceptAnswer {
    /// The way of the asset: to the meeting, or to the nearest approach.
    pub fn way(&self) -> Vec<Position> {
        let [own, _] = self.ends;
        match &self.answer {
            Answer::Meets { meeting, .. } if !meeting.route.is_empty() => meeting.route.clone(),
            Answer::Meets { meeting, .. } => vec![own, meeting.position],
            Answer::Misses { closest, .. } => vec![own, closest.position],
        }
    }

    /// The meeting, and the ways of both, for maps.
    pub fn geojson(&self) -> Value {
        let way = self.way();
        let meet = way.last().copied().unwrap_or(self.ends[1]);
        let what = if self.answer.meeting().is_some() { "asset" } else { "short" };
        let line = |way: &[Position], what: &str| {
            let lines = export::cut(way);
            let geometry = match lines.as_slice() {
                [line] => json!({"type": "LineString", "coordinates": line}),
                lines => json!({"type": "MultiLineString", "coordinates": lines}),
            };
            json!({"type": "Feature", "properties": {"what": what}, "geometry": geometry})
        };
        json!({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": self,
                "geometry": {"type": "Point", "coordinates": lon_lat(meet)}},
            line(&way, what),
            line(&[self.ends[1], meet], "target"),
        ]})
    }

    /// The way of the asset for plotters.
    pub fn gpx(&self) -> String {
        export::gpx("Intercept", &self.way())
    }

    /// The same for globes.
    pub fn kml(&self) -> String {
        export::kml("Intercept", &self.way())
    }
}
