//! Bytes of a land file, and back.

use std::io::Read;

use super::{BoundingBox, Grid, LandFile, LandFileError, Ring, Shape};
use crate::state::State;

const MAGIC: &[u8] = b"CLND2\n";
/// The whole world at full resolution takes some 60 MiB.
const LARGEST: u64 = 256 << 20;
const LONGEST_SOURCE: u64 = 1_000;

impl LandFile {
    /// As bytes.
    pub fn encode(&self) -> Result<Vec<u8>, LandFileError> {
        let mut out = MAGIC.to_vec();
        put(&mut out, self.source.len() as u64);
        out.extend(self.source.as_bytes());
        let Grid { west, column, south, row } = self.grid;
        let boxes = [sides(&self.area), sides(&self.extent), [west, column, south, row]].concat();
        out.extend([self.error_m].iter().chain(&boxes).flat_map(|number| number.to_le_bytes()));
        put(&mut out, self.states.len() as u64);
        out.extend(self.states.iter().flat_map(|state| state.code().bytes()));
        put(&mut out, self.shapes.len() as u64);
        for shape in &self.shapes {
            put(&mut out, u64::from(shape.is_inland_water));
            put(&mut out, shape.rings.len() as u64);
            shape.rings.iter().for_each(|ring| put_ring(&mut out, ring));
        }
        Ok(zstd::bulk::compress(&out, 19)?)
    }

    /// From bytes; at most 256 MiB after decompression are read.
    pub fn decode(bytes: &[u8]) -> Result<LandFile, LandFileError> {
        let mut plain = Vec::new();
        zstd::Decoder::new(bytes)?.take(LARGEST).read_to_end(&mut plain)?;
        let mut rest = plain.strip_prefix(MAGIC).ok_or(LandFileError::Magic)?;
        read(&mut rest).ok_or(LandFileError::Damaged(rest.len()))
    }
}

fn sides(b: &BoundingBox) -> [f64; 4] {
    [b.west, b.south, b.east, b.north]
}

fn put_ring(out: &mut Vec<u8>, ring: &Ring) {
    put(out, ring.corners.len() as u64);
    let mut before = [0, 0];
    for &corner in &ring.corners {
        for axis in 0..2 {
            let step = i64::from(corner[axis]) - i64::from(before[axis]);
            put(out, ((step << 1) ^ (step >> 63)) as u64);
        }
        before = corner;
    }
    put(out, ring.runs.len() as u64);
    for &(count, state) in &ring.runs {
        put(out, u64::from(count));
        put(out, state.map_or(0, |state| 1 + u64::from(state)));
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
    let source = source(from)?;
    let error_m = number(from)?;
    let (area, extent) = (bounds(from)?, bounds(from)?);
    let grid = Grid {
        west: number(from)?,
        column: number(from)?,
        south: number(from)?,
        row: number(from)?,
    };
    // Capacities are left to grow with what is really there, whatever the counts claim.
    let states: Vec<State> = (0..take(from)?).map(|_| state(from)).collect::<Option<_>>()?;
    let shapes = (0..take(from)?).map(|_| shape(from)).collect::<Option<_>>()?;
    from.is_empty().then_some(LandFile { source, error_m, area, extent, grid, states, shapes })
}

fn source(from: &mut &[u8]) -> Option<String> {
    let length = take(from).filter(|&length| length <= LONGEST_SOURCE)?;
    let (text, rest) = from.split_at_checked(length as usize)?;
    *from = rest;
    std::str::from_utf8(text).ok().map(str::to_owned)
}

fn bounds(from: &mut &[u8]) -> Option<BoundingBox> {
    let [west, south, east, north] = [number(from)?, number(from)?, number(from)?, number(from)?];
    let is_box = -180.0 <= west && west < east && east <= 180.0;
    let is_high = -90.0 <= south && south < north && north <= 90.0;
    (is_box && is_high).then_some(BoundingBox { west, south, east, north })
}

fn state(from: &mut &[u8]) -> Option<State> {
    let (code, rest) = from.split_at_checked(3)?;
    *from = rest;
    State::new(std::str::from_utf8(code).ok()?)
}

fn shape(from: &mut &[u8]) -> Option<Shape> {
    let is_inland_water = match take(from)? {
        0 => false,
        1 => true,
        _ => return None,
    };
    let rings = (0..take(from)?).map(|_| ring(from)).collect::<Option<_>>()?;
    Some(Shape { is_inland_water, rings })
}

fn ring(from: &mut &[u8]) -> Option<Ring> {
    let mut at = [0_i32; 2];
    let corners: Vec<[i32; 2]> = (0..take(from)?)
        .map(|_| {
            for axis in &mut at {
                let zigzag = take(from)?;
                let step = (zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed();
                *axis = axis.checked_add(i32::try_from(step).ok()?)?;
            }
            Some(at)
        })
        .collect::<Option<_>>()?;
    let run = |from: &mut &[u8]| {
        let count = u32::try_from(take(from)?).ok()?;
        let state = u16::try_from(take(from)?).ok()?;
        Some((count, state.checked_sub(1)))
    };
    let runs = (0..take(from)?).map(|_| run(from)).collect::<Option<_>>()?;
    Some(Ring { corners, runs })
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
        let corners = prop::collection::vec(prop::array::uniform2(-3_000..100_000_i32), 0..20);
        let runs = prop::collection::vec((1..30_u32, prop::option::of(0..2_u16)), 0..3);
        let ring = (corners, runs).prop_map(|(corners, runs)| Ring { corners, runs });
        let shape = (any::<bool>(), prop::collection::vec(ring, 0..4))
            .prop_map(|(is_inland_water, rings)| Shape { is_inland_water, rings });
        prop::collection::vec(shape, 0..5).prop_map(|shapes| LandFile {
            source: "a test".to_owned(),
            error_m: 500.0,
            area: BoundingBox { west: 118.0, south: 25.0, east: 135.0, north: 40.0 },
            extent: BoundingBox { west: 117.0, south: 24.0, east: 136.0, north: 41.0 },
            grid: Grid { west: -180.0, column: 0.0036, south: -85.0, row: 0.0017 },
            states: vec![State::KOR, State::JPN],
            shapes,
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
