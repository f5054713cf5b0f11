//! Builds `data/land.bin.zst` from Natural Earth's land at 1:10 million:
//!
//! ```sh
//! npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz
//! cargo run -p cordon-chart --example build_land -- package/land-10m.json data/land.bin.zst
//! ```
//!
//! The source is TopoJSON whose rings are stitched for drawing on a sphere: they run across the
//! antimeridian, and Antarctica runs around the pole. Each ring is unrolled, closed through the pole
//! where it goes around, and cut into what lies in -180° to 180°.

use std::error::Error;

use cordon_chart::land::file::{Grid, GridRing, LandFile};
use serde::Deserialize;

/// Columns of the source's grid: longitudes repeat after this many.
const AROUND: i32 = 99_999;

type Polygon = Vec<GridRing>;

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    arcs: Vec<GridRing>,
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
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<MultiPolygon>,
}

#[derive(Deserialize)]
struct MultiPolygon {
    arcs: Vec<Vec<Vec<i32>>>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("usage: build_land land-10m.json land.bin.zst".into());
    };
    let topology: Topology = serde_json::from_slice(&std::fs::read(from)?)?;
    let file = build(topology);
    std::fs::write(to, file.encode()?)?;
    Ok(())
}

fn build(topology: Topology) -> LandFile {
    let Transform { scale: [column, row], translate: [west, south] } = topology.transform;
    let grid = Grid { west, column, south, row };
    let arcs: Vec<GridRing> = topology.arcs.iter().map(|arc| absolute(arc)).collect();
    let shapes = topology.objects.land.geometries.into_iter().flat_map(|shape| shape.arcs);
    let polygons = shapes.flat_map(|rings| {
        let stitched: Polygon = rings.iter().map(|ring| stitch(ring, &arcs)).collect();
        cut(&stitched, &grid)
    });
    let mut polygons: Vec<Polygon> = polygons.collect();
    // From north to south, so that the polygons of a region stand together.
    polygons.sort_by_key(|polygon| std::cmp::Reverse(polygon[0][0][1]));
    LandFile { grid, polygons }
}

fn absolute(arc: &[[i32; 2]]) -> GridRing {
    let mut at = [0, 0];
    arc.iter()
        .map(|step| {
            at = [at[0] + step[0], at[1] + step[1]];
            at
        })
        .collect()
}

/// Arcs one after the other; `!n` stands for arc n backwards (TopoJSON 2.1.4).
fn stitch(ring: &[i32], arcs: &[GridRing]) -> GridRing {
    let mut stitched: GridRing = Vec::new();
    for &arc in ring {
        stitched.pop();
        if arc < 0 {
            stitched.extend(arcs[!arc as usize].iter().rev());
        } else {
            stitched.extend(&arcs[arc as usize]);
        }
    }
    stitched.pop();
    stitched
}

/// The polygon's parts within one turn of longitude.
fn cut(rings: &[GridRing], grid: &Grid) -> Vec<Polygon> {
    let pole = ((-90.0 - grid.south) / grid.row).floor() as i32;
    let unrolled: Polygon = rings.iter().map(|ring| unroll(ring, pole)).collect();
    (-1..=1)
        .map(|turn| unrolled.iter().map(|ring| clip(ring, turn * AROUND)).collect::<Polygon>())
        .map(|polygon| polygon.into_iter().filter(|ring| ring.len() > 2).collect::<Polygon>())
        .filter(|polygon| !polygon.is_empty())
        .collect()
}

/// Longitudes without jumps. A ring that comes back one turn farther goes around the south pole, and
/// is closed along it.
fn unroll(ring: &[[i32; 2]], pole: i32) -> GridRing {
    let mut out: GridRing = vec![ring[0]];
    for corner in ring[1..].iter().chain(&ring[..1]) {
        let before = out[out.len() - 1][0];
        let turns = (before - corner[0] + AROUND / 2).div_euclid(AROUND);
        out.push([corner[0] + turns * AROUND, corner[1]]);
    }
    let (first, last) = (out[0], out[out.len() - 1]);
    if first == last {
        out.pop();
    } else {
        out.extend([[last[0], pole], [first[0], pole]]);
    }
    out
}

/// Sutherland and Hodgman (1974) against the two meridians.
fn clip(ring: &GridRing, shift: i32) -> GridRing {
    let shifted: GridRing = ring.iter().map(|&[x, y]| [x + shift, y]).collect();
    let west = clip_side(&shifted, 0, |x| x >= 0);
    let mut clipped = clip_side(&west, AROUND, |x| x <= AROUND);
    clipped.dedup();
    let flat = clipped.iter().all(|corner| corner[0] == 0)
        || clipped.iter().all(|corner| corner[0] == AROUND);
    if flat { Vec::new() } else { clipped }
}

fn clip_side(ring: &[[i32; 2]], at: i32, is_inside: impl Fn(i32) -> bool) -> GridRing {
    let mut out = GridRing::new();
    for (index, &to) in ring.iter().enumerate() {
        let from = ring[(index + ring.len() - 1) % ring.len()];
        if is_inside(from[0]) != is_inside(to[0]) {
            let part = f64::from(at - from[0]) / f64::from(to[0] - from[0]);
            let row = f64::from(from[1]) + part * f64::from(to[1] - from[1]);
            out.push([at, row.round() as i32]);
        }
        if is_inside(to[0]) {
            out.push(to);
        }
    }
    out
}
