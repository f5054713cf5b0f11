//! Time and place of a base station, and the asking for it: messages 4, 10 and 11 (3.2, 3.9).

use super::layout::layout;

layout! {
    /// Messages 4 and 11: base station report, UTC and date response.
    pub struct BaseStationReport: 168 {
        /// UTC year, 1 to 9 999; 0 n/a.
        year: u16 = 38, 14;
        /// Month; 0 n/a.
        month: u8 = 52, 4;
        /// Day; 0 n/a.
        day: u8 = 56, 5;
        /// Hour; 24 n/a.
        hour: u8 = 61, 5;
        /// Minute; 60 n/a.
        minute: u8 = 66, 6;
        /// Second; 60 n/a.
        second: u8 = 72, 6;
        /// Position better than 10 m.
        accuracy: bool = 78, 1;
        /// Longitude in 1/10 000 min; 181° n/a.
        lon: i32 = 79, 28;
        /// Latitude in 1/10 000 min; 91° n/a.
        lat: i32 = 107, 27;
        /// Electronic position fixing device.
        epfd: u8 = 134, 4;
        /// Integrity monitoring in use.
        raim: bool = 148, 1;
        /// SOTDMA communication state.
        radio: u32 = 149, 19;
    }
}

layout! {
    /// Message 10: UTC and date inquiry.
    pub struct UtcInquiry: 72 {
        /// Station asked.
        dest_mmsi: u32 = 40, 30;
    }
}
