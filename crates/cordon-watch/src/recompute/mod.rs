//! A finding computed again from the bytes it cites, and from nothing else.
//!
//! ```text
//! cited bytes ── read ──► fixes ── detect ──► findings ── compare ──► same, differs, not found
//! ```
//!
//! The bytes are read as their input was, and the detectors run over what they say. Which track a fix
//! belongs to is taken as told, since that is decided by many fixes that a finding does not cite; so
//! are the values that rest on other craft or on weeks of history ([`compare`] lists them).

mod claims;
mod compare;
mod detect;
mod read;
mod voyages;

use cordon_core::{Finding, Fix, Kind, Position, Time, TrackId};
use cordon_feeds::Format;
use serde_json::Value;

use crate::engine::Settings;

pub use compare::Difference;

/// A fix that a finding cites: its bytes, and what they were told to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Cited {
    /// The input's name.
    pub input: String,
    /// Where its bytes begin there.
    pub offset: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The track it was attributed to.
    pub track: TrackId,
    /// When.
    pub time: Time,
    /// Where.
    pub position: Position,
}

/// How an input was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// As which format; recognised by content when not known.
    pub format: Option<Format>,
    /// Bytes that its records cannot be read without, such as the header of a table.
    pub context: Vec<u8>,
}

/// What computing a finding again gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// The same.
    Same {
        /// Values that were taken as told.
        told: Vec<String>,
        /// Fixes whose bytes say no time: theirs is the recorder's.
        undated: usize,
    },
    /// Some values differ.
    Differs(Vec<Difference>),
    /// It does not follow from its bytes.
    NotFound(String),
}

/// Computes a finding again. `view` is its object of the output contract, `cited` its evidence in the
/// order of the contract, and `reading` says how an input was read.
///
/// # Errors
/// Why it cannot be computed again: its kind rests on more than it cites, or `view` is no finding.
pub fn recompute(
    view: &Value,
    cited: &[Cited],
    reading: &dyn Fn(&str) -> Reading,
    settings: &Settings,
) -> Result<Again, String> {
    let text = |key: &str| view.get(key).and_then(Value::as_str).unwrap_or_default();
    let kind = Kind::from_name(text("kind"))
        .ok_or_else(|| format!("`{}` is no kind of finding", text("kind")))?;
    if claims::is_identity(kind) {
        return Ok(match claims::detect(cited, reading, view, settings) {
            Ok((mut found, undated)) => {
                found.retain(|finding| finding.kind == kind);
                judge(view, kind, &found, undated)
            }
            Err(why) => Again::NotFound(why),
        });
    }
    if kind == Kind::VoyageIrregularity {
        return Ok(match voyages::detect(cited, reading, view, settings) {
            Ok((found, undated)) => judge(view, kind, &found, undated),
            Err(why) => Again::NotFound(why),
        });
    }
    let read = match read::read(cited, reading) {
        Ok(read) => read,
        Err(why) => return Ok(Again::NotFound(why)),
    };
    let found = detect::detect(kind, &read.fixes, view, settings)?;
    let (view, label) = split_label(view, &read.fixes);
    let mut again = judge(&view, kind, &found, read.undated);
    if let Again::Same { told, .. } = &mut again {
        told.extend(label);
    }
    Ok(again)
}

/// Values of a loitering that rest on the silence of another.
const LABEL: [&str; 4] = ["one_dark", "dark_gap", "dark_mmsi", "dark_speed_kn"];

/// Earlier packages do not cite the silence that a loitering was labelled by: there the label is taken as
/// told. What is left to compare, and what is not.
fn split_label(view: &Value, fixes: &[(TrackId, Fix)]) -> (Value, Vec<String>) {
    let (mut view, mut label) = (view.clone(), Vec::new());
    let one_track = fixes.windows(2).all(|two| two.first().map(|a| a.0) == two.last().map(|b| b.0));
    if let Some(values) =
        view.get_mut("values").and_then(Value::as_object_mut).filter(|_| one_track)
    {
        let taken = LABEL.iter().filter(|key| values.remove(**key).is_some());
        label.extend(taken.map(|key| (*key).to_owned()));
    }
    (view, label)
}

/// What was told against what was computed.
fn judge(view: &Value, kind: Kind, found: &[Finding], undated: usize) -> Again {
    match compare::nearest(view, found) {
        None => Again::NotFound(format!("the cited bytes make no such {kind}")),
        Some((differences, told)) if differences.is_empty() => Again::Same { told, undated },
        Some((differences, _)) => Again::Differs(differences),
    }
}
