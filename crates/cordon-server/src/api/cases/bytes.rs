//! The bytes behind a case: what its findings cite, and its documents.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use cordon_casebook::{Case, Citation, Digest, ItemId};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio::task::block_in_place;
use utoipa::ToSchema;

use super::{Known, case_id};
use crate::app::App;
use crate::assets::hex;
use crate::cases::Cases;
use crate::error::{ApiError, Ask};

/// The most bytes that are shown of one citation; all of them are hashed.
const MOST: usize = 16 << 10;

/// The bytes of one piece of evidence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CitedBytes {
    input: String,
    /// First byte.
    offset: u64,
    /// Number of bytes.
    length: u32,
    /// SHA-256 of the bytes as they are now.
    sha256: String,
    /// SHA-256 when the finding was made.
    cited_sha256: Option<String>,
    /// Whether they are what they were; nothing when no hash was kept.
    unchanged: Option<bool>,
    /// The bytes as text; what is not UTF-8 is replaced.
    text: String,
    /// The bytes as hex digits.
    hex: String,
}

/// The bytes that a finding of a case stands on.
#[utoipa::path(get, path = "/api/cases/{id}/findings/{item}/evidence/{n}",
    params(("id" = String, Path, description = "C-1"), ("item" = String, Path, description = "F-1"),
        ("n" = usize, Path, description = "from 0"), Known),
    responses((status = 200, body = CitedBytes), (status = 404, body = ApiError)))]
pub(crate) async fn evidence(
    State(app): State<Arc<App>>,
    Path((id, item, n)): Path<(String, String, usize)>,
    Ask(known): Ask<Known>,
) -> Result<Json<CitedBytes>, ApiError> {
    let cases = app.cases()?;
    block_in_place(|| {
        let case = known.case(cases, &id)?;
        let citation = citation(&case, item_id(&item)?, n)?;
        let read = cases.source.raw(&citation.input, citation.offset, citation.length);
        let bytes = read.map_err(|why| {
            let help = "the archive that the finding was made from keeps them";
            ApiError::missing(format!("these bytes cannot be had: {why}"), help)
        })?;
        Ok(Json(CitedBytes::new(citation, &bytes)))
    })
}

impl CitedBytes {
    fn new(citation: Citation, bytes: &[u8]) -> CitedBytes {
        let sha256 = hex(&Sha256::digest(bytes));
        let shown = bytes.get(..MOST).unwrap_or(bytes);
        CitedBytes {
            input: citation.input,
            offset: citation.offset,
            length: citation.length,
            unchanged: citation.sha256.as_ref().map(|cited| *cited == sha256),
            sha256,
            cited_sha256: citation.sha256,
            text: String::from_utf8_lossy(shown).into_owned(),
            hex: hex(shown),
        }
    }
}

fn citation(case: &Case, item: ItemId, n: usize) -> Result<Citation, ApiError> {
    let finding = case.findings.iter().find(|finding| finding.item == item);
    let cited = finding.and_then(|finding| finding.current()).map(|now| now.finding.citations());
    cited.and_then(|cited| cited.into_iter().nth(n)).ok_or_else(|| {
        ApiError::missing(format!("{item} has no such piece of evidence"), "count from 0")
    })
}

/// A document as it was attached. Nothing in it runs: it is a file to save.
#[utoipa::path(get, path = "/api/cases/{id}/documents/{item}",
    params(("id" = String, Path, description = "C-1"), ("item" = String, Path, description = "D-1")),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = ApiError)))]
pub(crate) async fn document(
    State(app): State<Arc<App>>,
    Path((id, item)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let (cases, id, item) = (app.cases()?, case_id(&id)?, item_id(&item)?);
    let (name, bytes) = block_in_place(|| {
        let book = cases.opened()?;
        let case = book.case(id)?;
        let document = case.documents.iter().find(|document| document.item == item);
        let Some(document) = document else {
            let error = format!("{id} has no document {item}");
            return Err(ApiError::missing(error, format!("/api/cases/{id} names every item")));
        };
        let sha256: Digest =
            document.what.sha256.parse().map_err(|error: cordon_casebook::NotADigest| {
                ApiError::broken(
                    format!("{item}: {error}"),
                    "`cordon case ledger` checks the folder",
                )
            })?;
        Ok((document.what.name.clone(), book.document(sha256)?))
    })?;
    let head = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", plain(&name))),
    ];
    Ok((head, bytes).into_response())
}

/// A name that means nothing else in a header or to a shell.
fn plain(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    name.chars().take(120).map(safe).collect()
}

fn item_id(text: &str) -> Result<ItemId, ApiError> {
    text.parse().map_err(|error: cordon_casebook::NotAName| {
        ApiError::bad(error.to_string(), "/api/cases/{id} names every item")
    })
}

impl Known {
    fn case(&self, cases: &Cases, id: &str) -> Result<Case, ApiError> {
        let (book, id) = (cases.opened()?, case_id(id)?);
        Ok(match self.as_of()? {
            Some(as_of) => book.case_as_of(id, as_of)?,
            None => book.case(id)?,
        })
    }
}
