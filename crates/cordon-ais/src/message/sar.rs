//! Search and rescue aircraft: message 9 (3.7).

use super::layout::layout;

layout! {
    /// Message 9: standard SAR aircraft position report.
    pub struct SarAircraft: 168 {
        /// Altitude in metres; 4 094 is 4 094 m or more; 4 095 n/a.
        alt: u16 = 38, 12;
        /// Speed over ground in whole knots; 1 022 is 1 022 kn or more; 1 023 n/a.
        speed: u16 = 50, 10;
        /// Position better than 10 m.
        accuracy: bool = 60, 1;
        /// Longitude in 1/10 000 min; 181° n/a.
        lon: i32 = 61, 28;
        /// Latitude in 1/10 000 min; 91° n/a.
        lat: i32 = 89, 27;
        /// Course over ground in 0.1°; 3 600 n/a.
        course: u16 = 116, 12;
        /// UTC second; 60 n/a, 61 to 63 as in message 1.
        second: u8 = 128, 6;
        /// Altitude sensor and spare bits.
        regional: u8 = 134, 8;
        /// Data terminal not ready.
        dte: bool = 142, 1;
        /// In assigned mode.
        assigned: bool = 146, 1;
        /// Integrity monitoring in use.
        raim: bool = 147, 1;
        /// Communication state with its selector flag.
        radio: u32 = 148, 20;
    }
}
