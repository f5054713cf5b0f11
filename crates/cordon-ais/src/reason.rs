//! Why a sentence or a line was not used.
//!
//! Each word ends up in counts (`cordon_core::Tally`), so it never changes its meaning.

use cordon_core::Reason;

/// The line holds nothing but blanks.
pub const BLANK: Reason = "blank";
/// The line is longer than [`MAX_LINE`](crate::scan::MAX_LINE) bytes.
pub const LINE_TOO_LONG: Reason = "line_too_long";
/// No sentence starts anywhere in the line.
pub const NO_SENTENCE: Reason = "no_sentence";
/// A tag block alone on its line; its words went to the next sentence.
pub const TAG_BLOCK_ALONE: Reason = "tag_block_alone";
/// A sentence of another kind (`$GPRMC`, `$PGHP`, ...). Clocks among them were still listened to.
pub const NOT_AIS: Reason = "not_ais";
/// The sum behind `*` is not that of the sentence, or is cut short.
pub const BAD_CHECKSUM: Reason = "bad_checksum";
/// Too few fields, or a count, sequence, channel or fill field that cannot be.
pub const BAD_SENTENCE: Reason = "bad_sentence";
/// The payload field is empty.
pub const EMPTY_PAYLOAD: Reason = "empty_payload";
/// The payload is longer than any AIS message.
pub const PAYLOAD_TOO_LONG: Reason = "payload_too_long";
/// A payload character outside the six-bit armour.
pub const BAD_ARMOUR: Reason = "bad_armour";
/// Fewer bits than a message's type and sender take.
pub const TOO_SHORT: Reason = "too_short";
/// A part of a message whose other parts did not come.
pub const INCOMPLETE_MESSAGE: Reason = "incomplete_message";
/// A part that was already there, byte for byte.
pub const REPEATED_PART: Reason = "repeated_part";
