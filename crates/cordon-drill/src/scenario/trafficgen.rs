//! The traffic-situation format of maritime-schema, which DNV's ship traffic generator writes.
//!
//! What both formats know goes there and back: start, course, speed, waypoints, dimensions, type, name.
//! MMSI and IMO numbers of the other side are not taken over: a drill uses numbers that are nobody's.

use cordon_core::Time;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Class;
use super::shape::{
    AisClass, Craft, Hailed, Leg, Manner, Role, Rules, SCHEMA, Scenario, Scoring, Transmitter,
};

/// Version of maritime-schema that is written.
const VERSION: &str = "0.2.0";
/// The most ships that are read.
const MOST: usize = 1_000;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Situation {
    #[serde(default)]
    trafficgen_version: String,
    #[serde(default)]
    schema_version: String,
    title: Option<String>,
    description: Option<String>,
    start_time: Option<String>,
    own_ship: Ship,
    target_ships: Option<Vec<Ship>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ship {
    #[serde(rename = "static")]
    of: Option<Static>,
    initial: Option<Initial>,
    waypoints: Option<Vec<Waypoint>>,
    #[serde(flatten)]
    other: Map<String, Value>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Static {
    id: u64,
    name: Option<String>,
    dimensions: Option<Dimensions>,
    ship_type: Option<Value>,
    sog_max: Option<f64>,
    #[serde(flatten)]
    other: Map<String, Value>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Dimensions {
    length: Option<f64>,
    width: Option<f64>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Initial {
    position: Option<Place>,
    sog: Option<f64>,
    cog: Option<f64>,
    heading: Option<f64>,
    nav_status: Option<Value>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Place {
    lat: f64,
    lon: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Waypoint {
    position: Place,
    turn_radius: Option<f64>,
    leg: Option<Going>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Going {
    sog: Option<f64>,
}

/// Why a situation cannot be taken over.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is not JSON of this shape.
    #[error("this is no traffic situation of maritime-schema: {0}")]
    Shape(#[from] serde_json::Error),
    /// A ship of it makes no sense.
    #[error("ship {index}: {why}")]
    Ship {
        /// Which: 0 is the own ship.
        index: usize,
        /// What is wrong.
        why: &'static str,
    },
    /// There are too many.
    #[error("{0} ships are more than {MOST}")]
    TooMany(usize),
}

/// A scenario from a traffic situation. `start` stands in where it names none.
///
/// # Errors
/// What is wrong with it.
pub fn import(text: &str, name: &str, start: Time) -> Result<Scenario, ImportError> {
    let situation: Situation = serde_json::from_str(text)?;
    let start = situation.start_time.as_deref().and_then(|it| it.parse().ok()).unwrap_or(start);
    let ships: Vec<&Ship> = std::iter::once(&situation.own_ship)
        .chain(situation.target_ships.iter().flatten())
        .collect();
    if ships.len() > MOST {
        return Err(ImportError::TooMany(ships.len()));
    }
    let craft = ships
        .iter()
        .enumerate()
        .map(|(index, ship)| craft(index, ship).map_err(|why| ImportError::Ship { index, why }));
    Ok(Scenario {
        schema: SCHEMA.to_owned(),
        name: name.to_owned(),
        title: situation.title.unwrap_or_default(),
        about: situation.description.unwrap_or_default(),
        start,
        duration_h: 2.0,
        seed: 1,
        keep_one_in_s: 0.0,
        include: Vec::new(),
        side: Vec::new(),
        link: Vec::new(),
        craft: craft.collect::<Result<_, _>>()?,
        traffic: Vec::new(),
        ground: Vec::new(),
        sensor: Vec::new(),
        rules: Rules::default(),
        inject: Vec::new(),
        aim: Vec::new(),
        scoring: Scoring::default(),
    })
}

fn craft(index: usize, ship: &Ship) -> Result<Craft, &'static str> {
    let initial = ship.initial.as_ref();
    let waypoints = ship.waypoints.as_deref().unwrap_or_default();
    let first = waypoints.first().map(|waypoint| waypoint.position);
    let at = initial.and_then(|it| it.position).or(first).ok_or("it is nowhere")?;
    let of = ship.of.as_ref();
    let class = class(of);
    let figures = class.figures();
    let speed = initial.and_then(|it| it.sog).map(|knots| knots.clamp(0.0, figures.top_kn));
    let id = if index == 0 { "own".to_owned() } else { format!("target-{index}") };
    let leg = |waypoint: &Waypoint| Leg {
        lat_deg: waypoint.position.lat,
        lon_deg: waypoint.position.lon,
        speed_kn: waypoint
            .leg
            .as_ref()
            .and_then(|leg| leg.sog)
            .map(|it| it.clamp(0.0, figures.top_kn)),
        arrive_h: None,
        until_h: None,
        stay_h: None,
        manner: Manner::Drifting,
    };
    let mut legs: Vec<Leg> = waypoints.iter().map(leg).collect();
    // The first waypoint is where it is already.
    if legs.first().is_some_and(|it| (it.lat_deg, it.lon_deg) == (at.lat, at.lon)) {
        legs.remove(0);
    }
    if let (true, Some(cog), Some(knots)) = (legs.is_empty(), initial.and_then(|it| it.cog), speed)
    {
        legs.push(ahead(at, cog, knots, &leg));
    }
    Ok(Craft {
        name: of.and_then(|it| it.name.clone()).unwrap_or_else(|| id.clone()),
        id,
        side: None,
        nation: "XX".to_owned(),
        class,
        role: Role::Background,
        lat_deg: at.lat,
        lon_deg: at.lon,
        speed_kn: speed,
        from_h: 0.0,
        until_h: None,
        leg: legs,
        repeat: false,
        ais: Transmitter { class: AisClass::A, ..Transmitter::default() },
        deception: Vec::new(),
        when_hailed: Hailed::Complies,
        contraband: false,
        can_board: false,
        altitude_m: None,
    })
}

/// Two hours on along its course.
fn ahead(at: Place, cog: f64, knots: f64, leg: &dyn Fn(&Waypoint) -> Leg) -> Leg {
    let from = cordon_core::Position::wrapped(at.lat, at.lon);
    let length = cordon_core::Metres(knots * 2.0 * 1_852.0);
    let to = cordon_core::geodesy::destination(from, cordon_core::Degrees(cog), length);
    let position = Place { lat: to.lat(), lon: to.lon() };
    leg(&Waypoint { position, turn_radius: None, leg: None })
}

/// The class that comes nearest to a type of AIS and a length.
fn class(of: Option<&Static>) -> Class {
    let length = of.and_then(|it| it.dimensions.as_ref()?.length).unwrap_or(120.0);
    let kind = of.and_then(|it| it.ship_type.as_ref());
    let word = match kind {
        Some(Value::String(word)) => word.to_ascii_lowercase(),
        Some(Value::Number(number)) => match number.as_u64().unwrap_or(0) / 10 {
            3 if number.as_u64() == Some(30) => "fishing".to_owned(),
            5 => "tug".to_owned(),
            6 => "passenger".to_owned(),
            8 => "tanker".to_owned(),
            _ => String::new(),
        },
        _ => String::new(),
    };
    match word.as_str() {
        "fishing" => Class::Fishing,
        "tug" => Class::Tug,
        "passenger" => Class::Ferry,
        "tanker" if length < 130.0 => Class::CoastalTanker,
        "tanker" => Class::Tanker,
        _ if length < 100.0 => Class::Coaster,
        _ if length < 200.0 => Class::GeneralCargo,
        _ => Class::Container,
    }
}

/// The traffic situation of a scenario: its first craft is the own ship. `None` where it has no craft.
pub fn export(scenario: &Scenario) -> Option<String> {
    let mut ships = scenario.craft.iter().enumerate().map(|(index, craft)| ship(index, craft));
    let situation = Situation {
        trafficgen_version: String::new(),
        schema_version: VERSION.to_owned(),
        title: Some(format!("EXERCISE {}", scenario.name.to_ascii_uppercase())),
        description: Some(scenario.about.clone()),
        start_time: Some(scenario.start.to_string()),
        own_ship: ships.next()?,
        target_ships: Some(ships.collect()),
    };
    serde_json::to_string_pretty(&situation).ok()
}

fn ship(index: usize, craft: &Craft) -> Ship {
    let figures = craft.class.figures();
    let speed = craft.speed_kn.unwrap_or(figures.cruise_kn);
    let here = (craft.lat_deg, craft.lon_deg);
    let start = Place { lat: here.0, lon: here.1 };
    let first = craft.leg.first().map(|leg| {
        let to = cordon_core::Position::wrapped(leg.lat_deg, leg.lon_deg);
        cordon_core::geodesy::bearing(cordon_core::Position::wrapped(here.0, here.1), to).value()
    });
    let waypoint = |leg: &Leg| Waypoint {
        position: Place { lat: leg.lat_deg, lon: leg.lon_deg },
        turn_radius: None,
        leg: Some(Going { sog: Some(leg.speed_kn.unwrap_or(speed)) }),
    };
    let begin =
        Waypoint { position: start, turn_radius: None, leg: Some(Going { sog: Some(speed) }) };
    let kind = match figures.ship_type {
        30 => "Fishing",
        35 => "Military operations",
        52 => "Tug",
        55 => "Law enforcement",
        60 => "Passenger",
        70 => "Cargo",
        80 => "Tanker",
        _ => "Other",
    };
    Ship {
        of: Some(Static {
            id: index as u64 + 1,
            name: Some(format!("EX {}", craft.name)),
            dimensions: Some(Dimensions {
                length: Some(f64::from(figures.length_m)),
                width: Some(f64::from(figures.beam_m)),
            }),
            ship_type: Some(Value::from(kind)),
            sog_max: Some(figures.top_kn),
            other: Map::new(),
        }),
        initial: Some(Initial {
            position: Some(start),
            sog: Some(speed),
            cog: first.or(Some(0.0)),
            heading: first.or(Some(0.0)),
            nav_status: Some(Value::from("Under way using engine")),
        }),
        waypoints: Some(std::iter::once(begin).chain(craft.leg.iter().map(waypoint)).collect()),
        other: Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Time {
        "2031-03-14T00:00:00Z".parse().unwrap()
    }

    /// The shape of trafficgen 0.9.1 (`types.py`), keys in camel case, an angle and a speed but no waypoints.
    const SITUATION: &str = r#"{"trafficgenVersion":"0.9.1","schemaVersion":"0.2.0","title":"overtaking_18",
        "startTime":"2025-01-01T00:00:00Z",
        "ownShip":{"static":{"id":1,"mmsi":257847600,"name":"RMS Titanic","shipType":"Cargo",
            "dimensions":{"length":130.0,"width":30.0}},
            "initial":{"position":{"lon":10.4,"lat":58.5},"sog":10.0,"cog":45.0,"heading":45.2,
            "navStatus":"Under way using engine"}},
        "targetShips":[{"static":{"id":2,"shipType":80},
            "waypoints":[{"position":{"lon":10.5,"lat":58.6},"turnRadius":500.0,"leg":{"sog":8.0,"starboardXtd":0.1}},
            {"position":{"lon":10.6,"lat":58.7}}]}]}"#;

    #[test]
    fn a_situation_is_read() {
        let scenario = import(SITUATION, "overtaking", start()).unwrap();
        assert_eq!(scenario.start.to_string(), "2025-01-01T00:00:00Z");
        assert_eq!(scenario.craft.len(), 2);
        let [own, target] = &scenario.craft[..] else { panic!("two") };
        assert_eq!((own.class, own.speed_kn, own.leg.len()), (Class::GeneralCargo, Some(10.0), 1));
        assert_eq!(
            (target.class, target.lat_deg, target.leg.len()),
            (Class::CoastalTanker, 58.6, 1)
        );
        assert!(own.ais.mmsi.is_none(), "a real ship's number does not come over");
    }

    #[test]
    fn there_and_back_is_the_same() {
        let scenario = import(SITUATION, "overtaking", start()).unwrap();
        let again = import(&export(&scenario).unwrap(), "overtaking", start()).unwrap();
        for (a, b) in scenario.craft.iter().zip(&again.craft) {
            assert_eq!(
                (a.lat_deg, a.lon_deg, a.speed_kn.unwrap_or(a.class.figures().cruise_kn)),
                (b.lat_deg, b.lon_deg, b.speed_kn.unwrap())
            );
            let places = |craft: &Craft| {
                craft.leg.iter().map(|leg| (leg.lat_deg, leg.lon_deg)).collect::<Vec<_>>()
            };
            assert_eq!(places(a), places(b));
        }
    }

    #[test]
    fn other_json_is_refused() {
        for bad in ["", "{}", "[1]", r#"{"ownShip":{}}"#, r#"{"ownShip":3}"#] {
            assert!(import(bad, "x", start()).is_err(), "{bad}");
        }
    }
}
