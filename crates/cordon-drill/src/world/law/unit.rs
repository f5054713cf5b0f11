//! One asset at work.

use super::super::act::{Actor, Errand};
use super::super::fleet::{Member, Micros, micros};
use super::super::motion::{course_to, mps};
use super::super::picture::{Picture, STALE};
use super::super::random::Stream;
use super::super::tactics::Task;
use super::planned::FORGOTTEN;
use super::{Breach, Consent, Question, Stage, may_board, may_divert, territorial};
use crate::log::Event;
use crate::scenario::shape::{Hailed, Tactics};

/// From here a ship is hailed on the radio, in metres.
const HAIL_M: f64 = 4_000.0;
/// So far a ship stays off one that it shadows or stands by, in metres.
const STANDOFF_M: f64 = 900.0;
/// So long a ship that could not be boarded is shadowed.
const SHADOW: Micros = 4 * 3_600_000_000;
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
    /// The flag State was asked, and answers then.
    Asking { until: Micros, answer: Consent, since: Micros },
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
    consent: Consent,
    stream: Stream,
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
    fn tell(&mut self, craft: usize, errand: Option<Errand>) {
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
            Phase::Asking { .. } => "await_consent",
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
            self.consent = Consent::NotAsked;
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
            _ => self.phase = Phase::Closing,
        }
    }

    /// Whether the planner tells it what to do.
    fn plans(&self, stage: &Stage<'_>) -> bool {
        let of = stage.scenario.side.get(self.side);
        !self.by_people && of.is_some_and(|of| of.tactics == Tactics::Planner)
    }

    fn top(&self, stage: &Stage<'_>) -> f64 {
        stage.members.get(self.craft).map_or(0.0, |it| it.limits.top)
    }

    /// One step of whatever it is at.
    pub(super) fn work(&mut self, hands: &mut Hands<'_>) {
        let now = hands.stage.now;
        let takes_part = |it: &Member| it.takes_part(now);
        if !self.is_free() && !hands.stage.members.get(self.craft).is_some_and(takes_part) {
            return self.release("off station", hands);
        }
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
            Phase::Asking { until, answer, since } => {
                if now >= until {
                    self.answered(answer, since, hands);
                }
            }
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
            Phase::Escorting { to } => {
                let far = self.target.map_or(0.0, |it| course_to(hands.stage.place(it), to).1);
                if far < 12_000.0 {
                    if let Some(target) = self.target {
                        hands.tell(target, Some(Errand::Stop));
                    }
                    self.release("off the port", hands);
                }
            }
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

    /// Who was only to query goes back; who is to board asks the flag State, unless it need not.
    fn after_hail(&mut self, hands: &mut Hands<'_>) {
        let Some(target) = self.target else { return self.release("lost", hands) };
        if matches!(self.task, Some(Task::Query(_))) {
            hands.tell(target, None);
            return self.release("queried", hands);
        }
        let Some(flag) = hands.stage.members.get(target).map(|it| it.nation.clone()) else {
            return;
        };
        let nation = hands.stage.members.get(self.craft).map_or("", |it| it.nation.as_str());
        if flag == "XX" || flag == nation {
            return self.board(hands);
        }
        let (side, unit, craft) =
            (hands.stage.side(self.side), hands.stage.id(self.craft), hands.stage.id(target));
        hands.events.push(Event::ConsentAsked { side, unit, craft, flag: flag.clone() });
        let (answer, minutes) = self.draw(&flag, target, hands.stage);
        let now = hands.stage.now;
        self.consent = Consent::Pending;
        self.phase = Phase::Asking { until: now + micros(60.0 * minutes), answer, since: now };
    }

    /// How a flag State answers, and after how many minutes.
    fn draw(&self, flag: &str, target: usize, stage: &Stage<'_>) -> (Consent, f64) {
        let rules = &stage.scenario.rules;
        let stream = self.stream.of(flag).of(&stage.id(target));
        let Some(of) = rules.flag.iter().find(|it| it.nation == flag) else {
            return (Consent::NoAnswer, rules.consent_wait_min);
        };
        let minutes = stream.between(1, of.delay_min[0], of.delay_min[1]);
        let part = stream.part(0);
        if minutes > rules.consent_wait_min || part >= of.consent + of.refuse {
            return (Consent::NoAnswer, rules.consent_wait_min);
        }
        (if part < of.consent { Consent::Granted } else { Consent::Refused }, minutes)
    }

    fn answered(&mut self, answer: Consent, since: Micros, hands: &mut Hands<'_>) {
        let Some(target) = self.target else { return };
        self.consent = answer;
        let flag = hands.stage.members.get(target).map_or(String::new(), |it| it.nation.clone());
        let said = match answer {
            Consent::Granted => "granted",
            Consent::Refused => "refused",
            _ => "none",
        };
        let after_min = crate::log::rounded((hands.stage.now - since) as f64 / 6e7);
        let craft = hands.stage.id(target);
        hands.events.push(Event::Consent { flag, craft, answer: said.to_owned(), after_min });
        if answer == Consent::Granted {
            self.board(hands);
        } else {
            // The ship is let go and followed; its flag State is to direct it to a port.
            hands.tell(target, None);
            self.phase = Phase::Shadowing { until: hands.stage.now + SHADOW };
        }
    }

    /// Boards, if that is lawful and possible; a violation is written down and not done.
    fn board(&mut self, hands: &mut Hands<'_>) {
        let Some(target) = self.target else { return self.release("nobody to board", hands) };
        let stage = hands.stage;
        let (side, unit, craft) = (stage.side(self.side), stage.id(self.craft), stage.id(target));
        let Some(own) = stage.members.get(self.craft) else { return };
        let place = stage.place(target);
        let question = self.question(target, &side, stage, hands.picture);
        let rules = &stage.scenario.rules;
        let authority = match may_board(&question, &rules.basis, &rules.permission) {
            Ok(authority) => authority,
            Err(breach) => return self.forbidden(&breach, [side, unit, craft], hands),
        };
        let far = course_to(stage.place(self.craft), place).1;
        let is_slow = stage.motions.get(target).is_some_and(|it| it.speed < mps(6.0));
        let why = if own.can_board && far < HAIL_M && is_slow {
            None
        } else if !own.can_board {
            Some("it has no boarding team")
        } else if far >= HAIL_M {
            Some("it is not there yet")
        } else {
            Some("the ship does not stop")
        };
        if let Some(why) = why {
            let (task, reason) = ("board".to_owned(), why.to_owned());
            hands.events.push(Event::Refused { side, unit, task, reason });
            self.phase = Phase::Shadowing { until: stage.now + SHADOW };
            return;
        }
        let until = stage.now + micros(60.0 * rules.boarding_min);
        hands.events.push(Event::Boarded { side, unit, craft, basis: authority.basis });
        self.phase = Phase::Boarding { until };
    }

    /// What the law is asked about a ship, as things stand.
    fn question<'a>(
        &self,
        target: usize,
        side: &'a str,
        stage: &'a Stage<'_>,
        picture: &Picture,
    ) -> Question<'a> {
        let nation = |craft: usize| stage.members.get(craft).map_or("XX", |it| it.nation.as_str());
        Question {
            side,
            nation: nation(self.craft),
            flag: nation(target),
            territorial: territorial(&stage.scenario.rules.zone, stage.place(target)),
            consent: self.consent,
            has_grounds: picture.of(target).is_some_and(|contact| contact.why.is_some()),
        }
    }

    /// Who was told to board is about to break the law; who was to intercept knows it and shadows.
    fn forbidden(&mut self, breach: &Breach, names: [String; 3], hands: &mut Hands<'_>) {
        let [side, unit, craft] = names;
        let Breach { what, rule } = breach.clone();
        hands.events.push(if matches!(self.task, Some(Task::Board(_))) {
            Event::Violation { side, unit, craft, what, rule }
        } else {
            let (task, reason) = ("board".to_owned(), format!("{what} ({rule})"));
            Event::Refused { side, unit, task, reason }
        });
        self.phase = Phase::Shadowing { until: hands.stage.now + SHADOW };
    }

    fn inspected(&mut self, hands: &mut Hands<'_>) {
        let Some(target) = self.target else { return };
        let (unit, craft) = (hands.stage.id(self.craft), hands.stage.id(target));
        let contraband = hands.stage.members.get(target).is_some_and(|it| it.contraband);
        hands.events.push(Event::Inspected { unit, craft, contraband });
        if contraband {
            return self.divert(hands);
        }
        hands.tell(target, None);
        self.release("nothing was found", hands);
    }

    /// To the nearest port of the table, alongside.
    fn divert(&mut self, hands: &mut Hands<'_>) {
        let Some(target) = self.target else { return };
        let side = hands.stage.side(self.side);
        let question = self.question(target, &side, hands.stage, hands.picture);
        if let Err(Breach { what, rule }) = may_divert(&question) {
            let (unit, reason) = (hands.stage.id(self.craft), format!("{what} ({rule})"));
            hands.events.push(Event::Refused { side, unit, task: "divert".to_owned(), reason });
            hands.tell(target, None);
            self.phase = Phase::Shadowing { until: hands.stage.now + SHADOW };
            return;
        }
        let at = hands.stage.place(target);
        let place = cordon_core::Position::wrapped(at.0, at.1);
        let reach = cordon_core::Metres(600.0 * 1_852.0);
        let port = super::controller::ports().nearest(place, reach);
        let Some((port, _)) = port else { return self.release("no port is near", hands) };
        let to = (port.position.lat(), port.position.lon());
        let (unit, craft) = (hands.stage.id(self.craft), hands.stage.id(target));
        hands.events.push(Event::Diverted { side, unit, craft, port: port.name.clone() });
        hands.tell(target, Some(Errand::Go { to, speed: mps(10.0) }));
        let speed = self.top(hands.stage);
        hands.tell(self.craft, Some(Errand::Beside { craft: target, metres: STANDOFF_M, speed }));
        self.phase = Phase::Escorting { to };
    }

    fn release(&mut self, reason: &str, hands: &mut Hands<'_>) {
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
    }
}
