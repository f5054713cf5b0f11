//! `/api/vessels`: find one, and what it said it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use cordon_core::{Mmsi, TrackId};
use cordon_watch::picture::{Attribute, Craft, Picture, Slot};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::shapes::{Card, DatedBody};
use crate::app::App;
use crate::error::{ApiError, Ask};

/// Most vessels in one answer.
const MOST: usize = 500;
/// Most that a search tells; the rest is a matter of a longer word.
const MOST_FOUND: usize = 50;

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Search {
    /// Part of a name, or the beginning of an IMO number, MMSI or call sign.
    q: Option<String>,
    /// Slots of a position list, separated by commas, at most 500.
    slots: Option<String>,
}

/// Vessels that were asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Cards {
    /// How many match; more than are listed when there are many.
    total: usize,
    vessels: Vec<Card>,
}

/// One vessel with everything its transponder said it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Vessel {
    #[serde(flatten)]
    card: Card,
    /// Whether the IMO number's check digit is right; nothing when it has none.
    imo_check_ok: Option<bool>,
    /// Every value heard, dated, with its source.
    identity: Vec<DatedBody>,
    /// Its tracks, oldest first.
    tracks: Vec<TrackBody>,
    /// Other numbers that claimed the same IMO number.
    same_imo: Vec<Card>,
}

/// One track of a vessel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrackBody {
    id: String,
    /// Time of its last fix, RFC 3339.
    last: Option<String>,
    /// Points kept.
    points: usize,
}

/// Vessels by name, IMO number, MMSI or call sign.
#[utoipa::path(get, path = "/api/vessels", params(Search),
    responses((status = 200, body = Cards), (status = 400, body = ApiError)))]
pub(crate) async fn search(
    State(app): State<Arc<App>>,
    Ask(search): Ask<Search>,
) -> Result<Json<Cards>, ApiError> {
    let picture = app.picture.read();
    if let Some(slots) = search.slots {
        let vessels: Vec<Card> = slots
            .split(',')
            .take(MOST)
            .filter_map(|slot| slot.trim().parse().ok())
            .filter_map(|slot| Some(Card::of(slot, picture.at(Slot(slot))?, &*app.evidence)))
            .collect();
        return Ok(Json(Cards { total: vessels.len(), vessels }));
    }
    let words = search.q.unwrap_or_default().trim().to_uppercase();
    if words.is_empty() {
        return Err(ApiError::bad("nothing is searched for", "write `q=` and a name or number"));
    }
    let found = find(&picture, &words);
    let cards = found.values().take(MOST_FOUND);
    let vessels = cards.map(|(slot, craft)| Card::of(*slot, craft, &*app.evidence)).collect();
    Ok(Json(Cards { total: found.len(), vessels }))
}

/// One vessel, by MMSI or track.
#[utoipa::path(get, path = "/api/vessels/{id}", params(("id" = String, Path, description = "MMSI or track")),
    responses((status = 200, body = Vessel), (status = 404, body = ApiError)))]
pub(crate) async fn vessel(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Vessel>, ApiError> {
    let picture = app.picture.read();
    let craft = tracks_named(&picture, &id)?;
    let newest = craft.iter().max_by_key(|c| c.last.map(|fix| fix.time)).copied();
    let Some(newest) = newest else {
        let shown: String = id.chars().take(60).collect();
        let help = "ask /api/vessels?q= for a name or number that was heard";
        return Err(ApiError::missing(format!("no vessel `{shown}` was heard"), help));
    };
    let card = Card::of(slot_of(&picture, newest), newest, &*app.evidence);
    let imo = newest.identity.latest(Attribute::Imo).map(str::to_owned);
    Ok(Json(Vessel {
        imo_check_ok: imo.as_deref().and_then(check_digit),
        identity: identity(&craft, &app),
        tracks: craft.iter().map(|c| TrackBody::of(c)).collect(),
        same_imo: imo.map(|imo| same_imo(&picture, newest.mmsi(), &imo, &app)).unwrap_or_default(),
        card,
    }))
}

fn tracks_named<'a>(picture: &'a Picture, id: &str) -> Result<Vec<&'a Craft>, ApiError> {
    if let Ok(mmsi) = id.parse::<u32>() {
        return Ok(picture.tracks_of(Mmsi(mmsi)).collect());
    }
    let track: TrackId = id.parse().map_err(|error: cordon_core::track::NotATrack| {
        ApiError::bad(error.to_string(), "write an MMSI such as 440123456, or a track's name")
    })?;
    Ok(picture.track(&track).into_iter().collect())
}

/// The newest matching track of each number, in the order of the numbers.
fn find<'a>(picture: &'a Picture, words: &str) -> BTreeMap<u32, (u32, &'a Craft)> {
    let mut found: BTreeMap<u32, (u32, &Craft)> = BTreeMap::new();
    for (slot, craft) in (0_u32..).zip(picture.craft()) {
        if matches(craft, words) {
            let newer = |known: &&Craft| known.last.map(|f| f.time) <= craft.last.map(|f| f.time);
            match found.get(&craft.mmsi().0) {
                Some((_, known)) if !newer(known) => {}
                _ => {
                    found.insert(craft.mmsi().0, (slot, craft));
                }
            }
        }
    }
    found
}

fn matches(craft: &Craft, words: &str) -> bool {
    craft.mmsi().to_string().starts_with(words)
        || craft.identity.values().iter().any(|dated| match dated.attribute {
            Attribute::Name => dated.value.to_uppercase().contains(words),
            Attribute::Imo => dated.value.starts_with(words.trim_start_matches("IMO").trim()),
            Attribute::Callsign => dated.value.to_uppercase().starts_with(words),
            _ => false,
        })
}

fn identity(craft: &[&Craft], app: &App) -> Vec<DatedBody> {
    craft
        .iter()
        .flat_map(|c| {
            c.identity.values().iter().map(|dated| DatedBody::of(c, dated, &*app.evidence))
        })
        .collect()
}

fn same_imo(picture: &Picture, mmsi: Mmsi, imo: &str, app: &App) -> Vec<Card> {
    let claims = |c: &Craft| {
        c.identity.values().iter().any(|d| d.attribute == Attribute::Imo && &*d.value == imo)
    };
    (0_u32..)
        .zip(picture.craft())
        .filter(|(_, craft)| craft.mmsi() != mmsi && claims(craft))
        .take(MOST_FOUND)
        .map(|(slot, craft)| Card::of(slot, craft, &*app.evidence))
        .collect()
}

fn slot_of(picture: &Picture, craft: &Craft) -> u32 {
    picture.slot(&craft.track).map_or(u32::MAX, |slot| slot.0)
}

impl TrackBody {
    fn of(craft: &Craft) -> TrackBody {
        TrackBody {
            id: craft.track.to_string(),
            last: craft.last.map(|fix| fix.time.to_string()),
            points: craft.path.points().len(),
        }
    }
}

/// The seventh digit of an IMO number is the last digit of the sum of the first six, weighted 7 to 2
/// (IMO resolution A.1117(30)).
fn check_digit(imo: &str) -> Option<bool> {
    let digits: Vec<u32> = imo.chars().map(|c| c.to_digit(10)).collect::<Option<_>>()?;
    let (check, body) = digits.split_last()?;
    let sum: u32 = body.iter().zip((2..=7).rev()).map(|(digit, weight)| digit * weight).sum();
    Some(body.len() == 6 && sum % 10 == *check)
}

#[cfg(test)]
mod tests {
    use super::check_digit;

    /// IMO 9074729 is the worked example of IMO resolution A.1117(30).
    #[test]
    fn imo_check_digits() {
        assert_eq!(check_digit("9074729"), Some(true));
        assert_eq!(check_digit("9074720"), Some(false));
        assert_eq!(check_digit("0"), Some(false));
        assert_eq!(check_digit(""), None);
    }
}
