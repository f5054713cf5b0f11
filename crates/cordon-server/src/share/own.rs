//! What this node has to share: the tracks and findings of a picture, with their labels.

use cordon_core::{Fix, Mmsi, Time, TrackId};
use cordon_flights::log::FlightRow;
use cordon_flights::warning::Board;
use cordon_share::feed::{self, Labels};
use cordon_share::{Object, PartnerName};
use cordon_watch::picture::{Attribute, Craft, Picture, Point, Query};

const METRES_PER_FOOT: f64 = 0.3048;

/// Said of simulated craft where nobody named the exercise.
const UNNAMED: &str = "EXERCISE";

/// Every track's last place and every finding.
pub fn objects(picture: &Picture, labels: &Labels) -> Vec<Object> {
    let tracks = picture.craft().iter();
    let tracks = tracks.filter_map(|craft| track(craft, craft.last?, picture, labels));
    let findings = picture.findings().matching(&Query::default());
    let findings = findings.into_iter().filter_map(|known| feed::finding(labels, &known.finding));
    tracks.chain(findings).collect()
}

/// The tracks and findings that changed after a sequence number of the picture, and the number up to
/// which that is said.
pub fn changed(picture: &Picture, labels: &Labels, since: u64) -> (Vec<Object>, u64) {
    let delta = picture.delta(since);
    let craft = delta.marks.iter().filter_map(|mark| picture.at(mark.slot));
    let tracks = craft.filter_map(|craft| track(craft, craft.last?, picture, labels));
    let findings = delta.findings.iter();
    let findings = findings.filter_map(|known| feed::finding(labels, &known.finding));
    (tracks.chain(findings).collect(), delta.seq)
}

/// What flies, by the flights that a data directory keeps.
pub fn flights(rows: &[FlightRow], labels: &Labels) -> Vec<Object> {
    let metres = |feet: i32| (f64::from(feet) * METRES_PER_FOOT).round();
    let objects = rows.iter().filter_map(|row| {
        let flying = feed::Aircraft {
            id: &row.id,
            address: row.address.to_string(),
            callsign: row.callsign.as_deref(),
            time: row.time,
            place: [row.lat?, row.lon?],
            altitude_m: row.altitude_ft.or(row.height_ft).map(metres),
            speed_kn: row.speed_kn,
            cog_deg: row.course_deg,
            exercise: row.exercise.as_deref(),
        };
        feed::flight(labels, &flying)
    });
    objects.collect()
}

/// The warnings of `us` that stand: what partners warned of is theirs to tell.
pub fn warnings(board: &Board, us: &PartnerName, labels: &Labels) -> Vec<Object> {
    let ours = board.standing().filter(|warning| warning.origin == us.as_str());
    ours.filter_map(|warning| feed::warning(labels, warning)).collect()
}

/// The object of this name; of an MMSI, that of its newest track.
pub fn find(picture: &Picture, labels: &Labels, name: &str) -> Option<Object> {
    if let Ok(id) = name.parse::<TrackId>() {
        let craft = picture.track(&id)?;
        return track(craft, craft.last?, picture, labels);
    }
    if let Ok(mmsi) = name.parse().map(Mmsi) {
        let newest = picture.tracks_of(mmsi).max_by_key(|craft| craft.last.map(|fix| fix.time))?;
        return track(newest, newest.last?, picture, labels);
    }
    let known = picture.findings().matching(&Query::default());
    let known = known.into_iter().find(|known| known.finding.id.0 == name)?;
    feed::finding(labels, &known.finding)
}

/// A track as it was at an earlier instant: its last kept point until then. A finding has no earlier state
/// that would be younger than its delay.
pub fn earlier(picture: &Picture, labels: &Labels, object: &Object, t: Time) -> Option<Object> {
    let craft = picture.track(&object.id.as_str().parse().ok()?)?;
    let points = craft.path.points();
    let until = points.partition_point(|point| point.time <= t);
    let Point { time, position, sog, cog, .. } = *points.get(until.checked_sub(1)?)?;
    track(craft, Fix { time, position, sog, cog, ..craft.last? }, picture, labels)
}

fn track(craft: &Craft, fix: Fix, picture: &Picture, labels: &Labels) -> Option<Object> {
    let mark = || picture.exercise().unwrap_or(UNNAMED).to_owned();
    let known = feed::Craft {
        imo: craft.identity.latest(Attribute::Imo).and_then(|imo| imo.parse().ok()),
        name: craft.identity.latest(Attribute::Name).map(str::to_owned),
        ship_type: craft.ship_type(),
        exercise: craft.exercise().then(mark),
    };
    feed::track(labels, &craft.track, &fix, &known)
}
