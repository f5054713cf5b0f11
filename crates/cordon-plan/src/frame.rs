//! A flat map around a place that keeps angles exactly, anywhere on the ellipsoid.
//!
//! The ellipsoid goes to a sphere by conformal latitude, the sphere to the plane by the stereographic
//! projection (Snyder 1987, Map Projections, sections 3 and 21). Both keep angles, so the scale at a
//! place is one number, and a wave that runs over the plane with that scale runs over the sea. There
//! is no edge at the 180th meridian or at a pole; only the antipode is missing.

use std::sync::LazyLock;

use cordon_core::Position;

use crate::earth::{
    MEAN_RADIUS_M, Point, conformal_latitude, from_conformal_latitude, metres_per_conformal_radian,
};

const ROWS: usize = 2_048;

/// Metres to the radian of the conformal sphere, by the sine of its latitude.
static METRES: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let sine = |row: usize| 2.0 * row as f64 / ROWS as f64 - 1.0;
    let metres = |row| {
        let chi = f64::asin(sine(row).clamp(-0.999_999, 0.999_999));
        metres_per_conformal_radian(from_conformal_latitude(chi))
    };
    (0..=ROWS).map(metres).collect()
});

fn metres_to_radian(sine: f64) -> f64 {
    let at = (sine + 1.0) * 0.5 * ROWS as f64;
    let row = (at.max(0.0) as usize).min(ROWS - 1);
    let (Some(low), Some(high)) = (METRES.get(row), METRES.get(row + 1)) else {
        return MEAN_RADIUS_M;
    };
    low + (at - row as f64) * (high - low)
}

/// The map. Plane coordinates are in metres east and north, true to scale near the centre only.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    sin: f64,
    cos: f64,
    lon: f64,
    /// Metres to the radian at the centre, so that the plane's unit there is a metre.
    radius: f64,
}

impl Frame {
    pub(crate) fn around(centre: Position) -> Frame {
        let (sin, cos) = conformal_latitude(centre.lat()).sin_cos();
        Frame { sin, cos, lon: centre.lon().to_radians(), radius: metres_to_radian(sin) }
    }

    /// Where a place lies in the plane.
    pub(crate) fn flat(&self, at: Point) -> (f64, f64) {
        let (sin, cos) = conformal_latitude(at.lat).sin_cos();
        let (east, turn) = (at.lon.to_radians() - self.lon).sin_cos();
        let near = 1.0 + self.sin * sin + self.cos * cos * turn;
        let scale = 2.0 * self.radius / near.max(1e-9);
        (scale * cos * east, scale * (self.cos * sin - self.sin * cos * turn))
    }

    /// The place at a point of the plane.
    pub(crate) fn place(&self, (x, y): (f64, f64)) -> Point {
        let (x, y) = (x / self.radius, y / self.radius);
        let q = 0.25 * (x * x + y * y);
        let sine = ((1.0 - q) * self.sin + y * self.cos) / (1.0 + q);
        let lat = from_conformal_latitude(sine.clamp(-1.0, 1.0).asin());
        let turn = x.atan2((1.0 - q) * self.cos - y * self.sin);
        let lon = (self.lon + turn).to_degrees();
        Point { lat, lon: lon - 360.0 * ((lon + 180.0) / 360.0).floor() }
    }

    /// Metres on the sea to a metre of the plane.
    pub(crate) fn ground(&self, (x, y): (f64, f64)) -> f64 {
        let (x, y) = (x / self.radius, y / self.radius);
        let q = 0.25 * (x * x + y * y);
        let sine = ((1.0 - q) * self.sin + y * self.cos) / (1.0 + q);
        metres_to_radian(sine) / (self.radius * (1.0 + q))
    }

    /// Metres on the sea from the centre, straight; to 1e-5 within 5 000 km.
    pub(crate) fn off_centre(&self, (x, y): (f64, f64)) -> f64 {
        let (x, y) = (x / self.radius, y / self.radius);
        let q = 0.25 * (x * x + y * y);
        let sine = ((1.0 - q) * self.sin + y * self.cos) / (1.0 + q);
        // Simpson's rule over the scale on the way; the half-way sine by the chord.
        let middle = 0.5 * (self.sin + sine) * (1.0 + q).sqrt();
        let mean = (self.radius + 4.0 * metres_to_radian(middle) + metres_to_radian(sine)) / 6.0;
        2.0 * q.sqrt().atan() * mean
    }

    /// How far from the centre in the plane a place `metres` off on the sea lies at most.
    pub(crate) fn flat_radius(&self, metres: f64) -> f64 {
        2.0 * self.radius * (0.5 * 1.004 * metres / MEAN_RADIUS_M).min(1.5).tan()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// There and back again; distances from the centre against Karney's geodesics.
        #[test]
        fn the_map_is_true(
            lat in -89.0..89.0_f64, lon in -180.0..180.0_f64,
            course in 0.0..360.0_f64, metres in 10.0..4_500_000.0_f64,
        ) {
            let centre = Position::from_degrees(lat, lon).unwrap();
            let frame = Frame::around(centre);
            let (there, _) = Point::from(centre).along(course, metres);
            let flat = frame.flat(there);
            prop_assert!(frame.place(flat).distance(there) < 0.01);
            let off = frame.off_centre(flat) / metres - 1.0;
            prop_assert!(off.abs() < 3e-5, "{off}");
        }

        /// A short step on the plane is as long as the scale says, in every direction.
        #[test]
        fn the_scale_is_one_number(
            lat in -80.0..80.0_f64, course in 0.0..360.0_f64, metres in 0.0..2_000_000.0_f64,
            turn in 0.0..std::f64::consts::TAU,
        ) {
            let centre = Position::from_degrees(lat, 179.9).unwrap();
            let frame = Frame::around(centre);
            let (x, y) = frame.flat(Point::from(centre).along(course, metres).0);
            let (a, b) = (frame.place((x, y)), frame.place((x + 100.0 * turn.cos(), y + 100.0 * turn.sin())));
            prop_assert!((a.distance(b) / 100.0 / frame.ground((x, y)) - 1.0).abs() < 1e-4);
        }
    }
}
