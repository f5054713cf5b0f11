//! A record's fields, by what they mean.

use cordon_ais::observe::receiver;
use cordon_core::{ReceiverKind, Time, Transponder};
use twox_hash::XxHash3_64;

use super::instant::{self, TimeStyle};
use super::number::{digits, is_nothing, number, trim, whole};
use super::terms;

/// What a column or key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    Time,
    Date,
    TimeOfDay,
    Millis,
    Mmsi,
    Lat,
    Lon,
    Sog,
    Cog,
    Heading,
    Status,
    MessageType,
    Class,
    Receiver,
    ReceiverKind,
    Accuracy,
    Imo,
    Name,
    Callsign,
    ShipType,
    Length,
    Beam,
    Bow,
    Stern,
    Port,
    Starboard,
    Draught,
    Destination,
    Eta,
    EtaMonth,
    EtaDay,
    EtaHour,
    EtaMinute,
}

/// How text fields are escaped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Escape {
    #[default]
    None,
    /// `""` is `"`.
    DoubledQuotes,
    /// `\n`, `\"`, `\u00e6`.
    Json,
}

/// A record's fields, numbers in the units of its source.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft<'a> {
    pub time: Option<Time>,
    pub date: Option<i64>,
    pub time_of_day: Option<i64>,
    pub millis: i64,
    pub mmsi: Option<u32>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub sog: Option<f64>,
    pub cog: Option<f64>,
    pub heading: Option<f64>,
    pub nav_status: u8,
    pub msg_type: u8,
    pub transponder: Transponder,
    pub receiver: u32,
    pub receiver_kind: ReceiverKind,
    pub accurate: bool,
    /// All numbers are AIS integers.
    pub raw: bool,
    pub escape: Escape,
    pub imo: &'a [u8],
    pub name: &'a [u8],
    pub callsign: &'a [u8],
    pub ship_type: &'a [u8],
    pub destination: &'a [u8],
    pub draught: &'a [u8],
    pub eta: &'a [u8],
    /// Bow, stern, port, starboard.
    pub sides: [&'a [u8]; 4],
    pub length: &'a [u8],
    pub beam: &'a [u8],
    /// Month, day, hour, minute.
    pub eta_parts: [&'a [u8]; 4],
}

impl<'a> Draft<'a> {
    pub(crate) fn new(escape: Escape) -> Draft<'a> {
        Draft { nav_status: 15, escape, ..Draft::default() }
    }

    /// Take one field. An error is the reason to reject the record.
    pub(crate) fn set(
        &mut self,
        field: Field,
        text: &'a [u8],
        time: &TimeStyle,
        epoch_means_raw: bool,
    ) -> Result<(), &'static str> {
        let text = trim(text);
        if is_nothing(text) {
            return Ok(());
        }
        match field {
            Field::Time => {
                self.time = Some(instant::instant(text, time).ok_or("bad_time")?);
                self.raw = epoch_means_raw && digits(text).is_some();
            }
            Field::Date => self.date = Some(instant::date(text, time).ok_or("bad_time")?),
            Field::TimeOfDay => {
                self.time_of_day = Some(instant::time_of_day(text, time).ok_or("bad_time")?);
            }
            Field::Millis => {
                self.millis =
                    whole(text).filter(|&ms| ms < 1_000).ok_or("bad_time")?.try_into().unwrap_or(0);
            }
            Field::Mmsi => {
                let mmsi = whole(text).and_then(|n| u32::try_from(n).ok());
                self.mmsi = Some(mmsi.filter(|&n| n < 1 << 30).ok_or("bad_mmsi")?);
            }
            Field::Lat => self.lat = Some(number(text).ok_or("bad_position")?),
            Field::Lon => self.lon = Some(number(text).ok_or("bad_position")?),
            Field::Sog => self.sog = Some(number(text).ok_or("bad_number")?),
            Field::Cog => self.cog = Some(number(text).ok_or("bad_number")?),
            Field::Heading => self.heading = Some(number(text).ok_or("bad_number")?),
            _ => self.set_word(field, text),
        }
        Ok(())
    }

    fn set_word(&mut self, field: Field, text: &'a [u8]) {
        match field {
            Field::Status => {
                self.nav_status = terms::nav_status(text);
                if whole(text) == Some(97) {
                    self.transponder = Transponder::SarAircraft;
                }
            }
            Field::MessageType => self.msg_type = terms::message_type(text),
            Field::Class => self.transponder = terms::transponder(text),
            Field::Receiver => self.receiver = receiver(text),
            Field::ReceiverKind => self.receiver_kind = terms::receiver_kind(text),
            Field::Accuracy => self.accurate = matches!(text, b"1" | b"1.0" | b"true" | b"True"),
            _ => {
                if let Some(slot) = self.slot(field) {
                    *slot = text;
                }
            }
        }
    }

    /// Where a field of identity is kept.
    fn slot(&mut self, field: Field) -> Option<&mut &'a [u8]> {
        let [bow, stern, port, starboard] = &mut self.sides;
        let [month, day, hour, minute] = &mut self.eta_parts;
        Some(match field {
            Field::Imo => &mut self.imo,
            Field::Name => &mut self.name,
            Field::Callsign => &mut self.callsign,
            Field::ShipType => &mut self.ship_type,
            Field::Destination => &mut self.destination,
            Field::Draught => &mut self.draught,
            Field::Eta => &mut self.eta,
            Field::Length => &mut self.length,
            Field::Beam => &mut self.beam,
            Field::Bow => bow,
            Field::Stern => stern,
            Field::Port => port,
            Field::Starboard => starboard,
            Field::EtaMonth => month,
            Field::EtaDay => day,
            Field::EtaHour => hour,
            Field::EtaMinute => minute,
            _ => return None,
        })
    }

    fn identity(&self) -> impl Iterator<Item = &'a [u8]> {
        let words = [
            self.imo,
            self.name,
            self.callsign,
            self.ship_type,
            self.destination,
            self.draught,
            self.eta,
            self.length,
            self.beam,
        ];
        words.into_iter().chain(self.sides).chain(self.eta_parts)
    }

    /// Whether it says what the ship is.
    pub(crate) fn has_identity(&self) -> bool {
        self.identity().any(|text| !text.is_empty())
    }

    /// A hash of all that it says about what the ship is.
    pub(crate) fn identity_digest(&self) -> u64 {
        let mut all = [0_u8; 256];
        let mut length = 0;
        let mut digest = 0_u64;
        for text in self.identity() {
            if length + text.len() + 1 > all.len() {
                digest ^= XxHash3_64::oneshot(all.get(..length).unwrap_or(&[])).rotate_left(7);
                digest = digest.wrapping_add(XxHash3_64::oneshot(text));
                length = 0;
            } else if let Some(place) = all.get_mut(length..length + text.len()) {
                place.copy_from_slice(text);
                length += text.len() + 1;
            }
        }
        digest ^ XxHash3_64::oneshot(all.get(..length).unwrap_or(&[]))
    }
}
