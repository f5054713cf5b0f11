//! The watchlists that a server screens vessels against.

use std::fmt::Debug;

use cordon_identity::Day;
use cordon_identity::screen::{Identity, Screening};

/// Whoever keeps watchlists.
pub trait Lists: Debug + Send + Sync {
    /// Who on the lists a ship may be, on a day.
    ///
    /// # Errors
    /// Why the lists cannot be read, in one sentence.
    fn screen(&self, identity: &Identity, day: Day) -> Result<Screening, String>;
}
