//! `/api/histogram`: how much there was, and when.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use cordon_core::Time;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::error::{ApiError, Ask, parse};

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Range {
    /// From this instant, RFC 3339; without it, from the first data.
    from: Option<String>,
    /// To this instant; without it, to the last data.
    to: Option<String>,
    /// At most this many bars, 1 to 2 000; 240 when not said.
    bins: Option<String>,
}

/// Counts per bar; the bars follow one another from `from`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Bars {
    /// Where the first bar begins, RFC 3339.
    from: Option<String>,
    /// Length of one bar in seconds, a whole number of minutes.
    step_s: f64,
    /// Position reports.
    positions: Vec<u32>,
    /// Findings that began.
    findings: Vec<u32>,
}

/// Position reports and findings per bar of time.
#[utoipa::path(get, path = "/api/histogram", params(Range),
    responses((status = 200, body = Bars), (status = 400, body = ApiError)))]
pub(crate) async fn histogram(
    State(app): State<Arc<App>>,
    Ask(range): Ask<Range>,
) -> Result<Json<Bars>, ApiError> {
    let example = "2031-03-14T13:12:00Z";
    let from: Option<Time> = parse("from", range.from.as_deref(), example)?;
    let to: Option<Time> = parse("to", range.to.as_deref(), example)?;
    let bins = parse("bins", range.bins.as_deref(), "240")?.unwrap_or(240);
    let picture = app.picture.read();
    let Some((first, last)) = picture.histogram().extent() else {
        return Ok(Json(Bars { from: None, step_s: 60.0, positions: vec![], findings: vec![] }));
    };
    let from = from.unwrap_or(first);
    let (step, counts) = picture.histogram().bars(from, to.unwrap_or(last), bins);
    Ok(Json(Bars {
        from: Some(from.floor(cordon_core::Span::from_minutes(1)).to_string()),
        step_s: step.seconds(),
        positions: counts.iter().map(|c| c.positions).collect(),
        findings: counts.iter().map(|c| c.findings).collect(),
    }))
}
