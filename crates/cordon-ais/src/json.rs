//! Messages as JSON, under the key names of gpsd's AIS JSON, the field's de-facto standard.
//!
//! Names, order and raw integers are gpsd's (`gpsdecode -j`, with `-u` for [`Style::Raw`]). What
//! differs does so on purpose, and `tests/oracle.rs` and `tests/gpsd.rs` count it:
//!
//! * "not available" is `null` in [`Style::Scaled`], not 181, 511, `"n/a"`, an IMO number of 0, an empty
//!   name, four dimensions of 0, or an ETA of which no part is known;
//! * a member the message is too short for is `null`, not 0; a number that is cut short is not sent;
//! * parts A and B of message 24 stay two messages, each with its `part`;
//! * `radio` of message 26 is read (gpsd: always 0), and no stray bits follow its `data`;
//! * `turn` has its sign, messages 17 and 27 their full precision, inland lengths are in metres;
//! * messages 6 and 8 keep `data` beside what is decoded from it, and more applications are decoded;
//! * there is more to read: message 28, `assigned`, `txrx` of 23, `epfd` of 24.

mod fields;
pub(crate) mod legends;
pub(crate) mod object;

use self::object::Object;
use crate::asm;
use crate::message::{Body, Message};

/// How numbers are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Integers as sent.
    Raw,
    /// Degrees, knots, metres; `null` for "not available".
    #[default]
    Scaled,
}

/// Append the members of one message to `out`, without the braces around them.
///
/// Members that the message is too short for are `null` in both styles.
pub fn write_json(message: &Message<'_>, style: Style, out: &mut Vec<u8>) {
    let mut object = Object::new(style, out);
    let o = &mut object;
    o.int("type", Some(message.kind));
    o.int("repeat", Some(message.repeat));
    o.int("mmsi", Some(message.mmsi));
    o.flag("scaled", Some(style == Style::Scaled));
    body(message, o);
}

fn body(message: &Message<'_>, o: &mut Object<'_>) {
    match &message.body {
        Body::Position(m) => fields::position(m, o),
        Body::BaseStation(m) => fields::base_station(m, o),
        Body::Voyage(m) => fields::voyage(m, o),
        Body::AddressedBinary(m) => {
            o.int("seqno", m.head.seqno);
            o.int("dest_mmsi", m.head.dest_mmsi);
            o.flag("retransmit", m.head.retransmit);
            o.int("dac", m.head.dac);
            o.int("fid", m.head.fid);
            asm::write(true, m.head.dac, m.head.fid, m.data, o);
            o.bits("data", m.data);
        }
        Body::Acknowledge(m) => fields::acknowledge(m, o),
        Body::BroadcastBinary(m) => {
            o.int("dac", m.head.dac);
            o.int("fid", m.head.fid);
            asm::write(false, m.head.dac, m.head.fid, m.data, o);
            o.bits("data", m.data);
        }
        Body::SarAircraft(m) => fields::sar_aircraft(m, o),
        Body::UtcInquiry(m) => o.int("dest_mmsi", m.dest_mmsi),
        Body::AddressedText(m) => {
            o.int("seqno", m.head.seqno);
            o.int("dest_mmsi", m.head.dest_mmsi);
            o.flag("retransmit", m.head.retransmit);
            o.text("text", Some(m.text.chars()));
        }
        Body::BroadcastText(m) => o.text("text", Some(m.text.chars())),
        Body::Interrogation(m) => fields::interrogation(m, o),
        Body::Assignment(m) => fields::assignment(m, o),
        Body::DgnssCorrections(m) => {
            o.quantity("lon", m.head.lon, fields::LON_COARSE);
            o.quantity("lat", m.head.lat, fields::LAT_COARSE);
            o.bits("data", m.data);
        }
        Body::ClassBPosition(m) => fields::class_b_position(m, o),
        Body::ClassBExtended(m) => fields::class_b_extended(m, o),
        Body::SlotReservation(m) => fields::slot_reservation(m, o),
        Body::Aid(m) => fields::aid(m, o),
        Body::ChannelManagement(m) => fields::channel_management(m, o),
        Body::GroupAssignment(m) => fields::group_assignment(m, o),
        Body::StaticData(m) => fields::static_data(m, message.mmsi, o),
        Body::ShortBinary(m) => fields::short_binary(m, o),
        Body::LongRange(m) => fields::long_range(m, o),
        Body::SingleSlotAid(m) => fields::single_slot_aid(m, o),
    }
}
