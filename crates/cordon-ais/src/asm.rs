//! Application-specific messages: what messages 6 and 8 carry (ITU-R M.1371-6, annex 5).
//!
//! Each application is a table of fields; a new application is a new table and one line in
//! [`APPLICATIONS`]. Sources: IMO SN/Circ.236 and SN.1/Circ.289, the inland AIS standard (ECE/TRANS/SC.3/176,
//! DAC 200), and for DAC 235 and 250 the monitoring message of the lighthouse authorities.

mod area;
mod inland;
mod international;
mod meteo;
mod monitoring;
mod row;
mod targets;

pub use self::row::Application;
use crate::json::object::Object;
use crate::message::Payload;

/// All applications known here.
const APPLICATIONS: [&Application; 32] = [
    &international::TEXT_ADDRESSED,
    &international::TEXT_BROADCAST,
    &meteo::CIRC_236,
    &meteo::CIRC_289,
    &international::DANGEROUS_CARGO_236,
    &international::FAIRWAY_CLOSED,
    &international::TIDAL_WINDOW_236,
    &international::EXTENDED_SHIP_ADDRESSED,
    &international::EXTENDED_SHIP_BROADCAST,
    &international::PERSONS_ADDRESSED,
    &international::PERSONS_BROADCAST,
    &targets::VTS,
    &targets::SYNTHETIC,
    &international::CLEARANCE_TIME,
    &international::TRAFFIC_SIGNAL,
    &international::BERTHING,
    &area::BROADCAST,
    &area::ADDRESSED,
    &international::DANGEROUS_CARGO_289,
    &international::ROUTE_BROADCAST,
    &international::ROUTE_ADDRESSED,
    &international::DESCRIPTION_BROADCAST,
    &international::DESCRIPTION_ADDRESSED,
    &international::TIDAL_WINDOW_289,
    &inland::SHIP,
    &inland::ESTIMATED_ARRIVAL,
    &inland::REQUESTED_ARRIVAL,
    &inland::WEATHER_WARNING,
    &inland::WATER_LEVELS,
    &inland::SIGNAL_STATUS,
    &inland::PERSONS,
    &monitoring::AID_MONITORING,
];

/// The application of a message 6 (`addressed`) or 8, if it is known and the payload has its length.
pub fn find(
    addressed: bool,
    dac: u16,
    fid: u8,
    payload: Payload<'_>,
) -> Option<&'static Application> {
    let matches = |a: &&&Application| {
        a.addressed == addressed && a.dac.contains(&dac) && a.fid == fid && (a.fits)(payload.len())
    };
    APPLICATIONS.iter().find(matches).copied()
}

/// The members of a known application.
pub(crate) fn write(
    addressed: bool,
    dac: Option<u16>,
    fid: Option<u8>,
    payload: Payload<'_>,
    o: &mut Object<'_>,
) {
    let (Some(dac), Some(fid)) = (dac, fid) else { return };
    if let Some(application) = find(addressed, dac, fid, payload) {
        application.write(payload, o);
    }
}
