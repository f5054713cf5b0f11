//! All detectors that look at one track.

use cordon_core::{Finding, Fix, Time, TrackId};

use crate::gap::GapDetector;
use crate::loitering::LoiteringDetector;
use crate::port_visit::PortVisitDetector;
use crate::rules::Context;
use crate::spoofing::SpoofingDetector;
use crate::voyage::{Declared, VoyageDetector};
use crate::zone::ZoneDetector;

/// The detectors of one track: gap, loitering, port visit, spoofing, voyage, zone entry.
///
/// Give it every fix in order of time, and tell it now and then how far event time has come. What
/// it finds does not depend on how often it is told.
#[derive(Clone, Debug)]
pub struct TrackDetectors {
    track: TrackId,
    gap: GapDetector,
    loitering: LoiteringDetector,
    port_visit: PortVisitDetector,
    spoofing: SpoofingDetector,
    voyage: VoyageDetector,
    zone: ZoneDetector,
}

impl TrackDetectors {
    /// A track without a fix yet.
    pub fn new(track: TrackId) -> TrackDetectors {
        TrackDetectors {
            track,
            gap: GapDetector::default(),
            loitering: LoiteringDetector::default(),
            port_visit: PortVisitDetector::default(),
            spoofing: SpoofingDetector::default(),
            voyage: VoyageDetector::default(),
            zone: ZoneDetector::default(),
        }
    }

    /// Whose detectors they are.
    pub fn track(&self) -> TrackId {
        self.track
    }

    /// The next fix of the track.
    pub fn on_fix(&mut self, fix: &Fix, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        let last = self.gap.off();
        self.gap.on_fix(self.track, fix, ctx, out);
        self.loitering.on_fix(self.track, fix, ctx, out);
        let before = out.len();
        self.port_visit.on_fix(self.track, last, fix, ctx, out);
        self.judge_visits(before, ctx, out);
        self.voyage.on_fix(self.track, fix, self.port_visit.is_in_port(), ctx, out);
        self.spoofing.on_fix(self.track, fix, ctx, out);
        self.zone.on_fix(self.track, fix, ctx, out);
    }

    /// What the ship declares of its voyage; in one order of time with its fixes.
    pub fn on_declared(&mut self, declared: &Declared<'_>) {
        self.voyage.on_declared(declared);
    }

    fn judge_visits(&mut self, before: usize, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        let found = out.get(before..).unwrap_or_default();
        if found.is_empty() {
            return;
        }
        let judged = self.voyage.on_visits(self.track, found, ctx);
        out.extend(judged);
    }

    /// Event time has reached `now`: all fixes up to it were given. Tells what is open.
    pub fn on_clock(&mut self, now: Time, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        self.gap.on_clock(self.track, now, ctx, out);
        self.loitering.on_clock(self.track, now, ctx, out);
        self.port_visit.on_clock(self.track, now, ctx, out);
    }

    /// The track closed, or the data ended, at `now`. Tells what is left.
    pub fn finish(&mut self, now: Time, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        self.gap.on_clock(self.track, now, ctx, out);
        self.loitering.finish(self.track, now, ctx, out);
        let before = out.len();
        self.port_visit.finish(self.track, self.gap.off(), now, ctx, out);
        self.judge_visits(before, ctx, out);
        self.spoofing.finish(self.track, ctx, out);
        self.zone.finish(self.track, ctx, out);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use cordon_core::{
        Fix, FixFlags, InputId, Mmsi, Position, ReceiverKind, SourceRef, Time, Transponder,
    };

    /// A fix `second` seconds after 1970.
    pub(crate) fn fix(second: i64, lat: f64, lon: f64) -> Fix {
        Fix {
            time: Time::from_unix_seconds(second).unwrap(),
            mmsi: Mmsi(440_000_001),
            position: Position::wrapped(lat, lon),
            sog: Fix::NONE,
            cog: Fix::NONE,
            heading: Fix::NONE,
            nav_status: 15,
            msg_type: 1,
            transponder: Transponder::ClassA,
            receiver_kind: ReceiverKind::Terrestrial,
            receiver: 0,
            flags: FixFlags::default(),
            source: SourceRef { input: InputId(0), offset: second.unsigned_abs(), length: 48 },
            digest: 0,
        }
    }
}
