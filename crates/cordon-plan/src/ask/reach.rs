//! "Where can it be?", asked and answered in JSON.

use cordon_chart::SeaChart;
use cordon_core::{Degrees, Knots, NauticalMiles};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{hours, place, read_zone};
use crate::error::{self, PlanError};
use crate::reach::{
    Area, Behaviour, Belief, Bridge, CLASSES, Density, Intent, Look, PARTICLES, Reach, Sighting,
    bridge, class_speeds, reach,
};

/// Parts of probability that regions are drawn for.
const PARTS: [f64; 3] = [0.5, 0.8, 0.95];
/// Parts of the time that outlines are drawn for.
const TIMES: [f64; 4] = [0.25, 0.5, 0.75, 1.0];
/// The most looks that found nothing, and the most ports.
const MOST: f64 = 1_000.0;

/// A port that the ship may be bound for.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortAt {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// How likely it is, against the others.
    pub weight: f64,
}

/// A look that saw nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookAt {
    /// Where was looked (GeoJSON).
    pub zone: Value,
    /// The chance to see a ship that is there, 0 to 1.
    pub pod: f64,
}

/// The question.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReachAsk {
    /// Degrees north of the last position.
    pub lat: f64,
    /// Degrees east of it.
    pub lon: f64,
    /// Hours since then.
    pub hours: f64,
    /// Top speed in knots; or the class.
    pub speed_kn: Option<f64>,
    /// Class of the ship by name.
    pub class: Option<String>,
    /// How far off the last position may be; 0.1 when not said.
    pub uncertainty_nm: Option<f64>,
    /// Side of a grid cell in metres.
    pub cell_m: Option<f64>,
    /// Where it came up again, as `[lat, lon]`.
    pub to: Option<[f64; 2]>,
    /// Whether to say where it most likely is.
    #[serde(default)]
    pub probability: bool,
    /// Course when last seen.
    pub course_deg: Option<f64>,
    /// Speed when last seen: with the course, it most likely goes on as it did.
    pub sog_kn: Option<f64>,
    /// Ports that it may be bound for.
    #[serde(default)]
    pub ports: Vec<PortAt>,
    /// Looks that saw nothing.
    #[serde(default)]
    pub not_seen: Vec<LookAt>,
    /// Seed of the particles; 1 when not said.
    pub seed: Option<u64>,
    /// How many particles; [`PARTICLES`](crate::reach::PARTICLES) when not said.
    pub particles: Option<usize>,
}

/// The answer.
#[derive(Debug)]
pub enum ReachAnswer {
    /// Every place within reach, and where the ship most likely is if that was asked.
    Reach(Box<Reach>, Option<Box<Density>>),
    /// The places between two ends.
    Bridge(Box<Bridge>),
}

impl ReachAsk {
    /// Answers from the finest shore of `chart`.
    pub fn answer(&self, chart: &SeaChart) -> Result<ReachAnswer, PlanError> {
        let sighting = self.sighting()?;
        let land = chart.lands();
        if let Some([lat, lon]) = self.to {
            let to = place("to", lat, lon)?;
            let Sighting { position, uncertainty, elapsed, speed } = sighting;
            let bridge = bridge(position, to, elapsed, speed, uncertainty, land)?;
            return Ok(ReachAnswer::Bridge(Box::new(bridge)));
        }
        let reach = reach(&sighting, land, self.cell_m)?;
        let density = self.probability.then(|| self.density(&sighting, chart)).transpose()?;
        Ok(ReachAnswer::Reach(Box::new(reach), density.map(Box::new)))
    }

    fn sighting(&self) -> Result<Sighting, PlanError> {
        Ok(Sighting {
            position: place("the last position", self.lat, self.lon)?,
            uncertainty: NauticalMiles(self.uncertainty_nm.unwrap_or(0.1)),
            elapsed: hours("elapsed time", self.hours)?,
            speed: self.speeds()?.1,
        })
    }

    /// Usual and top speed.
    fn speeds(&self) -> Result<(Knots, Knots), PlanError> {
        let class = self.class.as_deref().map(class).transpose()?;
        let top = self.speed_kn.map(Knots).or(class.map(|(_, top)| top));
        let top = top.ok_or_else(|| PlanError::Empty {
            what: "the top speed".to_owned(),
            mend: "give a speed in knots or a class of ships".to_owned(),
        })?;
        Ok((class.map_or(top * 0.75, |(usual, _)| usual.min(top)), top))
    }

    /// How it sails: as it did, where its motion is known; else as its class does.
    fn behaviour(&self) -> Result<Behaviour, PlanError> {
        let (usual, top) = self.speeds()?;
        let course = self.course_deg.map(Degrees);
        let Some((sog, course)) = self.sog_kn.zip(course) else {
            return Ok(Behaviour { usual, course, ..Behaviour::default() });
        };
        let sog = error::speed("speed when last seen", sog, 0.0, top.value())?;
        Ok(Behaviour::last_seen(self.class.as_deref(), Knots(sog), course))
    }

    fn density(&self, sighting: &Sighting, chart: &SeaChart) -> Result<Density, PlanError> {
        error::within("ports", self.ports.len() as f64, 0.0, MOST)?;
        error::within("looks", self.not_seen.len() as f64, 0.0, MOST)?;
        let intents = self.ports.iter().map(|port| {
            Ok(Intent { way: vec![place("port", port.lat, port.lon)?], weight: port.weight })
        });
        let behaviour =
            Behaviour { intents: intents.collect::<Result<_, PlanError>>()?, ..self.behaviour()? };
        let (particles, seed) = (self.particles.unwrap_or(PARTICLES), self.seed.unwrap_or(1));
        let belief = Belief::new(sighting, &behaviour, chart.lands(), particles, seed)?;
        let mut map = belief.map();
        for look in &self.not_seen {
            map.not_seen(&Look { zone: read_zone("not seen", &look.zone)?, pod: look.pod })?;
        }
        Ok(map)
    }
}

fn class(name: &str) -> Result<(Knots, Knots), PlanError> {
    class_speeds(name).ok_or_else(|| {
        let known: Vec<_> = CLASSES.iter().map(|(class, ..)| *class).collect();
        PlanError::Unread {
            what: "class".to_owned(),
            why: format!(
                "`{}` is no class of ships that is known; use one of {}, or give a speed",
                name.chars().take(40).collect::<String>(),
                known.join(", ")
            ),
        }
    })
}

impl ReachAnswer {
    /// One object.
    pub fn json(&self) -> Value {
        match self {
            ReachAnswer::Reach(reach, density) => summary(reach, density.as_deref()),
            ReachAnswer::Bridge(bridge) => json!({
                "least_speed_kn": bridge.least_speed, "geometry": bridge.outline().geometry(),
                "assumptions": bridge.assumptions(),
            }),
        }
    }

    /// Areas for maps.
    pub fn geojson(&self) -> Value {
        match self {
            ReachAnswer::Reach(reach, density) => features(reach, density.as_deref()),
            ReachAnswer::Bridge(bridge) => json!({"type": "FeatureCollection", "features": [
                feature(&bridge.outline(),
                    &json!({"what": "bridge", "least_speed_kn": bridge.least_speed}))],
                "properties": {"assumptions": bridge.assumptions()}}),
        }
    }

    /// Parts of probability, and the square nautical miles that hold them.
    pub fn likely(&self) -> Vec<(f64, f64)> {
        match self {
            ReachAnswer::Reach(_, Some(density)) => {
                PARTS.map(|part| (part, density.region_nm2(part))).to_vec()
            }
            _ => Vec::new(),
        }
    }
}

fn feature(area: &Area, properties: &Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": area.geometry()})
}

fn features(reach: &Reach, density: Option<&Density>) -> Value {
    let hours = reach.sighting().elapsed.hours();
    let outline =
        |part: f64| feature(&reach.outline(part), &json!({"what": "reach", "hours": part * hours}));
    let region = |density: &Density, part: f64| {
        let properties = json!({"what": "probability", "part": part,
            "area_nm2": density.region_nm2(part)});
        feature(&density.region(part), &properties)
    };
    let mut features: Vec<Value> = TIMES.map(outline).to_vec();
    features.extend(density.iter().flat_map(|density| PARTS.map(|part| region(density, part))));
    json!({"type": "FeatureCollection", "features": features,
        "properties": {"area_nm2": reach.area_nm2(), "assumptions": reach.assumptions}})
}

fn summary(reach: &Reach, density: Option<&Density>) -> Value {
    let (width, cell_m, _) = reach.cells();
    let regions: Vec<Value> = density
        .iter()
        .flat_map(|density| {
            PARTS.map(|part| {
                json!({"part": part, "area_nm2": density.region_nm2(part),
                    "geometry": density.region(part).geometry()})
            })
        })
        .collect();
    let sighting = reach.sighting();
    let mut told = json!({
        "lat": sighting.position.lat(), "lon": sighting.position.lon(),
        "elapsed_h": sighting.elapsed.hours(), "speed_kn": sighting.speed,
        "area_nm2": reach.area_nm2(), "cells": width * width, "cell_m": cell_m,
        "geometry": reach.outline(1.0).geometry(), "assumptions": reach.assumptions,
    });
    if let (Some(object), false) = (told.as_object_mut(), regions.is_empty()) {
        object.insert("regions".to_owned(), Value::Array(regions));
    }
    told
}
