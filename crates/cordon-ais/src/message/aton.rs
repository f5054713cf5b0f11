//! Aids to navigation: messages 21 and 28 (3.19, 3.26).

use super::layout::layout;
use crate::bits::Bits;
use crate::encode::BitWriter;
use crate::text::{Tail, Text, shown};

layout! {
    /// Message 21: aid-to-navigation report, without the name's extension.
    pub struct AidReport: 272 {
        /// Type of aid.
        aid_type: u8 = 38, 5;
        /// Name, first 20 characters.
        name: Text<20> = 43, 120;
        /// Position better than 10 m.
        accuracy: bool = 163, 1;
        /// Longitude in 1/10 000 min; 181° n/a.
        lon: i32 = 164, 28;
        /// Latitude in 1/10 000 min; 91° n/a.
        lat: i32 = 192, 27;
        /// Metres from the reference point to the bow.
        to_bow: u16 = 219, 9;
        /// To the stern.
        to_stern: u16 = 228, 9;
        /// To port.
        to_port: u8 = 237, 6;
        /// To starboard.
        to_starboard: u8 = 243, 6;
        /// Electronic position fixing device.
        epfd: u8 = 249, 4;
        /// UTC second; 60 n/a, 61 to 63 as in message 1.
        second: u8 = 253, 6;
        /// Floating aid is off its position; means something where `second` is below 60.
        off_position: bool = 259, 1;
        /// Status of the aid: light, RACON, health.
        regional: u8 = 260, 8;
        /// Integrity monitoring in use.
        raim: bool = 268, 1;
        /// Virtual: nothing floats there.
        virtual_aid: bool = 269, 1;
        /// In assigned mode.
        assigned: bool = 270, 1;
    }
}

/// Message 21 with its name's extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aid<'a> {
    /// The fixed fields.
    pub report: AidReport,
    /// Up to 14 more characters of the name.
    pub extension: Tail<'a>,
}

impl<'a> Aid<'a> {
    pub(super) fn read(bits: Bits<'a>) -> Aid<'a> {
        Aid { report: AidReport::read(bits, 0), extension: Tail::new(bits, AidReport::BITS) }
    }

    pub(crate) fn write(&self, out: &mut BitWriter) {
        self.report.write(out, 0);
        for code in self.extension.codes() {
            out.push(6, u64::from(code));
        }
        out.reserve(out.len().next_multiple_of(8));
    }

    /// The whole name to show: the extension counts where the first 20 characters hold no `@`.
    pub fn name(&self) -> impl Iterator<Item = char> + Clone + '_ {
        let first = self.report.name.as_ref().map(Text::codes).unwrap_or_default();
        shown(first.iter().copied().chain(self.extension.codes()))
    }
}

layout! {
    /// Message 28: aid-to-navigation report in a single slot, new in M.1371-6.
    pub struct SingleSlotAid: 168 {
        /// UTC second; 60 n/a, 61 to 63 as in message 1.
        second: u8 = 38, 6;
        /// Longitude in 1/10 000 min; 181° n/a.
        lon: i32 = 44, 28;
        /// Latitude in 1/10 000 min; 91° n/a.
        lat: i32 = 72, 27;
        /// Restricted use indicator.
        restricted: u8 = 99, 2;
        /// Kind of AIS station: real, synthetic, virtual.
        station_type: u8 = 101, 3;
        /// Type of aid.
        aid_type: u8 = 104, 7;
        /// Number that links it to an IALA maritime resource name.
        iala_mrn: u32 = 111, 17;
        /// What the two dimension fields mean.
        dimension: u8 = 128, 4;
        /// First dimension field.
        dimension_a: u16 = 132, 9;
        /// Second dimension field.
        dimension_b: u16 = 141, 11;
        /// More dimensions come in another message of this MMSI.
        more_dimensions: bool = 152, 1;
        /// Charted.
        charted: bool = 153, 1;
        /// Status of the AIS station.
        station_status: u8 = 154, 4;
        /// Status of the aid.
        status_bits: u8 = 158, 8;
        /// Authenticated by another message.
        authenticated: bool = 167, 1;
    }
}
