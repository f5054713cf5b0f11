//! The receivers of a scenario, and who gets what they hear.

use super::ears::{Station, StationKind};
use super::fleet::Member;
use crate::scenario::Scenario;
use crate::scenario::shape::{Mount, Sensor};

/// Sides that get what a sensor gives: its own, and those that have it for a partner.
pub(super) fn sides_of(scenario: &Scenario, side: &str) -> u32 {
    let gets = |it: &crate::scenario::shape::Side| {
        it.id == side || it.partners.iter().any(|id| id == side)
    };
    scenario
        .side
        .iter()
        .take(32)
        .enumerate()
        .filter(|(_, it)| gets(it))
        .map(|(index, _)| 1 << index)
        .sum()
}

/// The bit of a side.
pub(super) fn side_bit(scenario: &Scenario, side: &str) -> u32 {
    let index = scenario.side.iter().take(32).position(|it| it.id == side);
    index.map_or(0, |index| 1 << index)
}

/// Receivers of AIS, in the order of the scenario.
pub(super) fn stations(scenario: &Scenario, members: &[Member]) -> Vec<Station> {
    let station = |(sensor, of): (usize, &Sensor)| {
        let (kind, at) = match of {
            Sensor::AisTerrestrial { mount, height_m, outage, .. } => {
                let (craft, at) = match mount {
                    Mount::On(id) => (members.iter().position(|it| it.id == *id), (0.0, 0.0)),
                    Mount::AtLatLonDeg([lat, lon]) => (None, (*lat, *lon)),
                };
                (StationKind::Shore { craft, height_m: *height_m, outage: outage.clone() }, at)
            }
            Sensor::AisSatellite { pass, chance_a, chance_b, chance_27, .. } => {
                let chances = [*chance_a, *chance_b, *chance_27];
                (StationKind::Satellite { pass: pass.clone(), chances }, (0.0, 0.0))
            }
            _ => return None,
        };
        let name = format!("EX-{}", of.id()).to_ascii_uppercase();
        let owner = side_bit(scenario, of.side());
        let sides = sides_of(scenario, of.side());
        Some(Station { name, sensor, owner, sides, kind, works: true, at })
    };
    scenario.sensor.iter().enumerate().filter_map(station).collect()
}
