//! `/api/share`: how it goes with partners, what each of them sees, and why.
//!
//! Nothing is changed here: who gets what is the policy's to say, and the policy is files.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::Value;
use tokio::task::spawn_blocking;
use utoipa::IntoParams;

use crate::app::App;
use crate::error::{ApiError, Ask};
use crate::share::Sharing;

pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/status", get(status))
        .route("/partners", get(partners))
        .route("/preview/{partner}", get(preview))
        .route("/explain", get(explain))
        .route("/received", get(received))
}

/// Which object, and for whom.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Which {
    /// The object's name here (a track, a finding), or an MMSI for its newest track.
    object: String,
    /// The partner.
    partner: String,
}

/// This node, its policy, and how it goes with each partner; `null` where there is no node.
#[utoipa::path(get, path = "/api/share/status", responses((status = 200, body = Object)))]
pub(crate) async fn status(State(app): State<Arc<App>>) -> Result<Json<Value>, ApiError> {
    if app.share.is_none() {
        return Ok(Json(Value::Null));
    }
    told(&app, Sharing::status).await.map(Json)
}

/// The partners alone.
#[utoipa::path(get, path = "/api/share/partners",
    responses((status = 200, body = Vec<Object>), (status = 404, body = ApiError)))]
pub(crate) async fn partners(State(app): State<Arc<App>>) -> Result<Json<Value>, ApiError> {
    let mut status = told(&app, Sharing::status).await?;
    Ok(Json(status.get_mut("partners").map(Value::take).unwrap_or_default()))
}

/// Our picture as a partner sees it: GeoJSON, with what it does not see counted by the rule that says so.
#[utoipa::path(get, path = "/api/share/preview/{partner}",
    params(("partner" = String, Path, description = "Its name, for example JPN")),
    responses((status = 200, body = Object), (status = 404, body = ApiError)))]
pub(crate) async fn preview(
    State(app): State<Arc<App>>,
    Path(partner): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let seen = told(&app, move |share| share.preview(&partner)).await?;
    seen.map(Json).ok_or_else(unknown)
}

/// Which rule decides about an object and a partner, and what happens to each field.
#[utoipa::path(get, path = "/api/share/explain", params(Which),
    responses((status = 200, body = Object), (status = 404, body = ApiError)))]
pub(crate) async fn explain(
    State(app): State<Arc<App>>,
    Ask(which): Ask<Which>,
) -> Result<Json<Value>, ApiError> {
    let told = told(&app, move |share| share.explain(&which.object, &which.partner)).await?;
    told.map(Json).ok_or_else(unknown)
}

/// What partners released to us, as GeoJSON, each with its origin and its exercise mark.
#[utoipa::path(get, path = "/api/share/received",
    responses((status = 200, body = Object), (status = 404, body = ApiError)))]
pub(crate) async fn received(State(app): State<Arc<App>>) -> Result<Json<Value>, ApiError> {
    told(&app, Sharing::received).await.map(Json)
}

/// Asks off the threads that answer.
async fn told<T: Send + 'static>(
    app: &App,
    ask: impl FnOnce(&Sharing) -> Result<T, String> + Send + 'static,
) -> Result<T, ApiError> {
    let share = app.share.clone().ok_or_else(|| {
        ApiError::missing("this server shares with nobody", "`cordon share init` makes a node")
    })?;
    let answer = spawn_blocking(move || ask(&share)).await;
    let answer =
        answer.map_err(|fault| ApiError::broken(format!("not answered: {fault}"), "ask again"))?;
    answer.map_err(|why| ApiError::broken(why, "`cordon share policy check` tells more"))
}

fn unknown() -> ApiError {
    ApiError::missing("there is no such object or partner", "/api/share/status names the partners")
}
