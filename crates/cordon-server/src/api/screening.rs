//! `/api/vessels/{mmsi}/screening`: who on the lists a ship may be, and which lists were asked.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use cordon_core::Mmsi;
use cordon_identity::screen::{Hit, Identity, Index, Screening};
use cordon_identity::{Allocation, Country, Day};
use cordon_watch::picture::{Attribute, Picture};
use serde::Serialize;
use tokio::task::block_in_place;
use utoipa::ToSchema;

use crate::app::App;
use crate::error::ApiError;

/// What screening a vessel answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScreeningBody {
    /// One sentence: which lists were asked as of which day, and which were not loaded.
    summary: String,
    /// Hits: those in force first.
    #[schema(value_type = Vec<Object>)]
    hits: Vec<Hit>,
    /// The day of the last fix, which is asked about.
    as_of: String,
    /// The lists that were asked, with their days and what limits their answer.
    #[schema(value_type = Vec<Object>)]
    screened: Vec<cordon_identity::screen::ScreenedList>,
    /// Known lists that were not loaded.
    not_loaded: Vec<String>,
}

/// Screen a vessel, as it names itself now, against the lists that the data directory holds.
#[utoipa::path(get, path = "/api/vessels/{mmsi}/screening", params(("mmsi" = u32, Path, description = "MMSI")),
    responses((status = 200, body = ScreeningBody), (status = 404, body = ApiError)))]
pub(crate) async fn screening(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<ScreeningBody>, ApiError> {
    let mmsi = super::identity::mmsi(&id)?;
    let (identity, day) = {
        let picture = app.picture.read();
        named(&picture, mmsi).ok_or_else(|| super::identity::unheard(mmsi))?
    };
    let answer = match app.lists.as_deref() {
        Some(lists) => block_in_place(|| lists.screen(&identity, day)),
        None => Ok(Index::new(Vec::new()).screen(&identity, day)),
    };
    let answer = answer.map_err(|why| {
        ApiError::broken(why, "`cordon watchlist list` tells which of the lists cannot be read")
    })?;
    Ok(Json(answer.into()))
}

impl From<Screening> for ScreeningBody {
    fn from(answer: Screening) -> ScreeningBody {
        let Screening { hits, coverage } = answer;
        ScreeningBody {
            summary: coverage.to_string(),
            hits,
            as_of: coverage.as_of.to_string(),
            screened: coverage.screened,
            not_loaded: coverage.not_loaded,
        }
    }
}

/// How a vessel names itself in its newest track, and the day of its last fix.
fn named(picture: &Picture, mmsi: Mmsi) -> Option<(Identity, Day)> {
    let craft = picture.tracks_of(mmsi).max_by_key(|craft| craft.last.map(|fix| fix.time))?;
    let said = |attribute| craft.identity.latest(attribute).map(str::to_owned);
    let identity = Identity {
        imo: said(Attribute::Imo).and_then(|imo| imo.parse().ok()),
        mmsi: Some(mmsi.0),
        call_sign: said(Attribute::Callsign),
        name: said(Attribute::Name),
        flag: match Country::of_mmsi(mmsi) {
            Allocation::To(flag) => Some(flag),
            _ => None,
        },
        ..Identity::default()
    };
    Some((identity, Day::of(craft.last?.time)))
}
