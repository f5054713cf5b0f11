//! Frozen values: course, speed and heading stay the same to the last digit while the ship moves.
//!
//! A transmitter that is fed made-up positions often repeats one set of values. A real ship that
//! holds a course as steadily looks alike until its way is measured: where it truly went as it said,
//! nothing is told unless far more messages agree than wind and waves allow.

use cordon_core::geodesy::{bearing, quick_distance};
use cordon_core::{Degrees, Finding, Fix, Status, TrackId};
use serde::{Deserialize, Serialize};

use super::{Told, keep_bounded};
use crate::report::{self, Table};
use crate::rules::{BadRules, Context, within};
use crate::vertex::Vertex;

/// Thresholds for frozen values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FrozenRules {
    /// At least this many messages with the same values (practice of the field: 10).
    pub messages: u32,
    /// For at least this long, in hours (practice of the field: 2).
    pub duration_h: f64,
    /// The speed said is above this, in knots: at rest nothing need change (practice: 0.5).
    pub speed_kn: f64,
    /// The way made good is at odds with the values where its speed differs by more than this share
    /// (ours: 0.25) ...
    pub speed_share: f64,
    /// ... or its course by more than this, in degrees (ours: 15).
    pub course_deg: f64,
    /// Where the way agrees with the values, at least this many messages are asked for (ours: 120):
    /// course and speed to a tenth change within minutes on any sea.
    pub agreeing_messages: u32,
}

impl Default for FrozenRules {
    fn default() -> FrozenRules {
        FrozenRules {
            messages: 10,
            duration_h: 2.0,
            speed_kn: 0.5,
            speed_share: 0.25,
            course_deg: 15.0,
            agreeing_messages: 120,
        }
    }
}

impl FrozenRules {
    pub(super) fn check(&self) -> Result<(), BadRules> {
        let count = |n: u32| f64::from(n);
        within("spoofing.frozen.messages", count(self.messages), 2.0, 1e6, "2 to 1 000 000")?;
        within("spoofing.frozen.duration_h", self.duration_h, 0.0, 8_760.0, "0 to 8 760 h")?;
        within("spoofing.frozen.speed_kn", self.speed_kn, 0.0, 100.0, "0 to 100 kn")?;
        within("spoofing.frozen.speed_share", self.speed_share, 0.0, 10.0, "0 to 10")?;
        within("spoofing.frozen.course_deg", self.course_deg, 0.0, 180.0, "0 to 180°")?;
        let more = "at least spoofing.frozen.messages";
        let agreeing = count(self.agreeing_messages);
        within("spoofing.frozen.agreeing_messages", agreeing, count(self.messages), 1e9, more)
    }

    fn table(&self) -> Table {
        Table::default()
            .with("messages", i64::from(self.messages))
            .with("duration_h", self.duration_h)
            .with("speed_kn", self.speed_kn)
            .with("speed_share", self.speed_share)
            .with("course_deg", self.course_deg)
            .with("agreeing_messages", i64::from(self.agreeing_messages))
    }
}

/// The most fixes one finding cites.
const CITED: usize = 64;

/// Speed, course and heading as sent.
type Said = (u16, u16, u16);

/// The state for one track.
#[derive(Clone, Debug, Default)]
pub(super) struct Frozen {
    said: Option<Said>,
    first: Option<Vertex>,
    /// Once the values came twice; boxed, for they hardly ever do.
    run: Option<Box<Run>>,
}

/// Messages that all say the same.
#[derive(Clone, Debug, Default)]
struct Run {
    /// From the first on.
    fixes: Vec<Vertex>,
    messages: u32,
    told: bool,
}

impl Frozen {
    pub(super) fn on_fix(
        &mut self,
        track: TrackId,
        fix: &Fix,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let said = (fix.sog, fix.cog, fix.heading);
        if self.said == Some(said) {
            self.again(fix.into());
            self.tell_open(track, ctx, out);
        } else {
            self.finish(track, ctx, out);
            let least = ctx.rules.spoofing.frozen.speed_kn;
            let moving = fix.sog().is_some_and(|sog| sog.value() > least) && fix.cog().is_some();
            self.said = moving.then_some(said);
            self.first = Some(fix.into());
        }
    }

    fn again(&mut self, here: Vertex) {
        let first = self.first;
        let run = self.run.get_or_insert_with(|| {
            Box::new(Run { fixes: first.into_iter().collect(), messages: 1, told: false })
        });
        run.messages = run.messages.saturating_add(1);
        run.fixes.push(here);
        keep_bounded(&mut run.fixes, CITED);
    }

    pub(super) fn finish(&mut self, track: TrackId, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        let Some(run) = &self.run else { return };
        let found = self.report(track, Status::Final, ctx);
        let undone = || self.withdrawn(track, ctx).filter(|_| run.told);
        out.extend(found.or_else(undone));
        *self = Frozen::default();
    }

    fn tell_open(&mut self, track: TrackId, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        if self.run.as_ref().is_none_or(|run| run.told) {
            return;
        }
        let open = self.report(track, Status::Open, ctx);
        if let Some(run) = &mut self.run {
            run.told = open.is_some();
        }
        out.extend(open);
    }

    fn withdrawn(&self, track: TrackId, ctx: &Context<'_>) -> Option<Finding> {
        let reason = "The way made good came to agree with the values said.".to_owned();
        self.told(track, Status::Withdrawn, reason, ctx)?.finding()
    }

    fn report(&self, track: TrackId, status: Status, ctx: &Context<'_>) -> Option<Finding> {
        let (rules, run) = (&ctx.rules.spoofing.frozen, self.run.as_ref()?);
        let (first, last) = run.ends()?;
        let lasted = last.time - first.time;
        if run.messages < rules.messages || lasted.hours() < rules.duration_h {
            return None;
        }
        let agrees = self.way(ctx)?.agrees;
        if agrees && run.messages < rules.agreeing_messages {
            return None;
        }
        let found = if agrees {
            "and the way it made good agrees to the last digit, which wind and waves do not allow; \
             an autopilot that smooths what it sends looks alike"
        } else {
            "but it did not go that way"
        };
        let reason = format!(
            "Said the same speed, course and heading in {} messages over {lasted}, {found}.",
            run.messages
        );
        self.told(track, status, reason, ctx)?.finding()
    }

    fn told(
        &self,
        track: TrackId,
        status: Status,
        reason: String,
        ctx: &Context<'_>,
    ) -> Option<Told<'_>> {
        let run = self.run.as_ref()?;
        let (first, last) = run.ends()?;
        let (way, (sog, cog, heading)) = (self.way(ctx)?, self.said?);
        let values = Table::default()
            .with("messages", i64::from(run.messages))
            .with("duration_h", report::hours(last.time - first.time))
            .with("speed_said_kn", f64::from(sog) / 10.0)
            .with("course_said_deg", f64::from(cog) / 10.0)
            .with_some("heading_said_deg", (heading != Fix::NONE).then(|| i64::from(heading)))
            .with("speed_made_good_kn", report::knots(way.speed_kn))
            .with_some("course_made_good_deg", way.course.map(|c| c.value().round()))
            .with("way_agrees", way.agrees);
        Some(Told {
            how: "frozen_values",
            status,
            position: first.position,
            tracks: vec![track],
            cited: vec![(track, &run.fixes)],
            values,
            thresholds: ctx.rules.spoofing.frozen.table(),
            reason,
        })
    }

    /// What was made good from the first to the last fix, against what was said.
    fn way(&self, ctx: &Context<'_>) -> Option<Way> {
        let rules = &ctx.rules.spoofing.frozen;
        let (first, last) = self.run.as_ref()?.ends()?;
        let (sog, cog, _) = self.said?;
        let lasted = last.time - first.time;
        if lasted.as_micros() <= 0 {
            return None;
        }
        let sailed = quick_distance(first.position, last.position);
        let (speed_kn, said_kn) = (sailed.per(lasted).value(), f64::from(sog) / 10.0);
        let course = (sailed.value() > 200.0).then(|| bearing(first.position, last.position));
        let turned = |made: Degrees| made.turn_from(Degrees(f64::from(cog) / 10.0)).value().abs();
        let agrees = (speed_kn - said_kn).abs() <= rules.speed_share * said_kn
            && course.is_none_or(|made| turned(made) <= rules.course_deg);
        Some(Way { speed_kn, course, agrees })
    }
}

impl Run {
    fn ends(&self) -> Option<(Vertex, Vertex)> {
        Some((*self.fixes.first()?, *self.fixes.last()?))
    }
}

struct Way {
    speed_kn: f64,
    course: Option<Degrees>,
    agrees: bool,
}
