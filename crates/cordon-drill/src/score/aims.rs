//! What the scenario asked for.

use cordon_core::Span;

use super::gather::Gathered;
use super::{Row, line, told};
use crate::log::Event;
use crate::scenario::shape::{Aim, AimKind};

/// A row for each aim.
pub(super) fn rows(run: &Gathered) -> Vec<Row> {
    run.scenario.aim.iter().map(|aim| row(run, aim)).collect()
}

fn row(run: &Gathered, aim: &Aim) -> Row {
    let by = aim.before_h.map_or(run.until, |hours| run.from + Span::from_hours_f64(hours));
    let happened = run.log.iter().find(|it| it.t <= by && is_it(&it.event, aim));
    let reached = happened.is_some() != (aim.kind == AimKind::LeaveAlone);
    let (what, craft) = (verb(aim.kind), &aim.craft);
    let reason = match happened {
        Some(record) => format!("{} {what} {craft} at {}", aim.side, record.t),
        None => format!("{} never {what} {craft} by {by}", aim.side),
    };
    told(&format!("aim_{}", aim.id), Some(f64::from(u8::from(reached))), "reached", reason)
        .worth(aim.points, f64::from(u8::from(reached)))
        .resting_on(happened.map(|record| line(record.seq)))
}

const fn verb(kind: AimKind) -> &'static str {
    match kind {
        AimKind::Detect => "saw",
        AimKind::Classify => "suspected",
        AimKind::Intercept => "stood by",
        AimKind::Inspect => "boarded or diverted",
        AimKind::LeaveAlone => "hailed or boarded",
    }
}

/// Whether the event is what the aim is about. A side whose partner acts has reached it too only
/// where the log does not say whose act it was.
fn is_it(event: &Event, aim: &Aim) -> bool {
    let is = |by: &str, on: &str| by == aim.side && on == aim.craft;
    match (aim.kind, event) {
        (AimKind::Detect, Event::Contact { side, craft, .. })
        | (AimKind::Classify, Event::Suspect { side, craft, .. })
        | (AimKind::Intercept, Event::OnScene { side, craft, .. })
        | (AimKind::Inspect | AimKind::LeaveAlone, Event::Boarded { side, craft, .. })
        | (AimKind::Inspect, Event::Diverted { side, craft, .. })
        | (AimKind::LeaveAlone, Event::Hailed { side, craft, .. }) => is(side, craft),
        _ => false,
    }
}
