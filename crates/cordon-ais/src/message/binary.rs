//! Binary messages: 6, 8, 17, 25 and 26, and acknowledgements 7 and 13 (3.4 to 3.6, 3.15, 3.23, 3.24).

use super::layout::layout;
use crate::bits::Bits;
use crate::encode::BitWriter;

/// Bits that a message carries for others to understand.
#[derive(Clone, Copy)]
pub struct Payload<'a> {
    bits: Bits<'a>,
    start: usize,
}

impl<'a> Payload<'a> {
    /// The bits of `bits` from `start` on.
    pub fn new(bits: Bits<'a>, start: usize) -> Payload<'a> {
        Payload { bits, start: start.min(bits.len()) }
    }

    /// Number of bits.
    pub const fn len(self) -> usize {
        self.bits.len() - self.start
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Unsigned field of up to 57 bits, counted from the payload's first bit.
    pub fn u(self, start: usize, width: usize) -> u64 {
        self.bits.u(self.start + start, width)
    }

    /// Unsigned field, where it is wholly there.
    pub fn u_opt(self, start: usize, width: usize) -> Option<u64> {
        self.bits.u_opt(self.start + start, width)
    }

    /// Signed field, where it is wholly there.
    pub fn i_opt(self, start: usize, width: usize) -> Option<i64> {
        self.bits.i_opt(self.start + start, width)
    }

    /// The `width` bits from `start` on, as far as they are there.
    #[must_use]
    pub fn part(self, start: usize, width: usize) -> Payload<'a> {
        let end = self.bits.len().min(self.start + start + width);
        Payload::new(Bits::new(self.bits.bytes(), end), self.start + start)
    }

    /// Its bytes, the last one filled up with zeros.
    pub fn bytes(self) -> impl Iterator<Item = u8> + 'a {
        (0..self.len()).step_by(8).map(move |at| self.u(at, 8) as u8)
    }

    /// The whole message and where in it the payload starts.
    pub(crate) const fn parts(self) -> (Bits<'a>, usize) {
        (self.bits, self.start)
    }
}

impl PartialEq for Payload<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.bytes().eq(other.bytes())
    }
}

impl Eq for Payload<'_> {}

impl std::fmt::Debug for Payload<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.len())?;
        self.bytes().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

layout! {
    /// The fixed part of message 6.
    pub struct AddressedHead: 88 {
        /// Sequence number, 0 to 3.
        seqno: u8 = 38, 2;
        /// Station it is for.
        dest_mmsi: u32 = 40, 30;
        /// Sent again.
        retransmit: bool = 70, 1;
        /// Designated area code: who defined the application.
        dac: u16 = 72, 10;
        /// Function identifier: which application.
        fid: u8 = 82, 6;
    }
}

layout! {
    /// The fixed part of message 8.
    pub struct BroadcastHead: 56 {
        /// Designated area code: who defined the application.
        dac: u16 = 40, 10;
        /// Function identifier: which application.
        fid: u8 = 50, 6;
    }
}

/// Message 6: binary message to one station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressedBinary<'a> {
    /// The fixed part.
    pub head: AddressedHead,
    /// Application data.
    pub data: Payload<'a>,
}

impl<'a> AddressedBinary<'a> {
    pub(super) fn read(bits: Bits<'a>) -> AddressedBinary<'a> {
        let data = Payload::new(bits, AddressedHead::BITS);
        AddressedBinary { head: AddressedHead::read(bits, 0), data }
    }
}

/// Message 8: binary message to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BroadcastBinary<'a> {
    /// The fixed part.
    pub head: BroadcastHead,
    /// Application data.
    pub data: Payload<'a>,
}

impl<'a> BroadcastBinary<'a> {
    pub(super) fn read(bits: Bits<'a>) -> BroadcastBinary<'a> {
        let data = Payload::new(bits, BroadcastHead::BITS);
        BroadcastBinary { head: BroadcastHead::read(bits, 0), data }
    }
}

layout! {
    /// One acknowledged message.
    pub struct Acknowledged: 32 {
        /// Station whose message arrived.
        mmsi: u32 = 0, 30;
        /// Its sequence number.
        seqno: u8 = 30, 2;
    }
}

/// Messages 7 and 13: acknowledgement of up to four messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Acknowledge {
    /// As many as were sent; those not sent hold `None`.
    pub acknowledged: [Acknowledged; 4],
}

impl Acknowledge {
    const FIRST: usize = 40;

    pub(super) fn read(bits: Bits<'_>) -> Acknowledge {
        let at = |i: usize| Acknowledge::FIRST + Acknowledged::BITS * i;
        let acknowledged = [0, 1, 2, 3].map(|i| Acknowledged::read(bits, at(i)));
        Acknowledge { acknowledged }
    }

    pub(crate) fn write(&self, out: &mut BitWriter) {
        let sent = self.acknowledged.iter().filter(|one| one.mmsi.is_some());
        for (i, one) in sent.enumerate() {
            one.write(out, Acknowledge::FIRST + Acknowledged::BITS * i);
        }
    }
}

layout! {
    /// The fixed part of message 17.
    pub struct DgnssHead: 80 {
        /// Longitude of the reference station in 1/10 min; 181° n/a.
        lon: i32 = 40, 18;
        /// Latitude of the reference station in 1/10 min; 91° n/a.
        lat: i32 = 58, 17;
    }
}

/// Message 17: differential GNSS corrections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DgnssCorrections<'a> {
    /// The fixed part.
    pub head: DgnssHead,
    /// Corrections (ITU-R M.823).
    pub data: Payload<'a>,
}

impl<'a> DgnssCorrections<'a> {
    pub(super) fn read(bits: Bits<'a>) -> DgnssCorrections<'a> {
        let data = Payload::new(bits, DgnssHead::BITS);
        DgnssCorrections { head: DgnssHead::read(bits, 0), data }
    }
}

/// Messages 25 and 26: short binary message, to one station or to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortBinary<'a> {
    /// Station it is for; `None` for all.
    pub dest_mmsi: Option<u32>,
    /// Application identifier (area code and function); `None` for unstructured data.
    pub app_id: Option<u16>,
    /// Application data; in message 26 without the communication state.
    pub data: Payload<'a>,
    /// Message 26: communication state with its selector flag, the last 20 bits.
    pub radio: Option<u32>,
}

impl<'a> ShortBinary<'a> {
    const RADIO: usize = 20;

    /// `None` where the message is shorter than its own flags say.
    pub(super) fn read(bits: Bits<'a>, with_radio: bool) -> Option<ShortBinary<'a>> {
        let (addressed, structured) = (bits.flag(38), bits.flag(39));
        let app_at = 40 + 30 * usize::from(addressed);
        let start = app_at + 16 * usize::from(structured);
        let end = bits.len().checked_sub(ShortBinary::RADIO * usize::from(with_radio))?;
        (start <= end).then(|| ShortBinary {
            dest_mmsi: addressed.then(|| bits.u(40, 30) as u32),
            app_id: structured.then(|| bits.u(app_at, 16) as u16),
            data: Payload::new(Bits::new(bits.bytes(), end), start),
            radio: with_radio.then(|| bits.u(end, ShortBinary::RADIO) as u32),
        })
    }

    pub(crate) fn write(&self, out: &mut BitWriter) {
        out.put(38, 1, u64::from(self.dest_mmsi.is_some()));
        out.put(39, 1, u64::from(self.app_id.is_some()));
        if let Some(mmsi) = self.dest_mmsi {
            out.put(40, 30, u64::from(mmsi));
        }
        if let Some(app_id) = self.app_id {
            out.push(16, u64::from(app_id));
        }
        let (bits, start) = self.data.parts();
        out.append(bits, start);
        if let Some(radio) = self.radio {
            out.push(ShortBinary::RADIO, u64::from(radio));
        }
    }
}
