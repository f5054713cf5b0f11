//! Hours of assets on vessels that were not worth them.
//!
//! A sensor or ship that follows a wrong vessel is lost to the search: the chance of success is very
//! sensitive to it (Int. J. Performability Eng. 5(1), 2009).

use std::collections::BTreeMap;

use cordon_core::Time;

use super::gather::Gathered;
use super::{Row, line, tidy, told};
use crate::log::Event;
use crate::scenario::shape::Role;

/// What an asset is at, since when, and by which line of the log.
struct Busy {
    craft: String,
    since: Time,
    seq: u64,
}

/// The measures.
pub(super) fn rows(run: &Gathered) -> Vec<Row> {
    let mut wrong: BTreeMap<(String, String), (f64, u64)> = BTreeMap::new();
    let mut right = 0.0;
    for (unit, busy, until) in spells(run) {
        let hours = (until - busy.since).hours();
        if run.role(&busy.craft) == Role::Subject {
            right += hours;
        } else {
            wrong.entry((unit, busy.craft)).or_insert((0.0, busy.seq)).0 += hours;
        }
    }
    let hours: f64 = wrong.values().map(|it| it.0).sum();
    let each: Vec<String> = wrong
        .iter()
        .map(|((unit, craft), (hours, _))| format!("{unit} on {craft} {} h", tidy(*hours)))
        .collect();
    let reason = if each.is_empty() {
        format!("assets spent {} h on subjects and none on other ships", tidy(right))
    } else {
        format!("{} (on subjects: {} h)", each.join(", "), tidy(right))
    };
    let row = told("asset_hours_on_wrong_vessels", Some(hours), "h", reason)
        .worth(run.scenario.scoring.wrong_vessel_per_h, hours)
        .resting_on(wrong.values().map(|it| line(it.1)));
    vec![
        row,
        told(
            "asset_hours_on_subjects",
            Some(right),
            "h",
            "hours under orders about subjects".to_owned(),
        ),
    ]
}

/// Each stretch that an asset was under orders about one craft.
fn spells(run: &Gathered) -> Vec<(String, Busy, Time)> {
    let mut busy: BTreeMap<String, Busy> = BTreeMap::new();
    let mut spells = Vec::new();
    for record in &run.log {
        let (unit, craft) = match &record.event {
            Event::Order { unit, craft, .. } => (unit, craft.clone()),
            Event::Released { unit, .. } => (unit, None),
            _ => continue,
        };
        if let Some(before) = busy.remove(unit) {
            spells.push((unit.clone(), before, record.t));
        }
        if let Some(craft) = craft {
            busy.insert(unit.clone(), Busy { craft, since: record.t, seq: record.seq });
        }
    }
    spells.extend(busy.into_iter().map(|(unit, busy)| (unit, busy, run.until)));
    spells
}
