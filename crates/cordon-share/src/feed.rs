//! What a watch sees, as objects to share.
//!
//! The label of what is made without a person comes from `DATA/share/share.toml`; without that file
//! nothing is released to anybody.

use std::collections::BTreeMap;
use std::path::Path;

use cordon_core::{Finding, Fix, Place, Status, Time, TrackId, Warning};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error::ShareError;
use crate::label::Label;
use crate::names::{ObjectId, PartnerName};
use crate::object::{Kind, Object};

/// The largest settings file.
const MOST: u64 = 64 << 10;

/// Which label what is made without a person gets.
#[derive(Clone, Debug)]
pub struct Labels {
    us: PartnerName,
    all: Option<Label>,
    by_kind: BTreeMap<Kind, Label>,
}

/// `share.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    label: Option<Map<String, Value>>,
    #[serde(default)]
    kind: BTreeMap<Kind, Map<String, Value>>,
}

impl Labels {
    /// Labels that release to nobody.
    pub fn closed(us: PartnerName) -> Labels {
        Labels { us, all: None, by_kind: BTreeMap::new() }
    }

    /// From a file, if it is there.
    pub fn read(path: &Path, us: PartnerName) -> Result<Labels, ShareError> {
        match std::fs::metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Labels::closed(us)),
            Err(error) => Err(ShareError::io("read", path)(error)),
            Ok(file) if file.len() > MOST => {
                Err(ShareError::Refused(format!("{} is larger than {MOST} bytes", path.display())))
            }
            Ok(_) => {
                let text = std::fs::read_to_string(path).map_err(ShareError::io("read", path))?;
                Labels::from_toml(&text, us)
                    .map_err(|why| ShareError::Refused(format!("{}: {why}", path.display())))
            }
        }
    }

    /// `[label]` holds for all kinds, `[kind.track]` and its like for one. Each is a whole label but for
    /// its owner, which is this node.
    pub fn from_toml(text: &str, us: PartnerName) -> Result<Labels, String> {
        let Settings { label, kind } = toml::from_str(text).map_err(|error| error.to_string())?;
        let whole = |mut members: Map<String, Value>| {
            members.insert("owner".to_owned(), json!(us));
            serde_json::from_value::<Label>(members.into()).map_err(|error| error.to_string())
        };
        let all = label.map(&whole).transpose()?;
        let by_kind = kind.into_iter().map(|(kind, members)| Ok((kind, whole(members)?)));
        let by_kind = by_kind.collect::<Result<_, String>>()?;
        Ok(Labels { us, all, by_kind })
    }

    fn of(&self, kind: Kind, exercise: Option<&str>) -> Label {
        let label = self.by_kind.get(&kind).or(self.all.as_ref()).cloned();
        let mut label = label.unwrap_or_else(|| Label::closed(self.us.clone()));
        label.exercise = exercise.map(str::to_owned);
        label
    }
}

/// What is known of a craft, beside where it is.
#[derive(Clone, Debug, Default)]
pub struct Craft {
    /// IMO number.
    pub imo: Option<u32>,
    /// Name.
    pub name: Option<String>,
    /// Type of ship and cargo, 0 when never said.
    pub ship_type: u8,
    /// The exercise mark, where it is simulated.
    pub exercise: Option<String>,
}

/// Where a craft is now. Its version is the time of the fix, so that the latest wins.
pub fn track(labels: &Labels, track: &TrackId, fix: &Fix, craft: &Craft) -> Option<Object> {
    let scaled = |raw: u16| (raw != Fix::NONE).then(|| f64::from(raw) / 10.0);
    let body = json!({
        "mmsi": track.mmsi.0, "imo": craft.imo, "name": craft.name, "ship_type": craft.ship_type,
        "lat": degrees(fix.position.lat()), "lon": degrees(fix.position.lon()), "time": fix.time,
        "sog_kn": scaled(fix.sog), "cog_deg": scaled(fix.cog), "exercise": craft.exercise,
    });
    let version = u64::try_from(fix.time.as_micros()).ok()?;
    object(
        labels,
        Kind::Track,
        &track.to_string(),
        version,
        fix.time,
        body,
        craft.exercise.as_deref(),
    )
}

/// What was found, without the bytes it stands on: those go with a case.
pub fn finding(labels: &Labels, finding: &Finding) -> Option<Object> {
    let vessels: Vec<Value> = finding
        .vessels
        .iter()
        .map(|vessel| json!({"mmsi": vessel.mmsi, "imo": vessel.imo, "name": vessel.name}))
        .collect();
    let tracks: Vec<String> = finding.tracks.iter().map(ToString::to_string).collect();
    let body = json!({
        "kind": finding.kind, "status": finding.status, "start": finding.start, "end": finding.end,
        "lat": degrees(finding.position.lat()), "lon": degrees(finding.position.lon()),
        "tracks": tracks, "vessels": vessels, "values": finding.values,
        "thresholds": finding.thresholds, "reason": finding.reason, "exercise": finding.exercise,
    });
    let ended = u64::from(finding.status != Status::Open);
    let version = u64::from(finding.revision) * 2 + ended + 1;
    let time = finding.end.unwrap_or(finding.start);
    let exercise = finding.exercise.as_deref();
    object(labels, Kind::Finding, &finding.id.0, version, time, body, exercise)
}

/// An aircraft as it was last heard, for [`flight`].
#[derive(Clone, Debug)]
pub struct Aircraft<'a> {
    /// The flight's name.
    pub id: &'a str,
    /// The address that its transponder claims, in hexadecimal.
    pub address: String,
    /// Flight number or registration.
    pub callsign: Option<&'a str>,
    /// The time of its place.
    pub time: Time,
    /// Degrees north and east.
    pub place: [f64; 2],
    /// Pressure altitude.
    pub altitude_m: Option<f64>,
    /// Speed over ground.
    pub speed_kn: Option<f64>,
    /// Direction over ground.
    pub cog_deg: Option<f64>,
    /// The exercise mark, where it is simulated.
    pub exercise: Option<&'a str>,
}

/// Where an aircraft is now. Its version is the time of its place, so that the latest wins.
pub fn flight(labels: &Labels, flying: &Aircraft<'_>) -> Option<Object> {
    let [lat, lon] = flying.place.map(degrees);
    let body = json!({
        "icao": flying.address, "callsign": flying.callsign, "lat": lat, "lon": lon,
        "time": flying.time, "altitude_m": flying.altitude_m, "speed_kn": flying.speed_kn,
        "cog_deg": flying.cog_deg, "exercise": flying.exercise,
    });
    let version = u64::try_from(flying.time.as_micros()).ok()?;
    object(labels, Kind::Flight, flying.id, version, flying.time, body, flying.exercise)
}

/// One message about a launch: the whole of it, and the place that it warns of.
pub fn warning(labels: &Labels, warning: &Warning) -> Option<Object> {
    let Value::Object(mut body) = serde_json::to_value(warning).ok()? else { return None };
    let place = warning.impact.as_ref().or(warning.launch.as_ref());
    body.insert("time".to_owned(), json!(warning.issued));
    body.insert("status".to_owned(), json!(warning.notice));
    body.extend(place.into_iter().flat_map(|event| {
        let Place(at) = event.place;
        [("lat", at.lat()), ("lon", at.lon())]
            .map(|(name, value)| (name.to_owned(), json!(degrees(value))))
    }));
    let (version, exercise) = (warning.sequence.into(), warning.exercise.as_deref());
    object(labels, Kind::Warning, &warning.id, version, warning.issued, body.into(), exercise)
}

/// The warning that an object of a partner carries, if it came whole and is its origin's own.
pub fn warning_of(object: &Object) -> Option<Warning> {
    let body = object.body.clone();
    let warning: Warning = serde_json::from_value(body).ok()?;
    let is_theirs = object.kind == Kind::Warning && warning.origin == object.origin.as_str();
    (is_theirs && warning.exercise == object.label.exercise).then_some(warning)
}

fn object(
    labels: &Labels,
    kind: Kind,
    id: &str,
    version: u64,
    time: Time,
    body: Value,
    exercise: Option<&str>,
) -> Option<Object> {
    let id: ObjectId = id.parse().ok()?;
    let label = labels.of(kind, exercise);
    // A member that says nothing is left out.
    let said = |members: Map<String, Value>| members.into_iter().filter(|(_, v)| !v.is_null());
    let body = match body {
        Value::Object(members) => Value::Object(said(members).collect()),
        other => other,
    };
    Some(Object { id, kind, version, time, label, origin: labels.us.clone(), body })
}

/// Six digits: a tenth of a metre.
fn degrees(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::name;

    #[test]
    fn without_a_word_nothing_is_released() {
        let labels = Labels::from_toml("", name("JPN")).unwrap();
        assert_eq!(labels.of(Kind::Track, None), Label::closed(name("JPN")));
    }

    #[test]
    fn a_kind_has_its_own_label_and_the_mark_comes_from_the_object() {
        let text = "[label]\nreleasable_to = ['KOR', 'USA']\nsensitivity = 'green'\n\
                    [kind.track]\nreleasable_to = ['USA']\n";
        let labels = Labels::from_toml(text, name("JPN")).unwrap();
        let track = labels.of(Kind::Track, Some("DRILL7"));
        assert!(
            track.releasable_to.names(&name("USA")) && !track.releasable_to.names(&name("KOR"))
        );
        assert_eq!(track.exercise.as_deref(), Some("DRILL7"));
        assert!(labels.of(Kind::Finding, None).releasable_to.names(&name("KOR")));
    }

    #[test]
    fn what_is_misspelt_is_told() {
        for text in ["[lable]\n", "[label]\nreleasable = ['KOR']\n", "[kind.tracks]\n"] {
            assert!(Labels::from_toml(text, name("JPN")).is_err(), "{text}");
        }
    }
}
