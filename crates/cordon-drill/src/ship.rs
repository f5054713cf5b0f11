//! A ship: a hull that moves, a transmitter, and who it says it is at which time.

use cordon_core::{Position, Span};

use crate::identity::Identity;
use crate::motion::{Hull, Motion, STEP};
use crate::orders::Order;
use crate::radio::{self, Said};
use crate::random::Random;
use crate::reception::Receivers;

/// Class of a ship's transmitter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// 12.5 W, messages 1, 3 and 5.
    A,
    /// 2 W, messages 18 and 24.
    B,
}

/// One ship.
#[derive(Clone, Debug)]
pub(crate) struct Ship {
    pub(crate) class: Class,
    pub(crate) motion: Motion,
    /// From when it says it is whom, in order; the first from the start.
    pub(crate) identities: Vec<(Span, Identity)>,
    /// When its transmitter is off.
    pub(crate) silences: Vec<(Span, Span)>,
    steering: Random,
    radio: Random,
    next_position: Span,
    next_static: Span,
}

impl Ship {
    pub(crate) fn new(
        number: u32,
        seed: u64,
        class: Class,
        identity: Identity,
        from: Position,
        orders: Vec<Order>,
    ) -> Ship {
        let hull = if identity.size.0 < 60 { Hull::BOAT } else { Hull::MERCHANT };
        let mut radio = Random::new(seed, u64::from(2 * number));
        Ship {
            class,
            motion: Motion::new(hull, from, orders),
            identities: vec![(Span::ZERO, identity)],
            silences: Vec::new(),
            steering: Random::new(seed, u64::from(2 * number + 1)),
            next_position: Span::from_seconds(radio.between(0.0, 60.0) as i64),
            next_static: Span::from_seconds(radio.between(0.0, 360.0) as i64),
            radio,
        }
    }

    /// Who it says it is.
    pub(crate) fn identity(&self, now: Span) -> Option<&Identity> {
        let begun = self.identities.iter().take_while(|(from, _)| *from <= now);
        begun.last().map(|(_, identity)| identity)
    }

    /// Move on by one step, and add what of its messages is heard.
    pub(crate) fn advance(
        &mut self,
        now: Span,
        interval: Span,
        receivers: &Receivers,
        out: &mut Vec<Said>,
    ) {
        self.speak_position(now, interval, receivers, out);
        self.speak_static(now, interval, receivers, out);
        self.motion.advance(now, &mut self.steering);
    }

    fn speak_position(
        &mut self,
        now: Span,
        interval: Span,
        receivers: &Receivers,
        out: &mut Vec<Said>,
    ) {
        while self.next_position < now + STEP {
            let when = self.next_position;
            let pause = radio::reporting_interval(self.class, &self.motion);
            let pause = radio::thinned(pause, interval, &mut self.radio);
            self.next_position = when + pause;
            if let Some(identity) = self.identity(when).cloned() {
                let since = (when - now).seconds();
                let position =
                    radio::position(self.class, &identity, &self.motion, since, &mut self.radio);
                self.say(when, vec![position], receivers, out);
            }
        }
    }

    fn speak_static(
        &mut self,
        now: Span,
        interval: Span,
        receivers: &Receivers,
        out: &mut Vec<Said>,
    ) {
        if self.next_static >= now + STEP {
            return;
        }
        let when = self.next_static;
        self.next_static = when + radio::static_interval(interval);
        if let Some(identity) = self.identity(when).cloned() {
            self.say(when, radio::statics(self.class, &identity), receivers, out);
        }
    }

    fn say(
        &mut self,
        when: Span,
        messages: Vec<radio::Bits>,
        receivers: &Receivers,
        out: &mut Vec<Said>,
    ) {
        if self.silences.iter().any(|&(from, until)| from <= when && when < until) {
            return;
        }
        for bits in messages {
            let at = self.motion.position;
            if let Some(station) = receivers.heard_by(at, self.class, when, &mut self.radio) {
                out.push(Said { when, station, talker: *b"AI", bits });
            }
        }
    }
}
