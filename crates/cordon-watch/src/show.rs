//! What the engine decides, put on the picture that people look at.

use cordon_core::{Finding, StaticReport, Time, TrackId};
use cordon_tracks::{Decision, Identity};

use crate::engine::Listener;
use crate::picture::{Picture, SharedPicture};

/// Puts what it hears on a picture, one lock a burst.
#[derive(Clone, Debug, Default)]
pub struct Show {
    picture: SharedPicture,
    decisions: Vec<Decision>,
    reports: Vec<StaticReport>,
}

impl Show {
    /// Shows on this picture.
    pub fn new(picture: SharedPicture) -> Show {
        Show { picture, decisions: Vec::new(), reports: Vec::new() }
    }

    /// The picture it shows on.
    pub fn picture(&self) -> &SharedPicture {
        &self.picture
    }
}

impl Listener for Show {
    fn wants_decisions(&self) -> bool {
        true
    }

    fn decision(&mut self, decision: &Decision) {
        self.decisions.push(decision.clone());
    }

    fn report(&mut self, report: &StaticReport) {
        self.reports.push(report.clone());
    }

    fn finding(&mut self, finding: Finding) {
        self.picture.write().on_finding(&finding);
    }

    fn clock(&mut self, now: Time) {
        let mut picture = self.picture.write();
        for decision in self.decisions.drain(..) {
            draw(&mut picture, &decision);
        }
        for report in self.reports.drain(..) {
            hear(&mut picture, &report);
        }
        picture.set_clock(now);
    }
}

fn draw(picture: &mut Picture, decision: &Decision) {
    match decision {
        Decision::Kept { track, fix } => picture.on_fix(track, fix),
        Decision::Identity { track, identity } if !is_alone(picture, track) => {
            picture.on_identity(track, &as_report(*track, identity));
        }
        Decision::Said { .. }
        | Decision::Identity { .. }
        | Decision::SetAside { .. }
        | Decision::Closed { .. } => {}
    }
}

/// Whether a track is the only one of its number: then every report of that number is its own.
fn is_alone(picture: &Picture, track: &TrackId) -> bool {
    picture.tracks_of(track.mmsi).all(|craft| craft.track == *track)
}

/// A report of a number with one track tells that it still says so; of a number with several, the
/// tracker's word decides whose it is.
fn hear(picture: &mut Picture, report: &StaticReport) {
    let tracks: Vec<TrackId> =
        picture.tracks_of(report.mmsi).map(|craft| craft.track).take(2).collect();
    if let [track] = tracks.as_slice() {
        picture.on_identity(track, report);
    }
}

/// An identity as the report that it was last told by.
fn as_report(track: TrackId, identity: &Identity) -> StaticReport {
    StaticReport {
        time: identity.time,
        mmsi: track.mmsi,
        transponder: identity.transponder,
        receiver: 0,
        msg_type: 0,
        exercise: false,
        imo: identity.imo,
        name: identity.name.clone(),
        callsign: identity.callsign.clone(),
        ship_type: identity.ship_type,
        dimensions: identity.dimensions,
        draught: identity.draught,
        destination: identity.destination.clone(),
        eta: identity.eta.clone(),
        source: identity.source,
        digest: 0,
    }
}
