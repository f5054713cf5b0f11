//! The sentences of a drill, in order of time.

use std::collections::VecDeque;
use std::fmt;

use cordon_ais::encode::{Envelope, sentences};
use cordon_core::{Span, Time};

use crate::motion::STEP;
use crate::radio::{self, Said};
use crate::world::{Step, World};
use crate::{Drill, Scenario, identity};

const BUOY: &str = "EX FAIRWAY BUOY";

/// Lines as receivers wrote them, each with the time it was received and without its line ending.
///
/// Times never go back. Sentences of one message follow one another.
pub struct Lines {
    source: Source,
    ready: VecDeque<(Time, Vec<u8>)>,
}

enum Source {
    Generated(Box<Generated>),
    Played(Box<World>, Box<Step>),
}

impl Lines {
    pub(crate) fn generated(drill: &Drill, scenario: Scenario) -> Lines {
        let text = format!("EXERCISE {}", drill.mark);
        let generated =
            Generated { drill: drill.clone(), text, scenario, now: Span::ZERO, messages: 0 };
        Lines { source: Source::Generated(Box::new(generated)), ready: VecDeque::new() }
    }

    pub(crate) fn played(world: World) -> Lines {
        let source = Source::Played(Box::new(world), Box::default());
        Lines { source, ready: VecDeque::new() }
    }

    /// One step on; `false` when the drill is over.
    fn advance(&mut self) -> bool {
        match &mut self.source {
            Source::Generated(generated) => {
                if generated.now >= generated.drill.duration {
                    return false;
                }
                generated.advance(&mut self.ready);
            }
            Source::Played(world, step) => {
                if !world.advance(step) {
                    return false;
                }
                for (time, range) in &step.messages {
                    split(
                        *time,
                        step.bytes.get(range.clone()).unwrap_or_default(),
                        &mut self.ready,
                    );
                }
            }
        }
        true
    }
}

/// The lines of one message, without their endings.
fn split(time: Time, bytes: &[u8], ready: &mut VecDeque<(Time, Vec<u8>)>) {
    let lines = bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end);
    ready.extend(lines.filter(|line| !line.is_empty()).map(|line| (time, line.to_vec())));
}

/// The generated scenario at a moment.
struct Generated {
    drill: Drill,
    text: String,
    scenario: Scenario,
    now: Span,
    messages: u32,
}

impl Generated {
    /// Everybody moves on by one step.
    fn advance(&mut self, ready: &mut VecDeque<(Time, Vec<u8>)>) {
        let mut said = self.fixed_stations();
        let Scenario { ships, receivers, .. } = &mut self.scenario;
        for ship in ships {
            ship.advance(self.now, self.drill.interval, receivers, &mut said);
        }
        said.sort_by_key(|said| said.when);
        said.retain(|said| said.when < self.drill.duration);
        for said in &said {
            self.write(said, ready);
        }
        self.now = self.now + STEP;
    }

    /// A base station every 10 s and a buoy every 3 min, or both as rarely as positions.
    fn fixed_stations(&self) -> Vec<Said> {
        let thin = if self.drill.interval > STEP { 2 } else { 1 };
        let is_due = |every: Span| self.now.as_micros() % every.as_micros() == 0;
        let mut said = Vec::new();
        let Some(shore) = self.scenario.receivers.shore.first() else { return said };
        let base_every = if thin > 1 { Span::from_minutes(5) } else { STEP };
        if is_due(base_every) {
            let time = self.drill.start + self.now;
            let bits = radio::base_station(identity::base_station(1), shore.position, time);
            said.push(Said { when: self.now, station: shore.name, talker: *b"BS", bits });
        }
        if is_due(Span::from_minutes(3 * thin)) {
            let bits = radio::buoy(identity::aid(1), BUOY, crate::south_of_jeju::buoy());
            said.push(Said { when: self.now, station: shore.name, talker: *b"AI", bits });
        }
        said
    }

    fn write(&mut self, said: &Said, ready: &mut VecDeque<(Time, Vec<u8>)>) {
        self.messages += 1;
        let time = self.drill.start + said.when;
        let envelope = Envelope {
            talker: said.talker,
            channel: Some(if self.messages.is_multiple_of(2) { b'B' } else { b'A' }),
            sequence: self.messages,
            station: Some(said.station),
            time: Some(time),
            text: Some(&self.text),
            ..Envelope::default()
        };
        let mut bytes = Vec::new();
        sentences(said.bits.bits(), &envelope, &mut bytes);
        split(time, &bytes, ready);
    }
}

impl Iterator for Lines {
    type Item = (Time, Vec<u8>);

    fn next(&mut self) -> Option<(Time, Vec<u8>)> {
        while self.ready.is_empty() && self.advance() {}
        self.ready.pop_front()
    }
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("ready", &self.ready.len()).finish_non_exhaustive()
    }
}
