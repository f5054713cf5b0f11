//! Circles: lap after lap on one radius, which GNSS interference draws and no ship sails.
//!
//! The rings seen off Shanghai, Point Reyes and in the Black Sea. Wind and current drag a real ship's
//! circles apart; a ship that swings at anchor turns with the tide, slowly and to and fro; a survey has
//! straight lines. So the circle must be round, swift, and come again.

use std::f64::consts::PI;
use std::num::NonZeroU32;

use cordon_core::geodesy::{displaced, offset};
use cordon_core::{Degrees, Finding, Fix, Position, Span, Status, TrackId};
use serde::{Deserialize, Serialize};

use super::Told;
use crate::report::{self, Table};
use crate::rules::{BadRules, Context, within};
use crate::vertex::Vertex;

/// Thresholds for circles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CircleRules {
    /// The radii of the fixes from the second lap on spread by at most this share of their mean: their
    /// coefficient of variation (ours: 0.05).
    pub radius_cv: f64,
    /// At least this many laps beside the one that was watched first (ours: 2).
    pub laps: f64,
    /// The circle is sailed faster than this, in knots: at anchor a ship swings slowly (ours: 1).
    pub speed_kn: f64,
    /// Fixes are at least this far apart, in seconds (ours: 60).
    pub step_s: f64,
    /// A silence longer than this, in minutes, ends it (ours: 30).
    pub silence_min: f64,
}

impl Default for CircleRules {
    fn default() -> CircleRules {
        CircleRules { radius_cv: 0.05, laps: 2.0, speed_kn: 1.0, step_s: 60.0, silence_min: 30.0 }
    }
}

impl CircleRules {
    pub(super) fn check(&self) -> Result<(), BadRules> {
        within("spoofing.circle.radius_cv", self.radius_cv, 0.0, 1.0, "0 to 1")?;
        within("spoofing.circle.laps", self.laps, 1.0, 1_000.0, "1 to 1 000")?;
        within("spoofing.circle.speed_kn", self.speed_kn, 0.0, 1_000.0, "0 to 1 000 kn")?;
        within("spoofing.circle.step_s", self.step_s, 1.0, 3_600.0, "1 to 3 600 s")?;
        within("spoofing.circle.silence_min", self.silence_min, 1.0, 1_440.0, "1 to 1 440 min")
    }

    fn table(&self) -> Table {
        Table::default()
            .with("radius_cv", self.radius_cv)
            .with("laps", self.laps)
            .with("speed_kn", self.speed_kn)
            .with("step_s", self.step_s)
            .with("silence_min", self.silence_min)
    }
}

/// The most fixes from the second lap on; then it is told, and a further one begins.
const RING: usize = 512;

/// Who turns less than this from fix to fix cannot sail two laps within [`RING`].
const SLOWEST_DEG: f64 = 720.0 / RING as f64;

/// So many fixes, with the next, show whether a ship turns at all. A fleet holds these of every ship.
const GLIMPSE: usize = 3;

/// A turn to the other side by less than this is noise.
const WOBBLE_DEG: f64 = 10.0;

/// From one fix to the next a circle turns by less than this: else it was seen too seldom.
const SHARPEST_DEG: f64 = 120.0;

/// The state for one track.
#[derive(Clone, Debug, Default)]
pub(super) struct Circling {
    /// The last course, in degrees.
    course: Option<Degrees>,
    /// Turned to one side since it began, in degrees, starboard positive.
    turned: f64,
    /// The fixes since it began. They are all cited: over them alone the same circle is found again.
    seen: Vec<Vertex>,
    /// How many of them there were when the first lap was full.
    first_lap: Option<NonZeroU32>,
    told: bool,
}

impl Circling {
    pub(super) fn on_fix(
        &mut self,
        track: TrackId,
        fix: &Fix,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let rules = &ctx.rules.spoofing.circle;
        let here = Vertex::from(fix);
        let Some(before) = self.seen.last() else {
            self.begin(here);
            return;
        };
        let passed = here.time - before.time;
        if passed < Span::from_seconds_f64(rules.step_s) {
            return;
        }
        let (east, north) = offset(before.position, here.position);
        let course = Degrees(east.atan2(north).to_degrees());
        let turn = self.course.replace(course).map_or(0.0, |before| course.turn_from(before).0);
        let silent = passed > Span::from_seconds_f64(rules.silence_min * 60.0);
        if silent || self.is_broken_by(turn) || self.ring().len() >= RING {
            self.finish(track, ctx, out);
            self.begin(here);
            return;
        }
        match self.first_lap {
            Some(_) => self.go_round(here, turn, track, ctx, out),
            None => self.begin_round(here, turn),
        }
    }

    fn is_broken_by(&self, turn: f64) -> bool {
        let back = turn * self.turned < 0.0 && turn.abs() > WOBBLE_DEG;
        back || turn.abs() > SHARPEST_DEG
    }

    /// As if `here` were the first fix of the track; what was allocated is used again if it is small.
    fn begin(&mut self, here: Vertex) {
        let mut seen = std::mem::take(&mut self.seen);
        if seen.capacity() != GLIMPSE {
            seen = Vec::with_capacity(GLIMPSE);
        }
        seen.clear();
        seen.push(here);
        *self = Circling { seen, ..Circling::default() };
    }

    /// The first lap: is it one, and is it full?
    fn begin_round(&mut self, here: Vertex, turn: f64) {
        self.turned += turn;
        let fixes = self.seen.len() + 1;
        if fixes > GLIMPSE && self.turned.abs() < SLOWEST_DEG * (fixes as f64) {
            self.begin(here);
            return;
        }
        self.seen.push(here);
        if self.turned.abs() >= 360.0 {
            self.first_lap = u32::try_from(fixes).ok().and_then(NonZeroU32::new);
        }
    }

    /// Looks at the fixes from the second lap on.
    fn go_round(
        &mut self,
        here: Vertex,
        turn: f64,
        track: TrackId,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let rules = &ctx.rules.spoofing.circle;
        let before = self.turned;
        self.turned += turn;
        self.seen.push(here);
        if self.laps() < rules.laps {
            return;
        }
        let Some(ring) = Ring::fit(self.ring()) else { return };
        if ring.cv > rules.radius_cv {
            // The fix that breaks the circle is no part of it.
            self.seen.pop();
            self.turned = before;
            self.finish(track, ctx, out);
            self.begin(here);
        } else if !self.told {
            let open = self.report(track, Status::Open, &ring, ctx);
            self.told = open.is_some();
            out.extend(open);
        }
    }

    /// The fixes from the second lap on.
    fn ring(&self) -> &[Vertex] {
        let begun = self.first_lap.map_or(self.seen.len(), |fixes| fixes.get() as usize);
        self.seen.get(begun..).unwrap_or_default()
    }

    /// Laps beside the first.
    fn laps(&self) -> f64 {
        (self.turned.abs() - 360.0) / 360.0
    }

    pub(super) fn finish(&mut self, track: TrackId, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        if self.told {
            let ring = Ring::fit(self.ring());
            out.extend(ring.and_then(|ring| self.report(track, Status::Final, &ring, ctx)));
        }
        *self = Circling::default();
    }

    fn report(
        &self,
        track: TrackId,
        status: Status,
        ring: &Ring,
        ctx: &Context<'_>,
    ) -> Option<Finding> {
        let rules = &ctx.rules.spoofing.circle;
        let (first, last) = (self.ring().first()?, self.ring().last()?);
        let laps = self.laps();
        let lasted = last.time - first.time;
        let way = cordon_core::Metres(laps * 2.0 * PI * ring.radius_m);
        let speed = way.per(lasted).value();
        if speed <= rules.speed_kn {
            return None;
        }
        let centre = ring.centre(first.position);
        let (lat, lon) = centre.lat_lon_rounded();
        let values = Table::default()
            .with("duration_h", report::hours(lasted))
            .with("laps", (laps * 10.0).round() / 10.0)
            .with("radius_m", report::metres(cordon_core::Metres(ring.radius_m)))
            .with("radius_cv", (ring.cv * 1e4).round() / 1e4)
            .with("speed_made_good_kn", report::knots(speed))
            .with("centre_lat", lat)
            .with("centre_lon", lon)
            .with("fixes", report::count(self.ring().len()));
        Told {
            how: "circle",
            status,
            position: centre,
            tracks: vec![track],
            cited: vec![(track, &self.seen)],
            values,
            thresholds: rules.table(),
            reason: format!(
                "Went round {laps:.0} times at {speed:.1} kn on one circle of {:.0} m, true to {:.1} % \
                 of its radius: rounder than wind and current let a ship sail.",
                ring.radius_m,
                ring.cv * 100.0,
            ),
        }
        .finding()
    }
}

/// The circle nearest to some fixes, in metres east and north of the first.
struct Ring {
    east: f64,
    north: f64,
    radius_m: f64,
    /// Standard deviation of the radii by their mean.
    cv: f64,
}

impl Ring {
    /// Kåsa's least squares (1976): x² + y² + Dx + Ey + F = 0, linear in D, E and F.
    fn fit(fixes: &[Vertex]) -> Option<Ring> {
        let first = fixes.first()?.position;
        let points: Vec<_> = fixes.iter().map(|fix| offset(first, fix.position)).collect();
        let n = points.len() as f64;
        let mean =
            |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|&(x, y)| of(x, y)).sum::<f64>() / n;
        let (mx, my) = (mean(&|x, _| x), mean(&|_, y| y));
        let central = |of: &dyn Fn(f64, f64) -> f64| mean(&|x, y| of(x - mx, y - my));
        let (xx, yy, xy) = (central(&|x, _| x * x), central(&|_, y| y * y), central(&|x, y| x * y));
        let zx = central(&|x, y| x * (x * x + y * y)) / 2.0;
        let zy = central(&|x, y| y * (x * x + y * y)) / 2.0;
        let scale = xx * yy - xy * xy;
        if scale.abs() < 1.0 {
            return None;
        }
        let (east, north) = (mx + (zx * yy - zy * xy) / scale, my + (zy * xx - zx * xy) / scale);
        let radii = points.iter().map(|&(x, y)| (x - east).hypot(y - north));
        let radius_m = radii.clone().sum::<f64>() / n;
        let variance = radii.map(|r| (r - radius_m).powi(2)).sum::<f64>() / n;
        (radius_m > 0.0).then(|| Ring { east, north, radius_m, cv: variance.sqrt() / radius_m })
    }

    fn centre(&self, first: Position) -> Position {
        displaced(first, self.east, self.north)
    }
}
