//! `/api/chart/at`: whose waters a place is in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use cordon_core::Position;
use serde::Deserialize;
use serde_json::Value;
use tokio::task::block_in_place;
use utoipa::IntoParams;

use crate::app::App;
use crate::error::{ApiError, Ask, parse};

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Place {
    /// Degrees north, -90 to 90.
    lat: Option<String>,
    /// Degrees east, -180 to 180.
    lon: Option<String>,
}

/// Whose waters a place is in, how far the shore and the nearest port are, and what that rests on; the
/// object of `cordon chart at --format json`.
#[utoipa::path(get, path = "/api/chart/at", params(Place),
    responses((status = 200, body = Object), (status = 400, body = ApiError)))]
pub(crate) async fn at(
    State(app): State<Arc<App>>,
    Ask(place): Ask<Place>,
) -> Result<Json<Value>, ApiError> {
    let help = "ask like /api/chart/at?lat=32.95&lon=126.268";
    let number = |name: &str, text: Option<&str>, example: &str| {
        let read: Option<f64> = parse(name, text, example)?;
        read.ok_or_else(|| ApiError::bad(format!("`{name}` is missing"), help))
    };
    let lat = number("lat", place.lat.as_deref(), "32.95")?;
    let lon = number("lon", place.lon.as_deref(), "126.268")?;
    let at = Position::from_degrees(lat, lon)
        .ok_or_else(|| ApiError::bad(format!("{lat}, {lon} is no place on earth"), help))?;
    Ok(Json(block_in_place(|| app.chart.waters(at)).to_json()))
}
