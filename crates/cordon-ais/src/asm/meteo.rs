//! Weather and water at a place: DAC 1, FI 11 (Circ.236) and FI 31 (Circ.289).

use super::row::{Application, Kind, LAT, LON, Row, row};
use crate::json::legends::{Legend, look_up};
use crate::json::object::Scale;

const fn na(key: &'static str, start: usize, width: usize, none: i64) -> Row {
    row(key, start, width, Kind::Unsigned(Scale::whole(none)))
}

const fn tenths(key: &'static str, start: usize, width: usize, none: i64) -> Row {
    row(key, start, width, Kind::Unsigned(Scale::per(10, 1).none(none)))
}

/// A current is 255 where n/a in 8 bits of 0.1 kn, a height 255 in 8 bits of 0.1 m.
const fn byte(key: &'static str, start: usize) -> Row {
    tenths(key, start, 8, 255)
}

pub(super) const CIRC_236: Application = Application {
    title: "meteorological and hydrological data (Circ.236)",
    addressed: false,
    dac: &[1],
    fid: 11,
    fits: |bits| bits >= 65,
    rows: &[
        row("lat", 0, 24, Kind::Signed(LAT)),
        row("lon", 24, 25, Kind::Signed(LON)),
        row("timestamp", 49, 16, Kind::DayToMinute),
        na("wspeed", 65, 7, 127),
        na("wgust", 72, 7, 127),
        na("wdir", 79, 9, 511),
        na("wgustdir", 88, 9, 511),
        na("humidity", 108, 7, 127),
        row("airtemp", 97, 11, Kind::Unsigned(Scale::per(10, 1).shift(-600).none(2_047))),
        row("dewpoint", 115, 10, Kind::Unsigned(Scale::per(10, 1).shift(-200).none(1_023))),
        row("pressure", 125, 9, Kind::Unsigned(Scale::whole(511).shift(800))),
        row("pressuretend", 134, 2, Kind::Worded(trend)),
        tenths("visibility", 136, 8, 255),
        row("waterlevel", 144, 9, Kind::Unsigned(Scale::per(10, 1).shift(-100).none(511))),
        row("leveltrend", 153, 2, Kind::Worded(trend)),
        byte("cspeed", 155),
        na("cdir", 163, 9, 511),
        byte("cspeed2", 172),
        na("cdir2", 180, 9, 511),
        na("cdepth2", 189, 5, 31),
        byte("cspeed3", 194),
        na("cdir3", 202, 9, 511),
        na("cdepth3", 211, 5, 31),
        byte("waveheight", 216),
        na("waveperiod", 224, 6, 63),
        na("wavedir", 230, 9, 511),
        byte("swellheight", 239),
        na("swellperiod", 247, 6, 63),
        na("swelldir", 253, 9, 511),
        na("seastate", 262, 4, 15),
        row("watertemp", 266, 10, Kind::Unsigned(Scale::per(10, 1).shift(-100).none(1_023))),
        row("preciptype", 276, 3, Kind::Coded(precipitation)),
        tenths("salinity", 279, 9, 511),
        row("ice", 288, 2, Kind::Coded(ice)),
    ],
    list: None,
};

pub(super) const CIRC_289: Application = Application {
    title: "meteorological and hydrological data (Circ.289)",
    addressed: false,
    dac: &[1],
    fid: 31,
    fits: |bits| bits >= 66,
    rows: &[
        row("lat", 25, 24, Kind::Signed(LAT)),
        row("lon", 0, 25, Kind::Signed(LON)),
        row("accuracy", 49, 1, Kind::Flag),
        row("timestamp", 50, 16, Kind::DayToMinute),
        na("wspeed", 66, 7, 127),
        na("wgust", 73, 7, 127),
        na("wdir", 80, 9, 360),
        na("wgustdir", 89, 9, 360),
        na("humidity", 109, 7, 101),
        row("airtemp", 98, 11, Kind::Signed(Scale::per(10, 1).none(-1_024))),
        row("dewpoint", 116, 10, Kind::Signed(Scale::per(10, 1).none(501))),
        row("pressure", 126, 9, Kind::Unsigned(Scale::whole(511).shift(799))),
        row("pressuretend", 135, 2, Kind::Worded(trend)),
        row("visgreater", 137, 1, Kind::Flag),
        tenths("visibility", 138, 7, 127),
        row("waterlevel", 145, 12, Kind::Unsigned(Scale::per(100, 2).shift(-1_000).none(4_001))),
        row("leveltrend", 157, 2, Kind::Worded(trend)),
        byte("cspeed", 159),
        na("cdir", 167, 9, 360),
        byte("cspeed2", 176),
        na("cdir2", 184, 9, 360),
        na("cdepth2", 193, 5, 31),
        byte("cspeed3", 198),
        na("cdir3", 206, 9, 360),
        na("cdepth3", 215, 5, 31),
        byte("waveheight", 220),
        na("waveperiod", 228, 6, 63),
        na("wavedir", 234, 9, 360),
        byte("swellheight", 243),
        na("swellperiod", 251, 6, 63),
        na("swelldir", 257, 9, 360),
        na("seastate", 266, 4, 13),
        row("watertemp", 270, 10, Kind::Signed(Scale::per(10, 1).none(501))),
        row("preciptype", 280, 3, Kind::Worded(precipitation)),
        tenths("salinity", 283, 9, 510),
        row("ice", 292, 2, Kind::Worded(ice)),
    ],
    list: None,
};

fn trend(code: i64) -> Legend {
    look_up(&["steady", "increasing", "decreasing"], code, "N/A")
}

fn ice(code: i64) -> Legend {
    look_up(&["no", "yes", "reserved"], code, "N/A")
}

/// WMO 306, code table 4.201.
fn precipitation(code: i64) -> Legend {
    const TABLE: [&str; 7] =
        ["reserved", "rain", "thunderstorm", "freezing rain", "mixed/ice", "snow", "reserved"];
    look_up(&TABLE, code, "N/A")
}
