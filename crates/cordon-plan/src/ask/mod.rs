//! Questions as they are written: for files, the command line and the API alike.
//!
//! Every question is an object with units in its keys; every answer has one JSON shape. What cannot be
//! read, or makes no sense, is told in one sentence by [`PlanError`].

mod assign;
mod board;
mod intercept;
mod reach;
mod search;
mod zone;

use cordon_core::{Position, Span};

pub use assign::{AssignAnswer, AssignAsk};
pub use board::{BoardAnswer, BoardAsk};
pub use intercept::{AssetAt, InterceptAnswer, InterceptAsk, ShipAt, StationAt};
pub use reach::{LookAt, PortAt, ReachAnswer, ReachAsk};
pub use search::{SearchAnswer, SearchAsk, Sweep};
pub use zone::read_zone;

use crate::error::PlanError;

fn place(what: &str, lat: f64, lon: f64) -> Result<Position, PlanError> {
    Position::from_degrees(lat, lon).ok_or_else(|| PlanError::Unread {
        what: what.to_owned(),
        why: format!("{lat},{lon} is no place on earth; the order is latitude, longitude"),
    })
}

fn places(what: &str, places: &[[f64; 2]]) -> Result<Vec<Position>, PlanError> {
    crate::error::within(&format!("{what}: places"), places.len() as f64, 0.0, 10_000.0)?;
    places.iter().map(|[lat, lon]| place(what, *lat, *lon)).collect()
}

fn hours(what: &str, hours: f64) -> Result<Span, PlanError> {
    Ok(Span::from_hours_f64(crate::error::within(&format!("{what} in hours"), hours, 0.0, 1e5)?))
}
