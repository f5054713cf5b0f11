//! Monitoring of aids to navigation by the lighthouse authorities of Great Britain and Ireland: DAC
//! 235 and 250, FI 10.

use super::row::{Application, Kind, Row, int, row};
use crate::json::legends::{Legend, look_up};
use crate::json::object::Scale;

/// Steps of 0.05 V.
const fn volts(key: &'static str, start: usize) -> Row {
    row(key, start, 10, Kind::Unsigned(Scale::per(20, 2)))
}

pub(super) const AID_MONITORING: Application = Application {
    title: "aid-to-navigation monitoring data",
    addressed: true,
    dac: &[235, 250],
    fid: 10,
    fits: |bits| bits == 48,
    rows: &[
        row("off_pos", 43, 1, Kind::Flag),
        row("alarm", 34, 1, Kind::Flag),
        int("stat_ext", 35, 8),
        volts("ana_int", 0),
        volts("ana_ext1", 10),
        volts("ana_ext2", 20),
        row("racon", 30, 2, Kind::Coded(racon)),
        row("light", 32, 2, Kind::Coded(light)),
    ],
    list: None,
};

fn racon(code: i64) -> Legend {
    const TABLE: [&str; 3] = ["No RACON installed", "RACON not monitored", "RACON operational"];
    look_up(&TABLE, code, "RACON ERROR")
}

fn light(code: i64) -> Legend {
    look_up(&["No light or no monitoring", "Light ON", "Light OFF"], code, "Light ERROR")
}
