//! Shores that more than one state claims.

use crate::land::NearestShore;
use crate::state::State;

/// A shore or zone that several states claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute {
    /// What is in dispute.
    pub what: String,
    /// Who claims it, the one that administers it first.
    pub claimants: Vec<State>,
    /// Where that is written.
    pub source: String,
}

struct Entry {
    what: &'static str,
    /// West, south, east, north in degrees.
    bounds: [f64; 4],
    /// The first administers it.
    claimants: &'static [State],
}

/// Of north-east Asia; each is named by the CIA World Factbook under "Disputes - international" of
/// the states listed. Socotra Rock (Ieodo, Suyan) lies under water and is no island (UNCLOS art.
/// 121), so it has no territorial sea and is not here.
const DISPUTES: &[Entry] = &[
    Entry {
        what: "Liancourt Rocks (Dokdo, Takeshima)",
        bounds: [131.84, 37.22, 131.89, 37.26],
        claimants: &[State::KOR, State::JPN],
    },
    Entry {
        what: "Senkaku Islands (Diaoyu, Diaoyutai)",
        bounds: [123.40, 25.65, 124.65, 26.00],
        claimants: &[State::JPN, State::CHN, State::TWN],
    },
    Entry {
        what: "Southern Kuril Islands (Northern Territories)",
        bounds: [145.35, 43.33, 149.00, 45.60],
        claimants: &[State::RUS, State::JPN],
    },
    Entry {
        what: "Taiwan and the islands it administers",
        bounds: [118.00, 21.80, 122.15, 26.50],
        claimants: &[State::TWN, State::CHN],
    },
];

impl Dispute {
    /// What is in dispute about a shore.
    pub(super) fn over(shore: &NearestShore) -> Option<Dispute> {
        let (lat, lon) = (shore.corner.lat(), shore.corner.lon());
        let entry = DISPUTES.iter().find(|entry| {
            let [west, south, east, north] = entry.bounds;
            let is_in = (west..=east).contains(&lon) && (south..=north).contains(&lat);
            is_in && shore.state == entry.claimants.first().copied()
        })?;
        Some(Dispute {
            what: entry.what.to_owned(),
            claimants: entry.claimants.to_vec(),
            source: "CIA World Factbook, Disputes - international".to_owned(),
        })
    }
}
