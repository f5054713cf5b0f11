//! Zone entry: a track enters an area of the user's, drawn as GeoJSON.
//!
//! A zone may lie across the 180° meridian, and may have holes; it may not reach round the earth.

use cordon_core::{Finding, Fix, Kind, Position, Status, Time, TrackId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::report::{self, Draft, Table};
use crate::rules::{BadRules, Context, within};
use crate::vertex::Vertex;

/// Thresholds for zone entries, and the zones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ZoneRules {
    /// A GeoJSON file of polygons, with a `name` each; empty for no zones (ours).
    pub geojson: String,
    /// At least this many fixes in a row lie inside: one stray fix is no entry (ours: 2).
    pub fixes: u32,
    /// The zones of that file.
    #[serde(skip)]
    pub zones: Vec<Zone>,
}

impl Default for ZoneRules {
    fn default() -> ZoneRules {
        ZoneRules { geojson: String::new(), fixes: 2, zones: Vec::new() }
    }
}

impl ZoneRules {
    pub(crate) fn check(&self) -> Result<(), BadRules> {
        within("zone_entry.fixes", f64::from(self.fixes), 1.0, 1e6, "1 to 1 000 000")
    }
}

/// A named area.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// What the user calls it.
    pub name: String,
    /// Rings of (longitude, latitude) in degrees, longitudes running on across the 180° meridian.
    rings: Vec<Vec<(f64, f64)>>,
    west: f64,
    width: f64,
    south: f64,
    north: f64,
}

/// Why a file gives no zones.
#[derive(Debug, thiserror::Error)]
pub enum BadZones {
    /// Not JSON.
    #[error("the zones are not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Not a polygon or a collection of them.
    #[error("feature {0} of the zones is no polygon; write Polygon or MultiPolygon (RFC 7946)")]
    NoPolygon(usize),
    /// A ring with fewer than four places, or with something that is no place.
    #[error("feature {0} of the zones has a ring that is not four places or more in degrees")]
    Ring(usize),
    /// More than half way round.
    #[error("feature {0} of the zones is wider than 180°; cut it in two")]
    Wide(usize),
    /// More corners than are looked at for every fix.
    #[error("the zones have more than {MOST_CORNERS} corners; simplify them")]
    Large,
}

/// Corners of all zones together: each fix near a zone looks at all of its corners.
const MOST_CORNERS: usize = 200_000;

/// Reads zones from GeoJSON: a feature collection, a feature or a bare polygon.
///
/// ```
/// use cordon_detectors::zone::zones_from_geojson;
/// let square = r#"{"type":"Feature","properties":{"name":"Box"},"geometry":{"type":"Polygon",
///     "coordinates":[[[179,10],[-179,10],[-179,12],[179,12],[179,10]]]}}"#;
/// let zones = zones_from_geojson(square).unwrap();
/// let at = |lat, lon| cordon_core::Position::from_degrees(lat, lon).unwrap();
/// assert!(zones[0].contains(at(11.0, 180.0)) && !zones[0].contains(at(11.0, 0.0)));
/// ```
pub fn zones_from_geojson(text: &str) -> Result<Vec<Zone>, BadZones> {
    let file: Value = serde_json::from_str(text)?;
    let one = std::slice::from_ref(&file);
    let features = file.get("features").and_then(Value::as_array).map_or(one, Vec::as_slice);
    let mut zones = Vec::new();
    let mut corners = 0;
    for (feature, number) in features.iter().zip(1..) {
        for zone in read_feature(feature, number)? {
            corners += zone.rings.iter().map(Vec::len).sum::<usize>();
            zones.push(zone);
        }
        if corners > MOST_CORNERS {
            return Err(BadZones::Large);
        }
    }
    Ok(zones)
}

fn read_feature(feature: &Value, number: usize) -> Result<Vec<Zone>, BadZones> {
    let geometry = feature.get("geometry").unwrap_or(feature);
    let name = feature.pointer("/properties/name").and_then(Value::as_str);
    let name = name.map_or_else(|| format!("zone {number}"), str::to_owned);
    let coordinates = geometry.get("coordinates").and_then(Value::as_array);
    let no_polygon = || BadZones::NoPolygon(number);
    let coordinates = coordinates.ok_or_else(no_polygon)?;
    match geometry.get("type").and_then(Value::as_str) {
        Some("Polygon") => Ok(vec![Zone::read(name, coordinates, number)?]),
        Some("MultiPolygon") => {
            let polygons = coordinates.iter().map(|one| one.as_array().ok_or_else(no_polygon));
            polygons.map(|rings| Zone::read(name.clone(), rings?, number)).collect()
        }
        _ => Err(no_polygon()),
    }
}

impl Zone {
    fn read(name: String, rings: &[Value], number: usize) -> Result<Zone, BadZones> {
        let mut zone =
            Zone { name, rings: Vec::new(), west: 0.0, width: 0.0, south: 90.0, north: -90.0 };
        for ring in rings {
            let corners = read_ring(ring).ok_or(BadZones::Ring(number))?;
            zone.rings.push(corners);
        }
        let Some(outer) = zone.rings.first() else { return Err(BadZones::Ring(number)) };
        let lons = || outer.iter().map(|&(lon, _)| lon);
        zone.west = lons().fold(f64::INFINITY, f64::min);
        zone.width = lons().fold(f64::NEG_INFINITY, f64::max) - zone.west;
        for &(_, lat) in outer {
            zone.south = zone.south.min(lat);
            zone.north = zone.north.max(lat);
        }
        if zone.width > 180.0 { Err(BadZones::Wide(number)) } else { Ok(zone) }
    }

    /// Whether `at` lies inside, and in no hole.
    pub fn contains(&self, at: Position) -> bool {
        let lat = at.lat();
        if lat < self.south || lat > self.north {
            return false;
        }
        let east = (at.lon() - self.west).rem_euclid(360.0);
        if east > self.width {
            return false;
        }
        let crossings =
            self.rings.iter().map(|ring| self.crossings(ring, east, lat)).sum::<usize>();
        crossings % 2 == 1
    }

    /// How many edges of a ring a ray to the east crosses.
    fn crossings(&self, ring: &[(f64, f64)], east: f64, lat: f64) -> usize {
        let crosses = |edge: &&[(f64, f64)]| {
            let [(lon0, lat0), (lon1, lat1)] = **edge else { return false };
            // The rings of holes may be written a whole turn away.
            let turn = ((lon0 - self.west) / 360.0).floor() * 360.0;
            let (x0, x1) = (lon0 - self.west - turn, lon1 - self.west - turn);
            (lat0 > lat) != (lat1 > lat) && east < x0 + (lat - lat0) / (lat1 - lat0) * (x1 - x0)
        };
        ring.windows(2).filter(crosses).count()
    }
}

/// The places of a closed ring, each the short way from the one before.
fn read_ring(ring: &Value) -> Option<Vec<(f64, f64)>> {
    let mut corners: Vec<(f64, f64)> = Vec::new();
    for place in ring.as_array()? {
        let [lon, lat, ..] = place.as_array()?.as_slice() else { return None };
        let (mut lon, lat) = (lon.as_f64()?, lat.as_f64()?);
        if !(-360.0..=360.0).contains(&lon) || !(-90.0..=90.0).contains(&lat) {
            return None;
        }
        if let Some(&(before, _)) = corners.last() {
            lon -= ((lon - before) / 360.0).round() * 360.0;
        }
        corners.push((lon, lat));
    }
    let first = *corners.first()?;
    corners.push(first);
    (corners.len() > 4).then_some(corners)
}

/// The state for one track; takes no room where there are no zones.
#[derive(Clone, Debug, Default)]
pub(crate) struct ZoneDetector(Option<Box<Zoned>>);

#[derive(Clone, Debug, Default)]
struct Zoned {
    last: Option<Vertex>,
    inside: Vec<Stay>,
}

#[derive(Clone, Copy, Debug)]
struct Stay {
    zone: usize,
    before: Option<Vertex>,
    first: Vertex,
    last: Vertex,
    fixes: u32,
}

impl ZoneDetector {
    pub(crate) fn on_fix(
        &mut self,
        track: TrackId,
        fix: &Fix,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        if !ctx.rules.zone_entry.zones.is_empty() {
            self.0.get_or_insert_default().on_fix(track, fix.into(), ctx, out);
        }
    }

    pub(crate) fn finish(&mut self, track: TrackId, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        let Some(mut zoned) = self.0.take() else { return };
        zoned.inside.sort_by_key(|stay| stay.zone);
        let stays = zoned.inside.into_iter();
        out.extend(stays.filter_map(|stay| stay.report(track, Ending::Still, ctx)));
    }
}

impl Zoned {
    fn on_fix(&mut self, track: TrackId, here: Vertex, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        for (at, zone) in ctx.rules.zone_entry.zones.iter().enumerate() {
            let stay = self.inside.iter().position(|stay| stay.zone == at);
            match (stay, zone.contains(here.position)) {
                (None, true) => self.enter(at, here, track, ctx, out),
                (Some(stay), true) => self.stay_on(stay, here, track, ctx, out),
                (Some(stay), false) => {
                    let stay = self.inside.swap_remove(stay);
                    out.extend(stay.report(track, Ending::Left(here), ctx));
                }
                (None, false) => {}
            }
        }
        self.last = Some(here);
    }

    fn enter(
        &mut self,
        zone: usize,
        here: Vertex,
        track: TrackId,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        self.inside.push(Stay { zone, before: self.last, first: here, last: here, fixes: 0 });
        self.stay_on(self.inside.len() - 1, here, track, ctx, out);
    }

    fn stay_on(
        &mut self,
        at: usize,
        here: Vertex,
        track: TrackId,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        let Some(stay) = self.inside.get_mut(at) else { return };
        stay.last = here;
        stay.fixes = stay.fixes.saturating_add(1);
        if stay.fixes == ctx.rules.zone_entry.fixes {
            out.extend(stay.report(track, Ending::Still, ctx));
        }
    }
}

/// How a stay ends.
#[derive(Clone, Copy)]
enum Ending {
    Left(Vertex),
    Still,
}

impl Stay {
    fn report(&self, track: TrackId, ending: Ending, ctx: &Context<'_>) -> Option<Finding> {
        let rules = &ctx.rules.zone_entry;
        let name = rules.zones.get(self.zone)?.name.as_str();
        if self.fixes < rules.fixes {
            return None;
        }
        let (status, left) = match ending {
            Ending::Left(left) => (Status::Final, Some(left)),
            Ending::Still => (Status::Open, None),
        };
        let end: Time = left.unwrap_or(self.last).time;
        let lasted = end - self.first.time;
        let values = Table::default()
            .with("zone", name)
            .with("duration_h", report::hours(lasted))
            .with("fixes", i64::from(self.fixes))
            .with("entry_observed", self.before.is_some())
            .with("exit_observed", left.is_some())
            .with("start_observed", true)
            .with("end_observed", true)
            .with("last_inside", self.last.time)
            .with_some("entered_after", self.before.map(|fix| fix.time));
        let mut cited: Vec<_> = self.before.into_iter().chain([self.first, self.last]).collect();
        cited.extend(left);
        cited.dedup();
        let begin = if self.before.is_some() { "Entered" } else { "Was first heard in" };
        let close = if left.is_some() { "and left" } else { "and is there still" };
        let draft = Draft {
            kind: Kind::ZoneEntry,
            status,
            start: self.first.time,
            end: left.map(|left| left.time),
            position: self.first.position,
            tracks: vec![track],
            salt: name.to_owned(),
            values,
            thresholds: Table::default().with("fixes", i64::from(rules.fixes)),
            evidence: cited.into_iter().map(|fix| fix.cite(track)).collect(),
            reason: format!("{begin} {name} {close}, {lasted} after it was first seen there."),
        };
        Some(draft.finding())
    }
}
