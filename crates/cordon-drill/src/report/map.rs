//! The map of a run: the coast, ways, first contacts and boardings.

use std::fmt::Write;

use cordon_chart::SeaChart;
use cordon_chart::land::BoundingBox;
use cordon_core::{Position, Time};

use crate::log::Event;
use crate::scenario::shape::Role;
use crate::score::gather::Gathered;
use crate::svg::{path, picture, text};

const WIDTH: f64 = 1_060.0;
/// What lies farther outside than this is drawn at the edge.
const MARGIN: f64 = 60.0;

/// Degrees to pixels; longitudes run on from the middle, so that no meridian is an edge.
struct View {
    lon: f64,
    lat: f64,
    scale: f64,
    narrow: f64,
    height: f64,
}

impl View {
    /// A view that holds these places.
    fn around(places: &[Position]) -> Option<View> {
        let first = places.first()?;
        let turn = |lon: f64| (lon - first.lon() + 180.0).rem_euclid(360.0) - 180.0;
        let (mut west, mut east) = (0.0_f64, 0.0_f64);
        let (mut south, mut north) = (first.lat(), first.lat());
        for place in places {
            (west, east) = (west.min(turn(place.lon())), east.max(turn(place.lon())));
            (south, north) = (south.min(place.lat()), north.max(place.lat()));
        }
        let lat = 0.5 * (south + north);
        let narrow = lat.to_radians().cos().max(0.05);
        let (wide, high) = ((east - west).max(0.2) * narrow, (north - south).max(0.2));
        // No higher than two thirds of its width.
        let scale = (0.94 * WIDTH / wide).min(0.62 * WIDTH / high);
        let height = (scale * high + 0.06 * WIDTH).max(0.4 * WIDTH);
        Some(View { lon: first.lon() + 0.5 * (west + east), lat, scale, narrow, height })
    }

    fn at(&self, lat: f64, lon: f64) -> (f64, f64) {
        let turn = (lon - self.lon + 180.0).rem_euclid(360.0) - 180.0;
        let x = 0.5 * WIDTH + turn * self.narrow * self.scale;
        (x, 0.5 * self.height - (lat - self.lat) * self.scale)
    }

    /// The same, kept within a margin around the picture.
    fn edged(&self, lat: f64, lon: f64) -> (f64, f64) {
        let (x, y) = self.at(lat, lon);
        (x.clamp(-MARGIN, WIDTH + MARGIN), y.clamp(-MARGIN, self.height + MARGIN))
    }

    fn bounds(&self) -> BoundingBox {
        let wide = 0.5 * WIDTH / self.scale / self.narrow;
        let high = 0.5 * self.height / self.scale;
        BoundingBox {
            west: self.lon - wide,
            south: self.lat - high,
            east: self.lon + wide,
            north: self.lat + high,
        }
    }
}

/// The map.
pub(super) fn map(run: &Gathered) -> String {
    let matters = |role: Role| role != Role::Background;
    let mut places = places(run, &|index| run.crafts.get(index).is_some_and(|it| matters(it.role)));
    if places.is_empty() {
        places = self::places(run, &|_| true);
    }
    let Some(view) = View::around(&places) else { return String::new() };
    let mut body =
        format!("<rect width=\"{WIDTH}\" height=\"{:.0}\" fill=\"var(--sea)\"/>", view.height);
    body += &coast(&view);
    body += &ways(run, &view);
    body += &marks(run, &view);
    body += &names(run, &view);
    body += &legend(&view);
    picture(WIDTH, view.height.round(), "Map of the exercise, simulated", &body)
}

fn places(run: &Gathered, wanted: &dyn Fn(usize) -> bool) -> Vec<Position> {
    let all = run.places.values().flatten();
    all.filter(|it| wanted(it.craft)).map(|it| it.at).collect()
}

fn coast(view: &View) -> String {
    let chart = SeaChart::standard();
    let land = chart.lands().at(Position::wrapped(view.lat, view.lon));
    let mut d = String::new();
    for polygon in land.polygons_in(view.bounds()) {
        for ring in polygon.rings() {
            let points = ring.iter().map(|corner| view.edged(corner.lat(), corner.lon()));
            d += &path(points);
            d.push('Z');
        }
    }
    format!(
        "<path d=\"{d}\" fill=\"var(--land)\" stroke=\"var(--shore)\" stroke-width=\".6\" fill-rule=\"evenodd\"/>"
    )
}

/// The colour of a role, and how wide its line is.
const fn ink(role: Role) -> (&'static str, f64) {
    match role {
        Role::Background => ("var(--back)", 0.7),
        Role::Enforcer => ("var(--ours)", 1.3),
        Role::Subject => ("var(--theirs)", 1.9),
        Role::Innocent => ("var(--odd)", 1.3),
    }
}

fn ways(run: &Gathered, view: &View) -> String {
    let mut lines: Vec<Vec<(f64, f64)>> = vec![Vec::new(); run.ids.len()];
    for place in run.places.values().flatten() {
        if let Some(line) = lines.get_mut(place.craft) {
            line.push(view.at(place.at.lat(), place.at.lon()));
        }
    }
    let mut out = String::new();
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|index| {
        run.crafts.get(*index).map(|it| (it.role != Role::Background, it.role == Role::Subject))
    });
    for index in order {
        let (Some(line), Some(craft)) = (lines.get(index), run.crafts.get(index)) else { continue };
        if craft.flies || line.len() < 2 {
            continue;
        }
        let (colour, width) = ink(craft.role);
        let d = path(line.iter().copied());
        let _ = write!(
            out,
            "<path d=\"{d}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"/>"
        );
    }
    out
}

/// First contacts with subjects as rings, boardings as squares.
fn marks(run: &Gathered, view: &View) -> String {
    let mut out = String::new();
    for record in &run.log {
        let (craft, shape) = match &record.event {
            Event::Contact { craft, .. } => (craft, Shape::Ring),
            Event::Boarded { craft, .. } => (craft, Shape::Square),
            _ => continue,
        };
        let matters = run.role(craft) == Role::Subject || shape == Shape::Square;
        let Some(at) = where_was(run, craft, record.t).filter(|_| matters) else { continue };
        let (x, y) = view.at(at.lat(), at.lon());
        out += &shape.draw(x, y);
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Ring,
    Square,
}

impl Shape {
    fn draw(self, x: f64, y: f64) -> String {
        match self {
            Shape::Ring => format!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"none\" stroke=\"var(--ink)\" stroke-width=\"1.3\"/>"
            ),
            Shape::Square => format!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"9\" height=\"9\" fill=\"var(--good)\" stroke=\"var(--page)\"/>",
                x - 4.5,
                y - 4.5
            ),
        }
    }
}

fn where_was(run: &Gathered, id: &str, time: Time) -> Option<Position> {
    let index = run.ids.iter().position(|it| it == id)?;
    let mut until = run.places.range(..=time).rev().take(12);
    until.find_map(|(_, places)| Some(places.iter().find(|it| it.craft == index)?.at))
}

/// Names of subjects where they began, one below the other where they would overlap.
fn names(run: &Gathered, view: &View) -> String {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let mut out = String::new();
    for (index, (id, craft)) in run.ids.iter().zip(&run.crafts).enumerate() {
        if craft.role != Role::Subject {
            continue;
        }
        let mut own = run.places.values().flatten().filter(|it| it.craft == index);
        let Some(first) = own.next() else { continue };
        let (x, mut y) = view.at(first.at.lat(), first.at.lon());
        while taken.iter().any(|(a, b)| (a - x).abs() < 110.0 && (b - y).abs() < 14.0) {
            y += 14.0;
        }
        taken.push((x, y));
        let is_right = x > WIDTH - 140.0;
        let (shift, anchor) = if is_right { (-7.0, "end") } else { (7.0, "start") };
        out += &text(x + shift, y + 4.0, anchor, "halo", id);
    }
    out
}

fn legend(view: &View) -> String {
    let top = view.height - 88.0;
    let mut out = format!(
        "<rect x=\"10\" y=\"{top:.0}\" width=\"330\" height=\"78\" rx=\"6\" fill=\"var(--page)\" fill-opacity=\".88\"/>"
    );
    let roles = [
        (Role::Subject, "subject"),
        (Role::Innocent, "innocent look-alike"),
        (Role::Enforcer, "enforcer"),
        (Role::Background, "traffic"),
    ];
    for (row, (role, name)) in (0_u8..).zip(roles) {
        let y = top + 15.0 + 16.0 * f64::from(row);
        let (colour, width) = ink(role);
        let _ = write!(
            out,
            "<path d=\"M20 {y:.1}h24\" stroke=\"{colour}\" stroke-width=\"{}\"/>",
            width + 0.6
        );
        out += &text(52.0, y + 4.0, "start", "", name);
    }
    out += &Shape::Ring.draw(204.0, top + 15.0);
    out += &text(216.0, top + 19.0, "start", "", "first contact");
    out += &Shape::Square.draw(204.0, top + 31.0);
    out += &text(216.0, top + 35.0, "start", "", "boarding");
    out += &text(200.0, top + 67.0, "start", "dim", "SIMULATED");
    out
}
