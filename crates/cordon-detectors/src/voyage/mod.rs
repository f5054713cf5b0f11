//! Voyage irregularities: what a ship declares of its voyage against what it does.
//!
//! A draught that changes at sea: cargo went over the side, or onto another ship. A call in another
//! country than the declared one. A declared port that is never reached. A way between two ports that is
//! far longer than it need be. All have innocent causes, which the reason names.

mod country;
mod destination;
mod detour;
mod overdue;

use cordon_core::{Finding, Fix, Kind, Position, SourceRef, Span, Status, Time, TrackId, Value};
use serde::{Deserialize, Serialize};

use crate::report::{self, Draft, Table};
use crate::rules::{BadRules, Context, within};
use crate::vertex::Vertex;
use destination::Match;
use detour::Passage;
use overdue::Overdue;

/// Thresholds for voyage irregularities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VoyageRules {
    /// A declared draught that changes by at least this, in metres (ours: 1) ...
    pub draught_m: f64,
    /// ... and stays so for this long, in hours: typing errors are mended (ours: 1) ...
    pub hold_h: f64,
    /// ... where the ship was heard at sea, far from any port, for this long before, in hours: crews
    /// declare a new draught some time after they sailed (ours: 24).
    pub at_sea_h: f64,
    /// A silence longer than this, in hours, may hide a port call (pipe-gaps: 6).
    pub silence_h: f64,
    /// A call counts against the declared destination from this confidence on, 1 to 4 (ours: 3).
    pub least_confidence: u8,
    /// A way between two ports is a detour when it is this many times the straight one (ours: 2) ...
    pub detour_ratio: f64,
    /// ... and longer by at least this, in nautical miles (ours: 200) ...
    pub detour_nm: f64,
    /// ... where the ports lie this far apart, in nautical miles (ours: 100).
    pub straight_nm: f64,
    /// A declared port was not reached when the ship is at sea this long after the declared arrival, in
    /// hours (ours: 72) ...
    pub overdue_h: f64,
    /// ... and was never nearer to a shore since then, in nautical miles (ours: 20).
    pub overdue_nm: f64,
}

impl Default for VoyageRules {
    fn default() -> VoyageRules {
        VoyageRules {
            draught_m: 1.0,
            hold_h: 1.0,
            at_sea_h: 24.0,
            silence_h: 6.0,
            least_confidence: 3,
            detour_ratio: 2.0,
            detour_nm: 200.0,
            straight_nm: 100.0,
            overdue_h: 72.0,
            overdue_nm: 20.0,
        }
    }
}

impl VoyageRules {
    pub(crate) fn check(&self) -> Result<(), BadRules> {
        let hours = "0 to 8 760 h";
        within("voyage.draught_m", self.draught_m, 0.1, 25.5, "0.1 to 25.5 m")?;
        within("voyage.hold_h", self.hold_h, 0.0, 8_760.0, hours)?;
        within("voyage.at_sea_h", self.at_sea_h, 0.0, 8_760.0, hours)?;
        within("voyage.silence_h", self.silence_h, 0.0, 8_760.0, hours)?;
        within("voyage.detour_ratio", self.detour_ratio, 1.0, 100.0, "1 to 100")?;
        within("voyage.detour_nm", self.detour_nm, 0.0, 20_000.0, "0 to 20 000 nm")?;
        within("voyage.straight_nm", self.straight_nm, 1.0, 10_000.0, "1 to 10 000 nm")?;
        within("voyage.overdue_h", self.overdue_h, 1.0, 720.0, "1 to 720 h")?;
        within("voyage.overdue_nm", self.overdue_nm, 0.0, 1_000.0, "0 to 1 000 nm")?;
        within("voyage.least_confidence", f64::from(self.least_confidence), 1.0, 4.0, "1 to 4")
    }

    fn table(&self) -> Table {
        Table::default()
            .with("draught_m", self.draught_m)
            .with("hold_h", self.hold_h)
            .with("at_sea_h", self.at_sea_h)
            .with("silence_h", self.silence_h)
            .with("least_confidence", i64::from(self.least_confidence))
    }
}

/// What a static report declares of the voyage.
#[derive(Clone, Copy, Debug)]
pub struct Declared<'a> {
    /// When.
    pub time: Time,
    /// The bytes.
    pub source: SourceRef,
    /// Draught in 0.1 m.
    pub draught: Option<u8>,
    /// Destination as typed.
    pub destination: Option<&'a str>,
    /// When it is to arrive, as declared: `10-31T14:00Z`.
    pub eta: Option<&'a str>,
}

/// The state for one track; takes no room until something is declared.
#[derive(Clone, Debug, Default)]
pub(crate) struct VoyageDetector {
    declared: Option<Box<Voyage>>,
    passage: Option<Box<Passage>>,
}

#[derive(Clone, Debug, Default)]
struct Voyage {
    /// Since when the ship is at sea without a long silence, as far as heard; `None` in port.
    at_sea_since: Option<Time>,
    last: Option<Vertex>,
    draught: Option<Said>,
    /// Declared since, and not yet for long enough.
    new: Option<Box<Said>>,
    destination: Option<(Box<str>, Vertex)>,
    overdue: Option<Box<Overdue>>,
    /// Declared before any place was known.
    waiting: Option<Box<Waiting>>,
}

#[derive(Clone, Debug)]
struct Waiting {
    time: Time,
    source: SourceRef,
    draught: Option<u8>,
    destination: Option<Box<str>>,
    eta: Option<Box<str>>,
}

/// A draught in 0.1 m, and the report: its time and bytes, and where the ship was.
#[derive(Clone, Copy, Debug)]
struct Said {
    draught: u8,
    report: Vertex,
    /// Since when the ship was at sea then.
    at_sea_since: Option<Time>,
}

impl VoyageDetector {
    pub(crate) fn on_declared(&mut self, declared: &Declared<'_>) {
        self.declared.get_or_insert_default().declare(declared);
    }

    /// The next fix, and whether the ship is in port.
    pub(crate) fn on_fix(
        &mut self,
        track: TrackId,
        fix: &Fix,
        in_port: bool,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        if let Some(voyage) = &mut self.declared {
            voyage.sail(fix.into(), in_port, ctx);
            out.extend(voyage.draught_changed(track, fix.time, ctx));
            let overdue = voyage.overdue.as_mut();
            out.extend(overdue.and_then(|overdue| overdue.sail(track, fix, ctx)));
        }
        if let Some(passage) = &mut self.passage {
            passage.sail(fix.into());
        }
    }

    /// The port visits among what was just found: held against the declared destination, and as the end
    /// of one passage and the beginning of the next.
    pub(crate) fn on_visits(
        &mut self,
        track: TrackId,
        found: &[Finding],
        ctx: &Context<'_>,
    ) -> Vec<Finding> {
        let mut told = Vec::new();
        for visit in found.iter().filter(|one| one.kind == Kind::PortVisit) {
            let passage = self.passage.take();
            told.extend(passage.and_then(|passage| passage.arrive(track, visit, ctx)));
            if visit.status == Status::Final {
                let declared = self.declared.as_ref();
                told.extend(declared.and_then(|it| it.other_country(track, visit, ctx)));
                self.passage = Passage::after(visit).map(Box::new);
            }
        }
        told
    }
}

impl Voyage {
    fn declare(&mut self, declared: &Declared<'_>) {
        let Some(here) = self.last.map(|fix| fix.position) else {
            let Declared { time, source, draught, destination, eta } = *declared;
            let (destination, eta) = (destination.map(Box::from), eta.map(Box::from));
            self.waiting = Some(Box::new(Waiting { time, source, draught, destination, eta }));
            return;
        };
        if let Some(draught) = declared.draught {
            let said = self.said(draught, declared, here);
            match self.draught {
                Some(before) if before.draught == draught => self.new = None,
                Some(_) if self.new.as_ref().is_some_and(|new| new.draught == draught) => {}
                Some(_) => self.new = Some(Box::new(said)),
                None => self.draught = Some(said),
            }
        }
        if let Some(text) = declared.destination
            && self.destination.as_ref().is_none_or(|(before, _)| **before != *text)
        {
            self.destination = Some((text.into(), report_at(declared, here)));
        }
        if let (Some(text), Some(eta)) = (declared.destination, declared.eta) {
            self.arrival(text, eta, report_at(declared, here));
        }
    }

    /// Another port or time of arrival begins anew.
    fn arrival(&mut self, destination: &str, eta: &str, report: Vertex) {
        let due = overdue::arrival(eta, report.time);
        let known = self.overdue.as_ref();
        // What is said of a time that has passed says nothing new.
        if due.is_some_and(|due| known.is_none_or(|known| !known.is(destination, due))) {
            self.overdue = Overdue::of(destination, eta, report).map(Box::new);
        }
    }

    fn said(&self, draught: u8, declared: &Declared<'_>, here: Position) -> Said {
        Said { draught, report: report_at(declared, here), at_sea_since: self.at_sea_since }
    }

    fn sail(&mut self, here: Vertex, in_port: bool, ctx: &Context<'_>) {
        let silence = Span::from_hours_f64(ctx.rules.voyage.silence_h);
        let silent = self.last.is_some_and(|last| here.time - last.time > silence);
        if in_port {
            self.at_sea_since = None;
        } else if silent || self.at_sea_since.is_none() {
            self.at_sea_since = Some(here.time);
        }
        self.last = Some(here);
        if let Some(waiting) = self.waiting.take() {
            let Waiting { time, source, draught, ref destination, ref eta } = *waiting;
            let (destination, eta) = (destination.as_deref(), eta.as_deref());
            self.declare(&Declared { time, source, draught, destination, eta });
        }
    }

    /// A new draught that has stood for long enough replaces the old one, and is told where the ship
    /// was at sea all the time.
    fn draught_changed(&mut self, track: TrackId, now: Time, ctx: &Context<'_>) -> Option<Finding> {
        let rules = &ctx.rules.voyage;
        let (before, new) = (self.draught?, **self.new.as_ref()?);
        if now - new.report.time < Span::from_hours_f64(rules.hold_h) {
            return None;
        }
        (self.draught, self.new) = (Some(new), None);
        let changed = (f64::from(new.draught) - f64::from(before.draught)) / 10.0;
        let at_sea = new.report.time - new.at_sea_since?;
        if changed.abs() < rules.draught_m || at_sea < Span::from_hours_f64(rules.at_sea_h) {
            return None;
        }
        let metres = |draught: u8| f64::from(draught) / 10.0;
        let values = Table::default()
            .with("how", "draught_change_at_sea")
            .with("draught_before_m", metres(before.draught))
            .with("draught_after_m", metres(new.draught))
            .with("draught_change_m", (changed * 10.0).round() / 10.0)
            .with("at_sea_h", report::hours(at_sea))
            .with("start_observed", true)
            .with("end_observed", true);
        let reason = format!(
            "Declared a draught of {:.1} m after {:.1} m, when it had been at sea for {at_sea}, in no port; \
             ballast, or a crew that was late to declare, looks alike.",
            metres(new.draught),
            metres(before.draught),
        );
        let cited = [before.report, new.report];
        Some(irregular(track, &cited, new.report, values, reason, ctx))
    }

    fn other_country(&self, track: TrackId, visit: &Finding, ctx: &Context<'_>) -> Option<Finding> {
        let rules = &ctx.rules.voyage;
        let text = |key: &str| match visit.values.get(key) {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        let count = |key: &str| match visit.values.get(key) {
            Some(Value::Count(count)) => *count,
            _ => 0,
        };
        let (port, country) = (text("port")?, text("country"));
        if count("confidence") < i64::from(rules.least_confidence) || count("stops") == 0 {
            return None;
        }
        let (declared, report) = self.destination.as_ref()?;
        // What was declared in port is for the next voyage.
        if report.time > visit.start {
            return None;
        }
        let Match::OtherCountry(other) = destination::compare(declared, port, country) else {
            return None;
        };
        let values = Table::default()
            .with("how", "call_elsewhere")
            .with("declared", &**declared)
            .with("declared_country", other)
            .with("declared_at", report.time)
            .with("port", port)
            .with_some("country", country)
            .with("port_visit", visit.id.0.as_str())
            .with("start_observed", true)
            .with("end_observed", true);
        let reason = format!(
            "Declared {declared} ({other}) and stopped in {port} ({}); bunkers, repairs or orders on \
             the way look alike.",
            country.unwrap_or("country not known"),
        );
        let mut found = irregular(track, &[*report], *report, values, reason, ctx);
        found.evidence.extend(visit.evidence.iter().copied());
        found.evidence.sort_by_key(|cited| (cited.time, cited.track, cited.source));
        found.end = visit.end;
        found.position = visit.position;
        Some(found)
    }
}

fn report_at(declared: &Declared<'_>, position: Position) -> Vertex {
    Vertex::new(declared.time, position, declared.source)
}

fn irregular(
    track: TrackId,
    cited: &[Vertex],
    end: Vertex,
    values: Table,
    reason: String,
    ctx: &Context<'_>,
) -> Finding {
    let start = cited.first().map_or(end.time, |first| first.time);
    Draft {
        kind: Kind::VoyageIrregularity,
        status: Status::Final,
        start,
        end: Some(end.time),
        position: end.position,
        tracks: vec![track],
        salt: end.time.to_string(),
        values,
        thresholds: ctx.rules.voyage.table(),
        evidence: cited.iter().map(|fix| fix.cite(track)).collect(),
        reason,
    }
    .finding()
}
