//! A declared port that is never reached.
//!
//! From the declared time of arrival on, the ship is heard at sea, far from every shore, for days.

use cordon_core::{Finding, Fix, Kind, NauticalMiles, Span, Status, Time, TrackId};

use super::VoyageRules;
use super::destination::locode;
use crate::report::{self, Draft, Table};
use crate::rules::Context;
use crate::vertex::Vertex;

/// The chart is asked at a fix each so long.
const EVERY: Span = Span::from_hours(2);

/// What was declared of an arrival, and where the ship was since it was due.
#[derive(Clone, Debug)]
pub(super) struct Overdue {
    destination: Box<str>,
    eta: Time,
    report: Vertex,
    at_sea: Vec<Vertex>,
    last: Option<Time>,
    /// Told, or shown to be nothing.
    done: bool,
}

impl Overdue {
    /// A declaration that names a port and a time ahead; anything else says nothing.
    pub(super) fn of(destination: &str, eta: &str, report: Vertex) -> Option<Overdue> {
        locode(destination)?;
        let eta = arrival(eta, report.time)?;
        let (destination, at_sea) = (destination.into(), Vec::new());
        Some(Overdue { destination, eta, report, at_sea, last: None, done: false })
    }

    /// Whether a later report declares the same.
    pub(super) fn is(&self, destination: &str, eta: Time) -> bool {
        *self.destination == *destination && self.eta == eta
    }

    pub(super) fn sail(&mut self, track: TrackId, fix: &Fix, ctx: &Context<'_>) -> Option<Finding> {
        let rules = &ctx.rules.voyage;
        if self.done || fix.time < self.eta {
            return None;
        }
        let here = Vertex::from(fix);
        let before = self.last.replace(here.time).unwrap_or(self.eta);
        if here.time - before > Span::from_hours_f64(rules.silence_h) {
            // It may have been there meanwhile.
            self.done = true;
            return None;
        }
        let late = here.time - self.eta >= Span::from_hours_f64(rules.overdue_h);
        let is_due = self.at_sea.last().is_none_or(|last| here.time - last.time >= EVERY);
        if !is_due && !late {
            return None;
        }
        if !ctx.chart.is_far_from_shore(here.position, NauticalMiles(rules.overdue_nm).into()) {
            self.done = true;
            return None;
        }
        self.at_sea.push(here);
        late.then(|| {
            self.done = true;
            self.told(track, here, rules)
        })
    }

    fn told(&self, track: TrackId, here: Vertex, rules: &VoyageRules) -> Finding {
        let late = here.time - self.eta;
        let values = Table::default()
            .with("how", "port_not_reached")
            .with("declared", &*self.destination)
            .with("declared_at", self.report.time)
            .with("declared_arrival", self.eta)
            .with("late_h", report::hours(late))
            .with("start_observed", true)
            .with("end_observed", true);
        let thresholds = Table::default()
            .with("overdue_h", rules.overdue_h)
            .with("overdue_nm", rules.overdue_nm)
            .with("silence_h", rules.silence_h);
        let draft = Draft {
            kind: Kind::VoyageIrregularity,
            status: Status::Final,
            start: self.report.time,
            end: Some(here.time),
            position: here.position,
            tracks: vec![track],
            salt: format!("overdue {}", self.eta),
            values,
            thresholds,
            evidence: [self.report].iter().chain(&self.at_sea).map(|fix| fix.cite(track)).collect(),
            reason: format!(
                "Declared {} for {}, and was still at sea {late} later, never within {:.0} nm of a shore; \
                 orders to wait, or a crew that declared nothing new, look alike.",
                self.destination, self.eta, rules.overdue_nm
            ),
        };
        draft.finding()
    }
}

/// The next instant of a month, day, hour and minute (`10-31T14:00Z`), where it is at most half a year
/// ahead: what lies behind was declared for a voyage before.
pub(super) fn arrival(eta: &str, now: Time) -> Option<Time> {
    let eta = eta.strip_suffix('Z')?;
    let year: i32 = now.day().get(..4)?.parse().ok()?;
    let years = [year, year + 1].into_iter();
    let half = Span::from_hours(24 * 183);
    let mut times = years.filter_map(|year| format!("{year}-{eta}:00Z").parse::<Time>().ok());
    times.find(|time| *time >= now && *time - now <= half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrival_is_ahead() {
        let now: Time = "2023-12-30T10:00:00Z".parse().unwrap();
        let at = |eta: &str| arrival(eta, now).map(|time| time.to_string());
        assert_eq!(at("12-31T14:00Z").as_deref(), Some("2023-12-31T14:00:00Z"));
        assert_eq!(at("01-02T00:30Z").as_deref(), Some("2024-01-02T00:30:00Z"), "the next year");
        assert_eq!(at("12-29T14:00Z"), None, "of a voyage before");
        assert_eq!(at("02-30T14:00Z"), None, "no day");
        for odd in ["", "Z", "31 DEC", "13-01T00:00Z", "é"] {
            assert_eq!(at(odd), None, "{odd}");
        }
    }
}
