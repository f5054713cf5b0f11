//! Class B position reports: messages 18 and 19 (3.16, 3.17).

use super::layout::layout;
use crate::text::Text;

layout! {
    /// Message 18: standard class B position report.
    pub struct ClassBPosition: 168 {
        /// Spare, formerly regional.
        reserved: u8 = 38, 8;
        /// Speed over ground in 0.1 kn; 1 022 is 102.2 kn or more; 1 023 n/a.
        speed: u16 = 46, 10;
        /// Position better than 10 m.
        accuracy: bool = 56, 1;
        /// Longitude in 1/10 000 min; 181° n/a.
        lon: i32 = 57, 28;
        /// Latitude in 1/10 000 min; 91° n/a.
        lat: i32 = 85, 27;
        /// Course over ground in 0.1°; 3 600 n/a.
        course: u16 = 112, 12;
        /// True heading in degrees; 511 n/a.
        heading: u16 = 124, 9;
        /// UTC second; 60 n/a, 61 to 63 as in message 1.
        second: u8 = 133, 6;
        /// Spare, formerly regional.
        regional: u8 = 139, 2;
        /// Carrier-sense unit; SOTDMA unit where false.
        cs: bool = 141, 1;
        /// Has a display for messages 12 and 14.
        display: bool = 142, 1;
        /// Has a DSC function.
        dsc: bool = 143, 1;
        /// Works over the whole marine band.
        band: bool = 144, 1;
        /// Takes frequencies from message 22.
        msg22: bool = 145, 1;
        /// In assigned mode.
        assigned: bool = 146, 1;
        /// Integrity monitoring in use.
        raim: bool = 147, 1;
        /// Communication state with its selector flag.
        radio: u32 = 148, 20;
    }
}

layout! {
    /// Message 19: extended class B position report.
    pub struct ClassBExtended: 312 {
        /// Spare, formerly regional.
        reserved: u8 = 38, 8;
        /// Speed over ground in 0.1 kn; 1 022 is 102.2 kn or more; 1 023 n/a.
        speed: u16 = 46, 10;
        /// Position better than 10 m.
        accuracy: bool = 56, 1;
        /// Longitude in 1/10 000 min; 181° n/a.
        lon: i32 = 57, 28;
        /// Latitude in 1/10 000 min; 91° n/a.
        lat: i32 = 85, 27;
        /// Course over ground in 0.1°; 3 600 n/a.
        course: u16 = 112, 12;
        /// True heading in degrees; 511 n/a.
        heading: u16 = 124, 9;
        /// UTC second; 60 n/a, 61 to 63 as in message 1.
        second: u8 = 133, 6;
        /// Spare, formerly regional.
        regional: u8 = 139, 4;
        /// Name.
        shipname: Text<20> = 143, 120;
        /// Type of ship and cargo; 0 n/a.
        shiptype: u8 = 263, 8;
        /// Metres from the reference point to the bow.
        to_bow: u16 = 271, 9;
        /// To the stern.
        to_stern: u16 = 280, 9;
        /// To port.
        to_port: u8 = 289, 6;
        /// To starboard.
        to_starboard: u8 = 295, 6;
        /// Electronic position fixing device.
        epfd: u8 = 301, 4;
        /// Integrity monitoring in use.
        raim: bool = 305, 1;
        /// Data terminal not ready.
        dte: bool = 306, 1;
        /// In assigned mode.
        assigned: bool = 307, 1;
    }
}
