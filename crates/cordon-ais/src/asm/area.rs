//! Area notices: DAC 1, FI 22 to all and FI 23 to one station (Circ.289, annex, 4).

use super::row::{Application, Kind, LAT, LON, List, Row, int, row};
use crate::json::object::Scale;
use crate::message::Payload;

const HEAD: [Row; 4] = [
    int("linkage", 0, 10),
    row("notice", 10, 7, Kind::Unsigned(Scale::whole(127))),
    row("start", 17, 20, Kind::MonthToMinute),
    row("duration", 37, 18, Kind::Unsigned(Scale::whole(262_143))),
];

const AREAS: List = List { key: "areas", start: 55, width: 87, count: None, rows: shape };

pub(super) const BROADCAST: Application = Application {
    title: "area notice",
    addressed: false,
    dac: &[1],
    fid: 22,
    fits: |bits| bits >= 55,
    rows: &HEAD,
    list: Some(AREAS),
};

pub(super) const ADDRESSED: Application = Application { addressed: true, fid: 23, ..BROADCAST };

/// The fields of a sub-area by its shape. Lengths are metres times 10 to the power of `scale`.
fn shape(area: Payload<'_>) -> &'static [Row] {
    match area.u(0, 3) {
        0 => &CIRCLE,
        1 => &RECTANGLE,
        2 => &SECTOR,
        3 | 4 => &POINTS,
        5 => &TEXT,
        _ => &UNKNOWN,
    }
}

const SHAPE: Row = int("shape", 0, 3);
const SCALE: Row = int("scale", 3, 2);
const AREA_LON: Row = row("lon", 5, 25, Kind::Signed(LON));
const AREA_LAT: Row = row("lat", 30, 24, Kind::Signed(LAT));
const PRECISION: Row = int("precision", 54, 3);

/// A point where the radius is 0.
const CIRCLE: [Row; 6] = [SHAPE, SCALE, AREA_LON, AREA_LAT, PRECISION, int("radius", 57, 12)];
const RECTANGLE: [Row; 8] = [
    SHAPE,
    SCALE,
    AREA_LON,
    AREA_LAT,
    PRECISION,
    int("east", 57, 8),
    int("north", 65, 8),
    int("orientation", 73, 9),
];
const SECTOR: [Row; 8] = [
    SHAPE,
    SCALE,
    AREA_LON,
    AREA_LAT,
    PRECISION,
    int("radius", 57, 12),
    int("left", 69, 9),
    int("right", 78, 9),
];
/// Up to four steps of a line or polygon: bearing in half degrees, 720 n/a, and distance.
const POINTS: [Row; 10] = [
    SHAPE,
    SCALE,
    row("angle1", 5, 10, HALF_DEGREES),
    int("distance1", 15, 10),
    row("angle2", 25, 10, HALF_DEGREES),
    int("distance2", 35, 10),
    row("angle3", 45, 10, HALF_DEGREES),
    int("distance3", 55, 10),
    row("angle4", 65, 10, HALF_DEGREES),
    int("distance4", 75, 10),
];
const HALF_DEGREES: Kind = Kind::Unsigned(Scale::per(2, 1).none(720));
const TEXT: [Row; 2] = [SHAPE, row("text", 3, 84, Kind::Text)];
const UNKNOWN: [Row; 1] = [SHAPE];
