//! Long-range broadcast: message 27 (3.25).

use super::layout::layout;

layout! {
    /// Message 27: position for reception from space.
    pub struct LongRange: 96 {
        /// Position better than 10 m.
        accuracy: bool = 38, 1;
        /// Integrity monitoring in use.
        raim: bool = 39, 1;
        /// Navigational status, 0 to 15.
        status: u8 = 40, 4;
        /// Longitude in 1/10 min; 181° n/a.
        lon: i32 = 44, 18;
        /// Latitude in 1/10 min; 91° n/a.
        lat: i32 = 62, 17;
        /// Speed over ground in whole knots; 63 n/a.
        speed: u8 = 79, 6;
        /// Course over ground in degrees; 511 n/a.
        course: u16 = 85, 9;
        /// Position older than 5 s (0: a current GNSS position).
        gnss: bool = 94, 1;
    }
}
