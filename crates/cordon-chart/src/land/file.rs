//! The land file: polygons on an integer grid, delta coded, compressed with zstd.
//!
//! After decompression: the magic `CLND1\n`, the grid as four little-endian `f64` (longitude of
//! column 0, degrees per column, latitude of row 0, degrees per row), then LEB128 numbers: polygons;
//! for each its rings; for each its corners without the closing one, as zigzag differences of column
//! and row from the corner before (from 0, 0 at the start of each ring).

use std::io::Read;

use cordon_core::position::{HALF_TURN, UNITS_PER_DEGREE};

use super::Vertex;

const MAGIC: &[u8] = b"CLND1\n";
const LARGEST: u64 = 64 << 20;

/// Why bytes are not a land file.
#[derive(Debug, thiserror::Error)]
pub enum LandFileError {
    /// Not zstd, or broken inside.
    #[error("the land file cannot be decompressed: {0}")]
    Compression(#[from] std::io::Error),
    /// Some other file.
    #[error("not a land file: it does not begin with `CLND1`; build one with `build_land`")]
    Magic,
    /// Ends in the middle, or holds a number that cannot be.
    #[error("the land file is damaged {0} bytes from its end; build it again with `build_land`")]
    Damaged(usize),
}

/// Corners by column and row of the grid.
pub type GridRing = Vec<[i32; 2]>;

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

/// What a land file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct LandFile {
    /// The grid of all corners.
    pub grid: Grid,
    /// Polygons of rings, the outer ring first; rings are not closed.
    pub polygons: Vec<Vec<GridRing>>,
}

impl LandFile {
    /// As bytes.
    pub fn encode(&self) -> Result<Vec<u8>, LandFileError> {
        let mut out = MAGIC.to_vec();
        for number in [self.grid.west, self.grid.column, self.grid.south, self.grid.row] {
            out.extend(number.to_le_bytes());
        }
        put(&mut out, self.polygons.len() as u64);
        for polygon in &self.polygons {
            put(&mut out, polygon.len() as u64);
            for ring in polygon {
                put_ring(&mut out, ring);
            }
        }
        Ok(zstd::bulk::compress(&out, 19)?)
    }

    /// From bytes; at most 64 MiB after decompression are read.
    pub fn decode(bytes: &[u8]) -> Result<LandFile, LandFileError> {
        let mut plain = Vec::new();
        zstd::Decoder::new(bytes)?.take(LARGEST).read_to_end(&mut plain)?;
        let mut rest = plain.strip_prefix(MAGIC).ok_or(LandFileError::Magic)?;
        read(&mut rest).ok_or(LandFileError::Damaged(rest.len()))
    }

    /// The corners in AIS units, rings closed.
    pub fn into_vertices(self) -> Vec<Vec<Vec<Vertex>>> {
        let grid = self.grid;
        let close = |ring: GridRing| {
            let first = ring.first().copied();
            ring.into_iter().chain(first).map(|corner| grid.vertex(corner)).collect()
        };
        self.polygons.into_iter().map(|polygon| polygon.into_iter().map(close).collect()).collect()
    }
}

fn put_ring(out: &mut Vec<u8>, ring: &GridRing) {
    put(out, ring.len() as u64);
    let mut before = [0, 0];
    for &corner in ring {
        for axis in 0..2 {
            let step = i64::from(corner[axis]) - i64::from(before[axis]);
            put(out, ((step << 1) ^ (step >> 63)) as u64);
        }
        before = corner;
    }
}

fn put(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn read(from: &mut &[u8]) -> Option<LandFile> {
    let grid = Grid {
        west: number(from)?,
        column: number(from)?,
        south: number(from)?,
        row: number(from)?,
    };
    // Capacities are left to grow with what is really there, whatever the counts claim.
    let polygons = (0..take(from)?).map(|_| polygon(from)).collect::<Option<_>>()?;
    from.is_empty().then_some(LandFile { grid, polygons })
}

fn polygon(from: &mut &[u8]) -> Option<Vec<GridRing>> {
    (0..take(from)?).map(|_| ring(from)).collect()
}

fn ring(from: &mut &[u8]) -> Option<GridRing> {
    let mut at = [0_i32; 2];
    (0..take(from)?)
        .map(|_| {
            for axis in &mut at {
                let zigzag = take(from)?;
                let step = (zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed();
                *axis = axis.checked_add(i32::try_from(step).ok()?)?;
            }
            Some(at)
        })
        .collect()
}

fn number(from: &mut &[u8]) -> Option<f64> {
    let (head, rest) = from.split_first_chunk::<8>()?;
    *from = rest;
    Some(f64::from_le_bytes(*head)).filter(|n| n.is_finite())
}

fn take(from: &mut &[u8]) -> Option<u64> {
    let mut n = 0_u64;
    for shift in (0..63).step_by(7) {
        let (&byte, rest) = from.split_first()?;
        *from = rest;
        n |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(n);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn files() -> impl Strategy<Value = LandFile> {
        let ring = prop::collection::vec(prop::array::uniform2(-3_000..100_000_i32), 0..20);
        let polygons = prop::collection::vec(prop::collection::vec(ring, 0..4), 0..5);
        polygons.prop_map(|polygons| {
            let grid = Grid { west: -180.0, column: 0.0036, south: -85.0, row: 0.0017 };
            LandFile { grid, polygons }
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(file in files()) {
            prop_assert_eq!(LandFile::decode(&file.encode().unwrap()).unwrap(), file);
        }

        #[test]
        fn damage_is_told(file in files(), cut in 1_usize..40, junk in any::<[u8; 8]>()) {
            let plain = zstd::decode_all(file.encode().unwrap().as_slice()).unwrap();
            let mut torn = plain[..plain.len().saturating_sub(cut)].to_vec();
            let whole = zstd::bulk::compress(&torn, 1).unwrap();
            prop_assert!(LandFile::decode(&whole).is_err());
            torn.extend(junk);
            let _ = LandFile::decode(&zstd::bulk::compress(&torn, 1).unwrap());
            prop_assert!(LandFile::decode(&junk).is_err());
        }
    }
}
