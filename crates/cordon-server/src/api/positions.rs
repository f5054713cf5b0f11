//! `/api/positions.bin`: every craft on the map in 24 bytes each.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use cordon_core::Time;
use cordon_watch::picture::Mark;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::error::{ApiError, Ask, parse};

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct When {
    /// Instant, RFC 3339; without it, as of now.
    t: Option<String>,
}

/// Every craft as little-endian binary: a header of 24 bytes (`CPOS`, version 1 as `u32`, number of
/// marks as `u32`, sequence number as `u64` at byte 12, zero) and 24 bytes a craft: longitude and
/// latitude in 1/600 000 degree (`i32`), MMSI, slot (`u32`), age in seconds, speed in 0.1 kn, course in
/// 0.1 degree (`u16`, 65 535 when not said), ship type (`u8`), flags (`u8`: bit 0 exercise, bits 1-3
/// station, bits 4-7 navigational status).
#[utoipa::path(get, path = "/api/positions.bin", params(When),
    responses((status = 200, content_type = "application/octet-stream"), (status = 400, body = ApiError)))]
pub(crate) async fn positions(
    State(app): State<Arc<App>>,
    Ask(when): Ask<When>,
) -> Result<Response, ApiError> {
    let t: Option<Time> = parse("t", when.t.as_deref(), "2031-03-14T13:12:00Z")?;
    let (seq, marks) = {
        let picture = app.picture.read();
        (picture.seq(), t.map_or_else(|| picture.marks(), |t| picture.marks_at(t)))
    };
    let kind =
        [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, "no-store")];
    Ok((kind, with_header(seq, &marks)).into_response())
}

fn with_header(seq: u64, marks: &[Mark]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(24 + marks.len() * Mark::SIZE);
    bytes.extend_from_slice(b"CPOS");
    bytes.extend_from_slice(&1_u32.to_le_bytes());
    bytes.extend_from_slice(&u32::try_from(marks.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend_from_slice(&seq.to_le_bytes());
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(&bare(marks));
    bytes
}

/// The marks without a header.
pub(crate) fn bare(marks: &[Mark]) -> Vec<u8> {
    marks.iter().flat_map(Mark::to_bytes).collect()
}
