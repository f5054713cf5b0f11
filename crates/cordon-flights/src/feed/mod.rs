//! Feeds of aircraft: bytes in, reports out, and a count in which every record is used or rejected.
//!
//! | format | what it is | where from |
//! |---|---|---|
//! | `beast` | Mode S messages in binary | readsb and dump1090, TCP port 30005 |
//! | `sbs` | `BaseStation` lines | the same, TCP port 30003 |
//! | `aircraft` | `aircraft.json` | readsb and tar1090 |
//! | `opensky` | state vectors | the OpenSky Network's API |

mod aircraft;
mod beast;
mod json;
mod opensky;
mod sbs;

use cordon_core::flight::FlightReport;
use cordon_core::{Tally, Time};

pub use beast::Beast;
pub use sbs::Sbs;

/// What is read, and what became of it.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Reports in the order they were read.
    pub reports: Vec<FlightReport>,
    /// Every record, used or rejected by reason.
    pub tally: Tally,
}

impl Batch {
    fn used(&mut self, report: FlightReport) {
        self.tally.add_used(1);
        self.reports.push(report);
    }
}

/// How a feed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Mode S in binary.
    Beast,
    /// `BaseStation` lines.
    Sbs,
    /// readsb's `aircraft.json`.
    Aircraft,
    /// OpenSky's state vectors.
    OpenSky,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 4] = [Format::Beast, Format::Sbs, Format::Aircraft, Format::OpenSky];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Beast => "beast",
            Format::Sbs => "sbs",
            Format::Aircraft => "aircraft",
            Format::OpenSky => "opensky",
        }
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// From the first bytes of a feed; `None` when there are too few, or they are of none.
    pub fn recognise(head: &[u8]) -> Option<Format> {
        let start = head.trim_ascii_start();
        let text = String::from_utf8_lossy(start.get(..start.len().min(4_096))?);
        match *start.first()? {
            0x1a => Some(Format::Beast),
            b'{' if text.contains("\"states\"") => Some(Format::OpenSky),
            b'{' => Some(Format::Aircraft),
            _ if ["MSG,", "SEL,", "ID,", "AIR,", "STA,", "CLK,"]
                .iter()
                .any(|k| text.starts_with(k)) =>
            {
                Some(Format::Sbs)
            }
            _ => None,
        }
    }
}

/// A feed on its way; bytes may come in any pieces.
#[derive(Clone, Debug)]
pub enum Feed {
    /// Mode S in binary.
    Beast(Box<Beast>),
    /// `BaseStation` lines.
    Sbs(Sbs),
    /// A JSON document a time, each whole in itself.
    Json(json::Documents, Format),
}

impl Feed {
    /// A feed of which nothing came yet.
    pub fn new(format: Format) -> Feed {
        match format {
            Format::Beast => Feed::Beast(Box::default()),
            Format::Sbs => Feed::Sbs(Sbs::default()),
            Format::Aircraft | Format::OpenSky => Feed::Json(json::Documents::default(), format),
        }
    }

    /// Takes in what came at `now`, which dates what carries no time of its own.
    pub fn take(&mut self, bytes: &[u8], now: Time, batch: &mut Batch) {
        match self {
            Feed::Beast(beast) => beast.take(bytes, now, batch),
            Feed::Sbs(sbs) => sbs.take(bytes, now, batch),
            Feed::Json(documents, format) => {
                documents.take(bytes, batch, |document, batch| read_json(*format, document, batch));
            }
        }
    }

    /// The feed ended: what is left over is read or counted.
    pub fn finish(&mut self, now: Time, batch: &mut Batch) {
        match self {
            Feed::Beast(beast) => beast.finish(now, batch),
            Feed::Sbs(sbs) => sbs.take(b"\n", now, batch),
            Feed::Json(documents, _) => documents.finish(batch),
        }
    }
}

fn read_json(format: Format, document: &[u8], batch: &mut Batch) {
    match format {
        Format::OpenSky => opensky::read(document, batch),
        _ => aircraft::read(document, batch),
    }
}
