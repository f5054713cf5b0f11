//! Inland waterways: DAC 200 (ECE/TRANS/SC.3/176, vessel tracking and tracing standard).

use super::row::{Application, Kind, List, Row, int, row};
use crate::json::legends::Legend;
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
        row("length", 48, 13, Kind::Unsigned(Scale::per(10, 1))),
        row("beam", 61, 10, Kind::Unsigned(Scale::per(10, 1))),
        row("shiptype", 71, 14, Kind::Coded(ship_type)),
        row("hazard", 85, 3, Kind::Coded(hazard)),
        row("draught", 88, 11, Kind::Unsigned(Scale::per(100, 2))),
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
        row("airdraught", 143, 12, Kind::Unsigned(Scale::per(100, 2))),
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

fn hazard(code: i64) -> Legend {
    [
        match code {
            0 => "0 blue cones/lights",
            1 => "1 blue cone/light",
            2 => "2 blue cones/lights",
            3 => "3 blue cones/lights",
            4 => "4 B-Flag",
            5 => "Unknown",
            _ => "INVALID HAZARD TYPE",
        },
        "",
    ]
}

fn loaded(code: i64) -> Legend {
    const TABLE: [&str; 4] = ["N/A (default)", "Unloaded", "Loaded", "INVALID LOAD STATUS"];
    [TABLE[code as usize & 3], ""]
}

fn arrival(code: i64) -> Legend {
    const TABLE: [&str; 4] = ["Operational", "Limited operation", "Out of order", "N/A"];
    [TABLE[code as usize & 3], ""]
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
