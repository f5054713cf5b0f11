//! Inland waterways: DAC 200 (ECE/TRANS/SC.3/176, vessel tracking and tracing standard).

use super::row::{Application, Kind, List, Row, int, row};
use crate::json::legends::{Legend, look_up};
use crate::json::object::Scale;

/// Length and beam in 0.1 m, draught in 0.01 m.
pub(super) const SHIP: Application = Application {
    title: "inland ship static and voyage data",
    addressed: false,
    dac: &[200],
    fid: 10,
    fits: |bits| bits == 112,
    rows: &[
        row("vin", 0, 48, Kind::Text),
        row("length", 48, 13, Kind::Unsigned(Scale::per(10, 1).none(0))),
        row("beam", 61, 10, Kind::Unsigned(Scale::per(10, 1).none(0))),
        row("shiptype", 71, 14, Kind::Coded(ship_type)),
        row("hazard", 85, 3, Kind::Coded(hazard)),
        row("draught", 88, 11, Kind::Unsigned(Scale::per(100, 2).none(0))),
        row("loaded", 99, 2, Kind::Coded(loaded)),
        row("speed_q", 101, 1, Kind::Flag),
        row("course_q", 102, 1, Kind::Flag),
        row("heading_q", 103, 1, Kind::Flag),
    ],
    list: None,
};

// Where an arrival is due, by the fairway code.
const COUNTRY: Row = row("country", 0, 12, Kind::Text);
const LOCODE: Row = row("locode", 12, 18, Kind::Text);
const SECTION: Row = row("section", 30, 30, Kind::Text);
const TERMINAL: Row = row("terminal", 60, 30, Kind::Text);
const HECTOMETRE: Row = row("hectometre", 90, 30, Kind::Text);

/// Air draught in 0.01 m.
pub(super) const ESTIMATED_ARRIVAL: Application = Application {
    title: "estimated arrival at lock, bridge or terminal",
    addressed: true,
    dac: &[200],
    fid: 21,
    fits: |bits| bits == 160,
    rows: &[
        COUNTRY,
        LOCODE,
        SECTION,
        TERMINAL,
        HECTOMETRE,
        row("eta", 120, 20, Kind::MonthToMinute),
        row("tugs", 140, 3, Kind::Unsigned(Scale::whole(7))),
        row("airdraught", 143, 12, Kind::Unsigned(Scale::per(100, 2).none(0))),
    ],
    list: None,
};

pub(super) const REQUESTED_ARRIVAL: Application = Application {
    title: "requested arrival at lock, bridge or terminal",
    addressed: true,
    dac: &[200],
    fid: 22,
    fits: |bits| bits == 144,
    rows: &[
        COUNTRY,
        LOCODE,
        SECTION,
        TERMINAL,
        HECTOMETRE,
        row("eta", 120, 20, Kind::MonthToMinute),
        row("status", 140, 2, Kind::Coded(arrival)),
    ],
    list: None,
};

const GAUGE: [Row; 2] = [int("id", 0, 11), row("level", 11, 14, Kind::Signed(Scale::per(100, 2)))];

/// Levels in 0.01 m.
pub(super) const WATER_LEVELS: Application = Application {
    title: "water levels",
    addressed: false,
    dac: &[200],
    fid: 24,
    fits: |bits| bits == 112,
    rows: &[COUNTRY],
    list: Some(List { key: "gauges", start: 12, width: 25, count: None, rows: |_| &GAUGE }),
};

const FINE: Scale = Scale::per(600_000, 6);

/// Weather warning of the European meteorological services. Years count from 2000.
pub(super) const WEATHER_WARNING: Application = Application {
    title: "weather warning (EMMA)",
    addressed: false,
    dac: &[200],
    fid: 23,
    fits: |bits| bits == 200,
    rows: &[
        row("start_year", 0, 8, Kind::Unsigned(Scale::whole(255).shift(2_000))),
        int("start_month", 8, 4),
        int("start_day", 12, 5),
        int("start_hour", 34, 5),
        int("start_minute", 39, 6),
        row("end_year", 17, 8, Kind::Unsigned(Scale::whole(255).shift(2_000))),
        int("end_month", 25, 4),
        int("end_day", 29, 5),
        int("end_hour", 45, 5),
        int("end_minute", 50, 6),
        row("start_lon", 56, 28, Kind::Signed(FINE.none(181 * 600_000))),
        row("start_lat", 84, 27, Kind::Signed(FINE.none(91 * 600_000))),
        row("end_lon", 111, 28, Kind::Signed(FINE.none(181 * 600_000))),
        row("end_lat", 139, 27, Kind::Signed(FINE.none(91 * 600_000))),
        // gpsd calls it `type`, which is the message's own.
        row("warning", 166, 4, Kind::Coded(warning)),
        row("min", 170, 9, Kind::Signed(Scale::whole(255))),
        row("max", 179, 9, Kind::Signed(Scale::whole(255))),
        row("class", 188, 2, Kind::Coded(severity)),
        row("wind", 190, 4, Kind::Coded(wind)),
    ],
    list: None,
};

pub(super) const SIGNAL_STATUS: Application = Application {
    title: "signal status",
    addressed: false,
    dac: &[200],
    fid: 40,
    fits: |bits| bits == 112,
    rows: &[
        row("lon", 0, 28, Kind::Signed(FINE.none(181 * 600_000))),
        row("lat", 28, 27, Kind::Signed(FINE.none(91 * 600_000))),
        int("form", 55, 4),
        row("facing", 59, 9, Kind::Unsigned(Scale::whole(511))),
        row("direction", 68, 3, Kind::Coded(direction)),
        int("status", 71, 30),
    ],
    list: None,
};

pub(super) const PERSONS: Application = Application {
    title: "number of persons on board",
    addressed: true,
    dac: &[200],
    fid: 55,
    fits: |bits| bits == 80,
    rows: &[
        row("crew", 0, 8, Kind::Unsigned(Scale::whole(255))),
        row("passengers", 8, 13, Kind::Unsigned(Scale::whole(8_191))),
        row("personnel", 21, 8, Kind::Unsigned(Scale::whole(255))),
    ],
    list: None,
};

fn warning(code: i64) -> Legend {
    const TABLE: [&str; 10] = [
        "Not Available",
        "Wind",
        "Rain",
        "Snow and ice",
        "Thunderstorm",
        "Fog",
        "Low temperature",
        "High temperature",
        "Flood",
        "Forest Fire",
    ];
    look_up(&TABLE, code, "INVALID EMMA TYPE")
}

fn severity(code: i64) -> Legend {
    look_up(&["Slight", "Medium", "Strong"], code, "INVALID EMMA TYPE")
}

fn wind(code: i64) -> Legend {
    const TABLE: [&str; 9] = [
        "N/A",
        "North",
        "North East",
        "East",
        "South East",
        "South",
        "South West",
        "West",
        "North West",
    ];
    look_up(&TABLE, code, "INVALID EMMA WIND DIRECTION")
}

fn direction(code: i64) -> Legend {
    const TABLE: [&str; 5] = ["Unknown", "Upstream", "Downstream", "To left bank", "To right bank"];
    look_up(&TABLE, code, "INVALID DIRECTION")
}

fn hazard(code: i64) -> Legend {
    const TABLE: [&str; 6] = [
        "0 blue cones/lights",
        "1 blue cone/light",
        "2 blue cones/lights",
        "3 blue cones/lights",
        "4 B-Flag",
        "Unknown",
    ];
    look_up(&TABLE, code, "INVALID HAZARD TYPE")
}

fn loaded(code: i64) -> Legend {
    look_up(&["N/A (default)", "Unloaded", "Loaded"], code, "INVALID LOAD STATUS")
}

fn arrival(code: i64) -> Legend {
    look_up(&["Operational", "Limited operation", "Out of order"], code, "N/A")
}

/// Vessel and convoy types of the inland standard.
fn ship_type(code: i64) -> Legend {
    [
        match code {
            8_000 => "Vessel, type unknown",
            8_010 => "Motor freighter",
            8_020 => "Motor tanker",
            8_021 => "Motor tanker, liquid cargo, type N",
            8_022 => "Motor tanker, liquid cargo, type C",
            8_023 => "Motor tanker, dry cargo as if liquid (e.g. cement)",
            8_030 => "Container vessel",
            8_040 => "Gas tanker",
            8_050 => "Motor freighter, tug",
            8_060 => "Motor tanker, tug",
            8_070 => "Motor freighter with one or more ships alongside",
            8_080 => "Motor freighter with tanker",
            8_090 => "Motor freighter pushing one or more freighters",
            8_100 => "Motor freighter pushing at least one tank-ship",
            8_110 => "Tug, freighter",
            8_120 => "Tug, tanker",
            8_130 => "Tug freighter, coupled",
            8_140 => "Tug, freighter/tanker, coupled",
            8_150 => "Freightbarge",
            8_160 => "Tankbarge",
            8_161 => "Tankbarge, liquid cargo, type N",
            8_162 => "Tankbarge, liquid cargo, type C",
            8_163 => "Tankbarge, dry cargo as if liquid (e.g. cement)",
            8_170 => "Freightbarge with containers",
            8_180 => "Tankbarge, gas",
            8_210 => "Pushtow, one cargo barge",
            8_220 => "Pushtow, two cargo barges",
            8_230 => "Pushtow, three cargo barges",
            8_240 => "Pushtow, four cargo barges",
            8_250 => "Pushtow, five cargo barges",
            8_260 => "Pushtow, six cargo barges",
            8_270 => "Pushtow, seven cargo barges",
            8_280 => "Pushtow, eigth cargo barges",
            8_290 => "Pushtow, nine or more barges",
            8_310 => "Pushtow, one tank/gas barge",
            8_320..=8_390 if code % 10 == 0 => {
                "Pushtow, several barges, at least one tank/gas barge"
            }
            _ => "Illegal ship type value.",
        },
        "",
    ]
}
