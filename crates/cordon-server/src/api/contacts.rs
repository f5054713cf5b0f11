//! `/api/contacts`: what TAK servers and their clients tell of; nobody vouches for it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use cordon_outward::heard::{self, HeardContact};
use cordon_outward::moving;
use serde_json::Value;

use super::flights::{folder, read};
use crate::app::App;
use crate::error::ApiError;

/// Contacts by uid, each with its trail.
#[utoipa::path(get, path = "/api/contacts",
    responses((status = 200, body = Vec<Object>), (status = 500, body = ApiError)))]
pub(crate) async fn contacts(
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<HeardContact>>, ApiError> {
    Ok(Json(kept(&app).await?))
}

/// The same on a map: GeoJSON points.
#[utoipa::path(get, path = "/api/contacts.geojson",
    responses((status = 200, body = Object), (status = 500, body = ApiError)))]
pub(crate) async fn contacts_geojson(State(app): State<Arc<App>>) -> Result<Json<Value>, ApiError> {
    let features: Vec<Value> = kept(&app).await?.iter().map(HeardContact::feature).collect();
    Ok(Json(moving::collection(&features)))
}

async fn kept(app: &App) -> Result<Vec<HeardContact>, ApiError> {
    let Some(folder) = folder(app) else { return Ok(Vec::new()) };
    read(move || heard::read(&folder)).await
}
