//! Who on the lists a ship may be.
//!
//! An [`Index`] holds any number of lists. [`Index::screen`] asks it for an [`Identity`] as of a day: by
//! IMO number, then by the MMSI it had then, then by call sign, then by name with flag and type beside
//! it. Each hit carries one [`Feature`](crate::Feature) for each thing that was compared.
//!
//! Two different IMO numbers with right check digits are two ships, whatever else agrees, unless a list
//! marks one of them as a false identity.

mod coverage;
mod grounds;
mod hit;
mod index;
mod name_index;
mod ownership;

pub use coverage::{CATALOGUE, Coverage, ScreenedList};
pub use grounds::score;
pub use hit::{Hit, Screening, Standing};
pub use index::Index;
pub use ownership::{DECAY, MAX_STEPS, OwnerPath, Step};

use serde::{Deserialize, Serialize};

use crate::country::Country;

/// What is known of a ship that is to be screened. Everything may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Identity {
    /// IMO number as claimed.
    pub imo: Option<u32>,
    /// MMSI.
    pub mmsi: Option<u32>,
    /// Call sign.
    pub call_sign: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Flag.
    pub flag: Option<Country>,
    /// Type of ship in words.
    pub ship_type: Option<String>,
    /// Names of owners, managers, operators, where known from elsewhere.
    pub owners: Vec<String>,
}
