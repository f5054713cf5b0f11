//! Typed messages: all 28 types of ITU-R M.1371-6, field by field.
//!
//! Integers are kept as sent; scaled values are derived in [`crate::scale`]. A message may be shorter
//! than the standard says: its fields are there as far as the bits reach.

mod aton;
mod base_station;
mod binary;
mod class_b;
pub(crate) mod layout;
mod long_range;
mod management;
mod position;
mod safety;
mod sar;
mod static_data;
mod voyage;

use cordon_core::Reason;

pub use self::aton::{Aid, AidReport, SingleSlotAid};
pub use self::base_station::{BaseStationReport, UtcInquiry};
pub use self::binary::{
    Acknowledge, Acknowledged, AddressedBinary, AddressedHead, BroadcastBinary, BroadcastHead,
    DgnssCorrections, DgnssHead, Payload, ShortBinary,
};
pub use self::class_b::{ClassBExtended, ClassBPosition};
pub use self::long_range::LongRange;
pub use self::management::{
    Assignment, ChannelManagement, GroupAssignment, Interrogation, SlotReservation,
};
pub use self::position::PositionReport;
pub use self::safety::{AddressedText, AddressedTextHead, BroadcastText};
pub use self::sar::SarAircraft;
pub use self::static_data::{StaticData, StaticPartA, StaticPartB};
pub use self::voyage::Voyage;
use crate::bits::Bits;

/// Too few bits to mean anything.
pub const TOO_SHORT: Reason = "too_short";
/// A message type that the standard does not define: 0, or above 28.
pub const UNKNOWN_TYPE: Reason = "unknown_type";
/// Message 24 with a part number that the standard does not define.
pub const UNKNOWN_PART: Reason = "unknown_part";

/// One decoded message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// Message type, 1 to 28.
    pub kind: u8,
    /// How often it was repeated by a repeater; 3: do not repeat any more.
    pub repeat: u8,
    /// The number the sender claims, any value of 30 bits.
    pub mmsi: u32,
    /// The rest.
    pub body: Body<'a>,
}

/// What a message says, by family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    /// Messages 1, 2, 3.
    Position(PositionReport),
    /// Messages 4 and 11.
    BaseStation(BaseStationReport),
    /// Message 5.
    Voyage(Voyage),
    /// Message 6.
    AddressedBinary(AddressedBinary<'a>),
    /// Messages 7 and 13.
    Acknowledge(Acknowledge),
    /// Message 8.
    BroadcastBinary(BroadcastBinary<'a>),
    /// Message 9.
    SarAircraft(SarAircraft),
    /// Message 10.
    UtcInquiry(UtcInquiry),
    /// Message 12.
    AddressedText(AddressedText<'a>),
    /// Message 14.
    BroadcastText(BroadcastText<'a>),
    /// Message 15.
    Interrogation(Interrogation),
    /// Message 16.
    Assignment(Assignment),
    /// Message 17.
    DgnssCorrections(DgnssCorrections<'a>),
    /// Message 18.
    ClassBPosition(ClassBPosition),
    /// Message 19.
    ClassBExtended(ClassBExtended),
    /// Message 20.
    SlotReservation(SlotReservation),
    /// Message 21.
    Aid(Aid<'a>),
    /// Message 22.
    ChannelManagement(ChannelManagement),
    /// Message 23.
    GroupAssignment(GroupAssignment),
    /// Message 24.
    StaticData(StaticData),
    /// Messages 25 and 26.
    ShortBinary(ShortBinary<'a>),
    /// Message 27.
    LongRange(LongRange),
    /// Message 28.
    SingleSlotAid(SingleSlotAid),
}

/// Decode one complete message.
///
/// # Errors
/// [`TOO_SHORT`], [`UNKNOWN_TYPE`] or [`UNKNOWN_PART`].
pub fn decode(bits: Bits<'_>) -> Result<Message<'_>, Reason> {
    if bits.len() < 38 {
        return Err(TOO_SHORT);
    }
    let kind = bits.u(0, 6) as u8;
    if bits.len() < shortest(kind).ok_or(UNKNOWN_TYPE)? {
        return Err(TOO_SHORT);
    }
    let (repeat, mmsi) = (bits.u(6, 2) as u8, bits.u(8, 30) as u32);
    Ok(Message { kind, repeat, mmsi, body: body(kind, bits)? })
}

/// The fewest bits that still say what the type is for: where, who, or to whom.
const fn shortest(kind: u8) -> Option<usize> {
    Some(match kind {
        1..=3 | 9 => 116,
        4 | 11 => 134,
        5 => 232,
        6 | 15 => 88,
        7 | 13 | 12 => 72,
        8 => 56,
        10 | 20 => 70,
        14 | 25 => 40,
        16 => 92,
        17 => 80,
        18 => 112,
        19 => 263,
        21 => 219,
        22 => 145,
        23 => 122,
        24 => 132,
        26 => 60,
        27 => 79,
        28 => 99,
        _ => return None,
    })
}

fn body(kind: u8, bits: Bits<'_>) -> Result<Body<'_>, Reason> {
    Ok(match kind {
        1..=3 => Body::Position(PositionReport::decode(bits)),
        4 | 11 => Body::BaseStation(BaseStationReport::read(bits, 0)),
        5 => Body::Voyage(Voyage::read(bits, 0)),
        6 => Body::AddressedBinary(AddressedBinary::read(bits)),
        7 | 13 => Body::Acknowledge(Acknowledge::read(bits)),
        8 => Body::BroadcastBinary(BroadcastBinary::read(bits)),
        9 => Body::SarAircraft(SarAircraft::read(bits, 0)),
        10 => Body::UtcInquiry(UtcInquiry::read(bits, 0)),
        12 => Body::AddressedText(AddressedText::read(bits)),
        14 => Body::BroadcastText(BroadcastText::read(bits)),
        15 => Body::Interrogation(Interrogation::read(bits, 0)),
        16 => Body::Assignment(Assignment::read(bits, 0)),
        17 => Body::DgnssCorrections(DgnssCorrections::read(bits)),
        18 => Body::ClassBPosition(ClassBPosition::read(bits, 0)),
        19 => Body::ClassBExtended(ClassBExtended::read(bits, 0)),
        20 => Body::SlotReservation(SlotReservation::read(bits, 0)),
        21 => Body::Aid(Aid::read(bits)),
        22 => Body::ChannelManagement(ChannelManagement::read(bits, 0)),
        23 => Body::GroupAssignment(GroupAssignment::read(bits, 0)),
        24 => Body::StaticData(static_data(bits)?),
        25 | 26 => Body::ShortBinary(ShortBinary::read(bits, kind == 26).ok_or(TOO_SHORT)?),
        27 => Body::LongRange(LongRange::read(bits, 0)),
        28 => Body::SingleSlotAid(SingleSlotAid::read(bits, 0)),
        _ => return Err(UNKNOWN_TYPE),
    })
}

fn static_data(bits: Bits<'_>) -> Result<StaticData, Reason> {
    match bits.u(38, 2) {
        0 => Ok(StaticData::A(StaticPartA::read(bits, 0))),
        1 => Ok(StaticData::B(StaticPartB::read(bits, 0))),
        _ => Err(UNKNOWN_PART),
    }
}
