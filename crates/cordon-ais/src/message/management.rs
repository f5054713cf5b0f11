//! Running the radio channel: messages 15, 16, 20, 22 and 23 (3.13, 3.14, 3.18, 3.20, 3.21).

use super::layout::layout;

layout! {
    /// Message 15: interrogation of one or two stations.
    pub struct Interrogation: 160 {
        /// First station asked.
        mmsi1: u32 = 40, 30;
        /// First message asked of it.
        type1_1: u8 = 70, 6;
        /// Slot offset for the answer.
        offset1_1: u16 = 76, 12;
        /// Second message asked of it; 0 none.
        type1_2: u8 = 90, 6;
        /// Slot offset for the answer.
        offset1_2: u16 = 96, 12;
        /// Second station asked; 0 none.
        mmsi2: u32 = 110, 30;
        /// Message asked of it.
        type2_1: u8 = 140, 6;
        /// Slot offset for the answer.
        offset2_1: u16 = 146, 12;
    }
}

layout! {
    /// Message 16: assigned mode command to one or two stations.
    pub struct Assignment: 144 {
        /// First station.
        mmsi1: u32 = 40, 30;
        /// Slot offset, or reports in 10 min.
        offset1: u16 = 70, 12;
        /// Slot increment; 0 where the offset counts reports.
        increment1: u16 = 82, 10;
        /// Second station; 0 none.
        mmsi2: u32 = 92, 30;
        /// Its slot offset.
        offset2: u16 = 122, 12;
        /// Its slot increment.
        increment2: u16 = 134, 10;
    }
}

layout! {
    /// Message 20: slots reserved for base stations, up to four lots.
    pub struct SlotReservation: 160 {
        /// First slot of lot 1; 0 none.
        offset1: u16 = 40, 12;
        /// Consecutive slots.
        number1: u8 = 52, 4;
        /// Minutes it holds.
        timeout1: u8 = 56, 3;
        /// Slots to the next repetition.
        increment1: u16 = 59, 11;
        /// Lot 2.
        offset2: u16 = 70, 12;
        /// Consecutive slots.
        number2: u8 = 82, 4;
        /// Minutes it holds.
        timeout2: u8 = 86, 3;
        /// Slots to the next repetition.
        increment2: u16 = 89, 11;
        /// Lot 3.
        offset3: u16 = 100, 12;
        /// Consecutive slots.
        number3: u8 = 112, 4;
        /// Minutes it holds.
        timeout3: u8 = 116, 3;
        /// Slots to the next repetition.
        increment3: u16 = 119, 11;
        /// Lot 4.
        offset4: u16 = 130, 12;
        /// Consecutive slots.
        number4: u8 = 142, 4;
        /// Minutes it holds.
        timeout4: u8 = 146, 3;
        /// Slots to the next repetition.
        increment4: u16 = 149, 11;
    }
}

layout! {
    /// Message 22: channel management, for an area or for two stations.
    ///
    /// Where `addressed`, the stations stand in the bits of the area: see
    /// [`ChannelManagement::destinations`].
    pub struct ChannelManagement: 168 {
        /// Channel A (ITU-R M.1084).
        channel_a: u16 = 40, 12;
        /// Channel B.
        channel_b: u16 = 52, 12;
        /// Transmit and receive mode.
        txrx: u8 = 64, 4;
        /// Low power.
        power: bool = 68, 1;
        /// Longitude of the north-east corner in 1/10 min.
        ne_lon: i32 = 69, 18;
        /// Latitude of the north-east corner in 1/10 min.
        ne_lat: i32 = 87, 17;
        /// Longitude of the south-west corner in 1/10 min.
        sw_lon: i32 = 104, 18;
        /// Latitude of the south-west corner in 1/10 min.
        sw_lat: i32 = 122, 17;
        /// For two stations rather than an area.
        addressed: bool = 139, 1;
        /// Channel A has 12.5 kHz.
        band_a: bool = 140, 1;
        /// Channel B has 12.5 kHz.
        band_b: bool = 141, 1;
        /// Size of the transitional zone in nautical miles, less one.
        zonesize: u8 = 142, 3;
    }
}

impl ChannelManagement {
    /// The corner bits read as two MMSIs: what they mean where `addressed`.
    pub fn destinations(&self) -> Option<[u32; 2]> {
        // An MMSI is the first 30 of the 35 bits of a corner.
        let mmsi = |lon: i32, lat: i32| {
            let (lon, lat) = (lon as u32 & 0x3_FFFF, lat as u32 & 0x1_FFFF);
            lon << 12 | lat >> 5
        };
        Some([mmsi(self.ne_lon?, self.ne_lat?), mmsi(self.sw_lon?, self.sw_lat?)])
    }

    /// With the corner bits set to two MMSIs, and marked as addressed.
    #[must_use]
    pub fn with_destinations(self, [first, second]: [u32; 2]) -> ChannelManagement {
        let lon = |mmsi: u32| Some((mmsi >> 12).cast_signed() << 14 >> 14);
        let lat = |mmsi: u32| Some((mmsi << 5 & 0x1_FFFF).cast_signed() << 15 >> 15);
        ChannelManagement {
            ne_lon: lon(first),
            ne_lat: lat(first),
            sw_lon: lon(second),
            sw_lat: lat(second),
            addressed: Some(true),
            ..self
        }
    }
}

layout! {
    /// Message 23: group assignment command to stations in an area.
    pub struct GroupAssignment: 160 {
        /// Longitude of the north-east corner in 1/10 min.
        ne_lon: i32 = 40, 18;
        /// Latitude of the north-east corner in 1/10 min.
        ne_lat: i32 = 58, 17;
        /// Longitude of the south-west corner in 1/10 min.
        sw_lon: i32 = 75, 18;
        /// Latitude of the south-west corner in 1/10 min.
        sw_lat: i32 = 93, 17;
        /// Kind of station it is for.
        stationtype: u8 = 110, 4;
        /// Type of ship it is for.
        shiptype: u8 = 114, 8;
        /// Transmit and receive mode.
        txrx: u8 = 144, 2;
        /// Reporting interval code.
        interval: u8 = 146, 4;
        /// Minutes of quiet; 0 none.
        quiet: u8 = 150, 4;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_share_the_bits_of_the_corners() {
        let sent = [999_999_999, 2_275_200];
        let command = ChannelManagement::default().with_destinations(sent);
        assert_eq!(command.destinations(), Some(sent));
    }
}
