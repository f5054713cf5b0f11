//! What may be asked of a case over HTTP, and the events of the ledger that come of it.
//!
//! Findings and vessels are named, never described: what they say comes from the archive.

use cordon_casebook::{
    Alternative, Assessment, CaseStatus, Claim, Confidence, Event, Grade, ItemId, ItemKind,
    ListHit, ReviewVerdict, Scene, Snapshot,
};
use cordon_core::{Mmsi, Time, VesselRef};
use cordon_watch::picture::{Attribute, Picture};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::cases::Cases;
use crate::error::ApiError;

/// A change to a case: `{"kind": "note", "text": "…"}`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Wish {
    /// Another title.
    Rename { title: String },
    /// How far it is, and why.
    Status {
        #[schema(value_type = String)]
        status: CaseStatus,
        reason: Option<String>,
    },
    /// Who is responsible; nobody when left out.
    Assign { person: Option<String> },
    /// A finding by its id, with all that it says now.
    Finding { id: String },
    /// What a person makes of a finding of the case.
    Review {
        #[schema(value_type = String)]
        item: ItemId,
        #[schema(value_type = String)]
        verdict: ReviewVerdict,
        reason: Option<String>,
    },
    /// A vessel by its MMSI.
    Vessel { mmsi: u32, role: Option<String> },
    /// A note.
    Note { text: String },
    /// Something to the others, about an item or the case.
    Comment {
        #[schema(value_type = Option<String>)]
        about: Option<ItemId>,
        text: String,
    },
    /// Somebody's words, verbatim.
    Claim {
        who: String,
        said: String,
        words: String,
        about: Option<String>,
        document: Option<String>,
        #[schema(value_type = Option<String>)]
        grade: Option<Grade>,
    },
    /// A hit on a watchlist, as of the list's date.
    ListHit {
        list: String,
        as_of: String,
        entry: String,
        subject: String,
        #[serde(default)]
        explanation: Vec<String>,
    },
    /// A satellite image and what it shows.
    Scene {
        id: String,
        #[schema(value_type = Option<String>)]
        time: Option<Time>,
        what: String,
    },
    /// What is thought to have happened, how sure, on what it rests, and what else it could be.
    Assess {
        hypothesis: String,
        #[schema(value_type = String)]
        confidence: Confidence,
        #[serde(default)]
        #[schema(value_type = Vec<String>)]
        rests_on: Vec<ItemId>,
        #[serde(default)]
        #[schema(value_type = Vec<Object>)]
        alternatives: Vec<Alternative>,
    },
    /// Something to be done.
    Task { text: String, person: Option<String> },
    /// A task was done.
    TaskDone {
        #[schema(value_type = String)]
        item: ItemId,
        outcome: Option<String>,
    },
}

impl Wish {
    /// The event that the ledger keeps.
    pub(crate) fn event(self, app: &App, cases: &Cases) -> Result<Event, ApiError> {
        let item = ItemId::unnamed;
        Ok(match self {
            Wish::Rename { title } => Event::Renamed { title },
            Wish::Status { status, reason } => Event::StatusSet { status, reason: said(reason) },
            Wish::Assign { person } => Event::Assigned { person: said(person) },
            Wish::Finding { id } => {
                let finding = snapshot(cases, &id)?;
                Event::FindingAdded { item: item(ItemKind::Finding), finding }
            }
            Wish::Review { item, verdict, reason } => {
                Event::FindingReviewed { item, verdict, reason: said(reason) }
            }
            Wish::Vessel { mmsi, role } => {
                let vessel = vessel(&app.picture.read(), mmsi)?;
                Event::VesselLinked { item: item(ItemKind::Vessel), vessel, role: said(role) }
            }
            Wish::Note { text } => Event::NoteAdded { item: item(ItemKind::Note), text },
            Wish::Comment { about, text } => {
                Event::Commented { item: item(ItemKind::Comment), about, text }
            }
            Wish::Claim { who, said: when, words, about, document, grade } => Event::ClaimAdded {
                item: item(ItemKind::Claim),
                claim: Claim {
                    who,
                    said: when,
                    words,
                    about: said(about),
                    document: said(document),
                    grade,
                },
            },
            Wish::ListHit { list, as_of, entry, subject, explanation } => {
                let details = serde_json::Value::Null;
                let hit = ListHit { list, as_of, entry, subject, explanation, details };
                Event::ListHitAdded { item: item(ItemKind::ListHit), hit }
            }
            Wish::Scene { id, time, what } => {
                Event::SceneAdded { item: item(ItemKind::Scene), scene: Scene { id, time, what } }
            }
            Wish::Assess { hypothesis, confidence, rests_on, alternatives } => {
                let assessment = Assessment { hypothesis, confidence, rests_on, alternatives };
                Event::Assessed { item: item(ItemKind::Assessment), assessment }
            }
            Wish::Task { text, person } => {
                Event::TaskOpened { item: item(ItemKind::Task), text, person: said(person) }
            }
            Wish::TaskDone { item, outcome } => Event::TaskDone { item, outcome: said(outcome) },
        })
    }
}

/// An empty field of a form says nothing.
fn said(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

fn snapshot(cases: &Cases, id: &str) -> Result<Snapshot, ApiError> {
    let shown: String = id.chars().take(60).collect();
    let found = cases.source.latest(id).map_err(|why| {
        ApiError::broken(format!("finding `{shown}` cannot be read: {why}"), "`cordon doctor`")
    })?;
    let help = "one just found is in the archive some seconds later; /api/findings lists all";
    found.ok_or_else(|| ApiError::missing(format!("the archive has no finding `{shown}`"), help))
}

/// A vessel as it named itself last.
fn vessel(picture: &Picture, mmsi: u32) -> Result<VesselRef, ApiError> {
    if mmsi > 999_999_999 {
        return Err(ApiError::bad("an MMSI has nine digits", "write it like 440123456"));
    }
    let mut known = VesselRef::unnamed(Mmsi(mmsi));
    let latest = picture.tracks_of(Mmsi(mmsi)).max_by_key(|craft| craft.last.map(|fix| fix.time));
    if let Some(craft) = latest {
        known.name = craft.identity.latest(Attribute::Name).map(str::to_owned);
        known.imo = craft.identity.latest(Attribute::Imo).and_then(|imo| imo.parse().ok());
    }
    Ok(known)
}
