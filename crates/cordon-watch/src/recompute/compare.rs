//! A finding as it was told, and as it was computed again.

use std::collections::BTreeSet;

use cordon_core::Finding;
use serde_json::{Map, Value};

use crate::report::{Citation, FindingView};

/// One value that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which value, for example `values.duration_h`.
    pub key: String,
    /// What was told.
    pub told: String,
    /// What was computed.
    pub computed: String,
}

/// Values that rest on more than the cited fixes: on other craft, on weeks of history, on the visit
/// before. They are taken as told.
const TOLD: &[&str] = &[
    "anchorage",
    "anchorage_distance_m",
    "disabling_likely",
    "disabling_model",
    "disabling_probability",
    "previous_country",
    "previous_end",
    "previous_port",
    "previous_port_id",
    "reception_per_day",
    "reception_satellite_per_day",
    "reception_vessels",
    "shore_distance_m",
    "suppressed",
    "suppressed_by",
    "usual_interval_s",
    "voyage_h",
];

/// As [`TOLD`], of port visits: their evidence is the fixes at which something began or ended, and that
/// nothing else happened in between is for the archive to show.
const TOLD_OF_VISITS: &[&str] = &["confidence", "silences", "silent_h"];

/// As [`TOLD`], of identities: how often something was said, and what other tracks of the number did.
const TOLD_OF_IDENTITIES: &[(&str, &str)] = &[
    ("identity_change", "times"),
    ("shared_mmsi", "pairs"),
    ("shared_mmsi", "on_air_h"),
    ("shared_mmsi", "overlap_part"),
    ("shared_mmsi", "gfw_yearly_rule"),
];

/// As [`TOLD`], of voyages: that the ship was at sea all the time.
const TOLD_OF_VOYAGES: &[&str] = &["at_sea_h"];

fn is_told(kind: &str, key: &str) -> bool {
    TOLD.contains(&key)
        || (kind == "port_visit" && TOLD_OF_VISITS.contains(&key))
        || (kind == "voyage_irregularity" && TOLD_OF_VOYAGES.contains(&key))
        || TOLD_OF_IDENTITIES.contains(&(kind, key))
}

fn kind(told: &Map<String, Value>) -> &str {
    told.get("kind").and_then(Value::as_str).unwrap_or_default()
}

/// How the finding that is most like `told` differs from it, and which values were taken as told.
pub(super) fn nearest(told: &Value, found: &[Finding]) -> Option<(Vec<Difference>, Vec<String>)> {
    let told = told.as_object()?;
    let views = found.iter().filter_map(|finding| {
        let view = FindingView::<Citation>::with_evidence(finding, Vec::new());
        match serde_json::to_value(view) {
            Ok(Value::Object(view)) => Some(view),
            _ => None,
        }
    });
    let differences = views.map(|view| differences(told, &view)).min_by_key(Vec::len)?;
    Some((differences, taken(told)))
}

/// Which of its values were taken as told.
fn taken(told: &Map<String, Value>) -> Vec<String> {
    let values = told.get("values").and_then(Value::as_object);
    let keys = values.into_iter().flat_map(Map::keys);
    keys.filter(|key| is_told(kind(told), key)).cloned().collect()
}

fn differences(told: &Map<String, Value>, found: &Map<String, Value>) -> Vec<Difference> {
    let (kind, mut differences) = (kind(told), Vec::new());
    for key in ["id", "kind", "start", "end", "lat", "lon", "tracks"] {
        differences.extend(difference(key.to_owned(), told.get(key), found.get(key)));
    }
    for part in ["values", "thresholds"] {
        let object = |of: &Map<String, Value>| of.get(part).and_then(Value::as_object).cloned();
        let (told, found) = (object(told).unwrap_or_default(), object(found).unwrap_or_default());
        let keys: BTreeSet<&String> = told.keys().chain(found.keys()).collect();
        for key in keys.into_iter().filter(|key| !is_told(kind, key)) {
            differences.extend(difference(format!("{part}.{key}"), told.get(key), found.get(key)));
        }
    }
    differences
}

fn difference(key: String, told: Option<&Value>, computed: Option<&Value>) -> Option<Difference> {
    let show = |value: Option<&Value>| value.map_or("absent".to_owned(), Value::to_string);
    let (told, computed) = (told.filter(|v| !v.is_null()), computed.filter(|v| !v.is_null()));
    let is_same = match (told.and_then(Value::as_f64), computed.and_then(Value::as_f64)) {
        (Some(told), Some(computed)) => (told - computed).abs() <= 1e-9 * told.abs().max(1.0),
        _ => told == computed,
    };
    (!is_same).then(|| Difference { key, told: show(told), computed: show(computed) })
}
