//! What is remembered of a track: its extent, its course, and what its craft called itself when.

use cordon_archive::TrackSummary;
use cordon_core::geodesy::quick_distance;
use cordon_core::{
    Fix, FixFlags, InputId, Metres, Mmsi, Position, Time, TrackId, Transponder, VesselRef,
};
use cordon_identity::Point;
use cordon_tracks::Identity;

/// A course for drawing has at most this many places; then every second one is dropped.
const COURSE_POINTS: usize = 32;

/// Changes of identity that are remembered for naming; the oldest is forgotten first.
const NAMES: usize = 16;

/// The extent and course of a track so far.
#[derive(Debug, Default)]
pub(super) struct Extent {
    fixes: u64,
    distance: Metres,
    transponder: Transponder,
    course: Vec<Position>,
    /// Every so many fixes, one goes into the course.
    stride: u64,
    /// The input of the first simulated fix.
    simulated: Option<InputId>,
}

impl Extent {
    /// The next fix, and where the one before was.
    pub(super) fn add(&mut self, fix: &Fix, before: Option<Position>) {
        if let Some(before) = before {
            self.distance = self.distance + quick_distance(before, fix.position);
        }
        if self.transponder == Transponder::Unknown {
            self.transponder = fix.transponder;
        }
        if fix.flags.has(FixFlags::EXERCISE) {
            self.simulated.get_or_insert(fix.source.input);
        }
        self.draw(fix.position);
        self.fixes += 1;
    }

    /// The input that says that this is simulated.
    pub(super) fn simulated(&self) -> Option<InputId> {
        self.simulated
    }

    /// The track in short up to its `end`, with the identity it claimed last.
    pub(super) fn summary(&self, id: TrackId, end: Option<&Point>, names: &Names) -> TrackSummary {
        let last = names.heard.last();
        let mut course = self.course.clone();
        course.extend(end.map(|end| end.position).filter(|place| course.last() != Some(place)));
        TrackSummary {
            id,
            end: end.map_or(id.start, |end| end.time),
            fixes: self.fixes,
            distance_m: self.distance.value().round(),
            transponder: self.transponder,
            name: last.and_then(|last| last.name.as_deref()).map(str::to_owned),
            imo: last.and_then(|last| last.imo),
            callsign: names.callsign.as_deref().map(str::to_owned),
            ship_type: names.ship_type,
            exercise: None,
            course,
        }
    }

    fn draw(&mut self, place: Position) {
        let stride = self.stride.max(1);
        if !self.fixes.is_multiple_of(stride) {
            return;
        }
        if self.course.is_empty() {
            self.course.reserve_exact(COURSE_POINTS);
        }
        self.course.push(place);
        if self.course.len() == COURSE_POINTS {
            let mut odd = false;
            self.course.retain(|_| {
                odd = !odd;
                odd
            });
            self.stride = stride * 2;
        }
    }
}

/// What the craft of a track called itself when.
#[derive(Debug, Default)]
pub(super) struct Names {
    heard: Vec<Heard>,
    callsign: Option<Box<str>>,
    ship_type: Option<u8>,
}

#[derive(Debug)]
struct Heard {
    since: Time,
    imo: Option<u32>,
    name: Option<Box<str>>,
}

impl Names {
    pub(super) fn hear(&mut self, identity: &Identity) {
        let is_news = self
            .heard
            .last()
            .is_none_or(|last| (last.imo, &last.name) != (identity.imo, &identity.name));
        if is_news {
            if self.heard.len() == NAMES {
                self.heard.remove(0);
            }
            let (since, imo, name) = (identity.time, identity.imo, identity.name.clone());
            self.heard.reserve_exact(1);
            self.heard.push(Heard { since, imo, name });
        }
        self.callsign.clone_from(&identity.callsign);
        self.ship_type = identity.ship_type;
    }

    /// The craft as it had named itself by `as_of`.
    pub(super) fn at(&self, mmsi: Mmsi, as_of: Time) -> VesselRef {
        let heard = self.heard.iter().rev().find(|heard| heard.since <= as_of);
        heard.map_or_else(
            || VesselRef::unnamed(mmsi),
            |heard| VesselRef {
                mmsi: mmsi.0,
                imo: heard.imo,
                name: heard.name.as_deref().map(str::to_owned),
            },
        )
    }
}
