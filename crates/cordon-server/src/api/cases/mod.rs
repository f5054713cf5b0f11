//! `/api/cases`: what is gathered about some vessels, what is made of it, and who did what.

mod bytes;
mod change;
mod history;
mod shapes;
mod wish;

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use cordon_casebook::{AsOf, Case, CaseId, CaseStatus, MAX_DOCUMENT, Weights, score};
use serde::Deserialize;
use tokio::task::block_in_place;
use utoipa::IntoParams;

use crate::app::App;
use crate::cases::Cases;
use crate::error::{ApiError, Ask};
use shapes::{CaseBody, CaseLine, CaseList};

pub(crate) use bytes::{document, evidence};
pub(crate) use change::{attach, change, export, open, sync};
pub(crate) use history::history;
pub(crate) use {
    bytes::{__path_document, __path_evidence},
    change::{__path_attach, __path_change, __path_export, __path_open, __path_sync},
    history::__path_history,
};

/// The most bytes that a change may have, documents apart.
const MOST: usize = 1 << 20;

pub(crate) fn router() -> Router<Arc<App>> {
    let documents = post(attach).layer(DefaultBodyLimit::max(MAX_DOCUMENT as usize));
    Router::new()
        .route("/", get(list).post(open))
        .route("/sync", post(sync))
        .route("/{id}", get(case))
        .route("/{id}/history", get(history))
        .route("/{id}/events", post(change))
        .route("/{id}/export", post(export))
        .route("/{id}/findings/{item}/evidence/{n}", get(evidence))
        .route("/{id}/documents/{item}", get(document))
        .layer(DefaultBodyLimit::max(MOST))
        .route("/{id}/documents", documents)
}

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Which {
    /// Statuses, separated by commas: open, watching, referred, confirmed, dismissed, closed.
    status: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Known {
    /// As known then: a time (RFC 3339) or a version (`v3`).
    as_of: Option<String>,
}

/// Every case, the most pressing first, each feature of its rank told.
#[utoipa::path(get, path = "/api/cases", params(Which),
    responses((status = 200, body = CaseList), (status = 400, body = ApiError)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Ask(which): Ask<Which>,
) -> Result<Json<CaseList>, ApiError> {
    let wanted = statuses(which.status.as_deref().unwrap_or_default())?;
    let person = app.cases.as_ref().map(|cases| cases.person.clone()).unwrap_or_default();
    let read_only = app.why_read_only();
    let cases = match app.cases.as_deref() {
        Some(cases) => block_in_place(|| lines(cases, &wanted))?,
        None => Vec::new(),
    };
    Ok(Json(CaseList { person, read_only, cases }))
}

fn lines(cases: &Cases, wanted: &[CaseStatus]) -> Result<Vec<CaseLine>, ApiError> {
    let Some(book) = cases.read()? else { return Ok(Vec::new()) };
    let (weights, now) = (Weights::default(), (cases.clock)());
    let mut all = book.cases()?;
    all.retain(|case| wanted.is_empty() || wanted.contains(&case.status));
    let line = |case: &Case| CaseLine::of(case, score(case, &weights, now));
    let mut lines: Vec<CaseLine> = all.iter().map(line).collect();
    lines.sort_by(|a, b| b.score().total_cmp(&a.score()).then(a.id().cmp(&b.id())));
    Ok(lines)
}

/// One case, as it is or as it was known at any time.
#[utoipa::path(get, path = "/api/cases/{id}", params(("id" = String, Path, description = "C-1"), Known),
    responses((status = 200, body = CaseBody), (status = 404, body = ApiError)))]
pub(crate) async fn case(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Ask(known): Ask<Known>,
) -> Result<Json<CaseBody>, ApiError> {
    let (cases, id) = (app.cases()?, case_id(&id)?);
    let as_of = known.as_of()?;
    let read = || -> Result<(Case, u64), ApiError> {
        let book = cases.opened()?;
        let newest = book.case(id)?;
        let version = newest.version;
        let case = as_of.map_or(Ok(newest), |as_of| book.case_as_of(id, as_of))?;
        Ok((case, version))
    };
    let (case, newest) = block_in_place(read)?;
    let now = match as_of {
        Some(AsOf::Time(time)) => time,
        Some(AsOf::Version(_)) => case.changed.at,
        None => (cases.clock)(),
    };
    let rank = score(&case, &Weights::default(), now);
    Ok(Json(CaseBody::new(case, rank, newest, app.why_read_only())))
}

impl Known {
    fn as_of(&self) -> Result<Option<AsOf>, ApiError> {
        let Some(text) = self.as_of.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let version = text.strip_prefix('v').and_then(|number| number.parse().ok());
        let read = version.map(AsOf::Version).or_else(|| text.parse().ok().map(AsOf::Time));
        let help = "write it like `as_of=v3` or `as_of=2031-03-14T13:12:00Z`";
        read.map(Some).ok_or_else(|| ApiError::bad("`as_of` is no time and no version", help))
    }
}

fn statuses(text: &str) -> Result<Vec<CaseStatus>, ApiError> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(status).collect()
}

fn status(word: &str) -> Result<CaseStatus, ApiError> {
    CaseStatus::from_name(word).ok_or_else(|| {
        let shown: String = word.chars().take(60).collect();
        let names: Vec<_> = CaseStatus::ALL.iter().map(|status| status.name()).collect();
        ApiError::bad(format!("there is no status `{shown}`"), names.join(", "))
    })
}

fn case_id(text: &str) -> Result<CaseId, ApiError> {
    text.parse().map_err(|error: cordon_casebook::NotAName| {
        ApiError::bad(error.to_string(), "/api/cases lists those there are")
    })
}
