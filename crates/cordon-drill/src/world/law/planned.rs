//! Tactics by the interdiction planner: who goes to whom, around land, by risk and within the law.
//!
//! All assets of the sides that plan together are assigned at once to all that is suspicious, and anew every
//! few minutes: an asset that is on its way may be given something better to do.

use std::collections::BTreeSet;

use cordon_chart::Land;
use cordon_core::{Degrees, Knots, Position, Span};
use cordon_plan::assign::{Act, Asset, Limits, Suspect, Weights, assign};
use cordon_plan::{Course, Mover};

use super::super::fleet::Micros;
use super::super::motion::knots;
use super::super::picture::{Contact, Why};
use super::super::tactics::{Command, Task};
use super::controller::Controller;
use super::unit::{Phase, Unit};
use super::{Stage, territorial};
use crate::log::Event;
use crate::scenario::shape::Tactics;

/// How often a side plans anew.
const EVERY: Micros = 300_000_000;
/// Who has not been seen for so long is not looked for any more.
pub(super) const FORGOTTEN: Micros = 8 * 3_600_000_000;
/// Faster than this no ship is taken to be: two sightings close in time say little of speed.
const FASTEST: Knots = Knots(30.0);
/// What is known of a ship is worth half after so many hours.
const HALF_LIFE_H: f64 = 6.0;

impl Controller {
    /// The orders of a side that plans.
    pub(super) fn plan(&mut self, side: usize, stage: &Stage<'_>) {
        if stage.now % EVERY != 0 {
            return;
        }
        let suspects = self.suspects(side, stage);
        let assets = self.planned(side, stage);
        let limits = Limits { land: Some(Land::standard()), chart: None };
        let plan = assign(&assets, &suspects, Weights::default(), limits);
        // Nobody to send, or nobody to send them to.
        let Ok(plan) = plan else { return };
        let goes = |unit: &Unit| {
            let task = plan.tasks.iter().find(|task| task.asset == key(unit.craft))?;
            task.suspect.parse::<usize>().ok()
        };
        let own = self.units.iter().filter(|unit| unit.side == side && can_go(unit, stage));
        let orders = own.filter_map(|unit| {
            let target = goes(unit);
            let task = match target {
                _ if target == unit.target => return None,
                Some(craft) if self.is_spoken_for(side, craft, stage) => return None,
                Some(craft) => Task::Intercept(self.pictures.get(side)?.of(craft)?.number),
                None => Task::Resume,
            };
            Some(Command { side: stage.side(side), unit: stage.id(unit.craft), task })
        });
        let orders: Vec<_> = orders.map(|command| (command, "tactics")).collect();
        self.orders.extend(orders);
    }

    /// Whether a partner goes there whose picture may be another, since it comes over a link: the two plans
    /// need not agree, and one of them is enough.
    fn is_spoken_for(&self, side: usize, craft: usize, stage: &Stage<'_>) -> bool {
        let may_differ = |partner: usize| partner != side && !self.links.is_at_once(side, partner);
        let goes = |unit: &Unit| may_differ(unit.side) && unit.target == Some(craft);
        let sent = |command: &Command| {
            let partner = stage.scenario.side.iter().position(|it| it.id == command.side);
            partner.is_some_and(may_differ) && self.meant(command, stage) == Some(craft)
        };
        self.friends_of(side).any(goes) || self.orders.iter().any(|(command, _)| sent(command))
    }

    /// What partners that plan too hold for suspicious, the side holds for suspicious as well: else nobody would
    /// send the one who is nearest. And it looks who lies beside a suspect.
    pub(super) fn learn(&mut self, side: usize, stage: &Stage<'_>, events: &mut Vec<Event>) {
        let plans = |side: usize| {
            stage.scenario.side.get(side).is_some_and(|it| it.tactics == Tactics::Planner)
        };
        if !plans(side) || stage.now % EVERY != 0 {
            return;
        }
        let partners: BTreeSet<usize> = self
            .friends_of(side)
            .map(|unit| unit.side)
            .filter(|it| *it != side && plans(*it) && self.links.can_talk(side, *it, stage.now))
            .collect();
        let theirs = partners.into_iter().filter_map(|it| Some((it, self.pictures.get(it)?)));
        let told: Vec<_> = theirs
            .flat_map(|(partner, picture)| picture.contacts().map(move |it| (partner, it)))
            .filter_map(|(partner, (craft, contact))| {
                let reason = format!("`{}` holds it for suspicious", stage.side(partner));
                Some((craft, contact.estimate(stage.now), contact.why?, reason))
            })
            .collect();
        let Some(picture) = self.pictures.get_mut(side) else { return };
        let mut news = Vec::new();
        for (craft, at, why, reason) in told {
            picture.told(craft, at, stage.now, why, &reason, &mut news);
        }
        picture.watch_transfers(stage.now, &mut news);
        self.tell(side, &news, stage, events);
    }

    /// All who can be sent: the side's own, and those of partners that plan too.
    fn planned(&self, side: usize, stage: &Stage<'_>) -> Vec<Asset> {
        let friends = self.friends.get(side).map_or(&[][..], Vec::as_slice);
        let plans = |unit: &&Unit| {
            let of = stage.scenario.side.get(unit.side);
            of.is_some_and(|of| of.tactics == Tactics::Planner)
                && friends.get(unit.craft).copied().unwrap_or(false)
                && can_go(unit, stage)
        };
        self.units.iter().filter(plans).filter_map(|unit| asset(unit, stage)).collect()
    }

    /// All who are to be met, and whom nobody stands by already.
    fn suspects(&self, side: usize, stage: &Stage<'_>) -> Vec<Suspect> {
        let Some(picture) = self.pictures.get(side) else { return Vec::new() };
        let met: Vec<usize> = self
            .units
            .iter()
            .filter(|unit| !can_go(unit, stage))
            .filter_map(|it| it.target)
            .collect();
        let done = self.done(side);
        let is_open = |craft: usize, contact: &Contact| {
            !done.contains(&craft)
                && !met.contains(&craft)
                && stage.now - contact.last_us <= FORGOTTEN
                && contact.missed_us.is_none_or(|missed| contact.last_us > missed)
        };
        let open = picture.contacts().filter(|(craft, contact)| is_open(*craft, contact));
        let nation = stage.scenario.side.get(side).and_then(|side| side.nations.first());
        open.filter_map(|(craft, contact)| {
            let mover = mover(contact, stage.now)?;
            let hours = (stage.now - contact.last_us) as f64 / 3.6e9;
            let risk = risk(contact.why?) * (-hours / HALF_LIFE_H).exp2();
            let at = (mover.position.lat(), mover.position.lon());
            let coast = territorial(&stage.scenario.rules.zone, at);
            let is_foreign = coast.is_some_and(|coast| nation.is_none_or(|own| own != coast));
            let lawful = if is_foreign { vec![Act::Query] } else { Act::ALL.to_vec() };
            let (standing, deadline) = (None, None);
            Some(Suspect { id: key(craft), mover, risk, lawful, standing, deadline })
        })
        .collect()
    }
}

fn key(craft: usize) -> String {
    craft.to_string()
}

/// Whether an asset can be sent: it can board, and stands by nobody yet.
fn can_go(unit: &Unit, stage: &Stage<'_>) -> bool {
    let member = stage.members.get(unit.craft);
    let is_moving = unit.is_free() || unit.phase == Phase::Closing && !unit.by_people;
    is_moving && member.is_some_and(|it| it.can_board && it.takes_part(stage.now))
}

fn asset(unit: &Unit, stage: &Stage<'_>) -> Option<Asset> {
    let (member, motion) = (stage.members.get(unit.craft)?, stage.motions.get(unit.craft)?);
    Some(Asset {
        id: key(unit.craft),
        position: Position::wrapped(motion.lat, motion.lon),
        speed: Knots(member.figures.top_kn),
        turning: None,
        endurance: Span::from_hours(48),
        on_scene: Span::ZERO,
        air: member.class.flies(),
        home: None,
        leash: None,
        can: Act::ALL.to_vec(),
        tasked: unit.target.map(key),
    })
}

/// Where a contact is by now and how it moves; `None` where that would be ashore.
fn mover(contact: &Contact, now: Micros) -> Option<Mover> {
    let at = contact.estimate(now);
    let position = Position::wrapped(at.0, at.1);
    if Land::standard().is_land(position) {
        return None;
    }
    let (east, north) = contact.velocity;
    let speed = Knots(knots((east * east + north * north).sqrt()).min(FASTEST.value()));
    let course = Course::Geodesic(Degrees(east.atan2(north).to_degrees().rem_euclid(360.0)));
    Some(Mover { position, speed, course })
}

/// How much a suspicion weighs.
const fn risk(why: Why) -> f64 {
    match why {
        Why::Dark | Why::PositionMismatch => 1.0,
        Why::IdentityChange | Why::Alongside => 0.9,
        Why::Reported => 0.8,
    }
}
