//! A polygon anywhere on earth: over the 180th meridian, around a pole, with holes.
//!
//! Edges are straight in longitude and latitude (RFC 7946, 3.1.1) and take the short way around. A ring
//! that comes back one turn farther goes around a pole: the one nearer to its corners on average.
//! Inside is what an odd number of rings surrounds, counted along the meridian to the south pole, so
//! that no copy of a ring a turn to the east or west is missed or met twice.

use cordon_core::Position;

use super::crossing::{self, Segment};

/// Bands of longitude that edges are sorted into.
const BANDS: usize = 256;

/// Why rings are no polygon.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum BadArea {
    /// No ring at all.
    #[error("it has no ring")]
    NoRing,
    /// Fewer than three different corners.
    #[error("a ring has fewer than three different corners")]
    FewCorners,
    /// Not degrees.
    #[error("a corner is at {0}, {1}, which are no degrees of longitude and latitude")]
    NoPlace(f64, f64),
    /// No surface, for example because edges of half a turn and more fold up.
    #[error(
        "a ring encloses nothing; edges go the short way around, so that one across more than 180° of \
         longitude needs corners in between"
    )]
    Flat,
    /// Around the earth more than once.
    #[error("a ring goes around the earth more than once")]
    Winds,
    /// Edges that cross, at a longitude and latitude.
    #[error(
        "its edges cross one another near {0:.4}, {1:.4} (longitude, latitude); mend it, for example with `ogr2ogr -makevalid`"
    )]
    Crosses(f64, f64),
    /// So many long edges that crossings are not looked for.
    #[error("it is too large to be checked; simplify it")]
    Large,
}

/// A polygon.
#[derive(Clone, Debug)]
pub struct Area {
    segments: Vec<Segment>,
    /// Segments of each band of longitude from `west` to `east`.
    bands: Vec<Vec<u32>>,
    south: f64,
    north: f64,
    west: f64,
    east: f64,
}

impl Area {
    /// From rings of longitude and latitude in degrees, the outer one first. A ring that is not closed
    /// is closed; longitudes up to 360° are understood.
    pub fn from_rings(rings: &[Vec<[f64; 2]>]) -> Result<Area, BadArea> {
        if rings.is_empty() {
            return Err(BadArea::NoRing);
        }
        let mut segments = Vec::new();
        let mut middle = None;
        for ring in rings {
            let mut unrolled = unroll(ring)?;
            let start = unrolled.first().map_or(0.0, |corner| corner[0]);
            let near = *middle.get_or_insert_with(|| centre(&unrolled));
            let turns = ((near - start) / 360.0).round() * 360.0;
            for corner in &mut unrolled {
                corner[0] += turns;
            }
            segments.extend(unrolled.windows(2).filter_map(|pair| match pair {
                &[a, b] => Some(Segment { a, b, is_seam: is_pole(a[1]) || is_pole(b[1]) }),
                _ => None,
            }));
        }
        crossing::check(&segments)?;
        Ok(Area::new(segments))
    }

    fn new(segments: Vec<Segment>) -> Area {
        let fold = |axis: usize, start: f64, pick: fn(f64, f64) -> f64| {
            segments.iter().fold(start, |best, s| pick(best, pick(s.a[axis], s.b[axis])))
        };
        let (low, high) = (f64::INFINITY, f64::NEG_INFINITY);
        let (west, east) = (fold(0, low, f64::min), fold(0, high, f64::max));
        let (south, north) = (fold(1, low, f64::min), fold(1, high, f64::max));
        let mut area = Area { segments: Vec::new(), bands: Vec::new(), south, north, west, east };
        let mut bands = vec![Vec::new(); BANDS];
        for (index, s) in segments.iter().enumerate() {
            let (low, high) = (area.band(s.a[0].min(s.b[0])), area.band(s.a[0].max(s.b[0])));
            for band in bands.iter_mut().take(high + 1).skip(low) {
                band.push(index as u32);
            }
        }
        area.segments = segments;
        area.bands = bands;
        area
    }

    /// Whether the place lies inside; on the very edge either way.
    pub fn contains(&self, at: Position) -> bool {
        let lat = at.lat();
        if !(self.south..=self.north).contains(&lat) {
            return false;
        }
        // A pole is held by what is drawn along it.
        let lat = if is_pole(lat) { lat - lat.signum() * 1e-9 } else { lat };
        let first = ((self.west - at.lon()) / 360.0).ceil() as i32;
        let last = ((self.east - at.lon()) / 360.0).floor() as i32;
        let crossings = (first..=last).map(|turn| {
            let lon = at.lon() + 360.0 * f64::from(turn);
            let band = self.bands.get(self.band(lon)).map_or(&[][..], Vec::as_slice);
            let edges = band.iter().filter_map(|&index| self.segments.get(index as usize));
            edges.filter(|edge| edge.passes_south(lon, lat)).count()
        });
        crossings.sum::<usize>() % 2 == 1
    }

    /// West, south, east, north in degrees; longitudes run on past 180° where the area does.
    pub fn bounds(&self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north]
    }

    fn band(&self, lon: f64) -> usize {
        let part = (lon - self.west) / (self.east - self.west).max(1e-12);
        ((part * BANDS as f64) as usize).min(BANDS - 1)
    }
}

fn is_pole(lat: f64) -> bool {
    lat.abs() >= 90.0
}

/// Longitudes without jumps, closed.
fn unroll(ring: &[[f64; 2]]) -> Result<Vec<[f64; 2]>, BadArea> {
    for &[lon, lat] in ring {
        // Not NaN either.
        if !(lon.abs() <= 360.0 && lat.abs() <= 90.0) {
            return Err(BadArea::NoPlace(lon, lat));
        }
    }
    let Some(&first) = ring.first() else { return Err(BadArea::FewCorners) };
    let mut out = vec![first];
    let mut last = first;
    for &[lon, lat] in ring.iter().skip(1).chain([&first]) {
        let turn = lon - last[0];
        last = [last[0] + turn - 360.0 * (turn / 360.0).round(), lat];
        if out.last() != Some(&last) {
            out.push(last);
        }
    }
    if ring.len() < 3 {
        return Err(BadArea::FewCorners);
    }
    close(&mut out, first, last)?;
    is_wide(&out).then_some(out).ok_or(BadArea::Flat)
}

fn close(out: &mut Vec<[f64; 2]>, first: [f64; 2], last: [f64; 2]) -> Result<(), BadArea> {
    let turns = ((last[0] - first[0]) / 360.0).round();
    if turns.abs() > 1.0 {
        return Err(BadArea::Winds);
    }
    if turns == 0.0 {
        // Rounding on the way round must not leave a gap.
        if let Some(end) = out.last_mut() {
            *end = first;
        }
        return Ok(());
    }
    let mean = out.iter().map(|corner| corner[1]).sum::<f64>() / out.len() as f64;
    let pole = 90.0_f64.copysign(mean);
    out.extend([[last[0], pole], [first[0], pole], first]);
    Ok(())
}

/// Whether the corners lie on more than one line.
fn is_wide(ring: &[[f64; 2]]) -> bool {
    let Some((&origin, others)) = ring.split_first() else { return false };
    let from = |c: &[f64; 2]| [c[0] - origin[0], c[1] - origin[1]];
    let far = others.iter().map(from).max_by(|a, b| a[0].hypot(a[1]).total_cmp(&b[0].hypot(b[1])));
    let Some(far) = far else { return false };
    others.iter().map(from).any(|c| (far[0] * c[1] - far[1] * c[0]).abs() > 1e-12)
}

fn centre(ring: &[[f64; 2]]) -> f64 {
    let (low, high) = ring
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), c| (low.min(c[0]), high.max(c[0])));
    f64::midpoint(low, high)
}
