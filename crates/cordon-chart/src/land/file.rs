//! The land file: polygons on an integer grid, delta coded, compressed with zstd.
//!
//! After decompression, with every count and number in LEB128 unless said otherwise:
//!
//! | part | what |
//! |---|---|
//! | magic | `CLND2\n` |
//! | source | length, then UTF-8: where the shore is from |
//! | error | `f64`: metres that the shore may be off, at most |
//! | area | 4 × `f64`: west, south, east, north in degrees that the file answers for |
//! | extent | 4 × `f64`: the same for where its polygons are complete, wider than the area |
//! | grid | 4 × `f64`: longitude of column 0, degrees a column, latitude of row 0, degrees a row |
//! | states | count, then three letters each (ISO 3166-1 alpha-3) |
//! | polygons | count; for each whether it is inland water (0 or 1), its rings, the outer one first |
//! | ring | corners without the closing one, as zigzag differences of column and row from the corner before (from 0, 0 at the start of each ring); then runs: corners in a row, and 0 or 1 + the index of the state whose shore begins there |
//!
//! `f64` are little-endian.

mod code;

use cordon_core::position::{HALF_TURN, UNITS_PER_DEGREE};

use super::{BoundingBox, Vertex};
use crate::state::State;

/// Why bytes are not a land file.
#[derive(Debug, thiserror::Error)]
pub enum LandFileError {
    /// Not zstd, or broken inside.
    #[error("the land file cannot be decompressed: {0}")]
    Compression(#[from] std::io::Error),
    /// Some other file.
    #[error("not a land file: it does not begin with `CLND2`; `cordon chart build` writes one")]
    Magic,
    /// Ends in the middle, or holds a number that cannot be.
    #[error(
        "the land file is damaged {0} bytes from its end; build it again with `cordon chart build`"
    )]
    Damaged(usize),
}

/// Which degrees the columns and rows stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Longitude of column 0 in degrees.
    pub west: f64,
    /// Degrees per column.
    pub column: f64,
    /// Latitude of row 0 in degrees.
    pub south: f64,
    /// Degrees per row.
    pub row: f64,
}

impl Grid {
    /// Columns and rows in AIS units: corners come out as they went in.
    pub const AIS: Grid =
        Grid { west: 0.0, column: 1.0 / UNITS_PER_DEGREE, south: 0.0, row: 1.0 / UNITS_PER_DEGREE };

    fn vertex(&self, [column, row]: [i32; 2]) -> Vertex {
        let raw = |degrees: f64, limit: f64| {
            (degrees * UNITS_PER_DEGREE).round().clamp(-limit, limit) as i32
        };
        let limit = f64::from(HALF_TURN);
        Vertex {
            lon_raw: raw(self.west + self.column * f64::from(column), limit),
            lat_raw: raw(self.south + self.row * f64::from(row), limit / 2.0),
        }
    }
}

/// Corners by column and row of the grid, and whose shore leaves each of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ring {
    /// Column and row of each corner; the ring is not closed.
    pub corners: Vec<[i32; 2]>,
    /// How many corners in a row have which state, by index into [`LandFile::states`]. Corners
    /// past the last run have none.
    pub runs: Vec<(u32, Option<u16>)>,
}

impl Ring {
    /// From corners that each carry their state.
    pub fn from_corners(corners: &[([i32; 2], Option<u16>)]) -> Ring {
        let mut runs: Vec<(u32, Option<u16>)> = Vec::new();
        for (_, state) in corners {
            match runs.last_mut() {
                Some((count, last)) if last == state => *count += 1,
                _ => runs.push((1, *state)),
            }
        }
        Ring { corners: corners.iter().map(|(corner, _)| *corner).collect(), runs }
    }
}

/// Land, or water within it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// A lake, a river's mouth, or an island in one: even-odd among these tells water from land.
    pub is_inland_water: bool,
    /// The outer ring first.
    pub rings: Vec<Ring>,
}

/// What a land file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct LandFile {
    /// Where the shore is from.
    pub source: String,
    /// Metres that the shore may be off.
    pub error_m: f64,
    /// What the file answers for.
    pub area: BoundingBox,
    /// Where its polygons are complete.
    pub extent: BoundingBox,
    /// The grid of all corners.
    pub grid: Grid,
    /// States whose shores these are.
    pub states: Vec<State>,
    /// Land and inland waters.
    pub shapes: Vec<Shape>,
}

impl LandFile {
    /// A ring's corners in AIS units, closed.
    pub(super) fn vertices<'a>(&'a self, ring: &'a Ring) -> impl Iterator<Item = Vertex> + 'a {
        let closing = ring.corners.first();
        ring.corners.iter().chain(closing).map(|&corner| self.grid.vertex(corner))
    }
}
