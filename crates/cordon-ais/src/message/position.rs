//! Class A position reports: messages 1, 2 and 3 (ITU-R M.1371-6, annex 8, 3.1).

use super::layout::layout;
use crate::bits::Bits;

layout! {
    /// Messages 1, 2 and 3: class A position report.
    pub struct PositionReport: 168 {
        /// Navigational status, 0 to 15.
        status: u8 = 38, 4;
        /// Rate of turn: ±4.733·√(°/min), right is positive; ±127 faster than 5° in 30 s; −128 n/a.
        turn: i8 = 42, 8;
        /// Speed over ground in 0.1 kn; 1 022 is 102.2 kn or more; 1 023 n/a.
        speed: u16 = 50, 10;
        /// Position better than 10 m.
        accuracy: bool = 60, 1;
        /// Longitude in 1/10 000 min, east positive; 181° n/a.
        lon: i32 = 61, 28;
        /// Latitude in 1/10 000 min, north positive; 91° n/a.
        lat: i32 = 89, 27;
        /// Course over ground in 0.1°; 3 600 n/a.
        course: u16 = 116, 12;
        /// True heading in degrees; 511 n/a.
        heading: u16 = 128, 9;
        /// UTC second of the report; 60 n/a, 61 manual input, 62 dead reckoning, 63 inoperative.
        second: u8 = 137, 6;
        /// Special manoeuvre: 0 n/a, 1 not engaged, 2 engaged.
        maneuver: u8 = 143, 2;
        /// Receiver autonomous integrity monitoring in use.
        raim: bool = 148, 1;
        /// Communication state: SOTDMA in messages 1 and 2, ITDMA in 3. Where the message is cut short
        /// inside it, the bits that were sent.
        radio: u32 = 149, 19;
    }
}

impl PositionReport {
    const RADIO: usize = 149;

    pub(super) fn decode(bits: Bits<'_>) -> PositionReport {
        let report = PositionReport::read(bits, 0);
        let sent = bits.len().saturating_sub(PositionReport::RADIO);
        let cut = || (sent > 0).then(|| bits.u(PositionReport::RADIO, sent.min(19)) as u32);
        PositionReport { radio: report.radio.or_else(cut), ..report }
    }
}
