//! The controller's desk: pictures, injects, orders, assets, in this order at every step.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use cordon_chart::SeaChart;

use super::super::act::Actor;
use super::super::ears::covers;
use super::super::fleet::{Member, Micros, hours, micros};
use super::super::motion::knots;
use super::super::picture::{News, Picture, Why};
use super::super::random::Stream;
use super::super::sense::{Device, Sights};
use super::super::stations::side_bit;
use super::super::tactics::{Command, Task, nearest};
use super::super::{UnitState, sides_of, spot};
use super::Stage;
use super::links::{Links, Parcel, Report, Way};
use super::unit::{Hands, Unit};
use crate::log::{Event, rounded};
use crate::scenario::Scenario;
use crate::scenario::shape::{CauseKind, InjectKind, Role, Sensor, Tactics};

static CHART: LazyLock<SeaChart> = LazyLock::new(SeaChart::standard);

pub(super) fn ports() -> &'static cordon_chart::Ports {
    CHART.ports()
}

/// Everything between the sensors and the assets.
#[derive(Debug)]
pub(crate) struct Controller {
    pub(crate) pictures: Vec<Picture>,
    pub(crate) orders: Vec<(Command, &'static str)>,
    pub(super) units: Vec<Unit>,
    /// When each inject is due, and whether it came.
    injects: Vec<(Option<Micros>, bool)>,
    /// Sides that get what each sensor gives.
    sides: Vec<u32>,
    /// The bit of the side whose each sensor is.
    owners: Vec<u32>,
    pub(super) links: Links,
    /// Whether the craft is one of a side's own or its partners', by side.
    pub(super) friends: Vec<Vec<bool>>,
    /// What happened to whom: what injects wait for.
    happened: Vec<(CauseKind, String)>,
}

impl Controller {
    pub(crate) fn new(scenario: &Scenario, members: &[Member], stream: Stream) -> Controller {
        let is_unit = |(_, member): &(usize, &Member)| member.role == Role::Enforcer;
        let units =
            members.iter().enumerate().filter(is_unit).filter_map(|(craft, member)| {
                Some(Unit::new(craft, member.side?, stream.of("flag")))
            });
        let friends = scenario.side.iter().map(|side| {
            let is_friend = |member: &Member| {
                let of = member.side.and_then(|index| scenario.side.get(index));
                of.is_some_and(|of| of.id == side.id || side.partners.contains(&of.id))
            };
            members.iter().map(is_friend).collect()
        });
        Controller {
            pictures: vec![Picture::default(); scenario.side.len()],
            orders: Vec::new(),
            units: units.collect(),
            injects: scenario.inject.iter().map(|it| (it.at_h.map(hours), false)).collect(),
            sides: scenario.sensor.iter().map(|it| sides_of(scenario, it.side())).collect(),
            owners: scenario.sensor.iter().map(|it| side_bit(scenario, it.side())).collect(),
            links: Links::new(scenario, stream.of("links")),
            friends: friends.collect(),
            happened: Vec::new(),
        }
    }

    pub(crate) fn release(&mut self, scenario: &Scenario, inject: &str) -> bool {
        let index = scenario.inject.iter().position(|it| it.id == inject);
        match index.and_then(|index| self.injects.get_mut(index)) {
            Some((due, false)) => {
                *due = Some(Micros::MIN);
                true
            }
            _ => false,
        }
    }

    /// One step of everybody who decides.
    pub(crate) fn conduct(
        &mut self,
        stage: &Stage<'_>,
        sights: &Sights,
        actors: &mut [Actor],
        devices: &mut [Device],
        events: &mut Vec<Event>,
    ) {
        for side in 0..self.pictures.len() {
            self.look(side, stage, sights, events);
        }
        self.receive(stage, events);
        self.bring_in(stage, devices, events);
        for side in 0..self.pictures.len() {
            self.learn(side, stage, events);
            self.think(side, stage);
        }
        for (command, by) in std::mem::take(&mut self.orders) {
            self.give(&command, by, stage, actors, events);
        }
        for unit in &mut self.units {
            let Some(picture) = self.pictures.get_mut(unit.side) else { continue };
            unit.work(&mut Hands { stage, picture, actors, events });
        }
        self.remember(events);
    }

    /// What a side's sensors gave it.
    fn look(&mut self, side: usize, stage: &Stage<'_>, sights: &Sights, events: &mut Vec<Event>) {
        let (Some(picture), Some(friends)) = (self.pictures.get_mut(side), self.friends.get(side))
        else {
            return;
        };
        let is_ours = |craft: usize| friends.get(craft).copied().unwrap_or(false);
        let bit = 1_u32 << side.min(31);
        let mut news = Vec::new();
        for (craft, outbox) in stage.outboxes.iter().enumerate() {
            let Some(heard) = outbox.heard.filter(|it| it.sides & bit != 0 && !is_ours(craft))
            else {
                continue;
            };
            if let Way::Over(link) = self.links.way(heard.owners, side, stage.now) {
                let (what, measured) = (Report::Heard(heard), heard.when);
                let parcel = Parcel { craft, what, measured, since: stage.now };
                self.links.send(link, side, parcel, stage.now);
            } else if let Some(member) = stage.members.get(craft) {
                picture.heard(craft, member, &heard, &mut news);
            }
        }
        for seen in sights.seen.iter().filter(|seen| !is_ours(seen.craft)) {
            if self.sides.get(seen.sensor).is_none_or(|sides| sides & bit == 0) {
                continue;
            }
            let Some(member) = stage.members.get(seen.craft) else { continue };
            // Boats carry weak transmitters or none: only of larger ships silence says something.
            let is_large = member.figures.length_m >= 60;
            let hears = is_large && covers(stage.stations, bit, seen.at);
            let owner = self.owners.get(seen.sensor).copied().unwrap_or(0);
            if let Way::Over(link) = self.links.way(owner, side, stage.now) {
                let (craft, what) = (seen.craft, Report::Seen(*seen, hears));
                let parcel = Parcel { craft, what, measured: stage.now, since: stage.now };
                self.links.send(link, side, parcel, stage.now);
                continue;
            }
            let name = seen.named.then_some(member.name.as_str());
            picture.seen(seen, stage.now, hears, name, &mut news);
        }
        self.tell(side, &news, stage, events);
    }

    /// What partners sent, and has come by now. What is older than what is known is left.
    fn receive(&mut self, stage: &Stage<'_>, events: &mut Vec<Event>) {
        for (side, came, parcel) in self.links.arrived(stage.now) {
            let Parcel { craft, what, measured, since } = parcel;
            let (Some(picture), Some(member)) =
                (self.pictures.get_mut(side), stage.members.get(craft))
            else {
                continue;
            };
            if picture.of(craft).is_some_and(|known| known.last_us > measured) {
                continue;
            }
            let mut news = Vec::new();
            match what {
                Report::Heard(heard) => picture.heard(craft, member, &heard, &mut news),
                Report::Seen(seen, hears) => {
                    let name = seen.named.then_some(member.name.as_str());
                    picture.seen(&seen, measured, hears, name, &mut news);
                }
            }
            for news in &mut news {
                if let News::First(_, _, after) = news {
                    *after = came - since;
                }
            }
            self.tell(side, &news, stage, events);
        }
    }

    pub(super) fn tell(
        &self,
        side: usize,
        news: &[News],
        stage: &Stage<'_>,
        events: &mut Vec<Event>,
    ) {
        let Some(picture) = self.pictures.get(side) else { return };
        for news in news {
            let (News::First(craft, ..) | News::Suspicious(craft, ..)) = *news;
            let Some(contact) = picture.of(craft) else { continue };
            let (side, number, id) = (stage.side(side), contact.number, stage.id(craft));
            events.push(match news {
                News::First(_, sensor, after) => Event::Contact {
                    side,
                    contact: number,
                    craft: id,
                    sensor: stage
                        .scenario
                        .sensor
                        .get(*sensor)
                        .map_or("report", Sensor::id)
                        .to_owned(),
                    at: crate::log::Spot::new(contact.at),
                    after_s: (*after > 0).then(|| rounded(*after as f64 / 1e6)),
                },
                News::Suspicious(_, why, reason) => Event::Suspect {
                    side,
                    contact: number,
                    craft: id,
                    why: why.name().to_owned(),
                    reason: reason.clone(),
                },
            });
        }
    }

    /// Injects whose time or cause has come.
    fn bring_in(&mut self, stage: &Stage<'_>, devices: &mut [Device], events: &mut Vec<Event>) {
        for (index, inject) in stage.scenario.inject.iter().enumerate() {
            if let Some(cause) = &inject.after {
                let happened =
                    self.happened.iter().any(|(kind, of)| *kind == cause.event && *of == cause.of);
                if let Some((due @ None, false)) = self.injects.get_mut(index).filter(|_| happened)
                {
                    *due = Some(stage.now + micros(60.0 * cause.delay_min));
                }
            }
            let Some((Some(due), came @ false)) = self.injects.get_mut(index) else { continue };
            if *due > stage.now {
                continue;
            }
            *came = true;
            let (what, text) = self.effect(&inject.what, stage, devices, events);
            self.happened.push((CauseKind::Inject, inject.id.clone()));
            events.push(Event::Inject { id: inject.id.clone(), what: what.to_owned(), text });
        }
    }

    fn effect(
        &mut self,
        what: &InjectKind,
        stage: &Stage<'_>,
        devices: &mut [Device],
        events: &mut Vec<Event>,
    ) -> (&'static str, String) {
        match what {
            InjectKind::LaunchWarning { text, .. } => ("launch_warning", text.clone()),
            InjectKind::LostLink { sensor, for_h } => {
                let index = stage.scenario.sensor.iter().position(|it| it.id() == sensor);
                if let Some(device) = index.and_then(|index| devices.get_mut(index)) {
                    device.lost_until = stage.now + hours(*for_h);
                }
                ("lost_link", format!("nothing comes from `{sensor}` for {for_h} h"))
            }
            InjectKind::CutLink { between: [a, b], for_h } => {
                let ends = side_bit(stage.scenario, a) | side_bit(stage.scenario, b);
                self.links.cut(ends, stage.now + hours(*for_h));
                ("cut_link", format!("nothing goes between `{a}` and `{b}` for {for_h} h"))
            }
            InjectKind::Report { side, craft, text } => {
                let index = stage.members.iter().position(|it| it.id == *craft);
                let side = stage.scenario.side.iter().position(|it| it.id == *side);
                if let (Some(craft), Some(side)) = (index, side) {
                    let mut news = Vec::new();
                    if let Some(picture) = self.pictures.get_mut(side) {
                        picture.told(
                            craft,
                            stage.place(craft),
                            stage.now,
                            Why::Reported,
                            text,
                            &mut news,
                        );
                    }
                    self.tell(side, &news, stage, events);
                }
                ("report", text.clone())
            }
            InjectKind::FalseReport { text, side, lat_deg, lon_deg } => {
                self.chase_ghost(side, (*lat_deg, *lon_deg), stage);
                ("false_report", text.clone())
            }
        }
    }

    /// A side with tactics sends somebody to look for what is not there.
    fn chase_ghost(&mut self, side: &str, at: (f64, f64), stage: &Stage<'_>) {
        let Some(index) = stage.scenario.side.iter().position(|it| it.id == side) else { return };
        let plays = stage.scenario.side.get(index).is_some_and(|it| it.tactics != Tactics::None);
        let floats =
            |unit: &&Unit| stage.members.get(unit.craft).is_some_and(|it| !it.class.flies());
        let own = self.units.iter().filter(|unit| unit.side == index && unit.is_free());
        let free = own.filter(floats);
        let far = |unit: &&Unit| super::super::motion::course_to(stage.place(unit.craft), at).1;
        let nearest = free.min_by(|a, b| far(a).total_cmp(&far(b)));
        if let Some(unit) = nearest.filter(|_| plays) {
            let task = Task::Go { lat_deg: at.0, lon_deg: at.1 };
            let command = Command { side: side.to_owned(), unit: stage.id(unit.craft), task };
            self.orders.push((command, "tactics"));
        }
    }

    /// The built-in tactics of a side that has them.
    fn think(&mut self, side: usize, stage: &Stage<'_>) {
        match stage.scenario.side.get(side).map(|it| it.tactics) {
            Some(Tactics::Planner) => return self.plan(side, stage),
            Some(Tactics::Nearest) if stage.now % 60_000_000 == 0 => {}
            _ => return,
        }
        let Some(picture) = self.pictures.get(side) else { return };
        let own = || self.units.iter().filter(|unit| unit.side == side);
        let mut taken = self.taken(side);
        taken.extend(self.orders.iter().filter_map(|(command, _)| self.meant(command, stage)));
        let can = |unit: &&Unit| {
            let member = stage.members.get(unit.craft);
            unit.is_free() && member.is_some_and(|it| it.can_board && it.takes_part(stage.now))
        };
        let free: Vec<usize> = own().filter(can).map(|unit| unit.craft).collect();
        for (unit, contact) in
            nearest(picture, &taken, &free, stage.members, stage.motions, stage.now)
        {
            let command = Command {
                side: stage.side(side),
                unit: stage.id(unit),
                task: Task::Intercept(contact),
            };
            self.orders.push((command, "tactics"));
        }
    }

    /// What the side and its partners are at, or are done with: partners do not go twice.
    fn taken(&self, side: usize) -> Vec<usize> {
        let with = self.friends_of(side).filter_map(|unit| unit.target);
        with.chain(self.done(side)).collect()
    }

    pub(super) fn friends_of(&self, side: usize) -> impl Iterator<Item = &Unit> {
        let friends = self.friends.get(side).map_or(&[][..], Vec::as_slice);
        self.units.iter().filter(|unit| friends.get(unit.craft).copied().unwrap_or(false))
    }

    /// What the side or a partner is done with.
    pub(super) fn done(&self, side: usize) -> BTreeSet<usize> {
        let sides: BTreeSet<usize> = self.friends_of(side).map(|unit| unit.side).collect();
        let pictures = sides.into_iter().filter_map(|side| self.pictures.get(side));
        let contacts = pictures.flat_map(Picture::contacts);
        contacts.filter(|(_, contact)| contact.is_done).map(|(craft, _)| craft).collect()
    }

    /// The craft that an order is about.
    pub(super) fn meant(&self, command: &Command, stage: &Stage<'_>) -> Option<usize> {
        let side = stage.scenario.side.iter().position(|it| it.id == command.side)?;
        let (craft, _) = self.pictures.get(side)?.numbered(command.task.contact()?)?;
        Some(craft)
    }

    fn give(
        &mut self,
        command: &Command,
        by: &str,
        stage: &Stage<'_>,
        actors: &mut [Actor],
        events: &mut Vec<Event>,
    ) {
        let Command { side, unit, task } = command;
        let refuse = |reason: &str, events: &mut Vec<Event>| {
            let (side, unit, task) = (side.clone(), unit.clone(), task.name().to_owned());
            events.push(Event::Refused { side, unit, task, reason: reason.to_owned() });
        };
        let index = stage.scenario.side.iter().position(|it| it.id == *side);
        let Some(picture) = index.and_then(|index| self.pictures.get_mut(index)) else {
            return refuse("there is no such side", events);
        };
        let own =
            self.units.iter_mut().find(|it| Some(it.side) == index && stage.id(it.craft) == *unit);
        let Some(asset) = own else { return refuse("the side has no such asset", events) };
        let takes_part = |it: &Member| it.takes_part(stage.now);
        if !stage.members.get(asset.craft).is_some_and(takes_part) {
            return refuse("it is not on station now", events);
        }
        let target = task.contact().map(|number| picture.numbered(number).map(|(craft, _)| craft));
        let target = match target {
            Some(None) => return refuse("the side has no such contact", events),
            Some(Some(craft)) => Some(craft),
            None => None,
        };
        events.push(Event::Order {
            side: side.clone(),
            unit: unit.clone(),
            task: task.name().to_owned(),
            contact: task.contact(),
            craft: target.map(|craft| stage.id(craft)),
            by: by.to_owned(),
        });
        let hands = &mut Hands { stage, picture, actors, events };
        asset.take(*task, target, by == "people", hands);
    }

    /// What injects may wait for.
    fn remember(&mut self, events: &[Event]) {
        for event in events {
            let happened = match event {
                Event::Contact { craft, .. } => (CauseKind::Detected, craft),
                Event::Hailed { craft, .. } => (CauseKind::Hailed, craft),
                Event::Boarded { craft, .. } => (CauseKind::Boarded, craft),
                _ => continue,
            };
            self.happened.push((happened.0, happened.1.clone()));
        }
    }

    /// What the assets are at.
    pub(crate) fn states<'a>(
        &'a self,
        scenario: &'a Scenario,
    ) -> impl Iterator<Item = UnitState> + 'a {
        self.units.iter().map(|unit| UnitState {
            craft: unit.craft,
            side: scenario.side.get(unit.side).map_or(String::new(), |it| it.id.clone()),
            doing: unit.doing(),
            target: unit.target,
        })
    }

    /// Where the assets are.
    pub(crate) fn assets(&self, stage: &Stage<'_>, events: &mut Vec<Event>) {
        for unit in &self.units {
            let (Some(motion), Some(member)) =
                (stage.motions.get(unit.craft), stage.members.get(unit.craft))
            else {
                continue;
            };
            if member.takes_part(stage.now) {
                events.push(Event::Asset {
                    side: stage.side(unit.side),
                    unit: member.id.clone(),
                    at: spot(motion),
                    sog_kn: rounded(knots(motion.speed)),
                    cog_deg: rounded(motion.course.to_degrees()),
                    doing: unit.doing().to_owned(),
                });
            }
        }
    }
}
