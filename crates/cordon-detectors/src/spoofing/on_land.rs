//! On land: positions where no ship floats, and no port is near.
//!
//! Interference moves whole fleets onto airfields. A river port is inland as well, so places near any
//! port that the chart knows do not count, nor does a strip along the shore that is wider than the
//! coastline of the chart is off.

use cordon_core::geodesy::{displaced, quick_distance};
use cordon_core::{Chart, Finding, Fix, Metres, Position, Span, Status, TrackId};
use serde::{Deserialize, Serialize};

use super::{Told, keep_bounded};
use crate::report::{self, Table};
use crate::rules::{BadRules, Context, within};
use crate::vertex::Vertex;

/// Thresholds for positions on land.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OnLandRules {
    /// Land on all sides at least this far, in metres: the coastline of the chart is off by less
    /// (ours: 5 000).
    pub inland_m: f64,
    /// No port within this, in metres: rivers and canals have ports (ours: 30 000).
    pub port_m: f64,
    /// But some port within this, in metres: else the list of ports does not cover the region, and a
    /// river port could not be told from a field (ours: 500 000).
    pub listed_m: f64,
    /// For at least this long, in hours: one stray fix is noise (ours: 0.5).
    pub duration_h: f64,
    /// In at least this many fixes (ours: 4).
    pub fixes: u32,
}

impl Default for OnLandRules {
    fn default() -> OnLandRules {
        OnLandRules {
            inland_m: 5_000.0,
            port_m: 30_000.0,
            listed_m: 500_000.0,
            duration_h: 0.5,
            fixes: 4,
        }
    }
}

impl OnLandRules {
    pub(super) fn check(&self) -> Result<(), BadRules> {
        within("spoofing.on_land.inland_m", self.inland_m, 100.0, 1e6, "100 to 1 000 000 m")?;
        within("spoofing.on_land.port_m", self.port_m, 0.0, 1e6, "0 to 1 000 000 m")?;
        let farther = "at least spoofing.on_land.port_m";
        within("spoofing.on_land.listed_m", self.listed_m, self.port_m, 2e7, farther)?;
        within("spoofing.on_land.duration_h", self.duration_h, 0.0, 8_760.0, "0 to 8 760 h")?;
        within("spoofing.on_land.fixes", f64::from(self.fixes), 1.0, 1e6, "1 to 1 000 000")
    }

    fn table(&self) -> Table {
        Table::default()
            .with("inland_m", self.inland_m)
            .with("port_m", self.port_m)
            .with("listed_m", self.listed_m)
            .with("duration_h", self.duration_h)
            .with("fixes", i64::from(self.fixes))
    }
}

/// A degree is nowhere longer, north or east (metres).
const LONGEST_DEGREE_M: f64 = 111_700.0;

/// The most fixes one finding cites.
const CITED: usize = 64;

/// Fixes on land are looked at this far apart.
const STEP: Span = Span::from_minutes(5);

/// No more than this many metres lie between two places: nearly always enough to know.
fn at_most_m(a: Position, b: Position) -> f64 {
    LONGEST_DEGREE_M * ((a.lat() - b.lat()).abs() + (a.lon() - b.lon()).abs())
}

/// The state for one track.
#[derive(Clone, Debug, Default)]
pub(super) struct OnLand {
    /// Where the chart was asked last, and how far from there the answer holds.
    afloat: Option<(Position, f64)>,
    /// Boxed, for few ever are.
    inland: Option<Box<Inland>>,
}

/// Fixes that all lie inland.
#[derive(Clone, Debug, Default)]
struct Inland {
    fixes: Vec<Vertex>,
    seen: u32,
    told: bool,
}

impl OnLand {
    pub(super) fn on_fix(
        &mut self,
        track: TrackId,
        fix: &Fix,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let here = Vertex::from(fix);
        if self.inland.is_none() && self.is_still_afloat(here.position) {
            return;
        }
        let last = self.inland.as_ref().and_then(|inland| inland.fixes.last());
        if last.is_some_and(|last| here.time - last.time < STEP) {
            return;
        }
        let rules = &ctx.rules.spoofing.on_land;
        match holds_for(here.position, rules, ctx.chart) {
            Some(metres) => {
                self.finish(track, ctx, out);
                self.afloat = Some((here.position, metres));
            }
            None => self.extend(track, here, ctx, out),
        }
    }

    fn is_still_afloat(&self, at: Position) -> bool {
        self.afloat.is_some_and(|(asked, holds)| {
            at_most_m(asked, at) < holds || quick_distance(asked, at).value() < holds
        })
    }

    fn extend(&mut self, track: TrackId, here: Vertex, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        let inland = self.inland.get_or_insert_default();
        inland.fixes.push(here);
        inland.seen = inland.seen.saturating_add(1);
        keep_bounded(&mut inland.fixes, CITED);
        if !inland.told {
            let open = inland.report(track, Status::Open, ctx);
            inland.told = open.is_some();
            out.extend(open);
        }
    }

    pub(super) fn finish(&mut self, track: TrackId, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        if let Some(inland) = self.inland.take() {
            out.extend(inland.report(track, Status::Final, ctx));
            *self = OnLand::default();
        }
    }
}

impl Inland {
    fn report(&self, track: TrackId, status: Status, ctx: &Context<'_>) -> Option<Finding> {
        let rules = &ctx.rules.spoofing.on_land;
        let (first, last) = (self.fixes.first()?, self.fixes.last()?);
        let lasted = last.time - first.time;
        if self.seen < rules.fixes || lasted.hours() < rules.duration_h {
            return None;
        }
        let values = Table::default()
            .with("duration_h", report::hours(lasted))
            .with("fixes", i64::from(self.seen));
        Told {
            how: "on_land",
            status,
            position: first.position,
            tracks: vec![track],
            cited: vec![(track, &self.fixes)],
            values,
            thresholds: rules.table(),
            reason: format!(
                "Reported from more than {:.0} km inland for {lasted}, with no port within {:.0} km; \
                 a waterway that the chart does not know looks alike.",
                rules.inland_m / 1_000.0,
                rules.port_m / 1_000.0,
            ),
        }
        .finding()
    }
}

/// How far from `at` it is certain that no place is inland. `None` where `at` is.
fn holds_for(at: Position, rules: &OnLandRules, chart: &dyn Chart) -> Option<f64> {
    let is_land = |at: Position| chart.is_land(at) == Some(true);
    if !is_land(at) {
        return Some(rules.inland_m);
    }
    let near_shore = !around(at, rules.inland_m).all(is_land);
    let port = || chart.nearest_anchorage(at, Metres(rules.listed_m));
    let may_float = near_shore || port().is_none_or(|(_, away)| away.value() <= rules.port_m);
    may_float.then_some(rules.inland_m / 5.0)
}

/// Eight places on the circle.
fn around(at: Position, radius_m: f64) -> impl Iterator<Item = Position> {
    (0..8).map(move |eighth| {
        let (sin, cos) = (f64::from(eighth) * std::f64::consts::FRAC_PI_4).sin_cos();
        displaced(at, radius_m * sin, radius_m * cos)
    })
}
