//! What a scenario's subjects send, by groups that belong together.

use std::collections::{BTreeMap, BTreeSet};

use cordon_ais::message::{Body, Message, decode};
use cordon_ais::{Bytes, Decoder, Frame, Sink};
use cordon_core::{Position, Reason, Span, Time};

use crate::scenario::Scenario;
use crate::scenario::shape::{Deception, Pass, Role, Rules, Sensor, Tactics, Window};
use crate::score::gather::Hidden;
use crate::sealed::{TruthRecord, hidden};
use crate::world::{Step, World};

/// A message that a craft sent.
#[derive(Clone, Debug)]
pub(super) struct Voice {
    pub(super) time: Time,
    /// Where its sender was.
    pub(super) at: Position,
    /// Where it says it is.
    pub(super) said: Option<Position>,
    pub(super) message: Message<'static>,
}

/// Craft that are shifted together: a subject and whom it meets.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) mmsis: Vec<u32>,
    pub(super) secrets: Vec<Hidden>,
    pub(super) voices: Vec<Voice>,
    /// Where its first craft was, every ten minutes.
    places: BTreeMap<Time, Position>,
    /// Where all of them were, hourly.
    ways: Vec<Position>,
}

impl Group {
    pub(super) fn place(&self, time: Time) -> Option<Position> {
        let before = self.places.range(..=time).next_back();
        before.or_else(|| self.places.iter().next()).map(|it| *it.1)
    }

    pub(super) fn way(&self) -> impl Iterator<Item = Position> {
        self.ways.iter().copied()
    }
}

/// The groups of a scenario that hide something, each with all that it sends.
pub(super) fn groups(scenario: &Scenario, seed: u64) -> Vec<Group> {
    let alone = alone(scenario);
    let mut world = World::new(&alone, seed);
    let of: Vec<usize> = joined(&alone);
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    let mut owner: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for (craft, member) in world.members().iter().enumerate() {
        let Some(&number) = of.get(craft) else { continue };
        let group = groups.entry(number).or_default();
        for (mmsi, _) in member.names() {
            group.mmsis.push(mmsi);
            owner.insert(mmsi, (number, craft));
        }
        group.secrets.extend(
            member
                .deceptions
                .iter()
                .filter_map(|it| secret(hidden(member, it, world.start()), world.end())),
        );
    }
    let (mut step, mut ears) = (Step::default(), Ears::default());
    let mut decoder = Decoder::new();
    loop {
        let places: BTreeMap<usize, Position> =
            world.states().map(|it| (it.craft, Position::wrapped(it.lat, it.lon))).collect();
        note(&mut groups, &of, &places, &world);
        if !world.advance(&mut step) {
            break;
        }
        for (_, range) in &step.messages {
            for line in step.bytes.get(range.clone()).unwrap_or_default().split(|it| *it == b'\n') {
                decoder.line(line.trim_ascii_end(), 0, &mut ears);
            }
        }
        for (time, message) in ears.heard.drain(..) {
            let Some(&(number, craft)) = owner.get(&message.mmsi) else { continue };
            if let (Some(group), Some(at)) = (groups.get_mut(&number), places.get(&craft)) {
                let said = said(&message);
                group.voices.push(Voice { time, at: *at, said, message });
            }
        }
    }
    groups.into_values().filter(|group| !group.secrets.is_empty()).collect()
}

fn note(
    groups: &mut BTreeMap<usize, Group>,
    of: &[usize],
    places: &BTreeMap<usize, Position>,
    world: &World,
) {
    let since = world.now() - world.start();
    let is_each = |span: Span| since.as_micros() % span.as_micros() == 0;
    for (craft, at) in places {
        let Some(group) = of.get(*craft).and_then(|number| groups.get_mut(number)) else {
            continue;
        };
        if is_each(Span::from_minutes(10)) {
            group.places.entry(world.now()).or_insert(*at);
        }
        if is_each(Span::from_hours(1)) {
            group.ways.push(*at);
        }
    }
}

/// The scenario with nobody but those who hide something and whom they meet, everything heard.
fn alone(scenario: &Scenario) -> Scenario {
    let met: BTreeSet<&str> = scenario
        .craft
        .iter()
        .flat_map(|craft| &craft.deception)
        .filter_map(|it| match it {
            Deception::Meet { with, .. } => Some(with.as_str()),
            _ => None,
        })
        .collect();
    let stays =
        |role: Role, hides: bool, id: &str| (role == Role::Subject && hides) || met.contains(id);
    let mut alone = scenario.clone();
    alone.craft.retain(|it| stays(it.role, !it.deception.is_empty(), &it.id));
    alone.side.iter_mut().for_each(|side| side.tactics = Tactics::None);
    (alone.traffic, alone.ground, alone.inject, alone.aim) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    alone.include = Vec::new();
    alone.rules = Rules::default();
    alone.keep_one_in_s = 0.0;
    let side = scenario.side.first().map_or(String::new(), |side| side.id.clone());
    let pass = Pass::Table(vec![Window { from_h: 0.0, until_h: f64::MAX }]);
    let id = "all".to_owned();
    alone.sensor =
        vec![Sensor::AisSatellite { id, side, pass, chance_a: 1.0, chance_b: 1.0, chance_27: 0.0 }];
    alone
}

/// For each craft, the number of its group: its own, or that of whom it meets.
fn joined(scenario: &Scenario) -> Vec<usize> {
    let index = |id: &str| scenario.craft.iter().position(|it| it.id == id);
    let mut of: Vec<usize> = (0..scenario.craft.len()).collect();
    for (craft, it) in scenario.craft.iter().enumerate() {
        for deception in &it.deception {
            let Deception::Meet { with, .. } = deception else { continue };
            let Some(other) = index(with) else { continue };
            let (Some(&a), Some(&b)) = (of.get(craft), of.get(other)) else { continue };
            let (low, high) = (a.min(b), a.max(b));
            of.iter_mut().filter(|it| **it == high).for_each(|it| *it = low);
        }
    }
    of
}

fn secret(record: TruthRecord, end: Time) -> Option<Hidden> {
    let TruthRecord::Deception { craft, deception, from, until, with } = record else {
        return None;
    };
    let until = until.unwrap_or(end).min(end);
    Some(Hidden { craft, what: deception, from, until, with })
}

fn said(message: &Message<'_>) -> Option<Position> {
    let (lat, lon) = match &message.body {
        Body::Position(report) => (report.lat?, report.lon?),
        Body::ClassBPosition(report) => (report.lat?, report.lon?),
        _ => return None,
    };
    Some(Position::wrapped(f64::from(lat) / super::UNITS, f64::from(lon) / super::UNITS))
}

/// Keeps messages that hold nothing of the sentence they came in.
#[derive(Default)]
struct Ears {
    heard: Vec<(Time, Message<'static>)>,
}

impl Sink for Ears {
    fn message(&mut self, frame: &Frame<'_>) {
        let (Some(time), Some(message)) = (frame.time, decode(frame.bits).ok()) else { return };
        let body = match message.body {
            Body::Position(report) => Body::Position(report),
            Body::ClassBPosition(report) => Body::ClassBPosition(report),
            Body::Voyage(voyage) => Body::Voyage(voyage),
            Body::StaticData(data) => Body::StaticData(data),
            _ => return,
        };
        let Message { kind, repeat, mmsi, .. } = message;
        self.heard.push((time, Message { kind, repeat, mmsi, body }));
    }

    fn rejected(&mut self, _: Bytes, _: u64, _: Reason) {}
}
