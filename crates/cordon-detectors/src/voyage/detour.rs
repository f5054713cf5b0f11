//! A way from port to port that is far longer than it need be.
//!
//! The least way is the straight one, the great circle, and only where all of it is sea by the chart:
//! what goes round a cape is not judged. Silences count as straight, so what is told is the least that
//! was sailed.

use cordon_core::geodesy::{between, distance, quick_distance};
use cordon_core::units::METRES_PER_NM;
use cordon_core::{
    Chart, Evidence, Finding, Kind, Metres, Position, Span, Status, Time, TrackId, Value,
};

use super::VoyageRules;
use crate::report::{Draft, Table};
use crate::rules::Context;
use crate::vertex::Vertex;

/// A way has a fix each so long at first; when it has too many, every second is left out.
const EVERY: Span = Span::from_minutes(30);
const MOST: usize = 128;

/// The straight way is held against the chart at a place each so many metres.
const STRIDE_M: f64 = 10_000.0;

/// The way since a port was left.
#[derive(Clone, Debug)]
pub(super) struct Passage {
    port: Box<str>,
    /// What shows that the port was called at and left.
    call: Vec<Evidence>,
    way: Vec<Vertex>,
    every: Span,
}

impl Passage {
    /// After a visit that ended.
    pub(super) fn after(visit: &Finding) -> Option<Passage> {
        let Some(Value::Text(port)) = visit.values.get("port") else { return None };
        Some(Passage {
            port: port.as_str().into(),
            call: visit.evidence.clone(),
            way: Vec::new(),
            every: EVERY,
        })
    }

    pub(super) fn sail(&mut self, here: Vertex) {
        if self.way.last().is_some_and(|last| here.time - last.time < self.every) {
            return;
        }
        self.way.push(here);
        if self.way.len() > MOST {
            let mut place = 0;
            self.way.retain(|_| {
                place += 1;
                place % 2 == 1
            });
            self.every = self.every + self.every;
        }
    }

    /// The next port is reached.
    pub(super) fn arrive(
        &self,
        track: TrackId,
        visit: &Finding,
        ctx: &Context<'_>,
    ) -> Option<Finding> {
        let rules = &ctx.rules.voyage;
        let Some(Value::Text(port)) = visit.values.get("port") else { return None };
        let left = self.call.iter().map(|cited| cited.time).max()?;
        let mut evidence = self.evidence(track, visit);
        let places: Vec<Position> = evidence
            .iter()
            .filter(|cited| (left..=visit.start).contains(&cited.time))
            .map(|cited| cited.position)
            .collect();
        let (from, to) = (*places.first()?, *places.last()?);
        let straight = distance(from, to);
        let sailed = places.windows(2).fold(Metres(0.0), |sum, leg| match leg {
            [a, b] => sum + distance(*a, *b),
            _ => sum,
        });
        let (nm, straight_nm) = (sailed.value() / METRES_PER_NM, straight.value() / METRES_PER_NM);
        let longer = nm >= rules.detour_ratio * straight_nm && nm - straight_nm >= rules.detour_nm;
        if straight_nm < rules.straight_nm || !longer || !is_sea(from, to, ctx.chart) {
            return None;
        }
        let values = Table::default()
            .with("how", "detour")
            .with("from_port", &*self.port)
            .with("to_port", port.as_str())
            .with("sailed_nm", tenths(nm))
            .with("straight_nm", tenths(straight_nm))
            .with("detour_ratio", (nm / straight_nm * 100.0).round() / 100.0)
            .with("start_observed", true)
            .with("end_observed", true);
        let reason = format!(
            "Sailed {nm:.0} nm or more from {} to {port}, which lie {straight_nm:.0} nm apart over open \
             sea; weather, waiting for a berth or work at sea look alike.",
            self.port
        );
        evidence.sort_by_key(|cited| (cited.time, cited.track, cited.source));
        evidence.dedup();
        let draft = Draft {
            kind: Kind::VoyageIrregularity,
            status: Status::Final,
            start: left,
            end: Some(visit.start),
            position: self.farthest(from, to).unwrap_or(to),
            tracks: vec![track],
            salt: format!("detour {}", visit.start),
            values,
            thresholds: table(rules),
            evidence,
            reason,
        };
        Some(draft.finding())
    }

    /// Both calls, and the way between them.
    fn evidence(&self, track: TrackId, visit: &Finding) -> Vec<Evidence> {
        let way = self.way.iter().filter(|fix| fix.time <= visit.start).map(|fix| fix.cite(track));
        let mut all: Vec<Evidence> =
            self.call.iter().copied().chain(way).chain(visit.evidence.iter().copied()).collect();
        all.sort_by_key(|cited| (cited.time, cited.track, cited.source));
        all.dedup();
        all
    }

    /// Where the way was farthest from both ends together.
    fn farthest(&self, from: Position, to: Position) -> Option<Position> {
        let off =
            |at: &Position| quick_distance(from, *at).value() + quick_distance(*at, to).value();
        let places = self.way.iter().map(|fix| fix.position);
        places.max_by(|a, b| off(a).total_cmp(&off(b)))
    }
}

fn table(rules: &VoyageRules) -> Table {
    Table::default()
        .with("detour_ratio", rules.detour_ratio)
        .with("detour_nm", rules.detour_nm)
        .with("straight_nm", rules.straight_nm)
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Whether the chart knows that the straight way is sea, both harbours left out.
fn is_sea(from: Position, to: Position, chart: &dyn Chart) -> bool {
    let steps = (distance(from, to).value() / STRIDE_M).ceil().clamp(2.0, 4_096.0) as i32;
    let (start, hour) = (Time::MIN, Span::from_hours(1));
    (1..steps).all(|step| {
        let at = start + Span::from_micros(hour.as_micros() / i64::from(steps) * i64::from(step));
        chart.is_land(between(start, from, start + hour, to, at)) == Some(false)
    })
}
