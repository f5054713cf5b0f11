//! `/api/cases/{id}/history`: who did what, when.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use cordon_casebook::{Entry, Event, ItemId};
use cordon_core::Time;
use serde::Serialize;
use tokio::task::block_in_place;
use utoipa::ToSchema;

use super::case_id;
use crate::app::App;
use crate::error::ApiError;

/// The most letters of one line.
const MOST: usize = 300;

/// One entry of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Line {
    /// The case's version that it made.
    version: u64,
    /// Its number in the ledger.
    seq: u64,
    #[schema(value_type = String)]
    at: Time,
    actor: String,
    /// What kind of change.
    kind: String,
    /// The item that was added or changed.
    #[schema(value_type = Option<String>)]
    item: Option<ItemId>,
    /// Its words, at most 300 letters of them.
    says: String,
    /// The entry's SHA-256, which covers the entries before it.
    hash: String,
}

/// Who did what to a case, oldest first.
#[utoipa::path(get, path = "/api/cases/{id}/history", params(("id" = String, Path, description = "C-1")),
    responses((status = 200, body = Vec<Line>), (status = 404, body = ApiError)))]
pub(crate) async fn history(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Vec<Line>>, ApiError> {
    let (cases, id) = (app.cases()?, case_id(&id)?);
    let entries = block_in_place(|| Ok::<_, ApiError>(cases.opened()?.history(id)?))?;
    Ok(Json(entries.iter().map(Line::of).collect()))
}

impl Line {
    fn of(entry: &Entry) -> Line {
        let event = entry.event().ok();
        let said = event.as_ref().map(says).unwrap_or_default();
        Line {
            version: entry.case_seq,
            seq: entry.seq,
            at: entry.at,
            actor: entry.actor.clone(),
            kind: entry.kind.clone(),
            item: event.and_then(|event| event.item()),
            says: said.chars().take(MOST).collect(),
            hash: entry.hash.to_string(),
        }
    }
}

fn says(event: &Event) -> String {
    match event {
        Event::Opened(opened) => opened.title.clone(),
        Event::Renamed { title } => title.clone(),
        Event::StatusSet { status, reason } => with(status.name(), reason.as_deref()),
        Event::Assigned { person } => person.clone().unwrap_or_else(|| "nobody".to_owned()),
        Event::FindingAdded { finding, .. } => {
            finding.text("reason").unwrap_or_default().to_owned()
        }
        Event::FindingChanged { reason, .. } => reason.clone(),
        Event::FindingReviewed { verdict, reason, .. } => with(verdict.name(), reason.as_deref()),
        Event::ClaimAdded { claim, .. } => format!("{}: {}", claim.who, claim.words),
        Event::ListHitAdded { hit, .. } => format!("{}: {}", hit.list, hit.entry),
        Event::SceneAdded { scene, .. } => format!("{}: {}", scene.id, scene.what),
        Event::NoteAdded { text, .. } | Event::Commented { text, .. } => text.clone(),
        Event::DocumentAttached { document, .. } => document.name.clone(),
        Event::VesselLinked { vessel, role, .. } => {
            with(&format!("MMSI {:09}", vessel.mmsi), role.as_deref())
        }
        Event::Assessed { assessment, .. } => assessment.hypothesis.clone(),
        Event::TaskOpened { text, person, .. } => with(text, person.as_deref()),
        Event::TaskDone { outcome, .. } => outcome.clone().unwrap_or_default(),
        Event::Exported { program } => program.clone(),
        Event::HullDecided { a, b, note, .. } => with(&format!("{a}, {b}"), note.as_deref()),
    }
}

fn with(what: &str, more: Option<&str>) -> String {
    more.map_or_else(|| what.to_owned(), |more| format!("{what}: {more}"))
}
