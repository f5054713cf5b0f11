//! A map of where a case's findings were observed.
//!
//! Degrees are drawn with the scale of the middle latitude; longitudes are taken the short way round
//! from the first place, so that the 180th meridian is a line like any other.

use cordon_chart::land::{BoundingBox, Land, Vertex};

use super::draw::{Drawing, Ink, Point, Shape};
use crate::case::Case;
use crate::event::Snapshot;

const WIDTH: f64 = 500.0;
const HEIGHT: f64 = 340.0;

/// Of the degrees that are seen, how much lies around the outermost places.
const MARGIN: f64 = 0.25;

/// The fewest degrees of latitude that a map shows.
const LEAST: f64 = 0.2;

/// The map; `None` when no finding says where it was.
pub(super) fn map(case: &Case) -> Option<Drawing> {
    let ways: Vec<Way> =
        case.standing().map(|(item, finding)| Way::of(item.to_string(), finding)).collect();
    let first = ways.iter().find_map(|way| way.places.first())?.1;
    let view = View::around(ways.iter().flat_map(|way| &way.places).copied(), first)?;
    let mut drawing = Drawing::new(WIDTH, HEIGHT);
    drawing.shapes.extend(land(&view));
    drawing.shapes.extend(graticule(&view));
    for (number, way) in ways.iter().enumerate() {
        // Names of findings at one place stand below each other.
        drawing.shapes.extend(way.shapes(&view, (number % 4) as f64 * 9.0));
    }
    Some(drawing)
}

/// Latitude and longitude in degrees.
type Place = (f64, f64);

/// Where one finding was observed, in the order of time.
struct Way {
    label: String,
    places: Vec<Place>,
    /// A silence between the last two places.
    is_gap: bool,
}

impl Way {
    fn of(label: String, finding: &Snapshot) -> Way {
        let mut places: Vec<Place> = finding
            .observed
            .iter()
            .map(|fix| (fix.lat, fix.lon))
            .filter(|place| is_place(*place))
            .collect();
        if places.is_empty() {
            let degree = |key| finding.view.get(key).and_then(serde_json::Value::as_f64);
            let place = degree("lat").zip(degree("lon"));
            places.extend(place.filter(|place| is_place(*place)));
        }
        let is_gap = finding.kind() == "gap" && finding.time("end").is_some() && places.len() > 1;
        Way { label, places, is_gap }
    }

    fn shapes(&self, view: &View, lower: f64) -> Vec<Shape> {
        let points: Vec<Point> = self.places.iter().map(|place| view.project(*place)).collect();
        let mut shapes = Vec::new();
        let heard = if self.is_gap { points.len() - 1 } else { points.len() };
        shapes.extend(points.iter().map(|point| Shape::Dot(Ink::Observed, *point, 1.8)));
        if let Some(heard) = points.get(..heard).filter(|heard| heard.len() > 1 && self.is_gap) {
            shapes.push(Shape::Line(Ink::Observed, heard.to_vec()));
        }
        if let (true, [.., off, on]) = (self.is_gap, points.as_slice()) {
            shapes.push(Shape::Line(Ink::Silence, vec![*off, *on]));
        }
        let last = points.last().map(|&(x, y)| {
            ((x + 4.0).min(WIDTH - 24.0), (y - 4.0 + lower).clamp(10.0, HEIGHT - 12.0))
        });
        shapes.extend(last.map(|place| Shape::Label(place, 9.0, self.label.clone())));
        shapes
    }
}

fn is_place((lat, lon): Place) -> bool {
    lat.abs() <= 90.0 && lon.abs() <= 180.0
}

/// Which part of the world is seen.
struct View {
    /// The longitude that others are taken from.
    first: f64,
    west: f64,
    north: f64,
    /// Points for each degree east, and for each degree north.
    scale: (f64, f64),
}

impl View {
    fn around(places: impl Iterator<Item = Place>, first: f64) -> Option<View> {
        let (mut south, mut north) = (f64::INFINITY, f64::NEG_INFINITY);
        let (mut west, mut east) = (f64::INFINITY, f64::NEG_INFINITY);
        for (lat, lon) in places {
            let lon = unwrap(lon, first);
            (south, north) = (south.min(lat), north.max(lat));
            (west, east) = (west.min(lon), east.max(lon));
        }
        if !(south.is_finite() && west.is_finite()) {
            return None;
        }
        let (lat, lon) = (f64::midpoint(south, north), f64::midpoint(west, east));
        // Degrees of longitude are narrower: near the poles the map is stretched, not empty.
        let narrow = lat.to_radians().cos().max(0.05);
        let height = ((north - south) * (1.0 + MARGIN)).max(LEAST);
        let height = height.max((east - west) * (1.0 + MARGIN) * narrow * HEIGHT / WIDTH);
        let up = HEIGHT / height;
        let along = up * narrow;
        let (west, north) = (lon - WIDTH / along / 2.0, lat + height / 2.0);
        Some(View { first, west, north, scale: (along, up) })
    }

    fn project(&self, (lat, lon): Place) -> Point {
        self.at(lat, unwrap(lon, self.first))
    }

    fn at(&self, lat: f64, lon: f64) -> Point {
        ((lon - self.west) * self.scale.0, (self.north - lat) * self.scale.1)
    }

    fn east(&self) -> f64 {
        self.west + WIDTH / self.scale.0
    }

    fn south(&self) -> f64 {
        self.north - HEIGHT / self.scale.1
    }
}

/// The same longitude within half a turn of `first`.
fn unwrap(lon: f64, first: f64) -> f64 {
    first + (lon - first + 540.0).rem_euclid(360.0) - 180.0
}

/// The land that is seen, from whichever side of the 180th meridian.
fn land(view: &View) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for turn in [-360.0, 0.0, 360.0] {
        let bounds = BoundingBox {
            west: view.west - turn,
            south: view.south(),
            east: view.east() - turn,
            north: view.north,
        };
        for polygon in Land::standard().polygons_in(bounds) {
            let rings: Vec<Vec<Point>> = polygon
                .rings()
                .map(|ring| clip(&corners(view, ring, turn)))
                .filter(|ring| ring.len() > 2)
                .collect();
            if !rings.is_empty() {
                shapes.push(Shape::Area(Ink::Land, rings));
            }
        }
    }
    shapes
}

/// A ring's corners in the drawing, as fine as can be seen.
fn corners(view: &View, ring: &[Vertex], turn: f64) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for vertex in ring {
        let point = view.at(vertex.lat(), vertex.lon() + turn);
        let is_near = |last: &Point| (last.0 - point.0).abs() + (last.1 - point.1).abs() < 0.3;
        if !points.last().is_some_and(is_near) {
            points.push(point);
        }
    }
    points
}

/// The part of a ring that is on the map (Sutherland and Hodgman 1974).
fn clip(ring: &[Point]) -> Vec<Point> {
    let depths: [fn(Point) -> f64; 4] = [|p| p.0, |p| WIDTH - p.0, |p| p.1, |p| HEIGHT - p.1];
    depths.into_iter().fold(ring.to_vec(), |ring, depth| half(&ring, depth))
}

fn half(ring: &[Point], depth: fn(Point) -> f64) -> Vec<Point> {
    let mut kept = Vec::with_capacity(ring.len());
    let Some(&last) = ring.last() else { return kept };
    let mut from = last;
    for &to in ring {
        let (a, b) = (depth(from), depth(to));
        if (a < 0.0) != (b < 0.0) {
            let part = a / (a - b);
            kept.push((from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1)));
        }
        if b >= 0.0 {
            kept.push(to);
        }
        from = to;
    }
    kept
}

/// Lines of whole degrees, or of parts that fit.
fn graticule(view: &View) -> Vec<Shape> {
    let step = step(HEIGHT / view.scale.1);
    let digits = usize::from(step < 1.0) + usize::from(step < 0.1);
    let mut shapes = Vec::new();
    for lat in multiples(view.south(), view.north, step) {
        let y = view.at(lat, view.west).1;
        shapes.push(Shape::Line(Ink::Grid, vec![(0.0, y), (WIDTH, y)]));
        let side = if lat < 0.0 { 'S' } else { 'N' };
        shapes.push(Shape::Label((3.0, y - 2.0), 7.0, format!("{:.digits$}°{side}", lat.abs())));
    }
    for lon in multiples(view.west, view.east(), step) {
        let x = view.at(view.north, lon).0;
        shapes.push(Shape::Line(Ink::Grid, vec![(x, 0.0), (x, HEIGHT)]));
        let named = unwrap(lon, 0.0);
        let side = if named < 0.0 { 'W' } else { 'E' };
        let label = format!("{:.digits$}°{side}", named.abs());
        // No room for words at the very edge.
        if x < WIDTH - 26.0 {
            shapes.push(Shape::Label((x + 2.0, HEIGHT - 3.0), 7.0, label));
        }
    }
    shapes
}

/// How far apart lines are drawn when `span` degrees are seen.
fn step(span: f64) -> f64 {
    let steps = [0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0];
    steps.into_iter().find(|step| span / step <= 6.0).unwrap_or(30.0)
}

fn multiples(from: f64, to: f64, step: f64) -> impl Iterator<Item = f64> {
    let (first, last) = ((from / step).ceil() as i64, (to / step).floor() as i64);
    (first..=last).take(40).map(move |n| n as f64 * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_across_the_180th_meridian_are_neighbours() {
        let places = [(10.0, 179.5), (10.5, -179.5)];
        let view = View::around(places.into_iter(), 179.5).unwrap();
        let (a, b) = (view.project(places[0]), view.project(places[1]));
        assert!(a.0 < b.0 && b.0 - a.0 < WIDTH);
        for (x, y) in [a, b] {
            assert!((0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT).contains(&y), "{x} {y}");
        }
    }

    #[test]
    fn one_place_makes_a_map_too() {
        let view = View::around(std::iter::once((33.0, 126.5)), 126.5).unwrap();
        let (x, y) = view.project((33.0, 126.5));
        assert!((x - WIDTH / 2.0).abs() < 1e-6 && (y - HEIGHT / 2.0).abs() < 1e-6);
        assert!(view.north - view.south() >= LEAST - 1e-9);
    }

    #[test]
    fn what_is_clipped_is_inside() {
        let ring = [(-50.0, -50.0), (900.0, 100.0), (100.0, 900.0)];
        for (x, y) in clip(&ring) {
            assert!((-1e-9..=WIDTH + 1e-9).contains(&x) && (-1e-9..=HEIGHT + 1e-9).contains(&y));
        }
    }
}
