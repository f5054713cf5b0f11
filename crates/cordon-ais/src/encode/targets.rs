//! Contacts without a transponder as AIS: message 8 with the "VTS-generated or synthetic targets" of IMO
//! SN.1/Circ.289 (DAC 1, FI 17), so that every AIS display can show what a radar or a picture saw.

use cordon_core::Position;

use super::BitWriter;

/// Targets that one message holds.
pub const MOST_TARGETS: usize = 4;
/// Bits of message 8 before the targets: type, repeat, MMSI, spare, DAC, FI.
const HEAD: usize = 56;
const DAC: u64 = 1;
const FI: u64 = 17;

/// One contact.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// A name of at most 7 letters of the six-bit alphabet; longer ones are cut.
    pub name: String,
    /// Where.
    pub position: Position,
    /// Course over ground in whole degrees, 0 to 359.
    pub course: Option<u16>,
    /// Second of the minute at which it was there.
    pub second: Option<u8>,
    /// Speed over ground in whole knots, 0 to 254.
    pub speed: Option<u8>,
}

/// A message of the station `mmsi` with the first [`MOST_TARGETS`] of `targets`.
pub fn synthetic_targets(mmsi: u32, targets: &[Target]) -> BitWriter {
    let mut out = BitWriter::new();
    out.put(0, 6, 8);
    out.put(8, 30, u64::from(mmsi));
    out.put(40, 10, DAC);
    out.put(50, 6, FI);
    out.reserve(HEAD);
    for target in targets.iter().take(MOST_TARGETS) {
        target.write(&mut out);
    }
    out
}

impl Target {
    fn write(&self, out: &mut BitWriter) {
        // The name is neither MMSI nor IMO number nor call sign.
        out.push(2, 3);
        let ascii = self.name.chars().map(|c| if c.is_ascii() { c } else { '?' });
        let seven: String = ascii.chain(std::iter::repeat('@')).take(7).collect();
        out.push_text(&seven);
        out.push(4, 0);
        out.push(24, thousandths(self.position.lat(), 24));
        out.push(25, thousandths(self.position.lon(), 25));
        out.push(9, u64::from(self.course.filter(|course| *course < 360).unwrap_or(360)));
        out.push(6, u64::from(self.second.filter(|second| *second < 60).unwrap_or(60)));
        out.push(8, u64::from(self.speed.filter(|speed| *speed < 255).unwrap_or(255)));
    }
}

/// Degrees in thousandths of a minute, as a signed field of `width` bits.
fn thousandths(degrees: f64, width: u32) -> u64 {
    let value = (degrees * 60_000.0).round() as i64;
    value.cast_unsigned() & ((1 << width) - 1)
}
