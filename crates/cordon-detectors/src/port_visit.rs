//! Port visit: entry, stop and exit at a port or anchorage.
//!
//! The state machine of Global Fishing Watch's `pipe-anchorages`, with its hysteresis and its grades
//! of confidence.

use cordon_core::geodesy::{distance, quick_distance};
use cordon_core::units::METRES_PER_NM;
use cordon_core::{Anchorage, Finding, Fix, Kind, Knots, Metres, Span, Status, Time, TrackId};
use serde::{Deserialize, Serialize};

use crate::nearness::Nearness;
use crate::report::{self, Draft, Table};
use crate::rules::{BadRules, Context, within};
use crate::vertex::Vertex;

/// Thresholds of the port-visit detector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PortVisitRules {
    /// A ship enters within this of an anchorage, in metres (pipe-anchorages: 3 000).
    pub entry_m: f64,
    /// And leaves when no anchorage is within this, in metres (pipe-anchorages: 4 000).
    pub exit_m: f64,
    /// A stop begins at or below this speed, in knots (pipe-anchorages: 0.2).
    pub stop_begin_kn: f64,
    /// And ends at or above this, in knots (pipe-anchorages: 0.5).
    pub stop_end_kn: f64,
    /// A silence in port of at least this, in hours, counts as a sign of a stop (pipe-anchorages: 4).
    pub gap_h: f64,
    /// A silence that ends farther away than this, in nautical miles, ends the visit before it
    /// (pipe-anchorages: 60).
    pub split_nm: f64,
    /// Visits below this confidence are not told, 1 to 4 (users of pipe-anchorages: 2; its
    /// documentation calls confidence 1 "largely false positives").
    pub least_confidence: u8,
    /// A visit is left open at the end of the data if the ship was heard within this, in hours
    /// (ours: 24).
    pub open_h: f64,
}

impl Default for PortVisitRules {
    fn default() -> PortVisitRules {
        PortVisitRules {
            entry_m: 3_000.0,
            exit_m: 4_000.0,
            stop_begin_kn: 0.2,
            stop_end_kn: 0.5,
            gap_h: 4.0,
            split_nm: 60.0,
            least_confidence: 2,
            open_h: 24.0,
        }
    }
}

impl PortVisitRules {
    pub(crate) fn check(&self) -> Result<(), BadRules> {
        within("port_visit.entry_m", self.entry_m, 0.0, 100_000.0, "0 to 100 000 m")?;
        let above = "at least port_visit.entry_m, at most 100 000 m";
        within("port_visit.exit_m", self.exit_m, self.entry_m, 100_000.0, above)?;
        within("port_visit.stop_begin_kn", self.stop_begin_kn, 0.0, 100.0, "0 to 100 kn")?;
        let above = "at least port_visit.stop_begin_kn, at most 100 kn";
        within("port_visit.stop_end_kn", self.stop_end_kn, self.stop_begin_kn, 100.0, above)?;
        within("port_visit.gap_h", self.gap_h, 1e-3, 8_760.0, "above 0 and at most 8 760 h")?;
        within("port_visit.split_nm", self.split_nm, 0.0, 20_000.0, "0 to 20 000 nm")?;
        within("port_visit.open_h", self.open_h, 0.0, 8_760.0, "0 to 8 760 h")?;
        let confidence = f64::from(self.least_confidence);
        within("port_visit.least_confidence", confidence, 1.0, 4.0, "1 to 4")
    }

    fn table(&self) -> Table {
        Table::default()
            .with("entry_m", self.entry_m)
            .with("exit_m", self.exit_m)
            .with("stop_begin_kn", self.stop_begin_kn)
            .with("stop_end_kn", self.stop_end_kn)
            .with("gap_h", self.gap_h)
            .with("split_nm", self.split_nm)
            .with("least_confidence", i64::from(self.least_confidence))
            .with("open_h", self.open_h)
    }
}

/// The state for one track.
#[derive(Clone, Debug, Default)]
pub(crate) struct PortVisitDetector {
    near: Nearness,
    /// In port, or stopped there; `None` at sea.
    visit: Option<Box<Visit>>,
    previous: Option<Box<Departure>>,
}

/// The end of the visit before.
#[derive(Clone, Debug)]
struct Departure {
    port: Anchorage,
    time: Time,
}

/// A visit that goes on.
#[derive(Clone, Debug)]
struct Visit {
    port: Anchorage,
    first: Vertex,
    entry_observed: bool,
    /// Fixes at which something began or ended.
    turns: Vec<Vertex>,
    stopped_since: Option<Vertex>,
    stops: usize,
    stopped: Span,
    gaps: usize,
    silent: Span,
    told: bool,
}

/// The most turns that are cited and counted: after that many, further stops and silences of the
/// same visit add nothing.
const TURNS: usize = 128;

impl PortVisitDetector {
    /// The next fix, and the `last` one before it.
    pub(crate) fn on_fix(
        &mut self,
        track: TrackId,
        last: Option<Vertex>,
        fix: &Fix,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let here = Vertex::from(fix);
        match (self.visit.take(), last) {
            (Some(visit), Some(last)) => self.in_port(track, visit, last, fix, ctx, out),
            _ => self.at_sea(last, here, ctx),
        }
        if let Some(visit) = &mut self.visit {
            visit.on_speed(speed(fix, last), here, ctx);
        }
        self.tell_open(track, here, ctx, out);
    }

    /// Whether the ship is in port, as far as heard.
    pub(crate) fn is_in_port(&self) -> bool {
        self.visit.is_some()
    }

    /// A visit is told open at the fix that makes it one; the clock adds nothing.
    #[expect(clippy::unused_self, reason = "all detectors are driven alike")]
    pub(crate) fn on_clock(&self, _: TrackId, _: Time, _: &Context<'_>, _: &mut Vec<Finding>) {}

    /// The `last` fix of the track was given.
    pub(crate) fn finish(
        &mut self,
        track: TrackId,
        last: Option<Vertex>,
        now: Time,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let (Some(visit), Some(last)) = (self.visit.take(), last) else { return };
        let heard = now - last.time <= Span::from_hours_f64(ctx.rules.port_visit.open_h);
        let ending = if heard { Ending::Open(last) } else { Ending::Lost(last) };
        self.close(track, *visit, ending, ctx, out);
    }

    fn at_sea(&mut self, last: Option<Vertex>, here: Vertex, ctx: &Context<'_>) {
        let entry = Metres(ctx.rules.port_visit.entry_m);
        if !self.near.within(here.position, entry, ctx.chart) {
            return;
        }
        let Some((port, _)) = ctx.chart.nearest_anchorage(here.position, entry) else { return };
        self.visit = Some(Box::new(Visit {
            port: port.clone(),
            first: here,
            entry_observed: last.is_some(),
            turns: last.into_iter().chain([here]).collect(),
            stopped_since: None,
            stops: 0,
            stopped: Span::ZERO,
            gaps: 0,
            silent: Span::ZERO,
            told: false,
        }));
    }

    fn in_port(
        &mut self,
        track: TrackId,
        mut visit: Box<Visit>,
        last: Vertex,
        fix: &Fix,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let (rules, here) = (&ctx.rules.port_visit, Vertex::from(fix));
        let silent = here.time - last.time >= Span::from_hours_f64(rules.gap_h);
        let split = Metres(rules.split_nm * METRES_PER_NM);
        if silent && quick_distance(last.position, here.position) > split {
            self.close(track, *visit, Ending::Lost(last), ctx, out);
            return self.at_sea(None, here, ctx);
        }
        if silent {
            visit.on_gap(last, here);
        }
        if self.near.within(here.position, Metres(rules.exit_m), ctx.chart) {
            self.visit = Some(visit);
        } else {
            self.close(track, *visit, Ending::Exit { last, here }, ctx, out);
        }
    }

    fn close(
        &mut self,
        track: TrackId,
        mut visit: Visit,
        ending: Ending,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        visit.end_stop(ending.last_inside());
        if visit.confidence(&ending) >= ctx.rules.port_visit.least_confidence {
            out.push(visit.report(track, &ending, self.previous.as_deref(), ctx));
            self.previous = Some(Box::new(Departure { port: visit.port, time: ending.time() }));
        }
    }

    fn tell_open(
        &mut self,
        track: TrackId,
        last: Vertex,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let Some(visit) = &mut self.visit else { return };
        let open = Ending::Open(last);
        if !visit.told && visit.confidence(&open) >= ctx.rules.port_visit.least_confidence {
            visit.told = true;
            let mut so_far = visit.clone();
            so_far.end_stop(last);
            out.push(so_far.report(track, &open, self.previous.as_deref(), ctx));
        }
    }
}

/// How a visit ends.
#[derive(Clone, Copy, Debug)]
enum Ending {
    /// Seen outside.
    Exit { last: Vertex, here: Vertex },
    /// Last heard in port.
    Lost(Vertex),
    /// In port as far as the data goes.
    Open(Vertex),
}

impl Ending {
    fn last_inside(&self) -> Vertex {
        match *self {
            Ending::Exit { last, .. } | Ending::Lost(last) | Ending::Open(last) => last,
        }
    }

    fn time(&self) -> Time {
        match *self {
            Ending::Exit { here, .. } => here.time,
            Ending::Lost(last) | Ending::Open(last) => last.time,
        }
    }

    fn is_exit(&self) -> bool {
        matches!(self, Ending::Exit { .. })
    }
}

impl Visit {
    fn on_speed(&mut self, knots: Option<f64>, here: Vertex, ctx: &Context<'_>) {
        let (rules, Some(knots)) = (&ctx.rules.port_visit, knots) else { return };
        if self.stopped_since.is_some() && knots >= rules.stop_end_kn {
            self.end_stop(here);
        } else if self.stopped_since.is_none()
            && knots <= rules.stop_begin_kn
            && self.turns.len() < TURNS
        {
            self.begin_stop(here, ctx);
        }
    }

    /// The place of the first stop names the port.
    fn begin_stop(&mut self, here: Vertex, ctx: &Context<'_>) {
        let reach = Metres(ctx.rules.port_visit.exit_m);
        let nearest = ctx.chart.nearest_anchorage(here.position, reach);
        if let (0, Some((port, _))) = (self.stops, nearest) {
            self.port = port.clone();
        }
        self.stops += 1;
        self.stopped_since = Some(here);
        self.turns.push(here);
    }

    fn end_stop(&mut self, here: Vertex) {
        if let Some(since) = self.stopped_since.take() {
            self.stopped = self.stopped + (here.time - since.time);
            self.turns.push(here);
        }
    }

    fn on_gap(&mut self, last: Vertex, here: Vertex) {
        if self.turns.len() < TURNS {
            self.gaps += 1;
            self.silent = self.silent + (here.time - last.time);
            self.turns.extend([last, here]);
        }
    }

    /// 4: entry, exit and a stop or silence; 3: one side of it; 2: stop or silence alone; 1: neither.
    fn confidence(&self, ending: &Ending) -> u8 {
        let stayed = self.stops > 0 || self.gaps > 0;
        match (stayed, self.entry_observed, ending.is_exit()) {
            (true, true, true) => 4,
            (true, true, false) | (true, false, true) => 3,
            (true, false, false) => 2,
            (false, ..) => 1,
        }
    }

    fn report(
        &self,
        track: TrackId,
        ending: &Ending,
        previous: Option<&Departure>,
        ctx: &Context<'_>,
    ) -> Finding {
        let status = if matches!(ending, Ending::Open(_)) { Status::Open } else { Status::Final };
        let mut cited = self.turns.clone();
        cited.extend([ending.last_inside()]);
        if let Ending::Exit { here, .. } = ending {
            cited.push(*here);
        }
        cited.sort_by_key(|fix| (fix.time, fix.source()));
        cited.dedup();
        Draft {
            kind: Kind::PortVisit,
            status,
            start: self.first.time,
            end: (status == Status::Final).then_some(ending.time()),
            position: self.first_stop().position,
            tracks: vec![track],
            salt: String::new(),
            values: self.values(ending, previous),
            thresholds: ctx.rules.port_visit.table(),
            evidence: cited.into_iter().map(|fix| fix.cite(track)).collect(),
            reason: self.sentence(ending),
        }
        .finding()
    }

    fn values(&self, ending: &Ending, previous: Option<&Departure>) -> Table {
        let to_port = distance(self.first_stop().position, self.port.position);
        Table::default()
            .with("port", self.port.name.as_str())
            .with("port_id", self.port.id.as_str())
            .with_some("port_part", self.port.sublabel.as_deref())
            .with_some("country", self.port.country.as_deref())
            .with("port_distance_m", report::metres(to_port))
            .with("confidence", i64::from(self.confidence(ending)))
            .with("duration_h", report::hours(ending.time() - self.first.time))
            .with("entry_observed", self.entry_observed)
            .with("exit_observed", ending.is_exit())
            .with("start_observed", true)
            .with("end_observed", true)
            .with("last_inside", ending.last_inside().time)
            .with_some("entered_after", self.before().map(|fix| fix.time))
            .with("stops", report::count(self.stops))
            .with("stopped_h", report::hours(self.stopped))
            .with("silences", report::count(self.gaps))
            .with("silent_h", report::hours(self.silent))
            .with_some("previous_port", previous.map(|p| p.port.name.as_str()))
            .with_some("previous_port_id", previous.map(|p| p.port.id.as_str()))
            .with_some("previous_country", previous.and_then(|p| p.port.country.as_deref()))
            .with_some("previous_end", previous.map(|p| p.time))
            .with_some("voyage_h", previous.map(|p| report::hours(self.first.time - p.time)))
    }

    /// The last fix outside, where one was seen.
    fn before(&self) -> Option<Vertex> {
        self.turns.first().copied().filter(|_| self.entry_observed)
    }

    /// Where the first stop began, or else the first fix inside.
    fn first_stop(&self) -> Vertex {
        let inside = 1 + usize::from(self.entry_observed);
        self.turns.get(inside).copied().unwrap_or(self.first)
    }

    fn sentence(&self, ending: &Ending) -> String {
        let country = self.port.country.as_deref().map_or(String::new(), |c| format!(" ({c})"));
        let begin = if self.entry_observed { "Entered" } else { "Was first heard in" };
        let stay = match (self.stops, self.gaps) {
            (0, 0) => "did not stop".to_owned(),
            (0, gaps) => format!("fell silent {gaps} time(s) for {} in all", self.silent),
            (stops, _) => format!("stopped {stops} time(s) for {} in all", self.stopped),
        };
        let end = match ending {
            Ending::Exit { .. } => "and left",
            Ending::Lost(_) => "and was last heard there",
            Ending::Open(_) => "and is there still",
        };
        let lasted = ending.time() - self.first.time;
        format!(
            "{begin} {}{country}, {stay}, {end}, {lasted} after it was first seen there.",
            self.port.name
        )
    }
}

/// The speed it said, or else the speed from the fix before.
fn speed(fix: &Fix, last: Option<Vertex>) -> Option<f64> {
    let made_good = || {
        let last = last?;
        let passed = fix.time - last.time;
        (passed >= Span::from_minutes(1))
            .then(|| quick_distance(last.position, fix.position).per(passed).value())
    };
    fix.sog().map(Knots::value).or_else(made_good)
}
