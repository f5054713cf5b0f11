//! Jumps: one number is heard here, then there, and no ship goes so fast.
//!
//! The tracker keeps no such leap within a track: it begins another. So tracks of one number are
//! compared. Where both are heard in turn, two ships share the number, which is another finding; where
//! one falls silent out of its habit and the other begins at once, the positions leapt.

use cordon_core::geodesy::distance;
use cordon_core::units::METRES_PER_NM;
use cordon_core::{Finding, Fix, Span, Status, TrackId};
use serde::{Deserialize, Serialize};

use super::Told;
use crate::report::{self, Table};
use crate::rules::{BadRules, Context, within};
use crate::vertex::Vertex;

/// Thresholds for jumps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct JumpRules {
    /// Faster than this, in knots, no ship goes (practice of the field: 50).
    pub speed_kn: f64,
    /// At least this far, in nautical miles (ours: 10).
    pub distance_nm: f64,
    /// The new track has at least this many fixes (ours: 5) ...
    pub fixes: u32,
    /// ... and the old one is silent for this many times its usual interval (ours: 5).
    pub silences: f64,
    /// The old one was last heard at most this long before, in hours (ours: 6).
    pub within_h: f64,
}

impl Default for JumpRules {
    fn default() -> JumpRules {
        JumpRules { speed_kn: 50.0, distance_nm: 10.0, fixes: 5, silences: 5.0, within_h: 6.0 }
    }
}

impl JumpRules {
    pub(super) fn check(&self) -> Result<(), BadRules> {
        within("spoofing.jump.speed_kn", self.speed_kn, 1.0, 1e5, "1 to 100 000 kn")?;
        within("spoofing.jump.distance_nm", self.distance_nm, 0.0, 20_000.0, "0 to 20 000 nm")?;
        within("spoofing.jump.fixes", f64::from(self.fixes), 2.0, 64.0, "2 to 64")?;
        within("spoofing.jump.silences", self.silences, 1.0, 1e4, "1 to 10 000")?;
        within("spoofing.jump.within_h", self.within_h, 0.0, 8_760.0, "0 to 8 760 h")
    }

    fn table(&self) -> Table {
        Table::default()
            .with("speed_kn", self.speed_kn)
            .with("distance_nm", self.distance_nm)
            .with("fixes", i64::from(self.fixes))
            .with("silences", self.silences)
            .with("within_h", self.within_h)
    }
}

/// Tracks of one number that are remembered; the one silent for longest is forgotten first.
const REMEMBERED: usize = 4;

/// The tracks of one number, each as it was heard last.
#[derive(Clone, Debug, Default)]
pub struct Jumps {
    tracks: Vec<Lately>,
    /// The leap that may be told once enough is heard.
    leap: Option<Box<Leap>>,
}

/// One track as it was heard last.
#[derive(Clone, Copy, Debug)]
struct Lately {
    track: TrackId,
    last: Vertex,
    /// The smoothed time between two fixes.
    usual: Span,
}

#[derive(Clone, Debug)]
struct Leap {
    from: Lately,
    to: TrackId,
    fixes: Vec<Vertex>,
}

impl Jumps {
    /// The next fix of one of the tracks; in order of time within each of them.
    pub fn on_fix(&mut self, track: TrackId, fix: &Fix, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        let here = Vertex::from(fix);
        let is_new = !self.tracks.iter().any(|known| known.track == track);
        if is_new && !self.tracks.is_empty() {
            self.leap = self.leap_to(track, here, ctx).map(Box::new);
        }
        self.hear(track, here);
        self.follow(track, here, ctx, out);
    }

    fn leap_to(&self, to: TrackId, here: Vertex, ctx: &Context<'_>) -> Option<Leap> {
        let rules = &ctx.rules.spoofing.jump;
        let from = *self.tracks.iter().max_by_key(|known| (known.last.time, known.track))?;
        let passed = here.time - from.last.time;
        let sailed = distance(from.last.position, here.position);
        // Heard once only, a track has no habit to fall silent out of.
        let leapt = passed > Span::ZERO
            && from.usual > Span::ZERO
            && passed.hours() <= rules.within_h
            && sailed.per(passed).value() > rules.speed_kn
            && sailed.value() >= rules.distance_nm * METRES_PER_NM;
        leapt.then(|| Leap { from, to, fixes: Vec::new() })
    }

    /// Tells the leap when the new track has been heard often and the old one not at all.
    fn follow(&mut self, track: TrackId, here: Vertex, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        let rules = &ctx.rules.spoofing.jump;
        let Some(leap) = &mut self.leap else { return };
        if track != leap.to {
            // Heard in turn: two transmitters.
            self.leap = None;
            return;
        }
        if leap.fixes.len() < 64 {
            leap.fixes.push(here);
        }
        let silent = here.time - leap.from.last.time;
        let unusual = silent.seconds() >= rules.silences * leap.from.usual.seconds();
        if leap.fixes.len() >= rules.fixes as usize && unusual {
            out.extend(leap.report(ctx));
            self.leap = None;
        }
    }

    fn hear(&mut self, track: TrackId, here: Vertex) {
        if let Some(known) = self.tracks.iter_mut().find(|known| known.track == track) {
            let passed = here.time - known.last.time;
            let usual = (known.usual.as_micros() * 7 + passed.as_micros()) / 8;
            let first = known.usual == Span::ZERO;
            known.usual = if first { passed } else { Span::from_micros(usual) };
            known.last = here;
            return;
        }
        if self.tracks.len() == REMEMBERED {
            let oldest = (0..self.tracks.len())
                .min_by_key(|&at| self.tracks.get(at).map(|known| (known.last.time, known.track)));
            oldest.map(|at| self.tracks.remove(at));
        }
        self.tracks.reserve_exact(1);
        self.tracks.push(Lately { track, last: here, usual: Span::ZERO });
    }
}

impl Leap {
    fn report(&self, ctx: &Context<'_>) -> Option<Finding> {
        let first = self.fixes.first()?;
        let passed = first.time - self.from.last.time;
        let sailed = distance(self.from.last.position, first.position);
        let speed = sailed.per(passed).value();
        let values = Table::default()
            .with("distance_m", report::metres(sailed))
            .with("implied_speed_kn", report::knots(speed))
            .with("apart_h", report::hours(passed))
            .with("usual_interval_s", self.from.usual.seconds().round())
            .with("fixes_after", report::count(self.fixes.len()));
        let from = [self.from.last];
        Told {
            how: "jump",
            status: Status::Final,
            position: self.from.last.position,
            tracks: vec![self.from.track, self.to],
            cited: vec![(self.from.track, &from), (self.to, &self.fixes)],
            values,
            thresholds: ctx.rules.spoofing.jump.table(),
            reason: format!(
                "Fell silent here and was heard {:.0} nm away {passed} later, as if at {speed:.0} kn, and \
                 here no more; a second ship that took the number over at that moment looks alike.",
                sailed.value() / METRES_PER_NM,
            ),
        }
        .finding()
    }
}
