//! `/tiles/{z}/{x}/{y}.mvt`: land and coast as vector tiles.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::assets;
use crate::tiles;

/// One tile; 204 where there is only sea, 404 where there can be none.
pub(crate) async fn tile(Path((z, x, y)): Path<(u8, u32, String)>, headers: HeaderMap) -> Response {
    let Some(y) = y.strip_suffix(".mvt").and_then(|y| y.parse::<u32>().ok()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let made = tokio::task::spawn_blocking(move || tiles::tile(z, x, y)).await;
    let mut response = match made {
        Ok(Some(tile)) if assets::takes_gzip(&headers) => {
            ([(header::CONTENT_ENCODING, "gzip")], assets::gzip(&tile)).into_response()
        }
        Ok(Some(tile)) => tile.into_response(),
        Ok(None) => StatusCode::NO_CONTENT.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    let own = response.headers_mut();
    own.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/vnd.mapbox-vector-tile"),
    );
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    response
}
