//! Natural Earth's countries as TopoJSON (`countries-10m.json` of the npm package `world-atlas`).
//!
//! Its rings are stitched for drawing on a sphere: they run across the antimeridian, and Antarctica
//! runs around the pole. Each ring of land is unrolled, closed through the pole where it goes
//! around, and cut into what lies in -180° to 180°. An arc of shore belongs to the one country that
//! uses it too.

use std::collections::HashMap;

use serde::Deserialize;

use super::BuildError;
use super::clip::{self, Corner};
use super::owners::Owners;
use crate::land::WORLD;
use crate::land::file::{Grid, LandFile, Ring, Shape};
use crate::state::State;

/// Columns of the source's grid: longitudes repeat after this many.
const AROUND: i32 = 99_999;
/// Measured south of Jeju, where islets are missing: 5.1 nm.
const ERROR_M: f64 = 9_500.0;
/// ISO 3166-1: numeric and alpha-3 codes.
const CODES: &str = include_str!("../../data/iso3166.csv");

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    arcs: Vec<Vec<[i32; 2]>>,
    objects: Objects,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Objects {
    land: Collection,
    countries: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    id: Option<String>,
    #[serde(flatten)]
    shape: Arcs,
}

/// Rings of polygons by the numbers of their arcs.
#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Arcs {
    Polygon(Vec<Vec<i32>>),
    MultiPolygon(Vec<Vec<Vec<i32>>>),
}

impl Arcs {
    fn polygons(&self) -> &[Vec<Vec<i32>>] {
        match self {
            Arcs::Polygon(polygon) => std::slice::from_ref(polygon),
            Arcs::MultiPolygon(polygons) => polygons,
        }
    }
}

/// From the bytes of the file, always the whole world.
pub fn from_topology(bytes: &[u8]) -> Result<LandFile, BuildError> {
    let told = |why: String| BuildError::Damaged { what: "the TopoJSON".to_owned(), why };
    let topology: Topology =
        serde_json::from_slice(bytes).map_err(|error| told(error.to_string()))?;
    let mut owners = Owners::default();
    let arcs = arcs(&topology, &mut owners);
    let Transform { scale: [column, row], translate: [west, south] } = topology.transform;
    let grid = Grid { west, column, south, row };
    let mut shapes = Vec::new();
    for polygon in topology.objects.land.geometries.iter().flat_map(|g| g.shape.polygons()) {
        let rings = polygon.iter().map(|ring| stitch(ring, &arcs));
        let rings: Option<Vec<Vec<Corner>>> = rings.collect();
        let rings = rings.ok_or_else(|| told("a ring has an arc that is not there".to_owned()))?;
        shapes.extend(cut(&rings, &grid));
    }
    // From north to south, so that the polygons of a region stand together.
    let northernmost =
        |shape: &Shape| shape.rings.first().and_then(|r| r.corners.first()).map(|c| c[1]);
    shapes.sort_by_key(|shape| std::cmp::Reverse(northernmost(shape)));
    let source = "Natural Earth 1:10 million (coarse: islets are missing)".to_owned();
    Ok(LandFile {
        source,
        error_m: ERROR_M,
        area: WORLD,
        extent: WORLD,
        grid,
        states: owners.into_states(),
        shapes,
    })
}

/// Arcs with places counted from the grid's origin, and the country that uses each.
fn arcs(topology: &Topology, owners: &mut Owners) -> Vec<Vec<Corner>> {
    let codes: HashMap<&str, State> = CODES
        .lines()
        .filter_map(|line| line.split_once(','))
        .filter_map(|(number, code)| Some((number, State::new(code)?)))
        .collect();
    let mut used: HashMap<usize, u16> = HashMap::new();
    for country in &topology.objects.countries.geometries {
        let Some(state) = country.id.as_deref().and_then(|id| codes.get(id)) else { continue };
        let state = owners.index(*state);
        for &arc in country.shape.polygons().iter().flatten().flatten() {
            used.insert(number(arc), state);
        }
    }
    let with_state = |(index, arc): (usize, &Vec<[i32; 2]>)| {
        let mut at = [0_i32; 2];
        arc.iter()
            .map(|step| {
                at = [at[0].saturating_add(step[0]), at[1].saturating_add(step[1])];
                (at, used.get(&index).copied())
            })
            .collect()
    };
    topology.arcs.iter().enumerate().map(with_state).collect()
}

/// `!n` stands for arc n backwards (TopoJSON 2.1.4).
fn number(arc: i32) -> usize {
    (if arc < 0 { !arc } else { arc }) as usize
}

/// Arcs one after the other.
fn stitch(ring: &[i32], arcs: &[Vec<Corner>]) -> Option<Vec<Corner>> {
    let mut stitched: Vec<Corner> = Vec::new();
    for &arc in ring {
        stitched.pop();
        let corners = arcs.get(number(arc))?;
        if arc < 0 {
            stitched.extend(corners.iter().rev());
        } else {
            stitched.extend(corners);
        }
    }
    stitched.pop();
    (!stitched.is_empty()).then_some(stitched)
}

/// The polygon's parts within one turn of longitude.
fn cut(rings: &[Vec<Corner>], grid: &Grid) -> Vec<Shape> {
    let pole = ((-90.0 - grid.south) / grid.row).floor() as i32;
    let unrolled: Vec<Vec<Corner>> = rings.iter().map(|ring| unroll(ring, pole)).collect();
    (-1..=1)
        .map(|turn| {
            let shifted = |ring: &Vec<Corner>| -> Vec<Corner> {
                ring.iter().map(|&([x, y], state)| ([x + turn * AROUND, y], state)).collect()
            };
            let clipped = unrolled
                .iter()
                .map(|ring| clip::to_box(&shifted(ring), [0, AROUND], [i32::MIN, i32::MAX]));
            clipped.filter(|ring| !ring.is_empty()).map(|ring| Ring::from_corners(&ring)).collect()
        })
        .filter(|rings: &Vec<Ring>| !rings.is_empty())
        .map(|rings| Shape { is_inland_water: false, rings })
        .collect()
}

/// Longitudes without jumps. A ring that comes back one turn farther goes around the south pole, and
/// is closed along it.
fn unroll(ring: &[Corner], pole: i32) -> Vec<Corner> {
    let Some((&first, others)) = ring.split_first() else { return Vec::new() };
    let mut out: Vec<Corner> = vec![first];
    let mut last = first.0[0];
    for &([x, y], state) in others.iter().chain([&first]) {
        last = x + (last - x + AROUND / 2).div_euclid(AROUND) * AROUND;
        out.push(([last, y], state));
    }
    if last == first.0[0] {
        out.pop();
    } else {
        out.extend([([last, pole], None), ([first.0[0], pole], None)]);
    }
    out
}
