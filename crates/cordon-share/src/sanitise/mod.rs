//! Sanitising: what of an object leaves, and how coarse.
//!
//! A profile says which fields of which kind leave (what is not listed does not), on which grid
//! positions stand, how late, and in which steps times and numbers count. The result depends on the
//! cell, the time step and the listed fields alone: two objects that agree in these give the same
//! bytes, so repeating, averaging or comparing releases gains nothing on what is inside a cell.
//! (That a craft passed from one cell to the next can be seen, as on any grid: hence the delay.)

use std::collections::{BTreeMap, BTreeSet};

use cordon_core::Span;
use serde::Deserialize;

mod apply;
mod grid;
#[cfg(test)]
mod tests;

pub(crate) use apply::reduce;
use grid::Grid;

use crate::names::Word;
use crate::object::Kind;

/// Whether the object keeps its name, which often tells a number and a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Naming {
    /// A name that follows from the object's, the partner's and this node's secret: the same each
    /// time, and nobody's but this partner's.
    #[default]
    Hidden,
    /// Its own.
    Kept,
}

/// One way of reducing.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What it does, for people.
    pub says: String,
    /// The side of a cell in degrees of latitude. Positions become its centre.
    pub grid_deg: f64,
    /// How long after its time an object may leave at the earliest, in minutes.
    #[serde(default)]
    pub delay_min: u32,
    /// Times become the last multiple of this many minutes; 0 leaves them.
    #[serde(default)]
    pub time_step_min: u32,
    /// The object's name.
    #[serde(default)]
    pub name: Naming,
    /// Numbers, by the field's name, become the last multiple of a step (1 keeps whole numbers as
    /// they are). A number without a step here does not leave.
    #[serde(default)]
    pub round: BTreeMap<String, f64>,
    /// The fields that leave, by kind; `vessels.mmsi` is a field within a field.
    pub fields: BTreeMap<Kind, BTreeSet<String>>,
}

/// Profiles by name.
pub type Profiles = BTreeMap<Word, Profile>;

/// The longest delay: a month.
const LONGEST_DELAY_MIN: u32 = 31 * 24 * 60;

/// Reads profiles, and says what is wrong with which.
pub fn read_profiles(text: &str) -> Result<Profiles, String> {
    let profiles: Profiles = toml::from_str(text).map_err(|why| why.to_string())?;
    for (name, profile) in &profiles {
        profile.check().map_err(|why| format!("profile `{name}`: {why}"))?;
    }
    Ok(profiles)
}

impl Profile {
    fn check(&self) -> Result<(), String> {
        Grid::new(self.grid_deg)?;
        if self.delay_min > LONGEST_DELAY_MIN {
            return Err(format!("delay_min = {} is more than a month", self.delay_min));
        }
        if let Some((field, step)) =
            self.round.iter().find(|(_, step)| step.is_nan() || **step < 1e-3)
        {
            return Err(format!("round.{field} = {step} is no step; it is at least 0.001"));
        }
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.';
        let odd = |field: &&String| field.is_empty() || !field.chars().all(good);
        match self.fields.values().flatten().find(odd) {
            Some(field) => Err(format!("`{field}` is not a field, for example vessels.mmsi")),
            None => Ok(()),
        }
    }

    /// How long an object waits.
    pub fn delay(&self) -> Span {
        Span::from_minutes(self.delay_min.into())
    }

    /// The profile that does what both do: the coarser of each, and only what both let through.
    #[must_use]
    pub fn and(&self, other: &Profile) -> Profile {
        let both = |(kind, fields): (&Kind, &BTreeSet<String>)| {
            let others = other.fields.get(kind)?;
            Some((*kind, fields.intersection(others).cloned().collect()))
        };
        let step = |(field, step): (&String, &f64)| {
            Some((field.clone(), step.max(*other.round.get(field)?)))
        };
        Profile {
            says: format!("{}; and {}", self.says, other.says),
            grid_deg: self.grid_deg.max(other.grid_deg),
            delay_min: self.delay_min.max(other.delay_min),
            time_step_min: self.time_step_min.max(other.time_step_min),
            name: if self.name == Naming::Kept { other.name } else { Naming::Hidden },
            round: self.round.iter().filter_map(step).collect(),
            fields: self.fields.iter().filter_map(both).collect(),
        }
    }
}
