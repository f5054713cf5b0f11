//! One asset at work.

use super::super::act::{Actor, Errand};
use super::super::fleet::{Member, Micros, micros};
use super::super::motion::course_to;
use super::super::picture::{Picture, STALE};
use super::super::random::Stream;
use super::super::tactics::Task;
use super::planned::FORGOTTEN;
use super::visit::Asked;
use super::{Consent, Stage};
use crate::log::Event;
use crate::scenario::shape::{Hailed, Tactics};

/// From here a ship is hailed on the radio, in metres.
pub(super) const HAIL_M: f64 = 4_000.0;
/// So far a ship stays off one that it shadows or stands by, in metres.
pub(super) const STANDOFF_M: f64 = 900.0;
/// So long a ship that could not be boarded is shadowed.
pub(super) const SHADOW: Micros = 4 * 3_600_000_000;
/// So long tactics look around where something was reported.
const LOOK: Micros = 1_800_000_000;

/// Where an asset is with its task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Phase {
    /// What its plan says.
    Free,
    /// On its way to a place.
    Going { to: (f64, f64) },
    /// On its way to a contact.
    Closing,
    /// It hailed, and waits until then for an answer.
    Hailing { until: Micros },
    /// The flag State was asked.
    Asking,
    /// The team is on board until then.
    Boarding { until: Micros },
    /// It follows until then.
    Shadowing { until: Micros },
    /// It takes the ship to a port.
    Escorting { to: (f64, f64) },
}

/// An asset.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) craft: usize,
    pub(super) side: usize,
    pub(super) task: Option<Task>,
    pub(super) target: Option<usize>,
    pub(super) phase: Phase,
    pub(super) consent: Consent,
    /// The flag State's answer that is under way.
    pub(super) asked: Option<Asked>,
    pub(super) stream: Stream,
    /// People told it what to do: it stays where they sent it.
    pub(super) by_people: bool,
}

/// What an asset needs to do something.
pub(super) struct Hands<'a> {
    pub(super) stage: &'a Stage<'a>,
    pub(super) picture: &'a mut Picture,
    pub(super) actors: &'a mut [Actor],
    pub(super) events: &'a mut Vec<Event>,
}

impl Hands<'_> {
    pub(super) fn tell(&mut self, craft: usize, errand: Option<Errand>) {
        if let Some(actor) = self.actors.get_mut(craft) {
            match errand {
                Some(errand) => actor.errand = Some(errand),
                None => actor.resume(),
            }
        }
    }
}

impl Unit {
    pub(super) fn new(craft: usize, side: usize, stream: Stream) -> Unit {
        let (task, target, phase) = (None, None, Phase::Free);
        Unit {
            craft,
            side,
            task,
            target,
            phase,
            consent: Consent::NotAsked,
            asked: None,
            stream,
            by_people: false,
        }
    }

    pub(super) fn is_free(&self) -> bool {
        self.phase == Phase::Free
    }

    pub(super) fn doing(&self) -> &'static str {
        match self.phase {
            Phase::Free => "patrol",
            Phase::Going { .. } => "go",
            Phase::Closing => "intercept",
            Phase::Hailing { .. } => "hail",
            Phase::Asking => "await_consent",
            Phase::Boarding { .. } => "board",
            Phase::Shadowing { .. } => "shadow",
            Phase::Escorting { .. } => "escort",
        }
    }

    /// Takes an order, from people or from tactics; the target is the craft that its contact is.
    pub(super) fn take(
        &mut self,
        task: Task,
        target: Option<usize>,
        by_people: bool,
        hands: &mut Hands<'_>,
    ) {
        self.by_people = by_people;
        if target != self.target {
            (self.consent, self.asked) = (Consent::NotAsked, None);
        }
        (self.task, self.target) = (Some(task), target);
        match task {
            Task::Go { lat_deg, lon_deg } => {
                let (to, speed) = ((lat_deg, lon_deg), self.top(hands.stage));
                self.phase = Phase::Going { to };
                hands.tell(self.craft, Some(Errand::Go { to, speed }));
            }
            Task::Resume => self.release("told to", hands),
            Task::Board(_) => self.board(hands),
            Task::Divert(_) => self.divert(hands),
            _ => {
                self.phase = Phase::Closing;
                self.ask_ahead(hands);
            }
        }
    }

    /// Whether the planner tells it what to do.
    pub(super) fn plans(&self, stage: &Stage<'_>) -> bool {
        let of = stage.scenario.side.get(self.side);
        !self.by_people && of.is_some_and(|of| of.tactics == Tactics::Planner)
    }

    pub(super) fn top(&self, stage: &Stage<'_>) -> f64 {
        stage.members.get(self.craft).map_or(0.0, |it| it.limits.top)
    }

    /// One step of whatever it is at.
    pub(super) fn work(&mut self, hands: &mut Hands<'_>) {
        let now = hands.stage.now;
        let takes_part = |it: &Member| it.takes_part(now);
        if !self.is_free() && !hands.stage.members.get(self.craft).is_some_and(takes_part) {
            return self.release("off station", hands);
        }
        self.hear_answer(hands);
        match self.phase {
            Phase::Free => {}
            Phase::Going { to } => {
                if course_to(hands.stage.place(self.craft), to).1 < 800.0 {
                    let until = if self.by_people { Micros::MAX } else { now + LOOK };
                    self.phase = Phase::Shadowing { until };
                    self.target = None;
                }
            }
            Phase::Closing => self.close(hands),
            Phase::Hailing { until } => {
                if now >= until {
                    self.after_hail(hands);
                }
            }
            Phase::Asking => self.act_on_answer(hands),
            Phase::Boarding { until } => {
                if now >= until {
                    self.inspected(hands);
                }
            }
            Phase::Shadowing { until } => {
                if now >= until {
                    self.release("shadowed long enough", hands);
                }
            }
            Phase::Escorting { to } => self.escort(to, hands),
        }
    }

    /// Steers for where the contact must be by now; who stands by it sees it.
    fn close(&mut self, hands: &mut Hands<'_>) {
        let Some(target) = self.target else { return };
        let Some(contact) = hands.picture.of(target) else { return self.release("lost", hands) };
        let now = hands.stage.now;
        let at = contact.estimate(now);
        let far = course_to(hands.stage.place(self.craft), at).1;
        let is_fresh = now - contact.last_us < 300_000_000;
        let (velocity, speed) = (contact.velocity, self.top(hands.stage));
        let plans = self.plans(hands.stage);
        let lost = now - contact.last_us > if plans { FORGOTTEN } else { STALE };
        if far < HAIL_M && is_fresh {
            self.arrive(target, hands);
        } else if lost || far < 500.0 {
            if let Some(contact) = hands.picture.of_mut(target) {
                contact.missed_us = Some(now);
            }
            self.release("not found where it should be", hands);
        } else {
            hands.tell(self.craft, Some(Errand::Chase { at, velocity, speed }));
        }
    }

    fn arrive(&mut self, target: usize, hands: &mut Hands<'_>) {
        let (side, unit) = (hands.stage.side(self.side), hands.stage.id(self.craft));
        let craft = hands.stage.id(target);
        let speed = self.top(hands.stage);
        hands.tell(self.craft, Some(Errand::Beside { craft: target, metres: STANDOFF_M, speed }));
        hands.events.push(Event::OnScene {
            side: side.clone(),
            unit: unit.clone(),
            craft: craft.clone(),
        });
        let Some(Task::Intercept(_) | Task::Query(_)) = self.task else {
            self.phase = Phase::Shadowing { until: Micros::MAX };
            return;
        };
        hands.events.push(Event::Hailed { side, unit: unit.clone(), craft: craft.clone() });
        let conduct = hands.stage.members.get(target).map_or(Hailed::Complies, |it| it.when_hailed);
        let wait = micros(60.0 * hands.stage.scenario.rules.answer_min);
        let (answer, wait) = match conduct {
            Hailed::Complies => {
                hands.tell(target, Some(Errand::Stop));
                ("stops", wait.min(180_000_000))
            }
            Hailed::Ignores => ("silent", wait),
            Hailed::Flees => {
                let from = hands.stage.place(self.craft);
                hands.tell(target, Some(Errand::Flee { from }));
                ("flees", wait)
            }
        };
        hands.events.push(Event::Answer { craft, unit, answer: answer.to_owned() });
        self.phase = Phase::Hailing { until: hands.stage.now + wait };
    }

    pub(super) fn release(&mut self, reason: &str, hands: &mut Hands<'_>) {
        if let Some(target) = self.target {
            let (side, unit) = (hands.stage.side(self.side), hands.stage.id(self.craft));
            let craft = hands.stage.id(target);
            // Who plans may send another, or look again when there is news.
            let is_open = self.plans(hands.stage) && self.phase == Phase::Closing;
            if let Some(contact) = hands.picture.of_mut(target).filter(|_| !is_open) {
                contact.is_done = true;
            }
            hands.events.push(Event::Released { side, unit, craft, reason: reason.to_owned() });
        }
        hands.tell(self.craft, None);
        (self.task, self.target, self.phase) = (None, None, Phase::Free);
        (self.consent, self.asked) = (Consent::NotAsked, None);
    }
}
