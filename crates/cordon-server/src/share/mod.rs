//! Sharing with partners, as a server shows it: how it goes, what each of them sees, and why.
//!
//! Nothing is changed here: who gets what is the policy's to say, and the policy is files. They are read
//! again for each question, so that what is shown is what holds.

pub mod own;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cordon_core::Time;
use cordon_share::error::ShareError;
use cordon_share::explain::explain;
use cordon_share::gate::{Gate, Outcome};
use cordon_share::home::Home;
use cordon_share::policy::{Agreements, Texts};
use cordon_share::preview::preview;
use cordon_share::status;
use cordon_share::store::{Received, State};
use cordon_share::{Object, PartnerName};
use cordon_watch::picture::SharedPicture;
use serde_json::{Value, json};

/// The most received objects on the map.
const MOST_RECEIVED: usize = 20_000;

/// The node of a data directory, beside the picture it shares.
#[derive(Debug)]
pub struct Sharing {
    data: PathBuf,
    picture: SharedPicture,
    clock: fn() -> Time,
    /// The gate of the policy as it was read last, with the texts it was read from.
    gate: Mutex<Option<(Texts, Gate)>>,
}

impl Sharing {
    /// `None` where the data directory is no node. `clock` tells what time it is.
    pub fn new(data: &Path, picture: &SharedPicture, clock: fn() -> Time) -> Option<Sharing> {
        Home::open(data).ok()?;
        let (data, picture) = (data.to_owned(), picture.clone());
        Some(Sharing { data, picture, clock, gate: Mutex::default() })
    }

    fn home(&self) -> Result<Home, String> {
        Home::open(&self.data).map_err(said)
    }

    /// Asks the gate of the policy that lies in the folder now.
    fn with_gate<T>(&self, home: &Home, ask: impl FnOnce(&Gate) -> T) -> Result<T, String> {
        let texts = Texts::read(&home.policy_dir()).map_err(|error| error.to_string())?;
        let mut kept = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = match kept.take() {
            Some((known, gate)) if known == texts => gate,
            _ => home.gate_of(&texts).map_err(said)?,
        };
        let (_, gate) = kept.insert((texts, gate));
        Ok(ask(gate))
    }

    /// The instant up to which the picture goes: history is shown as it was, not as it would be now.
    fn now(&self) -> Time {
        self.picture.read().clock().unwrap_or_else(self.clock)
    }

    /// This node, its policy, and how it goes with each partner.
    pub(crate) fn status(&self) -> Result<Value, String> {
        let home = self.home()?;
        let status = status::of_home(&home, (self.clock)()).map_err(said)?;
        let mut told = serde_json::to_value(status).map_err(|error| error.to_string())?;
        let policy = self.with_gate(&home, |gate| {
            (gate.policy().hash().to_string(), gate.policy().agreements().clone())
        });
        let (hash, agreements) = match policy {
            Ok((hash, agreements)) => (Some(hash), agreements),
            Err(why) => {
                told["policy_trouble"] = why.into();
                (None, Agreements::default())
            }
        };
        told["policy"] = hash.into();
        for partner in told["partners"].as_array_mut().into_iter().flatten() {
            let name = partner["name"].as_str().and_then(|name| name.parse::<PartnerName>().ok());
            partner["agreement"] = json!(name.and_then(|name| agreements.get(&name)));
        }
        Ok(told)
    }

    /// The picture as a partner sees it, as GeoJSON; `None` for nobody we know.
    pub(crate) fn preview(&self, partner: &str) -> Result<Option<Value>, String> {
        let home = self.home()?;
        let Ok(partner) = partner.parse::<PartnerName>() else { return Ok(None) };
        let labels = home.labels().map_err(said)?;
        let objects = own::objects(&self.picture.read(), &labels);
        // The gate takes its time: the picture is not held meanwhile.
        let earlier = |object: &Object, t| own::earlier(&self.picture.read(), &labels, object, t);
        self.with_gate(&home, |gate| {
            let known = gate.policy().agreements().contains_key(&partner);
            known.then(|| preview(gate, &objects, &partner, self.now(), earlier).to_geojson())
        })
    }

    /// Why an object leaves or not, and what of it; `None` for what we do not know.
    pub(crate) fn explain(&self, object: &str, partner: &str) -> Result<Option<Value>, String> {
        let home = self.home()?;
        let Ok(partner) = partner.parse::<PartnerName>() else { return Ok(None) };
        let labels = home.labels().map_err(said)?;
        let Some(object) = own::find(&self.picture.read(), &labels, object) else {
            return Ok(None);
        };
        let now = self.now();
        let told = self.with_gate(&home, |gate| {
            let Outcome::Later(due) = gate.decide(&object, &partner, now).outcome else {
                return explain(gate, &object, &partner, now);
            };
            let until = now - (due - object.time);
            let older = own::earlier(&self.picture.read(), &labels, &object, until);
            explain(gate, older.as_ref().unwrap_or(&object), &partner, now)
        })?;
        serde_json::to_value(told).map(Some).map_err(|error| error.to_string())
    }

    /// What partners released to us and we may still keep, as GeoJSON.
    pub(crate) fn received(&self) -> Result<Value, String> {
        let store = self.home()?.store().map_err(said)?;
        let received = store.read(|writing| writing.received(0, MOST_RECEIVED)).map_err(said)?;
        let kept = received.iter().filter(|received| received.state == State::Kept);
        let features: Vec<Value> = kept.filter_map(feature).collect();
        Ok(json!({ "type": "FeatureCollection", "features": features }))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn said(error: ShareError) -> String {
    error.to_string()
}

/// What came and has a place, with its origin and its exercise mark.
fn feature(received: &Received) -> Option<Value> {
    let Object { id, kind, time, label, origin, body, .. } = received.object.as_ref()?;
    let [lat, lon] = ["lat", "lon"].map(|name| body.get(name).and_then(Value::as_f64));
    Some(json!({
        "type": "Feature",
        "id": format!("{origin}/{kind}/{id}"),
        "geometry": { "type": "Point", "coordinates": [lon?, lat?] },
        "properties": {
            "origin": origin, "via": received.via, "kind": kind, "time": time,
            "marking": label.to_string(), "exercise": label.exercise,
            "reduced_by": label.sanitise, "body": body,
        },
    }))
}
