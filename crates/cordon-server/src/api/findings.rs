//! `/api/findings`: what was found, why, and on which bytes it rests.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use cordon_core::{Evidence as Cited, Finding, FindingId, Kind, Status};
use cordon_watch::picture::{Box4, Query, Version};
use cordon_watch::report::{Citation, Cite, FindingView, write_csv, write_geojson};
use serde::{Deserialize, Serialize};
use tokio::task::block_in_place;
use utoipa::{IntoParams, ToSchema};

use super::shapes::Source;
use crate::app::App;
use crate::assets::hex;
use crate::error::{ApiError, Ask, parse};
use crate::evidence::Through;

const MOST: usize = 10_000;
const USUAL: usize = 1_000;

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Filter {
    /// Kinds, separated by commas: gap, encounter, loitering, port_visit.
    kind: Option<String>,
    /// States, separated by commas: open, final, revised, withdrawn.
    status: Option<String>,
    /// Not over before this instant, RFC 3339.
    from: Option<String>,
    /// Begun by this instant, RFC 3339.
    to: Option<String>,
    /// `west,south,east,north` in degrees; west above east crosses the 180th meridian.
    bbox: Option<String>,
    /// MMSI of a vessel it is about.
    vessel: Option<String>,
    /// A track it is about.
    track: Option<String>,
    /// As known at this sequence number.
    asof: Option<String>,
    /// At most this many, up to 10 000; 1 000 when not said.
    limit: Option<String>,
    /// Leave out this many first.
    offset: Option<String>,
    /// `1` leaves out the evidence, which takes a read of each cited byte range; JSON only.
    brief: Option<String>,
}

impl Filter {
    fn query(&self) -> Result<Query, ApiError> {
        let instant = "2031-03-14T13:12:00Z";
        Ok(Query {
            kinds: words("kind", self.kind.as_deref(), Kind::from_name, "gap,encounter")?,
            statuses: words("status", self.status.as_deref(), Status::from_name, "open,final")?,
            from: parse("from", self.from.as_deref(), instant)?,
            to: parse("to", self.to.as_deref(), instant)?,
            within: self.bbox.as_deref().map(read_box).transpose()?,
            mmsi: parse("vessel", self.vessel.as_deref(), "440123456")?.map(cordon_core::Mmsi),
            track: parse("track", self.track.as_deref(), "412331088-20210101T000422Z")?,
            as_of: parse("asof", self.asof.as_deref(), "18422")?,
        })
    }

    fn page(&self) -> Result<(usize, usize), ApiError> {
        let limit = parse("limit", self.limit.as_deref(), "100")?.unwrap_or(USUAL);
        let offset = parse("offset", self.offset.as_deref(), "0")?.unwrap_or(0);
        Ok((offset, limit.min(MOST)))
    }
}

/// Findings that were asked for, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Findings<'a> {
    /// How many match.
    total: usize,
    /// The findings.
    #[schema(value_type = Vec<Object>)]
    findings: Vec<FindingView<'a>>,
}

/// One finding with its evidence, and what was known of it before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Detail<'a> {
    #[schema(value_type = Object)]
    finding: FindingView<'a, Item>,
    /// Sequence number of this version.
    seq: u64,
    /// Every version, oldest first, without evidence.
    history: Vec<Told<'a>>,
}

/// A version of a finding.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Told<'a> {
    seq: u64,
    #[schema(value_type = Object)]
    finding: FindingView<'a>,
}

/// One piece of evidence: a fix, and the bytes it came from.
#[derive(Debug, Serialize)]
pub(crate) struct Item {
    #[serde(flatten)]
    citation: Citation,
    time: String,
    track: String,
    lat: f64,
    lon: f64,
}

/// Findings, newest first.
#[utoipa::path(get, path = "/api/findings", params(Filter),
    responses((status = 200, body = Findings<'static>), (status = 400, body = ApiError)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Ask(filter): Ask<Filter>,
) -> Result<Response, ApiError> {
    let (total, page) = page(&app, &filter)?;
    let cite = Through(&*app.evidence);
    let view = |finding| FindingView::new(finding, &cite);
    let findings = match filter.brief {
        Some(_) => page.iter().map(brief).collect(),
        None => block_in_place(|| page.iter().map(view).collect()),
    };
    Ok(Json(Findings { total, findings }).into_response())
}

/// The same as GeoJSON.
#[utoipa::path(get, path = "/api/findings.geojson", params(Filter),
    responses((status = 200, content_type = "application/geo+json"), (status = 400, body = ApiError)))]
pub(crate) async fn geojson(
    State(app): State<Arc<App>>,
    Ask(filter): Ask<Filter>,
) -> Result<Response, ApiError> {
    let (_, page) = page(&app, &filter)?;
    let mut body = Vec::new();
    block_in_place(|| write_geojson(&mut body, &page, &Through(&*app.evidence)))
        .map_err(unwritten)?;
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], body).into_response())
}

/// The same as CSV.
#[utoipa::path(get, path = "/api/findings.csv", params(Filter),
    responses((status = 200, content_type = "text/csv"), (status = 400, body = ApiError)))]
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    Ask(filter): Ask<Filter>,
) -> Result<Response, ApiError> {
    let (_, page) = page(&app, &filter)?;
    let mut body = Vec::new();
    block_in_place(|| write_csv(&mut body, &page, &Through(&*app.evidence))).map_err(unwritten)?;
    let name = "attachment; filename=\"findings.csv\"";
    let kind =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, name)];
    Ok((kind, body).into_response())
}

/// One finding with its earlier versions and its evidence.
#[utoipa::path(get, path = "/api/findings/{id}", params(("id" = String, Path, description = "name of the finding")),
    responses((status = 200, body = Detail<'static>), (status = 404, body = ApiError)))]
pub(crate) async fn finding(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let versions = history(&app, &id)?;
    let Some(newest) = versions.last() else { return Err(no_finding(&id)) };
    let cite = Through(&*app.evidence);
    let items =
        block_in_place(|| newest.finding.evidence.iter().map(|fix| Item::of(fix, &cite)).collect());
    Ok(Json(Detail {
        finding: FindingView::with_evidence(&newest.finding, items),
        seq: newest.seq,
        history: versions.iter().map(Told::of).collect(),
    })
    .into_response())
}

impl Told<'_> {
    fn of(version: &Version) -> Told<'_> {
        Told { seq: version.seq, finding: brief(&version.finding) }
    }
}

impl Item {
    fn of(fix: &Cited, cite: &dyn Cite) -> Item {
        let (lat, lon) = fix.position.lat_lon_rounded();
        Item {
            citation: cite.cite(fix.source),
            time: fix.time.to_string(),
            track: fix.track.to_string(),
            lat,
            lon,
        }
    }
}

/// The bytes of one piece of evidence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Raw {
    source: Source,
    /// SHA-256 in hex.
    sha256: Option<String>,
    /// The bytes as text; what is not UTF-8 is replaced.
    text: String,
    /// The bytes as hex digits.
    hex: String,
}

/// The bytes of one piece of evidence.
#[utoipa::path(get, path = "/api/findings/{id}/evidence/{n}",
    params(("id" = String, Path, description = "name of the finding"), ("n" = usize, Path, description = "from 0")),
    responses((status = 200, body = Raw), (status = 404, body = ApiError)))]
pub(crate) async fn evidence(
    State(app): State<Arc<App>>,
    Path((id, n)): Path<(String, usize)>,
) -> Result<Json<Raw>, ApiError> {
    let versions = history(&app, &id)?;
    let item = versions.last().and_then(|v| v.finding.evidence.get(n));
    let Some(item) = item else {
        return Err(ApiError::missing("there is no such piece of evidence", "count from 0"));
    };
    let Some(bytes) = block_in_place(|| app.evidence.bytes(item.source)) else {
        let help = "keep raw bytes: run with --data DIR so that an archive is written";
        return Err(ApiError::missing("these bytes are no longer kept", help));
    };
    Ok(Json(Raw {
        source: Source::of(item.source, &*app.evidence),
        sha256: app.evidence.cite(item.source).sha256,
        text: String::from_utf8_lossy(&bytes).into_owned(),
        hex: hex(&bytes),
    }))
}

fn page(app: &App, filter: &Filter) -> Result<(usize, Vec<Finding>), ApiError> {
    let query = filter.query()?;
    let (offset, limit) = filter.page()?;
    let picture = app.picture.read();
    let found = picture.findings().matching(&query);
    let page = found.iter().skip(offset).take(limit).map(|v| v.finding.clone()).collect();
    Ok((found.len(), page))
}

fn history(app: &App, id: &str) -> Result<Vec<Version>, ApiError> {
    let id = FindingId(id.to_owned());
    let picture = app.picture.read();
    picture.findings().history(&id).map(<[Version]>::to_vec).ok_or_else(|| no_finding(&id.0))
}

fn no_finding(id: &str) -> ApiError {
    let shown: String = id.chars().take(60).collect();
    ApiError::missing(
        format!("there is no finding `{shown}`"),
        "/api/findings lists those there are",
    )
}

fn unwritten(cause: impl std::fmt::Display) -> ApiError {
    ApiError::bad(format!("this answer could not be written: {cause}"), "ask for fewer with limit=")
}

/// A finding without its evidence, for screens that show many.
pub(crate) fn brief(finding: &Finding) -> FindingView<'_> {
    FindingView::with_evidence(finding, Vec::new())
}

fn words<T>(
    name: &str,
    text: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
    example: &str,
) -> Result<Vec<T>, ApiError> {
    let text = text.unwrap_or_default();
    text.split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(|word| {
            let help = format!("write it like `{name}={example}`");
            read(word)
                .ok_or_else(|| ApiError::bad(format!("`{name}` does not know `{word}`"), help))
        })
        .collect()
}

fn read_box(text: &str) -> Result<Box4, ApiError> {
    let numbers: Vec<f64> = text.split(',').filter_map(|n| n.trim().parse().ok()).collect();
    match numbers[..] {
        [west, south, east, north] if numbers.iter().all(|n| n.is_finite()) && south <= north => {
            Ok(Box4 { west, south, east, north })
        }
        _ => {
            Err(ApiError::bad("`bbox` is not a box", "write it like `bbox=125.0,31.5,130.0,34.0`"))
        }
    }
}
