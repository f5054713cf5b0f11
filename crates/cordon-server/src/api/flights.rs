//! `/api/flights` and `/api/warnings`: what flies, and what may come down.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use cordon_core::Warning;
use cordon_flights::log::{self, FlightRow};
use cordon_flights::warning::Book;
use cordon_outward::{Contact, Marking, moving};
use serde::Serialize;
use serde_json::Value;
use tokio::task::spawn_blocking;
use utoipa::ToSchema;

use crate::app::App;
use crate::error::ApiError;

/// Aircraft of the store, in the order of their names; each with its trail.
#[utoipa::path(get, path = "/api/flights",
    responses((status = 200, body = Vec<Object>), (status = 500, body = ApiError)))]
pub(crate) async fn flights(State(app): State<Arc<App>>) -> Result<Json<Vec<FlightRow>>, ApiError> {
    Ok(Json(kept_flights(folder(&app)).await?))
}

/// The same on a map: GeoJSON points.
#[utoipa::path(get, path = "/api/flights.geojson",
    responses((status = 200, body = Object), (status = 500, body = ApiError)))]
pub(crate) async fn flights_geojson(State(app): State<Arc<App>>) -> Result<Json<Value>, ApiError> {
    let rows = kept_flights(folder(&app)).await?;
    let own = Marking::default();
    let contacts =
        rows.iter().filter_map(|row| Contact::aircraft(&row.report(), row.exercise.as_deref()));
    let features: Vec<Value> = contacts.map(|contact| moving::contact(&contact, &own)).collect();
    Ok(Json(moving::collection(&features)))
}

/// Launch warnings that stand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Standing {
    /// The last message about each flight, all-clears included.
    #[schema(value_type = Vec<Object>)]
    warnings: Vec<Warning>,
    /// Lines of the store's warnings that cannot be used.
    damaged: u64,
}

/// The last message about each flight.
#[utoipa::path(get, path = "/api/warnings",
    responses((status = 200, body = Standing), (status = 500, body = ApiError)))]
pub(crate) async fn warnings(State(app): State<Arc<App>>) -> Result<Json<Standing>, ApiError> {
    let Some(book) = kept_warnings(folder(&app)).await? else {
        return Ok(Json(Standing { warnings: Vec::new(), damaged: 0 }));
    };
    let warnings = book.board().standing().cloned().collect();
    Ok(Json(Standing { warnings, damaged: book.damaged() }))
}

/// The same on a map: GeoJSON areas of launch and impact; flights called off are left out.
#[utoipa::path(get, path = "/api/warnings.geojson",
    responses((status = 200, body = Object), (status = 500, body = ApiError)))]
pub(crate) async fn warnings_geojson(State(app): State<Arc<App>>) -> Result<Json<Value>, ApiError> {
    let book = kept_warnings(folder(&app)).await?;
    let own = Marking::default();
    let standing = book.iter().flat_map(|book| book.board().standing());
    let alarms = standing.filter(|warning| warning.is_alarm());
    let features: Vec<Value> = alarms.flat_map(|warning| moving::warning(warning, &own)).collect();
    Ok(Json(moving::collection(&features)))
}

/// All messages about one flight, in sequence.
#[utoipa::path(get, path = "/api/warnings/{id}",
    params(("id" = String, Path, description = "name of the flight")),
    responses((status = 200, body = Vec<Object>), (status = 404, body = ApiError)))]
pub(crate) async fn warning(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Vec<Warning>>, ApiError> {
    let book = kept_warnings(folder(&app)).await?;
    let messages: Vec<Warning> =
        book.iter().flat_map(|book| book.board().messages(&id).cloned()).collect();
    if messages.is_empty() {
        return Err(ApiError::missing("no warning has this name", "/api/warnings lists them"));
    }
    Ok(Json(messages))
}

/// The data directory, where the server has one.
pub(super) fn folder(app: &App) -> Option<PathBuf> {
    app.cases.as_ref().map(|cases| cases.dir.clone())
}

async fn kept_flights(folder: Option<PathBuf>) -> Result<Vec<FlightRow>, ApiError> {
    let Some(folder) = folder else { return Ok(Vec::new()) };
    read(move || log::read(&folder)).await
}

async fn kept_warnings(folder: Option<PathBuf>) -> Result<Option<Book>, ApiError> {
    let Some(folder) = folder else { return Ok(None) };
    read(move || Book::open(&folder)).await.map(Some)
}

/// Off the threads that answer: the disk may be slow. What is wrong with it is told without its path.
pub(super) async fn read<T: Send + 'static, E: Send + 'static>(
    from_disk: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, ApiError> {
    if let Ok(Ok(read)) = spawn_blocking(from_disk).await {
        return Ok(read);
    }
    let help = "`cordon doctor` looks at the store";
    Err(ApiError::broken("what the store keeps of it cannot be read", help))
}
