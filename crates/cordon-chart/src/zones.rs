//! Zones of the user's: exclusive economic zones, territorial seas, baselines, boundaries.
//!
//! GeoJSON (RFC 7946), GeoPackage (OGC 12-128) and shapefiles (ESRI 1998) are read, recognised by
//! content. Degrees of WGS84 only: anything else is refused, since a zone in other coordinates would be a
//! zone elsewhere.

pub mod area;
mod crossing;
mod geojson;
mod geopackage;
mod shapefile;
mod wkb;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use cordon_core::Position;

use crate::state::State;
pub use area::{Area, BadArea};

const LARGEST_FILE: u64 = 1 << 30;
/// Of all zones of a file together.
pub(crate) const MOST_CORNERS: usize = 5_000_000;
pub(crate) const MOST_ZONES: usize = 100_000;

/// What a zone is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Exclusive economic zone.
    Eez,
    /// Territorial sea.
    Territorial,
    /// Waters landward of a straight baseline: internal waters.
    Baseline,
    /// Any other area: it is named in the answer and decides nothing.
    Other,
}

/// A zone of the user's.
#[derive(Clone, Debug)]
pub struct Zone {
    /// As its file calls it, or `zone N`.
    pub name: String,
    /// States that claim it, the first one first; none where the file does not say.
    pub states: Vec<State>,
    /// What it is for.
    pub purpose: Use,
    /// Name of its file.
    pub file: String,
    /// Where.
    pub area: Area,
}

/// A polygon with its name and states, as a reader finds it: rings of longitude and latitude.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) name: Option<String>,
    pub(crate) states: Vec<State>,
    pub(crate) rings: Vec<Vec<[f64; 2]>>,
}

impl Draft {
    /// Takes an attribute of a feature, where its name says what it is. Names are those of Marine
    /// Regions, of Natural Earth, and plain ones.
    pub(crate) fn attribute(&mut self, key: &str, value: &str) {
        let value = value.trim();
        let key = key.to_ascii_lowercase();
        let is_name = matches!(key.as_str(), "name" | "geoname" | "label" | "title");
        let is_state = matches!(
            key.as_str(),
            "iso_sov1" | "iso_sov2" | "iso_sov3" | "iso_a3" | "iso3" | "state" | "iso_ter1"
        );
        if is_name && !value.is_empty() && self.name.is_none() {
            self.name = Some(value.chars().take(200).collect());
        }
        if is_state
            && let Some(state) = State::new(value)
            && !self.states.contains(&state)
        {
            self.states.push(state);
        }
    }
}

/// Why a file gives no zones.
#[derive(Debug, thiserror::Error)]
pub enum ZoneError {
    /// Not there, or not readable.
    #[error("cannot read the zones {path}: {cause}", path = path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// Larger than 1 GiB, or with more corners or zones than are looked at.
    #[error("the zones {} are too large: at most 1 GiB, 100 000 zones and 5 000 000 corners; simplify them", .0.display())]
    Size(PathBuf),
    /// None of the three formats.
    #[error("{} is neither GeoJSON, GeoPackage nor a shapefile (.shp)", .0.display())]
    Format(PathBuf),
    /// Broken inside.
    #[error("the zones {path} are damaged: {why}", path = path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Other coordinates than degrees of WGS84.
    #[error(
        "the zones {path} are in {crs}, not in degrees of WGS84; convert them, for example with \
         `ogr2ogr -t_srs EPSG:4326`", path = path.display()
    )]
    Crs {
        /// Which file.
        path: PathBuf,
        /// What it says.
        crs: String,
    },
    /// A polygon that is none.
    #[error("zone {number} (`{name}`) of {path}: {cause}", path = path.display())]
    Area {
        /// Which file.
        path: PathBuf,
        /// Counted from 1.
        number: usize,
        /// As the file calls it.
        name: String,
        /// What is wrong with it.
        cause: BadArea,
    },
    /// A file without polygons.
    #[error("there is no polygon in {}; an empty list of zones would say nothing is anybody's", .0.display())]
    Empty(PathBuf),
}

/// What a reader says, before the file is named.
#[derive(Debug)]
pub(crate) enum Fault {
    Damaged(String),
    Crs(String),
    Size,
}

impl Fault {
    pub(crate) fn damaged(why: impl Into<String>) -> Fault {
        Fault::Damaged(why.into())
    }
}

/// Reads every polygon of a file as zones for one purpose. A bad one is an error: a zone left out
/// would be open sea.
pub fn read_zones(path: &Path, purpose: Use) -> Result<Vec<Zone>, ZoneError> {
    finish(drafts(path)?, path, purpose)
}

fn finish(
    drafts: Result<Vec<Draft>, Fault>,
    path: &Path,
    purpose: Use,
) -> Result<Vec<Zone>, ZoneError> {
    let drafts = match drafts {
        Ok(drafts) => drafts,
        Err(Fault::Damaged(why)) => return Err(ZoneError::Damaged { path: path.to_owned(), why }),
        Err(Fault::Crs(crs)) => return Err(ZoneError::Crs { path: path.to_owned(), crs }),
        Err(Fault::Size) => return Err(ZoneError::Size(path.to_owned())),
    };
    if drafts.is_empty() {
        return Err(ZoneError::Empty(path.to_owned()));
    }
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let numbered = drafts.into_iter().zip(1..);
    let zone = |(draft, number): (Draft, usize)| {
        let name = draft.name.unwrap_or_else(|| format!("zone {number}"));
        match Area::from_rings(&draft.rings) {
            Ok(area) => Ok(Zone { name, states: draft.states, purpose, file: file.clone(), area }),
            Err(cause) => Err(ZoneError::Area { path: path.to_owned(), number, name, cause }),
        }
    };
    numbered.map(zone).collect()
}

/// Reads zones from the bytes of a GeoJSON document. For fuzzing and for requests.
pub fn zones_from_geojson(bytes: &[u8], purpose: Use) -> Result<Vec<Zone>, ZoneError> {
    finish(geojson::read(bytes), Path::new("GeoJSON"), purpose)
}

/// Reads zones from the bytes of a `.shp`, without its attributes. For fuzzing and for requests.
pub fn zones_from_shapefile(bytes: &[u8], purpose: Use) -> Result<Vec<Zone>, ZoneError> {
    finish(shapefile::read(bytes, None, None), Path::new("shapefile"), purpose)
}

fn drafts(path: &Path) -> Result<Result<Vec<Draft>, Fault>, ZoneError> {
    let bytes = read_file(path)?;
    if bytes.starts_with(b"SQLite format 3\0") {
        return Ok(geopackage::read(path));
    }
    if bytes.starts_with(&[0, 0, 0x27, 0x0A]) {
        let beside = |extension: &str| match read_file(&path.with_extension(extension)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(ZoneError::Read { cause, .. }) if cause.kind() == std::io::ErrorKind::NotFound => {
                Ok(None)
            }
            Err(error) => Err(error),
        };
        let (table, projection) = (beside("dbf")?, beside("prj")?);
        return Ok(shapefile::read(&bytes, table.as_deref(), projection.as_deref()));
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    match text.trim_ascii_start().first() {
        Some(b'{') => Ok(geojson::read(text)),
        _ => Err(ZoneError::Format(path.to_owned())),
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, ZoneError> {
    let told = |cause| ZoneError::Read { path: path.to_owned(), cause };
    let mut bytes = Vec::new();
    File::open(path).map_err(told)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(told)?;
    if bytes.len() as u64 > LARGEST_FILE {
        Err(ZoneError::Size(path.to_owned()))
    } else {
        Ok(bytes)
    }
}

/// Zones of several files.
#[derive(Clone, Debug, Default)]
pub struct Zones {
    zones: Vec<Zone>,
}

impl Zones {
    /// With more of them.
    pub fn add(&mut self, zones: Vec<Zone>) {
        self.zones.extend(zones);
    }

    /// Those that hold a place, in the order they were added.
    pub fn holding(&self, at: Position) -> impl Iterator<Item = &Zone> {
        self.zones.iter().filter(move |zone| zone.area.contains(at))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Zone> {
        self.zones.iter()
    }
}
