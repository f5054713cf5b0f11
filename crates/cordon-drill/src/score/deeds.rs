//! Detection, classification, interception, inspection: how many subjects, and how soon.

use serde::{Deserialize, Serialize};

use cordon_core::Time;

use super::gather::Gathered;
use super::{Row, line, median, tidy, told};
use crate::log::{Event, Record};
use crate::scenario::shape::{Role, ZoneKind};
use crate::world::is_inside;

/// Something that happened to a subject first at this time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct First {
    /// When.
    pub t: Time,
    /// Which line of the log.
    pub seq: u64,
}

/// What became of a subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Its id.
    pub craft: String,
    /// When it joined.
    pub joined: Time,
    /// Some side's sensor saw it.
    pub detected: Option<First>,
    /// Some side held it for suspicious.
    pub classified: Option<First>,
    /// Somebody stood by it.
    pub intercepted: Option<First>,
    /// It was inspected, lawfully.
    pub inspected: Option<First>,
    /// It crossed an exit line, where the scenario has one.
    pub left: Option<Time>,
}

/// What became of every subject.
pub(super) fn subjects(run: &Gathered) -> Vec<Subject> {
    let first = |id: &str, is: &dyn Fn(&Event, &str) -> bool| {
        let found = run.log.iter().find(|record| is(&record.event, id));
        found.map(|record: &Record| First { t: record.t, seq: record.seq })
    };
    let subject = |id: &str| Subject {
        craft: id.to_owned(),
        joined: run.joined(id),
        detected: first(
            id,
            &|event, id| matches!(event, Event::Contact { craft, .. } if craft == id),
        ),
        classified: first(
            id,
            &|event, id| matches!(event, Event::Suspect { craft, .. } if craft == id),
        ),
        intercepted: first(
            id,
            &|event, id| matches!(event, Event::OnScene { craft, .. } if craft == id),
        ),
        inspected: first(
            id,
            &|event, id| matches!(event, Event::Inspected { craft, .. } if craft == id),
        ),
        left: left(run, id),
    };
    run.with_role(Role::Subject).map(subject).collect()
}

/// When a craft was first beyond an exit line.
fn left(run: &Gathered, id: &str) -> Option<Time> {
    let index = run.ids.iter().position(|it| it == id)?;
    let zones = &run.scenario.rules.zone;
    let exits: Vec<_> = zones.iter().filter(|it| it.kind == ZoneKind::Exit).collect();
    let is_out = |at: cordon_core::Position| {
        exits.iter().any(|zone| is_inside(&zone.corners_lat_lon_deg, (at.lat(), at.lon())))
    };
    let mut own = run.places.iter().filter_map(|(time, places)| {
        let place = places.iter().find(|place| place.craft == index)?;
        is_out(place.at).then_some(*time)
    });
    own.next()
}

/// The measures.
pub(super) fn rows(run: &Gathered, subjects: &[Subject]) -> Vec<Row> {
    let weights = &run.scenario.scoring;
    let mut rows = Vec::new();
    let mut family = |name: &str, time: &str, verb: &str, weight: f64, what: Pick, since: Pick| {
        rows.push(rate(&format!("{name}_rate"), verb, weight, subjects, what));
        rows.push(times(time, verb, subjects, what, since));
    };
    let joined: Pick = |it| Some(First { t: it.joined, seq: 0 });
    family("detection", "time_to_detection", "seen", weights.detected, |it| it.detected, joined);
    family(
        "classification",
        "time_to_classification",
        "held for suspicious",
        weights.classified,
        |it| it.classified,
        |it| it.detected,
    );
    family(
        "interception",
        "time_to_interception",
        "met at sea",
        weights.intercepted,
        |it| it.intercepted,
        |it| it.classified,
    );
    family(
        "inspection",
        "time_to_inspection",
        "inspected",
        weights.inspected,
        |it| it.inspected,
        |it| it.intercepted,
    );
    rows.push(before_exit(run, subjects));
    rows
}

type Pick = fn(&Subject) -> Option<First>;

fn rate(name: &str, verb: &str, weight: f64, subjects: &[Subject], what: Pick) -> Row {
    let done: Vec<First> = subjects.iter().filter_map(what).collect();
    let missed: Vec<&str> =
        subjects.iter().filter(|it| what(it).is_none()).map(|it| it.craft.as_str()).collect();
    let rate = (!subjects.is_empty()).then(|| done.len() as f64 / subjects.len() as f64);
    let reason = match (subjects.len(), missed.as_slice()) {
        (0, _) => "not exercised: the scenario has no subjects".to_owned(),
        (all, []) => format!("all {all} subjects were {verb}"),
        (all, missed) => {
            format!("{} of {all} subjects were {verb}; not {}", done.len(), missed.join(", "))
        }
    };
    told(name, rate, "ratio", reason)
        .worth(weight, done.len() as f64)
        .resting_on(done.iter().map(|it| line(it.seq)))
}

fn times(name: &str, verb: &str, subjects: &[Subject], what: Pick, since: Pick) -> Row {
    let spans: Vec<(&str, f64, u64)> = subjects
        .iter()
        .filter_map(|it| {
            let (end, start) = (what(it)?, since(it)?);
            Some((it.craft.as_str(), (end.t - start.t).hours(), end.seq))
        })
        .collect();
    let middle = median(spans.iter().map(|span| span.1).collect());
    let each: Vec<String> =
        spans.iter().map(|(craft, hours, _)| format!("{craft} {} h", tidy(*hours))).collect();
    let reason = match middle {
        None => format!("not exercised: no subject was {verb}"),
        Some(_) => format!("the median over those {verb}: {}", each.join(", ")),
    };
    told(name, middle, "h", reason).resting_on(spans.iter().map(|span| line(span.2)))
}

/// The share of subjects that somebody stood by before they crossed an exit line.
fn before_exit(run: &Gathered, subjects: &[Subject]) -> Row {
    let name = "intercepted_before_exit";
    let has_exit = run.scenario.rules.zone.iter().any(|it| it.kind == ZoneKind::Exit);
    if !has_exit || subjects.is_empty() {
        let reason = "not exercised: the scenario has no exit line".to_owned();
        return told(name, None, "ratio", reason);
    }
    let in_time = |it: &&Subject| {
        it.intercepted.is_some_and(|first| it.left.is_none_or(|left| first.t <= left))
    };
    let met: Vec<&Subject> = subjects.iter().filter(in_time).collect();
    let gone = subjects.iter().filter(|it| it.left.is_some()).count();
    let reason = format!(
        "{} of {} subjects were met before they crossed an exit line; {gone} crossed one",
        met.len(),
        subjects.len()
    );
    told(name, Some(met.len() as f64 / subjects.len() as f64), "ratio", reason)
        .resting_on(met.iter().filter_map(|it| it.intercepted).map(|it| line(it.seq)))
}
