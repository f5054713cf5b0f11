//! `/api`: what the picture shows, for programs.

mod cases;
mod chart;
mod contacts;
mod decide;
mod drill;
mod findings;
mod flights;
mod histogram;
mod identity;
mod live;
mod openapi;
mod plan;
mod positions;
mod screening;
mod shapes;
mod share;
mod status;
pub(crate) mod tiles;
mod tracks;
mod vessels;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::app::App;
use crate::error::ApiError;

pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/status", get(status::status))
        .route("/positions.bin", get(positions::positions))
        .route("/vessels", get(vessels::search))
        .route("/vessels/{id}", get(vessels::vessel))
        .route("/vessels/{id}/identity", get(identity::identity))
        .route("/vessels/{id}/screening", get(screening::screening))
        .route("/hulls", get(decide::decisions).post(decide::decide))
        .route("/tracks/{id}", get(tracks::track))
        .route("/findings", get(findings::list))
        .route("/findings.geojson", get(findings::geojson))
        .route("/findings.csv", get(findings::csv))
        .route("/findings/{id}", get(findings::finding))
        .route("/findings/{id}/evidence/{n}", get(findings::evidence))
        .route("/flights", get(flights::flights))
        .route("/flights.geojson", get(flights::flights_geojson))
        .route("/contacts", get(contacts::contacts))
        .route("/contacts.geojson", get(contacts::contacts_geojson))
        .route("/warnings", get(flights::warnings))
        .route("/warnings.geojson", get(flights::warnings_geojson))
        .route("/warnings/{id}", get(flights::warning))
        .nest("/cases", cases::router())
        .nest("/plan", plan::router())
        .nest("/share", share::router())
        .nest("/drill", drill::router())
        .route("/chart/at", get(chart::at))
        .route("/histogram", get(histogram::histogram))
        .route("/live", get(live::live))
        .route("/openapi.json", get(openapi::openapi))
        .fallback(nothing)
}

async fn nothing() -> ApiError {
    ApiError::missing("there is no such address in the API", "see /docs for those there are")
}
