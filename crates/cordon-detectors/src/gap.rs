//! Gap: a track falls silent for longer than a threshold, judged against how well it was received.
//!
//! After Global Fishing Watch's `pipe-gaps` and Welch et al. (2022), "Hot spots of unseen fishing
//! vessels", Science Advances 8; per track rather than per MMSI.

use cordon_core::geodesy;
use cordon_core::units::METRES_PER_NM;
use cordon_core::{
    Evidence, Finding, Fix, Kind, Knots, Metres, NauticalMiles, ReceiverKind, Span, Status, Time,
    TrackId,
};
use serde::{Deserialize, Serialize};

use crate::gap_model::{self, History, Judgement};
use crate::reception::ReceptionLevel;
use crate::report::{self, Draft, Table};
use crate::rules::{BadRules, Context, within};
use crate::strand::Strand;
use crate::vertex::Vertex;

/// Thresholds of the gap detector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GapRules {
    /// A silence longer than this, in hours, is a gap (pipe-gaps: 6).
    pub threshold_h: f64,
    /// A silence of at least this, in hours, is of the alert tier (GFW "AIS disabling": 12).
    pub alert_h: f64,
    /// Positions are counted over this long before the silence, in hours (pipe-gaps: 12).
    pub before_h: f64,
    /// Reception is good above this many positions of others per day in the cell of 1° (GFW: 10).
    pub good_reception_per_day: f64,
    /// Reception is looked at over this long before the silence, in hours (ours: 24).
    pub reception_window_h: f64,
    /// The published "disabling" rule asks for a start farther from shore than this, in nautical
    /// miles (GFW: 50).
    pub baseline_shore_nm: f64,
    /// The published "disabling" rule asks for this many satellite positions in the hours before
    /// (GFW: 14). At most 64; this many positions, and at least 16, are cited.
    pub baseline_satellite_positions: u16,
    /// Within this of an anchorage, in metres, and nearly still, a silent ship is in port
    /// (pipe-anchorages, port entry: 3 000).
    pub in_port_m: f64,
    /// A ship slower than this, in knots, is nearly still (pipe-anchorages, stop end: 0.5).
    pub in_port_kn: f64,
    /// The nearest anchorage is named within this distance, in metres (ours: 100 000).
    pub anchorage_reach_m: f64,
}

impl Default for GapRules {
    fn default() -> GapRules {
        GapRules {
            threshold_h: 6.0,
            alert_h: 12.0,
            before_h: 12.0,
            good_reception_per_day: 10.0,
            reception_window_h: 24.0,
            baseline_shore_nm: 50.0,
            baseline_satellite_positions: 14,
            in_port_m: 3_000.0,
            in_port_kn: 0.5,
            anchorage_reach_m: 100_000.0,
        }
    }
}

impl GapRules {
    pub(crate) fn check(&self) -> Result<(), BadRules> {
        let hours = "above 0 and at most 8 760 hours";
        within("gap.threshold_h", self.threshold_h, 1e-3, 8_760.0, hours)?;
        within("gap.alert_h", self.alert_h, self.threshold_h, 8_760.0, "at least gap.threshold_h")?;
        within("gap.before_h", self.before_h, 1e-3, 8_760.0, hours)?;
        within("gap.reception_window_h", self.reception_window_h, 1e-3, 8_760.0, hours)?;
        within("gap.anchorage_reach_m", self.anchorage_reach_m, 0.0, 1e6, "0 to 1 000 000 m")?;
        let positions = f64::from(self.baseline_satellite_positions);
        within("gap.baseline_satellite_positions", positions, 0.0, 64.0, "0 to 64")
    }

    fn threshold(&self) -> Span {
        Span::from_hours_f64(self.threshold_h)
    }

    fn alert(&self) -> Span {
        Span::from_hours_f64(self.alert_h)
    }

    /// How many positions before the silence are held, counted and cited.
    fn cited(&self) -> usize {
        usize::from(self.baseline_satellite_positions.clamp(16, 64))
    }

    fn table(&self) -> Table {
        Table::default()
            .with("threshold_h", self.threshold_h)
            .with("alert_h", self.alert_h)
            .with("before_h", self.before_h)
            .with("good_reception_per_day", self.good_reception_per_day)
            .with("reception_window_h", self.reception_window_h)
            .with("baseline_shore_nm", self.baseline_shore_nm)
            .with("baseline_satellite_positions", i64::from(self.baseline_satellite_positions))
            .with("in_port_m", self.in_port_m)
            .with("in_port_kn", self.in_port_kn)
    }
}

/// The state for one track.
#[derive(Clone, Debug, Default)]
pub(crate) struct GapDetector {
    /// The newest fixes, at most [`GapRules::cited`] and none older than `before_h`, each marked with
    /// who heard it.
    recent: Box<Strand>,
    /// In 0.1 kn.
    last_sog: Option<u16>,
    told: Told,
    by_satellite: History,
}

/// How much of the present silence has been told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    #[default]
    Nothing,
    Gap,
    Alert,
}

impl GapDetector {
    pub(crate) fn on_fix(
        &mut self,
        track: TrackId,
        fix: &Fix,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let rules = &ctx.rules.gap;
        let off = self.off().filter(|off| fix.time - off.time > rules.threshold());
        out.extend(off.map(|off| self.closed(track, off, fix, ctx)));
        self.remember(fix, rules);
    }

    pub(crate) fn on_clock(
        &mut self,
        track: TrackId,
        now: Time,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let rules = &ctx.rules.gap;
        let Some(off) = self.off() else { return };
        let tier = match now - off.time {
            silent if silent <= rules.threshold() => Told::Nothing,
            silent if silent < rules.alert() => Told::Gap,
            _ => Told::Alert,
        };
        if tier > self.told {
            self.told = tier;
            out.push(self.open(track, off, tier, ctx));
        }
    }

    /// The last fix: where the ship goes off the air, when it does.
    pub(crate) fn off(&self) -> Option<Vertex> {
        self.recent.last()
    }

    fn remember(&mut self, fix: &Fix, rules: &GapRules) {
        let oldest = fix.time - Span::from_hours_f64(rules.before_h);
        while self.recent.len() >= rules.cited()
            || self.recent.first().is_some_and(|first| first.time < oldest)
        {
            self.recent.pop_front();
        }
        self.recent.make_room(rules.cited());
        self.recent.push(fix.into(), fix.receiver_kind as u8);
        if fix.receiver_kind == ReceiverKind::Satellite {
            self.by_satellite.add(fix.time);
        }
        self.last_sog = (fix.sog != Fix::NONE).then_some(fix.sog);
        self.told = Told::Nothing;
    }

    fn closed(&self, track: TrackId, off: Vertex, on: &Fix, ctx: &Context<'_>) -> Finding {
        let silent = on.time - off.time;
        let distance = geodesy::distance(off.position, on.position);
        let before = Before::look(self, track, off, ctx);
        let alert = silent >= ctx.rules.gap.alert();
        let likely = before.likely(self, off, silent, true);
        let values = before
            .table(alert, likely, &ctx.rules.gap)
            .with("duration_h", report::hours(silent))
            .with("distance_m", report::metres(distance))
            .with("implied_speed_kn", report::knots(distance.per(silent).value()))
            .with("end_observed", true);
        let reason = format!(
            "Silent for {silent}, then {:.1} nm away ({:.1} kn if it went straight); {}{}.",
            distance.value() / METRES_PER_NM,
            distance.per(silent).value(),
            before.sentence(),
            told(likely),
        );
        let mut evidence = self.cite(track);
        evidence.push(Vertex::from(on).cite(track));
        draft(track, off, Status::Final, Some(on.time), values, evidence, reason, ctx)
    }

    fn open(&self, track: TrackId, off: Vertex, tier: Told, ctx: &Context<'_>) -> Finding {
        let rules = &ctx.rules.gap;
        let before = Before::look(self, track, off, ctx);
        let alert = tier == Told::Alert;
        let passed = if alert { rules.alert_h } else { rules.threshold_h };
        let likely = before.likely(self, off, Span::from_hours_f64(passed), false);
        let values = before.table(alert, likely, rules).with("silent_for_more_than_h", passed);
        let (sentence, told) = (before.sentence(), told(likely));
        let reason = format!("Silent for {passed} h and more, still silent; {sentence}{told}.");
        draft(track, off, Status::Open, None, values, self.cite(track), reason, ctx)
    }

    fn cite(&self, track: TrackId) -> Vec<Evidence> {
        self.recent.iter().map(|(fix, _)| fix.cite(track)).collect()
    }

    fn heard_by(&self, kind: ReceiverKind) -> usize {
        self.recent.iter().filter(|(_, heard)| *heard == kind as u8).count()
    }
}

/// What is known of the ship and the place when it fell silent.
struct Before {
    positions: [(&'static str, usize); 5],
    capped: bool,
    last_sog: Option<Knots>,
    shore: Option<Metres>,
    far: bool,
    anchorage: Option<(String, Metres)>,
    in_port: bool,
    reception: Option<ReceptionLevel>,
    judgement: &'static str,
}

impl Before {
    fn look(state: &GapDetector, track: TrackId, off: Vertex, ctx: &Context<'_>) -> Before {
        let rules = &ctx.rules.gap;
        let anchorage = ctx
            .chart
            .nearest_anchorage(off.position, Metres(rules.anchorage_reach_m))
            .map(|(anchorage, distance)| (anchorage.name.clone(), distance));
        let last_sog = state.last_sog.map(|tenths| Knots(f64::from(tenths) / 10.0));
        let still = last_sog.is_some_and(|sog| sog.value() < rules.in_port_kn);
        let near = anchorage.as_ref().is_some_and(|(_, d)| d.value() <= rules.in_port_m);
        let from = off.time - Span::from_hours_f64(rules.reception_window_h);
        let reception = ctx.reception.level(off.position, from, off.time, track.mmsi);
        Before {
            positions: [
                ("positions_before", state.recent.len()),
                ("positions_before_satellite", state.heard_by(ReceiverKind::Satellite)),
                ("positions_before_terrestrial", state.heard_by(ReceiverKind::Terrestrial)),
                ("positions_before_dynamic", state.heard_by(ReceiverKind::Dynamic)),
                ("positions_before_unknown", state.heard_by(ReceiverKind::Unknown)),
            ],
            capped: state.recent.len() >= rules.cited(),
            last_sog,
            shore: ctx.chart.distance_to_shore(off.position),
            far: ctx
                .chart
                .is_far_from_shore(off.position, NauticalMiles(rules.baseline_shore_nm).into()),
            anchorage,
            in_port: still && near,
            judgement: judge(reception, rules),
            reception,
        }
    }

    /// What the gap model says, where it applies.
    fn likely(
        &self,
        state: &GapDetector,
        off: Vertex,
        silent: Span,
        ended: bool,
    ) -> Option<Judgement> {
        gap_model::judge(&state.by_satellite, off.time, silent, ended, self.reception)
    }

    fn table(&self, alert: bool, likely: Option<Judgement>, rules: &GapRules) -> Table {
        let mut table = Table::default();
        for (key, positions) in self.positions {
            table = table.with(key, report::count(positions));
        }
        let per_day = |value: f64| (value * 10.0).round() / 10.0;
        table
            .with("positions_before_capped", self.capped)
            .with("start_observed", true)
            .with("alert", alert)
            .with("in_port", self.in_port)
            .with("baseline_disabling", alert && self.baseline(rules))
            .with_some("disabling_probability", likely.map(|said| percent(said.probability)))
            .with_some("disabling_likely", likely.map(Judgement::is_disabled))
            .with_some("disabling_model", likely.map(|said| said.head.name()))
            .with("reception", self.judgement)
            .with_some("speed_before_kn", self.last_sog.map(|sog| report::knots(sog.value())))
            .with_some("shore_distance_m", self.shore.map(report::metres))
            .with_some("anchorage", self.anchorage.as_ref().map(|(name, _)| name.as_str()))
            .with_some("anchorage_distance_m", self.anchorage.as_ref().map(|a| report::metres(a.1)))
            .with_some("reception_per_day", self.reception.map(|r| per_day(r.positions_per_day)))
            .with_some(
                "reception_satellite_per_day",
                self.reception.map(|r| per_day(r.satellite_per_day)),
            )
            .with_some("reception_vessels", self.reception.map(|r| i64::from(r.vessels)))
    }

    /// The published rule, the duration apart: well received, far out, and often heard by satellite.
    fn baseline(&self, rules: &GapRules) -> bool {
        let [_, (_, satellite), ..] = self.positions;
        let often = satellite >= usize::from(rules.baseline_satellite_positions);
        self.far && often && self.judgement == "good"
    }

    fn sentence(&self) -> String {
        let port = match &self.anchorage {
            Some((name, _)) if self.in_port => format!("lay still in {name}; "),
            _ => String::new(),
        };
        let reception = match self.reception {
            Some(level) => format!(
                "reception there was {} ({:.0} positions of other craft a day)",
                self.judgement, level.positions_per_day,
            ),
            None => "how well that place was received is not known".to_owned(),
        };
        port + &reception
    }
}

fn percent(probability: f64) -> f64 {
    (probability * 100.0).round() / 100.0
}

fn told(likely: Option<Judgement>) -> String {
    likely.map_or(String::new(), |said| {
        format!("; probability {:.2} that it was silent to every receiver", said.probability)
    })
}

fn judge(reception: Option<ReceptionLevel>, rules: &GapRules) -> &'static str {
    match reception {
        None => "unknown",
        Some(level) if level.positions_per_day > rules.good_reception_per_day => "good",
        Some(_) => "poor",
    }
}

#[expect(clippy::too_many_arguments, reason = "one call for what open and closed gaps share")]
fn draft(
    track: TrackId,
    off: Vertex,
    status: Status,
    end: Option<Time>,
    values: Table,
    evidence: Vec<Evidence>,
    reason: String,
    ctx: &Context<'_>,
) -> Finding {
    Draft {
        kind: Kind::Gap,
        status,
        start: off.time,
        end,
        position: off.position,
        tracks: vec![track],
        salt: String::new(),
        values,
        thresholds: ctx.rules.gap.table(),
        evidence,
        reason,
    }
    .finding()
}
