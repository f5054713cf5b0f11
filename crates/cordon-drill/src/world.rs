//! The world of a drill: everybody moves, speaks and is seen, in steps of ten seconds.
//!
//! A step has two halves. First, one after another: what is due is brought in, sides look at what their
//! sensors gave them, and give orders. Then all craft at once, each by itself: steer, move, speak. Nothing
//! in the second half looks at anybody else but as they were when the step began, and random
//! numbers are looked up by name, so it does not matter how many threads do it.

mod act;
mod clear;
mod ears;
mod fleet;
mod helm;
mod horizon;
mod law;
mod motion;
mod picture;
mod random;
mod sense;
mod spoof;
mod stations;
mod step;
mod tactics;
mod transmit;
mod way;

use cordon_core::{Span, Time};
use rayon::prelude::*;

use crate::log::{Event, Record, Spot, rounded};
use crate::scenario::Scenario;
use crate::scenario::shape::Sensor;

pub use fleet::Member;
pub use horizon::{optical_horizon_nm, radio_horizon_nm};
pub(crate) use law::is_inside;
pub use law::{Authority, Breach, Consent, Question, may_board, may_divert};
pub use picture::{Contact, Picture, Why};
pub(crate) use random::Stream;
pub use sense::Plot;
pub use step::Step;
pub use tactics::{Command, Task};

use act::Actor;
use ears::Station;
use fleet::{Fleet, Micros, hours, micros};
use helm::Neighbours;
use law::Controller;
use motion::{Motion, knots};
use sense::{Device, Scene, Sights};
use stations::{sides_of, stations};
use transmit::{Air, Outbox};

/// Length of one step.
pub const STEP: Span = Span::from_seconds(10);
const STEP_US: Micros = STEP.as_micros();
/// How often own assets tell where they are.
const ASSETS_EVERY: Micros = 60_000_000;
/// How often the truth is written down.
pub const TRUTH_EVERY: Span = Span::from_seconds(60);

/// Where a craft really is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    /// Index of the craft.
    pub craft: usize,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Knots over ground.
    pub sog_kn: f64,
    /// Degrees true over ground.
    pub cog_deg: f64,
    /// Whether its transponder is on.
    pub sends: bool,
    /// Whether it lies about its place.
    pub lies: bool,
}

/// An asset that can be ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitState {
    /// Index of the craft.
    pub craft: usize,
    /// Whose it is.
    pub side: String,
    /// What it does, as the log has it.
    pub doing: &'static str,
    /// Index of the craft that it is about.
    pub target: Option<usize>,
}

/// A drill that is under way.
#[derive(Debug)]
pub struct World {
    scenario: Scenario,
    mark: String,
    text: String,
    seed: u64,
    start: Time,
    now: Micros,
    end: Micros,
    members: Vec<Member>,
    motions: Vec<Motion>,
    actors: Vec<Actor>,
    outboxes: Vec<Outbox>,
    stations: Vec<Station>,
    devices: Vec<Device>,
    controller: Controller,
    said: Vec<Event>,
    neighbours: Neighbours,
    counts: Counts,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    seq: u64,
    sent: u64,
    heard: u64,
    plots: u64,
    flights: u64,
    begun: bool,
    ended: bool,
}

impl World {
    /// A scenario that begins when it says, with this seed.
    pub fn new(scenario: &Scenario, seed: u64) -> World {
        World::starting(scenario, seed, scenario.start)
    }

    /// The same at another time.
    pub fn starting(scenario: &Scenario, seed: u64, start: Time) -> World {
        let fleet = Fleet::new(scenario, seed);
        let mark = scenario.name.to_ascii_uppercase();
        let stream = Stream::new(seed);
        let Fleet { members, motions, ways } = fleet;
        let actors =
            members.iter().zip(ways).map(|(member, way)| Actor::new(member, way)).collect();
        World {
            text: format!("EXERCISE {mark}"),
            mark,
            seed,
            start,
            now: 0,
            end: hours(scenario.duration_h),
            outboxes: vec![Outbox::default(); members.len()],
            stations: stations(scenario, &members),
            devices: sense::devices(scenario, stream.of("sensor")),
            controller: Controller::new(scenario, &members, stream.of("controller")),
            said: Vec::new(),
            neighbours: Neighbours::default(),
            members,
            motions,
            actors,
            scenario: scenario.clone(),
            counts: Counts::default(),
        }
    }

    /// The exercise mark.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// The scenario that is played.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// When it began.
    pub fn start(&self) -> Time {
        self.start
    }

    /// When the step at hand begins.
    pub fn now(&self) -> Time {
        self.time(self.now)
    }

    /// When it ends.
    pub fn end(&self) -> Time {
        self.time(self.end)
    }

    /// Everybody, by index.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Where everybody who takes part really is. For the controller and for the truth alone.
    pub fn states(&self) -> impl Iterator<Item = State> + '_ {
        (0..self.members.len()).filter_map(|craft| self.state(craft))
    }

    /// How many take part now.
    pub fn taking_part(&self) -> u64 {
        self.members.iter().filter(|member| member.takes_part(self.now)).count() as u64
    }

    /// What a side knows: only what its sensors and its partners' gave it.
    pub fn picture(&self, side: &str) -> Option<&Picture> {
        let index = self.scenario.side.iter().position(|it| it.id == side)?;
        self.controller.pictures.get(index)
    }

    /// A side gives an order; it is carried out with the next step, or refused in the log.
    pub fn order(&mut self, command: Command) {
        self.controller.orders.push((command, "people"));
    }

    /// The controller brings an inject in. `false` when there is none of this id, or it came already.
    pub fn release(&mut self, inject: &str) -> bool {
        self.controller.release(&self.scenario, inject)
    }

    /// Somebody says something to all; it stands in the log with the next step.
    pub fn say(&mut self, by: &str, text: &str) {
        self.said.push(Event::Said { by: by.to_owned(), text: text.to_owned() });
    }

    /// Ends it now, earlier than the scenario does.
    pub fn stop(&mut self) {
        self.end = self.end.min(self.now);
    }

    /// Every asset that can be ordered and takes part now.
    pub fn units(&self) -> impl Iterator<Item = UnitState> + '_ {
        self.controller.states(&self.scenario).filter(|unit| {
            self.members.get(unit.craft).is_some_and(|member| member.takes_part(self.now))
        })
    }

    /// Where a craft really is, if it takes part.
    pub fn state(&self, craft: usize) -> Option<State> {
        let (member, motion) = (self.members.get(craft)?, self.motions.get(craft)?);
        member.takes_part(self.now).then(|| State {
            craft,
            lat: rounded(motion.lat),
            lon: rounded(motion.lon),
            sog_kn: rounded(knots(motion.speed)),
            cog_deg: rounded(motion.course.to_degrees().rem_euclid(360.0)),
            sends: !member.is_silent(self.now) && !member.class.flies(),
            lies: spoof::is_lying(member, self.now),
        })
    }

    /// One step on. `false` when the drill is over; `out` is emptied first.
    pub fn advance(&mut self, out: &mut Step) -> bool {
        out.clear();
        if self.now >= self.end {
            return self.finish(out);
        }
        out.time = Some(self.now());
        if !self.counts.begun {
            self.begin(out);
        }
        self.conduct(out);
        self.move_all();
        self.collect(out);
        self.now += STEP_US;
        true
    }

    fn time(&self, micros: Micros) -> Time {
        self.start + Span::from_micros(micros)
    }

    fn record(&mut self, event: Event, out: &mut Step) {
        let (seq, t) = (self.counts.seq, self.now());
        self.counts.seq += 1;
        out.records.push(Record { seq, t, event });
    }

    fn begin(&mut self, out: &mut Step) {
        self.counts.begun = true;
        let event = Event::Begin {
            schema: crate::log::LOG_SCHEMA.to_owned(),
            exercise: self.mark.clone(),
            scenario: self.scenario.name.clone(),
            seed: self.seed,
            until: self.end(),
            craft: self.members.len(),
        };
        self.record(event, out);
    }

    fn finish(&mut self, out: &mut Step) -> bool {
        if self.counts.ended {
            return false;
        }
        self.counts.ended = true;
        let Counts { sent, heard, plots, flights, .. } = self.counts;
        self.record(Event::End { sent, heard, plots, flights }, out);
        true
    }

    /// The first half: who sees what, and who is told to do what.
    fn conduct(&mut self, out: &mut Step) {
        self.neighbours.take(&self.members, &self.motions, self.now);
        let mut sights = Sights::default();
        let scene = Scene {
            members: &self.members,
            motions: &self.motions,
            now: self.now,
            time: self.start + Span::from_micros(self.now),
            mark: &self.mark,
            by_latitude: self.neighbours.by_latitude(),
        };
        for device in &mut self.devices {
            device.look(&scene, STEP_US, &mut sights);
        }
        self.flights(out);
        let mut events = std::mem::take(&mut self.said);
        for &(sensor, ships, false_alarms) in &sights.pictures {
            let sensor = self.scenario.sensor.get(sensor).map_or("", Sensor::id).to_owned();
            events.push(Event::Picture { sensor, ships, false_alarms });
        }
        let stage = law::Stage {
            scenario: &self.scenario,
            members: &self.members,
            motions: &self.motions,
            outboxes: &self.outboxes,
            stations: &self.stations,
            now: self.now,
        };
        self.controller.conduct(&stage, &sights, &mut self.actors, &mut self.devices, &mut events);
        self.close_quarters(&mut events);
        if self.now % ASSETS_EVERY == 0 {
            self.controller.assets(&stage_of(self), &mut events);
        }
        for event in events {
            self.record(event, out);
        }
        self.counts.plots += sights.plots.len() as u64;
        out.plots = sights.plots;
    }

    fn close_quarters(&mut self, events: &mut Vec<Event>) {
        for (a, b, distance_m) in self.neighbours.close_quarters(&self.members, &self.actors) {
            let id =
                |index: usize| self.members.get(index).map_or(String::new(), |it| it.id.clone());
            events.push(Event::CloseQuarters {
                a: id(a),
                b: id(b),
                distance_m: rounded(distance_m),
            });
        }
    }

    /// The second half: everybody steers, speaks and moves.
    fn move_all(&mut self) {
        let (now, motions) = (self.now, &self.motions);
        for station in &mut self.stations {
            let place = |craft: usize| {
                let motion = motions.get(craft)?;
                self.members.get(craft)?.takes_part(now).then_some((motion.lat, motion.lon))
            };
            station.prepare(now, place);
            let lost = self.devices.get(station.sensor).is_some_and(|it| now < it.lost_until);
            station.works &= !lost;
        }
        let air = Air {
            stations: &self.stations,
            start: self.start,
            text: &self.text,
            until: (now + STEP_US).min(self.end),
            keep: micros(self.scenario.keep_one_in_s),
        };
        let before = self.motions.clone();
        let beside: Vec<Option<usize>> = self.actors.iter().map(Actor::stands_by).collect();
        let others = helm::Others {
            members: &self.members,
            motions: &before,
            near: &self.neighbours,
            beside: &beside,
        };
        self.motions
            .par_iter_mut()
            .zip(&mut self.actors)
            .zip(&mut self.outboxes)
            .zip(&self.members)
            .enumerate()
            .with_min_len(16)
            .for_each(|(index, (((motion, actor), outbox), member))| {
                outbox.clear();
                if member.takes_part(now) {
                    actor.act(index, member, motion, &others, &air, now, outbox);
                }
            });
    }
}

fn stage_of(world: &World) -> law::Stage<'_> {
    law::Stage {
        scenario: &world.scenario,
        members: &world.members,
        motions: &world.motions,
        outboxes: &world.outboxes,
        stations: &world.stations,
        now: world.now,
    }
}

impl Outbox {
    fn clear(&mut self) {
        self.bytes.clear();
        self.items.clear();
        self.heard = None;
        self.sent = 0;
    }
}

/// Where a craft is, for an asset's report.
fn spot(motion: &Motion) -> Spot {
    Spot::new((motion.lat, motion.lon))
}
