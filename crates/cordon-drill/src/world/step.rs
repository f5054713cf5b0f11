//! What comes out of one step: sentences in order of time, plots, lines about aircraft, and what happened.

use cordon_core::{Span, Time};

use super::World;
use super::fleet::Micros;
use super::sense::{self, Plot, Scene};
use crate::log::Record;

/// What came out of one step.
#[derive(Debug, Default)]
pub struct Step {
    /// Received sentences: when, and which of `bytes`; in order of time. Each ends with `\r\n`.
    pub messages: Vec<(Time, std::ops::Range<usize>)>,
    /// The sentences.
    pub bytes: Vec<u8>,
    /// What radars and pictures saw.
    pub plots: Vec<Plot>,
    /// Lines about aircraft, each with `\r\n`.
    pub flights: Vec<(Time, Vec<u8>)>,
    /// What happened.
    pub records: Vec<Record>,
    /// When it began.
    pub time: Option<Time>,
    order: Vec<(Micros, u32, u32)>,
}

impl Step {
    pub(super) fn clear(&mut self) {
        self.messages.clear();
        self.bytes.clear();
        self.plots.clear();
        self.flights.clear();
        self.records.clear();
        self.order.clear();
        self.time = None;
    }
}

impl World {
    /// Aircraft tell where they are, where somebody hears them.
    pub(super) fn flights(&mut self, out: &mut Step) {
        let scene = Scene {
            members: &self.members,
            motions: &self.motions,
            now: self.now,
            time: self.now(),
            mark: &self.mark,
            by_latitude: &[],
        };
        for (member, motion) in self.members.iter().zip(&self.motions) {
            let flies = member.class.flies() && member.takes_part(self.now);
            let heard = |sensor| sense::hears_aircraft(sensor, &scene, motion, member.altitude_m);
            if flies && self.scenario.sensor.iter().any(heard) {
                let mut line = Vec::new();
                sense::flight_line(member, motion, scene.time, &mut line);
                self.counts.flights += 3;
                out.flights.push((scene.time, line));
            }
        }
    }

    /// Puts everybody's sentences into order of time.
    pub(super) fn collect(&mut self, out: &mut Step) {
        for (index, outbox) in self.outboxes.iter().enumerate() {
            self.counts.sent += u64::from(outbox.sent);
            let items = outbox.items.iter().enumerate();
            out.order.extend(items.map(|(item, &(when, _, _))| (when, index as u32, item as u32)));
        }
        out.order.sort_unstable();
        self.counts.heard += out.order.len() as u64;
        for &(when, index, item) in &out.order {
            let Some(outbox) = self.outboxes.get(index as usize) else { continue };
            let Some(&(_, from, until)) = outbox.items.get(item as usize) else { continue };
            let begin = out.bytes.len();
            out.bytes.extend_from_slice(
                outbox.bytes.get(from as usize..until as usize).unwrap_or_default(),
            );
            out.messages.push((self.start + Span::from_micros(when), begin..out.bytes.len()));
        }
    }
}
