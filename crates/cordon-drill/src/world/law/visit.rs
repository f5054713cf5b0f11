//! What is done on scene: hail, ask the flag State, board, inspect, send to a port; each as far as it is lawful.

use super::super::act::Errand;
use super::super::fleet::{Micros, micros};
use super::super::motion::{course_to, mps};
use super::super::picture::Picture;
use super::super::tactics::Task;
use super::unit::{HAIL_M, Hands, Phase, SHADOW, STANDOFF_M, Unit};
use super::{Breach, Consent, Question, Stage, may_board, may_divert, territorial};
use crate::log::Event;

/// So near to its port a ship needs no escort any more, in metres.
const OFF_PORT_M: f64 = 12_000.0;

/// A flag State was asked, and answers then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Asked {
    since: Micros,
    until: Micros,
    answer: Consent,
}

/// The nation of a craft; `XX` is nobody's.
fn flag_of<'a>(craft: usize, stage: &Stage<'a>) -> &'a str {
    stage.members.get(craft).map_or("XX", |it| it.nation.as_str())
}

impl Unit {
    /// Who was only to query goes back; who is to board asks the flag State, unless it need not.
    pub(super) fn after_hail(&mut self, hands: &mut Hands<'_>) {
        let Some(target) = self.target else { return self.release("lost", hands) };
        if matches!(self.task, Some(Task::Query(_))) {
            hands.tell(target, None);
            return self.release("queried", hands);
        }
        if !self.needs_consent(target, hands.stage) {
            return self.board(hands);
        }
        if self.consent == Consent::NotAsked {
            self.ask(target, hands);
        }
        self.phase = Phase::Asking;
    }

    /// Who plans asks the flag State when it sets out, so that the answer may be there when it arrives.
    pub(super) fn ask_ahead(&mut self, hands: &mut Hands<'_>) {
        let Some(target) = self.target else { return };
        let is_to_board = matches!(self.task, Some(Task::Intercept(_)));
        if is_to_board && self.plans(hands.stage) && self.needs_consent(target, hands.stage) {
            self.ask(target, hands);
        }
    }

    /// Whether only the flag State can allow a boarding: the ship is neither nobody's nor of our own flag.
    fn needs_consent(&self, target: usize, stage: &Stage<'_>) -> bool {
        let flag = flag_of(target, stage);
        flag != "XX" && flag != flag_of(self.craft, stage)
    }

    fn ask(&mut self, target: usize, hands: &mut Hands<'_>) {
        let flag = flag_of(target, hands.stage).to_owned();
        let (side, unit, craft) =
            (hands.stage.side(self.side), hands.stage.id(self.craft), hands.stage.id(target));
        let (answer, minutes) = self.draw(&flag, target, hands.stage);
        hands.events.push(Event::ConsentAsked { side, unit, craft, flag });
        let since = hands.stage.now;
        self.asked = Some(Asked { since, until: since + micros(60.0 * minutes), answer });
        self.consent = Consent::Pending;
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

    /// Takes the flag State's answer when it comes, wherever the asset is by then.
    pub(super) fn hear_answer(&mut self, hands: &mut Hands<'_>) {
        let Some((target, asked)) = self.target.zip(self.asked) else { return };
        if hands.stage.now < asked.until {
            return;
        }
        (self.consent, self.asked) = (asked.answer, None);
        let said = match asked.answer {
            Consent::Granted => "granted",
            Consent::Refused => "refused",
            _ => "none",
        };
        let after_min = crate::log::rounded((hands.stage.now - asked.since) as f64 / 6e7);
        let (flag, craft) = (flag_of(target, hands.stage).to_owned(), hands.stage.id(target));
        hands.events.push(Event::Consent { flag, craft, answer: said.to_owned(), after_min });
    }

    pub(super) fn act_on_answer(&mut self, hands: &mut Hands<'_>) {
        let Some(target) = self.target else { return self.release("lost", hands) };
        match self.consent {
            Consent::Pending => {}
            Consent::Granted => self.board(hands),
            _ => {
                // The ship is let go and followed; its flag State is to direct it to a port.
                hands.tell(target, None);
                self.phase = Phase::Shadowing { until: hands.stage.now + SHADOW };
            }
        }
    }

    /// Boards, if that is lawful and possible; a violation is written down and not done.
    pub(super) fn board(&mut self, hands: &mut Hands<'_>) {
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
        Question {
            side,
            nation: flag_of(self.craft, stage),
            flag: flag_of(target, stage),
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

    pub(super) fn inspected(&mut self, hands: &mut Hands<'_>) {
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
    pub(super) fn divert(&mut self, hands: &mut Hands<'_>) {
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

    /// Beside a ship that was sent to a port, until that is near. Who plans hands it over where the waters of its
    /// own nation or of a partner begin: there the coastal State takes it in.
    pub(super) fn escort(&mut self, to: (f64, f64), hands: &mut Hands<'_>) {
        let Some(target) = self.target else { return self.release("lost", hands) };
        let (stage, at) = (hands.stage, hands.stage.place(target));
        if course_to(at, to).1 < OFF_PORT_M {
            hands.tell(target, Some(Errand::Stop));
            return self.release("off the port", hands);
        }
        let coast = territorial(&stage.scenario.rules.zone, at);
        if let Some(coast) = coast.filter(|it| self.plans(stage) && self.is_friendly(it, stage)) {
            self.release(&format!("handed over in the territorial sea of {coast}"), hands);
        }
    }

    /// Whether a nation is of the asset's side or of a partner's.
    fn is_friendly(&self, nation: &str, stage: &Stage<'_>) -> bool {
        let Some(own) = stage.scenario.side.get(self.side) else { return false };
        let ours = stage
            .scenario
            .side
            .iter()
            .filter(|it| it.id == own.id || own.partners.contains(&it.id));
        ours.flat_map(|side| &side.nations).any(|it| it == nation)
    }
}
