//! How waters are written for programs.

use cordon_core::{Metres, NauticalMiles};
use serde_json::{Value, json};

use super::Waters;

impl Waters {
    /// The one JSON object that every output uses; distances in nautical miles.
    pub fn to_json(&self) -> Value {
        let (lat, lon) = self.at.lat_lon_rounded();
        json!({
            "lat": lat,
            "lon": lon,
            "class": self.class.name(),
            "state": self.state.map(|state| state.to_string()),
            "disputed": self.claimants(),
            "dispute": self.disputed.as_ref().map(|dispute| json!({ "what": dispute.what, "source": dispute.source })),
            "distance_to_shore_nm": self.distance_to_shore.map(nm),
            "nearest_port": self.port(),
            "near_states": self.near_states(),
            "zones": self.zones,
            "source": self.source,
            "limit_error_nm": nm(self.error),
            "doubtful": self.is_doubtful,
            "assumptions": self.assumptions,
            "notes": self.notes,
        })
    }

    fn claimants(&self) -> Vec<String> {
        let claimants = self.disputed.iter().flat_map(|dispute| &dispute.claimants);
        claimants.map(ToString::to_string).collect()
    }

    fn port(&self) -> Option<Value> {
        let (port, distance) = self.nearest_port.as_ref()?;
        Some(json!({
            "name": port.name, "id": port.id, "state": port.country, "distance_nm": nm(*distance),
        }))
    }

    fn near_states(&self) -> Vec<Value> {
        let near = self.near.iter().map(|near| {
            json!({
                "state": near.state.map(|state| state.to_string()),
                "distance_nm": nm(near.distance),
                "territorial_sea_nm": near.breadth.value(),
            })
        });
        near.collect()
    }
}

/// Nautical miles to three decimals: two metres.
fn nm(distance: Metres) -> f64 {
    (NauticalMiles::from(distance).value() * 1e3).round() / 1e3
}
