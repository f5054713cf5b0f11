//! `/api/drill`: a drill that people drive. All of it is simulated, and every answer says so.
//!
//! Who starts it gets a key for each role; a request shows its key in the header `x-drill-key`. The controller's
//! key opens everything, a side's key its own picture, log and assets.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Path as Named, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use cordon_drill::drive::{DriveError, Order, Role, View};
use cordon_drill::report::REPORT_FILE;
use cordon_drill::score::SCORE_FILE;
use cordon_drill::scrub::{Scrub, scrub};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;
use utoipa::IntoParams;

use crate::app::App;
use crate::drills::{Drills, MOST_STEP_S, NoStart, Run, Speed, Start, Status, Underway};
use crate::error::{ApiError, Ask, Told};

const KEY: HeaderName = HeaderName::from_static("x-drill-key");
/// The report has its styles in itself, and nothing else.
const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(status))
        .route("/scenarios", get(scenarios))
        .route("/start", post(start))
        .route("/view", get(view))
        .route("/injects", get(injects))
        .route("/pause", post(pause))
        .route("/resume", post(resume))
        .route("/step", post(step))
        .route("/speed", post(speed))
        .route("/injects/{id}", post(inject))
        .route("/orders", post(order))
        .route("/say", post(say))
        .route("/end", post(end))
        .route("/score", get(score))
        .route("/report", get(report))
        .route("/runs", get(runs))
        .route("/runs/{id}", get(look_back))
}

/// The scenarios that can be driven.
#[utoipa::path(get, path = "/api/drill/scenarios", responses((status = 200, body = Vec<Object>)))]
pub(crate) async fn scenarios() -> Json<Value> {
    Json(json!(Drills::scenarios()))
}

/// The drill that is under way or was last, its clock, and how far it is; `null` where there was none.
#[utoipa::path(get, path = "/api/drill", responses((status = 200, body = Object)))]
pub(crate) async fn status(State(app): State<Arc<App>>) -> Result<Json<Option<Status>>, ApiError> {
    let current = drills(&app)?.current();
    on_its_own(move || Ok(current.map(|it| it.status()))).await.map(Json)
}

/// Begins a drill, and gives out a key for each role. One is under way at a time.
#[utoipa::path(post, path = "/api/drill/start",
    request_body(content = Object, example = json!({"scenario": "jeju-2023", "seed": 7, "speed": 60, "people": ["kr"]})),
    responses((status = 201, body = Object), (status = 400, body = ApiError), (status = 409, body = ApiError)))]
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    Told(start): Told<Start>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    if start.speed().is_some_and(|speed| !speed.is_valid()) {
        return Err(no_speed());
    }
    let drills = drills(&app)?;
    let begun = on_its_own(move || drills.start(&start).map_err(not_begun)).await?;
    let told = json!({ "drill": begun.status(), "keys": begun.keys() });
    Ok((StatusCode::CREATED, Json(told)))
}

/// From which line of the log on.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub(crate) struct Since {
    /// Lines of the log from this number on; all unless given, at most the last 500.
    #[serde(default)]
    since: u64,
    /// What this side sees, for the controller; others see their own.
    side: Option<String>,
}

/// What the role of the key sees: assets, contacts and log; truth and injects for the controller alone.
#[utoipa::path(get, path = "/api/drill/view", params(Since, ("x-drill-key" = String, Header, description = "The key of a role")),
    responses((status = 200, body = Object), (status = 403, body = ApiError), (status = 404, body = ApiError)))]
pub(crate) async fn view(
    State(app): State<Arc<App>>,
    Ask(asked): Ask<Since>,
    headers: HeaderMap,
) -> Result<Json<View>, ApiError> {
    let (drill, role) = known(&app, &headers)?;
    on_its_own(move || {
        let driven = drill.lock();
        let role = match asked.side {
            Some(side) if role == Role::Controller => driven.drive.role(&side).map_err(told)?,
            _ => role,
        };
        Ok(driven.drive.view(&role, asked.since))
    })
    .await
    .map(Json)
}

/// What the controller can bring in, when it comes by itself, and what came.
#[utoipa::path(get, path = "/api/drill/injects", params(("x-drill-key" = String, Header, description = "The controller's key")),
    responses((status = 200, body = Vec<Object>), (status = 403, body = ApiError)))]
pub(crate) async fn injects(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let drill = controlled(&app, &headers)?;
    on_its_own(move || Ok(json!(drill.lock().drive.view(&Role::Controller, u64::MAX).injects)))
        .await
        .map(Json)
}

/// Simulated time stops.
#[utoipa::path(post, path = "/api/drill/pause", params(("x-drill-key" = String, Header, description = "The controller's key")),
    responses((status = 200, body = Object), (status = 403, body = ApiError)))]
pub(crate) async fn pause(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer {
    let drill = controlled(&app, &headers)?;
    clock(drill, |drill| set_paused(drill, true)).await
}

/// Simulated time goes on.
#[utoipa::path(post, path = "/api/drill/resume", params(("x-drill-key" = String, Header, description = "The controller's key")),
    responses((status = 200, body = Object), (status = 403, body = ApiError)))]
pub(crate) async fn resume(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer {
    let drill = controlled(&app, &headers)?;
    clock(drill, |drill| set_paused(drill, false)).await
}

/// How far to step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// Simulated seconds.
    seconds: f64,
}

/// So many simulated seconds on, then paused.
#[utoipa::path(post, path = "/api/drill/step", params(("x-drill-key" = String, Header, description = "The controller's key")),
    request_body(content = Object, example = json!({"seconds": 600})),
    responses((status = 200, body = Object), (status = 400, body = ApiError), (status = 403, body = ApiError)))]
pub(crate) async fn step(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Told(Step { seconds }): Told<Step>,
) -> Answer {
    let drill = controlled(&app, &headers)?;
    if !(1.0..=MOST_STEP_S).contains(&seconds) {
        let help = format!("give `seconds` from 1 to {MOST_STEP_S}");
        return Err(ApiError::bad("no such step", help));
    }
    clock(drill, move |drill| {
        let mut driven = drill.lock();
        let now = driven.drive.world().now();
        driven.pace.step(seconds, Instant::now(), now);
    })
    .await
}

/// How fast.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fast {
    /// Simulated seconds a second, or `"max"`.
    speed: Speed,
}

/// How fast simulated time goes: so many seconds a second, or `max`.
#[utoipa::path(post, path = "/api/drill/speed", params(("x-drill-key" = String, Header, description = "The controller's key")),
    request_body(content = Object, example = json!({"speed": 60})),
    responses((status = 200, body = Object), (status = 400, body = ApiError), (status = 403, body = ApiError)))]
pub(crate) async fn speed(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Told(Fast { speed }): Told<Fast>,
) -> Answer {
    let drill = controlled(&app, &headers)?;
    if !speed.is_valid() {
        return Err(no_speed());
    }
    clock(drill, move |drill| {
        let mut driven = drill.lock();
        let now = driven.drive.world().now();
        driven.pace.go_on(Instant::now(), now);
        driven.pace.speed = speed;
    })
    .await
}

/// The controller brings an inject in now.
#[utoipa::path(post, path = "/api/drill/injects/{id}",
    params(("id" = String, Path, description = "Its id"), ("x-drill-key" = String, Header, description = "The controller's key")),
    responses((status = 200, body = Object), (status = 403, body = ApiError), (status = 409, body = ApiError)))]
pub(crate) async fn inject(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
    headers: HeaderMap,
) -> Answer {
    let drill = controlled(&app, &headers)?;
    done(drill, move |drill| drill.lock().drive.release(&id)).await
}

/// A side gives an order to one of its assets: go, shadow, intercept, query, board, divert, resume. It is carried out
/// or refused with the next step; the log tells.
#[utoipa::path(post, path = "/api/drill/orders", params(("x-drill-key" = String, Header, description = "The side's key")),
    request_body(content = Object, example = json!({"side": "kr", "unit": "yulgok", "task": "intercept", "contact": 24})),
    responses((status = 200, body = Object), (status = 400, body = ApiError), (status = 403, body = ApiError)))]
pub(crate) async fn order(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Told(order): Told<Order>,
) -> Answer {
    let (drill, role) = known(&app, &headers)?;
    if role != Role::Controller && role != Role::Side(order.side.clone()) {
        return Err(not_yours("orders are given with the key of the side they are for"));
    }
    done(drill, move |drill| drill.lock().drive.order(order)).await
}

/// What is said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// One line.
    text: String,
}

/// Says something to all; it goes into the log.
#[utoipa::path(post, path = "/api/drill/say", params(("x-drill-key" = String, Header, description = "The key of a role")),
    request_body(content = Object, example = json!({"text": "Yulgok closes the contact"})),
    responses((status = 200, body = Object), (status = 400, body = ApiError), (status = 403, body = ApiError)))]
pub(crate) async fn say(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Told(Words { text }): Told<Words>,
) -> Answer {
    let (drill, role) = known(&app, &headers)?;
    done(drill, move |drill| drill.lock().drive.say(&role, &text)).await
}

/// Ends the drill now; it is scored, which takes a while: `stage` tells when.
#[utoipa::path(post, path = "/api/drill/end", params(("x-drill-key" = String, Header, description = "The controller's key")),
    responses((status = 200, body = Object), (status = 403, body = ApiError), (status = 409, body = ApiError)))]
pub(crate) async fn end(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer {
    let drill = controlled(&app, &headers)?;
    done(drill, |drill| drill.lock().drive.stop()).await
}

/// The score of the drill that is over.
#[utoipa::path(get, path = "/api/drill/score",
    responses((status = 200, body = Object), (status = 404, body = ApiError)))]
pub(crate) async fn score(State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let text = file(&app, SCORE_FILE).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}

/// The report on the drill that is over: one page of HTML.
#[utoipa::path(get, path = "/api/drill/report",
    responses((status = 200, body = String, content_type = "text/html"), (status = 404, body = ApiError)))]
pub(crate) async fn report(State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let text = file(&app, REPORT_FILE).await?;
    let kind = (header::CONTENT_TYPE, "text/html; charset=utf-8");
    Ok(([kind, (header::CONTENT_SECURITY_POLICY, REPORT_POLICY)], text).into_response())
}

/// Drills that are over and scored, the newest first.
#[utoipa::path(get, path = "/api/drill/runs", responses((status = 200, body = Vec<Object>)))]
pub(crate) async fn runs(State(app): State<Arc<App>>) -> Result<Json<Vec<Run>>, ApiError> {
    let drills = drills(&app)?;
    on_its_own(move || Ok(drills.runs())).await.map(Json)
}

/// A drill that is over, to look back at: where everybody was at any moment, and what happened.
#[utoipa::path(get, path = "/api/drill/runs/{id}", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, body = Object), (status = 404, body = ApiError)))]
pub(crate) async fn look_back(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
) -> Result<Json<Scrub>, ApiError> {
    let drills = drills(&app)?;
    on_its_own(move || {
        let missing = || ApiError::missing("no such drill is over", "see /api/drill/runs");
        scrub(&drills.run(&id).ok_or_else(missing)?).map_err(|error| {
            ApiError::broken(error.to_string(), "the files of the run are damaged: play it again")
        })
    })
    .await
    .map(Json)
}

type Answer = Result<Json<Status>, ApiError>;

fn drills(app: &App) -> Result<Arc<Drills>, ApiError> {
    app.drills.clone().ok_or_else(|| {
        ApiError::missing(
            "this server plays no drills",
            "`cordon serve` plays them in its data directory",
        )
    })
}

/// The drill, and whose key the request shows.
fn known(app: &App, headers: &HeaderMap) -> Result<(Arc<Underway>, Role), ApiError> {
    let drill = drills(app)?.current().ok_or_else(|| {
        ApiError::missing("no drill is under way", "POST /api/drill/start begins one")
    })?;
    let key = headers.get(KEY).and_then(|key| key.to_str().ok()).unwrap_or_default();
    let role = drill
        .role(key)
        .ok_or_else(|| not_yours("the header `x-drill-key` has no key of this drill"))?;
    Ok((drill, role))
}

fn controlled(app: &App, headers: &HeaderMap) -> Result<Arc<Underway>, ApiError> {
    match known(app, headers)? {
        (drill, Role::Controller) => Ok(drill),
        _ => Err(not_yours("only the controller may do that")),
    }
}

fn not_yours(why: &str) -> ApiError {
    ApiError::forbidden(why, "keys are given to whoever starts the drill, one for each role")
}

fn no_speed() -> ApiError {
    ApiError::bad("no such speed", "give simulated seconds a second, up to 100000, or \"max\"")
}

fn set_paused(drill: &Underway, is_paused: bool) {
    let mut driven = drill.lock();
    let now = driven.drive.world().now();
    driven.pace.go_on(Instant::now(), now);
    driven.pace.is_paused = is_paused;
}

/// Changes the clock, and tells how it goes.
async fn clock(drill: Arc<Underway>, change: impl FnOnce(&Underway) + Send + 'static) -> Answer {
    done(drill, move |drill| {
        change(drill);
        Ok(())
    })
    .await
}

async fn done(
    drill: Arc<Underway>,
    change: impl FnOnce(&Underway) -> Result<(), DriveError> + Send + 'static,
) -> Answer {
    on_its_own(move || {
        change(&drill).map_err(told)?;
        drill.wake();
        Ok(drill.status())
    })
    .await
    .map(Json)
}

/// The drill may be at work: whoever waits for it does so off the threads that answer.
async fn on_its_own<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let done = spawn_blocking(work).await;
    done.map_err(|fault| ApiError::broken(format!("not answered: {fault}"), "ask again"))?
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn told(error: DriveError) -> ApiError {
    let help = "see /docs for what this address takes";
    match error {
        DriveError::NoSide(_) => ApiError::missing(error.to_string(), help),
        DriveError::NoInject(_) | DriveError::Over => ApiError::conflict(error.to_string(), help),
        DriveError::BadOrder(_) => ApiError::bad(error.to_string(), help),
        DriveError::Files(_) => ApiError::broken(error.to_string(), "make room, and start again"),
    }
}

fn not_begun(error: NoStart) -> ApiError {
    match error {
        NoStart::Busy(_) => ApiError::conflict(error.to_string(), "POST /api/drill/end ends it"),
        NoStart::Wrong(why) => ApiError::bad(why, "see /api/drill/scenarios"),
        NoStart::Drive(error) => told(error),
    }
}

async fn file(app: &App, name: &'static str) -> Result<Vec<u8>, ApiError> {
    let missing =
        || ApiError::missing("no drill has been scored", "end one with POST /api/drill/end");
    let current = drills(app)?.current().ok_or_else(missing)?;
    on_its_own(move || {
        let folder: PathBuf = current.scored().ok_or_else(missing)?;
        let path = folder.join(name);
        std::fs::read(&path).map_err(|error| {
            ApiError::broken(
                format!("{}: {error}", path.display()),
                "`cordon drill score` writes it again",
            )
        })
    })
    .await
}
