//! Targets that a traffic centre sees otherwise: DAC 1, FI 16 and 17.

use super::row::{Application, Kind, LAT, LON, List, Row, row};
use crate::json::object::Scale;

const TARGET: [Row; 6] = [
    row("id", 0, 44, Kind::Identifier),
    row("lat", 48, 24, Kind::Signed(LAT)),
    row("lon", 72, 25, Kind::Signed(LON)),
    row("course", 97, 9, Kind::Unsigned(Scale::whole(360))),
    row("second", 106, 6, Kind::Unsigned(Scale::whole(60))),
    row("speed", 112, 8, Kind::Unsigned(Scale::whole(255))),
];

const TARGETS: List =
    List { key: "targets", start: 0, width: 120, count: None, rows: |_| TARGET.as_slice() };

/// Before Circ.289 gave FI 16 to the number of persons, IALA had it for targets.
pub(super) const VTS: Application = Application {
    title: "VTS targets",
    addressed: false,
    dac: &[1],
    fid: 16,
    fits: |bits| bits >= 120 && bits % 120 < 8,
    rows: &[],
    list: Some(TARGETS),
};

pub(super) const SYNTHETIC: Application = Application {
    title: "VTS-generated or synthetic targets",
    addressed: false,
    dac: &[1],
    fid: 17,
    fits: |bits| bits >= 120,
    rows: &[],
    list: Some(TARGETS),
};
