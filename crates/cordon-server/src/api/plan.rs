//! `/api/plan`: where can it be, who can reach it, where to look, who goes to whom.
//!
//! Questions and answers are those of `cordon plan`. Nothing is kept and nothing changes; questions are
//! posted because they hold shapes. A plan is made off the threads that answer, two at one time.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use cordon_chart::SeaChart;
use cordon_plan::PlanError;
use cordon_plan::ask::{AssignAsk, BoardAsk, InterceptAsk, ReachAsk, SearchAsk};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use utoipa::IntoParams;

use crate::app::App;
use crate::error::{ApiError, Ask, Told};

/// The most bytes of a question: a zone of some ten thousand corners.
const MOST_BYTES: usize = 2 << 20;
/// How long a question waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most pairs of an asset and a suspect.
const MOST_PAIRS: usize = 20_000;
/// The most particles.
const MOST_PARTICLES: usize = 50_000;
/// The most cells between the middle and the edge of a reach.
const MOST_CELLS: f64 = 1_000.0;

pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/reach", post(reach))
        .route("/intercept", post(intercept))
        .route("/search", post(search))
        .route("/assign", post(assign))
        .route("/board", post(board))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}

/// What is asked; whatever is wrong with it is a bad request.
pub(crate) struct Question<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Question<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Question<T>, ApiError> {
        let told = Told::<T>::from_request(request, state).await;
        told.map(|Told(ask)| Question(ask)).map_err(ApiError::into_bad)
    }
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Json,
    Geojson,
    Gpx,
    Kml,
}

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Wanted {
    /// `json`, `geojson`, `gpx` or `kml`, where the answer has places to draw.
    #[param(value_type = Option<String>)]
    #[serde(default)]
    format: Format,
}

/// Every place that a ship can have got to, and where it most likely is.
#[utoipa::path(post, path = "/api/plan/reach", params(Wanted),
    request_body(content = Object, example = json!({"lat": 32.6, "lon": 126.5, "hours": 8, "class": "cargo", "probability": true})),
    responses((status = 200, body = Object), (status = 400, body = ApiError), (status = 503, body = ApiError)))]
pub(crate) async fn reach(
    State(app): State<Arc<App>>,
    Ask(wanted): Ask<Wanted>,
    Question(ask): Question<ReachAsk>,
) -> Result<Response, ApiError> {
    let finest = ask.speed_kn.unwrap_or(50.0) * ask.hours * 1_852.0 / MOST_CELLS;
    if ask.cell_m.is_some_and(|cell| cell < finest) {
        return Err(ApiError::bad(
            format!("`cell_m` is finer than {finest:.0} m, which is all that is answered here"),
            "leave it out, or ask `cordon plan reach`",
        ));
    }
    if ask.particles.is_some_and(|particles| particles > MOST_PARTICLES) {
        return Err(too_many("particles", MOST_PARTICLES));
    }
    let answer = planned(&app, move |chart| {
        let answer = ask.answer(chart)?;
        Ok(match wanted.format {
            Format::Json => Some(json(&answer.json())),
            Format::Geojson => Some(json(&answer.geojson())),
            Format::Gpx | Format::Kml => None,
        })
    });
    answer.await?.ok_or_else(|| no_such_format("json or geojson"))
}

/// The earliest meeting of an asset with a moving ship, and the law where they meet.
#[utoipa::path(post, path = "/api/plan/intercept", params(Wanted),
    request_body(content = Object, example = json!({"asset": {"lat": 33.2, "lon": 126.48, "speed_kn": 30}, "target": {"lat": 32.0, "lon": 127.5, "course_deg": 45, "speed_kn": 12}, "law": {"own": "KOR", "flag": "PAN", "grounds": true}})),
    responses((status = 200, body = Object), (status = 400, body = ApiError), (status = 503, body = ApiError)))]
pub(crate) async fn intercept(
    State(app): State<Arc<App>>,
    Ask(wanted): Ask<Wanted>,
    Question(ask): Question<InterceptAsk>,
) -> Result<Response, ApiError> {
    let answer = planned(&app, move |chart| {
        let answer = ask.answer(chart)?;
        Ok(match wanted.format {
            Format::Json => json(&answer),
            Format::Geojson => json(&answer.geojson()),
            Format::Gpx => xml("application/gpx+xml", answer.gpx()),
            Format::Kml => xml("application/vnd.google-earth.kml+xml", answer.kml()),
        })
    });
    answer.await
}

/// A track that searches, or effort spread over a probability map.
#[utoipa::path(post, path = "/api/plan/search", params(Wanted),
    request_body(content = Object, example = json!({"pattern": "parallel", "lat": 32.1, "lon": 126.9, "length_nm": 40, "width_nm": 20, "sensor": "radar_ship", "speed_kn": 18})),
    responses((status = 200, body = Object), (status = 400, body = ApiError), (status = 503, body = ApiError)))]
pub(crate) async fn search(
    State(app): State<Arc<App>>,
    Ask(wanted): Ask<Wanted>,
    Question(ask): Question<SearchAsk>,
) -> Result<Response, ApiError> {
    let answer = planned(&app, move |_| {
        let answer = ask.answer()?;
        Ok(match wanted.format {
            Format::Json => Some(json(&answer)),
            Format::Geojson => answer.geojson().map(|map| json(&map)),
            Format::Gpx => answer.gpx().map(|text| xml("application/gpx+xml", text)),
            Format::Kml => {
                answer.kml().map(|text| xml("application/vnd.google-earth.kml+xml", text))
            }
        })
    });
    answer.await?.ok_or_else(|| no_such_format("json; cells have no places to draw"))
}

/// Which asset goes to which suspect, why, and what may be done there.
#[utoipa::path(post, path = "/api/plan/assign",
    request_body(content = Object, example = json!({"assets": [{"id": "cutter", "lat": 32.0, "lon": 126.0, "speed_kn": 25, "endurance_h": 48, "can": ["query", "shadow"]}], "suspects": [{"id": "dark-1", "lat": 31.5, "lon": 126.8, "course_deg": 200, "speed_kn": 11, "risk": 0.7, "law": {"own": "KOR", "flag": "PAN"}}]})),
    responses((status = 200, body = Object), (status = 400, body = ApiError), (status = 503, body = ApiError)))]
pub(crate) async fn assign(
    State(app): State<Arc<App>>,
    Question(ask): Question<AssignAsk>,
) -> Result<Response, ApiError> {
    if ask.pairs() > MOST_PAIRS {
        return Err(too_many("pairs of an asset and a suspect", MOST_PAIRS));
    }
    planned(&app, move |chart| Ok(json(&ask.answer(chart, false)?))).await
}

/// Whether a plan step may board: only with a complete checklist.
#[utoipa::path(post, path = "/api/plan/board",
    request_body(content = Object, example = json!({"lat": 32.0, "lon": 127.5, "uncertainty_nm": 0.2, "law": {"own": "KOR", "flag": "PAN", "grounds": true, "consent": "granted"}, "checklist": {"flag": {"at": "2023-10-10T04:00:00Z", "by": "duty officer", "reference": "log 12"}}})),
    responses((status = 200, body = Object), (status = 400, body = ApiError), (status = 503, body = ApiError)))]
pub(crate) async fn board(
    State(app): State<Arc<App>>,
    Question(ask): Question<BoardAsk>,
) -> Result<Response, ApiError> {
    planned(&app, move |chart| Ok(json(&ask.answer(chart)?))).await
}

/// Works off the threads that answer. The turn is given back when the work ends, even if nobody waits
/// for it any more.
async fn planned<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&SeaChart) -> Result<T, PlanError> + Send + 'static,
) -> Result<T, ApiError> {
    let turn = timeout(PATIENCE, Arc::clone(&app.planners).acquire_owned()).await;
    let Ok(Ok(turn)) = turn else {
        return Err(ApiError::busy("other plans are being made", "ask again in some seconds"));
    };
    let chart = Arc::clone(&app.chart);
    let work = spawn_blocking(move || {
        let _turn = turn;
        work(&chart)
    });
    let done = work.await.map_err(|_panicked| {
        ApiError::broken("the plan was not finished", "this is a fault of ours; please report it")
    })?;
    done.map_err(|error| ApiError::bad(error.to_string(), "see docs/planning.md, and /docs"))
}

fn json<T: Serialize>(answer: &T) -> Response {
    Json(answer).into_response()
}

fn xml(kind: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

fn no_such_format(known: &str) -> ApiError {
    ApiError::bad("the answer has no such format", format!("ask for `format={known}`"))
}

fn too_many(what: &str, most: usize) -> ApiError {
    ApiError::bad(format!("more than {most} {what}"), "ask for fewer, or use `cordon plan`")
}
