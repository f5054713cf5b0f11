//! `/api/openapi.json`: the API's description of itself.

use axum::Json;
use utoipa::OpenApi;

use super::{
    cases, chart, contacts, decide, drill, findings, flights, histogram, identity, live, plan,
    positions, screening, share, status, tracks, vessels,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Cordon",
        description = "What is seen of the sea, and what was concluded from it. \
        Times are RFC 3339 in UTC; numbers carry their unit in the key."
    ),
    paths(
        status::status,
        positions::positions,
        vessels::search,
        vessels::vessel,
        identity::identity,
        flights::flights,
        flights::flights_geojson,
        contacts::contacts,
        contacts::contacts_geojson,
        flights::warnings,
        flights::warnings_geojson,
        flights::warning,
        screening::screening,
        decide::decisions,
        decide::decide,
        tracks::track,
        findings::list,
        findings::geojson,
        findings::csv,
        findings::finding,
        findings::evidence,
        cases::list,
        cases::open,
        cases::case,
        cases::history,
        cases::change,
        cases::attach,
        cases::document,
        cases::evidence,
        cases::export,
        cases::sync,
        chart::at,
        plan::reach,
        plan::intercept,
        plan::search,
        plan::assign,
        plan::board,
        share::status,
        share::partners,
        share::preview,
        share::explain,
        share::received,
        drill::status,
        drill::scenarios,
        drill::start,
        drill::view,
        drill::injects,
        drill::pause,
        drill::resume,
        drill::step,
        drill::speed,
        drill::inject,
        drill::order,
        drill::say,
        drill::end,
        drill::score,
        drill::report,
        drill::runs,
        drill::look_back,
        histogram::histogram,
        live::live,
    )
)]
struct Api;

/// The description, OpenAPI 3.1.
pub(crate) async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(Api::openapi())
}

#[cfg(test)]
mod tests {
    use utoipa::OpenApi as _;

    #[test]
    fn every_path_is_described() {
        let api = super::Api::openapi();
        for path in [
            "/api/status",
            "/api/live",
            "/api/findings/{id}/evidence/{n}",
            "/api/cases",
            "/api/cases/{id}/events",
            "/api/cases/{id}/export",
            "/api/chart/at",
            "/api/plan/intercept",
            "/api/share/preview/{partner}",
            "/api/drill/orders",
        ] {
            assert!(api.paths.paths.contains_key(path), "{path}");
        }
    }
}
