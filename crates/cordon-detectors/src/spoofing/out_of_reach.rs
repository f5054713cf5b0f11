//! Out of reach: a shore station cannot have heard the place that was reported.
//!
//! Very high frequency carries to the horizon, and in rare hours some hundred miles farther. A ship
//! that says it is on another sea than the station that heard it is near that station, or its message
//! was never on the air. Where stations stand is learnt from what they hear ([`crate::stations`]).

use cordon_core::geodesy::quick_distance;
use cordon_core::units::METRES_PER_NM;
use cordon_core::{Finding, Fix, Span, Status, TrackId};
use serde::{Deserialize, Serialize};

use super::Told;
use crate::reception::Station;
use crate::report::{self, Table};
use crate::rules::{BadRules, Context, within};
use crate::stations;
use crate::vertex::Vertex;

/// Thresholds for places out of a station's reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutOfReachRules {
    /// At least this far from the middle of what the station hears, in nautical miles: ducting was
    /// seen to carry AIS a few hundred (ours: 500).
    pub distance_nm: f64,
    /// For at least this long, in hours (ours: 0.5).
    pub duration_h: f64,
    /// In at least this many fixes (ours: 4).
    pub fixes: u32,
}

impl Default for OutOfReachRules {
    fn default() -> OutOfReachRules {
        OutOfReachRules { distance_nm: 500.0, duration_h: 0.5, fixes: 4 }
    }
}

impl OutOfReachRules {
    pub(super) fn check(&self) -> Result<(), BadRules> {
        let key = "spoofing.out_of_reach.distance_nm";
        within(key, self.distance_nm, 250.0, 10_800.0, "250 to 10 800 nm")?;
        within("spoofing.out_of_reach.duration_h", self.duration_h, 0.0, 8_760.0, "0 to 8 760 h")?;
        within("spoofing.out_of_reach.fixes", f64::from(self.fixes), 1.0, 64.0, "1 to 64")
    }

    fn table(&self) -> Table {
        Table::default()
            .with("distance_nm", self.distance_nm)
            .with("duration_h", self.duration_h)
            .with("fixes", i64::from(self.fixes))
    }
}

/// Fixes are looked at this far apart ...
const STEP: Span = Span::from_minutes(5);

/// ... and after so many the finding is told; what goes on is told as the next.
const CITED: usize = 288;

/// The state for one track; takes no room until a fix is out of reach.
#[derive(Clone, Debug, Default)]
pub(super) struct OutOfReach(Option<Box<Away>>);

#[derive(Clone, Debug)]
struct Away {
    station: Station,
    fixes: Vec<Vertex>,
    told: bool,
}

impl OutOfReach {
    pub(super) fn on_fix(
        &mut self,
        track: TrackId,
        fix: &Fix,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let receiver = stations::receiver(fix);
        if receiver == 0 {
            return;
        }
        // Of a station that is not known, nothing is said: neither that the ship is near nor far.
        let Some(station) = ctx.reception.station(receiver) else { return };
        let here = Vertex::from(fix);
        if nautical_miles(&station, &here) < ctx.rules.spoofing.out_of_reach.distance_nm {
            self.finish(track, ctx, out);
            return;
        }
        let away = self
            .0
            .get_or_insert_with(|| Box::new(Away { station, fixes: Vec::new(), told: false }));
        away.go_on(track, here, ctx, out);
        if away.fixes.len() >= CITED {
            self.finish(track, ctx, out);
        }
    }

    pub(super) fn finish(&mut self, track: TrackId, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        let away = self.0.take();
        out.extend(away.and_then(|away| away.report(track, Status::Final, ctx)));
    }
}

impl Away {
    fn go_on(&mut self, track: TrackId, here: Vertex, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        if self.fixes.last().is_some_and(|last| here.time - last.time < STEP) {
            return;
        }
        self.fixes.push(here);
        if !self.told {
            let open = self.report(track, Status::Open, ctx);
            self.told = open.is_some();
            out.extend(open);
        }
    }

    fn report(&self, track: TrackId, status: Status, ctx: &Context<'_>) -> Option<Finding> {
        let rules = &ctx.rules.spoofing.out_of_reach;
        let (first, last) = (self.fixes.first()?, self.fixes.last()?);
        let lasted = last.time - first.time;
        if self.fixes.len() < rules.fixes as usize || lasted.hours() < rules.duration_h {
            return None;
        }
        let least = self.fixes.iter().map(|fix| nautical_miles(&self.station, fix));
        let least = least.fold(f64::INFINITY, f64::min).round();
        let (lat, lon) = self.station.middle.lat_lon_rounded();
        let values = Table::default()
            .with("duration_h", report::hours(lasted))
            .with("fixes", report::count(self.fixes.len()))
            .with("least_distance_nm", least)
            .with("station_lat", lat)
            .with("station_lon", lon)
            .with("station_craft", i64::from(self.station.craft));
        Told {
            how: "out_of_reach",
            status,
            position: first.position,
            tracks: vec![track],
            cited: vec![(track, &self.fixes)],
            values,
            thresholds: rules.table(),
            reason: format!(
                "Reported for {lasted} from at least {least:.0} nm away by a station that hears others \
                 around {lat:.1}, {lon:.1}; a feed that names its stations wrongly looks alike.",
            ),
        }
        .finding()
    }
}

fn nautical_miles(station: &Station, fix: &Vertex) -> f64 {
    quick_distance(station.middle, fix.position).value() / METRES_PER_NM
}
