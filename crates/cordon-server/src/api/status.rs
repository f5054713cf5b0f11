//! `/api/status`: how far the data has come, and how much of it there is.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use cordon_core::Tally;
use cordon_watch::picture::{FeedHealth, Picture};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;

/// The state of the picture.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatusBody {
    /// Program and version.
    version: &'static str,
    /// Newest instant in the data, RFC 3339.
    clock: Option<String>,
    /// Number of the last change.
    seq: u64,
    /// Exercise mark; when present, simulated data is shown.
    exercise: Option<String>,
    /// Numbers (MMSI) heard.
    vessels: usize,
    /// Tracks they make.
    tracks: usize,
    /// Findings by kind, withdrawn ones apart.
    findings: BTreeMap<&'static str, usize>,
    /// First and last instant of the data.
    extent: Option<[String; 2]>,
    /// Feeds and how they are doing.
    #[schema(value_type = Vec<Object>)]
    feeds: Vec<FeedHealth>,
    /// Records read, used and rejected by reason.
    #[schema(value_type = Object)]
    tally: Tally,
}

impl StatusBody {
    pub(crate) fn of(picture: &Picture) -> StatusBody {
        let extent = picture.histogram().extent();
        StatusBody {
            version: concat!("cordon ", env!("CARGO_PKG_VERSION")),
            clock: picture.clock().map(|clock| clock.to_string()),
            seq: picture.seq(),
            exercise: picture.exercise().map(str::to_owned),
            vessels: picture.vessels(),
            tracks: picture.craft().len(),
            findings: picture.finding_counts().map(|(kind, n)| (kind.name(), n)).collect(),
            extent: extent.map(|(from, to)| [from.to_string(), to.to_string()]),
            feeds: picture.feeds().to_vec(),
            tally: picture.tally().clone(),
        }
    }
}

/// How far the data has come, and how much of it there is.
#[utoipa::path(get, path = "/api/status", responses((status = 200, body = StatusBody)))]
pub(crate) async fn status(State(app): State<Arc<App>>) -> Json<StatusBody> {
    Json(StatusBody::of(&app.picture.read()))
}
