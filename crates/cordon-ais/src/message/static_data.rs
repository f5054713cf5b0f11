//! Class B static data: message 24, parts A and B (3.22).
//!
//! The parts are two messages with two times: they are never merged here.

use super::layout::layout;
use crate::text::Text;

layout! {
    /// Message 24, part A: name.
    pub struct StaticPartA: 160 {
        /// Name.
        shipname: Text<20> = 40, 120;
    }
}

layout! {
    /// Message 24, part B: what it is.
    pub struct StaticPartB: 168 {
        /// Type of ship and cargo; 0 n/a.
        shiptype: u8 = 40, 8;
        /// Manufacturer's mnemonic (M.1371-4 and later).
        manufacturer: Text<3> = 48, 18;
        /// Unit model code.
        model: u8 = 66, 4;
        /// Unit serial number.
        serial: u32 = 70, 20;
        /// Call sign.
        callsign: Text<7> = 90, 42;
        /// Metres from the reference point to the bow. See [`StaticPartB::mothership`].
        to_bow: u16 = 132, 9;
        /// To the stern.
        to_stern: u16 = 141, 9;
        /// To port.
        to_port: u8 = 150, 6;
        /// To starboard.
        to_starboard: u8 = 156, 6;
        /// Electronic position fixing device (M.1371-5 and later, spare before).
        epfd: u8 = 162, 4;
    }
}

impl StaticPartB {
    /// The seven-character vendor field of M.1371-3, which later editions split in three.
    pub fn vendor(&self) -> Option<Text<7>> {
        let (name, model, serial) = (self.manufacturer?, self.model?, self.serial?);
        let split = u32::from(model) << 20 | serial;
        let mut codes = [0; 7];
        let tail = [18, 12, 6, 0].map(|shift| (split >> shift & 0x3F) as u8);
        for (code, sent) in codes.iter_mut().zip(name.codes().iter().chain(&tail)) {
            *code = *sent;
        }
        Some(Text::from_codes(&codes))
    }

    /// The dimension bits as the MMSI of the mother ship: what they mean in craft 98MIDxxxx.
    pub fn mothership(&self) -> Option<u32> {
        let (bow, stern) = (u32::from(self.to_bow?), u32::from(self.to_stern?));
        let (port, starboard) = (u32::from(self.to_port?), u32::from(self.to_starboard?));
        Some(bow << 21 | stern << 12 | port << 6 | starboard)
    }
}

/// Message 24: one part of the static data of a class B station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaticData {
    /// Part A.
    A(StaticPartA),
    /// Part B.
    B(StaticPartB),
}
