//! Position and motion, straight from the bits: where each message type keeps them (ITU-R M.1371-6,
//! annex 8), in one scale.

use cordon_core::Fix;

use crate::bits::Bits;

/// "Not available" for latitude: 91° (ITU-R M.1371-6, table 47).
pub const NO_LATITUDE: i32 = 91 * 600_000;
/// "Not available" for longitude: 181°.
pub const NO_LONGITUDE: i32 = 181 * 600_000;
/// "Not defined" for navigational status.
pub const NO_STATUS: u8 = 15;

/// What a message says about place and motion, whatever its own scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinematics {
    /// Latitude in 1/600 000°, [`NO_LATITUDE`] when not available. Not judged: may be out of range.
    pub lat: i32,
    /// Longitude likewise.
    pub lon: i32,
    /// Speed over ground in 0.1 kn; [`Fix::NONE`] when not available.
    pub sog: u16,
    /// Course over ground in 0.1°, below 3 600; [`Fix::NONE`] when not available.
    pub cog: u16,
    /// True heading in degrees, below 360; [`Fix::NONE`] when not available.
    pub heading: u16,
    /// Navigational status; [`NO_STATUS`] for types that have none.
    pub nav_status: u8,
    /// Position accuracy of 10 m or better was claimed.
    pub accurate: bool,
}

impl Kinematics {
    /// A message that says nothing of the kind.
    pub const NONE: Kinematics = Kinematics {
        lat: NO_LATITUDE,
        lon: NO_LONGITUDE,
        sog: Fix::NONE,
        cog: Fix::NONE,
        heading: Fix::NONE,
        nav_status: NO_STATUS,
        accurate: false,
    };

    /// Reads a message of type `kind`. `None` for types without a position that is their sender's,
    /// and for messages cut short before the end of it.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "measured: saves a copy of the result")]
    pub fn read(bits: Bits<'_>, kind: u8) -> Option<Kinematics> {
        match kind {
            1..=3 => CLASS_A.read(bits),
            18 | 19 => CLASS_B.read(bits),
            4 => BASE_STATION.read(bits),
            9 => SAR_AIRCRAFT.read(bits),
            21 => AID.read(bits),
            27 => long_range(bits),
            28 => SINGLE_SLOT_AID.read(bits),
            _ => None,
        }
    }
}

/// Bit positions of the fields; `ABSENT` for those that a type does not have.
struct Layout {
    lon: usize,
    accuracy: usize,
    sog: usize,
    /// Unit of the speed, in 0.1 kn.
    sog_unit: u16,
    cog: usize,
    heading: usize,
    status: usize,
}

const ABSENT: usize = 100_000;

const PLACE_ONLY: Layout = Layout {
    lon: ABSENT,
    accuracy: ABSENT,
    sog: ABSENT,
    sog_unit: 1,
    cog: ABSENT,
    heading: ABSENT,
    status: ABSENT,
};

const CLASS_A: Layout =
    Layout { lon: 61, accuracy: 60, sog: 50, sog_unit: 1, cog: 116, heading: 128, status: 38 };
const CLASS_B: Layout =
    Layout { lon: 57, accuracy: 56, sog: 46, cog: 112, heading: 124, ..PLACE_ONLY };
const SAR_AIRCRAFT: Layout =
    Layout { lon: 61, accuracy: 60, sog: 50, sog_unit: 10, cog: 116, ..PLACE_ONLY };
const BASE_STATION: Layout = Layout { lon: 79, accuracy: 78, ..PLACE_ONLY };
const AID: Layout = Layout { lon: 164, accuracy: 163, ..PLACE_ONLY };
const SINGLE_SLOT_AID: Layout = Layout { lon: 44, ..PLACE_ONLY };

impl Layout {
    /// Inlined with a constant layout, every test on `ABSENT` is decided at compile time.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "measured: the layouts must be folded as constants")]
    fn read(&self, bits: Bits<'_>) -> Option<Kinematics> {
        if !bits.has(self.lon, 28 + 27) {
            return None;
        }
        let unit = self.sog_unit;
        Some(Kinematics {
            lon: bits.i_within(self.lon, 28) as i32,
            lat: bits.i_within(self.lon + 28, 27) as i32,
            sog: below(bits, self.sog, 10, 1_023).map_or(Fix::NONE, |sog| sog * unit),
            cog: below(bits, self.cog, 12, 3_600).unwrap_or(Fix::NONE),
            heading: below(bits, self.heading, 9, 360).unwrap_or(Fix::NONE),
            nav_status: below(bits, self.status, 4, 15).map_or(NO_STATUS, |status| status as u8),
            accurate: self.accuracy != ABSENT && bits.u_within(self.accuracy, 1) == 1,
        })
    }
}

/// The field, when it is there and below `limit`, from where "not available" and nonsense begin.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of `Layout::read`")]
fn below(bits: Bits<'_>, start: usize, width: usize, limit: u16) -> Option<u16> {
    if start == ABSENT || !bits.has(start, width) {
        return None;
    }
    Some(bits.u_within(start, width) as u16).filter(|&value| value < limit)
}

/// Message 27 has coarser units and its own words for "not available" (3.25).
fn long_range(bits: Bits<'_>) -> Option<Kinematics> {
    /// Units of 1/10 minute in units of 1/10 000 minute.
    const TENTH: i32 = 1_000;
    bits.has(44, 18 + 17).then(|| Kinematics {
        lon: bits.i(44, 18) as i32 * TENTH,
        lat: bits.i(62, 17) as i32 * TENTH,
        sog: below(bits, 79, 6, 63).map_or(Fix::NONE, |knots| knots * 10),
        cog: below(bits, 85, 9, 360).map_or(Fix::NONE, |degrees| degrees * 10),
        heading: Fix::NONE,
        nav_status: below(bits, 40, 4, 15).map_or(NO_STATUS, |status| status as u8),
        accurate: bits.flag(38),
    })
}
