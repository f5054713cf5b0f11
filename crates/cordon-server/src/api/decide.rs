//! `/api/hulls`: what people decide of tracks, one hull or two.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use cordon_core::TrackId;
use cordon_identity::hull::{Decision, Verdict};
use serde::Deserialize;
use tokio::task::block_in_place;
use utoipa::ToSchema;

use crate::app::App;
use crate::error::{ApiError, Told};

/// Whether two tracks are one hull.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deciding {
    /// Who says so.
    actor: String,
    /// One track.
    a: String,
    /// The other.
    b: String,
    /// `confirmed` or `split`.
    #[schema(value_type = String)]
    verdict: Verdict,
    /// Why.
    note: Option<String>,
}

/// Every decision, oldest first.
#[utoipa::path(get, path = "/api/hulls", responses((status = 200, body = Vec<Object>)))]
pub(crate) async fn decisions(
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<Decision>>, ApiError> {
    Ok(Json(block_in_place(|| known(&app))?))
}

/// Say that two tracks are one hull, or two. It is kept in the ledger.
#[utoipa::path(post, path = "/api/hulls", request_body = Deciding,
    responses((status = 200, body = Object), (status = 403, body = ApiError), (status = 404, body = ApiError), (status = 422, body = ApiError)))]
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    Told(told): Told<Deciding>,
) -> Result<Json<Decision>, ApiError> {
    let cases = app.cases()?;
    let author = cases.author(&told.actor)?;
    let (a, b) = (heard(&app, &told.a)?, heard(&app, &told.b)?);
    if told.verdict == Verdict::Confirmed {
        allowed(&app, a, b)?;
    }
    let decided = block_in_place(|| {
        Ok::<_, ApiError>(cases.write()?.decide(&author, (a, b), told.verdict, told.note)?)
    })?;
    Ok(Json(decided))
}

/// Every decision that the casebook holds; none where there is no casebook.
pub(super) fn known(app: &App) -> Result<Vec<Decision>, ApiError> {
    let Some(cases) = app.cases.as_deref() else { return Ok(Vec::new()) };
    Ok(cases.read()?.map(|book| book.decisions()).transpose()?.unwrap_or_default())
}

fn heard(app: &App, name: &str) -> Result<TrackId, ApiError> {
    let track: TrackId = name.parse().map_err(|error: cordon_core::track::NotATrack| {
        ApiError::bad(error.to_string(), "/api/vessels/{mmsi}/identity names every track")
    })?;
    if app.picture.read().track(&track).is_none() {
        let help = "/api/vessels/{mmsi}/identity names every track";
        return Err(ApiError::missing(format!("no track {track} was heard"), help));
    }
    Ok(track)
}

/// What is simulated is never one ship with what is real.
fn allowed(app: &App, a: TrackId, b: TrackId) -> Result<(), ApiError> {
    let picture = app.picture.read();
    let simulated = |track| picture.track(track).map(cordon_watch::picture::Craft::exercise);
    if simulated(&a) == simulated(&b) {
        return Ok(());
    }
    let error = format!("one of {a} and {b} is simulated, the other is not");
    Err(ApiError::refused(error, "a drill is never mistaken for the real thing"))
}
