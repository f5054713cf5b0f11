//! A typed message to its bits.

use super::BitWriter;
use crate::message::{
    AddressedHead, AddressedTextHead, Body, BroadcastHead, BroadcastText, DgnssHead, Message,
    Payload, StaticData,
};
use crate::text::Tail;

/// Write a message.
///
/// Every type goes out in the length the standard gives it; fields that are `None`, and spare bits,
/// are sent as 0; a value too large for its field is clamped.
pub fn encode(message: &Message<'_>) -> BitWriter {
    let mut out = BitWriter::new();
    out.put(0, 6, u64::from(message.kind));
    out.put(6, 2, u64::from(message.repeat));
    out.put(8, 30, u64::from(message.mmsi));
    body(&message.body, &mut out);
    out
}

fn body(body: &Body<'_>, out: &mut BitWriter) {
    match body {
        Body::Position(fields) => fields.write(out, 0),
        Body::BaseStation(fields) => fields.write(out, 0),
        Body::Voyage(fields) => fields.write(out, 0),
        Body::AddressedBinary(binary) => {
            binary.head.write(out, 0);
            payload(binary.data, AddressedHead::BITS, out);
        }
        Body::Acknowledge(acknowledge) => acknowledge.write(out),
        Body::BroadcastBinary(binary) => {
            binary.head.write(out, 0);
            payload(binary.data, BroadcastHead::BITS, out);
        }
        Body::SarAircraft(fields) => fields.write(out, 0),
        Body::UtcInquiry(fields) => fields.write(out, 0),
        Body::AddressedText(safety) => {
            safety.head.write(out, 0);
            text(safety.text, AddressedTextHead::BITS, out);
        }
        Body::BroadcastText(safety) => text(safety.text, BroadcastText::TEXT, out),
        Body::Interrogation(fields) => fields.write(out, 0),
        Body::Assignment(fields) => fields.write(out, 0),
        Body::DgnssCorrections(corrections) => {
            corrections.head.write(out, 0);
            payload(corrections.data, DgnssHead::BITS, out);
        }
        Body::ClassBPosition(fields) => fields.write(out, 0),
        Body::ClassBExtended(fields) => fields.write(out, 0),
        Body::SlotReservation(fields) => fields.write(out, 0),
        Body::Aid(aid) => aid.write(out),
        Body::ChannelManagement(fields) => fields.write(out, 0),
        Body::GroupAssignment(fields) => fields.write(out, 0),
        Body::StaticData(StaticData::A(fields)) => fields.write(out, 0),
        Body::StaticData(StaticData::B(fields)) => {
            out.put(38, 2, 1);
            fields.write(out, 0);
        }
        Body::ShortBinary(binary) => binary.write(out),
        Body::LongRange(fields) => fields.write(out, 0),
        Body::SingleSlotAid(fields) => fields.write(out, 0),
    }
}

fn payload(data: Payload<'_>, start: usize, out: &mut BitWriter) {
    out.reserve(start);
    let (bits, from) = data.parts();
    out.append(bits, from);
}

fn text(text: Tail<'_>, start: usize, out: &mut BitWriter) {
    out.reserve(start);
    for code in text.codes() {
        out.push(6, u64::from(code));
    }
}
