//! What the keys of JSON objects mean.

use super::Meaning;
use super::flat::{Leaf, walk};
use crate::format::Format;
use crate::record::draft::Field;

/// Finds the meaning of keys. Objects of one source have their keys in one order, so what the n-th
/// key meant last time is looked at first.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    seen: Vec<(Box<[u8]>, usize, Meaning)>,
}

/// Places remembered; objects with more leaves are looked up each time from there.
const MOST_SEEN: usize = 128;

impl Keys {
    /// The meaning of the `index`-th leaf.
    pub(crate) fn at(&mut self, index: usize, leaf: &Leaf<'_>) -> Meaning {
        let parent = parent_id(leaf.above[1]);
        match self.seen.get(index) {
            Some((key, known_parent, meaning)) if **key == *leaf.key && *known_parent == parent => {
                *meaning
            }
            _ => self.learn(index, leaf.key, parent, meaning(leaf.above[1], leaf.key)),
        }
    }

    /// The meaning of the `index`-th key of a flat map.
    pub(crate) fn field(&mut self, index: usize, key: &[u8]) -> Meaning {
        self.at(index, &Leaf { above: [&[], &[]], key, text: &[] })
    }

    fn learn(&mut self, index: usize, key: &[u8], parent: usize, meaning: Meaning) -> Meaning {
        if index < MOST_SEEN {
            if self.seen.len() <= index {
                self.seen.resize(index + 1, (Box::default(), usize::MAX, None));
            }
            if let Some(place) = self.seen.get_mut(index) {
                *place = (key.into(), parent, meaning);
            }
        }
        meaning
    }
}

/// Objects whose keys are told apart.
const PARENTS: [&[u8]; 6] =
    [b"", b"MetaData", b"Dimension", b"Eta", b"identities", b"destinations"];

fn parent_id(parent: &[u8]) -> usize {
    PARENTS.iter().position(|known| *known == parent).unwrap_or(PARENTS.len())
}

/// What a key means inside an object of that name.
fn meaning(parent: &[u8], key: &[u8]) -> Meaning {
    match parent {
        b"Dimension" => dimension(key),
        b"Eta" => eta(key),
        // The last known position of the ship: no report of its own.
        b"MetaData" => metadata(key),
        b"identities" | b"destinations" => None,
        // The second of the minute, inside an aisstream message.
        _ if !parent.is_empty() && key == b"Timestamp" => None,
        // Ship type with AISHub, VesselFinder and aisstream; message type with the others.
        _ if matches!(key, b"TYPE" | b"Type") => Some(Field::ShipType),
        _ => plain(key),
    }
}

fn dimension(key: &[u8]) -> Meaning {
    Some(match key {
        b"A" => Field::Bow,
        b"B" => Field::Stern,
        b"C" => Field::Port,
        b"D" => Field::Starboard,
        _ => return None,
    })
}

fn eta(key: &[u8]) -> Meaning {
    Some(match key {
        b"Month" => Field::EtaMonth,
        b"Day" => Field::EtaDay,
        b"Hour" => Field::EtaHour,
        b"Minute" => Field::EtaMinute,
        _ => return None,
    })
}

fn metadata(key: &[u8]) -> Meaning {
    match key {
        b"MMSI" => Some(Field::Mmsi),
        b"time_utc" => Some(Field::Time),
        _ => None,
    }
}

fn plain(key: &[u8]) -> Meaning {
    let mut lower = [0_u8; 32];
    let name = lower.get_mut(..key.len())?;
    name.copy_from_slice(key);
    name.make_ascii_lowercase();
    Some(match &*name {
        b"mmsi" | b"ssvid" | b"userid" => Field::Mmsi,
        b"timestamp"
        | b"time"
        | b"time_utc"
        | b"datetime"
        | b"msgtime"
        | b"rxtime"
        | b"tagblock_timestamp" => Field::Time,
        b"lat" | b"latitude" | b"y" => Field::Lat,
        b"lon" | b"longitude" | b"lng" | b"x" => Field::Lon,
        b"speed" | b"sog" => Field::Sog,
        b"course" | b"cog" => Field::Cog,
        b"heading" | b"trueheading" | b"true_heading" | b"hdg" => Field::Heading,
        b"status" | b"navstat" | b"navigationalstatus" | b"nav_status" => Field::Status,
        b"type" | b"msg_type" | b"messagetype" | b"message_type" | b"messageid" => {
            Field::MessageType
        }
        b"transponder_type" | b"aisclass" | b"ais_class" => Field::Class,
        b"receiver" | b"tagblock_station" | b"station" => Field::Receiver,
        b"receiver_type" | b"collection_type" | b"dsrc" | b"src" => Field::ReceiverKind,
        b"accuracy" | b"positionaccuracy" | b"pac" => Field::Accuracy,
        b"imo" | b"imonumber" | b"imo_number" => Field::Imo,
        b"shipname" | b"name" | b"ship_name" | b"vessel_name" => Field::Name,
        b"callsign" | b"call_sign" => Field::Callsign,
        b"shiptype" | b"ship_type" | b"shipandcargo" => Field::ShipType,
        b"length" => Field::Length,
        b"width" | b"beam" => Field::Beam,
        b"a" | b"to_bow" => Field::Bow,
        b"b" | b"to_stern" => Field::Stern,
        b"c" | b"to_port" => Field::Port,
        b"d" | b"to_starboard" => Field::Starboard,
        b"draught" | b"draft" | b"maximumstaticdraught" => Field::Draught,
        b"destination" | b"dest" => Field::Destination,
        b"eta" | b"eta_ais" => Field::Eta,
        _ => return None,
    })
}

/// Which format an object is of, by its keys.
pub(crate) fn format_of(object: &[u8]) -> Format {
    let (mut upper_mmsi, mut time, mut format) = (false, false, None);
    let walked = walk(object, &mut |leaf| {
        match (leaf.above[1], leaf.key) {
            (b"", b"ssvid") => format = Some(Format::Gfw),
            (b"", b"MessageType") | (b"MetaData", _) => format = Some(Format::AisStream),
            (b"AIS", b"MMSI") => format = Some(Format::VesselFinder),
            (b"", b"SHIP_ID" | b"DSRC" | b"LAST_PORT") => format = Some(Format::MarineTraffic),
            (b"", b"USERNAME" | b"RECORDS" | b"AISVER") => format = Some(Format::AisHub),
            (b"", b"MMSI") => upper_mmsi = true,
            (b"", b"TIME") => time = true,
            _ => {}
        }
        Ok(())
    });
    match format {
        Some(format) if walked.is_ok() => format,
        _ if upper_mmsi && time => Format::AisHub,
        _ => Format::Json,
    }
}
