//! The rest of DAC 1: IMO SN/Circ.236 and SN.1/Circ.289.

use super::row::{Application, Kind, LAT, LON, List, Row, int, row};
use crate::json::legends::Legend;
use crate::json::object::Scale;

/// An application to all ships, of any length.
const fn to_all(title: &'static str, fid: u8, rows: &'static [Row]) -> Application {
    Application { title, addressed: false, dac: &[1], fid, fits: |_| true, rows, list: None }
}

/// An application to one station, of any length.
const fn to_one(title: &'static str, fid: u8, rows: &'static [Row]) -> Application {
    Application { addressed: true, ..to_all(title, fid, rows) }
}

const PLAIN_TEXT: [Row; 3] = [
    row("ack_required", 0, 1, Kind::Flag),
    int("msg_seqno", 1, 11),
    row("text", 12, 0, Kind::Tail),
];
pub(super) const TEXT_ADDRESSED: Application = to_one("text telegram", 0, &PLAIN_TEXT);
pub(super) const TEXT_BROADCAST: Application = to_all("text telegram", 0, &PLAIN_TEXT);

pub(super) const DANGEROUS_CARGO_236: Application = to_one(
    "dangerous cargo indication (Circ.236)",
    12,
    &[
        row("lastport", 0, 30, Kind::Text),
        row("departure", 30, 20, Kind::MonthToMinute),
        row("nextport", 50, 30, Kind::Text),
        row("eta", 80, 20, Kind::MonthToMinute),
        row("dangerous", 100, 120, Kind::Text),
        row("imdcat", 220, 24, Kind::Text),
        int("unid", 244, 13),
        int("amount", 257, 10),
        int("unit", 267, 2),
    ],
);

pub(super) const FAIRWAY_CLOSED: Application = to_all(
    "fairway closed",
    13,
    &[
        row("reason", 0, 120, Kind::Text),
        row("closefrom", 120, 120, Kind::Text),
        row("closeto", 240, 120, Kind::Text),
        int("radius", 360, 10),
        int("extunit", 370, 2),
        row("from", 372, 20, Kind::DayMonthToMinute),
        row("to", 392, 20, Kind::DayMonthToMinute),
    ],
);

const EXTENDED_SHIP: [Row; 1] = [row("airdraught", 0, 11, Kind::Unsigned(Scale::per(10, 1)))];
pub(super) const EXTENDED_SHIP_ADDRESSED: Application =
    to_one("extended ship static and voyage data", 15, &EXTENDED_SHIP);
pub(super) const EXTENDED_SHIP_BROADCAST: Application =
    to_all("extended ship static and voyage data", 15, &EXTENDED_SHIP);

const PERSONS: [Row; 1] = [row("persons", 0, 13, Kind::Unsigned(Scale::whole(0)))];
pub(super) const PERSONS_ADDRESSED: Application = Application {
    fits: |bits| (13..=48).contains(&bits),
    ..to_one("number of persons on board", 16, &PERSONS)
};
pub(super) const PERSONS_BROADCAST: Application = Application {
    fits: |bits| (13..=48).contains(&bits),
    ..to_all("number of persons on board", 16, &PERSONS)
};

pub(super) const CLEARANCE_TIME: Application = to_one(
    "clearance time to enter port",
    18,
    &[
        int("linkage", 0, 10),
        row("arrival", 10, 20, Kind::MonthToMinute),
        row("portname", 30, 120, Kind::Text),
        row("destination", 150, 30, Kind::Text),
        row("lon", 180, 25, Kind::Signed(LON)),
        row("lat", 205, 24, Kind::Signed(LAT)),
    ],
);

pub(super) const TRAFFIC_SIGNAL: Application = to_all(
    "marine traffic signal",
    19,
    &[
        int("linkage", 0, 10),
        row("station", 10, 120, Kind::Text),
        row("lon", 130, 25, Kind::Signed(LON)),
        row("lat", 155, 24, Kind::Signed(LAT)),
        int("status", 179, 2),
        int("signal", 181, 5),
        int("hour", 186, 5),
        int("minute", 191, 6),
        int("nextsignal", 197, 5),
    ],
);

/// A service that a berth offers: 0 no, 1 yes, 2 not known.
const fn service(key: &'static str, number: usize) -> Row {
    int(key, 51 + 2 * number, 2)
}

pub(super) const BERTHING: Application = to_one(
    "berthing data",
    20,
    &[
        int("linkage", 0, 10),
        row("berth_length", 10, 9, Kind::Unsigned(Scale::whole(0))),
        row("position", 27, 3, Kind::Coded(mooring)),
        row("arrival", 30, 20, Kind::MonthToMinute),
        int("availability", 50, 1),
        service("agent", 0),
        service("fuel", 1),
        service("chandler", 2),
        service("stevedore", 3),
        service("electrical", 4),
        service("water", 5),
        service("customs", 6),
        service("cartage", 7),
        service("crane", 8),
        service("lift", 9),
        service("medical", 10),
        service("navrepair", 11),
        service("provisions", 12),
        service("shiprepair", 13),
        service("surveyor", 14),
        service("steam", 15),
        service("tugs", 16),
        service("solidwaste", 17),
        service("liquidwaste", 18),
        service("hazardouswaste", 19),
        service("ballast", 20),
        service("additional", 21),
        service("regional1", 22),
        service("regional2", 23),
        service("future1", 24),
        service("future2", 25),
        row("berth_name", 103, 120, Kind::Text),
        row("berth_lon", 223, 25, Kind::Signed(LON)),
        row("berth_lat", 248, 24, Kind::Signed(LAT)),
        row("berth_depth", 19, 8, Kind::Unsigned(Scale::per(10, 1).none(0))),
    ],
);

const CARGO: [Row; 2] = [int("code", 0, 4), int("subtype", 4, 13)];
pub(super) const DANGEROUS_CARGO_289: Application = Application {
    list: Some(List { key: "cargos", start: 12, width: 17, count: None, rows: |_| &CARGO }),
    ..to_one(
        "dangerous cargo indication (Circ.289)",
        25,
        &[int("unit", 0, 2), int("amount", 2, 10)],
    )
};

const ROUTE: [Row; 5] = [
    int("linkage", 0, 10),
    int("sender", 10, 3),
    row("rtype", 13, 5, Kind::Coded(route_type)),
    row("start", 18, 20, Kind::MonthToMinute),
    row("duration", 38, 18, Kind::Unsigned(Scale::whole(262_143))),
];
const WAYPOINT: [Row; 2] = [
    row("lon", 0, 28, Kind::Signed(Scale::per(600_000, 6).none(181 * 600_000))),
    row("lat", 28, 27, Kind::Signed(Scale::per(600_000, 6).none(91 * 600_000))),
];
const WAYPOINTS: List =
    List { key: "waypoints", start: 61, width: 55, count: Some((56, 5)), rows: |_| &WAYPOINT };
pub(super) const ROUTE_BROADCAST: Application =
    Application { list: Some(WAYPOINTS), ..to_all("route information", 27, &ROUTE) };
pub(super) const ROUTE_ADDRESSED: Application =
    Application { list: Some(WAYPOINTS), ..to_one("route information", 28, &ROUTE) };

const DESCRIPTION: [Row; 2] = [int("linkage", 0, 10), row("text", 10, 0, Kind::Tail)];
pub(super) const DESCRIPTION_BROADCAST: Application = to_all("text description", 29, &DESCRIPTION);
pub(super) const DESCRIPTION_ADDRESSED: Application = to_one("text description", 30, &DESCRIPTION);

const TIDAL_DATE: [Row; 2] = [int("month", 0, 4), int("day", 4, 5)];
const TIDAL_236: [Row; 8] = [
    row("lon", 27, 28, Kind::Signed(Scale::per(600_000, 6).none(181 * 600_000))),
    row("lat", 0, 27, Kind::Signed(Scale::per(600_000, 6).none(91 * 600_000))),
    int("from_hour", 55, 5),
    int("from_min", 60, 6),
    int("to_hour", 66, 5),
    int("to_min", 71, 6),
    row("cdir", 77, 9, Kind::Unsigned(Scale::whole(360))),
    row("cspeed", 86, 7, Kind::Unsigned(Scale::per(10, 1).none(127))),
];
const TIDAL_289: [Row; 8] = [
    row("lon", 0, 25, Kind::Signed(LON)),
    row("lat", 25, 24, Kind::Signed(LAT)),
    int("from_hour", 49, 5),
    int("from_min", 54, 6),
    int("to_hour", 60, 5),
    int("to_min", 65, 6),
    row("cdir", 71, 9, Kind::Unsigned(Scale::whole(360))),
    row("cspeed", 80, 8, Kind::Unsigned(Scale::per(10, 1).none(255))),
];
pub(super) const TIDAL_WINDOW_236: Application = Application {
    list: Some(List { key: "tidals", start: 9, width: 93, count: None, rows: |_| &TIDAL_236 }),
    ..to_one("tidal window (Circ.236)", 14, &TIDAL_DATE)
};
pub(super) const TIDAL_WINDOW_289: Application = Application {
    list: Some(List { key: "tidals", start: 9, width: 88, count: None, rows: |_| &TIDAL_289 }),
    ..to_one("tidal window (Circ.289)", 32, &TIDAL_DATE)
};

fn mooring(code: i64) -> Legend {
    [
        match code {
            0 => "Not available",
            1 => "Port-side to",
            2 => "Starboard-side to",
            3 => "Mediterranean (end-on) mooring",
            4 => "Mooring buoy",
            5 => "Anchorage",
            _ => "Reserved for future use",
        },
        "",
    ]
}

fn route_type(code: i64) -> Legend {
    [
        match code {
            0 => "Undefined (default)",
            1 => "Mandatory",
            2 => "Recommended",
            3 => "Alternative",
            4 => "Recommended route through ice",
            5 => "Ship route plan",
            31 => "Cancel route identified by message linkage",
            _ => "Reserved for future use.",
        },
        "",
    ]
}
