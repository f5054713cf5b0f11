//! What a casebook needs from the archive.

use std::collections::BTreeSet;

use cordon_archive::Store;
use cordon_casebook::{Findings, Observed, RawBytes, Snapshot};
use cordon_core::{Finding, FindingId, InputId, Mmsi, SourceRef, VesselRef};
use cordon_watch::report::FindingView;
use serde_json::{Value, json};

use crate::commands::store;
use crate::error::Failure;

/// Formats whose records stand alone: a line can be read without what comes before it.
pub(super) const WITHOUT_HEADER: [&str; 5] = ["aivdm", "json", "aisstream", "gfw", "msgpack"];

/// The longest header of a table that is looked for.
const MAX_HEADER: u32 = 1 << 14;

/// The newest version of a finding, as the casebook keeps it.
pub(super) fn snapshot(store: &Store, id: &str) -> Result<Option<Snapshot>, Failure> {
    let history = store.finding_history(&FindingId(id.to_owned()));
    let history = history.map_err(|error| store::failure(&error))?;
    history.last().map(|version| taken(store, &version.entry)).transpose()
}

fn taken(store: &Store, finding: &Finding) -> Result<Snapshot, Failure> {
    let view = serde_json::to_value(FindingView::new(finding, store)).map_err(|error| {
        Failure::input(
            format!("finding `{}` cannot be written as JSON: {error}", finding.id),
            "`cordon doctor` checks the store",
        )
    })?;
    let fixes = finding.evidence.iter().map(|fix| {
        let (lat, lon) = fix.position.lat_lon_rounded();
        Observed { track: fix.track.to_string(), time: fix.time, lat, lon }
    });
    Ok(Snapshot { view, observed: fixes.collect() })
}

/// A vessel as its latest track names it.
pub(super) fn vessel(store: &Store, mmsi: Mmsi) -> Result<Option<VesselRef>, Failure> {
    let tracks = store.tracks(Some(&BTreeSet::from([mmsi])));
    let tracks = tracks.map_err(|error| store::failure(&error))?;
    let named = |track: &&cordon_archive::TrackSummary| track.name.is_some() || track.imo.is_some();
    let last = tracks.iter().filter(named).max_by_key(|track| track.id);
    Ok(last.map(|track| VesselRef { mmsi: mmsi.0, imo: track.imo, name: track.name.clone() }))
}

/// The archive as the casebook asks it.
pub(in crate::commands) struct Archive<'a>(pub(in crate::commands) &'a Store);

impl Findings for Archive<'_> {
    fn latest(&self, id: &str) -> Result<Option<Snapshot>, String> {
        snapshot(self.0, id).map_err(|failure| failure.to_string())
    }
}

impl Archive<'_> {
    /// Inputs of a name; one that was read in two formats is two inputs of the same bytes.
    fn inputs(&self, name: &str) -> impl Iterator<Item = InputId> {
        let name = name.to_owned();
        let inputs = self.0.inputs().iter().enumerate();
        inputs
            .filter(move |(_, input)| input.name == name)
            .map(|(number, _)| InputId(number as u32))
    }

    fn header(&self, input: InputId) -> Option<u32> {
        let mut length = MAX_HEADER;
        while length > 0 {
            let source = SourceRef { input, offset: 0, length };
            match self.0.raw(source) {
                Ok(bytes) => {
                    let end = bytes.iter().position(|&byte| byte == b'\n');
                    return end.map(|end| end as u32);
                }
                Err(_) => length /= 2,
            }
        }
        None
    }
}

impl RawBytes for Archive<'_> {
    fn raw(&self, input: &str, offset: u64, length: u32) -> Result<Vec<u8>, String> {
        let mut why = "the archive has no input of this name".to_owned();
        for input in self.inputs(input) {
            match self.0.raw(SourceRef { input, offset, length }) {
                Ok(bytes) => return Ok(bytes),
                Err(error) => why = error.to_string(),
            }
        }
        Err(why)
    }

    fn describe(&self, input: &str) -> Value {
        let known = self.inputs(input).find_map(|id| self.0.input(id));
        known.map_or(Value::Null, |input| {
            json!({"format": input.format, "exercise": input.exercise, "heard": input.heard})
        })
    }

    fn context(&self, input: &str) -> Vec<(u64, u32)> {
        let has_header = |id: &InputId| {
            self.0.input(*id).is_some_and(|input| !WITHOUT_HEADER.contains(&&*input.format))
        };
        let header = self.inputs(input).filter(has_header).find_map(|input| self.header(input));
        header.into_iter().map(|length| (0, length)).collect()
    }
}
