//! Putting an object through a profile.

use std::collections::{BTreeMap, BTreeSet};

use cordon_core::{Position, Span, Time};
use serde_json::{Map, Value};

use super::{Grid, Profile};
use crate::names::{ObjectId, Word};
use crate::object::{Kind, Object};

/// The reduced object; `None` when the profile lets nothing of this kind leave.
pub(crate) fn reduce(
    object: &Object,
    profile: &Profile,
    profile_name: &Word,
    id: ObjectId,
) -> Option<Object> {
    let fields = profile.fields.get(&object.kind)?;
    let coarse = Coarse { profile, grid: Grid::new(profile.grid_deg).ok()? };
    let body = coarse.value(&object.body, "", &Allowed::of(fields))?;
    let mut label = object.label.clone();
    label.sanitise = Some(profile_name.clone());
    let time = coarse.time(object.time);
    Some(Object {
        id,
        kind: object.kind,
        version: version(object, profile, time),
        time,
        label,
        origin: object.origin.clone(),
        body,
    })
}

/// The versions of what moves follow its time, and would tell what the step of time hides: so they
/// are counted in steps too, and a partner gets one place a step.
fn version(object: &Object, profile: &Profile, time: Time) -> u64 {
    match object.kind {
        Kind::Track | Kind::Flight if profile.time_step_min > 0 => {
            time.as_unix_seconds().max(0).unsigned_abs()
        }
        _ => object.version,
    }
}

/// Listed fields as a tree.
#[derive(Default)]
struct Allowed<'f> {
    leaf: bool,
    within: BTreeMap<&'f str, Allowed<'f>>,
}

impl<'f> Allowed<'f> {
    fn of(fields: &'f BTreeSet<String>) -> Allowed<'f> {
        let mut root = Allowed::default();
        for field in fields {
            let at =
                field.split('.').fold(&mut root, |at, name| at.within.entry(name).or_default());
            at.leaf = true;
        }
        root
    }

    fn has_leaf(&self, name: &str) -> bool {
        self.within.get(name).is_some_and(|field| field.leaf)
    }
}

struct Coarse<'p> {
    profile: &'p Profile,
    grid: Grid,
}

impl Coarse<'_> {
    /// What is left of a value that stands under `key`; `None` when nothing is.
    fn value(&self, value: &Value, key: &str, allowed: &Allowed<'_>) -> Option<Value> {
        match value {
            Value::Object(members) => {
                (!allowed.within.is_empty()).then(|| Value::Object(self.members(members, allowed)))
            }
            // A list of things is reduced thing by thing. A list of bare values might be a
            // position in disguise, and does not leave.
            Value::Array(items) => {
                let things = items.iter().filter(|item| item.is_object());
                let kept = things.filter_map(|item| self.value(item, key, allowed)).collect();
                (!allowed.within.is_empty()).then_some(Value::Array(kept))
            }
            _ if !allowed.leaf => None,
            Value::Number(number) => self.number(number.as_f64()?, key),
            Value::String(text) => Some(self.text(text)),
            Value::Null | Value::Bool(_) => Some(value.clone()),
        }
    }

    fn members(&self, members: &Map<String, Value>, allowed: &Allowed<'_>) -> Map<String, Value> {
        let mut kept = Map::new();
        for (name, field) in &allowed.within {
            if coordinate(name).is_some() {
                continue;
            }
            let value = members.get(*name);
            if let Some(value) = value.and_then(|value| self.value(value, name, field)) {
                kept.insert((*name).to_owned(), value);
            }
        }
        let north = allowed.within.keys().filter(|name| name.ends_with("lat"));
        for prefix in north.filter_map(|name| coordinate(name)) {
            self.place(members, allowed, prefix, &mut kept);
        }
        kept
    }

    /// A place leaves as its cell: both coordinates, or neither.
    fn place(
        &self,
        members: &Map<String, Value>,
        allowed: &Allowed<'_>,
        prefix: &str,
        kept: &mut Map<String, Value>,
    ) {
        let [lat, lon, ce] = ["lat", "lon", "ce_m"].map(|end| format!("{prefix}{end}"));
        let number = |name: &String| {
            allowed.has_leaf(name).then(|| members.get(name).and_then(Value::as_f64)).flatten()
        };
        let (Some(north), Some(east)) = (number(&lat), number(&lon)) else { return };
        let Some(place) = Position::from_degrees(north, east) else { return };
        let cell = self.grid.cell(place);
        let error = widened(cell.radius_m, number(&ce).unwrap_or(0.0));
        kept.insert(lat, cell.lat.into());
        kept.insert(lon, cell.lon.into());
        kept.insert(ce, error.into());
    }

    fn number(&self, number: f64, key: &str) -> Option<Value> {
        let step = *self.profile.round.get(key)?;
        let rounded = ((number / step).floor() * step * 1e6).round() / 1e6;
        let whole = rounded.fract() == 0.0 && rounded.abs() < 9e15;
        Some(if whole { (rounded as i64).into() } else { rounded.into() })
    }

    /// Texts leave as they are, instants among them on their step.
    fn text(&self, text: &str) -> Value {
        match text.parse::<Time>() {
            Ok(time) => self.time(time).to_string().into(),
            Err(_) => text.into(),
        }
    }

    fn time(&self, time: Time) -> Time {
        match self.profile.time_step_min {
            0 => time,
            minutes => time.floor(Span::from_minutes(minutes.into())),
        }
    }
}

/// Whether a field is one of a pair of coordinates: `lat`, `lon`, `start_lat`, … or their error.
pub(super) fn coordinate(name: &str) -> Option<&str> {
    ["lat", "lon", "ce_m"]
        .into_iter()
        .find_map(|end| name.strip_suffix(end))
        .filter(|prefix| prefix.is_empty() || prefix.ends_with('_'))
}

/// The error of a place on the grid: the cell's, doubled as often as it takes to hold the error that
/// the place had before, so that it tells no more of that than its size.
fn widened(cell_m: f64, before_m: f64) -> f64 {
    let need = cell_m + before_m.clamp(0.0, 2e7);
    let mut error = cell_m;
    while before_m > 0.0 && error < need {
        error *= 2.0;
    }
    error
}
