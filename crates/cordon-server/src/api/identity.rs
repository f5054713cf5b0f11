//! `/api/vessels/{mmsi}/identity`: what was said of a ship, from when to when, and which tracks may be
//! one hull.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use cordon_core::{Kind, Mmsi, Time};
use cordon_identity::hull::{Decision, Hypothesis, Refused, propose, resolve};
use cordon_identity::practices::IdentityRules;
use cordon_identity::{Allocation, Attribute as Claimed, Country, Imo, Point, Trace};
use cordon_watch::picture::{Attribute, Craft, Dated, Picture, Query};
use serde::Serialize;
use tokio::task::block_in_place;
use utoipa::ToSchema;

use super::decide;
use super::shapes::DatedBody;
use crate::app::App;
use crate::error::ApiError;

/// Most tracks that are looked at: those of the number and of others that gave the same IMO number.
const MOST: usize = 200;

/// What was said of a ship over time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IdentityBody {
    /// First and last instant of all that follows, RFC 3339.
    extent: Option<[String; 2]>,
    /// The number asked for first, then every other that gave the same IMO number.
    numbers: Vec<Number>,
    /// Which tracks may be one hull, and why one may think so.
    #[schema(value_type = Vec<Object>)]
    links: Vec<Hypothesis>,
    /// What speaks for one hull and was not followed, with the reason.
    #[schema(value_type = Vec<Object>)]
    refused: Vec<Refused>,
    /// Why nothing can be decided here; nothing when it can.
    read_only: Option<String>,
}

/// One MMSI.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Number {
    mmsi: u32,
    /// Whose the number is by its maritime identification digits (ITU-R M.585).
    flag: Option<Flag>,
    /// Its tracks; two at the same time are two ships.
    tracks: Vec<Stretch>,
    /// Every value, dated, with the bytes that first said it.
    values: Vec<Valued>,
}

/// A country.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Flag {
    /// ISO 3166-1, two letters.
    code: String,
    name: String,
}

/// A track from its first to its last fix.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Stretch {
    id: String,
    first: String,
    last: String,
}

/// A dated value and what it is worth.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Valued {
    #[serde(flatten)]
    dated: DatedBody,
    /// Country of a call sign's series, or that an IMO number's check digit fails.
    note: Option<String>,
}

/// Identity of a ship on the axis of time.
#[utoipa::path(get, path = "/api/vessels/{mmsi}/identity", params(("mmsi" = u32, Path, description = "MMSI")),
    responses((status = 200, body = IdentityBody), (status = 404, body = ApiError)))]
pub(crate) async fn identity(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<IdentityBody>, ApiError> {
    let mmsi = mmsi(&id)?;
    let (decisions, read_only) =
        block_in_place(|| Ok::<_, ApiError>((decide::known(&app)?, app.why_read_only())))?;
    let picture = app.picture.read();
    let rules = IdentityRules::default();
    let craft = related(&picture, mmsi, &decisions);
    if !craft.iter().any(|c| c.mmsi() == mmsi) {
        return Err(unheard(mmsi));
    }
    let traces: Vec<Trace> = craft.iter().filter_map(|c| trace(c)).collect();
    let hulls = resolve(&traces, &propose(&traces, &decisions, &rules), &decisions, &rules);
    Ok(Json(IdentityBody {
        extent: extent(&craft).map(|(from, to)| [from.to_string(), to.to_string()]),
        numbers: numbers(&craft, mmsi, &app),
        links: hulls.hulls.into_iter().flat_map(|hull| hull.links).collect(),
        refused: hulls.refused,
        read_only,
    }))
}

pub(super) fn mmsi(id: &str) -> Result<Mmsi, ApiError> {
    id.parse::<u32>().map(Mmsi).map_err(|error| {
        ApiError::bad(format!("this is no MMSI: {error}"), "write it like 440123456")
    })
}

pub(super) fn unheard(mmsi: Mmsi) -> ApiError {
    let help = "ask /api/vessels?q= for a name or number that was heard";
    ApiError::missing(format!("no vessel {mmsi} was heard"), help)
}

/// Tracks of a number, of others that gave an IMO number it gave or were found to sail or go on as it
/// did, and of those that people decided about.
fn related<'a>(picture: &'a Picture, mmsi: Mmsi, decisions: &[Decision]) -> Vec<&'a Craft> {
    let linked = linked(picture, mmsi, decisions);
    let imos: Vec<&str> = picture.tracks_of(mmsi).flat_map(imos_of).collect();
    let others = picture.craft().iter().filter(|c| {
        let shares = || imos_of(c).any(|imo| imos.contains(&imo));
        c.mmsi() != mmsi && (linked.contains(&c.mmsi()) || shares())
    });
    picture.tracks_of(mmsi).chain(others).take(MOST).collect()
}

/// Numbers that a finding or a person names together with one.
fn linked(picture: &Picture, mmsi: Mmsi, decisions: &[Decision]) -> BTreeSet<Mmsi> {
    let kinds = vec![Kind::IdentityChange, Kind::DualIdentity];
    let query = Query { kinds, mmsi: Some(mmsi), ..Query::default() };
    let found = picture.findings().matching(&query);
    let named = found.iter().flat_map(|known| &known.finding.tracks).map(|track| track.mmsi);
    let pairs = decisions.iter().map(|decision| [decision.a.mmsi, decision.b.mmsi]);
    named.chain(pairs.filter(|pair| pair.contains(&mmsi)).flatten()).collect()
}

fn imos_of(craft: &Craft) -> impl Iterator<Item = &str> {
    let values = craft.identity.values().iter();
    values.filter(|dated| dated.attribute == Attribute::Imo).map(|dated| &*dated.value)
}

fn extent(craft: &[&Craft]) -> Option<(Time, Time)> {
    let points = craft.iter().filter_map(|c| ends(c));
    let values = craft.iter().flat_map(|c| c.identity.values()).map(|d| (d.first, d.last));
    points.chain(values).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

fn ends(craft: &Craft) -> Option<(Time, Time)> {
    let points = craft.path.points();
    Some((points.first()?.time, points.last()?.time))
}

fn numbers(craft: &[&Craft], asked: Mmsi, app: &App) -> Vec<Number> {
    let mut by_number: BTreeMap<(bool, u32), Vec<&Craft>> = BTreeMap::new();
    for c in craft {
        by_number.entry((c.mmsi() != asked, c.mmsi().0)).or_default().push(c);
    }
    by_number.into_iter().map(|((_, mmsi), craft)| number(mmsi, &craft, app)).collect()
}

fn number(mmsi: u32, craft: &[&Craft], app: &App) -> Number {
    let stretch = |c: &&Craft| {
        let (first, last) = ends(c)?;
        let (id, first, last) = (c.track.to_string(), first.to_string(), last.to_string());
        Some(Stretch { id, first, last })
    };
    let valued = |c: &Craft, dated: &Dated| {
        let note = note(dated);
        Valued { dated: DatedBody::of(c, dated, &*app.evidence), note }
    };
    let values = craft.iter().flat_map(|c| c.identity.values().iter().map(|d| valued(c, d)));
    Number {
        mmsi,
        flag: flag(Mmsi(mmsi)),
        tracks: craft.iter().filter_map(stretch).collect(),
        values: values.collect(),
    }
}

fn flag(mmsi: Mmsi) -> Option<Flag> {
    match Country::of_mmsi(mmsi) {
        Allocation::To(country) => {
            Some(Flag { code: country.code().to_owned(), name: country.name().to_owned() })
        }
        _ => None,
    }
}

fn note(dated: &Dated) -> Option<String> {
    match dated.attribute {
        Attribute::Callsign => {
            Country::of_call_sign(&dated.value).map(|country| country.name().to_owned())
        }
        Attribute::Imo => {
            let valid = dated.value.parse().ok().and_then(Imo::new).is_some();
            (!valid).then(|| "check digit fails".to_owned())
        }
        _ => None,
    }
}

/// The track as identity looks at it. The picture keeps no bytes of its points, so each stands on
/// those of the last fix; hypotheses cite none.
fn trace(craft: &Craft) -> Option<Trace> {
    let source = craft.last?.source;
    let points: Vec<Point> = craft
        .path
        .points()
        .iter()
        .map(|p| Point { time: p.time, position: p.position, source })
        .collect();
    let mut trace = Trace::new(craft.track, *points.first()?, *points.last()?);
    let at = |time: Time| {
        let next = points.partition_point(|p| p.time <= time);
        points.get(next.saturating_sub(1)).map(|p| Point { time, ..*p })
    };
    let mut said: Vec<(Time, Claimed, &Dated)> = Vec::new();
    for dated in craft.identity.values() {
        let Some(attribute) = claimed(dated.attribute) else { continue };
        said.push((dated.first, attribute, dated));
        if dated.count > 1 {
            said.push((dated.last, attribute, dated));
        }
    }
    said.sort_by_key(|(time, attribute, _)| (*time, *attribute));
    for (time, attribute, dated) in said {
        if let Some(point) = at(time) {
            trace.claim(attribute, dated.value.to_string(), point);
        }
    }
    trace.path = points;
    Some(trace)
}

fn claimed(attribute: Attribute) -> Option<Claimed> {
    match attribute {
        Attribute::Name => Some(Claimed::Name),
        Attribute::Imo => Some(Claimed::Imo),
        Attribute::Callsign => Some(Claimed::CallSign),
        Attribute::ShipType => Some(Claimed::ShipType),
        _ => None,
    }
}
