//! Meetings of ships: the way there leads around land.

use cordon_core::{NauticalMiles, Span};

use super::Case;
use super::answer::{Answer, Meeting};
use super::solve::{self, Gap};
use crate::error::PlanError;
use crate::land::{Land, shore_assumed};
use crate::route::Router;

/// How often the ship's course is looked at for land, in metres.
const LOOK: f64 = 500.0;
/// A gap of this many metres around land is a meeting.
const CLOSED: f64 = 20.0;

impl Case<'_> {
    /// The first meeting by water, `t` seconds from now when land did not matter.
    pub(super) fn around(
        mut self,
        land: &dyn Land,
        t: f64,
        limit: f64,
    ) -> Result<Answer, PlanError> {
        let limit = self.afloat_until(land, limit, limit.min(3.0 * t + 3_600.0));
        let router = self.router(land, t)?;
        self.assumptions.push(shore_assumed(router.land()));
        if t <= limit && router.is_clear(self.track.at(t).position()) {
            let meeting = self.straight_meeting(t);
            return Ok(Answer::Meets { meeting, assumptions: self.assumptions });
        }
        self.assumptions.push("the way goes around land, without clearance from it".to_owned());
        if let Some(meeting) = self.by_water(&router, limit) {
            return Ok(Answer::Meets { meeting, assumptions: self.assumptions });
        }
        Ok(self.miss_by_water(&router, limit.min(4.0 * t)))
    }

    /// Not even the straight way meets: how near the asset comes by water, until the target is
    /// aground.
    pub(super) fn missed(mut self, land: &dyn Land, limit: f64) -> Result<Answer, PlanError> {
        let limit = self.afloat_until(land, limit, limit);
        let nearest = self.nearest(limit);
        let router = self.router(land, nearest)?;
        self.assumptions.push(shore_assumed(router.land()));
        if router.is_clear(self.track.at(nearest).position()) {
            let way = |t| self.way(t).0;
            return Ok(self.miss(limit, &way));
        }
        self.assumptions.push("the way goes around land, without clearance from it".to_owned());
        Ok(self.miss_by_water(&router, limit.min(4.0 * nearest + 3_600.0)))
    }

    fn miss_by_water(&self, router: &Router<'_>, limit: f64) -> Answer {
        let way = |t| match router.way(self.track.at(t)) {
            Some(route) => metres(route.length),
            None => self.way(t).0,
        };
        self.miss(limit, &way)
    }

    /// The limit, or when the target's course runs ashore if that is sooner and before `look`.
    fn afloat_until(&mut self, land: &dyn Land, limit: f64, look: f64) -> f64 {
        let Some(ashore) = self.ashore(land, look) else { return limit };
        let after = Span::from_seconds_f64(ashore);
        self.assumptions.push(format!("the target's course runs ashore after {after}"));
        ashore.min(limit)
    }

    /// A router wide enough for a detour of as much again.
    fn router<'l>(&self, land: &'l dyn Land, t: f64) -> Result<Router<'l>, PlanError> {
        let radius = 2.0 * self.way(t).0.max(self.track.fastest * t) + 60_000.0;
        let most = 1.2 * crate::route::FARTHEST.value();
        Router::new(self.own.position(), NauticalMiles((radius / 1_852.0).min(most)), land)
    }

    fn by_water(&self, router: &Router<'_>, limit: f64) -> Option<Meeting> {
        // Where no way leads the mark is as far as it can be within reach.
        let way = |t| router.way(self.track.at(t)).map_or(1e8, |route| metres(route.length));
        let gap = Gap {
            way: &way,
            speed: self.speed,
            mark_speed: self.track.fastest,
            turns: Vec::new(),
            bend: f64::INFINITY,
            closed: CLOSED,
        };
        let t = solve::first_meeting(&gap, limit)?;
        let route = router.way(self.track.at(t))?;
        let (length, course) = (metres(route.length), route.course.value());
        Some(self.told(t, course, length, route.points))
    }

    /// When the ship's course meets land, in seconds. A berth at its start does not count.
    fn ashore(&self, land: &dyn Land, until: f64) -> Option<f64> {
        if self.track.fastest <= 0.0 {
            return None;
        }
        let step = (LOOK / self.track.fastest).max(until / 20_000.0);
        let mut afloat = !land.is_land(self.track.ship(0.0).0.position());
        let mut t = 0.0;
        while t < until {
            t += step;
            let dry = land.is_land(self.track.ship(t).0.position());
            if afloat && dry {
                return Some(t);
            }
            afloat = afloat || !dry;
        }
        None
    }
}

fn metres(length: NauticalMiles) -> f64 {
    length.value() * 1_852.0
}
