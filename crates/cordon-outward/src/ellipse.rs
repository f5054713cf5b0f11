//! An ellipse as a ring of places.

use cordon_core::{Degrees, Ellipse, Metres, Position, geodesy};

/// `corners` places around `centre`, clockwise, without the first again at the end.
pub(crate) fn ring(centre: Position, ellipse: &Ellipse, corners: u32) -> Vec<Position> {
    let (major, minor) = (ellipse.semi_major.value(), ellipse.semi_minor.value());
    (0..corners)
        .map(|corner| {
            let turn = std::f64::consts::TAU * f64::from(corner) / f64::from(corners);
            let (along, across) = (major * turn.cos(), minor * turn.sin());
            let bearing = ellipse.orientation.value() + across.atan2(along).to_degrees();
            let way = Metres(along.hypot(across));
            geodesy::destination(centre, Degrees(bearing), way)
        })
        .collect()
}
