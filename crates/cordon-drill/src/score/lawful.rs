//! The law: false boardings and unlawful acts. Either fails the drill, whatever the points.

use super::gather::Gathered;
use super::{Row, line, told};
use crate::log::Event;
use crate::scenario::shape::Role;

/// The measures, and whether the drill is passed.
pub(super) fn rows(run: &Gathered) -> (Vec<Row>, bool) {
    let (boardings, unlawful) = (false_boardings(run), unlawful(run));
    let is_none = |row: &Row| row.value == Some(0.0);
    let passed = is_none(&boardings) && is_none(&unlawful);
    (vec![boardings, unlawful], passed)
}

/// Boardings of ships that are no subject and carry nothing prohibited.
fn false_boardings(run: &Gathered) -> Row {
    let is_innocent = |id: &str| {
        run.role(id) != Role::Subject && run.craft(id).is_none_or(|craft| !craft.contraband)
    };
    let boarded = run.log.iter().filter_map(|record| match &record.event {
        Event::Boarded { craft, unit, .. } if is_innocent(craft) => {
            Some((record.seq, format!("{unit} boarded {craft}")))
        }
        _ => None,
    });
    let (lines, told_of): (Vec<u64>, Vec<String>) = boarded.unzip();
    let reason = match told_of.as_slice() {
        [] => "nobody boarded a ship that had nothing to hide".to_owned(),
        some => format!("hard fail: {}", some.join("; ")),
    };
    let count = lines.len() as f64;
    told("false_boardings", Some(count), "count", reason)
        .worth(run.scenario.scoring.false_boarding, count)
        .resting_on(lines.into_iter().map(line))
}

/// What somebody was about to do against the law, with the rule.
fn unlawful(run: &Gathered) -> Row {
    let violations = run.log.iter().filter_map(|record| match &record.event {
        Event::Violation { unit, craft, what, rule, .. } => {
            Some((record.seq, format!("{unit} and {craft}: {what} ({rule})")))
        }
        _ => None,
    });
    let (lines, told_of): (Vec<u64>, Vec<String>) = violations.unzip();
    let reason = match told_of.as_slice() {
        [] => "nobody was about to do what the law forbids".to_owned(),
        some => format!("hard fail: {}", some.join("; ")),
    };
    told("unlawful_acts", Some(lines.len() as f64), "count", reason)
        .resting_on(lines.into_iter().map(line))
}
