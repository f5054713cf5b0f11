//! The map of the sea: land, distance to shore, ports and anchorages.
//!
//! [`SeaChart::standard`] needs no files: the land of Natural Earth at 1:10 million and a table of
//! north-east Asian ports are part of the crate. [`SeaChart::with_ports`] takes a port list of the
//! user's own instead.
//!
//! The land is good for "is this far from shore", not for law: its points lie up to some hundred
//! metres off and small islands are missing, so no territorial limit may be drawn from it.

pub mod build;
pub mod land;
pub mod ports;
pub mod state;

use std::path::Path;
use std::sync::LazyLock;

use cordon_core::{Anchorage, Chart, Metres, Position};

pub use land::Land;
pub use ports::{PortError, PortList, Ports};
pub use state::State;

/// Land and ports together: what the detectors ask.
#[derive(Debug)]
pub struct SeaChart {
    ports: Ports,
}

static NORTH_EAST_ASIA: LazyLock<Ports> = LazyLock::new(|| {
    let list = PortList::from_bytes(include_bytes!("../data/ports-north-east-asia.csv"));
    list.map(|list| list.ports).unwrap_or_default()
});

impl SeaChart {
    /// The land, and the ports of north-east Asia that come with the crate.
    pub fn standard() -> SeaChart {
        SeaChart { ports: NORTH_EAST_ASIA.clone() }
    }

    /// The land, and the ports of a file (see [`PortList`] for its columns) instead of the built-in
    /// ones. The list comes back too, for its count of rows that could not be read.
    pub fn with_ports(path: &Path) -> Result<(SeaChart, PortList), PortError> {
        let list = PortList::from_path(path)?;
        Ok((SeaChart { ports: list.ports.clone() }, list))
    }

    /// The land.
    pub fn land(&self) -> &'static Land {
        Land::standard()
    }

    /// The ports.
    pub fn ports(&self) -> &Ports {
        &self.ports
    }
}

impl Chart for SeaChart {
    fn nearest_anchorage(&self, at: Position, reach: Metres) -> Option<(&Anchorage, Metres)> {
        self.ports.nearest(at, reach)
    }

    fn distance_to_shore(&self, at: Position) -> Option<Metres> {
        self.land().distance_to_shore(at)
    }

    fn is_land(&self, at: Position) -> Option<bool> {
        Some(self.land().is_land(at))
    }
}
