//! OGC API – Features (OGC 17-069r4: core, GeoJSON, OpenAPI 3.0), for QGIS, GDAL and every other map: what one partner
//! may have. Tracks and flights carry where they have been as Moving Features JSON (OGC 19-045r3).
//!
//! Nothing here decides what leaves: who calls [`Published::show`] has asked the release gate.

mod ask;
mod published;
mod words;

use std::sync::Arc;

use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::guard;
use crate::{ServeError, Server};
use ask::Ask;
pub use published::{Collection, Published, Shown};

/// Serves what is published at `bind`.
pub fn start(bind: std::net::SocketAddr, published: Arc<Published>) -> Result<Server, ServeError> {
    crate::serve(bind, |address| {
        router(published).layer(middleware::from_fn(move |request, next| {
            only_by_its_name(address.ip().is_loopback(), request, next)
        }))
    })
}

fn router(published: Arc<Published>) -> Router {
    Router::new()
        .route("/", get(landing))
        .route("/api", get(api))
        .route("/conformance", get(async || Json(words::conformance())))
        .route("/collections", get(collections))
        .route("/collections/{collection}", get(collection))
        .route("/collections/{collection}/items", get(items))
        .route("/collections/{collection}/items/{feature}", get(item))
        .with_state(published)
}

/// A page of another site must not read a loopback server under a name of its own (DNS rebinding).
async fn only_by_its_name(on_loopback: bool, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    if on_loopback && !host.is_some_and(guard::is_loopback_name) {
        return fault(
            StatusCode::MISDIRECTED_REQUEST,
            "this server answers to loopback names only",
        );
    }
    next.run(request).await
}

async fn landing(headers: HeaderMap, State(published): State<Arc<Published>>) -> Json<Value> {
    Json(words::landing(&base(&headers), published.title()))
}

async fn api(headers: HeaderMap, State(published): State<Arc<Published>>) -> Response {
    let kind = [(header::CONTENT_TYPE, words::OPENAPI)];
    (kind, words::openapi(&base(&headers), published.title()).to_string()).into_response()
}

async fn collections(headers: HeaderMap, State(published): State<Arc<Published>>) -> Json<Value> {
    let base = base(&headers);
    let each = |of: Collection| words::collection(&base, of, published.extent(of));
    Json(json!({
        "links": [words::link(&base, "/collections", "self", words::JSON)],
        "collections": Collection::ALL.map(each),
    }))
}

async fn collection(
    headers: HeaderMap,
    State(published): State<Arc<Published>>,
    Path(name): Path<String>,
) -> Response {
    match Collection::named(&name) {
        Some(of) => {
            Json(words::collection(&base(&headers), of, published.extent(of))).into_response()
        }
        None => no_collection(),
    }
}

async fn items(
    headers: HeaderMap,
    State(published): State<Arc<Published>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(of) = Collection::named(&name) else { return no_collection() };
    let ask = match Ask::read(query.as_deref().unwrap_or_default()) {
        Ok(ask) => ask,
        Err(why) => return fault(StatusCode::BAD_REQUEST, &why),
    };
    let (matched, features) = published.matching(of, &ask);
    let base = base(&headers);
    let mut answer = json!({
        "type": "FeatureCollection",
        "numberMatched": matched,
        "numberReturned": features.len(),
        "timeStamp": published.at(),
        "links": words::page(&base, of, &ask, matched),
    });
    answer["features"] = features.into();
    geojson(&answer)
}

async fn item(
    headers: HeaderMap,
    State(published): State<Arc<Published>>,
    Path((name, feature)): Path<(String, String)>,
) -> Response {
    let Some(of) = Collection::named(&name) else { return no_collection() };
    let Some(mut found) = published.feature(of, &feature) else {
        return fault(StatusCode::NOT_FOUND, "there is no such feature, or it is not released");
    };
    found["links"] = words::of_feature(&base(&headers), of);
    geojson(&found)
}

fn geojson(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, words::GEOJSON)], value.to_string()).into_response()
}

fn no_collection() -> Response {
    fault(StatusCode::NOT_FOUND, "there is no such collection: GET /collections lists them")
}

fn fault(status: StatusCode, description: &str) -> Response {
    (status, Json(json!({ "code": status.as_u16().to_string(), "description": description })))
        .into_response()
}

/// What links begin with, by the name that the request uses.
fn base(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.map_or_else(String::new, |host| format!("http://{host}"))
}
