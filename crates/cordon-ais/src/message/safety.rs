//! Safety-related text: messages 12 and 14 (3.10, 3.12).

use super::layout::layout;
use crate::bits::Bits;
use crate::text::Tail;

layout! {
    /// The fixed part of message 12.
    pub struct AddressedTextHead: 72 {
        /// Sequence number, 0 to 3.
        seqno: u8 = 38, 2;
        /// Station it is for.
        dest_mmsi: u32 = 40, 30;
        /// Sent again.
        retransmit: bool = 70, 1;
    }
}

/// Message 12: safety-related text to one station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressedText<'a> {
    /// The fixed part.
    pub head: AddressedTextHead,
    /// The text.
    pub text: Tail<'a>,
}

impl<'a> AddressedText<'a> {
    pub(super) fn read(bits: Bits<'a>) -> AddressedText<'a> {
        let text = Tail::new(bits, AddressedTextHead::BITS);
        AddressedText { head: AddressedTextHead::read(bits, 0), text }
    }
}

/// Message 14: safety-related text to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BroadcastText<'a> {
    /// The text.
    pub text: Tail<'a>,
}

impl<'a> BroadcastText<'a> {
    /// First bit of the text.
    pub(crate) const TEXT: usize = 40;

    pub(super) fn read(bits: Bits<'a>) -> BroadcastText<'a> {
        BroadcastText { text: Tail::new(bits, BroadcastText::TEXT) }
    }
}
