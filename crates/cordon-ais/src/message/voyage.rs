//! Class A static and voyage data: message 5 (3.3).

use super::layout::layout;
use crate::text::Text;

layout! {
    /// Message 5: ship static and voyage related data.
    pub struct Voyage: 424 {
        /// Edition of M.1371 the station follows: 0 is -1, 1 is -3, 2 is -5, 3 later ones.
        ais_version: u8 = 38, 2;
        /// IMO number; 0 n/a.
        imo: u32 = 40, 30;
        /// Call sign.
        callsign: Text<7> = 70, 42;
        /// Name.
        shipname: Text<20> = 112, 120;
        /// Type of ship and cargo; 0 n/a.
        shiptype: u8 = 232, 8;
        /// Metres from the reference point to the bow; 511 is 511 m or more.
        to_bow: u16 = 240, 9;
        /// To the stern.
        to_stern: u16 = 249, 9;
        /// To port; 63 is 63 m or more.
        to_port: u8 = 258, 6;
        /// To starboard.
        to_starboard: u8 = 264, 6;
        /// Electronic position fixing device.
        epfd: u8 = 270, 4;
        /// Month of arrival; 0 n/a.
        month: u8 = 274, 4;
        /// Day of arrival; 0 n/a.
        day: u8 = 278, 5;
        /// Hour of arrival; 24 n/a.
        hour: u8 = 283, 5;
        /// Minute of arrival; 60 n/a.
        minute: u8 = 288, 6;
        /// Draught in 0.1 m; 255 is 25.5 m or more; 0 n/a.
        draught: u8 = 294, 8;
        /// Destination.
        destination: Text<20> = 302, 120;
        /// Data terminal not ready.
        dte: bool = 422, 1;
    }
}
