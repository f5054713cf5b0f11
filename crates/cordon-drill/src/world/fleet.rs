//! Who takes part: every craft of a scenario, the generated ones made out.

use std::collections::BTreeSet;

use cordon_core::Mmsi;
use cordon_core::geodesy::{between, distance};
use cordon_core::{Degrees, Knots, Position, Time};

use super::State;
use super::motion::{Limits, Motion, course_to, mps};
use super::random::Stream;
use super::transmit::{COURSE_ERROR_DEG, SPEED_ERROR_KN};
use super::way::{Stop, Way};
use crate::identity::{Identity, NOBODY, wrong_imo};
use crate::scenario::Class;
use crate::scenario::class::Figures;
use crate::scenario::shape::{AisClass, Craft, Deception, Ground, Hailed, Role, Scenario, Traffic};

/// Microseconds from the start of the drill.
pub(crate) type Micros = i64;

pub(crate) const fn micros(seconds: f64) -> Micros {
    (seconds * 1e6) as Micros
}

pub(crate) fn hours(hours: f64) -> Micros {
    micros(hours * 3_600.0)
}

/// A craft: what about it does not change.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its id in the scenario.
    pub id: String,
    /// Its name as the scenario has it.
    pub name: String,
    /// Index of its side.
    pub side: Option<usize>,
    /// Its flag; `XX` is nobody's.
    pub nation: String,
    /// What it is.
    pub class: Class,
    /// What part it plays.
    pub role: Role,
    /// What it hides.
    pub deceptions: Vec<Deception>,
    /// What it does when hailed.
    pub when_hailed: Hailed,
    /// Whether it carries what is prohibited.
    pub contraband: bool,
    /// Whether it can send a boarding team.
    pub can_board: bool,
    /// How high it flies in metres; 0 for ships.
    pub altitude_m: f64,
    /// Class of its transmitter.
    pub ais: AisClass,
    pub(crate) figures: Figures,
    pub(crate) limits: Limits,
    pub(crate) joins: Micros,
    pub(crate) leaves: Micros,
    /// From when it says it is whom, in order.
    pub(crate) identities: Vec<(Micros, Identity)>,
    /// When it sends nothing.
    pub(crate) silences: Vec<(Micros, Micros)>,
    pub(crate) stream: Stream,
}

impl Member {
    /// Whether it takes part at this time.
    pub(crate) fn takes_part(&self, now: Micros) -> bool {
        self.joins <= now && now < self.leaves
    }

    /// Speed and course of a state as a report of its transmitter would tell them, with an error that `number` draws.
    pub(crate) fn reported(&self, state: &State, number: u64) -> (Knots, Degrees) {
        let error = |k: u64, size: f64| {
            let stream = self.stream.of("sight").with(k);
            (stream.part(2 * number) + stream.part(2 * number + 1) - 1.0) * size
        };
        let tenths = |value: f64| (10.0 * value).round() / 10.0;
        let sog = tenths((state.sog_kn + error(3, SPEED_ERROR_KN)).max(0.0));
        let cog = tenths((state.cog_deg + error(4, COURSE_ERROR_DEG)).rem_euclid(360.0));
        (Knots(sog), Degrees(cog))
    }

    pub(crate) fn identity(&self, now: Micros) -> usize {
        self.identities.iter().take_while(|(from, _)| *from <= now).count().saturating_sub(1)
    }

    pub(crate) fn is_silent(&self, now: Micros) -> bool {
        self.ais == AisClass::Off
            || self.silences.iter().any(|&(from, until)| from <= now && now < until)
    }

    /// The numbers and names it uses, in order: number, name.
    pub fn names(&self) -> impl Iterator<Item = (u32, &str)> {
        self.identities.iter().map(|(_, identity)| (identity.mmsi.0, identity.name.as_str()))
    }
}

/// Everybody, in the order of the scenario.
#[derive(Debug)]
pub(crate) struct Fleet {
    pub(crate) members: Vec<Member>,
    pub(crate) motions: Vec<Motion>,
    pub(crate) ways: Vec<Way>,
}

impl Fleet {
    pub(crate) fn new(scenario: &Scenario, seed: u64) -> Fleet {
        let stream = Stream::new(seed).of("craft");
        let fleet = Fleet { members: Vec::new(), motions: Vec::new(), ways: Vec::new() };
        let mut maker = Maker { fleet, numbers: taken(scenario), stream, scenario };
        scenario.craft.iter().for_each(|craft| maker.craft(craft));
        scenario.traffic.iter().for_each(|lane| maker.lane(lane));
        scenario.ground.iter().for_each(|ground| maker.ground(ground));
        maker.fleet
    }
}

/// Numbers that the scenario gives itself.
fn taken(scenario: &Scenario) -> BTreeSet<u32> {
    let later = |craft: &Craft| {
        let numbers = craft.deception.iter().filter_map(|deception| match deception {
            Deception::Identity { mmsi, .. } => *mmsi,
            _ => None,
        });
        numbers.chain(craft.ais.mmsi).collect::<Vec<_>>()
    };
    scenario.craft.iter().flat_map(later).collect()
}

struct Maker<'a> {
    fleet: Fleet,
    numbers: BTreeSet<u32>,
    stream: Stream,
    scenario: &'a Scenario,
}

impl Maker<'_> {
    /// A number that is nobody's, made from a name; the next free one where two names meet.
    fn number(&mut self, name: &str) -> u32 {
        let start = Stream::new(0).of(name).bits(0) % 1_000_000;
        let free = (0..1_000_000).map(|i| NOBODY * 1_000_000 + ((start + i) % 1_000_000) as u32);
        let number = free.into_iter().find(|number| !self.numbers.contains(number));
        let number = number.unwrap_or(NOBODY * 1_000_000);
        self.numbers.insert(number);
        number
    }

    fn identity(&mut self, name: &str, mmsi: Option<u32>, of: &Kind<'_>) -> Identity {
        let mmsi = mmsi.unwrap_or_else(|| self.number(name));
        let (length, beam) = (of.figures.length_m, of.figures.beam_m);
        let spoken: String = format!("EX {name}").to_ascii_uppercase().chars().take(20).collect();
        Identity {
            mmsi: Mmsi(mmsi),
            name: spoken,
            callsign: format!("EX{:05}", mmsi % 100_000),
            imo: if length >= 60 { wrong_imo(mmsi) } else { 0 },
            ship_type: of.ship_type.unwrap_or(of.figures.ship_type),
            size: (length, beam),
            destination: of.destination.to_owned(),
        }
    }

    fn craft(&mut self, craft: &Craft) {
        let figures = craft.class.figures();
        let kind =
            Kind { figures, ship_type: craft.ais.ship_type, destination: &craft.ais.destination };
        let name = if craft.name.is_empty() { &craft.id } else { &craft.name };
        let mut identities = vec![(Micros::MIN, self.identity(name, craft.ais.mmsi, &kind))];
        let mut silences = Vec::new();
        for deception in &craft.deception {
            match deception {
                Deception::Dark { from_h, until_h } => {
                    silences.push((hours(*from_h), until_h.map_or(Micros::MAX, hours)));
                }
                Deception::Identity { at_h, name, mmsi, silent_min } => {
                    identities.push((hours(*at_h), self.identity(name, *mmsi, &kind)));
                    silences.push((hours(*at_h) - micros(silent_min * 60.0), hours(*at_h)));
                }
                _ => {}
            }
        }
        identities.sort_by_key(|(from, _)| *from);
        let side = craft.side.as_ref();
        let side = side.and_then(|id| self.scenario.side.iter().position(|side| side.id == *id));
        let member = Member {
            id: craft.id.clone(),
            name: name.clone(),
            side,
            nation: craft.nation.clone(),
            class: craft.class,
            role: craft.role,
            deceptions: craft.deception.clone(),
            when_hailed: craft.when_hailed,
            contraband: craft.contraband,
            can_board: craft.can_board,
            altitude_m: craft.altitude_m.unwrap_or(figures.altitude_m),
            ais: craft.ais.class,
            figures,
            limits: Limits::of(&figures),
            joins: hours(craft.from_h),
            leaves: hours(craft.until_h.unwrap_or(self.scenario.duration_h)),
            identities,
            silences,
            stream: self.stream.of(&craft.id),
        };
        let speed = craft.speed_kn.unwrap_or(figures.cruise_kn);
        let way =
            Way::stops(craft.leg.iter().map(|leg| Stop::of(leg, speed)).collect(), craft.repeat);
        let start = (craft.lat_deg, craft.lon_deg);
        let first = craft.leg.first().map(|leg| (leg.lat_deg, leg.lon_deg));
        let moves = first.filter(|&to| course_to(start, to).1 > 1.0);
        let course = moves.map_or(0.0, |to| course_to(start, to).0);
        let sails = craft.leg.first().is_some_and(|leg| leg.arrive_h.is_none()) && moves.is_some();
        let speed = if sails || craft.class.flies() { mps(speed) } else { 0.0 };
        self.add(member, Motion::at(start.0, start.1, course, speed), way);
    }

    fn add(&mut self, member: Member, motion: Motion, way: Way) {
        self.fleet.members.push(member);
        self.fleet.motions.push(motion);
        self.fleet.ways.push(way);
    }

    /// One of many that pass by.
    fn passer(&mut self, id: String, class: Class, nation: &str, ais: AisClass) -> Member {
        let figures = class.figures();
        let stream = self.stream.of(&id);
        // Ships of a class are not all of one size.
        let scale = stream.between(100, 0.7, 1.1);
        let length_m = (f64::from(figures.length_m) * scale) as u16;
        let beam_m = (f64::from(figures.beam_m) * scale) as u8;
        let figures = Figures { length_m, beam_m, ..figures };
        let identity =
            self.identity(&id, None, &Kind { figures, ship_type: None, destination: "" });
        Member {
            name: id.clone(),
            id,
            side: None,
            nation: nation.to_owned(),
            class,
            role: Role::Background,
            deceptions: Vec::new(),
            when_hailed: Hailed::Complies,
            contraband: false,
            can_board: false,
            altitude_m: 0.0,
            ais,
            figures,
            limits: Limits::of(&figures),
            joins: 0,
            leaves: hours(self.scenario.duration_h),
            identities: vec![(Micros::MIN, identity)],
            silences: Vec::new(),
            stream,
        }
    }

    /// Somewhere along the lane when the drill begins; at its end, back.
    fn lane(&mut self, lane: &Traffic) {
        for number in 0..lane.count {
            let member =
                self.passer(format!("{}-{number}", lane.id), lane.class, &lane.nation, lane.ais);
            let stream = member.stream;
            let side = stream.between(0, -1.0, 1.0) * lane.spread_nm / 60.0;
            let mut places: Vec<Position> = lane
                .path_lat_lon_deg
                .iter()
                .map(|&[lat, lon]| Position::wrapped(lat + 0.7 * side, lon + 0.7 * side))
                .collect();
            if lane.both_ways && number % 2 == 1 {
                places.reverse();
            }
            let speed = stream.between(1, lane.speed_kn[0], lane.speed_kn[1]);
            let (from, next) = along(&places, stream.part(2));
            let stops = |places: &[Position]| -> Vec<Stop> {
                places.iter().map(|to| Stop::at((to.lat(), to.lon()), speed)).collect()
            };
            // There, back, and there again.
            let mut way = stops(&places[next..]);
            let there = stops(&places);
            way.extend(there.iter().rev().skip(1).cloned());
            way.extend(there.iter().skip(1).take(next.saturating_sub(1)).cloned());
            let from = (from.lat(), from.lon());
            let course = way.first().map_or(0.0, |stop| course_to(from, stop.to).0);
            let motion = Motion::at(from.0, from.1, course, mps(speed));
            self.add(member, motion, Way::stops(way, true));
        }
    }

    fn ground(&mut self, ground: &Ground) {
        for number in 0..ground.count {
            let id = format!("{}-{number}", ground.id);
            let member = self.passer(id, Class::Fishing, &ground.nation, ground.ais);
            let stream = member.stream;
            let speed = stream.between(1, ground.speed_kn[0], ground.speed_kn[1]);
            let centre = (ground.lat_deg, ground.lon_deg);
            let way = Way::roam(centre, ground.radius_nm, speed, stream.of("roam"));
            let from = way.errand(0);
            let motion = Motion::at(
                from.0,
                from.1,
                stream.between(3, 0.0, std::f64::consts::TAU),
                mps(speed),
            );
            self.add(member, motion, way);
        }
    }
}

struct Kind<'a> {
    figures: Figures,
    ship_type: Option<u8>,
    destination: &'a str,
}

/// The place at this part of a lane, and the index of the next corner.
fn along(places: &[Position], part: f64) -> (Position, usize) {
    let legs: Vec<f64> = places.windows(2).map(|pair| distance(pair[0], pair[1]).value()).collect();
    let mut left = part * legs.iter().sum::<f64>();
    for (index, &leg) in legs.iter().enumerate() {
        if left <= leg && leg > 0.0 {
            let time = |part: f64| Time::from_micros((part * 1e9) as i64).unwrap_or(Time::MIN);
            let (from, to) = (places[index], places[index + 1]);
            return (between(time(0.0), from, time(1.0), to, time(left / leg)), index + 1);
        }
        left -= leg;
    }
    (places[places.len() - 1], places.len() - 1)
}
