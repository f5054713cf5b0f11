//! Loitering: slow and far from shore for long.
//!
//! Thresholds of Global Fishing Watch's `pipe-loitering` as its consumers use them (Miller et al.
//! 2018). Judged from fix to fix along the track, where that pipeline averages over hours of the
//! clock: its ends are blurred by an hour, and one mixed hour cuts an event in two.

use cordon_core::geodesy::{distance, quick_distance};
use cordon_core::units::METRES_PER_NM;
use cordon_core::{Chart, Finding, Fix, Kind, Metres, NauticalMiles, Span, Status, Time, TrackId};
use serde::{Deserialize, Serialize};

use crate::report::{self, Draft, Table};
use crate::rules::{BadRules, Context, within};
use crate::thin::{Step, Thinner};
use crate::vertex::Vertex;

/// Thresholds of the loitering detector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LoiteringRules {
    /// Slow means below this on every leg, distance by time, in knots (pipe-loitering: 2).
    pub speed_kn: f64,
    /// For at least this long, in hours (consumers of pipe-loitering: 4; Miller et al. 2018: 8).
    pub duration_h: f64,
    /// Every leg begins and ends at least this far from shore, in nautical miles (GFW: 20).
    pub shore_nm: f64,
    /// Legs are at least this long, in hours, so that one swing at anchor or one jump of the
    /// receiver is not a speed (ours: 0.5; pipe-loitering averages over 1).
    pub leg_h: f64,
    /// A silence longer than this, in hours, ends it: what the ship did in between is a gap, not
    /// loitering (pipe-gaps: 6).
    pub silence_h: f64,
}

impl Default for LoiteringRules {
    fn default() -> LoiteringRules {
        LoiteringRules {
            speed_kn: 2.0,
            duration_h: 4.0,
            shore_nm: 20.0,
            leg_h: 0.5,
            silence_h: 6.0,
        }
    }
}

impl LoiteringRules {
    pub(crate) fn check(&self) -> Result<(), BadRules> {
        within("loitering.speed_kn", self.speed_kn, 0.0, 100.0, "0 to 100 kn")?;
        within("loitering.duration_h", self.duration_h, 0.0, 8_760.0, "0 to 8 760 h")?;
        within("loitering.shore_nm", self.shore_nm, 0.0, 10_000.0, "0 to 10 000 nm")?;
        within("loitering.leg_h", self.leg_h, 0.0, 24.0, "0 to 24 h")?;
        within("loitering.silence_h", self.silence_h, self.leg_h, 8_760.0, "at least the leg")
    }

    fn table(&self) -> Table {
        Table::default()
            .with("speed_kn", self.speed_kn)
            .with("duration_h", self.duration_h)
            .with("shore_nm", self.shore_nm)
            .with("leg_h", self.leg_h)
            .with("silence_h", self.silence_h)
    }
}

/// The state for one track.
#[derive(Clone, Debug, Default)]
pub(crate) struct LoiteringDetector {
    thinner: Thinner,
    /// `None` while under way; boxed, for most are.
    slow: Option<Box<Slow>>,
}

/// A ship that is slow.
#[derive(Clone, Debug, Default)]
struct Slow {
    /// At least two.
    fixes: Vec<Vertex>,
    told: bool,
}

/// The most fixes one finding cites; of a longer one every second is left out, again and again.
const CITED: usize = 256;

impl LoiteringDetector {
    pub(crate) fn on_fix(
        &mut self,
        track: TrackId,
        fix: &Fix,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let rules = &ctx.rules.loitering;
        let (leg, silence) =
            (Span::from_hours_f64(rules.leg_h), Span::from_hours_f64(rules.silence_h));
        let mut thinner = self.thinner;
        thinner.push(fix.into(), leg, silence, |step| self.take(track, step, ctx, out));
        self.thinner = thinner;
    }

    pub(crate) fn on_clock(
        &mut self,
        track: TrackId,
        now: Time,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let silence = Span::from_hours_f64(ctx.rules.loitering.silence_h);
        let mut thinner = self.thinner;
        thinner.clock(now, silence, |step| self.take(track, step, ctx, out));
        self.thinner = thinner;
        let last = self.slow.as_ref().and_then(|slow| slow.fixes.last());
        if last.is_some_and(|last| now - last.time > silence) {
            self.end(track, ctx, out);
        }
    }

    pub(crate) fn finish(
        &mut self,
        track: TrackId,
        now: Time,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        self.on_clock(track, now, ctx, out);
        let mut thinner = self.thinner;
        thinner.finish(|step| self.take(track, step, ctx, out));
        self.thinner = thinner;
        let slow = self.slow.take();
        out.extend(slow.and_then(|slow| slow.report(track, Status::Open, ctx)));
    }

    fn take(&mut self, track: TrackId, step: Step, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        match step {
            Step::Leg(from, to) if is_slow(from, to, ctx) => self.extend(track, from, to, ctx, out),
            Step::Begin(_) | Step::Leg(..) | Step::Silence(..) => self.end(track, ctx, out),
        }
    }

    fn extend(
        &mut self,
        track: TrackId,
        from: Vertex,
        to: Vertex,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let slow =
            self.slow.get_or_insert_with(|| Box::new(Slow { fixes: vec![from], told: false }));
        slow.fixes.push(to);
        if !slow.told {
            let open = slow.report(track, Status::Open, ctx);
            slow.told = open.is_some();
            out.extend(open);
        }
        if slow.fixes.len() > CITED {
            let mut place = 0;
            slow.fixes.retain(|_| {
                place += 1;
                place % 2 == 1
            });
        }
    }

    fn end(&mut self, track: TrackId, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        let slow = self.slow.take();
        out.extend(slow.and_then(|slow| slow.report(track, Status::Final, ctx)));
    }
}

impl Slow {
    /// The finding, if it was long enough.
    fn report(&self, track: TrackId, status: Status, ctx: &Context<'_>) -> Option<Finding> {
        let rules = &ctx.rules.loitering;
        let (first, last) = (self.fixes.first()?, self.fixes.last()?);
        let lasted = last.time - first.time;
        if lasted < Span::from_hours_f64(rules.duration_h) {
            return None;
        }
        let legs = || self.fixes.windows(2).map(|leg| distance(leg[0].position, leg[1].position));
        let sailed = legs().fold(Metres(0.0), |sum, leg| sum + leg);
        let shore = self.least_shore(ctx.chart);
        let speed = sailed.per(lasted).value();
        let open = status == Status::Open;
        let values = Table::default()
            .with("duration_h", report::hours(lasted))
            .with("distance_m", report::metres(sailed))
            .with("displacement_m", report::metres(distance(first.position, last.position)))
            .with("average_speed_kn", report::knots(speed))
            .with("fixes", report::count(self.fixes.len()))
            .with("longest_step_h", report::hours(self.longest_step()))
            .with("start_observed", true)
            .with("end_observed", true)
            .with_some("slow_until", open.then_some(last.time))
            .with_some("least_shore_distance_m", shore.map(report::metres));
        let far = shore.map_or_else(
            || format!("more than {} nm", rules.shore_nm),
            |shore| format!("{:.0} nm and more", shore.value() / METRES_PER_NM),
        );
        Some(
            Draft {
                kind: Kind::Loitering,
                status,
                start: first.time,
                end: (!open).then_some(last.time),
                position: self.fixes.get(self.fixes.len() / 2)?.position,
                tracks: vec![track],
                salt: String::new(),
                values,
                thresholds: rules.table(),
                evidence: self.fixes.iter().map(|fix| fix.cite(track)).collect(),
                reason: format!(
                    "Stayed slow, {speed:.1} kn on average, for {lasted}, {far} from shore."
                ),
            }
            .finding(),
        )
    }

    fn least_shore(&self, chart: &dyn Chart) -> Option<Metres> {
        self.fixes
            .iter()
            .filter_map(|fix| chart.distance_to_shore(fix.position))
            .reduce(Metres::min)
    }

    fn longest_step(&self) -> Span {
        let steps = self.fixes.windows(2).map(|leg| leg[1].time - leg[0].time);
        steps.max().unwrap_or(Span::ZERO)
    }
}

fn is_slow(from: Vertex, to: Vertex, ctx: &Context<'_>) -> bool {
    let rules = &ctx.rules.loitering;
    let speed = quick_distance(from.position, to.position).per(to.time - from.time);
    let limit = NauticalMiles(rules.shore_nm).into();
    let far = |at| ctx.chart.is_far_from_shore(at, limit);
    speed.value() < rules.speed_kn && far(from.position) && far(to.position)
}
