//! How messages are told apart on the wire.

use prost::Message;

use super::message::TakMessage;
use crate::cot::{Event, NotAnEvent};

pub(super) const MAGIC: u8 = 0xbf;
const MESH: [u8; 3] = [MAGIC, 1, MAGIC];

/// A UDP packet of the mesh.
pub fn to_packet(event: &Event) -> Vec<u8> {
    let mut packet = MESH.to_vec();
    packet.extend(TakMessage::of(event).encode_to_vec());
    packet
}

/// A frame of a stream.
pub fn to_stream(event: &Event) -> Vec<u8> {
    let mut frame = vec![MAGIC];
    frame.extend(TakMessage::of(event).encode_length_delimited_to_vec());
    frame
}

/// From a UDP packet: version 1, or plain XML as version 0 sends it.
///
/// # Errors
/// When it is neither.
pub fn from_packet(packet: &[u8]) -> Result<Event, NotAnEvent> {
    match packet.strip_prefix(&MESH) {
        Some(message) => decode(message),
        None => Event::from_xml(packet),
    }
}

pub(super) fn decode(message: &[u8]) -> Result<Event, NotAnEvent> {
    let message = TakMessage::decode(message);
    message.map_err(|error| NotAnEvent::Proto(error.to_string()))?.into_event()
}

/// The length that follows the magic byte, and how many bytes it takes; `None` while some are missing.
pub(super) fn length(bytes: &[u8]) -> Result<Option<(usize, usize)>, NotAnEvent> {
    let mut value = 0_u64;
    for (n, byte) in bytes.iter().take(5).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * n);
        if byte & 0x80 == 0 {
            return Ok(Some((value as usize, n + 1)));
        }
    }
    if bytes.len() >= 5 {
        return Err(NotAnEvent::Proto("its length takes more than 5 bytes".to_owned()));
    }
    Ok(None)
}
