//! Opening, changing and exporting cases.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cordon_casebook::{
    Applied, Document, Event, ItemId, ItemKind, MAX_DOCUMENT, Opened, OpenedBy, Source, Synced,
};
use serde::{Deserialize, Serialize};
use tokio::task::block_in_place;
use utoipa::{IntoParams, ToSchema};

use super::case_id;
use super::wish::Wish;
use crate::app::App;
use crate::cases::Cases;
use crate::error::{ApiError, Ask, Told};

/// The most changes of one request.
const MOST: usize = 200;

/// A case to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Opening {
    /// Who opens it.
    actor: String,
    title: String,
    /// What is in it from the start.
    #[serde(default)]
    events: Vec<Wish>,
}

/// Changes to a case: all are made, or none.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Changes {
    /// Who makes them.
    actor: String,
    /// The version that they were made from: refused if someone set the same field since.
    seen: Option<u64>,
    events: Vec<Wish>,
}

/// Who asks for something that needs no more words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Actor {
    /// Who does.
    actor: String,
}

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Attaching {
    /// Who attaches it.
    actor: String,
    /// Its name, without folders.
    name: String,
    /// What it is.
    about: Option<String>,
}

/// What was done. It is durable.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Done {
    case: String,
    /// The case's version now.
    version: u64,
    /// The items added or changed, in the order of the changes.
    items: Vec<String>,
}

impl From<Applied> for Done {
    fn from(applied: Applied) -> Done {
        let items = applied.items.iter().map(ToString::to_string).collect();
        Done { case: applied.case.to_string(), version: applied.version, items }
    }
}

/// Open a case.
#[utoipa::path(post, path = "/api/cases", request_body = Opening,
    responses((status = 201, body = Done), (status = 422, body = ApiError), (status = 403, body = ApiError)))]
pub(crate) async fn open(
    State(app): State<Arc<App>>,
    Told(opening): Told<Opening>,
) -> Result<(StatusCode, Json<Done>), ApiError> {
    let cases = app.cases()?;
    let author = cases.author(&opening.actor)?;
    let applied = block_in_place(|| {
        let events = events(opening.events, &app, cases)?;
        let opened = Opened { title: opening.title, by: OpenedBy::Hand };
        Ok::<_, ApiError>(cases.write()?.open_case(&author, opened, events)?)
    })?;
    Ok((StatusCode::CREATED, Json(applied.into())))
}

/// Change a case.
#[utoipa::path(post, path = "/api/cases/{id}/events", params(("id" = String, Path, description = "C-1")), request_body = Changes,
    responses((status = 200, body = Done), (status = 404, body = ApiError), (status = 409, body = ApiError), (status = 422, body = ApiError)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Told(changes): Told<Changes>,
) -> Result<Json<Done>, ApiError> {
    let (cases, id) = (app.cases()?, case_id(&id)?);
    let author = cases.author(&changes.actor)?;
    let applied = block_in_place(|| {
        cases.opened()?.case(id)?;
        let events = events(changes.events, &app, cases)?;
        Ok::<_, ApiError>(cases.write()?.change(&author, id, changes.seen, events)?)
    })?;
    Ok(Json(applied.into()))
}

fn events(wishes: Vec<Wish>, app: &App, cases: &Cases) -> Result<Vec<Event>, ApiError> {
    if wishes.len() > MOST {
        let error = format!("{} changes at once", wishes.len());
        return Err(ApiError::too_large(error, format!("send at most {MOST}")));
    }
    wishes.into_iter().map(|wish| wish.event(app, cases)).collect()
}

/// Take over what the findings of every case say now: late data may have continued, revised or
/// withdrawn them.
#[utoipa::path(post, path = "/api/cases/sync", request_body = Actor,
    responses((status = 200, body = Object), (status = 403, body = ApiError)))]
pub(crate) async fn sync(
    State(app): State<Arc<App>>,
    Told(actor): Told<Actor>,
) -> Result<Json<Synced>, ApiError> {
    let cases = app.cases()?;
    let author = cases.author(&actor.actor)?;
    let findings: &dyn cordon_casebook::Findings = &*cases.source;
    let synced = block_in_place(|| {
        cases.opened()?;
        Ok::<_, ApiError>(cases.write()?.sync(&author, findings)?)
    })?;
    Ok(Json(synced))
}

/// Attach a document: the body is its bytes, up to 64 MiB.
#[utoipa::path(post, path = "/api/cases/{id}/documents", params(("id" = String, Path, description = "C-1"), Attaching),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Done), (status = 404, body = ApiError), (status = 413)))]
pub(crate) async fn attach(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Ask(attaching): Ask<Attaching>,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<Json<Done>, ApiError> {
    let bytes = bytes.map_err(|cause| {
        let help =
            format!("a document may have {MAX_DOCUMENT} bytes; attach the part that matters");
        ApiError::new(cause.status(), cause.body_text(), help)
    })?;
    let (cases, id) = (app.cases()?, case_id(&id)?);
    let author = cases.author(&attaching.actor)?;
    let name = file_name(&attaching.name)?;
    let applied = block_in_place(|| {
        cases.opened()?.case(id)?;
        let mut book = cases.write()?;
        let sha256 = book.keep_document(&bytes)?.to_string();
        let about = attaching.about.filter(|about| !about.trim().is_empty());
        let document = Document { name, sha256, length: bytes.len() as u64, about };
        let item = ItemId::unnamed(ItemKind::Document);
        let event = Event::DocumentAttached { item, document };
        Ok::<_, ApiError>(book.change(&author, id, None, vec![event])?)
    })?;
    Ok(Json(applied.into()))
}

/// A name without folders, in one line.
fn file_name(name: &str) -> Result<String, ApiError> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if name.is_empty() || name.contains(char::is_control) {
        return Err(ApiError::refused(
            "the document has no usable name",
            "write it like `name=bill.pdf`",
        ));
    }
    Ok(name.to_owned())
}

/// Export a case: a signed package that `cordon case verify` checks. It is a change, because the
/// ledger keeps who exported what.
#[utoipa::path(post, path = "/api/cases/{id}/export", params(("id" = String, Path, description = "C-1")), request_body = Actor,
    responses((status = 200, content_type = "application/zip"), (status = 404, body = ApiError), (status = 409, body = ApiError)))]
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Told(actor): Told<Actor>,
) -> Result<Response, ApiError> {
    let (cases, id) = (app.cases()?, case_id(&id)?);
    let author = cases.author(&actor.actor)?;
    let package = block_in_place(|| {
        cases.opened()?.case(id)?;
        let raw: &dyn cordon_casebook::RawBytes = &*cases.source;
        let source = Source { raw, parameters: &cases.parameters, program: &cases.program };
        Ok::<_, ApiError>(cases.write()?.export(&author, id, &source)?)
    })?;
    let name = format!("attachment; filename=\"{id}.zip\"");
    let head =
        [(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((head, package).into_response())
}
