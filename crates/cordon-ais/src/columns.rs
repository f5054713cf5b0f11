//! Messages as columns: one row a message, one vector a field.

use cordon_core::Reason;

use crate::frame::{Bytes, Frame, Sink};
use crate::kinematics::Kinematics;

/// "No time" in [`Columns::time`].
pub const NO_TIME: i64 = i64::MIN;

/// One row for each message of any type, in the order in which they were complete.
///
/// Messages without a position, speed, ... have the words for "not available" of [`Kinematics`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// Message type, 0 to 63.
    pub msg_type: Vec<u8>,
    /// Sender.
    pub mmsi: Vec<u32>,
    /// Latitude in 1/600 000°.
    pub lat: Vec<i32>,
    /// Longitude in 1/600 000°.
    pub lon: Vec<i32>,
    /// Speed over ground in 0.1 kn.
    pub sog: Vec<u16>,
    /// Course over ground in 0.1°.
    pub cog: Vec<u16>,
    /// True heading in degrees.
    pub heading: Vec<u16>,
    /// Navigational status.
    pub nav_status: Vec<u8>,
    /// Reception in microseconds since 1970; [`NO_TIME`] when not told.
    pub time: Vec<i64>,
    /// First byte of the message in the input.
    pub offset: Vec<u64>,
    /// Sentences that are part of no row.
    pub rejected: u64,
}

impl Columns {
    /// Empty columns with room for `rows`.
    pub fn with_capacity(rows: usize) -> Columns {
        Columns {
            msg_type: Vec::with_capacity(rows),
            mmsi: Vec::with_capacity(rows),
            lat: Vec::with_capacity(rows),
            lon: Vec::with_capacity(rows),
            sog: Vec::with_capacity(rows),
            cog: Vec::with_capacity(rows),
            heading: Vec::with_capacity(rows),
            nav_status: Vec::with_capacity(rows),
            time: Vec::with_capacity(rows),
            offset: Vec::with_capacity(rows),
            rejected: 0,
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.mmsi.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.mmsi.is_empty()
    }

    /// Forgets all rows and keeps their room.
    pub fn clear(&mut self) {
        self.msg_type.clear();
        self.mmsi.clear();
        self.lat.clear();
        self.lon.clear();
        self.sog.clear();
        self.cog.clear();
        self.heading.clear();
        self.nav_status.clear();
        self.time.clear();
        self.offset.clear();
        self.rejected = 0;
    }
}

impl Sink for Columns {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "measured: the frame need not be built in memory")]
    fn message(&mut self, frame: &Frame<'_>) {
        let kind = frame.message_type();
        let motion = Kinematics::read(frame.bits, kind).unwrap_or(Kinematics::NONE);
        self.msg_type.push(kind);
        self.mmsi.push(frame.mmsi());
        self.lat.push(motion.lat);
        self.lon.push(motion.lon);
        self.sog.push(motion.sog);
        self.cog.push(motion.cog);
        self.heading.push(motion.heading);
        self.nav_status.push(motion.nav_status);
        self.time.push(frame.time.map_or(NO_TIME, cordon_core::Time::as_micros));
        self.offset.push(frame.offset);
    }

    fn rejected(&mut self, _: Bytes, _: u64, _: Reason) {
        self.rejected += 1;
    }
}
